//! The proof itself (RFC 9449 4.2, 4.3).

use aws_lc_rs::digest;
use data_encoding::BASE64URL_NOPAD;
use durward_jose::jws::{self, Policy, Typ};
use durward_jose::jwt::{self, Validation};
use durward_jose::{Algorithm, ClaimProblem, JoseError, KeySet, VerifyingKey};
use serde_json::Value;
use url::Url;

use super::DpopError;
use crate::{CompactJwt, Thumbprint};

/// The algorithms of proofs: every one with a private key (RFC 9449 4.3, 11.6).
pub const DPOP_ALGORITHMS: [Algorithm; 10] = [
    Algorithm::ES256,
    Algorithm::EdDSA,
    Algorithm::PS256,
    Algorithm::RS256,
    Algorithm::ES384,
    Algorithm::ES512,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::RS384,
    Algorithm::RS512,
];

/// Seconds that a sender's clock may be ahead of ours, or a proof be older than [`AGE`] by it.
const SKEW: i64 = 30;
/// Seconds for which a proof is good.
const AGE: i64 = 60;

/// A proof somebody sent, not yet verified.
#[derive(Debug, Clone)]
pub struct DpopProof(CompactJwt);

/// What a proof must be about.
#[derive(Debug, Clone, Copy)]
pub struct ProofCheck<'a> {
    /// The method of the request.
    pub method: &'a str,
    /// The addresses at which its endpoint is reached, without query.
    pub addresses: &'a [String],
    /// The access token beside the proof, at a protected resource.
    pub access_token: Option<&'a str>,
    /// Now, in seconds since 1970.
    pub now: i64,
}

/// What a good proof shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvenKey {
    /// The key its sender holds (RFC 7638).
    pub jkt: Thumbprint,
    /// The proof's own name.
    pub jti: String,
    /// The server's nonce, when it has one.
    pub nonce: Option<String>,
    /// The second after which it is no longer good, since 1970.
    pub good_until: i64,
}

impl DpopProof {
    /// The proof in the values of the header `DPoP`; none when there is no such header.
    ///
    /// # Errors
    /// `Repeated` when there is more than one, `Malformed` when it is no JWT.
    pub fn of_header<'a>(
        values: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<Option<Self>, DpopError> {
        let mut values = values.into_iter();
        let Some(value) = values.next() else {
            return Ok(None);
        };
        if values.next().is_some() || value.contains(&b',') {
            return Err(DpopError::Repeated);
        }
        let text = std::str::from_utf8(value).map_err(|_| DpopError::Malformed)?;
        let proof = CompactJwt::parse(text).map_err(|_| DpopError::Malformed)?;
        Ok(Some(Self(proof)))
    }

    /// Verifies it by the rules of RFC 9449 4.3, but for those that need a memory: nonce and replay.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn verify(&self, check: ProofCheck<'_>) -> Result<ProvenKey, DpopError> {
        let header = jws::peek(self.0.as_str()).map_err(|error| told(&error))?;
        let jwk = header.embedded_jwk().map_err(|_| DpopError::Key)?;
        let jwk = jwk.ok_or(DpopError::Key)?;
        if jwk.is_private() {
            return Err(DpopError::PrivateKey);
        }
        if !DPOP_ALGORITHMS.contains(&header.alg) {
            return Err(DpopError::Algorithm);
        }
        let key = VerifyingKey::from_jwk(&jwk, header.alg).map_err(|_| DpopError::Key)?;
        let keys = KeySet::single(key);
        let policy = Policy::new(&DPOP_ALGORITHMS, &keys).typ(Typ::OneOf(&["dpop+jwt"]));
        let validation = Validation {
            skew: SKEW,
            required: &["jti", "htm", "htu", "iat"],
            max_age: Some(AGE),
            ..Validation::at(check.now)
        };
        let decoded = jwt::decode(self.0.as_str(), &policy, &validation);
        let claims = decoded.map_err(|error| told(&error))?.claims;
        let text = |name: &str| claims.extra.get(name).and_then(Value::as_str);
        if text("htm") != Some(check.method) {
            return Err(DpopError::Method);
        }
        let address = text("htu").and_then(normal).ok_or(DpopError::Address)?;
        let mut known = check.addresses.iter().filter_map(|known| normal(known));
        if !known.any(|known| known == address) {
            return Err(DpopError::Address);
        }
        if let Some(token) = check.access_token
            && text("ath") != Some(&hash(token))
        {
            return Err(DpopError::AccessToken);
        }
        let nonce = match claims.extra.get("nonce") {
            None => None,
            Some(Value::String(nonce)) => Some(nonce.clone()),
            Some(_) => return Err(DpopError::Malformed),
        };
        Ok(ProvenKey {
            jkt: Thumbprint::parse(&jwk.thumbprint()).map_err(|_| DpopError::Key)?,
            jti: claims
                .jti
                .filter(|jti| !jti.is_empty())
                .ok_or(DpopError::Malformed)?,
            nonce,
            good_until: claims.iat.ok_or(DpopError::Malformed)? + AGE + SKEW,
        })
    }
}

/// The address without query and fragment, normalised by syntax and scheme (RFC 9449 4.3, RFC 3986 6.2.2, 6.2.3).
fn normal(text: &str) -> Option<String> {
    let mut url = Url::parse(text).ok()?;
    let is_web = matches!(url.scheme(), "https" | "http");
    if !is_web || !url.username().is_empty() || url.password().is_some() {
        return None;
    }
    url.set_query(None);
    url.set_fragment(None);
    Some(url.into())
}

/// `ath` (RFC 9449 4.2).
fn hash(token: &str) -> String {
    BASE64URL_NOPAD.encode(digest::digest(&digest::SHA256, token.as_bytes()).as_ref())
}

fn told(error: &JoseError) -> DpopError {
    match error {
        JoseError::WrongType => DpopError::Type,
        JoseError::UnsupportedAlgorithm | JoseError::AlgorithmNotAllowed => DpopError::Algorithm,
        JoseError::UnknownKey => DpopError::Key,
        JoseError::BadSignature => DpopError::Signature,
        JoseError::Claim {
            claim: "iat" | "nbf" | "exp",
            problem: ClaimProblem::TooOld | ClaimProblem::NotYetValid | ClaimProblem::Expired,
        } => DpopError::Time,
        _ => DpopError::Malformed,
    }
}
