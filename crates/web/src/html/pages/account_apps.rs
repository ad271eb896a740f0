//! Applications the person gave access to.

use durward_model::Timestamp;
use serde::Serialize;

use super::{Account, Page, Scope};
use crate::html::{App, moment};

/// The applications with access. Withdrawing it posts `csrf` and `app` to `{base}/apps/withdraw`.
#[derive(Clone, Debug, Serialize)]
pub struct AccountApps {
    /// What the account pages share.
    pub account: Account,
    /// What was given, newest first.
    pub grants: Vec<Grant>,
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

impl Page for AccountApps {
    const TEMPLATE: &'static str = "account/apps.html";
}
