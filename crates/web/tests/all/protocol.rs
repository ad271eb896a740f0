//! The protocol's finer points, and attacks on it.

use axum::http::{Method, StatusCode, header};
use durward_jose::{Algorithm, Signer, SigningKey};
use durward_testkit::{App, Browser, Database, Page};
use serde_json::{Value, json};

use crate::support::{
    CALLBACK, acme, authorize_url, basic, code_for, exchange, is_active, parameter, secret, token,
};

const PASSWORD: &str = "correct horse battery staple";

async fn signed_in(app: &App) -> Browser {
    let mut browser = app.browser();
    code_for(&mut browser, "shop").await;
    browser
}

/// The claims of a token of ours, unverified.
fn claims(text: &str) -> Value {
    let payload = text.split('.').nth(1).unwrap();
    serde_json::from_slice(
        &data_encoding::BASE64URL_NOPAD
            .decode(payload.as_bytes())
            .unwrap(),
    )
    .unwrap()
}

fn asks_to_sign_in(page: &Page) -> bool {
    page.status == StatusCode::OK && page.body.contains("login-submit")
}

#[tokio::test]
async fn prompt_login_asks_again_and_prompt_none_never_asks() {
    let app = acme(Database::Sqlite).await;
    let mut browser = signed_in(&app).await;
    let page = browser
        .get(&authorize_url("shop", &[("prompt", "login")]))
        .await;
    assert!(asks_to_sign_in(&page));
    let before = browser.cookies.get("durward-session.acme").cloned();
    let done = browser.sign_in(&page, "ana", PASSWORD).await;
    assert_ne!(
        browser.cookies.get("durward-session.acme").cloned(),
        before,
        "a sign-in makes a new session id"
    );
    let at_app = browser.follow(done).await;
    parameter(&at_app, "code");
    let mixed = browser
        .get(&authorize_url("shop", &[("prompt", "none login")]))
        .await;
    assert_eq!(parameter(&mixed, "error"), "invalid_request");
    let mut stranger = app.browser();
    let none = stranger
        .get(&authorize_url("shop", &[("prompt", "none")]))
        .await;
    assert_eq!(parameter(&none, "error"), "login_required");
    assert_eq!(parameter(&none, "iss"), "http://localhost:8080/realms/acme");
}

#[tokio::test]
async fn an_old_sign_in_is_not_enough_for_max_age() {
    let app = acme(Database::Sqlite).await;
    let mut browser = signed_in(&app).await;
    parameter(
        &browser
            .get(&authorize_url("shop", &[("max_age", "60")]))
            .await,
        "code",
    );
    app.world.clock.advance_seconds(61);
    let page = browser
        .get(&authorize_url("shop", &[("max_age", "60")]))
        .await;
    assert!(asks_to_sign_in(&page));
    let done = browser.sign_in(&page, "ana", PASSWORD).await;
    let at_app = browser.follow(done).await;
    let tokens = exchange(&mut browser, "shop", &parameter(&at_app, "code"))
        .await
        .json();
    let now = claims(tokens["id_token"].as_str().unwrap());
    assert_eq!(now["auth_time"], now["iat"]);
}

#[tokio::test]
async fn an_id_token_says_what_the_request_asked_for() {
    let app = acme(Database::Sqlite).await;
    let mut browser = signed_in(&app).await;
    let wanted = r#"{"id_token":{"email":{"essential":true}},"userinfo":{"given_name":null}}"#;
    let at_app = browser
        .get(&authorize_url(
            "shop",
            &[("claims", wanted), ("scope", "openid")],
        ))
        .await;
    let tokens = exchange(&mut browser, "shop", &parameter(&at_app, "code"))
        .await
        .json();
    let id_token = claims(tokens["id_token"].as_str().unwrap());
    assert_eq!(id_token["nonce"], "n-0S6");
    assert_eq!(id_token["aud"], "shop");
    assert_eq!(id_token["email"], "ana@acme.example");
    assert_eq!(id_token["amr"], json!(["pwd"]));
    assert!(id_token["sid"].is_string() && id_token["at_hash"].is_string());
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let info = browser
        .send(
            Method::GET,
            "/realms/acme/oauth2/userinfo",
            &[("authorization", &bearer)],
            "",
        )
        .await
        .json();
    assert_eq!(
        (&info["given_name"], &info["family_name"]),
        (&json!("Ana"), &Value::Null)
    );
    assert_eq!(info["sub"], id_token["sub"]);
}

