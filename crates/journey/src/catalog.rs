//! What the engine asks the registry of node types. The registry lives where the nodes do; here is only the question.

use std::borrow::Cow;

use durward_model::Invalid;

use crate::document::Config;

/// The outcome of a node that has only one.
pub const SINGLE_OUTCOME: &str = "outcome";

/// The node types that exist, apart from the two the engine itself understands (pages and inner journeys).
pub trait NodeCatalog {
    /// A node with its configuration parsed, kept in the compiled graph and run by the caller.
    type Node;

    /// Parses `config` for a node of type `node_type`.
    ///
    /// # Errors
    /// [`Refusal::UnknownType`] when no such type exists, [`Refusal::Config`] with paths inside `config` otherwise.
    fn build(&self, node_type: &str, config: &Config) -> Result<Built<Self::Node>, Refusal>;
}

/// A node made from its configuration, and what the engine must know of it.
#[derive(Clone, Debug)]
pub struct Built<N> {
    /// The node itself.
    pub node: N,
    /// How it behaves in a graph.
    pub facts: Facts,
}

/// Why no node was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no node type of that name.
    UnknownType,
    /// The configuration is wrong, here and here.
    Config(Vec<Invalid>),
}

/// How a node behaves in a graph. All of it may depend on the node's configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Every outcome it can give; each must be connected.
    pub outcomes: Vec<Cow<'static, str>>,
    /// Those of `outcomes` it gives only a bounded number of times at one place of a run (a retry limit's `Retry`).
    /// A cycle is allowed only through one of these.
    pub limited: Vec<Cow<'static, str>>,
    /// It shows something and waits for a person. Only such nodes may be inside a page.
    pub waits: bool,
}

impl Facts {
    /// A node that waits for a person and then has one outcome: a collector.
    #[must_use]
    pub fn collector() -> Self {
        Self::decision([SINGLE_OUTCOME]).waiting()
    }

    /// A node that acts without asking anyone and then has one outcome.
    #[must_use]
    pub fn action() -> Self {
        Self::decision([SINGLE_OUTCOME])
    }

    /// A node that decides between `outcomes` without asking anyone.
    pub fn decision<O: Into<Cow<'static, str>>>(outcomes: impl IntoIterator<Item = O>) -> Self {
        Self {
            outcomes: outcomes.into_iter().map(Into::into).collect(),
            limited: Vec::new(),
            waits: false,
        }
    }

    /// The same, but it asks a person first.
    #[must_use]
    pub fn waiting(mut self) -> Self {
        self.waits = true;
        self
    }

    /// The same, giving `outcome` only a bounded number of times at one place of a run.
    #[must_use]
    pub fn limiting(mut self, outcome: impl Into<Cow<'static, str>>) -> Self {
        self.limited.push(outcome.into());
        self
    }
}
