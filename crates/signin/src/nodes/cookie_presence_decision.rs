//! Deciding by a cookie of the browser.

use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_model::Invalid;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Act, Acting, Node, Settings, Turn};

/// Ends with `true` when the browser sent a cookie called `cookieName`, whatever it holds. Anybody can send any cookie:
/// this says what somebody probably wants, never who they are.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CookiePresenceDecisionNode {
    cookie_name: String,
}

impl Node for CookiePresenceDecisionNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        let sent = turn.cx.origin.cookies.contains(&self.cookie_name);
        Act::now(if sent { "true" } else { "false" })
    }
}

/// Whether `name` can be that of a cookie: a token (RFC 6265 4.1.1, RFC 9110 5.6.2).
fn is_token(name: &str) -> bool {
    let part = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    (1..=100).contains(&name.len()) && name.bytes().all(part)
}

impl Settings for CookiePresenceDecisionNode {
    const NAME: &'static str = "CookiePresenceDecisionNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "required": ["cookieName"],
            "properties": {
                "cookieName": {"title": "Name of the cookie", "type": "string", "minLength": 1, "maxLength": 100}
            }
        })
    }

    fn check(&self) -> Result<(), Invalid> {
        if is_token(&self.cookie_name) {
            return Ok(());
        }
        Err(Invalid::new("cookieName", "must be the name of a cookie"))
    }

    fn facts(&self) -> Facts {
        Facts::decision(["true", "false"])
    }
}
