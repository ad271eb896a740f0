//! The authentication interface, method by method.

use axum::http::{Method, StatusCode};
use data_encoding::BASE64URL_NOPAD;
use durward_testkit::{App, Browser, Database, ORIGIN, Page};
use serde_json::{Value, json};

use crate::support::{CALLBACK, CHALLENGE, acme, on_every_database};

const BASE: &str = "/realms/acme/authentication";
const PASSWORD: &str = "correct horse battery staple";

async fn call(client: &mut Browser, name: &str, body: &Value) -> Page {
    let json = [("content-type", "application/json"), ("origin", ORIGIN)];
    let url = format!("{BASE}/{name}");
    client
        .send(Method::POST, &url, &json, &body.to_string())
        .await
}

fn request() -> Value {
    json!({"client_id": "shop", "redirect_uri": CALLBACK, "scope": "openid profile email", "state": "xyz",
        "code_challenge": CHALLENGE, "code_challenge_method": "S256", "request_uri": null})
}

async fn start(client: &mut Browser) -> Value {
    let page = call(client, "start", &request()).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    page.json()
}

fn with_password(begun: &Value, name: &str, password: &str) -> Value {
    json!({"session_id": begun["session_id"], "method": "password", "username": name, "password": password})
}

async fn status(client: &mut Browser, begun: &Value) -> Page {
    let id = begun["session_id"].as_str().unwrap();
    client.get(&format!("{BASE}/status?session_id={id}")).await
}

