//! What tokens are bound to, as rows keep it.

use durward_oauth::Confirmation;
use durward_store::Error;

/// As it is kept; none when nothing has to be shown.
///
/// # Errors
/// Internal only.
pub(crate) fn to_text(confirmation: &Confirmation) -> Result<Option<String>, Error> {
    if confirmation.is_empty() {
        return Ok(None);
    }
    serde_json::to_string(confirmation)
        .map(Some)
        .map_err(|error| Error::internal(format!("a confirmation is not JSON: {error}")))
}

/// From how it is kept.
///
/// # Errors
/// Internal when the row is broken: a token that cannot be held to its key is none.
pub(crate) fn from_text(text: Option<&str>) -> Result<Confirmation, Error> {
    let Some(text) = text else {
        return Ok(Confirmation::default());
    };
    serde_json::from_str(text)
        .map_err(|error| Error::internal(format!("a stored confirmation does not read: {error}")))
}
