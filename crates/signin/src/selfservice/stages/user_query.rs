//! `userQuery`: whose account it is, and telling its username at the end.

use durward_db::Tx;
use durward_messaging::{Purpose, To};
use durward_model::user::User;
use durward_store::Error;
use serde_json::{Map, Value, json};

use crate::selfservice::mail::{self, Mail};
use crate::selfservice::query;
use crate::selfservice::run::{Verdict, Work, refused};
use crate::selfservice::ticket::Ticket;

/// Finds the account.
pub(in crate::selfservice) async fn look(
    work: &Work<'_>,
    ticket: &mut Ticket,
    input: &Map<String, Value>,
) -> Result<Verdict, Error> {
    let filter = work.text(input, "queryFilter")?;
    let allowed = &work.settings.general_config.valid_query_attributes;
    let found = query::find(work.cx, allowed, filter).await?;
    ticket.asked_for = Some(filter.chars().take(300).collect());
    ticket.user = found.map(|user| user.id);
    if ticket.user.is_none() && !work.settings.hides_in_stages() {
        return Ok(Verdict::Wrong(None, refused("Unable to find account")));
    }
    Ok(Verdict::Passed)
}

/// Mails the username where the realm wants that, and gives what the answer adds.
pub(in crate::selfservice) async fn tell(
    work: &Work<'_>,
    tx: &mut Tx,
    ticket: &Ticket,
    user: Option<&User>,
) -> Result<Value, Error> {
    let own = &work.settings.forgotten_username;
    if own.forgotten_username_email_username_enabled {
        let address = user.and_then(|user| user.email.as_ref());
        let to = match address {
            Some(address) => To::Address(address.to_string()),
            None => To::Nobody(ticket.asked_for.clone().unwrap_or_default()),
        };
        let mail = Mail {
            purpose: Purpose::ForgottenUsername,
            to,
            user,
            subject: &own.forgotten_username_email_subject,
            body: &own.forgotten_username_email_body,
            values: Vec::new(),
            languages: work.languages,
            expires_at: None,
        };
        mail::post(work.cx, tx, mail).await?;
    }
    Ok(match user {
        Some(user) if own.forgotten_username_show_username_enabled => {
            json!({"userName": user.username.as_str()})
        }
        _ => json!({}),
    })
}
