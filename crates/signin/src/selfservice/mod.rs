//! Registration and recovery for programs, stage by stage (R-REG-8..12, R-REC-4..11, R-REC-15).
//!
//! A flow is a list of stages that the realm's settings make. A client asks what the first one requires, submits it,
//! and is told what the next one requires with a [`ticket`], which holds all that the flow knows and which only this
//! realm can read. A row counts how far the flow has come, so that each stage is passed once, wrong answers are
//! limited, and a finished flow is over.
//!
//! - [`stage`]: which stages there are, in which order.
//! - [`requirements`]: what a stage asks, as JSON Schema.
//! - [`run`]: taking what was submitted. One file per stage in `stages`.

mod mail;
mod query;
mod requirements;
mod run;
mod stage;
mod stages;
mod ticket;

use durward_identity::passwords::Passwords;
use durward_model::service::SelfService;
use durward_store::{Cx, Error, ErrorKind, selfservice_flows, services};
use serde_json::{Map, Value};

use crate::sessions::Begun;

pub(crate) use mail::places;
pub use stage::Flow;

/// What a client is told.
#[derive(Debug)]
pub enum Reply {
    /// What the stage requires, in the members and the order that clients know.
    Stage(Value),
    /// The flow has ended.
    End {
        /// What to answer.
        body: Value,
        /// The session that was begun, when it ends so.
        sign_in: Option<Box<Begun>>,
    },
}

/// What the first stage of `flow` requires.
///
/// # Errors
/// Not found, [`is_not_configured`], when the realm does not offer the flow; database failures.
pub async fn begin(cx: &Cx, flow: Flow) -> Result<Value, Error> {
    let settings = offered(cx, flow).await?;
    let first = stage::of(flow, &settings)
        .into_iter()
        .next()
        .ok_or_else(not_configured)?;
    let ticket = ticket::Ticket::new(cx, flow, &settings);
    requirements::initial(cx, flow, first, &settings, &ticket).await
}

/// What the stage that `token` stands at requires, for a page that shows it.
///
/// # Errors
/// Invalid `token` when it is not, or no longer, good; not found, [`is_not_configured`], when the realm does not offer
/// the flow; database failures.
pub async fn show(cx: &Cx, flow: Flow, token: &str) -> Result<Value, Error> {
    let settings = offered(cx, flow).await?;
    let ticket = ticket::Ticket::read(cx, &settings, flow, token).await?;
    let place = usize::try_from(ticket.step).unwrap_or(usize::MAX);
    let stages = stage::of(flow, &settings);
    let stage = *stages.get(place).ok_or_else(ticket::stale)?;
    let mut tx = cx.db().read().await?;
    let failures = selfservice_flows::failures(cx, &mut tx, ticket.id, ticket.step).await?;
    failures.ok_or_else(ticket::stale)?;
    requirements::initial(cx, flow, stage, &settings, &ticket).await
}

/// Takes `input` for the stage that `token` stands at; without one, for the first stage.
///
/// # Errors
/// Invalid with the stage's own words when the input will not do; not found, [`is_not_configured`], when the realm does not offer the
/// flow; rate limited after too many wrong answers; database failures.
pub async fn submit(
    cx: &Cx,
    passwords: &Passwords,
    flow: Flow,
    token: Option<&str>,
    input: &Map<String, Value>,
    languages: &[String],
) -> Result<Reply, Error> {
    let settings = offered(cx, flow).await?;
    let work = run::Work {
        cx,
        passwords,
        settings: &settings,
        flow,
        languages,
    };
    work.submit(token, input).await
}

/// The security questions of the realm (R-REC-11).
///
/// # Errors
/// Not found, [`is_not_configured`], when no flow of the realm asks any; database failures.
pub async fn questions(cx: &Cx) -> Result<Value, Error> {
    let settings = services::settings::<SelfService>(cx).await?;
    let asked = settings.user_registration.user_registration_kba_enabled
        || settings.forgotten_password.forgotten_password_kba_enabled
        || settings.forgotten_username.forgotten_username_kba_enabled;
    if !asked {
        return Err(not_configured());
    }
    Ok(requirements::questions(&settings.general_config))
}

/// What is said of a flow that the realm does not offer.
const NOT_CONFIGURED: &str = "Service not configured";

fn not_configured() -> Error {
    Error::new(ErrorKind::NotFound, NOT_CONFIGURED)
}

/// Whether `error` says that the realm does not offer the flow.
#[must_use]
pub fn is_not_configured(error: &Error) -> bool {
    error.kind == ErrorKind::NotFound && error.public == NOT_CONFIGURED
}

async fn offered(cx: &Cx, flow: Flow) -> Result<std::sync::Arc<SelfService>, Error> {
    let settings = services::settings::<SelfService>(cx).await?;
    let on = match flow {
        Flow::Registration => settings.user_registration.user_registration_enabled,
        Flow::Password => settings.forgotten_password.is_offered(),
        Flow::Username => settings.forgotten_username.forgotten_username_enabled,
    };
    if on && cx.realm.is_active() {
        return Ok(settings);
    }
    Err(not_configured())
}
