//! Names, lengths and counts.

use durward_model::Invalid;

use crate::document::{Config, FAILURE, JourneyDocument, NodeDocument, SUCCESS};
use crate::limits;

pub(super) fn check(document: &JourneyDocument) -> Vec<Invalid> {
    let mut problems = Vec::new();
    of_journey(document, &mut problems);
    for (id, node) in &document.nodes {
        of_node(id, node, &mut problems);
    }
    for (id, config) in &document.node_config {
        let path = format!("nodeConfig.{id}");
        if document.nodes.contains_key(id) {
            bytes(path, config, &mut problems);
        } else {
            problems.push(Invalid::new(
                path,
                format!("there is no node `{id}`: remove this configuration or add the node"),
            ));
        }
    }
    problems
}

fn of_journey(document: &JourneyDocument, problems: &mut Vec<Invalid>) {
    if !is_journey_id(&document.id) {
        let most = limits::JOURNEY_ID_CHARS;
        let message = format!(
            "is not a journey name: use 1 to {most} letters, digits, spaces, `.`, `_` or `-`, beginning with a letter or digit"
        );
        problems.push(Invalid::new("_id", message));
    }
    let description = &document.description;
    characters(
        "description",
        description,
        limits::DESCRIPTION_CHARS,
        problems,
    );
    if !is_node_id(&document.identity_resource) {
        let message = "is not the name of an identity kind: use `user`";
        problems.push(Invalid::new("identityResource", message));
    }
    bytes("uiConfig", &document.ui_config, problems);
    let (count, most) = (document.nodes.len(), limits::NODES);
    if count == 0 {
        problems.push(Invalid::new(
            "nodes",
            "is empty: a journey needs at least one node",
        ));
    }
    if count > most {
        let message = format!(
            "has {count} nodes: keep at most {most}, and move a part into an inner journey"
        );
        problems.push(Invalid::new("nodes", message));
    }
}

fn of_node(id: &str, node: &NodeDocument, problems: &mut Vec<Invalid>) {
    let path = format!("nodes.{id}");
    if !is_node_id(id) {
        let most = limits::NODE_ID_CHARS;
        let message = format!("is not a node id: use 1 to {most} letters, digits, `_` or `-`");
        problems.push(Invalid::new(&path, message));
    }
    if id == SUCCESS || id == FAILURE {
        let message = format!("`{id}` names an end of the journey: give the node another id");
        problems.push(Invalid::new(&path, message));
    }
    let display_name = format!("{path}.displayName");
    characters(
        display_name,
        &node.display_name,
        limits::DISPLAY_NAME_CHARS,
        problems,
    );
    if node.connections.len() > limits::OUTCOMES {
        let message = format!("has too many outcomes: keep at most {}", limits::OUTCOMES);
        problems.push(Invalid::new(format!("{path}.connections"), message));
    }
}

fn characters(path: impl Into<String>, text: &str, most: usize, problems: &mut Vec<Invalid>) {
    if text.chars().count() > most {
        problems.push(Invalid::new(
            path,
            format!("is too long: keep it to {most} characters"),
        ));
    }
}

fn bytes(path: impl Into<String>, config: &Config, problems: &mut Vec<Invalid>) {
    let most = limits::CONFIG_BYTES;
    if serde_json::to_string(config).map_or(usize::MAX, |text| text.len()) > most {
        problems.push(Invalid::new(
            path,
            format!("is too long: keep it to {most} bytes"),
        ));
    }
}

/// Whether `id` can name a journey.
pub(super) fn is_journey_id(id: &str) -> bool {
    id.len() <= limits::JOURNEY_ID_CHARS
        && id.starts_with(|c: char| c.is_ascii_alphanumeric())
        && !id.ends_with(' ')
        && id
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '.' | '_' | '-'))
}

fn is_node_id(id: &str) -> bool {
    (1..=limits::NODE_ID_CHARS).contains(&id.len())
        && id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}
