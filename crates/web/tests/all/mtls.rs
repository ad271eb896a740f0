//! Clients and tokens that are known by a certificate (RFC 8705), and attempts without it.

use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use axum::http::{Method, StatusCode};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use durward_model::http::{CertificateSource, ClientCertificate};
use durward_testkit::{App, Browser, Database, Page};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    PublicKeyData, SanType,
};
use serde_json::{Value, json};

use crate::proofs::for_code;
use crate::support::{CALLBACK, acme, basic, code_for, on_every_database};

struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

fn authority() -> Authority {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let pem = params.self_signed(&key).unwrap().pem();
    Authority {
        issuer: Issuer::new(params, key),
        pem,
    }
}

/// What the certificate of the client `name` says.
fn named(name: &str) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name = rcgen::DistinguishedName::new();
    let parts = [
        (DnType::OrganizationName, "Acme"),
        (DnType::CommonName, name),
    ];
    for (kind, value) in parts {
        params.distinguished_name.push(kind, value);
    }
    params.subject_alt_names = vec![SanType::DnsName(
        format!("{name}.acme.example").try_into().unwrap(),
    )];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    params
}

impl Authority {
    fn issue(&self, name: &str) -> Vec<u8> {
        let key = KeyPair::generate().unwrap();
        let made = named(name).signed_by(&key, &self.issuer).unwrap();
        made.der().to_vec()
    }
}

fn self_signed(key: &KeyPair) -> Vec<u8> {
    named("robot").self_signed(key).unwrap().der().to_vec()
}

fn presenting(app: &App, der: &[u8]) -> Browser {
    let mut browser = app.browser();
    browser.certificate = Some(Arc::new(ClientCertificate {
        chain: vec![der.to_vec()],
        source: CertificateSource::Connection,
    }));
    browser
}

fn print(der: &[u8]) -> String {
    BASE64URL_NOPAD.encode(digest(&SHA256, der).as_ref())
}

/// Registers the app `robot`, which acts for itself.
async fn robot(app: &App, more: Value) {
    let mut oauth =
        json!({"client_id": "robot", "grant_types": ["client_credentials"], "scope": "jobs"});
    oauth
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    app.apply(json!({"kind": "app", "realm": "acme", "name": "robot", "client_type": "confidential", "oauth": oauth}))
        .await;
}

async fn trust(app: &App, authority: &Authority) {
    let services = json!({"certificates": {"trustedAuthorities": [authority.pem]}});
    app.apply(json!({"kind": "realm", "name": "acme", "services": services}))
        .await;
}

async fn ask(browser: &mut Browser) -> Page {
    let fields = [("grant_type", "client_credentials"), ("client_id", "robot")];
    browser
        .post("/realms/acme/oauth2/token", &[], &fields)
        .await
}

async fn is_refused(browser: &mut Browser) -> bool {
    let page = ask(browser).await;
    page.status == StatusCode::UNAUTHORIZED && page.json()["error"] == "invalid_client"
}

async fn introspected(browser: &mut Browser, text: &str) -> Value {
    let headers = [("authorization", &*basic("shop"))];
    let url = "/realms/acme/oauth2/introspect";
    browser.post(url, &headers, &[("token", text)]).await.json()
}

async fn userinfo(browser: &mut Browser, access: &str) -> Page {
    let bearer = format!("Bearer {access}");
    let headers = [("authorization", &*bearer)];
    browser
        .send(Method::GET, "/realms/acme/oauth2/userinfo", &headers, "")
        .await
}

#[tokio::test]
async fn a_certificate_of_a_trusted_authority_proves_the_client_it_names() {
    let app = acme(Database::Sqlite).await;
    let (trusted, own) = (authority(), "tls_client_auth");
    trust(&app, &trusted).await;
    let certificate = trusted.issue("robot");
    for (field, value) in [
        ("tls_client_auth_subject_dn", "cn=Robot, o=Acme"),
        ("tls_client_auth_san_dns", "ROBOT.acme.example"),
    ] {
        robot(
            &app,
            json!({"token_endpoint_auth_method": own, field: value}),
        )
        .await;
        let page = ask(&mut presenting(&app, &certificate)).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        let said = introspected(
            &mut app.browser(),
            page.json()["access_token"].as_str().unwrap(),
        )
        .await;
        assert_eq!(said.get("cnf"), None, "nothing asks for a bound token");
    }
}

