//! Signing in with a certificate (R-AUM-12).

use std::sync::Arc;

use durward_identity::authenticators::add;
use durward_identity::authenticators::oath::Profile;
use durward_identity::authenticators::totp::{Seed, enrolled};
use durward_identity::users::{self, UserFields};
use durward_journey::message::Message;
use durward_journey::state::Aim;
use durward_model::http::{CertificateSource, ClientCertificate};
use durward_model::id::UserId;
use durward_model::user::UserStatus;
use durward_signin::journeys::{Failed, Progress, Start};
use durward_store::Cx;
use durward_x509::Certificate;
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, DnType,
    ExtendedKeyUsagePurpose, IsCa, Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose,
    RevokedCertParams, SanType, SerialNumber, date_time_ymd,
};
use serde_json::{Value, json};

use crate::base::{House, done, failed, journey, on_every_database, show};

on_every_database!(
    a_certificate_signs_the_person_in_whom_it_names,
    who_has_a_second_factor_is_asked_for_it_after_the_certificate,
    a_mail_address_in_a_certificate_must_be_the_verified_one,
    a_person_may_be_held_to_one_certificate,
    a_collector_takes_what_it_is_told_to_take,
    attack_no_certificate_and_a_strange_one_sign_nobody_in,
    attack_a_revoked_certificate_signs_nobody_in,
    attack_a_certificate_does_not_open_an_account_that_was_closed,
    attack_a_journey_that_forgets_to_verify_lets_nobody_in,
    attack_a_step_up_with_the_certificate_of_somebody_else_is_refused,
);

struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        Self {
            issuer: Issuer::new(params, key),
            pem,
        }
    }

    fn issue(&self, name: &str) -> Vec<u8> {
        self.issue_with(name, Vec::new())
    }

    fn issue_with(&self, name: &str, names: Vec<SanType>) -> Vec<u8> {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        params.serial_number = Some(SerialNumber::from(7u64));
        params.subject_alt_names = names;
        let key = KeyPair::generate().unwrap();
        let issued = params.signed_by(&key, &self.issuer).unwrap();
        issued.der().to_vec()
    }

    fn list(&self) -> String {
        let revoked = RevokedCertParams {
            serial_number: SerialNumber::from(7u64),
            revocation_time: date_time_ymd(2020, 1, 1),
            reason_code: None,
            invalidity_date: None,
        };
        let params = CertificateRevocationListParams {
            this_update: date_time_ymd(2020, 1, 1),
            next_update: date_time_ymd(2100, 1, 1),
            crl_number: SerialNumber::from(1u64),
            issuing_distribution_point: None,
            revoked_certs: vec![revoked],
            key_identifier_method: KeyIdMethod::Sha256,
        };
        params.signed_by(&self.issuer).unwrap().pem().unwrap()
    }
}

/// A house that trusts the authority.
async fn trusting(house: &House) -> Authority {
    let authority = Authority::new();
    let settings = json!({"trustedAuthorities": [authority.pem]});
    house.service("certificates", settings).await;
    authority
}

fn presenting(house: &House, der: &[u8]) -> Cx {
    let mut cx = house.cx();
    cx.origin.client_certificate = Some(Arc::new(ClientCertificate {
        chain: vec![der.to_vec()],
        source: CertificateSource::Connection,
    }));
    cx
}

/// What comes of `journey` for whoever presents `der`.
async fn through(house: &House, name: &str, der: &[u8]) -> Progress {
    let start = Start {
        journey: Some(name.to_owned()),
        ..Start::default()
    };
    let cx = presenting(house, der);
    house.engine.start(&cx, start).await.unwrap()
}

async fn sign_in(house: &House, der: &[u8]) -> Progress {
    through(house, "Certificate", der).await
}

async fn refused(house: &House, der: &[u8], reason: &str) {
    let end: Failed = failed(sign_in(house, der).await);
    assert_eq!(end.message, Message::key("certificate-refused"));
    let told = ("signin.failed".to_owned(), reason.to_owned());
    assert!(house.audited().await.contains(&told), "{reason}");
}

