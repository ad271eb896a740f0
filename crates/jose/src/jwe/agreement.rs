//! Elliptic curve Diffie-Hellman with a key for one message (RFC 7518 4.6).

use aws_lc_rs::agreement::{self, PrivateKey, UnparsedPublicKey};
use aws_lc_rs::kdf::{SskdfDigestAlgorithmId, get_sskdf_digest_algorithm, sskdf_digest};
use serde_json::Value;
use zeroize::Zeroizing;

use super::{ContentEncryption, KeyManagement};
use crate::jwk::{Ec, Material};
use crate::{Curve, JoseError, Jwk};

/// Longest `apu` or `apv` read, in bytes.
const MAX_PARTY: usize = 512;

/// The library's name for a curve.
pub(super) fn algorithm(curve: Curve) -> &'static agreement::Algorithm {
    match curve {
        Curve::P256 => &agreement::ECDH_P256,
        Curve::P384 => &agreement::ECDH_P384,
        Curve::P521 => &agreement::ECDH_P521,
    }
}

/// The uncompressed point of a private key.
pub(super) fn point(key: &PrivateKey) -> Result<Vec<u8>, JoseError> {
    let public = key.compute_public_key().map_err(|_| JoseError::Crypto)?;
    Ok(public.as_ref().to_vec())
}

/// What both sides say besides their keys (RFC 7518 4.6.1.2, 4.6.1.3), decoded.
#[derive(Default)]
pub(super) struct Parties {
    pub(super) apu: Vec<u8>,
    pub(super) apv: Vec<u8>,
}

impl Parties {
    /// Reads what the header says.
    pub(super) fn read(apu: Option<&Value>, apv: Option<&Value>) -> Result<Self, JoseError> {
        let read = |value: Option<&Value>| match value {
            None => Ok(Vec::new()),
            Some(value) => value
                .as_str()
                .filter(|text| text.len() <= MAX_PARTY)
                .and_then(crate::base64url::decode)
                .ok_or(JoseError::Malformed("apu or apv")),
        };
        Ok(Self {
            apu: read(apu)?,
            apv: read(apv)?,
        })
    }
}

/// Makes a key for one message, and what it agrees on with `point`; gives the public half for the header.
pub(super) fn begin(
    curve: Curve,
    peer: &[u8],
    alg: KeyManagement,
    enc: ContentEncryption,
) -> Result<(Value, Zeroizing<Vec<u8>>), JoseError> {
    let own = PrivateKey::generate(algorithm(curve)).map_err(|_| JoseError::Crypto)?;
    let ephemeral = Material::Ec(Ec {
        curve,
        point: point(&own)?,
        d: None,
    });
    let epk = ephemeral.public_members().into_iter();
    let epk: serde_json::Map<String, Value> = epk
        .map(|(name, value)| (name.to_owned(), value.into()))
        .collect();
    let agreed = agree(&own, peer, alg, enc, &Parties::default());
    Ok((Value::Object(epk), agreed.ok_or(JoseError::Crypto)?))
}

/// The key that `own` agrees on with the message's public key. None when that is no key of the same curve.
pub(super) fn finish(
    own: &PrivateKey,
    curve: Curve,
    epk: &Jwk,
    alg: KeyManagement,
    enc: ContentEncryption,
    parties: &Parties,
) -> Option<Zeroizing<Vec<u8>>> {
    match epk.material() {
        Material::Ec(peer) if peer.curve == curve => agree(own, &peer.point, alg, enc, parties),
        _ => None,
    }
}

fn agree(
    own: &PrivateKey,
    peer: &[u8],
    alg: KeyManagement,
    enc: ContentEncryption,
    parties: &Parties,
) -> Option<Zeroizing<Vec<u8>>> {
    let peer = UnparsedPublicKey::new(own.algorithm(), peer);
    let (name, length) = match alg.wrapping_len() {
        Some(length) => (alg.as_str(), length),
        None => (enc.as_str(), enc.key_len()),
    };
    agreement::agree(own, peer, (), |secret| {
        derive(secret, name, length, parties).ok_or(())
    })
    .ok()
}

/// The Concat KDF with SHA-256 (RFC 7518 4.6.2, NIST SP 800-56A 5.8.1).
fn derive(
    secret: &[u8],
    algorithm: &str,
    length: usize,
    parties: &Parties,
) -> Option<Zeroizing<Vec<u8>>> {
    let mut info = Vec::new();
    for part in [algorithm.as_bytes(), &parties.apu, &parties.apv] {
        info.extend_from_slice(&u32::try_from(part.len()).ok()?.to_be_bytes());
        info.extend_from_slice(part);
    }
    let bits = u32::try_from(length * 8).ok()?;
    info.extend_from_slice(&bits.to_be_bytes());
    let mut key = Zeroizing::new(vec![0; length]);
    let hash = get_sskdf_digest_algorithm(SskdfDigestAlgorithmId::Sha256)?;
    sskdf_digest(hash, secret, &info, &mut key).ok()?;
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::{Parties, derive, finish};
    use crate::jwe::{ContentEncryption, KeyManagement};
    use crate::{Curve, Jwk};
    use aws_lc_rs::agreement::{ECDH_P256, PrivateKey};
    use serde_json::json;

    #[test]
    fn the_example_of_rfc_7518_appendix_c_gives_its_key() {
        let bob = crate::base64url::decode("VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw").unwrap();
        let bob = PrivateKey::from_private_key(&ECDH_P256, &bob).unwrap();
        let alice = Jwk::parse(&json!({"kty": "EC", "crv": "P-256",
            "x": "gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0",
            "y": "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps"}))
        .unwrap();
        let parties = Parties {
            apu: b"Alice".to_vec(),
            apv: b"Bob".to_vec(),
        };
        let (alg, enc) = (KeyManagement::EcdhEs, ContentEncryption::A128Gcm);
        let key = finish(&bob, Curve::P256, &alice, alg, enc, &parties).unwrap();
        assert_eq!(crate::base64url::encode(&key), "VqqN6vgjbSBcIijNcacQGg");
    }

    #[test]
    fn keys_longer_than_one_hash_are_derived() {
        let key = derive(&[1; 32], "A256CBC-HS512", 64, &Parties::default()).unwrap();
        assert_eq!(key.len(), 64);
        assert_ne!(key[..32], key[32..]);
    }
}
