//! The `authentication` service: which journey runs, and when an account is locked.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Service, within};
use crate::Invalid;
use crate::text::Label;

/// Who needs a second factor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SecondFactor {
    /// Those who have one use it.
    #[default]
    WhenEnrolled,
    /// Everybody; who has none adds one.
    Required,
    /// Nobody.
    Never,
}

/// Roles that can have a journey.
const ROLES: usize = 100;

/// Methods one can begin with.
const PRIMARY: [&str; 5] = ["password", "email", "sms", "whatsapp", "passkey"];

/// Settings of sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Authentication {
    /// Journey that runs when a request names none (R-JRN-1).
    pub default_journey: String,
    /// Methods that the authentication interface offers to begin with, and the journey of each: `password`, `email`,
    /// `sms`, `whatsapp`, `passkey` (R-AUM-17). One whose journey there is not, is not offered.
    pub primary_methods: BTreeMap<String, String>,
    /// Journey that runs when a request chooses by a role, for each role that can be chosen by (R-JRN-6). It decides
    /// itself whom it lets in: choosing by a role gives nobody that role.
    pub role_journeys: BTreeMap<String, String>,
    /// Journey by which somebody signed in proves more, when a level is asked for and no journey (R-JRN-6).
    pub step_up_journey: String,
    /// Seconds a sign-in may take from first page to last.
    pub authentication_session_lifetime: i64,
    /// Whether accounts are locked at all (R-AUM-22).
    pub login_failure_lockout_mode: bool,
    /// Failures within the interval that lock an account.
    pub login_failure_count: i64,
    /// Minutes within which failures count together.
    pub login_failure_lockout_interval: i64,
    /// Minutes a lock lasts; 0 is until an administrator unlocks.
    pub login_failure_lockout_duration: i64,
    /// Each further lock lasts this many times longer.
    pub login_failure_lockout_duration_multiplier: i64,
    /// Who needs a second factor (R-AUM-16).
    pub mfa: SecondFactor,
    /// Names a person may sign in with: `username`, `email` (R-OAUTH-81).
    pub identifiers: Vec<String>,
}

impl Default for Authentication {
    fn default() -> Self {
        Self {
            default_journey: "Login".to_owned(),
            primary_methods: [
                ("password", "Login"),
                ("email", "EmailCode"),
                ("passkey", "Passkey"),
            ]
            .map(|(method, journey)| (method.to_owned(), journey.to_owned()))
            .into(),
            role_journeys: BTreeMap::new(),
            step_up_journey: "StepUp".to_owned(),
            authentication_session_lifetime: 600,
            login_failure_lockout_mode: true,
            login_failure_count: 10,
            login_failure_lockout_interval: 10,
            login_failure_lockout_duration: 5,
            login_failure_lockout_duration_multiplier: 2,
            mfa: SecondFactor::WhenEnrolled,
            identifiers: vec!["username".to_owned(), "email".to_owned()],
        }
    }
}

impl Service for Authentication {
    const NAME: &'static str = "authentication";

    fn validate(&self) -> Result<(), Invalid> {
        within(
            "authenticationSessionLifetime",
            self.authentication_session_lifetime,
            30,
            86_400,
        )?;
        within("loginFailureCount", self.login_failure_count, 1, 1000)?;
        within(
            "loginFailureLockoutInterval",
            self.login_failure_lockout_interval,
            1,
            10_080,
        )?;
        within(
            "loginFailureLockoutDuration",
            self.login_failure_lockout_duration,
            0,
            525_600,
        )?;
        within(
            "loginFailureLockoutDurationMultiplier",
            self.login_failure_lockout_duration_multiplier,
            1,
            100,
        )?;
        if self.default_journey.is_empty() {
            return Err(Invalid::new("defaultJourney", "Name a journey."));
        }
        for (method, journey) in &self.primary_methods {
            if !PRIMARY.contains(&method.as_str()) {
                return Err(Invalid::new(
                    "primaryMethods",
                    format!(
                        "There is no method '{method}'. Methods are: {}.",
                        PRIMARY.join(", ")
                    ),
                ));
            }
            if journey.is_empty() {
                return Err(Invalid::new(
                    "primaryMethods",
                    "Name a journey for each method.",
                ));
            }
        }
        if self.role_journeys.len() > ROLES {
            let message = format!("Name at most {ROLES} roles.");
            return Err(Invalid::new("roleJourneys", message));
        }
        for (role, journey) in &self.role_journeys {
            if let Err(invalid) = Label::parse(role) {
                return Err(Invalid::new("roleJourneys", invalid.message));
            }
            if journey.is_empty() {
                return Err(Invalid::new(
                    "roleJourneys",
                    format!("Name a journey for the role '{role}'."),
                ));
            }
        }
        if self.step_up_journey.is_empty() {
            return Err(Invalid::new("stepUpJourney", "Name a journey."));
        }
        let known = |name: &String| name == "username" || name == "email";
        if self.identifiers.is_empty() || !self.identifiers.iter().all(known) {
            return Err(Invalid::new("identifiers", "List username, email or both."));
        }
        Ok(())
    }
}
