//! Browsers that somebody has signed in with before.
//!
//! Wrong passwords from such a browser are counted for it alone, so whoever locks an account from elsewhere does not
//! lock its owner out. The browser proves it by a cookie that holds, sealed under the realm's key, the people who
//! signed in with it and what their failures there are counted under. Nothing of it is stored here.

use durward_identity::lockouts::Device;
use durward_journey::state::RunState;
use durward_model::Secret;
use durward_model::id::UserId;
use durward_model::secret::random_text;
use durward_store::vault::Sealed;
use durward_store::{Cx, Error};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Seconds the cookie is of use after the last sign-in that changed it.
pub const LIFETIME: i64 = 365 * 86_400;

/// Name under which a run's state holds the people of its browser.
const PEOPLE: &str = "devices";
/// What the cookie is sealed for.
const CONTEXT: &str = "known-device";
/// Bytes of the longest cookie that is looked at.
const LONGEST: usize = 2048;
/// People one browser is known for; who signed in longest ago is forgotten.
const MOST: usize = 5;

/// Somebody who signed in with a browser, and what failures there are counted under.
type Person = (UserId, String);

/// The people a browser is known for.
#[derive(Debug, Serialize, Deserialize)]
struct Known {
    /// The latest last.
    people: Vec<Person>,
    /// Until when, Unix milliseconds.
    until: i64,
}

/// Notes in the state of a run what the cookie of its browser says. A cookie that is not ours, of another realm or too
/// old says nothing.
///
/// # Errors
/// Database failures while the realm's keys are loaded.
pub(crate) async fn note(cx: &Cx, state: &mut RunState, cookie: &str) -> Result<(), Error> {
    if cookie.is_empty() || cookie.len() > LONGEST {
        return Ok(());
    }
    let keys = cx.keys().await?;
    let opened = keys.open(CONTEXT, &Sealed(cookie.to_owned())).ok();
    let known: Option<Known> = opened.and_then(|plain| serde_json::from_slice(plain.expose()).ok());
    if let Some(known) = known.filter(|known| cx.now.millis() < known.until) {
        state.shared.insert(PEOPLE.to_owned(), json(&known.people)?);
    }
    Ok(())
}

/// Forgets what the browser of a run said: the run goes on in another.
pub(crate) fn forget(state: &mut RunState) {
    state.shared.remove(PEOPLE);
}

/// What the browser of a run is to `user`.
pub(crate) fn device_of(state: &RunState, user: UserId) -> Device<'_> {
    let people = state.shared.get(PEOPLE).and_then(Value::as_array);
    let device = people.into_iter().flatten().find_map(|person| {
        let theirs = person.get(0)?.as_str()? == user.as_str();
        person.get(1)?.as_str().filter(|_| theirs)
    });
    device.map_or(Device::Unknown, Device::Known)
}

/// The cookie that makes the browser of a run known for `user`; none when it is known already.
///
/// # Errors
/// Database failures while the realm's keys are loaded.
pub(crate) async fn cookie(
    cx: &Cx,
    state: &RunState,
    user: UserId,
) -> Result<Option<Secret<String>>, Error> {
    if device_of(state, user) != Device::Unknown {
        return Ok(None);
    }
    let noted = state.shared.get(PEOPLE).cloned();
    let mut people: Vec<Person> = noted
        .and_then(|people| serde_json::from_value(people).ok())
        .unwrap_or_default();
    people.drain(..people.len().saturating_sub(MOST - 1));
    people.push((user, random_text::<12>(cx.entropy()).expose().clone()));
    let known = Known {
        people,
        until: cx.now.plus_seconds(LIFETIME).millis(),
    };
    let plain = json(&known)?.to_string();
    let sealed = cx.seal(CONTEXT, plain.as_bytes()).await?;
    Ok(Some(Secret::new(sealed.0)))
}

fn json<T: Serialize>(value: &T) -> Result<Value, Error> {
    serde_json::to_value(value).map_err(|error| Error::internal(error.to_string()))
}
