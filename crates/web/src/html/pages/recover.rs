//! What somebody who cannot get in needs.

use serde::Serialize;

use super::Page;

/// Asks whether the password or the username is lost.
#[derive(Clone, Debug, Serialize)]
pub struct Recover {
    /// Where a lost password leads.
    pub password: String,
    /// Where a lost username leads.
    pub username: String,
    /// Back to signing in.
    pub sign_in: String,
}

impl Page for Recover {
    const TEMPLATE: &'static str = "recover.html";
}
