//! `/account/profile`: what a person says about themselves.
//!
//! Attributes that the realm protects (R-REC-14) change only soon after the person proved who they are; until then they
//! are shown, with a way to prove it.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use durward_identity::users::{self, UserFields, attributes};
use durward_journey::callback::{AttributeInput, AttributeKind, FailedPolicy, PolicyInput};
use durward_journey::message::Message;
use durward_journey::state::Aim;
use durward_model::service::SelfService;
use durward_signin::journeys::Start;
use durward_store::{Error, ErrorKind, services};
use serde_json::{Map, Value};

use super::{Visitor, with_visitor};
use crate::html::Text;
use crate::html::pages::{AccountProfile, Fields};
use crate::kit::asked::Asked;
use crate::kit::csrf;
use crate::kit::failure::PageFailure;
use crate::kit::form::{FormText, NotAForm};
use crate::kit::page::Sheet;
use crate::kit::proof;
use crate::portal::{asking, journey};

/// The attributes on the page, with the words that label them.
const ATTRIBUTES: [(&str, &str); 10] = [
    ("givenName", "attribute-given-name"),
    ("sn", "attribute-sn"),
    ("nickname", "attribute-nickname"),
    ("gender", "attribute-gender"),
    ("birthdate", "attribute-birthdate"),
    ("streetAddress", "attribute-street-address"),
    ("postalCode", "attribute-postal-code"),
    ("locality", "attribute-locality"),
    ("country", "attribute-country"),
    ("website", "attribute-website"),
];

pub(super) async fn show(asked: Asked) -> Response {
    with_visitor(asked, |visitor| async move {
        page(&visitor, UserFields::of(&visitor.user), &[]).await
    })
    .await
}

/// The attributes that cannot be changed now.
async fn protected(visitor: &Visitor) -> Result<Vec<String>, Error> {
    let settings = services::settings::<SelfService>(&visitor.asked.cx).await?;
    let named = &settings
        .profile_management
        .profile_protected_user_attributes;
    if proof::is_fresh(&visitor.session, visitor.asked.cx.now) {
        return Ok(Vec::new());
    }
    let canonical = |name: &String| attributes::canonical(name).to_owned();
    Ok(named.iter().map(canonical).collect())
}

/// The page with `values`, and with what is `wrong`, by attribute.
async fn page(
    visitor: &Visitor,
    values: UserFields,
    wrong: &[(&str, FailedPolicy)],
) -> Result<Response, PageFailure> {
    let protected = protected(visitor).await?;
    let field = |(name, label): (&'static str, &'static str)| {
        let value = attributes::value(&values, name).unwrap_or_else(|| Value::from(""));
        let failed = wrong.iter().filter(|(wrong, _)| *wrong == name);
        asking::attribute(&AttributeInput {
            kind: AttributeKind::String,
            name: name.to_owned(),
            value,
            required: false,
            input: PolicyInput {
                prompt: Message::key(label),
                policies: Map::new(),
                failed: failed.map(|(_, failed)| failed.clone()).collect(),
                validate_only: false,
            },
        })
    };
    let (kept, open): (Vec<_>, Vec<_>) = ATTRIBUTES
        .into_iter()
        .partition(|(name, _)| protected.iter().any(|one| one == name));
    let fields: Fields = open.into_iter().map(field).collect();
    let fields = if wrong.is_empty() {
        fields.unfocused()
    } else {
        fields
    };
    let shown = kept.into_iter().map(|(name, label)| {
        let value = attributes::value(&values, name);
        let value = value.as_ref().and_then(Value::as_str).unwrap_or_default();
        (Text::message(label), value.to_owned())
    });
    let mut account = visitor.account();
    if !wrong.is_empty() {
        account.alert = Some(Text::message("people-check"));
    }
    let page = AccountProfile {
        confirm: format!("{}/profile/confirm", account.base),
        account,
        fields,
        protected: shown.collect(),
    };
    let here = format!("{}/profile", page.account.base);
    let status = if wrong.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::BAD_REQUEST
    };
    Sheet::new(&visitor.asked, visitor.locale)
        .status(status)
        .here(here)
        .send(&page)
        .await
}

pub(super) async fn change(asked: Asked, form: Result<FormText, NotAForm>) -> Response {
    let form = match form {
        Ok(form) => form,
        Err(refused) => return refused.into_response(),
    };
    with_visitor(asked, |visitor| async move {
        csrf::require(&visitor.asked, &form).await?;
        let protected = protected(&visitor).await?;
        let mut fields = UserFields::of(&visitor.user);
        let mut wrong = Vec::new();
        for (name, _) in ATTRIBUTES {
            let Some(text) = form.field(name) else {
                continue;
            };
            // What is protected is not on the form; whoever sends it all the same is not heard.
            if protected.iter().any(|one| one == name) {
                continue;
            }
            if let Err(broken) = attributes::put(&mut fields, name, &Value::from(text)) {
                let failed = FailedPolicy {
                    policy: broken.rule.to_owned(),
                    params: Map::new(),
                };
                wrong.push((name, failed));
            }
        }
        if !wrong.is_empty() {
            return page(&visitor, fields, &wrong).await;
        }
        let cx = &visitor.asked.cx;
        let mut tx = cx.db().begin().await.map_err(Error::from)?;
        let (id, version) = (visitor.user.id, visitor.user.version);
        match users::amend(cx, &mut tx, id, Some(version), fields).await {
            Ok(_) => tx.commit().await.map_err(Error::from)?,
            Err(error) if error.kind == ErrorKind::Conflict => {
                return Err(error.into());
            }
            Err(error) => return Err(error.into()),
        }
        Ok(visitor.done("/profile", "profile"))
    })
    .await
}

/// Has the person prove again who they are, and come back.
pub(super) async fn confirm(asked: Asked) -> Response {
    with_visitor(asked, |visitor| async move {
        let start = Start {
            journey: Some(proof::JOURNEY.to_owned()),
            goto: Some(format!("{}/account/profile", visitor.asked.base())),
            aim: Aim::Upgrade,
            session: Some(visitor.session),
            ui_locales: Some(visitor.locale.tag().to_owned()),
            ..Start::default()
        };
        journey::run(&visitor.asked, visitor.locale, start).await
    })
    .await
}
