//! What certificates say.

use durward_x509::{Certificate, DistinguishedName};
use rcgen::{DnType, OtherNameValue, SanType};

use crate::authority::{Authority, person};

#[test]
fn the_names_of_a_person_are_read_from_subject_and_alternative_names() {
    let mut params = person("Ana Diaz");
    let uid = DnType::CustomDnType(vec![0, 9, 2342, 19_200_300, 100, 1, 1]);
    params.distinguished_name.push(uid, "ana");
    let email = "ana@acme.example".to_owned().try_into().unwrap();
    let upn = vec![1, 3, 6, 1, 4, 1, 311, 20, 2, 3];
    params.subject_alt_names = vec![
        SanType::Rfc822Name(email),
        SanType::OtherName((
            upn,
            OtherNameValue::Utf8String("ana@corp.example".to_owned()),
        )),
    ];
    let read = Certificate::read(&Authority::new("Root").issue(&params)).unwrap();
    assert_eq!(read.common_names, ["Ana Diaz"]);
    assert_eq!(read.user_ids, ["ana"]);
    assert_eq!(read.emails, ["ana@acme.example"]);
    assert_eq!(read.principal_names, ["ana@corp.example"]);
    assert_eq!(read.fingerprint.len(), 43);
}

#[test]
fn attack_a_name_with_what_is_not_seen_is_no_name() {
    let root = Authority::new("Root");
    let read = Certificate::read(&root.issue(&person("ana\0.evil.example"))).unwrap();
    assert_eq!(read.common_names, Vec::<String>::new());
}

#[test]
fn attack_what_follows_a_certificate_is_not_overlooked() {
    let mut der = Authority::new("Root").issue(&person("ana"));
    der.push(0);
    assert!(Certificate::read(&der).is_err());
    assert!(Certificate::read(b"no certificate").is_err());
}

/// The subject of a certificate with `CN=Ana  Diaz,O=Acme\, Inc.,C=DE`, and its other names.
fn client() -> Certificate {
    let mut params = rcgen::CertificateParams::new(Vec::new()).unwrap();
    let mut name = rcgen::DistinguishedName::new();
    name.push(DnType::CountryName, "DE");
    name.push(DnType::OrganizationName, "Acme, Inc.");
    name.push(DnType::CommonName, "Ana  Diaz");
    params.distinguished_name = name;
    params.subject_alt_names = vec![
        SanType::DnsName("client.acme.example".try_into().unwrap()),
        SanType::URI("spiffe://acme.example/client".try_into().unwrap()),
        SanType::IpAddress("192.0.2.7".parse().unwrap()),
        SanType::IpAddress("2001:db8::7".parse().unwrap()),
    ];
    Certificate::read(&Authority::new("Root").issue(&params)).unwrap()
}

#[test]
fn a_subject_is_the_same_however_it_is_written() {
    let subject = client().subject.unwrap();
    for same in [
        "CN=Ana Diaz,O=Acme\\, Inc.,C=DE",
        "cn=ana diaz, o=ACME\\2c inc., c=de",
        "2.5.4.3=Ana\\ \\ Diaz,OID.2.5.4.10=Acme\\, Inc.,C=DE",
        "CN=#0c09416e61202044 69617a,O=Acme\\, Inc.,C=DE",
    ] {
        let same = same.replace("44 69", "4469");
        assert_eq!(
            DistinguishedName::parse(&same),
            Ok(subject.clone()),
            "{same}"
        );
    }
}

#[test]
fn attack_a_subject_that_only_resembles_another_is_not_it() {
    let subject = client().subject.unwrap();
    for other in [
        "C=DE,O=Acme\\, Inc.,CN=Ana Diaz",
        "CN=Ana Diaz,O=Acme\\, Inc.",
        "CN=Ana Diaz",
        "CN=Ana Diaz,O=Acme\\, Inc.,C=DE,C=DE",
        "CN=Ana Diaz+O=Acme\\, Inc.,C=DE",
        "OU=Ana Diaz,O=Acme\\, Inc.,C=DE",
        "CN=AnaDiaz,O=Acme\\, Inc.,C=DE",
        "CN=Ana Diaz\\,O\\=Acme\\, Inc.,C=DE",
    ] {
        let parsed = DistinguishedName::parse(other);
        assert!(
            parsed.as_ref().is_ok_and(|parsed| *parsed != subject),
            "{other}"
        );
    }
    for broken in [
        "",
        " ",
        "CN",
        "CN=Ana,",
        "=Ana",
        "XY=Ana",
        "CN=Ana\\",
        "CN=Ana\\zz",
        "CN=#0c",
        "CN=\"Ana\"",
        "CN=a;O=b",
        "CN=a\\00b",
        "1.2..3=x",
        "CN=",
    ] {
        assert!(DistinguishedName::parse(broken).is_err(), "{broken}");
    }
    let long = format!("CN={}", "a".repeat(3000));
    assert!(DistinguishedName::parse(&long).is_err());
}

#[test]
fn the_other_names_of_a_client_are_read() {
    let read = client();
    assert_eq!(read.dns_names, ["client.acme.example"]);
    assert_eq!(read.uris, ["spiffe://acme.example/client"]);
    let addresses: Vec<String> = read.ip_addresses.iter().map(ToString::to_string).collect();
    assert_eq!(addresses, ["192.0.2.7", "2001:db8::7"]);
}

#[test]
fn the_key_is_given_as_clients_register_it() {
    let curves = [
        (&rcgen::PKCS_ECDSA_P256_SHA256, "EC", "P-256"),
        (&rcgen::PKCS_ECDSA_P384_SHA384, "EC", "P-384"),
        (&rcgen::PKCS_ED25519, "OKP", "Ed25519"),
    ];
    for (algorithm, kty, crv) in curves {
        let key = rcgen::KeyPair::generate_for(algorithm).unwrap();
        let made = person("ana").self_signed(&key).unwrap();
        let key = Certificate::read(made.der()).unwrap().public_key.unwrap();
        let members: Vec<_> = key.members().collect();
        assert_eq!(members[..2], [("kty", kty), ("crv", crv)]);
    }
}
