//! One of every page, filled as a handler would fill it.

use durward_model::Timestamp;
use durward_web::html::pages::{
    Account, AccountApps, AccountMethods, AccountOverview, AccountPassword, AccountSessions,
    Attribute, Callback, Consent, Device, DeviceCode, DeviceConfirm, DeviceDone, DeviceKind,
    ErrorPage, Fault, FormPost, Grant, Level, LogOut, LoggedOut, Method, NotFound, Onward, Outcome,
    Page, Person, Purpose, RememberedBrowser, Scope, Session, SetUp, Sharing, SignIn, SignedIn,
    Start, Trouble, Unavailable,
};
use durward_web::html::{App, Chrome, Hidden, Link, Locale, Pages, RenderError, Text};

/// 2026-01-01T10:01:00Z.
pub(crate) const NOW: Timestamp = Timestamp::from_seconds(1_767_261_660);

/// Renders every sample in a locale, as (name, html).
pub(crate) fn render_all(pages: &Pages, locale: Locale) -> Vec<(&'static str, String)> {
    let mut renderer = Renderer {
        pages,
        locale,
        rendered: Vec::new(),
    };
    sign_in(&mut renderer);
    applications(&mut renderer);
    account(&mut renderer);
    methods(&mut renderer);
    factors(&mut renderer);
    platform(&mut renderer);
    renderer.rendered
}

pub(crate) fn chrome() -> Chrome {
    let mut chrome = Chrome::new("Acme", "csrf-token", NOW).here("/realms/acme/login?run=jrn_1");
    chrome.links = vec![
        Link {
            label: Text::translations([("en", "Privacy"), ("fr", "Confidentialité")]),
            href: "/privacy".into(),
        },
        Link {
            label: Text::plain("Help"),
            href: "/help".into(),
        },
    ];
    chrome
}

pub(crate) fn shop() -> App {
    App {
        name: "Shop".into(),
        logo: None,
    }
}

/// The page a person sees first: username and password.
pub(crate) fn sign_in_page() -> SignIn {
    SignIn {
        action: "/realms/acme/login".into(),
        run: "jrn_1".into(),
        step: "UsernamePassword".into(),
        header: None,
        description: None,
        app: Some(shop()),
        alert: None,
        fields: [
            Callback::Name {
                label: Text::message("signin-username"),
                value: None,
                problem: None,
            },
            Callback::Password {
                label: Text::message("signin-password"),
                new: false,
                rules: Vec::new(),
                problem: None,
            },
        ]
        .into_iter()
        .collect(),
        submit: None,
        links: vec![Link {
            label: Text::message("signin-recover"),
            href: "/realms/acme/recover".into(),
        }],
    }
}

struct Renderer<'a> {
    pages: &'a Pages,
    locale: Locale,
    rendered: Vec<(&'static str, String)>,
}

impl Renderer<'_> {
    fn add(&mut self, name: &'static str, page: &impl Page) {
        let html: Result<String, RenderError> = self.pages.render(self.locale, &chrome(), page);
        self.rendered
            .push((name, html.unwrap_or_else(|error| panic!("{name}: {error}"))));
    }
}

fn sign_in(to: &mut Renderer<'_>) {
    to.add("sign-in", &sign_in_page());
    let failed = SignIn {
        alert: Some(Text::message("signin-failed")),
        fields: [
            Callback::Name {
                label: Text::message("signin-username"),
                value: Some("ana".into()),
                problem: None,
            },
            Callback::Password {
                label: Text::message("signin-password"),
                new: false,
                rules: Vec::new(),
                problem: None,
            },
        ]
        .into_iter()
        .collect(),
        ..sign_in_page()
    };
    to.add("sign-in-failed", &failed);
    to.add("sign-in-everything", &every_callback());
    to.add("sign-up", &signing_up());
    to.add("sign-in-waiting", &waiting());
    let question = SignIn {
        header: Some(Text::translations([
            ("en", "Stay signed in?"),
            ("de", "Angemeldet bleiben?"),
        ])),
        description: Some(Text::translations([
            ("en", "Only on a device that is yours."),
            ("de", "Nur auf eigenen Geräten."),
        ])),
        step: "MessageNode".into(),
        fields: [Callback::Confirmation {
            label: None,
            options: vec![Text::message("signin-yes"), Text::message("signin-no")],
            selected: 0,
        }]
        .into_iter()
        .collect(),
        links: Vec::new(),
        ..sign_in_page()
    };
    to.add("sign-in-question", &question);
    to.add(
        "signed-in",
        &SignedIn {
            person: ana(),
            account: "/realms/acme/account".into(),
            sign_out: "/logout".into(),
        },
    );
    to.add(
        "onward",
        &Onward {
            to: "https://shop.example/welcome?from=id".into(),
            destination: "shop.example".into(),
        },
    );
    to.add(
        "outcome",
        &Outcome {
            text: Text::message("signin-interrupted"),
            sign_in: "/realms/acme/login".into(),
        },
    );
}

