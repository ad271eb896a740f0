//! The `session` service: how long a sign-in lasts.

use serde::{Deserialize, Serialize};

use super::{Service, within};
use crate::Invalid;

/// Settings of SSO sessions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SessionService {
    /// Minutes until a person must sign in again, whatever happens (R-SES-13).
    pub max_session_time: i64,
    /// Minutes without use after which a session ends (R-SES-14).
    pub max_idle_time: i64,
    /// Sessions a user may have at once; the one that would expire first makes room (R-SES-16).
    pub quota_limit: i64,
}

impl Default for SessionService {
    fn default() -> Self {
        Self {
            max_session_time: 120,
            max_idle_time: 30,
            quota_limit: 5,
        }
    }
}

impl Service for SessionService {
    const NAME: &'static str = "session";

    fn validate(&self) -> Result<(), Invalid> {
        within("maxSessionTime", self.max_session_time, 1, 525_600)?;
        within("maxIdleTime", self.max_idle_time, 1, 525_600)?;
        within("quotaLimit", self.quota_limit, 1, 10_000)
    }
}
