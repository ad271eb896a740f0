//! Tokens bound to a key (RFC 9449), and attempts to use them without it.

use axum::http::{Method, StatusCode};
use durward_testkit::{App, Browser, Database, Page};
use serde_json::{Value, json};

use crate::proofs::{Key, TOKEN, ask, ath, for_code};
use crate::support::{
    acme, authorize_url, basic, code_for, on_every_database, parameter, secret, token,
};

/// What introspection says of `text`.
async fn introspected(browser: &mut Browser, text: &str) -> Value {
    let headers = [("authorization", &*basic("shop"))];
    let url = "/realms/acme/oauth2/introspect";
    browser.post(url, &headers, &[("token", text)]).await.json()
}

async fn userinfo(browser: &mut Browser, headers: &[(&str, &str)]) -> Page {
    let url = "/realms/acme/oauth2/userinfo";
    browser.send(Method::GET, url, headers, "").await
}

fn header<'a>(page: &'a Page, name: &str) -> &'a str {
    let value = page.headers.get(name);
    value.map_or("", |value| value.to_str().unwrap())
}

/// The tokens of Ana's sign-in at the public app, bound to `key`.
async fn bound(app: &App, browser: &mut Browser, key: &Key) -> Value {
    let code = code_for(browser, "spa").await;
    let proof = key.for_token(app);
    let page = ask(browser, &[("dpop", &proof)], &for_code(&code)).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    page.json()
}

fn text<'a>(tokens: &'a Value, name: &str) -> &'a str {
    tokens[name].as_str().unwrap()
}

/// Turns opaque tokens into JWTs.
async fn self_contained(app: &App) {
    let services = json!({"oauth-oidc": {"statelessTokensEnabled": true}});
    app.apply(json!({"kind": "realm", "name": "acme", "services": services}))
        .await;
}

async fn a_bound_token_works_with_its_key_and_says_so(database: Database) {
    let app = acme(database).await;
    for jwt in [false, true] {
        if jwt {
            self_contained(&app).await;
        }
        let (mut browser, key) = (app.browser(), Key::new());
        let tokens = bound(&app, &mut browser, &key).await;
        assert_eq!(tokens["token_type"], "DPoP");
        let access = text(&tokens, "access_token");
        let said = introspected(&mut browser, access).await;
        assert_eq!(said["token_type"], "DPoP");
        assert_eq!(said["cnf"], json!({"jkt": key.thumbprint()}));
        let (scheme, proof) = (format!("DPoP {access}"), key.for_userinfo(&app, access));
        let headers = [("authorization", &*scheme), ("dpop", &*proof)];
        let page = userinfo(&mut browser, &headers).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        let again = userinfo(&mut browser, &headers).await;
        assert_eq!(again.status, StatusCode::UNAUTHORIZED);
        assert!(header(&again, "www-authenticate").contains("invalid_dpop_proof"));
    }
}

async fn attack_a_stolen_token_is_worth_nothing_without_its_key(database: Database) {
    let app = acme(database).await;
    let (mut browser, key, thief) = (app.browser(), Key::new(), Key::new());
    let tokens = bound(&app, &mut browser, &key).await;
    let access = text(&tokens, "access_token");
    let bearer = format!("Bearer {access}");
    let page = userinfo(&mut browser, &[("authorization", &bearer)]).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    let challenge = header(&page, "www-authenticate");
    assert!(challenge.starts_with("DPoP "), "{challenge}");
    assert!(challenge.contains("invalid_token"), "{challenge}");
    let scheme = format!("DPoP {access}");
    let without = userinfo(&mut browser, &[("authorization", &scheme)]).await;
    assert!(header(&without, "www-authenticate").contains("invalid_dpop_proof"));
    let url = "http://localhost:8080/realms/acme/oauth2/userinfo";
    for (proof, error) in [
        (thief.for_userinfo(&app, access), "invalid_token"),
        (key.for_userinfo(&app, "another"), "invalid_dpop_proof"),
        (
            key.proof(&app, "GET", url, Value::Null),
            "invalid_dpop_proof",
        ),
        (
            key.proof(&app, "GET", TOKEN, json!({"ath": ath(access)})),
            "invalid_dpop_proof",
        ),
        (
            key.proof(&app, "POST", url, json!({"ath": ath(access)})),
            "invalid_dpop_proof",
        ),
    ] {
        let headers = [("authorization", &*scheme), ("dpop", &*proof)];
        let page = userinfo(&mut browser, &headers).await;
        assert_eq!(page.status, StatusCode::UNAUTHORIZED);
        let challenge = header(&page, "www-authenticate");
        assert!(challenge.contains(error), "{error}: {challenge}");
    }
}

