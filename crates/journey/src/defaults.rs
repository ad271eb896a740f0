//! The journeys every realm has from the start. A document of the same name takes the place of one.

use crate::document::JourneyDocument;

/// Their names and texts.
const ALL: &[(&str, &str)] = &[
    ("AddMethod", include_str!("defaults/add-method.json")),
    (
        "AddSecondFactor",
        include_str!("defaults/add-second-factor.json"),
    ),
    ("Certificate", include_str!("defaults/certificate.json")),
    ("ChangeMethod", include_str!("defaults/change-method.json")),
    (
        "ConfirmIdentity",
        include_str!("defaults/confirm-identity.json"),
    ),
    ("EmailCode", include_str!("defaults/email-code.json")),
    (
        "ForgottenUsername",
        include_str!("defaults/forgotten-username.json"),
    ),
    ("Login", include_str!("defaults/login.json")),
    ("MagicLink", include_str!("defaults/magic-link.json")),
    (
        "NewRecoveryCodes",
        include_str!("defaults/new-recovery-codes.json"),
    ),
    ("Passkey", include_str!("defaults/passkey.json")),
    (
        "PasswordGrant",
        include_str!("defaults/password-grant.json"),
    ),
    ("PhoneCode", include_str!("defaults/phone-code.json")),
    (
        "Reauthenticate",
        include_str!("defaults/reauthenticate.json"),
    ),
    ("Registration", include_str!("defaults/registration.json")),
    ("RemoveMethod", include_str!("defaults/remove-method.json")),
    (
        "RenewPassword",
        include_str!("defaults/renew-password.json"),
    ),
    (
        "ResetPassword",
        include_str!("defaults/reset-password.json"),
    ),
    ("SecondFactor", include_str!("defaults/second-factor.json")),
    ("StepUp", include_str!("defaults/step-up.json")),
    (
        "UpdatePassword",
        include_str!("defaults/update-password.json"),
    ),
    ("WhatsAppCode", include_str!("defaults/whatsapp-code.json")),
];

/// Names of the journeys every realm has.
pub fn names() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|(name, _)| *name)
}

/// The journey `name` that every realm has; none when there is no such one.
#[must_use]
pub fn named(name: &str) -> Option<JourneyDocument> {
    let (_, text) = ALL.iter().find(|(known, _)| *known == name)?;
    #[expect(
        clippy::expect_used,
        reason = "part of the program; tests read every one"
    )]
    Some(JourneyDocument::from_json(text).expect("a built-in journey reads"))
}
