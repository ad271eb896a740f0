//! Codes, links and notices, through the forms and the mailbox.

use axum::http::{Method, StatusCode};
use durward_messaging::mailbox::Mail;
use durward_testkit::{App, Browser, Database, Page};
use serde_json::json;

use crate::support::{acme, authorize_url};

const ADDRESS: &str = "ana@acme.example";
const PASSWORD: &str = "correct horse battery staple";

/// The realm `acme`, where Ana has a telephone too.
async fn world(database: Database) -> App {
    let app = acme(database).await;
    app.apply(
        json!({"kind": "user", "realm": "acme", "username": "ana", "email": ADDRESS,
        "phone": "+32470000012", "phoneVerified": true}),
    )
    .await;
    app
}

/// Asks for a code for `address` and gives the page that asks for it.
async fn asked(browser: &mut Browser, address: &str) -> Page {
    let page = browser.get("/realms/acme/login?journey=EmailCode").await;
    let answers = [("email", address), ("login-submit", "1")];
    let page = browser.submit(&page, "sign-in", &answers).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    page
}

async fn enter(browser: &mut Browser, page: &Page, code: &str) -> Page {
    browser
        .submit(page, "sign-in", &[("otp", code), ("callback-2", "0")])
        .await
}

async fn again(browser: &mut Browser, page: &Page) -> Page {
    browser
        .submit(page, "sign-in", &[("otp", ""), ("callback-2", "1")])
        .await
}

fn newest<'a>(mails: &'a [Mail], template: &str) -> &'a Mail {
    let found = mails.iter().find(|mail| mail.template == template);
    found.unwrap_or_else(|| panic!("no {template} among {mails:?}"))
}

async fn code(app: &App) -> String {
    newest(&app.mail().await, "code").code.clone().unwrap()
}

/// Another code than this.
fn wrong(code: &str) -> String {
    let other = if code.starts_with('0') { "1" } else { "0" };
    format!("{other}{}", &code[1..])
}

fn signed_in(browser: &Browser) -> bool {
    browser.cookies.contains_key("durward-session.acme")
}

async fn a_code_by_mail_signs_in(database: Database) {
    let app = world(database).await;
    let mut browser = app.browser();
    let page = asked(&mut browser, ADDRESS).await;
    for part in [
        "a•••@acme.example",
        "name=\"otp\"",
        "autocomplete=\"one-time-code\"",
        "inputmode=\"numeric\"",
        "Enter the code",
    ] {
        assert!(page.body.contains(part), "{part}: {}", page.body);
    }
    let mails = app.mail().await;
    let mail = newest(&mails, "code");
    assert_eq!(mail.to, ADDRESS);
    let code = mail.code.clone().unwrap();
    assert_eq!(code.len(), 6);
    assert!(mail.text.contains(&code) && mail.text.contains("Hello Ana Diaz,"));
    assert!(!mail.subject.contains(&code), "mail servers log subjects");
    assert!(mail.html.as_ref().unwrap().contains(&code));
    // As people copy it.
    let spaced = format!(" {} {}", &code[..3], &code[3..]);
    let done = enter(&mut browser, &page, &spaced).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert!(signed_in(&browser));
    let replayed = enter(&mut app.browser(), &page, &code).await;
    assert_eq!(
        replayed.status,
        StatusCode::BAD_REQUEST,
        "{}",
        replayed.body
    );
}

async fn a_code_by_text_message_signs_in(database: Database) {
    let app = world(database).await;
    let mut browser = app.browser();
    let page = browser.get("/realms/acme/login?journey=PhoneCode").await;
    let bad = [("phone", "12"), ("login-submit", "1")];
    let page = browser.submit(&page, "sign-in", &bad).await;
    assert!(page.alert().unwrap().contains("telephone number"));
    let answers = [("phone", "0032 470 00 00 12"), ("login-submit", "1")];
    let page = browser.submit(&page, "sign-in", &answers).await;
    assert!(page.body.contains("+32 ••• ••12"), "{}", page.body);
    let mails = app.mail().await;
    let mail = newest(&mails, "code");
    assert_eq!((mail.medium.as_str(), mail.html.as_ref()), ("sms", None));
    assert_eq!(mail.to, "+32470000012");
    let done = enter(&mut browser, &page, mail.code.as_ref().unwrap()).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert!(signed_in(&browser));
}

