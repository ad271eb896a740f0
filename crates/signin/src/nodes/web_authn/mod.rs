//! Passkeys: registering one, and signing in with one (Web Authentication Level 3).
//!
//! A step is a `MetadataCallback` that tells the browser what to ask the device, and a `HiddenValueCallback`
//! `webAuthnOutcome` for its answer. The challenge is made anew each time the step is shown, belongs to the run, and is
//! forgotten as soon as an answer comes.

mod authentication;
mod metadata;
mod passkey;
mod registration;
mod relying_party;

pub(super) use authentication::WebAuthnAuthenticationNode;
pub(super) use registration::WebAuthnRegistrationNode;

use data_encoding::BASE64;
use durward_journey::callback::Callback;
use durward_journey::input::Input;
use durward_journey::state::RunState;
use durward_model::authenticator::AuthenticatorKind;
use durward_store::Cx;
use durward_store::authenticators::Authenticator;
use serde_json::{Map, Value};

/// Name under which the state holds what the browser is told.
const METADATA: &str = "webAuthn";
/// What clients know the answer by.
const OUTCOME: &str = "webAuthnOutcome";
/// Bytes of a challenge (13.4.3).
const CHALLENGE_BYTES: usize = 32;

/// A fresh challenge, as clients of the callback API read it.
fn challenge(cx: &Cx) -> String {
    let mut bytes = [0u8; CHALLENGE_BYTES];
    cx.entropy().fill(&mut bytes);
    BASE64.encode(&bytes)
}

/// The two callbacks of a ceremony.
fn ceremony(state: &RunState) -> [Callback; 2] {
    let noted = state.shared.get(METADATA).and_then(Value::as_object);
    [
        Callback::Metadata {
            data: noted.cloned().unwrap_or_default(),
        },
        Callback::HiddenValue {
            id: OUTCOME.to_owned(),
            value: String::new(),
        },
    ]
}

/// Takes the challenge out of the state: nothing answers it twice.
fn take_challenge(state: &mut RunState) -> Vec<u8> {
    let told = state.shared.remove(METADATA);
    let text = told.as_ref().and_then(|told| told.get("challenge"));
    let text = text.and_then(Value::as_str).unwrap_or_default();
    BASE64.decode(text.as_bytes()).unwrap_or_default()
}

fn note(state: &mut RunState, told: Map<String, Value>) {
    state
        .shared
        .insert(METADATA.to_owned(), Value::Object(told));
}

/// What the client answered. Clients that leave the field as it was send back its name.
fn answer(input: &Input) -> &str {
    let text = input.secret(1).map_or("", |text| text.expose().as_str());
    if text == OUTCOME { "" } else { text }
}

/// Of a passkey: whether it may be copied to other devices.
pub(crate) fn is_synced(row: &Authenticator) -> Option<bool> {
    if row.kind != AuthenticatorKind::Passkey {
        return None;
    }
    passkey::Passkey::read(row)
        .ok()
        .map(|passkey| passkey.synced)
}
