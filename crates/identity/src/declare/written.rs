//! What people write: the members of each kind of declaration.

use std::collections::BTreeMap;
use std::fmt;

use durward_model::Secret;
use durward_model::organization::OrganizationStatus;
use durward_model::profile::Profile;
use durward_model::realm::RealmStatus;
use durward_model::text::{Email, Label, RealmPath, Username};
use durward_model::user::UserStatus;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// `kind: realm`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct WrittenRealm {
    pub(super) name: RealmPath,
    pub(super) display_name: Option<Label>,
    pub(super) status: Option<RealmStatus>,
    pub(super) hosts: Option<Vec<String>>,
    /// Settings by service; `null` puts a service back to its defaults.
    #[serde(default)]
    pub(super) services: Map<String, Value>,
}

/// `kind: role`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct WrittenRole {
    pub(super) name: Label,
    /// `client_id` (or name) of the app the role belongs to.
    pub(super) app: Option<String>,
    pub(super) description: Option<String>,
    pub(super) privileges: Option<Vec<String>>,
    pub(super) composites: Option<Vec<RoleName>>,
}

/// `kind: group`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct WrittenGroup {
    pub(super) name: Label,
    #[serde(default, deserialize_with = "given")]
    pub(super) parent: Option<Option<Label>>,
    pub(super) description: Option<String>,
    pub(super) attributes: Option<BTreeMap<String, Value>>,
    pub(super) roles: Option<Vec<RoleName>>,
}

/// `kind: organization`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct WrittenOrganization {
    pub(super) name: Label,
    pub(super) display_name: Option<Label>,
    pub(super) status: Option<OrganizationStatus>,
    pub(super) attributes: Option<BTreeMap<String, Value>>,
    pub(super) members: Option<Vec<Username>>,
    pub(super) roles: Option<Vec<RoleName>>,
}

/// `kind: user`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct WrittenUser {
    pub(super) username: Username,
    #[serde(default, deserialize_with = "given")]
    pub(super) email: Option<Option<Email>>,
    pub(super) email_verified: Option<bool>,
    #[serde(default, deserialize_with = "given")]
    pub(super) phone: Option<Option<String>>,
    pub(super) phone_verified: Option<bool>,
    pub(super) profile: Option<Profile>,
    pub(super) status: Option<UserStatus>,
    pub(super) password: Option<Hidden>,
    pub(super) password_hash: Option<String>,
    /// Whether another password must be chosen at the next sign-in.
    pub(super) must_change_password: Option<bool>,
    #[serde(default, deserialize_with = "given")]
    pub(super) totp: Option<Option<WrittenTotp>>,
    pub(super) groups: Option<Vec<Label>>,
    pub(super) roles: Option<Vec<RoleName>>,
}

/// The authenticator app of a user.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenTotp {
    /// The seed in base32.
    pub(super) secret: Hidden,
}

/// A role as others name it: of the realm by its name, of an app by both.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(
    untagged,
    expecting = "the name of a role of the realm, or {app: …, name: …} for a role of an app"
)]
pub(super) enum RoleName {
    OfRealm(Label),
    OfApp(AppRole),
}

/// A role of an app.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AppRole {
    pub(super) app: String,
    pub(super) name: Label,
}

impl fmt::Display for RoleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OfRealm(name) => write!(f, "{name}"),
            Self::OfApp(role) => write!(f, "{} of the app {}", role.name, role.app),
        }
    }
}

/// A password or a seed in clear.
#[derive(Debug)]
pub(super) struct Hidden(pub(super) Secret<String>);

impl<'de> Deserialize<'de> for Hidden {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(Secret::new(text)))
    }
}

/// Tells `null` (take it away) from a member that is left out (leave it as it is).
fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(deserializer).map(Some)
}
