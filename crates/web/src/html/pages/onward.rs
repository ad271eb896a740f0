//! On the way to another site.

use serde::Serialize;

use super::Page;

/// Says where the browser is being sent. It is sent there by the answer's `Refresh`: a redirect to another site is held
/// back by browsers when it answers a form.
#[derive(Clone, Debug, Serialize)]
pub struct Onward {
    /// The address.
    pub to: String,
    /// The site, for people.
    pub destination: String,
}

impl Page for Onward {
    const TEMPLATE: &'static str = "onward.html";
}
