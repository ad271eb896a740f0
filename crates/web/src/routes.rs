//! Every route: its address, who may call it, and the audit event that a call which changes something
//! records. The router is built from these rows, so a route cannot exist without one, and
//! `tests/all/coverage.rs` tries every row as nobody, `tests/all/matrix` with everything of another realm.

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRequestParts, Request};
use axum::http::uri::{Authority, PathAndQuery};
use axum::http::{Uri, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use durward_model::realm::Realm;
use durward_store::Error;
use tower::ServiceExt;

use crate::App;
use crate::kit::asked::{Asked, InRealm, Written};
use crate::kit::failure::PageFailure;
use crate::kit::{cross_origin, headers, realm_path};
use crate::{portal, protocol};

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anyone: it shows nothing and changes nothing of anybody's.
    Anyone,
    /// Anyone who brings what proves itself: credentials, the token of a sign-in that has begun, or that of a session.
    Attempt,
    /// Anyone with a form of ours in their own browser (CSRF token).
    OwnForm,
    /// The person of the browser's session.
    Person,
    /// A client that authenticates.
    Client,
    /// The bearer of an access token.
    Bearer,
    /// The holder of a one-time link.
    Link,
}

/// A route.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// `GET`, `POST` or both.
    pub methods: &'static [&'static str],
    /// Path inside a realm.
    pub path: &'static str,
    /// Who may call it.
    pub access: Access,
    /// Audit events of a call that changes something; none where nothing is changed.
    pub audit: &'static [&'static str],
}

/// Where paths inside realms are mounted: no client can name it, for addresses are rewritten first.
const INSIDE: &str = "/~";

/// The path inside the realm of a request that was rewritten.
pub(crate) fn inside(path: &str) -> &str {
    path.strip_prefix(INSIDE).unwrap_or(path)
}

/// Rows and the router made of them.
#[derive(Default)]
pub(crate) struct Routes {
    rows: Vec<Row>,
    router: Router<Arc<App>>,
}

impl Routes {
    /// Adds a route inside realms.
    pub(crate) fn add(mut self, row: Row, handlers: MethodRouter<Arc<App>>) -> Self {
        self.router = self
            .router
            .route(&format!("{INSIDE}{}", row.path), handlers);
        self.rows.push(row);
        self
    }
}

fn routes() -> Routes {
    portal::routes(protocol::routes(Routes::default()))
}

/// The rows of all routes, for tests and documentation.
pub fn rows() -> Vec<Row> {
    routes().rows
}

/// The doors, ready to be served. Requests should carry a [`crate::Peer`].
pub fn router(app: Arc<App>) -> Router {
    let inside: Router = routes()
        .router
        .route_layer(from_fn_with_state(Arc::clone(&app), cross_origin::guard))
        .fallback(portal::nowhere::nowhere)
        .with_state(Arc::clone(&app));
    let mailbox = if app.mailbox {
        portal::mailbox::routes()
    } else {
        Router::new()
    };
    let outside = mailbox
        .route("/assets/{*name}", axum::routing::get(portal::assets::asset))
        .route("/favicon.ico", axum::routing::get(portal::assets::favicon))
        .with_state(Arc::clone(&app))
        .fallback_service(tower::service_fn({
            let app = Arc::clone(&app);
            move |request: Request| {
                let (app, inside) = (Arc::clone(&app), inside.clone());
                async move { Ok::<_, std::convert::Infallible>(enter(&app, inside, request).await) }
            }
        }));
    outside.layer(from_fn_with_state(app, headers::finish))
}

/// Finds the realm a request is for and hands it to the routes inside realms.
async fn enter(app: &Arc<App>, inside: Router, mut request: Request) -> Response {
    let (path, host) = (request.uri().path().to_owned(), host_of(&request));
    let (realm, inner) = match find(app, &path, host).await {
        Ok(Some(place)) => place,
        Ok(None) => return nowhere(app, request).await,
        Err(error) => return PageFailure::from(error).into_response(),
    };
    let Some(uri) = rewritten(request.uri(), &inner) else {
        return nowhere(app, request).await;
    };
    request.extensions_mut().insert(InRealm(realm));
    request.extensions_mut().insert(Written(path));
    *request.uri_mut() = uri;
    inside.oneshot(request).await.into_response()
}

/// Answers a request for an address in no realm, in the clothes of the root realm.
pub(crate) async fn nowhere(app: &Arc<App>, request: Request) -> Response {
    match in_root(app, request).await {
        Ok(asked) => portal::nowhere::nowhere(asked).await,
        Err(response) => response,
    }
}

/// A request for an address in no realm, as one in the root realm.
///
/// # Errors
/// The answer, when there is none.
pub(crate) async fn in_root(app: &Arc<App>, request: Request) -> Result<Asked, Response> {
    let (mut parts, _) = request.into_parts();
    match root(app).await {
        Ok(Some(realm)) => parts.extensions.insert(InRealm(realm)),
        Ok(None) => None,
        Err(error) => return Err(PageFailure::from(error).into_response()),
    };
    Asked::from_request_parts(&mut parts, app)
        .await
        .map_err(IntoResponse::into_response)
}

type Found = (Arc<Realm>, String);

async fn find(app: &App, path: &str, host: Option<String>) -> Result<Option<Found>, Error> {
    let platform = &app.platform;
    if let Some(place) = realm_path::place(path) {
        let realm = platform.realms.at_path(&platform.db, &place.realm).await?;
        return Ok(realm.map(|realm| (realm, place.path)));
    }
    if let Some(host) = host.filter(|host| *host != app.host)
        && let Some(realm) = platform.realms.at_host(&platform.db, &host).await?
    {
        return Ok(Some((realm, realm_path::canonical(path))));
    }
    if path != "/" {
        return Ok(None);
    }
    Ok(root(app).await?.map(|realm| (realm, path.to_owned())))
}

async fn root(app: &App) -> Result<Option<Arc<Realm>>, Error> {
    let platform = &app.platform;
    platform.realms.at_path(&platform.db, "root").await
}

/// The host the client asked for, in lower case, without port.
fn host_of(request: &Request) -> Option<String> {
    let sent = request
        .headers()
        .get(header::HOST)
        .and_then(|value| value.to_str().ok());
    let authority = sent.or_else(|| request.uri().authority().map(Authority::as_str))?;
    let authority: Authority = authority.parse().ok()?;
    Some(authority.host().to_ascii_lowercase())
}

fn rewritten(written: &Uri, path: &str) -> Option<Uri> {
    let query = written
        .query()
        .map(|query| format!("?{query}"))
        .unwrap_or_default();
    let inside: PathAndQuery = format!("{INSIDE}{path}{query}").parse().ok()?;
    let mut parts = written.clone().into_parts();
    parts.path_and_query = Some(inside);
    Uri::from_parts(parts).ok()
}
