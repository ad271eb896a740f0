//! What the sender of a token must show to be believed.

use serde::{Deserialize, Serialize};

use crate::Thumbprint;

/// The member `cnf` (RFC 7800 3.1): what a token is bound to. A token that names both is only good with both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// The key of DPoP proofs (RFC 9449 6).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jkt: Option<Thumbprint>,
    /// The certificate of the TLS connection (RFC 8705 3.1).
    #[serde(rename = "x5t#S256", default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<Thumbprint>,
}

impl Confirmation {
    /// Whether nothing has to be shown: whoever holds the token may use it.
    pub const fn is_empty(&self) -> bool {
        self.jkt.is_none() && self.certificate.is_none()
    }

    /// Whether `shown` has everything that this asks for.
    pub fn is_met_by(&self, shown: &Self) -> bool {
        let met = |asked: &Option<Thumbprint>, shown: &Option<Thumbprint>| {
            asked.is_none() || asked == shown
        };
        met(&self.jkt, &shown.jkt) && met(&self.certificate, &shown.certificate)
    }
}