#[tokio::test]
async fn form_post_and_fragment_carry_the_answer_where_they_should() {
    let app = acme(Database::Sqlite).await;
    let mut browser = signed_in(&app).await;
    let fragment = browser
        .get(&authorize_url("shop", &[("response_mode", "fragment")]))
        .await;
    assert!(
        fragment
            .location()
            .unwrap()
            .starts_with(&format!("{CALLBACK}#code="))
    );
    let form = browser
        .get(&authorize_url("shop", &[("response_mode", "form_post")]))
        .await;
    assert!(
        form.body
            .contains(&format!("action=\"{}\"", CALLBACK.replace('/', "&#x2f;")))
            || form.body.contains(CALLBACK),
        "{}",
        form.body
    );
    let policy = form
        .headers
        .get(header::CONTENT_SECURITY_POLICY)
        .unwrap()
        .to_str()
        .unwrap();
    assert!(
        policy.contains("form-action 'self' http://127.0.0.1:9000"),
        "{policy}"
    );
    assert!(!policy.contains("unsafe-inline"));
}

#[tokio::test]
async fn an_app_gets_refresh_tokens_only_for_offline_access() {
    let app = acme(Database::Sqlite).await;
    let mut browser = signed_in(&app).await;
    let at_app = browser
        .get(&authorize_url("shop", &[("scope", "openid profile")]))
        .await;
    let tokens = exchange(&mut browser, "shop", &parameter(&at_app, "code"))
        .await
        .json();
    assert!(tokens.get("refresh_token").is_none());
    app.apply(json!({"kind": "realm", "name": "acme", "services": {"oauth-oidc": {"offlineAccessRequired": false}}})).await;
    let at_app = browser
        .get(&authorize_url("shop", &[("scope", "openid profile")]))
        .await;
    let tokens = exchange(&mut browser, "shop", &parameter(&at_app, "code"))
        .await
        .json();
    assert!(
        tokens["refresh_token"].is_string(),
        "the realm follows the other rule now"
    );
}

#[tokio::test]
async fn a_self_contained_access_token_dies_with_its_grant_and_by_revocation() {
    let app = acme(Database::Sqlite).await;
    app.apply(json!({"kind": "realm", "name": "acme", "services": {"oauth-oidc": {"statelessTokensEnabled": true}}})).await;
    let mut browser = app.browser();
    let code = code_for(&mut browser, "shop").await;
    let tokens = exchange(&mut browser, "shop", &code).await.json();
    let access = tokens["access_token"].as_str().unwrap().to_owned();
    assert_eq!(claims(&access)["client_id"], "shop");
    assert!(is_active(&mut browser, &access).await);
    exchange(&mut browser, "shop", &code).await;
    assert!(
        !is_active(&mut browser, &access).await,
        "the replayed code took it along"
    );
    let machine = token(
        &mut browser,
        "shop",
        &[("grant_type", "client_credentials")],
    )
    .await
    .json();
    let machine = machine["access_token"].as_str().unwrap().to_owned();
    assert_eq!(claims(&machine)["sub"], "shop");
    assert!(is_active(&mut browser, &machine).await);
    browser
        .post(
            "/realms/acme/oauth2/revoke",
            &[("authorization", &basic("shop"))],
            &[("token", &machine)],
        )
        .await;
    assert!(!is_active(&mut browser, &machine).await);
    app.world.clock.advance_seconds(3601);
    let late = token(
        &mut browser,
        "shop",
        &[("grant_type", "client_credentials")],
    )
    .await
    .json();
    assert!(is_active(&mut browser, late["access_token"].as_str().unwrap()).await);
    app.world.clock.advance_seconds(3600);
    assert!(
        !is_active(&mut browser, late["access_token"].as_str().unwrap()).await,
        "expired"
    );
}

