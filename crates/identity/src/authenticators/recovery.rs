//! Recovery codes: a handful of codes on paper, each good once. Only their keyed hashes are kept. A pass that an
//! administrator gives is one more of them, for a time.

use data_encoding::BASE64URL_NOPAD;
use durward_model::authenticator::AuthenticatorKind;
use durward_model::id::UserId;
use durward_model::{Secret, Timestamp};
use durward_store::authenticators::Authenticator;
use durward_store::vault::RealmKeys;
use durward_store::{Cx, Error};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use super::fresh;

/// Codes in a set.
pub const COUNT: usize = 10;
/// Characters of a code, each worth five bits.
const CHARS: usize = 10;
/// Letters and digits that are not taken for one another (Crockford's base32).
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// What the row holds.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Data {
    /// Hashes of the codes that were not used.
    hashes: Vec<String>,
    /// Passes that administrators gave, for a time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    passes: Vec<Pass>,
}

/// A code that an administrator gave.
#[derive(Debug, Serialize, Deserialize)]
struct Pass {
    hash: String,
    /// When it is worth nothing any more, in Unix milliseconds.
    until: i64,
}

/// A fresh set: the codes, to be shown once, and what is to be stored.
///
/// # Errors
/// Database failures while the realm's keys are loaded.
pub async fn generate(cx: &Cx, user: UserId) -> Result<(Vec<String>, Authenticator), Error> {
    let codes: Vec<String> = (0..COUNT).map(|_| code(cx)).collect();
    let keys = cx.keys().await?;
    let hashes = codes.iter().map(|code| hash(&keys, user, code)).collect();
    let mut new = fresh(cx, AuthenticatorKind::RecoveryCodes, "");
    new.data = text(&Data {
        hashes,
        passes: Vec::new(),
    });
    Ok((codes, new))
}

/// A pass that works until `until`, and what is to be stored of `set` with it: what is left of an earlier pass goes.
pub(super) async fn with_pass(
    cx: &Cx,
    user: UserId,
    set: &Authenticator,
    until: Timestamp,
) -> Result<(Secret<String>, String), Error> {
    let pass = code(cx);
    let keys = cx.keys().await?;
    let mut data: Data = read(set)?;
    data.passes = vec![Pass {
        hash: hash(&keys, user, &pass),
        until: until.millis(),
    }];
    Ok((Secret::new(pass), text(&data)))
}

fn read(set: &Authenticator) -> Result<Data, Error> {
    serde_json::from_str(&set.data).map_err(|_| Error::internal("recovery codes do not read"))
}

/// How many codes of a set were not used.
#[must_use]
pub fn left(set: &Authenticator) -> usize {
    let data: Data = serde_json::from_str(&set.data).unwrap_or_default();
    data.hashes.len()
}

/// What is to be stored once `presented` is used: the set without it. None when it is none of the set.
///
/// # Errors
/// Database failures while the realm's keys are loaded.
pub async fn without(
    cx: &Cx,
    user: UserId,
    set: Option<&Authenticator>,
    presented: &Secret<String>,
) -> Result<Option<String>, Error> {
    let keys = cx.keys().await?;
    let presented = hash(&keys, user, presented.expose());
    let mut data = set.map(read).transpose()?.unwrap_or_default();
    data.passes.retain(|pass| cx.now.millis() < pass.until);
    let before = data.hashes.len() + data.passes.len();
    let same = |known: &str| bool::from(known.as_bytes().ct_eq(presented.as_bytes()));
    data.hashes.retain(|known| !same(known));
    data.passes.retain(|pass| !same(&pass.hash));
    let is_one = data.hashes.len() + data.passes.len() < before;
    Ok(is_one.then(|| text(&data)))
}

/// A code as it is shown: two groups of five.
fn code(cx: &Cx) -> String {
    let mut bytes = [0u8; CHARS];
    cx.entropy().fill(&mut bytes);
    let mut code: String = bytes
        .iter()
        .map(|byte| char::from(ALPHABET[usize::from(byte & 31)]))
        .collect();
    code.insert(CHARS / 2, '-');
    code
}

/// A set without codes, for a pass alone.
pub(super) fn empty(cx: &Cx) -> Authenticator {
    let mut new = fresh(cx, AuthenticatorKind::RecoveryCodes, "");
    new.data = text(&Data::default());
    new
}

/// The hash of a code under a key of the realm. What is easily misread is read as what it was.
fn hash(keys: &RealmKeys, user: UserId, code: &str) -> String {
    let plain: String = code
        .chars()
        .filter(|character| character.is_ascii_alphanumeric())
        .take(4 * CHARS)
        .map(|character| match character.to_ascii_lowercase() {
            'o' => '0',
            'i' | 'l' => '1',
            other => other,
        })
        .collect();
    let message = format!("recovery-code|{user}|{plain}");
    BASE64URL_NOPAD.encode(keys.keyed_hash(message.as_bytes()).as_ref())
}

fn text(data: &Data) -> String {
    serde_json::to_string(data).unwrap_or_else(|_| "{}".to_owned())
}
