//! Signed answers of introspection and UserInfo, and what a token says to who shows it.

use axum::http::{Method, StatusCode, header};
use data_encoding::BASE64URL_NOPAD;
use durward_testkit::{App, Browser, Database, Page};
use serde_json::{Value, json};

use crate::proofs::{Key, ask, ath, for_code};
use crate::support::{CALLBACK, acme, basic, code_for, exchange, secret};

const INTROSPECT: &str = "/realms/acme/oauth2/introspect";

/// A part of a JWT, unverified.
fn part(text: &str, index: usize) -> Value {
    let part = text.split('.').nth(index).unwrap();
    serde_json::from_slice(&BASE64URL_NOPAD.decode(part.as_bytes()).unwrap()).unwrap()
}

fn kind(page: &Page) -> &str {
    page.headers[header::CONTENT_TYPE].to_str().unwrap()
}

/// The tokens of Ana's sign-in at `shop`.
async fn tokens(browser: &mut Browser) -> Value {
    let code = code_for(browser, "shop").await;
    exchange(browser, "shop", &code).await.json()
}

/// Whether a key that the realm publishes made the signature.
async fn is_ours(browser: &mut Browser, text: &str) -> bool {
    let jwks = browser.get("/realms/acme/oauth2/jwks").await.json();
    let set = durward_jose::JwkSet::parse(&jwks).unwrap();
    let keys = durward_jose::KeySet::from_jwks(&set, &durward_jose::Algorithm::ALL);
    let policy = durward_jose::jws::Policy::new(&durward_jose::Algorithm::ALL, &keys);
    durward_jose::jws::verify(text, &policy).is_ok()
}

async fn shop(app: &App, more: Value) {
    let mut oauth = json!({"client_id": "shop", "client_secret": secret("shop"), "redirect_uris": [CALLBACK],
        "grant_types": ["authorization_code", "refresh_token"], "scope": "openid profile email offline_access"});
    let own = oauth.as_object_mut().unwrap();
    own.extend(more.as_object().unwrap().clone());
    app.apply(json!({"kind": "app", "realm": "acme", "name": "shop", "first_party": true, "oauth": oauth}))
        .await;
}

#[tokio::test]
async fn introspection_is_signed_for_who_asks_for_that() {
    let app = acme(Database::Sqlite).await;
    let mut browser = app.browser();
    let access = tokens(&mut browser).await["access_token"].clone();
    let access = access.as_str().unwrap();
    let accept = "application/json;q=0.5, application/token-introspection+jwt";
    let own = basic("shop");
    let headers = [("authorization", &*own), ("accept", accept)];
    for (alg, more) in [
        ("RS256", json!({})),
        (
            "ES256",
            json!({"introspection_signed_response_alg": "ES256"}),
        ),
    ] {
        shop(&app, more).await;
        let page = browser
            .post(INTROSPECT, &headers, &[("token", access)])
            .await;
        assert_eq!(kind(&page), "application/token-introspection+jwt");
        let text = page.body.as_str();
        assert!(is_ours(&mut browser, text).await);
        let (head, claims) = (part(text, 0), part(text, 1));
        assert_eq!(head["alg"], alg);
        assert_eq!(head["typ"], "token-introspection+jwt");
        assert_eq!(claims["iss"], "http://localhost:8080/realms/acme");
        assert_eq!(claims["aud"], "shop");
        assert!(claims["iat"].is_i64());
        assert_eq!(claims["token_introspection"]["active"], true);
        assert_eq!(claims["token_introspection"]["username"], "ana");
        for absent in ["sub", "exp"] {
            assert_eq!(claims.get(absent), None, "RFC 9701 5: {absent}");
        }
    }
    let unknown = browser
        .post(INTROSPECT, &headers, &[("token", "none")])
        .await;
    let claims = part(&unknown.body, 1);
    assert_eq!(claims["token_introspection"], json!({"active": false}));
    let plain = [("authorization", &*own), ("accept", "application/json")];
    let page = browser.post(INTROSPECT, &plain, &[("token", access)]).await;
    assert_eq!(kind(&page), "application/json");
}

