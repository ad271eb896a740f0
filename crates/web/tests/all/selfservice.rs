//! The self-service interface for programs. The transcripts are those that its clients were written against; they must
//! come back to the letter, but for tokens.

use axum::http::Method;
use durward_testkit::{App, Browser, Database, Page};
use serde_json::{Value, json};

use crate::support::acme;

const BASE: &str = "/json/realms/root/realms/acme/selfservice";
const CAPTCHA: &str = "https://www.google.com/recaptcha/api/siteverify";

/// The realm `acme` with these self-service settings and a captcha service that lets everybody through.
async fn offering(database: Database, settings: Value) -> App {
    let app = acme(database).await;
    app.world
        .network
        .answer(CAPTCHA, 200, r#"{"success": true}"#);
    set(&app, settings).await;
    app
}

async fn set(app: &App, settings: Value) {
    app.apply(json!({"kind": "realm", "name": "acme", "services": {"selfService": settings}}))
        .await;
}

fn captcha() -> Value {
    json!({"captchaSiteKey": "6Lfr1...cIqbd", "captchaSecretKey": "s3cr3t"})
}

async fn first(browser: &mut Browser, flow: &str) -> Page {
    browser.get(&format!("{BASE}/{flow}")).await
}

async fn submit(browser: &mut Browser, flow: &str, token: Option<&str>, input: Value) -> Page {
    let mut body = json!({"input": input});
    if let Some(token) = token {
        body["token"] = json!(token);
    }
    let address = format!("{BASE}/{flow}?_action=submitRequirements");
    let json = [("content-type", "application/json")];
    browser
        .send(Method::POST, &address, &json, &body.to_string())
        .await
}

fn token(page: &Page) -> String {
    let body = page.json();
    let token = body["token"].as_str();
    token
        .unwrap_or_else(|| panic!("no token: {body}"))
        .to_owned()
}

/// Holds an answer against a transcript, byte by byte but for white space and the token.
fn says(page: &Page, status: u16, transcript: &str) {
    let wanted: Value = serde_json::from_str(transcript).unwrap();
    let mut wanted = wanted.to_string();
    if let Some(there) = page.json().get("token").and_then(Value::as_str) {
        let written: Value = serde_json::from_str(transcript).unwrap();
        let blank = written["token"].as_str().unwrap_or_default();
        wanted = wanted.replace(blank, there);
    }
    assert_eq!(
        (page.status.as_u16(), page.body.as_str()),
        (status, wanted.as_str())
    );
}

/// Signs `username` up with an answer to the question of the first car.
async fn demo(app: &App, browser: &mut Browser, username: &str) {
    set(
        app,
        json!({"userRegistration": {"userRegistrationEnabled": true,
        "userRegistrationEmailVerificationEnabled": false, "userRegistrationKbaEnabled": true}}),
    )
    .await;
    let user = json!({"user": {"username": username, "mail": format!("{username}.user@example.com"),
        "givenName": "Demo", "sn": "User", "userPassword": "Changeit12345"}});
    let flow = "userRegistration";
    let page = submit(browser, flow, None, user).await;
    assert_eq!(
        page.json()["type"],
        "kbaSecurityAnswerDefinitionStage",
        "{}",
        page.body
    );
    let answers = json!({"kba": [{"questionId": "2", "answer": "Mustang"}]});
    let page = submit(browser, flow, Some(&token(&page)), answers).await;
    assert_eq!(page.json()["tag"], "end", "{}", page.body);
}

/// The code in the newest mail.
async fn code(app: &App) -> String {
    app.world.clock.advance_seconds(30);
    let mails = app.mail().await;
    let link = mails[0].link.clone().unwrap();
    let code = link.split("code=").nth(1).unwrap();
    code.split('&').next().unwrap().to_owned()
}

#[tokio::test]
async fn the_transcript_of_a_registration_comes_back_to_the_letter() {
    let settings = json!({"userRegistration": {"userRegistrationEnabled": true}});
    let app = offering(Database::Sqlite, settings).await;
    let mut browser = app.browser();
    let flow = "userRegistration";
    let page = first(&mut browser, flow).await;
    says(
        &page,
        200,
        r#"{
       "requirements": {
         "$schema": "http://json-schema.org/draft-04/schema#",
         "description": "New user details",
         "properties": {
            "user": {
                "description": "User details",
                "type": "object"
            }
         },
         "required": [
            "user"
         ],
         "type": "object"
       },
       "tag": "initial",
       "type": "userDetails"
    }"#,
    );
    let user = json!({"user": {"username": "DEMO", "givenName": "Demo User", "sn": "User",
        "mail": "demo@example.com", "userPassword": "forgerock", "inetUserStatus": "Active"}});
    let page = submit(&mut browser, flow, None, user).await;
    says(
        &page,
        200,
        r#"{
        "requirements": {
          "$schema": "http://json-schema.org/draft-04/schema#",
          "description": "Verify emailed code",
          "properties": {
             "code": {
                 "description": "Enter code emailed",
                 "type": "string"
             }
          },
          "required": [
              "code"
          ],
          "type": "object"
        },
        "tag": "validateCode",
        "token": "eyJ0eXAiOiJKV.....QiLCJjmqrlqUfQ",
        "type": "emailValidation"
     }"#,
    );
    let (token, code) = (token(&page), code(&app).await);
    let page = submit(&mut browser, flow, Some(&token), json!({"code": code})).await;
    let end = r#"{"type": "selfRegistration", "tag": "end", "status": {"success": true}, "additions": {}}"#;
    says(&page, 200, end);
    let page = browser.get("/realms/acme/login").await;
    browser.sign_in(&page, "demo", "forgerock").await;
    assert!(browser.cookies.contains_key("durward-session.acme"));
}

