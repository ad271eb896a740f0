//! Writing tokens that one reader can read.

use std::fmt;

use aws_lc_rs::rand;
use aws_lc_rs::rsa::{
    OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OaepPublicEncryptingKey, Pkcs1PublicEncryptingKey,
    PublicEncryptingKey,
};
use aws_lc_rs::signature::RsaPublicKeyComponents;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::content::Content;
use super::{ContentEncryption, KeyManagement, agreement, from_client_secret, wrap};
use crate::jwk::{Material, Rsa};
use crate::{Curve, JoseError, Jwk, KeyUse, base64url};

/// What one reader's key and algorithms make of a token. Parsed once, used for many.
pub struct Encrypter {
    alg: KeyManagement,
    enc: ContentEncryption,
    kid: Option<String>,
    reader: Reader,
}

enum Reader {
    Oaep(OaepPublicEncryptingKey),
    Pkcs1(Pkcs1PublicEncryptingKey),
    Ec(Curve, Vec<u8>),
    Secret(Zeroizing<Vec<u8>>),
}

impl Encrypter {
    /// For the reader who publishes `jwk`, or holds it as a shared secret.
    ///
    /// # Errors
    /// `KeyMismatch` unless the key's type, `use`, `alg` and `key_ops` allow encryption with `alg`; `InvalidKey` for a
    /// shared secret of another length than `alg` and `enc` ask for.
    pub fn for_key(
        jwk: &Jwk,
        alg: KeyManagement,
        enc: ContentEncryption,
    ) -> Result<Self, JoseError> {
        if !is_for(jwk, alg) {
            return Err(JoseError::KeyMismatch);
        }
        let reader = match (jwk.material(), alg) {
            (Material::Rsa(key), KeyManagement::RsaOaep | KeyManagement::RsaOaep256) => {
                let key = OaepPublicEncryptingKey::new(rsa(key)?);
                Reader::Oaep(key.map_err(|_| JoseError::InvalidKey("RSA"))?)
            }
            (Material::Rsa(key), KeyManagement::Rsa15) => {
                let key = Pkcs1PublicEncryptingKey::new(rsa(key)?);
                Reader::Pkcs1(key.map_err(|_| JoseError::InvalidKey("RSA"))?)
            }
            (Material::Ec(key), alg) if !alg.is_rsa() && !alg.is_shared() => {
                Reader::Ec(key.curve, key.point.clone())
            }
            (Material::Oct(secret), alg) if alg.is_shared() => {
                if secret.len() != shared_len(alg, enc) {
                    return Err(JoseError::InvalidKey("length"));
                }
                Reader::Secret(secret.clone())
            }
            _ => return Err(JoseError::KeyMismatch),
        };
        Ok(Self {
            alg,
            enc,
            kid: jwk.kid().map(str::to_owned),
            reader,
        })
    }

    /// For the client that holds `secret` (OpenID Connect Core 10.2).
    ///
    /// # Errors
    /// `KeyMismatch` unless `alg` works with a shared secret.
    pub fn for_client_secret(
        secret: &[u8],
        alg: KeyManagement,
        enc: ContentEncryption,
    ) -> Result<Self, JoseError> {
        if !alg.is_shared() {
            return Err(JoseError::KeyMismatch);
        }
        Ok(Self {
            alg,
            enc,
            kid: None,
            reader: Reader::Secret(from_client_secret(secret, shared_len(alg, enc))),
        })
    }