#[tokio::test]
async fn attack_a_signed_answer_is_taken_for_no_token() {
    let app = acme(Database::Sqlite).await;
    shop(&app, json!({"userinfo_signed_response_alg": "ES256"})).await;
    let mut browser = app.browser();
    let access = tokens(&mut browser).await["access_token"].clone();
    let bearer = format!("Bearer {}", access.as_str().unwrap());
    let url = "/realms/acme/oauth2/userinfo";
    let page = browser
        .send(Method::GET, url, &[("authorization", &bearer)], "")
        .await;
    assert_eq!(kind(&page), "application/jwt");
    assert!(is_ours(&mut browser, &page.body).await);
    let claims = part(&page.body, 1);
    assert_eq!(claims["iss"], "http://localhost:8080/realms/acme");
    assert_eq!(
        (&claims["aud"], &claims["given_name"]),
        (&json!("shop"), &json!("Ana"))
    );
    let own = basic("shop");
    let headers = [
        ("authorization", &*own),
        ("accept", "application/token-introspection+jwt"),
    ];
    let fields = [("token", access.as_str().unwrap())];
    let introspected = browser.post(INTROSPECT, &headers, &fields).await.body;
    for answer in [&page.body, &introspected] {
        let bearer = format!("Bearer {answer}");
        let headers = [("authorization", &*bearer)];
        let page = browser.send(Method::GET, url, &headers, "").await;
        assert_eq!(page.json()["error"], "invalid_token");
        let page = id_token_info(&mut browser, &[("id_token", answer)]).await;
        assert_eq!(page.json()["error"], "invalid_request");
        let hint = format!("/realms/acme/oauth2/logout?id_token_hint={answer}");
        let page = browser.get(&hint).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "it ends no session");
    }
}

async fn id_token_info(browser: &mut Browser, fields: &[(&str, &str)]) -> Page {
    browser
        .post("/realms/acme/oauth2/idtokeninfo", &[], fields)
        .await
}

async fn token_info(browser: &mut Browser, headers: &[(&str, &str)]) -> Page {
    let url = "/realms/acme/oauth2/tokeninfo";
    browser.send(Method::GET, url, headers, "").await
}

#[tokio::test]
async fn an_id_token_is_read_while_it_is_good() {
    let app = acme(Database::Sqlite).await;
    let mut browser = app.browser();
    let tokens = tokens(&mut browser).await;
    let id_token = tokens["id_token"].as_str().unwrap();
    let told = id_token_info(&mut browser, &[("id_token", id_token)]).await;
    assert_eq!(told.json(), part(id_token, 1));
    let of_shop = [("id_token", id_token), ("client_id", "shop")];
    assert_eq!(
        id_token_info(&mut browser, &of_shop).await.status,
        StatusCode::OK
    );
    let of_forum = [("id_token", id_token), ("client_id", "forum")];
    let refused = id_token_info(&mut browser, &of_forum).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let access = tokens["access_token"].as_str().unwrap();
    let (forged, none) = (format!("{id_token}A"), String::new());
    for other in [access, &forged, &none, "a.b.c"] {
        let page = id_token_info(&mut browser, &[("id_token", other)]).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{other}");
    }
    app.world.clock.advance_seconds(3601);
    let late = id_token_info(&mut browser, &[("id_token", id_token)]).await;
    assert_eq!(late.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn an_access_token_tells_what_it_is_worth() {
    let app = acme(Database::Sqlite).await;
    let mut browser = app.browser();
    let tokens = tokens(&mut browser).await;
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let headers = [("authorization", &*bearer)];
    let told = token_info(&mut browser, &headers).await.json();
    assert_eq!(told["client_id"], "shop");
    assert_eq!(
        told["scope"],
        json!(["openid", "profile", "offline_access"])
    );
    assert_eq!(
        (&told["realm"], &told["expires_in"]),
        (&json!("/acme"), &json!(3600))
    );
    app.world.clock.advance_seconds(3601);
    let late = token_info(&mut browser, &headers).await;
    assert_eq!(late.status, StatusCode::UNAUTHORIZED);
    assert_eq!(late.json()["error"], "invalid_token");
    let none = token_info(&mut browser, &[]).await;
    assert_eq!(none.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn attack_a_stolen_bound_token_tells_nothing_without_its_key() {
    let app = acme(Database::Sqlite).await;
    let (mut browser, key) = (app.browser(), Key::new());
    let code = code_for(&mut browser, "spa").await;
    let proof = key.for_token(&app);
    let tokens = ask(&mut browser, &[("dpop", &proof)], &for_code(&code))
        .await
        .json();
    let access = tokens["access_token"].as_str().unwrap();
    let bearer = format!("Bearer {access}");
    let page = token_info(&mut browser, &[("authorization", &bearer)]).await;
    assert_eq!(page.json()["error"], "invalid_token");
    let url = "http://localhost:8080/realms/acme/oauth2/tokeninfo";
    let proof = key.proof(&app, "GET", url, json!({"ath": ath(access)}));
    let bound = format!("DPoP {access}");
    let headers = [("authorization", &*bound), ("dpop", &*proof)];
    let told = token_info(&mut browser, &headers).await.json();
    assert_eq!(told["token_type"], "DPoP");
    assert_eq!(told["cnf"]["jkt"], key.thumbprint());
}
