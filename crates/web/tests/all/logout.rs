//! Apps hear of the end of sessions: server to server, and by the browser.

use axum::http::{StatusCode, header};
use data_encoding::BASE64URL_NOPAD;
use durward_provider::logout::Herald;
use durward_testkit::{App, Browser, Database};
use serde_json::{Value, json};

use crate::support::{CALLBACK, acme, code_for, exchange, on_every_database, secret};

const TOLD: &str = "https://shop.example/backchannel";

/// The usual apps, of which `shop` wants to hear of logouts in both ways.
async fn hearing(database: Database) -> App {
    let app = acme(database).await;
    app.apply(json!({"kind": "app", "realm": "acme", "name": "shop", "client_type": "confidential", "first_party": true, "oauth": {
        "client_id": "shop", "client_secret": secret("shop"), "redirect_uris": [CALLBACK],
        "post_logout_redirect_uris": ["http://127.0.0.1:9000/bye"], "scope": "openid profile email offline_access",
        "backchannel_logout_uri": TOLD,
        "frontchannel_logout_uri": "https://shop.example/frontchannel?a=1",
        "frontchannel_logout_session_required": true}}))
        .await;
    app
}

fn herald(app: &App) -> Herald {
    let (platform, provider) = (app.world.platform.clone(), app.provider.clone());
    Herald::new(platform, provider)
}

/// Signs Ana in to `shop` and gives the ID token.
async fn signed_in(browser: &mut Browser) -> String {
    let code = code_for(browser, "shop").await;
    let tokens = exchange(browser, "shop", &code).await.json();
    tokens["id_token"].as_str().unwrap().to_owned()
}

/// A part of a JWT.
fn part(token: &str, place: usize) -> Value {
    let part = token.split('.').nth(place).unwrap();
    serde_json::from_slice(&BASE64URL_NOPAD.decode(part.as_bytes()).unwrap()).unwrap()
}

/// The logout tokens that were sent so far.
fn told(app: &App) -> Vec<String> {
    let sent = app.world.network.sent();
    let sent = sent.into_iter().filter(|request| request.url == TOLD);
    sent.map(|request| {
        let body = String::from_utf8(request.body).unwrap();
        body.strip_prefix("logout_token=").unwrap().to_owned()
    })
    .collect()
}

async fn sign_out(browser: &mut Browser) {
    let page = browser.get("/realms/acme/oauth2/logout").await;
    let page = browser
        .submit(&page, "logout", &[("logout-confirm", "1")])
        .await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
}

async fn an_app_is_told_once_with_a_token_that_names_the_session(database: Database) {
    let app = hearing(database).await;
    app.world.network.answer(TOLD, 200, "");
    let mut browser = app.browser();
    let id_token = signed_in(&mut browser).await;
    herald(&app).tell_due().await.unwrap();
    assert!(told(&app).is_empty(), "the session lives");
    sign_out(&mut browser).await;
    let heralds = [herald(&app), herald(&app)];
    let (one, other) = tokio::join!(heralds[0].tell_due(), heralds[1].tell_due());
    assert_eq!(one.unwrap() + other.unwrap(), 1);
    let told = told(&app);
    assert_eq!(told.len(), 1);
    let (header, claims) = (part(&told[0], 0), part(&told[0], 1));
    assert_eq!(header["typ"], "logout+jwt");
    assert_eq!(header["kid"], part(&id_token, 0)["kid"]);
    for name in ["iss", "sub", "sid", "aud"] {
        assert_eq!(claims[name], part(&id_token, 1)[name], "{name}");
    }
    assert_eq!(
        claims["events"],
        json!({"http://schemas.openid.net/event/backchannel-logout": {}})
    );
    assert!(claims["jti"].is_string() && claims["exp"].as_i64() > claims["iat"].as_i64());
    assert!(
        claims.get("nonce").is_none(),
        "it must not pass for an ID token"
    );
    let keys = browser.get("/realms/acme/oauth2/jwks").await.json();
    let jwks = durward_jose::JwkSet::parse(&keys).unwrap();
    let keys = durward_jose::KeySet::from_jwks(&jwks, &durward_jose::Algorithm::ALL);
    let policy = durward_jose::jws::Policy::new(&durward_jose::Algorithm::ALL, &keys)
        .typ(durward_jose::jws::Typ::OneOf(&["logout+jwt"]));
    assert!(durward_jose::jws::verify(&told[0], &policy).is_ok());
}

async fn an_app_that_does_not_answer_is_told_again_and_nobody_waits_for_it(database: Database) {
    let app = hearing(database).await;
    let mut browser = app.browser();
    signed_in(&mut browser).await;
    sign_out(&mut browser).await;
    let herald = herald(&app);
    herald.tell_due().await.unwrap();
    assert_eq!(told(&app).len(), 1);
    herald.tell_due().await.unwrap();
    assert_eq!(told(&app).len(), 1, "it is given time");
    app.world.clock.advance_seconds(3);
    app.world.network.answer(TOLD, 500, "");
    herald.tell_due().await.unwrap();
    assert_eq!(told(&app).len(), 2);
    app.world.clock.advance_seconds(11);
    app.world.network.answer(TOLD, 200, "");
    herald.tell_due().await.unwrap();
    assert_eq!(told(&app).len(), 3);
    app.world.clock.advance_seconds(100_000);
    herald.tell_due().await.unwrap();
    assert_eq!(told(&app).len(), 3, "it has heard");
}

