//! Proof key for code exchange (RFC 7636): only who began a sign-in can finish it.

use std::fmt;

use aws_lc_rs::{constant_time::verify_slices_are_equal, digest};
use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

use crate::{Malformed, charset::is_unreserved};

/// How a challenge was made from its verifier (RFC 7636 4.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CodeChallengeMethod {
    /// The SHA-256 digest of the verifier, base64url.
    S256,
    /// The verifier itself: worth nothing when the request is seen.
    #[serde(rename = "plain")]
    Plain,
}

impl CodeChallengeMethod {
    /// Reads `code_challenge_method`.
    ///
    /// # Errors
    /// [`Malformed`] on an unknown method.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        match text {
            "S256" => Ok(Self::S256),
            "plain" => Ok(Self::Plain),
            _ => Err(Malformed::new("must be S256")),
        }
    }

    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::S256 => "S256",
            Self::Plain => "plain",
        }
    }
}

/// What an authorization request binds its code to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "WireChallenge", into = "WireChallenge")]
pub struct CodeChallenge(Challenge);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Challenge {
    S256([u8; 32]),
    Plain(CodeVerifier),
}

/// How a challenge is stored.
#[derive(Serialize, Deserialize)]
struct WireChallenge {
    method: CodeChallengeMethod,
    challenge: String,
}

impl CodeChallenge {
    /// Reads `code_challenge` as made by `method`.
    ///
    /// # Errors
    /// [`Malformed`] unless it is the base64url of 32 bytes (`S256`), or a verifier (`plain`).
    pub fn parse(text: &str, method: CodeChallengeMethod) -> Result<Self, Malformed> {
        match method {
            CodeChallengeMethod::S256 => BASE64URL_NOPAD
                .decode(text.as_bytes())
                .ok()
                .and_then(|digest| digest.try_into().ok())
                .map(|digest| Self(Challenge::S256(digest)))
                .ok_or(Malformed::new(
                    "must be the unpadded base64url of a SHA-256 digest, 43 characters",
                )),
            CodeChallengeMethod::Plain => {
                CodeVerifier::parse(text).map(|verifier| Self(Challenge::Plain(verifier)))
            }
        }
    }

    /// How it was made.
    pub const fn method(&self) -> CodeChallengeMethod {
        match self.0 {
            Challenge::S256(_) => CodeChallengeMethod::S256,
            Challenge::Plain(_) => CodeChallengeMethod::Plain,
        }
    }

    /// Whether `verifier` is the one this was made from (RFC 7636 4.6), in constant time.
    pub fn verify(&self, verifier: &CodeVerifier) -> bool {
        match &self.0 {
            Challenge::S256(expected) => {
                verify_slices_are_equal(expected, verifier.digest().as_ref()).is_ok()
            }
            Challenge::Plain(expected) => {
                verify_slices_are_equal(expected.0.as_bytes(), verifier.0.as_bytes()).is_ok()
            }
        }
    }
}

impl fmt::Display for CodeChallenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Challenge::S256(digest) => f.write_str(&BASE64URL_NOPAD.encode(digest)),
            Challenge::Plain(verifier) => f.write_str(&verifier.0),
        }
    }
}

impl TryFrom<WireChallenge> for CodeChallenge {
    type Error = Malformed;

    fn try_from(stored: WireChallenge) -> Result<Self, Malformed> {
        Self::parse(&stored.challenge, stored.method)
    }
}

impl From<CodeChallenge> for WireChallenge {
    fn from(challenge: CodeChallenge) -> Self {
        Self {
            method: challenge.method(),
            challenge: challenge.to_string(),
        }
    }
}

/// The secret behind a challenge: 43 to 128 unreserved characters (RFC 7636 4.1).
#[derive(Clone, PartialEq, Eq)]
pub struct CodeVerifier(String);

impl CodeVerifier {
    /// Takes a copy of `text`.
    ///
    /// # Errors
    /// [`Malformed`] on another length or other characters.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        if (43..=128).contains(&text.len()) && text.bytes().all(is_unreserved) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Malformed::new(
                "must be 43 to 128 letters, digits, or - . _ ~",
            ))
        }
    }

    /// Shows the verifier: for the token request of a client. A place to look at in review.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The `S256` challenge of this verifier (RFC 7636 4.2).
    pub fn challenge(&self) -> CodeChallenge {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(self.digest().as_ref());
        CodeChallenge(Challenge::S256(bytes))
    }

    fn digest(&self) -> digest::Digest {
        digest::digest(&digest::SHA256, self.0.as_bytes())
    }
}

impl Drop for CodeVerifier {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for CodeVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeVerifier(..)")
    }
}
