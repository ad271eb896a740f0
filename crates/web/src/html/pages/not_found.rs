//! An address that leads nowhere.

use serde::Serialize;

use super::Page;

/// Says that there is nothing at this address.
#[derive(Clone, Debug, Serialize)]
pub struct NotFound {
    /// A page that exists.
    pub home: Option<String>,
}

impl Page for NotFound {
    const TEMPLATE: &'static str = "not-found.html";
}
