//! Every route, tried as nobody and from another realm; lists that may only shrink.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use durward_testkit::Database;
use durward_web::routes::{Access, rows};

use crate::support::{acme, basic, code_for, exchange};

/// Routes that change something and record no audit event, each with its reason. May only shrink.
const UNRECORDED: [(&str, &str); 0] = [];

/// What each route must answer to somebody who proves nothing: a refusal, a way to sign in, or only what
/// anyone may see.
fn refuses_nobody(access: Access, status: StatusCode) -> bool {
    match access {
        Access::Anyone => status.is_success() || status == StatusCode::NOT_FOUND,
        Access::Client | Access::Bearer => {
            status == StatusCode::UNAUTHORIZED || status == StatusCode::BAD_REQUEST
        }
        Access::OwnForm | Access::Link | Access::Person => !status.is_server_error(),
    }
}

#[tokio::test]
async fn no_route_does_anything_for_nobody() {
    let app = acme(Database::Sqlite).await;
    for row in rows() {
        for method in row.methods {
            let mut nobody = app.browser();
            let method: Method = method.parse().unwrap();
            let page = nobody
                .send(
                    method.clone(),
                    &format!("/realms/acme{}", row.path),
                    &[("content-type", "application/x-www-form-urlencoded")],
                    "",
                )
                .await;
            assert!(
                refuses_nobody(row.access, page.status),
                "{method} {}: {} {}",
                row.path,
                page.status,
                page.body
            );
            let wrote = method == Method::POST
                && matches!(row.access, Access::OwnForm | Access::Link | Access::Person);
            let refused = page.status.is_client_error()
                || page.status == StatusCode::SEE_OTHER
                || row.path == "/oauth2/logout";
            assert!(
                !wrote || refused,
                "{method} {} accepted a form without a CSRF token: {}",
                row.path,
                page.status
            );
        }
    }
}

#[tokio::test]
async fn every_route_that_changes_something_names_its_audit_event() {
    for row in rows() {
        let changes = row.methods.contains(&"POST")
            && row.path != "/oauth2/introspect"
            && row.path != "/oauth2/userinfo";
        let excused = UNRECORDED.iter().any(|(path, _)| *path == row.path);
        assert!(
            !changes || excused || !row.audit.is_empty(),
            "{} changes something: name the event it records",
            row.path
        );
    }
}

#[tokio::test]
async fn no_two_routes_share_an_address() {
    let mut seen = BTreeSet::new();
    for row in rows() {
        assert!(seen.insert(row.path), "{} is listed twice", row.path);
    }
}

#[tokio::test]
async fn nothing_of_one_realm_works_in_another() {
    let app = acme(Database::Sqlite).await;
    durward_store::testing::add_realm(&app.world.platform, "globex", Some(app.world.root.id))
        .await
        .unwrap();
    let mut browser = app.browser();
    let code = code_for(&mut browser, "shop").await;
    let tokens = exchange(&mut browser, "shop", &code).await.json();
    let access = tokens["access_token"].as_str().unwrap();
    let bearer = format!("Bearer {access}");
    let there = "/realms/globex";
    let userinfo = browser
        .send(
            Method::GET,
            &format!("{there}/oauth2/userinfo"),
            &[("authorization", &bearer)],
            "",
        )
        .await;
    assert_eq!(
        userinfo.status,
        StatusCode::UNAUTHORIZED,
        "an access token opens nothing in another realm"
    );
    for path in ["/oauth2/token", "/oauth2/introspect", "/oauth2/revoke"] {
        let fields = [("grant_type", "client_credentials"), ("token", access)];
        let page = browser
            .post(
                &format!("{there}{path}"),
                &[("authorization", &basic("shop"))],
                &fields,
            )
            .await;
        assert_eq!(
            page.status,
            StatusCode::UNAUTHORIZED,
            "{path}: a client of another realm is unknown"
        );
    }
    let value = browser.cookies.get("durward-session.acme").unwrap().clone();
    browser
        .cookies
        .insert("durward-session.globex".to_owned(), value);
    assert_eq!(
        browser.get(&format!("{there}/account")).await.status,
        StatusCode::SEE_OTHER,
        "a session is good in its own realm only"
    );
}
