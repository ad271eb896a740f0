//! The token endpoint.

mod error;
mod exchange;
mod grant_type;
mod request;
mod response;

pub use error::{TokenError, TokenErrorCode};
pub use exchange::{PresentedToken, TokenExchange, TokenKind};
pub use grant_type::GrantType;
pub use request::{Grant, TokenRequest};
pub(crate) use request::{resources, scope};
pub use response::{TokenResponse, TokenType};
