//! The hosted pages.

mod samples;

use durward_web::html::{Locale, Pages};

#[test]
fn every_page_renders_in_every_language() {
    let pages = Pages::new().expect("the templates parse");
    for locale in Locale::ALL {
        for (name, html) in samples::render_all(&pages, locale) {
            let opening = format!(
                r#"<html lang="{}" dir="{}""#,
                locale.tag(),
                locale.direction().attribute()
            );
            assert!(html.contains(&opening), "{name} in {}", locale.tag());
            assert!(
                !html.contains("{$"),
                "{name} in {} lacks a value",
                locale.tag()
            );
        }
    }
}
