//! The public name of an application (RFC 6749 2.2).

use crate::{bounded_text::text_type, charset::is_vschar};

text_type!(
    /// A `client_id`: 1 to 255 printable ASCII characters (RFC 6749 A.1).
    ClientId,
    |text| (1..=255).contains(&text.len()) && text.bytes().all(is_vschar),
    "must be 1 to 255 printable ASCII characters"
);
