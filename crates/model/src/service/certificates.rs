//! The `certificates` service: which certificates of people and applications are believed.

use serde::{Deserialize, Serialize};

use super::Service;
use crate::Invalid;

/// Entries of a list here.
const MOST: usize = 50;
/// Bytes of an entry.
const BYTES: usize = 512 * 1024;

/// What is done about revocation (RFC 5280 5).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Revocation {
    /// Nothing.
    Off,
    /// Who is known to be revoked is refused.
    #[default]
    SoftFail,
    /// Who is not known to be good is refused.
    HardFail,
}

/// Which certificates of people and applications are believed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Certificates {
    /// Certificates of the authorities that are trusted, as PEM. None: no certificate is believed.
    pub trusted_authorities: Vec<String>,
    /// What is done about revocation: `off`, `softFail` (refuse what is known to be revoked) or `hardFail` (refuse what is
    /// not known to be good).
    pub revocation: Revocation,
    /// Revocation lists, as PEM.
    pub revocation_lists: Vec<String>,
    /// Whether revocation lists are fetched from where certificates say that they are.
    pub distribution_points: bool,
    /// Whether a certificate must say that it is for clients (extended key usage `clientAuth`).
    pub require_client_usage: bool,
}

impl Default for Certificates {
    fn default() -> Self {
        Self {
            trusted_authorities: Vec::new(),
            revocation: Revocation::SoftFail,
            revocation_lists: Vec::new(),
            distribution_points: true,
            require_client_usage: true,
        }
    }
}

impl Service for Certificates {
    const NAME: &'static str = "certificates";

    fn validate(&self) -> Result<(), Invalid> {
        let lists = [
            (
                "trustedAuthorities",
                &self.trusted_authorities,
                "CERTIFICATE",
            ),
            ("revocationLists", &self.revocation_lists, "X509 CRL"),
        ];
        for (name, entries, label) in lists {
            if entries.len() > MOST {
                return Err(Invalid::new(name, format!("Give at most {MOST}.")));
            }
            for (index, entry) in entries.iter().enumerate() {
                let begin = format!("-----BEGIN {label}-----");
                if entry.len() > BYTES || !entry.contains(&begin) {
                    let field = format!("{name}[{index}]");
                    return Err(Invalid::new(field, format!("Give PEM text: {begin} ….")));
                }
            }
        }
        Ok(())
    }
}
