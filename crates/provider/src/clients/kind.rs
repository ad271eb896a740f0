//! The document kind `app`: what an administrator may write.

use durward_db::Tx;
use durward_jose::{Algorithm, JwkSet};
use durward_model::app::{AppDocument, ClientType};
use durward_model::id::AppId;
use durward_model::secret::random_text;
use durward_oauth::{
    ClientAuthMethod, ClientId, GrantType, InsecureHttp, RedirectUri, ResourceIndicator,
    ResponseType, Scope,
};
use durward_store::documents::{Checked, Checking, Draft, Kind};
use durward_store::{Cx, Error};

use super::{CertificateName, auth_method, request_objects};
use crate::keys::SIGNING_ALGORITHMS;

/// Name of the kind.
pub(crate) const NAME: &str = "app";
/// Where the client's secret stands in the document.
pub(super) const SECRET: &str = "/oauth/client_secret";

/// The kind `app`.
#[derive(Debug, Clone, Copy, Default)]
pub struct AppKind;

impl Kind for AppKind {
    fn name(&self) -> &'static str {
        NAME
    }

    fn secrets(&self) -> &'static [&'static str] {
        &[SECRET]
    }

    fn new_id(&self, cx: &Cx) -> String {
        AppId::new(cx.now, cx.entropy()).to_string()
    }

    fn check<'a>(&'a self, cx: &'a Cx, _: &'a mut Tx, draft: Draft<'a>) -> Checking<'a> {
        Box::pin(async move { check(cx, draft) })
    }
}

fn check(cx: &Cx, draft: Draft<'_>) -> Result<Checked, Error> {
    let mut app: AppDocument = serde_json::from_value(draft.body).map_err(|error| {
        let message = error.to_string();
        let field = message.split('`').nth(1).unwrap_or_default().to_owned();
        Error::invalid(field, format!("The app does not read: {message}."))
    })?;
    app.validate()?;
    let current = draft.current.map(|document| &document.body);
    if app.oauth.client_id.is_none() {
        let kept = current
            .and_then(|body| body.pointer("/oauth/client_id"))
            .and_then(|id| id.as_str());
        app.oauth.client_id = Some(kept.unwrap_or(draft.id).to_owned());
    }
    let client_id = app.oauth.client_id.clone().unwrap_or_default();
    ClientId::parse(&client_id).map_err(|why| refused("client_id", why))?;
    let has_secret = app.oauth.client_secret.is_some()
        || current.is_some_and(|body| body.pointer(SECRET).is_some());
    check_addresses(&app)?;
    check_grants(&app)?;
    check_scopes(&app)?;
    check_authentication(&app)?;
    if !has_secret && needs_secret(&app) {
        // An export has no secrets. What it describes stands as it was, until somebody sets a secret that is known.
        let made = random_text::<32>(cx.entropy());
        app.oauth.client_secret = Some(made.expose().clone());
    }
    check_algorithms(&app)?;
    request_objects::check(&app)?;
    let name = app.name.clone();
    let body = serde_json::to_value(&app)
        .map_err(|error| Error::internal(format!("an app is not JSON: {error}")))?;
    Ok(Checked {
        lookup_key: client_id,
        name,
        body,
    })
}

fn refused(field: &str, why: durward_oauth::Malformed) -> Error {
    Error::invalid(
        format!("oauth.{field}"),
        format!("{field} {}.", why.phrase()),
    )
}

fn check_addresses(app: &AppDocument) -> Result<(), Error> {
    let lists = [
        ("redirect_uris", &app.oauth.redirect_uris),
        (
            "post_logout_redirect_uris",
            &app.oauth.post_logout_redirect_uris,
        ),
    ];
    for (field, uris) in lists {
        for (index, uri) in uris.iter().enumerate() {
            RedirectUri::register(uri, InsecureHttp::Refused)
                .map_err(|why| refused(&format!("{field}[{index}]"), why))?;
        }
    }
    for (field, uri) in app.logon_result_urls.all() {
        RedirectUri::register(uri, InsecureHttp::Refused).map_err(|why| {
            let field = format!("logon_result_urls.{field}");
            let message = format!("{field} {}.", why.phrase());
            Error::invalid(field, message)
        })?;
    }
    let told = [
        ("backchannel_logout_uri", &app.oauth.backchannel_logout_uri),
        (
            "frontchannel_logout_uri",
            &app.oauth.frontchannel_logout_uri,
        ),
    ];
    for (field, uri) in told {
        // Absolute, and without a fragment (OpenID Connect Back-Channel Logout 1.0 2.2, Front-Channel Logout 1.0 2).
        let sound = |uri: &str| {
            uri.len() <= 2048
                && url::Url::parse(uri).is_ok_and(|url| {
                    matches!(url.scheme(), "https" | "http")
                        && url.fragment().is_none()
                        && url.username().is_empty()
                })
        };
        if uri.as_deref().is_some_and(|uri| !sound(uri)) {
            return Err(Error::invalid(
                format!("oauth.{field}"),
                "Give an https address of at most 2048 characters, without a fragment.",
            ));
        }
    }
    for (index, origin) in app.oauth.javascript_origins.iter().enumerate() {
        let own = url::Url::parse(origin)
            .ok()
            .filter(|url| matches!(url.scheme(), "https" | "http"))
            .map(|url| url.origin().ascii_serialization());
        if own.as_deref() != Some(origin) {
            return Err(Error::invalid(
                format!("oauth.javascript_origins[{index}]"),
                "Give an origin such as https://app.example.com, without a path or a trailing slash.",
            ));
        }
    }
    for (index, resource) in app.oauth.resources.iter().enumerate() {
        ResourceIndicator::parse(resource)
            .map_err(|why| refused(&format!("resources[{index}]"), why))?;
    }
    for (index, subject) in app.oauth.token_exchange.subjects.iter().enumerate() {
        ClientId::parse(subject)
            .map_err(|why| refused(&format!("token_exchange.subjects[{index}]"), why))?;
    }
    for (index, audience) in app.oauth.token_exchange.audiences.iter().enumerate() {
        ResourceIndicator::parse(audience)
            .map_err(|why| refused(&format!("token_exchange.audiences[{index}]"), why))?;
    }
    Ok(())
}

