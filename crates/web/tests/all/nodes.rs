//! What nodes ask, on the hosted pages and through the callback interface.

use axum::http::{Method, StatusCode, header};
use durward_testkit::{App, Browser, Database, Page};
use serde_json::{Value, json};

use crate::support::{acme, authorize_url};

const PASSWORD: &str = "correct horse battery staple";

/// The product with a journey that asks for name and password and then goes through `nodes`.
async fn with_journey(nodes: &[(&str, &str, Value, Value)]) -> App {
    let app = acme(Database::Sqlite).await;
    let mut journey = json!({"kind": "journey", "realm": "acme", "_id": "Tried", "entryNodeId": "page",
        "nodes": {
            "page": {"nodeType": "PageNode", "connections": {"outcome": "check"}},
            "check": {"nodeType": "IdentityStoreDecisionNode", "connections": {"TRUE": nodes[0].0, "FALSE": "failure",
                "LOCKED": "failure", "EXPIRED": "failure", "CANCELLED": "failure"}}},
        "nodeConfig": {"page": {"nodes": [{"nodeType": "UsernameCollectorNode"}, {"nodeType": "PasswordCollectorNode"}]}}});
    for (id, node_type, connections, config) in nodes {
        journey["nodes"][id] = json!({"nodeType": node_type, "connections": connections});
        journey["nodeConfig"][id] = config.clone();
    }
    app.apply(journey).await;
    app
}

async fn past_the_password(browser: &mut Browser) -> Page {
    let page = browser.get("/realms/acme/login?journey=Tried").await;
    browser.sign_in(&page, "ana", PASSWORD).await
}

fn is_signed_in(browser: &Browser) -> bool {
    browser.cookies.contains_key("durward-session.acme")
}

#[tokio::test]
async fn somebody_agrees_to_what_is_shared_on_a_page() {
    let app = with_journey(&[(
        "consent",
        "ConsentNode",
        json!({"outcome": "success"}),
        json!({"mappings": [
            {"name": "Travel", "displayName": {"en": "Acme Travel", "nl": "Acme Reizen"}, "fields": ["mail", "givenName"], "isRequired": true},
            {"name": "News", "fields": ["mail"]}]}),
    )])
    .await;
    let mut browser = app.browser();
    let page = past_the_password(&mut browser).await;
    assert!(
        page.body.contains("<legend>Acme Travel</legend>"),
        "{}",
        page.body
    );
    assert!(page.body.contains("First name"));
    let answers = [("consent-News", "true"), ("login-submit", "1")];
    let page = browser.submit(&page, "sign-in", &answers).await;
    assert!(page.alert().unwrap().contains("without agreeing"));
    assert!(!is_signed_in(&browser));
    let answers = [("consent-Travel", "true"), ("login-submit", "1")];
    let done = browser.submit(&page, "sign-in", &answers).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert!(is_signed_in(&browser));
    let page = browser.get("/realms/acme/account/apps").await;
    assert!(
        page.body.contains("Agreed on <bdi>1 January 2026</bdi>"),
        "{}",
        page.body
    );
    let page = browser.submit(&page, "end-Travel", &[]).await;
    let page = browser.follow(page).await;
    assert!(
        page.body.contains("This is no longer shared."),
        "{}",
        page.body
    );
    assert!(!page.body.contains("Acme Travel"), "{}", page.body);
}

#[tokio::test]
async fn a_browser_without_scripts_is_an_unknown_device_and_nobody_is_kept_out() {
    let app = with_journey(&[
        (
            "collect",
            "DeviceProfileCollectorNode",
            json!({"outcome": "match"}),
            json!({}),
        ),
        (
            "match",
            "DeviceMatchNode",
            json!({"true": "failure", "false": "failure", "unknownDevice": "success"}),
            json!({}),
        ),
    ])
    .await;
    let mut browser = app.browser();
    let page = past_the_password(&mut browser).await;
    assert!(
        page.body.contains("data-device data-metadata>"),
        "{}",
        page.body
    );
    assert!(page.body.contains("device-profile."), "its script is there");
    let done = browser
        .submit(&page, "sign-in", &[("login-submit", "1")])
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert!(is_signed_in(&browser));
}