async fn attack_a_stolen_refresh_token_of_a_public_app_needs_its_key(database: Database) {
    let app = acme(database).await;
    let (mut browser, key, thief) = (app.browser(), Key::new(), Key::new());
    let tokens = bound(&app, &mut browser, &key).await;
    let refresh = text(&tokens, "refresh_token").to_owned();
    let said = introspected(&mut browser, &refresh).await;
    assert_eq!(said["active"], false, "none of another client's business");
    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", &*refresh),
    ];
    let without = ask(&mut browser, &[], &fields).await;
    assert_eq!(without.json()["error"], "invalid_grant");
    let proof = thief.for_token(&app);
    let stolen = ask(&mut browser, &[("dpop", &proof)], &fields).await;
    assert_eq!(stolen.json()["error"], "invalid_grant");
    let proof = key.for_token(&app);
    let own = ask(&mut browser, &[("dpop", &proof)], &fields).await.json();
    assert_eq!(own["token_type"], "DPoP", "{own}");
    let refresh = text(&own, "refresh_token");
    let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
    let without = ask(&mut browser, &[], &fields).await;
    assert_eq!(
        without.json()["error"],
        "invalid_grant",
        "the new one is bound, too"
    );
}

async fn attack_one_proof_sent_fifty_times_at_once_works_once(database: Database) {
    let app = acme(database).await;
    let proof = Key::new().for_token(&app);
    let attempts: Vec<_> = (0..50)
        .map(|_| {
            let (mut browser, proof) = (app.browser(), proof.clone());
            tokio::spawn(async move {
                let own = basic("shop");
                let headers = [("authorization", &*own), ("dpop", &*proof)];
                let fields = [("grant_type", "client_credentials")];
                ask(&mut browser, &headers, &fields).await
            })
        })
        .collect();
    let mut won = 0;
    for attempt in attempts {
        let page = attempt.await.unwrap();
        if page.status == StatusCode::OK {
            won += 1;
        } else {
            assert_eq!(page.json()["error"], "invalid_dpop_proof", "{}", page.body);
        }
    }
    assert_eq!(won, 1);
}

on_every_database! {
    a_bound_token_works_with_its_key_and_says_so,
    attack_a_stolen_token_is_worth_nothing_without_its_key,
    attack_a_stolen_refresh_token_of_a_public_app_needs_its_key,
    attack_one_proof_sent_fifty_times_at_once_works_once,
}

#[tokio::test]
async fn the_refresh_token_of_a_confidential_app_is_bound_by_its_authentication() {
    let app = acme(Database::Sqlite).await;
    let mut browser = app.browser();
    let code = code_for(&mut browser, "shop").await;
    let own = basic("shop");
    let (first, second) = (Key::new(), Key::new());
    let proof = first.for_token(&app);
    let headers = [("authorization", &*own), ("dpop", &*proof)];
    let tokens = ask(&mut browser, &headers, &for_code(&code)).await.json();
    let refresh = text(&tokens, "refresh_token");
    let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
    let proof = second.for_token(&app);
    let headers = [("authorization", &*own), ("dpop", &*proof)];
    let tokens = ask(&mut browser, &headers, &fields).await.json();
    let said = introspected(&mut browser, text(&tokens, "access_token")).await;
    assert_eq!(said["cnf"]["jkt"], second.thumbprint());
}

