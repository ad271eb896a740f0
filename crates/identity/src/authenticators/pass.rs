//! A pass for somebody who lost their second factor: a code that an administrator gives, good once and for a time, where
//! a recovery code is asked for. It proves no more than that: the password, or whatever comes first, is still asked for.

use durward_access::{Privilege, require, require_over};
use durward_messaging::notices::{self, Notice};
use durward_model::Secret;
use durward_model::audit::{Event, Topic};
use durward_model::authenticator::AuthenticatorKind;
use durward_model::id::UserId;
use durward_model::role::Subject;
use durward_store::authenticators as rows;
use durward_store::{Cx, Error, audit, users};

use super::recovery;
/// Longest that a pass is good for, in minutes: a day.
pub const LONGEST: i64 = 24 * 60;

/// Gives `user` a pass that works for `minutes`. It takes the place of an earlier one. They are told.
///
/// # Errors
/// Invalid when `minutes` is not between 1 and [`LONGEST`]; not found; forbidden without `users:write` or when the user
/// may do more than the actor; conflict when the user has no second factor; database failures.
pub async fn give(cx: &Cx, user: UserId, minutes: i64) -> Result<Secret<String>, Error> {
    if !(1..=LONGEST).contains(&minutes) {
        return Err(Error::invalid(
            "minutes",
            format!("Give a number from 1 to {LONGEST}."),
        ));
    }
    let mut tx = cx.db().begin().await?;
    require(cx, &mut tx, Privilege::UsersWrite).await?;
    if users::by_id(cx, &mut tx, user).await?.is_none() {
        return Err(Error::not_found("user"));
    }
    require_over(cx, &mut tx, Subject::User(user)).await?;
    rows::lock(cx, &mut tx, user).await?;
    let mine = rows::of_user(cx, &mut tx, user).await?;
    if !mine.iter().any(|one| one.kind.is_factor()) {
        return Err(Error::conflict(
            "The user has no second factor that could be lost.",
        ));
    }
    let set = mine
        .into_iter()
        .find(|one| one.kind == AuthenticatorKind::RecoveryCodes);
    let until = cx.now.plus_seconds(minutes * 60);
    let (pass, id) = match set {
        Some(set) => {
            let (pass, data) = recovery::with_pass(cx, user, &set, until).await?;
            rows::rewrite(cx, &mut tx, user, set.id, &data).await?;
            (pass, set.id)
        }
        None => {
            let mut set = recovery::empty(cx);
            let (pass, data) = recovery::with_pass(cx, user, &set, until).await?;
            set.data = data;
            rows::insert(cx, &mut tx, user, &set).await?;
            (pass, set.id)
        }
    };
    let event = Event::new(Topic::Authentication, "authenticator.pass-given")
        .object(id)
        .user(user)
        .with("minutes", minutes);
    audit::record(cx, &mut tx, event).await?;
    notices::post(cx, &mut tx, user, Notice::PassGiven(minutes)).await?;
    tx.commit().await?;
    Ok(pass)
}
