//! One file per check. What each may do is in `super`.

pub(super) mod acr;
pub(super) mod claims;
pub(super) mod consent;
pub(super) mod grant;
pub(super) mod id_token_hint;
pub(super) mod max_age;
pub(super) mod pkce;
pub(super) mod prompt;
pub(super) mod pushed;
pub(super) mod resource;
pub(super) mod scope;
pub(super) mod session;
pub(super) mod signed;
