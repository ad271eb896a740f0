//! Writing messages, in the transaction of what causes them.

use data_encoding::BASE64URL_NOPAD;
use durward_db::Tx;
use durward_model::id::MessageId;
use durward_model::service::{Email, Messages};
use durward_store::messages::{self as rows, New};
use durward_store::vault::Sealed;
use durward_store::{Cx, Error, services};
use serde::{Deserialize, Serialize};

use crate::letter::{Demand, Letter, Medium, To, Values, Wording};

/// What is heard on every node when there is something to deliver.
pub(crate) const NOTICE: &str = "messages";

/// Longest list of languages kept with a message, in bytes.
const LANGUAGES: usize = 200;

/// Seconds within which requests are counted together.
const HOUR: i64 = 3600;

/// What a message says, as it is sealed.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Payload {
    pub(crate) values: Values,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) wording: Option<Wording>,
    /// `client_id` of the app the person comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) app: Option<String>,
}

/// Writes `letter`; it goes out once `tx` commits, no sooner after another to the same address than the realm says.
///
/// A letter to nobody, and one too many to an address within the hour, are written too and never sent.
///
/// # Errors
/// Database failures.
pub async fn post(cx: &Cx, tx: &mut Tx, letter: &Letter) -> Result<MessageId, Error> {
    let settings = services::settings::<Messages>(cx).await?;
    let pause = services::settings::<Email>(cx)
        .await?
        .email_rate_limit_seconds;
    let keys = cx.platform.vault.realm_keys_in(tx, cx.realm.id).await?;
    let id = MessageId::new(cx.now, cx.entropy());
    let payload = Payload {
        values: letter.values.clone(),
        wording: letter.wording.clone(),
        app: letter.app.clone(),
    };
    let plain = serde_json::to_vec(&payload).map_err(|error| Error::internal(error.to_string()))?;
    let sealed = cx.platform.vault.seal(&keys, &context(id), &plain)?;
    let key = keys.keyed_hash(address_key(letter.medium, letter.to.asked()).as_bytes());
    let key = BASE64URL_NOPAD.encode(key.as_ref());
    let since = cx.now.plus_seconds(-HOUR);
    let most = settings.requests_per_hour;
    let lately = rows::lately(cx, tx, &key, since, most).await?;
    let earliest = lately.last_due.saturating_add(pause * 1000);
    let too_many = letter.demand == Demand::Anybody && lately.count >= most;
    let refused = match &letter.to {
        To::Nobody(_) => Some("nobody has this address"),
        To::Address(_) if too_many => Some("too many messages were asked for to this address"),
        To::Address(_) => None,
    };
    let recipient = match &letter.to {
        To::Address(address) => address.as_str(),
        To::Nobody(_) => "",
    };
    let new = New {
        id,
        user: letter.user,
        medium: letter.medium.as_str(),
        template: &letter.template,
        recipient,
        recipient_key: &key,
        languages: &languages(&letter.languages),
        payload: &sealed,
        due_at: cx.now.plus_millis((earliest - cx.now.millis()).max(0)),
        expires_at: letter.expires_at,
        refused,
    };
    rows::insert(cx, tx, &new).await?;
    tx.notify(NOTICE);
    Ok(id)
}

/// A sealed payload opens for its own message only.
pub(crate) fn context(id: MessageId) -> String {
    format!("message|{id}")
}

/// Opens what a message says.
///
/// # Errors
/// Internal when it is broken; database failures while the realm's keys are loaded.
pub(crate) async fn open(cx: &Cx, id: MessageId, sealed: &Sealed) -> Result<Payload, Error> {
    let plain = cx.open(&context(id), sealed).await?;
    serde_json::from_slice(plain.expose())
        .map_err(|error| Error::internal(format!("what {id} says cannot be read: {error}")))
}

/// One address written in two ways is one address.
fn address_key(medium: Medium, address: &str) -> String {
    let address = address.trim().to_lowercase();
    match medium {
        Medium::Email => format!("message-to|email|{address}"),
        // A number is the same person's, whatever carries the message.
        Medium::Sms | Medium::Whatsapp => format!("message-to|phone|{address}"),
    }
}

/// Languages as a row keeps them: those that look like one, as many as fit.
fn languages(wanted: &[String]) -> String {
    let mut text = String::new();
    for language in wanted.iter().flat_map(|one| one.split_whitespace()) {
        let sound = language.len() <= 35
            && language
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        if sound && text.len() + language.len() < LANGUAGES {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(language);
        }
    }
    text
}
