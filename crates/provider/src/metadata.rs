//! What the realm's provider tells about itself (OpenID Connect Discovery 1.0, RFC 8414): exactly what is
//! enabled.

use durward_jose::Algorithm;
use durward_model::http::CertificateDoor;
use durward_model::service::{Certificates, OauthOidc, RequestObjectProcessing};
use durward_oauth::{
    ClientAuthMethod, CodeChallengeMethod, DPOP_ALGORITHMS, GrantType, Issuer, Prompt,
    ProviderMetadata, ResponseMode, ResponseType, Scope,
};
use durward_store::{Cx, Error, services};

use crate::claims;
use crate::keys::SIGNING_ALGORITHMS;

/// The metadata of the realm, or none where discovery is turned off. `ui_locales` are the languages of
/// the hosted pages.
///
/// # Errors
/// Database failures.
pub async fn document(cx: &Cx, ui_locales: &[&str]) -> Result<Option<ProviderMetadata>, Error> {
    let settings = services::settings::<OauthOidc>(cx).await?;
    if !settings.oidc_discovery_endpoint_enabled {
        return Ok(None);
    }
    let base = cx.issuer();
    let issuer = Issuer::parse(&base)
        .map_err(|why| Error::internal(format!("the issuer {}", why.phrase())))?;
    let at = |path: &str| Some(format!("{base}/oauth2/{path}"));
    let has = |grant: GrantType| settings.grant_types.iter().any(|name| name == grant.name());
    let assertion_algs: Vec<&'static str> = settings
        .supported_token_endpoint_authentication_signing_algorithms
        .iter()
        .filter_map(|name| name.parse::<Algorithm>().ok())
        .map(Algorithm::as_str)
        .collect();
    let methods = auth_methods(cx).await?;
    let proven: Vec<ClientAuthMethod> = methods
        .iter()
        .copied()
        .filter(|method| *method != ClientAuthMethod::None)
        .collect();
    let by_code = has(GrantType::AuthorizationCode);
    let asks = by_code || has(GrantType::Implicit);
    let mut document = ProviderMetadata {
        authorization_endpoint: asks.then(|| at("authorize")).flatten(),
        token_endpoint: at("token"),
        userinfo_endpoint: at("userinfo"),
        jwks_uri: at("jwks"),
        introspection_endpoint: at("introspect"),
        revocation_endpoint: at("revoke"),
        end_session_endpoint: at("logout"),
        device_authorization_endpoint: has(GrantType::DeviceCode)
            .then(|| at("device/code"))
            .flatten(),
        pushed_authorization_request_endpoint: asks.then(|| at("par")).flatten(),
        scopes_supported: scopes(&settings),
        response_types_supported: response_types(by_code, has(GrantType::Implicit)),
        response_modes_supported: ResponseMode::ALL.to_vec(),
        authorization_signing_alg_values_supported: listed(
            &settings.supported_authorization_response_signing_algorithms,
        ),
        grant_types_supported: GrantType::ALL
            .into_iter()
            .filter(|grant| has(*grant))
            .collect(),
        acr_values_supported: settings.loa_mapping.keys().cloned().collect(),
        subject_types_supported: vec!["public"],
        id_token_signing_alg_values_supported: id_token_algs(&settings),
        userinfo_signing_alg_values_supported: SIGNING_ALGORITHMS.map(Algorithm::as_str).to_vec(),
        introspection_signing_alg_values_supported: SIGNING_ALGORITHMS
            .map(Algorithm::as_str)
            .to_vec(),
        token_endpoint_auth_methods_supported: methods.clone(),
        token_endpoint_auth_signing_alg_values_supported: assertion_algs.clone(),
        introspection_endpoint_auth_methods_supported: proven,
        introspection_endpoint_auth_signing_alg_values_supported: assertion_algs.clone(),
        revocation_endpoint_auth_methods_supported: methods,
        revocation_endpoint_auth_signing_alg_values_supported: assertion_algs,
        prompt_values_supported: vec![
            Prompt::None,
            Prompt::Login,
            Prompt::Consent,
            Prompt::SelectAccount,
        ],
        claim_types_supported: vec!["normal"],
        claims_supported: claims_supported(),
        ui_locales_supported: ui_locales.iter().map(|&locale| locale.to_owned()).collect(),
        code_challenge_methods_supported: vec![CodeChallengeMethod::S256],
        dpop_signing_alg_values_supported: DPOP_ALGORITHMS.map(Algorithm::as_str).to_vec(),
        tls_client_certificate_bound_access_tokens: settings
            .tls_certificate_bound_access_tokens_enabled
            && cx.platform.certificate_door != CertificateDoor::Nowhere,
        claims_parameter_supported: settings.claims_parameter_supported,
        request_parameter_supported: asks,
        request_uri_parameter_supported: asks,
        require_request_uri_registration: asks,
        request_object_signing_alg_values_supported: request_object_algs(&settings),
        require_pushed_authorization_requests: settings.require_pushed_authorization_requests,
        authorization_response_iss_parameter_supported: true,
        backchannel_logout_supported: true,
        backchannel_logout_session_supported: true,
        frontchannel_logout_supported: true,
        frontchannel_logout_session_supported: true,
        ..ProviderMetadata::new(issuer)
    };
    if let CertificateDoor::At(origin) = &cx.platform.certificate_door {
        let mtls = format!("{origin}{}", cx.realm.path.base_path());
        document.mtls_endpoint_aliases = document.mtls_endpoints(&base, &mtls);
    }
    Ok(Some(document))
}

