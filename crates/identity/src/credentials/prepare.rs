//! A new password: checked and hashed before any write transaction, then written.

use durward_db::Tx;
use durward_model::id::UserId;
use durward_model::service::{PasswordHashing, PasswordPolicy};
use durward_model::{Invalid, Secret};
use durward_store::credentials::{self as rows, Password};
use durward_store::{Cx, Error, services};

use super::verify::is_expired;
use crate::change::record;
use crate::passwords::Passwords;
use crate::policy::{self, Owner};

/// A password that passed the policy, hashed and ready to be written.
#[derive(Clone)]
pub struct NewPassword {
    hash: String,
    remember: usize,
}

impl NewPassword {
    /// What is to be written: for a flow that keeps it, encrypted, until its last step.
    #[must_use]
    pub fn to_hash(&self) -> Secret<String> {
        Secret::new(self.hash.clone())
    }

    /// One that [`Self::to_hash`] was of, for a new user, who has no former passwords.
    #[must_use]
    pub fn of_hash(hash: &Secret<String>) -> Self {
        Self {
            hash: hash.expose().clone(),
            remember: 0,
        }
    }
}

impl std::fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewPassword(…)")
    }
}

/// Checks `password` of `owner` against the realm's policy, and against the former ones of `user` where the policy says
/// so; one that has expired is not taken again in any case. Then hashes it.
///
/// # Errors
/// Invalid `password` with the rule that is broken; unavailable when too many passwords wait to be hashed; database
/// failures.
pub async fn prepare_password(
    cx: &Cx,
    passwords: &Passwords,
    owner: &Owner<'_>,
    user: Option<UserId>,
    password: &Secret<String>,
) -> Result<NewPassword, Error> {
    let policy = services::settings::<PasswordPolicy>(cx).await?;
    policy::check(&policy, owner, password.expose())?;
    let cost = services::settings::<PasswordHashing>(cx).await?;
    let remember = usize::try_from(policy.history).unwrap_or_default();
    let current = match user {
        Some(user) => rows::password(cx, &mut cx.db().read().await?, user).await?,
        None => None,
    };
    if let Some(current) = current {
        let refused = match remember {
            0 => usize::from(is_expired(cx, &policy, &current)),
            _ => remember + 1,
        };
        for hash in history(current).iter().take(refused) {
            if passwords.verify(&cost, Some(hash), password).await?.ok {
                return Err(Invalid::new(
                    "password",
                    "You used this password before. Choose another.",
                )
                .into());
            }
        }
    }
    let hash = passwords.hash(&cost, password).await?;
    Ok(NewPassword { hash, remember })
}

/// Writes a prepared password of `user` and its audit event.
///
/// # Errors
/// Database failures.
pub async fn put_password(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    new: &NewPassword,
) -> Result<(), Error> {
    let current = rows::password(cx, tx, user).await?;
    let mut former: Vec<String> = current.map(history).unwrap_or_default();
    former.truncate(new.remember);
    rows::put_password(cx, tx, user, &new.hash, &former, None).await?;
    record(cx, tx, "password.set", user, Some(user)).await
}

/// The current and the former hashes, newest first.
fn history(password: Password) -> Vec<String> {
    let mut all = password.former;
    all.insert(0, password.hash);
    all
}
