//! What devices prove about themselves.

use durward_webauthn::attestation::{Attestation, Policy};
use durward_webauthn::registration::{Rules, register};
use durward_webauthn::response::Registration;
use durward_webauthn::{Algorithm, Refused};
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnType, IsCa, Issuer, KeyPair,
    PKCS_ECDSA_P256_SHA256, SigningKey,
};

use crate::ceremonies::ALL;
use durward_webauthn::testing::{Device, MODEL, NOW, expected, hash, origins};

fn verdict(made: &Registration, policy: &Policy) -> Result<Attestation, Refused> {
    let origins = origins();
    let rules = Rules {
        expected: expected(&origins),
        algorithms: &ALL,
        policy,
    };
    register(made, &rules, NOW).map(|credential| credential.attestation)
}

/// What an attestation signs.
fn signed(device: &Device) -> Vec<u8> {
    [
        device.data(true),
        hash(&device.client_data("webauthn.create")),
    ]
    .concat()
}

/// `{alg: ES256, sig, x5c?}` as CBOR.
fn packed(signature: &[u8], chain: &[&[u8]]) -> Vec<u8> {
    let mut statement = vec![if chain.is_empty() { 0xa2 } else { 0xa3 }];
    statement.extend(b"\x63alg\x26\x63sig\x58");
    statement.push(u8::try_from(signature.len()).unwrap());
    statement.extend(signature);
    if !chain.is_empty() {
        statement.extend(b"\x63x5c");
        statement.push(0x80 | u8::try_from(chain.len()).unwrap());
        for certificate in chain {
            statement.push(0x59);
            statement.extend(u16::try_from(certificate.len()).unwrap().to_be_bytes());
            statement.extend(*certificate);
        }
    }
    statement
}

/// A maker's certificate authority, and a device certificate for a model by it.
struct Maker {
    root: Vec<u8>,
    leaf: Vec<u8>,
    key: KeyPair,
}

impl Maker {
    fn of(model: [u8; 16]) -> Self {
        let root_key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
        let mut root = CertificateParams::default();
        root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        root.distinguished_name
            .push(DnType::CommonName, "Maker of keys");
        let root_certificate = root.self_signed(&root_key).unwrap();
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
        let mut leaf = CertificateParams::default();
        for (kind, value) in [
            (DnType::CountryName, "BE"),
            (DnType::OrganizationName, "Maker"),
            (DnType::OrganizationalUnitName, "Authenticator Attestation"),
            (DnType::CommonName, "Key 1"),
        ] {
            leaf.distinguished_name.push(kind, value);
        }
        leaf.is_ca = IsCa::ExplicitNoCa;
        let stated = [[0x04, 0x10].as_slice(), &model].concat();
        leaf.custom_extensions
            .push(CustomExtension::from_oid_content(
                &[1, 3, 6, 1, 4, 1, 45724, 1, 1, 4],
                stated,
            ));
        let issuer = Issuer::new(root, root_key);
        let leaf = leaf.signed_by(&key, &issuer).unwrap();
        Self {
            root: root_certificate.der().to_vec(),
            leaf: leaf.der().to_vec(),
            key,
        }
    }

    fn attest(&self, device: &Device) -> Registration {
        let signature = self.key.sign(&signed(device)).unwrap();
        device.attest("packed", &packed(&signature, &[&self.leaf]))
    }
}

fn trusting(maker: &Maker) -> Policy {
    Policy {
        least: Some(Attestation::Trusted),
        anchors: vec![maker.root.clone()],
        ..Policy::default()
    }
}

#[test]
fn a_device_that_proves_nothing_is_refused_where_proof_is_asked_for() {
    let device = Device::new(Algorithm::Es256);
    assert_eq!(
        verdict(&device.register(), &Policy::default()),
        Ok(Attestation::None)
    );
    let policy = Policy {
        least: Some(Attestation::Certified),
        ..Policy::default()
    };
    assert!(matches!(
        verdict(&device.register(), &policy),
        Err(Refused::Attestation(_))
    ));
}

#[test]
fn a_key_that_signs_for_itself_proves_itself_only() {
    let device = Device::new(Algorithm::Es256);
    let signature = device.sign(&signed(&device));
    let made = device.attest("packed", &packed(&signature, &[]));
    assert_eq!(verdict(&made, &Policy::default()), Ok(Attestation::Own));
    let mut broken = signature;
    broken[12] ^= 1;
    let made = device.attest("packed", &packed(&broken, &[]));
    assert!(verdict(&made, &Policy::default()).is_err());
}

#[test]
fn a_certificate_is_trusted_only_under_a_known_authority() {
    let (maker, other) = (Maker::of(MODEL), Maker::of(MODEL));
    let device = Device::new(Algorithm::Es256);
    let made = maker.attest(&device);
    assert_eq!(
        verdict(&made, &Policy::default()),
        Ok(Attestation::Certified)
    );
    assert_eq!(verdict(&made, &trusting(&maker)), Ok(Attestation::Trusted));
    assert!(matches!(
        verdict(&made, &trusting(&other)),
        Err(Refused::Attestation(_))
    ));
}

#[test]
fn a_certificate_of_another_model_is_refused() {
    let maker = Maker::of([7; 16]);
    let made = maker.attest(&Device::new(Algorithm::Es256));
    assert!(matches!(
        verdict(&made, &Policy::default()),
        Err(Refused::Attestation(_))
    ));
}

#[test]
fn an_attestation_of_another_key_is_refused() {
    let maker = Maker::of(MODEL);
    let honest = Device::new(Algorithm::Es256);
    let signature = maker.key.sign(&signed(&honest)).unwrap();
    let thief = Device::new(Algorithm::Es256);
    let made = thief.attest("packed", &packed(&signature, &[&maker.leaf]));
    assert!(matches!(
        verdict(&made, &Policy::default()),
        Err(Refused::Attestation(_))
    ));
}