/// How clients can prove who they are: by certificates where they can present any, and by one of an authority where the
/// realm trusts one.
async fn auth_methods(cx: &Cx) -> Result<Vec<ClientAuthMethod>, Error> {
    let door = cx.platform.certificate_door != CertificateDoor::Nowhere;
    let certificates = services::settings::<Certificates>(cx).await?;
    let trusts = !certificates.trusted_authorities.is_empty();
    let available = |method: &ClientAuthMethod| match method {
        ClientAuthMethod::TlsClientAuth => door && trusts,
        ClientAuthMethod::SelfSignedTlsClientAuth => door,
        _ => true,
    };
    Ok(ClientAuthMethod::ALL
        .into_iter()
        .filter(available)
        .collect())
}

/// Algorithms of ID tokens: those of the realm. An app may choose any that we sign with.
fn id_token_algs(settings: &OauthOidc) -> Vec<&'static str> {
    let enabled = |algorithm: &Algorithm| {
        settings
            .supported_id_token_signing_algorithms
            .iter()
            .any(|name| name == algorithm.as_str())
    };
    SIGNING_ALGORITHMS
        .into_iter()
        .filter(enabled)
        .map(Algorithm::as_str)
        .collect()
}

/// Algorithms of request objects; unsigned ones where OpenID Connect's rules are followed.
fn request_object_algs(settings: &OauthOidc) -> Vec<&'static str> {
    let mut algs = listed(&settings.supported_request_parameter_signing_algorithms);
    if settings.request_object_processing == RequestObjectProcessing::Oidc {
        algs.push("none");
    }
    algs
}

fn listed(names: &[String]) -> Vec<&'static str> {
    names
        .iter()
        .filter_map(|name| name.parse::<Algorithm>().ok())
        .map(Algorithm::as_str)
        .collect()
}

/// Those whose grants work in the realm; which of them an app may ask for, its document says.
fn response_types(by_code: bool, implicit: bool) -> Vec<ResponseType> {
    let works = |kind: &ResponseType| {
        let front = kind.has_id_token() || kind.has_token();
        (by_code || front && !kind.has_code()) && (implicit || !front)
    };
    ResponseType::ALL.into_iter().filter(works).collect()
}

fn scopes(settings: &OauthOidc) -> Vec<String> {
    let standard = [
        Scope::OPENID,
        Scope::PROFILE,
        Scope::EMAIL,
        Scope::ADDRESS,
        Scope::PHONE,
        Scope::OFFLINE_ACCESS,
        claims::GROUPS,
        claims::ROLES,
    ];
    let own = settings
        .supported_scopes
        .iter()
        .filter_map(|line| line.split('|').next());
    let mut scopes: Vec<String> = standard.into_iter().chain(own).map(str::to_owned).collect();
    let mut seen = std::collections::BTreeSet::new();
    scopes.retain(|scope| seen.insert(scope.clone()));
    scopes
}

fn claims_supported() -> Vec<String> {
    const PROTOCOL: [&str; 10] = [
        "iss",
        "sub",
        "aud",
        "exp",
        "iat",
        "auth_time",
        "nonce",
        "acr",
        "amr",
        "sid",
    ];
    PROTOCOL
        .into_iter()
        .chain(claims::names())
        .map(str::to_owned)
        .collect()
}
