//! The consent page: what the app asks for, allow or deny (RFC 6749 3.1.1, api-shapes 8).

use axum::response::Response;
use durward_model::service::OauthOidc;
use durward_model::session::Session;
use durward_oauth::{AuthorizationRequest, Scope};
use durward_provider::authorize::Again;
use durward_provider::clients::Client;
use durward_store::{services, users};

use super::authorize::OF_THE_FORM;
use crate::html::pages::{Consent, Person, Scope as ScopeLine};
use crate::html::{Hidden, Locale};
use crate::kit::asked::Asked;
use crate::kit::failure::PageFailure;
use crate::kit::page::{Sheet, form_target};
use crate::portal;
use crate::portal::scopes::described;

pub(super) async fn ask(
    asked: &Asked,
    locale: Locale,
    again: &Again,
    client: &Client,
    request: &AuthorizationRequest,
    scope: &Scope,
    session: Option<&Session>,
) -> Result<Response, PageFailure> {
    let session =
        session.ok_or_else(|| durward_store::Error::internal("consent without a session"))?;
    let user = users::by_id(
        &asked.cx,
        &mut asked
            .cx
            .db()
            .read()
            .await
            .map_err(durward_store::Error::from)?,
        session.user,
    )
    .await?;
    let user = user.ok_or_else(|| durward_store::Error::not_found("user"))?;
    let settings = services::settings::<OauthOidc>(&asked.cx).await?;
    let redirect_uri = request.return_address.redirect_uri.as_str();
    let page = Consent {
        action: format!("{}/oauth2/authorize", asked.base()),
        hidden: again.pairs(&OF_THE_FORM).map(hidden).collect(),
        app: portal::shown_app(client),
        destination: url::Url::parse(redirect_uri)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned)),
        person: Person {
            name: user.display_name(),
            username: user.username.to_string(),
            email: user.email.as_ref().map(ToString::to_string),
        },
        switch: None,
        scopes: scope
            .tokens()
            .map(|token| ScopeLine::new(token, described(&settings, token)))
            .collect(),
        policy_uri: client.policy_uri.clone(),
        tos_uri: client.tos_uri.clone(),
    };
    Sheet::new(asked, locale)
        .targets(form_target(redirect_uri).into_iter().collect())
        .send(&page)
        .await
}

fn hidden((name, value): (&str, &str)) -> Hidden {
    Hidden {
        name: name.to_owned(),
        value: value.to_owned(),
    }
}
