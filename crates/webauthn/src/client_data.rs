//! What the browser says about the page that asked (5.8.1).

use aws_lc_rs::digest::{self, SHA256};
use data_encoding::BASE64URL_NOPAD;
use serde::Deserialize;
use subtle::ConstantTimeEq;

use crate::Refused;

/// What a ceremony must answer.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The bytes that were sent.
    pub challenge: &'a [u8],
    /// The pages that may ask, exactly as browsers write origins: `https://id.example.com`.
    pub origins: &'a [String],
    /// The relying party's domain.
    pub rp_id: &'a str,
    /// Whether the device must have verified the person (PIN, finger, face), not only that somebody is there.
    pub user_verification: bool,
}

/// Which ceremony.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ceremony {
    Create,
    Get,
}

#[derive(Deserialize)]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(default, rename = "crossOrigin")]
    cross_origin: Option<bool>,
    #[serde(default, rename = "topOrigin")]
    top_origin: Option<String>,
}

/// Checks what the browser says (7.1 steps 6 to 11, 7.2 steps 10 to 15). Returns its hash, which the device signed.
pub(crate) fn check(
    ceremony: Ceremony,
    json: &[u8],
    expected: &Expected<'_>,
) -> Result<Vec<u8>, Refused> {
    let text = json.strip_prefix(b"\xef\xbb\xbf").unwrap_or(json);
    let said: ClientData =
        serde_json::from_slice(text).map_err(|_| Refused::Malformed("client data"))?;
    let kind = match ceremony {
        Ceremony::Create => "webauthn.create",
        Ceremony::Get => "webauthn.get",
    };
    if said.kind != kind {
        return Err(Refused::Type);
    }
    let challenge = BASE64URL_NOPAD.encode(expected.challenge);
    let same: bool = challenge.as_bytes().ct_eq(said.challenge.as_bytes()).into();
    if !same || expected.challenge.is_empty() {
        return Err(Refused::Challenge);
    }
    if !expected.origins.contains(&said.origin) {
        return Err(Refused::Origin);
    }
    if said.cross_origin == Some(true) || said.top_origin.is_some() {
        return Err(Refused::CrossOrigin);
    }
    Ok(digest::digest(&SHA256, json).as_ref().to_vec())
}
