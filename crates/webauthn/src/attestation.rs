//! What a device proves about itself when it makes a credential (6.5, 8), and what is asked of it.
//!
//! Understood are `none`, `packed` (8.2) and `fido-u2f` (8.6). Other formats are taken for `none`: unless an
//! attestation is asked for, they do no harm, and if it is, they are refused.

use x509_parser::certificate::X509Certificate;
use x509_parser::der_parser::oid;
use x509_parser::prelude::FromDer;
use x509_parser::time::ASN1Time;
use x509_parser::x509::X509Version;

use crate::Refused;
use crate::authenticator_data::{Attested, AuthenticatorData};
use crate::cbor::Value;
use crate::cose::{Algorithm, PublicKey};

/// What a device proved about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attestation {
    /// Nothing.
    None,
    /// That it holds the key.
    Own,
    /// That somebody with a certificate made it; not who that is.
    Certified,
    /// That a maker made it whose certificate authority is trusted.
    Trusted,
}

/// What is asked of devices.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policy {
    /// The least a device must prove.
    pub least: Option<Attestation>,
    /// Certificate authorities of makers, DER.
    pub anchors: Vec<Vec<u8>>,
    /// The only models that are wanted; every one when empty. A device can say to be any model unless it must prove
    /// it ([`Attestation::Trusted`]).
    pub allowed: Vec<[u8; 16]>,
    /// Models that are not wanted.
    pub denied: Vec<[u8; 16]>,
}

/// An attestation statement with all it is about.
pub(crate) struct Statement<'a> {
    pub(crate) format: &'a str,
    pub(crate) value: &'a Value<'a>,
    pub(crate) data: &'a AuthenticatorData<'a>,
    pub(crate) made: &'a Attested<'a>,
    pub(crate) key: &'a PublicKey,
    pub(crate) raw_data: &'a [u8],
    pub(crate) client_data_hash: &'a [u8],
}

/// Certificates of a chain that are looked at.
const CHAIN: usize = 5;

/// What `statement` proves, if that meets `policy` at `now` (Unix seconds).
pub(crate) fn judge(
    statement: &Statement<'_>,
    policy: &Policy,
    now: i64,
) -> Result<Attestation, Refused> {
    let model = &statement.made.aaguid;
    if policy.denied.contains(model)
        || !policy.allowed.is_empty() && !policy.allowed.contains(model)
    {
        return Err(Refused::Model);
    }
    let proved = match statement.format {
        "none" if *statement.value == Value::Map(Vec::new()) => Attestation::None,
        "none" => return Err(Refused::Attestation("none, with a statement")),
        "packed" => packed(statement, policy, now)?,
        "fido-u2f" => fido_u2f(statement, policy, now)?,
        _ => Attestation::None,
    };
    if policy.least.is_some_and(|least| proved < least) {
        return Err(Refused::Attestation("not enough is proved"));
    }
    Ok(proved)
}

/// 8.2.
fn packed(statement: &Statement<'_>, policy: &Policy, now: i64) -> Result<Attestation, Refused> {
    let malformed = Refused::Attestation("malformed");
    let algorithm = statement.value.entry("alg").and_then(Value::integer);
    let algorithm = algorithm.ok_or(malformed)?;
    let signature = statement.value.entry("sig").and_then(Value::bytes);
    let signature = signature.ok_or(malformed)?;
    let signed = [statement.raw_data, statement.client_data_hash].concat();
    let refused = |_| Refused::Attestation("signature");
    let Some(chain) = statement.value.entry("x5c") else {
        if i128::from(statement.key.algorithm().number()) != algorithm {
            return Err(Refused::Attestation("algorithm"));
        }
        statement.key.verify(&signed, signature).map_err(refused)?;
        return Ok(Attestation::Own);
    };
    let chain = certificates(chain).ok_or(malformed)?;
    let leaf = chain.first().ok_or(malformed)?;
    let key = certified(leaf, algorithm)?;
    key.verify(&signed, signature).map_err(refused)?;
    packed_certificate(leaf, &statement.made.aaguid)?;
    Ok(trust(&chain, policy, now))
}

