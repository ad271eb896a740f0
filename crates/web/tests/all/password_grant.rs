//! The password grant (RFC 6749 4.3): off unless the realm and the app both have it, and no way around a journey.

use axum::http::StatusCode;
use durward_store::audit;
use durward_testkit::{App, Browser, Database, Page};
use serde_json::{Value, json};

use crate::support::{acme, is_active, on_every_database, secret, token};

const PASSWORD: &str = "correct horse battery staple";

on_every_database!(
    a_name_and_password_become_tokens,
    no_session_comes_of_it_and_it_is_in_the_audit_trail,
    attack_guessing_past_the_lockout_through_the_grant,
    attack_a_second_factor_cannot_be_skipped_through_the_grant,
);

/// The product with the app `legacy`, which may use the grant, and the grant in the realm where `on`.
async fn world(database: Database, on: bool) -> App {
    let app = acme(database).await;
    app.apply(
        json!({"kind": "app", "realm": "acme", "name": "legacy", "client_type": "confidential", "first_party": true, "oauth": {
            "client_id": "legacy", "client_secret": secret("legacy"), "grant_types": ["password", "refresh_token"],
            "scope": "openid profile offline_access"}}),
    )
    .await;
    if on {
        with(&app, json!({})).await;
    }
    app
}

/// The realm with the grant and `more` settings of the provider.
async fn with(app: &App, more: Value) {
    let mut settings = json!({"grantTypes": ["authorization_code", "refresh_token", "client_credentials", "password"]});
    for (name, value) in more.as_object().unwrap() {
        settings[name] = value.clone();
    }
    app.apply(json!({"kind": "realm", "name": "acme", "services": {"oauth-oidc": settings}}))
        .await;
}

async fn asked_by(client: &str, app: &App, username: &str, password: &str) -> Page {
    let fields = [
        ("grant_type", "password"),
        ("username", username),
        ("password", password),
        ("scope", "openid offline_access"),
    ];
    token(&mut app.browser(), client, &fields).await
}

async fn asked(app: &App, username: &str, password: &str) -> Page {
    asked_by("legacy", app, username, password).await
}

fn is_refused(page: &Page) {
    assert_eq!(page.status, StatusCode::BAD_REQUEST, "{}", page.body);
    let said = json!({"error": "invalid_grant", "error_description": "The name and password do not sign in here."});
    assert_eq!(page.json(), said);
}

fn claims(text: &str) -> Value {
    let payload = text.split('.').nth(1).unwrap();
    let payload = data_encoding::BASE64URL_NOPAD.decode(payload.as_bytes());
    serde_json::from_slice(&payload.unwrap()).unwrap()
}

async fn events(app: &App) -> Vec<(String, String)> {
    let cx = app.world.cx();
    let mut tx = cx.db().read().await.unwrap();
    let all = audit::newest(&cx, &mut tx, None, 50).await.unwrap();
    all.into_iter().map(|one| (one.name, one.detail)).collect()
}

async fn a_name_and_password_become_tokens(database: Database) {
    let app = world(database, true).await;
    let page = asked(&app, "ana", PASSWORD).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let tokens = page.json();
    assert_eq!(tokens["scope"], "openid offline_access");
    let said = claims(tokens["id_token"].as_str().unwrap());
    assert_eq!(said["amr"], json!(["pwd"]));
    assert_eq!(said["aud"], "legacy");
    let mut browser = app.browser();
    let access = tokens["access_token"].as_str().unwrap();
    assert!(is_active(&mut browser, access).await);
    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", tokens["refresh_token"].as_str().unwrap()),
    ];
    let again = token(&mut browser, "legacy", &fields).await;
    assert_eq!(again.status, StatusCode::OK, "{}", again.body);
    let by_mail = asked(&app, "ana@acme.example", PASSWORD).await;
    assert_eq!(by_mail.status, StatusCode::OK, "{}", by_mail.body);
}

