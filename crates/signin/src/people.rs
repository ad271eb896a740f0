//! What people do to their own accounts on the way in: sign up, change, accept, ask for help. Each in the transaction
//! of its caller, with its audit event.

use durward_db::Tx;
use durward_identity::credentials::{put_password, replace_password};
use durward_identity::users;
use durward_messaging::notices::{self, Notice};
use durward_model::Actor;
use durward_model::audit::{Event, Topic};
use durward_model::id::{SessionId, UserId};
use durward_store::device_profiles::{self, DeviceProfile};
use durward_store::mapping_consents::{self, Mapping};
use durward_store::security_answers::{self, SecurityAnswer};
use durward_store::{Cx, Error, audit, recovery_requests, terms};

use crate::nodes::{Amendment, NewAccount};

/// Makes an account.
///
/// # Errors
/// Conflict when somebody else took one of its names meanwhile; database failures.
pub(crate) async fn register(cx: &Cx, tx: &mut Tx, account: &NewAccount) -> Result<(), Error> {
    let cx = &cx.clone().acting(Actor::User(account.id));
    users::sign_up(cx, tx, account.id, account.fields.clone()).await?;
    if let Some(password) = &account.password {
        put_password(cx, tx, account.id, password).await?;
    }
    if let Some(version) = &account.terms {
        accept_terms(cx, tx, account.id, version).await?;
    }
    if !account.answers.is_empty() {
        set_answers(cx, tx, account.id, &account.answers).await?;
    }
    consent(cx, tx, account.id, &account.consents, &[]).await?;
    let event = Event::new(Topic::Activity, "user.registered")
        .object(account.id)
        .user(account.id);
    audit::record(cx, tx, event).await
}

/// Changes an account. With a new password its locks end, its sessions but for `keep`, and its requests for help.
///
/// # Errors
/// Conflict when somebody else took one of its names meanwhile; database failures.
pub(crate) async fn amend(
    cx: &Cx,
    tx: &mut Tx,
    amendment: &Amendment,
    keep: Option<SessionId>,
) -> Result<(), Error> {
    let user = amendment.user;
    let cx = &cx.clone().acting(Actor::User(user));
    if let Some(fields) = &amendment.fields {
        users::amend(cx, tx, user, None, fields.clone()).await?;
    }
    if let Some(password) = &amendment.password {
        replace_password(cx, tx, user, password, keep).await?;
        notices::post(cx, tx, user, Notice::PasswordChanged).await?;
        recovery_requests::settle(cx, tx, user, "recovered").await?;
    }
    Ok(())
}

/// Notes that `user` accepted the terms `version`.
pub(crate) async fn accept_terms(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    version: &str,
) -> Result<(), Error> {
    terms::accept(cx, tx, user, version).await?;
    let event = Event::new(Topic::Activity, "terms.accepted")
        .object(user)
        .user(user)
        .with("version", version);
    audit::record(cx, tx, event).await
}

/// Notes that `user` agrees to the mappings `given`, and not to those named `refused`.
pub(crate) async fn consent(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    given: &[Mapping],
    refused: &[String],
) -> Result<(), Error> {
    let event = |name, mapping: &str| {
        Event::new(Topic::Activity, name)
            .object(user)
            .user(user)
            .with("mapping", mapping)
    };
    for mapping in given {
        mapping_consents::give(cx, tx, user, mapping).await?;
        let event = event("consent.given", &mapping.name);
        audit::record(cx, tx, event.with("fields", mapping.fields.join(" "))).await?;
    }
    for mapping in refused {
        if mapping_consents::withdraw(cx, tx, user, mapping).await? {
            audit::record(cx, tx, event("consent.withdrawn", mapping)).await?;
        }
    }
    Ok(())
}

/// Remembers a device of `user`, and at most `most` of them.
pub(crate) async fn remember_device(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    profile: &DeviceProfile,
    most: i64,
) -> Result<(), Error> {
    device_profiles::save(cx, tx, user, profile, most).await?;
    let event = Event::new(Topic::Activity, "device.remembered")
        .object(user)
        .user(user)
        .with("alias", profile.alias.as_str());
    audit::record(cx, tx, event).await
}

/// Puts `answers` in the place of the security questions that `user` had.
pub(crate) async fn set_answers(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    answers: &[SecurityAnswer],
) -> Result<(), Error> {
    security_answers::replace(cx, tx, user, answers).await?;
    let event = Event::new(Topic::Activity, "security-questions.set")
        .object(user)
        .user(user);
    audit::record(cx, tx, event).await
}

/// Puts a request for help on the administrators' list.
pub(crate) async fn ask_recovery(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    lost: &str,
) -> Result<(), Error> {
    recovery_requests::open(cx, tx, user, lost).await?;
    let event = Event::new(Topic::Authentication, "recovery.requested")
        .object(user)
        .user(user)
        .with("lost", lost);
    audit::record(cx, tx, event).await
}
