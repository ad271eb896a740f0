//! Answers of the authorization endpoint besides a plain code: signed ones (JARM), and tokens that travel at once.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use durward_jose::jws::Policy;
use durward_jose::jwt::{self, Expected, Validation};
use durward_jose::{Algorithm, JwkSet, KeySet, half_hash};
use durward_model::Clock;
use durward_store::{grants, users};
use durward_testkit::{App, Browser, Database, Page};
use serde_json::{Value, json};

use crate::support::{
    CALLBACK, acme, authorize_url, basic, code_for, exchange, is_active, parameter,
};

const ISSUER: &str = "http://localhost:8080/realms/acme";
const FRONT: [&str; 6] = [
    "id_token",
    "token",
    "id_token token",
    "code id_token",
    "code token",
    "code id_token token",
];

async fn signed_in(app: &App) -> Browser {
    let mut browser = app.browser();
    code_for(&mut browser, "shop").await;
    browser
}

/// What a token of ours says, once its signature was found good.
async fn said(app: &App, browser: &mut Browser, token: &str, alg: Algorithm) -> Value {
    let jwks = browser.get("/realms/acme/oauth2/jwks").await.json();
    let keys = KeySet::from_jwks(&JwkSet::parse(&jwks).unwrap(), &[alg]);
    let validation = Validation {
        issuer: Expected::OneOf(&[ISSUER]),
        audience: Expected::OneOf(&["shop"]),
        ..Validation::at(app.world.clock.now().seconds())
    };
    let decoded = jwt::decode(token, &Policy::new(&[alg], &keys), &validation).unwrap();
    serde_json::to_value(&decoded.claims).unwrap()
}

/// The members the app is given in the fragment.
fn fragment(page: &Page) -> BTreeMap<String, String> {
    let location = page.location().unwrap();
    let (to, members) = location
        .split_once('#')
        .unwrap_or_else(|| panic!("no fragment in {location}"));
    assert_eq!(to, CALLBACK, "nothing in the query");
    form_urlencoded::parse(members.as_bytes())
        .into_owned()
        .collect()
}

/// Lets the app and the realm use what travels at once.
async fn implicit(app: &App, realm: bool, types: &[&str]) {
    let mut grants = vec!["authorization_code", "refresh_token", "client_credentials"];
    grants.push("implicit");
    let types: Vec<&str> = types.iter().copied().chain(["code"]).collect();
    let oauth = json!({"client_id": "shop", "redirect_uris": [CALLBACK], "scope": "openid profile email offline_access",
        "grant_types": grants, "response_types": types});
    app.apply(json!({"kind": "app", "realm": "acme", "name": "shop", "first_party": true, "oauth": oauth})).await;
    if realm {
        app.apply(json!({"kind": "realm", "name": "acme", "services": {"oauth-oidc": {"grantTypes": grants}}})).await;
    }
}

#[tokio::test]
async fn an_answer_as_a_jwt_is_signed_for_the_app_and_holds_everything() {
    let app = acme(Database::Sqlite).await;
    let mut browser = signed_in(&app).await;
    for (mode, mark) in [("jwt", '?'), ("query.jwt", '?'), ("fragment.jwt", '#')] {
        let page = browser
            .get(&authorize_url("shop", &[("response_mode", mode)]))
            .await;
        let location = page.location().unwrap();
        assert!(
            location.starts_with(&format!("{CALLBACK}{mark}response=")) && !location.contains('&'),
            "{mode}: {location}"
        );
        let response = parameter(&page, "response");
        let claims = said(&app, &mut browser, &response, Algorithm::RS256).await;
        assert_eq!(claims["state"], "xyz");
        let lives = claims["exp"].as_i64().unwrap() - app.world.clock.now().seconds();
        assert!((1..=600).contains(&lives), "{lives}");
        let tokens = exchange(&mut browser, "shop", claims["code"].as_str().unwrap()).await;
        assert_eq!(tokens.status, StatusCode::OK, "{}", tokens.body);
    }
    let form = browser
        .get(&authorize_url(
            "shop",
            &[("response_mode", "form_post.jwt")],
        ))
        .await;
    assert!(form.body.contains("name=\"response\""), "{}", form.body);
    assert!(!form.body.contains("name=\"code\""), "{}", form.body);
}

