//! The `password-policy` and `password-hashing` services.

use serde::{Deserialize, Serialize};

use super::{Service, within};
use crate::{Invalid, Timestamp};

/// Seconds of a day.
const DAY: i64 = 86_400;

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
    /// Days after which a password must be changed at the next sign-in; 0 for never.
    pub maximum_age_days: i64,
    /// Days before that from which the account page says so.
    pub expiry_warning_days: i64,
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
            maximum_age_days: 0,
            expiry_warning_days: 14,
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
        within("history", self.history, 0, 24)?;
        within("maximumAgeDays", self.maximum_age_days, 0, 3650)?;
        within("expiryWarningDays", self.expiry_warning_days, 0, 365)
    }
}

impl PasswordPolicy {
    /// When a password that was chosen at `since` must be changed; none for never.
    #[must_use]
    pub fn expiry(&self, since: Timestamp) -> Option<Timestamp> {
        let days = self.maximum_age_days;
        (days > 0).then(|| since.plus_seconds(days * DAY))
    }

    /// From when on it is said that a password must be changed at `expiry`.
    #[must_use]
    pub fn warning(&self, expiry: Timestamp) -> Timestamp {
        expiry.plus_seconds(-self.expiry_warning_days * DAY)
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