/// A journey that collects, verifies and extracts, with `extractor`'s settings.
async fn own_journey(house: &House, extractor: Value) {
    let verified = json!({"true": "whose", "false": "failure", "notFound": "failure",
        "expired": "failure", "pathValidationFailed": "failure", "revoked": "failure"});
    let nodes = [
        (
            "collect",
            "CertificateCollectorNode",
            json!({"collected": "verify", "notCollected": "failure"}),
            json!({}),
        ),
        ("verify", "CertificateValidationNode", verified, json!({})),
        (
            "whose",
            "CertificateUserExtractorNode",
            json!({"extracted": "success", "notExtracted": "failure"}),
            extractor,
        ),
    ];
    house.journey(journey("Own", &nodes)).await.unwrap();
}

async fn a_certificate_signs_the_person_in_whom_it_names(house: House) {
    let authority = trusting(&house).await;
    let ana = house.user("ana").await;
    let session = done(sign_in(&house, &authority.issue("ana")).await).session;
    assert_eq!(session.user, ana);
    let methods: Vec<_> = session.methods.iter().map(|one| &*one.amr).collect();
    assert_eq!(methods, ["swk"]);
    let hardware = json!({"keyStorage": "HARDWARE", "authLevel": 3});
    own_journey(&house, hardware).await;
    let session = done(through(&house, "Own", &authority.issue("ana")).await).session;
    let methods: Vec<_> = session.methods.iter().map(|one| &*one.amr).collect();
    assert_eq!((methods, session.auth_level), (vec!["hwk"], 3));
    refused(&house, &authority.issue("ben"), "certificate of nobody").await;
}

async fn who_has_a_second_factor_is_asked_for_it_after_the_certificate(house: House) {
    let authority = trusting(&house).await;
    let ana = house.user("ana").await;
    let cx = house.cx();
    let text = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    let seed = Seed::parse(text).unwrap();
    let profile = Profile::default();
    let app = enrolled(&cx, "", &seed, &profile, 0).await.unwrap();
    let mut tx = cx.db().begin().await.unwrap();
    add(&cx, &mut tx, ana, &app).await.unwrap();
    tx.commit().await.unwrap();
    let running = show(sign_in(&house, &authority.issue("ana")).await);
    assert_eq!(running.step.stage.as_deref(), Some("OneTimePassword"));
    let bytes = data_encoding::BASE32.decode(text.as_bytes()).unwrap();
    let code = profile.code(&bytes, profile.step(cx.now));
    let session = done(house.submit(running.token.expose(), &[&code]).await).session;
    assert_eq!(session.user, ana);
}

