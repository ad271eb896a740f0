//! How the person signs in.

use durward_model::Timestamp;
use serde::Serialize;

use super::{Account, Page};
use crate::html::moment;

/// The person's sign-in methods. `{base}/methods/add`, `{base}/methods/recovery-codes`,
/// `{base}/methods/change?method={id}` and `{base}/methods/remove?method={id}` begin journeys; a new name posts `csrf`,
/// `method` and `name` to `{base}/methods/rename`.
#[derive(Clone, Debug, Serialize)]
pub struct AccountMethods {
    /// What the account pages share.
    pub account: Account,
    /// The methods besides a password, the oldest first.
    pub methods: Vec<Method>,
    /// Whether new recovery codes can be made: there is something they stand in for.
    pub recovery_codes: bool,
}

/// A sign-in method, as its owner recognises it.
#[derive(Clone, Debug, Serialize)]
pub struct Method {
    /// What names it: the value of `method`.
    pub id: String,
    /// What it is: `totp`, `passkey` or `recovery_codes`.
    pub kind: &'static str,
    /// Its icon.
    pub icon: &'static str,
    /// What its owner calls it; may be empty.
    pub name: String,
    /// When it was added.
    #[serde(serialize_with = "moment::millis")]
    pub added: Timestamp,
    /// When it was last used.
    #[serde(serialize_with = "moment::optional_millis")]
    pub used: Option<Timestamp>,
    /// Of a passkey: whether it is on several devices.
    pub synced: Option<bool>,
    /// Whether somebody has a copy of it.
    pub copied: bool,
    /// Of recovery codes: how many are left.
    pub codes_left: Option<usize>,
    /// Whether it can be removed.
    pub removable: bool,
    /// Whether it can be given a name.
    pub nameable: bool,
    /// Whether another can take its place.
    pub changeable: bool,
}

impl Page for AccountMethods {
    const TEMPLATE: &'static str = "account/methods.html";
}
