//! What the server tells about itself (OIDC Discovery 1.0 3, RFC 8414 2).

use serde::Serialize;

use crate::{
    ClientAuthMethod, CodeChallengeMethod, Display, GrantType, Issuer, Prompt, ResponseMode,
    ResponseType,
};

/// The discovery document, its members in this order. An absent member means *not offered*, so a list
/// that is empty and an address that is `None` do not appear; the few members that mean something
/// else when absent always do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProviderMetadata {
    /// The server's name.
    pub issuer: Issuer,
    /// Where people are sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization_endpoint: Option<String>,
    /// Where tokens are had.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_endpoint: Option<String>,
    /// Claims about the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub userinfo_endpoint: Option<String>,
    /// The public keys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jwks_uri: Option<String>,
    /// Dynamic registration (RFC 7591).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registration_endpoint: Option<String>,
    /// Introspection (RFC 7662).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub introspection_endpoint: Option<String>,
    /// Revocation (RFC 7009).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revocation_endpoint: Option<String>,
    /// Logout (OIDC RP-Initiated Logout 1.0).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_session_endpoint: Option<String>,
    /// Pushed requests (RFC 9126).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pushed_authorization_request_endpoint: Option<String>,
    /// Device authorization (RFC 8628).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_authorization_endpoint: Option<String>,
    /// Scopes worth telling.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scopes_supported: Vec<String>,
    /// Required by both specifications, so sent even when empty.
    pub response_types_supported: Vec<ResponseType>,
    /// Absence would mean query and fragment.
    pub response_modes_supported: Vec<ResponseMode>,
    /// Absence would mean `authorization_code` and `implicit`.
    pub grant_types_supported: Vec<GrantType>,
    /// Authentication context classes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub acr_values_supported: Vec<String>,
    /// `public`, `pairwise`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subject_types_supported: Vec<&'static str>,
    /// Algorithms of ID tokens.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub id_token_signing_alg_values_supported: Vec<&'static str>,
    /// Algorithms of signed UserInfo.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub userinfo_signing_alg_values_supported: Vec<&'static str>,
    /// Algorithms of signed introspection answers (RFC 9701 7).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub introspection_signing_alg_values_supported: Vec<&'static str>,
    /// Algorithms of signed answers of the authorization endpoint (JARM 4).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authorization_signing_alg_values_supported: Vec<&'static str>,
    /// Algorithms of request objects.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub request_object_signing_alg_values_supported: Vec<&'static str>,
    /// Absence would mean `client_secret_basic`.
    pub token_endpoint_auth_methods_supported: Vec<ClientAuthMethod>,
    /// Algorithms of client assertions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub token_endpoint_auth_signing_alg_values_supported: Vec<&'static str>,
    /// How callers of introspection authenticate.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub introspection_endpoint_auth_methods_supported: Vec<ClientAuthMethod>,
    /// Algorithms of their assertions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub introspection_endpoint_auth_signing_alg_values_supported: Vec<&'static str>,
    /// How callers of revocation authenticate. Absence would mean `client_secret_basic`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub revocation_endpoint_auth_methods_supported: Vec<ClientAuthMethod>,
    /// Algorithms of their assertions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub revocation_endpoint_auth_signing_alg_values_supported: Vec<&'static str>,
    /// Page layouts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub display_values_supported: Vec<Display>,
    /// Prompts (OIDC Initiating User Registration 1.0 3).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub prompt_values_supported: Vec<Prompt>,
    /// `normal`, `aggregated`, `distributed`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub claim_types_supported: Vec<&'static str>,
    /// Claims worth telling.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub claims_supported: Vec<String>,
    /// Languages of claims.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub claims_locales_supported: Vec<String>,
    /// Languages of the pages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ui_locales_supported: Vec<String>,
    /// Ways to make a code challenge (RFC 8414 2).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub code_challenge_methods_supported: Vec<CodeChallengeMethod>,
    /// Algorithms of DPoP proofs (RFC 9449 5.1).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dpop_signing_alg_values_supported: Vec<&'static str>,
    /// Whether tokens can be bound to a certificate (RFC 8705 3.3).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub tls_client_certificate_bound_access_tokens: bool,
    /// Where clients with certificates go, when that is another address (RFC 8705 5).
    #[serde(skip_serializing_if = "MtlsEndpoints::is_empty")]
    pub mtls_endpoint_aliases: MtlsEndpoints,
    /// Whether the `claims` parameter is read.
    pub claims_parameter_supported: bool,
    /// Whether `request` is read.
    pub request_parameter_supported: bool,
    /// Whether `request_uri` is read. Absence would mean that it is.
    pub request_uri_parameter_supported: bool,
    /// Whether `request_uri` values must be registered.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub require_request_uri_registration: bool,
    /// Whether only pushed requests are taken (RFC 9126 5).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub require_pushed_authorization_requests: bool,
    /// Whether answers name the issuer (RFC 9207 3).
    pub authorization_response_iss_parameter_supported: bool,
    /// Whether apps are told of a sign-out by the server (OIDC Back-Channel Logout 1.0 2.1).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub backchannel_logout_supported: bool,
    /// Whether such messages name the session.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub backchannel_logout_session_supported: bool,
    /// Whether apps are told of a sign-out by the browser (OIDC Front-Channel Logout 1.0 3).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub frontchannel_logout_supported: bool,
    /// Whether such messages name the session.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub frontchannel_logout_session_supported: bool,
    /// Documentation for developers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_documentation: Option<String>,
    /// What the operator demands of apps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub op_policy_uri: Option<String>,
    /// The operator's terms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub op_tos_uri: Option<String>,
}

