//! Applications: the document an administrator writes (api-shapes.md 7).
//!
//! Only fields that do something exist. Values are checked here for shape; what only the protocol
//! knows (redirect URIs, scopes, key sets) is checked by `provider` when the document is saved.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Invalid;

/// Whether the app can keep a secret (RFC 6749 2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClientType {
    /// It can: it runs on a server.
    #[default]
    Confidential,
    /// It cannot: it runs in a browser or on a person's device.
    Public,
}

/// Whether an app is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum AppStatus {
    /// In use.
    #[default]
    Active,
    /// Every request of it is refused.
    Inactive,
}

/// An application.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppDocument {
    /// Name shown to people.
    pub name: String,
    /// What it is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Whether it can keep a secret.
    #[serde(default)]
    pub client_type: ClientType,
    /// Whether it belongs to the realm's own organization: its people are not asked for consent.
    #[serde(default)]
    pub first_party: bool,
    /// Whether it is in use.
    #[serde(default)]
    pub status: AppStatus,
    /// Logo shown on the consent page (`https`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo_uri: Option<String>,
    /// Privacy policy shown on the consent page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_uri: Option<String>,
    /// Terms of service shown on the consent page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tos_uri: Option<String>,
    /// Where the browser goes when a sign-in for the app comes to a bad end.
    #[serde(default, skip_serializing_if = "LogonResultUrls::is_empty")]
    pub logon_result_urls: LogonResultUrls,
    /// Notes of administrators.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub additional_information: String,
    /// Labels of administrators.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub extra_metadata: BTreeMap<String, Value>,
    /// The OAuth client.
    #[serde(default)]
    pub oauth: OauthClient,
}

/// Addresses of the app for sign-ins that come to a bad end, by how (R-CLI-18). Where there is none, our own page tells
/// the person.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LogonResultUrls {
    /// The person proved who they are, and is not let in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_denied: Option<String>,
    /// The person did not prove who they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed: Option<String>,
    /// Something else went wrong on the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl LogonResultUrls {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Those there are, by field.
    pub fn all(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let fields = [
            ("access_denied", &self.access_denied),
            ("failed", &self.failed),
            ("error", &self.error),
        ];
        let given = fields.into_iter();
        given.filter_map(|(field, address)| Some((field, address.as_deref()?)))
    }
}

