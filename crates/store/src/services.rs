//! Realm services: the settings documents of `model::service`, as documents of kind `service`.

use std::sync::Arc;

use durward_db::Tx;
use durward_model::Invalid;
use durward_model::id::DocumentId;
use durward_model::service::{
    Authentication, Certificates, Email, Keys, Messages, OauthOidc, PasswordHashing,
    PasswordPolicy, Registration, SelfService, SelfServiceTrees, Service, SessionService, Terms,
};
use serde_json::Value;

use crate::documents::{Checked, Checking, Compiled, Document, Draft, Kind, open_secret};
use crate::{Cx, Error};

/// Checks one service's body and gives it back with only the keys that were set.
type Check = fn(&Value) -> Result<(), Invalid>;

/// The services there are. A new one is one line here and one struct in `model::service`.
const SERVICES: &[(&str, Check)] = &[
    (Authentication::NAME, check::<Authentication>),
    (Certificates::NAME, check::<Certificates>),
    (Email::NAME, check::<Email>),
    (Keys::NAME, check::<Keys>),
    (Messages::NAME, check::<Messages>),
    (OauthOidc::NAME, check::<OauthOidc>),
    (PasswordHashing::NAME, check::<PasswordHashing>),
    (PasswordPolicy::NAME, check::<PasswordPolicy>),
    (Registration::NAME, check::<Registration>),
    (SelfService::NAME, check::<SelfService>),
    (SelfServiceTrees::NAME, check::<SelfServiceTrees>),
    (SessionService::NAME, check::<SessionService>),
    (Terms::NAME, check::<Terms>),
];

/// Kind of the documents that hold settings.
pub const KIND: &str = "service";

/// Names of all services, in order.
pub fn names() -> impl Iterator<Item = &'static str> {
    SERVICES.iter().map(|(name, _)| *name)
}

/// The settings `S` of the realm: what it set, and defaults for the rest.
///
/// # Errors
/// Database failures.
pub async fn settings<S: Service>(cx: &Cx) -> Result<Arc<S>, Error> {
    let found = cx
        .platform
        .documents
        .find::<Settings<S>>(cx, S::NAME)
        .await?;
    Ok(found.map_or_else(
        || Arc::new(S::default()),
        |settings| Arc::clone(&settings.0),
    ))
}

struct Settings<S>(Arc<S>);

impl<S: Service> Compiled for Settings<S> {
    const KIND: &'static str = KIND;

    async fn compile(cx: &Cx, document: Document) -> Result<Self, Error> {
        let broken = |error| Error::internal(format!("service {} does not read: {error}", S::NAME));
        let body = opened(cx, document).await?;
        let body = body.get("settings").cloned().unwrap_or(body);
        Ok(Self(Arc::new(
            serde_json::from_value(body).map_err(broken)?,
        )))
    }

    fn absent() -> Option<Self> {
        Some(Self(Arc::new(S::default())))
    }
}

/// Paths of settings that are kept sealed, whatever the service.
const SECRETS: &[&str] = &["/settings/generalConfig/captchaSecretKey"];

/// The body of a service with its secrets in clear.
async fn opened(cx: &Cx, document: Document) -> Result<Value, Error> {
    let mut body = document.body;
    for pointer in SECRETS {
        let Some(secret) = open_secret(cx, KIND, &document.id, &body, pointer).await? else {
            continue;
        };
        let text = std::str::from_utf8(secret.expose())
            .map_err(|_| Error::internal("a secret of a service is not text"))?;
        if let Some(place) = body.pointer_mut(pointer) {
            *place = Value::String(text.to_owned());
        }
    }
    Ok(body)
}

/// The kind `service`. The body is `{"service": NAME, "settings": {…}}`.
#[derive(Debug, Clone, Copy, Default)]
pub struct ServiceKind;

impl Kind for ServiceKind {
    fn name(&self) -> &'static str {
        KIND
    }

    fn secrets(&self) -> &'static [&'static str] {
        SECRETS
    }

    fn new_id(&self, cx: &Cx) -> String {
        DocumentId::new(cx.now, cx.entropy()).to_string()
    }

    fn check<'a>(&'a self, _: &'a Cx, _: &'a mut Tx, draft: Draft<'a>) -> Checking<'a> {
        Box::pin(async move {
            let name = draft
                .body
                .get("service")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned();
            let known = SERVICES.iter().find(|(known, _)| *known == name);
            let (_, check) = known.ok_or_else(|| {
                let all: Vec<&str> = names().collect();
                Error::invalid(
                    "services",
                    format!(
                        "There is no service '{name}'. Services are: {}.",
                        all.join(", ")
                    ),
                )
            })?;
            let settings = draft
                .body
                .get("settings")
                .cloned()
                .unwrap_or_else(|| Value::Object(serde_json::Map::new()));
            check(&settings).map_err(|invalid| invalid.inside(&name))?;
            Ok(Checked {
                lookup_key: name.clone(),
                name,
                body: draft.body,
            })
        })
    }
}

fn check<S: Service>(body: &Value) -> Result<(), Invalid> {
    let settings: S = serde_json::from_value(body.clone()).map_err(|error| {
        let message = error.to_string();
        let field = message
            .split('`')
            .nth(1)
            .filter(|_| message.starts_with("unknown field"))
            .unwrap_or_default()
            .to_owned();
        Invalid::new(field, format!("{message}."))
    })?;
    settings.validate()
}