#[tokio::test]
async fn attack_another_certificate_is_not_the_clients() {
    let app = acme(Database::Sqlite).await;
    let (trusted, stranger) = (authority(), authority());
    trust(&app, &trusted).await;
    let oauth = json!({"token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_subject_dn": "CN=robot,O=Acme"});
    robot(&app, oauth).await;
    assert!(is_refused(&mut app.browser()).await, "none at all");
    for other in [
        trusted.issue("other"),
        stranger.issue("robot"),
        self_signed(&KeyPair::generate().unwrap()),
        b"no certificate".to_vec(),
    ] {
        assert!(is_refused(&mut presenting(&app, &other)).await);
    }
    let mut expired = named("robot");
    expired.not_after = rcgen::date_time_ymd(2025, 1, 1);
    let key = KeyPair::generate().unwrap();
    let expired = expired.signed_by(&key, &trusted.issuer).unwrap();
    assert!(is_refused(&mut presenting(&app, expired.der())).await);
}

#[tokio::test]
async fn attack_a_certificate_in_a_header_of_the_client_proves_nothing() {
    let app = acme(Database::Sqlite).await;
    let trusted = authority();
    trust(&app, &trusted).await;
    let oauth = json!({"token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_subject_dn": "CN=robot,O=Acme"});
    robot(&app, oauth).await;
    let value = format!(":{}:", BASE64.encode(&trusted.issue("robot")));
    let fields = [("grant_type", "client_credentials"), ("client_id", "robot")];
    for name in [
        "client-cert",
        "x-ssl-client-cert",
        "x-forwarded-client-cert",
    ] {
        let headers = [(name, &*value)];
        let page = app
            .browser()
            .post("/realms/acme/oauth2/token", &headers, &fields)
            .await;
        assert_eq!(page.json()["error"], "invalid_client");
    }
}

#[tokio::test]
async fn a_self_signed_certificate_proves_who_registered_its_key() {
    let app = acme(Database::Sqlite).await;
    let (key, other) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let (x, y) = key.der_bytes()[1..].split_at(32);
    let jwk = json!({"kty": "EC", "crv": "P-256", "x": BASE64URL_NOPAD.encode(x), "y": BASE64URL_NOPAD.encode(y)});
    let oauth = json!({"token_endpoint_auth_method": "self_signed_tls_client_auth", "jwks": {"keys": [jwk]}});
    robot(&app, oauth).await;
    for renewed in [self_signed(&key), self_signed(&key)] {
        let page = ask(&mut presenting(&app, &renewed)).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    }
    assert!(is_refused(&mut presenting(&app, &self_signed(&other))).await);
    assert!(is_refused(&mut app.browser()).await);
    let headers = [("authorization", &*basic("robot"))];
    let fields = [("grant_type", "client_credentials")];
    let page = app
        .browser()
        .post("/realms/acme/oauth2/token", &headers, &fields)
        .await;
    assert_eq!(page.json()["error"], "invalid_client", "it has no secret");
}

/// The public app `spa` with tokens bound to its certificate.
async fn bound_spa(app: &App) {
    app.apply(json!({"kind": "app", "realm": "acme", "name": "spa", "client_type": "public", "first_party": true,
        "oauth": {"client_id": "spa", "redirect_uris": [CALLBACK], "grant_types": ["authorization_code", "refresh_token"],
            "scope": "openid profile email offline_access", "tls_client_certificate_bound_access_tokens": true}}))
        .await;
}

