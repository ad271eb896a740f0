//! What an app asks of the token endpoint.

use super::{GrantType, TokenError, TokenErrorCode, TokenExchange};
use crate::{
    CodeVerifier, CompactJwt, LoginName, ParameterError, Parameters, RedirectUri, Resources, Scope,
    SecretText,
};

/// A well-formed token request. The client's own authentication is read apart from it.
#[derive(Debug, Clone)]
pub struct TokenRequest {
    /// What the app holds that entitles it to a token.
    pub grant: Grant,
    /// The APIs the token is for (RFC 8707).
    pub resources: Resources,
}

/// The parameters of each grant type.
#[derive(Debug, Clone)]
pub enum Grant {
    /// RFC 6749 4.1.3.
    AuthorizationCode {
        /// The code.
        code: SecretText,
        /// The redirect URI of the authorization request, when that named one.
        redirect_uri: Option<RedirectUri>,
        /// The secret behind the code challenge (RFC 7636 4.5).
        code_verifier: Option<CodeVerifier>,
    },
    /// RFC 6749 6.
    RefreshToken {
        /// The refresh token.
        refresh_token: SecretText,
        /// Less than was granted; `None` means all of it.
        scope: Option<Scope>,
    },
    /// RFC 6749 4.4.2.
    ClientCredentials {
        /// What is wanted; `None` means the app's default.
        scope: Option<Scope>,
    },
    /// RFC 6749 4.3.2.
    Password {
        /// Who the person is.
        username: LoginName,
        /// Their password.
        password: SecretText,
        /// What is wanted; `None` means the app's default.
        scope: Option<Scope>,
    },
    /// RFC 8628 3.4.
    DeviceCode {
        /// The device code.
        device_code: SecretText,
        /// The secret behind the code challenge of the device's request.
        code_verifier: Option<CodeVerifier>,
    },
    /// RFC 8693 2.1.
    TokenExchange(Box<TokenExchange>),
    /// RFC 7523 2.1.
    JwtBearer {
        /// The JWT, not yet verified.
        assertion: CompactJwt,
        /// What is wanted; `None` means the app's default.
        scope: Option<Scope>,
    },
}

impl TokenRequest {
    /// Reads the form of a request.
    ///
    /// # Errors
    /// [`TokenError`]: `unsupported_grant_type`, `invalid_scope`, `invalid_target`, or
    /// `invalid_request` naming the parameter that is missing, repeated or malformed.
    pub fn parse(form: &Parameters) -> Result<Self, TokenError> {
        let grant_type = GrantType::parse(form.required("grant_type")?).ok_or_else(unsupported)?;
        let grant = match grant_type {
            GrantType::AuthorizationCode => Grant::AuthorizationCode {
                code: form.parsed_required("code", SecretText::parse)?,
                redirect_uri: form.parsed("redirect_uri", RedirectUri::parse)?,
                code_verifier: form.parsed("code_verifier", CodeVerifier::parse)?,
            },
            GrantType::RefreshToken => Grant::RefreshToken {
                refresh_token: form.parsed_required("refresh_token", SecretText::parse)?,
                scope: scope(form)?,
            },
            GrantType::ClientCredentials => Grant::ClientCredentials {
                scope: scope(form)?,
            },
            GrantType::Implicit => return Err(unsupported()),
            GrantType::Password => Grant::Password {
                username: form.parsed_required("username", LoginName::parse)?,
                password: form.parsed_required("password", SecretText::parse_password)?,
                scope: scope(form)?,
            },
            GrantType::DeviceCode => Grant::DeviceCode {
                device_code: form.parsed_required("device_code", SecretText::parse)?,
                code_verifier: form.parsed("code_verifier", CodeVerifier::parse)?,
            },
            GrantType::TokenExchange => Grant::TokenExchange(Box::new(TokenExchange::parse(form)?)),
            GrantType::JwtBearer => Grant::JwtBearer {
                assertion: form.parsed_required("assertion", CompactJwt::parse)?,
                scope: scope(form)?,
            },
        };
        let resources = resources(form)?;
        Ok(Self { grant, resources })
    }

    /// Its grant type.
    pub const fn grant_type(&self) -> GrantType {
        match self.grant {
            Grant::AuthorizationCode { .. } => GrantType::AuthorizationCode,
            Grant::RefreshToken { .. } => GrantType::RefreshToken,
            Grant::ClientCredentials { .. } => GrantType::ClientCredentials,
            Grant::Password { .. } => GrantType::Password,
            Grant::DeviceCode { .. } => GrantType::DeviceCode,
            Grant::TokenExchange(_) => GrantType::TokenExchange,
            Grant::JwtBearer { .. } => GrantType::JwtBearer,
        }
    }
}

pub(crate) fn resources(form: &Parameters) -> Result<Resources, TokenError> {
    Resources::parse(form).map_err(|error| TokenError::new(TokenErrorCode::InvalidTarget, &error))
}

fn unsupported() -> TokenError {
    let phrase = "must be a grant type listed in this server's metadata";
    let error = ParameterError::about("grant_type", phrase);
    TokenError::new(TokenErrorCode::UnsupportedGrantType, &error)
}

pub(crate) fn scope(form: &Parameters) -> Result<Option<Scope>, TokenError> {
    form.one("scope")?
        .map(Scope::parse)
        .transpose()
        .map_err(|why| {
            let error = ParameterError::malformed("scope", why);
            TokenError::new(TokenErrorCode::InvalidScope, &error)
        })
}
