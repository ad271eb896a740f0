//! What a password must be (R-IDS-12). The one place that says so.

mod broken;
mod common;

use durward_model::Invalid;
use durward_model::service::PasswordPolicy;
use durward_model::text::{Email, fold};
use durward_model::user::User;

pub use broken::Broken;

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
    match broken(policy, owner, password).into_iter().next() {
        Some(broken) => Err(Invalid::new("password", broken.message)),
        None => Ok(()),
    }
}

/// Every rule that `password` of `owner` breaks, apart from its history.
#[must_use]
pub fn broken(policy: &PasswordPolicy, owner: &Owner<'_>, password: &str) -> Vec<Broken> {
    let count =
        |of: Class| i64::try_from(password.chars().filter(|c| of(*c)).count()).unwrap_or(i64::MAX);
    let length = count(|_| true);
    let (least, most) = (policy.minimum_length, policy.maximum_length);
    if length < least {
        let message = format!("Minimum password length is {least}.");
        return vec![Broken::new("MIN_LENGTH", message).with("minLength", least)];
    }
    if length > most {
        let message = format!("Maximum password length is {most}.");
        return vec![Broken::new("MAX_LENGTH", message).with("maxLength", most)];
    }
    let classes: [(i64, Class, &str, &str, &str); 4] = [
        (
            policy.minimum_uppercase,
            char::is_uppercase,
            "upper-case letter",
            "AT_LEAST_X_CAPITAL_LETTERS",
            "numCaps",
        ),
        (
            policy.minimum_lowercase,
            char::is_lowercase,
            "lower-case letter",
            "AT_LEAST_X_LOWERCASE_LETTERS",
            "numLowers",
        ),
        (
            policy.minimum_digits,
            char::is_numeric,
            "digit",
            "AT_LEAST_X_NUMBERS",
            "numNums",
        ),
        (
            policy.minimum_symbols,
            |c| !c.is_alphanumeric(),
            "symbol",
            "AT_LEAST_X_SYMBOLS",
            "numSymbols",
        ),
    ];
    let mut found = Vec::new();
    for (least, class, name, rule, figure) in classes {
        if count(class) < least {
            let plural = if least == 1 { "" } else { "s" };
            let message = format!("Use at least {least} {name}{plural} in the password.");
            found.push(Broken::new(rule, message).with(figure, least));
        }
    }
    let folded = fold(password);
    if policy.forbid_identity && owner.names().iter().any(|name| reveals(&folded, name)) {
        let message = "Leave your username and email address out of the password.";
        found.push(Broken::new("CANNOT_CONTAIN_OTHERS", message));
    }
    if policy.forbid_common && common::contains(&folded) {
        let message = "Many people use this password. Choose another.";
        found.push(Broken::new("COMMON_PASSWORD", message));
    }
    found
}

fn reveals(password: &str, name: &str) -> bool {
    password == name || name.chars().count() >= SHORT_NAME && password.contains(name)
}
