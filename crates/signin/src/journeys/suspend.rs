//! Runs that wait for a link to be opened, in whatever browser.
//!
//! The link names the run and the place it waits at. Looking at it consumes nothing, for mail scanners look at links;
//! going on takes a confirmation. Whoever goes on holds the run from then on: its secret is made anew, so that the
//! browser that asked for the link cannot go on beside it.

use durward_db::Tx;
use durward_journey::input::Input;
use durward_store::runs::{self, Run};
use durward_store::token::OpaqueToken;
use durward_store::{Cx, Error, links};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::effects::Source;
use super::token::{self, RunToken};
use super::{Engine, Progress, require_active, stored};
use crate::nodes::RESUMED;
use crate::{devices, remembered};

/// Purpose of the links.
const PURPOSE: &str = "suspended";

/// What a link says.
#[derive(Debug, Serialize, Deserialize)]
struct Payload {
    run: String,
    place: String,
    browser: String,
}

/// A run that waits for its link, as it is shown before it goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspended {
    /// Whether this is the browser that asked for the link.
    pub same_browser: bool,
    /// The app the person comes from.
    pub client_id: Option<String>,
    /// The languages the person reads, best first.
    pub ui_locales: Vec<String>,
}

/// Makes the link by which the run of `source` goes on where it stands, and lets the run wait for it.
pub(super) async fn link(
    cx: &Cx,
    tx: &mut Tx,
    source: &Source<'_>,
    seconds: i64,
) -> Result<String, Error> {
    let payload = Payload {
        run: source.run.id.to_string(),
        place: source.state.place(),
        browser: cx.origin.browser.clone(),
    };
    let payload =
        serde_json::to_string(&payload).map_err(|error| Error::internal(error.to_string()))?;
    let token = links::create(cx, tx, PURPOSE, &payload, seconds).await?;
    runs::extend(cx, tx, source.run.id, cx.now.plus_seconds(seconds)).await?;
    Ok(format!(
        "{}/login?suspendedId={}",
        cx.issuer(),
        token.expose()
    ))
}

impl Engine {
    /// The run that waits for the link `suspended_id`. None when the link was used, is too old or is none, or when the
    /// run has gone on or ended. Changes nothing.
    ///
    /// # Errors
    /// Not found when the realm is inactive; database failures.
    pub async fn suspended(&self, cx: &Cx, suspended_id: &str) -> Result<Option<Suspended>, Error> {
        require_active(cx)?;
        let mut tx = cx.db().read().await?;
        let Some((run, payload)) = waiting(cx, &mut tx, suspended_id).await? else {
            return Ok(None);
        };
        drop(tx);
        if stored::read(cx, &run).await?.place() != payload.place {
            return Ok(None);
        }
        Ok(Some(Suspended {
            same_browser: !payload.browser.is_empty() && payload.browser == cx.origin.browser,
            client_id: run.client_id,
            ui_locales: super::locales(run.ui_locales),
        }))
    }

    /// Goes on with the run that waits for the link `suspended_id`, in this browser, which says by `device` who signed
    /// in with it before, and by `cookie` for whom it is remembered. Of several at once, one goes on; a link that is no good any more gives [`Progress::Stale`].
    ///
    /// # Errors
    /// Not found when the realm is inactive; database failures.
    pub async fn resume(
        &self,
        cx: &Cx,
        suspended_id: &str,
        device: Option<&str>,
        cookie: Option<&str>,
    ) -> Result<Progress, Error> {
        require_active(cx)?;
        let mut tx = cx.db().begin().await?;
        let Some((run, payload)) = waiting(cx, &mut tx, suspended_id).await? else {
            return Ok(Progress::Stale);
        };
        if !links::consume(cx, &mut tx, PURPOSE, suspended_id).await? {
            return Ok(Progress::Stale);
        }
        let issued = OpaqueToken::issue(run.id.as_str(), cx.entropy());
        let hash = issued.secret_hash.as_str();
        if !runs::hand_over(cx, &mut tx, run.id, run.version, hash).await? {
            return Ok(Progress::Stale);
        }
        tx.commit().await?;
        let token = token::at(issued.text.expose(), run.version + 1);
        let Some(token) = RunToken::parse(token.expose()) else {
            return Err(Error::internal("a run's new token does not read"));
        };
        let Some(run) = self.find(cx, &token).await? else {
            return Ok(Progress::Stale);
        };
        let mut state = stored::read(cx, &run).await?;
        if state.place() == payload.place {
            let place = Value::from(payload.place.as_str());
            state.shared.insert(RESUMED.to_owned(), place);
        }
        if payload.browser != cx.origin.browser {
            // The session of the browser that asked stays there.
            state.continues = None;
            state.continues_from = None;
        }
        devices::forget(&mut state);
        devices::note(cx, &mut state, device.unwrap_or_default()).await?;
        remembered::forget(&mut state);
        remembered::note(&mut state, cookie.unwrap_or_default(), true)?;
        self.take(cx, &token, run, state, |step| {
            Ok(Input::to(
                step.asked().into_iter().map(|(_, expect)| expect).collect(),
            ))
        })
        .await
    }
}

/// The run that waits for the link, and what the link says.
async fn waiting(
    cx: &Cx,
    tx: &mut Tx,
    suspended_id: &str,
) -> Result<Option<(Run, Payload)>, Error> {
    let Some(payload) = links::look(cx, tx, PURPOSE, suspended_id).await? else {
        return Ok(None);
    };
    let payload: Payload =
        serde_json::from_str(&payload).map_err(|error| Error::internal(error.to_string()))?;
    let run = runs::load(cx, tx, &payload.run).await?;
    let run = run.filter(|run| run.running && cx.now < run.expires_at);
    Ok(run.map(|run| (run, payload)))
}
