//! "This was not me": somebody who did not do what a security notice tells takes the account back.
//!
//! Whoever did it may know the password, so nobody can use it any more: it takes the way by the account's own address to
//! choose another one, the address at which the notice was read.

use durward_db::Tx;
use durward_messaging::notices::NOT_ME;
use durward_model::Secret;
use durward_model::audit::{Event, Topic};
use durward_model::id::UserId;
use durward_model::secret::random_text;
use durward_model::service::PasswordHashing;
use durward_store::credentials as rows;
use durward_store::{Cx, Error, audit, links, services};

use crate::access_end::end_access;
use crate::passwords::Passwords;

/// Whether the link `token` of a notice can be used.
///
/// # Errors
/// Database failures.
pub async fn is_good(cx: &Cx, token: &str) -> Result<bool, Error> {
    let mut tx = cx.db().read().await?;
    Ok(links::look(cx, &mut tx, NOT_ME, token).await?.is_some())
}

/// Takes the account back whose notice had the link `token`: every session and what apps were given ends, and the
/// password is good no longer. Returns whether the link was; it works once.
///
/// # Errors
/// Unavailable when too many passwords wait to be hashed; database failures.
pub async fn repudiate(cx: &Cx, passwords: &Passwords, token: &str) -> Result<bool, Error> {
    if !is_good(cx, token).await? {
        return Ok(false);
    }
    // The hash of something nobody knows takes as long to be held against a guess as any other.
    let cost = services::settings::<PasswordHashing>(cx).await?;
    let unknown: Secret<String> = random_text::<32>(cx.entropy());
    let hash = passwords.hash(&cost, &unknown).await?;
    let mut tx = cx.db().begin().await?;
    let Some(payload) = links::look(cx, &mut tx, NOT_ME, token).await? else {
        return Ok(false);
    };
    if !links::consume(cx, &mut tx, NOT_ME, token).await? {
        return Ok(false);
    }
    let user: UserId = payload
        .parse()
        .map_err(|_| Error::internal("a link names no user"))?;
    replace_password(cx, &mut tx, user, &hash).await?;
    end_access(cx, &mut tx, user).await?;
    let event = Event::new(Topic::Authentication, "account.taken-back");
    audit::record(cx, &mut tx, event.object(user).user(user)).await?;
    tx.commit().await?;
    Ok(true)
}

/// The password is remembered as a former one, so that it is not chosen again.
async fn replace_password(cx: &Cx, tx: &mut Tx, user: UserId, hash: &str) -> Result<(), Error> {
    let Some(current) = rows::password(cx, tx, user).await? else {
        return Ok(());
    };
    let mut former = current.former;
    former.insert(0, current.hash);
    rows::put_password(cx, tx, user, hash, &former, None).await?;
    Ok(())
}
