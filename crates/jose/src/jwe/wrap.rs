//! AES Key Wrap (RFC 3394) over the library's AES, which wraps with 192 bits nowhere else.

use aws_lc_rs::cipher::{self, DecryptingKey, DecryptionContext, EncryptingKey, UnboundCipherKey};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use zeroize::Zeroizing;

use crate::JoseError;

/// What an unwrapped key must begin with (RFC 3394 2.2.3.1).
const INITIAL: [u8; 8] = [0xA6; 8];
const ROUNDS: u64 = 6;

fn block(key: &[u8]) -> Result<UnboundCipherKey, JoseError> {
    let algorithm = match key.len() {
        16 => &cipher::AES_128,
        24 => &cipher::AES_192,
        32 => &cipher::AES_256,
        _ => return Err(JoseError::InvalidKey("length")),
    };
    UnboundCipherKey::new(algorithm, key).map_err(|_| JoseError::Crypto)
}

/// Wraps `content`, of whole halves of a block, under `key` (RFC 3394 2.2.1).
///
/// # Errors
/// `InvalidKey` for a length AES does not have or a content of another length; `Crypto` when the library fails.
pub(super) fn wrap(key: &[u8], content: &[u8]) -> Result<Vec<u8>, JoseError> {
    if content.len() < 16 || !content.len().is_multiple_of(8) {
        return Err(JoseError::InvalidKey("length"));
    }
    let aes = EncryptingKey::ecb(block(key)?).map_err(|_| JoseError::Crypto)?;
    let mut out = [&INITIAL, content].concat();
    let mut step = Zeroizing::new([0; 16]);
    let halves = content.len() / 8;
    for count in 1..=ROUNDS * halves as u64 {
        let place = half(count, halves);
        step[..8].copy_from_slice(&out[..8]);
        step[8..].copy_from_slice(&out[place..place + 8]);
        aes.encrypt(step.as_mut_slice())
            .map_err(|_| JoseError::Crypto)?;
        count_in(&mut step, count);
        out[..8].copy_from_slice(&step[..8]);
        out[place..place + 8].copy_from_slice(&step[8..]);
    }
    Ok(out)
}

/// Unwraps what [`wrap`] gave (RFC 3394 2.2.2). None when it was not wrapped under `key`.
pub(super) fn unwrap(key: &[u8], wrapped: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    if wrapped.len() < 24 || !wrapped.len().is_multiple_of(8) {
        return None;
    }
    let aes = DecryptingKey::ecb(block(key).ok()?).ok()?;
    let mut out = Zeroizing::new(wrapped.to_vec());
    let mut step = Zeroizing::new([0; 16]);
    let halves = wrapped.len() / 8 - 1;
    for count in (1..=ROUNDS * halves as u64).rev() {
        let place = half(count, halves);
        step[..8].copy_from_slice(&out[..8]);
        step[8..].copy_from_slice(&out[place..place + 8]);
        count_in(&mut step, count);
        aes.decrypt(step.as_mut_slice(), DecryptionContext::None)
            .ok()?;
        out[..8].copy_from_slice(&step[..8]);
        out[place..place + 8].copy_from_slice(&step[8..]);
    }
    verify_slices_are_equal(&out[..8], &INITIAL).ok()?;
    Some(Zeroizing::new(out[8..].to_vec()))
}

/// Where the half block of step `count` stands: after the first, each in turn.
fn half(count: u64, halves: usize) -> usize {
    8 * (1 + (count as usize - 1) % halves)
}

fn count_in(step: &mut [u8; 16], count: u64) {
    for (byte, of_count) in step.iter_mut().zip(count.to_be_bytes()) {
        *byte ^= of_count;
    }
}

#[cfg(test)]
mod tests {
    use super::{unwrap, wrap};
    use data_encoding::HEXUPPER;

    /// RFC 3394 4.1 to 4.6: key, content, what it is wrapped in.
    const VECTORS: [(&str, &str, &str); 6] = [
        (
            "000102030405060708090A0B0C0D0E0F",
            "00112233445566778899AABBCCDDEEFF",
            "1FA68B0A8112B447AEF34BD8FB5A7B829D3E862371D2CFE5",
        ),
        (
            "000102030405060708090A0B0C0D0E0F1011121314151617",
            "00112233445566778899AABBCCDDEEFF",
            "96778B25AE6CA435F92B5B97C050AED2468AB8A17AD84E5D",
        ),
        (
            "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F",
            "00112233445566778899AABBCCDDEEFF",
            "64E8C3F9CE0F5BA263E9777905818A2A93C8191E7D6E8AE7",
        ),
        (
            "000102030405060708090A0B0C0D0E0F1011121314151617",
            "00112233445566778899AABBCCDDEEFF0001020304050607",
            "031D33264E15D33268F24EC260743EDCE1C6C7DDEE725A936BA814915C6762D2",
        ),
        (
            "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F",
            "00112233445566778899AABBCCDDEEFF0001020304050607",
            "A8F9BC1612C68B3FF6E6F4FBE30E71E4769C8B80A32CB8958CD5D17D6B254DA1",
        ),
        (
            "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F",
            "00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F",
            "28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21",
        ),
    ];

    #[test]
    fn the_vectors_of_rfc_3394_wrap_and_unwrap() {
        for (key, content, wrapped) in VECTORS {
            let bytes = |hex: &str| HEXUPPER.decode(hex.as_bytes()).unwrap();
            let (key, content, wrapped) = (bytes(key), bytes(content), bytes(wrapped));
            assert_eq!(wrap(&key, &content).unwrap(), wrapped);
            assert_eq!(*unwrap(&key, &wrapped).unwrap(), content);
        }
    }

    #[test]
    fn a_key_wrapped_under_another_or_cut_off_does_not_unwrap() {
        let wrapped = wrap(&[1; 16], &[2; 32]).unwrap();
        assert!(unwrap(&[3; 16], &wrapped).is_none());
        for length in 0..wrapped.len() {
            assert!(unwrap(&[1; 16], &wrapped[..length]).is_none(), "{length}");
        }
    }
}