/// An assertion of the client `robot`, signed with `key`.
fn assertion(app: &App, key: &SigningKey, jti: &str, audience: &str) -> String {
    use durward_model::Clock;
    let now = app.world.clock.now().seconds();
    let claims = json!({"iss": "robot", "sub": "robot", "aud": audience, "exp": now + 60, "iat": now, "jti": jti});
    Signer::new(key.clone(), Some("k1"), None)
        .sign_json(&claims)
        .unwrap()
}

async fn as_robot(browser: &mut Browser, assertion: &str) -> Page {
    let fields = [
        ("grant_type", "client_credentials"),
        (
            "client_assertion_type",
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        ),
        ("client_assertion", assertion),
    ];
    browser
        .post("/realms/acme/oauth2/token", &[], &fields)
        .await
}

#[tokio::test]
async fn a_replayed_or_forged_client_assertion_is_refused() {
    let app = acme(Database::Sqlite).await;
    let key = SigningKey::generate(Algorithm::ES256).unwrap();
    let jwks = json!({"keys": [key.public_jwk(Some("k1")).unwrap().to_value()]});
    app.apply(json!({"kind": "app", "realm": "acme", "name": "Robot", "oauth": {"client_id": "robot", "grant_types": ["client_credentials"],
        "token_endpoint_auth_method": "private_key_jwt", "jwks": jwks}}))
        .await;
    let mut browser = app.browser();
    let ours = "http://localhost:8080/realms/acme";
    let good = assertion(&app, &key, "1", ours);
    assert_eq!(as_robot(&mut browser, &good).await.status, StatusCode::OK);
    let again = as_robot(&mut browser, &good).await;
    assert_eq!(
        (again.status, again.json()["error"].as_str()),
        (StatusCode::UNAUTHORIZED, Some("invalid_client"))
    );
    let elsewhere = assertion(&app, &key, "2", "https://other.example");
    assert_eq!(
        as_robot(&mut browser, &elsewhere).await.status,
        StatusCode::UNAUTHORIZED,
        "meant for another server"
    );
    let forged = assertion(
        &app,
        &SigningKey::generate(Algorithm::ES256).unwrap(),
        "3",
        ours,
    );
    assert_eq!(
        as_robot(&mut browser, &forged).await.status,
        StatusCode::UNAUTHORIZED,
        "signed by somebody else"
    );
    let endpoint = assertion(&app, &key, "4", &format!("{ours}/oauth2/token"));
    assert_eq!(
        as_robot(&mut browser, &endpoint).await.status,
        StatusCode::OK,
        "the endpoint is a name of ours too"
    );
}