async fn no_session_comes_of_it_and_it_is_in_the_audit_trail(database: Database) {
    let app = world(database, true).await;
    let page = asked(&app, "ana", PASSWORD).await;
    assert!(
        !page.headers.contains_key("set-cookie"),
        "{:?}",
        page.headers
    );
    assert!(claims(page.json()["id_token"].as_str().unwrap())["sid"].is_null());
    let events = events(&app).await;
    let has = |name: &str| events.iter().find(|(known, _)| known == name);
    assert!(has("session.started").is_none());
    assert!(has("signin.succeeded").unwrap().1.contains("PasswordGrant"));
    assert!(has("token.issued").unwrap().1.contains("\"password\""));
    is_refused(&asked(&app, "ana", "not it").await);
    let events = self::events(&app).await;
    assert!(
        events
            .iter()
            .any(|(name, detail)| name == "signin.failed" && detail.contains("wrong password"))
    );
}

async fn attack_guessing_past_the_lockout_through_the_grant(database: Database) {
    let app = world(database, true).await;
    for _ in 0..20 {
        is_refused(&asked(&app, "ana", "not it").await);
    }
    is_refused(&asked(&app, "ana", PASSWORD).await);
    // The lock holds on the page, too, for a browser that is not known.
    let mut browser: Browser = app.browser();
    let page = browser.get("/realms/acme/login").await;
    browser.sign_in(&page, "ana", PASSWORD).await;
    assert!(!browser.cookies.contains_key("durward-session.acme"));
}

async fn attack_a_second_factor_cannot_be_skipped_through_the_grant(database: Database) {
    let app = world(database, true).await;
    app.apply(json!({"kind": "user", "realm": "acme", "username": "ana", "totp": {"secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"}}))
        .await;
    is_refused(&asked(&app, "ana", PASSWORD).await);
    // Not by a journey that would ask for it either.
    with(&app, json!({"passwordGrantAuthService": "Login"})).await;
    is_refused(&asked(&app, "ana", PASSWORD).await);
    let events = events(&app).await;
    let more = "the journey asks for more than name and password";
    assert!(events.iter().any(|(_, detail)| detail.contains(more)));
    // Nor by somebody who has none yet, where everybody must.
    app.apply(json!({"kind": "user", "realm": "acme", "username": "bo", "password": PASSWORD}))
        .await;
    assert_eq!(asked(&app, "bo", PASSWORD).await.status, StatusCode::OK);
    app.apply(json!({"kind": "realm", "name": "acme", "services": {
        "authentication": {"mfa": "required"},
        "oauth-oidc": {"grantTypes": ["password"]}}}))
        .await;
    is_refused(&asked(&app, "bo", PASSWORD).await);
}

#[tokio::test]
async fn whatever_is_refused_is_refused_alike() {
    let app = world(Database::Sqlite, true).await;
    app.apply(json!({"kind": "user", "realm": "acme", "username": "gone", "status": "Inactive", "password": PASSWORD}))
        .await;
    for (username, password) in [
        ("ana", "not it"),
        ("nobody", PASSWORD),
        ("gone", PASSWORD),
        ("ana", " "),
    ] {
        is_refused(&asked(&app, username, password).await);
    }
    for journey in ["NoSuchJourney", "EmailCode", "SecondFactor", "AddMethod"] {
        with(&app, json!({"passwordGrantAuthService": journey})).await;
        is_refused(&asked(&app, "ana", PASSWORD).await);
    }
}

#[tokio::test]
async fn the_grant_is_off_unless_the_realm_and_the_app_have_it() {
    let app = world(Database::Sqlite, false).await;
    let error = |page: Page| page.json()["error"].as_str().unwrap().to_owned();
    let discovery = "/realms/acme/.well-known/openid-configuration";
    let named = |page: Page| {
        page.json()["grant_types_supported"]
            .to_string()
            .contains("password")
    };
    assert_eq!(
        error(asked(&app, "ana", PASSWORD).await),
        "unsupported_grant_type"
    );
    assert!(!named(app.browser().get(discovery).await));
    with(&app, json!({})).await;
    assert!(named(app.browser().get(discovery).await));
    assert_eq!(asked(&app, "ana", PASSWORD).await.status, StatusCode::OK);
    let other = asked_by("shop", &app, "ana", PASSWORD).await;
    assert_eq!(error(other), "unauthorized_client");
}

#[tokio::test]
async fn attack_more_scope_than_the_app_has_is_refused() {
    let app = world(Database::Sqlite, true).await;
    let fields = [
        ("grant_type", "password"),
        ("username", "ana"),
        ("password", PASSWORD),
        ("scope", "openid email"),
    ];
    let page = token(&mut app.browser(), "legacy", &fields).await;
    assert_eq!(page.json()["error"], "invalid_scope", "{}", page.body);
}