fn every_callback() -> SignIn {
    let text = |purpose, label: &'static str| Callback::TextInput {
        label: Text::message(label),
        purpose,
        value: None,
        problem: None,
    };
    let fields = [
        Callback::TextOutput {
            level: Level::Info,
            text: Text::message("signin-password-change"),
        },
        Callback::TextOutput {
            level: Level::Warning,
            text: Text::message("signin-attempts-left").with("count", 2),
        },
        Callback::TextOutput {
            level: Level::Error,
            text: Text::message("signin-locked-minutes").with("minutes", 5),
        },
        Callback::Name {
            label: Text::message("signin-username-or-email"),
            value: Some("ana".into()),
            problem: Some(Text::message("setup-username-taken")),
        },
        Callback::Password {
            label: Text::message("signin-new-password"),
            new: true,
            rules: vec![Text::message("password-too-short").with("count", 12)],
            problem: Some(Text::message("password-too-short").with("count", 12)),
        },
        text(Purpose::Email, "email"),
        text(Purpose::Phone, "phone"),
        text(Purpose::OneTimeCode, "signin-one-time-code"),
        Callback::TextInput {
            label: Text::plain("Favourite colour"),
            purpose: Purpose::Plain,
            value: Some("Green".into()),
            problem: None,
        },
        Callback::Choice {
            label: Text::plain("How shall we reach you?"),
            options: vec![Text::message("email"), Text::message("phone")],
            selected: 1,
        },
        Callback::Hidden {
            id: "device".into(),
            value: "{}".into(),
        },
    ];
    SignIn {
        fields: fields.into_iter().collect(),
        step: "PageNode".into(),
        ..sign_in_page()
    }
}

/// What is asked of somebody who signs up.
fn signing_up() -> SignIn {
    let attribute = |name: &str, label, input, required, problem| {
        Callback::Attribute(Attribute {
            name: name.into(),
            label: Text::message(label),
            input,
            autocomplete: "off",
            inputmode: None,
            required,
            value: None,
            problem,
        })
    };
    let invalid = Some(Text::message("setup-email-invalid"));
    let fields = [
        attribute("email", "email", "email", true, invalid),
        attribute("phone", "phone", "tel", false, None),
        attribute("birthdate", "attribute-birthdate", "date", false, None),
        Callback::Flag {
            name: "newsletter".into(),
            label: Text::plain("Send me news"),
            checked: true,
            required: false,
            problem: Some(Text::message("signin-required")),
        },
        Callback::Terms {
            version: "2026-01".into(),
            text: Text::plain("Be kind.\nTake care."),
        },
        Callback::Question {
            label: Text::message("kba-choose"),
            questions: vec![Text::plain("First car?"), Text::plain("First pet?")],
            own: true,
        },
        Callback::Work {
            challenge: "c".into(),
            bits: 18,
            seconds: 10,
        },
        Callback::Mapping {
            name: "consent-Partner".into(),
            mapping: "Partner".into(),
            title: Text::plain("Acme Travel"),
            text: Text::message("consent-share"),
            shared: vec![Text::message("email"), Text::message("phone")],
            required: true,
        },
        Callback::Device {
            text: Text::message("device-profile"),
            metadata: true,
            location: false,
        },
    ];
    SignIn {
        header: Some(Text::message("signin-register")),
        alert: Some(Text::message("people-check")),
        fields: fields.into_iter().collect(),
        step: "Registration".into(),
        links: Vec::new(),
        ..sign_in_page()
    }
}

fn waiting() -> SignIn {
    let wait = Callback::Waiting {
        text: Text::plain("Answer on your phone."),
        wait: 5000,
    };
    SignIn {
        fields: [wait].into_iter().collect(),
        step: "PollingWaitNode".into(),
        links: Vec::new(),
        ..sign_in_page()
    }
}

