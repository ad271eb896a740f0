//! The graphs one run uses.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Why;
use crate::graph::{Graph, Node};
use crate::state::RunState;

/// The graphs one run uses, by name. To start a run, add the root and then [`Self::missing`] until there is none; to
/// go on with one, add exactly the [`RunState::revisions`].
#[derive(Debug)]
pub struct Journeys<N>(BTreeMap<Box<str>, Arc<Graph<N>>>);

impl<N> Journeys<N> {
    /// The graphs of a run that begins with `root`; more may have to be added.
    #[must_use]
    pub fn of(root: Arc<Graph<N>>) -> Self {
        Self::from_iter([root])
    }

    /// Adds a graph, in place of one of the same name.
    pub fn add(&mut self, graph: Arc<Graph<N>>) {
        self.0.insert(graph.id().into(), graph);
    }

    /// The graph called `journey`.
    #[must_use]
    pub fn find(&self, journey: &str) -> Option<&Arc<Graph<N>>> {
        self.0.get(journey)
    }

    /// A journey that one of these enters and that is not among them yet.
    #[must_use]
    pub fn missing(&self) -> Option<&str> {
        self.0
            .values()
            .flat_map(|graph| graph.inner_journeys())
            .find(|journey| !self.0.contains_key(*journey))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The node a run stands at.
    ///
    /// # Errors
    /// When the run has ended, or its journey or node is not there at the revision it started with.
    pub fn current(&self, state: &RunState) -> Result<&Node<N>, Why> {
        self.stand(state).map(|(_, node)| node)
    }

    pub(super) fn stand(&self, state: &RunState) -> Result<(&Graph<N>, &Node<N>), Why> {
        let frame = state.frames.last().ok_or(Why::Ended)?;
        let pinned = state.revisions.get(&frame.journey).copied();
        let graph = self
            .find(&frame.journey)
            .filter(|graph| Some(graph.revision()) == pinned);
        let graph = graph.ok_or_else(|| Why::NoJourney(frame.journey.clone()))?;
        let index = graph
            .find(&frame.node)
            .ok_or_else(|| Why::NoNode(state.place()))?;
        Ok((graph, graph.node(index)))
    }

    pub(super) fn revisions(&self) -> BTreeMap<String, i64> {
        self.0
            .iter()
            .map(|(name, graph)| (name.to_string(), graph.revision()))
            .collect()
    }
}

impl<N> FromIterator<Arc<Graph<N>>> for Journeys<N> {
    fn from_iter<I: IntoIterator<Item = Arc<Graph<N>>>>(graphs: I) -> Self {
        Self(
            graphs
                .into_iter()
                .map(|graph| (graph.id().into(), graph))
                .collect(),
        )
    }
}
