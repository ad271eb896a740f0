//! Signing in with a certificate, through the pages.

use std::sync::Arc;

use axum::http::Method;
use durward_model::http::{CertificateSource, ClientCertificate};
use durward_testkit::{Database, Page};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
};
use serde_json::json;

use crate::support::acme;

const LOGIN: &str = "/realms/acme/login?journey=Certificate";

/// An authority in PEM, and a certificate for ana in DER.
fn issued() -> (String, Vec<u8>) {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let pem = authority.self_signed(&key).unwrap().pem();
    let issuer = Issuer::new(authority, key);
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, "ana");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    let key = KeyPair::generate().unwrap();
    let own = params.signed_by(&key, &issuer).unwrap();
    (pem, own.der().to_vec())
}

fn is_account(page: &Page) -> bool {
    page.body.contains("data-step=\"account-overview\"")
}

#[tokio::test]
async fn a_certificate_signs_in_without_a_form() {
    let app = acme(Database::Sqlite).await;
    let (authority, own) = issued();
    let services = json!({"certificates": {"trustedAuthorities": [authority]}});
    app.apply(json!({"kind": "realm", "name": "acme", "services": services}))
        .await;
    let mut browser = app.browser();
    let page = browser.open(LOGIN).await;
    assert!(page.body.contains("No certificate came"), "{}", page.body);
    browser.certificate = Some(Arc::new(ClientCertificate {
        chain: vec![own],
        source: CertificateSource::Connection,
    }));
    let page = browser.open(LOGIN).await;
    assert!(is_account(&page), "{}", page.body);
    browser.certificate = None;
    let page = browser.open("/realms/acme/account").await;
    assert!(is_account(&page), "the session goes on without it");
}

#[tokio::test]
async fn attack_a_certificate_in_a_header_of_the_client_is_none() {
    let app = acme(Database::Sqlite).await;
    let (authority, own) = issued();
    let services = json!({"certificates": {"trustedAuthorities": [authority]}});
    app.apply(json!({"kind": "realm", "name": "acme", "services": services}))
        .await;
    let mut browser = app.browser();
    let value = format!(":{}:", data_encoding::BASE64.encode(&own));
    let headers = [("client-cert", value.as_str())];
    let page = browser.send(Method::GET, LOGIN, &headers, "").await;
    assert!(page.body.contains("No certificate came"), "{}", page.body);
    assert!(!browser.cookies.keys().any(|name| name.contains("session")));
}
