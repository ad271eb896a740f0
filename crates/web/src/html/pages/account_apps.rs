//! Applications the person gave access to.

use durward_model::Timestamp;
use serde::Serialize;

use super::{Account, Page, Scope};
use crate::html::{App, Text, moment};

/// The applications with access, and what is shared besides. Withdrawing posts `csrf` and `app`, or `mapping`, to
/// `{base}/apps/withdraw`.
#[derive(Clone, Debug, Serialize)]
pub struct AccountApps {
    /// What the account pages share.
    pub account: Account,
    /// What was given, newest first.
    pub grants: Vec<Grant>,
    /// What the person agreed to share with others.
    pub sharings: Vec<Sharing>,
}

/// What was given to one application.
#[derive(Clone, Debug, Serialize)]
pub struct Grant {
    /// What withdraws it: the value of `app`.
    pub id: String,
    /// The application.
    pub app: App,
    /// What it may know and do.
    pub scopes: Vec<Scope>,
    /// When it was given.
    #[serde(serialize_with = "moment::millis")]
    pub granted: Timestamp,
}

/// Something that is shared with somebody.
#[derive(Clone, Debug, Serialize)]
pub struct Sharing {
    /// What ends it: the value of `mapping`.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// What is shared.
    pub fields: Vec<Text>,
    /// Since when.
    #[serde(serialize_with = "moment::millis")]
    pub since: Timestamp,
}

impl Page for AccountApps {
    const TEMPLATE: &'static str = "account/apps.html";
}