#[tokio::test]
async fn a_refusal_as_a_jwt_is_signed_as_well() {
    let app = acme(Database::Sqlite).await;
    app.apply(json!({"kind": "app", "realm": "acme", "name": "shop", "first_party": true, "oauth": {"client_id": "shop",
        "redirect_uris": [CALLBACK], "authorization_signed_response_alg": "ES256"}})).await;
    let mut browser = app.browser();
    for more in [
        ("prompt", "none"),
        ("scope", "admin"),
        ("response_type", "tea"),
        ("request", "a.b.c"),
    ] {
        let page = browser
            .get(&authorize_url("shop", &[more, ("response_mode", "jwt")]))
            .await;
        assert!(!page.location().unwrap().contains("error="), "{more:?}");
        let response = parameter(&page, "response");
        let claims = said(&app, &mut browser, &response, Algorithm::ES256).await;
        assert!(claims["error"].is_string(), "{more:?}: {claims}");
        assert_eq!(claims["state"], "xyz");
    }
}

#[tokio::test]
async fn tokens_travel_at_once_only_where_realm_and_app_both_say_so() {
    let app = acme(Database::Sqlite).await;
    let mut browser = signed_in(&app).await;
    let ask = |kind: &'static str| authorize_url("shop", &[("response_type", kind)]);
    for kind in FRONT {
        let page = browser.get(&ask(kind)).await;
        assert_eq!(parameter(&page, "error"), "unsupported_response_type");
        assert!(
            fragment(&page).contains_key("error"),
            "where tokens would be"
        );
    }
    implicit(&app, false, &FRONT).await;
    let page = browser.get(&ask("id_token")).await;
    assert_eq!(parameter(&page, "error"), "unsupported_response_type");
    implicit(&app, true, &["id_token"]).await;
    let page = browser.get(&ask("code token")).await;
    assert_eq!(parameter(&page, "error"), "unauthorized_client");
    assert!(fragment(&browser.get(&ask("id_token")).await).contains_key("id_token"));
    let metadata = browser
        .get("/realms/acme/.well-known/openid-configuration")
        .await
        .json();
    let types = metadata["response_types_supported"].as_array().unwrap();
    assert!(FRONT.iter().all(|kind| types.contains(&json!(kind))));
    let at_token = browser
        .post(
            "/realms/acme/oauth2/token",
            &[("authorization", &basic("shop"))],
            &[("grant_type", "implicit")],
        )
        .await;
    assert_eq!(at_token.json()["error"], "unsupported_grant_type");
}

#[tokio::test]
async fn each_response_type_gives_what_it_names_and_an_id_token_vouches_for_the_rest() {
    let app = acme(Database::Sqlite).await;
    implicit(&app, true, &FRONT).await;
    let mut browser = signed_in(&app).await;
    for kind in FRONT {
        let page = browser
            .get(&authorize_url("shop", &[("response_type", kind)]))
            .await;
        let given = fragment(&page);
        let has = |word: &str| kind.split(' ').any(|one| one == word);
        assert_eq!(given.contains_key("code"), has("code"), "{kind}");
        assert_eq!(given.contains_key("access_token"), has("token"), "{kind}");
        assert_eq!(given.contains_key("id_token"), has("id_token"), "{kind}");
        assert_eq!(given["state"], "xyz");
        assert_eq!(given["iss"], ISSUER);
        let expected = |name: &str| {
            given
                .get(name)
                .map(|text| json!(half_hash(Algorithm::RS256, text)))
        };
        if let Some(id_token) = given.get("id_token") {
            let claims = said(&app, &mut browser, id_token, Algorithm::RS256).await;
            assert_eq!(claims["nonce"], "n-0S6");
            assert_eq!(claims.get("c_hash").cloned(), expected("code"), "{kind}");
            assert_eq!(
                claims.get("at_hash").cloned(),
                expected("access_token"),
                "{kind}"
            );
            assert_eq!(claims.get("s_hash").cloned(), expected("state"), "{kind}");
            let alone = kind == "id_token";
            assert_eq!(
                claims["given_name"] == "Ana",
                alone,
                "{kind}: OIDC Core 5.4"
            );
        }
        if let Some(access) = given.get("access_token") {
            assert_eq!(
                (given["token_type"].as_str(), given["expires_in"].as_str()),
                ("Bearer", "3600")
            );
            assert!(is_active(&mut browser, access).await, "{kind}");
            assert_eq!(
                given["scope"].contains("offline_access"),
                has("code"),
                "{kind}"
            );
        }
        if let Some(code) = given.get("code") {
            let tokens = exchange(&mut browser, "shop", code).await;
            assert_eq!(tokens.status, StatusCode::OK, "{kind}: {}", tokens.body);
        }
    }
}

