//! Whether claims are acceptable here and now (RFC 7519 4.1, 7.2).

use super::Claims;
use crate::{ClaimProblem, JoseError};

/// What a verifier asks of a token's claims. The caller says what time it is.
#[derive(Clone, Copy, Debug)]
pub struct Validation<'a> {
    /// Now, in seconds since 1970 UTC.
    pub now: i64,
    /// How far clocks may disagree, in seconds.
    pub skew: i64,
    /// Who may have issued it (RFC 8725 3.8).
    pub issuer: Expected<'a>,
    /// Names of this verifier, one of which `aud` must hold (RFC 8725 3.9).
    pub audience: Expected<'a>,
    /// Claims that must be there.
    pub required: &'a [&'static str],
    /// Seconds since `iat` after which it is too old; requires `iat`.
    pub max_age: Option<i64>,
    /// Seconds from now within which it must expire; requires `exp`.
    pub max_lifetime: Option<i64>,
    /// Accepts a token that has expired, as an `id_token_hint` may have.
    pub accept_expired: bool,
}

/// The values a claim may have. Compared octet by octet (RFC 7519 7.3).
#[derive(Clone, Copy, Debug)]
pub enum Expected<'a> {
    /// Not looked at.
    Any,
    /// Must be there and be, or contain, one of these.
    OneOf(&'a [&'a str]),
}

impl Validation<'_> {
    /// At this second, without skew, requiring `exp`; from anyone and for anyone until the fields
    /// say otherwise.
    #[must_use]
    pub const fn at(now: i64) -> Self {
        Self {
            now,
            skew: 0,
            issuer: Expected::Any,
            audience: Expected::Any,
            required: &["exp"],
            max_age: None,
            max_lifetime: None,
            accept_expired: false,
        }
    }

    /// Checks the claims.
    ///
    /// # Errors
    /// `Claim`, for the first that fails.
    pub fn check(&self, claims: &Claims) -> Result<(), JoseError> {
        if let Some(name) = self.required.iter().find(|name| !claims.has(name)) {
            return refuse(name, ClaimProblem::Missing);
        }
        self.issuer.check("iss", claims.iss.as_slice())?;
        self.audience.check("aud", &claims.aud)?;
        self.check_expiry(claims)?;
        self.check_start(claims)
    }

    fn check_expiry(&self, claims: &Claims) -> Result<(), JoseError> {
        if let Some(exp) = claims.exp
            && !self.accept_expired
            && self.now >= exp.saturating_add(self.skew)
        {
            return refuse("exp", ClaimProblem::Expired);
        }
        match (self.max_lifetime, claims.exp) {
            (Some(_), None) => refuse("exp", ClaimProblem::Missing),
            (Some(most), Some(exp)) if exp > self.latest().saturating_add(most) => {
                refuse("exp", ClaimProblem::TooLong)
            }
            _ => Ok(()),
        }
    }

    fn check_start(&self, claims: &Claims) -> Result<(), JoseError> {
        for (name, date) in [("nbf", claims.nbf), ("iat", claims.iat)] {
            if date.is_some_and(|date| date > self.latest()) {
                return refuse(name, ClaimProblem::NotYetValid);
            }
        }
        match (self.max_age, claims.iat) {
            (Some(_), None) => refuse("iat", ClaimProblem::Missing),
            (Some(most), Some(iat))
                if self.now > iat.saturating_add(most).saturating_add(self.skew) =>
            {
                refuse("iat", ClaimProblem::TooOld)
            }
            _ => Ok(()),
        }
    }

    /// What the time may be on a clock that is ahead of ours.
    const fn latest(&self) -> i64 {
        self.now.saturating_add(self.skew)
    }
}

impl Expected<'_> {
    fn check(self, claim: &'static str, values: &[String]) -> Result<(), JoseError> {
        let Self::OneOf(expected) = self else {
            return Ok(());
        };
        if values.is_empty() {
            return refuse(claim, ClaimProblem::Missing);
        }
        if values
            .iter()
            .any(|value| expected.contains(&value.as_str()))
        {
            Ok(())
        } else {
            refuse(claim, ClaimProblem::Mismatch)
        }
    }
}

const fn refuse(claim: &'static str, problem: ClaimProblem) -> Result<(), JoseError> {
    Err(JoseError::Claim { claim, problem })
}
