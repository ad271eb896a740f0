//! Signing up and getting back in, through the forms.

use axum::http::{Method, StatusCode};
use durward_identity::users::UserFields;
use durward_messaging::mailbox::Mail;
use durward_model::text::{Email, Username};
use durward_signin::admission;
use durward_testkit::{App, Browser, Database, Page};
use serde_json::{Value, json};

use crate::support::acme;

const PASSWORD: &str = "correct horse battery staple";
const NEW_PASSWORD: &str = "another horse another battery";

async fn offering(database: Database, services: Value) -> App {
    let app = acme(database).await;
    app.apply(json!({"kind": "realm", "name": "acme", "services": services}))
        .await;
    app
}

async fn fill(browser: &mut Browser, page: &Page, answers: &[(&str, &str)]) -> Page {
    let mut answers = answers.to_vec();
    answers.push(("login-submit", "1"));
    let page = browser.submit(page, "sign-in", &answers).await;
    let page = browser.follow(page).await;
    assert!(page.status.is_success(), "{} {}", page.status, page.body);
    page
}

/// All messages, the ones that wait for others to the same address included.
async fn mails(app: &App) -> Vec<Mail> {
    app.world.clock.advance_seconds(30);
    app.mail().await
}

async fn code(app: &App) -> String {
    app.mail().await[0].code.clone().unwrap()
}

fn step(page: &Page) -> String {
    let after = page.body.split("data-step=\"").nth(1).unwrap_or_default();
    after.split('"').next().unwrap_or_default().to_owned()
}

async fn signs_in(app: &App, username: &str, password: &str) -> bool {
    let mut browser = app.browser();
    let page = browser.get("/realms/acme/login").await;
    browser.sign_in(&page, username, password).await;
    browser.cookies.contains_key("durward-session.acme")
}

fn registration() -> Value {
    json!({"userRegistration": {"userRegistrationEnabled": true}})
}

#[tokio::test]
async fn somebody_signs_up_in_the_steps_of_the_realm() {
    let services = json!({"selfService": registration(),
        "terms": {"active": "2026-01", "versions": [{"version": "2026-01", "createDate": "2026-01-01T00:00:00Z",
            "terms": {"en": "Be kind.", "nl": "Wees aardig."}}]}});
    let app = offering(Database::Sqlite, services).await;
    let mut browser = app.browser();
    let page = browser.get("/realms/acme/login").await;
    assert!(page.body.contains("/realms/acme/register"), "{}", page.body);
    let page = browser.get("/realms/acme/register").await;
    assert_eq!(step(&page), "RegistrationEmail");
    let page = fill(&mut browser, &page, &[("email", "not an address")]).await;
    assert!(page.body.contains("email-problem"), "{}", page.body);
    assert_eq!(page.field("sign-in", "email").unwrap(), "not an address");
    let page = fill(&mut browser, &page, &[("email", "eve@example.com")]).await;
    assert_eq!(step(&page), "Registration");
    let code = code(&app).await;
    let page = fill(&mut browser, &page, &[("otp", &code), ("callback-2", "0")]).await;
    assert_eq!(step(&page), "RegistrationTerms");
    assert!(page.body.contains("Be kind."));
    let page = fill(&mut browser, &page, &[]).await;
    assert_eq!(
        step(&page),
        "RegistrationTerms",
        "without a tick nobody goes on"
    );
    let page = fill(&mut browser, &page, &[("terms-accept", "true")]).await;
    assert_eq!(step(&page), "RegistrationProfile");
    let page = fill(
        &mut browser,
        &page,
        &[("givenName", "Eve"), ("birthdate", "1990-13-01")],
    )
    .await;
    assert!(page.body.contains("birthdate-problem"), "{}", page.body);
    let page = fill(
        &mut browser,
        &page,
        &[("givenName", "Eve"), ("birthdate", "1990-12-01")],
    )
    .await;
    assert_eq!(step(&page), "RegistrationCredentials");
    let page = fill(
        &mut browser,
        &page,
        &[("username", "ana"), ("new-password", NEW_PASSWORD)],
    )
    .await;
    assert!(
        page.body.contains("This username is taken."),
        "{}",
        page.body
    );
    assert_eq!(
        page.field("sign-in", "username").unwrap(),
        "ana",
        "what was typed is kept"
    );
    let page = fill(
        &mut browser,
        &page,
        &[("username", "eve"), ("new-password", "short")],
    )
    .await;
    assert!(page.body.contains("new-password-problem"), "{}", page.body);
    let page = fill(&mut browser, &page, &[("new-password", NEW_PASSWORD)]).await;
    assert_eq!(step(&page), "outcome", "{}", page.body);
    assert!(page.body.contains("You have successfully registered"));
    assert!(!browser.cookies.contains_key("durward-session.acme"));
    assert!(signs_in(&app, "eve", NEW_PASSWORD).await);
    let cx = app.world.cx();
    let mut tx = cx.db().read().await.unwrap();
    let user = durward_store::users::by_username_key(&cx, &mut tx, "eve")
        .await
        .unwrap()
        .unwrap();
    assert!(user.email_verified);
    assert_eq!(user.profile.given_name.as_deref(), Some("Eve"));
    let accepted = durward_store::terms::accepted_at(&cx, &mut tx, user.id, "2026-01").await;
    assert!(accepted.unwrap().is_some());
}

