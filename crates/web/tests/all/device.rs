//! Devices that cannot show a sign-in (RFC 8628): a code, a person elsewhere, and polling.

use axum::http::{Method, StatusCode, header};
use durward_store::audit;
use durward_testkit::{App, Browser, Database, Page};
use serde_json::{Value, json};

use crate::support::{CHALLENGE, VERIFIER, acme, basic, is_active, on_every_database, secret};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
const PASSWORD: &str = "correct horse battery staple";
const USER: &str = "/realms/acme/oauth2/device/user";

on_every_database!(
    a_person_lets_a_device_in_and_it_gets_tokens_once,
    a_person_says_no,
    a_device_that_polls_too_fast_is_slowed_down_for_good,
    attack_a_device_code_used_fifty_times_at_once_works_once,
    attack_a_used_device_code_ends_what_it_gave,
);

/// The product with a third-party app `telly` and a public one, `lamp`, that may use the grant.
async fn world(database: Database) -> App {
    let app = acme(database).await;
    with(&app, json!({})).await;
    let oauth = json!({"client_id": "telly", "client_secret": secret("telly"), "scope": "openid profile offline_access",
        "grant_types": [GRANT, "refresh_token"], "resources": ["https://films.example/"]});
    app.apply(json!({"kind": "app", "realm": "acme", "name": "Telly", "client_type": "confidential", "oauth": oauth}))
        .await;
    let oauth = json!({"client_id": "lamp", "scope": "openid", "grant_types": [GRANT]});
    app.apply(json!({"kind": "app", "realm": "acme", "name": "Lamp", "client_type": "public", "first_party": true, "oauth": oauth}))
        .await;
    app
}

async fn with(app: &App, more: Value) {
    let mut settings =
        json!({"grantTypes": ["authorization_code", "refresh_token", "client_credentials", GRANT]});
    for (name, value) in more.as_object().unwrap() {
        settings[name] = value.clone();
    }
    app.apply(json!({"kind": "realm", "name": "acme", "services": {"oauth-oidc": settings}}))
        .await;
}

async fn asked(app: &App, fields: &[(&str, &str)]) -> Page {
    app.browser()
        .post(
            "/realms/acme/oauth2/device/code",
            &[("authorization", &basic("telly"))],
            fields,
        )
        .await
}

