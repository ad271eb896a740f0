//! From the document to the client.

use durward_jose::{Algorithm, Jwk, JwkSet, KeySet};
use durward_model::app::{AppDocument, AppStatus, ClientType};
use durward_oauth::{
    AcrValues, ClientAuthMethod, ClientId, GrantType, RedirectUri, ResourceIndicator, ResponseType,
    Scope,
};
use durward_store::documents::{Compiled, Document, open_secret};
use durward_store::{Cx, Error};
use serde_json::Value;

use super::kind::{NAME, SECRET};
use super::{
    CertificateName, Client, ClientKeys, ClientSecret, LogoutAddresses, RequestObjectAlg,
    auth_method,
};

impl Compiled for Client {
    const KIND: &'static str = NAME;

    async fn compile(cx: &Cx, document: Document) -> Result<Self, Error> {
        let secret = match open_secret(cx, NAME, &document.id, &document.body, SECRET).await? {
            Some(clear) => Some(ClientSecret {
                hash: cx.keys().await?.keyed_hash(clear.expose()),
                clear,
            }),
            None => None,
        };
        client(&document.id, read(&document.id, document.body)?, secret)
    }
}

/// The app that a kept document says, without its secret.
pub(super) fn read(id: &str, mut body: Value) -> Result<AppDocument, Error> {
    if let Some(oauth) = body.get_mut("oauth").and_then(Value::as_object_mut) {
        oauth.shift_remove("client_secret");
    }
    serde_json::from_value(body).map_err(|error| broken(id, &error.to_string()))
}

fn broken(id: &str, why: &str) -> Error {
    Error::internal(format!("app {id} does not compile: {why}"))
}

fn client(id: &str, app: AppDocument, secret: Option<ClientSecret>) -> Result<Client, Error> {
    let bad = |why: &dyn std::fmt::Display| broken(id, &why.to_string());
    let oauth = app.oauth;
    let algorithm = |name: Option<String>| {
        name.map(|name| name.parse::<Algorithm>())
            .transpose()
            .map_err(|error| bad(&error))
    };
    let uris = |texts: &[String]| {
        texts
            .iter()
            .map(|text| RedirectUri::parse(text))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|why| bad(&why.phrase()))
    };
    let certificate_name = CertificateName::of(&oauth).map_err(|why| bad(&why.message))?;
    let redirect_uris = uris(&oauth.redirect_uris)?;
    let mut origins = oauth.javascript_origins;
    origins.extend(redirect_uris.iter().filter_map(RedirectUri::origin));
    origins.sort();
    origins.dedup();
    let public = app.client_type == ClientType::Public;
    let auth_methods = match oauth.token_endpoint_auth_method {
        Some(name) => {
            vec![auth_method(&name).ok_or_else(|| broken(id, "token_endpoint_auth_method"))?]
        }
        None if public => vec![ClientAuthMethod::None],
        None => vec![
            ClientAuthMethod::ClientSecretBasic,
            ClientAuthMethod::ClientSecretPost,
        ],
    };
    let mut key_thumbprints = Vec::new();
    let keys = match (oauth.jwks, oauth.jwks_uri) {
        (Some(jwks), _) => {
            let set = JwkSet::parse(&jwks).map_err(|error| bad(&error))?;
            key_thumbprints.extend(set.keys.iter().map(Jwk::thumbprint));
            ClientKeys::Inline(KeySet::from_jwks(&set, &Algorithm::ALL))
        }
        (None, Some(uri)) => ClientKeys::Remote(uri),
        (None, None) => ClientKeys::None,
    };
    Ok(Client {
        id: id.parse().map_err(|error| bad(&error))?,
        client_id: ClientId::parse(&oauth.client_id.unwrap_or_default())
            .map_err(|why| bad(&why.phrase()))?,
        name: app.name,
        logo_uri: app.logo_uri,
        policy_uri: app.policy_uri,
        tos_uri: app.tos_uri,
        logon_result_urls: app.logon_result_urls,
        active: app.status == AppStatus::Active,
        public,
        first_party: app.first_party,
        redirect_uris,
        post_logout_redirect_uris: uris(&oauth.post_logout_redirect_uris)?,
        logout: LogoutAddresses {
            back_channel: oauth.backchannel_logout_uri,
            front_channel: oauth.frontchannel_logout_uri,
            front_channel_session_required: oauth.frontchannel_logout_session_required,
        },
        origins,
        grant_types: oauth
            .grant_types
            .iter()
            .filter_map(|name| GrantType::parse(name))
            .collect(),
        response_types: oauth
            .response_types
            .iter()
            .filter_map(|name| ResponseType::parse(name).ok())
            .collect(),
        scope: Scope::parse(&oauth.scope).map_err(|why| bad(&why.phrase()))?,
        default_scope: Scope::parse(&oauth.default_scopes.join(" "))
            .map_err(|why| bad(&why.phrase()))?,
        auth_methods,
        auth_signing_alg: algorithm(oauth.token_endpoint_auth_signing_alg)?,
        secret,
        keys,
        key_thumbprints,
        certificate_name,
        require_pkce: oauth.require_pkce,
        require_pushed_authorization_requests: oauth.require_pushed_authorization_requests,
        request_object_alg: oauth
            .request_object_signing_alg
            .as_deref()
            .and_then(RequestObjectAlg::parse),
        require_signed_request_object: oauth.require_signed_request_object,
        request_uris: oauth.request_uris,
        resources: oauth
            .resources
            .iter()
            .map(|text| ResourceIndicator::parse(text))
            .collect::<Result<_, _>>()
            .map_err(|why| bad(&why.phrase()))?,
        id_token_alg: algorithm(oauth.id_token_signed_response_alg)?,
        userinfo_alg: algorithm(oauth.userinfo_signed_response_alg)?,
        introspection_alg: algorithm(oauth.introspection_signed_response_alg)?,
        authorization_alg: algorithm(oauth.authorization_signed_response_alg)?,
        access_token_alg: algorithm(oauth.access_token_signed_response_alg)?,
        default_acr_values: (!oauth.default_acr_values.is_empty())
            .then(|| AcrValues::parse(&oauth.default_acr_values.join(" ")))
            .transpose()
            .map_err(|why| bad(&why.phrase()))?,
        default_max_age: oauth.default_max_age,
        dpop_bound_access_tokens: oauth.dpop_bound_access_tokens,
        certificate_bound_access_tokens: oauth.tls_client_certificate_bound_access_tokens,
        require_dpop_nonce: oauth.require_dpop_nonce,
        token_exchange: oauth.token_exchange,
        lifetimes: oauth.lifetimes,
        overrides: oauth.overrides,
    })
}
