//! Sign-ins for an app that come to a bad end go to the address the app has for such an end.

use axum::http::{Method, StatusCode};
use durward_provider::clients::AppKind;
use durward_store::ErrorKind;
use durward_store::documents::{self, Expect};
use durward_testkit::{App, Browser, Database, Page};
use serde_json::{Value, json};

use crate::support::{CALLBACK, CHALLENGE, acme, authorize_url, on_every_database, secret};

const PASSWORD: &str = "correct horse battery staple";
const JSON: (&str, &str) = ("content-type", "application/json");

/// The realm with the app `shop` that has an address for each bad end, the journey `Strict`, which asks name and password
/// and lets in nobody but guests, and the journey `Lost`, which does not find out who it is.
async fn shop(database: Database) -> App {
    let app = acme(database).await;
    app.apply(json!({"kind": "app", "realm": "acme", "name": "shop", "client_type": "confidential", "first_party": true,
        "logon_result_urls": {"access_denied": "https://shop.example/denied", "failed": "https://shop.example/failed?try=again", "error": "https://shop.example/error"},
        "oauth": {"client_id": "shop", "client_secret": secret("shop"), "redirect_uris": [CALLBACK], "scope": "openid profile offline_access"}}))
        .await;
    let to = |outcomes: &[&str], then: &str| {
        let outcomes = outcomes.iter().map(|one| ((*one).to_owned(), json!(then)));
        Value::Object(outcomes.collect())
    };
    let mut check = to(&["FALSE", "LOCKED", "EXPIRED", "CANCELLED"], "failure");
    check["TRUE"] = json!("guest");
    let ask = json!({"nodes": [
        {"nodeType": "UsernameCollectorNode", "displayName": "Name"}, {"nodeType": "PasswordCollectorNode", "displayName": "Password"}]});
    app.apply(json!({"kind": "journey", "realm": "acme", "_id": "Strict", "entryNodeId": "ask",
        "nodes": {"ask": {"nodeType": "PageNode", "displayName": "Sign in", "connections": {"outcome": "check"}},
            "check": {"nodeType": "IdentityStoreDecisionNode", "displayName": "Check", "connections": check},
            "guest": {"nodeType": "RoleDecisionNode", "displayName": "Guest", "connections": {"true": "success", "false": "failure"}}},
        "nodeConfig": {"ask": ask, "guest": {"roles": ["guest"]}}}))
        .await;
    app.apply(json!({"kind": "journey", "realm": "acme", "_id": "Lost", "entryNodeId": "ask",
        "nodes": {"ask": {"nodeType": "PageNode", "displayName": "Sign in", "connections": {"outcome": "success"}}},
        "nodeConfig": {"ask": ask}}))
        .await;
    app
}

/// Makes `journey` the way to sign in.
async fn by(app: &App, journey: &str) {
    let services = json!({"authentication": {"defaultJourney": journey, "primaryMethods": {"password": journey}}});
    app.apply(json!({"kind": "realm", "name": "acme", "services": services}))
        .await;
}

async fn people_go_where_the_app_has_them_go_by_how_it_ended(database: Database) {
    let app = shop(database).await;
    for (journey, name, password, end) in [
        (
            "Strict",
            "ana",
            "wrong",
            "https://shop.example/failed?try=again",
        ),
        (
            "Strict",
            "nobody",
            PASSWORD,
            "https://shop.example/failed?try=again",
        ),
        ("Strict", "ana", PASSWORD, "https://shop.example/denied"),
        ("Lost", "ana", PASSWORD, "https://shop.example/error"),
    ] {
        by(&app, journey).await;
        let mut browser = app.browser();
        let page = browser.get(&authorize_url("shop", &[])).await;
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        let targets = policy.split("form-action").nth(1).unwrap();
        assert!(targets.contains("https://shop.example"), "{policy}");
        let ended = browser.sign_in(&page, name, password).await;
        assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.body);
        assert_eq!(ended.location().as_deref(), Some(end), "{journey} {name}");
    }
}

on_every_database!(people_go_where_the_app_has_them_go_by_how_it_ended,);

#[tokio::test]
async fn an_app_without_addresses_has_our_own_page_tell_and_errors_of_oauth_stay_its_own() {
    let app = shop(Database::Sqlite).await;
    by(&app, "Strict").await;
    let mut browser = app.browser();
    let page = browser.get(&authorize_url("forum", &[])).await;
    let ended = browser.sign_in(&page, "ana", "wrong").await;
    assert_eq!(ended.status, StatusCode::UNAUTHORIZED);
    let quiet = authorize_url("shop", &[("prompt", "none")]);
    let refused = browser.get(&quiet).await.location().unwrap();
    assert!(
        refused.starts_with(&format!("{CALLBACK}?error=login_required")),
        "{refused}"
    );
}

