//! `GET` and `POST /oauth2/logout`: RP-initiated logout (OpenID Connect RP-Initiated Logout 1.0).

use axum::response::{IntoResponse, Response};
use durward_model::session::Session;
use durward_oauth::{LogoutRequest, Parameters};
use durward_provider::logout::{self, Destination, Plan};
use durward_signin::sessions;
use durward_store::users;

use crate::html::pages::{Fault, LogOut, LoggedOut, Person};
use crate::html::{Hidden, Locale};
use crate::kit::asked::Asked;
use crate::kit::cookies;
use crate::kit::csrf;
use crate::kit::failure::PageFailure;
use crate::kit::form::{FormText, NotAForm};
use crate::kit::page::{Sheet, form_target, see_other};
use crate::portal;

pub(super) async fn by_get(asked: Asked) -> Response {
    let parameters = Parameters::from_query(&asked.query).map_err(|error| error.to_string());
    answer(asked, parameters, None).await
}

pub(super) async fn by_post(asked: Asked, form: Result<FormText, NotAForm>) -> Response {
    match form {
        Ok(form) => {
            let parameters = form.parameters().map_err(|error| error.to_string());
            answer(asked, parameters, Some(&form)).await
        }
        Err(refused) => refused.into_response(),
    }
}

async fn answer(
    asked: Asked,
    parameters: Result<Parameters, String>,
    form: Option<&FormText>,
) -> Response {
    let wished = parameters
        .as_ref()
        .ok()
        .and_then(|parameters| parameters.one("ui_locales").ok().flatten())
        .unwrap_or_default()
        .to_owned();
    let locale = asked.locale(&wished);
    let result = match parameters {
        Ok(parameters) => plan(&asked, locale, &parameters, form).await,
        Err(why) => Err(PageFailure::coded(Fault::Request, "invalid_request", why)),
    };
    result.unwrap_or_else(|failure| failure.shown_to(&asked, locale))
}

async fn plan(
    asked: &Asked,
    locale: Locale,
    parameters: &Parameters,
    form: Option<&FormText>,
) -> Result<Response, PageFailure> {
    let request = LogoutRequest::parse(parameters).map_err(|error| {
        PageFailure::coded(Fault::Request, "invalid_request", error.to_string())
    })?;
    let session = asked.session().await?;
    let confirmed = match form {
        Some(form) if form.field("logout-confirm").is_some() => {
            csrf::require(asked, form).await?;
            true
        }
        _ => false,
    };
    // Nobody is signed in, but somebody is remembered: no other site may have the browser forget them.
    let remembered = session.is_none() && asked.remembered().is_some();
    match logout::plan(&asked.app.provider, &asked.cx, &request, session.as_ref()).await? {
        Plan::Untrusted(why) => Err(PageFailure::coded(Fault::Request, "invalid_request", why)),
        Plan::End(destination) if confirmed || !remembered => {
            end(asked, locale, session.as_ref(), destination).await
        }
        Plan::Ask(destination) if confirmed => {
            end(asked, locale, session.as_ref(), destination).await
        }
        Plan::End(destination) | Plan::Ask(destination) => {
            ask(asked, locale, parameters, session.as_ref(), destination).await
        }
    }
}

async fn end(
    asked: &Asked,
    locale: Locale,
    session: Option<&Session>,
    destination: Destination,
) -> Result<Response, PageFailure> {
    let frames = match session {
        Some(session) => logout::front_channel(&asked.cx, session.id).await?,
        None => Vec::new(),
    };
    sessions::sign_out(&asked.cx, session, asked.remembered().as_deref()).await?;
    let mut response = match destination.url {
        Some(url) if frames.is_empty() => see_other(&url),
        back => {
            let origins = frames.iter().filter_map(|frame| form_target(frame));
            let origins = origins.collect();
            let sign_in = back.is_none().then(|| format!("{}/login", asked.base()));
            let page = LoggedOut {
                app: destination
                    .client
                    .as_ref()
                    .map(|client| portal::shown_app(client)),
                back,
                frames,
                sign_in,
            };
            Sheet::new(asked, locale)
                .frames(origins)
                .send(&page)
                .await?
        }
    };
    cookies::drop_sign_in(response.headers_mut(), asked);
    Ok(response)
}

async fn ask(
    asked: &Asked,
    locale: Locale,
    parameters: &Parameters,
    session: Option<&Session>,
    destination: Destination,
) -> Result<Response, PageFailure> {
    let person = match session {
        Some(session) => {
            let mut tx = asked
                .cx
                .db()
                .read()
                .await
                .map_err(durward_store::Error::from)?;
            users::by_id(&asked.cx, &mut tx, session.user).await?
        }
        None => None,
    };
    let page = LogOut {
        action: format!("{}/oauth2/logout", asked.base()),
        hidden: parameters
            .pairs()
            .filter(|(name, _)| *name != "csrf" && *name != "logout-confirm")
            .map(|(name, value)| Hidden {
                name: name.to_owned(),
                value: value.to_owned(),
            })
            .collect(),
        person: person.map(|user| Person {
            name: user.display_name(),
            username: user.username.to_string(),
            email: user.email.as_ref().map(ToString::to_string),
        }),
        app: destination
            .client
            .as_ref()
            .map(|client| portal::shown_app(client)),
        stay: Some(format!("{}/account", asked.base())),
    };
    let targets = destination
        .url
        .as_deref()
        .and_then(form_target)
        .into_iter()
        .collect();
    Sheet::new(asked, locale).targets(targets).send(&page).await
}
