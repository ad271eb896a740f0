//! What `driving.md` promises about pages, and what attackers try.

use durward_web::html::pages::{Callback, ErrorPage, Fault, Fields, Purpose};
use durward_web::html::{App, Locale, Text};

use super::{in_english, pages, samples};

fn page(name: &str) -> String {
    in_english()
        .into_iter()
        .find(|(found, _)| *found == name)
        .expect("a sample of that name")
        .1
}

#[test]
fn the_stable_names_are_on_their_pages() {
    let expected = [
        (
            "sign-in",
            ["username", "password", "login-submit"].as_slice(),
        ),
        (
            "sign-in-everything",
            &[
                "username",
                "new-password",
                "email",
                "phone",
                "otp",
                "callback-8",
                "callback-9",
            ],
        ),
        (
            "sign-up",
            &[
                "email",
                "phone",
                "birthdate",
                "newsletter",
                "terms-accept",
                "callback-5",
                "callback-5-own",
                "callback-5-answer",
                "proof-of-work",
            ],
        ),
        ("consent", &["consent-allow", "consent-deny"]),
        ("device-code", &["user_code", "device-continue"]),
        ("device-confirm", &["device-allow", "device-deny"]),
        ("log-out", &["logout-confirm"]),
        (
            "account-password",
            &["password", "new-password", "password-submit"],
        ),
        (
            "set-up",
            &["username", "email", "new-password", "setup-submit"],
        ),
    ];
    for (name, controls) in expected {
        let html = page(name);
        for control in controls {
            assert!(
                html.contains(&format!(r#"name="{control}""#)),
                "{control} on {name}"
            );
        }
        for control in controls.iter().filter(|control| **control != "callback-9") {
            assert!(
                html.contains(&format!(r#"id="{control}""#)),
                "{control} on {name}"
            );
        }
    }
}

#[test]
fn every_page_says_its_step_once() {
    for (name, html) in in_english() {
        assert_eq!(html.matches("data-step=\"").count(), 1, "{name}");
        assert!(!html.contains("data-step=\"\""), "{name}");
    }
}

#[test]
fn a_failed_sign_in_is_an_alert_and_in_the_title() {
    let html = page("sign-in-failed");
    assert!(html.contains(r#"role="alert""#));
    assert!(html.contains("<title>Error: Sign in"));
    assert!(html.contains(r#"value="ana""#), "what was typed is kept");
}

#[test]
fn fields_are_named_by_kind_and_then_by_place() {
    let text = |purpose| Callback::TextInput {
        label: Text::plain(""),
        purpose,
        value: None,
        problem: None,
    };
    let output = Callback::TextOutput {
        level: durward_web::html::pages::Level::Info,
        text: Text::plain(""),
    };
    let fields: Fields = [
        output,
        text(Purpose::Email),
        text(Purpose::Email),
        text(Purpose::Plain),
    ]
    .into_iter()
    .collect();
    let names: Vec<_> = fields.names().collect();
    assert_eq!(
        names,
        [None, Some("email"), Some("callback-2"), Some("callback-3")]
    );
}

#[test]
fn every_form_to_us_carries_the_csrf_token_and_no_form_to_an_app_does() {
    for (name, html) in in_english() {
        for form in html
            .split("<form")
            .skip(1)
            .map(|rest| rest.split("</form>").next().unwrap_or_default())
        {
            assert!(form.contains(r#"method="post""#), "{name}");
            let token = form.matches(r#"name="csrf" value="csrf-token""#).count();
            assert_eq!(token, usize::from(name != "form-post"), "{name}");
        }
    }
}

#[test]
fn no_page_needs_an_exception_from_the_content_security_policy() {
    for (name, html) in in_english() {
        for forbidden in [
            "style=",
            "<style",
            "javascript:",
            "onclick=",
            "onsubmit=",
            "onload=",
            "<iframe",
            "src=\"http",
        ] {
            assert!(!html.contains(forbidden), "{name} has {forbidden}");
        }
        for script in html.split("<script").skip(1) {
            assert!(
                script.starts_with(r#" type="module" src="/assets/"#),
                "{name}"
            );
            assert!(script.contains("></script>"), "{name} has inline script");
        }
    }
}

#[test]
fn an_app_named_with_markup_cannot_script_a_page() {
    let mut attack = samples::sign_in_page();
    attack.app = Some(App {
        name: "<script>alert(1)</script>".into(),
        logo: Some("\" onerror=\"alert(1)".into()),
    });
    attack.alert = Some(Text::message("signin-failed").with("unused", "<b>"));
    attack.header = Some(Text::translations([("en", "<img src=x onerror=alert(1)>")]));
    let html = pages()
        .render(Locale::English, &samples::chrome(), &attack)
        .expect("a page");
    assert!(
        !html.contains("<script>") && !html.contains("<img src=x") && !html.contains("\" onerror"),
        "{html}"
    );
    assert!(html.contains("&lt;script&gt;alert(1)"));
}

#[test]
fn an_app_named_with_direction_controls_cannot_reorder_a_sentence() {
    let mut attack = samples::sign_in_page();
    attack.app = Some(App {
        name: "Shop\u{2069}\u{202e}evil".into(),
        logo: None,
    });
    let html = pages()
        .render(Locale::Arabic, &samples::chrome(), &attack)
        .expect("a page");
    assert!(html.contains("<bdi>Shopevil</bdi>"), "{html}");
    assert!(!html.contains('\u{202e}') && !html.contains('\u{2069}'));
}

#[test]
fn a_request_id_and_detail_with_markup_are_shown_as_text() {
    let attack =
        ErrorPage::new(Fault::Request, "<i>").code("invalid_request", Some("</dd><script>".into()));
    let html = pages()
        .render(Locale::English, &samples::chrome(), &attack)
        .expect("a page");
    assert!(html.contains("<code>&lt;i&gt;</code>") && html.contains("&lt;/dd&gt;&lt;script&gt;"));
}

#[test]
fn the_language_switch_keeps_the_query_and_marks_the_present_language() {
    let html = page("sign-in");
    assert!(
        html.contains(r#"href="/realms/acme/login?run=jrn_1&amp;ui_locales=fr""#),
        "{html}"
    );
    assert_eq!(html.matches("aria-current=\"true\"").count(), 1);
    let mut chrome = samples::chrome();
    chrome.here = None;
    let html = pages()
        .render(Locale::English, &chrome, &samples::sign_in_page())
        .expect("a page");
    assert!(!html.contains("ui_locales"));
}
