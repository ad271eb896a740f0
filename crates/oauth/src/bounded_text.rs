//! Texts of an application that are kept or handed back as they are, within bounds.

use crate::charset::is_vschar;

/// Declares a text type: its rule, and the conversions every such type has.
macro_rules! text_type {
    ($(#[$doc:meta])+ $name:ident, $accepts:expr, $phrase:literal) => {
        $(#[$doc])+
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(String);

        impl $name {
            /// Takes a copy of `text`.
            ///
            /// # Errors
            #[doc = concat!("[`Malformed`](crate::Malformed) unless it fits: it ", $phrase, ".")]
            pub fn parse(text: &str) -> Result<Self, $crate::Malformed> {
                let accepts: fn(&str) -> bool = $accepts;
                if accepts(text) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err($crate::Malformed::new($phrase))
                }
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::Malformed;

            fn from_str(text: &str) -> Result<Self, $crate::Malformed> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::Malformed;

            fn try_from(text: String) -> Result<Self, $crate::Malformed> {
                Self::parse(&text)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }
    };
}

pub(crate) use text_type;

text_type!(
    /// The app's `state`, handed back unread (RFC 6749 4.1.1): 1 to 4096 printable ASCII characters.
    State,
    |text| (1..=4096).contains(&text.len()) && text.bytes().all(is_vschar),
    "must be 1 to 4096 printable ASCII characters"
);

text_type!(
    /// The app's `nonce`, put into the ID token unread (OIDC Core 3.1.2.1): 1 to 1024 bytes of text
    /// without control characters.
    Nonce,
    |text| (1..=1024).contains(&text.len()) && !text.contains(char::is_control),
    "must be 1 to 1024 bytes of text without control characters"
);

text_type!(
    /// Who a person says to be (`username`, RFC 6749 4.3.2): 1 to 512 bytes of text without control characters.
    LoginName,
    |text| (1..=512).contains(&text.len()) && !text.contains(char::is_control),
    "must be 1 to 512 bytes of text without control characters"
);

text_type!(
    /// Who the app thinks is signing in or out (`login_hint`, `logout_hint`): 1 to 512 bytes of text
    /// without control characters.
    LoginHint,
    |text| (1..=512).contains(&text.len()) && !text.contains(char::is_control),
    "must be 1 to 512 bytes of text without control characters"
);
