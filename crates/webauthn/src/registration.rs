//! A new credential (7.1).

use crate::attestation::{self, Attestation, Policy, Statement};
use crate::authenticator_data::AuthenticatorData;
use crate::cbor::{self, Value};
use crate::client_data::{self, Ceremony};
use crate::cose::{Algorithm, PublicKey};
use crate::response::Registration;
use crate::{Expected, Refused};

/// What a new credential must be.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// What the ceremony must answer.
    pub expected: Expected<'a>,
    /// The algorithms that were asked for.
    pub algorithms: &'a [Algorithm],
    /// What is asked of devices.
    pub policy: &'a Policy,
}

/// A credential that was made for us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// The identifier by which the device knows it.
    pub id: Vec<u8>,
    /// The public key, as COSE writes it.
    pub public_key: Vec<u8>,
    /// Its algorithm.
    pub algorithm: Algorithm,
    /// How often it has signed; devices that do not count say 0.
    pub sign_count: u32,
    /// The model of the device; zeros when it does not say.
    pub aaguid: [u8; 16],
    /// Whether the device verified the person.
    pub user_verified: bool,
    /// Whether the key may be copied to other devices: a synced passkey, not one bound to a device.
    pub backup_eligible: bool,
    /// Whether it was.
    pub backed_up: bool,
    /// What the device proved about itself.
    pub attestation: Attestation,
}

/// The credential that `response` brings, if it is what `rules` ask for. `now` is in Unix seconds.
///
/// # Errors
/// The first thing that does not fit.
pub fn register(
    response: &Registration,
    rules: &Rules<'_>,
    now: i64,
) -> Result<Credential, Refused> {
    let hash = client_data::check(Ceremony::Create, &response.client_data, &rules.expected)?;
    let malformed = Refused::Malformed("attestation object");
    let object = cbor::read_all(&response.attestation_object).ok_or(malformed)?;
    let format = object.entry("fmt").and_then(Value::text).ok_or(malformed)?;
    let statement = object.entry("attStmt").ok_or(malformed)?;
    let raw = object.entry("authData").and_then(Value::bytes);
    let raw = raw.ok_or(malformed)?;
    let data = AuthenticatorData::read(raw)?;
    data.check(&rules.expected)?;
    let made = data.attested.as_ref();
    let made = made.ok_or(Refused::Malformed("no credential"))?;
    if response.id.as_deref().is_some_and(|id| id != made.id) {
        return Err(Refused::Malformed("credential id"));
    }
    let key = PublicKey::read(made.key)?;
    if !rules.algorithms.contains(&key.algorithm()) {
        return Err(Refused::Algorithm);
    }
    let statement = Statement {
        format,
        value: statement,
        data: &data,
        made,
        key: &key,
        raw_data: raw,
        client_data_hash: &hash,
    };
    let attestation = attestation::judge(&statement, rules.policy, now)?;
    Ok(Credential {
        id: made.id.to_vec(),
        public_key: made.key.to_vec(),
        algorithm: key.algorithm(),
        sign_count: data.sign_count,
        aaguid: made.aaguid,
        user_verified: data.verified(),
        backup_eligible: data.backup_eligible(),
        backed_up: data.backed_up(),
        attestation,
    })
}
