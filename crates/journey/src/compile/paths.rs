//! Where a run can go: everywhere it should, and not round for ever.

use durward_model::Invalid;

use super::connections::Wires;
use crate::document::JourneyDocument;
use crate::graph::{NodeIndex, Target};

pub(super) fn check(document: &JourneyDocument, wires: &Wires, problems: &mut Vec<Invalid>) {
    let Some(entry) = wires.entry else { return };
    let reach = Reach::from(entry, wires);
    // A connection reported as dangling may have been the way to all that follows; say so once, not for each node.
    if problems
        .iter()
        .all(|problem| !problem.field.contains(".connections"))
    {
        for (id, _) in document
            .nodes
            .keys()
            .zip(&reach.nodes)
            .filter(|(_, seen)| !**seen)
        {
            problems.push(Invalid::new(
                format!("nodes.{id}"),
                "cannot be reached from the entry node: connect something to it or remove it",
            ));
        }
        if !reach.success {
            problems.push(Invalid::new(
                "nodes",
                "no connection leads to `success`: as it is, the journey can only fail",
            ));
        }
    }
    if wires.complete {
        for cycle in endless_cycles(wires) {
            let ids: Vec<&str> = cycle
                .nodes
                .iter()
                .filter_map(|node| id_of(document, *node))
                .collect();
            let (Some(first), Some(last)) = (ids.first(), ids.last()) else {
                continue;
            };
            problems.push(Invalid::new(
                format!("nodes.{last}.connections.{}", cycle.closing),
                format!("goes round without a limit ({} → {first}): put a node that limits retries on the way, or connect it elsewhere", ids.join(" → ")),
            ));
        }
    }
}

fn id_of(document: &JourneyDocument, node: NodeIndex) -> Option<&str> {
    document
        .nodes
        .keys()
        .nth(usize::from(node.0))
        .map(String::as_str)
}

struct Reach {
    nodes: Vec<bool>,
    success: bool,
}

impl Reach {
    fn from(entry: NodeIndex, wires: &Wires) -> Self {
        let mut reach = Self {
            nodes: vec![false; wires.edges.len()],
            success: false,
        };
        let mut ahead = vec![entry];
        while let Some(NodeIndex(node)) = ahead.pop() {
            if std::mem::replace(&mut reach.nodes[usize::from(node)], true) {
                continue;
            }
            for edge in &wires.edges[usize::from(node)] {
                match edge.target {
                    Target::Node(next) => ahead.push(next),
                    Target::Success => reach.success = true,
                    Target::Failure => {}
                }
            }
        }
        reach
    }
}

struct Cycle<'a> {
    /// In order; the last one's `closing` outcome leads back to the first.
    nodes: Vec<NodeIndex>,
    closing: &'a str,
}

/// A cycle for every connection that closes one, connections that can be taken only a bounded number of times set
/// aside. When there is none, every walk is finite: between two limited connections it follows a graph without cycles.
fn endless_cycles(wires: &Wires) -> Vec<Cycle<'_>> {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        OnPath,
        Done,
    }

    let mut marks = vec![Mark::New; wires.edges.len()];
    let mut cycles = Vec::new();
    // The path walked so far, with the next edge to look at; depth first, without recursion.
    let mut path: Vec<(usize, usize)> = Vec::new();
    for start in 0..wires.edges.len() {
        if marks[start] != Mark::New {
            continue;
        }
        marks[start] = Mark::OnPath;
        path.push((start, 0));
        while let Some((node, next)) = path.last_mut() {
            let node = *node;
            let Some(edge) = wires.edges[node].get(*next) else {
                marks[node] = Mark::Done;
                path.pop();
                continue;
            };
            *next += 1;
            let Target::Node(target) = edge.target else {
                continue;
            };
            let target = usize::from(target.0);
            match marks[target] {
                _ if edge.limited => {}
                Mark::Done => {}
                Mark::New => {
                    marks[target] = Mark::OnPath;
                    path.push((target, 0));
                }
                Mark::OnPath => {
                    let nodes = path.iter().skip_while(|(node, _)| *node != target);
                    let nodes = nodes
                        .filter_map(|(node, _)| u16::try_from(*node).ok())
                        .map(NodeIndex)
                        .collect();
                    cycles.push(Cycle {
                        nodes,
                        closing: &edge.outcome,
                    });
                }
            }
        }
    }
    cycles
}
