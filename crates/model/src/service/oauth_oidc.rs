//! The `oauth-oidc` service: what the OpenID provider of a realm does.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Service, within};
use crate::Invalid;

/// For which clients a PKCE challenge is required (R-OAUTH-90).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CodeVerifierEnforced {
    /// For all.
    #[default]
    True,
    /// For public clients.
    Public,
    /// For those whose own document says so.
    False,
}

/// By which rules the request objects of OpenID Connect requests are read (R-OAUTH-106). Others are always read by those
/// of RFC 9101.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum RequestObjectProcessing {
    /// OpenID Connect Core 6: an object may be unsigned, and goes before the parameters beside it.
    #[default]
    Oidc,
    /// RFC 9101: it must be signed, and nothing beside it counts.
    Jar,
}

/// Settings of the OpenID provider. Lifetimes are seconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct OauthOidc {
    /// Life of an authorization code.
    pub code_lifetime: i64,
    /// Life of an access token; 0 is never valid.
    pub access_token_lifetime: i64,
    /// Life of a refresh token; -1 never expires, 0 expires at once.
    pub refresh_token_lifetime: i64,
    /// Life of an ID token.
    pub jwt_token_lifetime: i64,
    /// Access tokens are JWTs (RFC 9068) rather than opaque.
    pub stateless_tokens_enabled: bool,
    /// Refresh tokens are issued at all.
    pub issue_refresh_token: bool,
    /// A refresh gives a new refresh token (rotation). Off: the old one stays until it expires.
    pub issue_refresh_token_on_refreshed_token: bool,
    /// Refresh tokens need the scope `offline_access` (R-OAUTH-6).
    pub offline_access_required: bool,
    /// Seconds for which a rotated refresh token still answers, for clients that lost the reply.
    pub refresh_token_grace_period: i64,
    /// For which clients PKCE is required.
    pub code_verifier_enforced: CodeVerifierEnforced,
    /// Algorithm of JWT access tokens.
    pub token_signing_algorithm: String,
    /// Algorithms ID tokens may be signed with; the first is the default.
    #[serde(rename = "supportedIDTokenSigningAlgorithms")]
    pub supported_id_token_signing_algorithms: Vec<String>,
    /// Grants that work in this realm.
    pub grant_types: Vec<String>,
    /// The journey that decides about the name and password of the password grant. It works once `grantTypes` lists
    /// `password`.
    pub password_grant_auth_service: String,
    /// Algorithms accepted in client assertions.
    pub supported_token_endpoint_authentication_signing_algorithms: Vec<String>,
    /// DPoP proofs must hold a nonce of ours (RFC 9449 8): none can be made ahead of its use.
    pub require_dpop_nonce: bool,
    /// Tokens can be bound to client certificates (RFC 8705 3). Off: apps that ask for that get no tokens.
    pub tls_certificate_bound_access_tokens_enabled: bool,
    /// The `claims` parameter is honoured (OpenID Connect Core 5.5).
    pub claims_parameter_supported: bool,
    /// Seconds a pushed authorization request waits for its person (RFC 9126 2.2).
    pub par_request_uri_lifetime: i64,
    /// Every app must push its authorization requests (RFC 9126 5).
    pub require_pushed_authorization_requests: bool,
    /// By which rules the request objects of OpenID Connect requests are read: `OIDC`, `JAR`.
    pub request_object_processing: RequestObjectProcessing,
    /// Algorithms that request objects may be signed with.
    pub supported_request_parameter_signing_algorithms: Vec<String>,
    /// Request objects must say when they end (R-OAUTH-102).
    pub exp_claim_required_in_request_object: bool,
    /// Request objects must say when they begin (R-OAUTH-103).
    pub nbf_claim_required_in_request_object: bool,
    /// Minutes a request object may be good for, from `nbf` to `exp`; 0 sets no limit.
    pub max_difference_between_request_object_nbf_and_exp: i64,
    /// Minutes since the `nbf` of a request object; 0 sets no limit.
    pub max_age_of_request_object_nbf_claim: i64,
    /// Algorithms that answers of the authorization endpoint may be signed with (JARM); the first is the default.
    pub supported_authorization_response_signing_algorithms: Vec<String>,
    /// Claims of the granted scopes also go into the ID token.
    pub always_add_claims_to_token: bool,
    /// Access tokens carry `subname`, the name of their subject (R-OAUTH-30).
    pub include_subname_in_token_claims: bool,
    /// Discovery documents are served.
    pub oidc_discovery_endpoint_enabled: bool,
    /// `acr` value to the journey that reaches it.
    pub loa_mapping: BTreeMap<String, String>,
    /// `acr` values a client gets without asking, in order of preference.
    #[serde(rename = "defaultACR")]
    pub default_acr: Vec<String>,
    /// Scopes of the realm's own with what they are for, `scope|locale|text`; shown on consent.
    pub supported_scopes: Vec<String>,
    /// Where people type the code of a device; our own page when empty.
    pub verification_url: String,
    /// Where people go after they answered about a device; our own page when empty.
    pub completion_url: String,
    /// Life of a device code and its user code.
    pub device_code_lifetime: i64,
    /// Seconds a device waits between two polls; longer when it comes too early.
    pub device_poll_interval: i64,
    /// Characters of a user code.
    pub device_user_code_length: i64,
    /// Characters that user codes are made of. Case does not count when a code is typed, so codes are made of capitals.
    pub device_user_code_character_set: String,
}

