//! Who we are to browsers and devices.

use durward_model::Invalid;
use durward_store::Cx;
use serde::Deserialize;
use serde_json::{Value, json};

/// How much devices must make sure of the person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum UserVerification {
    Required,
    #[default]
    Preferred,
    Discouraged,
}

impl UserVerification {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Preferred => "preferred",
            Self::Discouraged => "discouraged",
        }
    }
}

/// The relying party of a ceremony.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RelyingParty {
    /// Its domain (`rpId`).
    pub(super) id: String,
    /// The origins its pages have.
    pub(super) origins: Vec<String>,
}

impl RelyingParty {
    /// The one that a node's settings name; by default the realm itself: the host of its issuer, and its origin.
    pub(super) fn of(cx: &Cx, domain: &str, origins: &[String]) -> Self {
        let issuer = cx.issuer();
        let (scheme, rest) = issuer.split_once("://").unwrap_or(("https", &issuer));
        let authority = rest.split('/').next().unwrap_or_default();
        let id = match domain {
            "" => host(authority).to_owned(),
            domain => domain.to_owned(),
        };
        let mut all = vec![format!("{scheme}://{authority}")];
        all.extend(origins.iter().cloned());
        Self { id, origins: all }
    }
}

/// A host without its port.
fn host(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    }
}

/// Checks a domain and origins as settings give them.
pub(super) fn check(domain: &str, origins: &[String], timeout: i64) -> Result<(), Invalid> {
    let plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte);
    if domain.len() > 253 || !domain.bytes().all(plain) {
        return Err(Invalid::new(
            "relyingPartyDomain",
            "must be a domain in lower case, such as `example.com`",
        ));
    }
    for (place, origin) in origins.iter().enumerate() {
        let rest = origin
            .strip_prefix("https://")
            .or_else(|| origin.strip_prefix("http://localhost"))
            .or_else(|| origin.strip_prefix("android:apk-key-hash:"));
        let sound =
            rest.is_some_and(|rest| !rest.contains('/') && !rest.contains(char::is_whitespace));
        if !sound || origin.len() > 300 {
            return Err(Invalid::new(
                format!("origins[{place}]"),
                "must be an origin without a path, such as `https://id.example.com`",
            ));
        }
    }
    if !(10..=600).contains(&timeout) {
        return Err(Invalid::new("timeout", "must be from 10 to 600 seconds"));
    }
    Ok(())
}

/// The settings that both ceremonies share, as JSON Schema.
pub(super) fn properties() -> Value {
    json!({
        "relyingPartyDomain": {"title": "Domain of the passkeys", "description": "Passkeys work on this domain and those below it; the realm's own host when empty. Changing it makes passkeys useless that were registered before.", "type": "string", "maxLength": 253, "default": ""},
        "origins": {"title": "Further origins", "description": "Besides the realm's own: pages or apps that may run the ceremony.", "type": "array", "maxItems": 20, "items": {"type": "string"}, "default": []},
        "userVerificationRequirement": {"title": "PIN, finger or face", "description": "Whether the device must make sure who holds it.", "type": "string", "enum": ["REQUIRED", "PREFERRED", "DISCOURAGED"], "default": "PREFERRED"},
        "timeout": {"title": "Seconds to answer", "type": "integer", "minimum": 10, "maximum": 600, "default": 60},
        "authLevel": {"title": "Authentication level", "description": "The session reaches at least this level.", "type": "integer", "minimum": 0, "maximum": 1000, "default": 0}
    })
}