async fn a_code_by_whatsapp_signs_in(database: Database) {
    let app = world(database).await;
    let mut browser = app.browser();
    let page = browser.get("/realms/acme/login?journey=WhatsAppCode").await;
    let answers = [("phone", "+32470000012"), ("login-submit", "1")];
    let page = browser.submit(&page, "sign-in", &answers).await;
    let mails = app.mail().await;
    let mail = newest(&mails, "code");
    assert_eq!(mail.medium.as_str(), "whatsapp");
    let done = enter(&mut browser, &page, mail.code.as_ref().unwrap()).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert!(signed_in(&browser));
}

async fn attack_codes_cannot_be_guessed(database: Database) {
    let app = world(database).await;
    let mut browser = app.browser();
    let mut page = asked(&mut browser, ADDRESS).await;
    let code = code(&app).await;
    for left in [2, 1] {
        page = enter(&mut browser, &page, &wrong(&code)).await;
        let alert = page.alert().unwrap();
        assert!(
            alert.contains(&format!("You have {left} attempt")),
            "{alert}"
        );
    }
    let over = enter(&mut browser, &page, &wrong(&code)).await;
    assert_eq!(over.status, StatusCode::UNAUTHORIZED);
    let late = enter(&mut browser, &page, &code).await;
    assert_eq!(late.status, StatusCode::BAD_REQUEST, "the run has ended");
    // What is guessed in many runs is counted for the account.
    let mut failures = 3;
    while failures < 10 {
        app.world.clock.advance_seconds(1);
        let mut stranger = app.browser();
        let mut page = asked(&mut stranger, ADDRESS).await;
        for _ in 0..3 {
            page = enter(&mut stranger, &page, "000000x").await;
            failures += 1;
        }
    }
    app.world.clock.advance_seconds(2);
    let mut owner = app.browser();
    let page = asked(&mut owner, ADDRESS).await;
    let mails = app.mail().await;
    assert!(mails.iter().any(|mail| mail.template == "account-locked"));
    let code = newest(&mails, "code").code.clone().unwrap();
    let refused = enter(&mut owner, &page, &code).await;
    assert!(
        refused.alert().unwrap().contains("not right"),
        "the account is locked, and that is not told"
    );
}

async fn a_code_is_good_for_five_minutes(database: Database) {
    let app = world(database).await;
    let mut browser = app.browser();
    let page = asked(&mut browser, ADDRESS).await;
    let old = code(&app).await;
    app.world.clock.advance_seconds(301);
    let page = enter(&mut browser, &page, &old).await;
    assert!(page.alert().unwrap().contains("no longer good"));
    let page = again(&mut browser, &page).await;
    let fresh = code(&app).await;
    assert_ne!(old, fresh);
    let page = enter(&mut browser, &page, &old).await;
    assert!(page.alert().unwrap().contains("not right"));
    let done = enter(&mut browser, &page, &fresh).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
}

async fn a_code_is_sent_again_so_often_and_no_sooner(database: Database) {
    let app = world(database).await;
    let mut browser = app.browser();
    let mut page = asked(&mut browser, ADDRESS).await;
    let first = code(&app).await;
    page = again(&mut browser, &page).await;
    let alert = page.alert().unwrap();
    assert!(alert.contains("wait 30 seconds"), "{alert}");
    for round in 1..=3 {
        app.world.clock.advance_seconds(31);
        page = again(&mut browser, &page).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        let mails = app.mail().await;
        let codes = mails.iter().filter(|mail| mail.template == "code");
        assert_eq!(codes.count(), round + 1);
        assert_eq!(newest(&mails, "code").code.as_ref(), Some(&first));
    }
    assert!(!page.body.contains("Send it again"), "{}", page.body);
    app.world.clock.advance_seconds(31);
    let page = again(&mut browser, &page).await;
    let alert = page.alert().unwrap();
    assert!(
        alert.contains("fill in"),
        "nothing offers it any more: {alert}"
    );
    assert_eq!(app.mail().await.len(), 4);
}

