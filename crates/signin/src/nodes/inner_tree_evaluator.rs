//! Another journey as one node. The engine itself enters and leaves journeys; here is what the console must know.

use serde_json::{Value, json};

pub(super) const NAME: &str = durward_journey::document::INNER_NODE;

pub(super) fn schema() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["tree"],
        "properties": {
            "tree": {
                "title": "Journey",
                "description": "Name of the journey to run. Ends with `true` when that ends well, else with `false`.",
                "type": "string",
                "maxLength": durward_journey::limits::JOURNEY_ID_CHARS
            }
        }
    })
}
