//! Giving roles, and taking them away.

use durward_access::{Privilege, require, require_roles};
use durward_db::Tx;
use durward_model::audit::{Event, Topic};
use durward_model::id::RoleId;
use durward_model::role::Subject;
use durward_store::{Cx, Error, audit, documents, groups, organizations, roles as rows, users};

/// Gives `role` to `subject`. Twice is the same as once.
///
/// # Errors
/// Not found; forbidden without `roles:write` or when the role brings more than the actor has; database failures.
pub async fn assign(cx: &Cx, tx: &mut Tx, role: RoleId, subject: Subject) -> Result<(), Error> {
    check(cx, tx, role, subject).await?;
    if rows::assign(cx, tx, role, subject).await? {
        record(cx, tx, "role.assigned", role, subject).await?;
    }
    Ok(())
}

/// Takes `role` from `subject`. Where it does not have it nothing happens.
///
/// # Errors
/// As [`assign`].
pub async fn withdraw(cx: &Cx, tx: &mut Tx, role: RoleId, subject: Subject) -> Result<(), Error> {
    check(cx, tx, role, subject).await?;
    if rows::withdraw(cx, tx, role, subject).await? {
        record(cx, tx, "role.withdrawn", role, subject).await?;
    }
    Ok(())
}

async fn check(cx: &Cx, tx: &mut Tx, role: RoleId, subject: Subject) -> Result<(), Error> {
    require(cx, tx, Privilege::RolesWrite).await?;
    let brought = rows::included(cx, tx, role).await?;
    if brought.is_empty() {
        return Err(Error::not_found("role"));
    }
    let known = match subject {
        Subject::User(id) => users::by_id(cx, tx, id).await?.is_some(),
        Subject::Group(id) => groups::by_id(cx, tx, id).await?.is_some(),
        Subject::Organization(id) => organizations::by_id(cx, tx, id).await?.is_some(),
        Subject::App(id) => documents::load(cx, tx, "app", id.as_str()).await?.is_some(),
    };
    if !known {
        return Err(Error::not_found(subject.kind()));
    }
    require_roles(cx, tx, &brought).await
}

async fn record(
    cx: &Cx,
    tx: &mut Tx,
    name: &'static str,
    role: RoleId,
    subject: Subject,
) -> Result<(), Error> {
    let mut event = Event::new(Topic::Activity, name)
        .object(role)
        .with("subjectKind", subject.kind())
        .with("subject", subject.id());
    if let Subject::User(user) = subject {
        event.user = Some(user.to_string());
    }
    audit::record(cx, tx, event).await
}
