//! The `selfService` service: registration, forgotten passwords and usernames (R-REG-15..24, R-REC-18..42).
//!
//! Sections and keys are those of the stage interface's own configuration, so that files written for it can be applied.

mod general;
mod texts;

use serde::{Deserialize, Serialize};

use super::{Service, within};
use crate::Invalid;

pub use general::{General, Question};
pub use texts::LocalizedLines;

/// The longest lifetime of a flow, in seconds.
const LONGEST: i64 = 2_147_483_647;

/// Settings of self-service.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SelfService {
    /// What all flows share.
    pub general_config: General,
    /// Signing up.
    pub user_registration: UserRegistration,
    /// Getting back in without the password.
    pub forgotten_password: ForgottenPassword,
    /// Being told one's username.
    pub forgotten_username: ForgottenUsername,
    /// What people change about themselves.
    pub profile_management: ProfileManagement,
    /// Where links in mails lead.
    pub advanced_config: Advanced,
}

/// Settings of signing up.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct UserRegistration {
    /// New users may sign up.
    pub user_registration_enabled: bool,
    /// A captcha comes first.
    pub user_registration_captcha_enabled: bool,
    /// The mail address must be proven.
    pub user_registration_email_verification_enabled: bool,
    /// Security questions must be set.
    pub user_registration_kba_enabled: bool,
    /// Seconds a registration may take.
    #[serde(rename = "userRegistrationTokenTTL")]
    pub user_registration_token_ttl: i64,
    /// Subject of the mail, as `locale|text` lines.
    pub user_registration_email_subject: LocalizedLines,
    /// Body of the mail in HTML, as `locale|text` lines; `%link%` is the link.
    pub user_registration_email_body: LocalizedLines,
    /// Attributes that may be given.
    pub user_registration_valid_user_attributes: Vec<String>,
    /// Where a registration leads.
    pub user_registered_destination: Destination,
}

/// Where a registration leads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Destination {
    /// To a page that says it succeeded, with a link to sign in.
    #[default]
    Default,
    /// To the sign-in page.
    Login,
    /// Straight in.
    #[serde(alias = "auto-login")]
    Autologin,
}

/// Settings of getting back in without the password.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ForgottenPassword {
    /// Whether people may.
    pub forgotten_password_enabled: bool,
    /// A captcha comes first.
    pub forgotten_password_captcha_enabled: bool,
    /// The mail address must be proven.
    pub forgotten_password_email_verification_enabled: bool,
    /// Security questions must be answered.
    pub forgotten_password_kba_enabled: bool,
    /// Seconds it may take.
    #[serde(rename = "forgottenPasswordTokenTTL")]
    pub forgotten_password_token_ttl: i64,
    /// Subject of the mail, as `locale|text` lines.
    pub forgotten_password_email_subject: LocalizedLines,
    /// Body of the mail in HTML, as `locale|text` lines; `%link%` is the link.
    pub forgotten_password_email_body: LocalizedLines,
}

/// Settings of being told one's username.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ForgottenUsername {
    /// Whether people may ask.
    pub forgotten_username_enabled: bool,
    /// A captcha comes first.
    pub forgotten_username_captcha_enabled: bool,
    /// Security questions must be answered.
    pub forgotten_username_kba_enabled: bool,
    /// The name is mailed to the address on record.
    pub forgotten_username_email_username_enabled: bool,
    /// The name is shown.
    pub forgotten_username_show_username_enabled: bool,
    /// Seconds it may take.
    #[serde(rename = "forgottenUsernameTokenTTL")]
    pub forgotten_username_token_ttl: i64,
    /// Subject of the mail, as `locale|text` lines.
    pub forgotten_username_email_subject: LocalizedLines,
    /// Body of the mail in HTML, as `locale|text` lines; `%username%` is the name.
    pub forgotten_username_email_body: LocalizedLines,
}

/// Settings of what people change about themselves.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ProfileManagement {
    /// Attributes whose change needs a fresh sign-in (R-REC-14).
    pub profile_protected_user_attributes: Vec<String>,
}

/// Where links in mails lead. `{base}` is the platform's own address and `${realm}` the realm's path; the value a
/// realm never changed stands for this platform's own page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Advanced {
    /// Page that a registration's link opens.
    pub user_registration_confirmation_url: String,
    /// Page that a password reset's link opens.
    pub forgotten_password_confirmation_url: String,
}

impl Advanced {
    /// What `userRegistrationConfirmationUrl` is until it is changed.
    pub const REGISTRATION: &'static str = "{base}/XUI/?realm=${realm}#register/";
    /// What `forgottenPasswordConfirmationUrl` is until it is changed.
    pub const PASSWORD: &'static str = "{base}/XUI/?realm=${realm}#passwordReset/";
}

