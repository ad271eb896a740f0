//! The journeys a journey enters: they exist, and none comes back to it.

use std::collections::{BTreeMap, BTreeSet};

use durward_model::Invalid;

use crate::document::{INNER_NODE, JourneyDocument};
use crate::limits;

/// A journey that enters itself needs nobody else to be wrong.
pub(super) fn check_self(document: &JourneyDocument, problems: &mut Vec<Invalid>) {
    for (id, tree) in entered(document) {
        if tree == document.id {
            problems.push(Invalid::new(
                format!("nodeConfig.{id}.tree"),
                "enters the journey it is part of: name another journey",
            ));
        }
    }
}

pub(super) fn check(
    document: &JourneyDocument,
    enters: &dyn Fn(&str) -> Option<Vec<String>>,
    problems: &mut Vec<Invalid>,
) {
    let mut used = BTreeSet::from([document.id.clone()]);
    for (id, tree) in entered(document) {
        if tree == document.id {
            continue;
        }
        let path = format!("nodeConfig.{id}.tree");
        match explore(tree, &document.id, enters) {
            Found::Fine(journeys) => used.extend(journeys),
            Found::Missing(name) if name == tree => {
                problems.push(Invalid::new(
                    path,
                    format!("there is no journey `{name}`: create it first or name another"),
                ));
            }
            Found::Missing(name) => {
                problems.push(Invalid::new(path, format!("`{tree}` enters the journey `{name}`, which does not exist: mend `{tree}` first")));
            }
            Found::Back => {
                problems.push(Invalid::new(path, format!("`{tree}` leads back to `{}`: journeys may not enter one another in a circle", document.id)));
            }
            Found::Deep => {
                problems.push(Invalid::new(
                    path,
                    format!(
                        "nests journeys more than {} deep: make the nesting flatter",
                        limits::DEPTH
                    ),
                ));
            }
        }
    }
    if used.len() > limits::JOURNEYS {
        problems.push(Invalid::new(
            "nodes",
            format!(
                "enters {} other journeys in all: keep it below {}",
                used.len() - 1,
                limits::JOURNEYS
            ),
        ));
    }
}

fn entered(document: &JourneyDocument) -> impl Iterator<Item = (&str, &str)> {
    let inner = document
        .nodes
        .iter()
        .filter(|(_, node)| node.node_type == INNER_NODE);
    inner.filter_map(|(id, _)| {
        Some((
            id.as_str(),
            document.node_config.get(id)?.get("tree")?.as_str()?,
        ))
    })
}

enum Found {
    Fine(BTreeSet<String>),
    Missing(String),
    Back,
    Deep,
}

/// Walks from `tree` level by level, keeping for each journey the deepest level it was met at.
fn explore(tree: &str, home: &str, enters: &dyn Fn(&str) -> Option<Vec<String>>) -> Found {
    let mut known: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut level = BTreeSet::from([tree.to_owned()]);
    for _ in 1..limits::DEPTH {
        let mut below = BTreeSet::new();
        for name in level {
            if name == home {
                return Found::Back;
            }
            if !known.contains_key(&name) {
                let Some(inner) = enters(&name) else {
                    return Found::Missing(name);
                };
                known.insert(name.clone(), inner);
                if known.len() > limits::JOURNEYS {
                    return Found::Fine(known.into_keys().collect());
                }
            }
            below.extend(known[&name].iter().cloned());
        }
        if below.is_empty() {
            return Found::Fine(known.into_keys().collect());
        }
        level = below;
    }
    Found::Deep
}
