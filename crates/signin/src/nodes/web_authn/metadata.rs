//! What the browser is told, as existing clients of the callback API read it.
//!
//! Credentials are given twice: as text for clients that look for `new Int8Array([…])` in it, and as lists of numbers
//! (with an underscore) for those that do not.

use durward_store::authenticators::Authenticator;
use serde_json::{Value, json};

use super::passkey::Passkey;

/// Credentials, in both forms.
#[derive(Debug, Default)]
pub(super) struct Credentials {
    text: Vec<String>,
    list: Vec<Value>,
}

impl Credentials {
    /// The credentials of `rows`; those that do not read are left out.
    pub(super) fn of<'a>(rows: impl IntoIterator<Item = &'a Authenticator>) -> Self {
        let mut all = Self::default();
        let passkeys = rows.into_iter().filter_map(|row| Passkey::read(row).ok());
        for passkey in passkeys {
            let numbers: Vec<i8> = passkey.id().iter().map(|byte| byte.cast_signed()).collect();
            let joined: Vec<String> = numbers.iter().map(ToString::to_string).collect();
            all.text.push(format!(
                r#"{{ "type": "public-key", "id": new Int8Array([{}]).buffer }}"#,
                joined.join(", ")
            ));
            all.list.push(
                json!({"type": "public-key", "id": numbers, "transports": passkey.transports}),
            );
        }
        all
    }

    /// As text.
    pub(super) fn text(&self) -> String {
        self.text.join(",")
    }

    /// As a list.
    pub(super) fn list(&self) -> Value {
        Value::Array(self.list.clone())
    }
}