#[tokio::test]
async fn attack_a_code_bound_to_a_key_is_worth_nothing_without_it() {
    let app = acme(Database::Sqlite).await;
    let (mut browser, key, thief) = (app.browser(), Key::new(), Key::new());
    code_for(&mut browser, "spa").await;
    let url = authorize_url("spa", &[("dpop_jkt", &key.thumbprint())]);
    let code = parameter(&browser.get(&url).await, "code");
    let without = ask(&mut browser, &[], &for_code(&code)).await;
    assert_eq!(without.json()["error"], "invalid_grant");
    let proof = thief.for_token(&app);
    let stolen = ask(&mut browser, &[("dpop", &proof)], &for_code(&code)).await;
    assert_eq!(stolen.json()["error"], "invalid_grant");
    let proof = key.for_token(&app);
    let own = ask(&mut browser, &[("dpop", &proof)], &for_code(&code)).await;
    assert_eq!(own.status, StatusCode::OK, "{}", own.body);
    let broken = browser
        .get(&authorize_url("spa", &[("dpop_jkt", "short")]))
        .await;
    assert_eq!(parameter(&broken, "error"), "invalid_request");
}

#[tokio::test]
async fn an_app_whose_tokens_are_bound_gets_none_without_a_proof() {
    let app = acme(Database::Sqlite).await;
    app.apply(json!({"kind": "app", "realm": "acme", "name": "shop", "oauth": {"client_id": "shop", "client_secret": secret("shop"),
        "grant_types": ["client_credentials"], "dpop_bound_access_tokens": true}}))
        .await;
    let mut browser = app.browser();
    let fields = [("grant_type", "client_credentials")];
    let page = token(&mut browser, "shop", &fields).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert_eq!(page.json()["error"], "invalid_request");
    let (own, proof) = (basic("shop"), Key::new().for_token(&app));
    let headers = [("authorization", &*own), ("dpop", &*proof)];
    let page = ask(&mut browser, &headers, &fields).await;
    assert_eq!(page.json()["token_type"], "DPoP", "{}", page.body);
}

#[tokio::test]
async fn where_the_realm_asks_for_nonces_proofs_without_a_fresh_one_are_refused() {
    let app = acme(Database::Sqlite).await;
    let services = json!({"oauth-oidc": {"requireDpopNonce": true}});
    app.apply(json!({"kind": "realm", "name": "acme", "services": services}))
        .await;
    let (mut browser, key, own) = (app.browser(), Key::new(), basic("shop"));
    let fields = [("grant_type", "client_credentials")];
    let asked = async |browser: &mut Browser, nonce: &str| {
        let more = match nonce {
            "" => Value::Null,
            nonce => json!({"nonce": nonce}),
        };
        let proof = key.proof(&app, "POST", TOKEN, more);
        let headers = [("authorization", &*own), ("dpop", &*proof)];
        ask(browser, &headers, &fields).await
    };
    let page = asked(&mut browser, "").await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert_eq!(page.json()["error"], "use_dpop_nonce");
    let first = header(&page, "dpop-nonce").to_owned();
    let page = asked(&mut browser, &first).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert_eq!(header(&page, "dpop-nonce"), "", "it is the current one");
    app.world.clock.advance_seconds(120);
    let page = asked(&mut browser, &first).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let second = header(&page, "dpop-nonce").to_owned();
    assert!(!second.is_empty() && second != first);
    app.world.clock.advance_seconds(120);
    let page = asked(&mut browser, &first).await;
    assert_eq!(page.json()["error"], "use_dpop_nonce", "attack: an old one");
    for forged in ["AAAAAAAAAAAAAAAAAAAAAAAA", "x"] {
        let page = asked(&mut browser, forged).await;
        assert_eq!(page.json()["error"], "use_dpop_nonce");
    }
    assert_eq!(asked(&mut browser, &second).await.status, StatusCode::OK);
}