async fn of_spa(browser: &mut Browser, fields: &[(&str, &str)]) -> Page {
    let mut fields = fields.to_vec();
    fields.push(("client_id", "spa"));
    browser
        .post("/realms/acme/oauth2/token", &[], &fields)
        .await
}

async fn attack_a_stolen_token_is_worth_nothing_with_another_certificate(database: Database) {
    let app = acme(database).await;
    bound_spa(&app).await;
    for jwt in [false, true] {
        let services = json!({"oauth-oidc": {"statelessTokensEnabled": jwt}});
        app.apply(json!({"kind": "realm", "name": "acme", "services": services}))
            .await;
        let der = self_signed(&KeyPair::generate().unwrap());
        let thief = self_signed(&KeyPair::generate().unwrap());
        let mut browser = presenting(&app, &der);
        let code = code_for(&mut browser, "spa").await;
        let without = of_spa(&mut app.browser(), &for_code(&code)).await;
        assert_eq!(without.json()["error"], "invalid_request");
        let tokens = of_spa(&mut browser, &for_code(&code)).await.json();
        assert_eq!(tokens["token_type"], "Bearer", "{tokens}");
        let access = tokens["access_token"].as_str().unwrap();
        let said = introspected(&mut browser, access).await;
        assert_eq!(said["cnf"], json!({"x5t#S256": print(&der)}));
        assert_eq!(userinfo(&mut browser, access).await.status, StatusCode::OK);
        for mut other in [presenting(&app, &thief), app.browser()] {
            let page = userinfo(&mut other, access).await;
            assert_eq!(page.status, StatusCode::UNAUTHORIZED);
            assert_eq!(page.json()["error"], "invalid_token");
        }
        let refresh = tokens["refresh_token"].as_str().unwrap();
        let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
        let stolen = of_spa(&mut presenting(&app, &thief), &fields).await;
        assert_eq!(stolen.json()["error"], "invalid_grant");
        let own = of_spa(&mut browser, &fields).await;
        assert_eq!(own.status, StatusCode::OK, "{}", own.body);
    }
}

on_every_database! {
    attack_a_stolen_token_is_worth_nothing_with_another_certificate,
}

#[tokio::test]
async fn where_tokens_are_not_bound_to_certificates_an_app_that_asks_for_it_gets_none() {
    let app = acme(Database::Sqlite).await;
    bound_spa(&app).await;
    let services = json!({"oauth-oidc": {"tlsCertificateBoundAccessTokensEnabled": false}});
    app.apply(json!({"kind": "realm", "name": "acme", "services": services}))
        .await;
    let mut browser = presenting(&app, &self_signed(&KeyPair::generate().unwrap()));
    let code = code_for(&mut browser, "spa").await;
    let page = of_spa(&mut browser, &for_code(&code)).await;
    assert_eq!(page.json()["error"], "unauthorized_client");
}

#[tokio::test]
async fn the_metadata_names_the_methods_there_are_and_the_addresses_for_them() {
    let app = acme(Database::Sqlite).await;
    let url = "/realms/acme/.well-known/openid-configuration";
    let document = app.browser().get(url).await.json();
    let methods = &document["token_endpoint_auth_methods_supported"];
    let offers = |methods: &Value, name: &str| methods.as_array().unwrap().contains(&json!(name));
    assert!(offers(methods, "self_signed_tls_client_auth"));
    assert!(
        !offers(methods, "tls_client_auth"),
        "no authority is trusted"
    );
    assert_eq!(document["tls_client_certificate_bound_access_tokens"], true);
    let aliases = &document["mtls_endpoint_aliases"];
    let token = "https://localhost:8443/realms/acme/oauth2/token";
    assert_eq!(aliases["token_endpoint"], token);
    assert_eq!(aliases.get("authorization_endpoint"), None);
    trust(&app, &authority()).await;
    let document = app.browser().get(url).await.json();
    assert!(offers(
        &document["token_endpoint_auth_methods_supported"],
        "tls_client_auth"
    ));
}
