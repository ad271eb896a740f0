//! An app asks that the person be signed out (OIDC RP-Initiated Logout 1.0).

use crate::{
    ClientId, CompactJwt, Locales, LoginHint, ParameterError, Parameters, RedirectUri, State,
};

/// A well-formed logout request. Without an ID token of the person, or a trusted way back, it is only
/// a wish: ask the person (2), and do not redirect (3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogoutRequest {
    /// An ID token of the person; not verified yet.
    pub id_token_hint: Option<CompactJwt>,
    /// Who the app thinks is signing out.
    pub logout_hint: Option<LoginHint>,
    /// The app; must be the audience of the hint when both are given.
    pub client_id: Option<ClientId>,
    /// Where the app wants the person to go; to be checked against what it registered.
    pub post_logout_redirect_uri: Option<RedirectUri>,
    /// Handed back to the app.
    pub state: Option<State>,
    /// The languages of the pages.
    pub ui_locales: Locales,
}

impl LogoutRequest {
    /// Reads the query or the form of a request.
    ///
    /// # Errors
    /// [`ParameterError`], to be shown to the person.
    pub fn parse(parameters: &Parameters) -> Result<Self, ParameterError> {
        Ok(Self {
            id_token_hint: parameters.parsed("id_token_hint", CompactJwt::parse)?,
            logout_hint: parameters.parsed("logout_hint", LoginHint::parse)?,
            client_id: parameters.parsed("client_id", ClientId::parse)?,
            post_logout_redirect_uri: parameters
                .parsed("post_logout_redirect_uri", RedirectUri::parse)?,
            state: parameters.parsed("state", State::parse)?,
            ui_locales: parameters
                .one("ui_locales")?
                .map(Locales::parse)
                .unwrap_or_default(),
        })
    }

    /// The way back, with `state`. `trusted` is the address of this request after it was found among
    /// those the app registered.
    pub fn return_url(&self, trusted: &RedirectUri) -> String {
        trusted.with_query(self.state.iter().map(|state| ("state", state.as_str())))
    }
}