async fn attack_an_unknown_address_is_answered_as_a_known_one_is(database: Database) {
    let app = world(database).await;
    let comparable = |page: &Page, address: &str| {
        let mut body = page.body.clone();
        for name in ["run", "csrf"] {
            let value = page.field("sign-in", name).unwrap();
            body = body.replace(&value, "…");
        }
        body.replace(&address[..1], "?")
    };
    let mut pages = Vec::new();
    for address in ["ana@acme.example", "eve@acme.example"] {
        let mut browser = app.browser();
        let page = asked(&mut browser, address).await;
        let wrong = enter(&mut browser, &page, "no code").await;
        let resent = again(&mut browser, &wrong).await;
        let first = comparable(&page, "aaa").replace("e•••", "?•••");
        pages.push((
            first,
            comparable(&wrong, "aaa").replace("e•••", "?•••"),
            comparable(&resent, "aaa").replace("e•••", "?•••"),
        ));
    }
    assert_eq!(pages[0], pages[1]);
    let mails = app.mail().await;
    assert!(mails.iter().all(|mail| mail.to == ADDRESS), "{mails:?}");
}

async fn attack_a_code_for_oneself_is_none_for_somebody_else(database: Database) {
    let app = world(database).await;
    app.apply(
        json!({"kind": "user", "realm": "acme", "username": "eve", "email": "eve@acme.example"}),
    )
    .await;
    // A journey in which one may go back and change the address.
    app.apply(json!({"kind": "journey", "realm": "acme", "_id": "Back", "entryNodeId": "ask",
        "nodes": {
            "ask": {"nodeType": "EmailCollectorNode", "connections": {"outcome": "make"}},
            "make": {"nodeType": "OneTimePasswordGeneratorNode", "connections": {"outcome": "send"}},
            "send": {"nodeType": "OneTimePasswordSmtpSenderNode", "connections": {"outcome": "code"}},
            "code": {"nodeType": "OneTimePasswordCollectorDecisionNode", "connections": {"true": "success", "false": "failure", "resend": "ask"}}},
        "nodeConfig": {"code": {"resends": 3, "resendPauseSeconds": 0}}}))
        .await;
    let mut eve = app.browser();
    let page = eve.get("/realms/acme/login?journey=Back").await;
    let own = [("email", "eve@acme.example"), ("login-submit", "1")];
    let page = eve.submit(&page, "sign-in", &own).await;
    let hers = code(&app).await;
    let page = again(&mut eve, &page).await;
    let page = eve
        .submit(
            &page,
            "sign-in",
            &[("email", ADDRESS), ("login-submit", "1")],
        )
        .await;
    let refused = enter(&mut eve, &page, &hers).await;
    assert!(refused.alert().unwrap().contains("not right"));
    assert!(!signed_in(&eve));
    assert_ne!(code(&app).await, hers);
}

async fn attack_a_mailbox_cannot_be_flooded(database: Database) {
    let app = world(database).await;
    for _ in 0..14 {
        asked(&mut app.browser(), ADDRESS).await;
        app.world.clock.advance_seconds(2);
    }
    let codes = |mails: &[Mail]| mails.iter().filter(|mail| mail.template == "code").count();
    assert_eq!(codes(&app.mail().await), 10);
    // The owner's own browser is not held up by it.
    let mut own = app.browser();
    let page = own.get("/realms/acme/login").await;
    own.sign_in(&page, "ana", PASSWORD).await;
    own.cookies.remove("durward-session.acme");
    asked(&mut own, ADDRESS).await;
    app.world.clock.advance_seconds(2);
    assert_eq!(codes(&app.mail().await), 11);
}