/// The OAuth part of an app; names of RFC 7591 where it has them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OauthClient {
    /// Public name of the client; made when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// Secret of a confidential client. Stored sealed, never given back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    /// Where answers may go; compared exactly.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub redirect_uris: Vec<String>,
    /// Where the browser may go after logout; compared exactly.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub post_logout_redirect_uris: Vec<String>,
    /// Origins of scripts that may call the endpoints, besides those of `redirect_uris`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub javascript_origins: Vec<String>,
    /// Grants it may use.
    pub grant_types: Vec<String>,
    /// Response types it may ask for. Those that hold `token` or `id_token` need the grant `implicit`, here and in the
    /// realm.
    pub response_types: Vec<String>,
    /// Scopes it may ask for, separated by spaces.
    pub scope: String,
    /// Scopes it gets when it asks for none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub default_scopes: Vec<String>,
    /// How it proves who it is at the token endpoint; by `client_type` when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_endpoint_auth_method: Option<String>,
    /// The only algorithm accepted in its client assertions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_endpoint_auth_signing_alg: Option<String>,
    /// Whether a PKCE challenge is required even where the realm does not.
    pub require_pkce: bool,
    /// Whether it must push its authorization requests (RFC 9126) even where the realm does not ask for it.
    pub require_pushed_authorization_requests: bool,
    /// The only algorithm accepted in its request objects; `none` leaves them unsigned, where OpenID Connect's rules
    /// allow that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_object_signing_alg: Option<String>,
    /// Whether its requests must be signed request objects (RFC 9101 10.5).
    pub require_signed_request_object: bool,
    /// Where its request objects may be fetched from (`https`).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub request_uris: Vec<String>,
    /// Its public keys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jwks: Option<Value>,
    /// Where its public keys are published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jwks_uri: Option<String>,
    /// Algorithm of its ID tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token_signed_response_alg: Option<String>,
    /// Algorithm of signed answers of UserInfo; they are plain JSON when absent (OpenID Connect Core 5.3.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub userinfo_signed_response_alg: Option<String>,
    /// Algorithm of signed introspection answers, which it asks for by `Accept`; RS256 when absent (RFC 9701 6).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub introspection_signed_response_alg: Option<String>,
    /// Algorithm of its JWT access tokens; the realm's when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_token_signed_response_alg: Option<String>,
    /// Algorithm of answers of the authorization endpoint that are signed (JARM); the realm's first when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization_signed_response_alg: Option<String>,
    /// Resources (RFC 8707) its tokens may be meant for, besides itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<String>,
    /// `acr` values asked for when a request names none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub default_acr_values: Vec<String>,
    /// Greatest age of an authentication, in seconds, when a request names none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_max_age: Option<u32>,
    /// Whether its tokens are always bound to a key: every token request needs a DPoP proof (RFC 9449 5.2).
    pub dpop_bound_access_tokens: bool,
    /// Whether its DPoP proofs must hold a nonce of ours (RFC 9449 8), even where the realm does not ask for it.
    pub require_dpop_nonce: bool,
    /// Whether its tokens are always bound to the certificate of its connection (RFC 8705 3.4).
    pub tls_client_certificate_bound_access_tokens: bool,
    /// Subject of its certificate (RFC 4514), for `tls_client_auth`: one of these five.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls_client_auth_subject_dn: Option<String>,
    /// Host name among the alternative names of its certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls_client_auth_san_dns: Option<String>,
    /// URI among the alternative names of its certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls_client_auth_san_uri: Option<String>,
    /// Network address among the alternative names of its certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls_client_auth_san_ip: Option<String>,
    /// Mail address among the alternative names of its certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls_client_auth_san_email: Option<String>,
    /// Whose tokens it may exchange for its own, and who may act by its tokens.
    #[serde(skip_serializing_if = "TokenExchange::is_empty")]
    pub token_exchange: TokenExchange,
    /// Where it is told, server to server, that a session ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backchannel_logout_uri: Option<String>,
    /// Address that the browser loads in a hidden frame when it signs out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frontchannel_logout_uri: Option<String>,
    /// Whether that address is given issuer and session.
    pub frontchannel_logout_session_required: bool,
    /// Lifetimes of its own.
    #[serde(skip_serializing_if = "Lifetimes::is_empty")]
    pub lifetimes: Lifetimes,
    /// Where it departs from the realm's provider settings.
    #[serde(skip_serializing_if = "Overrides::is_empty")]
    pub overrides: Overrides,
}

impl Default for OauthClient {
    fn default() -> Self {
        Self {
            client_id: None,
            client_secret: None,
            redirect_uris: Vec::new(),
            post_logout_redirect_uris: Vec::new(),
            javascript_origins: Vec::new(),
            grant_types: vec!["authorization_code".to_owned()],
            response_types: vec!["code".to_owned()],
            scope: "openid profile email".to_owned(),
            default_scopes: Vec::new(),
            token_endpoint_auth_method: None,
            token_endpoint_auth_signing_alg: None,
            require_pkce: true,
            require_pushed_authorization_requests: false,
            request_object_signing_alg: None,
            require_signed_request_object: false,
            request_uris: Vec::new(),
            jwks: None,
            jwks_uri: None,
            id_token_signed_response_alg: None,
            userinfo_signed_response_alg: None,
            introspection_signed_response_alg: None,
            access_token_signed_response_alg: None,
            authorization_signed_response_alg: None,
            resources: Vec::new(),
            default_acr_values: Vec::new(),
            default_max_age: None,
            token_exchange: TokenExchange::default(),
            dpop_bound_access_tokens: false,
            require_dpop_nonce: false,
            tls_client_certificate_bound_access_tokens: false,
            tls_client_auth_subject_dn: None,
            tls_client_auth_san_dns: None,
            tls_client_auth_san_uri: None,
            tls_client_auth_san_ip: None,
            tls_client_auth_san_email: None,
            backchannel_logout_uri: None,
            frontchannel_logout_uri: None,
            frontchannel_logout_session_required: false,
            lifetimes: Lifetimes::default(),
            overrides: Overrides::default(),
        }
    }
}

