//! Encryption under a shared key: compact JWE with `dir` and AES-GCM (RFC 7516, RFC 7518 4.5 and 5.3).
//!
//! For what this process writes and reads itself, such as a signed token whose content its bearer must not see
//! (RFC 7519 3, nested). A [`ContentKey`] accepts one `alg` and one `enc`; compression is refused (RFC 8725 3.6).

use aws_lc_rs::aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use serde_json::{Map, Value};

use super::MAX_LENGTH;
use crate::{JoseError, base64url, json};

/// Bytes of the authentication tag (RFC 7518 5.3).
const TAG: usize = 16;

/// A shared key that encrypts and decrypts content directly (`dir`).
pub struct ContentKey {
    key: LessSafeKey,
    enc: &'static str,
    kid: Option<String>,
}

impl std::fmt::Debug for ContentKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ContentKey({}, {:?})", self.enc, self.kid)
    }
}

impl ContentKey {
    /// Bytes of the initialisation vector (RFC 7518 5.3).
    pub const IV: usize = NONCE_LEN;

    /// The key of 16 bytes (`A128GCM`) or 32 bytes (`A256GCM`), named `kid` in the headers it writes.
    ///
    /// # Errors
    /// `InvalidKey` for another length.
    pub fn new(key: &[u8], kid: Option<&str>) -> Result<Self, JoseError> {
        let (algorithm, enc) = match key.len() {
            16 => (&AES_128_GCM, "A128GCM"),
            32 => (&AES_256_GCM, "A256GCM"),
            _ => return Err(JoseError::InvalidKey("length")),
        };
        let key = UnboundKey::new(algorithm, key).map_err(|_| JoseError::InvalidKey("content"))?;
        Ok(Self {
            key: LessSafeKey::new(key),
            enc,
            kid: kid.map(str::to_owned),
        })
    }

    /// Encrypts `payload` of media type `cty` (`JWT` for a nested token). `iv` must be random and never be used with
    /// this key again.
    ///
    /// # Errors
    /// `Crypto` when the library fails.
    pub fn encrypt(
        &self,
        payload: &[u8],
        cty: Option<&str>,
        iv: [u8; Self::IV],
    ) -> Result<String, JoseError> {
        let named = [
            ("alg", Some("dir")),
            ("enc", Some(self.enc)),
            ("kid", self.kid.as_deref()),
            ("cty", cty),
        ];
        let header: Map<String, Value> = named
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), Value::from(value?))))
            .collect();
        let header = base64url::encode(Value::Object(header).to_string().as_bytes());
        let mut body = payload.to_vec();
        self.key
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(iv),
                Aad::from(header.as_bytes()),
                &mut body,
            )
            .map_err(|_| JoseError::Crypto)?;
        let (content, tag) = body.split_at(body.len() - TAG);
        // With `dir` the encrypted key is empty (RFC 7518 4.5).
        Ok(format!(
            "{header}..{}.{}.{}",
            base64url::encode(&iv),
            base64url::encode(content),
            base64url::encode(tag)
        ))
    }

    /// Decrypts a token and gives its payload.
    ///
    /// # Errors
    /// `TooLarge`; `Malformed`; `UnsupportedAlgorithm` unless it is `dir` with this key's `enc`;
    /// `UnsupportedExtension` for `crit` and for compression; `BadSignature` when it does not open.
    pub fn decrypt(&self, token: &str) -> Result<Vec<u8>, JoseError> {
        if token.len() > MAX_LENGTH {
            return Err(JoseError::TooLarge);
        }
        let mut parts = token.split('.');
        let (Some(header), Some(""), Some(iv), Some(content), Some(tag), None) = (
            parts.next(),
            parts.next(),
            parts.next(),
            parts.next(),
            parts.next(),
            parts.next(),
        ) else {
            return Err(JoseError::Malformed("not five parts, the second empty"));
        };
        self.accept(header)?;
        let decode = |part, what| base64url::decode(part).ok_or(JoseError::Malformed(what));
        let iv: [u8; Self::IV] = decode(iv, "initialisation vector")?
            .try_into()
            .map_err(|_| JoseError::Malformed("initialisation vector"))?;
        let (mut body, tag) = (
            decode(content, "ciphertext")?,
            decode(tag, "authentication tag")?,
        );
        if tag.len() != TAG {
            return Err(JoseError::Malformed("authentication tag"));
        }
        body.extend_from_slice(&tag);
        let plain = self
            .key
            .open_in_place(
                Nonce::assume_unique_for_key(iv),
                Aad::from(header.as_bytes()),
                &mut body,
            )
            .map_err(|_| JoseError::BadSignature)?
            .len();
        body.truncate(plain);
        Ok(body)
    }

    fn accept(&self, header: &str) -> Result<(), JoseError> {
        let bytes = base64url::decode(header).ok_or(JoseError::Malformed("header encoding"))?;
        let members = json::object(&bytes, "header")?;
        if members.contains_key("crit") || members.contains_key("zip") {
            return Err(JoseError::UnsupportedExtension);
        }
        let says = |name: &str, wanted: &str| {
            members
                .get(name)
                .is_some_and(|value| value.as_str() == Some(wanted))
        };
        if says("alg", "dir") && says("enc", self.enc) {
            Ok(())
        } else {
            Err(JoseError::UnsupportedAlgorithm)
        }
    }
}
