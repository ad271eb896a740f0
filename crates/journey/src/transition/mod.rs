//! The one place that decides what comes next.
//!
//! A node says how it ended, [`Outcome`]; [`advance`] follows the graph from there, into inner journeys and out again,
//! until a node has work to do or the run ends. Whatever does not add up ends the run badly: it never goes on by guess.

mod journeys;
mod page;

use std::borrow::Cow;
use std::fmt;

use crate::graph::{Kind, Node, Target};
use crate::limits;
use crate::state::{Frame, RunState};

pub use journeys::Journeys;

/// How a node ended: the name of one of its outcomes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Outcome(Cow<'static, str>);

/// What comes next. The node lives as long as the graphs it came from.
#[derive(Debug)]
#[must_use]
pub enum Next<'j, N> {
    /// Run this node (or show this page); never an inner journey.
    Enter(&'j Node<N>),
    /// The run has ended well.
    Success,
    /// The run has ended badly.
    Failure(Why),
}

/// Why a run ended badly. All but the first are for the log and the administrator, never for the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The journey led to its `failure` end.
    Journey,
    /// The run had ended before.
    Ended,
    /// A journey it needs is not there at the revision the run started with.
    NoJourney(String),
    /// A journey it enters is disabled.
    Disabled(String),
    /// A journey no longer has the node the run stands at.
    NoNode(String),
    /// A node gave an outcome it does not have.
    NoOutcome {
        /// Where: `n5/n2`.
        place: String,
        /// The outcome it gave.
        outcome: String,
    },
    /// Journeys nest more than [`limits::DEPTH`] deep.
    TooDeep,
    /// More than [`limits::AUTOMATIC_HOPS`] hops without waiting for a person.
    TooManyHops,
}

/// Why a run cannot be started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no such journey.
    Unknown,
    /// It is disabled.
    Disabled,
    /// It can only be entered from another journey.
    InnerOnly,
    /// It, or a journey it enters, enters one that is not there; or they are too many.
    Incomplete,
}

/// Starts a run of the journey `root`. The revisions of `journeys` are fixed for the whole run.
///
/// # Errors
/// When there is no such journey to start.
pub fn start<'j, N>(
    journeys: &'j Journeys<N>,
    root: &str,
) -> Result<(RunState, Next<'j, N>), Refused> {
    let graph = journeys.find(root).ok_or(Refused::Unknown)?;
    match (graph.enabled(), graph.inner_only()) {
        (false, _) => return Err(Refused::Disabled),
        (true, true) => return Err(Refused::InnerOnly),
        (true, false) => {}
    }
    if journeys.missing().is_some() || journeys.len() > limits::JOURNEYS {
        return Err(Refused::Incomplete);
    }
    let mut state = RunState::new(journeys.revisions());
    state.frames.push(Frame {
        journey: root.to_owned(),
        node: graph.node(graph.entry()).id().to_owned(),
    });
    let next = descend(journeys, &mut state).unwrap_or_else(|why| end(&mut state, why));
    Ok((state, next))
}

/// Leaves the current node by `outcome` and says what comes next.
pub fn advance<'j, N>(
    journeys: &'j Journeys<N>,
    state: &mut RunState,
    outcome: &Outcome,
) -> Next<'j, N> {
    follow(journeys, state, outcome).unwrap_or_else(|why| end(state, why))
}

fn follow<'j, N>(
    journeys: &'j Journeys<N>,
    state: &mut RunState,
    outcome: &Outcome,
) -> Result<Next<'j, N>, Why> {
    let mut outcome = outcome.as_str();
    loop {
        let (graph, node) = journeys.stand(state)?;
        hop(state)?;
        let target = node.target(outcome).ok_or_else(|| Why::NoOutcome {
            place: state.place(),
            outcome: outcome.to_owned(),
        })?;
        state.leave(outcome);
        match (target, state.frames.last_mut()) {
            (Target::Node(next), Some(frame)) => {
                graph.node(next).id().clone_into(&mut frame.node);
                return descend(journeys, state);
            }
            (_, None) => return Err(Why::Ended),
            (Target::Success | Target::Failure, Some(_)) => {
                let well = target == Target::Success;
                if state.frames.len() == 1 {
                    return if well {
                        state.frames.clear();
                        Ok(Next::Success)
                    } else {
                        Err(Why::Journey)
                    };
                }
                state.frames.pop();
                outcome = if well { "true" } else { "false" };
            }
        }
    }
}

/// Goes into inner journeys until there is a node with work to do.
fn descend<'j, N>(journeys: &'j Journeys<N>, state: &mut RunState) -> Result<Next<'j, N>, Why> {
    loop {
        let (_, node) = journeys.stand(state)?;
        let Kind::Inner(journey) = node.kind() else {
            return Ok(Next::Enter(node));
        };
        hop(state)?;
        if state.frames.len() >= limits::DEPTH {
            return Err(Why::TooDeep);
        }
        let graph = journeys
            .find(journey)
            .ok_or_else(|| Why::NoJourney(journey.to_string()))?;
        if !graph.enabled() {
            return Err(Why::Disabled(journey.to_string()));
        }
        state.frames.push(Frame {
            journey: journey.to_string(),
            node: graph.node(graph.entry()).id().to_owned(),
        });
    }
}

fn hop(state: &mut RunState) -> Result<(), Why> {
    state.hops += 1;
    if state.hops > limits::AUTOMATIC_HOPS {
        Err(Why::TooManyHops)
    } else {
        Ok(())
    }
}

/// A run that ended badly keeps no place to go on from and no secrets.
fn end<'j, N>(state: &mut RunState, why: Why) -> Next<'j, N> {
    state.frames.clear();
    state.secure.clear();
    Next::Failure(why)
}

impl Outcome {
    /// The outcome of a node that has only one.
    pub const SINGLE: Self = Self(Cow::Borrowed(crate::catalog::SINGLE_OUTCOME));

    /// Its name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&'static str> for Outcome {
    fn from(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }
}

impl From<String> for Outcome {
    fn from(name: String) -> Self {
        Self(Cow::Owned(name))
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Journey => f.write_str("the journey ended in failure"),
            Self::Ended => f.write_str("the run has already ended"),
            Self::NoJourney(journey) => write!(
                f,
                "the journey `{journey}` is not there at the revision the run started with"
            ),
            Self::Disabled(journey) => write!(f, "the journey `{journey}` is disabled"),
            Self::NoNode(place) => write!(f, "there is no node at `{place}`"),
            Self::NoOutcome { place, outcome } => write!(
                f,
                "the node at `{place}` gave an outcome it does not have, `{outcome}`"
            ),
            Self::TooDeep => write!(f, "journeys nest more than {} deep", limits::DEPTH),
            Self::TooManyHops => write!(
                f,
                "more than {} hops without waiting for a person",
                limits::AUTOMATIC_HOPS
            ),
        }
    }
}

impl std::error::Error for Why {}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unknown => "there is no such journey",
            Self::Disabled => "the journey is disabled",
            Self::InnerOnly => "the journey can only be entered from another journey",
            Self::Incomplete => "the journey enters a journey that is not there, or too many",
        })
    }
}

impl std::error::Error for Refused {}
