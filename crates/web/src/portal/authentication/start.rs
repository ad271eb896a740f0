//! `POST /authentication/start`: an authorization request, and what the person may sign in with.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use durward_oauth::{AuthorizationRequest, Parameters};
use durward_provider::authorize::{self, Again, Decision};
use durward_provider::clients::Client;
use durward_signin::attempts::{self, Begin};
use serde_json::{Value, json};

use super::ask::Ask;
use super::{admit, offer, refused};
use crate::kit::api::{ApiFailure, JsonObject, answer};
use crate::kit::asked::Asked;
use crate::kit::cookies::{self, Kind};

pub(super) async fn start(asked: Asked, body: Result<JsonObject, ApiFailure>) -> Response {
    let answered = match body {
        Ok(body) => begin(&asked, &body).await,
        Err(refused) => Err(refused),
    };
    answered.unwrap_or_else(IntoResponse::into_response)
}

async fn begin(asked: &Asked, body: &JsonObject) -> Result<Response, ApiFailure> {
    admit(asked)?;
    let query = query(body)?;
    let (client, request, journey, again) = trusted(asked, &query).await?;
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(again.pairs(&[]))
        .finish();
    let begin = Begin {
        request: format!("{}/oauth2/authorize?{query}", asked.base()),
        client_id: client.client_id.as_str().to_owned(),
        journey: journey.clone(),
        login_hint: request
            .login_hint
            .as_ref()
            .map(|hint| hint.as_str().to_owned()),
        ui_locales: Some(request.ui_locales.to_string()).filter(|wished| !wished.is_empty()),
    };
    let (mut attempt, cookie) = attempts::begin(&asked.cx, begin).await?;
    let methods = match journey {
        // The request asks for a class of its own: what its journey asks first is what there is.
        Some(journey) => {
            let (cx, engine) = (&asked.cx, &asked.app.engine);
            attempt
                .choose(cx, engine, "password", &journey, asked.device())
                .await?;
            let step = attempt.shown(cx, engine).await?;
            match step.map(|running| Ask::of(&running.step)) {
                Some(Ask::Passkey(_)) => vec![json!({"method": "passkey", "factor": "primary"})],
                Some(Ask::Address) => vec![json!({"method": "email", "factor": "primary"})],
                _ => vec![json!({"method": "password", "factor": "primary"})],
            }
        }
        None => offer::first(asked).await?,
    };
    let base = asked.base();
    let mut response = answer(
        StatusCode::OK,
        json!({
            "session_id": offer::session_id(&attempt),
            "status": "pending",
            "expires_at": attempt.expires_at(),
            "client": {
                "name": client.name,
                "logo_uri": client.logo_uri,
                "policy_uri": client.policy_uri,
                "tos_uri": client.tos_uri,
            },
            "step": 1,
            "steps_required": 1,
            "available_methods": methods,
            "links": {"login": format!("{base}/login")},
        }),
    );
    let (realm, secure) = (&asked.cx.realm, asked.app.secure);
    let headers = response.headers_mut();
    cookies::set(headers, Kind::Attempt, realm, secure, cookie.expose());
    Ok(response)
}

/// The members of the body as the query of an authorization request.
fn query(body: &JsonObject) -> Result<String, ApiFailure> {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in &body.0 {
        match value {
            Value::Null => {}
            Value::String(text) => {
                query.append_pair(name, text);
            }
            Value::Number(number) => {
                query.append_pair(name, &number.to_string());
            }
            _ => {
                return Err(ApiFailure::refused(
                    StatusCode::BAD_REQUEST,
                    format!("{name}: send text."),
                ));
            }
        }
    }
    let given = |name: &str| body.0.get(name).is_some_and(|value| !value.is_null());
    if !given("response_type") && !given("request_uri") {
        query.append_pair("response_type", "code");
    }
    Ok(query.finish())
}

type Trusted = (
    std::sync::Arc<Client>,
    Box<AuthorizationRequest>,
    Option<String>,
    Again,
);

/// The app and its request, checked as the authorization endpoint checks them.
async fn trusted(asked: &Asked, query: &str) -> Result<Trusted, ApiFailure> {
    let bad = |why: &str| refused(StatusCode::BAD_REQUEST, "invalid_request", why);
    let parameters = Parameters::from_query(query).map_err(|error| bad(&error.to_string()))?;
    let provider = &asked.app.provider;
    match authorize::decide(provider, &asked.cx, &parameters, None, None).await? {
        Decision::SignIn {
            client,
            request,
            journey,
            again,
        } => Ok((client, request, journey, again)),
        Decision::Untrusted(_, why) => Err(bad(&why)),
        Decision::Refuse(error, _) => Err(refused(
            StatusCode::BAD_REQUEST,
            error.code().name(),
            error.description().as_str(),
        )),
        Decision::Deliver(_) | Decision::Consent { .. } => {
            Err(bad("This request needs no sign-in."))
        }
    }
}
