//! Users: people and things that can sign in.

use crate::Timestamp;
use crate::id::UserId;
use crate::profile::Profile;
use crate::text::{Email, Username};

/// Whether a user may sign in (R-IDS-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum UserStatus {
    /// May sign in.
    #[default]
    Active,
    /// May not; the profile is kept.
    Inactive,
}

/// A user of one realm.
#[derive(Debug, Clone, PartialEq)]
pub struct User {
    /// Its identifier, and the `sub` of its tokens.
    pub id: UserId,
    /// Name to sign in with; unique in the realm, however it is spelled.
    pub username: Username,
    /// Email address; unique in the realm.
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
    /// Counts changes, for guarded updates.
    pub version: i64,
    /// When the user was made.
    pub created_at: Timestamp,
    /// When the user last changed.
    pub updated_at: Timestamp,
}

impl User {
    /// Whether the user may sign in.
    pub fn is_active(&self) -> bool {
        self.status == UserStatus::Active
    }

    /// The name to show to people: full name, else username.
    pub fn display_name(&self) -> String {
        self.profile
            .full_name()
            .unwrap_or_else(|| self.username.to_string())
    }
}
