//! A document with the line of everything in it.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use serde_saphyr::Spanned;

/// A value, and where its members and items stand.
#[derive(Debug)]
pub(super) enum Node {
    Plain(Value),
    List(Vec<Spanned<Node>>),
    Object(Vec<(Spanned<String>, Node)>),
}

impl Node {
    /// The value alone.
    pub(super) fn into_value(self) -> Value {
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
    pub(super) fn visit(&self, path: &str, each: &mut impl FnMut(&str, u32)) {
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

/// The line, from 1, that `spanned` stands at.
pub(super) fn line_of<T>(spanned: &Spanned<T>) -> u32 {
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
