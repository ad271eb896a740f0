//! Whose certificate it is.

use durward_identity::users;
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_model::Invalid;
use durward_model::text::Email;
use durward_model::user::User;
use durward_store::{Error, users as rows};
use durward_x509::Certificate;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::{Act, Acting, Effect, Node, Reason, Settings, Turn, bounds, factor};

/// Which name of the subject says whose it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Attribute {
    #[default]
    SubjectCn,
    SubjectUid,
    EmailAddress,
    None,
}

/// Which alternative name says whose it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Extension {
    #[default]
    None,
    #[serde(rename = "RFC822_NAME")]
    Rfc822Name,
    Upn,
}

/// How the key is kept, which a certificate cannot tell: the authority's practice does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Key {
    #[default]
    Software,
    Hardware,
}

/// Finds the person whom the verified certificate names.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(in super::super) struct CertificateUserExtractorNode {
    certificate_attribute_to_profile_mapping: Attribute,
    certificate_attribute_profile_mapping_extension: Extension,
    certificate_fingerprint_attribute: String,
    key_storage: Key,
    auth_level: i64,
}

/// A name in a certificate.
enum Named<'a> {
    /// As people sign in with it.
    Identifier(&'a str),
    /// A mail address, which must be the verified one of an account.
    Email(&'a str),
}

impl Node for CertificateUserExtractorNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        Box::pin(self.extract(turn))
    }
}

impl CertificateUserExtractorNode {
    async fn extract(&self, turn: &mut Turn<'_>) -> Result<Act, Error> {
        let presented = super::kept(turn.state);
        let own = presented.first().map(|der| Certificate::read(der));
        let verified = turn.state.text(super::VERIFIED);
        let Some(Ok(certificate)) = own.filter(|own| {
            own.as_ref()
                .is_ok_and(|certificate| certificate.fingerprint == verified)
        }) else {
            return Ok(Act::Leave("notExtracted".into()));
        };
        let found = match self.name(&certificate) {
            Some(name) => find(turn, &name).await?,
            None => None,
        };
        let known = turn.state.subject;
        let found = found
            .filter(|user| known.is_none_or(|known| known == user.id))
            .filter(|user| self.is_pinned(user, &certificate));
        let Some(user) = found else {
            let reason = Reason::Certificate("certificate of nobody");
            factor::refuse(turn, known, reason, "certificate-refused");
            return Ok(Act::Leave("notExtracted".into()));
        };
        if let Some(reason) = factor::barred(turn, user.id).await? {
            factor::refuse(turn, Some(user.id), reason, "certificate-refused");
            return Ok(Act::Leave("notExtracted".into()));
        }
        turn.state.subject = Some(user.id);
        turn.effects.push(Effect::Proved(user.id));
        // RFC 8176 2.
        let amr = match self.key_storage {
            Key::Software => "swk",
            Key::Hardware => "hwk",
        };
        factor::passed(turn, amr, self.auth_level);
        Ok(Act::Leave("extracted".into()))
    }

    /// The one name of the kind that counts; of several nobody knows which is meant.
    fn name<'a>(&self, certificate: &'a Certificate) -> Option<Named<'a>> {
        let only = |names: &'a [String]| match names {
            [name] => Some(name.as_str()),
            _ => None,
        };
        match (
            self.certificate_attribute_profile_mapping_extension,
            self.certificate_attribute_to_profile_mapping,
        ) {
            (Extension::Rfc822Name, _) => only(&certificate.emails).map(Named::Email),
            (Extension::Upn, _) => only(&certificate.principal_names).map(Named::Identifier),
            (Extension::None, Attribute::SubjectCn) => {
                only(&certificate.common_names).map(Named::Identifier)
            }
            (Extension::None, Attribute::SubjectUid) => {
                only(&certificate.user_ids).map(Named::Identifier)
            }
            (Extension::None, Attribute::EmailAddress) => {
                only(&certificate.subject_emails).map(Named::Email)
            }
            (Extension::None, Attribute::None) => None,
        }
    }

    /// Whether the person has this very certificate, where that is asked for.
    fn is_pinned(&self, user: &User, certificate: &Certificate) -> bool {
        let name = self.certificate_fingerprint_attribute.as_str();
        if name.is_empty() {
            return true;
        }
        let is_it = |value: &Value| value.as_str() == Some(certificate.fingerprint.as_str());
        match user.profile.attributes.get(name) {
            Some(Value::Array(values)) => values.iter().any(is_it),
            Some(value) => is_it(value),
            None => false,
        }
    }
}

async fn find(turn: &Turn<'_>, name: &Named<'_>) -> Result<Option<User>, Error> {
    let cx = turn.cx;
    let mut tx = cx.db().read().await?;
    match name {
        Named::Identifier(name) => users::by_identifier(cx, &mut tx, turn.settings, name).await,
        Named::Email(email) => {
            let Ok(email) = Email::parse(email) else {
                return Ok(None);
            };
            let found = rows::by_email_key(cx, &mut tx, &email.key()).await?;
            Ok(found.filter(|user| user.email_verified))
        }
    }
}

impl Settings for CertificateUserExtractorNode {
    const NAME: &'static str = "CertificateUserExtractorNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "certificateAttributeToProfileMapping": {
                    "title": "Name in the subject",
                    "description": "The name people sign in with; an e-mail address must be the verified one of an account.",
                    "type": "string",
                    "enum": ["SUBJECT_CN", "SUBJECT_UID", "EMAIL_ADDRESS", "NONE"],
                    "default": "SUBJECT_CN"
                },
                "certificateAttributeProfileMappingExtension": {
                    "title": "Alternative name",
                    "description": "Taken instead of the name in the subject.",
                    "type": "string",
                    "enum": ["NONE", "RFC822_NAME", "UPN"],
                    "default": "NONE"
                },
                "certificateFingerprintAttribute": {
                    "title": "Attribute with the fingerprint",
                    "description": "Custom attribute of a person that holds the SHA-256 of their certificate, base64url (`x5t#S256`), or several; others are refused. Empty: any certificate with the name.",
                    "type": "string",
                    "maxLength": 100,
                    "default": ""
                },
                "keyStorage": {
                    "title": "How the authority has keys kept",
                    "description": "`HARDWARE` for smart cards and the like; tokens then say `hwk` instead of `swk`.",
                    "type": "string",
                    "enum": ["SOFTWARE", "HARDWARE"],
                    "default": "SOFTWARE"
                },
                "authLevel": {"title": "Authentication level", "description": "The session reaches at least this level.", "type": "integer", "minimum": 0, "maximum": 1000, "default": 0}
            }
        })
    }

    fn check(&self) -> Result<(), Invalid> {
        bounds::level(self.auth_level)?;
        if self.certificate_fingerprint_attribute.chars().count() > 100 {
            let field = "certificateFingerprintAttribute";
            return Err(Invalid::new(field, "must have at most 100 characters"));
        }
        Ok(())
    }

    fn facts(&self) -> Facts {
        Facts::decision(["extracted", "notExtracted"])
    }
}