fn code_of(page: &Page) -> String {
    page.json()["detail"]["errorCode"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

async fn a_script_signs_in_with_a_password_and_the_app_gets_its_code(database: Database) {
    let app = acme(database).await;
    let mut client = app.browser();
    let begun = start(&mut client).await;
    assert!(
        begun["session_id"]
            .as_str()
            .unwrap()
            .starts_with("auth_session_")
    );
    assert_eq!(begun["status"], "pending");
    assert_eq!(begun["client"]["name"], "shop");
    assert_eq!(
        begun["available_methods"][0],
        json!({"method": "password", "factor": "primary", "identifier": ["username", "email"]})
    );
    assert_eq!(
        status(&mut client, &begun).await.json()["status"],
        "pending"
    );
    let early = json!({"session_id": begun["session_id"]});
    let early = call(&mut client, "complete", &early).await;
    assert_eq!(
        (early.status, code_of(&early)),
        (StatusCode::CONFLICT, "steps_incomplete".to_owned())
    );

    let wrong = call(
        &mut client,
        "authenticate",
        &with_password(&begun, "ana", "wrong"),
    )
    .await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    assert_eq!(code_of(&wrong), "invalid_credentials");
    let right = call(
        &mut client,
        "authenticate",
        &with_password(&begun, "ana", PASSWORD),
    )
    .await;
    assert_eq!(
        right.json(),
        json!({"session_id": begun["session_id"], "status": "authenticated", "next": "complete"}),
    );
    assert!(client.cookies.keys().any(|name| name.contains("device")));
    let told = status(&mut client, &begun).await.json();
    assert_eq!(told["status"], "authenticated");
    assert_eq!(told["completed"][0]["method"], "password");

    let body = json!({"session_id": begun["session_id"]});
    let done = call(&mut client, "complete", &body).await.json();
    assert_eq!(done["status"], "completed");
    assert_eq!(done["amr"], json!(["pwd"]));
    let to = done["redirect_to"].as_str().unwrap().to_owned();
    assert!(to.starts_with("/realms/acme/oauth2/authorize?"), "{to}");
    let at_app = client.get(&to).await;
    let location = at_app.location().unwrap().to_owned();
    assert!(
        location.starts_with(CALLBACK) && location.contains("code="),
        "{location}"
    );
    assert!(location.contains("state=xyz"));
}

async fn attack_a_completed_attempt_gives_no_second_session(database: Database) {
    let app = acme(database).await;
    let mut client = app.browser();
    let begun = start(&mut client).await;
    let kept = client.cookies.clone();
    call(
        &mut client,
        "authenticate",
        &with_password(&begun, "ana", PASSWORD),
    )
    .await;
    let body = json!({"session_id": begun["session_id"]});
    let first = call(&mut client, "complete", &body).await;
    assert_eq!(first.status, StatusCode::OK);
    client.cookies.extend(kept);
    let second = call(&mut client, "complete", &body).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    let again = call(
        &mut client,
        "authenticate",
        &with_password(&begun, "ana", PASSWORD),
    )
    .await;
    assert_eq!(code_of(&again), "step_out_of_order");
}

on_every_database!(
    a_script_signs_in_with_a_password_and_the_app_gets_its_code,
    attack_a_completed_attempt_gives_no_second_session,
);

async fn here() -> (App, Browser) {
    let app = acme(Database::Sqlite).await;
    let client = app.browser();
    (app, client)
}

#[tokio::test]
async fn attack_an_attempt_without_its_cookie_or_with_another_is_refused() {
    let (app, mut client) = here().await;
    let begun = start(&mut client).await;
    let mut thief = app.browser();
    let stolen = call(
        &mut thief,
        "authenticate",
        &with_password(&begun, "ana", PASSWORD),
    )
    .await;
    assert_eq!(stolen.status, StatusCode::UNAUTHORIZED);
    assert_eq!(code_of(&stolen), "session_mismatch");
    start(&mut thief).await;
    let stolen = call(
        &mut thief,
        "authenticate",
        &with_password(&begun, "ana", PASSWORD),
    )
    .await;
    assert_eq!(code_of(&stolen), "session_mismatch");
    assert_eq!(
        code_of(&status(&mut thief, &begun).await),
        "session_mismatch"
    );
}

#[tokio::test]
async fn attack_a_page_of_another_origin_begins_nothing() {
    let (_app, mut client) = here().await;
    let headers = [
        ("content-type", "application/json"),
        ("origin", "https://evil.example"),
    ];
    let url = format!("{BASE}/start");
    let refused = client
        .send(Method::POST, &url, &headers, &request().to_string())
        .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let headers = [("content-type", "text/plain"), ("origin", ORIGIN)];
    let refused = client
        .send(Method::POST, &url, &headers, &request().to_string())
        .await;
    assert_eq!(refused.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test]
async fn a_request_that_the_authorization_endpoint_would_refuse_is_refused_at_the_start() {
    let (_app, mut client) = here().await;
    for (name, value, code) in [
        ("client_id", json!("nobody"), "invalid_request"),
        (
            "redirect_uri",
            json!("https://evil.example/cb"),
            "invalid_request",
        ),
        ("scope", json!("openid nonsense"), "invalid_scope"),
        ("code_challenge", json!(null), "invalid_request"),
    ] {
        let mut body = request();
        body[name] = value;
        if name == "code_challenge" {
            body["code_challenge_method"] = Value::Null;
        }
        let refused = call(&mut client, "start", &body).await;
        assert_eq!(
            refused.status,
            StatusCode::BAD_REQUEST,
            "{name}: {}",
            refused.body
        );
        assert_eq!(code_of(&refused), code, "{name}: {}", refused.body);
    }
    let mut body = request();
    body["scope"] = json!(["openid"]);
    let refused = call(&mut client, "start", &body).await;
    assert!(
        refused.json()["message"]
            .as_str()
            .unwrap()
            .starts_with("scope")
    );
}

#[tokio::test]
async fn methods_that_are_not_offered_and_calls_that_lack_something_are_refused() {
    let (_app, mut client) = here().await;
    let begun = start(&mut client).await;
    let id = &begun["session_id"];
    for (body, status, code) in [
        (
            json!({"session_id": id, "method": "carrier-pigeon"}),
            400,
            "method_not_available",
        ),
        (
            json!({"session_id": id, "method": "totp", "code": "123456"}),
            400,
            "method_not_available",
        ),
        (
            json!({"session_id": id, "method": "password", "username": "ana"}),
            400,
            "invalid_request",
        ),
        (json!({"session_id": id}), 400, "invalid_request"),
        (
            json!({"session_id": "auth_session_zzz", "method": "password"}),
            401,
            "session_mismatch",
        ),
    ] {
        let refused = call(&mut client, "authenticate", &body).await;
        assert_eq!(refused.status.as_u16(), status, "{body}");
        assert_eq!(code_of(&refused), code, "{body}");
    }
    let early = call(
        &mut client,
        "verify-otp",
        &json!({"session_id": id, "code": "123456"}),
    )
    .await;
    assert_eq!(code_of(&early), "step_out_of_order");
}

#[tokio::test]
async fn an_attempt_ends_with_its_time() {
    let (app, mut client) = here().await;
    let begun = start(&mut client).await;
    app.world.clock.advance_seconds(601);
    let late = call(
        &mut client,
        "authenticate",
        &with_password(&begun, "ana", PASSWORD),
    )
    .await;
    assert_eq!(late.status, StatusCode::UNAUTHORIZED);
    assert_eq!(code_of(&late), "session_expired");
}

#[tokio::test]
async fn attack_guessing_ends_the_attempt_and_locks_like_any_other_sign_in() {
    let (_app, mut client) = here().await;
    let begun = start(&mut client).await;
    let mut answers = Vec::new();
    for _ in 0..7 {
        let wrong = with_password(&begun, "ana", "wrong");
        answers.push(code_of(&call(&mut client, "authenticate", &wrong).await));
    }
    assert_eq!(answers[0], "invalid_credentials");
    assert_eq!(answers[6], "step_out_of_order", "{answers:?}");
    assert_eq!(status(&mut client, &begun).await.json()["status"], "failed");
}

#[tokio::test]
async fn attack_unknown_and_known_names_are_answered_alike() {
    let (_app, mut client) = here().await;
    let mut answers = Vec::new();
    for name in ["ana", "nobody"] {
        let begun = start(&mut client).await;
        let page = call(
            &mut client,
            "authenticate",
            &with_password(&begun, name, "wrong"),
        )
        .await;
        answers.push((page.status, page.body.clone()));
    }
    assert_eq!(answers[0], answers[1]);
}

/// The code that was mailed.
async fn mailed(app: &App) -> String {
    let mails = app.mail().await;
    let mut codes = mails.iter().filter_map(|mail| mail.code.clone());
    codes.next().unwrap()
}

#[tokio::test]
async fn a_script_signs_in_with_a_code_by_mail() {
    let (app, mut client) = here().await;
    let begun = start(&mut client).await;
    let id = &begun["session_id"];
    let by_mail = json!({"session_id": id, "method": "email", "email": "ana@acme.example"});
    let sent = call(&mut client, "authenticate", &by_mail).await.json();
    assert_eq!(sent["status"], "otp_sent", "{sent}");
    assert_eq!(
        (&sent["channel"], &sent["code_length"]),
        (&json!("email"), &json!(6))
    );
    assert_eq!(
        (&sent["expires_in"], &sent["resend_after"]),
        (&json!(300), &json!(30))
    );
    let told = status(&mut client, &begun).await.json();
    assert_eq!(told["status"], "otp_sent");
    assert_eq!(told["pending"]["challenge_id"], sent["challenge_id"]);

    let code = mailed(&app).await;
    let with = |challenge: &Value, code: &str| json!({"session_id": id, "challenge_id": challenge, "code": code});
    let other = if code == "000000" { "000001" } else { "000000" };
    let wrong = call(
        &mut client,
        "verify-otp",
        &with(&sent["challenge_id"], other),
    )
    .await;
    assert_eq!(
        (wrong.status, code_of(&wrong)),
        (StatusCode::UNAUTHORIZED, "otp_invalid".to_owned())
    );
    assert_eq!(wrong.json()["detail"]["attempts_left"], 2);
    let stale = call(
        &mut client,
        "verify-otp",
        &with(&sent["challenge_id"], &code),
    )
    .await;
    assert_eq!(code_of(&stale), "step_out_of_order");
    let told = status(&mut client, &begun).await.json();
    let right = call(
        &mut client,
        "verify-otp",
        &with(&told["pending"]["challenge_id"], &code),
    )
    .await;
    let right = right.json();
    assert_eq!(
        (&right["status"], &right["verified"]),
        (&json!("authenticated"), &json!(true))
    );
    let done = call(&mut client, "complete", &json!({"session_id": id}))
        .await
        .json();
    assert_eq!(done["amr"], json!(["otp"]), "{done}");
}

#[tokio::test]
async fn attack_an_unknown_address_is_answered_like_a_known_one() {
    let (app, mut client) = here().await;
    let mut answers = Vec::new();
    for address in ["ana@acme.example", "anybody@acme.example"] {
        let begun = start(&mut client).await;
        let by_mail =
            json!({"session_id": begun["session_id"], "method": "email", "email": address});
        let page = call(&mut client, "authenticate", &by_mail).await;
        let mut body = page.json();
        body["session_id"] = Value::Null;
        answers.push((page.status, body));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(
        app.mail()
            .await
            .iter()
            .filter(|mail| mail.code.is_some())
            .count(),
        1
    );
}

#[tokio::test]
async fn people_change_their_mind_about_the_method() {
    let (app, mut client) = here().await;
    let begun = start(&mut client).await;
    let by_mail =
        json!({"session_id": begun["session_id"], "method": "email", "email": "ana@acme.example"});
    call(&mut client, "authenticate", &by_mail).await;
    let right = call(
        &mut client,
        "authenticate",
        &with_password(&begun, "ana", PASSWORD),
    )
    .await;
    assert_eq!(right.json()["status"], "authenticated", "{}", right.body);
    let told = status(&mut client, &begun).await.json();
    assert_eq!(told["completed"].as_array().unwrap().len(), 1);
    assert_eq!(told["completed"][0]["method"], "password");
    drop(app);
}

#[tokio::test]
async fn a_passkey_is_offered_and_its_challenge_is_for_the_browser() {
    let (_app, mut client) = here().await;
    let begun = start(&mut client).await;
    let offered = json!({"method": "passkey", "factor": "primary", "discoverable": true});
    let methods = begun["available_methods"].as_array().unwrap();
    assert!(methods.contains(&offered), "{begun}");
    let begin = json!({"session_id": begun["session_id"], "method": "passkey", "phase": "begin"});
    let asked = call(&mut client, "authenticate", &begin).await.json();
    assert_eq!(
        (&asked["status"], &asked["method"]),
        (&json!("challenge"), &json!("passkey"))
    );
    let options = &asked["publicKey"];
    assert_eq!(options["rpId"], "localhost");
    assert_eq!(options["userVerification"], "required");
    assert_eq!(options["allowCredentials"], json!([]));
    let challenge = options["challenge"].as_str().unwrap();
    assert_eq!(
        BASE64URL_NOPAD.decode(challenge.as_bytes()).unwrap().len(),
        32
    );
    assert!(options["timeout"].is_number());
    let made_up = json!({"session_id": begun["session_id"], "method": "passkey", "phase": "finish",
        "credential": {"id": "AAAA", "rawId": "AAAA", "type": "public-key",
            "response": {"clientDataJSON": "e30", "authenticatorData": "AAAA", "signature": "AAAA", "userHandle": "AAAA"}}});
    let refused = call(&mut client, "authenticate", &made_up).await;
    assert_eq!(
        (refused.status, code_of(&refused)),
        (StatusCode::UNAUTHORIZED, "invalid_credentials".to_owned())
    );
}

#[tokio::test]
async fn attack_whoever_reads_the_mail_does_not_get_around_the_second_factor() {
    let (app, mut client) = here().await;
    app.apply(json!({"kind": "user", "realm": "acme", "username": "ana", "email": "ana@acme.example", "emailVerified": true,
        "password": PASSWORD, "totp": {"secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"}}))
        .await;
    // The notice of the new method goes first; a person gets a mail a second.
    app.mail().await;
    app.world.clock.advance_seconds(2);
    let begun = start(&mut client).await;
    let id = &begun["session_id"];
    let by_mail = json!({"session_id": id, "method": "email", "email": "ana@acme.example"});
    let sent = call(&mut client, "authenticate", &by_mail).await.json();
    let code = mailed(&app).await;
    let body = json!({"session_id": id, "challenge_id": sent["challenge_id"], "code": code});
    let more = call(&mut client, "verify-otp", &body).await.json();
    assert_eq!(more["status"], "mfa_required", "{more}");
    assert_eq!(
        more["available_methods"],
        json!([{"method": "totp", "factor": "secondary"}])
    );
    let told = status(&mut client, &begun).await.json();
    assert_eq!(
        (&told["status"], &told["step"]),
        (&json!("mfa_required"), &json!(2))
    );
    assert_eq!(told["completed"][0]["method"], "email");
    let early = call(&mut client, "complete", &json!({"session_id": id})).await;
    assert_eq!(code_of(&early), "steps_incomplete");
    let guess = json!({"session_id": id, "method": "totp", "code": "000000"});
    let wrong = call(&mut client, "authenticate", &guess).await;
    assert_eq!(code_of(&wrong), "otp_invalid", "{}", wrong.body);
}

#[tokio::test]
async fn attack_no_built_in_way_in_gets_around_the_second_factor() {
    for journey in [
        "Login",
        "EmailCode",
        "PhoneCode",
        "WhatsAppCode",
        "PasswordGrant",
        "MagicLink",
        "UpdatePassword",
    ] {
        let document = durward_journey::defaults::named(journey).unwrap();
        let document = serde_json::to_value(&document).unwrap().to_string();
        assert!(document.contains("SecondFactorDecisionNode"), "{journey}");
    }
}

#[tokio::test]
async fn who_signs_in_again_keeps_the_session_on_this_face_too() {
    let (_app, mut client) = here().await;
    let mut seen = Vec::new();
    for _ in 0..2 {
        let begun = start(&mut client).await;
        call(
            &mut client,
            "authenticate",
            &with_password(&begun, "ana", PASSWORD),
        )
        .await;
        let body = json!({"session_id": begun["session_id"]});
        let done = call(&mut client, "complete", &body).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.body);
        let name = client
            .cookies
            .keys()
            .find(|name| name.contains("session."))
            .unwrap();
        seen.push(client.cookies[name].clone());
    }
    let id = |cookie: &String| cookie.split('.').next().unwrap().to_owned();
    assert_eq!(id(&seen[0]), id(&seen[1]));
    assert_ne!(
        seen[0], seen[1],
        "the cookie of before must be worth nothing"
    );
}

#[tokio::test]
async fn people_are_told_of_a_browser_that_was_not_known() {
    let (app, mut client) = here().await;
    app.world.clock.advance_seconds(2 * 3600);
    let notices = async |app: &App| {
        let mails = app.mail().await;
        mails
            .iter()
            .filter(|mail| mail.template == "new-device")
            .count()
    };
    for known in [false, true] {
        let begun = start(&mut client).await;
        call(
            &mut client,
            "authenticate",
            &with_password(&begun, "ana", PASSWORD),
        )
        .await;
        app.world.clock.advance_seconds(5);
        assert_eq!(notices(&app).await, 1, "known: {known}");
    }
}

#[tokio::test]
async fn a_password_that_must_be_changed_is_an_action_that_callbacks_finish() {
    let (app, mut client) = here().await;
    app.apply(
        json!({"kind": "user", "realm": "acme", "username": "ana", "mustChangePassword": true}),
    )
    .await;
    let begun = start(&mut client).await;
    let reached = call(
        &mut client,
        "authenticate",
        &with_password(&begun, "ana", PASSWORD),
    )
    .await
    .json();
    assert_eq!(reached["status"], "action_required", "{reached}");
    assert_eq!(reached["action"]["stage"], "NewPassword");
    let body = json!({"session_id": begun["session_id"]});
    let early = call(&mut client, "complete", &body).await;
    assert_eq!(code_of(&early), "steps_incomplete");
    let status = status(&mut client, &begun).await.json();
    assert_eq!(status["status"], "action_required");
    let mut answered = None;
    for new in [PASSWORD, "another horse another battery"] {
        let mut callbacks = reached["action"]["callbacks"].clone();
        callbacks[0]["input"][0]["value"] = json!(new);
        let body = json!({"session_id": begun["session_id"], "method": "callbacks", "callbacks": callbacks});
        let page = call(&mut client, "authenticate", &body).await;
        answered = Some(page.json());
        if new == PASSWORD {
            let again = answered.as_ref().unwrap();
            assert_eq!(again["status"], "action_required", "{again}");
        }
    }
    let answered = answered.unwrap();
    assert_eq!(answered["status"], "authenticated", "{answered}");
    let completed = call(&mut client, "complete", &body).await.json();
    assert_eq!(completed["amr"], json!(["pwd"]), "{completed}");
}
