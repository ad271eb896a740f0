//! Roles and to whom they are given (R-IDS-14).

use crate::Timestamp;
use crate::id::{AppId, GroupId, OrganizationId, RoleId, UserId};
use crate::text::Label;

/// A named set of permissions, of the realm or of one app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Its identifier.
    pub id: RoleId,
    /// The app it belongs to; none for a role of the realm.
    pub app: Option<AppId>,
    /// Name, unique in the realm or in the app.
    pub name: Label,
    /// What it allows.
    pub description: String,
    /// Admin tasks it grants, for example `realm:admin` or `users:read` (R-TEN-7).
    pub privileges: Vec<String>,
    /// Roles it includes.
    pub composites: Vec<RoleId>,
    /// Counts changes.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// To whom a role is given, or who is a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A user.
    User(UserId),
    /// Everyone in a group and in the groups below it.
    Group(GroupId),
    /// Everyone in an organization.
    Organization(OrganizationId),
    /// An application acting for itself.
    App(AppId),
}

impl Subject {
    /// How the kind is written in the database and in documents.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::User(_) => "user",
            Self::Group(_) => "group",
            Self::Organization(_) => "organization",
            Self::App(_) => "app",
        }
    }

    /// The identifier's text form.
    pub fn id(&self) -> &str {
        match self {
            Self::User(id) => id.as_str(),
            Self::Group(id) => id.as_str(),
            Self::Organization(id) => id.as_str(),
            Self::App(id) => id.as_str(),
        }
    }
}
