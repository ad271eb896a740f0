//! `POST /json/users/{id}/devices/2fa/{kind}?_action=reset`: takes away the second factors of a kind (R-AUM-26).
//!
//! People may for themselves, soon after they proved who they are; administrators for others.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use durward_identity::authenticators::reset::{remove_kind, reset_kinds};
use durward_model::authenticator::AuthenticatorKind;
use durward_model::id::UserId;
use durward_store::Error;
use serde_json::json;

use super::super::sessions::named;
use super::{Caller, bad, require_action};
use crate::kit::api::{ApiFailure, JsonObject, answer};
use crate::kit::asked::Asked;
use crate::kit::proof;

pub(super) async fn reset(
    Path((id, kind)): Path<(String, String)>,
    asked: Asked,
    body: Result<JsonObject, ApiFailure>,
) -> Response {
    let answered = match body {
        Ok(_) => done(&asked, &id, &kind).await,
        Err(refused) => Err(refused),
    };
    answered.unwrap_or_else(IntoResponse::into_response)
}

async fn done(asked: &Asked, id: &str, kind: &str) -> Result<Response, ApiFailure> {
    let caller = Caller::of(asked).await?;
    require_action(asked, "reset")?;
    let kind = match kind {
        "oath" => Some(AuthenticatorKind::Totp),
        "webauthn" => Some(AuthenticatorKind::Passkey),
        // Nobody has any.
        "push" => None,
        _ => return Err(bad("Reset oath, push or webauthn.")),
    };
    let cx = &caller.cx;
    let own = caller.is(id);
    let user = match own {
        true => Some(caller.user.id),
        false => named(cx, id).await?,
    };
    // Whether there is somebody shows to those alone who may know.
    let user = user.unwrap_or_else(|| UserId::new(cx.now, cx.entropy()));
    if own {
        proof::require_fresh(&caller.session, cx.now)?;
    }
    let mut tx = cx.db().begin().await.map_err(Error::from)?;
    match (own, kind) {
        (true, None) => {}
        (true, Some(kind)) => remove_kind(cx, &mut tx, user, kind).await?,
        (false, kind) => reset_kinds(cx, &mut tx, user, kind.as_slice()).await?,
    }
    tx.commit().await.map_err(Error::from)?;
    Ok(answer(StatusCode::OK, json!({"result": true})))
}
