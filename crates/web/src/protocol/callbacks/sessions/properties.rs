//! What sessions carry for applications.

use axum::http::StatusCode;
use axum::response::Response;
use durward_signin::sessions::properties::{self, Changes};
use serde_json::{Value, json};

use super::{as_person, ok, required};
use crate::kit::api::{ApiFailure, JsonObject};
use crate::kit::asked::Asked;

pub(super) async fn read(asked: &Asked, body: &JsonObject) -> Result<Response, ApiFailure> {
    let session = required(asked, body).await?;
    let properties = properties::allowed(&asked.cx, &session).await?;
    Ok(ok(json!(properties)))
}

/// Sets each member of the body but `tokenId`; null removes the property.
pub(super) async fn update(asked: &Asked, body: &JsonObject) -> Result<Response, ApiFailure> {
    let session = required(asked, body).await?;
    let mut changes = Changes::new();
    for (name, value) in &body.0 {
        let value = match value {
            _ if name == "tokenId" => continue,
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            _ => {
                return Err(ApiFailure::refused(
                    StatusCode::BAD_REQUEST,
                    format!("{name}: send text, or null to remove the property."),
                ));
            }
        };
        changes.insert(name.clone(), value);
    }
    let cx = as_person(asked, &session);
    let properties = properties::change(&cx, session, changes).await?;
    Ok(ok(json!(properties)))
}
