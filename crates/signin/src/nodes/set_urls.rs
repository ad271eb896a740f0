//! Saying where people go when the journey has ended.

use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::transition::Outcome;
use durward_model::Invalid;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Act, Acting, Node, Settings, Turn};

/// Bytes of the longest address.
const LONGEST: usize = 2000;

/// Sends those for whom the journey ends well to `successUrl`, wherever they wanted to go.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct SetSuccessUrlNode {
    success_url: String,
}

/// Sends those for whom the journey ends badly to `failureUrl`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct SetFailureUrlNode {
    failure_url: String,
}

impl Node for SetSuccessUrlNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        turn.state.success_url = Some(self.success_url.clone());
        Act::now(Outcome::SINGLE)
    }
}

impl Node for SetFailureUrlNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        turn.state.failure_url = Some(self.failure_url.clone());
        Act::now(Outcome::SINGLE)
    }
}

impl Settings for SetSuccessUrlNode {
    const NAME: &'static str = "SetSuccessUrlNode";

    fn schema() -> Value {
        schema("successUrl", "Where people go when it ended well")
    }

    fn check(&self) -> Result<(), Invalid> {
        check("successUrl", &self.success_url)
    }

    fn facts(&self) -> Facts {
        Facts::action()
    }
}

impl Settings for SetFailureUrlNode {
    const NAME: &'static str = "SetFailureUrlNode";

    fn schema() -> Value {
        schema("failureUrl", "Where people go when it ended badly")
    }

    fn check(&self) -> Result<(), Invalid> {
        check("failureUrl", &self.failure_url)
    }

    fn facts(&self) -> Facts {
        Facts::action()
    }
}

fn schema(name: &str, title: &str) -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": [name],
        "properties": {
            name: {
                "title": title,
                "description": "An address that begins with https://, or a path on this server.",
                "type": "string",
                "minLength": 1,
                "maxLength": LONGEST
            }
        }
    })
}

/// An administrator may name any place people can be sent to, but nothing that would run in the page.
fn check(field: &str, address: &str) -> Result<(), Invalid> {
    let plain = |byte: u8| byte.is_ascii_graphic() && byte != b'\\';
    let path = address.starts_with('/') && !address.starts_with("//");
    let host = ["https://", "http://"].iter().any(|scheme| {
        let rest = address.strip_prefix(scheme).unwrap_or_default();
        rest.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '[')
    });
    let sound = address.len() <= LONGEST && address.bytes().all(plain) && (path || host);
    if sound {
        return Ok(());
    }
    Err(Invalid::new(
        field,
        "must be an address that begins with https://, or a path on this server",
    ))
}
