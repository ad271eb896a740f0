//! From a node's name and configuration to the node.

use durward_journey::catalog::{Built, NodeCatalog, Refusal};
use durward_journey::document::Config;
use durward_model::Invalid;
use serde_json::Value;

use super::{AnyNode, Settings, TYPES, inner_tree_evaluator, page};

/// A type of node.
#[derive(Debug, Clone, Copy)]
pub struct NodeType {
    name: &'static str,
    schema: fn() -> Value,
    build: fn(&Config) -> Result<Built<AnyNode>, Refusal>,
}

/// The registry line of the node type `N`.
pub(super) const fn node_type<N: Settings>() -> NodeType {
    NodeType {
        name: N::NAME,
        schema: N::schema,
        build: build::<N>,
    }
}

/// The names of all node types with the JSON Schema of their settings.
pub fn schemas() -> impl Iterator<Item = (&'static str, Value)> {
    let engine = [
        (inner_tree_evaluator::NAME, inner_tree_evaluator::schema()),
        (page::NAME, page::schema()),
    ];
    TYPES
        .iter()
        .map(|one| (one.name, (one.schema)()))
        .chain(engine)
}

/// The catalog of the engine's compiler.
#[derive(Debug, Clone, Copy, Default)]
pub struct Registry;

impl NodeCatalog for Registry {
    type Node = AnyNode;

    fn build(&self, node_type: &str, config: &Config) -> Result<Built<AnyNode>, Refusal> {
        let known = TYPES.iter().find(|one| one.name == node_type);
        (known.ok_or(Refusal::UnknownType)?.build)(config)
    }
}

fn build<N: Settings>(config: &Config) -> Result<Built<AnyNode>, Refusal> {
    let settings = Value::Object(config.clone());
    let node: N = serde_path_to_error::deserialize(settings).map_err(|error| {
        let path = error.path().to_string();
        let field = if path == "." { String::new() } else { path };
        Refusal::Config(vec![Invalid::new(field, error.into_inner().to_string())])
    })?;
    node.check()
        .map_err(|invalid| Refusal::Config(vec![invalid]))?;
    let facts = node.facts();
    Ok(Built {
        node: Box::new(node),
        facts,
    })
}
