//! What the checks look at and what they find out.

use std::sync::Arc;

use durward_model::service::OauthOidc;
use durward_model::session::Session;
use durward_model::user::User;
use durward_oauth::{AuthorizationError, AuthorizationErrorCode, AuthorizationRequest, Prompt};
use durward_store::{Cx, Error, ErrorKind};

use super::kept::Kept;
use super::{Answer, Verdict};
use crate::clients::Client;
use crate::{Denial, Provider};

/// How a request came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Channel {
    /// By the person's browser, where it may have been changed.
    Open,
    /// The same way, signed by the app (RFC 9101).
    Signed,
    /// From the app itself (RFC 9126).
    Pushed,
    /// From the app itself and signed.
    PushedSigned,
    /// It waited at the server, after it had come by one of the other ways.
    Kept,
}

/// A request under consideration.
pub struct Deliberation<'a> {
    pub(crate) provider: &'a Provider,
    pub(crate) cx: &'a Cx,
    pub(crate) client: Arc<Client>,
    pub(crate) settings: Arc<OauthOidc>,
    pub(crate) request: AuthorizationRequest,
    /// The live session of the browser, once the check `session` has accepted it.
    pub(crate) session: Option<&'a Session>,
    /// What the person answered on the consent page.
    pub(crate) answer: Option<Answer>,
    /// How the request came.
    pub(crate) channel: Channel,
    /// Where it waits at the server, if it does.
    pub(crate) kept: Option<Kept>,
    /// Who is signed in; found by the check `session`.
    pub(crate) user: Option<User>,
    /// Who must be signed in, by `id_token_hint`.
    pub(crate) expected_subject: Option<String>,
}

impl<'a> Deliberation<'a> {
    pub(super) fn new(
        provider: &'a Provider,
        cx: &'a Cx,
        client: Arc<Client>,
        settings: Arc<OauthOidc>,
        request: AuthorizationRequest,
        channel: Channel,
    ) -> Self {
        Self {
            provider,
            cx,
            client,
            settings,
            request,
            session: None,
            answer: None,
            channel,
            kept: None,
            user: None,
            expected_subject: None,
        }
    }

    /// Whether the person has signed in since this request first came to them. Only one that waits at the server knows.
    pub(crate) fn signed_in_for_this(&self) -> bool {
        let begun_at = self.kept.as_ref().and_then(|kept| kept.begun_at);
        begun_at.is_some_and(|begun_at| {
            self.session
                .is_some_and(|session| session.auth_time >= begun_at)
        })
    }

    /// Turns a wish for the person's attention into the error that `prompt=none` asks for instead
    /// (OpenID Connect Core 3.1.2.6).
    pub(super) fn heed(&self, verdict: Verdict) -> Result<Verdict, Denial> {
        if !self.request.prompt.contains(Prompt::None) {
            return Ok(verdict);
        }
        match verdict {
            Verdict::Pass => Ok(verdict),
            Verdict::SignIn(_) => Err(refuse(
                AuthorizationErrorCode::LoginRequired,
                "The person must sign in.",
            )),
            Verdict::Consent(_) => Err(refuse(
                AuthorizationErrorCode::ConsentRequired,
                "The person must agree first.",
            )),
        }
    }
}

/// The denial with this code and description.
pub(super) fn refuse(code: AuthorizationErrorCode, description: &'static str) -> Denial {
    Denial::Refused(AuthorizationError::new(code, description))
}

/// How a failure on our side is told to the app.
pub(super) fn on_our_side(error: &Error) -> AuthorizationError {
    match error.kind {
        ErrorKind::Unavailable(_) | ErrorKind::RateLimited(_) => AuthorizationError::new(
            AuthorizationErrorCode::TemporarilyUnavailable,
            "The service is busy. Try again in a moment.",
        ),
        _ => AuthorizationError::new(
            AuthorizationErrorCode::ServerError,
            "Something went wrong on our side.",
        ),
    }
}

/// The authentication context class that `session` reached: its own, or the one its journey is mapped to.
pub fn acr_of(session: &Session, settings: &OauthOidc) -> Option<String> {
    let mapped = || acr_of_journey(&session.journey, settings);
    session.acr.clone().or_else(mapped)
}

/// The authentication context class that `journey` is mapped to.
pub(crate) fn acr_of_journey(journey: &str, settings: &OauthOidc) -> Option<String> {
    let mut mapped = settings.loa_mapping.iter();
    let found = mapped.find(|(_, known)| *known == journey);
    found.map(|(acr, _)| acr.clone())
}
