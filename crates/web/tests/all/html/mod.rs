//! The hosted pages.
#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

mod assets;
mod contract;
mod locales;
mod samples;
mod templates;
mod text;

use durward_web::html::{Locale, Pages};

fn pages() -> Pages {
    Pages::new().expect("the templates parse")
}

/// Every sample page in English.
fn in_english() -> Vec<(&'static str, String)> {
    samples::render_all(&pages(), Locale::English)
}
