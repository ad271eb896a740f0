//! The end of a sign-in that no application asked for.

use serde::Serialize;

use super::{Page, Person};

/// Says that the person is signed in.
#[derive(Clone, Debug, Serialize)]
pub struct SignedIn {
    /// Who is signed in.
    pub person: Person,
    /// Path of the account pages.
    pub account: String,
    /// Where "Sign out" leads: the page that asks for confirmation.
    pub sign_out: String,
}

impl Page for SignedIn {
    const TEMPLATE: &'static str = "signed-in.html";
}