async fn an_app_is_told_whatever_ended_the_session(database: Database) {
    let app = hearing(database).await;
    app.world.network.answer(TOLD, 200, "");
    let herald = herald(&app);
    let mut unused = app.browser();
    signed_in(&mut unused).await;
    app.world.clock.advance_seconds(400);
    herald.tell_due().await.unwrap();
    assert!(told(&app).is_empty());
    app.world.clock.advance_seconds(86_400);
    herald.tell_due().await.unwrap();
    assert_eq!(told(&app).len(), 1, "it lapsed");
    let mut elsewhere = app.browser();
    signed_in(&mut elsewhere).await;
    app.apply(json!({"kind": "user", "realm": "acme", "username": "ana", "password": "another long password"}))
        .await;
    herald.tell_due().await.unwrap();
    assert_eq!(told(&app).len(), 2, "the password was changed");
}

async fn an_app_that_never_answers_is_given_up_and_the_audit_trail_says_so(database: Database) {
    let app = hearing(database).await;
    let mut browser = app.browser();
    signed_in(&mut browser).await;
    sign_out(&mut browser).await;
    let herald = herald(&app);
    for _ in 0..20 {
        herald.tell_due().await.unwrap();
        app.world.clock.advance_seconds(7201);
    }
    assert_eq!(told(&app).len(), 7, "the first time and six more");
    let cx = app.world.cx();
    let mut tx = cx.db().read().await.unwrap();
    let events = durward_store::audit::newest(&cx, &mut tx, None, 100)
        .await
        .unwrap();
    let untold = events.iter().filter(|event| event.name == "logout.untold");
    assert_eq!(untold.count(), 1);
}

async fn an_app_is_told_of_the_end_of_a_session_that_is_kept_in_its_cookie(database: Database) {
    let app = hearing(database).await;
    app.world.network.answer(TOLD, 200, "");
    app.apply(json!({"kind": "realm", "name": "acme", "services": {"session": {"statelessSessionsEnabled": true}}}))
        .await;
    let mut browser = app.browser();
    signed_in(&mut browser).await;
    let herald = herald(&app);
    app.world.clock.advance_seconds(400);
    herald.tell_due().await.unwrap();
    assert!(told(&app).is_empty(), "the session lives");
    sign_out(&mut browser).await;
    herald.tell_due().await.unwrap();
    assert_eq!(told(&app).len(), 1);
}

async fn an_app_that_is_switched_off_is_told_nothing(database: Database) {
    let app = hearing(database).await;
    app.world.network.answer(TOLD, 200, "");
    let mut browser = app.browser();
    signed_in(&mut browser).await;
    app.apply(json!({"kind": "app", "realm": "acme", "name": "shop", "client_type": "confidential", "status": "Inactive",
        "oauth": {"client_id": "shop", "redirect_uris": [CALLBACK], "backchannel_logout_uri": TOLD}}))
        .await;
    sign_out(&mut browser).await;
    herald(&app).tell_due().await.unwrap();
    assert!(told(&app).is_empty());
}

async fn the_browser_loads_the_pages_of_apps_and_goes_back(database: Database) {
    let app = hearing(database).await;
    let mut browser = app.browser();
    let id_token = signed_in(&mut browser).await;
    let sid = part(&id_token, 1)["sid"].as_str().unwrap().to_owned();
    let address = format!(
        "/realms/acme/oauth2/logout?id_token_hint={id_token}&post_logout_redirect_uri=http://127.0.0.1:9000/bye&state=s1"
    );
    let page = browser.get(&address).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let frame = format!(
        "https://shop.example/frontchannel?a=1&amp;iss=http%3A%2F%2Flocalhost%3A8080%2Frealms%2Facme&amp;sid={sid}"
    );
    assert!(page.body.contains(&frame), "{}", page.body);
    assert!(page.body.contains("http://127.0.0.1:9000/bye?state=s1"));
    let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str();
    assert!(
        policy
            .unwrap()
            .ends_with("; frame-src https://shop.example")
    );
    let again = browser.get("/realms/acme/account").await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "nobody is signed in");
}

on_every_database!(
    an_app_is_told_once_with_a_token_that_names_the_session,
    an_app_that_does_not_answer_is_told_again_and_nobody_waits_for_it,
    an_app_is_told_whatever_ended_the_session,
    an_app_that_never_answers_is_given_up_and_the_audit_trail_says_so,
    an_app_is_told_of_the_end_of_a_session_that_is_kept_in_its_cookie,
    an_app_that_is_switched_off_is_told_nothing,
    the_browser_loads_the_pages_of_apps_and_goes_back,
);
