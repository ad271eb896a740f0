//! How a request of an app fails: with a registered OAuth error, or on our side.

use durward_oauth::{AuthorizationError, BearerError, TokenError, TokenErrorCode};
use durward_store::Error;

/// A failed request at the token endpoint and those like it.
#[derive(Debug)]
pub enum Failure {
    /// The app's doing: the registered error it is answered.
    Refused(TokenError),
    /// Ours, or the database's; the log has more.
    Ours(Error),
}

impl Failure {
    /// A refusal with this code and description.
    pub(crate) fn refused(code: TokenErrorCode, description: &'static str) -> Self {
        Self::Refused(TokenError::new(code, description))
    }
}

impl From<TokenError> for Failure {
    fn from(error: TokenError) -> Self {
        Self::Refused(error)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Ours(error)
    }
}

impl From<durward_db::DbError> for Failure {
    fn from(error: durward_db::DbError) -> Self {
        Self::Ours(error.into())
    }
}

/// A failed authorization request whose answer goes back to the app.
#[derive(Debug)]
pub enum Denial {
    /// The registered error it is answered.
    Refused(AuthorizationError),
    /// Ours, or the database's; the log has more.
    Ours(Error),
}

impl From<AuthorizationError> for Denial {
    fn from(error: AuthorizationError) -> Self {
        Self::Refused(error)
    }
}

impl From<Error> for Denial {
    fn from(error: Error) -> Self {
        Self::Ours(error)
    }
}

impl From<durward_db::DbError> for Denial {
    fn from(error: durward_db::DbError) -> Self {
        Self::Ours(error.into())
    }
}

/// A failed request that carried an access token.
#[derive(Debug)]
pub enum Refusal {
    /// The token's doing: the error of RFC 6750 3.1 or RFC 9449 7.1.
    Bearer(BearerError),
    /// Ours, or the database's.
    Ours(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Ours(error)
    }
}

impl From<durward_db::DbError> for Refusal {
    fn from(error: durward_db::DbError) -> Self {
        Self::Ours(error.into())
    }
}
