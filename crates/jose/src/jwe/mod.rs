//! JSON Web Encryption in compact form (RFC 7516) with the algorithms of RFC 7518 4 and 5.
//!
//! | to | use |
//! |---|---|
//! | hide a token from all but one reader | [`Encrypter`], for the reader's public key or a secret shared with it |
//! | read such a token | [`decrypt`] with [`DecryptionKey`]s, within what [`Accepts`] lists |
//! | hide what this process reads again itself | [`ContentKey`] |
//!
//! Whatever is wrong with an encrypted key or its content, the answer is the same `BadSignature`. Compression (`zip`) is
//! refused when it comes from elsewhere: its length tells of the content (RFC 8725 3.6).

mod agreement;
mod content;
mod decrypt;
mod direct;
mod encrypter;
mod key;
mod names;
mod wrap;

pub use decrypt::{Accepts, decrypt};
pub use direct::ContentKey;
pub use encrypter::Encrypter;
pub use key::{DecryptionKey, Kind};
pub use names::{ContentEncryption, KeyManagement};

/// Longest token read, in bytes.
const MAX_LENGTH: usize = 64 * 1024;

/// A shared key of `bits` made of a client's secret: the left part of its hash (OpenID Connect Core 10.2).
fn from_client_secret(secret: &[u8], bytes: usize) -> zeroize::Zeroizing<Vec<u8>> {
    use aws_lc_rs::digest;
    let algorithm = match bytes {
        ..=32 => &digest::SHA256,
        33..=48 => &digest::SHA384,
        _ => &digest::SHA512,
    };
    let hash = digest::digest(algorithm, secret);
    zeroize::Zeroizing::new(hash.as_ref()[..bytes].to_vec())
}
