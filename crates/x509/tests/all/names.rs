//! What certificates say.

use durward_x509::Certificate;
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
