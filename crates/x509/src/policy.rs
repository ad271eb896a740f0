//! What a realm asks of certificates, read once from its settings.

use std::sync::Arc;

use durward_model::service::{Certificates, Revocation};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, CertificateRevocationListDer, TrustAnchor};
use webpki::anchor_from_trusted_cert;

use crate::revocation::List;

/// What is asked of certificates.
#[derive(Debug)]
pub struct Policy {
    pub(crate) anchors: Vec<TrustAnchor<'static>>,
    pub(crate) revocation: Revocation,
    /// Lists that the settings hold.
    pub(crate) lists: Vec<Arc<List>>,
    /// Whether to look where certificates say that there are lists.
    pub(crate) distribution_points: bool,
    /// Whether a certificate must say that it is for clients.
    pub(crate) client_usage: bool,
}

/// Something in the settings is not what it should be: which key, and which of its entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable(pub &'static str, pub usize);

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "certificates.{}[{}] does not read", self.0, self.1)
    }
}

impl std::error::Error for Unreadable {}

impl Policy {
    /// Reads `settings`.
    ///
    /// # Errors
    /// The first entry that is no certificate, or no revocation list.
    pub fn read(settings: &Certificates) -> Result<Self, Unreadable> {
        let mut anchors = Vec::new();
        for (index, pem) in settings.trusted_authorities.iter().enumerate() {
            let broken = Unreadable("trustedAuthorities", index);
            for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
                let certificate = certificate.map_err(|_| broken)?;
                let anchor = anchor_from_trusted_cert(&certificate).map_err(|_| broken)?;
                anchors.push(anchor.to_owned());
            }
        }
        let mut lists = Vec::new();
        for (index, pem) in settings.revocation_lists.iter().enumerate() {
            let broken = Unreadable("revocationLists", index);
            for list in CertificateRevocationListDer::pem_slice_iter(pem.as_bytes()) {
                let list = list.map_err(|_| broken)?;
                lists.push(Arc::new(List::read(&list).ok_or(broken)?));
            }
        }
        Ok(Self {
            anchors,
            revocation: settings.revocation,
            lists,
            distribution_points: settings.distribution_points,
            client_usage: settings.require_client_usage,
        })
    }
}
