//! Each node's type and configuration.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use durward_model::Invalid;

use super::bounds;
use crate::catalog::{Built, Facts, NodeCatalog, Refusal, SINGLE_OUTCOME};
use crate::document::{
    ChildDocument, Config, INNER_NODE, JourneyDocument, PAGE_NODE, PageDocument,
};
use crate::graph::{Child, Kind, Node, Page};
use crate::limits;
use crate::message::Localized;

/// A node with its facts, not yet connected.
pub(super) struct Sketch<N> {
    pub(super) node: Node<N>,
    pub(super) facts: Facts,
}

/// One sketch for each node in the order of their ids, `None` for those that could not be made.
pub(super) fn build<C: NodeCatalog + ?Sized>(
    document: &JourneyDocument,
    catalog: &C,
    problems: &mut Vec<Invalid>,
) -> Vec<Option<Sketch<C::Node>>> {
    let empty = Config::new();
    let sketch = |(id, node): (&String, &crate::document::NodeDocument)| {
        let config = document.node_config.get(id).unwrap_or(&empty);
        let made = match node.node_type.as_str() {
            PAGE_NODE => page(config, catalog),
            INNER_NODE => inner(config),
            node_type => plain(node_type, config, catalog),
        };
        let checked = made.and_then(|(kind, facts)| match contradiction(&facts) {
            Some(problem) => Err(Wrong::Config(vec![problem])),
            None => Ok((kind, facts)),
        });
        match checked {
            Ok((kind, facts)) => Some(Sketch {
                node: Node {
                    id: id.as_str().into(),
                    node_type: node.node_type.as_str().into(),
                    display_name: node.display_name.as_str().into(),
                    kind,
                    waits: facts.waits,
                    edges: Box::default(),
                },
                facts,
            }),
            Err(Wrong::Type(problem)) => {
                problems.push(problem.inside(&format!("nodes.{id}")));
                None
            }
            Err(Wrong::Config(found)) => {
                let prefix = format!("nodeConfig.{id}");
                problems.extend(found.into_iter().map(|problem| problem.inside(&prefix)));
                None
            }
        }
    };
    document.nodes.iter().map(sketch).collect()
}

enum Wrong {
    Type(Invalid),
    Config(Vec<Invalid>),
}

type Made<N> = Result<(Kind<N>, Facts), Wrong>;

fn plain<C: NodeCatalog + ?Sized>(node_type: &str, config: &Config, catalog: &C) -> Made<C::Node> {
    match catalog.build(node_type, config) {
        Ok(Built { node, facts }) => Ok((Kind::Plain(node), facts)),
        Err(Refusal::UnknownType) => Err(Wrong::Type(unknown_type(node_type))),
        Err(Refusal::Config(found)) => Err(Wrong::Config(some(found))),
    }
}

fn inner<N>(config: &Config) -> Made<N> {
    if let Some(key) = config.keys().find(|key| *key != "tree") {
        return Err(Wrong::Config(vec![Invalid::new(
            key.as_str(),
            "is not a setting of this node: it has only `tree`",
        )]));
    }
    match config.get("tree").and_then(|tree| tree.as_str()) {
        Some(tree) if bounds::is_journey_id(tree) => {
            Ok((Kind::Inner(tree.into()), Facts::decision(["true", "false"])))
        }
        _ => Err(Wrong::Config(vec![Invalid::new(
            "tree",
            "is missing or not a journey name: name the journey to run",
        )])),
    }
}

fn page<C: NodeCatalog + ?Sized>(config: &Config, catalog: &C) -> Made<C::Node> {
    let page = PageDocument::read(config).map_err(|problem| Wrong::Config(vec![problem]))?;
    let mut problems = Vec::new();
    let header = localized("pageHeader", page.page_header, &mut problems);
    let description = localized("pageDescription", page.page_description, &mut problems);
    if page
        .stage
        .as_deref()
        .is_some_and(|stage| stage.len() > limits::CONFIG_BYTES / 4)
    {
        problems.push(Invalid::new("stage", "is too long"));
    }
    if page.nodes.is_empty() {
        problems.push(Invalid::new(
            "nodes",
            "is empty: put at least one prompting node on the page, or remove the page",
        ));
    }
    if page.nodes.len() > limits::PAGE_NODES {
        problems.push(Invalid::new(
            "nodes",
            format!("has too many nodes: keep at most {}", limits::PAGE_NODES),
        ));
    }

    let mut children = Vec::with_capacity(page.nodes.len());
    let mut decider: Option<(usize, Facts)> = None;
    for (place, written) in page.nodes.iter().enumerate().take(limits::PAGE_NODES) {
        match child(place, written, catalog) {
            Err(found) => problems.extend(found),
            Ok((child, facts)) => {
                let decides = facts.outcomes.len() != 1 || facts.outcomes[0] != SINGLE_OUTCOME;
                match (&decider, decides) {
                    (Some((first, _)), true) => problems.push(Invalid::new(
                        format!("nodes[{place}]"),
                        format!("has outcomes of its own, but so has nodes[{first}]: a page can have one such node, move this one after the page"),
                    )),
                    (None, true) => decider = Some((place, facts)),
                    (_, false) => {}
                }
                children.push(child);
            }
        }
    }
    if !problems.is_empty() {
        return Err(Wrong::Config(problems));
    }
    let (decider, facts) = decider.map_or((None, Facts::collector()), |(place, facts)| {
        (Some(place), facts)
    });
    Ok((
        Kind::Page(Page {
            header,
            description,
            stage: page.stage.map(Into::into),
            children: children.into(),
            decider,
        }),
        facts,
    ))
}

