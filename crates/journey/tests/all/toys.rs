//! A small catalog of nodes, and short ways to write documents.

use durward_journey::catalog::{Built, Facts, NodeCatalog, Refusal};
use durward_journey::compile::compile;
use durward_journey::document::{Config, JourneyDocument};
use durward_journey::graph::Graph;
use durward_model::Invalid;
use serde_json::{Value, json};

/// The nodes the tests use; only what they are to the engine.
pub(crate) struct Toys;

/// A toy node.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Toy {
    Ask,
    Choose,
    Check,
    Retry(u32),
    Act,
}

impl NodeCatalog for Toys {
    type Node = Toy;

    fn build(&self, node_type: &str, config: &Config) -> Result<Built<Toy>, Refusal> {
        let (node, facts) = match node_type {
            "UsernameCollectorNode" | "PasswordCollectorNode" => (Toy::Ask, Facts::collector()),
            "ChoiceCollectorNode" => {
                let choices = config.get("choices").and_then(Value::as_array);
                let choices: Vec<String> = choices
                    .into_iter()
                    .flatten()
                    .filter_map(|choice| choice.as_str().map(str::to_owned))
                    .collect();
                (Toy::Choose, Facts::decision(choices).waiting())
            }
            "IdentityStoreDecisionNode" => {
                let outcomes = ["TRUE", "FALSE", "LOCKED", "EXPIRED", "CANCELLED"];
                (Toy::Check, Facts::decision(outcomes))
            }
            "RetryLimitDecisionNode" => match config.get("retryLimit").and_then(Value::as_u64) {
                Some(limit @ 1..=100) => {
                    let facts = Facts::decision(["Retry", "Reject"]).limiting("Retry");
                    (Toy::Retry(u32::try_from(limit).unwrap()), facts)
                }
                _ => {
                    let wrong = Invalid::new("retryLimit", "must be a number from 1 to 100");
                    return Err(Refusal::Config(vec![wrong]));
                }
            },
            "AccountLockoutNode" => (Toy::Act, Facts::action()),
            _ => return Err(Refusal::UnknownType),
        };
        Ok(Built { node, facts })
    }
}

/// A document of `(id, type, connections, config)` beginning at the first.
pub(crate) fn journey(name: &str, nodes: &[(&str, &str, Value, Value)]) -> JourneyDocument {
    let mut document = json!({"_id": name, "entryNodeId": nodes.first().map_or("", |node| node.0), "nodes": {}, "nodeConfig": {}});
    for (id, node_type, connections, config) in nodes {
        document["nodes"][id] = json!({"nodeType": node_type, "connections": connections});
        document["nodeConfig"][id] = config.clone();
    }
    JourneyDocument::from_value(document).unwrap()
}

/// Name and password, five attempts, then the account is locked.
pub(crate) fn login() -> JourneyDocument {
    JourneyDocument::from_json(include_str!("login.json")).unwrap()
}

/// What is wrong with `document`, as `field: message`.
pub(crate) fn problems(document: &JourneyDocument) -> Vec<String> {
    match compile(document, 1, &Toys) {
        Ok(_) => Vec::new(),
        Err(found) => found.iter().map(ToString::to_string).collect(),
    }
}

/// The graph of a document that must be right.
pub(crate) fn graph(document: &JourneyDocument) -> Graph<Toy> {
    compile(document, 1, &Toys).unwrap()
}

/// The connections of an `IdentityStoreDecisionNode` that go to two places.
pub(crate) fn check(good: &str, bad: &str) -> Value {
    json!({"TRUE": good, "FALSE": bad, "LOCKED": "failure", "EXPIRED": "failure", "CANCELLED": "failure"})
}
