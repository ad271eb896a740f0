//! Second factors through the pages, with scripts off: an app is added, asked for, renamed and removed.

use durward_identity::authenticators::oath::Profile;
use durward_testkit::{App, Browser, Database, Page};

use crate::support::acme;

const METHODS: &str = "/realms/acme/account/methods";
const PASSWORD: &str = "correct horse battery staple";

/// The code that an app with `seed` shows now, or so many steps later.
fn code(app: &App, seed: &str, later: i64) -> String {
    let bytes = data_encoding::BASE32.decode(seed.as_bytes()).unwrap();
    let profile = Profile::default();
    let now = durward_model::Clock::now(app.world.clock.as_ref());
    profile.code(&bytes, profile.step(now) + later)
}

fn step(page: &Page) -> &str {
    let (_, rest) = page.body.split_once("data-step=\"").unwrap_or_default();
    rest.split('"').next().unwrap_or_default()
}

async fn signed_in(app: &App) -> Browser {
    let mut browser = app.browser();
    let page = browser.open(METHODS).await;
    let after = browser.sign_in(&page, "ana", PASSWORD).await;
    assert_eq!(step(&browser.follow(after).await), "account-methods");
    browser
}

/// Submits the step's form and follows where it leads.
async fn answer(browser: &mut Browser, page: &Page, fields: &[(&str, &str)]) -> Page {
    let after = browser.submit(page, "sign-in", fields).await;
    browser.follow(after).await
}

/// Adds an app; gives its seed and the page of recovery codes.
async fn with_an_app(app: &App, browser: &mut Browser) -> (String, Page) {
    let page = browser.open(&format!("{METHODS}/add")).await;
    assert_eq!(step(&page), "Password", "who is signed in proves it again");
    let page = answer(browser, &page, &[("password", PASSWORD)]).await;
    assert_eq!(step(&page), "MfaRegistrationOptions");
    let page = answer(browser, &page, &[("callback-0", "1")]).await;
    assert_eq!(step(&page), "OathRegistration");
    let (_, rest) = page.body.split_once("secret=").unwrap();
    let seed = rest.split('&').next().unwrap().to_owned();
    let first = code(app, &seed, 0);
    let page = answer(browser, &page, &[("otp", &first)]).await;
    assert_eq!(step(&page), "RecoveryCodes", "{}", page.body);
    (seed, page)
}

#[tokio::test]
async fn an_app_is_added_used_renamed_and_removed_without_scripts() {
    let app = acme(Database::Sqlite).await;
    let mut browser = signed_in(&app).await;
    let before = browser.cookies.clone();
    let (seed, page) = with_an_app(&app, &mut browser).await;
    assert_eq!(page.body.matches("<li><code>").count(), 10);
    let page = answer(&mut browser, &page, &[]).await;
    assert_eq!(step(&page), "account-methods");
    assert!(page.body.contains("The method was added."));
    assert_ne!(browser.cookies, before, "the session has a new secret");

    let mut other = app.browser();
    let page = other.open(METHODS).await;
    let page = other.sign_in(&page, "ana", PASSWORD).await;
    assert_eq!(step(&page), "OneTimePassword");
    let next = code(&app, &seed, 1);
    let page = answer(&mut other, &page, &[("otp", &next)]).await;
    assert_eq!(step(&page), "account-methods");

    let (_, rest) = page.body.split_once("data-method=\"").unwrap();
    let id = rest.split('"').next().unwrap().to_owned();
    let csrf = page.body.split_once("name=\"csrf\" value=\"").unwrap().1;
    let csrf = csrf.split('"').next().unwrap().to_owned();
    let fields = [
        ("csrf", csrf.as_str()),
        ("method", &id),
        ("name", "<b>Phone</b>"),
    ];
    let page = other.post(&format!("{METHODS}/rename"), &[], &fields).await;
    let page = other.follow(page).await;
    assert!(page.body.contains("&lt;b&gt;Phone&lt;/b&gt;"));

    app.world.clock.advance_seconds(60);
    let page = other.open(&format!("{METHODS}/remove?method={id}")).await;
    assert_eq!(
        step(&page),
        "OneTimePassword",
        "confirmed with that very one"
    );
    let wrong = answer(&mut other, &page, &[("otp", "000000")]).await;
    assert!(wrong.alert().is_some());
    let right = code(&app, &seed, 0);
    let page = answer(&mut other, &wrong, &[("otp", &right)]).await;
    assert_eq!(step(&page), "account-methods");
    assert!(
        page.body
            .contains("You have no method besides your password.")
    );
}

