//! Addresses that lead nowhere, and the start page, in the words and languages of whoever asks.

use axum::http::{Method, StatusCode, header};
use durward_testkit::{Browser, Database, Page};
use serde_json::json;

use crate::support::acme;

/// What browsers send when a person opens an address.
const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

/// Addresses that lead nowhere: inside a realm, outside all, in a realm that does not exist, at an asset's place.
const NOWHERE: [&str; 8] = [
    "/realms/acme/no-such-page",
    "/realms/acme/account/no-such-page",
    "/realms/nobody/login",
    "/realms/acme/realms/nobody/",
    "/realms/",
    "/nothing",
    "//evil.example/nothing",
    "/assets/no-such-asset.css",
];

async fn ask(browser: &mut Browser, path: &str, headers: &[(&str, &str)]) -> Page {
    browser.send(Method::GET, path, headers, "").await
}

fn header_of<'a>(page: &'a Page, name: &str) -> &'a str {
    page.headers
        .get(name)
        .unwrap_or_else(|| panic!("{} answered without {name}", page.url))
        .to_str()
        .unwrap()
}

#[tokio::test]
async fn a_browser_that_went_astray_gets_a_page_with_every_security_header() {
    let app = acme(Database::Sqlite).await;
    for path in NOWHERE {
        let page = ask(&mut app.browser(), path, &[("accept", BROWSER)]).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(
            header_of(&page, "content-type"),
            "text/html; charset=utf-8",
            "{path}"
        );
        assert!(
            page.body.contains("<html lang=\"en\" dir=\"ltr\""),
            "{path}"
        );
        assert!(
            page.body.contains("<title>There is nothing here · "),
            "{path}: {}",
            page.body
        );
        assert!(page.body.contains("data-step=\"not-found\""), "{path}");
        let policy = header_of(&page, "content-security-policy");
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        for (name, value) in [
            ("x-frame-options", "DENY"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cache-control", "no-store"),
            ("content-language", "en"),
            ("vary", "accept"),
        ] {
            assert_eq!(header_of(&page, name), value, "{path}");
        }
        assert!(page.headers.contains_key("x-request-id"), "{path}");
        assert!(
            !page.body.contains("evil.example"),
            "an address of somebody's choice is not repeated"
        );
    }
}

#[tokio::test]
async fn the_page_speaks_the_language_of_its_reader_in_the_clothes_of_the_realm() {
    let app = acme(Database::Sqlite).await;
    let mut browser = app.browser();
    let german = [("accept", BROWSER), ("accept-language", "de-CH, en;q=0.5")];
    let page = ask(&mut browser, "/realms/acme/no-such-page", &german).await;
    assert!(page.body.contains("<html lang=\"de\""), "{}", page.body);
    assert!(page.body.contains("href=\"/realms/acme/\""), "the way back");
    let outside = ask(&mut browser, "/realms/nobody/x?ui_locales=ar", &german).await;
    assert!(
        outside.body.contains("<html lang=\"ar\" dir=\"rtl\""),
        "{}",
        outside.body
    );
    assert!(outside.body.contains("href=\"/\""), "the way back");
}

#[tokio::test]
async fn a_program_that_went_astray_gets_json() {
    let app = acme(Database::Sqlite).await;
    for path in NOWHERE {
        for accept in ["*/*", "application/json", "text/html;q=0, */*"] {
            let page = ask(&mut app.browser(), path, &[("accept", accept)]).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
            assert_eq!(page.json()["error"], "not_found", "{path}");
        }
    }
}

#[tokio::test]
async fn endpoints_keep_their_own_dialect_whoever_asks() {
    let app = acme(Database::Sqlite).await;
    let mut browser = app.browser();
    let headers = [("accept", BROWSER)];
    let page = ask(&mut browser, "/realms/acme/oauth2/userinfo", &headers).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    assert!(page.headers.contains_key(header::WWW_AUTHENTICATE));
    let page = browser
        .post("/realms/acme/oauth2/token", &headers, &[])
        .await;
    assert_eq!(page.json()["error"], "invalid_client");
}

#[tokio::test]
async fn start_pages_have_the_language_switch_and_stay_where_they_are() {
    let app = acme(Database::Sqlite).await;
    let mut browser = app.browser();
    for (path, link) in [
        ("/", "href=\"/?ui_locales=fr\""),
        ("/realms/acme/", "href=\"/realms/acme/?ui_locales=fr\""),
    ] {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains(link), "{path}: {}", page.body);
        let french = browser.get(&format!("{path}?ui_locales=fr")).await;
        assert!(french.body.contains("<html lang=\"fr\""), "{}", french.body);
    }
}

#[tokio::test]
async fn a_host_of_a_realm_shows_the_start_page_of_that_realm() {
    let app = acme(Database::Sqlite).await;
    app.apply(json!({"kind": "realm", "name": "acme", "hosts": ["id.acme.example"]}))
        .await;
    let own = [("host", "id.acme.example"), ("accept", BROWSER)];
    let page = ask(&mut app.browser(), "/", &own).await;
    assert!(
        page.body.contains("http://id.acme.example"),
        "{}",
        page.body
    );
    assert!(page.body.contains("href=\"/?ui_locales=fr\""));
    let astray = ask(&mut app.browser(), "/nothing", &own).await;
    assert_eq!(astray.status, StatusCode::NOT_FOUND);
    assert!(astray.body.contains("<bdi>acme</bdi>"), "{}", astray.body);
}