async fn verify_email(house: &House, user: UserId, email: &str) {
    let cx = house.cx();
    let mut tx = cx.db().begin().await.unwrap();
    durward_store::users::verify_email(&cx, &mut tx, user, email)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn a_mail_address_in_a_certificate_must_be_the_verified_one(house: House) {
    let authority = trusting(&house).await;
    let ana = house.user("ana").await;
    let by_email = json!({"certificateAttributeProfileMappingExtension": "RFC822_NAME"});
    own_journey(&house, by_email).await;
    let name = |email: &str| SanType::Rfc822Name(email.to_owned().try_into().unwrap());
    let der = authority.issue_with("Ana Diaz", vec![name("Ana@acme.example")]);
    failed(through(&house, "Own", &der).await);
    verify_email(&house, ana, "ana@acme.example").await;
    let session = done(through(&house, "Own", &der).await).session;
    assert_eq!(session.user, ana);
    let two = vec![name("ana@acme.example"), name("eve@acme.example")];
    let der = authority.issue_with("Ana Diaz", two);
    failed(through(&house, "Own", &der).await);
}

async fn a_person_may_be_held_to_one_certificate(house: House) {
    let authority = trusting(&house).await;
    let ana = house.user("ana").await;
    let pinned = json!({"certificateFingerprintAttribute": "certificate"});
    own_journey(&house, pinned).await;
    let (own, other) = (authority.issue("ana"), authority.issue("ana"));
    failed(through(&house, "Own", &own).await);
    let cx = house.world.cx();
    let mut tx = cx.db().begin().await.unwrap();
    let user = durward_store::users::by_id(&cx, &mut tx, ana)
        .await
        .unwrap()
        .unwrap();
    let mut fields = UserFields::of(&user);
    let fingerprint = Certificate::read(&own).unwrap().fingerprint;
    let attributes = &mut fields.profile.attributes;
    attributes.insert("certificate".to_owned(), json!(["another", fingerprint]));
    users::amend(&cx, &mut tx, ana, None, fields).await.unwrap();
    tx.commit().await.unwrap();
    done(through(&house, "Own", &own).await);
    failed(through(&house, "Own", &other).await);
}

async fn a_collector_takes_what_it_is_told_to_take(house: House) {
    let authority = trusting(&house).await;
    house.user("ana").await;
    let nodes = [(
        "collect",
        "CertificateCollectorNode",
        json!({"collected": "success", "notCollected": "failure"}),
        json!({"certificateCollectionMethod": "HEADER"}),
    )];
    house.journey(journey("Header", &nodes)).await.unwrap();
    let end = failed(through(&house, "Header", &authority.issue("ana")).await);
    assert_eq!(end.message, Message::key("certificate-missing"));
}

async fn attack_no_certificate_and_a_strange_one_sign_nobody_in(house: House) {
    let authority = trusting(&house).await;
    house.user("ana").await;
    let start = Start {
        journey: Some("Certificate".to_owned()),
        ..Start::default()
    };
    let none = failed(house.engine.start(&house.cx(), start).await.unwrap());
    assert_eq!(none.message, Message::key("certificate-missing"));
    let strange = Authority::new().issue("ana");
    refused(&house, &strange, "untrusted certificate").await;
    refused(&house, b"no certificate", "unreadable certificate").await;
    let nobody = json!({"trustedAuthorities": []});
    house.service("certificates", nobody).await;
    refused(&house, &authority.issue("ana"), "untrusted certificate").await;
}

async fn attack_a_revoked_certificate_signs_nobody_in(house: House) {
    let authority = trusting(&house).await;
    house.user("ana").await;
    let settings =
        json!({"trustedAuthorities": [authority.pem], "revocationLists": [authority.list()]});
    house.service("certificates", settings).await;
    refused(&house, &authority.issue("ana"), "revoked certificate").await;
    let hard = json!({"trustedAuthorities": [authority.pem], "revocation": "hardFail"});
    house.service("certificates", hard).await;
    let unknown = "certificate of unknown status";
    refused(&house, &authority.issue("ana"), unknown).await;
}

async fn attack_a_certificate_does_not_open_an_account_that_was_closed(house: House) {
    let authority = trusting(&house).await;
    let ana = house.user("ana").await;
    let cx = house.world.cx();
    let mut tx = cx.db().begin().await.unwrap();
    users::set_status(&cx, &mut tx, ana, UserStatus::Inactive)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    refused(&house, &authority.issue("ana"), "inactive").await;
}

async fn attack_a_journey_that_forgets_to_verify_lets_nobody_in(house: House) {
    let authority = trusting(&house).await;
    house.user("ana").await;
    let nodes = [
        (
            "collect",
            "CertificateCollectorNode",
            json!({"collected": "whose", "notCollected": "failure"}),
            json!({}),
        ),
        (
            "whose",
            "CertificateUserExtractorNode",
            json!({"extracted": "success", "notExtracted": "failure"}),
            json!({}),
        ),
    ];
    house.journey(journey("Careless", &nodes)).await.unwrap();
    failed(through(&house, "Careless", &authority.issue("ana")).await);
}

async fn attack_a_step_up_with_the_certificate_of_somebody_else_is_refused(house: House) {
    let authority = trusting(&house).await;
    house.user("ana").await;
    house.user("ben").await;
    let session = house.session("ana").await.session;
    let step_up = |der: Vec<u8>| {
        let start = Start {
            journey: Some("Certificate".to_owned()),
            aim: Aim::Upgrade,
            session: Some(session.clone()),
            ..Start::default()
        };
        let cx = presenting(&house, &der);
        let engine = &house.engine;
        async move { engine.start(&cx, start).await.unwrap() }
    };
    failed(step_up(authority.issue("ben")).await);
    let session = done(step_up(authority.issue("ana")).await).session;
    let methods: Vec<_> = session.methods.iter().map(|one| &*one.amr).collect();
    assert_eq!(methods, ["pwd", "swk", "mfa"]);
}
