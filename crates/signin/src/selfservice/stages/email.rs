//! `emailValidation`: the code that was mailed.

use aws_lc_rs::digest;
use data_encoding::BASE64URL_NOPAD;
use durward_db::Tx;
use durward_messaging::{Purpose, To};
use durward_model::Secret;
use durward_store::{Cx, Error, users};
use serde_json::{Map, Value};
use subtle::ConstantTimeEq;

use crate::selfservice::mail::{self, Mail};
use crate::selfservice::run::{Verdict, Work, refused};
use crate::selfservice::stage::Flow;
use crate::selfservice::ticket::Ticket;

/// Makes a code and notes its hash in the ticket: a random UUID (RFC 9562 5.4), as clients know it.
pub(in crate::selfservice) fn code(cx: &Cx, ticket: &mut Ticket) -> Secret<String> {
    let mut bytes = [0u8; 16];
    cx.entropy().fill(&mut bytes);
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = data_encoding::HEXLOWER.encode(&bytes);
    let parts = [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ];
    let code = parts.join("-");
    ticket.code = Some(hash(&code));
    Secret::new(code)
}

fn hash(code: &str) -> String {
    let hash = digest::digest(&digest::SHA256, code.trim().as_bytes());
    BASE64URL_NOPAD.encode(hash.as_ref())
}

/// Mails the code, and the link that has it: to the address given at registration, or to that of the account. Where
/// there is no account, the same is written and nothing is sent.
pub(in crate::selfservice) async fn post(
    work: &Work<'_>,
    tx: &mut Tx,
    ticket: &Ticket,
    token: &str,
    code: &Secret<String>,
) -> Result<(), Error> {
    let cx = work.cx;
    let user = match ticket.user {
        Some(user) => users::by_id(cx, tx, user).await?,
        None => None,
    };
    let (purpose, subject, body) = match work.flow {
        Flow::Registration => (
            Purpose::VerifyAddress,
            &work
                .settings
                .user_registration
                .user_registration_email_subject,
            &work.settings.user_registration.user_registration_email_body,
        ),
        Flow::Password | Flow::Username => (
            Purpose::ResetPassword,
            &work
                .settings
                .forgotten_password
                .forgotten_password_email_subject,
            &work
                .settings
                .forgotten_password
                .forgotten_password_email_body,
        ),
    };
    let given = ticket.details.as_ref().and_then(|details| {
        let mail = details.attributes.get("mail")?;
        mail.as_str().map(str::to_owned)
    });
    let own = user.as_ref().and_then(|user| user.email.as_ref());
    let to = match (given, own) {
        (Some(address), _) => To::Address(address),
        (None, Some(address)) => To::Address(address.to_string()),
        (None, None) => To::Nobody(ticket.asked_for.clone().unwrap_or_default()),
    };
    let link = mail::link(cx, work.flow, work.settings, token, code.expose());
    let values = vec![("link", link), ("code", code.expose().clone())];
    let mail = Mail {
        purpose,
        to,
        user: user.as_ref(),
        subject,
        body,
        values,
        languages: work.languages,
        expires_at: Some(ticket.expires_at),
    };
    mail::post(cx, tx, mail).await
}

/// Holds the code against the one that was mailed.
pub(in crate::selfservice) fn look(
    ticket: &mut Ticket,
    input: &Map<String, Value>,
) -> Result<Verdict, Error> {
    let given = input.get("code").and_then(Value::as_str);
    let given = given.ok_or_else(|| Error::invalid("code", "code is required."))?;
    let wanted = ticket.code.take().unwrap_or_default();
    let right: bool = hash(given).as_bytes().ct_eq(wanted.as_bytes()).into();
    // Nobody gets a right code who was not sent one.
    let sent = ticket.user.is_some() || ticket.details.is_some();
    if right && sent {
        ticket.verified = true;
        return Ok(Verdict::Passed);
    }
    Ok(Verdict::Wrong(None, refused("Invalid code")))
}
