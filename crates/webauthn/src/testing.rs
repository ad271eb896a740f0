//! An authenticator in software, for tests. It also does what no honest one would.

#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

use aws_lc_rs::digest::{self, SHA256};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256,
    RsaKeyPair,
};
use data_encoding::BASE64URL_NOPAD;
use serde_json::json;

use crate::authentication::Known;
use crate::registration::Credential;
use crate::response::{Assertion, Registration};
use crate::{Algorithm, Expected};

/// The challenge devices answer unless told otherwise.
pub const CHALLENGE: &[u8] = b"0123456789abcdef0123456789abcdef";
/// The relying party they work for.
pub const RP: &str = "id.acme.example";
/// Its origin.
pub const ORIGIN: &str = "https://id.acme.example";
/// The moment of registrations, Unix seconds.
pub const NOW: i64 = 1_767_261_600;
/// The model all of them are.
pub const MODEL: [u8; 16] = *b"model-of-durward";

/// Present, verified.
pub const HERE: u8 = 0x05;
/// Present, not verified.
pub const TOUCHED: u8 = 0x01;
/// Present, verified, may be copied, was copied.
pub const SYNCED: u8 = 0x1d;

/// The origins that are ours.
pub fn origins() -> Vec<String> {
    vec![ORIGIN.to_owned()]
}

/// What ceremonies must answer.
pub fn expected(origins: &[String]) -> Expected<'_> {
    Expected {
        challenge: CHALLENGE,
        origins,
        rp_id: RP,
        user_verification: true,
    }
}

enum Key {
    Ec(EcdsaKeyPair),
    Ed(Ed25519KeyPair),
    Rsa(RsaKeyPair),
}

/// A device with one key.
pub struct Device {
    key: Key,
    /// Its credential's identifier.
    pub id: Vec<u8>,
    /// What it says of the person and the key (6.1).
    pub flags: u8,
    /// How often it says it has signed.
    pub count: u32,
    /// Whom it works for.
    pub rp: String,
    /// The origin of the page that asks it.
    pub origin: String,
    /// What it answers.
    pub challenge: Vec<u8>,
    /// Whether the page is inside another one.
    pub cross_origin: bool,
}

impl Device {
    /// One with a fresh key.
    pub fn new(algorithm: Algorithm) -> Self {
        let key = match algorithm {
            Algorithm::Es256 => {
                Key::Ec(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap())
            }
            Algorithm::EdDsa => Key::Ed(Ed25519KeyPair::generate().unwrap()),
            Algorithm::Rs256 => {
                Key::Rsa(RsaKeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa2048).unwrap())
            }
        };
        Self {
            key,
            id: b"credential".to_vec(),
            flags: HERE,
            count: 0,
            rp: RP.to_owned(),
            origin: ORIGIN.to_owned(),
            challenge: CHALLENGE.to_vec(),
            cross_origin: false,
        }
    }

    /// What the browser says about the page.
    pub fn client_data(&self, kind: &str) -> Vec<u8> {
        json!({"type": kind, "challenge": BASE64URL_NOPAD.encode(&self.challenge), "origin": self.origin, "crossOrigin": self.cross_origin})
            .to_string()
            .into_bytes()
    }

    /// What it says itself, with its key or without.
    pub fn data(&self, attested: bool) -> Vec<u8> {
        let mut data = hash(self.rp.as_bytes());
        data.push(self.flags | if attested { 0x40 } else { 0 });
        data.extend(self.count.to_be_bytes());
        if attested {
            data.extend(MODEL);
            data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
            data.extend(&self.id);
            data.extend(self.cose());
        }
        data
    }

    /// Its public key.
    pub fn cose(&self) -> Vec<u8> {
        match &self.key {
            Key::Ec(key) => {
                let point = key.public_key().as_ref();
                let mut cose = b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20".to_vec();
                cose.extend(&point[1..33]);
                cose.extend(b"\x22\x58\x20");
                cose.extend(&point[33..]);
                cose
            }
            Key::Ed(key) => {
                let mut cose = b"\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20".to_vec();
                cose.extend(key.public_key().as_ref());
                cose
            }
            Key::Rsa(key) => {
                let n = key.public_key().modulus().big_endian_without_leading_zero();
                let mut cose = b"\xa4\x01\x03\x03\x39\x01\x00\x20\x59\x01\x00".to_vec();
                cose.extend(n);
                cose.extend(b"\x21\x43\x01\x00\x01");
                cose
            }
        }
    }

    /// A signature.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match &self.key {
            Key::Ec(key) => key.sign(&random, message).unwrap().as_ref().to_vec(),
            Key::Ed(key) => key.sign(message).as_ref().to_vec(),
            Key::Rsa(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)
                    .unwrap();
                signature
            }
        }
    }

    /// A registration with a statement.
    pub fn attest(&self, format: &str, statement: &[u8]) -> Registration {
        Registration {
            client_data: self.client_data("webauthn.create"),
            attestation_object: object(format, statement, &self.data(true)),
            id: Some(self.id.clone()),
            transports: Vec::new(),
            name: None,
        }
    }

    /// A registration that proves nothing about the device.
    pub fn register(&self) -> Registration {
        self.attest("none", b"\xa0")
    }

    /// A signature over what it was asked.
    pub fn assert(&self) -> Assertion {
        let client_data = self.client_data("webauthn.get");
        let authenticator_data = self.data(false);
        let message = [authenticator_data.clone(), hash(&client_data)].concat();
        Assertion {
            id: self.id.clone(),
            signature: self.sign(&message),
            client_data,
            authenticator_data,
            user_handle: None,
        }
    }
}

/// `{fmt, attStmt, authData}` as CBOR.
pub fn object(format: &str, statement: &[u8], data: &[u8]) -> Vec<u8> {
    let mut object = b"\xa3\x63fmt".to_vec();
    object.push(0x60 | u8::try_from(format.len()).unwrap());
    object.extend(format.as_bytes());
    object.extend(b"\x67attStmt");
    object.extend(statement);
    object.extend(b"\x68authData\x59");
    object.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
    object.extend(data);
    object
}

/// SHA-256.
pub fn hash(bytes: &[u8]) -> Vec<u8> {
    digest::digest(&SHA256, bytes).as_ref().to_vec()
}

/// A credential as it was registered.
pub fn known(credential: &Credential) -> Known<'_> {
    Known {
        public_key: &credential.public_key,
        sign_count: credential.sign_count,
        backup_eligible: credential.backup_eligible,
    }
}
