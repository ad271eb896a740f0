//! `/account/password`: changing the password. Other sessions end with the old one.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use durward_identity::credentials;
use durward_identity::lockouts::Device;
use durward_model::Secret;
use durward_model::service::PasswordPolicy;
use durward_signin::sessions;
use durward_store::{Error, ErrorKind, services};

use super::{Visitor, rules, with_visitor};
use crate::html::Text;
use crate::html::pages::{Account, AccountPassword};
use crate::kit::asked::Asked;
use crate::kit::csrf;
use crate::kit::failure::PageFailure;
use crate::kit::form::{FormText, NotAForm};
use crate::kit::page::Sheet;

pub(super) async fn show(asked: Asked) -> Response {
    with_visitor(asked, |visitor| async move {
        page(&visitor, StatusCode::OK, None, None).await
    })
    .await
}

async fn page(
    visitor: &Visitor,
    status: StatusCode,
    old: Option<Text>,
    new: Option<Text>,
) -> Result<Response, PageFailure> {
    let policy = services::settings::<PasswordPolicy>(&visitor.asked.cx).await?;
    let page = AccountPassword {
        account: Account {
            alert: old.clone().or_else(|| new.clone()),
            ..visitor.account()
        },
        rules: rules(&policy),
        password_problem: old,
        new_password_problem: new,
    };
    let here = format!("{}/password", page.account.base);
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
        visitor.asked.count_attempt()?;
        let field = |name: &str| form.field(name).unwrap_or_default();
        let (old, new) = (
            Secret::new(field("password")),
            Secret::new(field("new-password")),
        );
        let (cx, passwords) = (&visitor.asked.cx, &visitor.asked.app.passwords);
        let device = Device::Known(visitor.session.id.as_str());
        let changed =
            credentials::change_password(cx, passwords, visitor.user.id, device, &old, &new).await;
        match changed {
            Ok(()) => {
                sessions::end_others(&visitor.asked.cx, &visitor.session).await?;
                Ok(visitor.done("/password", "password"))
            }
            Err(Error {
                kind: ErrorKind::Invalid(field),
                ..
            }) if field == "currentPassword" => {
                page(
                    &visitor,
                    StatusCode::BAD_REQUEST,
                    Some(Text::message("password-wrong")),
                    None,
                )
                .await
            }
            Err(Error {
                kind: ErrorKind::Invalid(_),
                public,
                ..
            }) => {
                page(
                    &visitor,
                    StatusCode::BAD_REQUEST,
                    None,
                    Some(Text::plain(public)),
                )
                .await
            }
            Err(error) => Err(error.into()),
        }
    })
    .await
}
