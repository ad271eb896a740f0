//! X.509 certificates of people (R-AUM-12): taken from the connection, verified, and turned into a person.
//!
//! What one node tells the next is kept in the run's memory, which clients do not see. The last of the three takes nobody
//! at their word: without a certificate that was verified in this run it finds nobody.

mod collector;
mod extractor;
mod validation;

use data_encoding::BASE64;
use durward_journey::state::RunState;
use serde_json::{Value, json};

pub(super) use collector::CertificateCollectorNode;
pub(super) use extractor::CertificateUserExtractorNode;
pub(super) use validation::CertificateValidationNode;

/// Name under which the state holds what the client presented: certificates in base64, its own first.
const PRESENTED: &str = "clientCertificates";
/// Name under which the state holds the fingerprint of the certificate that was verified.
const VERIFIED: &str = "verifiedCertificate";

/// Keeps what the client presented.
fn keep(state: &mut RunState, chain: &[Vec<u8>]) {
    let chain: Vec<String> = chain.iter().map(|der| BASE64.encode(der)).collect();
    state.shared.insert(PRESENTED.to_owned(), json!(chain));
    state.shared.remove(VERIFIED);
}

/// What the client presented, its own certificate first; empty when it presented none.
fn kept(state: &RunState) -> Vec<Vec<u8>> {
    let chain = state.shared.get(PRESENTED).and_then(Value::as_array);
    let texts = chain.into_iter().flatten().filter_map(Value::as_str);
    texts
        .filter_map(|text| BASE64.decode(text.as_bytes()).ok())
        .collect()
}
