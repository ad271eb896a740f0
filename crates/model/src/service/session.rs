//! The `session` service: how long a sign-in lasts.

use serde::{Deserialize, Serialize};

use super::{Service, within};
use crate::Invalid;

/// The property under which applications know a session through all its changes.
pub const CONTEXT_ID: &str = "AMCtxId";

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
    /// Minutes an application may go by what it was told of a session before it asks again (R-SES-15).
    pub max_caching_time: i64,
    /// Properties of a session that its person may read, change and remove (R-SES-17). Properties Durward itself sets
    /// can only be read.
    pub session_property_whitelist: Vec<String>,
    /// Properties shown to administrators who list sessions (R-SES-18).
    pub whitelisted_query_properties: Vec<String>,
    /// Keep the session's token in the cookie alone: the callback interface does not tell it to scripts.
    pub http_only: bool,
    /// Client-side sessions: the state of sessions that begin from now on is in their cookies, signed and encrypted,
    /// instead of the database. They are in no list, do not count towards the quota and do not end by idleness;
    /// switching this off ends them (R-SES-2).
    pub stateless_sessions_enabled: bool,
}

impl Default for SessionService {
    fn default() -> Self {
        Self {
            max_session_time: 120,
            max_idle_time: 30,
            quota_limit: 5,
            max_caching_time: 3,
            session_property_whitelist: vec![CONTEXT_ID.to_owned()],
            whitelisted_query_properties: Vec::new(),
            http_only: false,
            stateless_sessions_enabled: false,
        }
    }
}

impl Service for SessionService {
    const NAME: &'static str = "session";

    fn validate(&self) -> Result<(), Invalid> {
        within("maxSessionTime", self.max_session_time, 1, 525_600)?;
        within("maxIdleTime", self.max_idle_time, 1, 525_600)?;
        within("quotaLimit", self.quota_limit, 1, 10_000)?;
        within("maxCachingTime", self.max_caching_time, 0, 1440)?;
        names("sessionPropertyWhitelist", &self.session_property_whitelist)?;
        names(
            "whitelistedQueryProperties",
            &self.whitelisted_query_properties,
        )
    }
}

fn names(field: &str, names: &[String]) -> Result<(), Invalid> {
    let fits = |name: &String| !name.is_empty() && name.chars().count() <= 100;
    if names.len() <= 100 && names.iter().all(fits) {
        return Ok(());
    }
    Err(Invalid::new(
        field,
        "List at most 100 names of 1 to 100 characters.",
    ))
}
