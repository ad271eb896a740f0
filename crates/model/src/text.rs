//! Parsed text: types that cannot hold a wrong value.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

use crate::Invalid;

/// Folds text for comparison and unique keys: NFKC, lower case, trimmed.
pub fn fold(text: &str) -> String {
    text.trim()
        .nfkc()
        .flat_map(char::to_lowercase)
        .nfkc()
        .collect()
}

fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

macro_rules! text_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// As it was written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::parse(&text).map_err(|invalid| serde::de::Error::custom(invalid.message))
            }
        }
    };
}

text_type! {
    /// A name somebody signs in with: 1 to 128 characters without white space at the ends, control
    /// or invisible characters.
    Username
}

impl Username {
    /// Parses what a person typed.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text: String = text.trim().nfc().collect();
        let length = text.chars().count();
        if length == 0 || length > 128 || text.chars().any(hidden) {
            return Err(Invalid::new(
                "username",
                "Give a username of 1 to 128 visible characters.",
            ));
        }
        Ok(Self(text))
    }

    /// The folded form that is unique in a realm.
    pub fn key(&self) -> String {
        fold(&self.0)
    }
}

text_type! {
    /// An email address: a local part, one `@` and a domain, 254 bytes at most (RFC 5321 4.5.3.1).
    Email
}

impl Email {
    /// Parses an address. Quoted local parts and address literals are not taken.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let refused = || Invalid::new("email", "Give an email address such as ana@example.com.");
        let text: String = text.trim().nfc().collect();
        let (local, domain) = text.rsplit_once('@').ok_or_else(refused)?;
        let odd = |c: char| hidden(c) || c.is_whitespace() || "\"(),:;<>[\\]@".contains(c);
        let label_ok = |label: &str| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let sound = text.len() <= 254
            && (1..=64).contains(&local.len())
            && !text.chars().filter(|c| *c != '@').any(odd)
            && !local.contains('@')
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..")
            && domain.split('.').all(label_ok);
        if sound {
            Ok(Self(text))
        } else {
            Err(refused())
        }
    }

    /// The folded form that is unique in a realm.
    pub fn key(&self) -> String {
        fold(&self.0)
    }
}

text_type! {
    /// A telephone number with its country: `+` and 4 to 15 digits (E.164).
    PhoneNumber
}

impl PhoneNumber {
    /// Parses a number as people write it: spaces, dots, hyphens and brackets are left out, `00` stands for `+`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let mut number: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && !"-.()/\u{a0}\u{2011}".contains(*c))
            .collect();
        if let Some(rest) = number.strip_prefix("00") {
            number = format!("+{rest}");
        }
        let sound = number.strip_prefix('+').is_some_and(|digits| {
            (4..=15).contains(&digits.len())
                && digits.bytes().all(|byte| byte.is_ascii_digit())
                && !digits.starts_with('0')
        });
        if sound {
            Ok(Self(number))
        } else {
            Err(Invalid::new(
                "phone",
                "Give a telephone number with its country, such as +3225550100.",
            ))
        }
    }
}

text_type! {
    /// One segment of a realm's path: lower-case letters, digits, `-` and `_`, 1 to 63 long.
    RealmName
}

/// Words that stand in addresses beside realm names and would be ambiguous as one (R-TEN-3).
const RESERVED_REALM_NAMES: [&str; 24] = [
    "realms",
    "oauth2",
    "authentication",
    "login",
    "register",
    "recover",
    "account",
    "device",
    "saml",
    "wsfed",
    "scim",
    "access",
    "api",
    "console",
    "health",
    "metrics",
    "json",
    "assets",
    "consent",
    "logout",
    "setup",
    "well-known",
    "authorize",
    "error",
];

