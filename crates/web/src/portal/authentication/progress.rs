//! What a call led to, as JSON.

use axum::http::StatusCode;
use axum::response::Response;
use data_encoding::{BASE64, BASE64URL_NOPAD};
use durward_journey::callback::SentCode;
use durward_journey::step::Step;
use durward_model::Timestamp;
use durward_signin::attempts::{Attempt, Reached};
use durward_signin::journeys::Running;
use serde_json::{Map, Value, json};

use super::ask::{Ask, Tried, argument, key};
use super::{offer, refused};
use crate::kit::api::{ApiFailure, answer};
use crate::kit::asked::Asked;
use crate::kit::cookies;
use crate::portal::{bad_end, messages};

/// The answer to a call that used `tried` last, and `passed` by it or not.
pub(super) async fn report(
    asked: &Asked,
    attempt: &Attempt,
    reached: &Reached,
    tried: Option<Tried>,
    passed: bool,
) -> Result<Response, ApiFailure> {
    let running = match reached {
        Reached::Ask(running) => running,
        Reached::Authenticated(device) => {
            let mut body = json!({"session_id": offer::session_id(attempt), "status": "authenticated", "next": "complete"});
            if tried == Some(Tried::Code) {
                body["verified"] = json!(true);
            }
            let mut response = answer(StatusCode::OK, body);
            cookies::keep_device(response.headers_mut(), asked, device.as_ref());
            return Ok(response);
        }
        Reached::Failed(ending) => {
            let failure_url = bad_end::address_for(asked, attempt.client_id(), *ending).await?;
            return Err(failed(tried).with("failureUrl", failure_url.map(Value::from)));
        }
        Reached::Stale => return Err(out_of_order()),
    };
    let ask = Ask::of(&running.step);
    if let Some(refusal) = refusal(&running.step, &ask, tried.filter(|_| !passed)) {
        return Err(refusal);
    }
    let mut body = state(asked, attempt, running, &ask);
    body.insert("session_id".to_owned(), json!(offer::session_id(attempt)));
    Ok(answer(StatusCode::OK, Value::Object(body)))
}

/// What is being asked, without what is the same in every answer.
pub(super) fn state(
    asked: &Asked,
    attempt: &Attempt,
    running: &Running,
    ask: &Ask,
) -> Map<String, Value> {
    let later = !attempt.completed().is_empty();
    let method = attempt.method().unwrap_or_default();
    let body = match ask {
        Ask::Code(Some(code)) => sent(asked, code, method, running),
        Ask::Passkey(data) if !later => {
            json!({"status": "challenge", "method": "passkey", "publicKey": public_key(data)})
        }
        Ask::Passkey(data) => json!({
            "status": "mfa_required",
            "step": attempt.completed().len() + 1,
            "available_methods": offer::second(ask),
            "publicKey": public_key(data),
        }),
        Ask::Code(_) | Ask::Choice(_) => json!({
            "status": "mfa_required",
            "step": attempt.completed().len() + 1,
            "available_methods": offer::second(ask),
        }),
        Ask::Password | Ask::Address => json!({"status": "pending"}),
        Ask::Other => {
            let locale = asked.locale(&running.ui_locales.join(" "));
            let say = |message: &_| {
                let words = asked.app.pages.messages();
                words.resolve(locale, &messages::text(message)).into_owned()
            };
            json!({"status": "action_required", "action": running.step.to_json(&say)})
        }
    };
    match body {
        Value::Object(body) => body,
        _ => Map::new(),
    }
}

fn sent(asked: &Asked, code: &SentCode, method: &str, running: &Running) -> Value {
    json!({
        "status": "otp_sent",
        "challenge_id": challenge_id(running),
        "channel": method,
        "masked": code.masked,
        "expires_in": seconds_to(asked, code.expires_at),
        "resend_after": code.resend_at.map(|at| seconds_to(asked, at)),
        "code_length": code.length,
    })
}

/// Whole seconds from now to `at`; 0 when that has passed.
fn seconds_to(asked: &Asked, at: Timestamp) -> i64 {
    (at.millis_since(asked.cx.now).max(0) + 999) / 1000
}

/// Names the step a code is asked in: that of a former one is refused.
pub(super) fn challenge_id(running: &Running) -> String {
    let step = running.token.expose().rsplit('.').next();
    format!("ch_{}", step.unwrap_or_default())
}

/// `PublicKeyCredentialRequestOptions` in the JSON form of WebAuthn Level 3, section 5.1.9: bytes are base64url.
fn public_key(data: &Map<String, Value>) -> Value {
    let member = |name: &str| data.get(name).cloned().unwrap_or_default();
    let challenge = data.get("challenge").and_then(Value::as_str);
    let challenge = challenge.and_then(|text| BASE64.decode(text.as_bytes()).ok());
    let listed = data.get("_allowCredentials").and_then(Value::as_array);
    let allowed: Vec<Value> = listed.into_iter().flatten().map(descriptor).collect();
    json!({
        "challenge": BASE64URL_NOPAD.encode(&challenge.unwrap_or_default()),
        "rpId": member("relyingPartyId"),
        "timeout": member("timeout"),
        "userVerification": member("userVerification"),
        "allowCredentials": allowed,
    })
}

/// A credential whose id is a list of signed bytes, as the callback interface writes it.
fn descriptor(credential: &Value) -> Value {
    let numbers = credential["id"].as_array().into_iter().flatten();
    let bytes = numbers.filter_map(|number| i8::try_from(number.as_i64()?).ok());
    let id: Vec<u8> = bytes.map(i8::cast_unsigned).collect();
    json!({
        "type": "public-key",
        "id": BASE64URL_NOPAD.encode(&id),
        "transports": credential["transports"],
    })
}

/// The refusal of what was tried, when the same is asked again.
fn refusal(step: &Step, ask: &Ask, tried: Option<Tried>) -> Option<ApiFailure> {
    let notice = step.notice.as_ref();
    let unauthorized = StatusCode::UNAUTHORIZED;
    match (tried?, ask) {
        (Tried::Password, Ask::Password) if notice.and_then(key) == Some("signin-locked") => Some(
            refused(unauthorized, "account_locked", "The account is locked."),
        ),
        (Tried::Password, Ask::Password) | (Tried::Passkey, Ask::Passkey(_)) => Some(failed(tried)),
        (Tried::Code, Ask::Code(_)) if notice.and_then(key) == Some("code-expired") => Some(
            refused(unauthorized, "otp_expired", "The code is good no longer."),
        ),
        (Tried::Code, Ask::Code(_)) => {
            let left = notice.and_then(|notice| argument(notice, "count"));
            let left = left.and_then(|count| count.parse::<u32>().ok());
            let detail = json!({"errorCode": "otp_invalid", "attempts_left": left});
            Some(ApiFailure::refused(unauthorized, "Invalid code").with("detail", Some(detail)))
        }
        _ => None,
    }
}

fn failed(tried: Option<Tried>) -> ApiFailure {
    match tried {
        Some(Tried::Code) => refused(
            StatusCode::UNAUTHORIZED,
            "otp_attempts_exceeded",
            "There were too many wrong codes. Start again.",
        ),
        _ => refused(
            StatusCode::UNAUTHORIZED,
            "invalid_credentials",
            "What was given does not sign anybody in.",
        ),
    }
}

/// Another call was there first, or this one comes too early or too late.
pub(super) fn out_of_order() -> ApiFailure {
    refused(
        StatusCode::CONFLICT,
        "step_out_of_order",
        "This is not the step the sign-in is at. Ask for its status.",
    )
}
