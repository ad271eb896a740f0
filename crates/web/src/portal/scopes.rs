//! What scopes are for, in the realm's own words.

use durward_model::service::OauthOidc;

use crate::html::Text;

/// What the realm says a scope of its own is for: `scope|locale|text`, or `scope|text` (R-OAUTH-29).
pub(crate) fn described(settings: &OauthOidc, token: &str) -> Option<Text> {
    let mut texts = Vec::new();
    for line in &settings.supported_scopes {
        let mut parts = line.splitn(3, '|');
        if parts.next() != Some(token) {
            continue;
        }
        match (parts.next(), parts.next()) {
            (Some(locale), Some(text)) => texts.push((locale.to_owned(), text.to_owned())),
            (Some(text), None) if !text.is_empty() => {
                texts.push(("en".to_owned(), text.to_owned()));
            }
            _ => {}
        }
    }
    (!texts.is_empty()).then(|| Text::translations(texts))
}