#[tokio::test]
async fn recovery_codes_are_made_anew_only_for_somebody_who_proves_it() {
    let app = acme(Database::Sqlite).await;
    let mut browser = signed_in(&app).await;
    let (seed, page) = with_an_app(&app, &mut browser).await;
    answer(&mut browser, &page, &[]).await;
    let page = browser.open(&format!("{METHODS}/recovery-codes")).await;
    assert_eq!(step(&page), "OneTimePassword");
    let next = code(&app, &seed, 1);
    let page = answer(&mut browser, &page, &[("otp", &next)]).await;
    assert_eq!(step(&page), "RecoveryCodes");
    let page = answer(&mut browser, &page, &[]).await;
    assert!(page.body.contains("codes left"), "{}", page.body);
}

#[tokio::test]
async fn attack_the_authenticator_of_somebody_else_is_neither_changed_nor_removed() {
    let app = acme(Database::Sqlite).await;
    app.apply(serde_json::json!({"kind": "user", "realm": "acme", "username": "ben", "password": "a red bicycle in the rain"}))
        .await;
    let mut ana = signed_in(&app).await;
    let (_, page) = with_an_app(&app, &mut ana).await;
    let page = answer(&mut ana, &page, &[]).await;
    let (_, rest) = page.body.split_once("data-method=\"").unwrap();
    let id = rest.split('"').next().unwrap().to_owned();
    let mut ben = app.browser();
    let page = ben.open(METHODS).await;
    let after = ben.sign_in(&page, "ben", "a red bicycle in the rain").await;
    ben.follow(after).await;
    let page = ben.open(&format!("{METHODS}/remove?method={id}")).await;
    assert_ne!(step(&page), "OneTimePassword");
    let page = ben.open(&format!("{METHODS}/change?method={id}")).await;
    assert!(!page.body.contains("name=\"run\""), "{}", page.body);
    let page = ana.open(METHODS).await;
    assert!(page.body.contains(&id));
}

/// Identifiers of the methods on the page.
fn methods(page: &Page) -> Vec<&str> {
    let rows = page.body.split("data-method=\"").skip(1);
    rows.filter_map(|rest| rest.split('"').next()).collect()
}

#[tokio::test]
async fn an_app_is_changed_for_another_without_scripts() {
    let app = acme(Database::Sqlite).await;
    let mut browser = signed_in(&app).await;
    let (seed, page) = with_an_app(&app, &mut browser).await;
    let page = answer(&mut browser, &page, &[]).await;
    let old = methods(&page)[0].to_owned();
    let change = format!("/methods/change?method={old}");
    assert!(page.body.contains(&change), "{}", page.body);

    let page = browser
        .open(&format!("{METHODS}/change?method={old}"))
        .await;
    assert_eq!(step(&page), "OneTimePassword", "who it is comes first");
    let next = code(&app, &seed, 1);
    let page = answer(&mut browser, &page, &[("otp", &next)]).await;
    assert_eq!(step(&page), "MfaRegistrationOptions");
    let page = answer(&mut browser, &page, &[("callback-0", "1")]).await;
    assert_eq!(step(&page), "OathRegistration");
    let (_, rest) = page.body.split_once("secret=").unwrap();
    let other = rest.split('&').next().unwrap().to_owned();
    assert_ne!(other, seed);
    let page = answer(&mut browser, &page, &[("otp", "000000")]).await;
    assert!(page.alert().is_some());
    let first = code(&app, &other, 0);
    let page = answer(&mut browser, &page, &[("otp", &first)]).await;
    assert_eq!(step(&page), "account-methods", "the recovery codes stay");
    assert!(page.body.contains("The method was changed."));
    assert!(!methods(&page).contains(&old.as_str()));
    assert_eq!(methods(&page).len(), 2);

    app.world.clock.advance_seconds(60);
    let mut elsewhere = app.browser();
    let page = elsewhere.open(METHODS).await;
    let page = elsewhere.sign_in(&page, "ana", PASSWORD).await;
    let stale = code(&app, &seed, 0);
    let page = answer(&mut elsewhere, &page, &[("otp", &stale)]).await;
    assert!(page.alert().is_some(), "the old app opens nothing");
    let now = code(&app, &other, 0);
    let page = answer(&mut elsewhere, &page, &[("otp", &now)]).await;
    assert_eq!(step(&page), "account-methods");
}
