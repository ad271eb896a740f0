//! An authenticator app of somebody: its seed, how it is told to the app, and whether a code is right.

use data_encoding::{BASE32, BASE32_NOPAD};
use durward_model::authenticator::AuthenticatorKind;
use durward_model::{Invalid, Secret};
use durward_store::authenticators::Authenticator;
use durward_store::{Cx, Error};
use serde::{Deserialize, Serialize};

use super::oath::Profile;
use super::{context, fresh};

/// Bytes of a new seed (RFC 4226 4, R6).
pub const SEED_BYTES: usize = 20;
/// Bytes a seed given by others must have at least and at most.
const GIVEN_BYTES: std::ops::RangeInclusive<usize> = 10..=128;

/// What the row of an authenticator app holds besides the seed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Data {
    #[serde(flatten)]
    profile: Profile,
    /// It was written in a file: the file may change it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    declared: bool,
}

/// A seed as it is typed into an app: base32 without padding.
#[derive(Debug, Clone)]
pub struct Seed(Secret<String>);

impl Seed {
    /// A fresh one.
    #[must_use]
    pub fn generate(cx: &Cx) -> Self {
        let mut bytes = [0u8; SEED_BYTES];
        cx.entropy().fill(&mut bytes);
        Self(Secret::new(BASE32_NOPAD.encode(&bytes)))
    }

    /// The seed that others wrote, spaces and letter case aside.
    ///
    /// # Errors
    /// Invalid, without a field, when it is not base32 of 10 to 128 bytes.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let plain: String = text
            .chars()
            .filter(|character| !matches!(character, ' ' | '-' | '='))
            .map(|character| character.to_ascii_uppercase())
            .collect();
        let seed = Self(Secret::new(plain));
        let long_enough = |bytes: Vec<u8>| GIVEN_BYTES.contains(&bytes.len());
        if seed.bytes().is_some_and(long_enough) {
            return Ok(seed);
        }
        Err(Invalid::new(
            "",
            "Give base32 text of 16 characters or more.",
        ))
    }

    /// As it is typed into an app.
    #[must_use]
    pub fn text(&self) -> &Secret<String> {
        &self.0
    }

    fn bytes(&self) -> Option<Vec<u8>> {
        let text = self.0.expose();
        // Apps differ in whether they pad; so do people who copy from them.
        let padded = format!("{text}{}", "=".repeat((8 - text.len() % 8) % 8));
        BASE32.decode(padded.as_bytes()).ok()
    }
}

/// The address that a QR code shows to an app (`otpauth:`), for an account of `issuer`.
#[must_use]
pub fn address(issuer: &str, account: &str, seed: &Seed, profile: &Profile) -> Secret<String> {
    let [issuer, account] = [issuer, account].map(encoded);
    let secret = seed.text().expose();
    let algorithm = profile.algorithm.as_str();
    let Profile { digits, period, .. } = profile;
    Secret::new(format!(
        "otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}&algorithm={algorithm}&digits={digits}&period={period}"
    ))
}

/// Percent-encodes all but unreserved characters (RFC 3986 2.3): apps do not read `+` as a space.
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// The time step at which `presented` is the code of `seed`, for somebody who enrols an app.
#[must_use]
pub fn proves(cx: &Cx, seed: &Seed, profile: &Profile, presented: &str, drift: i64) -> Option<i64> {
    let bytes = Secret::new(seed.bytes()?);
    profile.find(bytes.expose(), &typed(presented), cx.now, drift, 0)
}

/// A new authenticator app, to be stored. `used` is the time step of the code that proved it.
///
/// # Errors
/// Database failures while the realm's keys are loaded.
pub async fn enrolled(
    cx: &Cx,
    name: &str,
    seed: &Seed,
    profile: &Profile,
    used: i64,
) -> Result<Authenticator, Error> {
    let mut new = fresh(cx, AuthenticatorKind::Totp, name);
    new.counter = used;
    new.data = data(profile, false);
    new.sealed = Some(
        cx.seal(&context(new.id), seed.text().expose().as_bytes())
            .await?,
    );
    Ok(new)
}

