//! Pushed authorization requests (RFC 9126), and attacks on them.

use axum::http::{Method, StatusCode, header};
use durward_testkit::{Browser, Database, Page};
use serde_json::{Value, json};

use crate::proofs::{Key, ask, for_code};
use crate::support::{
    CALLBACK, CHALLENGE, acme, authorize_url, basic, code_for, exchange, on_every_database,
    parameter,
};

const PASSWORD: &str = "correct horse battery staple";
const PAR: &str = "/realms/acme/oauth2/par";

/// What an app asks for, with `more` instead or besides.
fn asked<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = [
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", "openid profile offline_access"),
        ("state", "xyz"),
        ("nonce", "n-0S6"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let kept = usual
        .into_iter()
        .filter(|(name, _)| more.iter().all(|(other, _)| other != name));
    let more = more.iter().filter(|(_, value)| !value.is_empty()).copied();
    kept.chain(more).collect()
}

async fn push(browser: &mut Browser, client_id: &str, more: &[(&str, &str)]) -> Page {
    let header = basic(client_id);
    let headers = [("authorization", header.as_str())];
    browser.post(PAR, &headers, &asked(more)).await
}

/// Pushes, and gives the address the person is sent to.
async fn pushed(browser: &mut Browser, client_id: &str, more: &[(&str, &str)]) -> String {
    let page = push(browser, client_id, more).await;
    assert_eq!(page.status, StatusCode::CREATED, "{}", page.body);
    let answer = page.json();
    address(client_id, answer["request_uri"].as_str().unwrap())
}

fn address(client_id: &str, request_uri: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", client_id)
        .append_pair("request_uri", request_uri)
        .finish();
    format!("/realms/acme/oauth2/authorize?{query}")
}

fn asks_to_sign_in(page: &Page) -> bool {
    page.status == StatusCode::OK && page.body.contains("login-submit")
}

/// The page that tells the person the request is worth nothing.
fn is_dead(page: &Page) -> bool {
    page.status == StatusCode::BAD_REQUEST
        && page.location().is_none()
        && page.body.contains("invalid_request_uri")
}

#[tokio::test]
async fn a_pushed_request_waits_for_its_person_as_long_as_a_sign_in_may_take() {
    let app = acme(Database::Sqlite).await;
    let mut browser = app.browser();
    let answer = push(&mut browser, "shop", &[]).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
    let answer = answer.json();
    assert_eq!(answer["expires_in"], 90);
    let request_uri = answer["request_uri"].as_str().unwrap();
    assert!(request_uri.starts_with("urn:ietf:params:oauth:request_uri:"));
    app.world.clock.advance_seconds(89);
    let page = browser.get(&address("shop", request_uri)).await;
    assert!(asks_to_sign_in(&page), "{}", page.body);
    let policy = page.headers[header::CONTENT_SECURITY_POLICY]
        .to_str()
        .unwrap();
    assert!(
        policy.contains("http://127.0.0.1:9000"),
        "the form may end at the app: {policy}"
    );
    app.world.clock.advance_seconds(300);
    let done = browser.sign_in(&page, "ana", PASSWORD).await;
    let at_app = browser.follow(done).await;
    assert_eq!(parameter(&at_app, "state"), "xyz");
    assert_eq!(
        parameter(&at_app, "iss"),
        "http://localhost:8080/realms/acme"
    );
    let tokens = exchange(&mut browser, "shop", &parameter(&at_app, "code")).await;
    assert!(tokens.json()["id_token"].is_string());
}

#[tokio::test]
async fn a_pushed_request_nobody_comes_for_dies() {
    let app = acme(Database::Sqlite).await;
    app.apply(json!({"kind": "realm", "name": "acme", "services": {"oauth-oidc": {"parRequestUriLifetime": 10}}})).await;
    let mut browser = app.browser();
    let url = pushed(&mut browser, "shop", &[]).await;
    app.world.clock.advance_seconds(10);
    assert!(is_dead(&browser.get(&url).await));
}

async fn a_pushed_request_used_by_fifty_at_once_gives_one_code(database: Database) {
    let app = acme(database).await;
    let mut browser = app.browser();
    code_for(&mut browser, "shop").await;
    let url = pushed(&mut browser, "shop", &[]).await;
    let visits: Vec<_> = (0..50)
        .map(|_| {
            let (mut browser, url) = (browser.clone(), url.clone());
            tokio::spawn(async move { browser.get(&url).await })
        })
        .collect();
    let mut codes = 0;
    for visit in visits {
        let page = visit.await.unwrap();
        if page.location().is_some_and(|to| to.contains("code=")) {
            codes += 1;
        } else {
            assert!(is_dead(&page), "{} {}", page.status, page.body);
        }
    }
    assert_eq!(codes, 1);
}

on_every_database! { a_pushed_request_used_by_fifty_at_once_gives_one_code, }

#[tokio::test]
async fn attack_a_request_uri_of_another_app_or_made_up_is_worth_nothing() {
    let app = acme(Database::Sqlite).await;
    let mut browser = app.browser();
    code_for(&mut browser, "shop").await;
    let answer = push(&mut browser, "forum", &[]).await.json();
    let theirs = answer["request_uri"].as_str().unwrap();
    assert!(is_dead(&browser.get(&address("shop", theirs)).await));
    let mut made_up = theirs.to_owned();
    made_up.pop();
    made_up.push('!');
    assert!(is_dead(&browser.get(&address("forum", &made_up)).await));
    let none = "urn:ietf:params:oauth:request_uri:x";
    assert!(is_dead(&browser.get(&address("forum", none)).await));
    let page = browser.get(&address("forum", theirs)).await;
    assert!(
        page.body.contains("consent-allow"),
        "it was not used up by others: {}",
        page.body
    );
}

#[tokio::test]
async fn attack_nothing_in_the_address_changes_what_was_pushed() {
    let app = acme(Database::Sqlite).await;
    let mut browser = app.browser();
    code_for(&mut browser, "shop").await;
    let url = pushed(&mut browser, "shop", &[("scope", "openid")]).await;
    let more = "&scope=openid+offline_access&redirect_uri=https%3A%2F%2Fevil.example&state=other&response_mode=fragment&code_challenge=x";
    let at_app = browser.get(&format!("{url}{more}")).await;
    assert!(
        at_app
            .location()
            .unwrap()
            .starts_with(&format!("{CALLBACK}?code="))
    );
    assert_eq!(parameter(&at_app, "state"), "xyz");
    let tokens = exchange(&mut browser, "shop", &parameter(&at_app, "code")).await;
    assert_eq!(tokens.json()["scope"], "openid");
    assert_eq!(tokens.json()["refresh_token"], Value::Null);
}

#[tokio::test]
async fn prompt_and_max_age_inside_a_pushed_request_ask_once() {
    let app = acme(Database::Sqlite).await;
    let mut browser = app.browser();
    code_for(&mut browser, "shop").await;
    for demand in [
        ("prompt", "login"),
        ("prompt", "select_account"),
        ("max_age", "0"),
    ] {
        app.world.clock.advance_seconds(5);
        let url = pushed(&mut browser, "shop", &[demand]).await;
        let page = browser.get(&url).await;
        assert!(asks_to_sign_in(&page), "{demand:?}: {}", page.body);
        let again = browser.get(&url).await;
        assert!(
            asks_to_sign_in(&again),
            "{demand:?}: coming again is no sign-in"
        );
        app.world.clock.advance_seconds(30);
        let done = browser.sign_in(&page, "ana", PASSWORD).await;
        let at_app = browser.follow(done).await;
        parameter(&at_app, "code");
    }
}

#[tokio::test]
async fn what_the_authorization_endpoint_would_refuse_is_refused_when_it_is_pushed() {
    let app = acme(Database::Sqlite).await;
    let mut browser = app.browser();
    let cases: [(&[(&str, &str)], &str); 12] = [
        (
            &[("redirect_uri", "http://127.0.0.1:9000/cb/")],
            "invalid_request",
        ),
        (&[("redirect_uri", "")], "invalid_request"),
        (&[("response_type", "")], "invalid_request"),
        (&[("response_type", "tea")], "unsupported_response_type"),
        (&[("code_challenge", "")], "invalid_request"),
        (&[("code_challenge_method", "plain")], "invalid_request"),
        (&[("scope", "openid admin")], "invalid_scope"),
        (&[("resource", "https://api.example/")], "invalid_target"),
        (&[("claims", "[]")], "invalid_request"),
        (&[("prompt", "none login")], "invalid_request"),
        (&[("client_id", "forum")], "invalid_request"),
        (
            &[("request_uri", "urn:ietf:params:oauth:request_uri:x")],
            "invalid_request",
        ),
    ];
    for (more, expected) in cases {
        let page = push(&mut browser, "shop", more).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{more:?}");
        assert_eq!(page.json()["error"], expected, "{more:?}: {}", page.body);
        assert_eq!(page.headers[header::CACHE_CONTROL], "no-store");
    }
    let get = browser.send(Method::GET, PAR, &[], "").await;
    assert_eq!(get.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn only_a_client_that_proves_itself_may_push() {
    let app = acme(Database::Sqlite).await;
    let mut browser = app.browser();
    let mut as_shop = asked(&[("client_id", "shop")]);
    let page = browser.post(PAR, &[], &as_shop).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED, "it has a secret");
    assert_eq!(page.json()["error"], "invalid_client");
    as_shop.push(("client_secret", "wrong-wrong-wrong-wrong"));
    let page = browser.post(PAR, &[], &as_shop).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    let page = browser
        .post(
            PAR,
            &[("origin", "http://127.0.0.1:9000")],
            &asked(&[("client_id", "spa")]),
        )
        .await;
    assert_eq!(page.status, StatusCode::CREATED, "{}", page.body);
    assert_eq!(
        page.headers[header::ACCESS_CONTROL_ALLOW_ORIGIN],
        "http://127.0.0.1:9000"
    );
}

#[tokio::test]
async fn where_requests_must_be_pushed_no_other_works() {
    let app = acme(Database::Sqlite).await;
    let mut browser = app.browser();
    code_for(&mut browser, "shop").await;
    app.apply(json!({"kind": "app", "realm": "acme", "name": "shop", "first_party": true, "oauth": {"client_id": "shop",
        "redirect_uris": [CALLBACK], "require_pushed_authorization_requests": true}})).await;
    let plain = browser.get(&authorize_url("shop", &[])).await;
    assert_eq!(parameter(&plain, "error"), "invalid_request");
    assert!(parameter(&plain, "error_description").contains("request object"));
    let spa = browser.get(&authorize_url("spa", &[])).await;
    parameter(&spa, "code");
    app.apply(json!({"kind": "realm", "name": "acme", "services": {"oauth-oidc": {"requirePushedAuthorizationRequests": true}}})).await;
    let spa = browser.get(&authorize_url("spa", &[])).await;
    assert_eq!(parameter(&spa, "error"), "invalid_request");
    let page = browser
        .post(PAR, &[], &asked(&[("client_id", "spa")]))
        .await;
    let request_uri = page.json()["request_uri"].as_str().unwrap().to_owned();
    parameter(&browser.get(&address("spa", &request_uri)).await, "code");
    let metadata = browser
        .get("/realms/acme/.well-known/openid-configuration")
        .await
        .json();
    assert_eq!(metadata["require_pushed_authorization_requests"], true);
    assert_eq!(
        metadata["pushed_authorization_request_endpoint"],
        "http://localhost:8080/realms/acme/oauth2/par"
    );
}

#[tokio::test]
async fn consent_to_a_pushed_request_names_nothing_but_its_address() {
    let app = acme(Database::Sqlite).await;
    let mut browser = app.browser();
    code_for(&mut browser, "shop").await;
    for (button, name) in [("consent-deny", "error"), ("consent-allow", "code")] {
        let url = pushed(&mut browser, "forum", &[]).await;
        let page = browser.get(&url).await;
        assert!(page.field("consent", "request_uri").is_some());
        assert_eq!(page.field("consent", "scope"), None);
        app.world.clock.advance_seconds(200);
        let at_app = browser.submit(&page, "consent", &[(button, "1")]).await;
        parameter(&at_app, name);
        let again = browser
            .submit(&page, "consent", &[("consent-allow", "1")])
            .await;
        assert!(is_dead(&again), "an answer is given once: {}", again.body);
    }
}

#[tokio::test]
async fn an_error_delivered_to_the_app_uses_the_request_up() {
    let app = acme(Database::Sqlite).await;
    let mut browser = app.browser();
    let url = pushed(&mut browser, "shop", &[("prompt", "none")]).await;
    let at_app = browser.get(&url).await;
    assert_eq!(parameter(&at_app, "error"), "login_required");
    assert!(is_dead(&browser.get(&url).await));
}

#[tokio::test]
async fn the_pages_speak_the_language_that_was_pushed() {
    let app = acme(Database::Sqlite).await;
    let mut browser = app.browser();
    let url = pushed(&mut browser, "shop", &[("ui_locales", "es")]).await;
    let page = browser.get(&url).await;
    assert!(page.body.contains("lang=\"es"), "{}", page.body);
}

#[tokio::test]
async fn a_proof_beside_a_pushed_request_binds_its_code_to_a_key() {
    let app = acme(Database::Sqlite).await;
    let (mut browser, key, thief) = (app.browser(), Key::new(), Key::new());
    code_for(&mut browser, "spa").await;
    let endpoint = format!("http://localhost:8080{PAR}");
    let fields = asked(&[("client_id", "spa")]);
    let wrong = key.proof(&app, "GET", &endpoint, json!({}));
    let page = browser.post(PAR, &[("dpop", &wrong)], &fields).await;
    assert_eq!(page.json()["error"], "invalid_dpop_proof");
    let proof = key.proof(&app, "POST", &endpoint, json!({}));
    let page = browser.post(PAR, &[("dpop", &proof)], &fields).await;
    let request_uri = page.json()["request_uri"].as_str().unwrap().to_owned();
    let at_app = browser.get(&address("spa", &request_uri)).await;
    let code = parameter(&at_app, "code");
    for (key, status) in [(&thief, StatusCode::BAD_REQUEST), (&key, StatusCode::OK)] {
        let proof = key.for_token(&app);
        let page = ask(&mut browser, &[("dpop", &proof)], &for_code(&code)).await;
        assert_eq!(page.status, status, "{}", page.body);
    }
}