#[tokio::test]
async fn after_signing_up_one_may_go_straight_on() {
    let services = json!({"selfService": {"userRegistration": {"userRegistrationEnabled": true,
        "userRegistrationEmailVerificationEnabled": false, "userRegisteredDestination": "autologin"}},
        "registration": {"steps": [{"component": "credentials"}, {"component": "email", "mode": "optional"}]}});
    let app = offering(Database::Sqlite, services).await;
    let mut browser = app.browser();
    let page = browser
        .get("/realms/acme/register?goto=%2Frealms%2Facme%2Faccount%2Fsessions")
        .await;
    assert_eq!(step(&page), "RegistrationCredentials");
    let page = fill(
        &mut browser,
        &page,
        &[("username", "eve"), ("new-password", NEW_PASSWORD)],
    )
    .await;
    assert_eq!(step(&page), "RegistrationEmail");
    let page = fill(&mut browser, &page, &[("email", "")]).await;
    assert_eq!(page.url, "/realms/acme/account/sessions", "{}", page.body);
}

#[tokio::test]
async fn security_questions_are_set_while_signing_up() {
    let services = json!({"selfService": {"generalConfig": {"minimumAnswersToDefine": 2, "minimumAnswersToVerify": 2},
        "userRegistration": {"userRegistrationEnabled": true, "userRegistrationKbaEnabled": true},
        "forgottenPassword": {"forgottenPasswordEnabled": true, "forgottenPasswordKbaEnabled": true,
            "forgottenPasswordEmailVerificationEnabled": false}},
        "registration": {"steps": [{"component": "credentials"}]}});
    let app = offering(Database::Sqlite, services).await;
    let mut browser = app.browser();
    let page = browser.get("/realms/acme/register").await;
    let page = fill(
        &mut browser,
        &page,
        &[("username", "eve"), ("new-password", NEW_PASSWORD)],
    )
    .await;
    assert_eq!(step(&page), "RegistrationQuestions");
    let same = [
        ("callback-0", "2"),
        ("callback-0-answer", "Mustang"),
        ("callback-1", "2"),
        ("callback-1-answer", "Mini"),
    ];
    let page = fill(&mut browser, &page, &same).await;
    assert_eq!(step(&page), "RegistrationQuestions");
    let answers = [
        ("callback-0", "2"),
        ("callback-0-answer", "Mustang"),
        ("callback-1", "own"),
        ("callback-1-own", "Best day?"),
        ("callback-1-answer", "Sunday"),
    ];
    let page = fill(&mut browser, &page, &answers).await;
    assert_eq!(step(&page), "outcome", "{}", page.body);
    let mut browser = app.browser();
    let page = browser.get("/realms/acme/recover").await;
    let page = fill(&mut browser, &page, &[("username", "eve")]).await;
    assert_eq!(step(&page), "ResetPasswordQuestions");
    let answer = |page: &Page, place: usize| {
        let own = page.body.find("Best day?").unwrap();
        let car = page.body.find("first car").unwrap();
        let own_first = own < car;
        if own_first == (place == 0) {
            "  SUNDAY "
        } else {
            "mustang"
        }
    };
    let wrong = [("callback-0", "no"), ("callback-1", "no")];
    let page = fill(&mut browser, &page, &wrong).await;
    assert_eq!(step(&page), "ResetPasswordQuestions");
    let (one, two) = (answer(&page, 0), answer(&page, 1));
    let page = fill(
        &mut browser,
        &page,
        &[("callback-0", one), ("callback-1", two)],
    )
    .await;
    assert_eq!(step(&page), "NewPassword", "{}", page.body);
}

