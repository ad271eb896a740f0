//! The authorization endpoint: the request in two stages, and its answer.

mod addressee;
mod delivery;
mod error;
mod request;
mod response;

pub use addressee::{Addressee, ReturnAddress};
pub use delivery::{Delivery, Members};
pub use error::{AuthorizationError, AuthorizationErrorCode};
pub use request::{AuthorizationRequest, AuthorizationRules};
pub use response::{AuthorizationResponse, FrontToken};