const CAPTCHA_STAGE: &str = r#"{
      "type": "captcha",
      "tag": "initial",
      "requirements": {
         "$schema": "http://json-schema.org/draft-04/schema#",
         "description": "Captcha stage",
         "type": "object",
         "required": [
           "response"
         ],
         "properties": {
           "response": {
             "recaptchaSiteKey": "6Lfr1...cIqbd",
             "description": "Captcha response",
             "type": "string"
           }
          }
      }
    }"#;
const QUERY_STAGE: &str = r#"{
         "type": "userQuery",
         "tag": "initial",
         "requirements": {
           "$schema": "http://json-schema.org/draft-04/schema#",
           "description": "Find your account",
           "type": "object",
           "required": [
             "queryFilter"
           ],
          "properties": {
            "queryFilter": {
              "description": "filter string to find account",
              "type": "string"
            }
          }
       },
       "token": "eyAicHis...PIF-lN4s"
     }"#;
const QUESTION_STAGE: &str = r#"{
        "type": "kbaSecurityAnswerVerificationStage",
        "tag": "initial",
        "requirements": {
          "$schema": "http://json-schema.org/draft-04/schema#",
          "description": "Answer security questions",
          "type": "object",
          "required": [
            "answer1"
          ],
        "properties": {
          "answer1": {
            "systemQuestion": {
              "en": "What was the model of your first car?"
            },
          "type": "string"
          }
        }
      },
      "token": "eyAicHis...PIF-lN4s"
    }"#;
const UNKNOWN: &str =
    r#"{"code": 400, "reason": "Bad Request", "message": "Unable to find account"}"#;

