//! The `password-policy` and `password-hashing` services.

use serde::{Deserialize, Serialize};

use super::{Service, within};
use crate::Invalid;

/// What a password must be (R-IDS-12). Enforced in one place, `identity::passwords`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct PasswordPolicy {
    /// Fewest characters.
    pub minimum_length: i64,
    /// Most characters.
    pub maximum_length: i64,
    /// Fewest upper-case letters.
    pub minimum_uppercase: i64,
    /// Fewest lower-case letters.
    pub minimum_lowercase: i64,
    /// Fewest digits.
    pub minimum_digits: i64,
    /// Fewest characters that are neither letters nor digits.
    pub minimum_symbols: i64,
    /// The username and the local part of the email address may not be in it.
    pub forbid_identity: bool,
    /// Well-known passwords are refused.
    pub forbid_common: bool,
    /// How many former passwords are refused.
    pub history: i64,
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self {
            minimum_length: 8,
            maximum_length: 256,
            minimum_uppercase: 0,
            minimum_lowercase: 0,
            minimum_digits: 0,
            minimum_symbols: 0,
            forbid_identity: true,
            forbid_common: true,
            history: 0,
        }
    }
}

impl Service for PasswordPolicy {
    const NAME: &'static str = "password-policy";

    fn validate(&self) -> Result<(), Invalid> {
        within("minimumLength", self.minimum_length, 1, 128)?;
        within(
            "maximumLength",
            self.maximum_length,
            self.minimum_length.max(64),
            1024,
        )?;
        within("minimumUppercase", self.minimum_uppercase, 0, 32)?;
        within("minimumLowercase", self.minimum_lowercase, 0, 32)?;
        within("minimumDigits", self.minimum_digits, 0, 32)?;
        within("minimumSymbols", self.minimum_symbols, 0, 32)?;
        within("history", self.history, 0, 24)
    }
}

/// Cost of the Argon2id hash of a password; a password is hashed anew at sign-in when this changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct PasswordHashing {
    /// Memory in KiB (`m`).
    pub memory_kib: i64,
    /// Passes (`t`).
    pub iterations: i64,
    /// Lanes (`p`).
    pub parallelism: i64,
}

impl Default for PasswordHashing {
    fn default() -> Self {
        Self {
            memory_kib: 19_456,
            iterations: 2,
            parallelism: 1,
        }
    }
}

impl Service for PasswordHashing {
    const NAME: &'static str = "password-hashing";

    fn validate(&self) -> Result<(), Invalid> {
        within(
            "memoryKib",
            self.memory_kib,
            8 * self.parallelism.max(1),
            1_048_576,
        )?;
        within("iterations", self.iterations, 1, 100)?;
        within("parallelism", self.parallelism, 1, 16)
    }
}
