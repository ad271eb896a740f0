//! Going on by a link.

use serde::Serialize;

use super::Page;
use crate::html::App;

/// Asks whether to go on where a link leads. The form posts `csrf` and `suspendedId`; its button is `resume-confirm`.
#[derive(Clone, Debug, Serialize)]
pub struct Resume {
    /// Where the form is posted.
    pub action: String,
    /// What the link carries, in the hidden input `suspendedId`.
    pub suspended_id: String,
    /// Whether the link was asked for in another browser than this one.
    pub other_browser: bool,
    /// The application that waits for this sign-in.
    pub app: Option<App>,
}

impl Page for Resume {
    const TEMPLATE: &'static str = "resume.html";
}
