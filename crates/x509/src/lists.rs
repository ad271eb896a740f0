//! Fetching revocation lists from where certificates say that they are, through the guard of outbound requests.

use std::sync::Arc;

use durward_model::Timestamp;
use durward_model::http::{HttpClient, Method, Outbound};
use moka::sync::Cache;
use rustls_pki_types::CertificateRevocationListDer;
use rustls_pki_types::pem::PemObject;

use crate::revocation::List;

/// Lists kept.
const KEPT: u64 = 256;
/// Longest list, in bytes.
const BYTES: usize = 8 * 1024 * 1024;
/// Addresses asked for one chain.
const ASKED: usize = 6;
/// Seconds until an address that did not answer is asked again.
const PATIENCE: i64 = 60;
/// Seconds for which a list is kept that does not say for how long.
const USUAL: i64 = 3600;

/// Lists by address.
#[derive(Debug)]
pub(crate) struct Lists(Cache<String, Kept>);

#[derive(Debug, Clone)]
struct Kept {
    list: Option<Arc<List>>,
    until: Timestamp,
}

impl Default for Lists {
    fn default() -> Self {
        Self(Cache::new(KEPT))
    }
}

impl Lists {
    /// The lists at `addresses` that can be had.
    pub(crate) async fn at(
        &self,
        http: &dyn HttpClient,
        now: Timestamp,
        addresses: &[&str],
    ) -> Vec<Arc<List>> {
        let mut found = Vec::new();
        for address in addresses.iter().take(ASKED) {
            found.extend(self.one(http, now, address).await);
        }
        found
    }

    async fn one(&self, http: &dyn HttpClient, now: Timestamp, address: &str) -> Option<Arc<List>> {
        let known = self.0.get(address);
        if let Some(known) = &known
            && now < known.until
        {
            return known.list.clone();
        }
        let kept = match fetch(http, now, address).await {
            Ok(fetched) => fetched,
            Err(why) => {
                tracing::warn!(address, why, "a revocation list cannot be had");
                Kept {
                    // An old one still tells who was revoked; whether it is too old is for the policy.
                    list: known.and_then(|known| known.list),
                    until: now.plus_seconds(PATIENCE),
                }
            }
        };
        self.0.insert(address.to_owned(), kept.clone());
        kept.list
    }
}

async fn fetch(http: &dyn HttpClient, now: Timestamp, address: &str) -> Result<Kept, String> {
    let asked = Outbound {
        method: Method::Get,
        url: address.to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
        max_bytes: BYTES,
    };
    let answer = http.send(asked).await.map_err(|error| error.to_string())?;
    if answer.status != 200 {
        return Err(format!("the answer was {}", answer.status));
    }
    let list = match CertificateRevocationListDer::from_pem_slice(&answer.body) {
        Ok(pem) => List::read(&pem),
        Err(_) => List::read(&answer.body),
    };
    let list = list.ok_or("it is no revocation list")?;
    let wished = answer.max_age.map_or(USUAL, i64::from);
    let until = now.plus_seconds(wished.clamp(PATIENCE, 86_400));
    let until = list.next.map_or(until, |next| next.min(until));
    Ok(Kept {
        list: Some(Arc::new(list)),
        until: until.max(now.plus_seconds(PATIENCE)),
    })
}