#[tokio::test]
async fn the_transcript_of_a_forgotten_username_comes_back_to_the_letter() {
    let app = offering(Database::Sqlite, json!({})).await;
    let mut browser = app.browser();
    demo(&app, &mut browser, "demo").await;
    set(
        &app,
        json!({"generalConfig": captcha(), "forgottenUsername": {"forgottenUsernameEnabled": true,
        "forgottenUsernameCaptchaEnabled": true, "forgottenUsernameKbaEnabled": true,
        "forgottenUsernameShowUsernameEnabled": true}}),
    )
    .await;
    let flow = "forgottenUsername";
    says(&first(&mut browser, flow).await, 200, CAPTCHA_STAGE);
    let response = json!({"response": "03AHJ...qiE1x4"});
    let page = submit(&mut browser, flow, None, response).await;
    says(&page, 200, QUERY_STAGE);
    let nobody = json!({"queryFilter": "mail eq \"nobody@example.com\""});
    let unknown = submit(&mut browser, flow, Some(&token(&page)), nobody).await;
    says(&unknown, 400, UNKNOWN);
    let query = json!({"queryFilter": "mail eq \"demo.user@example.com\""});
    let page = submit(&mut browser, flow, Some(&token(&page)), query).await;
    says(&page, 200, QUESTION_STAGE);
    let answer = json!({"answer1": "Mustang"});
    let page = submit(&mut browser, flow, Some(&token(&page)), answer).await;
    says(
        &page,
        200,
        r#"{"type": "retrieveUsername", "tag": "end", "status": {"success": true}, "additions": {"userName": "demo"}}"#,
    );
    app.world.clock.advance_seconds(30);
    let mail = app.mail().await.remove(0);
    assert_eq!(mail.to, "demo.user@example.com");
    let html = mail.html.unwrap();
    assert!(
        html.contains("Your username is") && html.contains("demo"),
        "{html}"
    );
}

#[tokio::test]
async fn the_transcript_of_a_forgotten_password_comes_back_to_the_letter() {
    let app = offering(Database::Sqlite, json!({})).await;
    let mut browser = app.browser();
    demo(&app, &mut browser, "demo").await;
    set(
        &app,
        json!({"generalConfig": captcha(), "forgottenPassword": {"forgottenPasswordEnabled": true,
        "forgottenPasswordCaptchaEnabled": true, "forgottenPasswordKbaEnabled": true,
        "forgottenPasswordEmailVerificationEnabled": false}}),
    )
    .await;
    // The password of the transcript is one that many people use.
    app.apply(json!({"kind": "realm", "name": "acme", "services": {"password-policy": {"forbidCommon": false}}}))
        .await;
    let flow = "forgottenPassword";
    says(&first(&mut browser, flow).await, 200, CAPTCHA_STAGE);
    let response = json!({"response": "03AHJ...qiE1x4"});
    let page = submit(&mut browser, flow, None, response).await;
    says(&page, 200, QUERY_STAGE);
    let query = json!({"queryFilter": "uid eq \"demo\""});
    let page = submit(&mut browser, flow, Some(&token(&page)), query).await;
    says(&page, 200, QUESTION_STAGE);
    let answer = json!({"answer1": "Mustang"});
    let page = submit(&mut browser, flow, Some(&token(&page)), answer).await;
    says(
        &page,
        200,
        r#"{
      "type": "resetStage",
      "tag": "initial",
      "requirements": {
         "$schema": "http://json-schema.org/draft-04/schema#",
         "description": "Reset password",
         "type": "object",
         "required": [
            "password"
         ],
         "properties": {
            "password": {
              "description": "Password",
              "type": "string"
            }
         }
      },
      "token": "eyAicHis...PIF-lN4s"
    }"#,
    );
    let token = token(&page);
    let short = json!({"password": "User1"});
    let refused = submit(&mut browser, flow, Some(&token), short).await;
    let words =
        r#"{"code": 400, "reason": "Bad Request", "message": "Minimum password length is 8."}"#;
    says(&refused, 400, words);
    let password = json!({"password": "User1234"});
    let page = submit(&mut browser, flow, Some(&token), password.clone()).await;
    let end =
        r#"{"type": "resetStage", "tag": "end", "status": {"success": true}, "additions": {}}"#;
    says(&page, 200, end);
    let replayed = submit(&mut browser, flow, Some(&token), password).await;
    assert_eq!(replayed.status, 400, "{}", replayed.body);
    let page = browser.get("/realms/acme/login").await;
    browser.sign_in(&page, "demo", "User1234").await;
    assert!(browser.cookies.contains_key("durward-session.acme"));
}