async fn a_link_signs_in_where_it_is_opened(database: Database) {
    let app = world(database).await;
    let mut asking = app.browser();
    let page = asking.get("/realms/acme/login?journey=MagicLink").await;
    let answers = [("email", ADDRESS), ("login-submit", "1")];
    let waiting = asking.submit(&page, "sign-in", &answers).await;
    assert!(waiting.body.contains("a link to"), "{}", waiting.body);
    assert!(
        !waiting.body.contains("id=\"login-submit\""),
        "nothing to submit"
    );
    let link = newest(&app.mail().await, "link").link.clone().unwrap();
    // A mail scanner opens links, even several times.
    for _ in 0..3 {
        let scanned = app.browser().get(&link).await;
        assert_eq!(scanned.status, StatusCode::OK, "{}", scanned.body);
    }
    let impatient = asking.submit(&waiting, "sign-in", &[]).await;
    assert!(impatient.alert().unwrap().contains("open the link"));
    let here = asking.get(&link).await;
    assert!(!here.body.contains("id=\"other-browser\""), "{}", here.body);
    let mut opening = app.browser();
    let page = opening.get(&link).await;
    assert!(page.body.contains("id=\"other-browser\""), "{}", page.body);
    let done = opening.submit(&page, "resume", &[]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert!(signed_in(&opening));
    let late = asking.submit(&impatient, "sign-in", &[]).await;
    assert_eq!(late.status, StatusCode::BAD_REQUEST);
    assert!(!signed_in(&asking));
    let again = opening.submit(&page, "resume", &[]).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST, "the link works once");
    assert_eq!(opening.get(&link).await.status, StatusCode::BAD_REQUEST);
}

async fn attack_a_link_works_for_its_time_and_once(database: Database) {
    let app = world(database).await;
    let mut browser = app.browser();
    let page = browser.get("/realms/acme/login?journey=MagicLink").await;
    let answers = [("email", ADDRESS), ("login-submit", "1")];
    browser.submit(&page, "sign-in", &answers).await;
    let link = newest(&app.mail().await, "link").link.clone().unwrap();
    let mut pages = Vec::new();
    for _ in 0..4 {
        let mut browser = app.browser();
        let page = browser.get(&link).await;
        pages.push((browser, page));
    }
    let tasks: Vec<_> = pages
        .into_iter()
        .map(|(mut browser, page)| {
            tokio::spawn(async move {
                browser.submit(&page, "resume", &[]).await;
                signed_in(&browser)
            })
        })
        .collect();
    let mut won = 0;
    for task in tasks {
        won += usize::from(task.await.unwrap());
    }
    assert_eq!(won, 1);
    app.world.clock.advance_seconds(2);
    let page = browser.get("/realms/acme/login?journey=MagicLink").await;
    browser.submit(&page, "sign-in", &answers).await;
    let link = newest(&app.mail().await, "link").link.clone().unwrap();
    app.world.clock.advance_seconds(15 * 60 + 1);
    assert_eq!(browser.get(&link).await.status, StatusCode::BAD_REQUEST);
}

async fn a_link_goes_on_through_callbacks(database: Database) {
    let app = world(database).await;
    let mut program = app.browser();
    let json = [("content-type", "application/json")];
    let begin = "/realms/acme/json/authenticate?authIndexType=service&authIndexValue=MagicLink";
    let mut step = program.send(Method::POST, begin, &json, "{}").await.json();
    step["callbacks"][0]["input"][0]["value"] = json!(ADDRESS);
    let url = "/realms/acme/json/authenticate";
    let waiting = program
        .send(Method::POST, url, &json, &step.to_string())
        .await
        .json();
    assert_eq!(
        waiting["callbacks"][0]["type"],
        "SuspendedTextOutputCallback"
    );
    let link = newest(&app.mail().await, "link").link.clone().unwrap();
    let id = link.split_once("suspendedId=").unwrap().1;
    let resume = format!("{url}?suspendedId={id}");
    let mut elsewhere = app.browser();
    let done = elsewhere.send(Method::POST, &resume, &json, "{}").await;
    assert_eq!(done.json()["realm"], "/acme", "{}", done.body);
    assert!(signed_in(&elsewhere));
    let again = program.send(Method::POST, &resume, &json, "{}").await;
    assert_eq!(again.json()["detail"]["errorCode"], "110");
    let late = program
        .send(Method::POST, url, &json, &waiting.to_string())
        .await;
    assert_eq!(late.status, StatusCode::UNAUTHORIZED);
}

