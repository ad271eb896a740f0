//! From document to graph, or to the list of everything that is wrong with it.
//!
//! Checks run in this order; the later ones need what the earlier ones found.
//! 1. [`bounds`]: names, lengths, counts.
//! 2. [`nodes`]: each node's type and configuration, pages and inner journeys.
//! 3. [`connections`]: each outcome connected, each connection to something.
//! 4. [`paths`]: every node reachable, success reachable, no endless cycle.
//! 5. [`inner`]: the journeys it enters exist and do not come back to it.

mod bounds;
mod connections;
mod inner;
mod nodes;
mod paths;

use durward_model::Invalid;

use crate::catalog::NodeCatalog;
use crate::document::JourneyDocument;
use crate::graph::{Graph, Node};
use crate::limits;

/// Compiles a stored document; the journeys it enters are looked up when a run starts.
///
/// # Errors
/// Every problem found, at most [`limits::PROBLEMS`]; never empty. The document's author is at fault.
pub fn compile<C: NodeCatalog + ?Sized>(
    document: &JourneyDocument,
    revision: i64,
    catalog: &C,
) -> Result<Graph<C::Node>, Vec<Invalid>> {
    let mut problems = bounds::check(document);
    let sketches = nodes::build(document, catalog, &mut problems);
    let wires = connections::check(document, &sketches, &mut problems);
    paths::check(document, &wires, &mut problems);
    inner::check_self(document, &mut problems);
    match (wires.entry, problems.is_empty()) {
        (Some(entry), true) => Ok(Graph {
            id: document.id.as_str().into(),
            revision,
            enabled: document.enabled,
            inner_only: document.inner_tree_only,
            must_run: document.must_run,
            identity_resource: document.identity_resource.as_str().into(),
            entry,
            nodes: sketches
                .into_iter()
                .flatten()
                .zip(wires.edges)
                .map(|(sketch, edges)| Node {
                    edges,
                    ..sketch.node
                })
                .collect(),
        }),
        _ => {
            problems.truncate(limits::PROBLEMS);
            Err(problems)
        }
    }
}

/// Compiles a document about to be saved. `inner` tells which journeys a journey of that name enters, `None` when
/// there is no such journey; it is asked about the realm as it will be after the save.
///
/// # Errors
/// As [`compile`], and the journeys it enters must exist and must not come back to this one.
pub fn validate<C: NodeCatalog + ?Sized>(
    document: &JourneyDocument,
    revision: i64,
    catalog: &C,
    inner: &dyn Fn(&str) -> Option<Vec<String>>,
) -> Result<Graph<C::Node>, Vec<Invalid>> {
    let mut missing = Vec::new();
    inner::check(document, inner, &mut missing);
    match compile(document, revision, catalog) {
        Ok(graph) if missing.is_empty() => Ok(graph),
        Ok(_) => Err(missing),
        Err(mut problems) => {
            problems.extend(missing);
            problems.truncate(limits::PROBLEMS);
            Err(problems)
        }
    }
}
