//! The journey document: what an administrator writes, imports and exports.
//!
//! ```json
//! {"_id": "Login", "entryNodeId": "n1",
//!  "nodes": {"n1": {"nodeType": "IdentityStoreDecisionNode", "connections": {"TRUE": "success", "FALSE": "failure"}}},
//!  "nodeConfig": {"n1": {}}}
//! ```
//! Reading refuses unknown and repeated fields; writing is stable, so equal documents are equal bytes.

mod page;
mod read;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub(crate) use page::{ChildDocument, PageDocument};

/// The configuration of one node, as written.
pub type Config = Map<String, Value>;

/// The connection target that ends a journey well.
pub const SUCCESS: &str = "success";
/// The connection target that ends a journey badly.
pub const FAILURE: &str = "failure";
/// The node type that shows several prompting nodes at once.
pub const PAGE_NODE: &str = "PageNode";
/// The node type that runs another journey.
pub const INNER_NODE: &str = "InnerTreeEvaluatorNode";

/// A journey as data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct JourneyDocument {
    /// Its name, unique in the realm.
    #[serde(rename = "_id")]
    pub id: String,
    /// For the administrator.
    #[serde(default)]
    pub description: String,
    /// A disabled journey cannot be started, nor entered from another.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// It can only be entered from another journey.
    #[serde(default)]
    pub inner_tree_only: bool,
    /// It runs even when the person is already signed in.
    #[serde(default)]
    pub must_run: bool,
    /// The kind of identity it is about.
    #[serde(default = "user")]
    pub identity_resource: String,
    /// The node a run begins at.
    pub entry_node_id: String,
    /// The nodes by id.
    #[serde(deserialize_with = "read::unique")]
    pub nodes: BTreeMap<String, NodeDocument>,
    /// Each node's configuration by the node's id; a node without one has an empty configuration.
    #[serde(default, deserialize_with = "read::configs")]
    pub node_config: BTreeMap<String, Config>,
    /// For the editor: layout and categories. The engine does not read it.
    #[serde(default, deserialize_with = "read::config")]
    pub ui_config: Config,
}

/// A node as data: what it is and where its outcomes lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NodeDocument {
    /// The name of its type.
    pub node_type: String,
    /// For the administrator.
    #[serde(default)]
    pub display_name: String,
    /// Where each outcome leads: a node's id, [`SUCCESS`] or [`FAILURE`].
    #[serde(default, deserialize_with = "read::unique")]
    pub connections: BTreeMap<String, String>,
}

impl JourneyDocument {
    /// The names of the journeys this one enters.
    #[must_use]
    pub fn inner_journeys(&self) -> BTreeSet<&str> {
        self.nodes
            .iter()
            .filter(|(_, node)| node.node_type == INNER_NODE)
            .filter_map(|(id, _)| self.node_config.get(id)?.get("tree")?.as_str())
            .collect()
    }
}

const fn yes() -> bool {
    true
}

fn user() -> String {
    "user".to_owned()
}
