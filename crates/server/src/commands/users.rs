//! `user …`.

use durward_access::Privilege;
use durward_db::Tx;
use durward_identity::policy::Owner;
use durward_identity::roles::{self, RoleFields};
use durward_identity::users::{self, UserFields};
use durward_identity::{credentials, lockouts};
use durward_model::id::{RoleId, UserId};
use durward_model::role::Subject;
use durward_model::text::{Email, Label, Username};
use durward_model::user::{User, UserStatus};
use durward_signin::sessions;
use durward_store::{Cx, Error, roles as rows_of_roles, users as rows};

use super::{Given, Named, Out, Stopped, say};
use crate::wiring::Parts;

/// Rows read at a time.
const PAGE: i64 = 500;

/// Name of the role that `--administrator` gives, as set-up gives it.
const ADMINISTRATOR: &str = "administrator";

/// A password for somebody else.
pub(super) struct Chosen {
    pub(super) given: Given,
    /// The person must choose another at the next sign-in.
    pub(super) temporary: bool,
}

pub(super) async fn list(cx: &Cx, out: &Out) -> Result<(), Stopped> {
    let mut after: Option<UserId> = None;
    loop {
        let mut tx = cx.db().read().await?;
        let page = users::page(cx, &mut tx, None, after, PAGE).await?;
        drop(tx);
        let Some(last) = page.last() else {
            return Ok(());
        };
        after = Some(last.id);
        for user in &page {
            let status = if user.status == UserStatus::Active {
                "Active"
            } else {
                "Inactive"
            };
            let email = user.email.as_ref().map(Email::as_str).unwrap_or_default();
            say(
                out,
                format!("{}\t{}\t{status}\t{email}", user.id, user.username)
                    .trim_end()
                    .to_owned(),
            )
            .await;
        }
    }
}

pub(super) async fn create(
    parts: &Parts,
    user: Named,
    email: Option<String>,
    password: Option<Chosen>,
    administrator: bool,
    out: &Out,
) -> Result<(), Stopped> {
    let cx = parts.operator(&user.realm).await?;
    let mut fields = UserFields::named(Username::parse(&user.username)?);
    fields.email = email.as_deref().map(Email::parse).transpose()?;
    fields.email_verified = fields.email.is_some();
    let owner = Owner {
        username: Some(fields.username.as_str()),
        email: fields.email.as_ref().map(Email::as_str),
    };
    let hashed = match &password {
        Some(chosen) => {
            let password = &chosen.given.0;
            let hashed =
                credentials::prepare_password(&cx, &parts.passwords, &owner, None, password);
            Some((hashed.await?, chosen.temporary))
        }
        None => None,
    };
    let mut tx = cx.db().begin().await?;
    let made = users::create(&cx, &mut tx, fields).await?;
    if let Some((hashed, temporary)) = &hashed {
        credentials::put_password(&cx, &mut tx, made.id, hashed).await?;
        if *temporary {
            credentials::require_change(&cx, &mut tx, made.id).await?;
        }
    }
    if administrator {
        let role = administrator_role(&cx, &mut tx).await?;
        roles::assign(&cx, &mut tx, role, Subject::User(made.id)).await?;
    }
    tx.commit().await?;
    say(out, made.id.to_string()).await;
    Ok(())
}

/// The role that may do everything in the realm; made when it is not there.
async fn administrator_role(cx: &Cx, tx: &mut Tx) -> Result<RoleId, Error> {
    if let Some(role) = rows_of_roles::by_name_key(cx, tx, None, ADMINISTRATOR).await? {
        return Ok(role.id);
    }
    let mut fields = RoleFields::named(Label::parse(ADMINISTRATOR)?);
    fields.description = "Does everything in this realm and in the realms below it.".to_owned();
    fields.privileges = vec![Privilege::RealmAdmin.as_str().to_owned()];
    Ok(roles::create(cx, tx, None, fields).await?.id)
}

pub(super) async fn set_password(
    parts: &Parts,
    user: Named,
    chosen: Chosen,
) -> Result<(), Stopped> {
    let (cx, user) = find(parts, &user).await?;
    let (passwords, password) = (&parts.passwords, &chosen.given.0);
    if chosen.temporary {
        credentials::set_temporary_password(&cx, passwords, user.id, password).await?;
    } else {
        credentials::set_password(&cx, passwords, user.id, password).await?;
    }
    Ok(())
}

pub(super) async fn require_password_change(parts: &Parts, user: Named) -> Result<(), Stopped> {
    let (cx, user) = find(parts, &user).await?;
    let mut tx = cx.db().begin().await?;
    credentials::require_change(&cx, &mut tx, user.id).await?;
    tx.commit().await?;
    Ok(())
}

pub(super) async fn set_active(parts: &Parts, user: Named, active: bool) -> Result<(), Stopped> {
    let (cx, user) = find(parts, &user).await?;
    let mut tx = cx.db().begin().await?;
    let status = if active {
        UserStatus::Active
    } else {
        UserStatus::Inactive
    };
    users::set_status(&cx, &mut tx, user.id, status).await?;
    if !active {
        sessions::end_all(&cx, &mut tx, user.id).await?;
    }
    tx.commit().await?;
    Ok(())
}

pub(super) async fn unlock(parts: &Parts, user: Named) -> Result<(), Stopped> {
    let (cx, user) = find(parts, &user).await?;
    let mut tx = cx.db().begin().await?;
    lockouts::unlock(&cx, &mut tx, user.id).await?;
    tx.commit().await?;
    Ok(())
}

pub(super) async fn end_sessions(parts: &Parts, user: Named, out: &Out) -> Result<(), Stopped> {
    let (cx, user) = find(parts, &user).await?;
    let mut tx = cx.db().begin().await?;
    let ended = sessions::end_all(&cx, &mut tx, user.id).await?;
    tx.commit().await?;
    say(out, format!("{ended} sessions ended")).await;
    Ok(())
}

pub(super) async fn find(parts: &Parts, named: &Named) -> Result<(Cx, User), Stopped> {
    let cx = parts.operator(&named.realm).await?;
    let username = Username::parse(&named.username)?;
    let found = rows::by_username_key(&cx, &mut cx.db().read().await?, &username.key()).await?;
    let user = found.ok_or_else(|| Error::not_found("user").because(named.username.clone()))?;
    Ok((cx, user))
}
