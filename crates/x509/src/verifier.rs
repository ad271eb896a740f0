//! Whether a certificate is what it says.

use std::sync::Arc;
use std::time::Duration;

use durward_model::Timestamp;
use durward_model::http::HttpClient;
use durward_model::service::Revocation;
use rustls_pki_types::{CertificateDer, UnixTime};
use webpki::{ALL_VERIFICATION_ALGS, EndEntityCert, Error, KeyUsage, RevocationOptions};

use crate::lists::Lists;
use crate::revocation::{self, List};
use crate::{Certificate, Policy, Refusal};

/// Certificates a client may present.
const LONGEST: usize = 10;

/// Verifies certificates. One per process: it keeps the revocation lists it has fetched.
#[derive(Debug, Default)]
pub struct Verifier {
    lists: Lists,
}

impl Verifier {
    /// Reads what a client presented, its own certificate first, each in DER, and verifies it: a path to an authority
    /// that `policy` trusts, every certificate of it valid at `now`, for clients, and not revoked.
    ///
    /// Revocation lists are fetched through `http`, and for a path that is good otherwise alone: nobody has us ask an
    /// address by writing it into a certificate of their own.
    ///
    /// # Errors
    /// Why it is not believed.
    pub async fn verify(
        &self,
        http: &dyn HttpClient,
        now: Timestamp,
        policy: &Policy,
        presented: &[Vec<u8>],
    ) -> Result<Certificate, Refusal> {
        let Some((own, others)) = presented.split_first() else {
            return Err(Refusal::Unreadable);
        };
        if presented.len() > LONGEST {
            return Err(Refusal::Unreadable);
        }
        let certificate = Certificate::read(own)?;
        let silent = policy.client_usage && !certificate.says_usage;
        if silent || !certificate.signs {
            return Err(Refusal::Usage);
        }
        let path = Path {
            own: CertificateDer::from(own.as_slice()),
            others: others
                .iter()
                .map(|der| CertificateDer::from(der.as_slice()))
                .collect(),
            now,
            policy,
        };
        path.walk(None).map_err(|error| Refusal::of(&error))?;
        if policy.revocation == Revocation::Off {
            return Ok(certificate);
        }
        let lists = self.lists(http, now, policy, &certificate, others).await;
        revocation::check(policy.revocation, &lists, |options| {
            path.walk(Some(options))
        })?;
        Ok(certificate)
    }

    async fn lists(
        &self,
        http: &dyn HttpClient,
        now: Timestamp,
        policy: &Policy,
        own: &Certificate,
        others: &[Vec<u8>],
    ) -> Vec<Arc<List>> {
        let mut lists = policy.lists.clone();
        if policy.distribution_points {
            let others: Vec<Certificate> = others
                .iter()
                .filter_map(|der| Certificate::read(der).ok())
                .collect();
            let all = [own].into_iter().chain(&others);
            let mut addresses: Vec<&str> = Vec::new();
            for address in all.flat_map(|one| &one.list_addresses) {
                if !addresses.contains(&address.as_str()) {
                    addresses.push(address);
                }
            }
            lists.extend(self.lists.at(http, now, &addresses).await);
        }
        lists
    }
}

/// What is verified, and by which rules.
struct Path<'a> {
    own: CertificateDer<'a>,
    others: Vec<CertificateDer<'a>>,
    now: Timestamp,
    policy: &'a Policy,
}

impl Path<'_> {
    fn walk(&self, revocation: Option<RevocationOptions<'_>>) -> Result<(), Error> {
        let seconds = u64::try_from(self.now.seconds()).unwrap_or_default();
        let own = EndEntityCert::try_from(&self.own)?;
        own.verify_for_usage(
            ALL_VERIFICATION_ALGS,
            &self.policy.anchors,
            &self.others,
            UnixTime::since_unix_epoch(Duration::from_secs(seconds)),
            KeyUsage::client_auth(),
            revocation,
            None,
        )
        .map(drop)
    }
}