async fn post(client: &mut Browser, url: &str, body: &Value) -> Page {
    let body = body.to_string();
    client.send(Method::POST, url, &[JSON], &body).await
}

/// Fails the journey `Strict` at the callback interface, asked with `query`.
async fn by_callbacks(app: &App, query: &[(&str, &str)]) -> Value {
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(query)
        .finish();
    let url = format!("/realms/acme/json/authenticate?{query}");
    let mut client = app.browser();
    let mut step = post(&mut client, &url, &json!({})).await.json();
    step["callbacks"][0]["input"][0]["value"] = json!("ana");
    step["callbacks"][1]["input"][0]["value"] = json!("wrong");
    let ended = post(&mut client, &url, &step).await;
    assert_eq!(ended.status, StatusCode::UNAUTHORIZED, "{}", ended.body);
    ended.json()
}

#[tokio::test]
async fn the_callback_interface_names_the_address_as_failure_url() {
    let app = shop(Database::Sqlite).await;
    by(&app, "Strict").await;
    let goto = authorize_url("shop", &[]);
    let ended = by_callbacks(&app, &[("goto", &goto)]).await;
    assert_eq!(ended["message"], "Login failure");
    assert_eq!(ended["failureUrl"], "https://shop.example/failed?try=again");
    let own = "/realms/acme/account";
    let ended = by_callbacks(&app, &[("goto", &goto), ("gotoOnFail", own)]).await;
    assert_eq!(ended["failureUrl"], own, "the request itself says where");
    let ended = by_callbacks(&app, &[]).await;
    assert!(ended.get("failureUrl").is_none(), "{ended}");
}

#[tokio::test]
async fn the_authentication_interface_names_the_address_in_its_error() {
    let app = shop(Database::Sqlite).await;
    by(&app, "Strict").await;
    let request = json!({"client_id": "shop", "redirect_uri": CALLBACK, "scope": "openid", "code_challenge": CHALLENGE, "code_challenge_method": "S256"});
    for (password, end) in [
        ("wrong", "https://shop.example/failed?try=again"),
        (PASSWORD, "https://shop.example/denied"),
    ] {
        let mut client = app.browser();
        let begun = post(&mut client, "/realms/acme/authentication/start", &request).await;
        let id = begun.json()["session_id"].clone();
        let tried = json!({"session_id": id, "method": "password", "username": "ana", "password": password});
        let url = "/realms/acme/authentication/authenticate";
        let ended = post(&mut client, url, &tried).await;
        assert_eq!(ended.status, StatusCode::UNAUTHORIZED, "{}", ended.body);
        assert_eq!(ended.json()["failureUrl"], end);
    }
}

#[tokio::test]
async fn attack_an_account_that_is_locked_ends_like_one_that_is_not_there() {
    let app = shop(Database::Sqlite).await;
    by(&app, "Strict").await;
    let mut ends = Vec::new();
    for (name, tries) in [("ana", 12), ("nobody", 1)] {
        for _ in 0..tries {
            let mut browser = app.browser();
            let page = browser.get(&authorize_url("shop", &[])).await;
            let wrong = browser.sign_in(&page, name, "wrong").await;
            assert_eq!(
                wrong.location().as_deref(),
                Some("https://shop.example/failed?try=again")
            );
        }
        let mut browser = app.browser();
        let page = browser.get(&authorize_url("shop", &[])).await;
        let ended = browser.sign_in(&page, name, PASSWORD).await;
        ends.push(ended.location());
    }
    assert_eq!(ends[0], ends[1]);
}

#[tokio::test]
async fn an_address_must_be_one_that_could_be_redirected_to() {
    let app = acme(Database::Sqlite).await;
    let cx = app.world.cx();
    for (address, fine) in [
        ("https://shop.example/denied", true),
        ("http://127.0.0.1:9000/denied", true),
        ("http://shop.example/denied", false),
        ("https://shop.example/#denied", false),
        ("/denied", false),
        ("javascript:alert(1)", false),
    ] {
        let body = json!({"name": "New", "client_type": "public", "logon_result_urls": {"access_denied": address},
            "oauth": {"redirect_uris": [CALLBACK]}});
        let mut tx = cx.db().begin().await.unwrap();
        let saved = documents::save(&cx, &mut tx, &AppKind, None, body, Expect::Absent).await;
        match saved {
            Ok(_) => assert!(fine, "{address}"),
            Err(error) => {
                assert!(!fine, "{address}: {error}");
                let field = "logon_result_urls.access_denied".to_owned();
                assert_eq!(error.kind, ErrorKind::Invalid(field));
            }
        }
    }
}
