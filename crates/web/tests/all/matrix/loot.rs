//! All that somebody can hold of a realm.

use axum::http::Method;
use data_encoding::BASE64;
use durward_jose::{Signer, SigningKey};
use durward_messaging::mailbox;
use durward_model::{Actor, Clock};
use durward_store::{Cx, links, users};
use durward_testkit::{App, Browser, Page};
use serde_json::{Value, json};

use super::twin::Twin;
use crate::support::{CALLBACK, CHALLENGE, VERIFIER, parameter};

/// The cookie that all these browsers have: realms on one host share it, and CSRF tokens are made of it.
pub(super) const BROWSER: (&str, &str) = ("durward-browser", "one-browser-two-realms");

macro_rules! loot {
    ($($(#[doc = $doc:literal])* $name:ident,)*) => {
        /// What belongs to a realm and was taken from it.
        #[derive(Debug, Clone)]
        pub(super) struct Loot {
            $($(#[doc = $doc])* pub(super) $name: String,)*
        }

        impl Loot {
            /// All of it, by name.
            pub(super) fn parts(&self) -> Vec<(&'static str, &str)> {
                vec![$((stringify!($name), self.$name.as_str()),)*]
            }

            /// The same in form, but never issued by anybody: what a stranger would make up.
            pub(super) fn forged(&self) -> Self {
                Self { $($name: forged(&self.$name),)* }
            }
        }
    };
}

loot! {
    /// Cookie of a session of Ana's.
    session,
    /// Cookie of a browser that Ana signed in with.
    device,
    /// CSRF token for the forms in this browser.
    csrf,
    /// Token of a sign-in that waits for name and password.
    run,
    /// The same as the callback interface gives it out.
    auth_id,
    /// Ana's password.
    password,
    /// Identifier of the session.
    session_id,
    /// Identifier of Ana.
    user,
    /// Cookie of an attempt to sign in through the authentication interface.
    attempt,
    /// Identifier of an app Ana gave access to.
    app_id,
    /// Where a request that the client `shop` pushed waits for its person.
    request_uri,
    /// A code nobody used yet.
    code,
    /// A code that was exchanged; its tokens live.
    used_code,
    /// A device code whose person said yes.
    device_code,
    /// A user code that waits for its person.
    user_code,
    /// An opaque access token.
    opaque,
    /// A self-contained access token.
    jwt,
    /// An opaque access token of the client `shop` for itself.
    machine,
    /// A refresh token.
    refresh,
    /// A refresh token that was rotated away; its family lives.
    used_refresh,
    /// An ID token of the session.
    id_token,
    /// `Authorization` header of the client `shop`, which both realms have.
    shop,
    /// `Authorization` header of the client `jot`, to which the self-contained token was issued; both realms have it.
    jot,
    /// `Authorization` header of a client that only this realm has.
    own_app,
    /// Identifier of that client.
    client_id,
    /// An assertion for this realm by the client `robot`, whose key is the same in both.
    assertion,
    /// An address registered for the client `shop` here alone.
    redirect_uri,
    /// One to come back to after a logout.
    post_logout_redirect_uri,
    /// An origin of the client `shop` here alone.
    origin,
    /// A journey that only this realm has.
    journey,
    /// Token of a link for the first administrator.
    link,
    /// Token of the link in a security notice for those who did not do what it tells.
    notice,
    /// What the link carries by which a sign-in goes on.
    suspended,
}

/// `text` with some characters near its end in another order: as well-formed as before.
fn forged(text: &str) -> String {
    if let Some(pair) = text.strip_prefix("Basic ") {
        let pair = String::from_utf8(BASE64.decode(pair.as_bytes()).unwrap()).unwrap();
        return format!("Basic {}", BASE64.encode(forged(&pair).as_bytes()));
    }
    let mut characters: Vec<char> = text.chars().collect();
    let end = characters.len() - 1;
    characters[end.saturating_sub(8)..end].reverse();
    let forged: String = characters.into_iter().collect();
    assert_ne!(forged, text, "a palindrome: take another seed");
    forged
}

impl Loot {
    /// Signs Ana in to `realm` and takes all there is.
    pub(super) async fn take(app: &App, realm: &Twin, robot: &SigningKey) -> Self {
        let mut browser = app.browser();
        browser
            .cookies
            .insert(BROWSER.0.to_owned(), BROWSER.1.to_owned());
        let used_code = code(&mut browser, realm, "shop").await;
        let kept = exchange(&mut browser, realm, "shop", &used_code).await;
        let code_for_refresh = code(&mut browser, realm, "shop").await;
        let rotated = exchange(&mut browser, realm, "shop", &code_for_refresh).await;
        let used_refresh = text(&rotated, "refresh_token");
        let fields = [
            ("grant_type", "refresh_token"),
            ("refresh_token", used_refresh.as_str()),
        ];
        let fresh = token(&mut browser, realm, "shop", &fields).await;
        let itself = [("grant_type", "client_credentials")];
        let machine = token(&mut browser, realm, "shop", &itself).await;
        let code_for_jwt = code(&mut browser, realm, "jot").await;
        let jwt = exchange(&mut browser, realm, "jot", &code_for_jwt).await;
        let code_for_forum = code(&mut browser, realm, "forum").await;
        exchange(&mut browser, realm, "forum", &code_for_forum).await;
        let base = realm.base();
        let apps = browser.get(&format!("{base}/account/apps")).await;
        let forum = apps
            .body
            .split("data-app=\"")
            .skip(1)
            .find(|row| row.contains(">forum "));
        let session = browser.cookies[&realm.cookie("session")].clone();
        let url = format!("{base}/json/sessions?_action=validate");
        let json = [("content-type", "application/json")];
        let valid = browser.send(Method::POST, &url, &json, "{}").await;
        let url = format!("{base}/authentication/start");
        let request = json!({"client_id": "shop", "redirect_uri": CALLBACK, "scope": "openid", "code_challenge": CHALLENGE, "code_challenge_method": "S256"});
        let begun = browser
            .send(Method::POST, &url, &json, &request.to_string())
            .await;
        assert_eq!(begun.status.as_u16(), 200, "{}", begun.body);
        Self {
            attempt: browser.cookies["auth_session"].clone(),
            user: text(&valid.json(), "uid"),
            csrf: after(&apps, "name=\"csrf\" value=\""),
            run: run(&mut browser, realm).await,
            auth_id: auth_id(&mut browser, realm).await,
            password: realm.password(),
            session_id: session.split('.').next().unwrap().to_owned(),
            app_id: forum.unwrap().split('"').next().unwrap().to_owned(),
            request_uri: request_uri(&mut browser, realm).await,
            code: code(&mut browser, realm, "shop").await,
            used_code,
            device_code: device_code(&mut browser, realm).await,
            user_code: text(&device(&mut browser, realm).await, "user_code"),
            opaque: text(&kept, "access_token"),
            jwt: text(&jwt, "access_token"),
            machine: text(&machine, "access_token"),
            refresh: text(&fresh, "refresh_token"),
            used_refresh,
            id_token: text(&kept, "id_token"),
            shop: realm.basic("shop"),
            jot: realm.basic("jot"),
            own_app: realm.basic(&realm.own_client()),
            client_id: realm.own_client(),
            assertion: assertion(app, realm, robot),
            redirect_uri: format!("{}/cb", realm.origin()),
            post_logout_redirect_uri: format!("{}/bye", realm.origin()),
            origin: realm.origin(),
            journey: realm.own_journey(),
            link: link(app, realm, "first-admin", "").await,
            notice: {
                let ana = ana(app, realm).await;
                link(app, realm, "not-me", &ana).await
            },
            suspended: suspended(app, &mut browser, realm).await,
            device: browser.cookies[&realm.cookie("device")].clone(),
            session,
        }
    }
}

/// Codes for a device.
async fn device(browser: &mut Browser, realm: &Twin) -> Value {
    let url = format!("{}/oauth2/device/code", realm.base());
    let headers = [("authorization", &*realm.basic("shop"))];
    let page = browser.post(&url, &headers, &[("scope", "openid")]).await;
    page.json()
}

/// A device code that Ana said yes to.
async fn device_code(browser: &mut Browser, realm: &Twin) -> String {
    let codes = device(browser, realm).await;
    let url = format!("{}/oauth2/device/user", realm.base());
    let page = browser.get(&url).await;
    let typed = [("user_code", codes["user_code"].as_str().unwrap())];
    let page = browser.submit(&page, "device-code", &typed).await;
    let allow = [("device-allow", "1")];
    let page = browser.submit(&page, "device-confirm", &allow).await;
    assert!(
        page.body.contains("data-step=\"device-done\""),
        "{}",
        page.body
    );
    text(&codes, "device_code")
}

/// Starts a sign-in and gives its token.
pub(super) async fn run(browser: &mut Browser, realm: &Twin) -> String {
    let page = browser.get(&format!("{}/login", realm.base())).await;
    page.field("sign-in", "run").unwrap()
}

/// Starts a sign-in through the callback interface and gives its token.
pub(super) async fn auth_id(browser: &mut Browser, realm: &Twin) -> String {
    let url = format!("{}/json/authenticate?ForceAuth=true", realm.base());
    let json = [("content-type", "application/json")];
    let step = browser.send(Method::POST, &url, &json, "{}").await;
    text(&step.json(), "authId")
}

/// What `page` has between `mark` and the next quotation mark.
fn after(page: &Page, mark: &str) -> String {
    let rest = page.body.split(mark).nth(1);
    let rest = rest.unwrap_or_else(|| panic!("no {mark} on {}:\n{}", page.url, page.body));
    rest.split('"').next().unwrap().to_owned()
}

fn text(tokens: &Value, name: &str) -> String {
    tokens[name]
        .as_str()
        .unwrap_or_else(|| panic!("no {name} in {tokens}"))
        .to_owned()
}

/// A code for `client_id`: by signing in, consenting, or by what the browser did before.
async fn code(browser: &mut Browser, realm: &Twin, client_id: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", client_id)
        .append_pair("redirect_uri", CALLBACK)
        .append_pair("response_type", "code")
        .append_pair("scope", "openid profile offline_access")
        .append_pair("code_challenge", CHALLENGE)
        .append_pair("code_challenge_method", "S256")
        .finish();
    let mut page = browser
        .get(&format!("{}/oauth2/authorize?{query}", realm.base()))
        .await;
    if page.body.contains("login-submit") {
        let done = browser.sign_in(&page, "ana", &realm.password()).await;
        page = browser.follow(done).await;
    }
    if page.location().is_none() {
        page = browser
            .submit(&page, "consent", &[("consent-allow", "1")])
            .await;
    }
    parameter(&page, "code")
}

/// Pushes a request of the client `shop` and gives its address.
async fn request_uri(browser: &mut Browser, realm: &Twin) -> String {
    let fields = [
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", "openid profile"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let (url, basic) = (format!("{}/oauth2/par", realm.base()), realm.basic("shop"));
    let headers = [("authorization", basic.as_str())];
    let pushed = browser.post(&url, &headers, &fields).await;
    text(&pushed.json(), "request_uri")
}

async fn exchange(browser: &mut Browser, realm: &Twin, client_id: &str, code: &str) -> Value {
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    token(browser, realm, client_id, &fields).await
}

async fn token(
    browser: &mut Browser,
    realm: &Twin,
    client_id: &str,
    fields: &[(&str, &str)],
) -> Value {
    let basic = realm.basic(client_id);
    let url = format!("{}/oauth2/token", realm.base());
    browser
        .post(&url, &[("authorization", &basic)], fields)
        .await
        .json()
}

fn assertion(app: &App, realm: &Twin, robot: &SigningKey) -> String {
    let now = app.world.clock.now().seconds();
    let claims = json!({"iss": "robot", "sub": "robot", "aud": realm.issuer(), "iat": now, "exp": now + 290, "jti": now.to_string()});
    Signer::new(robot.clone(), Some("k1"), None)
        .sign_json(&claims)
        .unwrap()
}

async fn cx(app: &App, realm: &Twin) -> Cx {
    let platform = &app.world.platform;
    let found = platform.realms.at_path(&platform.db, realm.path).await;
    Cx::new(
        platform.clone(),
        found.unwrap().unwrap(),
        Actor::Operator,
        Default::default(),
    )
}

async fn link(app: &App, realm: &Twin, purpose: &str, payload: &str) -> String {
    let cx = cx(app, realm).await;
    let mut tx = cx.db().begin().await.unwrap();
    let token = links::create(&cx, &mut tx, purpose, payload, 3600)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    token.expose().clone()
}

/// Ana's identifier.
async fn ana(app: &App, realm: &Twin) -> String {
    let cx = cx(app, realm).await;
    let mut tx = cx.db().read().await.unwrap();
    let ana = users::by_username_key(&cx, &mut tx, "ana").await.unwrap();
    ana.unwrap().id.to_string()
}

/// Asks for a link to sign in with and reads it in the mailbox.
async fn suspended(app: &App, browser: &mut Browser, realm: &Twin) -> String {
    let page = browser
        .get(&format!("{}/login?journey=MagicLink", realm.base()))
        .await;
    let email = format!("ana@{}.example", realm.mark);
    browser
        .submit(
            &page,
            "sign-in",
            &[("email", &email), ("login-submit", "1")],
        )
        .await;
    // Messages to one person are kept apart.
    app.world.clock.advance_seconds(1);
    app.postman.deliver_due().await.unwrap();
    let mails = mailbox::list(&cx(app, realm).await, None, 5).await.unwrap();
    let mail = mails.into_iter().find(|mail| mail.template == "link");
    let link = mail.unwrap().link.unwrap();
    link.split_once("suspendedId=").unwrap().1.to_owned()
}
