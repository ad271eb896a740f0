//! What a person says about themselves.

use serde::Serialize;

use super::{Account, Fields, Page};
use crate::html::Text;

/// Changes personal data. The form posts `csrf` and the attributes by their names to `{base}/profile`; its button is
/// `profile-submit`.
#[derive(Clone, Debug, Serialize)]
pub struct AccountProfile {
    /// What the account pages share.
    pub account: Account,
    /// The attributes that can be changed.
    pub fields: Fields,
    /// The attributes that can be changed only once the person has proven again who they are: label and value.
    pub protected: Vec<(Text, String)>,
    /// Where that is proven.
    pub confirm: String,
}

impl Page for AccountProfile {
    const TEMPLATE: &'static str = "account/profile.html";
}