async fn codes(app: &App) -> Value {
    let page = asked(app, &[("scope", "openid offline_access")]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    page.json()
}

async fn poll_with(app: &App, codes: &Value, more: &[(&str, &str)]) -> Page {
    let mut fields = vec![
        ("grant_type", GRANT),
        ("device_code", codes["device_code"].as_str().unwrap()),
    ];
    fields.extend_from_slice(more);
    let headers = [("authorization", &*basic("telly"))];
    app.browser()
        .post("/realms/acme/oauth2/token", &headers, &fields)
        .await
}

async fn poll(app: &App, codes: &Value) -> Page {
    poll_with(app, codes, &[]).await
}

fn error(page: &Page) -> String {
    assert_eq!(page.status, StatusCode::BAD_REQUEST, "{}", page.body);
    page.json()["error"].as_str().unwrap().to_owned()
}

fn at(page: &Page, step: &str) -> bool {
    page.body.contains(&format!("data-step=\"{step}\""))
}

/// A browser that Ana is signed in with, at the page for codes.
async fn ana(app: &App) -> (Browser, Page) {
    let mut browser = app.browser();
    let page = browser.get(USER).await;
    let done = browser.sign_in(&page, "ana", PASSWORD).await;
    let page = browser.follow(done).await;
    assert!(at(&page, "device-code"), "{}", page.body);
    (browser, page)
}

/// Types `code` and presses `button`.
async fn answered(browser: &mut Browser, page: &Page, code: &str, button: &str) -> Page {
    let confirm = browser
        .submit(page, "device-code", &[("user_code", code)])
        .await;
    assert!(at(&confirm, "device-confirm"), "{}", confirm.body);
    browser
        .submit(&confirm, "device-confirm", &[(button, "1")])
        .await
}

fn code_of(codes: &Value) -> &str {
    codes["user_code"].as_str().unwrap()
}

async fn a_person_lets_a_device_in_and_it_gets_tokens_once(database: Database) {
    let app = world(database).await;
    let codes = codes(&app).await;
    assert_eq!(codes["expires_in"], 300);
    assert_eq!(codes["interval"], 5);
    assert_eq!(code_of(&codes).len(), 8);
    let uri = "http://localhost:8080/realms/acme/oauth2/device/user";
    assert_eq!(codes["verification_uri"], uri);
    let complete = codes["verification_uri_complete"].as_str().unwrap();
    assert_eq!(complete, format!("{uri}?user_code={}", code_of(&codes)));
    assert_eq!(error(&poll(&app, &codes).await), "authorization_pending");

    // As the QR code leads there, through the sign-in and back.
    let mut browser = app.browser();
    let page = browser.get(complete).await;
    assert!(at(&page, "UsernamePassword"), "{}", page.body);
    let done = browser.sign_in(&page, "ana", PASSWORD).await;
    let page = browser.follow(done).await;
    let filled = page.field("device-code", "user_code").unwrap();
    assert_eq!(filled.replace('-', ""), code_of(&codes));
    let typed = format!(" {} ", filled.to_lowercase().replace('-', " "));
    let confirm = browser
        .submit(&page, "device-code", &[("user_code", &typed)])
        .await;
    assert!(confirm.body.contains("Telly") && confirm.body.contains("only if you started this"));
    assert!(confirm.body.contains("data-scope=\"offline_access\""));
    let done = browser
        .submit(&confirm, "device-confirm", &[("device-allow", "1")])
        .await;
    assert!(at(&done, "device-done"), "{}", done.body);

    let page = poll(&app, &codes).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let tokens = page.json();
    assert_eq!(tokens["scope"], "openid offline_access");
    assert!(tokens["refresh_token"].is_string() && tokens["id_token"].is_string());
    let access = tokens["access_token"].as_str().unwrap();
    assert!(is_active(&mut browser, access).await);

    // The code is spent for people, too, and the access is theirs to withdraw.
    let page = browser.get(USER).await;
    let again = browser
        .submit(&page, "device-code", &[("user_code", code_of(&codes))])
        .await;
    assert!(at(&again, "device-code") && again.alert().is_some());
    let apps = browser.get("/realms/acme/account/apps").await;
    assert!(apps.body.contains("Telly"), "{}", apps.body);
    let events = events(&app).await;
    for name in ["device_code.issued", "device_code.allowed", "token.issued"] {
        assert!(events.iter().any(|known| known == name), "{name}");
    }
}

async fn events(app: &App) -> Vec<String> {
    let cx = app.world.cx();
    let mut tx = cx.db().read().await.unwrap();
    let all = audit::newest(&cx, &mut tx, None, 50).await.unwrap();
    all.into_iter().map(|one| one.name).collect()
}

async fn a_person_says_no(database: Database) {
    let app = world(database).await;
    let codes = codes(&app).await;
    let (mut browser, page) = ana(&app).await;
    let done = answered(&mut browser, &page, code_of(&codes), "device-deny").await;
    assert!(at(&done, "device-done"), "{}", done.body);
    assert_eq!(error(&poll(&app, &codes).await), "access_denied");
    // There is no second thought: the device asks anew.
    let yes = [("user_code", code_of(&codes)), ("decision", "allow")];
    let page = browser.submit(&page, "device-code", &yes).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert_eq!(error(&poll(&app, &codes).await), "access_denied");
}

async fn a_device_that_polls_too_fast_is_slowed_down_for_good(database: Database) {
    let app = world(database).await;
    let codes = codes(&app).await;
    let clock = &app.world.clock;
    assert_eq!(error(&poll(&app, &codes).await), "authorization_pending");
    clock.advance_seconds(4);
    assert_eq!(error(&poll(&app, &codes).await), "slow_down");
    // Ten seconds from now on.
    clock.advance_seconds(9);
    assert_eq!(error(&poll(&app, &codes).await), "slow_down");
    clock.advance_seconds(15);
    assert_eq!(error(&poll(&app, &codes).await), "authorization_pending");
    clock.advance_seconds(14);
    assert_eq!(error(&poll(&app, &codes).await), "slow_down");
}

async fn allowed(app: &App) -> Value {
    let codes = codes(app).await;
    let (mut browser, page) = ana(app).await;
    let done = answered(&mut browser, &page, code_of(&codes), "device-allow").await;
    assert!(at(&done, "device-done"), "{}", done.body);
    codes
}

async fn attack_a_device_code_used_fifty_times_at_once_works_once(database: Database) {
    let app = world(database).await;
    let codes = allowed(&app).await;
    let body = format!(
        "grant_type={GRANT}&device_code={}",
        codes["device_code"].as_str().unwrap()
    );
    let mut polls = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let (mut browser, body) = (app.browser(), body.clone());
        polls.spawn(async move {
            let authorization = basic("telly");
            let headers = [
                ("authorization", authorization.as_str()),
                ("content-type", "application/x-www-form-urlencoded"),
            ];
            let method = Method::POST;
            let page = browser
                .send(method, "/realms/acme/oauth2/token", &headers, &body)
                .await;
            page.status
        });
    }
    let statuses = polls.join_all().await;
    let won = statuses.iter().filter(|status| status.is_success()).count();
    assert_eq!(won, 1, "{statuses:?}");
}

