//! What people change about themselves by programs: their password, their security questions, their second factors.

use axum::http::{Method, StatusCode};
use durward_identity::authenticators;
use durward_store::{security_answers, users};
use durward_testkit::{App, Browser, Database, Page};
use serde_json::{Value, json};

use crate::support::{acme, on_every_database};

const USERS: &str = "/json/realms/root/realms/acme/users";
const PASSWORD: &str = "correct horse battery staple";
const ANOTHER: &str = "another horse another staple";
const SEED: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

async fn send(client: &mut Browser, method: Method, path: &str, body: &Value) -> Page {
    let json = [("content-type", "application/json")];
    let url = format!("{USERS}{path}");
    client.send(method, &url, &json, &body.to_string()).await
}

async fn post(client: &mut Browser, path: &str, body: &Value) -> Page {
    send(client, Method::POST, path, body).await
}

/// A program that has signed `name` in.
async fn signed_in(app: &App, name: &str) -> Browser {
    let mut client = app.browser();
    let login = [
        ("content-type", "application/json"),
        ("x-openam-username", name),
        ("x-openam-password", PASSWORD),
    ];
    let url = "/realms/acme/json/authenticate";
    let done = client.send(Method::POST, url, &login, "{}").await;
    assert!(done.json()["tokenId"].is_string(), "{}", done.body);
    client
}

async fn change(client: &mut Browser, id: &str, current: &str, new: &str) -> Page {
    let path = format!("/{id}?_action=changePassword");
    let body = json!({"currentpassword": current, "userpassword": new});
    post(client, &path, &body).await
}

async fn a_password_is_changed_and_other_sessions_end(database: Database) {
    let app = acme(database).await;
    let mut client = signed_in(&app, "ana").await;
    let mut other = signed_in(&app, "ana").await;
    for (current, new, words) in [
        ("wrong", ANOTHER, "not your current password"),
        (PASSWORD, "short", "Minimum password length"),
    ] {
        let refused = change(&mut client, "ana", current, new).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        let message = refused.json()["message"].as_str().unwrap().to_owned();
        assert!(message.contains(words), "{message}");
    }
    let done = change(&mut client, "ana", PASSWORD, ANOTHER).await;
    assert_eq!((done.status, done.json()), (StatusCode::OK, json!({})));
    let account = "/realms/acme/account";
    assert_eq!(client.get(account).await.status, StatusCode::OK);
    assert_eq!(other.get(account).await.status, StatusCode::SEE_OTHER);
    let mail = app.mail().await;
    assert!(
        mail.iter().any(|one| one.template == "password-changed"),
        "{mail:?}"
    );
}

/// Ana's questions, by key.
async fn questions(app: &App) -> Vec<String> {
    let cx = app.world.cx();
    let mut tx = cx.db().read().await.unwrap();
    let ana = users::by_username_key(&cx, &mut tx, "ana").await.unwrap();
    let all = security_answers::all(&cx, &mut tx, ana.unwrap().id).await;
    all.unwrap().into_iter().map(|one| one.question).collect()
}

async fn security_questions_are_set_soon_after_signing_in(database: Database) {
    let app = acme(database).await;
    let mut client = signed_in(&app, "ana").await;
    let own = json!([{"questionId": "2", "answer": "red"}, {"customQuestion": "My boat?", "answer": "Swift"}]);
    let set = send(&mut client, Method::PATCH, "/ana", &json!({"kbaInfo": own})).await;
    assert_eq!(set.status, StatusCode::OK, "{}", set.body);
    assert_eq!(
        set.json()["kbaInfo"],
        json!([{"questionId": "2"}, {"customQuestion": "My boat?"}])
    );
    assert!(!set.body.contains("red"), "answers are not given back");
    assert_eq!(questions(&app).await.len(), 2);
    let operation = json!([{"operation": "replace", "field": "/kbaInfo", "value": [{"questionId": "1", "answer": "Luigi"}]}]);
    let set = send(&mut client, Method::PATCH, "/ana", &operation).await;
    assert_eq!(set.status, StatusCode::OK, "{}", set.body);
    assert_eq!(questions(&app).await, ["1"]);
    for body in [
        json!({"kbaInfo": own, "mail": "eve@evil.example"}),
        json!({"kbaInfo": [{"questionId": "77", "answer": "x"}]}),
        json!({"kbaInfo": [{"questionId": "1"}]}),
        json!([{"operation": "replace", "field": "/mail", "value": []}]),
        json!([]),
        json!({}),
    ] {
        let refused = send(&mut client, Method::PATCH, "/ana", &body).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{body}");
    }
    app.world.clock.advance_seconds(301);
    let late = send(&mut client, Method::PATCH, "/ana", &json!({"kbaInfo": own})).await;
    assert_eq!(late.status, StatusCode::FORBIDDEN);
    let detail = &late.json()["detail"];
    assert_eq!(detail["errorCode"], "reauthentication_required");
    assert_eq!(detail["journey"], "Reauthenticate");
    assert_eq!(questions(&app).await, ["1"]);
}

