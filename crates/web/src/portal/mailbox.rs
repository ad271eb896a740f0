//! `/dev/mailbox`: messages of realms without a channel, for developers. The addresses exist only where nobody but this
//! computer can reach them ([`App::with_mailbox`](crate::App::with_mailbox)).
//!
//! | address | answer |
//! |---|---|
//! | `/dev/mailbox` | the list |
//! | `/dev/mailbox.json` | the same as JSON, for tests; `?to=` and `?realm=` choose |
//! | `/dev/mailbox/{realm}/{id}` | one message |
//! | `/dev/mailbox/{realm}/{id}.html` | its HTML, which can do nothing |

use std::sync::Arc;

use axum::Json;
use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use durward_messaging::mailbox::{self, Mail};
use durward_model::Actor;
use durward_store::{Cx, Error, realms};
use serde_json::{Value, json};

use crate::App;
use crate::html::pages;
use crate::kit::asked::Asked;
use crate::kit::page::bare;
use crate::routes;

/// Where it is.
pub(crate) const PATH: &str = "/dev/mailbox";

/// Realms looked into, and messages shown of each.
const REALMS: i64 = 200;
const MESSAGES: i64 = 50;

/// A mail's HTML is shown without scripts, without anything from elsewhere, in an origin of its own.
const NOTHING: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'; sandbox allow-popups allow-top-navigation-by-user-activation";

/// Its routes, outside realms.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route(PATH, get(list))
        .route("/dev/mailbox.json", get(as_json))
        .route("/dev/mailbox/{realm}/{id}", get(one))
}

async fn list(State(app): State<Arc<App>>, request: Request) -> Response {
    if !is_ours(&app, request.headers()) {
        return routes::nowhere(&app, request).await;
    }
    let mails = match all(&app, None).await {
        Ok(mails) => mails,
        Err(error) => return failed(&error),
    };
    let page = pages::Mailbox {
        mails: mails.iter().map(|(cx, mail)| shown(cx, mail)).collect(),
    };
    match routes::in_root(&app, request).await {
        Ok(asked) => send(&asked, PATH.to_owned(), &page),
        Err(response) => response,
    }
}

async fn as_json(State(app): State<Arc<App>>, request: Request) -> Response {
    if !is_ours(&app, request.headers()) {
        return routes::nowhere(&app, request).await;
    }
    let query = request.uri().query().unwrap_or_default().to_owned();
    let wanted = |name: &str| {
        form_urlencoded::parse(query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    };
    let (to, realm) = (wanted("to"), wanted("realm"));
    match all(&app, to.as_deref()).await {
        Ok(mails) => {
            let mails = mails.iter().filter(|(cx, _)| {
                realm
                    .as_ref()
                    .is_none_or(|realm| realm == cx.realm.path.as_str())
            });
            let mails: Vec<Value> = mails.map(|(cx, mail)| document(cx, mail)).collect();
            Json(json!({ "messages": mails })).into_response()
        }
        Err(error) => failed(&error),
    }
}

async fn one(
    State(app): State<Arc<App>>,
    Path((realm, id)): Path<(String, String)>,
    request: Request,
) -> Response {
    if !is_ours(&app, request.headers()) {
        return routes::nowhere(&app, request).await;
    }
    let realm = realm.replace('.', "/");
    let (id, html) = match id.strip_suffix(".html") {
        Some(id) => (id.to_owned(), true),
        None => (id, false),
    };
    match find(&app, &realm, &id).await {
        Ok(Some((_, mail))) if html => match mail.html {
            Some(html) => {
                ([(header::CONTENT_SECURITY_POLICY, NOTHING)], Html(html)).into_response()
            }
            None => routes::nowhere(&app, request).await,
        },
        Ok(Some((cx, mail))) => {
            let page = pages::MailboxMessage {
                html: mail
                    .html
                    .is_some()
                    .then(|| format!("{}.html", address(&cx, &mail))),
                back: PATH.to_owned(),
                mail: shown(&cx, &mail),
            };
            match routes::in_root(&app, request).await {
                Ok(asked) => send(&asked, address(&cx, &mail), &page),
                Err(response) => response,
            }
        }
        Ok(None) => routes::nowhere(&app, request).await,
        Err(error) => failed(&error),
    }
}

/// A name that an attacker leads to this computer is not ours, and neither is what its pages ask.
fn is_ours(app: &App, headers: &HeaderMap) -> bool {
    let host = headers
        .get(header::HOST)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let host = host.rsplit_once(':').map_or(host, |(name, _)| name);
    host.eq_ignore_ascii_case(&app.host)
}

/// The messages of all realms, newest first: all, or those `to` an address.
async fn all(app: &App, to: Option<&str>) -> Result<Vec<(Cx, Mail)>, Error> {
    let platform = &app.platform;
    let realms = realms::page(&mut platform.db.read().await?, "", REALMS).await?;
    let mut mails = Vec::new();
    for realm in realms {
        let cx = Cx::new(
            Arc::clone(platform),
            Arc::new(realm),
            Actor::Operator,
            Default::default(),
        );
        let of_realm = mailbox::list(&cx, to, MESSAGES).await?;
        mails.extend(of_realm.into_iter().map(|mail| (cx.clone(), mail)));
    }
    mails.sort_by_key(|(_, mail)| std::cmp::Reverse(mail.id));
    Ok(mails)
}

async fn find(app: &App, realm: &str, id: &str) -> Result<Option<(Cx, Mail)>, Error> {
    let platform = &app.platform;
    let Some(realm) = platform.realms.at_path(&platform.db, realm).await? else {
        return Ok(None);
    };
    let cx = Cx::new(
        Arc::clone(platform),
        realm,
        Actor::Operator,
        Default::default(),
    );
    Ok(mailbox::load(&cx, id).await?.map(|mail| (cx, mail)))
}

fn address(cx: &Cx, mail: &Mail) -> String {
    let realm = cx.realm.path.as_str().replace('/', ".");
    format!("{PATH}/{realm}/{}", mail.id)
}

fn shown(cx: &Cx, mail: &Mail) -> pages::Mail {
    let subject = if mail.subject.is_empty() {
        &mail.text
    } else {
        &mail.subject
    };
    pages::Mail {
        href: address(cx, mail),
        realm: cx.realm.path.as_str().to_owned(),
        medium: mail.medium.as_str(),
        to: mail.to.clone(),
        subject: subject.clone(),
        text: mail.text.clone(),
        link: mail.link.clone().or_else(|| mail.not_me.clone()),
        at: mail.created_at,
    }
}

fn document(cx: &Cx, mail: &Mail) -> Value {
    json!({
        "id": mail.id,
        "realm": cx.realm.path.as_str(),
        "medium": mail.medium.as_str(),
        "to": mail.to,
        "template": mail.template,
        "subject": mail.subject,
        "text": mail.text,
        "html": mail.html,
        "code": mail.code,
        "link": mail.link,
        "notMe": mail.not_me,
        "at": mail.created_at.to_string(),
    })
}

fn send<P: pages::Page>(asked: &Asked, here: String, page: &P) -> Response {
    let locale = asked.locale(&asked.parameter("ui_locales").unwrap_or_default());
    bare(
        &asked.app,
        &asked.cx,
        locale,
        StatusCode::OK,
        Some(here),
        page,
    )
}

fn failed(error: &Error) -> Response {
    tracing::error!(%error, "the mailbox cannot be read");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
