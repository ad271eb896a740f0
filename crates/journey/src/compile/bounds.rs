//! Names, lengths and counts.

use durward_model::Invalid;

use crate::document::{FAILURE, JourneyDocument, SUCCESS};
use crate::limits;

pub(super) fn check(document: &JourneyDocument) -> Vec<Invalid> {
    let mut problems = Vec::new();
    let mut report = |path: String, message: String| problems.push(Invalid::new(path, message));

    if !is_journey_id(&document.id) {
        let most = limits::JOURNEY_ID_CHARS;
        report(
            "_id".into(),
            format!(
                "is not a journey name: use 1 to {most} letters, digits, spaces, `.`, `_` or `-`, beginning with a letter or digit"
            ),
        );
    }
    if document.description.chars().count() > limits::DESCRIPTION_CHARS {
        report(
            "description".into(),
            format!(
                "is too long: keep it to {} characters",
                limits::DESCRIPTION_CHARS
            ),
        );
    }
    if !is_node_id(&document.identity_resource) {
        report(
            "identityResource".into(),
            "is not the name of an identity kind: use `user`".into(),
        );
    }
    if json_bytes(&document.ui_config) > limits::CONFIG_BYTES {
        report(
            "uiConfig".into(),
            format!("is too long: keep it to {} bytes", limits::CONFIG_BYTES),
        );
    }
    if document.nodes.is_empty() {
        report(
            "nodes".into(),
            "is empty: a journey needs at least one node".into(),
        );
    }
    if document.nodes.len() > limits::NODES {
        report(
            "nodes".into(),
            format!(
                "has {} nodes: keep at most {}, and move a part into an inner journey",
                document.nodes.len(),
                limits::NODES
            ),
        );
    }
    for (id, node) in &document.nodes {
        if !is_node_id(id) {
            report(
                format!("nodes.{id}"),
                format!(
                    "is not a node id: use 1 to {} letters, digits, `_` or `-`",
                    limits::NODE_ID_CHARS
                ),
            );
        }
        if id == SUCCESS || id == FAILURE {
            report(
                format!("nodes.{id}"),
                format!("`{id}` names an end of the journey: give the node another id"),
            );
        }
        if node.display_name.chars().count() > limits::DISPLAY_NAME_CHARS {
            report(
                format!("nodes.{id}.displayName"),
                format!(
                    "is too long: keep it to {} characters",
                    limits::DISPLAY_NAME_CHARS
                ),
            );
        }
        if node.connections.len() > limits::OUTCOMES {
            report(
                format!("nodes.{id}.connections"),
                format!("has too many outcomes: keep at most {}", limits::OUTCOMES),
            );
        }
    }
    for (id, config) in &document.node_config {
        if !document.nodes.contains_key(id) {
            report(
                format!("nodeConfig.{id}"),
                format!("there is no node `{id}`: remove this configuration or add the node"),
            );
        } else if json_bytes(config) > limits::CONFIG_BYTES {
            report(
                format!("nodeConfig.{id}"),
                format!("is too long: keep it to {} bytes", limits::CONFIG_BYTES),
            );
        }
    }
    problems
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

fn json_bytes(config: &crate::document::Config) -> usize {
    serde_json::to_string(config).map_or(usize::MAX, |text| text.len())
}
