//! The settings of a realm that nodes ask and decide by, read once for a submission.

use std::sync::Arc;

use durward_model::service::{PasswordPolicy, Registration, SelfService, Terms};
use durward_store::{Cx, Error, services};

/// The settings of a realm that nodes ask and decide by.
#[derive(Debug, Clone)]
pub(crate) struct Policies {
    /// What a password must be.
    pub(crate) passwords: Arc<PasswordPolicy>,
    /// Registration and recovery.
    pub(crate) self_service: Arc<SelfService>,
    /// The steps of signing up.
    pub(crate) registration: Arc<Registration>,
    /// What people accept.
    pub(crate) terms: Arc<Terms>,
}

impl Policies {
    /// Those of the realm of `cx`.
    ///
    /// # Errors
    /// Database failures.
    pub(crate) async fn load(cx: &Cx) -> Result<Self, Error> {
        Ok(Self {
            passwords: services::settings(cx).await?,
            self_service: services::settings(cx).await?,
            registration: services::settings(cx).await?,
            terms: services::settings(cx).await?,
        })
    }
}
