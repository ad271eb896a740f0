//! Token exchange (RFC 8693): an API calls the next one for a person, as them or in their name, and attacks on that.

use axum::http::StatusCode;
use durward_store::audit;
use durward_testkit::{App, Browser, Database, Page};
use serde_json::{Value, json};

use crate::support::{
    CALLBACK, acme, authorize_url, basic, is_active, on_every_database, parameter, secret, token,
};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const ACCESS: &str = "urn:ietf:params:oauth:token-type:access_token";
const ID: &str = "urn:ietf:params:oauth:token-type:id_token";
const API: &str = "https://api.example/";
const STOCK: &str = "https://stock.example/";
const PASSWORD: &str = "correct horse battery staple";

on_every_database!(
    an_api_gets_a_token_to_call_the_next_one_for_a_person,
    actors_are_named_the_last_one_first,
    a_new_token_ends_with_the_grant_of_the_old_one,
);

/// The product with `shop`, whose tokens are for the API; `api`, which calls the stock for people; and `stock`, which goes
/// on from there.
async fn world(database: Database) -> App {
    let app = acme(database).await;
    with(&app, json!({})).await;
    shop(&app, json!({})).await;
    let rules = json!({"subjects": ["shop"], "audiences": [API], "impersonation": true, "delegation": true});
    api(&app, "api", &[STOCK], rules).await;
    let rules = json!({"subjects": ["api"], "audiences": [STOCK], "delegation": true});
    api(&app, "stock", &["https://wood.example/"], rules).await;
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

async fn shop(app: &App, rules: Value) {
    app.apply(json!({"kind": "app", "realm": "acme", "name": "shop", "client_type": "confidential", "first_party": true, "oauth": {
        "client_id": "shop", "client_secret": secret("shop"), "redirect_uris": [CALLBACK], "resources": [API], "token_exchange": rules,
        "grant_types": ["authorization_code", "refresh_token", "client_credentials"],
        "scope": "openid profile offline_access orders.read orders.write"}}))
        .await;
}

async fn api(app: &App, id: &str, resources: &[&str], rules: Value) {
    app.apply(json!({"kind": "app", "realm": "acme", "name": id, "client_type": "confidential", "oauth": {
        "client_id": id, "client_secret": secret(id), "grant_types": [GRANT, "client_credentials"], "resources": resources,
        "scope": "openid profile orders.read stock.read", "token_exchange": rules}}))
        .await;
}

/// Tokens of Ana's for the app `shop`.
async fn tokens(app: &App, more: &[(&str, &str)]) -> Value {
    let mut browser = app.browser();
    let page = browser.get(&authorize_url("shop", more)).await;
    let after = browser.sign_in(&page, "ana", PASSWORD).await;
    let at_app = browser.follow(after).await;
    let code = parameter(&at_app, "code");
    let page = crate::support::exchange(&mut browser, "shop", &code).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    page.json()
}

/// Tokens of Ana's for the app `shop` that open the API.
async fn for_the_api(app: &App) -> Value {
    let scope = "openid profile offline_access orders.read orders.write";
    tokens(app, &[("scope", scope), ("resource", API)]).await
}

async fn exchanged(app: &App, client: &str, subject: &str, more: &[(&str, &str)]) -> Page {
    let mut fields = vec![("grant_type", GRANT), ("subject_token", subject)];
    if more.iter().all(|(name, _)| *name != "subject_token_type") {
        fields.push(("subject_token_type", ACCESS));
    }
    fields.extend_from_slice(more);
    token(&mut app.browser(), client, &fields).await
}

fn text<'a>(tokens: &'a Value, name: &str) -> &'a str {
    tokens[name].as_str().unwrap()
}

fn error(page: &Page) -> String {
    assert_eq!(page.status, StatusCode::BAD_REQUEST, "{}", page.body);
    page.json()["error"].as_str().unwrap().to_owned()
}

async fn introspected(app: &App, text: &str) -> Value {
    let headers = [("authorization", &*basic("shop"))];
    let url = "/realms/acme/oauth2/introspect";
    let page = app.browser().post(url, &headers, &[("token", text)]).await;
    page.json()
}

/// A token of `client` for itself.
async fn machine(app: &App, client: &str) -> String {
    let fields = [
        ("grant_type", "client_credentials"),
        ("scope", "stock.read"),
    ];
    let page = token(&mut app.browser(), client, &fields).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    text(&page.json(), "access_token").to_owned()
}

