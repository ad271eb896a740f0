//! The callback interface: a sign-in as JSON, and the session that comes of it.

use axum::http::{Method, StatusCode};
use data_encoding::BASE64URL_NOPAD;
use durward_model::Clock;
use durward_testkit::{App, Browser, Database, ORIGIN, Page};
use serde_json::{Value, json};

use crate::support::{acme, on_every_database};

const AUTHENTICATE: &str = "/json/realms/root/realms/acme/authenticate";
const SESSIONS: &str = "/json/realms/root/realms/acme/sessions/";
const PASSWORD: &str = "correct horse battery staple";

async fn post(client: &mut Browser, url: &str, headers: &[(&str, &str)], body: &Value) -> Page {
    let mut all = vec![("content-type", "application/json")];
    all.extend(headers);
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    client.send(Method::POST, url, &all, &body).await
}

/// The step with its inputs filled in, in order, as a client sends it back.
fn filled(step: &Value, answers: &[&str]) -> Value {
    let mut step = step.clone();
    let callbacks = step["callbacks"].as_array_mut().unwrap();
    let inputs = callbacks
        .iter_mut()
        .filter_map(|callback| callback.get_mut("input"));
    for (input, answer) in inputs.zip(answers) {
        input[0]["value"] = json!(answer);
    }
    step
}

async fn begin(client: &mut Browser) -> Value {
    let page = post(client, AUTHENTICATE, &[], &Value::Null).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    page.json()
}

async fn sign_in(client: &mut Browser) -> Value {
    let step = begin(client).await;
    let done = post(
        client,
        AUTHENTICATE,
        &[],
        &filled(&step, &["ana", PASSWORD]),
    )
    .await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    done.json()
}

async fn ask(client: &mut Browser, action: &str, token: Option<&Value>) -> Page {
    let body = token.map_or(Value::Null, |token| json!({"tokenId": token}));
    post(client, &format!("{SESSIONS}?_action={action}"), &[], &body).await
}

async fn a_program_signs_in_step_by_step_and_the_session_works_in_pages(database: Database) {
    let app = acme(database).await;
    let mut client = app.browser();
    let step = begin(&mut client).await;
    assert_eq!(step["stage"], "UsernamePassword");
    assert_eq!(step["callbacks"][0]["type"], "NameCallback");
    assert_eq!(step["callbacks"][0]["input"][0]["name"], "IDToken1");
    assert_eq!(step["callbacks"][1]["type"], "PasswordCallback");
    assert_eq!(step["callbacks"][1]["output"][0]["value"], "Password");

    let wrong = post(
        &mut client,
        AUTHENTICATE,
        &[],
        &filled(&step, &["ana", "wrong"]),
    )
    .await;
    assert_eq!(wrong.status, StatusCode::OK);
    let again = wrong.json();
    assert_ne!(again["authId"], step["authId"]);
    assert!(again["notice"].as_str().unwrap().contains("password"));

    let done = post(
        &mut client,
        AUTHENTICATE,
        &[],
        &filled(&again, &["ana", PASSWORD]),
    )
    .await;
    let body = done.json();
    assert_eq!(body["realm"], "/acme");
    assert_eq!(body["successUrl"], "/realms/acme/account");
    assert!(body["tokenId"].as_str().unwrap().starts_with("ses_"));
    assert_eq!(done.headers["cache-control"], "no-store");
    let account = client.get("/realms/acme/account").await;
    assert_eq!(account.status, StatusCode::OK);

    // Who has a session need not sign in again, and its cookie stays secret.
    let known = begin(&mut client).await;
    assert_eq!(known["successUrl"], "/realms/acme/account");
    assert!(known.get("tokenId").is_none());
    let forced = post(
        &mut client,
        &format!("{AUTHENTICATE}?ForceAuth=true"),
        &[],
        &Value::Null,
    )
    .await;
    assert!(forced.json()["authId"].is_string());
}

