//! `resetStage`: the new password.

use durward_identity::credentials::{NewPassword, prepare_password};
use durward_identity::policy::Owner;
use durward_model::id::UserId;
use durward_store::{Error, users};
use serde_json::{Map, Value};

use crate::nodes::Amendment;
use crate::selfservice::run::{Work, secret};
use crate::selfservice::ticket::Ticket;

/// A new password, checked and hashed.
pub(in crate::selfservice) struct NewSecret(NewPassword);

impl NewSecret {
    /// The change of `user`'s account that it makes.
    pub(in crate::selfservice) fn amendment(self, user: UserId) -> Amendment {
        Amendment {
            user,
            fields: None,
            password: Some(self.0),
        }
    }
}

/// Checks and hashes the new password. For somebody unknown the same work is done.
pub(in crate::selfservice) async fn look(
    work: &Work<'_>,
    ticket: &Ticket,
    input: &Map<String, Value>,
) -> Result<Option<NewSecret>, Error> {
    let password = secret(work.text(input, "password")?);
    let cx = work.cx;
    let user = match ticket.user {
        Some(user) => users::by_id(cx, &mut cx.db().read().await?, user).await?,
        None => None,
    };
    let owner = user.as_ref().map(Owner::of).unwrap_or_default();
    let id = user.as_ref().map(|user| user.id);
    let new = prepare_password(cx, work.passwords, &owner, id, &password).await?;
    Ok(user.map(|_| NewSecret(new)))
}
