//! `GET` and `POST /setup`: the one-time link that creates the first administrator.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use durward_model::Secret;
use durward_model::service::PasswordPolicy;
use durward_model::text::{Email, Username};
use durward_signin::setup;
use durward_store::{Error, ErrorKind, services};

use super::account::rules;
use crate::html::pages::{Fault, SetUp};
use crate::html::{Locale, Text};
use crate::kit::asked::Asked;
use crate::kit::csrf;
use crate::kit::failure::PageFailure;
use crate::kit::form::{FormText, NotAForm};
use crate::kit::page::{Sheet, see_other};

pub(super) async fn show(asked: Asked) -> Response {
    let locale = asked.locale(&asked.parameter("ui_locales").unwrap_or_default());
    let token = asked.parameter("token").unwrap_or_default();
    let result = form(&asked, locale, &token).await;
    result.unwrap_or_else(|failure| failure.shown_to(&asked, locale))
}

async fn form(asked: &Asked, locale: Locale, token: &str) -> Result<Response, PageFailure> {
    if !setup::is_good(&asked.cx, token).await? {
        return Err(PageFailure::fault(Fault::Link));
    }
    let page = page(asked, token).await?;
    Sheet::new(asked, locale)
        .here(format!("{}/setup?token={token}", asked.base()))
        .send(&page)
        .await
}

async fn page(asked: &Asked, token: &str) -> Result<SetUp, Error> {
    let policy = services::settings::<PasswordPolicy>(&asked.cx).await?;
    Ok(SetUp {
        action: format!("{}/setup", asked.base()),
        token: token.to_owned(),
        username: String::new(),
        email: String::new(),
        rules: rules(&policy),
        alert: None,
        username_problem: None,
        email_problem: None,
        new_password_problem: None,
    })
}

pub(super) async fn redeem(asked: Asked, form: Result<FormText, NotAForm>) -> Response {
    let locale = asked.locale("");
    let form = match form {
        Ok(form) => form,
        Err(refused) => return refused.into_response(),
    };
    let result = create(&asked, locale, &form).await;
    result.unwrap_or_else(|failure| failure.shown_to(&asked, locale))
}

async fn create(asked: &Asked, locale: Locale, form: &FormText) -> Result<Response, PageFailure> {
    csrf::require(asked, form).await?;
    let field = |name: &str| form.field(name).unwrap_or_default();
    let (token, username, email) = (field("token"), field("username"), field("email"));
    let made = administrator(asked, &token, &username, &email, field("new-password")).await;
    match made {
        Ok(()) => Ok(see_other(&format!("{}/login", asked.base()))),
        Err(error) => {
            let ErrorKind::Invalid(wrong) = &error.kind else {
                // Outside `root` no link works.
                return Err(match error.kind {
                    ErrorKind::NotFound | ErrorKind::Forbidden => PageFailure::fault(Fault::Link),
                    _ => error.into(),
                });
            };
            let mut page = page(asked, &token).await?;
            (page.username, page.email) = (username, email);
            let words = Some(Text::plain(error.public.clone()));
            match wrong.as_str() {
                "username" => page.username_problem = words,
                "email" => page.email_problem = words,
                "password" => page.new_password_problem = words,
                _ => page.alert = words,
            }
            Sheet::new(asked, locale)
                .status(StatusCode::BAD_REQUEST)
                .send(&page)
                .await
        }
    }
}

async fn administrator(
    asked: &Asked,
    token: &str,
    username: &str,
    email: &str,
    password: String,
) -> Result<(), Error> {
    let username = Username::parse(username)?;
    let email = if email.trim().is_empty() {
        None
    } else {
        Some(Email::parse(email)?)
    };
    setup::redeem(
        &asked.cx,
        &asked.app.passwords,
        token,
        username,
        email,
        &Secret::new(password),
    )
    .await?;
    Ok(())
}
