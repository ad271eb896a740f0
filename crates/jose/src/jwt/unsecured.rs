//! Claims nobody vouches for.

use super::Claims;
use crate::compact;
use crate::jws::DEFAULT_MAX_LENGTH;
use crate::{JoseError, json};
use serde_json::Value;

/// Reads an unsecured JWT, `alg` `none` and no signature, of at most [`DEFAULT_MAX_LENGTH`] bytes (RFC 7519 6). What it
/// says proves nothing: it is for protocols that take it in place of parameters nobody signs either. A token that claims
/// any other algorithm is refused.
///
/// # Errors
/// `TooLarge`, `Malformed`, or those of [`Claims::parse`].
pub fn unsecured(token: &str) -> Result<Claims, JoseError> {
    if token.len() > DEFAULT_MAX_LENGTH {
        return Err(JoseError::TooLarge);
    }
    let parts = token
        .strip_suffix('.')
        .and_then(|input| input.split_once('.'));
    let (header, payload) = parts
        .filter(|(_, payload)| !payload.contains('.'))
        .ok_or(JoseError::Malformed("not unsecured"))?;
    let header = json::object(&compact::decode(header, "header encoding")?, "header")?;
    let none = header.get("alg").and_then(Value::as_str) == Some("none");
    if !none || header.contains_key("crit") || header.contains_key("b64") {
        return Err(JoseError::Malformed("not unsecured"));
    }
    Claims::parse(&compact::decode(payload, "payload encoding")?)
}