fn devices(to: &mut Renderer<'_>) {
    let code = DeviceCode {
        action: "/realms/acme/oauth2/device/user".into(),
        code: None,
        alert: None,
    };
    to.add("device-code", &code);
    let filled = DeviceCode {
        code: Some("ABCD-2345".into()),
        ..code.clone()
    };
    to.add("device-code-filled", &filled);
    let wrong = DeviceCode {
        alert: Some(Text::message("device-code-unknown")),
        ..filled
    };
    to.add("device-code-wrong", &wrong);
    let confirm = DeviceConfirm {
        action: "/realms/acme/oauth2/device/user".into(),
        hidden: vec![Hidden {
            name: "user_code".into(),
            value: "ABCD2345".into(),
        }],
        code: "ABCD-2345".into(),
        app: shop(),
        device: Device {
            kind: DeviceKind::Other,
            browser: None,
            system: Some("Linux".into()),
        },
        address: Some("192.0.2.7".into()),
        asked: NOW,
        person: ana(),
        switch: Some("/realms/acme/login".into()),
        scopes: vec![
            Scope::new("openid", None),
            Scope::new("offline_access", None),
        ],
        policy_uri: Some("https://shop.example/privacy".into()),
        tos_uri: None,
    };
    to.add("device-confirm", &confirm);
    for (name, allowed) in [("device-allowed", true), ("device-denied", false)] {
        let done = DeviceDone {
            allowed,
            app: shop(),
            account: "/realms/acme/account/apps".into(),
        };
        to.add(name, &done);
    }
}

fn applications(to: &mut Renderer<'_>) {
    let consent = Consent {
        action: "/realms/acme/oauth2/authorize".into(),
        hidden: vec![Hidden {
            name: "request".into(),
            value: "req_1".into(),
        }],
        app: shop(),
        destination: Some("https://shop.example".into()),
        person: ana(),
        switch: Some("/realms/acme/login?prompt=login".into()),
        scopes: vec![
            Scope::new("openid", None),
            Scope::new("profile", None),
            Scope::new("email", None),
            Scope::new("address", None),
            Scope::new("phone", None),
            Scope::new("offline_access", None),
            Scope::new(
                "orders.read",
                Some(Text::translations([
                    ("en", "See your orders"),
                    ("nl", "Uw bestellingen inzien"),
                ])),
            ),
            Scope::new("orders.write", None),
        ],
        policy_uri: Some("https://shop.example/privacy".into()),
        tos_uri: Some("https://shop.example/terms".into()),
    };
    to.add("consent", &consent);
    devices(to);
    let form = FormPost {
        action: "https://shop.example/cb".into(),
        fields: vec![
            Hidden {
                name: "code".into(),
                value: "abc".into(),
            },
            Hidden {
                name: "state".into(),
                value: "xyz".into(),
            },
        ],
        app: Some(shop()),
    };
    to.add("form-post", &form);
    let log_out = LogOut {
        action: "/realms/acme/oauth2/logout".into(),
        hidden: vec![Hidden {
            name: "state".into(),
            value: "xyz".into(),
        }],
        person: Some(ana()),
        app: Some(shop()),
        stay: Some("/realms/acme/account".into()),
    };
    to.add("log-out", &log_out);
    let logged_out = LoggedOut {
        app: Some(shop()),
        back: Some("https://shop.example/".into()),
        frames: Vec::new(),
        sign_in: Some("/realms/acme/login".into()),
    };
    to.add("logged-out", &logged_out);
    let detail = "redirect_uri is not registered for this client".to_owned();
    to.add(
        "error",
        &ErrorPage::new(Fault::RedirectUri, "req_01jgfj").code("invalid_request", Some(detail)),
    );
    to.add(
        "error-expired",
        &ErrorPage::new(Fault::Expired, "req_01jgfj"),
    );
    for fault in [
        Fault::UnknownApp,
        Fault::Request,
        Fault::Csrf,
        Fault::Link,
        Fault::Forbidden,
        Fault::RealmInactive,
        Fault::Internal,
    ] {
        to.add("error-other", &ErrorPage::new(fault, "req_01jgfj"));
    }
}

