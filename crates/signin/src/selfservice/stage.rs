//! The stages there are, and which of them a flow has.

use durward_model::service::{Destination, SelfService};
use serde::{Deserialize, Serialize};

/// A flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Flow {
    /// `userRegistration`.
    #[serde(rename = "userRegistration")]
    Registration,
    /// `forgottenPassword`.
    #[serde(rename = "forgottenPassword")]
    Password,
    /// `forgottenUsername`.
    #[serde(rename = "forgottenUsername")]
    Username,
}

impl Flow {
    /// The flow called `name` in addresses.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Registration, Self::Password, Self::Username]
            .into_iter()
            .find(|flow| flow.name() == name)
    }

    /// As written in addresses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Registration => "userRegistration",
            Self::Password => "forgottenPassword",
            Self::Username => "forgottenUsername",
        }
    }

    /// Seconds it may take.
    pub(super) fn lifetime(self, settings: &SelfService) -> i64 {
        match self {
            Self::Registration => settings.user_registration.user_registration_token_ttl,
            Self::Password => settings.forgotten_password.forgotten_password_token_ttl,
            Self::Username => settings.forgotten_username.forgotten_username_token_ttl,
        }
    }
}

/// A stage that asks for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// `captcha`.
    Captcha,
    /// `userDetails`.
    UserDetails,
    /// `emailValidation`, which asks for the code that was mailed.
    EmailValidation,
    /// `kbaSecurityAnswerDefinitionStage`.
    DefineAnswers,
    /// `userQuery`.
    UserQuery,
    /// `kbaSecurityAnswerVerificationStage`.
    VerifyAnswers,
    /// `resetStage`.
    Reset,
}

/// The stages of `flow`, in their order (R-REG-10, R-REC-4, R-REC-5).
pub(super) fn of(flow: Flow, settings: &SelfService) -> Vec<Stage> {
    let when = |on: bool, stage| on.then_some(stage);
    let stages = match flow {
        Flow::Registration => {
            let own = &settings.user_registration;
            vec![
                when(own.user_registration_captcha_enabled, Stage::Captcha),
                Some(Stage::UserDetails),
                when(
                    own.user_registration_email_verification_enabled,
                    Stage::EmailValidation,
                ),
                when(own.user_registration_kba_enabled, Stage::DefineAnswers),
            ]
        }
        Flow::Password => {
            let own = &settings.forgotten_password;
            vec![
                when(own.forgotten_password_captcha_enabled, Stage::Captcha),
                Some(Stage::UserQuery),
                when(
                    own.forgotten_password_email_verification_enabled,
                    Stage::EmailValidation,
                ),
                when(own.forgotten_password_kba_enabled, Stage::VerifyAnswers),
                Some(Stage::Reset),
            ]
        }
        Flow::Username => {
            let own = &settings.forgotten_username;
            vec![
                when(own.forgotten_username_captcha_enabled, Stage::Captcha),
                Some(Stage::UserQuery),
                when(own.forgotten_username_kba_enabled, Stage::VerifyAnswers),
            ]
        }
    };
    stages.into_iter().flatten().collect()
}

/// Whether a registration ends in a session.
pub(super) fn signs_in(settings: &SelfService) -> bool {
    settings.user_registration.user_registered_destination == Destination::Autologin
}