    /// Encrypts `payload` of media type `cty` (`JWT` for a nested token, RFC 7519 5.2).
    ///
    /// # Errors
    /// `Crypto` when the library fails.
    pub fn encrypt(&self, payload: &[u8], cty: Option<&str>) -> Result<String, JoseError> {
        let mut header = Map::new();
        let named = [
            ("alg", Some(self.alg.as_str())),
            ("enc", Some(self.enc.as_str())),
            ("kid", self.kid.as_deref()),
            ("cty", cty),
        ];
        for (name, value) in named {
            if let Some(value) = value {
                header.insert(name.to_owned(), value.into());
            }
        }
        let (key, encrypted) = self.content_key(&mut header)?;
        let header = base64url::encode(Value::Object(header).to_string().as_bytes());
        let iv = random(self.enc.iv_len())?;
        let content = Content::new(self.enc, &key)?;
        let (body, tag) = content.seal(&iv, header.as_bytes(), payload)?;
        let parts = [&encrypted, &*iv, &body, &tag].map(|part| base64url::encode(part));
        Ok(format!("{header}.{}", parts.join(".")))
    }

    /// The content's key, and the same as the reader gets it.
    fn content_key(
        &self,
        header: &mut Map<String, Value>,
    ) -> Result<(Zeroizing<Vec<u8>>, Vec<u8>), JoseError> {
        let agreed = match &self.reader {
            Reader::Secret(secret) => secret.clone(),
            Reader::Ec(curve, point) => {
                let (epk, agreed) = agreement::begin(*curve, point, self.alg, self.enc)?;
                header.insert("epk".to_owned(), epk);
                agreed
            }
            Reader::Oaep(key) => {
                let oaep = match self.alg {
                    KeyManagement::RsaOaep => &OAEP_SHA1_MGF1SHA1,
                    _ => &OAEP_SHA256_MGF1SHA256,
                };
                let mut out = vec![0; key.ciphertext_size()];
                let content = random(self.enc.key_len())?;
                let encrypted = key.encrypt(oaep, &content, &mut out, None);
                let encrypted = encrypted.map_err(|_| JoseError::Crypto)?.to_vec();
                return Ok((content, encrypted));
            }
            Reader::Pkcs1(key) => {
                let mut out = vec![0; key.ciphertext_size()];
                let content = random(self.enc.key_len())?;
                let encrypted = key.encrypt(&content, &mut out);
                let encrypted = encrypted.map_err(|_| JoseError::Crypto)?.to_vec();
                return Ok((content, encrypted));
            }
        };
        if self.alg.wrapping_len().is_none() {
            return Ok((agreed, Vec::new()));
        }
        let content = random(self.enc.key_len())?;
        let wrapped = wrap::wrap(&agreed, &content)?;
        Ok((content, wrapped))
    }
}

/// Bytes of the secret that both sides share.
pub(super) fn shared_len(alg: KeyManagement, enc: ContentEncryption) -> usize {
    alg.wrapping_len().unwrap_or(enc.key_len())
}

/// Whether what its owner says about the key allows encryption with `alg`.
fn is_for(jwk: &Jwk, alg: KeyManagement) -> bool {
    const OPERATIONS: [&str; 4] = ["encrypt", "wrapKey", "deriveKey", "deriveBits"];
    jwk.alg().is_none_or(|own| own == alg.as_str())
        && jwk.key_use().is_none_or(|own| *own == KeyUse::Encryption)
        && jwk
            .key_ops()
            .is_none_or(|ops| ops.iter().any(|op| OPERATIONS.contains(&op.as_str())))
}

fn rsa(key: &Rsa) -> Result<PublicEncryptingKey, JoseError> {
    let parts = RsaPublicKeyComponents {
        n: key.n.as_slice(),
        e: key.e.as_slice(),
    };
    parts.try_into().map_err(|_| JoseError::InvalidKey("RSA"))
}

/// A key or vector for one message.
#[expect(
    clippy::disallowed_methods,
    reason = "made by the library's generator, as the key pairs of one message are"
)]
pub(super) fn random(length: usize) -> Result<Zeroizing<Vec<u8>>, JoseError> {
    let mut bytes = Zeroizing::new(vec![0; length]);
    rand::fill(&mut bytes).map_err(|_| JoseError::Crypto)?;
    Ok(bytes)
}

impl fmt::Debug for Encrypter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Encrypter({}, {}, {:?})", self.alg, self.enc, self.kid)
    }
}
