//! The end of a session.

use serde::Serialize;

use super::Page;
use crate::html::App;

/// Says that the person is signed out.
#[derive(Clone, Debug, Serialize)]
pub struct LoggedOut {
    /// The application they came from and the address that leads back to it.
    pub app: Option<App>,
    /// Where "Back to the app" leads, and the browser goes by itself once `frames` are loaded; shown only with `app`.
    pub back: Option<String>,
    /// Pages of apps that the browser loads unseen.
    pub frames: Vec<String>,
    /// Where signing in again starts.
    pub sign_in: Option<String>,
}

impl Page for LoggedOut {
    const TEMPLATE: &'static str = "logged-out.html";
}
