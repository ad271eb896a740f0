//! Links that let somebody choose a password: for those whom an administrator invites (R-REG-6) or helps back in
//! (R-REC-3). Each works once, for a while, and a newer one does not put it out of use.

use durward_access::{Privilege, require, require_over};
use durward_db::Tx;
use durward_identity::credentials::{prepare_password, replace_password};
use durward_identity::passwords::Passwords;
use durward_identity::policy::Owner;
use durward_identity::users::{self, UserFields};
use durward_messaging::letter::Demand;
use durward_messaging::notices::{self, Notice};
use durward_messaging::{Letter, Medium, Purpose, To, outbox};
use durward_model::audit::{Event, Topic};
use durward_model::id::UserId;
use durward_model::role::Subject;
use durward_model::user::User;
use durward_model::{Actor, Secret};
use durward_store::{Cx, Error, ErrorKind, audit, links, recovery_requests, users as rows};

/// What the links are good for.
const PURPOSE: &str = "set-password";
/// Seconds an invitation works: a week.
const INVITATION: i64 = 7 * 86_400;
/// Seconds a link to a new password works: a day.
const RESET: i64 = 86_400;

/// Why somebody gets a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The account is new.
    Invitation,
    /// The person cannot get in.
    Recovery,
}

impl Why {
    fn seconds(self) -> i64 {
        match self {
            Self::Invitation => INVITATION,
            Self::Recovery => RESET,
        }
    }

    fn purpose(self) -> Purpose {
        match self {
            Self::Invitation => Purpose::Invitation,
            Self::Recovery => Purpose::ResetPassword,
        }
    }

    fn event(self) -> &'static str {
        match self {
            Self::Invitation => "user.invited",
            Self::Recovery => "recovery.link-sent",
        }
    }
}

/// Makes an account that has no password yet, and a link for whoever is to have it, which is mailed to its address.
/// Returns the user and the link's address.
///
/// # Errors
/// Those of creating a user; invalid `email` without an address.
pub async fn invite(
    cx: &Cx,
    tx: &mut Tx,
    fields: UserFields,
) -> Result<(User, Secret<String>), Error> {
    if fields.email.is_none() {
        return Err(Error::invalid("email", "Give the address to invite."));
    }
    let user = users::create(cx, tx, fields).await?;
    let link = link(cx, tx, &user, Why::Invitation).await?;
    Ok((user, link))
}

/// Mails a link to somebody who cannot get in, and settles what they asked for. Returns the link's address.
///
/// # Errors
/// Not found; forbidden without `users:write` or when the user may do more than the actor; database failures.
pub async fn help(cx: &Cx, tx: &mut Tx, id: UserId) -> Result<Secret<String>, Error> {
    require(cx, tx, Privilege::UsersWrite).await?;
    let user = rows::by_id(cx, tx, id).await?;
    let user = user.ok_or_else(|| Error::not_found("user"))?;
    require_over(cx, tx, Subject::User(id)).await?;
    let link = link(cx, tx, &user, Why::Recovery).await?;
    recovery_requests::settle(cx, tx, id, "reset-sent").await?;
    Ok(link)
}

/// Settles what somebody asked for without doing anything.
///
/// # Errors
/// Not found when nothing waits; forbidden without `users:write`; database failures.
pub async fn dismiss(cx: &Cx, tx: &mut Tx, id: UserId) -> Result<(), Error> {
    require(cx, tx, Privilege::UsersWrite).await?;
    if recovery_requests::settle(cx, tx, id, "dismissed").await? == 0 {
        return Err(Error::not_found("request"));
    }
    let event = Event::new(Topic::Activity, "recovery.dismissed")
        .object(id)
        .user(id);
    audit::record(cx, tx, event).await
}

async fn link(cx: &Cx, tx: &mut Tx, user: &User, why: Why) -> Result<Secret<String>, Error> {
    let token = links::create(cx, tx, PURPOSE, user.id.as_str(), why.seconds()).await?;
    let address = format!("{}/set-password?token={}", cx.issuer(), token.expose());
    if let Some(email) = &user.email {
        let to = To::Address(email.to_string());
        let mut letter = Letter::new(Medium::Email, to, why.purpose().template())
            .about(user)
            .with("link", address.as_str());
        letter.demand = Demand::Known;
        letter.expires_at = Some(cx.now.plus_seconds(why.seconds()));
        outbox::post(cx, tx, &letter).await?;
    }
    let event = Event::new(Topic::Activity, why.event())
        .object(user.id)
        .user(user.id);
    audit::record(cx, tx, event).await?;
    Ok(Secret::new(address))
}

/// Whose account `token` is a link to, if it works.
///
/// # Errors
/// Database failures.
pub async fn look(cx: &Cx, token: &str) -> Result<Option<User>, Error> {
    let mut tx = cx.db().read().await?;
    let Some(payload) = links::look(cx, &mut tx, PURPOSE, token).await? else {
        return Ok(None);
    };
    let Ok(id) = payload.parse::<UserId>() else {
        return Ok(None);
    };
    let user = rows::by_id(cx, &mut tx, id).await?;
    Ok(user.filter(User::is_active))
}

/// Sets the password of whoever `token` is a link for and uses the link up, both or neither. The address it was mailed
/// to is proven by it; sessions and locks end.
///
/// # Errors
/// Not found when the link does not work; invalid `password` with the rule of the policy that is broken; database
/// failures.
pub async fn redeem(
    cx: &Cx,
    passwords: &Passwords,
    token: &str,
    password: &Secret<String>,
) -> Result<User, Error> {
    let user = look(cx, token).await?.ok_or_else(no_good)?;
    let cx = &cx.clone().acting(Actor::User(user.id));
    let owner = Owner::of(&user);
    let new = prepare_password(cx, passwords, &owner, Some(user.id), password).await?;
    let mut tx = cx.db().begin().await?;
    if !links::consume(cx, &mut tx, PURPOSE, token).await? {
        return Err(no_good());
    }
    let mut fields = UserFields::of(&user);
    fields.email_verified = fields.email.is_some();
    users::amend(cx, &mut tx, user.id, Some(user.version), fields).await?;
    replace_password(cx, &mut tx, user.id, &new, None).await?;
    recovery_requests::settle(cx, &mut tx, user.id, "recovered").await?;
    notices::post(cx, &mut tx, user.id, Notice::PasswordChanged).await?;
    tx.commit().await?;
    Ok(user)
}

fn no_good() -> Error {
    Error::new(
        ErrorKind::NotFound,
        "This link does not work any more. Ask for a new one.",
    )
}
