//! The whole product in one process, for tests: every door over a fresh database, time that stands still,
//! seeded randomness, and a browser that keeps cookies and submits the forms it was served.

#![expect(clippy::expect_used, reason = "a test stops at the first surprise")]

mod app;
mod browser;
mod html;

pub use app::{App, Database};
pub use browser::{Browser, ORIGIN, Page};
