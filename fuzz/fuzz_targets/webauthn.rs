//! Answers of browsers and devices from nobody we know.
//!
//! The input is read as the answer to a step as it is, and once more as each thing an answer is made of, with honest
//! things around it: the page's client data, the attestation object, an attestation statement, authenticator data, a
//! public key, a signature.

#![no_main]

use std::sync::LazyLock;

use durward_webauthn::attestation::{Attestation, Policy};
use durward_webauthn::authentication::{Known, authenticate};
use durward_webauthn::registration::{Credential, Rules, register};
use durward_webauthn::response::{Answer, Assertion, Registration};
use durward_webauthn::testing::{Device, HERE, NOW, RP, expected, hash, object, origins};
use durward_webauthn::{Algorithm, Refused};
use libfuzzer_sys::fuzz_target;

static ORIGINS: LazyLock<Vec<String>> = LazyLock::new(origins);
/// A key made for this run: no input holds a signature by it.
static DEVICE: LazyLock<Device> = LazyLock::new(|| Device::new(Algorithm::Es256));
const EVERY: [Algorithm; 3] = [Algorithm::Es256, Algorithm::EdDsa, Algorithm::Rs256];

fuzz_target!(|input: &[u8]| {
    if let Ok(text) = std::str::from_utf8(input) {
        answer(text);
    }
    client_data(input);
    made(&Registration {
        attestation_object: input.to_vec(),
        ..DEVICE.register()
    });
    for format in ["packed", "fido-u2f"] {
        statement(format, input);
    }
    authenticator_data(input);
    public_key(input);
});

fn answer(text: &str) {
    if let Ok(Answer::Given(given)) = Registration::read(text) {
        made(&given);
    }
    if let Ok(Answer::Given(given)) = Assertion::read(text) {
        forged(&given);
    }
}

fn client_data(input: &[u8]) {
    let refused = |refused| !matches!(refused, Refused::Signature | Refused::Counter);
    let registration = Registration {
        client_data: input.to_vec(),
        ..DEVICE.register()
    };
    if let Err(why) = made(&registration) {
        assert!(refused(why), "{why}");
    }
    forged(&Assertion {
        client_data: input.to_vec(),
        ..DEVICE.assert()
    });
}

fn statement(format: &str, input: &[u8]) {
    let registration = Registration {
        attestation_object: object(format, input, &DEVICE.data(true)),
        ..DEVICE.register()
    };
    // What is inside may be cut short and written on: then the object holds something else.
    if let Ok(credential) = made(&registration) {
        assert_ne!(credential.attestation, Attestation::Trusted);
    }
}

fn authenticator_data(input: &[u8]) {
    let whole = [&DEVICE.data(true)[..32], input].concat();
    for data in [input, &whole] {
        let registration = Registration {
            attestation_object: object("none", b"\xa0", &data[..data.len().min(0xffff)]),
            ..DEVICE.register()
        };
        drop(made(&registration));
        forged(&Assertion {
            authenticator_data: data.to_vec(),
            ..DEVICE.assert()
        });
    }
    forged(&Assertion {
        signature: input.to_vec(),
        ..DEVICE.assert()
    });
}

/// The input as somebody's key, as it stands in a row and as it comes from a device.
fn public_key(input: &[u8]) {
    let known = Known {
        public_key: input,
        sign_count: 0,
        backup_eligible: false,
    };
    let theirs = authenticate(&DEVICE.assert(), &known, &expected(&ORIGINS));
    assert!(
        theirs.is_err() || input == DEVICE.cose(),
        "two keys for one signature"
    );
    let honest = DEVICE.data(true);
    let before = &honest[..honest.len() - DEVICE.cose().len()];
    let data = [before, &input[..input.len().min(0x7fff)]].concat();
    drop(made(&Registration {
        attestation_object: object("none", b"\xa0", &data),
        ..DEVICE.register()
    }));
}

/// Registers, and checks what the rest of the product relies on.
fn made(given: &Registration) -> Result<Credential, Refused> {
    let rules = |algorithms| Rules {
        expected: expected(&ORIGINS),
        algorithms,
        policy: const {
            &Policy {
                least: None,
                anchors: Vec::new(),
                allowed: Vec::new(),
                denied: Vec::new(),
            }
        },
    };
    let credential = register(given, &rules(&EVERY), NOW)?;
    assert!((1..=1023).contains(&credential.id.len()));
    assert!(credential.user_verified);
    assert!(credential.backup_eligible || !credential.backed_up);
    let others: Vec<Algorithm> = EVERY
        .into_iter()
        .filter(|one| *one != credential.algorithm)
        .collect();
    assert_eq!(
        register(given, &rules(&others), NOW),
        Err(Refused::Algorithm)
    );
    // The key that was kept reads again, and did not sign what another one signed.
    let known = Known {
        public_key: &credential.public_key,
        sign_count: credential.sign_count,
        backup_eligible: false,
    };
    if credential.public_key != DEVICE.cose() {
        let verdict = authenticate(&DEVICE.assert(), &known, &expected(&ORIGINS));
        assert_eq!(verdict, Err(Refused::Signature));
    }
    Ok(credential)
}

/// Nobody but the device signs for it.
fn forged(given: &Assertion) {
    let cose = DEVICE.cose();
    let known = Known {
        public_key: &cose,
        sign_count: 0,
        backup_eligible: false,
    };
    let honest = [
        DEVICE.data(false),
        hash(&DEVICE.client_data("webauthn.get")),
    ]
    .concat();
    let said = [given.authenticator_data.clone(), hash(&given.client_data)].concat();
    assert!(
        said == honest || authenticate(given, &known, &expected(&ORIGINS)).is_err(),
        "forged"
    );
    assert_eq!((DEVICE.flags, DEVICE.rp.as_str()), (HERE, RP));
}
