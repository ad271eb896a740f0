//! Where a run stands and which way it came.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::RunState;
use crate::limits;

/// A journey being run, and the node it is at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frame {
    /// The journey's name.
    pub journey: String,
    /// The node's id.
    pub node: String,
}

/// A node the run has left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Visit {
    /// The node's id, after those of the nodes that entered its journey: `n5/n2`.
    pub place: String,
    /// How it was left.
    pub outcome: String,
}

impl RunState {
    /// The journeys being run, outermost first; empty once the run has ended.
    #[must_use]
    pub fn frames(&self) -> &[Frame] {
        &self.frames
    }

    /// Whether the run has ended.
    #[must_use]
    pub fn ended(&self) -> bool {
        self.frames.is_empty()
    }

    /// The current node as a path of node ids from the outermost journey: `n5/n2`. Empty once the run has ended.
    #[must_use]
    pub fn place(&self) -> String {
        let ids: Vec<&str> = self
            .frames
            .iter()
            .map(|frame| frame.node.as_str())
            .collect();
        ids.join("/")
    }

    /// The way the run took, the newest last; only the last [`limits::TRAIL`] visits are kept.
    #[must_use]
    pub fn trail(&self) -> &VecDeque<Visit> {
        &self.trail
    }

    pub(crate) fn leave(&mut self, outcome: &str) {
        if self.trail.len() >= limits::TRAIL {
            self.trail.pop_front();
        }
        self.trail.push_back(Visit {
            place: self.place(),
            outcome: outcome.to_owned(),
        });
        self.page.clear();
        self.asked.clear();
    }
}
