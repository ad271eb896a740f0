//! What the tests of the doors share: apps of the realm `acme`, a person, and the way through a sign-in.

use data_encoding::BASE64;
use durward_testkit::{App, Browser, Database, Page};
use serde_json::{Value, json};

/// Address of the apps' own door; nothing listens there.
pub(crate) const CALLBACK: &str = "http://127.0.0.1:9000/cb";
/// A PKCE verifier and its S256 challenge (RFC 7636 appendix B).
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// The product with Ana, a first-party confidential app `shop`, a third-party app `forum` and a public app `spa`.
pub(crate) async fn acme(database: Database) -> App {
    let app = App::start(database).await;
    app.apply(json!({"kind": "user", "realm": "acme", "username": "ana", "email": "ana@acme.example", "emailVerified": true,
        "profile": {"givenName": "Ana", "sn": "Diaz"}, "password": "correct horse battery staple"}))
        .await;
    for (id, first_party, kind) in [
        ("shop", true, "confidential"),
        ("forum", false, "confidential"),
        ("spa", true, "public"),
    ] {
        let mut oauth = json!({"client_id": id, "redirect_uris": [CALLBACK], "post_logout_redirect_uris": ["http://127.0.0.1:9000/bye"],
            "grant_types": ["authorization_code", "refresh_token"], "scope": "openid profile email offline_access"});
        if kind == "confidential" {
            oauth["client_secret"] = json!(secret(id));
            oauth["grant_types"] =
                json!(["authorization_code", "refresh_token", "client_credentials"]);
        }
        app.apply(json!({"kind": "app", "realm": "acme", "name": id, "client_type": kind, "first_party": first_party, "oauth": oauth})).await;
    }
    app
}

/// The secret of a confidential app.
pub(crate) fn secret(client_id: &str) -> String {
    format!("{client_id}-secret-{client_id}-secret-{client_id}")
}

/// The `Authorization` header of a confidential app.
pub(crate) fn basic(client_id: &str) -> String {
    format!(
        "Basic {}",
        BASE64.encode(format!("{client_id}:{}", secret(client_id)).as_bytes())
    )
}

/// The address of an authorization request with `more` parameters.
pub(crate) fn authorize_url(client_id: &str, more: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    let usual = [
        ("client_id", client_id),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", "openid profile offline_access"),
        ("state", "xyz"),
        ("nonce", "n-0S6"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    query.extend_pairs(
        usual
            .iter()
            .filter(|(name, _)| more.iter().all(|(other, _)| other != name)),
    );
    query.extend_pairs(more.iter().filter(|(_, value)| !value.is_empty()));
    format!("/realms/acme/oauth2/authorize?{}", query.finish())
}

/// Signs Ana in for `client_id` and gives the code the app got.
pub(crate) async fn code_for(browser: &mut Browser, client_id: &str) -> String {
    let page = browser.get(&authorize_url(client_id, &[])).await;
    let after = browser
        .sign_in(&page, "ana", "correct horse battery staple")
        .await;
    let mut at_app = browser.follow(after).await;
    if at_app.location().is_none() {
        let answered = browser
            .submit(&at_app, "consent", &[("consent-allow", "1")])
            .await;
        at_app = browser.follow(answered).await;
    }
    parameter(&at_app, "code")
}

/// A parameter of the address the browser was sent to.
pub(crate) fn parameter(page: &Page, name: &str) -> String {
    let location = page.location().unwrap_or_else(|| {
        panic!(
            "{} answered {} without a redirect:\n{}",
            page.url, page.status, page.body
        )
    });
    let query = location
        .split_once(['?', '#'])
        .map(|(_, query)| query.to_owned())
        .unwrap_or_default();
    let found = form_urlencoded::parse(query.as_bytes())
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned());
    found.unwrap_or_else(|| panic!("no {name} in {location}"))
}

/// Exchanges at the token endpoint as `client_id`.
pub(crate) async fn token(browser: &mut Browser, client_id: &str, fields: &[(&str, &str)]) -> Page {
    browser
        .post(
            "/realms/acme/oauth2/token",
            &[("authorization", &basic(client_id))],
            fields,
        )
        .await
}

/// Exchanges a code for tokens.
pub(crate) async fn exchange(browser: &mut Browser, client_id: &str, code: &str) -> Page {
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    token(browser, client_id, &fields).await
}

/// Whether a token is active, as `shop` is told.
pub(crate) async fn is_active(browser: &mut Browser, text: &str) -> bool {
    let page = browser
        .post(
            "/realms/acme/oauth2/introspect",
            &[("authorization", &basic("shop"))],
            &[("token", text)],
        )
        .await;
    page.json()["active"] == Value::Bool(true)
}

/// Each test once on SQLite and once on PostgreSQL.
macro_rules! on_every_database {
    ($($name:ident,)*) => {
        mod sqlite {
            $(#[tokio::test] async fn $name() { super::$name(durward_testkit::Database::Sqlite).await; })*
        }
        mod postgres {
            $(#[tokio::test] async fn $name() { super::$name(durward_testkit::Database::Postgres).await; })*
        }
    };
}
pub(crate) use on_every_database;
