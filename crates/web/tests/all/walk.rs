//! The whole way: discovery, sign-in, consent, tokens, UserInfo, refresh, introspection, revocation, logout.

use axum::http::StatusCode;
use durward_testkit::Database;

use crate::support::{
    self, acme, authorize_url, basic, code_for, exchange, is_active, parameter, token,
};

async fn a_person_signs_in_and_the_app_gets_tokens(database: Database) {
    let app = acme(database).await;
    let mut browser = app.browser();
    let discovery = browser
        .get("/realms/acme/.well-known/openid-configuration")
        .await
        .json();
    assert_eq!(discovery["issuer"], "http://localhost:8080/realms/acme");
    let code = code_for(&mut browser, "shop").await;
    let tokens = exchange(&mut browser, "shop", &code).await;
    assert_eq!(tokens.status, StatusCode::OK, "{}", tokens.body);
    let tokens = tokens.json();
    let access = tokens["access_token"].as_str().unwrap();
    let bearer = format!("Bearer {access}");
    let claims = browser
        .send(
            "GET".parse().unwrap(),
            "/realms/acme/oauth2/userinfo",
            &[("authorization", &bearer)],
            "",
        )
        .await;
    assert_eq!(claims.json()["name"], "Ana Diaz");
    assert!(is_active(&mut browser, access).await);
    let refresh = tokens["refresh_token"].as_str().unwrap();
    let fresh = token(
        &mut browser,
        "shop",
        &[("grant_type", "refresh_token"), ("refresh_token", refresh)],
    )
    .await;
    assert_eq!(fresh.status, StatusCode::OK, "{}", fresh.body);
    let fresh = fresh.json();
    let revoked = browser
        .post(
            "/realms/acme/oauth2/revoke",
            &[("authorization", &basic("shop"))],
            &[("token", fresh["access_token"].as_str().unwrap())],
        )
        .await;
    assert_eq!(revoked.status, StatusCode::OK);
    assert!(!is_active(&mut browser, fresh["access_token"].as_str().unwrap()).await);
    let again = browser
        .get(&authorize_url("shop", &[("prompt", "none")]))
        .await;
    assert_eq!(
        parameter(&again, "state"),
        "xyz",
        "single sign-on answers without asking"
    );
    let bye = format!(
        "/realms/acme/oauth2/logout?id_token_hint={}&post_logout_redirect_uri=http://127.0.0.1:9000/bye",
        tokens["id_token"].as_str().unwrap()
    );
    assert_eq!(
        browser.get(&bye).await.location().as_deref(),
        Some("http://127.0.0.1:9000/bye")
    );
    let after = browser
        .get(&authorize_url("shop", &[("prompt", "none")]))
        .await;
    assert_eq!(parameter(&after, "error"), "login_required");
}

async fn a_replayed_code_is_refused_and_revokes_what_it_gave(database: Database) {
    let app = acme(database).await;
    let mut browser = app.browser();
    let code = code_for(&mut browser, "shop").await;
    let tokens = exchange(&mut browser, "shop", &code).await.json();
    let access = tokens["access_token"].as_str().unwrap().to_owned();
    assert!(is_active(&mut browser, &access).await);
    let replay = exchange(&mut browser, "shop", &code).await;
    assert_eq!(
        (replay.status, replay.json()["error"].as_str()),
        (StatusCode::BAD_REQUEST, Some("invalid_grant"))
    );
    assert!(
        !is_active(&mut browser, &access).await,
        "the access token of the first use is dead"
    );
}

async fn a_replayed_refresh_token_ends_its_family(database: Database) {
    let app = acme(database).await;
    let mut browser = app.browser();
    let code = code_for(&mut browser, "shop").await;
    let first = exchange(&mut browser, "shop", &code).await.json();
    let old = first["refresh_token"].as_str().unwrap().to_owned();
    let second = token(
        &mut browser,
        "shop",
        &[("grant_type", "refresh_token"), ("refresh_token", &old)],
    )
    .await
    .json();
    let stolen = token(
        &mut browser,
        "shop",
        &[("grant_type", "refresh_token"), ("refresh_token", &old)],
    )
    .await;
    assert_eq!(stolen.json()["error"], "invalid_grant");
    let new = second["refresh_token"].as_str().unwrap();
    let after = token(
        &mut browser,
        "shop",
        &[("grant_type", "refresh_token"), ("refresh_token", new)],
    )
    .await;
    assert_eq!(
        after.json()["error"],
        "invalid_grant",
        "the newest token of the family is dead too"
    );
    assert!(!is_active(&mut browser, second["access_token"].as_str().unwrap()).await);
}

async fn a_stolen_code_is_worth_nothing_without_the_verifier(database: Database) {
    let app = acme(database).await;
    let mut browser = app.browser();
    let code = code_for(&mut browser, "spa").await;
    let with = |verifier: &str| {
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", support::CALLBACK),
            ("client_id", "spa"),
        ];
        if !verifier.is_empty() {
            fields.push(("code_verifier", support::VERIFIER));
        }
        fields
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect::<Vec<_>>()
    };
    let without = with("");
    let fields: Vec<(&str, &str)> = without
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let stolen = browser
        .post("/realms/acme/oauth2/token", &[], &fields)
        .await;
    assert_eq!(stolen.json()["error"], "invalid_grant");
    let other = browser
        .post(
            "/realms/acme/oauth2/token",
            &[("authorization", &basic("shop"))],
            &fields[..3],
        )
        .await;
    assert_eq!(
        other.json()["error"],
        "invalid_grant",
        "another client cannot use it either"
    );
    let right = with("yes");
    let fields: Vec<(&str, &str)> = right
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    assert_eq!(
        browser
            .post("/realms/acme/oauth2/token", &[], &fields)
            .await
            .status,
        StatusCode::OK
    );
}

