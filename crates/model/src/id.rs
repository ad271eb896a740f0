//! Identifiers: one type per kind, all from the list at the end of this file.
//!
//! The text form is a three-letter prefix, an underscore and 26 characters of Crockford base32
//! (lower case): 48 bits of Unix milliseconds, then 80 random bits. It sorts by time of creation and
//! is the same in URLs, logs and SQL.

use std::fmt;
use std::str::FromStr;

use crate::{Entropy, Timestamp};

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const BODY: usize = 26;
/// Length of every identifier's text form, in bytes.
pub const LENGTH: usize = 4 + BODY;

/// Why a text is not an identifier of the wanted kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAnId {
    /// The prefix an identifier of this kind begins with.
    pub prefix: &'static str,
}

impl fmt::Display for NotAnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "not an identifier of the form {}_ and 26 characters",
            self.prefix
        )
    }
}

impl std::error::Error for NotAnId {}

fn compose(prefix: &str, now: Timestamp, entropy: &dyn Entropy) -> [u8; LENGTH] {
    let mut random = [0u8; 10];
    entropy.fill(&mut random);
    let mut bits = u128::try_from(now.millis()).unwrap_or(0) & 0xffff_ffff_ffff;
    for byte in random {
        bits = bits << 8 | u128::from(byte);
    }
    encode(prefix, bits)
}

/// The text form of 128 bits.
fn encode(prefix: &str, mut bits: u128) -> [u8; LENGTH] {
    let mut text = [b'_'; LENGTH];
    text[..3].copy_from_slice(prefix.as_bytes());
    for place in (4..LENGTH).rev() {
        text[place] = ALPHABET[(bits & 31) as usize];
        bits >>= 5;
    }
    text
}

/// The bits of `id`, whose characters are all of the alphabet.
fn decode(id: &[u8; LENGTH]) -> u128 {
    let digit = |byte: &u8| ALPHABET.iter().position(|one| one == byte).unwrap_or(0);
    id[4..]
        .iter()
        .fold(0, |bits, byte| bits << 5 | digit(byte) as u128)
}

/// Something greater than `id` by a random step, so small that even a hundred million steps leave its
/// millisecond only by the rarest chance.
fn following(prefix: &str, id: &[u8; LENGTH], entropy: &dyn Entropy) -> [u8; LENGTH] {
    let mut random = [0u8; 5];
    entropy.fill(&mut random);
    let step = random
        .iter()
        .fold(0, |step, byte| step << 8 | u128::from(*byte));
    encode(prefix, decode(id).saturating_add(step + 1))
}

fn parse(prefix: &'static str, text: &str) -> Result<[u8; LENGTH], NotAnId> {
    let refused = NotAnId { prefix };
    let bytes: [u8; LENGTH] = text.as_bytes().try_into().map_err(|_| refused)?;
    let (head, body) = bytes.split_at(4);
    let sound = head[..3] == *prefix.as_bytes()
        && head[3] == b'_'
        && body.iter().all(|byte| ALPHABET.contains(byte))
        && body[0] <= b'7';
    if sound { Ok(bytes) } else { Err(refused) }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; LENGTH]);

        impl $name {
            /// What the text form begins with.
            pub const PREFIX: &'static str = $prefix;

            /// A new identifier, ordered by `now`.
            pub fn new(now: Timestamp, entropy: &dyn Entropy) -> Self {
                Self(compose($prefix, now, entropy))
            }

            /// One more identifier of the same moment that sorts after this one. Rows that are made together get
            /// theirs so, and stand beside each other: under identifiers in no order, a million inserts touch every
            /// page of an index again and again.
            #[must_use]
            pub fn following(&self, entropy: &dyn Entropy) -> Self {
                Self(following($prefix, &self.0, entropy))
            }

            /// The moment it was made for, in milliseconds.
            pub fn made_at(&self) -> Timestamp {
                let millis = decode(&self.0) >> 80;
                Timestamp::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
            }

            /// The text form, as it stands in URLs, logs and SQL.
            pub fn as_str(&self) -> &str {
                std::str::from_utf8(&self.0).unwrap_or_default()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                parse($prefix, text).map(Self)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}

ids! {
    /// A realm.
    RealmId = "rlm";
    /// A person or thing that can sign in.
    UserId = "usr";
    /// A collection of users and other groups.
    GroupId = "grp";
    /// A role of a realm or of an app.
    RoleId = "rol";
    /// An organization inside a realm.
    OrganizationId = "org";
    /// An application.
    AppId = "app";
    /// A configuration document without an identifier of its own kind.
    DocumentId = "doc";
    /// A credential: a password.
    CredentialId = "crd";
    /// An authenticator: an authenticator app, a passkey, a set of recovery codes.
    AuthenticatorId = "atn";
    /// An SSO session.
    SessionId = "ses";
    /// A browser that is remembered.
    RememberedId = "rmb";
    /// A sign-in in progress.
    RunId = "run";
    /// An attempt to sign in through the authentication interface.
    AttemptId = "att";
    /// What a person or client gave an app: the family all its tokens belong to.
    GrantId = "grt";
    /// An authorization request kept by the server.
    PushedRequestId = "par";
    /// An authorization code.
    CodeId = "cod";
    /// A device code: a device that waits for its person.
    DeviceCodeId = "dvc";
    /// An access token.
    AccessTokenId = "atk";
    /// A refresh token.
    RefreshTokenId = "rtk";
    /// A signing key (its `kid`).
    KeyId = "key";
    /// A data key that seals a realm's secrets.
    DataKeyId = "dek";
    /// An audit event.
    AuditId = "aud";
    /// A background job.
    JobId = "job";
    /// A request, in logs and audit events.
    RequestId = "req";
    /// A node of the cluster: one running process.
    NodeId = "nod";
    /// A one-time link.
    LinkId = "lnk";
    /// A self-service flow.
    FlowId = "flw";
    /// A request for help of somebody who cannot get in.
    RecoveryRequestId = "rcr";
    /// A message to a person.
    MessageId = "msg";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SeededEntropy;

    #[test]
    fn an_id_survives_its_text_form_and_sorts_by_time() {
        let entropy = SeededEntropy::new(7);
        let early = UserId::new(Timestamp::from_millis(1_000), &entropy);
        let late = UserId::new(Timestamp::from_millis(1_001), &entropy);
        assert_eq!(early.as_str().parse::<UserId>(), Ok(early));
        assert!(early.as_str() < late.as_str());
        assert_eq!(early.as_str().len(), LENGTH);
    }

    #[test]
    fn ids_that_follow_each_other_are_in_order_and_of_one_moment() {
        let entropy = SeededEntropy::new(7);
        let mut last = UserId::new(Timestamp::from_millis(1_767_261_600_000), &entropy);
        let moment = last.as_str()[..14].to_owned();
        for _ in 0..10_000 {
            let next = last.following(&entropy);
            assert!(next > last);
            assert_eq!(next.as_str().parse(), Ok(next));
            last = next;
        }
        assert_eq!(last.as_str()[..14], moment);
    }

    #[test]
    fn an_id_of_another_kind_is_refused() {
        let entropy = SeededEntropy::new(7);
        let user = UserId::new(Timestamp::from_millis(1), &entropy);
        assert!(user.as_str().parse::<RealmId>().is_err());
        assert!("usr_".parse::<UserId>().is_err());
        assert!("usr_8zzzzzzzzzzzzzzzzzzzzzzzzz".parse::<UserId>().is_err());
    }
}
