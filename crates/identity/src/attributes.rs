//! What groups and organizations have in common.

use std::collections::BTreeMap;

use durward_model::Invalid;
use serde_json::Value;

/// Checks how many attributes there are and how large.
pub(crate) fn check(attributes: &BTreeMap<String, Value>) -> Result<(), Invalid> {
    let size: usize = attributes
        .iter()
        .map(|(name, value)| name.len() + value.to_string().len())
        .sum();
    if attributes.len() > 200 || size > 64 * 1024 {
        return Err(Invalid::new(
            "attributes",
            "Keep at most 200 attributes and 64 KiB of them.",
        ));
    }
    Ok(())
}

/// Checks the length of a description.
pub(crate) fn check_description(description: &str) -> Result<(), Invalid> {
    if description.chars().count() > 2048 {
        return Err(Invalid::new("description", "Give at most 2048 characters."));
    }
    Ok(())
}
