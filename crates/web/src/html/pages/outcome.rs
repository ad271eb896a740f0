//! The end of a journey that signs nobody in.

use serde::Serialize;

use super::Page;
use crate::html::Text;

/// Says what a journey came to: an account was made, a message was sent.
#[derive(Clone, Debug, Serialize)]
pub struct Outcome {
    /// What happened.
    pub text: Text,
    /// Where the person goes on: to where they came from, or to sign in.
    pub sign_in: String,
}

impl Page for Outcome {
    const TEMPLATE: &'static str = "outcome.html";
}