#[tokio::test]
async fn what_a_realm_does_not_offer_is_not_supported() {
    let app = offering(Database::Sqlite, json!({})).await;
    let mut browser = app.browser();
    let words = r#"{"code": 501, "reason": "Not Supported", "message": "Service not configured"}"#;
    for flow in [
        "userRegistration",
        "forgottenPassword",
        "forgottenUsername",
        "kba",
    ] {
        says(&first(&mut browser, flow).await, 501, words);
    }
    let flow = "userRegistration";
    let page = submit(&mut browser, flow, None, json!({"user": {}})).await;
    says(&page, 501, words);
    // With neither mail nor questions, whoever knows a name could set its password.
    set(
        &app,
        json!({"forgottenPassword": {"forgottenPasswordEnabled": true,
        "forgottenPasswordEmailVerificationEnabled": false}}),
    )
    .await;
    says(&first(&mut browser, "forgottenPassword").await, 501, words);
}

#[tokio::test]
async fn the_questions_of_a_realm_can_be_read() {
    let settings = json!({"userRegistration": {"userRegistrationKbaEnabled": true}});
    let app = offering(Database::Sqlite, settings).await;
    let body = first(&mut app.browser(), "kba").await.json();
    assert_eq!(
        body["questions"]["1"],
        json!({"en": "What is the name of your favourite restaurant?"})
    );
    assert_eq!(body["minimumAnswersToDefine"], 1);
    assert_eq!(body["minimumAnswersToVerify"], 1);
}

#[tokio::test]
async fn attack_a_token_is_of_its_realm_and_flow_shows_nothing_and_ends() {
    let both = json!({"userRegistration": {"userRegistrationEnabled": true},
        "forgottenPassword": {"forgottenPasswordEnabled": true}});
    let app = offering(Database::Sqlite, both.clone()).await;
    app.apply(json!({"kind": "realm", "name": "emea", "services": {"selfService": both, "password-hashing": {"memoryKib": 8, "iterations": 1}}}))
        .await;
    let mut browser = app.browser();
    let user = json!({"user": {"username": "eve", "mail": "eve@example.com", "userPassword": "correct horse"}});
    let page = submit(&mut browser, "userRegistration", None, user).await;
    let (token, code) = (token(&page), code(&app).await);
    for word in ["eve", "correct", &code] {
        let plain = data_encoding::BASE64URL_NOPAD.encode(word.as_bytes());
        assert!(!token.contains(word) && !token.contains(&plain));
    }
    let input = json!({"code": code});
    let elsewhere = submit(
        &mut browser,
        "forgottenPassword",
        Some(&token),
        input.clone(),
    )
    .await;
    assert_eq!(elsewhere.status, 400, "{}", elsewhere.body);
    let body = json!({"input": input, "token": token}).to_string();
    let address =
        "/json/realms/root/realms/emea/selfservice/userRegistration?_action=submitRequirements";
    let json = [("content-type", "application/json")];
    let foreign = browser.send(Method::POST, address, &json, &body).await;
    assert_eq!(foreign.status, 400, "{}", foreign.body);
    app.world.clock.advance_seconds(901);
    let late = submit(&mut browser, "userRegistration", Some(&token), input).await;
    assert_eq!(late.status, 400, "{}", late.body);
}