impl RealmName {
    /// Parses one segment.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let sound = (1..=63).contains(&text.len())
            && text.bytes().all(|byte| {
                byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_'
            })
            && text.as_bytes()[0].is_ascii_alphanumeric();
        if !sound {
            return Err(Invalid::new(
                "name",
                "A realm name has 1 to 63 lower-case letters, digits, '-' or '_' and begins with a letter or digit.",
            ));
        }
        if RESERVED_REALM_NAMES.contains(&text) {
            return Err(Invalid::new(
                "name",
                format!(
                    "'{text}' is a word of Durward's own addresses; choose another realm name."
                ),
            ));
        }
        Ok(Self(text.to_owned()))
    }
}

text_type! {
    /// Where a realm stands: `root`, or its name below `root`, or names joined by `/` when nested.
    RealmPath
}

impl RealmPath {
    /// The path of the realm that always exists.
    pub fn root() -> Self {
        Self("root".to_owned())
    }

    /// Parses `root`, `acme` or `acme/emea`. At most 8 levels.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let levels = text.split('/').count();
        if levels > 8 {
            return Err(Invalid::new("name", "Realms nest at most 8 levels deep."));
        }
        for segment in text.split('/') {
            RealmName::parse(segment)?;
        }
        if levels > 1 && text.starts_with("root/") {
            return Err(Invalid::new(
                "name",
                "Leave 'root/' out: every other realm is below root.",
            ));
        }
        Ok(Self(text.to_owned()))
    }

    /// Whether this is `root`.
    pub fn is_root(&self) -> bool {
        self.0 == "root"
    }

    /// The path of the realm above; none for `root`.
    pub fn parent(&self) -> Option<Self> {
        if self.is_root() {
            return None;
        }
        Some(
            self.0
                .rsplit_once('/')
                .map_or_else(Self::root, |(above, _)| Self(above.to_owned())),
        )
    }

    /// The path written from the root, as existing clients know it: `/` for the root, `/acme` and `/acme/emea` below it.
    pub fn rooted(&self) -> String {
        if self.is_root() {
            return "/".to_owned();
        }
        format!("/{}", self.0)
    }

    /// The last segment.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The address of the realm below the public origin: `/realms/acme/realms/emea`.
    pub fn base_path(&self) -> String {
        let mut path = String::with_capacity(self.0.len() + 16);
        for segment in self.0.split('/') {
            path.push_str("/realms/");
            path.push_str(segment);
        }
        path
    }
}

text_type! {
    /// A display name or description: 1 to 255 visible characters.
    Label
}

impl Label {
    /// Parses a label.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text: String = text.trim().nfc().collect();
        let length = text.chars().count();
        if length == 0 || length > 255 || text.chars().any(hidden) {
            return Err(Invalid::new(
                "name",
                "Give a name of 1 to 255 visible characters.",
            ));
        }
        Ok(Self(text))
    }

    /// The folded form, where labels are unique.
    pub fn key(&self) -> String {
        fold(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_address_is_one_local_part_and_one_domain() {
        for good in [
            "ana@acme.example",
            "a.b+c@x-y.example",
            "ünï@bücher.example",
            "root@localhost",
        ] {
            assert!(Email::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "ana",
            "@x.example",
            "a@",
            "a@@b",
            "a b@c.d",
            "a@b..c",
            ".a@b.c",
            "a\u{200b}@b.c",
            "a@-b.c",
            "<a@b.c>",
        ] {
            assert!(Email::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn look_alike_spellings_fold_to_one_username() {
        assert_eq!(
            Username::parse("Ana").unwrap().key(),
            Username::parse(" ana ").unwrap().key()
        );
        assert_eq!(Username::parse("ﬁn").unwrap().key(), "fin");
        assert!(Username::parse("a\u{202e}b").is_err());
    }

    #[test]
    fn a_realm_path_knows_its_parent_and_address() {
        let path = RealmPath::parse("acme/emea").unwrap();
        assert_eq!(path.base_path(), "/realms/acme/realms/emea");
        assert_eq!(path.parent().unwrap().as_str(), "acme");
        assert_eq!(path.parent().unwrap().parent().unwrap(), RealmPath::root());
        assert!(RealmPath::parse("oauth2").is_err());
        assert!(RealmPath::parse("Acme").is_err());
        assert!(RealmPath::parse("root/acme").is_err());
    }
}
