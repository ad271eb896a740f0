//! Running journeys for people: start, show, submit.
//!
//! A run is a row. Its token names it, proves it by a 256-bit secret, and says which step it was given out with: each
//! submission makes the step's token stale, so a replayed or doubled submission changes nothing.
//!
//! One submission is: load, check the token, let the nodes act ([`drive`]), then save everything it came to in one
//! transaction ([`settle`]).

mod at_once;
pub mod auth_id;
mod drive;
mod effects;
mod graphs;
mod settle;
mod start;
mod stored;
mod submit;
mod success;
mod suspend;
mod token;

use std::sync::Arc;

use durward_identity::passwords::Passwords;
use durward_journey::message::Message;
use durward_journey::step::Step;
use durward_model::session::Session;
use durward_model::{Secret, Timestamp};
use durward_store::{Cx, Error};
use durward_x509::Verifier;

use crate::remembered::Keeping;
use crate::sessions::SignedIn;
use graphs::Graphs;

pub use start::Start;
pub use suspend::Suspended;

/// Runs journeys. One per process; cheap to share.
#[derive(Debug)]
pub struct Engine {
    passwords: Arc<Passwords>,
    certificates: Verifier,
    graphs: Graphs,
}

/// A run that waits for the person.
#[derive(Debug, Clone)]
pub struct Running {
    /// Names the run and the step; goes into the run's cookie and into the form.
    pub token: Secret<String>,
    /// Methods passed so far.
    pub passed: usize,
    /// What to show, with what there is to say about the last submission in its `notice`.
    pub step: Step,
    /// The journey.
    pub journey: String,
    /// When the run ends unless the person has finished before.
    pub expires_at: Timestamp,
    /// The app the person comes from.
    pub client_id: Option<String>,
    /// Where the person wants to go afterwards; inside this realm.
    pub goto: Option<String>,
    /// The languages the person reads, best first.
    pub ui_locales: Vec<String>,
}

/// What a submission led to.
#[derive(Debug)]
pub enum Progress {
    /// Show this step.
    Show(Box<Running>),
    /// The person is signed in.
    Done(Box<Done>),
    /// The person has proved who they are, and no session was asked for.
    Proved(Box<Proved>),
    /// The journey has done what it was for, and nobody is signed in.
    Told(Box<Told>),
    /// The person is not signed in, and the run is over.
    Failed(Failed),
    /// Nothing changed: the token is not that of a step being shown. It was submitted already, has expired, or was
    /// never ours. [`Engine::show`] has the current step if the run goes on.
    Stale,
}

/// A sign-in that came to its good end.
#[derive(Debug)]
pub struct Done {
    /// The new session.
    pub session: Session,
    /// What the session's cookie carries.
    pub cookie: Secret<String>,
    /// What the browser is to keep for [`devices::LIFETIME`](crate::devices::LIFETIME), so that it is known at the next
    /// sign-in; none when what it keeps still holds.
    pub device: Option<Secret<String>>,
    /// What is to become of the cookie that the browser is remembered by; none when it stays as it is.
    pub remembered: Option<Keeping>,
    /// Where the person goes: inside this realm, or wherever the journey says.
    pub goto: Option<String>,
    /// The app the person comes from.
    pub client_id: Option<String>,
}

/// A run that proved who somebody is, and no more.
#[derive(Debug)]
pub struct Proved {
    /// Who, and how.
    pub signed_in: SignedIn,
    /// What the browser is to keep, as in [`Done::device`].
    pub device: Option<Secret<String>>,
    /// Where the person wants to go.
    pub goto: Option<String>,
}

/// A run that ends with something to be told.
#[derive(Debug)]
pub struct Told {
    /// What to tell the person.
    pub message: Message,
    /// Where the person wants to go.
    pub goto: Option<String>,
    /// The app the person comes from.
    pub client_id: Option<String>,
    /// The languages the person reads, best first.
    pub ui_locales: Vec<String>,
}

/// How a sign-in comes to a bad end (R-JRN-13). It tells nothing about accounts to somebody who has proved nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The person proved who they are, and the journey does not let them in.
    Denied,
    /// The person did not prove who they are, or not well enough.
    Failed,
    /// Something else went wrong: the journey broke off, or could not find out who it is.
    Broken,
}

/// A sign-in that came to its bad end.
#[derive(Debug)]
pub struct Failed {
    /// How.
    pub ending: Ending,
    /// What to tell the person. It is the same whether or not there is such an account.
    pub message: Message,
    /// The journey, to start again.
    pub journey: String,
    /// Where the person wanted to go; inside this realm.
    pub goto: Option<String>,
    /// Where the person is to be sent now, if the request or the journey said so.
    pub failure_url: Option<String>,
    /// The app the person comes from.
    pub client_id: Option<String>,
    /// The languages the person reads, best first.
    pub ui_locales: Vec<String>,
}

impl Engine {
    /// An engine that has passwords checked by `passwords`.
    ///
    /// # Errors
    /// Internal when the built-in journey does not compile.
    pub fn new(passwords: Arc<Passwords>) -> Result<Self, Error> {
        let graphs = Graphs::new()?;
        Ok(Self {
            passwords,
            certificates: Verifier::default(),
            graphs,
        })
    }

    /// Whether there is a journey called `name` that can be started.
    ///
    /// # Errors
    /// Database failures.
    pub async fn has(&self, cx: &Cx, name: &str) -> Result<bool, Error> {
        self.graphs.has(cx, name).await
    }

    /// The threads that check passwords.
    #[must_use]
    pub fn passwords(&self) -> &Passwords {
        &self.passwords
    }
}

/// Lets nobody into a realm that was switched off.
fn require_active(cx: &Cx) -> Result<(), Error> {
    if cx.realm.is_active() {
        return Ok(());
    }
    Err(Error::not_found("realm").because("the realm is inactive"))
}

fn locales(text: Option<String>) -> Vec<String> {
    let text = text.unwrap_or_default();
    text.split_whitespace().map(str::to_owned).collect()
}
