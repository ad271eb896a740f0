//! `GET` and `POST /oauth2/authorize` (RFC 6749 3.1, OpenID Connect Core 3.1.2).

use axum::response::{IntoResponse, Response};
use durward_oauth::{AuthorizationRequest, Delivery, Parameters};
use durward_provider::authorize::{self, Again, Answer, Decision, Distrust};

use super::consent;
use crate::html::pages::{Fault, FormPost};
use crate::html::{Hidden, Locale};
use crate::kit::asked::Asked;
use crate::kit::csrf;
use crate::kit::failure::PageFailure;
use crate::kit::form::{FormText, NotAForm};
use crate::kit::page::{Sheet, form_target};
use crate::portal::journey;

/// Fields of the consent form that are no parameters of the request.
pub(super) const OF_THE_FORM: [&str; 5] = [
    "csrf",
    "decision",
    "save_consent",
    "consent-allow",
    "consent-deny",
];

pub(super) async fn by_get(asked: Asked) -> Response {
    match Parameters::from_query(&asked.query) {
        Ok(parameters) => answer(asked, &parameters, None).await,
        Err(error) => refuse(&asked, error.to_string()),
    }
}

/// A request by form (OpenID Connect Core 3.1.2.1), or the answer of the consent page: the same
/// parameters with a `decision`.
pub(super) async fn by_post(asked: Asked, form: Result<FormText, NotAForm>) -> Response {
    let form = match form {
        Ok(form) => form,
        Err(refused) => return refused.into_response(),
    };
    let parameters = match form.parameters() {
        Ok(parameters) => parameters,
        Err(error) => return refuse(&asked, error.to_string()),
    };
    let decision = decision(&form);
    if decision.is_some()
        && let Err(failure) = csrf::require(&asked, &form).await
    {
        return seen(&asked, failure);
    }
    answer(asked, &parameters, decision).await
}

/// What the person answered, by the buttons of our page or by the field of the documented form.
fn decision(form: &FormText) -> Option<Answer> {
    match form.field("decision").as_deref() {
        Some("allow") => Some(Answer::Allow),
        Some(_) => Some(Answer::Deny),
        None if form.field("consent-deny").is_some() => Some(Answer::Deny),
        None => form.field("consent-allow").map(|_| Answer::Allow),
    }
}

async fn answer(asked: Asked, parameters: &Parameters, decision: Option<Answer>) -> Response {
    let locale = locale(&asked, parameters);
    let (app, cx) = (asked.app.clone(), asked.cx.clone());
    decide(asked, parameters, decision, locale)
        .await
        .unwrap_or_else(|failure| failure.seen_by(&app, &cx, locale).into_response())
}

async fn decide(
    asked: Asked,
    parameters: &Parameters,
    decision: Option<Answer>,
    locale: Locale,
) -> Result<Response, PageFailure> {
    if !asked.cx.realm.is_active() {
        return Err(PageFailure::fault(Fault::RealmInactive));
    }
    let session = asked.session().await?;
    match authorize::decide(
        &asked.app.provider,
        &asked.cx,
        parameters,
        session.as_ref(),
        decision,
    )
    .await?
    {
        Decision::Untrusted(Distrust::Client, why) => {
            Err(PageFailure::coded(Fault::UnknownApp, "invalid_client", why))
        }
        Decision::Untrusted(Distrust::RedirectUri, why) => Err(PageFailure::coded(
            Fault::RedirectUri,
            "invalid_request",
            why,
        )),
        Decision::Untrusted(Distrust::Request, why) => {
            Err(PageFailure::coded(Fault::Request, "invalid_request", why))
        }
        Decision::Untrusted(Distrust::RequestUri, why) => Err(PageFailure::coded(
            Fault::Expired,
            "invalid_request_uri",
            why,
        )),
        Decision::Deliver(delivery) | Decision::Refuse(_, delivery) => {
            deliver(&asked, locale, delivery).await
        }
        Decision::SignIn {
            client,
            request,
            journey,
            again,
        } => {
            let locale = wished(&asked, locale, &request);
            let goto = address(&asked, &again);
            journey::begin(&asked, locale, session, &client, &request, journey, goto).await
        }
        Decision::Consent {
            client,
            request,
            scope,
            again,
        } => {
            consent::ask(
                &asked,
                wished(&asked, locale, &request),
                &again,
                &client,
                &request,
                &scope,
                session.as_ref(),
            )
            .await
        }
    }
}

async fn deliver(
    asked: &Asked,
    locale: Locale,
    delivery: Delivery,
) -> Result<Response, PageFailure> {
    match delivery {
        Delivery::Redirect { location } => Ok(crate::kit::page::see_other(&location)),
        Delivery::FormPost { action, fields } => {
            let targets = form_target(action.as_str()).into_iter().collect();
            let page = FormPost {
                action: action.as_str().to_owned(),
                fields: fields
                    .into_iter()
                    .map(|(name, value)| Hidden {
                        name: name.to_owned(),
                        value,
                    })
                    .collect(),
                app: None,
            };
            Sheet::new(asked, locale).targets(targets).send(&page).await
        }
    }
}

/// The address of the same request, to come back to once the person has signed in.
fn address(asked: &Asked, again: &Again) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(again.pairs(&OF_THE_FORM))
        .finish();
    format!("{}/oauth2/authorize?{query}", asked.base())
}

/// The language the request asks for, which need not stand in its address.
fn wished(asked: &Asked, locale: Locale, request: &AuthorizationRequest) -> Locale {
    if request.ui_locales.is_empty() {
        locale
    } else {
        asked.locale(&request.ui_locales.to_string())
    }
}

fn locale(asked: &Asked, parameters: &Parameters) -> Locale {
    asked.locale(
        parameters
            .one("ui_locales")
            .ok()
            .flatten()
            .unwrap_or_default(),
    )
}

fn refuse(asked: &Asked, why: String) -> Response {
    seen(
        asked,
        PageFailure::coded(Fault::Request, "invalid_request", why),
    )
}

fn seen(asked: &Asked, failure: PageFailure) -> Response {
    failure.shown_to(asked, asked.locale(""))
}
