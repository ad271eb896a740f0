//! The name of a key or certificate that is its own hash.

use crate::bounded_text::text_type;
use crate::charset::is_base64url;

text_type!(
    /// SHA-256 in base64url without padding: of a key (`jkt`, RFC 9449 6; RFC 7638) or of a certificate
    /// (`x5t#S256`, RFC 8705 3.1).
    Thumbprint,
    |text| text.len() == 43 && text.bytes().all(is_base64url),
    "must be a SHA-256 thumbprint in base64url: 43 characters"
);
