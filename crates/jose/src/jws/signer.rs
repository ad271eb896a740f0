//! Issuing signed tokens.

use crate::{Algorithm, JoseError, SigningKey, base64url};
use serde::Serialize;
use serde_json::{Map, Value};

/// A key with the header of the tokens it signs, encoded once.
#[derive(Clone, Debug)]
pub struct Signer {
    key: SigningKey,
    kid: Option<String>,
    /// Encoded header and the dot after it.
    prefix: String,
}

/// What a usual set of claims takes, encoded; longer ones make the output grow once more.
const PAYLOAD_CAPACITY: usize = 1024;

impl Signer {
    /// Signs with `key`, naming it `kid`, tokens of type `typ` (RFC 7515 4.1.4, 4.1.9).
    #[must_use]
    pub fn new(key: SigningKey, kid: Option<&str>, typ: Option<&str>) -> Self {
        let named = [
            ("alg", Some(key.algorithm().as_str())),
            ("kid", kid),
            ("typ", typ),
        ];
        let header: Map<String, Value> = named
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), Value::from(value?))))
            .collect();
        let mut prefix = base64url::encode(Value::Object(header).to_string().as_bytes());
        prefix.push('.');
        Self {
            key,
            kid: kid.map(str::to_owned),
            prefix,
        }
    }

    /// The key's one algorithm.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.key.algorithm()
    }

    /// The key's name in the header.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The key itself.
    #[must_use]
    pub fn key(&self) -> &SigningKey {
        &self.key
    }

    /// Signs `claims`, written as JSON straight into the token.
    ///
    /// # Errors
    /// `Serialize` when `claims` cannot be JSON, `Crypto` when the library fails.
    pub fn sign_json<T: Serialize + ?Sized>(&self, claims: &T) -> Result<String, JoseError> {
        let mut token = self.start(PAYLOAD_CAPACITY);
        let mut writer = base64url::Writer::new(&mut token);
        serde_json::to_writer(&mut writer, claims).map_err(|_| JoseError::Serialize)?;
        writer.finish();
        self.finish(token)
    }

    /// Signs `payload` as it is.
    ///
    /// # Errors
    /// `Crypto` when the library fails.
    pub fn sign_bytes(&self, payload: &[u8]) -> Result<String, JoseError> {
        let mut token = self.start(base64url::encoded_len(payload.len()));
        base64url::append(payload, &mut token);
        self.finish(token)
    }

    fn start(&self, payload: usize) -> String {
        let signature = base64url::encoded_len(self.key.signature_len());
        let mut token = String::with_capacity(self.prefix.len() + payload + 1 + signature);
        token.push_str(&self.prefix);
        token
    }

    fn finish(&self, mut token: String) -> Result<String, JoseError> {
        self.key.append_signature(&mut token)?;
        Ok(token)
    }
}
