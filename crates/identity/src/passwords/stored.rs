//! A stored hash, read.

use argon2::{Algorithm, Version};
use durward_model::Invalid;

use super::arena::Arena;
use super::argon::{Argon, Cost};
use super::foreign::Foreign;
use super::phc::Phc;
use super::prepare::Candidate;

/// A hash and how it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stored {
    /// Argon2 of any kind, ours among them.
    Argon(Argon),
    /// Made elsewhere.
    Foreign(Foreign),
}

impl Stored {
    /// Reads the text of a hash.
    pub(super) fn parse(text: &str) -> Result<Self, Invalid> {
        let refused = || {
            Invalid::new(
                "passwordHash",
                "Give a hash of a known scheme and bearable cost: argon2id, bcrypt, scrypt, PBKDF2 or {SSHA…}.",
            )
        };
        if text.len() > 1024 || !text.is_ascii() {
            return Err(refused());
        }
        let text = without_wrapper(text);
        let read = match text.strip_prefix("$argon2") {
            Some(_) => argon(text).map(Self::Argon),
            None => Foreign::parse(text).map(Self::Foreign),
        };
        read.ok_or_else(refused)
    }

    /// Whether it is what we would make at `cost`.
    pub(super) fn is_current(&self, cost: Cost) -> bool {
        matches!(self, Self::Argon(argon) if argon.is_current(cost))
    }

    /// Whether it is the hash of `candidate`.
    pub(super) fn matches(&self, arena: &mut Arena, candidate: &Candidate) -> bool {
        match self {
            // Ours is of the prepared form; one that was imported may be of the bytes as they came.
            Self::Argon(argon) => {
                argon.matches(arena, candidate.prepared())
                    || candidate.differs() && argon.matches(arena, candidate.raw())
            }
            Self::Foreign(foreign) => {
                foreign.matches(candidate.raw())
                    || candidate.differs() && foreign.matches(candidate.prepared())
            }
        }
    }
}

/// Directories write `{BCRYPT}`, `{CRYPT}` or `{ARGON2}` before a hash that says itself what it is.
fn without_wrapper(text: &str) -> &str {
    let inner = text
        .strip_prefix('{')
        .and_then(|rest| rest.split_once('}'))
        .map(|(_, inner)| inner);
    inner.filter(|inner| inner.starts_with('$')).unwrap_or(text)
}

fn argon(text: &str) -> Option<Argon> {
    let phc = Phc::parse(text)?;
    let algorithm = match phc.scheme {
        "argon2id" => Algorithm::Argon2id,
        "argon2i" => Algorithm::Argon2i,
        "argon2d" => Algorithm::Argon2d,
        _ => return None,
    };
    let version = match phc.version {
        Some(19) => Version::V0x13,
        Some(16) | None => Version::V0x10,
        Some(_) => return None,
    };
    let cost = Cost {
        memory: phc.number("m")?,
        passes: phc.number("t")?,
        lanes: phc.number("p")?,
    };
    cost.params()?;
    let lengths = (8..=64).contains(&phc.salt.len()) && (12..=64).contains(&phc.hash.len());
    lengths.then_some(Argon {
        algorithm,
        version,
        cost,
        salt: phc.salt,
        hash: phc.hash,
    })
}
