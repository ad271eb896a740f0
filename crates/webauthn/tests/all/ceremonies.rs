//! What honest devices and browsers do.

use data_encoding::BASE64URL_NOPAD;
use durward_webauthn::Algorithm;
use durward_webauthn::attestation::Policy;
use durward_webauthn::authentication::authenticate;
use durward_webauthn::registration::{Credential, Rules, register};
use durward_webauthn::response::{Answer, Assertion, Failure, Registration};
use serde_json::json;

use durward_webauthn::testing::{Device, MODEL, NOW, SYNCED, expected, known, origins};

pub(crate) const ALL: [Algorithm; 3] = [Algorithm::Es256, Algorithm::EdDsa, Algorithm::Rs256];

pub(crate) fn registered(device: &Device) -> Credential {
    let origins = origins();
    let rules = Rules {
        expected: expected(&origins),
        algorithms: &ALL,
        policy: &Policy::default(),
    };
    register(&device.register(), &rules, NOW).unwrap()
}

#[test]
fn a_key_of_every_algorithm_registers_and_signs() {
    for algorithm in ALL {
        let mut device = Device::new(algorithm);
        let credential = registered(&device);
        assert_eq!(credential.algorithm, algorithm);
        assert_eq!(credential.aaguid, MODEL);
        assert!(credential.user_verified && !credential.backup_eligible);
        device.count = 1;
        let origins = origins();
        let verified =
            authenticate(&device.assert(), &known(&credential), &expected(&origins)).unwrap();
        assert_eq!(verified.sign_count, 1);
        assert!(verified.user_verified);
    }
}

#[test]
fn a_synced_passkey_says_so_and_need_not_count() {
    let mut device = Device::new(Algorithm::Es256);
    device.flags = SYNCED;
    let credential = registered(&device);
    assert!(credential.backup_eligible && credential.backed_up);
    let origins = origins();
    for _ in 0..2 {
        authenticate(&device.assert(), &known(&credential), &expected(&origins)).unwrap();
    }
}

#[test]
fn the_json_of_browsers_reads() {
    let device = Device::new(Algorithm::Es256);
    let made = device.register();
    let encode = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
    let id = encode(&device.id);
    let sent = json!({"id": id, "rawId": id, "type": "public-key", "authenticatorAttachment": "platform", "response": {
        "clientDataJSON": encode(&made.client_data), "attestationObject": encode(&made.attestation_object),
        "transports": ["internal", "hybrid", "telepathy"]}});
    let Ok(Answer::Given(read)) = Registration::read(&sent.to_string()) else {
        panic!("a registration");
    };
    assert_eq!(read.transports, ["hybrid", "internal"]);
    assert_eq!(read.attestation_object, made.attestation_object);
    let signed = device.assert();
    let sent = json!({"id": id, "rawId": id, "response": {"clientDataJSON": encode(&signed.client_data),
        "authenticatorData": encode(&signed.authenticator_data), "signature": encode(&signed.signature), "userHandle": encode(b"usr_1")}});
    let Ok(Answer::Given(read)) = Assertion::read(&sent.to_string()) else {
        panic!("an assertion");
    };
    assert_eq!(read.user_handle.as_deref(), Some(b"usr_1".as_slice()));
}

#[test]
fn the_joined_parts_of_callback_clients_read_bare_and_in_json() {
    let numbers = |bytes: &[u8]| {
        let signed = bytes.iter().map(|byte| byte.cast_signed().to_string());
        signed.collect::<Vec<_>>().join(",")
    };
    let mut device = Device::new(Algorithm::Es256);
    device.origin = "http://[::1]:8080".to_owned();
    let made = device.register();
    let bare = format!(
        "{}::{}::{}::My phone",
        String::from_utf8(made.client_data.clone()).unwrap(),
        numbers(&made.attestation_object),
        BASE64URL_NOPAD.encode(&device.id)
    );
    let wrapped = json!({"authenticatorAttachment": "platform", "legacyData": bare}).to_string();
    for text in [bare, wrapped] {
        let Ok(Answer::Given(read)) = Registration::read(&text) else {
            panic!("a registration: {text}");
        };
        assert_eq!(read.name.as_deref(), Some("My phone"));
        assert_eq!(
            (&read.client_data, &read.attestation_object),
            (&made.client_data, &made.attestation_object)
        );
    }
    let signed = device.assert();
    let bare = format!(
        "{}::{}::{}::{}::usr_1",
        String::from_utf8(signed.client_data.clone()).unwrap(),
        numbers(&signed.authenticator_data),
        numbers(&signed.signature),
        BASE64URL_NOPAD.encode(&device.id)
    );
    let Ok(Answer::Given(read)) = Assertion::read(&bare) else {
        panic!("an assertion");
    };
    assert_eq!(read.signature, signed.signature);
    assert_eq!(read.user_handle.as_deref(), Some(b"usr_1".as_slice()));
}

#[test]
fn a_client_that_could_not_is_told_from_one_that_sent_nothing_or_nonsense() {
    let read = |text: &str| Assertion::read(text);
    assert_eq!(read(" "), Ok(Answer::Nothing));
    assert_eq!(
        read("unsupported"),
        Ok(Answer::Failed(Failure::Unsupported))
    );
    assert_eq!(
        read("ERROR::NotAllowedError:The operation timed out."),
        Ok(Answer::Failed(Failure::Error))
    );
    for nonsense in [
        "{}",
        "null",
        "[]",
        "{}::",
        "{}::1,2::300::x",
        "no",
        "{\"legacyData\":\"{\\\"legacyData\\\":1}\"}",
    ] {
        assert!(read(nonsense).is_err(), "{nonsense}");
    }
}
