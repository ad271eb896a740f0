//! Where the parameters that count come from.

use durward_model::service::OauthOidc;
use durward_oauth::{AuthorizationError, Parameters};
use durward_store::Cx;

use super::deliberation::Channel;
use super::kept::{self, Kept};
use crate::clients::Client;
use crate::request_object::{self, RequestObject, Rules};
use crate::{Denial, Provider};

/// The parameters that count, by where they come from.
pub(super) enum Source<'a> {
    /// The address or form itself.
    Plain(&'a Parameters),
    /// A request object in it, or that it points to.
    Object(RequestObject),
    /// They wait at the server.
    Kept(Parameters, Kept),
}

/// Why there are none.
pub(super) enum Unread {
    /// The `request_uri` leads nowhere: nobody knows whose person this is.
    Unknown,
    /// Or they cannot be read.
    Denied(Denial),
}

impl From<Denial> for Unread {
    fn from(denial: Denial) -> Self {
        Self::Denied(denial)
    }
}

impl Source<'_> {
    /// What `client` asks for by `sent`.
    ///
    /// # Errors
    /// What is wrong with the `request` or `request_uri`; our own failures.
    pub(super) async fn of<'a>(
        provider: &Provider,
        cx: &Cx,
        client: &Client,
        settings: &OauthOidc,
        sent: &'a Parameters,
    ) -> Result<Source<'a>, Unread> {
        let request_uri = sent
            .one("request_uri")
            .map_err(|error| Denial::from(AuthorizationError::from(error)))?;
        if let Some(request_uri) = request_uri.filter(|uri| uri.starts_with(kept::SCHEME)) {
            let found = kept::find(cx, client, request_uri).await;
            let (parameters, kept) = found.map_err(Denial::from)?.ok_or(Unread::Unknown)?;
            return Ok(Source::Kept(parameters, kept));
        }
        let rules = Rules::of(settings, client, sent);
        let object = request_object::find(provider, cx, client, settings, rules, sent).await?;
        Ok(object.map_or(Source::Plain(sent), Source::Object))
    }

    pub(super) fn parameters(&self) -> &Parameters {
        match self {
            Self::Plain(parameters) => parameters,
            Self::Object(object) => &object.parameters,
            Self::Kept(parameters, _) => parameters,
        }
    }

    pub(super) fn kept(&self) -> Option<&Kept> {
        match self {
            Self::Plain(_) | Self::Object(_) => None,
            Self::Kept(_, kept) => Some(kept),
        }
    }

    pub(super) fn channel(&self) -> Channel {
        match self {
            Self::Plain(_) => Channel::Open,
            Self::Object(object) if object.signed => Channel::Signed,
            Self::Object(_) => Channel::Open,
            Self::Kept(..) => Channel::Kept,
        }
    }
}