/// What a certificate of a packed attestation must look like (8.2.1).
fn packed_certificate(leaf: &X509Certificate<'_>, aaguid: &[u8; 16]) -> Result<(), Refused> {
    let refused = Refused::Attestation("certificate");
    let subject = leaf.subject();
    let unit = subject.iter_organizational_unit().next();
    let unit = unit.and_then(|unit| unit.as_str().ok());
    let complete = leaf.version() == X509Version::V3
        && subject.iter_country().next().is_some()
        && subject.iter_organization().next().is_some()
        && subject.iter_common_name().next().is_some()
        && unit == Some("Authenticator Attestation");
    let end = leaf.basic_constraints().ok().flatten();
    if !complete || end.is_none_or(|constraints| constraints.value.ca) {
        return Err(refused);
    }
    // id-fido-gen-ce-aaguid: the model, as an OCTET STRING inside the extension's.
    let stated = leaf.get_extension_unique(&oid!(1.3.6.1.4.1.45724.1.1.4));
    let Some(stated) = stated.map_err(|_| refused)? else {
        return Ok(());
    };
    let inside = stated.value.strip_prefix(&[0x04, 0x10]);
    if stated.critical || inside != Some(aaguid.as_slice()) {
        return Err(Refused::Attestation("another model"));
    }
    Ok(())
}

/// 8.6.
fn fido_u2f(statement: &Statement<'_>, policy: &Policy, now: i64) -> Result<Attestation, Refused> {
    let malformed = Refused::Attestation("malformed");
    let signature = statement.value.entry("sig").and_then(Value::bytes);
    let signature = signature.ok_or(malformed)?;
    let chain = statement.value.entry("x5c").and_then(certificates);
    let chain = chain.filter(|chain| chain.len() == 1).ok_or(malformed)?;
    let key = certified(&chain[0], i128::from(Algorithm::Es256.number()))?;
    let PublicKey::P256(point) = statement.key else {
        return Err(Refused::Attestation("algorithm"));
    };
    if statement.made.aaguid != [0; 16] {
        return Err(Refused::Attestation("another model"));
    }
    let signed = [
        &[0],
        statement.data.rp_id_hash,
        statement.client_data_hash,
        statement.made.id,
        point,
    ]
    .concat();
    key.verify(&signed, signature)
        .map_err(|_| Refused::Attestation("signature"))?;
    Ok(trust(&chain, policy, now))
}

fn certificates<'a>(value: &Value<'a>) -> Option<Vec<X509Certificate<'a>>> {
    let Value::Array(items) = value else {
        return None;
    };
    if items.len() > CHAIN {
        return None;
    }
    items
        .iter()
        .map(|item| certificate(item.bytes()?))
        .collect()
}

fn certificate(der: &[u8]) -> Option<X509Certificate<'_>> {
    let (rest, certificate) = X509Certificate::from_der(der).ok()?;
    rest.is_empty().then_some(certificate)
}

/// The key of a certificate, for an algorithm we know.
fn certified(leaf: &X509Certificate<'_>, algorithm: i128) -> Result<PublicKey, Refused> {
    let refused = Refused::Attestation("certificate key");
    let key = leaf.public_key();
    let raw = key.subject_public_key.data.as_ref();
    match Algorithm::numbered(algorithm) {
        Some(Algorithm::Es256) if raw.len() == 65 && raw[0] == 4 => {
            Ok(PublicKey::P256(raw.to_vec()))
        }
        Some(Algorithm::EdDsa) if raw.len() == 32 => Ok(PublicKey::Ed25519(raw.to_vec())),
        Some(Algorithm::Rs256) => match key.parsed() {
            Ok(x509_parser::public_key::PublicKey::RSA(rsa)) => {
                let modulus = rsa.modulus.iter().copied().skip_while(|byte| *byte == 0);
                Ok(PublicKey::Rsa {
                    n: modulus.collect(),
                    e: rsa.exponent.to_vec(),
                })
            }
            _ => Err(refused),
        },
        _ => Err(refused),
    }
}

/// Whether a chain leads to an authority that is trusted.
fn trust(chain: &[X509Certificate<'_>], policy: &Policy, now: i64) -> Attestation {
    let Ok(now) = ASN1Time::from_timestamp(now) else {
        return Attestation::Certified;
    };
    let anchors = policy.anchors.iter();
    let anchors: Vec<_> = anchors.filter_map(|der| certificate(der)).collect();
    let mut current = None::<&X509Certificate<'_>>;
    for next in chain {
        if let Some(below) = current
            && !signed_by(below, next)
        {
            return Attestation::Certified;
        }
        if !next.validity().is_valid_at(now) {
            return Attestation::Certified;
        }
        let anchored = anchors
            .iter()
            .any(|anchor| anchor.as_raw() == next.as_raw() || signed_by(next, anchor));
        if anchored {
            return Attestation::Trusted;
        }
        current = Some(next);
    }
    Attestation::Certified
}

/// Whether `authority` is a certificate authority and signed `below`.
fn signed_by(below: &X509Certificate<'_>, authority: &X509Certificate<'_>) -> bool {
    authority.is_ca()
        && below.issuer().as_raw() == authority.subject().as_raw()
        && below.verify_signature(Some(authority.public_key())).is_ok()
}