fn account(to: &mut Renderer<'_>) {
    let overview = AccountOverview {
        account: frame(None, None),
        email_verified: true,
        phone: Some("+32 470 00 00 12".into()),
        member_since: Some(NOW.plus_seconds(-400 * 86_400)),
        password_changed: Some(NOW.plus_seconds(-90 * 86_400)),
        password_expires_in: Some(3),
        methods: 2,
        sessions: 3,
        apps: 1,
    };
    to.add("account-overview", &overview);
    let session = |id: &str, kind, browser: &str, system: &str, seconds: i64| Session {
        id: id.to_owned(),
        device: Device {
            kind,
            browser: Some(browser.to_owned()),
            system: Some(system.to_owned()),
        },
        place: Some("Ghent, Belgium".into()),
        address: Some("203.0.113.7".into()),
        started: NOW.plus_seconds(-seconds - 86_400),
        last_seen: NOW.plus_seconds(-seconds),
        current: id == "ses_1",
    };
    let unknown = Session {
        device: Device {
            kind: DeviceKind::Other,
            browser: None,
            system: None,
        },
        place: None,
        ..session("ses_4", DeviceKind::Other, "", "", 5_000_000)
    };
    let sessions = AccountSessions {
        account: frame(
            Some(Text::message("sessions-others-ended").with("count", 2)),
            None,
        ),
        sessions: vec![
            session("ses_1", DeviceKind::Desktop, "Firefox", "Linux", 0),
            session("ses_2", DeviceKind::Phone, "Safari", "iOS", 3_700),
            session("ses_3", DeviceKind::Tablet, "Chrome", "Android", 200_000),
            unknown,
        ],
        remembered: vec![RememberedBrowser {
            id: "rmb_1".into(),
            device: Device {
                kind: DeviceKind::Desktop,
                browser: Some("Firefox".into()),
                system: Some("Linux".into()),
            },
            address: Some("192.0.2.7".into()),
            since: NOW.plus_seconds(-200_000),
            last_used: NOW.plus_seconds(-3_600),
        }],
    };
    to.add("account-sessions", &sessions);
    let password = AccountPassword {
        account: frame(None, None),
        rules: vec![
            Text::message("password-too-short").with("count", 12),
            Text::message("password-no-username"),
        ],
        password_problem: Some(Text::message("password-wrong")),
        new_password_problem: None,
    };
    to.add("account-password", &password);
    let grant = Grant {
        id: "app_1".into(),
        app: shop(),
        scopes: vec![Scope::new("openid", None), Scope::new("email", None)],
        granted: NOW.plus_seconds(-20 * 86_400),
    };
    let other = Grant {
        id: "app_2".into(),
        app: App {
            name: "Wiki".into(),
            logo: None,
        },
        ..grant.clone()
    };
    to.add(
        "account-apps",
        &AccountApps {
            account: frame(None, None),
            grants: vec![grant, other],
            sharings: vec![Sharing {
                name: "Travel".into(),
                title: Text::plain("Acme Travel"),
                fields: vec![Text::message("email"), Text::message("phone")],
                since: NOW.plus_seconds(-86_400),
            }],
        },
    );
    to.add(
        "account-apps-none",
        &AccountApps {
            account: frame(None, None),
            grants: Vec::new(),
            sharings: Vec::new(),
        },
    );
}

fn methods(to: &mut Renderer<'_>) {
    let method = |kind, icon, name: &str| Method {
        id: format!("atn_{kind}"),
        kind,
        icon,
        name: name.to_owned(),
        added: NOW.plus_seconds(-30 * 86_400),
        used: Some(NOW.plus_seconds(-7_200)),
        synced: None,
        copied: false,
        codes_left: None,
        removable: true,
        nameable: true,
        changeable: true,
    };
    let all = AccountMethods {
        account: frame(Some(Text::message("methods-was-added")), None),
        methods: vec![
            method("totp", "phone", ""),
            Method {
                synced: Some(true),
                ..method("passkey", "passkey", "Laptop")
            },
            Method {
                synced: Some(false),
                used: None,
                removable: false,
                copied: true,
                ..method("passkey", "passkey", "")
            },
            Method {
                codes_left: Some(2),
                nameable: false,
                changeable: false,
                ..method("recovery_codes", "paper", "")
            },
        ],
        recovery_codes: true,
    };
    to.add("account-methods", &all);
    let none = AccountMethods {
        account: frame(None, Some(Text::message("methods-name-missing"))),
        methods: Vec::new(),
        recovery_codes: false,
    };
    to.add("account-methods-none", &none);
}

