//! One-time passwords: HOTP (RFC 4226) and, counting time, TOTP (RFC 6238).

use aws_lc_rs::hmac;
use durward_model::{Invalid, Timestamp};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

/// The hash under the HMAC (RFC 6238 1.2).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Algorithm {
    /// What every authenticator app knows.
    #[default]
    #[serde(rename = "SHA1", alias = "HMAC_SHA1")]
    Sha1,
    /// SHA-256.
    #[serde(rename = "SHA256", alias = "HMAC_SHA256")]
    Sha256,
    /// SHA-512.
    #[serde(rename = "SHA512", alias = "HMAC_SHA512")]
    Sha512,
}

impl Algorithm {
    /// As `otpauth` addresses say it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
            Self::Sha512 => "SHA512",
        }
    }

    fn hmac(self) -> hmac::Algorithm {
        match self {
            Self::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => hmac::HMAC_SHA256,
            Self::Sha512 => hmac::HMAC_SHA512,
        }
    }
}

/// How codes are made from a seed and the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Profile {
    /// The hash.
    pub algorithm: Algorithm,
    /// Digits of a code, 6 or 8.
    pub digits: u32,
    /// Seconds a code is shown.
    pub period: i64,
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            algorithm: Algorithm::Sha1,
            digits: 6,
            period: 30,
        }
    }
}

impl Profile {
    /// Checks that authenticator apps know it.
    ///
    /// # Errors
    /// The first setting that does not fit.
    pub fn check(&self) -> Result<(), Invalid> {
        if self.digits != 6 && self.digits != 8 {
            return Err(Invalid::new("digits", "must be 6 or 8"));
        }
        if !(10..=300).contains(&self.period) {
            return Err(Invalid::new("period", "must be from 10 to 300 seconds"));
        }
        Ok(())
    }

    /// The number of the time step at `now` (RFC 6238 4.2).
    #[must_use]
    pub fn step(&self, now: Timestamp) -> i64 {
        now.seconds().div_euclid(self.period.max(1))
    }

    /// The code of a time step, with leading zeros.
    #[must_use]
    pub fn code(&self, seed: &[u8], step: i64) -> String {
        let value = hotp(self.algorithm, seed, step.cast_unsigned(), self.digits);
        let width = self.digits as usize;
        format!("{value:0width$}")
    }

    /// The time step whose code `presented` is: one within `drift` steps of `now` and beyond the step `after`, which
    /// was the last to be used. The work does not depend on what is presented.
    #[must_use]
    pub fn find(
        &self,
        seed: &[u8],
        presented: &str,
        now: Timestamp,
        drift: i64,
        after: i64,
    ) -> Option<i64> {
        let present = self.step(now);
        let mut found = None;
        for step in (present - drift..=present + drift).rev() {
            let code = self.code(seed, step);
            let same: bool = code.as_bytes().ct_eq(presented.as_bytes()).into();
            if same && step > after {
                found = Some(step);
            }
        }
        found
    }
}

/// The HOTP value of a counter, of so many digits (RFC 4226 5.3).
#[must_use]
pub fn hotp(algorithm: Algorithm, seed: &[u8], counter: u64, digits: u32) -> u32 {
    let key = hmac::Key::new(algorithm.hmac(), seed);
    let tag = hmac::sign(&key, &counter.to_be_bytes());
    let bytes = tag.as_ref();
    let offset = bytes.last().map_or(0, |last| usize::from(last & 0x0f));
    let word = bytes.iter().skip(offset).take(4);
    let truncated = word.fold(0u32, |word, byte| word << 8 | u32::from(*byte)) & 0x7fff_ffff;
    truncated % 10u32.saturating_pow(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEED: &[u8] = b"12345678901234567890";

    #[test]
    fn the_counters_of_rfc_4226_give_their_values() {
        let expected = [
            755_224, 287_082, 359_152, 969_429, 338_314, 254_676, 287_922, 162_583, 399_871,
            520_489,
        ];
        for (counter, value) in (0..).zip(expected) {
            assert_eq!(hotp(Algorithm::Sha1, SEED, counter, 6), value);
        }
    }

    #[test]
    fn the_times_of_rfc_6238_give_their_codes() {
        let long = b"1234567890123456789012345678901234567890123456789012345678901234";
        let seeds: [(Algorithm, &[u8]); 3] = [
            (Algorithm::Sha1, &long[..20]),
            (Algorithm::Sha256, &long[..32]),
            (Algorithm::Sha512, long),
        ];
        let expected = [
            (59, ["94287082", "46119246", "90693936"]),
            (1_111_111_109, ["07081804", "68084774", "25091201"]),
            (1_111_111_111, ["14050471", "67062674", "99943326"]),
            (1_234_567_890, ["89005924", "91819424", "93441116"]),
            (2_000_000_000, ["69279037", "90698825", "38618901"]),
            (20_000_000_000, ["65353130", "77737706", "47863826"]),
        ];
        for (seconds, codes) in expected {
            for ((algorithm, seed), code) in seeds.into_iter().zip(codes) {
                let profile = Profile {
                    algorithm,
                    digits: 8,
                    period: 30,
                };
                let step = profile.step(Timestamp::from_seconds(seconds));
                assert_eq!(profile.code(seed, step), code, "{seconds} {algorithm:?}");
            }
        }
    }

    #[test]
    fn a_code_is_taken_within_the_drift_and_never_at_a_step_that_was_used() {
        let profile = Profile::default();
        let now = Timestamp::from_seconds(1_767_261_600);
        let step = profile.step(now);
        for (age, drift, taken) in [(0, 0, true), (-1, 1, true), (1, 1, true), (-2, 1, false)] {
            let code = profile.code(SEED, step + age);
            let found = profile.find(SEED, &code, now, drift, 0);
            assert_eq!(found, taken.then_some(step + age), "{age} {drift}");
        }
        let code = profile.code(SEED, step);
        assert_eq!(profile.find(SEED, &code, now, 1, step), None);
        assert_eq!(profile.find(SEED, "", now, 1, 0), None);
        assert_eq!(profile.find(SEED, &code[1..], now, 1, 0), None);
    }
}