async fn an_api_gets_a_token_to_call_the_next_one_for_a_person(database: Database) {
    let app = world(database).await;
    let subject = for_the_api(&app).await;
    let page = exchanged(
        &app,
        "api",
        text(&subject, "access_token"),
        &[("resource", STOCK)],
    )
    .await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let new = page.json();
    assert_eq!(new["issued_token_type"], ACCESS);
    assert_eq!(new["token_type"], "Bearer");
    // What both have: not orders.write, which the API lacks, nor stock.read, which Ana did not give.
    assert_eq!(new["scope"], "openid profile orders.read");
    assert!(new["refresh_token"].is_null() && new["id_token"].is_null());
    let (old, new) = (
        introspected(&app, text(&subject, "access_token")).await,
        introspected(&app, text(&new, "access_token")).await,
    );
    assert_eq!(
        (&new["sub"], &new["username"]),
        (&old["sub"], &json!("ana"))
    );
    assert_eq!(new["client_id"], "api");
    assert!(new["aud"].to_string().contains(STOCK) && !new["aud"].to_string().contains(API));
    assert!(new["act"].is_null());
    let cx = app.world.cx();
    let mut tx = cx.db().read().await.unwrap();
    let events = audit::newest(&cx, &mut tx, None, 100).await.unwrap();
    let told = |detail: &str| detail.contains("token-exchange") && detail.contains("shop");
    assert!(events.iter().any(|event| told(&event.detail)));
}

async fn actors_are_named_the_last_one_first(database: Database) {
    let app = world(database).await;
    let subject = for_the_api(&app).await;
    let actor = machine(&app, "api").await;
    let acting = [
        ("actor_token", actor.as_str()),
        ("actor_token_type", ACCESS),
        ("audience", STOCK),
    ];
    let first = exchanged(&app, "api", text(&subject, "access_token"), &acting).await;
    let first = first.json();
    let said = introspected(&app, text(&first, "access_token")).await;
    assert_eq!(said["act"], json!({"sub": "api"}));
    let actor = machine(&app, "stock").await;
    let acting = [
        ("actor_token", actor.as_str()),
        ("actor_token_type", ACCESS),
    ];
    let second = exchanged(&app, "stock", text(&first, "access_token"), &acting).await;
    let said = introspected(&app, text(&second.json(), "access_token")).await;
    assert_eq!(said["act"], json!({"sub": "stock", "act": {"sub": "api"}}));
    assert_eq!(said["username"], "ana");
    // Without an actor it would hide who acts, which only `api` may.
    let hidden = exchanged(&app, "stock", text(&first, "access_token"), &[]).await;
    assert_eq!(error(&hidden), "invalid_request");
}

async fn a_new_token_ends_with_the_grant_of_the_old_one(database: Database) {
    let app = world(database).await;
    let mut browser: Browser = app.browser();
    let subject = for_the_api(&app).await;
    let by_access = exchanged(&app, "api", text(&subject, "access_token"), &[])
        .await
        .json();
    let by_id = [("subject_token_type", ID)];
    let by_id = exchanged(&app, "api", text(&subject, "id_token"), &by_id).await;
    assert_eq!(by_id.status, StatusCode::OK, "{}", by_id.body);
    let by_id = by_id.json();
    assert_eq!(by_id["scope"], "openid profile orders.read");
    for new in [&by_access, &by_id] {
        assert!(is_active(&mut browser, text(new, "access_token")).await);
    }
    let headers = [("authorization", &*basic("shop"))];
    let gone = [("token", text(&subject, "refresh_token"))];
    browser
        .post("/realms/acme/oauth2/revoke", &headers, &gone)
        .await;
    for new in [&by_access, &by_id] {
        assert!(!is_active(&mut browser, text(new, "access_token")).await);
    }
    // Nor does a revoked token, or an ID token of what is no more, become one.
    let again = exchanged(&app, "api", text(&subject, "access_token"), &[]).await;
    assert_eq!(error(&again), "invalid_request");
    let again = [("subject_token_type", ID)];
    let again = exchanged(&app, "api", text(&subject, "id_token"), &again).await;
    assert_eq!(error(&again), "invalid_request");
}

#[tokio::test]
async fn a_new_token_does_not_outlive_the_old_one() {
    let app = world(Database::Sqlite).await;
    let subject = for_the_api(&app).await;
    app.world.clock.advance_seconds(3590);
    let new = exchanged(&app, "api", text(&subject, "access_token"), &[])
        .await
        .json();
    assert_eq!(new["expires_in"], 10);
    app.world.clock.advance_seconds(10);
    assert!(!is_active(&mut app.browser(), text(&new, "access_token")).await);
    let late = exchanged(&app, "api", text(&subject, "access_token"), &[]).await;
    assert_eq!(error(&late), "invalid_request");
}

#[tokio::test]
async fn a_self_contained_token_names_its_actor_and_who_may_act() {
    let app = world(Database::Sqlite).await;
    with(&app, json!({"statelessTokensEnabled": true})).await;
    shop(&app, json!({"may_act": "api"})).await;
    let subject = for_the_api(&app).await;
    assert_eq!(
        claims(text(&subject, "access_token"))["may_act"],
        json!({"sub": "api"})
    );
    let actor = machine(&app, "api").await;
    let jwt = "urn:ietf:params:oauth:token-type:jwt";
    let acting = [
        ("subject_token_type", jwt),
        ("actor_token", actor.as_str()),
        ("actor_token_type", jwt),
        ("resource", STOCK),
    ];
    let page = exchanged(&app, "api", text(&subject, "access_token"), &acting).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let said = claims(text(&page.json(), "access_token"));
    assert_eq!(said["act"], json!({"sub": "api"}));
    assert_eq!(said["client_id"], "api");
}