async fn a_session_is_described_and_ended_by_its_token(database: Database) {
    let app = acme(database).await;
    let signed_in = sign_in(&mut app.browser()).await;
    let token = &signed_in["tokenId"];
    let mut client = app.browser();
    let valid = ask(&mut client, "validate", Some(token)).await.json();
    assert_eq!(valid["valid"], true);
    assert_eq!(valid["realm"], "/acme");
    let info = ask(&mut client, "getSessionInfo", Some(token)).await.json();
    assert_eq!(info["username"], valid["uid"]);
    let expected = format!("id={},ou=user,o=acme", valid["uid"].as_str().unwrap());
    assert_eq!(info["universalId"], expected.as_str());
    let ended = ask(&mut client, "logout", Some(token)).await.json();
    assert_eq!(ended["result"], "Successfully logged out");
    let ended = ask(&mut client, "logout", Some(token)).await.json();
    assert_eq!(ended["result"], "Token has expired");
    let valid = ask(&mut client, "validate", Some(token)).await.json();
    assert_eq!(valid, json!({"valid": false}));
    let gone = ask(&mut client, "getSessionInfo", Some(token)).await;
    assert_eq!(gone.status, StatusCode::UNAUTHORIZED);
    assert_eq!(gone.json()["reason"], "Unauthorized");
}

/// The claims of an `authId`, as a client that looks inside reads them.
fn claims(auth_id: &Value) -> Value {
    let parts: Vec<&str> = auth_id.as_str().unwrap().split('.').collect();
    assert_eq!(parts.len(), 3, "a compact JWS");
    let part = |index: usize| {
        let bytes = BASE64URL_NOPAD.decode(parts[index].as_bytes()).unwrap();
        serde_json::from_slice::<Value>(&bytes).unwrap()
    };
    assert_eq!(part(0), json!({"alg": "HS256", "typ": "JWT"}));
    part(1)
}

async fn an_auth_id_is_a_signed_token_that_names_the_authentication_session(database: Database) {
    let app = acme(database).await;
    let mut client = app.browser();
    let step = begin(&mut client).await;
    let first = claims(&step["authId"]);
    assert!(first["sessionId"].as_str().unwrap().starts_with("run_"));
    assert_eq!(first["realm"], "/acme");
    let now = app.world.clock.now().seconds();
    assert_eq!(first["iat"], now);
    assert_eq!(first["exp"], now + 600, "as long as a sign-in may take");
    let wrong = filled(&step, &["ana", "wrong"]);
    let again = post(&mut client, AUTHENTICATE, &[], &wrong).await.json();
    let second = claims(&again["authId"]);
    assert_eq!(second["sessionId"], first["sessionId"]);
    assert_ne!(
        second["otk"], first["otk"],
        "each reply makes the last useless"
    );
    app.world.clock.advance_seconds(600);
    let late = filled(&again, &["ana", PASSWORD]);
    let late = post(&mut client, AUTHENTICATE, &[], &late).await;
    assert_eq!(late.json()["detail"]["errorCode"], "110");
}

async fn attack_an_auth_id_that_was_tampered_with_is_none(database: Database) {
    let app = acme(database).await;
    let mut client = app.browser();
    let step = begin(&mut client).await;
    let auth_id = step["authId"].as_str().unwrap();
    let parts: Vec<&str> = auth_id.split('.').collect();
    let mut other = claims(&step["authId"]);
    other["exp"] = json!(other["exp"].as_i64().unwrap() + 3600);
    let encode = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    let unsigned = encode(&json!({"alg": "none", "typ": "JWT"}));
    let token = format!(
        "{}.{}",
        other["sessionId"].as_str().unwrap(),
        other["otk"].as_str().unwrap()
    );
    for forged in [
        format!("{}.{}.{}", parts[0], encode(&other), parts[2]),
        format!("{unsigned}.{}.", parts[1]),
        format!("{}.{}.", parts[0], parts[1]),
        token,
        "nonsense".to_owned(),
    ] {
        let mut answer = filled(&step, &["ana", PASSWORD]);
        answer["authId"] = json!(forged);
        let refused = post(&mut client, AUTHENTICATE, &[], &answer).await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "{forged}");
        assert_eq!(refused.json()["detail"]["errorCode"], "110");
    }
    let done = filled(&step, &["ana", PASSWORD]);
    let done = post(&mut client, AUTHENTICATE, &[], &done).await;
    assert!(
        done.json()["tokenId"].is_string(),
        "the true one still works"
    );
}

async fn attack_a_replayed_step_signs_nobody_in(database: Database) {
    let app = acme(database).await;
    let mut client = app.browser();
    let step = begin(&mut client).await;
    let filled = filled(&step, &["ana", PASSWORD]);
    post(&mut client, AUTHENTICATE, &[], &filled).await;
    let mut thief = app.browser();
    let replay = post(&mut thief, AUTHENTICATE, &[], &filled).await;
    assert_eq!(replay.status, StatusCode::UNAUTHORIZED);
    assert_eq!(
        replay.json(),
        json!({"code": 401, "reason": "Unauthorized", "message": "Session has timed out", "detail": {"errorCode": "110"}})
    );
    assert!(thief.cookies.is_empty());
}

