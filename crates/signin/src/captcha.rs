//! Telling people from programs: a captcha service, or a proof of work that needs no service.
//!
//! The proof of work costs a browser a moment and whoever makes a million accounts a million of them. A browser
//! without scripts pays in time instead: after [`PATIENCE`] seconds no proof is asked.

use aws_lc_rs::digest;
use durward_model::http::{Method, Outbound};
use durward_model::secret::random_text;
use durward_model::service::General;
use durward_model::{Secret, Timestamp};
use durward_store::{Cx, Error};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Zero bits a proof must begin with: 65 536 hashes on average, less than a second on an old phone.
pub(crate) const BITS: u32 = 16;
/// Seconds after which no proof is asked.
pub const PATIENCE: i64 = 10;
/// Characters of a proof.
const LONGEST_PROOF: usize = 20;
/// Bytes of a captcha service's answer.
const LONGEST_ANSWER: usize = 16 * 1024;

/// A captcha service that a realm uses.
#[derive(Debug, Clone, Copy)]
pub struct Service<'a> {
    /// Key for pages.
    pub site_key: &'a str,
    secret_key: &'a Secret<String>,
    verification_url: &'a str,
}

impl<'a> Service<'a> {
    /// The one that `settings` name, if they name one whole.
    #[must_use]
    pub fn of(settings: &'a General) -> Option<Self> {
        let secret_key = settings.captcha_secret_key.as_ref()?;
        (!settings.captcha_site_key.is_empty()).then_some(Self {
            site_key: &settings.captcha_site_key,
            secret_key,
            verification_url: &settings.captcha_verification_url,
        })
    }

    /// Whether the service takes `response`, which its script put into a form.
    ///
    /// # Errors
    /// Unavailable when the service cannot be asked: nobody is let through then.
    pub async fn verify(&self, cx: &Cx, response: &str) -> Result<bool, Error> {
        if response.is_empty() {
            return Ok(false);
        }
        let body = form_urlencoded::Serializer::new(String::new())
            .append_pair("secret", self.secret_key.expose())
            .append_pair("response", response)
            .append_pair("remoteip", &cx.origin.ip)
            .finish();
        let request = Outbound {
            method: Method::Post,
            url: self.verification_url.to_owned(),
            headers: vec![(
                "content-type".to_owned(),
                "application/x-www-form-urlencoded".to_owned(),
            )],
            body: body.into_bytes(),
            max_bytes: LONGEST_ANSWER,
        };
        let answer = cx.platform.http.send(request).await;
        let answer = answer
            .map_err(|failure| Error::unavailable(5, format!("the captcha service: {failure}")))?;
        let said: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        if answer.status != 200 || !said.is_object() {
            let why = format!("the captcha service answered {}", answer.status);
            return Err(Error::unavailable(5, why));
        }
        Ok(said.get("success") == Some(&Value::Bool(true)))
    }
}

/// A piece of work that a browser is to prove.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// What the proof is made for. Never given out twice.
    pub challenge: String,
    /// Zero bits the proof must begin with.
    pub bits: u32,
    /// When it was given out.
    pub since: Timestamp,
}

impl Work {
    /// A new one.
    #[must_use]
    pub fn new(cx: &Cx) -> Self {
        Self {
            challenge: random_text::<16>(cx.entropy()).expose().clone(),
            bits: BITS,
            since: cx.now,
        }
    }

    /// The one with this challenge.
    pub(crate) fn of(challenge: &str, since: Timestamp) -> Self {
        Self {
            challenge: challenge.to_owned(),
            bits: BITS,
            since,
        }
    }

    /// Whether `proof` is one: SHA-256 of challenge, colon and proof begins with enough zero bits.
    #[must_use]
    pub fn is_proven_by(&self, proof: &str) -> bool {
        if proof.is_empty() || proof.len() > LONGEST_PROOF {
            return false;
        }
        let whole = format!("{}:{proof}", self.challenge);
        let hash = digest::digest(&digest::SHA256, whole.as_bytes());
        let mut zeros = 0;
        for byte in hash.as_ref() {
            zeros += byte.leading_zeros();
            if *byte != 0 {
                break;
            }
        }
        zeros >= self.bits
    }

    /// Whether somebody without scripts has waited long enough.
    #[must_use]
    pub fn is_waited_for(&self, now: Timestamp) -> bool {
        now.millis_since(self.since) >= PATIENCE * 1000
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_holds_for_its_challenge_alone() {
        let work = |challenge: &str| Work {
            challenge: challenge.to_owned(),
            bits: 8,
            since: Timestamp::from_millis(0),
        };
        let proof = (0..100_000).map(|nonce: u32| nonce.to_string());
        let proof = proof
            .into_iter()
            .find(|nonce| work("a").is_proven_by(nonce));
        let proof = proof.unwrap();
        assert!(!work("b").is_proven_by(&proof));
        assert!(!work("a").is_proven_by(""));
        assert!(!work("a").is_waited_for(Timestamp::from_millis(9_999)));
        assert!(work("a").is_waited_for(Timestamp::from_millis(10_000)));
    }
}
