//! `GET` and `POST /not-me`: the link of a security notice for those who did not do what it tells. Looking changes
//! nothing, for mail scanners look at links.

use axum::response::{IntoResponse, Response};
use durward_identity::repudiation;

use crate::html::Locale;
use crate::html::pages::{Fault, NotMe};
use crate::kit::asked::Asked;
use crate::kit::csrf;
use crate::kit::failure::PageFailure;
use crate::kit::form::{FormText, NotAForm};
use crate::kit::page::Sheet;

pub(super) async fn show(asked: Asked) -> Response {
    let locale = asked.locale(&asked.parameter("ui_locales").unwrap_or_default());
    let token = asked.parameter("token").unwrap_or_default();
    let result = ask(&asked, locale, token).await;
    result.unwrap_or_else(|failure| failure.shown_to(&asked, locale))
}

async fn ask(asked: &Asked, locale: Locale, token: String) -> Result<Response, PageFailure> {
    if !repudiation::is_good(&asked.cx, &token).await? {
        return Err(PageFailure::fault(Fault::Link));
    }
    let page = page(asked, Some(token));
    Sheet::new(asked, locale).send(&page).await
}

pub(super) async fn confirm(asked: Asked, form: Result<FormText, NotAForm>) -> Response {
    let locale = asked.locale("");
    let form = match form {
        Ok(form) => form,
        Err(refused) => return refused.into_response(),
    };
    let result = protect(&asked, locale, &form).await;
    result.unwrap_or_else(|failure| failure.shown_to(&asked, locale))
}

async fn protect(asked: &Asked, locale: Locale, form: &FormText) -> Result<Response, PageFailure> {
    csrf::require(asked, form).await?;
    let token = form.field("token").unwrap_or_default();
    if !repudiation::repudiate(&asked.cx, &asked.app.passwords, &token).await? {
        return Err(PageFailure::fault(Fault::Link));
    }
    Sheet::new(asked, locale).send(&page(asked, None)).await
}

fn page(asked: &Asked, token: Option<String>) -> NotMe {
    NotMe {
        action: format!("{}/not-me", asked.base()),
        token,
        recover: format!("{}/login?journey=ResetPassword", asked.base()),
    }
}
