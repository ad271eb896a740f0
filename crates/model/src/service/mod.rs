//! Realm services: settings documents, one per subject, keys as in import and export files.
//!
//! A realm that never set one has the defaults, which are meant to be good enough to ship.

mod authentication;
mod certificates;
mod device_codes;
mod email;
mod keys;
mod messages;
mod oauth_oidc;
mod password;
mod registration;
mod self_service;
mod self_service_trees;
mod session;
mod terms;

pub use authentication::{Authentication, SecondFactor};
pub use certificates::{Certificates, Revocation};
pub use email::Email;
pub use keys::Keys;
pub use messages::{Messages, Notices};
pub use oauth_oidc::{CodeVerifierEnforced, OauthOidc, RequestObjectProcessing};
pub use password::{PasswordHashing, PasswordPolicy};
pub use registration::{Component, Mode, Registration, RegistrationStep};
pub use self_service::{
    Advanced, Destination, ForgottenPassword, ForgottenUsername, General, LocalizedLines,
    ProfileManagement, Question, SelfService, UserRegistration,
};
pub use self_service_trees::{SelfServiceTrees, Task, TreeMapping};
pub use session::{CONTEXT_ID, SessionService};
pub use terms::{Terms, TermsVersion};

use serde::de::DeserializeOwned;

use crate::Invalid;

/// A settings document of a realm.
pub trait Service: serde::Serialize + DeserializeOwned + Default + Send + Sync + 'static {
    /// Its name in files, addresses and the database.
    const NAME: &'static str;

    /// Checks ranges and allowed values.
    ///
    /// # Errors
    /// The first key that does not fit.
    fn validate(&self) -> Result<(), Invalid>;
}

fn within(field: &str, value: i64, least: i64, most: i64) -> Result<(), Invalid> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(Invalid::new(
        field,
        format!("Give a number from {least} to {most}."),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn defaults_are_valid_and_survive_json<S: Service>() {
        let defaults = S::default();
        defaults.validate().unwrap();
        let json = serde_json::to_value(&defaults).unwrap();
        let back: S = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(serde_json::to_value(&back).unwrap(), json);
        assert!(serde_json::from_value::<S>(serde_json::json!({"noSuchKey": 1})).is_err());
    }

    #[test]
    fn every_service_has_valid_defaults_and_refuses_unknown_keys() {
        defaults_are_valid_and_survive_json::<OauthOidc>();
        defaults_are_valid_and_survive_json::<SessionService>();
        defaults_are_valid_and_survive_json::<Authentication>();
        defaults_are_valid_and_survive_json::<PasswordPolicy>();
        defaults_are_valid_and_survive_json::<PasswordHashing>();
        defaults_are_valid_and_survive_json::<Keys>();
        defaults_are_valid_and_survive_json::<Registration>();
        defaults_are_valid_and_survive_json::<SelfService>();
        defaults_are_valid_and_survive_json::<SelfServiceTrees>();
        defaults_are_valid_and_survive_json::<Terms>();
        defaults_are_valid_and_survive_json::<Email>();
        defaults_are_valid_and_survive_json::<Messages>();
        defaults_are_valid_and_survive_json::<Certificates>();
    }
}