/// The steps of second factors.
fn factors(to: &mut Renderer<'_>) {
    let step = |step: &str, fields: Vec<Callback>| SignIn {
        step: step.into(),
        fields: fields.into_iter().collect(),
        links: Vec::new(),
        ..sign_in_page()
    };
    let outcome = || Callback::Hidden {
        id: "webAuthnOutcome".into(),
        value: String::new(),
    };
    let buttons = |usual: &'static str| Callback::Confirmation {
        label: None,
        options: vec![Text::message(usual), Text::message("signin-other-way")],
        selected: 0,
    };
    let code = |label: &'static str| Callback::TextInput {
        label: Text::message(label),
        purpose: Purpose::OneTimeCode,
        value: None,
        problem: None,
    };
    let passkey = |conditional| Callback::Passkey {
        data: r#"{"challenge":"AAAA"}"#.into(),
        conditional,
    };
    let fields = vec![passkey(false), outcome(), buttons("passkey-use")];
    to.add("passkey", &step("WebAuthnAuthentication", fields));
    let mut conditional = sign_in_page();
    let name = Callback::Name {
        label: Text::message("signin-username"),
        value: None,
        problem: None,
    };
    conditional.fields = [name, passkey(true), outcome()].into_iter().collect();
    to.add("passkey-conditional", &conditional);
    let fields = vec![code("totp-code"), buttons("continue")];
    to.add("one-time-code", &step("OneTimePassword", fields));
    let picture = Callback::QrCode {
        address: "otpauth://totp/Acme:ana?secret=JBSWY3DPEHPK3PXP".into(),
        path: "M4 4h7v1h-7z".into(),
        size: 37,
        secret: "JBSW Y3DP EHPK 3PXP".into(),
    };
    let fields = vec![picture, code("totp-first-code")];
    to.add("totp-enrolment", &step("OathRegistration", fields));
    let codes = Callback::RecoveryCodes {
        text: Text::message("recovery-codes"),
        codes: vec!["abcde-fghjk".into(), "mnpqr-stvwx".into()],
        file: "data:text/plain;charset=utf-8,abcde-fghjk".into(),
    };
    to.add("recovery-codes", &step("RecoveryCodes", vec![codes]));
}

fn frame(notice: Option<Text>, alert: Option<Text>) -> Account {
    Account {
        base: "/realms/acme/account".into(),
        person: ana(),
        sign_out: "/realms/acme/oauth2/logout".into(),
        notice,
        alert,
    }
}

fn platform(to: &mut Renderer<'_>) {
    let set_up = SetUp {
        action: "/setup".into(),
        token: "one-time".into(),
        username: "admin".into(),
        email: "not an address".into(),
        rules: vec![Text::message("password-too-short").with("count", 12)],
        alert: None,
        username_problem: None,
        email_problem: Some(Text::message("setup-email-invalid")),
        new_password_problem: None,
    };
    to.add("set-up", &set_up);
    let start = Start {
        set_up_pending: true,
        issuer: "http://localhost:8080/realms/root".into(),
        discovery: "http://localhost:8080/realms/root/.well-known/openid-configuration".into(),
        account: "/realms/root/account".into(),
        mailbox: Some("/dev/mailbox".into()),
        docs: None,
    };
    to.add("start", &start);
    let limited = Unavailable {
        trouble: Trouble::RateLimited,
        retry_after: Some(30),
        retry: Some("/realms/acme/login".into()),
        reference: "req_01jgfj".into(),
    };
    to.add("rate-limited", &limited);
    to.add(
        "busy",
        &Unavailable {
            trouble: Trouble::Busy,
            retry_after: Some(5),
            ..limited.clone()
        },
    );
    to.add(
        "unavailable",
        &Unavailable {
            trouble: Trouble::Unavailable,
            retry_after: Some(120),
            ..limited
        },
    );
    to.add(
        "not-found",
        &NotFound {
            home: Some("/".into()),
        },
    );
}

fn ana() -> Person {
    Person {
        name: "Ana Diaz".into(),
        username: "ana".into(),
        email: Some("ana@acme.example".into()),
    }
}
