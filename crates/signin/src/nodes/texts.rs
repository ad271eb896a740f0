//! Settings that are texts in several languages.

use std::collections::BTreeMap;

use durward_journey::message::{Localized, Message};
use durward_model::Invalid;
use serde_json::{Value, json};

/// A text by language tag.
pub(super) type Texts = BTreeMap<String, String>;

/// The text as it is shown; none when there is none.
pub(super) fn shown(texts: &Texts) -> Option<Message> {
    let text = Localized::new(texts.clone()).ok()?;
    (!text.is_empty()).then(|| text.into())
}

/// Checks the setting `field`.
pub(super) fn check(field: &str, texts: &Texts) -> Result<(), Invalid> {
    Localized::new(texts.clone())
        .map(drop)
        .map_err(|(locale, what)| Invalid::new(locale, what).inside(field))
}

/// The JSON Schema of such a setting.
pub(super) fn schema(title: &str) -> Value {
    json!({
        "title": title,
        "description": "Text by language tag.",
        "type": "object",
        "additionalProperties": {"type": "string", "maxLength": Localized::MAX_CHARS}
    })
}