#[tokio::test]
async fn a_forgotten_password_is_reset_by_a_code_and_other_sessions_end() {
    let services =
        json!({"selfService": {"forgottenPassword": {"forgottenPasswordEnabled": true}}});
    let app = offering(Database::Sqlite, services).await;
    let mut old = app.browser();
    let page = old.get("/realms/acme/login").await;
    old.sign_in(&page, "ana", "correct horse battery staple")
        .await;
    assert!(old.get("/realms/acme/account").await.status.is_success());
    let mut browser = app.browser();
    let page = browser.get("/realms/acme/login").await;
    assert!(page.body.contains("/realms/acme/recover"));
    let page = browser.get("/realms/acme/recover").await;
    assert_eq!(step(&page), "ResetPasswordName");
    let page = fill(&mut browser, &page, &[("username", "ana")]).await;
    assert_eq!(step(&page), "ResetPassword");
    let code = code(&app).await;
    let page = fill(&mut browser, &page, &[("otp", &code), ("callback-2", "0")]).await;
    assert_eq!(step(&page), "NewPassword", "{}", page.body);
    let page = fill(&mut browser, &page, &[("new-password", "short")]).await;
    assert!(page.body.contains("new-password-problem"), "{}", page.body);
    let page = fill(&mut browser, &page, &[("new-password", NEW_PASSWORD)]).await;
    assert_eq!(step(&page), "outcome", "{}", page.body);
    assert_eq!(
        old.get("/realms/acme/account").await.status,
        StatusCode::SEE_OTHER
    );
    assert!(signs_in(&app, "ana", NEW_PASSWORD).await);
    let mails = mails(&app).await;
    assert!(
        mails.iter().any(|mail| mail.template == "password-changed"),
        "{mails:?}"
    );
}

#[tokio::test]
async fn attack_recovery_does_not_tell_who_has_an_account() {
    let services = json!({"selfService": {"forgottenPassword": {"forgottenPasswordEnabled": true},
        "forgottenUsername": {"forgottenUsernameEnabled": true}}});
    let app = offering(Database::Sqlite, services).await;
    let mut seen = Vec::new();
    for who in ["ana", "bob"] {
        let mut browser = app.browser();
        let page = browser.get("/realms/acme/recover?what=password").await;
        let page = fill(&mut browser, &page, &[("username", who)]).await;
        let wrong = fill(
            &mut browser,
            &page,
            &[("otp", "000000"), ("callback-2", "0")],
        )
        .await;
        let address = format!("{who}@acme.example");
        let name = browser.get("/realms/acme/recover?what=username").await;
        let name = fill(&mut browser, &name, &[("email", &address)]).await;
        seen.push([page, wrong, name].map(|page| (page.status, step(&page), words(&page))));
    }
    assert_eq!(seen[0], seen[1]);
    let mails = mails(&app).await;
    assert!(
        mails.iter().all(|mail| mail.to == "ana@acme.example"),
        "{mails:?}"
    );
    let username = mails
        .iter()
        .find(|mail| mail.template == "forgotten-username");
    assert!(username.unwrap().html.clone().unwrap().contains("ana"));
}

