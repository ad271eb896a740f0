//! The session interface: renewal, properties, handles, and who may end whose sessions.

use axum::http::{Method, StatusCode};
use durward_testkit::{App, Browser, Database, Page};
use serde_json::{Value, json};

use crate::support::acme;

const AUTHENTICATE: &str = "/json/realms/root/realms/acme/authenticate";
const SESSIONS: &str = "/json/realms/root/realms/acme/sessions";
const PASSWORD: &str = "correct horse battery staple";

async fn post(client: &mut Browser, url: &str, body: &Value) -> Page {
    let json = [("content-type", "application/json")];
    client
        .send(Method::POST, url, &json, &body.to_string())
        .await
}

async fn act(client: &mut Browser, action: &str, body: Value) -> Page {
    post(client, &format!("{SESSIONS}?_action={action}"), &body).await
}

async fn authenticate(client: &mut Browser, query: &str, name: &str) -> Page {
    let url = format!("{AUTHENTICATE}?{query}");
    let login = [
        ("content-type", "application/json"),
        ("x-openam-username", name),
        ("x-openam-password", PASSWORD),
    ];
    client.send(Method::POST, &url, &login, "{}").await
}

async fn sign_in(client: &mut Browser, name: &str) -> String {
    let done = authenticate(client, "", name).await;
    let token = done.json()["tokenId"].as_str().map(str::to_owned);
    token.unwrap_or_else(|| panic!("{}", done.body))
}

async fn uid(client: &mut Browser) -> String {
    let valid = act(client, "validate", json!({})).await.json();
    valid["uid"].as_str().unwrap().to_owned()
}

async fn house() -> App {
    let app = acme(Database::Sqlite).await;
    app.apply(
        json!({"kind": "role", "realm": "acme", "name": "guard", "privileges": ["sessions:write"]}),
    )
    .await;
    for (name, roles) in [("bea", json!([])), ("guy", json!(["guard"]))] {
        app.apply(json!({"kind": "user", "realm": "acme", "username": name, "password": PASSWORD, "roles": roles}))
            .await;
    }
    app
}

async fn set(app: &App, settings: Value) {
    app.apply(json!({"kind": "realm", "name": "acme", "services": {"session": settings}}))
        .await;
}

#[tokio::test]
async fn who_signs_in_again_keeps_the_session_under_a_new_token() {
    let app = house().await;
    let mut client = app.browser();
    let first = sign_in(&mut client, "ana").await;
    let sid = act(&mut client, "validate", json!({})).await.json()["sessionUid"].clone();
    let second = authenticate(&mut client, "ForceAuth=true", "ana")
        .await
        .json();
    let second = second["tokenId"].as_str().unwrap().to_owned();
    assert_ne!(first, second);
    let valid = act(&mut client, "validate", json!({})).await.json();
    assert_eq!(valid["sessionUid"], sid);
    let old = act(&mut app.browser(), "validate", json!({"tokenId": first})).await;
    assert_eq!(old.json(), json!({"valid": false}));
}

#[tokio::test]
async fn attack_somebody_elses_session_in_the_browser_is_not_taken_over() {
    let app = house().await;
    let mut client = app.browser();
    let planted = sign_in(&mut client, "ana").await;
    let own = authenticate(&mut client, "ForceAuth=true", "bea")
        .await
        .json();
    assert!(own["tokenId"].is_string());
    let old = act(&mut app.browser(), "validate", json!({"tokenId": planted})).await;
    assert_eq!(old.json(), json!({"valid": false}));
    let whose = uid(&mut client).await;
    let other = act(
        &mut app.browser(),
        "validate",
        json!({"tokenId": own["tokenId"]}),
    )
    .await;
    assert_eq!(other.json()["uid"], whose.as_str());
}

#[tokio::test]
async fn without_a_session_only_the_proof_is_told() {
    let app = house().await;
    let mut client = app.browser();
    let done = authenticate(&mut client, "noSession=true", "ana").await;
    assert_eq!(
        done.json(),
        json!({"message": "Authentication Successful", "successUrl": "/realms/acme/account", "realm": "/acme"})
    );
    assert!(client.cookies.keys().all(|name| !name.contains("session")));
}

