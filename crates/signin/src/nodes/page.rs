//! Several nodes shown together. The engine itself runs pages; here is what the console must know of them.

use serde_json::{Value, json};

pub(super) const NAME: &str = durward_journey::document::PAGE_NODE;

pub(super) fn schema() -> Value {
    let texts = |title: &str| {
        json!({
            "title": title,
            "description": "Text by language tag.",
            "type": "object",
            "additionalProperties": {"type": "string", "maxLength": 4000}
        })
    };
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["nodes"],
        "properties": {
            "nodes": {
                "title": "Nodes",
                "description": "The nodes on the page, in order; each asks something.",
                "type": "array",
                "minItems": 1,
                "maxItems": durward_journey::limits::PAGE_NODES,
                "items": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["nodeType"],
                    "properties": {
                        "nodeType": {"type": "string"},
                        "displayName": {"type": "string"},
                        "config": {"type": "object"}
                    }
                }
            },
            "pageHeader": texts("Title"),
            "pageDescription": texts("Text below the title"),
            "stage": {"title": "Stage", "description": "A name by which a client recognises the page.", "type": "string"}
        }
    })
}
