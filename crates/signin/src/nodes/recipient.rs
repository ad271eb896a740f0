//! To whom a journey sends something: the person it is about, or whoever has the address that was collected.

use durward_identity::users as people;
use durward_messaging::{Medium, To};
use durward_model::id::UserId;
use durward_model::service::Email;
use durward_model::user::User;
use durward_store::{Error, services, users};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Turn;
use super::username::USERNAME;

/// Name under which the state holds the address or number that was collected, by medium.
pub(crate) const COLLECTED: &str = "collectedAddress";
/// Name under which the state holds who has it, as long as that is not proven.
pub(crate) const CANDIDATE: &str = "candidate";

/// Whose address something is sent to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Whose {
    /// An account's. To an address that no account has, nothing is sent.
    #[default]
    Account,
    /// The one that was collected, whoever has it: to prove it.
    Collected,
}

impl Whose {
    /// The setting as JSON Schema.
    pub(super) fn schema() -> Value {
        json!({
            "title": "Send to",
            "description": "The address of an account, or the one that was collected, whoever has it.",
            "type": "string",
            "enum": ["account", "collected"],
            "default": "account"
        })
    }
}

/// Somebody to send something to.
#[derive(Debug)]
pub(super) struct Recipient {
    /// Whose account it is.
    pub(super) user: Option<User>,
    /// Where to.
    pub(super) to: To,
    /// The same with most of it left out, as the person may see it.
    pub(super) masked: Option<String>,
}

/// To whom `medium` leads in the run of `turn`.
///
/// A person who has proven who they are gets it at the account's address. Before that, it goes to the address that was
/// collected, if an account has it, or to that of the account whose name was collected; then the address is not shown.
pub(super) async fn of(
    turn: &mut Turn<'_>,
    medium: Medium,
    whose: Whose,
) -> Result<Recipient, Error> {
    let cx = turn.cx;
    let settings = services::settings::<Email>(cx).await?;
    let typed = collected(turn, medium);
    if let (Whose::Collected, Some(typed)) = (whose, &typed) {
        return Ok(Recipient {
            user: None,
            masked: Some(mask(typed, medium)),
            to: To::Address(typed.clone()),
        });
    }
    let mut tx = cx.db().read().await?;
    let known = turn.state.subject.or_else(|| candidate(turn));
    let user = match known {
        Some(id) => users::by_id(cx, &mut tx, id).await?,
        // As many looks as for somebody, so that the time it takes does not tell.
        None if typed.is_some() => users::by_id(cx, &mut tx, nobody(turn)).await?,
        None => {
            let name = turn.state.text(USERNAME);
            let found = people::by_identifier(cx, &mut tx, turn.settings, name).await?;
            if let Some(user) = &found {
                let id = Value::from(user.id.as_str());
                turn.state.shared.insert(CANDIDATE.to_owned(), id);
            }
            found
        }
    };
    drop(tx);
    let user = user.filter(User::is_active);
    let own = user
        .as_ref()
        .and_then(|user| address_of(user, medium, &settings));
    let masked = match (&typed, turn.state.subject) {
        (Some(typed), _) => Some(mask(typed, medium)),
        (None, Some(_)) => own.as_deref().map(|own| mask(own, medium)),
        (None, None) => None,
    };
    let to = match (own, typed) {
        (Some(own), _) => To::Address(own),
        (None, Some(typed)) => To::Nobody(typed),
        (None, None) => To::Nobody(turn.state.text(USERNAME).to_owned()),
    };
    Ok(Recipient { user, to, masked })
}

/// An identifier that no account has.
pub(super) fn nobody(turn: &Turn<'_>) -> UserId {
    UserId::new(turn.cx.now, turn.cx.entropy())
}

/// Who has the address that was collected, as far as nobody has proven it.
pub(super) fn candidate(turn: &Turn<'_>) -> Option<UserId> {
    turn.state.text(CANDIDATE).parse().ok()
}

/// The address or number that was collected.
fn collected(turn: &Turn<'_>, medium: Medium) -> Option<String> {
    let (own, attribute) = match medium {
        Medium::Email => ("email", "mail"),
        Medium::Sms | Medium::Whatsapp => ("phone", "telephoneNumber"),
    };
    let shared = &turn.state.shared;
    let found = shared
        .get(COLLECTED)
        .and_then(|all| all.get(own))
        .or_else(|| {
            shared
                .get("objectAttributes")
                .and_then(|all| all.get(attribute))
        });
    let text = found.and_then(Value::as_str)?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Where `medium` reaches `user`.
fn address_of(user: &User, medium: Medium, settings: &Email) -> Option<String> {
    match (medium, settings.email_address_attribute.as_str()) {
        (Medium::Email, "mail" | "email") => {
            user.email.as_ref().map(|email| email.as_str().to_owned())
        }
        (Medium::Email, attribute) => {
            let value = user.profile.attributes.get(attribute);
            value.and_then(Value::as_str).map(str::to_owned)
        }
        (Medium::Sms | Medium::Whatsapp, _) => user.phone.clone(),
    }
}

/// `a•••@acme.example`, `+32 ••• ••12`: enough to recognise one's own.
fn mask(address: &str, medium: Medium) -> String {
    if medium == Medium::Email {
        let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
        let first: String = local.chars().take(1).collect();
        return format!("{first}•••@{domain}");
    }
    let end: String = address
        .chars()
        .skip(address.chars().count().saturating_sub(2))
        .collect();
    let start: String = address.chars().take(3).collect();
    format!("{start} ••• ••{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_recognises_ones_own_address_and_nobody_elses() {
        assert_eq!(mask("ana@acme.example", Medium::Email), "a•••@acme.example");
        assert_eq!(mask("+32470000012", Medium::Sms), "+32 ••• ••12");
    }
}
