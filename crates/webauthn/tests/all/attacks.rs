//! Each attack, refused for its own reason.

use durward_webauthn::attestation::Policy;
use durward_webauthn::authentication::authenticate;
use durward_webauthn::registration::{Rules, register};
use durward_webauthn::{Algorithm, Expected, Refused};

use crate::ceremonies::{ALL, registered};
use durward_webauthn::testing::{Device, MODEL, NOW, SYNCED, TOUCHED, expected, known, origins};

/// Why a registration by `device` is refused, under rules changed by `change`.
fn registering(device: &Device, change: impl FnOnce(&mut Rules<'_>)) -> Option<Refused> {
    let (origins, policy) = (origins(), Policy::default());
    let mut rules = Rules {
        expected: expected(&origins),
        algorithms: &ALL,
        policy: &policy,
    };
    change(&mut rules);
    register(&device.register(), &rules, NOW).err()
}

/// Why a signature is refused by a device that `cheat` changed after it registered.
fn signing(cheat: impl FnOnce(&mut Device)) -> Option<Refused> {
    let mut device = Device::new(Algorithm::Es256);
    let credential = registered(&device);
    cheat(&mut device);
    let origins = origins();
    authenticate(&device.assert(), &known(&credential), &expected(&origins)).err()
}

#[test]
fn a_page_of_another_origin_is_refused() {
    for origin in [
        "https://evil.example",
        "http://id.acme.example",
        "https://id.acme.example:8443",
        "https://id.acme.example.evil.example",
        "https://ID.acme.example",
    ] {
        assert_eq!(
            signing(|device| device.origin = origin.to_owned()),
            Some(Refused::Origin),
            "{origin}"
        );
    }
    let mut device = Device::new(Algorithm::Es256);
    device.origin = "https://evil.example".to_owned();
    assert_eq!(registering(&device, |_| ()), Some(Refused::Origin));
}

#[test]
fn our_page_in_a_frame_of_another_site_is_refused() {
    assert_eq!(
        signing(|device| device.cross_origin = true),
        Some(Refused::CrossOrigin)
    );
}

#[test]
fn a_key_of_another_relying_party_is_refused() {
    let other = |device: &mut Device| device.rp = "evil.example".to_owned();
    assert_eq!(signing(other), Some(Refused::RelyingParty));
    let mut device = Device::new(Algorithm::Es256);
    other(&mut device);
    assert_eq!(registering(&device, |_| ()), Some(Refused::RelyingParty));
}

#[test]
fn a_replayed_answer_to_another_challenge_is_refused() {
    let other = |device: &mut Device| device.challenge = b"another challenge, of before".to_vec();
    assert_eq!(signing(other), Some(Refused::Challenge));
    let mut device = Device::new(Algorithm::Es256);
    other(&mut device);
    assert_eq!(registering(&device, |_| ()), Some(Refused::Challenge));
}

#[test]
fn an_empty_challenge_proves_nothing() {
    let origins = origins();
    let nothing = Expected {
        challenge: b"",
        ..expected(&origins)
    };
    let mut device = Device::new(Algorithm::Es256);
    let credential = registered(&device);
    device.challenge.clear();
    assert_eq!(
        authenticate(&device.assert(), &known(&credential), &nothing),
        Err(Refused::Challenge)
    );
}

#[test]
fn nobody_present_is_refused() {
    assert_eq!(
        signing(|device| device.flags = 0),
        Some(Refused::UserPresence)
    );
}

#[test]
fn a_missing_user_verification_is_refused_where_it_is_required() {
    assert_eq!(
        signing(|device| device.flags = TOUCHED),
        Some(Refused::UserVerification)
    );
    let mut device = Device::new(Algorithm::Es256);
    device.flags = TOUCHED;
    assert_eq!(
        registering(&device, |_| ()),
        Some(Refused::UserVerification)
    );
    assert_eq!(
        registering(&device, |rules| rules.expected.user_verification = false),
        None
    );
}

#[test]
fn a_key_of_an_algorithm_that_was_not_asked_for_is_refused() {
    let device = Device::new(Algorithm::Rs256);
    assert_eq!(
        registering(&device, |rules| rules.algorithms = &[Algorithm::Es256]),
        Some(Refused::Algorithm)
    );
}

#[test]
fn a_key_that_names_the_algorithm_of_another_type_is_refused() {
    let device = Device::new(Algorithm::Es256);
    let credential = registered(&device);
    let mut confused = credential.public_key.clone();
    // Label 3 says EdDSA, the rest is a P-256 key.
    confused[4] = 0x27;
    let origins = origins();
    let mut known = known(&credential);
    known.public_key = &confused;
    assert_eq!(
        authenticate(&device.assert(), &known, &expected(&origins)),
        Err(Refused::Key)
    );
}

#[test]
fn a_copy_of_a_key_is_found_out_by_its_counter() {
    let mut device = Device::new(Algorithm::Es256);
    device.count = 7;
    let credential = registered(&device);
    let origins = origins();
    for (count, refused) in [
        (8, None),
        (7, Some(Refused::Counter)),
        (0, Some(Refused::Counter)),
    ] {
        device.count = count;
        let verdict = authenticate(&device.assert(), &known(&credential), &expected(&origins));
        assert_eq!(verdict.err(), refused, "{count}");
    }
}

#[test]
fn a_copied_counter_is_not_believed_before_the_signature() {
    let mut device = Device::new(Algorithm::Es256);
    device.count = 7;
    let credential = registered(&device);
    device.count = 1;
    let mut forged = device.assert();
    forged.signature[10] ^= 1;
    let origins = origins();
    let verdict = authenticate(&forged, &known(&credential), &expected(&origins));
    assert_eq!(verdict, Err(Refused::Signature));
}

#[test]
fn a_signature_by_another_key_is_refused() {
    let credential = registered(&Device::new(Algorithm::Es256));
    for algorithm in ALL {
        let thief = Device::new(algorithm);
        let origins = origins();
        assert_eq!(
            authenticate(&thief.assert(), &known(&credential), &expected(&origins)),
            Err(Refused::Signature)
        );
    }
}

#[test]
fn a_signature_moved_to_other_data_is_refused() {
    let mut device = Device::new(Algorithm::Es256);
    let credential = registered(&device);
    let mut moved = device.assert();
    device.count = 9;
    moved.authenticator_data = device.data(false);
    let origins = origins();
    assert_eq!(
        authenticate(&moved, &known(&credential), &expected(&origins)),
        Err(Refused::Signature)
    );
}

#[test]
fn an_answer_to_a_registration_signs_nobody_in() {
    let device = Device::new(Algorithm::Es256);
    let credential = registered(&device);
    let mut swapped = device.assert();
    swapped.client_data = device.client_data("webauthn.create");
    let origins = origins();
    assert_eq!(
        authenticate(&swapped, &known(&credential), &expected(&origins)),
        Err(Refused::Type)
    );
}

#[test]
fn a_key_bound_to_a_device_cannot_begin_to_sync() {
    assert_eq!(
        signing(|device| device.flags = SYNCED),
        Some(Refused::BackupState)
    );
    assert_eq!(
        signing(|device| device.flags = 0x15),
        Some(Refused::BackupState),
        "copied, though it cannot be"
    );
}

#[test]
fn a_model_that_is_not_wanted_is_refused() {
    let device = Device::new(Algorithm::Es256);
    let denied = Policy {
        denied: vec![MODEL],
        ..Policy::default()
    };
    let others = Policy {
        allowed: vec![[7; 16]],
        ..Policy::default()
    };
    let this = Policy {
        allowed: vec![MODEL],
        ..Policy::default()
    };
    for (policy, refused) in [
        (denied, Some(Refused::Model)),
        (others, Some(Refused::Model)),
        (this, None),
    ] {
        let origins = origins();
        let rules = Rules {
            expected: expected(&origins),
            algorithms: &ALL,
            policy: &policy,
        };
        assert_eq!(register(&device.register(), &rules, NOW).err(), refused);
    }
}

#[test]
fn bytes_after_the_end_are_refused() {
    let device = Device::new(Algorithm::Es256);
    let mut made = device.register();
    made.attestation_object.push(0);
    let (origins, policy) = (origins(), Policy::default());
    let rules = Rules {
        expected: expected(&origins),
        algorithms: &ALL,
        policy: &policy,
    };
    assert!(matches!(
        register(&made, &rules, NOW),
        Err(Refused::Malformed(_))
    ));
}