#[tokio::test]
async fn wrong_credentials_all_get_the_same_answer() {
    let app = acme(Database::Sqlite).await;
    let mut browser = app.browser();
    let fields = [("grant_type", "client_credentials")];
    let header = |text: &str| format!("Basic {}", data_encoding::BASE64.encode(text.as_bytes()));
    let wrong = browser
        .post(
            "/realms/acme/oauth2/token",
            &[("authorization", &header("shop:wrong-wrong-wrong-wrong"))],
            &fields,
        )
        .await;
    let unknown = browser
        .post(
            "/realms/acme/oauth2/token",
            &[("authorization", &header("nobody:wrong-wrong-wrong-wrong"))],
            &fields,
        )
        .await;
    assert_eq!((wrong.status, &wrong.body), (unknown.status, &unknown.body));
    assert!(wrong.headers.contains_key(header::WWW_AUTHENTICATE));
    let url = format!("/realms/acme/oauth2/token?client_secret={}", secret("shop"));
    let in_query = browser
        .post(
            &url,
            &[],
            &[("grant_type", "client_credentials"), ("client_id", "shop")],
        )
        .await;
    assert_eq!(
        in_query.json()["error"],
        "invalid_request",
        "a secret in an address would be logged"
    );
    let json = browser
        .send(
            Method::POST,
            "/realms/acme/oauth2/token",
            &[("content-type", "application/json")],
            "{}",
        )
        .await;
    assert_eq!(json.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let huge = "x".repeat(300 * 1024);
    let too_long = browser
        .post("/realms/acme/oauth2/token", &[], &[("grant_type", &huge)])
        .await;
    assert_eq!(too_long.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_form_from_another_site_changes_nothing() {
    let app = acme(Database::Sqlite).await;
    let mut browser = signed_in(&app).await;
    let page = browser.get("/realms/acme/account/password").await;
    let csrf = page.field("change-password", "csrf").unwrap();
    let answers = [
        ("password", PASSWORD),
        ("new-password", "stolen stolen stolen"),
    ];
    let without = browser
        .post("/realms/acme/account/password", &[], &answers)
        .await;
    assert_eq!(without.status, StatusCode::BAD_REQUEST, "no token");
    let with = [("csrf", csrf.as_str()), answers[0], answers[1]];
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("sec-fetch-site", "cross-site"),
    ] {
        let cross = browser
            .post("/realms/acme/account/password", &[(name, value)], &with)
            .await;
        assert_eq!(cross.status, StatusCode::BAD_REQUEST, "{name}");
    }
    let mut other = app.browser();
    other.cookies.clone_from(&browser.cookies);
    other.cookies.insert(
        "durward-browser".to_owned(),
        "AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
    );
    let foreign = other
        .post("/realms/acme/account/password", &[], &with)
        .await;
    assert_eq!(
        foreign.status,
        StatusCode::BAD_REQUEST,
        "a token of another browser"
    );
    let forged_consent = browser
        .post(
            "/realms/acme/oauth2/authorize",
            &[],
            &[("decision", "allow"), ("client_id", "forum")],
        )
        .await;
    assert_eq!(forged_consent.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_sign_in_never_leads_to_another_site() {
    let app = acme(Database::Sqlite).await;
    for evil in [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/realms/root/account",
    ] {
        let mut browser = app.browser();
        let goto: String = form_urlencoded::byte_serialize(evil.as_bytes()).collect();
        let page = browser
            .get(&format!("/realms/acme/login?goto={goto}"))
            .await;
        let done = browser.sign_in(&page, "ana", PASSWORD).await;
        assert_eq!(
            done.location().as_deref(),
            Some("/realms/acme/account"),
            "{evil}"
        );
    }
}

#[tokio::test]
async fn an_inactive_realm_refuses_every_flow() {
    let app = acme(Database::Sqlite).await;
    let mut browser = signed_in(&app).await;
    app.apply(json!({"kind": "realm", "name": "acme", "status": "Inactive"}))
        .await;
    assert!(
        !browser
            .get(&authorize_url("shop", &[]))
            .await
            .status
            .is_success()
    );
    assert!(!browser.get("/realms/acme/login").await.status.is_success());
    assert_eq!(
        token(
            &mut browser,
            "shop",
            &[("grant_type", "client_credentials")]
        )
        .await
        .status,
        StatusCode::UNAUTHORIZED
    );
    assert!(
        !browser
            .get("/realms/acme/account")
            .await
            .status
            .is_success()
    );
    assert_eq!(
        browser
            .get("/realms/acme/.well-known/openid-configuration")
            .await
            .status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn every_alias_leads_to_the_same_endpoint() {
    let app = acme(Database::Sqlite).await;
    let mut browser = app.browser();
    let canonical = browser
        .get("/realms/acme/.well-known/openid-configuration")
        .await
        .json();
    for alias in [
        "/oauth2/realms/root/realms/acme/.well-known/openid-configuration",
        "/.well-known/oauth-authorization-server/realms/acme",
        "/realms/acme/.well-known/oauth-authorization-server",
    ] {
        assert_eq!(browser.get(alias).await.json(), canonical, "{alias}");
    }
    let keys = browser.get("/realms/acme/oauth2/jwks").await;
    assert!(
        keys.headers
            .get(header::CACHE_CONTROL)
            .unwrap()
            .to_str()
            .unwrap()
            .contains("max-age")
    );
    let algs: Vec<Value> = keys.json()["keys"]
        .as_array()
        .unwrap()
        .iter()
        .map(|key| key["kty"].clone())
        .collect();
    assert!(
        algs.contains(&json!("RSA")) && algs.contains(&json!("EC")) && algs.contains(&json!("OKP")),
        "{algs:?}"
    );
    assert!(
        !keys.body.contains("\"d\""),
        "no private member is published"
    );
    assert_eq!(
        browser
            .get("/oauth2/realms/root/realms/acme/connect/jwk_uri")
            .await
            .body,
        keys.body
    );
    let etag = keys
        .headers
        .get(header::ETAG)
        .unwrap()
        .to_str()
        .unwrap()
        .to_owned();
    let unchanged = browser
        .send(
            Method::GET,
            "/realms/acme/oauth2/jwks",
            &[("if-none-match", &etag)],
            "",
        )
        .await;
    assert_eq!(unchanged.status, StatusCode::NOT_MODIFIED);
    let alias = browser
        .post(
            "/oauth2/realms/root/realms/acme/access_token",
            &[("authorization", &basic("shop"))],
            &[("grant_type", "client_credentials")],
        )
        .await;
    assert_eq!(alias.status, StatusCode::OK, "{}", alias.body);
}

#[tokio::test]
async fn a_realm_answers_on_its_own_host_name() {
    let app = acme(Database::Sqlite).await;
    app.apply(json!({"kind": "realm", "name": "acme", "hosts": ["id.acme.example"]}))
        .await;
    let mut browser = app.browser();
    let there = browser
        .send(
            Method::GET,
            "/.well-known/openid-configuration",
            &[("host", "id.acme.example")],
            "",
        )
        .await;
    assert_eq!(
        there.json()["token_endpoint"],
        "http://id.acme.example/oauth2/token"
    );
    let by_path = browser
        .get("/realms/acme/.well-known/openid-configuration")
        .await
        .json();
    assert_eq!(
        by_path["issuer"], "http://id.acme.example",
        "the issuer is on the realm's own origin"
    );
}

#[tokio::test]
async fn only_a_registered_origin_reads_the_token_endpoint() {
    let app = acme(Database::Sqlite).await;
    let mut browser = app.browser();
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", "spa"),
        ("code", "x"),
        ("redirect_uri", CALLBACK),
    ];
    let own = browser
        .post(
            "/realms/acme/oauth2/token",
            &[("origin", "http://127.0.0.1:9000")],
            &fields,
        )
        .await;
    assert_eq!(
        own.headers
            .get(header::ACCESS_CONTROL_ALLOW_ORIGIN)
            .unwrap(),
        "http://127.0.0.1:9000"
    );
    let evil = browser
        .post(
            "/realms/acme/oauth2/token",
            &[("origin", "https://evil.example")],
            &fields,
        )
        .await;
    assert!(
        evil.headers
            .get(header::ACCESS_CONTROL_ALLOW_ORIGIN)
            .is_none()
    );
}

#[tokio::test]
async fn every_page_forbids_framing_and_foreign_content() {
    let app = acme(Database::Sqlite).await;
    let mut browser = signed_in(&app).await;
    for path in [
        "/",
        "/realms/acme/",
        "/realms/acme/login",
        "/realms/acme/account",
        "/realms/acme/account/apps",
        "/realms/nobody/login",
    ] {
        let page = browser.get(path).await;
        assert_eq!(
            page.headers.get(header::X_CONTENT_TYPE_OPTIONS).unwrap(),
            "nosniff",
            "{path}"
        );
        if page.status == StatusCode::OK {
            let policy = page
                .headers
                .get(header::CONTENT_SECURITY_POLICY)
                .unwrap()
                .to_str()
                .unwrap();
            assert!(
                policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
                "{path}: {policy}"
            );
            assert!(
                !page.body.contains("<script>") && !page.body.contains(" style="),
                "{path}"
            );
        }
    }
}