on_every_database!(
    a_program_signs_in_step_by_step_and_the_session_works_in_pages,
    a_session_is_described_and_ended_by_its_token,
    an_auth_id_is_a_signed_token_that_names_the_authentication_session,
    attack_an_auth_id_that_was_tampered_with_is_none,
    attack_a_replayed_step_signs_nobody_in,
);

async fn here() -> (App, Browser) {
    let app = acme(Database::Sqlite).await;
    let client = app.browser();
    (app, client)
}

#[tokio::test]
async fn name_and_password_may_come_in_headers_of_the_first_request() {
    let (_app, mut client) = here().await;
    let login = [
        ("x-openam-username", "=?UTF-8?B?YW5h?="),
        ("x-openam-password", PASSWORD),
    ];
    let done = post(&mut client, AUTHENTICATE, &login, &json!({})).await;
    assert!(done.json()["tokenId"].is_string(), "{}", done.body);
    let (_app, mut stranger) = here().await;
    let login = [("x-openam-username", "ana"), ("x-openam-password", "wrong")];
    let refused = post(&mut stranger, AUTHENTICATE, &login, &json!({})).await;
    assert!(refused.json()["authId"].is_string(), "{}", refused.body);
}

#[tokio::test]
async fn the_language_is_the_one_asked_for() {
    let (_app, mut client) = here().await;
    let url = format!("{AUTHENTICATE}?locale=de");
    let step = post(&mut client, &url, &[], &Value::Null).await.json();
    assert_eq!(step["callbacks"][1]["output"][0]["value"], "Passwort");
}

#[tokio::test]
async fn a_journey_is_chosen_by_its_name_and_an_unknown_one_is_not_found() {
    let (_app, mut client) = here().await;
    let url = format!("{AUTHENTICATE}?authIndexType=service&authIndexValue=Login");
    let step = post(&mut client, &url, &[], &Value::Null).await.json();
    assert!(step["authId"].is_string());
    let url = format!("{AUTHENTICATE}?authIndexType=service&authIndexValue=Nothing");
    let unknown = post(&mut client, &url, &[], &Value::Null).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let url = format!("{AUTHENTICATE}?authIndexType=weather&authIndexValue=1");
    let odd = post(&mut client, &url, &[], &Value::Null).await;
    assert_eq!(odd.status, StatusCode::BAD_REQUEST);
    assert!(
        odd.json()["message"]
            .as_str()
            .unwrap()
            .starts_with("authIndexType")
    );
}

#[tokio::test]
async fn a_journey_is_chosen_by_a_role_or_as_a_module() {
    let (app, mut client) = here().await;
    let services = json!({"authentication": {"roleJourneys": {"Night shift": "EmailCode"}}});
    app.apply(json!({"kind": "realm", "name": "acme", "services": services}))
        .await;
    for choice in [
        "authIndexType=role&authIndexValue=Night%20shift",
        "authIndexType=module&authIndexValue=EmailCode",
    ] {
        let url = format!("{AUTHENTICATE}?{choice}");
        let step = post(&mut client, &url, &[], &Value::Null).await.json();
        assert_eq!(step["callbacks"][0]["type"], "TextInputCallback", "{step}");
    }
    for (choice, about) in [
        ("authIndexType=role&authIndexValue=Day", "authIndexValue: "),
        (
            "authIndexType=resource&authIndexValue=https%3A%2F%2Fa.example",
            "authIndexType: ",
        ),
        (
            "authIndexType=transaction&authIndexValue=5d21",
            "authIndexType: ",
        ),
    ] {
        let url = format!("{AUTHENTICATE}?{choice}");
        let refused = post(&mut client, &url, &[], &Value::Null).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{choice}");
        let message = refused.json()["message"].as_str().unwrap().to_owned();
        assert!(message.starts_with(about), "{message}");
    }
}

