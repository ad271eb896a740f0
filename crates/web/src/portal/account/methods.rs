//! `/account/methods`: how the person signs in, besides a password.
//!
//! Adding, changing and removing a method are journeys of the person who is signed in: they prove again who they are, and the
//! session goes on. Giving one a name is a form.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use durward_identity::authenticators;
use durward_journey::state::Aim;
use durward_model::authenticator::AuthenticatorKind;
use durward_model::id::AuthenticatorId;
use durward_signin::journeys::Start;
use durward_signin::methods::{self, Method};
use durward_store::{Error, ErrorKind};

use super::{Visitor, with_visitor};
use crate::html::Text;
use crate::html::pages::{AccountMethods, Method as Shown};
use crate::kit::asked::Asked;
use crate::kit::csrf;
use crate::kit::failure::PageFailure;
use crate::kit::form::{FormText, NotAForm};
use crate::kit::page::Sheet;
use crate::portal::journey;

pub(super) async fn show(asked: Asked) -> Response {
    with_visitor(asked, |visitor| async move {
        page(&visitor, StatusCode::OK, None).await
    })
    .await
}

async fn page(
    visitor: &Visitor,
    status: StatusCode,
    alert: Option<Text>,
) -> Result<Response, PageFailure> {
    let mine = methods::list(&visitor.asked.cx, visitor.user.id).await?;
    let mut account = visitor.account();
    account.alert = alert;
    let page = AccountMethods {
        account,
        recovery_codes: mine.iter().any(|one| one.kind.is_factor()),
        methods: mine.iter().map(shown).collect(),
    };
    let here = format!("{}/methods", page.account.base);
    Sheet::new(&visitor.asked, visitor.locale)
        .status(status)
        .here(here)
        .send(&page)
        .await
}

fn shown(method: &Method) -> Shown {
    Shown {
        id: method.id.to_string(),
        kind: method.kind.as_str(),
        icon: match method.kind {
            AuthenticatorKind::Totp => "phone",
            AuthenticatorKind::Passkey => "passkey",
            AuthenticatorKind::RecoveryCodes => "paper",
        },
        name: method.name.clone(),
        added: method.added,
        used: method.used,
        synced: method.synced,
        copied: method.copied,
        codes_left: method.codes_left,
        removable: !method.last_way_in,
        nameable: method.kind.is_factor(),
        changeable: method.kind.is_factor(),
    }
}

pub(super) async fn add(asked: Asked) -> Response {
    begin(asked, "AddMethod", "method-added", false).await
}

pub(super) async fn change(asked: Asked) -> Response {
    begin(asked, "ChangeMethod", "method-changed", true).await
}

pub(super) async fn remove(asked: Asked) -> Response {
    begin(asked, "RemoveMethod", "method-removed", true).await
}

pub(super) async fn new_codes(asked: Asked) -> Response {
    begin(asked, "NewRecoveryCodes", "codes", false).await
}

/// Begins a journey about the person's methods; with `chosen`, about the one the address names. It ends on the page of
/// methods, which says what was `done`.
async fn begin(asked: Asked, journey: &str, done: &str, chosen: bool) -> Response {
    with_visitor(asked, |visitor| async move {
        let authenticator: Option<AuthenticatorId> = visitor
            .asked
            .parameter("method")
            .filter(|_| chosen)
            .and_then(|id| id.parse().ok());
        let page = format!("{}/account/methods", visitor.asked.base());
        let start = Start {
            journey: Some(journey.to_owned()),
            goto: Some(format!("{page}?done={done}")),
            aim: Aim::Upgrade,
            session: Some(visitor.session),
            authenticator,
            ui_locales: Some(visitor.locale.tag().to_owned()),
            ..Start::default()
        };
        journey::run(&visitor.asked, visitor.locale, start).await
    })
    .await
}

pub(super) async fn rename(asked: Asked, form: Result<FormText, NotAForm>) -> Response {
    let form = match form {
        Ok(form) => form,
        Err(refused) => return refused.into_response(),
    };
    with_visitor(asked, |visitor| async move {
        csrf::require(&visitor.asked, &form).await?;
        let field = |name: &str| form.field(name).unwrap_or_default();
        let Ok(id) = field("method").parse() else {
            return Err(Error::not_found("sign-in method").into());
        };
        let cx = &visitor.asked.cx;
        let mut tx = cx.db().begin().await.map_err(Error::from)?;
        let renamed =
            authenticators::rename(cx, &mut tx, visitor.user.id, id, &field("name")).await;
        match renamed {
            Ok(()) => {
                tx.commit().await.map_err(Error::from)?;
                Ok(visitor.done("/methods", "method-renamed"))
            }
            Err(error) if matches!(error.kind, ErrorKind::Invalid(_)) => {
                drop(tx);
                let alert = Text::message("methods-name-missing");
                page(&visitor, StatusCode::BAD_REQUEST, Some(alert)).await
            }
            Err(error) => Err(error.into()),
        }
    })
    .await
}
