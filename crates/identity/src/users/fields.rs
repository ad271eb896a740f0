//! What somebody may say about a user.

use durward_db::Tx;
use durward_model::Invalid;
use durward_model::id::UserId;
use durward_model::profile::Profile;
use durward_model::text::{Email, Username};
use durward_model::user::{User, UserStatus};
use durward_store::{Cx, Error, users as rows};

use crate::change::differing;
use crate::duplicate::taken;

/// Everything about a user that others choose; the whole of it when a user is updated.
#[derive(Debug, Clone, PartialEq)]
pub struct UserFields {
    /// Name to sign in with.
    pub username: Username,
    /// Email address.
    pub email: Option<Email>,
    /// Whether the address was proven to be the user's.
    pub email_verified: bool,
    /// Telephone number, E.164.
    pub phone: Option<String>,
    /// Whether the number was proven to be the user's.
    pub phone_verified: bool,
    /// Whether the user may sign in.
    pub status: UserStatus,
    /// The rest of what is known.
    pub profile: Profile,
}

impl UserFields {
    /// A user of whom nothing but the username is known.
    pub fn named(username: Username) -> Self {
        Self {
            username,
            email: None,
            email_verified: false,
            phone: None,
            phone_verified: false,
            status: UserStatus::Active,
            profile: Profile::default(),
        }
    }

    /// What is known of `user` now, to be changed in part.
    pub fn of(user: &User) -> Self {
        Self {
            username: user.username.clone(),
            email: user.email.clone(),
            email_verified: user.email_verified,
            phone: user.phone.clone(),
            phone_verified: user.phone_verified,
            status: user.status,
            profile: user.profile.clone(),
        }
    }

    /// Checks what the types do not.
    ///
    /// # Errors
    /// The first field that does not fit.
    pub(crate) fn validate(&self) -> Result<(), Invalid> {
        self.profile
            .validate()
            .map_err(|invalid| invalid.inside("profile"))?;
        let sound = |phone: &String| {
            phone.strip_prefix('+').is_some_and(|digits| {
                (4..=15).contains(&digits.len())
                    && digits.bytes().all(|byte| byte.is_ascii_digit())
                    && !digits.starts_with('0')
            })
        };
        if self.phone.as_ref().is_some_and(|phone| !sound(phone)) {
            return Err(Invalid::new(
                "phone",
                "Give a telephone number with its country, such as +3225550100.",
            ));
        }
        if self.email_verified && self.email.is_none() {
            return Err(Invalid::new(
                "emailVerified",
                "There is no email address to be verified.",
            ));
        }
        if self.phone_verified && self.phone.is_none() {
            return Err(Invalid::new(
                "phoneVerified",
                "There is no telephone number to be verified.",
            ));
        }
        Ok(())
    }

    /// Puts the fields into `user`.
    pub(crate) fn write_to(self, user: &mut User) {
        user.username = self.username;
        user.email = self.email;
        user.email_verified = self.email_verified;
        user.phone = self.phone;
        user.phone_verified = self.phone_verified;
        user.status = self.status;
        user.profile = self.profile;
    }
}

/// Names of the fields in which the two differ, as callers write them. Never their values.
pub(crate) fn changed(before: &UserFields, after: &UserFields) -> Vec<&'static str> {
    differing([
        ("username", before.username != after.username),
        ("email", before.email != after.email),
        (
            "emailVerified",
            before.email_verified != after.email_verified,
        ),
        ("phone", before.phone != after.phone),
        (
            "phoneVerified",
            before.phone_verified != after.phone_verified,
        ),
        ("status", before.status != after.status),
        ("profile", before.profile != after.profile),
    ])
}

/// Refuses names that another user signs in with.
pub(crate) async fn check_names(
    cx: &Cx,
    tx: &mut Tx,
    id: Option<UserId>,
    fields: &UserFields,
) -> Result<(), Error> {
    match taken_field(cx, tx, id, fields).await? {
        None => Ok(()),
        Some(field @ "username") => Err(taken(field, "This username is taken.")),
        Some(field) => Err(taken(field, "This email address belongs to another user.")),
    }
}

/// Which name in `fields` somebody other than `id` signs in with, `username` or `email`, if any. Where people sign in
/// with either, a username that is somebody else's email address would catch that person's sign-ins.
///
/// # Errors
/// Database failures.
pub async fn taken_field(
    cx: &Cx,
    tx: &mut Tx,
    id: Option<UserId>,
    fields: &UserFields,
) -> Result<Option<&'static str>, Error> {
    let other = |user: Option<User>| user.is_some_and(|user| Some(user.id) != id);
    let username = fields.username.key();
    if other(rows::by_username_key(cx, tx, &username).await?)
        || username.contains('@') && other(rows::by_email_key(cx, tx, &username).await?)
    {
        return Ok(Some("username"));
    }
    let Some(email) = &fields.email else {
        return Ok(None);
    };
    if other(rows::by_email_key(cx, tx, &email.key()).await?)
        || other(rows::by_username_key(cx, tx, &email.key()).await?)
    {
        return Ok(Some("email"));
    }
    Ok(None)
}
