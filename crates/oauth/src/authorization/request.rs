//! Stage two: everything the app asks for.

use serde::{Deserialize, Serialize};

use super::{Addressee, AuthorizationError, AuthorizationErrorCode, ReturnAddress};
use crate::{
    AcrValues, ClaimsRequest, ClientId, CodeChallenge, CodeChallengeMethod, CompactJwt, Display,
    Locales, LoginHint, Malformed, Nonce, ParameterError, Parameters, Prompts, Resources,
    ResponseMode, ResponseType, Scope, State, Thumbprint,
};

/// What the server as a whole accepts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AuthorizationRules {
    /// Takes `code_challenge_method=plain`, which protects nothing once a request is seen. Off by
    /// default (RFC 9700 2.1.1).
    pub plain_code_challenge: bool,
}

/// A request that is well-formed: kept while the person signs in. Whether this app may ask for all
/// that is decided elsewhere. A stored request with a member unknown here is refused, not read as if
/// the app had asked for less.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthorizationRequest {
    /// The app that asks.
    pub client_id: ClientId,
    /// Where and how it is answered.
    pub return_address: ReturnAddress,
    /// Whether the app named the redirect URI itself: then its token request must name the same one
    /// (RFC 6749 4.1.3).
    pub redirect_uri_given: bool,
    /// What it wants back.
    pub response_type: ResponseType,
    /// What it wants to be allowed; empty when it does not say.
    pub scope: Scope,
    /// The APIs it wants access to (RFC 8707).
    #[serde(default, skip_serializing_if = "Resources::is_empty")]
    pub resources: Resources,
    /// Binds the code to this app's instance (RFC 7636).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_challenge: Option<CodeChallenge>,
    /// Binds the code to a key of the app's instance (RFC 9449 10).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dpop_jkt: Option<Thumbprint>,
    /// Put into the ID token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<Nonce>,
    /// Which pages must, or must not, be shown.
    #[serde(default, skip_serializing_if = "Prompts::is_empty")]
    pub prompt: Prompts,
    /// Longest time since the person signed in, in seconds. 0 means: sign in now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_age: Option<u32>,
    /// How strongly the person should be authenticated.
    #[serde(default, skip_serializing_if = "AcrValues::is_empty")]
    pub acr_values: AcrValues,
    /// Who the app thinks is signing in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login_hint: Option<LoginHint>,
    /// An ID token of the person the app expects; not verified yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_token_hint: Option<CompactJwt>,
    /// The languages of the pages.
    #[serde(default, skip_serializing_if = "Locales::is_empty")]
    pub ui_locales: Locales,
    /// The languages of the claims (OIDC Core 5.2).
    #[serde(default, skip_serializing_if = "Locales::is_empty")]
    pub claims_locales: Locales,
    /// Single claims it asks for.
    #[serde(default, skip_serializing_if = "ClaimsRequest::is_empty")]
    pub claims: ClaimsRequest,
    /// The layout of the pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display: Option<Display>,
}

impl AuthorizationRequest {
    /// Reads the rest of a request whose addressee was found trustworthy.
    ///
    /// # Errors
    /// [`AuthorizationError`], to be returned to the app at `return_address`.
    pub fn parse(
        addressee: &Addressee,
        return_address: &ReturnAddress,
        parameters: &Parameters,
        rules: AuthorizationRules,
    ) -> Result<Self, AuthorizationError> {
        refuse_unsupported(parameters)?;
        let response_type = response_type(parameters)?;
        check_response_mode(parameters, response_type)?;
        parameters.parsed("state", State::parse)?;
        let request = Self {
            client_id: addressee.client_id.clone(),
            return_address: return_address.clone(),
            redirect_uri_given: addressee.redirect_uri.is_some(),
            response_type,
            scope: scope(parameters)?,
            resources: Resources::parse(parameters).map_err(|error| {
                AuthorizationError::new(AuthorizationErrorCode::InvalidTarget, &error)
            })?,
            code_challenge: code_challenge(parameters, rules)?,
            dpop_jkt: parameters.parsed("dpop_jkt", Thumbprint::parse)?,
            nonce: parameters.parsed("nonce", Nonce::parse)?,
            prompt: parameters
                .parsed("prompt", Prompts::parse)?
                .unwrap_or_default(),
            max_age: parameters.parsed("max_age", max_age)?,
            acr_values: parameters
                .parsed("acr_values", AcrValues::parse)?
                .unwrap_or_default(),
            login_hint: parameters.parsed("login_hint", LoginHint::parse)?,
            id_token_hint: parameters.parsed("id_token_hint", CompactJwt::parse)?,
            ui_locales: locales(parameters, "ui_locales")?,
            claims_locales: locales(parameters, "claims_locales")?,
            claims: parameters
                .parsed("claims", ClaimsRequest::parse)?
                .unwrap_or_default(),
            display: parameters.parsed("display", Display::parse)?,
        };
        request.check_id_token()?;
        Ok(request)
    }

