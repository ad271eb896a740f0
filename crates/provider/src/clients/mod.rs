//! Applications as the protocol sees them.
//!
//! [`AppKind`] checks the document an administrator writes; [`Client`] is what it compiles to, kept in
//! memory until the document changes. [`authenticate`] proves that a request comes from a client,
//! [`OwnOrigins`] knows the pages of the realm's own apps.

mod assertion;
pub mod authenticate;
mod certificate;
mod compile;
mod kind;
mod origins;
mod remote_keys;
mod request_objects;
mod their_keys;

use std::sync::Arc;

use aws_lc_rs::hmac;
use durward_jose::{Algorithm, KeySet};
use durward_model::Secret;
use durward_model::app::{Lifetimes, LogonResultUrls, Overrides, TokenExchange};
use durward_model::id::AppId;
use durward_model::service::OauthOidc;
use durward_oauth::{
    AcrValues, ClientAuthMethod, ClientId, GrantType, LoopbackPort, RedirectUri, ResourceIndicator,
    ResponseType, Scope,
};
use durward_store::{Cx, Error, documents};

pub use certificate::{CertificateName, ClientCertificates};
pub use kind::AppKind;
pub use origins::OwnOrigins;
pub use remote_keys::RemoteKeys;
pub(crate) use their_keys::with_keys;

/// An application, parsed.
#[derive(Debug)]
pub struct Client {
    /// Identifier of its document.
    pub id: AppId,
    /// The name it uses in requests.
    pub client_id: ClientId,
    /// The name shown to people.
    pub name: String,
    /// Logo shown to people.
    pub logo_uri: Option<String>,
    /// Privacy policy shown to people.
    pub policy_uri: Option<String>,
    /// Terms of service shown to people.
    pub tos_uri: Option<String>,
    /// Where the browser goes when a sign-in comes to a bad end.
    pub logon_result_urls: LogonResultUrls,
    /// Whether it is in use.
    pub active: bool,
    /// Whether it cannot keep a secret.
    pub public: bool,
    /// Whether its people are not asked for consent.
    pub first_party: bool,
    /// Where answers may go.
    pub redirect_uris: Vec<RedirectUri>,
    /// Where the browser may go after logout.
    pub post_logout_redirect_uris: Vec<RedirectUri>,
    /// How it hears of the end of a session.
    pub logout: LogoutAddresses,
    /// Origins whose scripts may call the endpoints.
    pub origins: Vec<String>,
    /// Grants it may use.
    pub grant_types: Vec<GrantType>,
    /// Response types it may ask for.
    pub response_types: Vec<ResponseType>,
    /// Scopes it may ask for.
    pub scope: Scope,
    /// Scopes it gets when it asks for none.
    pub default_scope: Scope,
    /// How it may prove who it is.
    pub auth_methods: Vec<ClientAuthMethod>,
    /// The only algorithm of its assertions, if it has chosen one.
    pub auth_signing_alg: Option<Algorithm>,
    /// Its secret, if it has one.
    pub secret: Option<ClientSecret>,
    /// Its public keys.
    pub keys: ClientKeys,
    /// Thumbprints (RFC 7638) of those that are in its document.
    pub key_thumbprints: Vec<String>,
    /// The name in its certificate, for `tls_client_auth`.
    pub certificate_name: Option<CertificateName>,
    /// Whether PKCE is required of it whatever the realm says.
    pub require_pkce: bool,
    /// Whether it must push its requests whatever the realm says.
    pub require_pushed_authorization_requests: bool,
    /// How its request objects are signed, if it has chosen.
    pub request_object_alg: Option<RequestObjectAlg>,
    /// Whether its requests must be signed.
    pub require_signed_request_object: bool,
    /// Where its request objects may be fetched from.
    pub request_uris: Vec<String>,
    /// Resources its tokens may be meant for.
    pub resources: Vec<ResourceIndicator>,
    /// Algorithm of its ID tokens, if it has chosen one.
    pub id_token_alg: Option<Algorithm>,
    /// Algorithm of UserInfo's answers about its people, if they are signed.
    pub userinfo_alg: Option<Algorithm>,
    /// Algorithm of signed introspection answers to it, if it has chosen one.
    pub introspection_alg: Option<Algorithm>,
    /// Algorithm of signed answers of the authorization endpoint, if it has chosen one.
    pub authorization_alg: Option<Algorithm>,
    /// Algorithm of its JWT access tokens, if it has chosen one.
    pub access_token_alg: Option<Algorithm>,
    /// `acr` values asked for when a request names none.
    pub default_acr_values: Option<AcrValues>,
    /// Greatest age of an authentication, in seconds, when a request names none.
    pub default_max_age: Option<u32>,
    /// Whether its tokens are always bound to a key (RFC 9449 5.2).
    pub dpop_bound_access_tokens: bool,
    /// Whether its tokens are always bound to the certificate of its connection (RFC 8705 3.4).
    pub certificate_bound_access_tokens: bool,
    require_dpop_nonce: bool,
    /// Whose tokens it may exchange, and who may act by its tokens.
    pub token_exchange: TokenExchange,
    lifetimes: Lifetimes,
    overrides: Overrides,
}

/// How a client signs its request objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestObjectAlg {
    /// Not at all.
    None,
    /// By this algorithm.
    Signed(Algorithm),
}

impl RequestObjectAlg {
    fn parse(name: &str) -> Option<Self> {
        match name {
            "none" => Some(Self::None),
            name => name.parse().ok().map(Self::Signed),
        }
    }
}

