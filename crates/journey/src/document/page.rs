//! The configuration of a page node.

use std::collections::BTreeMap;

use durward_model::Invalid;
use serde::Deserialize;
use serde_json::Value;

use super::{Config, read};

/// A page node's configuration, as written.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PageDocument {
    #[serde(default)]
    pub(crate) nodes: Vec<ChildDocument>,
    #[serde(default)]
    pub(crate) page_header: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) page_description: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) stage: Option<String>,
}

/// A node inside a page.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ChildDocument {
    /// Exports of comparable products carry one; it is accepted and means nothing here.
    #[serde(default, rename = "_id")]
    _id: Option<String>,
    pub(crate) node_type: String,
    #[serde(default)]
    pub(crate) display_name: String,
    #[serde(default)]
    pub(crate) config: Config,
}

impl PageDocument {
    /// Reads the page of `config`; paths of problems are inside `config`.
    pub(crate) fn read(config: &Config) -> Result<Self, Invalid> {
        read::with_path(Value::Object(config.clone()))
    }
}