fn check_grants(app: &AppDocument) -> Result<(), Error> {
    let mut grants = Vec::new();
    for (index, name) in app.oauth.grant_types.iter().enumerate() {
        let grant = GrantType::parse(name).ok_or_else(|| {
            let known = GrantType::ALL.map(GrantType::name).join(", ");
            Error::invalid(
                format!("oauth.grant_types[{index}]"),
                format!("Choose from: {known}."),
            )
        })?;
        grants.push(grant);
    }
    let proven = [GrantType::TokenExchange, GrantType::JwtBearer];
    if app.client_type == ClientType::Public && grants.iter().any(|grant| proven.contains(grant)) {
        return Err(Error::invalid(
            "oauth.grant_types",
            "A public client can use neither token-exchange nor jwt-bearer: anybody could in its name.",
        ));
    }
    if grants.contains(&GrantType::ClientCredentials) && app.client_type == ClientType::Public {
        return Err(Error::invalid(
            "oauth.grant_types",
            "A public client cannot use client_credentials (RFC 6749 4.4): it cannot keep a secret.",
        ));
    }
    if grants.contains(&GrantType::AuthorizationCode) && app.oauth.redirect_uris.is_empty() {
        return Err(Error::invalid(
            "oauth.redirect_uris",
            "Give at least one address for authorization_code.",
        ));
    }
    check_response_types(app, &grants)
}

/// RFC 7591 2.1: which response type needs which grant.
fn check_response_types(app: &AppDocument, grants: &[GrantType]) -> Result<(), Error> {
    for (index, name) in app.oauth.response_types.iter().enumerate() {
        let refused = |why: String| {
            let field = format!("oauth.response_types[{index}]");
            Err(Error::invalid(field, why))
        };
        let Ok(kind) = ResponseType::parse(name) else {
            let known = ResponseType::ALL.map(ResponseType::name).join(", ");
            return refused(format!("Choose from: {known}."));
        };
        let front = kind.has_id_token() || kind.has_token();
        if front && !grants.contains(&GrantType::Implicit) {
            return refused(format!("{kind} needs the grant type implicit."));
        }
    }
    if grants.contains(&GrantType::Implicit) && app.oauth.redirect_uris.is_empty() {
        return Err(Error::invalid(
            "oauth.redirect_uris",
            "Give at least one address for implicit.",
        ));
    }
    Ok(())
}

fn check_scopes(app: &AppDocument) -> Result<(), Error> {
    let allowed = Scope::parse(&app.oauth.scope).map_err(|why| refused("scope", why))?;
    let defaults = Scope::parse(&app.oauth.default_scopes.join(" "))
        .map_err(|why| refused("default_scopes", why))?;
    if !defaults.is_subset(&allowed) {
        return Err(Error::invalid(
            "oauth.default_scopes",
            "Name only scopes that are in oauth.scope.",
        ));
    }
    Ok(())
}

/// Whether the client proves itself by a secret.
fn needs_secret(app: &AppDocument) -> bool {
    let method = app
        .oauth
        .token_endpoint_auth_method
        .as_deref()
        .and_then(auth_method);
    let keyless = |method: ClientAuthMethod| {
        method != ClientAuthMethod::PrivateKeyJwt && !method.is_by_certificate()
    };
    app.client_type == ClientType::Confidential && method.is_none_or(keyless)
}

