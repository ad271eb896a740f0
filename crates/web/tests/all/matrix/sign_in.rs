//! What a whole sign-in carries from one realm to another: the page it leads to, and what the browser is known for.

use durward_testkit::{Browser, Database, Page};

use super::twin::{ACME, EMEA, GLOBEX, ROOT, Twin};
use super::world;

/// Signs Ana in to `realm` with a browser that has `cookies`, wishing to go to `goto`.
async fn sign_in(realm: &Twin, goto: &str, cookies: &Browser) -> (Browser, Page) {
    let mut browser = cookies.clone();
    let goto: String = form_urlencoded::byte_serialize(goto.as_bytes()).collect();
    let page = browser
        .get(&format!("{}/login?goto={goto}", realm.base()))
        .await;
    let done = browser.sign_in(&page, "ana", &realm.password()).await;
    assert_eq!(done.status.as_u16(), 303, "{}", done.body);
    assert!(browser.cookies.contains_key(&realm.cookie("session")));
    (browser, done)
}

#[tokio::test]
async fn a_sign_in_never_leads_into_another_realm_not_even_one_inside() {
    let (app, _) = world(Database::Sqlite, &[ROOT, ACME, EMEA, GLOBEX]).await;
    let origin = "http://localhost:8080";
    let cases = [
        (ACME, "/realms/globex/login".to_owned()),
        (ACME, EMEA.base()),
        (ACME, format!("{}/login", EMEA.base())),
        (ACME, format!("{origin}{}/login", EMEA.base())),
        (ACME, "/realms/acme/realms/emea?x=1".to_owned()),
        (EMEA, ACME.base()),
        (EMEA, format!("{}/account", ACME.base())),
        (ROOT, "/realms/root/realms/acme/login".to_owned()),
        (ROOT, format!("{origin}/realms/root/realms/acme/login")),
        (ROOT, "/realms/acme/login".to_owned()),
    ];
    for (realm, goto) in cases {
        let (_, done) = sign_in(&realm, &goto, &app.browser()).await;
        assert_eq!(
            done.location(),
            Some(format!("{}/account", realm.base())),
            "a sign-in to {} for {goto}",
            realm.path
        );
    }
    let own = format!("{}/account/sessions", EMEA.base());
    let (_, done) = sign_in(&EMEA, &own, &app.browser()).await;
    assert_eq!(done.location(), Some(own), "its own pages are fine");
}

#[tokio::test]
async fn a_browser_known_in_one_realm_is_a_stranger_in_another() {
    let (app, _) = world(Database::Sqlite, &[ACME, GLOBEX]).await;
    let (known, _) = sign_in(&ACME, "", &app.browser()).await;
    let device = known.cookies[&ACME.cookie("device")].clone();
    for (realm, is_known) in [(ACME, true), (GLOBEX, false)] {
        let mut browser = app.browser();
        browser
            .cookies
            .insert(realm.cookie("device"), device.clone());
        let (browser, _) = sign_in(&realm, "", &browser).await;
        let kept = browser.cookies[&realm.cookie("device")] == device;
        assert_eq!(kept, is_known, "in {}", realm.path);
    }
}
