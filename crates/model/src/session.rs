//! SSO sessions.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::id::{SessionId, UserId};

/// One way somebody proved who they are, and when (RFC 8176 names).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Method {
    /// The method's registered name: `pwd`, `otp`, `hwk` …
    pub amr: String,
    /// When it was passed.
    pub at: Timestamp,
}

/// The method that stands for several factors (RFC 8176 2).
pub const MULTI_FACTOR: &str = "mfa";

/// Whether `methods` are of two kinds: something one knows, and something one has.
#[must_use]
pub fn is_multi_factor(methods: &[Method]) -> bool {
    let passed = |known: &[&str]| {
        let mut all = methods.iter();
        all.any(|method| known.contains(&method.amr.as_str()))
    };
    passed(&[MULTI_FACTOR])
        || passed(&["pwd", "pin", "kba"]) && passed(&["otp", "hwk", "swk", "sms", "sc", "tel"])
}

/// The authentication context class of somebody who was only recognised by a cookie: there is no confidence that the
/// same person is there (OpenID Connect Core 2, `acr`).
pub const REMEMBERED: &str = "0";

/// Whether `methods` prove who somebody is by themselves: a password, or two factors. What only adds to a password does
/// not.
#[must_use]
pub fn is_first_hand(methods: &[Method]) -> bool {
    let enough = |method: &Method| method.amr == "pwd" || method.amr == MULTI_FACTOR;
    methods.iter().any(enough)
}

/// A browser that a person has signed in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its identifier (`sid` in tokens). The cookie carries it and a secret.
    pub id: SessionId,
    /// Who signed in.
    pub user: UserId,
    /// When the person last proved who they are.
    pub auth_time: Timestamp,
    /// Methods passed.
    pub methods: Vec<Method>,
    /// Authentication context class that was reached, if the journey maps to one.
    pub acr: Option<String>,
    /// Highest authentication level reached.
    pub auth_level: i64,
    /// The journey that signed the person in.
    pub journey: String,
    /// Properties set by journeys and applications.
    pub properties: BTreeMap<String, String>,
    /// Network address the person signed in from.
    pub ip: String,
    /// `User-Agent` of the browser, at most 512 characters.
    pub user_agent: String,
    /// When the session began.
    pub created_at: Timestamp,
    /// When it was last used (kept to the minute).
    pub last_seen_at: Timestamp,
    /// When it ends unless used before.
    pub idle_expires_at: Timestamp,
    /// When it ends whatever happens.
    pub expires_at: Timestamp,
    /// When it was ended, by whomever.
    pub revoked_at: Option<Timestamp>,
    /// Counts changes, for guarded updates.
    pub version: i64,
    /// Whether its state is in its cookie (R-SES-2), and nothing is kept of it until it ends.
    pub client_side: bool,
}

impl Session {
    /// Whether the person was only recognised: nothing that asks for more than a session may rest on it.
    pub fn is_remembered(&self) -> bool {
        self.acr.as_deref() == Some(REMEMBERED)
    }

    /// Whether the session may be used at `now`.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && now < self.idle_expires_at && now < self.expires_at
    }
}
