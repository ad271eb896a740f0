//! Hashes made by other software, verified until their owner signs in for the first time.

use std::num::NonZeroU32;

use aws_lc_rs::{digest, pbkdf2};
use subtle::ConstantTimeEq;

use super::phc::{Phc, base64};

/// Costlier hashes are refused: verifying one would block a thread for seconds.
const MOST_BCRYPT: u32 = 16;
const MOST_SCRYPT_MEMORY: u64 = 256 << 20;
const MOST_PBKDF2: u32 = 10_000_000;

/// Which hash function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

/// A hash of a scheme that we verify but never make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Foreign {
    /// bcrypt, as text. Like everywhere, what is behind the 72nd byte does not count.
    Bcrypt(String),
    /// scrypt (RFC 7914).
    Scrypt {
        log_n: u8,
        r: u32,
        p: u32,
        salt: Vec<u8>,
        hash: Vec<u8>,
    },
    /// PBKDF2 with HMAC (RFC 8018 5.2).
    Pbkdf2 {
        function: Function,
        rounds: NonZeroU32,
        salt: Vec<u8>,
        hash: Vec<u8>,
    },
    /// One round of a hash function over password and salt, as directories keep it.
    Digest {
        function: Function,
        salt: Vec<u8>,
        hash: Vec<u8>,
    },
}

impl Foreign {
    /// None when `text` is of no known scheme or too costly.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if text.starts_with("$2") {
            return bcrypt(text);
        }
        if let Some(rest) = text.strip_prefix('{') {
            let (scheme, rest) = rest.split_once('}')?;
            return directory(&scheme.to_ascii_uppercase(), rest);
        }
        if let Some(rest) = text.strip_prefix("pbkdf2_") {
            return django(rest);
        }
        let phc = Phc::parse(text)?;
        match phc.scheme {
            "scrypt" => scrypt(phc),
            scheme => {
                let function = match scheme {
                    "pbkdf2" | "pbkdf2-sha1" => Function::Sha1,
                    "pbkdf2-sha256" => Function::Sha256,
                    "pbkdf2-sha384" => Function::Sha384,
                    "pbkdf2-sha512" => Function::Sha512,
                    _ => return None,
                };
                let rounds = phc.number("i").or_else(|| phc.bare_number())?;
                stretched(function, rounds, phc.salt, phc.hash)
            }
        }
    }

    /// Whether it is the hash of `password`.
    pub(super) fn matches(&self, password: &str) -> bool {
        match self {
            Self::Bcrypt(text) => bcrypt::verify(password, text).unwrap_or(false),
            Self::Scrypt {
                log_n,
                r,
                p,
                salt,
                hash,
            } => {
                let mut output = vec![0u8; hash.len()];
                let done = ::scrypt::Params::new(*log_n, *r, *p)
                    .ok()
                    .and_then(|params| {
                        ::scrypt::scrypt(password.as_bytes(), salt, &params, &mut output).ok()
                    });
                done.is_some() && bool::from(output.ct_eq(hash))
            }
            Self::Pbkdf2 {
                function,
                rounds,
                salt,
                hash,
            } => {
                let algorithm = function.pbkdf2();
                pbkdf2::verify(algorithm, *rounds, salt, password.as_bytes(), hash).is_ok()
            }
            Self::Digest {
                function,
                salt,
                hash,
            } => {
                let mut context = digest::Context::new(function.digest());
                context.update(password.as_bytes());
                context.update(salt);
                context.finish().as_ref().ct_eq(hash).into()
            }
        }
    }
}

impl Function {
    fn named(text: &str) -> Option<Self> {
        match text.replace('-', "").as_str() {
            "SHA" | "SHA1" | "HMACSHA1" => Some(Self::Sha1),
            "SHA256" | "HMACSHA256" => Some(Self::Sha256),
            "SHA384" | "HMACSHA384" => Some(Self::Sha384),
            "SHA512" | "HMACSHA512" => Some(Self::Sha512),
            _ => None,
        }
    }