#[tokio::test]
async fn a_wait_has_a_button_for_browsers_without_scripts() {
    let app = with_journey(&[(
        "wait",
        "PollingWaitNode",
        json!({"DONE": "success", "EXITED": "failure"}),
        json!({"secondsToWait": 5, "exitable": true, "waitingMessage": {"en": "Almost there."}}),
    )])
    .await;
    let mut browser = app.browser();
    let page = past_the_password(&mut browser).await;
    assert!(page.body.contains(r#"data-wait="5000""#), "{}", page.body);
    assert!(page.body.contains("Almost there.") && page.body.contains("Do not wait"));
    assert!(page.body.contains(r#"id="login-submit""#));
    let again = browser
        .submit(&page, "sign-in", &[("login-submit", "1")])
        .await;
    assert!(again.body.contains("Almost there."), "it was too early");
    app.world.clock.advance_seconds(5);
    browser
        .submit(&again, "sign-in", &[("login-submit", "1")])
        .await;
    assert!(is_signed_in(&browser));
}

#[tokio::test]
async fn a_journey_sends_people_to_another_site_by_a_page_of_its_own() {
    let set = json!({"successUrl": "https://shop.example/welcome?a=1&b=2"});
    let app = with_journey(&[(
        "set",
        "SetSuccessUrlNode",
        json!({"outcome": "success"}),
        set,
    )])
    .await;
    let mut browser = app.browser();
    let page = past_the_password(&mut browser).await;
    assert_eq!(page.status, StatusCode::OK);
    let refresh = page.headers[header::REFRESH].to_str().unwrap();
    assert_eq!(refresh, "0; url=https://shop.example/welcome?a=1&b=2");
    assert!(page.body.contains("shop.example"), "{}", page.body);
    assert!(is_signed_in(&browser));
}

#[tokio::test]
async fn a_cookie_of_the_browser_decides() {
    let app = with_journey(&[(
        "cookie",
        "CookiePresenceDecisionNode",
        json!({"true": "success", "false": "failure"}),
        json!({"cookieName": "beta"}),
    )])
    .await;
    let mut browser = app.browser();
    let page = past_the_password(&mut browser).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    browser.cookies.insert("beta".to_owned(), "1".to_owned());
    past_the_password(&mut browser).await;
    assert!(is_signed_in(&browser));
}

#[tokio::test]
async fn programs_get_the_same_as_callbacks() {
    let app = with_journey(&[
        (
            "collect",
            "DeviceProfileCollectorNode",
            json!({"outcome": "consent"}),
            json!({"deviceLocation": true, "message": {"en": "Who are you?"}}),
        ),
        (
            "consent",
            "ConsentNode",
            json!({"outcome": "success"}),
            json!({"mappings": [{"name": "News", "accessLevel": "Actual Profile", "fields": ["mail"]}]}),
        ),
    ])
    .await;
    let mut program = app.browser();
    let begin =
        "/json/realms/root/realms/acme/authenticate?authIndexType=service&authIndexValue=Tried";
    let headers = [("content-type", "application/json")];
    let mut step = program
        .send(Method::POST, begin, &headers, "{}")
        .await
        .json();
    let mut shown = Vec::new();
    for answers in [
        vec![json!("ana"), json!(PASSWORD)],
        vec![json!(r#"{"identifier": "d1"}"#)],
        vec![json!(true)],
    ] {
        for (callback, answer) in step["callbacks"]
            .as_array_mut()
            .unwrap()
            .iter_mut()
            .zip(answers)
        {
            shown.push(callback.clone());
            callback["input"][0]["value"] = answer;
        }
        let body = step.to_string();
        step = program
            .send(Method::POST, begin, &headers, &body)
            .await
            .json();
    }
    assert!(
        step["tokenId"].is_string() || step["successUrl"].is_string(),
        "{step}"
    );
    let output = |callback: &Value, name: &str| {
        let all = callback["output"].as_array().unwrap();
        let found = all.iter().find(|one| one["name"] == name);
        found.unwrap()["value"].clone()
    };
    assert_eq!(shown[2]["type"], "DeviceProfileCallback");
    assert_eq!(output(&shown[2], "metadata"), true);
    assert_eq!(output(&shown[2], "location"), true);
    assert_eq!(output(&shown[2], "message"), "Who are you?");
    assert_eq!(shown[3]["type"], "ConsentMappingCallback");
    assert_eq!(output(&shown[3], "name"), "News");
    assert_eq!(output(&shown[3], "accessLevel"), "Actual Profile");
    assert_eq!(output(&shown[3], "isRequired"), false);
    assert_eq!(output(&shown[3], "fields"), json!(["mail"]));
}

/// The product with a journey that recognises browsers, else asks for a password and whether to stay signed in.
async fn remembering() -> App {
    let app = acme(Database::Sqlite).await;
    let journey = json!({"kind": "journey", "realm": "acme", "_id": "Remember", "entryNodeId": "known",
        "nodes": {
            "known": {"nodeType": "PersistentCookieDecisionNode", "connections": {"true": "success", "false": "page"}},
            "page": {"nodeType": "PageNode", "connections": {"outcome": "check"}},
            "check": {"nodeType": "IdentityStoreDecisionNode", "connections": {"TRUE": "ask", "FALSE": "failure",
                "LOCKED": "failure", "EXPIRED": "failure", "CANCELLED": "failure"}},
            "ask": {"nodeType": "ChoiceCollectorNode", "connections": {"No": "success", "Yes": "keep"}},
            "keep": {"nodeType": "SetPersistentCookieNode", "connections": {"outcome": "success"}}},
        "nodeConfig": {
            "page": {"nodes": [{"nodeType": "UsernameCollectorNode"}, {"nodeType": "PasswordCollectorNode"}]},
            "ask": {"prompt": "Stay signed in?", "choices": ["No", "Yes"], "defaultChoice": "Yes"}}});
    app.apply(journey).await;
    let settings = json!({"kind": "realm", "name": "acme",
        "services": {"authentication": {"defaultJourney": "Remember"}}});
    app.apply(settings).await;
    app
}

const REMEMBERED: &str = "durward-remembered.acme";

/// A browser that Ana signed in with and wants to be remembered in, after its session has ended by itself.
async fn remembered_browser(app: &App) -> Browser {
    let mut browser = app.browser();
    let page = browser.get("/realms/acme/login").await;
    let page = browser.sign_in(&page, "ana", PASSWORD).await;
    assert!(page.body.contains("Stay signed in?"), "{}", page.body);
    let page = browser
        .submit(&page, "sign-in", &[("login-submit", "1")])
        .await;
    let set = page.headers.get_all(header::SET_COOKIE).iter();
    let set: Vec<&str> = set.map(|line| line.to_str().unwrap()).collect();
    let line = set.iter().find(|line| line.starts_with(REMEMBERED));
    let line = line.unwrap_or_else(|| panic!("{set:?}"));
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age="] {
        assert!(line.contains(attribute), "{line}");
    }
    browser.cookies.remove("durward-session.acme");
    browser
}

#[tokio::test]
async fn a_remembered_browser_signs_in_without_a_page_until_it_is_signed_out() {
    let app = remembering().await;
    let mut browser = remembered_browser(&app).await;
    let stolen = browser.cookies[REMEMBERED].clone();
    let page = browser.open("/realms/acme/account/sessions").await;
    assert!(is_signed_in(&browser), "{}", page.body);
    assert_ne!(browser.cookies[REMEMBERED], stolen);
    assert!(
        page.body.contains("data-remembered=\"rmb_"),
        "{}",
        page.body
    );
    let page = browser.get("/realms/acme/oauth2/logout").await;
    browser
        .submit(&page, "logout", &[("logout-confirm", "1")])
        .await;
    assert!(!browser.cookies.contains_key(REMEMBERED));
    let mut thief = app.browser();
    thief.cookies.insert(REMEMBERED.to_owned(), stolen);
    thief.open("/realms/acme/account/sessions").await;
    assert!(!is_signed_in(&thief));
}

#[tokio::test]
async fn programs_and_apps_that_want_a_proof_are_not_satisfied_by_a_cookie() {
    let app = remembering().await;
    let browser = remembered_browser(&app).await;
    let wanting = [
        authorize_url("shop", &[("prompt", "login")]),
        authorize_url("shop", &[("max_age", "86400")]),
    ];
    for url in wanting {
        let mut browser = browser.clone();
        let page = browser.open(&url).await;
        assert!(page.field("sign-in", "run").is_some(), "{}", page.body);
        assert!(!is_signed_in(&browser), "{url}");
    }
    let headers = [("content-type", "application/json")];
    for (query, known) in [("", true), ("?ForceAuth=true", false)] {
        let mut program = browser.clone();
        let url = format!("/realms/acme/json/authenticate{query}");
        program.send(Method::POST, &url, &headers, "{}").await;
        assert_eq!(is_signed_in(&program), known, "{query}");
    }
}

#[tokio::test]
async fn another_site_cannot_have_a_browser_forget_its_person_by_sending_it_to_the_logout() {
    let app = remembering().await;
    let mut browser = remembered_browser(&app).await;
    let page = browser.get("/realms/acme/oauth2/logout").await;
    assert!(browser.cookies.contains_key(REMEMBERED), "{}", page.body);
    let page = browser
        .submit(&page, "logout", &[("logout-confirm", "1")])
        .await;
    assert!(!browser.cookies.contains_key(REMEMBERED), "{}", page.body);
}