async fn a_third_party_app_is_asked_about_once_and_can_be_withdrawn(database: Database) {
    let app = acme(database).await;
    let mut browser = app.browser();
    let page = browser.get(&authorize_url("forum", &[])).await;
    let after = browser
        .sign_in(&page, "ana", "correct horse battery staple")
        .await;
    let consent = browser.follow(after).await;
    let denied = browser
        .submit(&consent, "consent", &[("consent-deny", "1")])
        .await;
    assert_eq!(parameter(&denied, "error"), "access_denied");
    let consent = browser.open(&authorize_url("forum", &[])).await;
    let allowed = browser
        .submit(&consent, "consent", &[("consent-allow", "1")])
        .await;
    let tokens = exchange(&mut browser, "forum", &parameter(&allowed, "code"))
        .await
        .json();
    let again = browser.get(&authorize_url("forum", &[])).await;
    parameter(&again, "code");
    let apps = browser.get("/realms/acme/account/apps").await;
    assert!(apps.body.contains("forum"), "{}", apps.body);
    let csrf = apps
        .body
        .split("name=\"csrf\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let id = apps
        .body
        .split("name=\"app\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    browser
        .post(
            "/realms/acme/account/apps/withdraw",
            &[],
            &[("csrf", &csrf), ("app", &id)],
        )
        .await;
    assert!(!is_active(&mut browser, tokens["access_token"].as_str().unwrap()).await);
    let asked = browser.get(&authorize_url("forum", &[])).await;
    assert_eq!(asked.status, StatusCode::OK, "consent is asked for again");
}

async fn a_redirect_uri_that_is_not_registered_is_never_redirected_to(database: Database) {
    let app = acme(database).await;
    let mut browser = app.browser();
    for wrong in [
        "http://127.0.0.1:9000/cb/",
        "http://127.0.0.1:9001/cb",
        "http://127.0.0.1:9000/cb?x=1",
        "https://evil.example/cb",
        "",
    ] {
        let page = browser
            .get(&authorize_url("shop", &[("redirect_uri", wrong)]))
            .await;
        assert_eq!(
            (page.status, page.location()),
            (StatusCode::BAD_REQUEST, None),
            "{wrong}"
        );
    }
    let native = browser
        .get(&authorize_url(
            "spa",
            &[("redirect_uri", "http://127.0.0.1:51234/cb")],
        ))
        .await;
    assert_eq!(
        native.status,
        StatusCode::OK,
        "a native app may listen on any loopback port (RFC 8252 7.3)"
    );
}

async fn a_doubled_parameter_is_an_error_that_names_it(database: Database) {
    let app = acme(database).await;
    let mut browser = app.browser();
    let page = token(
        &mut browser,
        "shop",
        &[
            ("grant_type", "client_credentials"),
            ("grant_type", "client_credentials"),
        ],
    )
    .await;
    assert_eq!(page.json()["error"], "invalid_request");
    assert!(
        page.json()["error_description"]
            .as_str()
            .unwrap()
            .contains("grant_type")
    );
}

async fn ana_sees_and_ends_her_sessions_and_changes_her_password(database: Database) {
    let app = acme(database).await;
    let mut laptop = app.browser();
    let mut phone = app.browser();
    code_for(&mut laptop, "shop").await;
    code_for(&mut phone, "shop").await;
    let sessions = laptop.get("/realms/acme/account/sessions").await;
    let ended = laptop.submit(&sessions, "end-others", &[]).await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER);
    assert_eq!(
        phone.get("/realms/acme/account").await.status,
        StatusCode::SEE_OTHER,
        "the phone has to sign in again"
    );
    let password = laptop.get("/realms/acme/account/password").await;
    let short = laptop
        .submit(
            &password,
            "change-password",
            &[
                ("password", "correct horse battery staple"),
                ("new-password", "short"),
            ],
        )
        .await;
    assert!(
        short.body.contains("Minimum password length is 8."),
        "{}",
        short.body
    );
    let changed = laptop
        .submit(
            &password,
            "change-password",
            &[
                ("password", "correct horse battery staple"),
                ("new-password", "a new long phrase"),
            ],
        )
        .await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.body);
    let page = phone.get("/realms/acme/login").await;
    let old = phone
        .sign_in(&page, "ana", "correct horse battery staple")
        .await;
    assert!(old.alert().is_some());
    let new = phone.sign_in(&old, "ana", "a new long phrase").await;
    assert_eq!(new.status, StatusCode::SEE_OTHER);
}

macro_rules! on_both {
    ($($name:ident)*) => {
        mod sqlite {
            $(#[tokio::test] async fn $name() { super::$name(durward_testkit::Database::Sqlite).await; })*
        }
        mod postgres {
            $(#[tokio::test] async fn $name() { super::$name(durward_testkit::Database::Postgres).await; })*
        }
    };
}

on_both! {
    a_person_signs_in_and_the_app_gets_tokens
    a_replayed_code_is_refused_and_revokes_what_it_gave
    a_replayed_refresh_token_ends_its_family
    a_stolen_code_is_worth_nothing_without_the_verifier
    a_third_party_app_is_asked_about_once_and_can_be_withdrawn
    a_redirect_uri_that_is_not_registered_is_never_redirected_to
    a_doubled_parameter_is_an_error_that_names_it
    ana_sees_and_ends_her_sessions_and_changes_her_password
}