/// How an app hears of the end of a session.
#[derive(Debug, Clone, Default)]
pub struct LogoutAddresses {
    /// Where it is told server to server.
    pub back_channel: Option<String>,
    /// What the browser loads.
    pub front_channel: Option<String>,
    /// Whether the browser gives issuer and session with it.
    pub front_channel_session_required: bool,
}

/// A client's secret: as a keyed hash to compare with, and in clear for the MACs of `client_secret_jwt`.
#[derive(Debug)]
pub struct ClientSecret {
    pub(crate) hash: hmac::Tag,
    pub(crate) clear: Secret<Vec<u8>>,
}

/// Where a client's public keys are.
#[derive(Debug)]
pub enum ClientKeys {
    /// It has none.
    None,
    /// In its document.
    Inline(KeySet),
    /// Published by the client.
    Remote(String),
}

impl Client {
    /// The client called `client_id` in the realm of `cx`, if there is one.
    ///
    /// # Errors
    /// Database failures.
    pub async fn find(cx: &Cx, client_id: &ClientId) -> Result<Option<Arc<Self>>, Error> {
        cx.platform
            .documents
            .find::<Self>(cx, client_id.as_str())
            .await
    }

    /// The client whose document is `id`, if there is one.
    ///
    /// # Errors
    /// Database failures.
    pub async fn by_id(cx: &Cx, id: AppId) -> Result<Option<Arc<Self>>, Error> {
        let mut read = cx.db().read().await?;
        let document = documents::load(cx, &mut read, kind::NAME, id.as_str()).await?;
        drop(read);
        let Some(document) = document else {
            return Ok(None);
        };
        match ClientId::parse(&document.lookup_key) {
            Ok(client_id) => Self::find(cx, &client_id).await,
            Err(_) => Ok(None),
        }
    }

    /// The registered address that a request's `redirect_uri` stands for (RFC 9700 2.1, RFC 8252 7.3).
    pub fn redirect_uri(&self, requested: &RedirectUri) -> Option<&RedirectUri> {
        let port = if self.public {
            LoopbackPort::Any
        } else {
            LoopbackPort::Exact
        };
        self.redirect_uris
            .iter()
            .find(|registered| requested.matches(registered, port))
    }

    /// Whether it may use `grant`.
    pub fn may_use(&self, grant: GrantType) -> bool {
        self.grant_types.contains(&grant)
    }

    /// Seconds an authorization code lives.
    pub fn code_lifetime(&self, settings: &OauthOidc) -> i64 {
        self.lifetimes.code.unwrap_or(settings.code_lifetime)
    }

    /// Seconds an access token lives.
    pub fn access_token_lifetime(&self, settings: &OauthOidc) -> i64 {
        self.lifetimes
            .access_token
            .unwrap_or(settings.access_token_lifetime)
    }

    /// Seconds a refresh token lives; -1 is for ever.
    pub fn refresh_token_lifetime(&self, settings: &OauthOidc) -> i64 {
        self.lifetimes
            .refresh_token
            .unwrap_or(settings.refresh_token_lifetime)
    }

    /// Seconds an ID token lives.
    pub fn id_token_lifetime(&self, settings: &OauthOidc) -> i64 {
        self.lifetimes
            .id_token
            .unwrap_or(settings.jwt_token_lifetime)
    }

    /// Whether its access tokens are JWTs (RFC 9068) rather than opaque.
    pub fn has_jwt_access_tokens(&self, settings: &OauthOidc) -> bool {
        self.overridden(
            self.overrides.stateless_tokens_enabled,
            settings.stateless_tokens_enabled,
        )
    }

    /// Whether it gets refresh tokens.
    pub fn has_refresh_tokens(&self, settings: &OauthOidc) -> bool {
        self.overridden(
            self.overrides.issue_refresh_token,
            settings.issue_refresh_token,
        )
    }

    /// Whether a refresh gives it a new refresh token.
    pub fn rotates_refresh_tokens(&self, settings: &OauthOidc) -> bool {
        self.overridden(
            self.overrides.issue_refresh_token_on_refreshed_token,
            settings.issue_refresh_token_on_refreshed_token,
        )
    }

    /// Whether its DPoP proofs must hold a nonce of ours.
    pub fn requires_dpop_nonce(&self, settings: &OauthOidc) -> bool {
        self.require_dpop_nonce || settings.require_dpop_nonce
    }

    fn overridden(&self, own: Option<bool>, realm: bool) -> bool {
        own.filter(|_| self.overrides.provider_overrides_enabled)
            .unwrap_or(realm)
    }
}

/// Seconds the longest-lived signed token of any app of the realm may live by that app's own settings.
///
/// # Errors
/// Database failures.
pub(crate) async fn longest_token_life(cx: &Cx) -> Result<i64, Error> {
    const PAGE: i64 = 500;
    let mut longest = 0;
    let mut after = String::new();
    loop {
        let page =
            documents::list(cx, &mut cx.db().read().await?, kind::NAME, &after, PAGE).await?;
        for app in &page {
            for pointer in ["/oauth/lifetimes/access_token", "/oauth/lifetimes/id_token"] {
                longest = longest.max(
                    app.body
                        .pointer(pointer)
                        .and_then(serde_json::Value::as_i64)
                        .unwrap_or(0),
                );
            }
        }
        match page.last() {
            Some(last) if i64::try_from(page.len()).is_ok_and(|count| count == PAGE) => {
                after.clone_from(&last.lookup_key);
            }
            _ => return Ok(longest),
        }
    }
}

/// The client authentication method with this registered name.
fn auth_method(name: &str) -> Option<ClientAuthMethod> {
    ClientAuthMethod::ALL
        .into_iter()
        .find(|method| method.name() == name)
}
