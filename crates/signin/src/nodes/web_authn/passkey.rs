//! A passkey as its row keeps it.

use data_encoding::BASE64URL_NOPAD;
use durward_identity::authenticators::fresh;
use durward_model::authenticator::AuthenticatorKind;
use durward_store::authenticators::Authenticator;
use durward_store::{Cx, Error, token};
use durward_webauthn::Algorithm;
use durward_webauthn::attestation::Attestation;
use durward_webauthn::authentication::Known;
use durward_webauthn::registration::Credential;
use serde::{Deserialize, Serialize};

/// What the row holds besides the signature count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Passkey {
    /// The credential's id, base64url.
    pub(super) credential: String,
    /// The public key as COSE writes it, base64url.
    public_key: String,
    algorithm: Algorithm,
    /// The model of the device, hexadecimal; zeros when it does not say.
    model: String,
    /// Whether it may be copied to other devices.
    pub(super) synced: bool,
    /// Whether it was, when it was registered.
    backed_up: bool,
    /// Whether the device made sure of the person when it was registered.
    user_verified: bool,
    /// What the device proved about itself.
    attestation: String,
    /// How the device can be reached.
    #[serde(default)]
    pub(super) transports: Vec<String>,
}

/// The hash by which a credential's row is found.
pub(super) fn hash(credential: &[u8]) -> String {
    token::hash(&BASE64URL_NOPAD.encode(credential))
}

impl Passkey {
    /// The row of a credential that was just made.
    pub(super) fn row(
        cx: &Cx,
        name: &str,
        made: &Credential,
        transports: Vec<String>,
    ) -> Result<Authenticator, Error> {
        let passkey = Self {
            credential: BASE64URL_NOPAD.encode(&made.id),
            public_key: BASE64URL_NOPAD.encode(&made.public_key),
            algorithm: made.algorithm,
            model: made
                .aaguid
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
            synced: made.backup_eligible,
            backed_up: made.backed_up,
            user_verified: made.user_verified,
            attestation: match made.attestation {
                Attestation::None => "none",
                Attestation::Own => "self",
                Attestation::Certified => "certified",
                Attestation::Trusted => "trusted",
            }
            .to_owned(),
            transports,
        };
        let mut new = fresh(cx, AuthenticatorKind::Passkey, name);
        new.credential_hash = Some(hash(&made.id));
        new.counter = made.sign_count.into();
        new.data = serde_json::to_string(&passkey)
            .map_err(|error| Error::internal(format!("a passkey does not write: {error}")))?;
        Ok(new)
    }

    /// What the row holds.
    pub(super) fn read(row: &Authenticator) -> Result<Self, Error> {
        serde_json::from_str(&row.data)
            .map_err(|error| Error::internal(format!("a passkey does not read: {error}")))
    }

    /// The credential's id.
    pub(super) fn id(&self) -> Vec<u8> {
        let text = self.credential.as_bytes();
        BASE64URL_NOPAD.decode(text).unwrap_or_default()
    }

    /// The public key as COSE writes it.
    pub(super) fn key(&self) -> Vec<u8> {
        let text = self.public_key.as_bytes();
        BASE64URL_NOPAD.decode(text).unwrap_or_default()
    }

    /// What a signature is checked against. `key` is [`Passkey::key`].
    pub(super) fn known<'a>(&self, key: &'a [u8], row: &Authenticator) -> Known<'a> {
        Known {
            public_key: key,
            sign_count: u32::try_from(row.counter).unwrap_or(u32::MAX),
            backup_eligible: self.synced,
        }
    }

    /// How having the key is called (RFC 8176 2): bound to hardware, or kept in software and copied.
    pub(super) fn amr(&self) -> &'static str {
        if self.synced { "swk" } else { "hwk" }
    }
}