fn claims(text: &str) -> Value {
    let payload = text.split('.').nth(1).unwrap();
    let payload = data_encoding::BASE64URL_NOPAD.decode(payload.as_bytes());
    serde_json::from_slice(&payload.unwrap()).unwrap()
}

#[tokio::test]
async fn attack_an_exchange_widens_the_scope() {
    let app = world(Database::Sqlite).await;
    let subject = for_the_api(&app).await;
    let access = text(&subject, "access_token");
    for scope in [
        "orders.write",
        "stock.read",
        "openid email",
        "offline_access",
    ] {
        let page = exchanged(&app, "api", access, &[("scope", scope)]).await;
        assert_eq!(error(&page), "invalid_scope", "{scope}");
    }
    for (name, target) in [
        ("resource", API),
        ("resource", "https://else.example/"),
        ("audience", "https://else.example/"),
        ("audience", "stock"),
    ] {
        let page = exchanged(&app, "api", access, &[(name, target)]).await;
        assert_eq!(error(&page), "invalid_target", "{target}");
    }
    let less = exchanged(&app, "api", access, &[("scope", "orders.read")]).await;
    assert_eq!(less.json()["scope"], "orders.read");
}

#[tokio::test]
async fn attack_a_token_that_is_meant_for_somebody_else_is_exchanged() {
    let app = world(Database::Sqlite).await;
    // A token for this server alone, which the API must not have got to see.
    let subject = tokens(&app, &[("scope", "openid orders.read")]).await;
    let page = exchanged(&app, "api", text(&subject, "access_token"), &[]).await;
    assert_eq!(error(&page), "invalid_request");
    // A token for the API, in the hands of a client that takes none of the shop's.
    let subject = for_the_api(&app).await;
    let page = exchanged(&app, "stock", text(&subject, "access_token"), &[]).await;
    assert_eq!(error(&page), "invalid_request");
    // An ID token of the shop's, in the same hands.
    let id = [("subject_token_type", ID)];
    let page = exchanged(&app, "stock", text(&subject, "id_token"), &id).await;
    assert_eq!(error(&page), "invalid_request");
    // A client that was not given the grant.
    let page = exchanged(&app, "forum", text(&subject, "access_token"), &[]).await;
    assert_eq!(error(&page), "unauthorized_client");
}

#[tokio::test]
async fn attack_an_actor_is_forged() {
    let app = world(Database::Sqlite).await;
    let subject = for_the_api(&app).await;
    let access = text(&subject, "access_token");
    let forged = format!("atk_{}.{}", "0".repeat(26), "A".repeat(43));
    let of_another = machine(&app, "stock").await;
    let own = machine(&app, "api").await;
    for (actor, kind) in [
        (forged.as_str(), ACCESS),
        (of_another.as_str(), ACCESS),
        // Ana's own tokens were given to the shop, not to the API.
        (access, ACCESS),
        (text(&subject, "id_token"), ID),
        (own.as_str(), ID),
    ] {
        let acting = [("actor_token", actor), ("actor_token_type", kind)];
        let page = exchanged(&app, "api", access, &acting).await;
        assert_eq!(error(&page), "invalid_request", "{actor}");
    }
    let half = [("actor_token", own.as_str())];
    assert_eq!(
        error(&exchanged(&app, "api", access, &half).await),
        "invalid_request"
    );
}

#[tokio::test]
async fn attack_somebody_acts_whom_may_act_does_not_name() {
    let app = world(Database::Sqlite).await;
    shop(&app, json!({"may_act": "stock"})).await;
    let subject = for_the_api(&app).await;
    let page = exchanged(&app, "api", text(&subject, "access_token"), &[]).await;
    assert_eq!(error(&page), "invalid_request");
    shop(&app, json!({"may_act": "api"})).await;
    let page = exchanged(&app, "api", text(&subject, "access_token"), &[]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
}

#[tokio::test]
async fn what_stands_for_nobody_is_not_exchanged() {
    let app = world(Database::Sqlite).await;
    let subject = for_the_api(&app).await;
    let own = machine(&app, "api").await;
    assert_eq!(
        error(&exchanged(&app, "api", &own, &[]).await),
        "invalid_request"
    );
    let refresh = text(&subject, "refresh_token");
    assert_eq!(
        error(&exchanged(&app, "api", refresh, &[]).await),
        "invalid_request"
    );
    let kind = "urn:ietf:params:oauth:token-type:refresh_token";
    let typed = [("subject_token_type", kind)];
    assert_eq!(
        error(&exchanged(&app, "api", refresh, &typed).await),
        "invalid_request"
    );
    let access = text(&subject, "access_token");
    let wanted = [("requested_token_type", ID)];
    assert_eq!(
        error(&exchanged(&app, "api", access, &wanted).await),
        "invalid_request"
    );
    let wanted = [("requested_token_type", ACCESS)];
    let page = exchanged(&app, "api", access, &wanted).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    app.apply(json!({"kind": "user", "realm": "acme", "username": "ana", "status": "Inactive"}))
        .await;
    assert_eq!(
        error(&exchanged(&app, "api", access, &[]).await),
        "invalid_request"
    );
}
