//! The compiled journey: node ids turned into indices, every outcome resolved, every configuration parsed. Immutable;
//! share it in an `Arc`.

use crate::message::Localized;

/// A compiled journey whose nodes carry their parsed behaviour `N`. Made by [`crate::compile`].
#[derive(Debug)]
pub struct Graph<N> {
    pub(crate) id: Box<str>,
    pub(crate) revision: i64,
    pub(crate) enabled: bool,
    pub(crate) inner_only: bool,
    pub(crate) must_run: bool,
    pub(crate) identity_resource: Box<str>,
    pub(crate) entry: NodeIndex,
    /// Sorted by id.
    pub(crate) nodes: Box<[Node<N>]>,
}

/// A node of a graph.
#[derive(Debug)]
pub struct Node<N> {
    pub(crate) id: Box<str>,
    pub(crate) node_type: Box<str>,
    pub(crate) display_name: Box<str>,
    pub(crate) kind: Kind<N>,
    pub(crate) waits: bool,
    /// Sorted by outcome.
    pub(crate) edges: Box<[Edge]>,
}

/// What a node is to the engine.
#[derive(Debug)]
pub enum Kind<N> {
    /// One of the catalog's nodes.
    Plain(N),
    /// Several prompting nodes shown together.
    Page(Page<N>),
    /// Another journey, by name.
    Inner(Box<str>),
}

/// Several prompting nodes shown together.
#[derive(Debug)]
pub struct Page<N> {
    pub(crate) header: Localized,
    pub(crate) description: Localized,
    pub(crate) stage: Option<Box<str>>,
    pub(crate) children: Box<[Child<N>]>,
    pub(crate) decider: Option<usize>,
}

/// A node inside a page.
#[derive(Debug)]
pub struct Child<N> {
    pub(crate) node_type: Box<str>,
    pub(crate) display_name: Box<str>,
    pub(crate) node: N,
}

/// The place of a node in its graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NodeIndex(pub(crate) u16);

/// Where an outcome leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// To a node of the same journey.
    Node(NodeIndex),
    /// To the end, well.
    Success,
    /// To the end, badly.
    Failure,
}

#[derive(Debug)]
pub(crate) struct Edge {
    pub(crate) outcome: Box<str>,
    pub(crate) target: Target,
    pub(crate) limited: bool,
}

impl<N> Graph<N> {
    /// The journey's name.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The revision of the document this was compiled from.
    #[must_use]
    pub fn revision(&self) -> i64 {
        self.revision
    }

    /// Whether it may be run at all.
    #[must_use]
    pub fn enabled(&self) -> bool {
        self.enabled
    }

    /// Whether it can only be entered from another journey.
    #[must_use]
    pub fn inner_only(&self) -> bool {
        self.inner_only
    }

    /// Whether it runs even when the person is already signed in.
    #[must_use]
    pub fn must_run(&self) -> bool {
        self.must_run
    }

    /// The kind of identity it is about.
    #[must_use]
    pub fn identity_resource(&self) -> &str {
        &self.identity_resource
    }

    /// Where a run begins.
    #[must_use]
    pub fn entry(&self) -> NodeIndex {
        self.entry
    }

    /// All nodes, in the order of their ids.
    #[must_use]
    pub fn nodes(&self) -> &[Node<N>] {
        &self.nodes
    }

    /// The node at `index`, which must come from this graph.
    #[must_use]
    pub fn node(&self, index: NodeIndex) -> &Node<N> {
        &self.nodes[usize::from(index.0)]
    }

    /// The node called `id`.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<NodeIndex> {
        let place = self
            .nodes
            .binary_search_by(|node| (*node.id).cmp(id))
            .ok()?;
        u16::try_from(place).ok().map(NodeIndex)
    }

    /// The names of the journeys this one enters, possibly repeated.
    pub fn inner_journeys(&self) -> impl Iterator<Item = &str> {
        self.nodes.iter().filter_map(|node| match &node.kind {
            Kind::Inner(journey) => Some(&**journey),
            Kind::Plain(_) | Kind::Page(_) => None,
        })
    }
}

impl<N> Node<N> {
    /// Its id in the document.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The name of its type.
    #[must_use]
    pub fn node_type(&self) -> &str {
        &self.node_type
    }

    /// What the administrator calls it.
    #[must_use]
    pub fn display_name(&self) -> &str {
        &self.display_name
    }

    /// What it is to the engine.
    #[must_use]
    pub fn kind(&self) -> &Kind<N> {
        &self.kind
    }

    /// Whether it shows something and waits for a person.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.waits
    }

    /// Where `outcome` leads, if it is one of this node's.
    #[must_use]
    pub fn target(&self, outcome: &str) -> Option<Target> {
        let place = self
            .edges
            .binary_search_by(|edge| (*edge.outcome).cmp(outcome))
            .ok()?;
        Some(self.edges[place].target)
    }

    /// Its outcomes and where they lead, in alphabetical order.
    pub fn connections(&self) -> impl Iterator<Item = (&str, Target)> {
        self.edges.iter().map(|edge| (&*edge.outcome, edge.target))
    }

    /// Whether this node gives `outcome` only a bounded number of times at one place of a run.
    #[must_use]
    pub fn limits(&self, outcome: &str) -> bool {
        self.edges
            .iter()
            .any(|edge| edge.limited && *edge.outcome == *outcome)
    }
}

impl<N> Page<N> {
    /// The title, by language; may be empty.
    #[must_use]
    pub fn header(&self) -> &Localized {
        &self.header
    }

    /// What stands under the title, by language; may be empty.
    #[must_use]
    pub fn description(&self) -> &Localized {
        &self.description
    }

    /// A name by which a client recognises this page.
    #[must_use]
    pub fn stage(&self) -> Option<&str> {
        self.stage.as_deref()
    }

    /// The nodes inside, in the order they are shown. Never empty.
    #[must_use]
    pub fn children(&self) -> &[Child<N>] {
        &self.children
    }

    /// The child whose outcome is the page's, when one has several.
    #[must_use]
    pub fn decider(&self) -> Option<usize> {
        self.decider
    }
}

impl<N> Child<N> {
    /// The name of its type.
    #[must_use]
    pub fn node_type(&self) -> &str {
        &self.node_type
    }

    /// What the administrator calls it.
    #[must_use]
    pub fn display_name(&self) -> &str {
        &self.display_name
    }

    /// The node itself.
    #[must_use]
    pub fn node(&self) -> &N {
        &self.node
    }
}
