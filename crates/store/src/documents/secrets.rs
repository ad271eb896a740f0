//! Secret values inside documents: taken in clear, kept as `{"$sealed": …}`, never shown.

use durward_model::Secret;
use serde_json::{Map, Value};

use super::kind::Kind;
use crate::vault::Sealed;
use crate::{Cx, Error};

const MARK: &str = "$sealed";

fn context(kind: &str, id: &str, pointer: &str) -> String {
    format!("document|{kind}|{id}|{pointer}")
}

fn sealed_at(body: &Value, pointer: &str) -> Option<Sealed> {
    body.pointer(pointer)?
        .get(MARK)?
        .as_str()
        .map(|text| Sealed(text.to_owned()))
}

/// Seals the secrets given in clear; keeps the sealed value of those left out. `null` removes one.
pub(super) async fn seal(
    cx: &Cx,
    kind: &dyn Kind,
    id: &str,
    body: &mut Value,
    current: Option<&Value>,
) -> Result<(), Error> {
    for pointer in kind.secrets() {
        let given = body.pointer(pointer).cloned();
        let kept = current.and_then(|current| sealed_at(current, pointer));
        let sealed = match given {
            Some(Value::String(clear)) => {
                let unchanged = match &kept {
                    Some(sealed) => {
                        cx.open(&context(kind.name(), id, pointer), sealed)
                            .await?
                            .expose()
                            == clear.as_bytes()
                    }
                    None => false,
                };
                if unchanged {
                    kept
                } else {
                    Some(
                        cx.seal(&context(kind.name(), id, pointer), clear.as_bytes())
                            .await?,
                    )
                }
            }
            Some(Value::Object(_)) => {
                return Err(Error::invalid(
                    pointer.trim_start_matches('/').replace('/', "."),
                    "Give the secret as text.",
                ));
            }
            Some(Value::Null) => None,
            Some(_) => {
                return Err(Error::invalid(
                    pointer.trim_start_matches('/').replace('/', "."),
                    "Give the secret as text.",
                ));
            }
            None => kept,
        };
        place(body, pointer, sealed);
    }
    Ok(())
}

fn place(body: &mut Value, pointer: &str, sealed: Option<Sealed>) {
    let Some((parent, key)) = pointer.rsplit_once('/') else {
        return;
    };
    let holder = body.pointer_mut(parent).and_then(Value::as_object_mut);
    match (holder, sealed) {
        (Some(holder), Some(sealed)) => {
            let mut mark = Map::new();
            mark.insert(MARK.to_owned(), Value::String(sealed.0));
            holder.insert(key.to_owned(), Value::Object(mark));
        }
        (Some(holder), None) => {
            holder.shift_remove(key);
        }
        (None, _) => {}
    }
}

/// `body` without its secrets: what exports, diffs and answers show.
pub fn without_secrets(kind: &dyn Kind, body: &Value) -> Value {
    let mut shown = body.clone();
    for pointer in kind.secrets() {
        place(&mut shown, pointer, None);
    }
    shown
}

/// Opens the secret at `pointer` of a document, if it has one.
///
/// # Errors
/// Internal when it cannot be opened.
pub async fn open_secret(
    cx: &Cx,
    kind: &str,
    id: &str,
    body: &Value,
    pointer: &str,
) -> Result<Option<Secret<Vec<u8>>>, Error> {
    match sealed_at(body, pointer) {
        Some(sealed) => Ok(Some(cx.open(&context(kind, id, pointer), &sealed).await?)),
        None => Ok(None),
    }
}
