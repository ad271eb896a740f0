//! A device that cannot show a sign-in asks for a code (RFC 8628 3.1 and 3.2).

use serde::Serialize;

use crate::token::{resources, scope};
use crate::{
    CodeChallenge, CodeChallengeMethod, IssuedToken, ParameterError, Parameters, Resources, Scope,
    TokenError,
};

/// A well-formed device authorization request. The client's own authentication is read apart from it.
#[derive(Debug, Clone)]
pub struct DeviceRequest {
    /// What is wanted; `None` means the app's default.
    pub scope: Option<Scope>,
    /// The APIs the tokens are for (RFC 8707).
    pub resources: Resources,
    /// What binds the device code to who asked for it; always S256.
    pub code_challenge: Option<CodeChallenge>,
}

impl DeviceRequest {
    /// Reads the form of a request.
    ///
    /// # Errors
    /// [`TokenError`]: `invalid_scope`, `invalid_target`, or `invalid_request` naming the parameter that is repeated or
    /// malformed.
    pub fn parse(form: &Parameters) -> Result<Self, TokenError> {
        Ok(Self {
            scope: scope(form)?,
            resources: resources(form)?,
            code_challenge: challenge(form)?,
        })
    }
}

/// The challenge, if there is one: by S256 alone, since `plain` protects nothing (RFC 9700 2.1.1).
fn challenge(form: &Parameters) -> Result<Option<CodeChallenge>, TokenError> {
    const METHOD: &str = "code_challenge_method";
    let method = form.parsed(METHOD, CodeChallengeMethod::parse)?;
    let Some(text) = form.one("code_challenge")? else {
        return match method {
            Some(_) => Err(ParameterError::missing("code_challenge").into()),
            None => Ok(None),
        };
    };
    // RFC 7636 4.3: a challenge without a method is plain.
    if method != Some(CodeChallengeMethod::S256) {
        return Err(ParameterError::about(METHOD, "must be S256").into());
    }
    let challenge = CodeChallenge::parse(text, CodeChallengeMethod::S256)
        .map_err(|why| ParameterError::malformed("code_challenge", why))?;
    Ok(Some(challenge))
}

/// A successful answer (RFC 8628 3.2). Send it with `Cache-Control: no-store`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeviceResponse {
    /// What the device polls with.
    pub device_code: IssuedToken,
    /// What the person types.
    pub user_code: String,
    /// Where they type it.
    pub verification_uri: String,
    /// The same with the code filled in: for a QR code.
    pub verification_uri_complete: String,
    /// How long both codes live, in seconds.
    pub expires_in: u64,
    /// Seconds between two polls.
    pub interval: u64,
}
