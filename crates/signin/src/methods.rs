//! Sign-in methods as their owner sees them.

use durward_identity::authenticators::{self, recovery};
use durward_model::Timestamp;
use durward_model::authenticator::AuthenticatorKind;
use durward_model::id::{AuthenticatorId, UserId};
use durward_store::authenticators::COPIED;
use durward_store::{Cx, Error, credentials};

use crate::nodes::is_synced;

/// A way somebody proves who they are, besides a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Method {
    /// Its identifier.
    pub id: AuthenticatorId,
    /// What it is.
    pub kind: AuthenticatorKind,
    /// What its owner calls it; may be empty.
    pub name: String,
    /// When it was added.
    pub added: Timestamp,
    /// When it was last used to sign in.
    pub used: Option<Timestamp>,
    /// Of a passkey: whether it may be copied to other devices.
    pub synced: Option<bool>,
    /// Of recovery codes: how many were not used.
    pub codes_left: Option<usize>,
    /// Whether somebody has a copy of it: it signs nobody in any more.
    pub copied: bool,
    /// Whether nothing would be left to sign in with.
    pub last_way_in: bool,
}

/// The methods of `user`, the oldest first.
///
/// # Errors
/// Database failures.
pub async fn list(cx: &Cx, user: UserId) -> Result<Vec<Method>, Error> {
    let mine = authenticators::list(cx, user).await?;
    let mut tx = cx.db().read().await?;
    let has_password = credentials::password(cx, &mut tx, user).await?.is_some();
    let is_passkey = |kind| kind == AuthenticatorKind::Passkey;
    let passkeys = mine.iter().filter(|one| is_passkey(one.kind)).count();
    let shown = mine.into_iter().map(|one| Method {
        synced: is_synced(&one),
        codes_left: (one.kind == AuthenticatorKind::RecoveryCodes).then(|| recovery::left(&one)),
        last_way_in: is_passkey(one.kind) && passkeys == 1 && !has_password,
        copied: is_passkey(one.kind) && one.counter == COPIED,
        id: one.id,
        kind: one.kind,
        name: one.name,
        added: one.created_at,
        used: one.last_used_at,
    });
    Ok(shown.collect())
}
