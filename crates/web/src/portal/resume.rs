//! `GET /login?suspendedId=…`: the link of a mail. It shows a page with a button and changes nothing: mail scanners open
//! links. Submitting the page goes on (`POST /login`).

use axum::response::Response;
use durward_oauth::ClientId;
use durward_provider::clients::Client;

use super::{bad_end, shown_app};
use crate::html::Locale;
use crate::html::pages::{Fault, Resume};
use crate::kit::asked::Asked;
use crate::kit::failure::PageFailure;
use crate::kit::page::Sheet;

pub(super) async fn show(asked: &Asked, locale: Locale, suspended_id: &str) -> Response {
    let result = page(asked, locale, suspended_id).await;
    result.unwrap_or_else(|failure| failure.shown_to(asked, locale))
}

async fn page(asked: &Asked, locale: Locale, suspended_id: &str) -> Result<Response, PageFailure> {
    let waiting = asked.app.engine.suspended(&asked.cx, suspended_id).await?;
    let Some(waiting) = waiting else {
        return Err(PageFailure::fault(Fault::Link));
    };
    let client = match waiting
        .client_id
        .as_deref()
        .and_then(|id| ClientId::parse(id).ok())
    {
        Some(id) => Client::find(&asked.cx, &id).await?,
        None => None,
    };
    let locale = if waiting.ui_locales.is_empty() {
        locale
    } else {
        asked.locale(&waiting.ui_locales.join(" "))
    };
    let page = Resume {
        action: format!("{}/login", asked.base()),
        suspended_id: suspended_id.to_owned(),
        other_browser: !waiting.same_browser,
        app: client.as_ref().map(|client| shown_app(client)),
    };
    let client_id = waiting.client_id.as_deref();
    let targets = bad_end::targets(asked, client_id, None).await?;
    Sheet::new(asked, locale).targets(targets).send(&page).await
}
