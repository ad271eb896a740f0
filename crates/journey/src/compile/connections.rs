//! Each outcome connected, each connection to something that is there.

use durward_model::Invalid;

use super::nodes::Sketch;
use crate::catalog::Facts;
use crate::document::{FAILURE, JourneyDocument, NodeDocument, SUCCESS};
use crate::graph::{Edge, NodeIndex, Target};

/// How the nodes hang together. Where something was wrong, the part that could be understood.
pub(super) struct Wires {
    pub(super) entry: Option<NodeIndex>,
    /// For each node in the order of their ids.
    pub(super) edges: Vec<Box<[Edge]>>,
    /// Whether every node could be made, so that what limits a cycle is known.
    pub(super) complete: bool,
}

pub(super) fn check<N>(
    document: &JourneyDocument,
    sketches: &[Option<Sketch<N>>],
    problems: &mut Vec<Invalid>,
) -> Wires {
    let names = Names(document.nodes.keys().map(String::as_str).collect());
    let entry = names.index(&document.entry_node_id);
    if entry.is_none() {
        let name = shorten(&document.entry_node_id);
        let message = format!("there is no node `{name}`: name the node the journey begins at");
        problems.push(Invalid::new("entryNodeId", message));
    }
    let edges = document
        .nodes
        .iter()
        .zip(sketches)
        .map(|((id, node), sketch)| {
            let path = format!("nodes.{id}.connections");
            let facts = sketch.as_ref().map(|sketch| &sketch.facts);
            if let Some(facts) = facts {
                complete(&path, node, facts, problems);
            }
            resolve(&path, node, facts, &names, problems)
        });
    Wires {
        entry,
        edges: edges.collect(),
        complete: sketches.iter().all(Option::is_some),
    }
}

/// Every outcome has a connection, and every connection an outcome.
fn complete(path: &str, node: &NodeDocument, facts: &Facts, problems: &mut Vec<Invalid>) {
    for outcome in &facts.outcomes {
        if !node.connections.contains_key(outcome.as_ref()) {
            let message = "is missing: connect this outcome to a node, `success` or `failure`";
            problems.push(Invalid::new(format!("{path}.{outcome}"), message));
        }
    }
    for outcome in node.connections.keys() {
        if !facts.outcomes.iter().any(|have| have == outcome) {
            let have = facts.outcomes.join("`, `");
            let message = format!("is not an outcome of this node: it has `{have}`");
            problems.push(Invalid::new(format!("{path}.{outcome}"), message));
        }
    }
}

/// Every connection leads to something; sorted by outcome.
fn resolve(
    path: &str,
    node: &NodeDocument,
    facts: Option<&Facts>,
    names: &Names<'_>,
    problems: &mut Vec<Invalid>,
) -> Box<[Edge]> {
    let edge = |(outcome, name): (&String, &String)| {
        let target = match name.as_str() {
            SUCCESS => Some(Target::Success),
            FAILURE => Some(Target::Failure),
            id => names.index(id).map(Target::Node),
        };
        let Some(target) = target else {
            let name = shorten(name);
            let message =
                format!("there is no node `{name}`: connect it to a node, `success` or `failure`");
            problems.push(Invalid::new(format!("{path}.{outcome}"), message));
            return None;
        };
        let limited = facts.is_some_and(|facts| facts.limited.iter().any(|have| have == outcome));
        Some(Edge {
            outcome: outcome.as_str().into(),
            target,
            limited,
        })
    };
    node.connections.iter().filter_map(edge).collect()
}

/// The nodes' ids, sorted.
struct Names<'a>(Vec<&'a str>);

impl Names<'_> {
    fn index(&self, id: &str) -> Option<NodeIndex> {
        let place = self.0.binary_search(&id).ok()?;
        u16::try_from(place).ok().map(NodeIndex)
    }
}

fn shorten(text: &str) -> String {
    text.chars().take(100).collect()
}