    /// Whether this is an OpenID Connect request (OIDC Core 3.1.2.1).
    pub fn is_openid(&self) -> bool {
        self.scope.contains(Scope::OPENID)
    }

    /// An ID token from this endpoint needs the `openid` scope and a `nonce` (OIDC Core 3.2.2.1).
    fn check_id_token(&self) -> Result<(), AuthorizationError> {
        if !self.response_type.has_id_token() {
            return Ok(());
        }
        if !self.is_openid() {
            let phrase = "must hold openid when response_type holds id_token";
            return Err(ParameterError::about("scope", phrase).into());
        }
        if self.nonce.is_none() {
            return Err(ParameterError::missing("nonce").into());
        }
        Ok(())
    }
}

/// Parameters that are known, and refused by the code that OIDC Core 3.1.2.6 has for each. A request object and where it
/// may be found are resolved before a request is read: none is left here.
fn refuse_unsupported(parameters: &Parameters) -> Result<(), AuthorizationError> {
    use AuthorizationErrorCode as Code;
    [
        ("request", Code::RequestNotSupported),
        ("request_uri", Code::RequestUriNotSupported),
        ("registration", Code::RegistrationNotSupported),
    ]
    .into_iter()
    .find(|(name, _)| parameters.contains(name))
    .map_or(Ok(()), |(name, code)| {
        let phrase = "is not supported; send plain parameters";
        Err(AuthorizationError::new(
            code,
            &ParameterError::about(name, phrase),
        ))
    })
}

fn response_type(parameters: &Parameters) -> Result<ResponseType, AuthorizationError> {
    let text = parameters.required("response_type")?;
    ResponseType::parse(text).map_err(|why| {
        let error = ParameterError::malformed("response_type", why);
        AuthorizationError::new(AuthorizationErrorCode::UnsupportedResponseType, &error)
    })
}

fn check_response_mode(
    parameters: &Parameters,
    response_type: ResponseType,
) -> Result<(), ParameterError> {
    match parameters.parsed("response_mode", ResponseMode::parse)? {
        Some(mode) if !response_type.allows(mode) => Err(ParameterError::about(
            "response_mode",
            "must not be query or query.jwt when response_type holds token or id_token",
        )),
        _ => Ok(()),
    }
}

fn scope(parameters: &Parameters) -> Result<Scope, AuthorizationError> {
    let Some(text) = parameters.one("scope")? else {
        return Ok(Scope::default());
    };
    Scope::parse(text).map_err(|why| {
        let error = ParameterError::malformed("scope", why);
        AuthorizationError::new(AuthorizationErrorCode::InvalidScope, &error)
    })
}

/// A challenge without a method is a plain one (RFC 7636 4.3).
fn code_challenge(
    parameters: &Parameters,
    rules: AuthorizationRules,
) -> Result<Option<CodeChallenge>, ParameterError> {
    const METHOD: &str = "code_challenge_method";
    let method = parameters.parsed(METHOD, CodeChallengeMethod::parse)?;
    let Some(text) = parameters.one("code_challenge")? else {
        return method.map_or(Ok(None), |_| Err(ParameterError::missing("code_challenge")));
    };
    let method = method.unwrap_or(CodeChallengeMethod::Plain);
    if method == CodeChallengeMethod::Plain && !rules.plain_code_challenge {
        return Err(ParameterError::about(METHOD, "must be S256"));
    }
    CodeChallenge::parse(text, method)
        .map(Some)
        .map_err(|why| ParameterError::malformed("code_challenge", why))
}

fn max_age(text: &str) -> Result<u32, Malformed> {
    text.bytes()
        .all(|b| b.is_ascii_digit())
        .then(|| text.parse().ok())
        .flatten()
        .ok_or(Malformed::new(
            "must be a whole number of seconds below 4294967296",
        ))
}

fn locales(parameters: &Parameters, name: &'static str) -> Result<Locales, ParameterError> {
    Ok(parameters
        .one(name)?
        .map(Locales::parse)
        .unwrap_or_default())
}
