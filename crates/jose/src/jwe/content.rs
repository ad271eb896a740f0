//! Encrypting content: AES-GCM (RFC 7518 5.3), and AES-CBC with HMAC (RFC 7518 5.2).

use aws_lc_rs::aead::{self, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::cipher::{
    self, DecryptionContext, EncryptionContext, PaddedBlockDecryptingKey, PaddedBlockEncryptingKey,
    UnboundCipherKey,
};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;

use super::ContentEncryption;
use crate::JoseError;

/// Bytes of the tag of AES-GCM.
const GCM_TAG: usize = 16;

impl ContentEncryption {
    fn gcm(self) -> Option<&'static aead::Algorithm> {
        match self {
            Self::A128Gcm => Some(&aead::AES_128_GCM),
            Self::A192Gcm => Some(&aead::AES_192_GCM),
            Self::A256Gcm => Some(&aead::AES_256_GCM),
            _ => None,
        }
    }

    /// Bytes of the initialisation vector.
    pub(super) fn iv_len(self) -> usize {
        if self.gcm().is_some() { 12 } else { 16 }
    }
}

/// The key of one content.
pub(super) struct Content(Inner);

enum Inner {
    Gcm(LessSafeKey),
    Cbc(Box<Cbc>),
}

/// The halves of the key, of which the first makes the tag (RFC 7518 5.2.2.1).
struct Cbc {
    mac: hmac::Key,
    block: &'static cipher::Algorithm,
    key: zeroize::Zeroizing<Vec<u8>>,
}

impl Content {
    /// # Errors
    /// `InvalidKey` unless it has the length that `enc` asks for.
    pub(super) fn new(enc: ContentEncryption, key: &[u8]) -> Result<Self, JoseError> {
        let refused = JoseError::InvalidKey("length");
        if key.len() != enc.key_len() {
            return Err(refused);
        }
        if let Some(algorithm) = enc.gcm() {
            let key = UnboundKey::new(algorithm, key).map_err(|_| refused)?;
            return Ok(Self(Inner::Gcm(LessSafeKey::new(key))));
        }
        let (mac, key) = key.split_at(key.len() / 2);
        let (block, hash) = match key.len() {
            16 => (&cipher::AES_128, hmac::HMAC_SHA256),
            24 => (&cipher::AES_192, hmac::HMAC_SHA384),
            _ => (&cipher::AES_256, hmac::HMAC_SHA512),
        };
        Ok(Self(Inner::Cbc(Box::new(Cbc {
            mac: hmac::Key::new(hash, mac),
            block,
            key: zeroize::Zeroizing::new(key.to_vec()),
        }))))
    }

    /// Encrypts, and gives the ciphertext and its tag.
    pub(super) fn seal(
        &self,
        iv: &[u8],
        header: &[u8],
        plain: &[u8],
    ) -> Result<(Vec<u8>, Vec<u8>), JoseError> {
        match &self.0 {
            Inner::Gcm(key) => {
                let mut body = plain.to_vec();
                let nonce = Nonce::try_assume_unique_for_key(iv).map_err(|_| JoseError::Crypto)?;
                key.seal_in_place_append_tag(nonce, Aad::from(header), &mut body)
                    .map_err(|_| JoseError::Crypto)?;
                let tag = body.split_off(body.len() - GCM_TAG);
                Ok((body, tag))
            }
            Inner::Cbc(cbc) => cbc.seal(iv, header, plain).ok_or(JoseError::Crypto),
        }
    }

    /// Decrypts what [`Content::seal`] gave. None when any part was changed.
    pub(super) fn open(
        &self,
        iv: &[u8],
        header: &[u8],
        mut body: Vec<u8>,
        tag: &[u8],
    ) -> Option<Vec<u8>> {
        match &self.0 {
            Inner::Gcm(key) => {
                if tag.len() != GCM_TAG {
                    return None;
                }
                body.extend_from_slice(tag);
                let nonce = Nonce::try_assume_unique_for_key(iv).ok()?;
                let opened = key.open_in_place(nonce, Aad::from(header), &mut body);
                let plain = opened.ok()?.len();
                body.truncate(plain);
                Some(body)
            }
            Inner::Cbc(cbc) => cbc.open(iv, header, body, tag),
        }
    }
}

impl Cbc {
    fn seal(&self, iv: &[u8], header: &[u8], plain: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
        let vector: [u8; 16] = iv.try_into().ok()?;
        let key = UnboundCipherKey::new(self.block, &self.key).ok()?;
        let key = PaddedBlockEncryptingKey::cbc_pkcs7(key).ok()?;
        let mut body = plain.to_vec();
        key.less_safe_encrypt(&mut body, EncryptionContext::Iv128(vector.into()))
            .ok()?;
        let tag = self.tag(iv, header, &body);
        Some((body, tag))
    }

    /// The tag is compared before anything is decrypted: no padding can be guessed at.
    fn open(&self, iv: &[u8], header: &[u8], mut body: Vec<u8>, tag: &[u8]) -> Option<Vec<u8>> {
        verify_slices_are_equal(&self.tag(iv, header, &body), tag).ok()?;
        let vector: [u8; 16] = iv.try_into().ok()?;
        let key = UnboundCipherKey::new(self.block, &self.key).ok()?;
        let key = PaddedBlockDecryptingKey::cbc_pkcs7(key).ok()?;
        let opened = key.decrypt(&mut body, DecryptionContext::Iv128(vector.into()));
        let plain = opened.ok()?.len();
        body.truncate(plain);
        Some(body)
    }

    /// Half of the MAC of header, vector, ciphertext and the header's length in bits.
    fn tag(&self, iv: &[u8], header: &[u8], body: &[u8]) -> Vec<u8> {
        let bits = header.len() as u64 * 8;
        let mut mac = hmac::Context::with_key(&self.mac);
        mac.update(header);
        mac.update(iv);
        mac.update(body);
        mac.update(&bits.to_be_bytes());
        let whole = mac.sign();
        whole.as_ref()[..self.key.len()].to_vec()
    }
}