#[tokio::test]
async fn userinfo_asks_for_nonces_in_its_own_challenge() {
    let app = acme(Database::Sqlite).await;
    let (mut browser, key) = (app.browser(), Key::new());
    let tokens = bound(&app, &mut browser, &key).await;
    let services = json!({"oauth-oidc": {"requireDpopNonce": true}});
    app.apply(json!({"kind": "realm", "name": "acme", "services": services}))
        .await;
    let access = text(&tokens, "access_token");
    let (scheme, proof) = (format!("DPoP {access}"), key.for_userinfo(&app, access));
    let headers = [("authorization", &*scheme), ("dpop", &*proof)];
    let page = userinfo(&mut browser, &headers).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    let challenge = header(&page, "www-authenticate");
    assert!(challenge.contains("use_dpop_nonce"), "{challenge}");
    let more = json!({"ath": ath(access), "nonce": header(&page, "dpop-nonce")});
    let proof = key.proof(&app, "GET", crate::proofs::USERINFO, more);
    let headers = [("authorization", &*scheme), ("dpop", &*proof)];
    let page = userinfo(&mut browser, &headers).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
}

#[tokio::test]
async fn attack_a_proof_for_another_realm_host_or_endpoint_is_refused() {
    let app = acme(Database::Sqlite).await;
    let (mut browser, key, own) = (app.browser(), Key::new(), basic("shop"));
    for url in [
        "http://localhost:8080/realms/root/oauth2/token",
        "http://evil.example/realms/acme/oauth2/token",
        "http://localhost:8080/realms/acme/oauth2/introspect",
        "http://localhost:8080/realms/acme/oauth2/access_token",
    ] {
        let proof = key.proof(&app, "POST", url, Value::Null);
        let headers = [
            ("authorization", &*own),
            ("dpop", &*proof),
            ("host", "evil.example"),
        ];
        let fields = [("grant_type", "client_credentials")];
        let page = ask(&mut browser, &headers, &fields).await;
        assert_eq!(page.json()["error"], "invalid_dpop_proof", "{url}");
    }
}

#[tokio::test]
async fn a_proof_may_name_the_address_of_an_existing_client() {
    let app = acme(Database::Sqlite).await;
    let (mut browser, key, own) = (app.browser(), Key::new(), basic("shop"));
    let path = "/oauth2/realms/root/realms/acme/access_token";
    let url = format!("http://localhost:8080{path}");
    let proof = key.proof(&app, "POST", &url, Value::Null);
    let headers = [("authorization", &*own), ("dpop", &*proof)];
    let fields = [("grant_type", "client_credentials")];
    let page = browser.post(path, &headers, &fields).await;
    assert_eq!(page.json()["token_type"], "DPoP", "{}", page.body);
}

#[tokio::test]
async fn attack_two_proofs_or_none_that_reads_are_refused_before_anything_is_looked_at() {
    let app = acme(Database::Sqlite).await;
    let (mut browser, key, own) = (app.browser(), Key::new(), basic("shop"));
    let twice = format!("{},{}", key.for_token(&app), key.for_token(&app));
    for proof in [&*twice, "", "a.b", "a.b.c"] {
        let headers = [("authorization", &*own), ("dpop", proof)];
        let fields = [("grant_type", "client_credentials")];
        let page = ask(&mut browser, &headers, &fields).await;
        assert_eq!(page.json()["error"], "invalid_dpop_proof", "{proof}");
    }
}

#[tokio::test]
async fn a_plain_token_is_no_bound_one() {
    let app = acme(Database::Sqlite).await;
    let mut browser = app.browser();
    let code = code_for(&mut browser, "spa").await;
    let tokens = ask(&mut browser, &[], &for_code(&code)).await.json();
    assert_eq!(tokens["token_type"], "Bearer");
    let access = text(&tokens, "access_token");
    let (scheme, proof) = (
        format!("DPoP {access}"),
        Key::new().for_userinfo(&app, access),
    );
    let headers = [("authorization", &*scheme), ("dpop", &*proof)];
    let page = userinfo(&mut browser, &headers).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    assert!(header(&page, "www-authenticate").contains("invalid_token"));
}
