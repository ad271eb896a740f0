//! Pages of other origins at the JSON interfaces: those of the realm's own apps use them with credentials, others not at all.

use axum::http::{HeaderMap, Method, StatusCode};
use durward_testkit::{App, Browser, Database, ORIGIN, Page};
use serde_json::{Value, json};

use crate::support::{CALLBACK, CHALLENGE, acme, on_every_database};

const BASE: &str = "/json/realms/root/realms/acme";
/// Where the redirect address of the realm's own apps is.
const OF_AN_APP: &str = "http://127.0.0.1:9000";
const PASSWORD: &str = "correct horse battery staple";
const INTERFACES: [&str; 4] = [
    "/realms/acme/json/authenticate",
    "/realms/acme/json/sessions?_action=validate",
    "/realms/acme/json/selfservice/userRegistration?_action=submitRequirements",
    "/realms/acme/authentication/start",
];

async fn post(client: &mut Browser, origin: &str, url: &str, body: &Value) -> Page {
    let headers = [("content-type", "application/json"), ("origin", origin)];
    let body = body.to_string();
    client.send(Method::POST, url, &headers, &body).await
}

async fn preflight(client: &mut Browser, origin: &str, url: &str) -> Page {
    let headers = [
        ("origin", origin),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "content-type"),
    ];
    client.send(Method::OPTIONS, url, &headers, "").await
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

/// Whether a browser lets a page of `origin` that sent cookies read the answer.
fn is_readable(page: &Page, origin: &str) -> bool {
    header(&page.headers, "access-control-allow-origin") == origin
        && header(&page.headers, "access-control-allow-credentials") == "true"
        && header(&page.headers, "vary") == "origin"
}

async fn a_page_of_an_app_signs_in_and_out_with_credentials(database: Database) {
    let app = acme(database).await;
    let mut client = app.browser();
    let authenticate = format!("{BASE}/authenticate");
    let allowed = preflight(&mut client, OF_AN_APP, &authenticate).await;
    assert_eq!(allowed.status, StatusCode::NO_CONTENT);
    assert!(is_readable(&allowed, OF_AN_APP), "{:?}", allowed.headers);
    let may_send = header(&allowed.headers, "access-control-allow-headers");
    for name in [
        "accept-api-version",
        "content-type",
        "x-openam-username",
        "x-openam-password",
        "x-requested-with",
        "x-requested-platform",
    ] {
        assert!(
            may_send.split(", ").any(|one| one == name),
            "{name}: {may_send}"
        );
    }
    let step = post(&mut client, OF_AN_APP, &authenticate, &json!({})).await;
    assert!(is_readable(&step, OF_AN_APP), "{:?}", step.headers);
    let exposed = header(&step.headers, "access-control-expose-headers");
    assert!(exposed.contains("retry-after"), "{exposed}");
    let mut answer = step.json();
    answer["callbacks"][0]["input"][0]["value"] = json!("ana");
    answer["callbacks"][1]["input"][0]["value"] = json!(PASSWORD);
    let done = post(&mut client, OF_AN_APP, &authenticate, &answer).await;
    assert!(done.json()["tokenId"].is_string(), "{}", done.body);
    let validate = format!("{BASE}/sessions?_action=validate");
    let valid = post(&mut client, OF_AN_APP, &validate, &json!({})).await;
    assert_eq!(valid.json()["valid"], true, "the cookie counts");
    let logout = format!("{BASE}/sessions?_action=logout");
    let ended = post(&mut client, OF_AN_APP, &logout, &json!({})).await;
    assert_eq!(ended.json()["result"], "Successfully logged out");
    let refused = post(&mut client, OF_AN_APP, &authenticate, &json!({"authId": 7})).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(is_readable(&refused, OF_AN_APP), "a failure is told, too");
}

on_every_database!(a_page_of_an_app_signs_in_and_out_with_credentials,);

#[tokio::test]
async fn a_page_of_an_app_signs_in_method_by_method() {
    let app = acme(Database::Sqlite).await;
    let mut client = app.browser();
    let url = |path: &str| format!("/realms/acme/authentication/{path}");
    let request = json!({"client_id": "spa", "redirect_uri": CALLBACK, "scope": "openid", "code_challenge": CHALLENGE, "code_challenge_method": "S256"});
    let begun = post(&mut client, OF_AN_APP, &url("start"), &request).await;
    assert!(is_readable(&begun, OF_AN_APP), "{}", begun.body);
    let id = begun.json()["session_id"].clone();
    let body =
        json!({"session_id": id, "method": "password", "username": "ana", "password": PASSWORD});
    let passed = post(&mut client, OF_AN_APP, &url("authenticate"), &body).await;
    assert_eq!(passed.json()["status"], "authenticated", "{}", passed.body);
    let status = url(&format!("status?session_id={}", id.as_str().unwrap()));
    let origin = [("origin", OF_AN_APP)];
    let status = client.send(Method::GET, &status, &origin, "").await;
    assert!(is_readable(&status, OF_AN_APP), "{}", status.body);
    let body = json!({"session_id": id});
    let done = post(&mut client, OF_AN_APP, &url("complete"), &body).await;
    assert_eq!(done.json()["status"], "completed", "{}", done.body);
}