/// Rules of token exchange (RFC 8693). Its own tokens an app may always exchange.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TokenExchange {
    /// Client ids of the apps whose tokens it takes, when these are meant for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subjects: Vec<String>,
    /// Resources it answers for: tokens for one of them are meant for it, as those for its client id are.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub audiences: Vec<String>,
    /// It may get tokens that do not tell it from the person (no `actor_token`).
    pub impersonation: bool,
    /// It may get tokens that name who acts for the person (`actor_token`, `act`).
    pub delegation: bool,
    /// The only client that may act for people by tokens of this app (`may_act`); any that is allowed to when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub may_act: Option<String>,
}

impl TokenExchange {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Lifetimes in seconds; absent ones are the realm's. 0 means never valid; a refresh token of -1 never expires.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Lifetimes {
    /// Authorization codes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<i64>,
    /// Access tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_token: Option<i64>,
    /// Refresh tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<i64>,
    /// ID tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<i64>,
}

impl Lifetimes {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Provider settings an app may have differently, honoured while `providerOverridesEnabled`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Overrides {
    /// Whether the rest counts.
    pub provider_overrides_enabled: bool,
    /// Access tokens are JWTs (RFC 9068) rather than opaque.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stateless_tokens_enabled: Option<bool>,
    /// Refresh tokens are issued.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issue_refresh_token: Option<bool>,
    /// A refresh gives a new refresh token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issue_refresh_token_on_refreshed_token: Option<bool>,
}

impl Overrides {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl AppDocument {
    /// Checks lengths, counts and what needs no protocol knowledge.
    ///
    /// # Errors
    /// The first field that does not fit.
    pub fn validate(&self) -> Result<(), Invalid> {
        crate::text::Label::parse(&self.name)
            .map_err(|invalid| Invalid::new("name", invalid.message))?;
        if self.description.chars().count() > 2048
            || self.additional_information.chars().count() > 4096
        {
            return Err(Invalid::new(
                "description",
                "Give at most 2048 characters (4096 for additional_information).",
            ));
        }
        for (field, url) in [
            ("logo_uri", &self.logo_uri),
            ("policy_uri", &self.policy_uri),
            ("tos_uri", &self.tos_uri),
        ] {
            let sound = |text: &str| {
                text.len() <= 2048
                    && url::Url::parse(text)
                        .is_ok_and(|url| url.scheme() == "https" || url.scheme() == "http")
            };
            if url.as_deref().is_some_and(|text| !sound(text)) {
                return Err(Invalid::new(
                    field,
                    "Give an https address of at most 2048 characters.",
                ));
            }
        }
        let limits: [(&str, usize, usize); 9] = [
            ("oauth.request_uris", self.oauth.request_uris.len(), 50),
            ("oauth.redirect_uris", self.oauth.redirect_uris.len(), 50),
            (
                "oauth.post_logout_redirect_uris",
                self.oauth.post_logout_redirect_uris.len(),
                50,
            ),
            (
                "oauth.javascript_origins",
                self.oauth.javascript_origins.len(),
                50,
            ),
            ("oauth.grant_types", self.oauth.grant_types.len(), 20),
            ("oauth.resources", self.oauth.resources.len(), 50),
            (
                "oauth.token_exchange.subjects",
                self.oauth.token_exchange.subjects.len(),
                100,
            ),
            (
                "oauth.token_exchange.audiences",
                self.oauth.token_exchange.audiences.len(),
                50,
            ),
            ("extra_metadata", self.extra_metadata.len(), 50),
        ];
        for (field, count, limit) in limits {
            if count > limit {
                return Err(Invalid::new(field, format!("Give at most {limit}.")));
            }
        }
        if let Some(secret) = &self.oauth.client_secret
            && !(16..=256).contains(&secret.len())
        {
            return Err(Invalid::new(
                "oauth.client_secret",
                "Give a secret of 16 to 256 characters.",
            ));
        }
        let lifetimes = &self.oauth.lifetimes;
        for (field, value, least) in [
            ("oauth.lifetimes.code", lifetimes.code, 0),
            ("oauth.lifetimes.access_token", lifetimes.access_token, 0),
            ("oauth.lifetimes.refresh_token", lifetimes.refresh_token, -1),
            ("oauth.lifetimes.id_token", lifetimes.id_token, 0),
        ] {
            if value.is_some_and(|value| value < least || value > 315_360_000) {
                return Err(Invalid::new(
                    field,
                    format!("Give seconds from {least} to 315360000."),
                ));
            }
        }
        Ok(())
    }
}
