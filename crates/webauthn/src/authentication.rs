//! A signature by a known credential (7.2).

use crate::authenticator_data::AuthenticatorData;
use crate::client_data::{self, Ceremony};
use crate::cose::PublicKey;
use crate::response::Assertion;
use crate::{Expected, Refused};

/// A credential as it was when it was last used.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The public key, as COSE writes it.
    pub public_key: &'a [u8],
    /// How often it had signed.
    pub sign_count: u32,
    /// Whether it may be copied to other devices. That does not change.
    pub backup_eligible: bool,
}

/// What a good signature tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    /// How often the key has signed by now; 0 when the device does not count.
    pub sign_count: u32,
    /// Whether the device verified the person.
    pub user_verified: bool,
    /// Whether the key was copied to other devices.
    pub backed_up: bool,
}

/// What `assertion` tells, if it is a signature by `known` and answers what is `expected`.
///
/// # Errors
/// The first thing that does not fit. [`Refused::Counter`] only when everything else does: then the key, or a copy of
/// it, has signed at least as often somewhere else.
pub fn authenticate(
    assertion: &Assertion,
    known: &Known<'_>,
    expected: &Expected<'_>,
) -> Result<Verified, Refused> {
    let hash = client_data::check(Ceremony::Get, &assertion.client_data, expected)?;
    let data = AuthenticatorData::read(&assertion.authenticator_data)?;
    data.check(expected)?;
    if data.backup_eligible() != known.backup_eligible {
        return Err(Refused::BackupState);
    }
    let message = [assertion.authenticator_data.as_slice(), &hash].concat();
    PublicKey::read(known.public_key)?.verify(&message, &assertion.signature)?;
    let counts = data.sign_count != 0 || known.sign_count != 0;
    if counts && data.sign_count <= known.sign_count {
        return Err(Refused::Counter);
    }
    Ok(Verified {
        sign_count: data.sign_count,
        user_verified: data.verified(),
        backed_up: data.backed_up(),
    })
}