impl Default for OauthOidc {
    fn default() -> Self {
        let list = |items: &[&str]| items.iter().map(|&item| item.to_owned()).collect();
        Self {
            code_lifetime: 120,
            access_token_lifetime: 3600,
            refresh_token_lifetime: 604_800,
            jwt_token_lifetime: 3600,
            stateless_tokens_enabled: false,
            issue_refresh_token: true,
            issue_refresh_token_on_refreshed_token: true,
            offline_access_required: true,
            refresh_token_grace_period: 0,
            code_verifier_enforced: CodeVerifierEnforced::True,
            token_signing_algorithm: "ES256".to_owned(),
            supported_id_token_signing_algorithms: list(&["RS256", "ES256", "EdDSA"]),
            grant_types: list(&["authorization_code", "refresh_token", "client_credentials"]),
            password_grant_auth_service: "PasswordGrant".to_owned(),
            supported_token_endpoint_authentication_signing_algorithms: list(&ALL),
            require_dpop_nonce: false,
            tls_certificate_bound_access_tokens_enabled: true,
            claims_parameter_supported: true,
            par_request_uri_lifetime: 90,
            require_pushed_authorization_requests: false,
            request_object_processing: RequestObjectProcessing::Oidc,
            supported_request_parameter_signing_algorithms: list(&ALL),
            exp_claim_required_in_request_object: false,
            nbf_claim_required_in_request_object: false,
            max_difference_between_request_object_nbf_and_exp: 0,
            max_age_of_request_object_nbf_claim: 0,
            supported_authorization_response_signing_algorithms: list(&SIGNING),
            always_add_claims_to_token: false,
            include_subname_in_token_claims: true,
            oidc_discovery_endpoint_enabled: true,
            loa_mapping: BTreeMap::new(),
            default_acr: Vec::new(),
            supported_scopes: Vec::new(),
            verification_url: String::new(),
            completion_url: String::new(),
            device_code_lifetime: 300,
            device_poll_interval: 5,
            device_user_code_length: 8,
            device_user_code_character_set: "234567ACDEFGHJKLMNPQRSTWXYZabcdefhijkmnopqrstwxyz"
                .to_owned(),
        }
    }
}

const SIGNING: [&str; 3] = ["RS256", "ES256", "EdDSA"];
/// What clients may sign with.
const ALL: [&str; 13] = [
    "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256",
    "ES384", "ES512", "EdDSA",
];

impl Service for OauthOidc {
    const NAME: &'static str = "oauth-oidc";

    fn validate(&self) -> Result<(), Invalid> {
        within("codeLifetime", self.code_lifetime, 1, 600)?;
        within(
            "accessTokenLifetime",
            self.access_token_lifetime,
            0,
            31_536_000,
        )?;
        within(
            "refreshTokenLifetime",
            self.refresh_token_lifetime,
            -1,
            315_360_000,
        )?;
        within("jwtTokenLifetime", self.jwt_token_lifetime, 1, 31_536_000)?;
        within(
            "refreshTokenGracePeriod",
            self.refresh_token_grace_period,
            0,
            120,
        )?;
        within(
            "parRequestUriLifetime",
            self.par_request_uri_lifetime,
            5,
            600,
        )?;
        for (field, minutes) in [
            (
                "maxDifferenceBetweenRequestObjectNbfAndExp",
                self.max_difference_between_request_object_nbf_and_exp,
            ),
            (
                "maxAgeOfRequestObjectNbfClaim",
                self.max_age_of_request_object_nbf_claim,
            ),
        ] {
            within(field, minutes, 0, 525_600)?;
        }
        let answers = &self.supported_authorization_response_signing_algorithms;
        if answers.is_empty() || answers.iter().any(|alg| !SIGNING.contains(&alg.as_str())) {
            return Err(Invalid::new(
                "supportedAuthorizationResponseSigningAlgorithms",
                "List at least one of RS256, ES256, EdDSA.",
            ));
        }
        let objects = &self.supported_request_parameter_signing_algorithms;
        if objects.iter().any(|alg| !ALL.contains(&alg.as_str())) {
            return Err(Invalid::new(
                "supportedRequestParameterSigningAlgorithms",
                "List JWS algorithms such as ES256.",
            ));
        }
        if !SIGNING.contains(&self.token_signing_algorithm.as_str()) {
            return Err(Invalid::new(
                "tokenSigningAlgorithm",
                "Choose one of RS256, ES256, EdDSA.",
            ));
        }
        let id_token = &self.supported_id_token_signing_algorithms;
        if id_token.is_empty() || id_token.iter().any(|alg| !SIGNING.contains(&alg.as_str())) {
            return Err(Invalid::new(
                "supportedIDTokenSigningAlgorithms",
                "List at least one of RS256, ES256, EdDSA.",
            ));
        }
        self.validate_device_codes()?;
        if !(1..=100).contains(&self.password_grant_auth_service.chars().count()) {
            return Err(Invalid::new("passwordGrantAuthService", "Name a journey."));
        }
        let mut journeys: Vec<&String> = self.loa_mapping.values().collect();
        journeys.sort();
        if journeys.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(Invalid::new(
                "loaMapping",
                "Map each acr value to a journey of its own.",
            ));
        }
        Ok(())
    }
}