/// Endpoints on a connection that asks for a certificate (RFC 8705 5). One that is `None` has no other address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct MtlsEndpoints {
    /// Where tokens are had.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_endpoint: Option<String>,
    /// Claims about the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub userinfo_endpoint: Option<String>,
    /// Introspection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub introspection_endpoint: Option<String>,
    /// Revocation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revocation_endpoint: Option<String>,
    /// Pushed requests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pushed_authorization_request_endpoint: Option<String>,
    /// Device authorization.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_authorization_endpoint: Option<String>,
}

impl MtlsEndpoints {
    const NONE: Self = Self {
        token_endpoint: None,
        userinfo_endpoint: None,
        introspection_endpoint: None,
        revocation_endpoint: None,
        pushed_authorization_request_endpoint: None,
        device_authorization_endpoint: None,
    };

    fn is_empty(&self) -> bool {
        *self == Self::NONE
    }
}

impl ProviderMetadata {
    /// The endpoints of this document to which a client may have to prove something, with `mtls` in place of `base` at
    /// the front of their addresses.
    pub fn mtls_endpoints(&self, base: &str, mtls: &str) -> MtlsEndpoints {
        let moved = |address: &Option<String>| {
            let path = address.as_deref()?.strip_prefix(base)?;
            Some(format!("{mtls}{path}"))
        };
        MtlsEndpoints {
            token_endpoint: moved(&self.token_endpoint),
            userinfo_endpoint: moved(&self.userinfo_endpoint),
            introspection_endpoint: moved(&self.introspection_endpoint),
            revocation_endpoint: moved(&self.revocation_endpoint),
            pushed_authorization_request_endpoint: moved(
                &self.pushed_authorization_request_endpoint,
            ),
            device_authorization_endpoint: moved(&self.device_authorization_endpoint),
        }
    }

    /// A server that offers nothing yet but answers that name their issuer.
    pub const fn new(issuer: Issuer) -> Self {
        Self {
            issuer,
            authorization_endpoint: None,
            token_endpoint: None,
            userinfo_endpoint: None,
            jwks_uri: None,
            registration_endpoint: None,
            introspection_endpoint: None,
            revocation_endpoint: None,
            end_session_endpoint: None,
            pushed_authorization_request_endpoint: None,
            device_authorization_endpoint: None,
            scopes_supported: Vec::new(),
            response_types_supported: Vec::new(),
            response_modes_supported: Vec::new(),
            grant_types_supported: Vec::new(),
            acr_values_supported: Vec::new(),
            subject_types_supported: Vec::new(),
            id_token_signing_alg_values_supported: Vec::new(),
            userinfo_signing_alg_values_supported: Vec::new(),
            introspection_signing_alg_values_supported: Vec::new(),
            authorization_signing_alg_values_supported: Vec::new(),
            request_object_signing_alg_values_supported: Vec::new(),
            token_endpoint_auth_methods_supported: Vec::new(),
            token_endpoint_auth_signing_alg_values_supported: Vec::new(),
            introspection_endpoint_auth_methods_supported: Vec::new(),
            introspection_endpoint_auth_signing_alg_values_supported: Vec::new(),
            revocation_endpoint_auth_methods_supported: Vec::new(),
            revocation_endpoint_auth_signing_alg_values_supported: Vec::new(),
            display_values_supported: Vec::new(),
            prompt_values_supported: Vec::new(),
            claim_types_supported: Vec::new(),
            claims_supported: Vec::new(),
            claims_locales_supported: Vec::new(),
            ui_locales_supported: Vec::new(),
            code_challenge_methods_supported: Vec::new(),
            dpop_signing_alg_values_supported: Vec::new(),
            tls_client_certificate_bound_access_tokens: false,
            mtls_endpoint_aliases: MtlsEndpoints::NONE,
            claims_parameter_supported: false,
            request_parameter_supported: false,
            request_uri_parameter_supported: false,
            require_request_uri_registration: false,
            require_pushed_authorization_requests: false,
            authorization_response_iss_parameter_supported: true,
            backchannel_logout_supported: false,
            backchannel_logout_session_supported: false,
            frontchannel_logout_supported: false,
            frontchannel_logout_session_supported: false,
            service_documentation: None,
            op_policy_uri: None,
            op_tos_uri: None,
        }
    }
}