/// What a page says, without what is different each time.
fn words(page: &Page) -> String {
    let body = page.body.split("<main").nth(1).unwrap_or_default();
    let parts = body
        .split('<')
        .map(|part| part.split_once('>').map_or("", |(_, text)| text));
    parts.collect()
}

#[tokio::test]
async fn attack_what_is_not_offered_cannot_be_started_by_its_journey() {
    let app = acme(Database::Sqlite).await;
    let mut browser = app.browser();
    for path in ["/register", "/recover", "/recover?what=password"] {
        let page = browser.get(&format!("/realms/acme{path}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
    }
    for journey in ["Registration", "ResetPassword", "ForgottenUsername"] {
        let page = browser
            .get(&format!("/realms/acme/login?journey={journey}"))
            .await;
        assert_eq!(
            page.status,
            StatusCode::UNAUTHORIZED,
            "{journey}: {}",
            page.body
        );
    }
    let page = browser.get("/realms/acme/login").await;
    assert!(!page.body.contains("/register") && !page.body.contains("/recover"));
}

#[tokio::test]
async fn a_password_is_changed_by_who_knows_the_present_one() {
    let app = acme(Database::Sqlite).await;
    let mut browser = app.browser();
    let page = browser
        .get("/realms/acme/login?journey=UpdatePassword")
        .await;
    let present = [
        ("username", "ana"),
        ("password", "correct horse battery staple"),
    ];
    let page = fill(&mut browser, &page, &present).await;
    assert_eq!(step(&page), "NewPassword");
    fill(&mut browser, &page, &[("new-password", NEW_PASSWORD)]).await;
    assert!(browser.cookies.contains_key("durward-session.acme"));
    assert!(signs_in(&app, "ana", NEW_PASSWORD).await);
}

#[tokio::test]
async fn protected_details_change_only_soon_after_proving_who_one_is() {
    let services =
        json!({"selfService": {"profileManagement": {"profileProtectedUserAttributes": ["sn"]}}});
    let app = offering(Database::Sqlite, services).await;
    let mut browser = app.browser();
    let page = browser.get("/realms/acme/login").await;
    browser
        .sign_in(&page, "ana", "correct horse battery staple")
        .await;
    let page = browser.get("/realms/acme/account/profile").await;
    assert_eq!(page.field("profile", "sn").unwrap(), "Diaz");
    app.world.clock.advance_seconds(301);
    let page = browser.get("/realms/acme/account/profile").await;
    assert_eq!(page.field("profile", "sn"), None);
    let sent = [("givenName", "Anna"), ("sn", "Attacker")];
    let page = browser.submit(&page, "profile", &sent).await;
    let page = browser.follow(page).await;
    assert_eq!(page.field("profile", "givenName").unwrap(), "Anna");
    assert!(page.body.contains("Diaz") && !page.body.contains("Attacker"));
    let page = browser.open("/realms/acme/account/profile/confirm").await;
    let password = [("password", "correct horse battery staple")];
    let page = fill(&mut browser, &page, &password).await;
    let page = browser.submit(&page, "profile", &[("sn", "Díaz")]).await;
    let page = browser.follow(page).await;
    assert_eq!(page.field("profile", "sn").unwrap(), "Díaz");
    let page = browser
        .submit(&page, "profile", &[("birthdate", "tomorrow")])
        .await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn somebody_invited_chooses_a_password_once() {
    let app = acme(Database::Sqlite).await;
    let cx = app.world.cx();
    let mut tx = cx.db().begin().await.unwrap();
    let mut fields = UserFields::named(Username::parse("gus").unwrap());
    fields.email = Some(Email::parse("gus@example.com").unwrap());
    let (_, link) = admission::invite(&cx, &mut tx, fields).await.unwrap();
    tx.commit().await.unwrap();
    let mails = mails(&app).await;
    assert_eq!(mails[0].link.as_deref(), Some(link.expose().as_str()));
    let mut browser = app.browser();
    let page = browser.get(link.expose()).await;
    assert!(page.body.contains("gus"), "{}", page.body);
    let page = fill_once(&mut browser, &page, "short").await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    let page = fill_once(&mut browser, &page, NEW_PASSWORD).await;
    assert_eq!(step(&page), "outcome", "{}", page.body);
    assert!(signs_in(&app, "gus", NEW_PASSWORD).await);
    let page = browser.get(link.expose()).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST, "{}", page.body);
}

async fn fill_once(browser: &mut Browser, page: &Page, password: &str) -> Page {
    let answers = [("new-password", password)];
    browser.submit(page, "sign-in", &answers).await
}

#[tokio::test]
async fn the_link_in_a_mail_goes_on_with_the_flow_once_its_button_is_pressed() {
    let services =
        json!({"selfService": {"forgottenPassword": {"forgottenPasswordEnabled": true}}});
    let app = offering(Database::Sqlite, services).await;
    let mut browser = app.browser();
    let address =
        "/json/realms/root/realms/acme/selfservice/forgottenPassword?_action=submitRequirements";
    let body = json!({"input": {"queryFilter": "uid eq \"ana\""}}).to_string();
    let json = [("content-type", "application/json")];
    browser.send(Method::POST, address, &json, &body).await;
    let link = mails(&app).await[0].link.clone().unwrap();
    let page = browser.get(&link).await;
    assert_eq!(step(&page), "emailValidation", "{}", page.body);
    let page = browser.submit(&page, "sign-in", &[]).await;
    assert_eq!(step(&page), "resetStage", "{}", page.body);
    let page = fill_once(&mut browser, &page, NEW_PASSWORD).await;
    assert_eq!(step(&page), "outcome", "{}", page.body);
    assert!(signs_in(&app, "ana", NEW_PASSWORD).await);
}

#[tokio::test]
async fn a_password_that_is_about_to_expire_is_told_and_then_changed_on_the_way_in() {
    let services = json!({"password-policy": {"maximumAgeDays": 30, "expiryWarningDays": 3}});
    let app = offering(Database::Sqlite, services).await;
    let mut browser = app.browser();
    let page = browser.open("/realms/acme/account").await;
    let page = browser.sign_in(&page, "ana", PASSWORD).await;
    let page = browser.follow(page).await;
    assert!(!page.body.contains("password-expires"), "{}", page.body);
    app.world.clock.advance_seconds(28 * 86_400);
    let mut browser = app.browser();
    let page = browser.open("/realms/acme/account").await;
    let page = browser.sign_in(&page, "ana", PASSWORD).await;
    let page = browser.follow(page).await;
    assert!(
        page.body.contains("id=\"password-expires\""),
        "{}",
        page.body
    );
    app.world.clock.advance_seconds(2 * 86_400);
    let mut browser = app.browser();
    let page = browser.open("/realms/acme/account").await;
    let page = browser.sign_in(&page, "ana", PASSWORD).await;
    let page = browser.follow(page).await;
    assert_eq!(step(&page), "NewPassword");
    let page = fill(&mut browser, &page, &[("new-password", NEW_PASSWORD)]).await;
    assert_eq!(step(&page), "account-overview");
    assert!(!page.body.contains("password-expires"));
    assert!(signs_in(&app, "ana", NEW_PASSWORD).await);
}