async fn devices_are_reset_by_their_owner_and_by_administrators(database: Database) {
    let app = acme(database).await;
    app.apply(
        json!({"kind": "role", "realm": "acme", "name": "helper", "privileges": ["users:write"]}),
    )
    .await;
    for (name, roles) in [("bea", json!([])), ("guy", json!(["helper"]))] {
        app.apply(json!({"kind": "user", "realm": "acme", "username": name, "email": format!("{name}@acme.example"), "password": PASSWORD, "roles": roles}))
            .await;
    }
    let mut ana = signed_in(&app, "ana").await;
    let mut bea = signed_in(&app, "bea").await;
    let mut guy = signed_in(&app, "guy").await;
    let with_an_app =
        json!({"kind": "user", "realm": "acme", "username": "ana", "totp": {"secret": SEED}});
    app.apply(with_an_app.clone()).await;
    let oath = "/ana/devices/2fa/oath?_action=reset";
    let refused = post(&mut bea, oath, &json!({})).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND, "{}", refused.body);
    let nobody = post(
        &mut bea,
        "/nobody/devices/2fa/oath?_action=reset",
        &json!({}),
    )
    .await;
    assert_eq!(nobody.body, refused.body, "who may not know learns nothing");
    for kind in ["push", "webauthn"] {
        let path = format!("/ana/devices/2fa/{kind}?_action=reset");
        let none = post(&mut ana, &path, &json!({})).await;
        assert_eq!(none.json(), json!({"result": true}), "{kind}");
    }
    assert_eq!(apps(&app).await, 1);
    app.world.clock.advance_seconds(301);
    let late = post(&mut ana, oath, &json!({})).await;
    assert_eq!(
        late.json()["detail"]["errorCode"],
        "reauthentication_required"
    );
    let done = post(&mut guy, oath, &json!({})).await;
    assert_eq!(done.json(), json!({"result": true}));
    assert_eq!(apps(&app).await, 0);
    let mail = app.mail().await;
    assert!(
        mail.iter().any(|one| one.template == "method-removed"),
        "{mail:?}"
    );
    let mut ana = signed_in(&app, "ana").await;
    app.apply(json!({"kind": "user", "realm": "acme", "username": "ana", "totp": {"secret": "KRUGKIDROVUWG2ZAKRUGKIDROVUWG2ZA"}}))
        .await;
    assert_eq!(apps(&app).await, 1);
    let done = post(&mut ana, oath, &json!({})).await;
    assert_eq!(done.json(), json!({"result": true}), "{}", done.body);
    assert_eq!(apps(&app).await, 0);
    let missing = post(
        &mut guy,
        "/nobody/devices/2fa/oath?_action=reset",
        &json!({}),
    )
    .await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    let odd = post(
        &mut ana,
        "/ana/devices/2fa/pigeon?_action=reset",
        &json!({}),
    )
    .await;
    assert_eq!(odd.status, StatusCode::BAD_REQUEST);
}

/// How many authenticators Ana has.
async fn apps(app: &App) -> usize {
    let cx = app.world.cx();
    let mut tx = cx.db().read().await.unwrap();
    let ana = users::by_username_key(&cx, &mut tx, "ana").await.unwrap();
    drop(tx);
    let mine = authenticators::list(&cx, ana.unwrap().id).await;
    mine.unwrap().len()
}

on_every_database!(
    a_password_is_changed_and_other_sessions_end,
    security_questions_are_set_soon_after_signing_in,
    devices_are_reset_by_their_owner_and_by_administrators,
);

#[tokio::test]
async fn where_somebody_may_be_sent_is_told() {
    let app = acme(Database::Sqlite).await;
    let mut client = app.browser();
    for (goto, to) in [
        ("/realms/acme/account/apps", "/realms/acme/account/apps"),
        ("https://evil.example/", "/realms/acme/account"),
        ("//evil.example", "/realms/acme/account"),
    ] {
        let body = json!({"goto": goto});
        let told = post(&mut client, "?_action=validateGoto", &body).await;
        assert_eq!(told.json(), json!({"successURL": to}));
    }
    let odd = post(&mut client, "?_action=create", &json!({})).await;
    assert_eq!(odd.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn attack_nobody_changes_anything_of_somebody_else() {
    let app = acme(Database::Sqlite).await;
    app.apply(json!({"kind": "user", "realm": "acme", "username": "bea", "password": PASSWORD}))
        .await;
    let mut bea = signed_in(&app, "bea").await;
    let mut answers = Vec::new();
    for id in ["ana", "nobody", "usr_00000000000000000000000000"] {
        let refused = change(&mut bea, id, PASSWORD, ANOTHER).await;
        answers.push((refused.status, refused.body));
        let questions = json!({"kbaInfo": [{"questionId": "1", "answer": "x"}]});
        let path = format!("/{id}");
        let refused = send(&mut bea, Method::PATCH, &path, &questions).await;
        answers.push((refused.status, refused.body));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!(answers[0].0, StatusCode::FORBIDDEN);
    assert!(questions(&app).await.is_empty());
    let refused = change(&mut app.browser(), "ana", PASSWORD, ANOTHER).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn attack_guessing_the_current_password_by_this_way_locks_as_well() {
    let app = acme(Database::Sqlite).await;
    let mut client = signed_in(&app, "ana").await;
    for _ in 0..10 {
        change(&mut client, "ana", "wrong", ANOTHER).await;
    }
    let locked = change(&mut client, "ana", PASSWORD, ANOTHER).await;
    assert_eq!(locked.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(locked.headers.contains_key("retry-after"));
}

#[tokio::test]
async fn attack_a_page_of_an_app_does_not_change_an_account() {
    let app = acme(Database::Sqlite).await;
    let mut client = signed_in(&app, "ana").await;
    let headers = [
        ("content-type", "application/json"),
        ("origin", "http://127.0.0.1:9000"),
    ];
    let url = format!("{USERS}/ana?_action=changePassword");
    let body = json!({"currentpassword": PASSWORD, "userpassword": ANOTHER}).to_string();
    let refused = client.send(Method::POST, &url, &headers, &body).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}
