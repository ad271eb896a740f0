//! The journey engine's pure half: everything about a sign-in, registration or step-up that can be decided
//! without a clock, a database or a network.
//!
//! An administrator writes a [`document::JourneyDocument`]. [`compile`] turns it, with what a
//! [`catalog::NodeCatalog`] knows of each node type, into an immutable [`graph::Graph`], or says everything that
//! is wrong with it. A run is a [`state::RunState`]: where it stands, what it has learnt. A node looks at the state
//! and at a person's [`input::Input`] and gives an [`transition::Outcome`]; [`transition::advance`] alone decides what
//! comes next, so nodes never name one another. What a person is asked is a [`step::Step`] of
//! [`callback::Callback`]s, which every face (pages, JSON APIs) encodes in its own way.
//!
//! Why a run always ends: each node lists the outcomes it gives only a bounded number of times, and a document is
//! refused unless its graph without those outcomes has no cycle.

pub mod callback;
pub mod catalog;
pub mod compile;
pub mod defaults;
pub mod document;
pub mod graph;
pub mod input;
pub mod limits;
pub mod message;
pub mod state;
pub mod step;
pub mod transition;
