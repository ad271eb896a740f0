//! HTTP Basic as RFC 6749 2.3.1 uses it: both halves form-urlencoded, then base64.

use data_encoding::BASE64;
use zeroize::Zeroizing;

use crate::{ClientId, SecretText, TokenError, parameters::decode::decode_one};

/// Longest header, in bytes.
const LONGEST: usize = 8 * 1024;

/// Reads an `Authorization` header.
pub(super) fn parse(header: &str) -> Result<(ClientId, SecretText), TokenError> {
    read(header).ok_or_else(|| {
        TokenError::invalid_client(
            "The Authorization header must be Basic, with the base64 of client_id:client_secret, \
             both form-urlencoded.",
        )
        .to_authorization_header()
    })
}

fn read(header: &str) -> Option<(ClientId, SecretText)> {
    let (scheme, credentials) = header.split_once(' ')?;
    if header.len() > LONGEST || !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let credentials = credentials.trim_start_matches(' ').as_bytes();
    let decoded = Zeroizing::new(BASE64.decode(credentials).ok()?);
    let (client_id, secret) = std::str::from_utf8(&decoded).ok()?.split_once(':')?;
    let client_id = ClientId::parse(&decode_one(client_id)?).ok()?;
    let secret = SecretText::parse(&decode_one(secret)?).ok()?;
    Some((client_id, secret))
}
