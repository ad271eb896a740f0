//! What the device says (6.1): for whom, who was there, how often it signed, and a new key.

use aws_lc_rs::digest::{self, SHA256};

use crate::Refused;
use crate::cbor;
use crate::client_data::Expected;

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const BACKUP_ELIGIBLE: u8 = 0x08;
const BACKED_UP: u8 = 0x10;
const HAS_CREDENTIAL: u8 = 0x40;
const HAS_EXTENSIONS: u8 = 0x80;

/// Bytes of the longest credential id (4).
pub(crate) const LONGEST_ID: usize = 1023;

/// Authenticator data, read.
#[derive(Debug)]
pub(crate) struct AuthenticatorData<'a> {
    pub(crate) rp_id_hash: &'a [u8],
    flags: u8,
    pub(crate) sign_count: u32,
    pub(crate) attested: Option<Attested<'a>>,
}

/// A credential that was just made.
#[derive(Debug)]
pub(crate) struct Attested<'a> {
    pub(crate) aaguid: [u8; 16],
    pub(crate) id: &'a [u8],
    /// The COSE key, as it was written.
    pub(crate) key: &'a [u8],
}

impl<'a> AuthenticatorData<'a> {
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Self, Refused> {
        Self::try_read(bytes).ok_or(Refused::Malformed("authenticator data"))
    }

    fn try_read(bytes: &'a [u8]) -> Option<Self> {
        let (rp_id_hash, rest) = bytes.split_at_checked(32)?;
        let (flags, rest) = rest.split_first()?;
        let (count, mut rest) = rest.split_first_chunk::<4>()?;
        let mut attested = None;
        if flags & HAS_CREDENTIAL != 0 {
            let (credential, after) = Attested::read(rest)?;
            attested = Some(credential);
            rest = after;
        }
        if flags & HAS_EXTENSIONS != 0 {
            let (_, after) = cbor::read(rest)?;
            rest = after;
        }
        rest.is_empty().then_some(Self {
            rp_id_hash,
            flags: *flags,
            sign_count: u32::from_be_bytes(*count),
            attested,
        })
    }

    /// Checks for whom it is and who was there (7.1 steps 13 to 18, 7.2 steps 16 to 21).
    pub(crate) fn check(&self, expected: &Expected<'_>) -> Result<(), Refused> {
        let ours = digest::digest(&SHA256, expected.rp_id.as_bytes());
        if self.rp_id_hash != ours.as_ref() {
            return Err(Refused::RelyingParty);
        }
        if !self.has(PRESENT) {
            return Err(Refused::UserPresence);
        }
        if expected.user_verification && !self.verified() {
            return Err(Refused::UserVerification);
        }
        if self.backed_up() && !self.backup_eligible() {
            return Err(Refused::BackupState);
        }
        Ok(())
    }

    /// Whether the device verified the person.
    pub(crate) fn verified(&self) -> bool {
        self.has(VERIFIED)
    }

    /// Whether the key may be copied to other devices.
    pub(crate) fn backup_eligible(&self) -> bool {
        self.has(BACKUP_ELIGIBLE)
    }

    /// Whether it was.
    pub(crate) fn backed_up(&self) -> bool {
        self.has(BACKED_UP)
    }

    fn has(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }
}

impl<'a> Attested<'a> {
    fn read(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let (aaguid, rest) = bytes.split_first_chunk::<16>()?;
        let (length, rest) = rest.split_first_chunk::<2>()?;
        let length = usize::from(u16::from_be_bytes(*length));
        if length == 0 || length > LONGEST_ID {
            return None;
        }
        let (id, rest) = rest.split_at_checked(length)?;
        let (_, after) = cbor::read(rest)?;
        let key = &rest[..rest.len() - after.len()];
        Some((
            Self {
                aaguid: *aaguid,
                id,
                key,
            },
            after,
        ))
    }
}
