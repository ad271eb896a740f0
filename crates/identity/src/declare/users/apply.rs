//! Batch after batch: look at what there is, then write what differs in few statements.

use std::collections::HashMap;

use durward_db::Tx;
use durward_model::audit::{Event, Topic};
use durward_model::id::UserId;
use durward_model::role::Subject;
use durward_model::text::Email;
use durward_model::user::User;
use durward_store::credentials::FirstPassword;
use durward_store::{Cx, Error, audit, credentials, groups, roles, users as rows};

use super::batch::{Batch, Wanted};
use crate::access_end::end_access;
use crate::declare::names::Names;
use crate::declare::passwords::Prepared;
use crate::declare::plan::Item;
use crate::declare::run::Work;
use crate::declare::written::WrittenUser;
use crate::declare::{Action, Refused};
use crate::duplicate::{changed_in_between, conflict};

/// Users looked at together.
const BATCH: usize = 500;

/// Makes and changes users.
pub(crate) async fn declare(
    work: &mut Work<'_>,
    tx: &mut Tx,
    names: &Names,
    items: &[Item<WrittenUser>],
    prepared: Vec<Prepared>,
) -> Result<(), Refused> {
    let mut prepared = prepared.into_iter();
    let mut last = UserId::new(work.cx.now, work.cx.entropy());
    for chunk in items.chunks(BATCH) {
        let batch = Batch::load(&work.cx, tx, chunk).await?;
        let mut wanted = Vec::with_capacity(chunk.len());
        for item in chunk {
            let password = prepared.next().unwrap_or_default();
            let one = batch.wanted(&work.cx, names, &item.written, password, &mut last);
            wanted.push(one.map_err(|error| refused(item, error))?);
        }
        check_doubles(chunk, &wanted)?;
        for (item, one) in chunk.iter().zip(&wanted) {
            change(&work.cx, tx, one)
                .await
                .map_err(|error| refused(item, error))?;
        }
        write(&work.cx, tx, &wanted).await?;
        for (item, one) in chunk.iter().zip(&wanted) {
            let written = one.totp.write(&work.cx, tx, one.user.id).await;
            written.map_err(|error| refused(item, error))?;
        }
        for one in wanted {
            let action = Action::of(one.new, one.changed.is_empty());
            work.report_fields("user", one.user.username.as_str(), action, one.changed);
        }
    }
    Ok(())
}

fn refused(item: &Item<WrittenUser>, error: Error) -> Refused {
    Refused::at(
        &item.source,
        format!("user {}", item.written.username),
        error,
    )
}

/// Refuses two users of one batch with one name to sign in with; what is in the database already was looked at
/// before.
fn check_doubles(items: &[Item<WrittenUser>], wanted: &[Wanted]) -> Result<(), Refused> {
    let mut owners = HashMap::new();
    for (index, (item, one)) in items.iter().zip(wanted).enumerate() {
        let email = one.user.email.as_ref().map(Email::key);
        let names = [
            (Some(one.user.username.key()), "This username is taken."),
            (email, "This email address belongs to another user."),
        ];
        for (name, message) in names {
            let owner = name.map(|name| *owners.entry(name).or_insert(index));
            if owner.is_some_and(|owner| owner != index) {
                return Err(refused(item, Error::conflict(message)));
            }
        }
    }
    Ok(())
}

/// Writes a user that is there already.
async fn change(cx: &Cx, tx: &mut Tx, one: &Wanted) -> Result<(), Error> {
    if one.new {
        return Ok(());
    }
    if one.row_changed && !rows::update(cx, tx, &one.user).await.map_err(conflict)? {
        return Err(changed_in_between());
    }
    if let Some((hash, origin)) = &one.password {
        credentials::put_password(cx, tx, one.user.id, hash, &[], origin.as_deref()).await?;
    }
    if let Some(must) = one.must_change {
        credentials::require_change(cx, tx, one.user.id, must).await?;
    }
    let shut = one.changed.contains(&"status") && !one.user.is_active();
    if shut || one.password.is_some() {
        end_access(cx, tx, one.user.id).await?;
    }
    for group in &one.leave {
        groups::remove_member(cx, tx, *group, one.user.id).await?;
    }
    for role in &one.lose {
        roles::withdraw(cx, tx, *role, Subject::User(one.user.id)).await?;
    }
    Ok(())
}

/// Writes what is new of all of `wanted`: users, passwords, memberships, roles, and the audit trail.
async fn write(cx: &Cx, tx: &mut Tx, wanted: &[Wanted]) -> Result<(), Refused> {
    let new: Vec<User> = wanted
        .iter()
        .filter(|one| one.new)
        .map(|one| one.user.clone())
        .collect();
    rows::insert_all(cx, tx, &new).await.map_err(conflict)?;
    let passwords: Vec<_> = wanted
        .iter()
        .filter(|one| one.new)
        .filter_map(|one| {
            let (hash, origin) = one.password.clone()?;
            Some(FirstPassword {
                user: one.user.id,
                hash,
                origin,
                must_change: one.must_change == Some(true),
            })
        })
        .collect();
    credentials::insert_passwords(cx, tx, &passwords).await?;
    let memberships: Vec<_> = wanted
        .iter()
        .flat_map(|one| one.join.iter().map(|group| (one.user.id, *group)))
        .collect();
    groups::add_members(cx, tx, &memberships).await?;
    let assignments: Vec<_> = wanted
        .iter()
        .flat_map(|one| {
            one.gain
                .iter()
                .map(|role| (Subject::User(one.user.id), *role))
        })
        .collect();
    roles::assign_all(cx, tx, &assignments).await?;
    let events = wanted.iter().filter_map(event).collect();
    Ok(audit::record_all(cx, tx, events).await?)
}

fn event(one: &Wanted) -> Option<Event> {
    let event = match (one.new, one.changed.is_empty()) {
        (true, _) => Event::new(Topic::Activity, "user.created"),
        (false, true) => return None,
        (false, false) => {
            Event::new(Topic::Activity, "user.updated").with("changed", one.changed.clone())
        }
    };
    Some(event.object(one.user.id).user(one.user.id))
}