#[tokio::test]
async fn the_self_service_of_a_realm_answers_a_page_of_an_app() {
    let app = acme(Database::Sqlite).await;
    let url = format!("{BASE}/selfservice/userRegistration?_action=submitRequirements");
    let answered = post(&mut app.browser(), OF_AN_APP, &url, &json!({"input": {}})).await;
    assert_eq!(answered.status, StatusCode::NOT_IMPLEMENTED);
    assert!(is_readable(&answered, OF_AN_APP), "{:?}", answered.headers);
}

/// The realm with an app of others, one that was switched off, and another realm with an app of its own.
async fn with_others() -> App {
    let app = acme(Database::Sqlite).await;
    let other = |name: &str, more: Value| {
        let mut app = json!({"kind": "app", "realm": "acme", "name": name, "client_type": "public", "first_party": true,
            "oauth": {"client_id": name, "redirect_uris": [format!("https://{name}.example/cb")]}});
        app.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        app
    };
    app.apply(other("partner", json!({"first_party": false})))
        .await;
    app.apply(other("retired", json!({"status": "Inactive"})))
        .await;
    app.apply(json!({"kind": "realm", "name": "globex"})).await;
    app.apply(other("globex", json!({"realm": "globex"}))).await;
    app
}

#[tokio::test]
async fn attack_pages_of_origins_that_no_own_app_has_are_refused_alike() {
    let app = with_others().await;
    let mut client = app.browser();
    let mut answers = Vec::new();
    for origin in [
        "https://evil.example",
        "https://partner.example",
        "https://retired.example",
        "https://globex.example",
        "http://127.0.0.1:9001",
        "https://127.0.0.1:9000",
        "http://127.0.0.1:9000.evil.example",
        "null",
    ] {
        for url in INTERFACES {
            for refused in [
                post(&mut client, origin, url, &json!({})).await,
                preflight(&mut client, origin, url).await,
            ] {
                assert_eq!(refused.status, StatusCode::FORBIDDEN, "{origin} at {url}");
                let mut told: Vec<_> = refused.headers.keys().map(|name| name.as_str()).collect();
                told.sort_unstable();
                assert!(!told.iter().any(|name| name.starts_with("access-control")));
                told.retain(|name| *name != "allow");
                answers.push((told.join(" "), refused.body));
            }
        }
        let url = "/realms/acme/authentication/status?session_id=x";
        let read = client
            .send(Method::GET, url, &[("origin", origin)], "")
            .await;
        assert!(!read.headers.contains_key("access-control-allow-origin"));
        assert_eq!(header(&read.headers, "vary"), "origin");
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
}

#[tokio::test]
async fn an_origin_is_that_of_its_realm_and_of_our_own_pages_everywhere() {
    let app = with_others().await;
    let mut client = app.browser();
    let there = "/realms/globex/json/authenticate";
    let step = post(&mut client, "https://globex.example", there, &json!({})).await;
    assert!(is_readable(&step, "https://globex.example"));
    let refused = post(&mut client, OF_AN_APP, there, &json!({})).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let own = post(&mut client, ORIGIN, there, &json!({})).await;
    assert!(is_readable(&own, ORIGIN), "{:?}", own.headers);
}

#[tokio::test]
async fn an_origin_that_an_app_lists_counts_until_the_app_is_switched_off() {
    let app = acme(Database::Sqlite).await;
    let mut client = app.browser();
    let url = format!("{BASE}/authenticate");
    let spa = |status: &str| {
        json!({"kind": "app", "realm": "acme", "name": "spa", "client_type": "public", "first_party": true, "status": status,
            "oauth": {"client_id": "spa", "redirect_uris": [CALLBACK], "javascript_origins": ["https://spa.example"]}})
    };
    for (status, allowed) in [("Active", true), ("Inactive", false)] {
        app.apply(spa(status)).await;
        let step = post(&mut client, "https://spa.example", &url, &json!({})).await;
        assert_eq!(step.status == StatusCode::OK, allowed, "{status}");
        assert_eq!(is_readable(&step, "https://spa.example"), allowed);
    }
}
