//! Whether somebody has proved lately who they are: what is worth protecting asks for it (R-REC-14).

use axum::http::StatusCode;
use durward_model::Timestamp;
use durward_model::session::Session;
use serde_json::json;

use super::api::ApiFailure;

/// Seconds for which a proof of who somebody is counts as fresh.
const FRESH: i64 = 300;
/// The journey that proves it.
pub(crate) const JOURNEY: &str = "Reauthenticate";

/// Whether the person of `session` has proved who they are lately.
pub(crate) fn is_fresh(session: &Session, now: Timestamp) -> bool {
    if session.is_remembered() {
        return false;
    }
    let proven = session.methods.iter().map(|method| method.at);
    let proven = proven.max().unwrap_or(Timestamp::from_millis(0));
    now.millis_since(proven) < FRESH * 1000
}

/// The same for programs.
///
/// # Errors
/// 403, naming the journey to run.
pub(crate) fn require_fresh(session: &Session, now: Timestamp) -> Result<(), ApiFailure> {
    if is_fresh(session, now) {
        return Ok(());
    }
    let detail = json!({"errorCode": "reauthentication_required", "journey": JOURNEY});
    let words = format!("Prove again who you are: run the journey {JOURNEY}.");
    Err(ApiFailure::refused(StatusCode::FORBIDDEN, words).with("detail", Some(detail)))
}
