//! Paths to a trusted authority.

use durward_model::service::Certificates;
use durward_x509::{Policy, Refusal};
use rcgen::{
    BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};

use crate::authority::{Authority, person, trusting, verify};

async fn refusal(settings: &Certificates, presented: &[Vec<u8>]) -> Refusal {
    verify(settings, presented).await.unwrap_err()
}

#[tokio::test]
async fn a_certificate_of_a_trusted_authority_is_believed() {
    let root = Authority::new("Root");
    let ana = root.issue(&person("ana"));
    let read = verify(&trusting(&[&root]), &[ana]).await.unwrap();
    assert_eq!(read.common_names, ["ana"]);
}

#[tokio::test]
async fn a_certificate_of_an_authority_below_comes_with_that_authoritys() {
    let root = Authority::new("Root");
    let below = root.below("Staff", 3);
    let ana = below.issue(&person("ana"));
    let trust = trusting(&[&root]);
    let alone = refusal(&trust, std::slice::from_ref(&ana)).await;
    assert_eq!(alone, Refusal::Untrusted);
    verify(&trust, &[ana, below.der]).await.unwrap();
}

#[tokio::test]
async fn nobody_is_believed_where_no_authority_is_trusted() {
    let ana = Authority::new("Root").issue(&person("ana"));
    assert_eq!(refusal(&trusting(&[]), &[ana]).await, Refusal::Untrusted);
    assert_eq!(refusal(&trusting(&[]), &[]).await, Refusal::Unreadable);
}

#[tokio::test]
async fn a_certificate_is_good_between_its_dates_alone() {
    let root = Authority::new("Root");
    let trust = trusting(&[&root]);
    let mut past = person("ana");
    past.not_after = date_time_ymd(2026, 5, 31);
    assert_eq!(
        refusal(&trust, &[root.issue(&past)]).await,
        Refusal::Expired
    );
    let mut coming = person("ana");
    coming.not_before = date_time_ymd(2026, 6, 2);
    let refused = refusal(&trust, &[root.issue(&coming)]).await;
    assert_eq!(refused, Refusal::NotYetValid);
}

#[tokio::test]
async fn attack_a_certificate_of_another_authority_is_refused() {
    let (root, other) = (Authority::new("Root"), Authority::new("Other"));
    let forged = other.issue(&person("ana"));
    let trust = trusting(&[&root]);
    let refused = refusal(&trust, &[forged.clone(), other.der.clone()]).await;
    assert_eq!(refused, Refusal::Untrusted);
    assert_eq!(refusal(&trust, &[forged]).await, Refusal::Untrusted);
}

#[tokio::test]
async fn attack_an_authority_that_only_bears_the_name_is_refused() {
    let (root, twin) = (Authority::new("Root"), Authority::new("Root"));
    let forged = twin.issue(&person("ana"));
    let trust = trusting(&[&root]);
    let refused = refusal(&trust, &[forged, twin.der]).await;
    assert_eq!(refused, Refusal::Untrusted);
}

#[tokio::test]
async fn attack_a_self_signed_look_alike_is_refused() {
    let root = Authority::new("Root");
    let key = KeyPair::generate().unwrap();
    let alike = person("ana").self_signed(&key).unwrap();
    let refused = refusal(&trusting(&[&root]), &[alike.der().to_vec()]).await;
    assert_eq!(refused, Refusal::Untrusted);
}

#[tokio::test]
async fn attack_a_person_is_no_authority_for_others() {
    let root = Authority::new("Root");
    let key = KeyPair::generate().unwrap();
    let mallory = person("mallory");
    let own = mallory.signed_by(&key, &root.issuer).unwrap();
    let issuer = rcgen::Issuer::new(mallory, key);
    let key = KeyPair::generate().unwrap();
    let forged = person("ana").signed_by(&key, &issuer).unwrap();
    let presented = [forged.der().to_vec(), own.der().to_vec()];
    let refused = refusal(&trusting(&[&root]), &presented).await;
    assert_eq!(refused, Refusal::Untrusted);
}

#[tokio::test]
async fn attack_a_changed_certificate_is_refused() {
    let root = Authority::new("Root");
    let mut changed = root.issue(&person("ana"));
    let place = changed.windows(3).position(|name| name == b"ana").unwrap();
    changed[place..place + 3].copy_from_slice(b"eva");
    let refused = refusal(&trusting(&[&root]), &[changed]).await;
    assert_eq!(refused, Refusal::Untrusted);
}

#[tokio::test]
async fn attack_a_certificate_for_another_use_is_refused() {
    let root = Authority::new("Root");
    let trust = trusting(&[&root]);
    let with = |change: fn(&mut CertificateParams)| {
        let mut params = person("ana");
        change(&mut params);
        [root.issue(&params)]
    };
    let server = with(|one| one.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth]);
    assert_eq!(refusal(&trust, &server).await, Refusal::Usage);
    let silent = with(|one| one.extended_key_usages = Vec::new());
    assert_eq!(refusal(&trust, &silent).await, Refusal::Usage);
    let lenient = Certificates {
        require_client_usage: false,
        ..trust.clone()
    };
    verify(&lenient, &silent).await.unwrap();
    assert_eq!(refusal(&lenient, &server).await, Refusal::Usage);
    let enciphers = with(|one| one.key_usages = vec![KeyUsagePurpose::KeyEncipherment]);
    assert_eq!(refusal(&trust, &enciphers).await, Refusal::Usage);
    let authority = with(|one| one.is_ca = IsCa::Ca(BasicConstraints::Unconstrained));
    assert_eq!(refusal(&trust, &authority).await, Refusal::Usage);
}

#[test]
fn settings_that_do_not_read_are_named() {
    let settings = Certificates {
        trusted_authorities: vec![
            Authority::new("Root").pem,
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----".to_owned(),
        ],
        ..Certificates::default()
    };
    let error = Policy::read(&settings).unwrap_err();
    assert_eq!(
        error.to_string(),
        "certificates.trustedAuthorities[1] does not read"
    );
}
