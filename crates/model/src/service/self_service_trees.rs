//! The `selfServiceTrees` service: which journey stands for which self-service task (R-JRN-11).

use serde::{Deserialize, Serialize};

use super::Service;
use crate::Invalid;

/// Settings of self-service journeys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SelfServiceTrees {
    /// Whether the names below count; the built-in journeys run otherwise.
    pub enabled: bool,
    /// Journey of each task.
    pub tree_mapping: TreeMapping,
}

/// Journeys by task; an empty name is the built-in one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct TreeMapping {
    /// Getting back in without the password.
    pub reset_password: String,
    /// Changing the password.
    pub update_password: String,
    /// Being told one's username.
    pub forgotten_username: String,
    /// Signing up.
    pub registration: String,
}

/// A task that a journey does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Getting back in without the password.
    ResetPassword,
    /// Changing the password.
    UpdatePassword,
    /// Being told one's username.
    ForgottenUsername,
    /// Signing up.
    Registration,
}

impl Task {
    /// The journey that is there without being written.
    #[must_use]
    pub fn built_in(self) -> &'static str {
        match self {
            Self::ResetPassword => "ResetPassword",
            Self::UpdatePassword => "UpdatePassword",
            Self::ForgottenUsername => "ForgottenUsername",
            Self::Registration => "Registration",
        }
    }
}

impl Default for SelfServiceTrees {
    fn default() -> Self {
        Self {
            enabled: true,
            tree_mapping: TreeMapping::default(),
        }
    }
}

impl Default for TreeMapping {
    fn default() -> Self {
        let name = |task: Task| task.built_in().to_owned();
        Self {
            reset_password: name(Task::ResetPassword),
            update_password: name(Task::UpdatePassword),
            forgotten_username: name(Task::ForgottenUsername),
            registration: name(Task::Registration),
        }
    }
}

impl SelfServiceTrees {
    /// The journey that does `task`.
    #[must_use]
    pub fn journey(&self, task: Task) -> &str {
        let mapped = match task {
            Task::ResetPassword => &self.tree_mapping.reset_password,
            Task::UpdatePassword => &self.tree_mapping.update_password,
            Task::ForgottenUsername => &self.tree_mapping.forgotten_username,
            Task::Registration => &self.tree_mapping.registration,
        };
        if self.enabled && !mapped.is_empty() {
            mapped
        } else {
            task.built_in()
        }
    }
}

impl Service for SelfServiceTrees {
    const NAME: &'static str = "selfServiceTrees";

    fn validate(&self) -> Result<(), Invalid> {
        let names = [
            ("resetPassword", &self.tree_mapping.reset_password),
            ("updatePassword", &self.tree_mapping.update_password),
            ("forgottenUsername", &self.tree_mapping.forgotten_username),
            ("registration", &self.tree_mapping.registration),
        ];
        for (field, name) in names {
            if name.chars().count() > 100 {
                return Err(Invalid::new(
                    format!("treeMapping.{field}"),
                    "Name a journey, in at most 100 characters.",
                ));
            }
        }
        Ok(())
    }
}