/// An authenticator app that was written in a file, to be stored.
pub(crate) fn declared(
    cx: &Cx,
    keys: &durward_store::vault::RealmKeys,
    seed: &Seed,
) -> Result<Authenticator, Error> {
    let mut new = fresh(cx, AuthenticatorKind::Totp, "");
    new.data = data(&Profile::default(), true);
    let plain = seed.text().expose().as_bytes();
    let sealed = cx.platform.vault.seal(keys, &context(new.id), plain)?;
    new.sealed = Some(sealed);
    Ok(new)
}

/// Whether `one` was written in a file; and whether its seed is `seed`.
pub(crate) fn is_declared(
    keys: &durward_store::vault::RealmKeys,
    one: &Authenticator,
    seed: Option<&Seed>,
) -> (bool, bool) {
    let known: Data = serde_json::from_str(&one.data).unwrap_or_default();
    let opened = one
        .sealed
        .as_ref()
        .and_then(|sealed| keys.open(&context(one.id), sealed).ok());
    let text = seed.map(|seed| seed.text().expose().as_bytes());
    let same = opened.is_some_and(|plain| Some(plain.expose().as_slice()) == text);
    (known.declared, same)
}

/// The time step at which `presented` is a code of one of `apps`, with that app: within `drift` steps of now and not
/// used before. Without an app the same work is done for nothing.
///
/// # Errors
/// Internal when a seed cannot be opened; database failures while the realm's keys are loaded.
pub async fn find<'a>(
    cx: &Cx,
    apps: &'a [&Authenticator],
    presented: &str,
    drift: i64,
) -> Result<Option<(&'a Authenticator, i64)>, Error> {
    let presented = typed(presented);
    if apps.is_empty() {
        let _ = Profile::default().find(&[0; SEED_BYTES], &presented, cx.now, drift, 0);
    }
    let mut found = None;
    for app in apps {
        let Some(sealed) = &app.sealed else { continue };
        let plain = cx.open(&context(app.id), sealed).await?;
        let seed = String::from_utf8(plain.expose().clone())
            .map(|text| Seed(Secret::new(text)))
            .map_err(|_| Error::internal("a seed is not text"))?;
        let bytes = seed.bytes().map(Secret::new);
        let bytes = bytes.ok_or_else(|| Error::internal("a seed is not base32"))?;
        let known: Data = serde_json::from_str(&app.data)
            .map_err(|_| Error::internal("an authenticator app does not read"))?;
        let step = known
            .profile
            .find(bytes.expose(), &presented, cx.now, drift, app.counter);
        found = found.or(step.map(|step| (*app, step)));
    }
    Ok(found)
}

/// A code without the spaces that apps show and people copy.
fn typed(presented: &str) -> String {
    presented
        .chars()
        .filter(|character| !character.is_whitespace())
        .take(16)
        .collect()
}

fn data(profile: &Profile, declared: bool) -> String {
    let data = Data {
        profile: *profile,
        declared,
    };
    serde_json::to_string(&data).unwrap_or_else(|_| "{}".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_reads_as_apps_and_people_write_it() {
        let seed = Seed::parse("jbsw y3dp ehpk 3pxp").unwrap();
        assert_eq!(seed.text().expose(), "JBSWY3DPEHPK3PXP");
        assert_eq!(seed.bytes().unwrap(), b"Hello!\xde\xad\xbe\xef");
        for broken in ["", "JBSWY3DP", "not base32 at all 0189", "JBSWY3DPEHPK3PX1"] {
            assert!(Seed::parse(broken).is_err(), "{broken}");
        }
    }

    #[test]
    fn an_address_for_an_app_holds_no_raw_text() {
        let seed = Seed::parse("JBSWY3DPEHPK3PXP").unwrap();
        let address = address("Acme & Söhne", "ana:x@acme", &seed, &Profile::default());
        assert_eq!(
            address.expose(),
            "otpauth://totp/Acme%20%26%20S%C3%B6hne:ana%3Ax%40acme?secret=JBSWY3DPEHPK3PXP&issuer=Acme%20%26%20S%C3%B6hne&algorithm=SHA1&digits=6&period=30"
        );
    }
}
