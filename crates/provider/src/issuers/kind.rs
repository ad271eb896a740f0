//! What an administrator may write about a trusted issuer.

use durward_db::Tx;
use durward_jose::JwkSet;
use durward_model::id::DocumentId;
use durward_store::documents::{Checked, Checking, Draft, Kind};
use durward_store::{Cx, Error};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Name of the kind.
pub(super) const NAME: &str = "trusted-jwt-issuer";
/// Bytes of the longest issuer, address, subject and claim.
pub(super) const LONGEST: usize = 1024;
/// Most subjects one issuer may be limited to.
const MOST_SUBJECTS: usize = 1000;

/// Which of a person's names an issuer uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Identity {
    /// The username.
    #[default]
    Username,
    /// The email address, once it was verified here.
    Email,
    /// The identifier: the `sub` of our own tokens.
    Id,
}

/// A trusted issuer as it is written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Written {
    /// The `iss` of its assertions.
    pub(crate) issuer: String,
    /// Its public keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) jwk_set: Option<Value>,
    /// Where its public keys are published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) jwks_uri: Option<String>,
    /// The only subjects it may speak about; about everybody when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) allowed_subjects: Vec<String>,
    /// The claim that names the person.
    #[serde(default = "sub")]
    pub(crate) resource_owner_identity_claim: String,
    /// What the claim names the person by.
    #[serde(default)]
    pub(crate) resource_owner_identity: Identity,
    /// The claim with the scopes the person agreed to.
    #[serde(default = "scope")]
    pub(crate) consented_scopes_claim: String,
}

fn sub() -> String {
    "sub".to_owned()
}

fn scope() -> String {
    "scope".to_owned()
}

/// The kind `trusted-jwt-issuer`: `{"issuer", "jwkSet" or "jwksUri", "allowedSubjects", "resourceOwnerIdentityClaim",
/// "resourceOwnerIdentity", "consentedScopesClaim"}`.
#[derive(Debug, Clone, Copy, Default)]
pub struct TrustedIssuerKind;

impl Kind for TrustedIssuerKind {
    fn name(&self) -> &'static str {
        NAME
    }

    fn stated_key(&self, body: &Value) -> Option<String> {
        body.get("issuer")?.as_str().map(str::to_owned)
    }

    fn new_id(&self, cx: &Cx) -> String {
        DocumentId::new(cx.now, cx.entropy()).to_string()
    }

    fn check<'a>(&'a self, cx: &'a Cx, _: &'a mut Tx, draft: Draft<'a>) -> Checking<'a> {
        Box::pin(async move { check(cx, draft.body) })
    }
}

fn check(cx: &Cx, body: Value) -> Result<Checked, Error> {
    let written: Written = serde_json::from_value(body).map_err(|error| {
        let message = error.to_string();
        let field = message.split('`').nth(1).unwrap_or_default().to_owned();
        Error::invalid(field, format!("The issuer does not read: {message}."))
    })?;
    let plain = |text: &str| {
        (1..=LONGEST).contains(&text.len()) && !text.chars().any(|c| c.is_control() || c == ' ')
    };
    if !plain(&written.issuer) {
        return Err(Error::invalid("issuer", "Give the iss of its assertions."));
    }
    if written.issuer == cx.issuer() {
        return Err(Error::invalid(
            "issuer",
            "This realm need not trust itself: use token exchange.",
        ));
    }
    check_keys(&written)?;
    for (field, claim) in [
        (
            "resourceOwnerIdentityClaim",
            &written.resource_owner_identity_claim,
        ),
        ("consentedScopesClaim", &written.consented_scopes_claim),
    ] {
        if !plain(claim) {
            return Err(Error::invalid(field, "Name a claim."));
        }
    }
    let subjects = &written.allowed_subjects;
    if subjects.len() > MOST_SUBJECTS
        || subjects
            .iter()
            .any(|one| one.is_empty() || one.len() > LONGEST)
    {
        return Err(Error::invalid(
            "allowedSubjects",
            "Give at most 1000 subjects of at most 1024 bytes.",
        ));
    }
    let body = serde_json::to_value(&written)
        .map_err(|error| Error::internal(format!("an issuer is not JSON: {error}")))?;
    Ok(Checked {
        lookup_key: written.issuer.clone(),
        name: written.issuer,
        body,
    })
}

fn check_keys(written: &Written) -> Result<(), Error> {
    let set = match (&written.jwk_set, &written.jwks_uri) {
        (Some(jwks), None) => JwkSet::parse(jwks).map_err(|error| {
            Error::invalid("jwkSet", format!("The key set does not read: {error}."))
        })?,
        (None, Some(uri)) => {
            let sound = uri.len() <= LONGEST
                && url::Url::parse(uri).is_ok_and(|url| matches!(url.scheme(), "https" | "http"));
            return match sound {
                true => Ok(()),
                false => Err(Error::invalid(
                    "jwksUri",
                    "Give an https address of at most 1024 characters.",
                )),
            };
        }
        _ => {
            return Err(Error::invalid(
                "jwkSet",
                "Give jwkSet or jwksUri, not both.",
            ));
        }
    };
    if set.keys.is_empty() || set.keys.iter().any(durward_jose::Jwk::is_private) {
        return Err(Error::invalid(
            "jwkSet",
            "Give at least one public key of a supported type, and no private ones.",
        ));
    }
    Ok(())
}
