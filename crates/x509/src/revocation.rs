//! Revocation lists (RFC 5280 5), and what they say of a path.

use std::sync::Arc;

use durward_model::Timestamp;
use durward_model::service::Revocation;
use webpki::{
    CertRevocationList, Error, ExpirationPolicy, OwnedCertRevocationList, RevocationOptions,
    RevocationOptionsBuilder, UnknownStatusPolicy,
};
use x509_parser::asn1_rs::FromDer;
use x509_parser::revocation_list::CertificateRevocationList;

use crate::Refusal;

/// A list of revoked certificates. Its signature is looked at when it is used, against the authority it is used for.
#[derive(Debug)]
pub(crate) struct List {
    list: CertRevocationList<'static>,
    /// When it was made.
    made: Timestamp,
    /// When there is to be a newer one.
    pub(crate) next: Option<Timestamp>,
}

impl List {
    /// Reads a list in DER.
    pub(crate) fn read(der: &[u8]) -> Option<Self> {
        let (_, parsed) = CertificateRevocationList::from_der(der).ok()?;
        let seconds =
            |moment: x509_parser::time::ASN1Time| Timestamp::from_seconds(moment.timestamp());
        Some(Self {
            made: seconds(parsed.last_update()),
            next: parsed.next_update().map(seconds),
            list: OwnedCertRevocationList::from_der(der).ok()?.into(),
        })
    }
}

/// Looks a path up in `lists`; `walk` verifies it anew under the options it is given.
///
/// # Errors
/// [`Refusal::Revoked`]; [`Refusal::StatusUnknown`] where that must not be.
pub(crate) fn check<W>(how: Revocation, lists: &[Arc<List>], walk: W) -> Result<(), Refusal>
where
    W: Fn(RevocationOptions<'_>) -> Result<(), Error>,
{
    // Each by itself first: one that is out of date or badly signed must not stand before another that tells.
    for list in lists {
        let one = [&list.list];
        let Ok(options) = RevocationOptionsBuilder::new(&one) else {
            continue;
        };
        let options = options
            .with_status_policy(UnknownStatusPolicy::Allow)
            .with_expiration_policy(ExpirationPolicy::Ignore);
        if matches!(walk(options.build()), Err(Error::CertRevoked)) {
            return Err(Refusal::Revoked);
        }
    }
    if how != Revocation::HardFail {
        return Ok(());
    }
    let mut newest: Vec<&Arc<List>> = lists.iter().collect();
    newest.sort_by_key(|list| std::cmp::Reverse(list.made));
    let newest: Vec<&CertRevocationList<'_>> = newest.iter().map(|list| &list.list).collect();
    let options = RevocationOptionsBuilder::new(&newest).map_err(|_| Refusal::StatusUnknown)?;
    let options = options
        .with_status_policy(UnknownStatusPolicy::Deny)
        .with_expiration_policy(ExpirationPolicy::Enforce);
    walk(options.build()).map_err(|error| match error {
        Error::CertRevoked => Refusal::Revoked,
        _ => Refusal::StatusUnknown,
    })
}