async fn attack_a_used_device_code_ends_what_it_gave(database: Database) {
    let app = world(database).await;
    let codes = allowed(&app).await;
    let tokens = poll(&app, &codes).await.json();
    let access = tokens["access_token"].as_str().unwrap();
    let mut browser = app.browser();
    assert!(is_active(&mut browser, access).await);
    assert_eq!(error(&poll(&app, &codes).await), "invalid_grant");
    assert!(!is_active(&mut browser, access).await);
    assert!(
        events(&app)
            .await
            .contains(&"device_code.replayed".to_owned())
    );
}

#[tokio::test]
async fn a_code_that_nobody_answers_expires() {
    let app = world(Database::Sqlite).await;
    let codes = codes(&app).await;
    let (mut browser, page) = ana(&app).await;
    app.world.clock.advance_seconds(300);
    assert_eq!(error(&poll(&app, &codes).await), "expired_token");
    let page = browser
        .submit(&page, "device-code", &[("user_code", code_of(&codes))])
        .await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(page.alert().unwrap().contains("does not work"));
}

#[tokio::test]
async fn a_challenge_in_the_request_must_be_answered_by_every_poll() {
    let app = world(Database::Sqlite).await;
    let challenge = [
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let codes = asked(&app, &challenge).await.json();
    assert_eq!(error(&poll(&app, &codes).await), "invalid_grant");
    let wrong = [("code_verifier", &*"x".repeat(43))];
    assert_eq!(
        error(&poll_with(&app, &codes, &wrong).await),
        "invalid_grant"
    );
    let right = [("code_verifier", VERIFIER)];
    let page = poll_with(&app, &codes, &right).await;
    assert_eq!(error(&page), "authorization_pending");
    let plain = asked(&app, &[("code_challenge", VERIFIER)]).await;
    assert_eq!(error(&plain), "invalid_request");
    // Where there was no challenge, a verifier is somebody else's (RFC 9700 4.8.2).
    let without = self::codes(&app).await;
    let page = poll_with(&app, &without, &right).await;
    assert_eq!(error(&page), "invalid_grant");
}

#[tokio::test]
async fn the_grant_is_off_unless_the_realm_and_the_app_have_it() {
    let app = world(Database::Sqlite).await;
    let discovery = "/realms/acme/.well-known/openid-configuration";
    let endpoint = "device_authorization_endpoint";
    let metadata = app.browser().get(discovery).await.json();
    let address = "http://localhost:8080/realms/acme/oauth2/device/code";
    assert_eq!(metadata[endpoint], address);
    let url = "/realms/acme/oauth2/device/code";
    let shop = [("authorization", &*basic("shop"))];
    let page = app.browser().post(url, &shop, &[]).await;
    assert_eq!(error(&page), "unauthorized_client");
    with(&app, json!({"grantTypes": ["authorization_code"]})).await;
    assert_eq!(error(&asked(&app, &[]).await), "unsupported_grant_type");
    let metadata = app.browser().get(discovery).await.json();
    assert!(metadata[endpoint].is_null());
    let page = app.browser().get(USER).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_a_device_may_ask_for_is_what_its_app_may() {
    let app = world(Database::Sqlite).await;
    let page = asked(&app, &[("scope", "openid email")]).await;
    assert_eq!(error(&page), "invalid_scope");
    let page = asked(&app, &[("resource", "https://other.example/")]).await;
    assert_eq!(error(&page), "invalid_target");
    let films = [("resource", "https://films.example/"), ("scope", "profile")];
    let page = asked(&app, &films).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let wrong = [("authorization", &*basic("nobody"))];
    let url = "/realms/acme/oauth2/device/code";
    let page = app.browser().post(url, &wrong, &[]).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_public_app_of_the_realm_asks_and_is_confirmed_all_the_same() {
    let app = world(Database::Sqlite).await;
    let url = "/realms/acme/oauth2/device/code";
    let lamp = [("client_id", "lamp"), ("scope", "openid")];
    let codes = app.browser().post(url, &[], &lamp).await.json();
    let (mut browser, page) = ana(&app).await;
    let done = answered(&mut browser, &page, code_of(&codes), "device-allow").await;
    assert!(at(&done, "device-done"), "{}", done.body);
    let device_code = codes["device_code"].as_str().unwrap();
    let fields = [("grant_type", GRANT), ("device_code", device_code)];
    // Another client that found the code gets nothing, and spoils nothing.
    let stolen = poll(&app, &codes).await;
    assert_eq!(error(&stolen), "invalid_grant");
    let mut fields = fields.to_vec();
    fields.push(("client_id", "lamp"));
    let page = app
        .browser()
        .post("/realms/acme/oauth2/token", &[], &fields)
        .await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
}

#[tokio::test]
async fn attack_a_link_alone_or_a_foreign_form_lets_no_device_in() {
    let app = world(Database::Sqlite).await;
    let codes = codes(&app).await;
    let (mut browser, page) = ana(&app).await;
    let link = format!("{USER}?user_code={}&decision=allow", code_of(&codes));
    let opened = browser.get(&link).await;
    assert!(at(&opened, "device-code") && !opened.body.contains("Telly"));
    let yes = [("user_code", code_of(&codes)), ("decision", "allow")];
    let forged = browser.post(USER, &[], &yes).await;
    assert_eq!(forged.status, StatusCode::BAD_REQUEST);
    let elsewhere = [("sec-fetch-site", "cross-site")];
    let csrf = page.field("device-code", "csrf").unwrap();
    let mut fields = yes.to_vec();
    fields.push(("csrf", &csrf));
    let forged = browser.post(USER, &elsewhere, &fields).await;
    assert_eq!(forged.status, StatusCode::BAD_REQUEST);
    assert_eq!(error(&poll(&app, &codes).await), "authorization_pending");
}

#[tokio::test]
async fn a_realm_may_have_pages_of_its_own_for_the_code_and_afterwards() {
    let app = world(Database::Sqlite).await;
    let own = json!({"verificationUrl": "https://acme.example/tv?lang=en", "completionUrl": "https://acme.example/done",
        "deviceCodeLifetime": 120, "devicePollInterval": 2, "deviceUserCodeLength": 9, "deviceUserCodeCharacterSet": "0123456789"});
    with(&app, own).await;
    let codes = codes(&app).await;
    assert_eq!(codes["verification_uri"], "https://acme.example/tv?lang=en");
    let complete = codes["verification_uri_complete"].as_str().unwrap();
    let code = code_of(&codes);
    assert_eq!(
        complete,
        format!("https://acme.example/tv?lang=en&user_code={code}")
    );
    assert!(code.len() == 9 && code.bytes().all(|byte| byte.is_ascii_digit()));
    assert_eq!(
        (&codes["expires_in"], &codes["interval"]),
        (&json!(120), &json!(2))
    );
    let (mut browser, page) = ana(&app).await;
    let confirm = browser
        .submit(&page, "device-code", &[("user_code", code)])
        .await;
    let policy = confirm.headers[header::CONTENT_SECURITY_POLICY]
        .to_str()
        .unwrap();
    assert!(policy.contains("https://acme.example"), "{policy}");
    let done = browser
        .submit(&confirm, "device-confirm", &[("device-allow", "1")])
        .await;
    assert_eq!(
        done.location().as_deref(),
        Some("https://acme.example/done")
    );
}

#[tokio::test]
async fn somebody_who_may_no_longer_sign_in_gives_a_device_nothing() {
    let app = world(Database::Sqlite).await;
    let codes = allowed(&app).await;
    app.apply(json!({"kind": "user", "realm": "acme", "username": "ana", "status": "Inactive"}))
        .await;
    assert_eq!(error(&poll(&app, &codes).await), "invalid_grant");
}