fn check_authentication(app: &AppDocument) -> Result<(), Error> {
    const FIELD: &str = "oauth.token_endpoint_auth_method";
    let has_keys = app.oauth.jwks.is_some() || app.oauth.jwks_uri.is_some();
    if app.oauth.jwks.is_some() && app.oauth.jwks_uri.is_some() {
        return Err(Error::invalid(
            "oauth.jwks_uri",
            "Give jwks or jwks_uri, not both (RFC 7591 2).",
        ));
    }
    if let Some(jwks) = &app.oauth.jwks {
        let set = JwkSet::parse(jwks).map_err(|error| {
            Error::invalid("oauth.jwks", format!("The key set does not read: {error}."))
        })?;
        if set.keys.is_empty() {
            return Err(Error::invalid(
                "oauth.jwks",
                "Give at least one key of a supported type (RSA, EC P-256/384/521, Ed25519).",
            ));
        }
        if set.keys.iter().any(durward_jose::Jwk::is_private) {
            return Err(Error::invalid(
                "oauth.jwks",
                "Give public keys only; keep the private ones with the app.",
            ));
        }
    }
    if let Some(uri) = &app.oauth.jwks_uri
        && !url::Url::parse(uri)
            .is_ok_and(|url| matches!(url.scheme(), "https" | "http") && uri.len() <= 2048)
    {
        return Err(Error::invalid(
            "oauth.jwks_uri",
            "Give an https address of at most 2048 characters.",
        ));
    }
    let method = match app.oauth.token_endpoint_auth_method.as_deref() {
        Some(name) => Some(auth_method(name).ok_or_else(|| {
            Error::invalid(FIELD, "Choose none, client_secret_basic, client_secret_post, client_secret_jwt, private_key_jwt, tls_client_auth or self_signed_tls_client_auth.")
        })?),
        None => None,
    };
    check_certificate(app, method)?;
    match (app.client_type, method) {
        (ClientType::Public, Some(method)) if method != ClientAuthMethod::None => {
            Err(Error::invalid(
                FIELD,
                "A public client has the method none: it cannot keep a secret.",
            ))
        }
        (ClientType::Public, _) if app.oauth.client_secret.is_some() => Err(Error::invalid(
            "oauth.client_secret",
            "Leave it out: a public client cannot keep a secret.",
        )),
        (ClientType::Public, _) => Ok(()),
        (ClientType::Confidential, Some(ClientAuthMethod::None)) => Err(Error::invalid(
            FIELD,
            "Only public clients have the method none.",
        )),
        (
            ClientType::Confidential,
            Some(
                method @ (ClientAuthMethod::PrivateKeyJwt
                | ClientAuthMethod::SelfSignedTlsClientAuth),
            ),
        ) if !has_keys => {
            let message = format!("Give jwks or jwks_uri for {method}.");
            Err(Error::invalid("oauth.jwks", message))
        }
        (ClientType::Confidential, Some(ClientAuthMethod::ClientSecretJwt))
            if app
                .oauth
                .client_secret
                .as_ref()
                .is_some_and(|secret| secret.len() < 32) =>
        {
            Err(Error::invalid(
                "oauth.client_secret",
                "Give at least 32 characters for client_secret_jwt (RFC 7518 3.2).",
            ))
        }
        (ClientType::Confidential, _) => Ok(()),
    }
}

/// The name in its certificate goes with `tls_client_auth`, and with that alone (RFC 8705 2.1.2).
fn check_certificate(app: &AppDocument, method: Option<ClientAuthMethod>) -> Result<(), Error> {
    let named = CertificateName::of(&app.oauth)?.is_some();
    match (named, method == Some(ClientAuthMethod::TlsClientAuth)) {
        (false, true) => Err(Error::invalid(
            "oauth.tls_client_auth_subject_dn",
            "Give one of the tls_client_auth names for tls_client_auth (RFC 8705 2.1.2).",
        )),
        (true, false) => Err(Error::invalid(
            "oauth.token_endpoint_auth_method",
            "Choose tls_client_auth, or leave out the tls_client_auth names.",
        )),
        _ => Ok(()),
    }
}

fn check_algorithms(app: &AppDocument) -> Result<(), Error> {
    let ours = [
        (
            "oauth.id_token_signed_response_alg",
            &app.oauth.id_token_signed_response_alg,
        ),
        (
            "oauth.userinfo_signed_response_alg",
            &app.oauth.userinfo_signed_response_alg,
        ),
        (
            "oauth.introspection_signed_response_alg",
            &app.oauth.introspection_signed_response_alg,
        ),
        (
            "oauth.authorization_signed_response_alg",
            &app.oauth.authorization_signed_response_alg,
        ),
        (
            "oauth.access_token_signed_response_alg",
            &app.oauth.access_token_signed_response_alg,
        ),
    ];
    for (field, name) in ours {
        let sound = |name: &str| {
            name.parse::<Algorithm>()
                .is_ok_and(|algorithm| SIGNING_ALGORITHMS.contains(&algorithm))
        };
        if name.as_deref().is_some_and(|name| !sound(name)) {
            return Err(Error::invalid(field, "Choose RS256, ES256 or EdDSA."));
        }
    }
    if app
        .oauth
        .token_endpoint_auth_signing_alg
        .as_deref()
        .is_some_and(|name| name.parse::<Algorithm>().is_err())
    {
        return Err(Error::invalid(
            "oauth.token_endpoint_auth_signing_alg",
            "Choose a JWS algorithm such as ES256.",
        ));
    }
    Ok(())
}
