//! Reading encrypted tokens.

use aws_lc_rs::rsa::{OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::agreement::{self, Parties};
use super::content::Content;
use super::encrypter::{random, shared_len};
use super::key::{Private, RsaPrivate};
use super::{
    ContentEncryption, DecryptionKey, KeyManagement, MAX_LENGTH, from_client_secret, wrap,
};
use crate::{JoseError, Jwk, base64url, json};

/// What a reader accepts; nothing in a token's header can widen it (RFC 8725 3.1).
#[derive(Clone, Copy, Debug)]
pub struct Accepts<'a> {
    /// Values of `alg`.
    pub alg: &'a [KeyManagement],
    /// Values of `enc`.
    pub enc: &'a [ContentEncryption],
}

/// A token taken apart.
struct Parts<'a> {
    header: &'a str,
    alg: KeyManagement,
    enc: ContentEncryption,
    members: Map<String, Value>,
    encrypted_key: Vec<u8>,
    iv: Vec<u8>,
    body: Vec<u8>,
    tag: Vec<u8>,
}

/// Decrypts `token` with the one of `keys` that it names, or with any that fits when it names none. Gives its content.
///
/// # Errors
/// `TooLarge`; `Malformed`; `UnsupportedAlgorithm`; `AlgorithmNotAllowed` for one that is not accepted;
/// `UnsupportedExtension` for `crit` and for compression; `UnknownKey` when none fits; `BadSignature` when none opens
/// it, whatever the reason.
pub fn decrypt(
    token: &str,
    accepts: Accepts<'_>,
    keys: &[DecryptionKey],
) -> Result<Vec<u8>, JoseError> {
    let parts = take_apart(token)?;
    if !accepts.alg.contains(&parts.alg) || !accepts.enc.contains(&parts.enc) {
        return Err(JoseError::AlgorithmNotAllowed);
    }
    let named = parts.members.get("kid").and_then(Value::as_str);
    let fits = |key: &&DecryptionKey| {
        key.is_for(parts.alg, parts.enc)
            && (named.is_none() || key.kid.is_none() || key.kid.as_deref() == named)
    };
    let mut failure = JoseError::UnknownKey;
    for key in keys.iter().filter(fits) {
        match open(&parts, key) {
            Ok(content) => return Ok(content),
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

fn take_apart(token: &str) -> Result<Parts<'_>, JoseError> {
    if token.len() > MAX_LENGTH {
        return Err(JoseError::TooLarge);
    }
    let mut parts = token.split('.');
    let mut next = || parts.next().ok_or(JoseError::Malformed("not five parts"));
    let (header, encrypted_key, iv, body, tag) = (next()?, next()?, next()?, next()?, next()?);
    if parts.next().is_some() {
        return Err(JoseError::Malformed("not five parts"));
    }
    let decode = |part, what| base64url::decode(part).ok_or(JoseError::Malformed(what));
    let members = json::object(&decode(header, "header encoding")?, "header")?;
    if members.contains_key("crit") || members.contains_key("zip") {
        return Err(JoseError::UnsupportedExtension);
    }
    let text = |name: &str| {
        let value = members.get(name).and_then(Value::as_str);
        value.ok_or(JoseError::UnsupportedAlgorithm)
    };
    Ok(Parts {
        header,
        alg: text("alg")?.parse()?,
        enc: text("enc")?.parse()?,
        encrypted_key: decode(encrypted_key, "encrypted key")?,
        iv: decode(iv, "initialisation vector")?,
        body: decode(body, "ciphertext")?,
        tag: decode(tag, "authentication tag")?,
        members,
    })
}

fn open(parts: &Parts<'_>, key: &DecryptionKey) -> Result<Vec<u8>, JoseError> {
    let content = content_key(parts, key)?.ok_or(JoseError::BadSignature)?;
    let content = Content::new(parts.enc, &content).map_err(|_| JoseError::BadSignature)?;
    content
        .open(
            &parts.iv,
            parts.header.as_bytes(),
            parts.body.clone(),
            &parts.tag,
        )
        .ok_or(JoseError::BadSignature)
}

/// The content's key. None when it does not decrypt.
fn content_key(
    parts: &Parts<'_>,
    key: &DecryptionKey,
) -> Result<Option<Zeroizing<Vec<u8>>>, JoseError> {
    let agreed = match &key.private {
        Private::Rsa(key) => return rsa(parts, key),
        Private::Secret(secret) => Some(secret.clone()),
        Private::ClientSecret(secret) => {
            Some(from_client_secret(secret, shared_len(parts.alg, parts.enc)))
        }
        Private::Ec { key, curve, .. } => {
            let epk = parts.members.get("epk");
            let epk = Jwk::parse(epk.ok_or(JoseError::Malformed("epk"))?);
            let epk = epk.map_err(|_| JoseError::Malformed("epk"))?;
            let members = &parts.members;
            let parties = Parties::read(members.get("apu"), members.get("apv"))?;
            agreement::finish(key, *curve, &epk, parts.alg, parts.enc, &parties)
        }
    };
    let Some(agreed) = agreed else {
        return Ok(None);
    };
    if parts.alg.wrapping_len().is_some() {
        return Ok(wrap::unwrap(&agreed, &parts.encrypted_key));
    }
    // The content's own key needs none beside it (RFC 7518 4.5, 4.6).
    if !parts.encrypted_key.is_empty() {
        return Err(JoseError::Malformed("encrypted key"));
    }
    Ok(Some(agreed))
}

fn rsa(parts: &Parts<'_>, key: &RsaPrivate) -> Result<Option<Zeroizing<Vec<u8>>>, JoseError> {
    let mut out = Zeroizing::new(vec![0; key.oaep.min_output_size()]);
    let encrypted = parts.encrypted_key.as_slice();
    let oaep = match parts.alg {
        KeyManagement::RsaOaep => &OAEP_SHA1_MGF1SHA1,
        KeyManagement::RsaOaep256 => &OAEP_SHA256_MGF1SHA256,
        _ => {
            // Whatever is wrong with the padding, decryption goes on with a key that nobody knows: only the content's
            // tag can fail (RFC 7516 11.5).
            let unknown = random(parts.enc.key_len())?;
            let decrypted = key.pkcs1.decrypt(encrypted, &mut out);
            let decrypted = decrypted.ok().filter(|key| key.len() == unknown.len());
            return Ok(Some(
                decrypted.map_or(unknown, |key| Zeroizing::new(key.to_vec())),
            ));
        }
    };
    let decrypted = key.oaep.decrypt(oaep, encrypted, &mut out, None);
    Ok(decrypted.ok().map(|key| Zeroizing::new(key.to_vec())))
}
