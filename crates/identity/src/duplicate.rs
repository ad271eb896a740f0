//! Which field a violated unique constraint is about.

use durward_db::DbError;
use durward_store::Error;
use durward_store::error::is_duplicate;

/// Unique constraints, the fields they are about and what is unique.
const FIELDS: &[(&str, &str, &str)] = &[
    ("uq_users__username", "username", "This username is taken."),
    (
        "uq_users__email",
        "email",
        "This email address belongs to another user.",
    ),
    (
        "uq_groups__name",
        "name",
        "There is already a group of this name.",
    ),
    (
        "uq_roles__name",
        "name",
        "There is already a role of this name.",
    ),
    (
        "uq_organizations__name",
        "name",
        "There is already an organization of this name.",
    ),
    (
        "uq_realms__path",
        "name",
        "There is already a realm of this name.",
    ),
    (
        "pk_realm_hosts",
        "hosts",
        "This host name belongs to another realm.",
    ),
];

/// The conflict that `error` is, naming the field; or what it is otherwise.
pub(crate) fn conflict(error: DbError) -> Error {
    let known = FIELDS
        .iter()
        .find(|(constraint, ..)| is_duplicate(&error, constraint));
    match known {
        Some((_, field, message)) => taken(field, message),
        None => Error::from(error),
    }
}

/// A conflict about `field`, which `message` names in words.
pub(crate) fn taken(field: &str, message: &str) -> Error {
    Error::conflict(message).because(format!("field {field}"))
}

/// Somebody wrote the row since it was read.
pub(crate) fn changed_in_between() -> Error {
    Error::conflict("Somebody changed it in between. Load it again, then repeat your change.")
}
