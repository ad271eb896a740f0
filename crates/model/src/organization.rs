//! Groups and organizations.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::Timestamp;
use crate::id::{GroupId, OrganizationId};
use crate::text::Label;

/// A collection of users and other groups that share what is given to it (R-IDS-13).
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Its identifier.
    pub id: GroupId,
    /// The group it is nested in.
    pub parent: Option<GroupId>,
    /// Name, unique in the realm.
    pub name: Label,
    /// What it is for.
    pub description: String,
    /// Attributes for decisions.
    pub attributes: BTreeMap<String, Value>,
    /// Counts changes.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// Whether an organization is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum OrganizationStatus {
    /// In use.
    #[default]
    Active,
    /// Deactivated; nothing is lost.
    Inactive,
}

/// An organization inside a realm (R-TEN-6).
#[derive(Debug, Clone, PartialEq)]
pub struct Organization {
    /// Its identifier.
    pub id: OrganizationId,
    /// Name, unique in the realm.
    pub name: Label,
    /// Name shown to people.
    pub display_name: String,
    /// Whether it is in use.
    pub status: OrganizationStatus,
    /// Attributes for decisions.
    pub attributes: BTreeMap<String, Value>,
    /// Counts changes.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}
