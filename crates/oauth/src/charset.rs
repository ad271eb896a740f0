//! The character classes of the grammars (RFC 6749 appendix A, RFC 3986, RFC 7515).

/// `VSCHAR`: printable ASCII and space.
pub(crate) const fn is_vschar(byte: u8) -> bool {
    matches!(byte, 0x20..=0x7e)
}

/// `NQCHAR`: printable ASCII without space, `"` and `\`.
pub(crate) const fn is_nqchar(byte: u8) -> bool {
    matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e)
}

/// `NQSCHAR`: `NQCHAR` and space; what an `error_description` may hold.
pub(crate) const fn is_nqschar(byte: u8) -> bool {
    byte == b' ' || is_nqchar(byte)
}

/// `unreserved` of RFC 3986; what a code verifier is made of.
pub(crate) const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// The alphabet of base64url.
pub(crate) const fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

/// Whether `text` is ASCII that RFC 3986 allows in a URI, every `%` followed by two hex digits.
pub(crate) fn is_uri_text(text: &str) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'%' => {
                let digits = [bytes.next(), bytes.next()];
                if !digits
                    .iter()
                    .all(|d| d.is_some_and(|d| d.is_ascii_hexdigit()))
                {
                    return false;
                }
            }
            b':' | b'/' | b'?' | b'#' | b'[' | b']' | b'@' | b'!' | b'$' | b'&' | b'\'' | b'('
            | b')' | b'*' | b'+' | b',' | b';' | b'=' => {}
            other if is_unreserved(other) => {}
            _ => return false,
        }
    }
    true
}
