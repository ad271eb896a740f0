//! The platform's first administrator: a one-time link, opened by whoever installed it.
//!
//! Every node of a new platform may make a link; the first that is redeemed makes the administrator and puts all the
//! others out of use.

use durward_access::Privilege;
use durward_db::Tx;
use durward_identity::credentials;
use durward_identity::passwords::Passwords;
use durward_identity::policy::Owner;
use durward_identity::users::{self, UserFields};
use durward_model::audit::{Event, Topic};
use durward_model::id::RoleId;
use durward_model::role::{Role, Subject};
use durward_model::text::{Email, Label, Username};
use durward_model::user::User;
use durward_model::{Actor, Secret};
use durward_store::{Cx, Error, ErrorKind, audit, links, platform_values, roles};

/// What the link is good for.
const PURPOSE: &str = "first-admin";
/// The platform's value that says set-up has happened: the identifier of the administrator.
const DONE: &str = "first-admin";
/// Name of the role that the administrator gets.
const ROLE: &str = "administrator";
/// Seconds a link works.
const LIFETIME: i64 = 86_400;

/// Whether the platform has no administrator yet.
///
/// # Errors
/// Database failures.
pub async fn is_needed(cx: &Cx) -> Result<bool, Error> {
    let mut tx = cx.db().read().await?;
    if platform_values::value(&mut tx, DONE).await?.is_some() {
        return Ok(false);
    }
    let Some(role) = roles::by_name_key(cx, &mut tx, None, ROLE).await? else {
        return Ok(true);
    };
    let holders = roles::holders(cx, &mut tx, role.id, None, 1).await?;
    Ok(holders.is_empty())
}

/// Makes a link that works for a day. `cx` is one of the realm `root`. Returns its token, for an address; anyone who
/// has it can become the administrator.
///
/// # Errors
/// Forbidden outside `root`; conflict when there is an administrator; database failures.
pub async fn create_link(cx: &Cx) -> Result<Secret<String>, Error> {
    require_root(cx)?;
    if !is_needed(cx).await? {
        return Err(done_already());
    }
    let mut tx = cx.db().begin().await?;
    let token = links::create(cx, &mut tx, PURPOSE, "", LIFETIME).await?;
    tx.commit().await?;
    Ok(token)
}

/// Whether `token` is a link that works, so that a page may ask for a name and a password.
///
/// # Errors
/// Database failures.
pub async fn is_good(cx: &Cx, token: &str) -> Result<bool, Error> {
    if !cx.realm.path.is_root() || !is_needed(cx).await? {
        return Ok(false);
    }
    let mut tx = cx.db().read().await?;
    Ok(links::look(cx, &mut tx, PURPOSE, token).await?.is_some())
}

/// Makes the first administrator and uses the link up, both or neither.
///
/// # Errors
/// Not found when the link does not work; forbidden outside `root`; conflict when there is an administrator, or the name is taken; invalid
/// `password` with the rule of the policy that is broken; database failures. Nothing has changed then,
/// and the link still works.
pub async fn redeem(
    cx: &Cx,
    passwords: &Passwords,
    token: &str,
    username: Username,
    email: Option<Email>,
    password: &Secret<String>,
) -> Result<User, Error> {
    require_root(cx)?;
    let cx = &cx.clone().acting(Actor::System);
    if !is_good(cx, token).await? {
        return Err(no_good());
    }
    let owner = Owner {
        username: Some(username.as_str()),
        email: email.as_ref().map(|email| email.as_str()),
    };
    let hashed = credentials::prepare_password(cx, passwords, &owner, None, password).await?;
    let mut tx = cx.db().begin().await?;
    if !links::consume(cx, &mut tx, PURPOSE, token).await? {
        return Err(no_good());
    }
    links::withdraw(cx, &mut tx, PURPOSE).await?;
    let mut fields = UserFields::named(username);
    fields.email = email;
    let user = users::create(cx, &mut tx, fields).await?;
    if !platform_values::claim(&mut tx, DONE, user.id.as_str()).await? {
        return Err(done_already());
    }
    credentials::put_password(cx, &mut tx, user.id, &hashed).await?;
    let role = administrator_role(cx, &mut tx).await?;
    roles::assign(cx, &mut tx, role, Subject::User(user.id)).await?;
    let event = Event::new(Topic::Config, "platform.set-up")
        .object(user.id)
        .user(user.id);
    audit::record(cx, &mut tx, event).await?;
    tx.commit().await?;
    Ok(user)
}

/// The role that may do everything; made when it is not there.
async fn administrator_role(cx: &Cx, tx: &mut Tx) -> Result<RoleId, Error> {
    if let Some(role) = roles::by_name_key(cx, tx, None, ROLE).await? {
        return Ok(role.id);
    }
    let role = Role {
        id: RoleId::new(cx.now, cx.entropy()),
        app: None,
        name: Label::parse(ROLE)?,
        description: "Does everything in this realm and in the realms below it.".to_owned(),
        privileges: vec![Privilege::RealmAdmin.as_str().to_owned()],
        composites: Vec::new(),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    roles::insert(cx, tx, &role).await?;
    let event = Event::new(Topic::Activity, "role.created").object(role.id);
    audit::record(cx, tx, event).await?;
    Ok(role.id)
}

fn require_root(cx: &Cx) -> Result<(), Error> {
    if cx.realm.path.is_root() {
        return Ok(());
    }
    Err(Error::forbidden(
        "The first administrator belongs to the realm root.",
    ))
}

fn no_good() -> Error {
    Error::new(
        ErrorKind::NotFound,
        "This link does not work any more. Ask for a new one.",
    )
}

fn done_already() -> Error {
    Error::conflict("There is an administrator already.")
}