#[tokio::test]
async fn attack_a_code_cannot_be_guessed_for_long() {
    let settings = json!({"userRegistration": {"userRegistrationEnabled": true}});
    let app = offering(Database::Sqlite, settings).await;
    let mut browser = app.browser();
    let flow = "userRegistration";
    let user = json!({"user": {"username": "eve", "mail": "eve@example.com", "userPassword": "correct horse"}});
    let page = submit(&mut browser, flow, None, user).await;
    let (token, code) = (token(&page), code(&app).await);
    for _ in 0..5 {
        let wrong = json!({"code": "cf53fcb6-3bf2-44eb-a437-885296899699"});
        let page = submit(&mut browser, flow, Some(&token), wrong).await;
        assert_eq!(page.json()["message"], "Invalid code");
    }
    let page = submit(&mut browser, flow, Some(&token), json!({"code": code})).await;
    assert_eq!(page.status, 400, "{}", page.body);
}

#[tokio::test]
async fn attack_where_accounts_are_hidden_nothing_tells_who_has_one() {
    let settings = json!({"generalConfig": {"hideAccountExistence": true},
        "forgottenPassword": {"forgottenPasswordEnabled": true},
        "forgottenUsername": {"forgottenUsernameEnabled": true}});
    let app = offering(Database::Sqlite, settings).await;
    let mut browser = app.browser();
    let mut answers = Vec::new();
    for who in ["ana@acme.example", "nobody@acme.example"] {
        let query = json!({"queryFilter": format!("mail eq \"{who}\"")});
        let flow = "forgottenPassword";
        let page = submit(&mut browser, flow, None, query.clone()).await;
        let sent = token(&page);
        let wrong = json!({"code": "cf53fcb6-3bf2-44eb-a437-885296899699"});
        let guess = submit(&mut browser, flow, Some(&sent), wrong).await;
        let told = submit(&mut browser, "forgottenUsername", None, query).await;
        answers.push((page.body.replace(&sent, ""), guess.body, told.body));
    }
    assert_eq!(answers[0], answers[1]);
    app.world.clock.advance_seconds(30);
    let mails = app.mail().await;
    assert!(
        mails.iter().all(|mail| mail.to == "ana@acme.example"),
        "{mails:?}"
    );
    assert_eq!(mails.len(), 2, "{mails:?}");
}

#[tokio::test]
async fn somebody_who_signs_up_may_be_signed_in_at_once() {
    let settings = json!({"userRegistration": {"userRegistrationEnabled": true,
        "userRegistrationEmailVerificationEnabled": false, "userRegisteredDestination": "auto-login"}});
    let app = offering(Database::Sqlite, settings).await;
    let mut browser = app.browser();
    let user = json!({"user": {"username": "eve", "userPassword": "correct horse"}});
    let page = submit(&mut browser, "userRegistration", None, user).await;
    let body = page.json();
    assert_eq!(body["type"], "autoLoginStage", "{body}");
    assert_eq!(body["additions"]["successUrl"], "/realms/acme/account");
    assert!(body["additions"]["tokenId"].is_string());
    let account = browser.get("/realms/acme/account").await;
    assert!(account.status.is_success(), "{}", account.status);
}

#[tokio::test]
async fn without_a_captcha_service_a_browser_proves_some_work_once() {
    let settings = json!({"userRegistration": {"userRegistrationEnabled": true,
        "userRegistrationCaptchaEnabled": true}});
    let app = offering(Database::Sqlite, settings).await;
    let mut browser = app.browser();
    let flow = "userRegistration";
    let body = first(&mut browser, flow).await.json();
    let asked = &body["requirements"]["properties"]["response"]["proofOfWork"];
    let (challenge, bits) = (
        asked["challenge"].as_str().unwrap(),
        asked["zeroBits"].as_u64().unwrap(),
    );
    let lazy = json!({"response": format!("{challenge}:0")});
    let refused = submit(&mut browser, flow, None, lazy).await;
    assert_eq!(refused.status, 400, "{}", refused.body);
    let proof = (0u64..).find(|nonce| zeros(&format!("{challenge}:{nonce}")) >= bits);
    let response = json!({"response": format!("{challenge}:{}", proof.unwrap())});
    let page = submit(&mut browser, flow, None, response.clone()).await;
    assert_eq!(page.json()["type"], "userDetails", "{}", page.body);
    let again = submit(&mut browser, flow, None, response).await;
    assert_eq!(again.status, 400, "{}", again.body);
}

