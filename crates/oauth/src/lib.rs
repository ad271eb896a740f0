//! OAuth 2.1 and OpenID Connect on the wire: what applications send, and what they are answered.
//!
//! Everything here is pure: no input or output, no clock, no randomness. Text becomes a type that
//! cannot be wrong, or an error that names the parameter and says what to do. What a request *may*
//! do (is the client known, is the scope allowed) is decided by `provider`.
//!
//! | endpoint | from the wire | to the wire |
//! |---|---|---|
//! | any | [`Parameters`], [`PresentedCredentials`], [`BearerToken`], [`DpopProof`] | [`TokenError`], [`BearerError`] |
//! | authorize | [`Addressee`] → [`ReturnAddress`] → [`AuthorizationRequest`] | [`AuthorizationResponse`] or [`AuthorizationError`] → [`Delivery`] |
//! | token | [`TokenRequest`] | [`TokenResponse`] or [`TokenError`] |
//! | device/code | [`DeviceRequest`] | [`DeviceResponse`] or [`TokenError`] |
//! | introspect, revoke | [`IntrospectionRequest`], [`RevocationRequest`] | [`IntrospectionResponse`] or [`TokenError`] |
//! | logout | [`LogoutRequest`] | [`LogoutRequest::return_url`] |
//! | discovery | | [`ProviderMetadata`] |
//!
//! An authorization request is read in two stages, because errors go to different places: before the
//! redirect URI is trusted they are shown to the person, afterwards they are returned to the app.

mod acr_values;
mod authorization;
mod bearer;
mod bounded_text;
mod charset;
mod claims_request;
mod client_auth;
mod client_id;
mod compact_jwt;
mod confirmation;
mod description;
mod device;
mod display;
mod dpop;
mod introspection;
mod issuer;
mod locales;
mod logout;
mod malformed;
mod metadata;
mod parameters;
mod pkce;
mod prompt;
mod redirect_uri;
mod resource;
mod response_mode;
mod response_type;
mod revocation;
mod scope;
mod secret;
mod thumbprint;
mod token;
mod token_type_hint;

pub use acr_values::AcrValues;
pub use authorization::{
    Addressee, AuthorizationError, AuthorizationErrorCode, AuthorizationRequest,
    AuthorizationResponse, AuthorizationRules, Delivery, FrontToken, Members, ReturnAddress,
};
pub use bearer::{BearerError, BearerToken, Scheme, StepUp};
pub use bounded_text::{LoginHint, LoginName, Nonce, State};
pub use claims_request::{ClaimDemand, ClaimsRequest};
pub use client_auth::{ClientAuthMethod, PresentedCredentials};
pub use client_id::ClientId;
pub use compact_jwt::CompactJwt;
pub use confirmation::Confirmation;
pub use description::Description;
pub use device::{DeviceRequest, DeviceResponse};
pub use display::Display;
pub use dpop::{DPOP_ALGORITHMS, DpopError, DpopProof, ProofCheck, ProvenKey};
pub use introspection::{ActiveToken, IntrospectionRequest, IntrospectionResponse};
pub use issuer::Issuer;
pub use locales::Locales;
pub use logout::LogoutRequest;
pub use malformed::Malformed;
pub use metadata::{MtlsEndpoints, ProviderMetadata};
pub use parameters::{ParameterError, Parameters};
pub use pkce::{CodeChallenge, CodeChallengeMethod, CodeVerifier};
pub use prompt::{Prompt, Prompts};
pub use redirect_uri::{InsecureHttp, LoopbackPort, RedirectUri};
pub use resource::{ResourceIndicator, Resources};
pub use response_mode::ResponseMode;
pub use response_type::ResponseType;
pub use revocation::RevocationRequest;
pub use scope::Scope;
pub use secret::{IssuedToken, SecretText};
pub use thumbprint::Thumbprint;
pub use token::{
    Grant, GrantType, PresentedToken, TokenError, TokenErrorCode, TokenExchange, TokenKind,
    TokenRequest, TokenResponse, TokenType,
};
pub use token_type_hint::TokenTypeHint;
