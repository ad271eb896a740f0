//! Nonces of DPoP proofs (RFC 9449 8): made from the time under a key of the realm's own, so that no node has to remember
//! any. Whoever has one made it no longer ago than two slots.

use data_encoding::BASE64URL_NOPAD;
use durward_store::Cx;
use durward_store::vault::RealmKeys;

use super::proof::Refused;

/// Seconds in which proofs are made with the same nonce.
const SLOT: i64 = 120;
/// Bytes of a nonce.
const BYTES: usize = 18;

/// Checks the nonce of a proof: the current one, the one before, or that of a node whose clock is a little ahead. One
/// that nobody asked for must be good too. Gives the current one when the sender does not have it.
///
/// # Errors
/// [`Refused::Nonce`] with the one to use.
pub(super) async fn check(
    cx: &Cx,
    presented: Option<&str>,
    demanded: bool,
) -> Result<Option<String>, Refused> {
    if presented.is_none() && !demanded {
        return Ok(None);
    }
    let keys = cx.keys().await?;
    let slot = cx.now.seconds().div_euclid(SLOT);
    let current = of(&keys, slot);
    match presented {
        Some(nonce) if nonce == current || nonce == of(&keys, slot + 1) => Ok(None),
        Some(nonce) if nonce == of(&keys, slot - 1) => Ok(Some(current)),
        _ => Err(Refused::Nonce(current)),
    }
}

fn of(keys: &RealmKeys, slot: i64) -> String {
    let tag = keys.dpop_nonce(&slot.to_be_bytes());
    BASE64URL_NOPAD.encode(&tag.as_ref()[..BYTES])
}
