//! Deciding by what the realm's self-service settings say.

use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_model::service::SelfService;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Act, Acting, Node, Settings, Turn};

/// A switch of the self-service settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
enum Switch {
    #[serde(rename = "forgottenPasswordEnabled")]
    Password,
    #[serde(rename = "forgottenUsernameEnabled")]
    Username,
    #[serde(rename = "forgottenPasswordCaptchaEnabled")]
    PasswordCaptcha,
    #[serde(rename = "forgottenPasswordEmailVerificationEnabled")]
    PasswordEmail,
    #[serde(rename = "forgottenPasswordKbaEnabled")]
    PasswordQuestions,
    #[serde(rename = "forgottenUsernameCaptchaEnabled")]
    UsernameCaptcha,
    #[serde(rename = "forgottenUsernameKbaEnabled")]
    UsernameQuestions,
    #[serde(rename = "forgottenUsernameEmailUsernameEnabled")]
    UsernameEmail,
}

impl Switch {
    fn is_on(self, settings: &SelfService) -> bool {
        let (password, username) = (&settings.forgotten_password, &settings.forgotten_username);
        match self {
            Self::Password => password.is_offered(),
            Self::Username => username.forgotten_username_enabled,
            Self::PasswordCaptcha => password.forgotten_password_captcha_enabled,
            Self::PasswordEmail => password.forgotten_password_email_verification_enabled,
            Self::PasswordQuestions => password.forgotten_password_kba_enabled,
            Self::UsernameCaptcha => username.forgotten_username_captcha_enabled,
            Self::UsernameQuestions => username.forgotten_username_kba_enabled,
            Self::UsernameEmail => username.forgotten_username_email_username_enabled,
        }
    }
}

/// Ends with `true` when the setting is on.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct SelfServiceDecisionNode {
    setting: Switch,
}

impl Node for SelfServiceDecisionNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        let on = self.setting.is_on(&turn.policies.self_service);
        Act::now(if on { "true" } else { "false" })
    }
}

impl Settings for SelfServiceDecisionNode {
    const NAME: &'static str = "SelfServiceDecisionNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "required": ["setting"],
            "properties": {
                "setting": {
                    "title": "Setting",
                    "description": "A switch of the self-service settings.",
                    "type": "string",
                    "enum": [
                        "forgottenPasswordEnabled",
                        "forgottenUsernameEnabled",
                        "forgottenPasswordCaptchaEnabled",
                        "forgottenPasswordEmailVerificationEnabled",
                        "forgottenPasswordKbaEnabled",
                        "forgottenUsernameCaptchaEnabled",
                        "forgottenUsernameKbaEnabled",
                        "forgottenUsernameEmailUsernameEnabled"
                    ]
                }
            }
        })
    }

    fn facts(&self) -> Facts {
        Facts::decision(["true", "false"])
    }
}