fn child<C: NodeCatalog + ?Sized>(
    place: usize,
    written: &ChildDocument,
    catalog: &C,
) -> Result<(Child<C::Node>, Facts), Vec<Invalid>> {
    let path = format!("nodes[{place}]");
    let node_type = written.node_type.as_str();
    if node_type == PAGE_NODE || node_type == INNER_NODE {
        return Err(vec![Invalid::new(
            path,
            format!("a {node_type} cannot be inside a page: put it after the page"),
        )]);
    }
    match catalog.build(node_type, &written.config) {
        Err(Refusal::UnknownType) => Err(vec![unknown_type(node_type).inside(&path)]),
        Err(Refusal::Config(found)) => {
            let path = format!("{path}.config");
            Err(some(found)
                .into_iter()
                .map(|problem| problem.inside(&path))
                .collect())
        }
        Ok(Built { facts, .. }) if !facts.waits => Err(vec![Invalid::new(
            path,
            format!(
                "a {node_type} asks nothing of a person, so it cannot be inside a page: put it after the page"
            ),
        )]),
        Ok(Built { facts, .. }) if !facts.limited.is_empty() => Err(vec![Invalid::new(
            path,
            format!(
                "a {node_type} limits a cycle, so it cannot be inside a page: put it after the page"
            ),
        )]),
        Ok(Built { node, facts }) => {
            let display_name = written.display_name.as_str().into();
            Ok((
                Child {
                    node_type: node_type.into(),
                    display_name,
                    node,
                },
                facts,
            ))
        }
    }
}

fn localized(key: &str, texts: BTreeMap<String, String>, problems: &mut Vec<Invalid>) -> Localized {
    Localized::new(texts).unwrap_or_else(|(locale, message)| {
        problems.push(Invalid::new(locale, message).inside(key));
        Localized::default()
    })
}

fn unknown_type(node_type: &str) -> Invalid {
    let shown: String = node_type.chars().take(100).collect();
    Invalid::new(
        "nodeType",
        format!("there is no node type `{shown}`: see the list of node types"),
    )
}

/// A catalog that refuses without saying why still refuses.
fn some(found: Vec<Invalid>) -> Vec<Invalid> {
    if found.is_empty() {
        vec![Invalid::new(
            "",
            "is not a valid configuration for this node type",
        )]
    } else {
        found
    }
}

/// Outcomes come from configuration too (the choices of a choice collector), so they are checked here once for all.
fn contradiction(facts: &Facts) -> Option<Invalid> {
    let distinct: BTreeSet<&Cow<'static, str>> = facts.outcomes.iter().collect();
    let nameless = |outcome: &str| {
        outcome.chars().all(char::is_whitespace)
            || outcome.chars().count() > limits::OUTCOME_CHARS
            || outcome.chars().any(char::is_control)
    };
    let message = if facts.outcomes.is_empty() {
        "gives this node no outcome: it would never end".to_owned()
    } else if facts.outcomes.len() > limits::OUTCOMES {
        let most = limits::OUTCOMES;
        format!("gives this node too many outcomes: keep at most {most}")
    } else if distinct.len() < facts.outcomes.len() {
        "gives this node the same outcome twice: make them differ".to_owned()
    } else if facts.outcomes.iter().any(|outcome| nameless(outcome)) {
        let most = limits::OUTCOME_CHARS;
        format!(
            "gives this node an outcome without a usable name: use 1 to {most} visible characters"
        )
    } else {
        return None;
    };
    Some(Invalid::new("", message))
}
