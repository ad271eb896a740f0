//! The static files of the pages.

use axum::http::{StatusCode, header};
use durward_testkit::{App, Database};
use durward_web::html::{ASSETS, Asset};

use super::in_english;

#[test]
fn every_asset_a_page_names_is_served_for_ever() {
    let (_, html) = in_english().remove(0);
    let named: Vec<&str> = html
        .split('"')
        .filter_map(|part| part.strip_prefix(ASSETS))
        .collect();
    assert!(
        named.iter().any(|name| name.ends_with(".css"))
            && named.iter().any(|name| name.ends_with(".js"))
    );
    for name in named {
        let asset = Asset::get(name).unwrap_or_else(|| panic!("{name} is not served"));
        assert!(asset.cache_control.contains("immutable"), "{name}");
        assert!(
            asset.etag.starts_with('"') && asset.etag.ends_with('"'),
            "{name} has the etag {}",
            asset.etag
        );
        assert!(!asset.body.is_empty(), "{name}");
    }
}

#[test]
fn a_name_from_another_release_is_answered_but_not_kept() {
    let asset = Asset::get("portal.0123456789abcdef.css").expect("the style sheet");
    assert_eq!(
        (asset.content_type, asset.cache_control),
        ("text/css; charset=utf-8", "no-cache")
    );
}

#[test]
fn templates_and_paths_outside_are_not_assets() {
    for path in [
        "base.html",
        "../templates/base.html",
        "templates/base.html",
        "tokens.css",
        "portal",
        "",
        ".",
    ] {
        assert!(Asset::get(path).is_none(), "{path}");
    }
}

#[test]
fn the_style_sheet_asks_nothing_of_anybody_else() {
    let css = Asset::get("portal.css").expect("the style sheet").body;
    assert!(!css.contains("url(") && !css.contains("@import"));
}

#[tokio::test]
async fn what_a_served_page_names_is_served() {
    let app = App::start(Database::Sqlite).await;
    let mut browser = app.browser();
    let page = browser.get("/realms/acme/login").await;
    let named: Vec<&str> = page
        .body
        .split('"')
        .filter(|part| part.starts_with(ASSETS))
        .collect();
    assert!(named.len() >= 3, "{}", page.body);
    for address in named {
        let asset = browser.get(address).await;
        assert_eq!(asset.status, StatusCode::OK, "{address}");
        let kept = asset.headers[header::CACHE_CONTROL].to_str().expect("text");
        assert!(kept.contains("immutable"), "{address}: {kept}");
    }
    assert_eq!(
        browser.get("/assets/portal.html").await.status,
        StatusCode::NOT_FOUND
    );
}