async fn who_did_not_do_it_takes_the_account_back(database: Database) {
    let app = world(database).await;
    let mut thief = app.browser();
    let page = thief.open("/realms/acme/account/password").await;
    let signed = thief.sign_in(&page, "ana", PASSWORD).await;
    let page = thief.follow(signed).await;
    let stolen = "another horse battery staple";
    let answers = [("password", PASSWORD), ("new-password", stolen)];
    let changed = thief.submit(&page, "change-password", &answers).await;
    assert!(changed.status.is_success() || changed.status.is_redirection());
    let mails = app.mail().await;
    let notice = newest(&mails, "password-changed");
    assert_eq!(notice.to, ADDRESS);
    let link = notice.not_me.clone().unwrap();
    let mut owner = app.browser();
    let page = owner.get(&link).await;
    assert_eq!(page.status, StatusCode::OK);
    let still = thief.get("/realms/acme/account").await;
    assert_eq!(still.status, StatusCode::OK, "looking changes nothing");
    let done = owner.submit(&page, "not-me", &[]).await;
    assert!(
        done.body.contains("Your account is protected"),
        "{}",
        done.body
    );
    assert_eq!(
        thief.get("/realms/acme/account").await.status,
        StatusCode::SEE_OTHER
    );
    for password in [PASSWORD, stolen] {
        let page = thief.get("/realms/acme/login").await;
        let refused = thief.sign_in(&page, "ana", password).await;
        assert!(refused.alert().is_some(), "{}", refused.body);
    }
    let again = owner.submit(&page, "not-me", &[]).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST);
}

async fn a_browser_that_was_not_known_is_told_of(database: Database) {
    let app = world(database).await;
    let mut browser = app.browser();
    let sign_in = async |browser: &mut Browser| {
        let page = browser.get("/realms/acme/login").await;
        browser.sign_in(&page, "ana", PASSWORD).await;
        app.mail().await.len()
    };
    assert_eq!(sign_in(&mut browser).await, 0, "the account is new");
    app.world.clock.advance_seconds(7200);
    assert_eq!(sign_in(&mut browser).await, 0, "the browser is known");
    assert_eq!(sign_in(&mut app.browser()).await, 1);
    let off = json!({"messages": {"notices": {"newDevice": false}}});
    app.apply(json!({"kind": "realm", "name": "acme", "services": off}))
        .await;
    app.world.clock.advance_seconds(2);
    assert_eq!(sign_in(&mut app.browser()).await, 1, "the realm wants none");
}

async fn messages_speak_the_language_of_the_person(database: Database) {
    let app = world(database).await;
    let mut browser = app.browser();
    let page = browser
        .get("/realms/acme/login?journey=EmailCode&ui_locales=nl")
        .await;
    let answers = [("email", ADDRESS), ("login-submit", "1")];
    browser.submit(&page, "sign-in", &answers).await;
    let mails = app.mail().await;
    assert!(
        newest(&mails, "code")
            .subject
            .starts_with("Uw eenmalige code")
    );
    app.apply(
        json!({"kind": "user", "realm": "acme", "username": "ana", "email": ADDRESS,
        "profile": {"givenName": "Ana", "sn": "<b>Diaz</b>", "locale": "fr-BE"}}),
    )
    .await;
    app.apply(
        json!({"kind": "message-template", "realm": "acme", "_id": "code",
        "subject": {"en": "Code", "fr": "Votre code"},
        "message": {"en": "no", "fr": "<p>%username%, {{ object.sn }}: {{ code }}</p>"}}),
    )
    .await;
    app.world.clock.advance_seconds(2);
    let page = browser
        .get("/realms/acme/login?journey=EmailCode&ui_locales=nl")
        .await;
    browser.submit(&page, "sign-in", &answers).await;
    let mails = app.mail().await;
    let mail = newest(&mails, "code");
    assert_eq!(mail.subject, "Votre code");
    let html = mail.html.as_ref().unwrap();
    assert!(html.contains("<p>ana, &lt;b&gt;Diaz"), "{html}");
}

