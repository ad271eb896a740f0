//! What a password must be (R-IDS-12). The one place that says so.

mod common;

use durward_model::Invalid;
use durward_model::service::PasswordPolicy;
use durward_model::text::{Email, fold};
use durward_model::user::User;

/// Whether a character is of some kind.
type Class = fn(char) -> bool;

/// Names shorter than this may be part of a password; they only may not be all of it.
const SHORT_NAME: usize = 4;

/// What a password is checked against besides itself: the names its owner goes by.
#[derive(Debug, Clone, Copy, Default)]
pub struct Owner<'a> {
    /// Username.
    pub username: Option<&'a str>,
    /// Email address.
    pub email: Option<&'a str>,
}

impl<'a> Owner<'a> {
    /// The owner that `user` is.
    pub fn of(user: &'a User) -> Self {
        Self {
            username: Some(user.username.as_str()),
            email: user.email.as_ref().map(Email::as_str),
        }
    }

    /// Its names, folded: username and the local part of the email address.
    fn names(&self) -> Vec<String> {
        let local = self
            .email
            .map(|email| email.rsplit_once('@').map_or(email, |(local, _)| local));
        self.username
            .into_iter()
            .chain(local)
            .map(fold)
            .filter(|name| !name.is_empty())
            .collect()
    }
}

/// Checks `password` of `owner` against everything but its history.
///
/// # Errors
/// Invalid `password` with the first rule that is broken.
pub fn check(policy: &PasswordPolicy, owner: &Owner<'_>, password: &str) -> Result<(), Invalid> {
    let refused = |message: String| Err(Invalid::new("password", message));
    let count =
        |of: Class| i64::try_from(password.chars().filter(|c| of(*c)).count()).unwrap_or(i64::MAX);
    let length = count(|_| true);
    if length < policy.minimum_length {
        return refused(format!(
            "Minimum password length is {}.",
            policy.minimum_length
        ));
    }
    if length > policy.maximum_length {
        return refused(format!(
            "Maximum password length is {}.",
            policy.maximum_length
        ));
    }
    let classes: [(i64, Class, &str); 4] = [
        (
            policy.minimum_uppercase,
            char::is_uppercase,
            "upper-case letter",
        ),
        (
            policy.minimum_lowercase,
            char::is_lowercase,
            "lower-case letter",
        ),
        (policy.minimum_digits, char::is_numeric, "digit"),
        (policy.minimum_symbols, |c| !c.is_alphanumeric(), "symbol"),
    ];
    for (least, class, name) in classes {
        if count(class) < least {
            let plural = if least == 1 { "" } else { "s" };
            return refused(format!(
                "Use at least {least} {name}{plural} in the password."
            ));
        }
    }
    let folded = fold(password);
    if policy.forbid_identity && owner.names().iter().any(|name| reveals(&folded, name)) {
        return refused("Leave your username and email address out of the password.".to_owned());
    }
    if policy.forbid_common && common::contains(&folded) {
        return refused("Many people use this password. Choose another.".to_owned());
    }
    Ok(())
}

fn reveals(password: &str, name: &str) -> bool {
    password == name || name.chars().count() >= SHORT_NAME && password.contains(name)
}
