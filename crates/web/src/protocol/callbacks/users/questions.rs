//! `PATCH /json/users/{id}` with `kbaInfo`: a person's security questions.
//!
//! Who answers them gets a new password, so changing them always asks for a fresh proof.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use durward_signin::kba::{self, Definition};
use durward_store::security_answers::SecurityAnswer;
use serde_json::{Value, json};

use super::{Caller, Id, bad};
use crate::kit::api::{ApiFailure, JsonValue, answer};
use crate::kit::asked::Asked;
use crate::kit::proof;

pub(super) async fn set(
    Path(id): Id,
    asked: Asked,
    body: Result<JsonValue, ApiFailure>,
) -> Response {
    let answered = match body {
        Ok(JsonValue(body)) => changed(&asked, &id, &body).await,
        Err(refused) => Err(refused),
    };
    answered.unwrap_or_else(IntoResponse::into_response)
}

async fn changed(asked: &Asked, id: &str, body: &Value) -> Result<Response, ApiFailure> {
    let caller = Caller::of(asked).await?;
    caller.require_self(id)?;
    let given = given(body).ok_or_else(|| bad("kbaInfo: send this list and nothing else."))?;
    let given: Option<Vec<Definition>> = given.iter().take(51).map(Definition::of_json).collect();
    let given = given.ok_or_else(|| {
        bad("kbaInfo: give each question as questionId or customQuestion, with its answer.")
    })?;
    let (cx, user) = (&caller.cx, &caller.user);
    proof::require_fresh(&caller.session, cx.now)?;
    let set = kba::set(cx, &asked.app.passwords, user.id, &given).await?;
    let set: Vec<Value> = set.iter().map(shown).collect();
    Ok(answer(
        StatusCode::OK,
        json!({
            "_id": user.id,
            "_rev": user.version.to_string(),
            "username": user.username.as_str(),
            "realm": cx.realm.path.rooted(),
            "kbaInfo": set,
        }),
    ))
}

/// The list in `{"kbaInfo": […]}`, or in the one operation that replaces it.
fn given(body: &Value) -> Option<&Vec<Value>> {
    let list = match body {
        Value::Object(members) if members.len() == 1 => body.get("kbaInfo"),
        Value::Array(operations) => match operations.as_slice() {
            [one] => {
                let is = |name: &str, wanted: &[&str]| {
                    let text = one[name].as_str();
                    text.is_some_and(|text| wanted.contains(&text))
                };
                let fits =
                    is("operation", &["replace", "add"]) && is("field", &["/kbaInfo", "kbaInfo"]);
                one.get("value").filter(|_| fits)
            }
            _ => None,
        },
        _ => None,
    };
    list?.as_array()
}

/// A question without its answer.
fn shown(answer: &SecurityAnswer) -> Value {
    match kba::own_words(answer) {
        Some(words) => json!({"customQuestion": words}),
        None => json!({"questionId": answer.question}),
    }
}