impl Default for UserRegistration {
    fn default() -> Self {
        Self {
            user_registration_enabled: false,
            user_registration_captcha_enabled: false,
            user_registration_email_verification_enabled: true,
            user_registration_kba_enabled: false,
            user_registration_token_ttl: 900,
            user_registration_email_subject: LocalizedLines::english("Registration email"),
            user_registration_email_body: LocalizedLines::english(
                "<h2>Click on this <a href=\"%link%\">link</a> to register.</h2>",
            ),
            user_registration_valid_user_attributes: [
                "userPassword",
                "mail",
                "kbaInfo",
                "givenName",
                "inetUserStatus",
                "sn",
                "username",
            ]
            .map(str::to_owned)
            .to_vec(),
            user_registered_destination: Destination::Default,
        }
    }
}

impl Default for ForgottenPassword {
    fn default() -> Self {
        Self {
            forgotten_password_enabled: false,
            forgotten_password_captcha_enabled: false,
            forgotten_password_email_verification_enabled: true,
            forgotten_password_kba_enabled: false,
            forgotten_password_token_ttl: 900,
            forgotten_password_email_subject: LocalizedLines::english("Forgotten password email"),
            forgotten_password_email_body: LocalizedLines::english(
                "<h2>Click on this <a href=\"%link%\">link</a> to reset your password.</h2>",
            ),
        }
    }
}

impl Default for ForgottenUsername {
    fn default() -> Self {
        Self {
            forgotten_username_enabled: false,
            forgotten_username_captcha_enabled: false,
            forgotten_username_kba_enabled: false,
            forgotten_username_email_username_enabled: true,
            forgotten_username_show_username_enabled: false,
            forgotten_username_token_ttl: 900,
            forgotten_username_email_subject: LocalizedLines::english("Forgotten username email"),
            forgotten_username_email_body: LocalizedLines::english(
                "<h2>Your username is <span style=\"color:blue\">%username%</span>.</h2>",
            ),
        }
    }
}

impl Default for Advanced {
    fn default() -> Self {
        Self {
            user_registration_confirmation_url: Self::REGISTRATION.to_owned(),
            forgotten_password_confirmation_url: Self::PASSWORD.to_owned(),
        }
    }
}

impl ForgottenPassword {
    /// Whether people may, and something is asked of them: otherwise whoever knew a name could set its password
    /// (R-REG-13).
    #[must_use]
    pub fn is_offered(&self) -> bool {
        self.forgotten_password_enabled
            && (self.forgotten_password_email_verification_enabled
                || self.forgotten_password_kba_enabled)
    }
}

impl SelfService {
    /// Whether hosted pages answer the same whether or not there is such an account.
    #[must_use]
    pub fn hides_on_pages(&self) -> bool {
        self.general_config.hide_account_existence.unwrap_or(true)
    }

    /// Whether the stage interface answers the same whether or not there is such an account.
    #[must_use]
    pub fn hides_in_stages(&self) -> bool {
        self.general_config.hide_account_existence.unwrap_or(false)
    }
}

impl Service for SelfService {
    const NAME: &'static str = "selfService";

    fn validate(&self) -> Result<(), Invalid> {
        self.general_config
            .validate()
            .map_err(|invalid| invalid.inside("generalConfig"))?;
        within(
            "userRegistration.userRegistrationTokenTTL",
            self.user_registration.user_registration_token_ttl,
            0,
            LONGEST,
        )?;
        within(
            "forgottenPassword.forgottenPasswordTokenTTL",
            self.forgotten_password.forgotten_password_token_ttl,
            0,
            LONGEST,
        )?;
        within(
            "forgottenUsername.forgottenUsernameTokenTTL",
            self.forgotten_username.forgotten_username_token_ttl,
            0,
            LONGEST,
        )?;
        let lines = [
            (
                "userRegistration.userRegistrationEmailSubject",
                &self.user_registration.user_registration_email_subject,
            ),
            (
                "userRegistration.userRegistrationEmailBody",
                &self.user_registration.user_registration_email_body,
            ),
            (
                "forgottenPassword.forgottenPasswordEmailSubject",
                &self.forgotten_password.forgotten_password_email_subject,
            ),
            (
                "forgottenPassword.forgottenPasswordEmailBody",
                &self.forgotten_password.forgotten_password_email_body,
            ),
            (
                "forgottenUsername.forgottenUsernameEmailSubject",
                &self.forgotten_username.forgotten_username_email_subject,
            ),
            (
                "forgottenUsername.forgottenUsernameEmailBody",
                &self.forgotten_username.forgotten_username_email_body,
            ),
        ];
        for (field, lines) in lines {
            lines.validate(field)?;
        }
        let urls = [
            (
                "advancedConfig.userRegistrationConfirmationUrl",
                &self.advanced_config.user_registration_confirmation_url,
            ),
            (
                "advancedConfig.forgottenPasswordConfirmationUrl",
                &self.advanced_config.forgotten_password_confirmation_url,
            ),
        ];
        for (field, url) in urls {
            let address = url
                .replace("{base}", "https://id.example")
                .replace("${realm}", "realm");
            let sound =
                url::Url::parse(&address).is_ok_and(|url| matches!(url.scheme(), "https" | "http"));
            if !sound {
                return Err(Invalid::new(
                    field,
                    "Give an http or https address; {base} and ${realm} are replaced.",
                ));
            }
        }
        Ok(())
    }
}
