//! YAML (and JSON, which is YAML) in and out, with the line of everything. Nothing else here knows which library does it.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use serde_saphyr::{DuplicateKeyPolicy, Options, Spanned, budget, options};

/// A document of a file.
#[derive(Debug)]
pub(crate) struct Document {
    /// Line it begins at, from 1.
    pub(crate) line: u32,
    /// What stands in it.
    pub(crate) node: Node,
}

/// Why a text does not read.
#[derive(Debug)]
pub(crate) struct Wrong {
    /// Line and column, from 1, where they are known.
    pub(crate) place: Option<(u64, u64)>,
    /// What is wrong.
    pub(crate) message: String,
}

/// A value, and where its members and items stand.
#[derive(Debug)]
pub(crate) enum Node {
    Plain(Value),
    List(Vec<Spanned<Node>>),
    Object(Vec<(Spanned<String>, Node)>),
}

impl Node {
    /// The value alone.
    pub(crate) fn into_value(self) -> Value {
        match self {
            Self::Plain(value) => value,
            Self::List(items) => Value::Array(
                items
                    .into_iter()
                    .map(|item| item.value.into_value())
                    .collect(),
            ),
            Self::Object(members) => {
                let members = members
                    .into_iter()
                    .map(|(name, node)| (name.value, node.into_value()));
                Value::Object(Map::from_iter(members))
            }
        }
    }

    /// Tells `each` the path (`oauth.redirect_uris[0]`) and the line of everything inside.
    pub(crate) fn visit(&self, path: &str, each: &mut impl FnMut(&str, u32)) {
        match self {
            Self::Plain(_) => {}
            Self::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    let path = format!("{path}[{index}]");
                    each(&path, line_of(item));
                    item.value.visit(&path, each);
                }
            }
            Self::Object(members) => {
                for (name, node) in members {
                    let path = if path.is_empty() {
                        name.value.clone()
                    } else {
                        format!("{path}.{}", name.value)
                    };
                    each(&path, line_of(name));
                    node.visit(&path, each);
                }
            }
        }
    }
}

/// The documents of `text`; those without content are left out.
pub(crate) fn read(text: &str) -> Result<Vec<Document>, Wrong> {
    let nodes: Vec<Spanned<Node>> = serde_saphyr::from_multiple_with_options(text, rules())
        .map_err(|error| {
            let error = error.without_snippet();
            let place = error.location().filter(|place| place.line() > 0);
            Wrong {
                place: place.map(|place| (place.line(), place.column())),
                message: error.to_string(),
            }
        })?;
    let documents = nodes.into_iter().map(|node| Document {
        line: line_of(&node),
        node: node.value,
    });
    Ok(documents
        .filter(|document| !matches!(document.node, Node::Plain(Value::Null)))
        .collect())
}

/// `value` as a document, without a line end.
pub(crate) fn write(value: &Value) -> Result<String, String> {
    let mut text = serde_saphyr::to_string(value).map_err(|error| error.to_string())?;
    text.truncate(text.trim_end_matches('\n').len());
    Ok(text)
}

/// A file may be long, for it may hold many people; what is bounded is what a short one can blow up to.
fn rules() -> Options {
    let budget = budget! {
        max_events: usize::MAX,
        max_documents: usize::MAX,
        max_nodes: usize::MAX,
        max_total_scalar_bytes: usize::MAX,
        max_depth: 64,
        max_aliases: 10_000,
        max_anchors: 10_000,
        max_merge_keys: 10_000,
    };
    options! {
        budget: budget,
        duplicate_keys: DuplicateKeyPolicy::Error,
        strict_booleans: true,
        with_snippet: false,
    }
}

/// The line, from 1, that `spanned` stands at.
fn line_of<T>(spanned: &Spanned<T>) -> u32 {
    u32::try_from(spanned.referenced.line())
        .unwrap_or(u32::MAX)
        .max(1)
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reading)
    }
}

struct Reading;

impl<'de> Visitor<'de> for Reading {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Plain(Value::Bool(value)))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Plain(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Plain(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Node, E> {
        let number =
            Number::from_f64(value).ok_or_else(|| E::custom("this number is too large"))?;
        Ok(Node::Plain(Value::Number(number)))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Plain(value.into()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Node, E> {
        Ok(Node::Plain(Value::String(value)))
    }

    fn visit_unit<E: Error>(self) -> Result<Node, E> {
        Ok(Node::Plain(Value::Null))
    }

    fn visit_none<E: Error>(self) -> Result<Node, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        Node::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Node, A::Error> {
        let mut object = Vec::new();
        while let Some(member) = members.next_entry()? {
            object.push(member);
        }
        Ok(Node::Object(object))
    }
}
