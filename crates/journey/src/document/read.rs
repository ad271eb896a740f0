//! Reading a document, with the path of whatever cannot be read.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use durward_model::Invalid;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error, MapAccess, Visitor};
use serde_json::Value;

use super::{Config, JourneyDocument};
use crate::limits;

impl JourneyDocument {
    /// Reads a document from JSON text.
    ///
    /// # Errors
    /// The first thing that is not as it should be: not JSON, an unknown or repeated field, a wrong type.
    pub fn from_json(text: &str) -> Result<Self, Invalid> {
        if text.len() > limits::DOCUMENT_BYTES {
            return Err(Invalid::new(
                "",
                format!(
                    "is {} bytes long: keep a journey to {}",
                    text.len(),
                    limits::DOCUMENT_BYTES
                ),
            ));
        }
        let mut reader = serde_json::Deserializer::from_str(text);
        let document: Self = with_path(&mut reader)?;
        reader
            .end()
            .map_err(|error| Invalid::new("", error.to_string()))?;
        Ok(document)
    }

    /// Reads a document already parsed.
    ///
    /// # Errors
    /// As [`Self::from_json`], except that a repeated field has been lost before.
    pub fn from_value(value: Value) -> Result<Self, Invalid> {
        with_path(value)
    }
}

/// Reads a `T`; what goes wrong carries its path.
pub(crate) fn with_path<'de, T: DeserializeOwned, D: Deserializer<'de>>(
    reader: D,
) -> Result<T, Invalid> {
    serde_path_to_error::deserialize(reader).map_err(|error| {
        let path = error.path().to_string();
        Invalid::new(
            if path == "." { String::new() } else { path },
            error.into_inner().to_string(),
        )
    })
}

/// Reads each node's configuration, as [`config`].
pub(super) fn configs<'de, D: Deserializer<'de>>(
    reader: D,
) -> Result<BTreeMap<String, Config>, D::Error> {
    let mut configs: BTreeMap<String, Config> = unique(reader)?;
    configs.values_mut().for_each(sort);
    Ok(configs)
}

/// Reads a configuration with its keys sorted, so that equal documents are written as equal bytes.
pub(super) fn config<'de, D: Deserializer<'de>>(reader: D) -> Result<Config, D::Error> {
    let mut config = Config::deserialize(reader)?;
    sort(&mut config);
    Ok(config)
}

fn sort(config: &mut Config) {
    config.sort_keys();
    config.values_mut().for_each(Value::sort_all_objects);
}

/// Reads a map whose keys must differ; JSON itself would let the last one win.
pub(super) fn unique<'de, D, V>(reader: D) -> Result<BTreeMap<String, V>, D::Error>
where
    D: Deserializer<'de>,
    V: Deserialize<'de>,
{
    struct Unique<V>(PhantomData<V>);

    impl<'de, V: Deserialize<'de>> Visitor<'de> for Unique<V> {
        type Value = BTreeMap<String, V>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
            let mut map = BTreeMap::new();
            while let Some((key, value)) = entries.next_entry::<String, V>()? {
                if map.contains_key(&key) {
                    return Err(A::Error::custom(format_args!(
                        "`{key}` is given twice: keep one"
                    )));
                }
                map.insert(key, value);
            }
            Ok(map)
        }
    }

    reader.deserialize_map(Unique(PhantomData))
}
