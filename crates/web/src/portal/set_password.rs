//! `/set-password`: the page of a link by which somebody chooses a password.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use durward_model::Secret;
use durward_model::service::PasswordPolicy;
use durward_signin::admission;
use durward_store::{ErrorKind, services};

use super::account::rules;
use crate::html::pages::{Callback, Fault, Fields, Outcome, SignIn};
use crate::html::{Locale, Text};
use crate::kit::asked::Asked;
use crate::kit::csrf;
use crate::kit::failure::PageFailure;
use crate::kit::form::{FormText, NotAForm};
use crate::kit::page::Sheet;
use crate::routes::{Access, Routes, Row};

const SET_PASSWORD: Row = Row {
    methods: &["GET", "POST"],
    path: "/set-password",
    access: Access::Link,
    audit: &["password.set", "session.ended"],
};

/// Adds the page of the link.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.add(SET_PASSWORD, get(show).post(submit))
}

async fn show(asked: Asked) -> Response {
    let locale = asked.locale(&asked.parameter("ui_locales").unwrap_or_default());
    let token = asked.parameter("token").unwrap_or_default();
    let result = page(&asked, locale, &token, None).await;
    result.unwrap_or_else(|failure| failure.shown_to(&asked, locale))
}

async fn page(
    asked: &Asked,
    locale: Locale,
    token: &str,
    problem: Option<Text>,
) -> Result<Response, PageFailure> {
    let Some(user) = admission::look(&asked.cx, token).await? else {
        return Err(PageFailure::fault(Fault::Link));
    };
    let policy = services::settings::<PasswordPolicy>(&asked.cx).await?;
    let status = match problem {
        Some(_) => StatusCode::BAD_REQUEST,
        None => StatusCode::OK,
    };
    let field = Callback::Password {
        label: Text::message("signin-new-password"),
        new: true,
        rules: rules(&policy),
        problem: problem.clone(),
    };
    let description = Text::message("set-password-lead")
        .with("realm", asked.cx.realm.display_name.as_str())
        .with("username", user.username.as_str());
    let page = SignIn {
        action: format!("{}/set-password", asked.base()),
        run: token.to_owned(),
        step: "set-password".to_owned(),
        header: Some(Text::message("set-password-title")),
        description: Some(description),
        app: None,
        alert: problem,
        fields: [field].into_iter().collect::<Fields>(),
        submit: Some(Text::message("continue")),
        links: Vec::new(),
    };
    Sheet::new(asked, locale).status(status).send(&page).await
}

async fn submit(asked: Asked, form: Result<FormText, NotAForm>) -> Response {
    let locale = asked.locale("");
    let form = match form {
        Ok(form) => form,
        Err(refused) => return refused.into_response(),
    };
    let result = take(&asked, locale, &form).await;
    result.unwrap_or_else(|failure| failure.shown_to(&asked, locale))
}

async fn take(asked: &Asked, locale: Locale, form: &FormText) -> Result<Response, PageFailure> {
    csrf::require(asked, form).await?;
    asked.count_attempt()?;
    let token = form.field("run").unwrap_or_default();
    let password = Secret::new(form.field("new-password").unwrap_or_default());
    let (cx, passwords) = (&asked.cx, &asked.app.passwords);
    match admission::redeem(cx, passwords, &token, &password).await {
        Ok(_) => {
            let page = Outcome {
                text: Text::message("set-password-done"),
                sign_in: format!("{}/login", asked.base()),
            };
            Sheet::new(asked, locale).send(&page).await
        }
        Err(error) => match error.kind {
            ErrorKind::Invalid(_) => {
                let words = Text::plain(error.public);
                page(asked, locale, &token, Some(words)).await
            }
            ErrorKind::NotFound => Err(PageFailure::fault(Fault::Link)),
            _ => Err(error.into()),
        },
    }
}