async fn the_mailbox_is_read_in_the_browser(database: Database) {
    let app = world(database).await;
    asked(&mut app.browser(), ADDRESS).await;
    app.mail().await;
    let mut browser = app.browser();
    let start = browser.get("/").await;
    assert!(start.body.contains("href=\"/dev/mailbox\""));
    let list = browser.get("/dev/mailbox").await;
    assert!(
        list.body.contains("Your one-time code for"),
        "{}",
        list.body
    );
    let href = list
        .body
        .split("class=\"mail-subject\" href=\"")
        .nth(1)
        .unwrap();
    let href = href.split('"').next().unwrap().to_owned();
    let message = browser.get(&href).await;
    assert!(message.body.contains("Hello Ana Diaz,"), "{}", message.body);
    let html = browser.get(&format!("{href}.html")).await;
    let policy = html.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("sandbox") && policy.contains("default-src 'none'"));
    let all = browser
        .get("/dev/mailbox.json?realm=acme&to=ana@acme.example")
        .await;
    assert_eq!(all.json()["messages"][0]["template"], "code");
    let rebound = [("host", "attacker.example:8080")];
    for url in ["/dev/mailbox", "/dev/mailbox.json", href.as_str()] {
        let page = browser.send(Method::GET, url, &rebound, "").await;
        assert_eq!(
            page.status,
            StatusCode::NOT_FOUND,
            "attack by a rebound name: {url}"
        );
    }
    app.world.clock.advance_seconds(3601);
    durward_store::messages::wipe(
        &app.world.platform.db,
        durward_model::Clock::now(app.world.clock.as_ref()),
        10,
    )
    .await
    .unwrap();
    assert!(app.mail().await.is_empty(), "for an hour");
}

async fn a_code_for_an_app_is_in_the_words_of_the_app(database: Database) {
    let app = world(database).await;
    let services = json!({"authentication": {"defaultJourney": "EmailCode"}});
    app.apply(json!({"kind": "realm", "name": "acme", "services": services}))
        .await;
    let words = json!({"en": "Hello {{ givenName }}, {{ code }} opens %app%."});
    let template = json!({"kind": "message-template", "realm": "acme", "_id": "code", "app": "shop",
        "mimeType": "text/plain", "subject": {"en": "Into %app%"}, "message": words});
    app.apply(template).await;
    let answers = [("email", ADDRESS), ("login-submit", "1")];
    for (client_id, subject) in [("shop", "Into shop"), ("forum", "Your one-time code for")] {
        let mut browser = app.browser();
        let page = browser.get(&authorize_url(client_id, &[])).await;
        let page = browser.submit(&page, "sign-in", &answers).await;
        let mails = app.mail().await;
        let mail = newest(&mails, "code");
        assert!(mail.subject.starts_with(subject), "{}", mail.subject);
        let code = mail.code.clone().unwrap();
        let own = format!("Hello Ana, {code} opens shop.");
        assert_eq!(
            mail.text.contains(&own),
            client_id == "shop",
            "{}",
            mail.text
        );
        let done = enter(&mut browser, &page, &code).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        app.world.clock.advance_seconds(5);
    }
}

macro_rules! on_every_database {
    ($($name:ident)*) => {
        mod sqlite { $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::$name(durward_testkit::Database::Sqlite).await; })* }
        mod postgres { $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::$name(durward_testkit::Database::Postgres).await; })* }
    };
}

on_every_database! {
    a_code_by_mail_signs_in
    a_code_by_text_message_signs_in
    a_code_by_whatsapp_signs_in
    attack_codes_cannot_be_guessed
    a_code_is_good_for_five_minutes
    a_code_is_sent_again_so_often_and_no_sooner
    attack_an_unknown_address_is_answered_as_a_known_one_is
    attack_a_code_for_oneself_is_none_for_somebody_else
    attack_a_mailbox_cannot_be_flooded
    a_link_signs_in_where_it_is_opened
    attack_a_link_works_for_its_time_and_once
    a_link_goes_on_through_callbacks
    who_did_not_do_it_takes_the_account_back
    a_browser_that_was_not_known_is_told_of
    messages_speak_the_language_of_the_person
    a_code_for_an_app_is_in_the_words_of_the_app
    the_mailbox_is_read_in_the_browser
}
