//! Start pages: what this is and what to do next.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use durward_model::Actor;
use durward_store::cx::Origin;
use durward_store::{Cx, Error};

use crate::App;
use crate::html::Locale;
use crate::html::pages::Start;
use crate::kit::asked::{Asked, base_path};
use crate::kit::failure::PageFailure;
use crate::kit::page::{Sheet, bare};

/// `GET /` on the platform's own host: the root realm's start page, and whether set-up is still to be done.
pub(crate) async fn home(State(app): State<Arc<App>>, request: Request) -> Response {
    let accepted = request
        .headers()
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let wished = request.uri().query().and_then(|query| {
        form_urlencoded::parse(query.as_bytes())
            .find(|(name, _)| name == "ui_locales")
            .map(|(_, value)| value.into_owned())
    });
    let locale = Locale::negotiate(wished.as_deref().unwrap_or_default(), accepted, None);
    match root(&app).await {
        Ok(cx) => {
            let pending = durward_signin::setup::is_needed(&cx).await.unwrap_or(false);
            bare(&app, &cx, locale, StatusCode::OK, &page(&cx, pending))
        }
        Err(error) => PageFailure::from(error).into_response(),
    }
}

/// `GET /realms/{name}/`: the realm's start page.
pub(crate) async fn realm(asked: Asked) -> Result<Response, PageFailure> {
    let locale = asked.locale(&asked.parameter("ui_locales").unwrap_or_default());
    Sheet::new(&asked, locale)
        .here(format!("{}/", asked.base()))
        .send(&page(&asked.cx, false))
        .await
}

async fn root(app: &Arc<App>) -> Result<Cx, Error> {
    let realm = app
        .platform
        .realms
        .at_path(&app.platform.db, "root")
        .await?
        .ok_or_else(|| Error::not_found("realm"))?;
    Ok(Cx::new(
        Arc::clone(&app.platform),
        realm,
        Actor::Anonymous,
        Origin::default(),
    ))
}

fn page(cx: &Cx, set_up_pending: bool) -> Start {
    let issuer = cx.issuer();
    Start {
        set_up_pending,
        discovery: format!("{issuer}/.well-known/openid-configuration"),
        account: format!("{}/account", base_path(&cx.realm)),
        issuer,
        docs: None,
    }
}
