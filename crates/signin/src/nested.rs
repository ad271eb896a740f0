//! Tokens that only the realm itself reads: a JWT signed with HMAC-SHA-256, encrypted with AES-256-GCM (RFC 7519 11.2,
//! nested).

use durward_jose::jwe::ContentKey;
use durward_jose::{Algorithm, JoseError, KeySet, Signer, SigningKey, VerifyingKey, jws};
use durward_store::{Cx, Error};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Longest token that is read, in bytes.
const LONGEST: usize = 64 * 1024;

/// What writes and reads tokens of one type.
pub(crate) struct Nested {
    typ: &'static str,
    signer: Signer,
    verifying: VerifyingKey,
    content: ContentKey,
}

impl Nested {
    /// For tokens of type `typ`, under two keys of 32 bytes each.
    ///
    /// # Errors
    /// Keys of another length.
    pub(crate) fn new(typ: &'static str, signing: &[u8], content: &[u8]) -> Result<Self, Error> {
        let key = SigningKey::from_secret(Algorithm::HS256, signing).map_err(broken)?;
        Ok(Self {
            typ,
            signer: Signer::new(key, None, Some(typ)),
            verifying: VerifyingKey::from_secret(Algorithm::HS256, signing).map_err(broken)?,
            content: ContentKey::new(content, None).map_err(broken)?,
        })
    }

    /// The token that says `claims`.
    ///
    /// # Errors
    /// Failures of the library.
    pub(crate) fn write<T: Serialize>(&self, cx: &Cx, claims: &T) -> Result<String, Error> {
        let signed = self.signer.sign_json(claims).map_err(broken)?;
        let mut iv = [0u8; ContentKey::IV];
        cx.entropy().fill(&mut iv);
        self.content
            .encrypt(signed.as_bytes(), Some("JWT"), iv)
            .map_err(broken)
    }

    /// What a token says; none when it is not one of ours.
    pub(crate) fn read<T: DeserializeOwned>(&self, token: &str) -> Option<T> {
        let inner = String::from_utf8(self.content.decrypt(token).ok()?).ok()?;
        let keys = KeySet::single(self.verifying.clone());
        let types = [self.typ];
        let policy = jws::Policy::new(&[Algorithm::HS256], &keys)
            .typ(jws::Typ::OneOf(&types))
            .max_length(LONGEST);
        let verified = jws::verify(&inner, &policy).ok()?;
        serde_json::from_slice(&verified.payload).ok()
    }
}

fn broken(error: JoseError) -> Error {
    Error::internal(format!("a token of the realm: {error}"))
}