#[tokio::test]
async fn a_level_that_the_journey_does_not_reach_is_refused() {
    let app = house().await;
    let mut client = app.browser();
    let query = "authIndexType=level&authIndexValue=5&gotoOnFail=/realms/acme/login";
    let refused = authenticate(&mut client, query, "ana").await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert_eq!(refused.json()["message"], "Login failure");
    assert_eq!(refused.json()["failureUrl"], "/realms/acme/login");
    let odd = authenticate(
        &mut client,
        "authIndexType=level&authIndexValue=high",
        "ana",
    )
    .await;
    assert_eq!(odd.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn advice_names_the_journey_that_is_run() {
    let app = house().await;
    let mut client = app.browser();
    let advice = "%3CAdvices%3E%3CAttributeValuePair%3E%3CAttribute%20name%3D%22AuthenticateToServiceConditionAdvice%22%2F%3E\
        %3CValue%3ELogin%3C%2FValue%3E%3C%2FAttributeValuePair%3E%3C%2FAdvices%3E";
    let query = format!("authIndexType=composite_advice&authIndexValue={advice}");
    let done = authenticate(&mut client, &query, "ana").await;
    assert!(done.json()["tokenId"].is_string(), "{}", done.body);
    let odd = "authIndexType=composite_advice&authIndexValue=please";
    let refused = authenticate(&mut app.browser(), odd, "ana").await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_realm_may_keep_tokens_from_scripts() {
    let app = house().await;
    set(&app, json!({"httpOnly": true})).await;
    let mut client = app.browser();
    let done = authenticate(&mut client, "", "ana").await;
    assert!(done.json().get("tokenId").is_none());
    assert_eq!(
        act(&mut client, "validate", json!({})).await.json()["valid"],
        true
    );
}

#[tokio::test]
async fn idle_time_begins_anew_when_asked_and_not_for_a_quiet_look() {
    let app = house().await;
    let mut client = app.browser();
    sign_in(&mut client, "ana").await;
    app.world.clock.advance_seconds(20 * 60);
    let quiet = act(&mut client, "validate&refresh=false", json!({})).await;
    assert_eq!(quiet.json()["valid"], true);
    let refreshed = act(&mut client, "refresh", json!({})).await.json();
    assert_eq!(refreshed["maxidletime"], 30);
    assert_eq!(refreshed["maxsessiontime"], 120);
    assert_eq!(refreshed["maxtime"], 100 * 60);
    app.world.clock.advance_seconds(29 * 60);
    let valid = act(&mut client, "validate&refresh=false", json!({})).await;
    assert_eq!(valid.json()["valid"], true);
    app.world.clock.advance_seconds(2 * 60);
    let valid = act(&mut client, "validate&refresh=false", json!({})).await;
    assert_eq!(valid.json()["valid"], false);
}

#[tokio::test]
async fn people_change_the_properties_that_are_allowed() {
    let app = house().await;
    set(
        &app,
        json!({"sessionPropertyWhitelist": ["AMCtxId", "LoginLocation"]}),
    )
    .await;
    let mut client = app.browser();
    sign_in(&mut client, "ana").await;
    let seen = act(&mut client, "getSessionProperties", json!({}))
        .await
        .json();
    assert_eq!(seen["LoginLocation"], "");
    assert!(seen["AMCtxId"].as_str().unwrap().starts_with("ses_"));
    let set = act(
        &mut client,
        "updateSessionProperties",
        json!({"LoginLocation": "Ghent"}),
    )
    .await;
    assert_eq!(set.json()["LoginLocation"], "Ghent");
    let info = act(&mut client, "getSessionInfo", json!({})).await.json();
    assert_eq!(info["properties"]["LoginLocation"], "Ghent");
    assert_eq!(info["maxCachingTime"], 3);
    let unset = act(
        &mut client,
        "updateSessionProperties",
        json!({"LoginLocation": null}),
    )
    .await;
    assert_eq!(unset.json()["LoginLocation"], "");
    let odd = act(
        &mut client,
        "updateSessionProperties",
        json!({"LoginLocation": 7}),
    )
    .await;
    assert_eq!(odd.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn attack_protected_properties_stay_even_when_they_are_listed() {
    let app = house().await;
    set(
        &app,
        json!({"sessionPropertyWhitelist": ["AuthLevel", "am.protected.x"]}),
    )
    .await;
    let mut client = app.browser();
    sign_in(&mut client, "ana").await;
    for name in ["AuthLevel", "am.protected.x", "AMCtxId", "Unlisted"] {
        let refused = act(&mut client, "updateSessionProperties", json!({name: "9"})).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{name}");
    }
}

#[tokio::test]
async fn sessions_are_listed_and_ended_by_their_person_and_by_administrators() {
    let app = house().await;
    set(&app, json!({"whitelistedQueryProperties": ["AMCtxId"]})).await;
    let (mut ana, mut phone, mut guard) = (app.browser(), app.browser(), app.browser());
    sign_in(&mut ana, "ana").await;
    sign_in(&mut phone, "ana").await;
    sign_in(&mut guard, "guy").await;
    let filter = "username%20eq%20%22ana%22%20and%20realm%20eq%20%22%2Facme%22";
    let url = format!("{SESSIONS}?_queryFilter={filter}");
    let own = ana.get(&url).await.json();
    assert_eq!(own["resultCount"], 2);
    assert!(own["result"][0]["properties"]["AMCtxId"].is_string());
    let seen = guard.get(&url).await.json();
    assert_eq!(seen["resultCount"], 2);
    let handle = seen["result"][0]["sessionHandle"]
        .as_str()
        .unwrap()
        .to_owned();
    let body = json!({"sessionHandles": [&handle, "shandle:ses_nothing"]});
    let ended = act(&mut guard, "logoutByHandle", body).await.json();
    assert_eq!(ended["result"][&handle], true);
    assert_eq!(ended["result"]["shandle:ses_nothing"], false);
    assert_eq!(ana.get(&url).await.json()["resultCount"], 1);
    let ended = act(&mut guard, "logoutByUser", json!({"username": "ana"})).await;
    assert_eq!(ended.json(), json!({"result": true}));
    assert_eq!(ana.get(&url).await.status, StatusCode::UNAUTHORIZED);
    let elsewhere = guard
        .get(&format!(
            "{SESSIONS}?_queryFilter=username%20eq%20%22ana%22%20and%20realm%20eq%20%22%2F%22"
        ))
        .await;
    assert_eq!(elsewhere.json()["resultCount"], 0);
    let odd = guard.get(&format!("{SESSIONS}?_queryFilter=true")).await;
    assert_eq!(odd.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn attack_people_see_and_end_no_sessions_of_others() {
    let app = house().await;
    let (mut ana, mut bea) = (app.browser(), app.browser());
    sign_in(&mut ana, "ana").await;
    sign_in(&mut bea, "bea").await;
    let filter = "username%20eq%20%22ana%22";
    let listed = bea.get(&format!("{SESSIONS}?_queryFilter={filter}")).await;
    assert_eq!(listed.status, StatusCode::NOT_FOUND);
    let sid = act(&mut ana, "validate", json!({})).await.json()["sessionUid"].clone();
    let handle = format!("shandle:{}", sid.as_str().unwrap());
    let body = json!({"sessionHandles": [handle]});
    let refused = act(&mut bea, "logoutByHandle", body).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    let refused = act(&mut bea, "logoutByUser", json!({"username": "ana"})).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    assert_eq!(
        act(&mut ana, "validate", json!({})).await.json()["valid"],
        true
    );
    let nobody = act(
        &mut app.browser(),
        "logoutByUser",
        json!({"username": "ana"}),
    )
    .await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn attack_a_change_of_password_does_not_get_around_the_second_factor() {
    let app = house().await;
    let totp = json!({"secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"});
    app.apply(json!({"kind": "user", "realm": "acme", "username": "bea", "password": PASSWORD, "totp": totp}))
        .await;
    let query = "authIndexType=service&authIndexValue=UpdatePassword";
    let step = authenticate(&mut app.browser(), query, "bea").await.json();
    assert_eq!(step["stage"], "OneTimePassword", "{step}");
    let step = authenticate(&mut app.browser(), query, "ana").await.json();
    assert_eq!(
        step["callbacks"][0]["type"], "ValidatedCreatePasswordCallback",
        "{step}"
    );
}

#[tokio::test]
async fn attack_a_session_resets_no_password_where_nothing_is_asked_of_people() {
    let app = house().await;
    let settings = json!({"forgottenPassword": {"forgottenPasswordEnabled": true,
        "forgottenPasswordEmailVerificationEnabled": false, "forgottenPasswordKbaEnabled": false}});
    app.apply(json!({"kind": "realm", "name": "acme", "services": {"selfService": settings}}))
        .await;
    let mut client = app.browser();
    sign_in(&mut client, "ana").await;
    let url = format!("{AUTHENTICATE}?authIndexType=service&authIndexValue=ResetPassword");
    let refused = post(&mut client, &url, &json!({})).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "{}", refused.body);
}

#[tokio::test]
async fn a_client_side_session_is_told_of_refused_changes_and_logged_out() {
    let app = house().await;
    let on =
        json!({"statelessSessionsEnabled": true, "sessionPropertyWhitelist": ["LoginLocation"]});
    set(&app, on).await;
    let mut client = app.browser();
    sign_in(&mut client, "ana").await;
    let mut stolen = app.browser();
    stolen.cookies = client.cookies.clone();
    let valid = act(&mut client, "validate", json!({})).await.json();
    assert_eq!(valid["valid"], true);
    let info = act(&mut client, "getSessionInfoAndResetIdleTime", json!({}))
        .await
        .json();
    assert_eq!(
        info["maxIdleExpirationTime"],
        info["maxSessionExpirationTime"]
    );
    let changes = json!({"LoginLocation": "Ghent"});
    let refused = act(&mut client, "updateSessionProperties", changes).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let page = client.get("/realms/acme/account/sessions").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert_eq!(
        page.body.matches("data-session").count(),
        1,
        "{}",
        page.body
    );
    let ended = act(&mut client, "logout", json!({})).await.json();
    assert_eq!(ended["result"], "Successfully logged out");
    let valid = act(&mut stolen, "validate", json!({})).await.json();
    assert_eq!(valid["valid"], false);
}
