//! Each outcome connected, each connection to something that is there.

use durward_model::Invalid;

use super::nodes::Sketch;
use crate::document::{FAILURE, JourneyDocument, SUCCESS};
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
    let ids: Vec<&str> = document.nodes.keys().map(String::as_str).collect();
    let index = |id: &str| {
        ids.binary_search(&id)
            .ok()
            .and_then(|place| u16::try_from(place).ok())
            .map(NodeIndex)
    };

    let entry = index(&document.entry_node_id);
    if entry.is_none() {
        problems.push(Invalid::new(
            "entryNodeId",
            format!(
                "there is no node `{}`: name the node the journey begins at",
                shorten(&document.entry_node_id)
            ),
        ));
    }
    let mut edges = Vec::with_capacity(ids.len());
    for ((id, node), sketch) in document.nodes.iter().zip(sketches) {
        let path = format!("nodes.{id}.connections");
        let facts = sketch.as_ref().map(|sketch| &sketch.facts);
        for outcome in facts.into_iter().flat_map(|facts| &facts.outcomes) {
            if !node.connections.contains_key(outcome.as_ref()) {
                problems.push(Invalid::new(
                    format!("{path}.{outcome}"),
                    "is missing: connect this outcome to a node, `success` or `failure`",
                ));
            }
        }
        let mut known = Vec::with_capacity(node.connections.len());
        for (outcome, target) in &node.connections {
            if facts.is_some_and(|facts| !facts.outcomes.iter().any(|have| have == outcome)) {
                let have = facts
                    .map(|facts| facts.outcomes.join("`, `"))
                    .unwrap_or_default();
                problems.push(Invalid::new(
                    format!("{path}.{outcome}"),
                    format!("is not an outcome of this node: it has `{have}`"),
                ));
                continue;
            }
            let resolved = match target.as_str() {
                SUCCESS => Some(Target::Success),
                FAILURE => Some(Target::Failure),
                id => index(id).map(Target::Node),
            };
            match resolved {
                Some(target) => {
                    let limited =
                        facts.is_some_and(|facts| facts.limited.iter().any(|have| have == outcome));
                    known.push(Edge {
                        outcome: outcome.as_str().into(),
                        target,
                        limited,
                    });
                }
                None => problems.push(Invalid::new(
                    format!("{path}.{outcome}"),
                    format!(
                        "there is no node `{}`: connect it to a node, `success` or `failure`",
                        shorten(target)
                    ),
                )),
            }
        }
        edges.push(known.into_boxed_slice());
    }
    Wires {
        entry,
        edges,
        complete: sketches.iter().all(Option::is_some),
    }
}

fn shorten(text: &str) -> String {
    text.chars().take(100).collect()
}