fn zeros(text: &str) -> u64 {
    let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes());
    let first = u64::from_be_bytes(hash.as_ref()[..8].try_into().unwrap());
    u64::from(first.leading_zeros())
}

#[tokio::test]
async fn what_may_not_be_set_and_what_is_taken_is_refused() {
    let settings = json!({"userRegistration": {"userRegistrationEnabled": true,
        "userRegistrationEmailVerificationEnabled": false}});
    let app = offering(Database::Sqlite, settings).await;
    let mut browser = app.browser();
    let flow = "userRegistration";
    let wrong = [
        (
            json!({"username": "eve", "userPassword": "correct horse", "emailVerified": true}),
            400,
        ),
        (
            json!({"username": "eve", "userPassword": "correct horse", "telephoneNumber": "+3225550100"}),
            400,
        ),
        (json!({"username": "eve", "userPassword": "short"}), 400),
        (json!({"username": "eve"}), 400),
        (
            json!({"username": "ANA", "userPassword": "correct horse"}),
            409,
        ),
        (
            json!({"username": "eve", "mail": "ana@acme.example", "userPassword": "correct horse"}),
            409,
        ),
    ];
    for (user, status) in wrong {
        let page = submit(&mut browser, flow, None, json!({"user": user})).await;
        assert_eq!(page.status.as_u16(), status, "{user}: {}", page.body);
    }
}

#[tokio::test]
async fn attack_many_guesses_at_once_are_no_more_than_a_few() {
    let app = offering(Database::Sqlite, json!({})).await;
    let mut browser = app.browser();
    demo(&app, &mut browser, "demo").await;
    set(&app, json!({"forgottenUsername": {"forgottenUsernameEnabled": true, "forgottenUsernameKbaEnabled": true}}))
        .await;
    let flow = "forgottenUsername";
    let query = json!({"queryFilter": "uid eq \"demo\""});
    let page = submit(&mut browser, flow, None, query).await;
    let sent = token(&page);
    let mut guesses = tokio::task::JoinSet::new();
    for guess in 0..20 {
        let (mut browser, sent) = (app.browser(), sent.clone());
        guesses.spawn(async move {
            let answer = json!({"answer1": format!("Car {guess}")});
            submit(&mut browser, flow, Some(&sent), answer).await
        });
    }
    let pages = guesses.join_all().await;
    let looked_at = |page: &&Page| page.body.contains("The answers are not correct.");
    assert_eq!(pages.iter().filter(looked_at).count(), 5);
    let right = json!({"answer1": "Mustang"});
    let late = submit(&mut browser, flow, Some(&sent), right).await;
    assert_eq!(late.status.as_u16(), 400, "{}", late.body);
}

#[tokio::test]
async fn an_answer_that_could_not_be_looked_at_is_no_guess() {
    let app = offering(Database::Sqlite, json!({})).await;
    let mut browser = app.browser();
    demo(&app, &mut browser, "demo").await;
    set(&app, json!({"forgottenUsername": {"forgottenUsernameEnabled": true, "forgottenUsernameKbaEnabled": true}}))
        .await;
    let flow = "forgottenUsername";
    let query = json!({"queryFilter": "uid eq \"demo\""});
    let page = submit(&mut browser, flow, None, query).await;
    let sent = token(&page);
    for _ in 0..8 {
        let empty = submit(&mut browser, flow, Some(&sent), json!({})).await;
        assert_eq!(empty.status.as_u16(), 400, "{}", empty.body);
    }
    let right = json!({"answer1": "Mustang"});
    let done = submit(&mut browser, flow, Some(&sent), right).await;
    assert_eq!(done.json()["tag"], "end", "{}", done.body);
}
