//! One token for another (RFC 8693 2.1).

use super::{TokenError, request};
use crate::{ParameterError, Parameters, ResourceIndicator, Scope, SecretText};

/// The parameters of a token exchange.
#[derive(Debug, Clone)]
pub struct TokenExchange {
    /// For whom: the token of the person.
    pub subject: PresentedToken,
    /// By whom: the token of who acts for them, if somebody is to be seen to.
    pub actor: Option<PresentedToken>,
    /// APIs the new token is for, besides those of `resource`.
    pub audience: Vec<String>,
    /// What is wanted; `None` means what both the subject token and the app allow.
    pub scope: Option<Scope>,
}

/// A token and what its holder says it is.
#[derive(Debug, Clone)]
pub struct PresentedToken {
    /// The token.
    pub text: SecretText,
    /// What it is.
    pub kind: TokenKind,
}

/// Kinds of tokens (RFC 8693 3) that are taken in exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// An access token, opaque or a JWT.
    AccessToken,
    /// An ID token.
    IdToken,
    /// A JWT: one of the above.
    Jwt,
}

impl TokenKind {
    const ALL: [Self; 3] = [Self::AccessToken, Self::IdToken, Self::Jwt];

    /// The registered identifier.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AccessToken => "urn:ietf:params:oauth:token-type:access_token",
            Self::IdToken => "urn:ietf:params:oauth:token-type:id_token",
            Self::Jwt => "urn:ietf:params:oauth:token-type:jwt",
        }
    }
}

/// Most values of `audience` in one request.
const MOST: usize = 16;

impl TokenExchange {
    /// Reads the form of a request.
    ///
    /// # Errors
    /// [`TokenError`]: `invalid_scope`, or `invalid_request` naming the parameter that is missing, repeated, malformed or
    /// not supported.
    pub(super) fn parse(form: &Parameters) -> Result<Self, TokenError> {
        let subject = presented(form, "subject_token", "subject_token_type")?
            .ok_or_else(|| ParameterError::missing("subject_token"))?;
        let wanted = form.one("requested_token_type")?;
        if wanted.is_some_and(|wanted| wanted != TokenKind::AccessToken.name()) {
            let phrase = "must be urn:ietf:params:oauth:token-type:access_token, or be left out";
            return Err(ParameterError::about("requested_token_type", phrase).into());
        }
        Ok(Self {
            subject,
            actor: presented(form, "actor_token", "actor_token_type")?,
            audience: audience(form)?,
            scope: request::scope(form)?,
        })
    }
}

/// A token with its type: both or neither (RFC 8693 2.1).
fn presented(
    form: &Parameters,
    token: &'static str,
    kind: &'static str,
) -> Result<Option<PresentedToken>, TokenError> {
    match (form.parsed(token, SecretText::parse)?, form.one(kind)?) {
        (None, None) => Ok(None),
        (None, Some(_)) => Err(ParameterError::missing(token).into()),
        (Some(_), None) => Err(ParameterError::missing(kind).into()),
        (Some(text), Some(name)) => {
            let known = TokenKind::ALL
                .into_iter()
                .find(|known| known.name() == name);
            let phrase = "must be the token type access_token, id_token or jwt of RFC 8693 3";
            let kind = known.ok_or_else(|| ParameterError::about(kind, phrase))?;
            Ok(Some(PresentedToken { text, kind }))
        }
    }
}

/// Every `audience`: names, bounded like resources.
fn audience(form: &Parameters) -> Result<Vec<String>, TokenError> {
    let mut names: Vec<String> = Vec::new();
    for name in form.all("audience") {
        // A name is a URI here or nothing that could be allowed.
        if names.len() == MOST || name.len() > 1024 {
            let phrase = "must be sent at most 16 times, with at most 1024 characters";
            return Err(ParameterError::about("audience", phrase).into());
        }
        if ResourceIndicator::parse(name).is_err() {
            let error = ParameterError::about("audience", "must be the URI of an API");
            return Err(TokenError::new(
                super::TokenErrorCode::InvalidTarget,
                &error,
            ));
        }
        names.push(name.to_owned());
    }
    Ok(names)
}