    fn digest(self) -> &'static digest::Algorithm {
        match self {
            Self::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
        }
    }

    fn pbkdf2(self) -> pbkdf2::Algorithm {
        match self {
            Self::Sha1 => pbkdf2::PBKDF2_HMAC_SHA1,
            Self::Sha256 => pbkdf2::PBKDF2_HMAC_SHA256,
            Self::Sha384 => pbkdf2::PBKDF2_HMAC_SHA384,
            Self::Sha512 => pbkdf2::PBKDF2_HMAC_SHA512,
        }
    }

    fn length(self) -> usize {
        self.digest().output_len()
    }
}

fn bcrypt(text: &str) -> Option<Foreign> {
    let known = ["$2a$", "$2b$", "$2y$"]
        .iter()
        .any(|prefix| text.starts_with(prefix));
    let parts: bcrypt::HashParts = text.parse().ok()?;
    (known && (4..=MOST_BCRYPT).contains(&parts.get_cost()))
        .then(|| Foreign::Bcrypt(text.to_owned()))
}

fn scrypt(phc: Phc<'_>) -> Option<Foreign> {
    let log_n = u8::try_from(phc.number("ln")?).ok()?;
    let (r, p) = (phc.number("r")?, phc.number("p")?);
    let memory = 128u64
        .checked_mul(u64::from(r))?
        .checked_mul(1u64.checked_shl(u32::from(log_n))?)?;
    let bearable = memory <= MOST_SCRYPT_MEMORY && p <= 16 && (10..=64).contains(&phc.hash.len());
    ::scrypt::Params::new(log_n, r, p).ok()?;
    bearable.then_some(Foreign::Scrypt {
        log_n,
        r,
        p,
        salt: phc.salt,
        hash: phc.hash,
    })
}

fn stretched(function: Function, rounds: u32, salt: Vec<u8>, hash: Vec<u8>) -> Option<Foreign> {
    let rounds = NonZeroU32::new(rounds).filter(|rounds| rounds.get() <= MOST_PBKDF2)?;
    (16..=64).contains(&hash.len()).then_some(Foreign::Pbkdf2 {
        function,
        rounds,
        salt,
        hash,
    })
}

/// `pbkdf2_sha256$260000$salt$hash`, the salt being text.
fn django(rest: &str) -> Option<Foreign> {
    let mut parts = rest.splitn(4, '$');
    let function = Function::named(&parts.next()?.to_ascii_uppercase())?;
    let rounds = parts.next()?.parse().ok()?;
    let salt = parts.next()?.as_bytes().to_vec();
    stretched(function, rounds, salt, base64(parts.next()?)?)
}

/// `{SSHA}…` and its like (RFC 2307 5.3 and what directories made of it). `scheme` is in capitals.
fn directory(scheme: &str, rest: &str) -> Option<Foreign> {
    if let Some(function) = scheme.strip_prefix("PBKDF2") {
        let function = match function.trim_start_matches(['-', '_']) {
            "" => Function::Sha1,
            named => Function::named(named)?,
        };
        return match rest.split_once(':') {
            Some((rounds, joined)) => {
                let mut hash = base64(joined)?;
                let salt = hash.split_off(function.length().min(hash.len()));
                stretched(function, rounds.parse().ok()?, salt, hash)
            }
            None => {
                let mut parts = rest.splitn(3, '$');
                let rounds = parts.next()?.parse().ok()?;
                let salt = base64(parts.next()?)?;
                stretched(function, rounds, salt, base64(parts.next()?)?)
            }
        };
    }
    let (function, salted) = match scheme.strip_prefix('S') {
        Some(salted) if salted.starts_with("SHA") => (Function::named(salted)?, true),
        _ => (Function::named(scheme)?, false),
    };
    let mut hash = base64(rest)?;
    if hash.len() < function.length() || salted == (hash.len() == function.length()) {
        return None;
    }
    let salt = hash.split_off(function.length());
    Some(Foreign::Digest {
        function,
        salt,
        hash,
    })
}
