//! `/account/apps`: the apps the person gave access to, what they agreed to share, and taking it back.

use axum::response::{IntoResponse, Response};
use durward_model::service::OauthOidc;
use durward_provider::apps::{self, GivenApp};
use durward_signin::nodes::attribute_label;
use durward_signin::sharing;
use durward_store::mapping_consents::Given;
use durward_store::services;

use super::{Visitor, with_visitor};
use crate::html::pages::{AccountApps, Grant, Scope, Sharing};
use crate::html::{App, Text};
use crate::kit::asked::Asked;
use crate::kit::csrf;
use crate::kit::failure::PageFailure;
use crate::kit::form::{FormText, NotAForm};
use crate::kit::page::Sheet;
use crate::portal::messages::text;
use crate::portal::scopes::described;

pub(super) async fn show(asked: Asked) -> Response {
    with_visitor(asked, list).await
}

async fn list(visitor: Visitor) -> Result<Response, PageFailure> {
    let cx = &visitor.asked.cx;
    let settings = services::settings::<OauthOidc>(cx).await?;
    let given = apps::given_by(cx, visitor.user.id).await?;
    let sharings = sharing::given(cx, visitor.user.id).await?;
    let page = AccountApps {
        account: visitor.account(),
        grants: given.iter().map(|app| shown(app, &settings)).collect(),
        sharings: sharings.iter().map(shared).collect(),
    };
    let here = format!("{}/apps", page.account.base);
    Sheet::new(&visitor.asked, visitor.locale)
        .here(here)
        .send(&page)
        .await
}

fn shown(app: &GivenApp, settings: &OauthOidc) -> Grant {
    Grant {
        id: app.id.clone(),
        app: App {
            name: app.name.clone(),
            logo: None,
        },
        scopes: app
            .scope
            .split(' ')
            .filter(|token| !token.is_empty())
            .map(|token| Scope::new(token, described(settings, token)))
            .collect(),
        granted: app.since,
    }
}

fn shared(given: &Given) -> Sharing {
    let mapping = &given.mapping;
    Sharing {
        name: mapping.name.clone(),
        title: if mapping.display_name.is_empty() {
            Text::plain(mapping.name.clone())
        } else {
            Text::translations(mapping.display_name.clone())
        },
        fields: mapping
            .fields
            .iter()
            .map(|field| text(&attribute_label(field)))
            .collect(),
        since: given.since,
    }
}

pub(super) async fn withdraw(asked: Asked, form: Result<FormText, NotAForm>) -> Response {
    let form = match form {
        Ok(form) => form,
        Err(refused) => return refused.into_response(),
    };
    with_visitor(asked, |visitor| async move {
        csrf::require(&visitor.asked, &form).await?;
        if let Some(mapping) = form.field("mapping") {
            sharing::withdraw(&visitor.asked.cx, visitor.user.id, &mapping).await?;
            return Ok(visitor.done("/apps", "sharing"));
        }
        apps::withdraw(
            &visitor.asked.cx,
            visitor.user.id,
            &form.field("app").unwrap_or_default(),
        )
        .await?;
        Ok(visitor.done("/apps", "app"))
    })
    .await
}