#[tokio::test]
async fn bad_input_says_what_to_send_and_the_step_can_be_sent_again() {
    let (_app, mut client) = here().await;
    let step = begin(&mut client).await;
    for (body, field) in [
        (json!({"callbacks": []}), "authId"),
        (
            json!({"authId": step["authId"], "callbacks": 7}),
            "callbacks",
        ),
        (
            json!({"authId": step["authId"], "callbacks": [{"input": [{"name": "IDToken9", "value": "x"}]}]}),
            "ask",
        ),
        (json!({"authId": 7, "callbacks": []}), "authId"),
        (json!([1]), "object"),
    ] {
        let refused = post(&mut client, AUTHENTICATE, &[], &body).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{body}");
        let message = refused.json()["message"].as_str().unwrap().to_owned();
        assert!(message.contains(field), "{message}");
    }
    let done = post(
        &mut client,
        AUTHENTICATE,
        &[],
        &filled(&step, &["ana", PASSWORD]),
    )
    .await;
    assert!(done.json()["tokenId"].is_string());
    for (content_type, body, status) in [
        ("text/plain", "{}", StatusCode::UNSUPPORTED_MEDIA_TYPE),
        ("application/json", "{\"authId\":", StatusCode::BAD_REQUEST),
    ] {
        let headers = [("content-type", content_type)];
        let refused = client
            .send(Method::POST, AUTHENTICATE, &headers, body)
            .await;
        assert_eq!(refused.status, status, "{body}");
    }
    let number = ask(&mut client, "logout", Some(&json!(7))).await;
    assert_eq!(number.status, StatusCode::BAD_REQUEST);
    assert_eq!(
        client.get("/realms/acme/account").await.status,
        StatusCode::OK,
        "a token that is no text must not end the session of the cookie"
    );
    let odd = ask(&mut client, "dance", None).await;
    assert_eq!(odd.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_realm_that_was_switched_off_answers_nobody() {
    let (app, mut client) = here().await;
    sign_in(&mut client).await;
    app.apply(json!({"kind": "realm", "name": "acme", "status": "Inactive"}))
        .await;
    for url in [
        AUTHENTICATE.to_owned(),
        format!("{SESSIONS}?_action=getSessionInfo"),
    ] {
        let refused = post(&mut client, &url, &[], &Value::Null).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{url}");
    }
}

#[tokio::test]
async fn attack_a_page_of_another_origin_neither_signs_in_nor_out() {
    let (_app, mut client) = here().await;
    let step = begin(&mut client).await;
    let evil = [("origin", "https://evil.example")];
    let login = filled(&step, &["ana", PASSWORD]);
    let refused = post(&mut client, AUTHENTICATE, &evil, &login).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let own = [("origin", ORIGIN)];
    let done = post(&mut client, AUTHENTICATE, &own, &login).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    let url = format!("{SESSIONS}?_action=logout");
    let refused = post(&mut client, &url, &evil, &Value::Null).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(
        client.get("/realms/acme/account").await.status,
        StatusCode::OK
    );
    let done = post(&mut client, &url, &own, &Value::Null).await;
    assert_eq!(done.json()["result"], "Successfully logged out");
    assert_eq!(
        client.get("/realms/acme/account").await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn attack_a_goto_to_another_site_is_dropped() {
    let (_app, mut client) = here().await;
    let url = format!("{AUTHENTICATE}?goto=https%3A%2F%2Fevil.example%2F");
    let step = post(&mut client, &url, &[], &Value::Null).await.json();
    let done = post(
        &mut client,
        AUTHENTICATE,
        &[],
        &filled(&step, &["ana", PASSWORD]),
    )
    .await;
    assert_eq!(done.json()["successUrl"], "/realms/acme/account");
    let known = post(&mut client, &url, &[], &Value::Null).await;
    assert_eq!(known.json()["successUrl"], "/realms/acme/account");
}

#[tokio::test]
async fn attack_unknown_names_and_wrong_passwords_are_answered_alike() {
    let (_app, mut client) = here().await;
    let mut answers = Vec::new();
    for name in ["ana", "nobody"] {
        let step = begin(&mut client).await;
        let page = post(
            &mut client,
            AUTHENTICATE,
            &[],
            &filled(&step, &[name, "wrong"]),
        )
        .await;
        let mut body = page.json();
        body["authId"] = Value::Null;
        body["callbacks"][0] = Value::Null;
        body["callbacks"][2]["output"][0]["value"]["challenge"] = Value::Null;
        answers.push((page.status, body));
    }
    assert_eq!(answers[0], answers[1]);
}