#[tokio::test]
async fn attack_no_token_travels_in_a_query_or_without_a_nonce() {
    let app = acme(Database::Sqlite).await;
    implicit(&app, true, &FRONT).await;
    let mut browser = signed_in(&app).await;
    for kind in FRONT {
        for mode in ["query", "query.jwt"] {
            let page = browser
                .get(&authorize_url(
                    "shop",
                    &[("response_type", kind), ("response_mode", mode)],
                ))
                .await;
            let location = page.location().unwrap();
            assert!(location.starts_with(&format!("{CALLBACK}#")), "{location}");
            assert!(!location.contains("token="), "{location}");
        }
        let page = browser
            .get(&authorize_url(
                "shop",
                &[("response_type", kind), ("nonce", "")],
            ))
            .await;
        let refused = fragment(&page).contains_key("error");
        assert_eq!(refused, kind.contains("id_token"), "{kind}");
    }
    let form = authorize_url(
        "shop",
        &[
            ("response_type", "code token"),
            ("response_mode", "form_post"),
        ],
    );
    let form = browser.get(&form).await;
    assert!(form.body.contains("name=\"access_token\""), "{}", form.body);
    let whole = authorize_url(
        "shop",
        &[("response_type", "code id_token"), ("response_mode", "jwt")],
    );
    let page = browser.get(&whole).await;
    let response = fragment(&page)["response"].clone();
    let claims = said(&app, &mut browser, &response, Algorithm::RS256).await;
    assert!(claims["id_token"].is_string() && claims["code"].is_string());
}

#[tokio::test]
async fn a_token_that_travelled_at_once_ends_with_its_grant() {
    let app = acme(Database::Sqlite).await;
    implicit(&app, true, &["token"]).await;
    let mut browser = signed_in(&app).await;
    for stateless in [false, true] {
        app.apply(json!({"kind": "realm", "name": "acme", "services": {"oauth-oidc":
            {"statelessTokensEnabled": stateless, "grantTypes": ["authorization_code", "implicit"]}}})).await;
        let page = browser
            .get(&authorize_url(
                "shop",
                &[
                    ("response_type", "token"),
                    ("code_challenge", ""),
                    ("code_challenge_method", ""),
                ],
            ))
            .await;
        let access = fragment(&page)["access_token"].clone();
        assert!(is_active(&mut browser, &access).await);
        let cx = app.world.cx();
        let mut tx = cx.db().begin().await.unwrap();
        let ana = users::by_username_key(&cx, &mut tx, "ana")
            .await
            .unwrap()
            .unwrap();
        assert!(grants::revoke_of_user(&cx, &mut tx, ana.id).await.unwrap() > 0);
        tx.commit().await.unwrap();
        assert!(
            !is_active(&mut browser, &access).await,
            "stateless: {stateless}"
        );
    }
}

#[tokio::test]
async fn none_gives_nothing_but_the_knowledge_that_it_was_granted() {
    let app = acme(Database::Sqlite).await;
    implicit(&app, false, &["none"]).await;
    let mut browser = signed_in(&app).await;
    let page = browser
        .get(&authorize_url(
            "shop",
            &[
                ("response_type", "none"),
                ("code_challenge", ""),
                ("code_challenge_method", ""),
            ],
        ))
        .await;
    let location = page.location().unwrap();
    assert!(
        location.starts_with(&format!("{CALLBACK}?state=xyz&iss=")),
        "{location}"
    );
}
