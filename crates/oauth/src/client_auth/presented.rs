//! The credentials of one request, not yet checked.

use super::basic;
use crate::{ClientId, CompactJwt, ParameterError, Parameters, SecretText, TokenError};

/// The one assertion type (RFC 7523 2.2).
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// What a client showed. Which of these it may use is part of its registration.
#[derive(Debug, Clone)]
pub enum PresentedCredentials {
    /// Only its name: a public client, or one whose certificate is proof (RFC 8705 2).
    None {
        /// Its name.
        client_id: ClientId,
    },
    /// Name and secret in the `Authorization` header.
    Basic {
        /// Its name.
        client_id: ClientId,
        /// Its secret.
        secret: SecretText,
    },
    /// Name and secret in the form.
    Post {
        /// Its name.
        client_id: ClientId,
        /// Its secret.
        secret: SecretText,
    },
    /// A JWT, authenticated with a secret or a private key (RFC 7523 2.2).
    Assertion {
        /// The JWT, not yet verified.
        assertion: CompactJwt,
        /// The name it also gave; must then be the subject of the JWT (RFC 7521 4.2).
        client_id: Option<ClientId>,
    },
}

impl PresentedCredentials {
    /// Reads the `Authorization` header, when there is one, and the form.
    ///
    /// # Errors
    /// [`TokenError`]: `invalid_request` when it used more than one method (RFC 6749 2.3) or a
    /// parameter is malformed; `invalid_client` when it did not say who it is or by a method nobody
    /// knows.
    pub fn parse(authorization: Option<&str>, form: &Parameters) -> Result<Self, TokenError> {
        let named = form.parsed("client_id", ClientId::parse)?;
        let secret = form.parsed("client_secret", SecretText::parse)?;
        let assertion = assertion(form)?;
        match (authorization, secret, assertion) {
            (Some(header), None, None) => Self::basic(header, named.as_ref()),
            (None, Some(secret), None) => {
                let client_id = named.ok_or_else(|| ParameterError::missing("client_id"))?;
                Ok(Self::Post { client_id, secret })
            }
            (None, None, Some(assertion)) => Ok(Self::Assertion { assertion, client_id: named }),
            (None, None, None) => named.map(|client_id| Self::None { client_id }).ok_or_else(|| {
                TokenError::invalid_client(
                    "The request does not say which client sends it; authenticate, or send client_id.",
                )
            }),
            _ => Err(ParameterError::several_methods().into()),
        }
    }

    /// Refuses secrets in the query of a URL, where servers and proxies log them (RFC 6749 2.3.1).
    ///
    /// # Errors
    /// [`TokenError`] `invalid_request` naming the parameter.
    pub fn refuse_in_query(query: &Parameters) -> Result<(), TokenError> {
        ["client_secret", "client_assertion"]
            .into_iter()
            .find(|name| query.contains(name))
            .map_or(Ok(()), |name| {
                Err(ParameterError::about(name, "must be sent in the body, not in the URL").into())
            })
    }

    /// The name the client gave outside a JWT.
    pub const fn client_id(&self) -> Option<&ClientId> {
        match self {
            Self::None { client_id }
            | Self::Basic { client_id, .. }
            | Self::Post { client_id, .. } => Some(client_id),
            Self::Assertion { client_id, .. } => client_id.as_ref(),
        }
    }

    /// `invalid_client` with `description`, with the challenge that this kind of client must be given.
    pub fn refuse(&self, description: &'static str) -> TokenError {
        let error = TokenError::invalid_client(description);
        match self {
            Self::Basic { .. } => error.to_authorization_header(),
            _ => error,
        }
    }

    fn basic(header: &str, named: Option<&ClientId>) -> Result<Self, TokenError> {
        let (client_id, secret) = basic::parse(header)?;
        if named.is_some_and(|named| *named != client_id) {
            let phrase = "must be the client of the Authorization header, or be left out";
            return Err(ParameterError::about("client_id", phrase).into());
        }
        Ok(Self::Basic { client_id, secret })
    }
}

fn assertion(form: &Parameters) -> Result<Option<CompactJwt>, TokenError> {
    const TYPE: &str = "client_assertion_type";
    match (
        form.one(TYPE)?,
        form.parsed("client_assertion", CompactJwt::parse)?,
    ) {
        (None, None) => Ok(None),
        (None, Some(_)) => Err(ParameterError::missing(TYPE).into()),
        (Some(_), None) => Err(ParameterError::missing("client_assertion").into()),
        (Some(JWT_BEARER), Some(assertion)) => Ok(Some(assertion)),
        (Some(_), Some(_)) => Err(TokenError::invalid_client(
            "The parameter client_assertion_type must be \
             urn:ietf:params:oauth:client-assertion-type:jwt-bearer.",
        )),
    }
}
