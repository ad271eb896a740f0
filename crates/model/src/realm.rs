//! Realms: the walls between tenants.

use crate::Timestamp;
use crate::id::RealmId;
use crate::text::RealmPath;

/// Whether a realm answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum RealmStatus {
    /// Flows work.
    #[default]
    Active,
    /// Every flow is refused; nothing is lost.
    Inactive,
}

/// A realm: configuration and identities that no other realm sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Realm {
    /// Its identifier.
    pub id: RealmId,
    /// The realm above; none for `root`.
    pub parent: Option<RealmId>,
    /// Where it stands.
    pub path: RealmPath,
    /// Name shown to people.
    pub display_name: String,
    /// Whether it answers.
    pub status: RealmStatus,
    /// Host names that are this realm's own; then its base address is `/`.
    pub hosts: Vec<String>,
    /// Counts changes, for guarded updates.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl Realm {
    /// Whether flows may run.
    pub fn is_active(&self) -> bool {
        self.status == RealmStatus::Active
    }
}
