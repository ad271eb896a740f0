//! `POST /json/users/{id}?_action=changePassword`: the old password and the new one.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use durward_identity::credentials;
use durward_identity::lockouts::Device;
use durward_model::Secret;
use durward_signin::sessions;
use serde_json::json;

use super::{Caller, Id, bad, require_action};
use crate::kit::api::{ApiFailure, JsonObject, answer};
use crate::kit::asked::Asked;

pub(super) async fn change(
    Path(id): Id,
    asked: Asked,
    body: Result<JsonObject, ApiFailure>,
) -> Response {
    let answered = match body {
        Ok(body) => changed(&asked, &id, &body).await,
        Err(refused) => Err(refused),
    };
    answered.unwrap_or_else(IntoResponse::into_response)
}

/// Other sessions of the person end with the old password.
async fn changed(asked: &Asked, id: &str, body: &JsonObject) -> Result<Response, ApiFailure> {
    let caller = Caller::of(asked).await?;
    require_action(asked, "changePassword")?;
    caller.require_self(id)?;
    let secret = |name: &str| {
        let text = body.text(name)?;
        let text = text.ok_or_else(|| bad("currentpassword, userpassword: send both."))?;
        Ok::<_, ApiFailure>(Secret::new(text.to_owned()))
    };
    let (current, new) = (secret("currentpassword")?, secret("userpassword")?);
    let (cx, passwords) = (&caller.cx, &asked.app.passwords);
    let device = Device::Known(caller.session.id.as_str());
    credentials::change_password(cx, passwords, caller.user.id, device, &current, &new).await?;
    sessions::end_others(cx, &caller.session).await?;
    Ok(answer(StatusCode::OK, json!({})))
}
