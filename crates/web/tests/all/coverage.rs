//! Every route, tried as nobody; lists that may only shrink. What another realm's things do there: `matrix`.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use durward_testkit::Database;
use durward_web::routes::{Access, rows};

use crate::support::acme;

/// Routes that change something and record no audit event, each with its reason. May only shrink.
const UNRECORDED: [(&str, &str); 1] = [(
    "/authentication/start",
    "it keeps what a sign-in begins with; what comes of that is recorded",
)];

/// What each route must answer to somebody who proves nothing: a refusal, a way to sign in, or only what
/// anyone may see.
fn refuses_nobody(access: Access, status: StatusCode) -> bool {
    match access {
        Access::Anyone => status.is_success() || status == StatusCode::NOT_FOUND,
        // Bringing nothing is how a sign-in begins; what a realm does not offer is not supported.
        Access::Attempt => !status.is_server_error() || status == StatusCode::NOT_IMPLEMENTED,
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
async fn attack_no_json_interface_is_driven_by_a_page_of_a_foreign_origin() {
    let app = acme(Database::Sqlite).await;
    let strangers = [
        ("origin", "https://evil.example"),
        ("content-type", "application/json"),
    ];
    let interfaces = rows()
        .into_iter()
        .filter(|row| row.path.starts_with("/json/") || row.path.starts_with("/authentication/"));
    for row in interfaces {
        for method in row.methods.iter().filter(|method| **method != "GET") {
            let method: Method = method.parse().unwrap();
            let url = format!("/realms/acme{}", row.path);
            let page = app.browser().send(method, &url, &strangers, "{}").await;
            assert_eq!(
                page.status,
                StatusCode::FORBIDDEN,
                "{}: {}",
                row.path,
                page.body
            );
        }
    }
}

#[tokio::test]
async fn every_route_that_changes_something_names_its_audit_event() {
    for row in rows() {
        let changes = row.methods.contains(&"POST")
            && row.path != "/json/users"
            && row.path != "/oauth2/introspect"
            && row.path != "/oauth2/idtokeninfo"
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
