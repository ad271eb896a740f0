//! Looking at the session that the browser came with.

use durward_identity::users::attributes;
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::state::RunState;
use durward_journey::transition::Outcome;
use durward_model::Invalid;
use durward_model::session::Session;
use durward_store::Error;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Act, Acting, Node, Settings, Turn};
use crate::sessions;

/// Name under which the state holds what was read from the session, by name.
const SESSION: &str = "sessionData";
/// What the names begin with by which other nodes find it.
pub(super) const PREFIX: &str = "session.";

/// What a [`GetSessionDataNode`] read as `name`, which begins with [`PREFIX`].
pub(super) fn read(state: &RunState, name: &str) -> Option<Value> {
    let name = name.strip_prefix(PREFIX)?;
    state.shared.get(SESSION)?.get(name).cloned()
}

/// Reads a property of the browser's session, for the nodes after it: they call it `session.` and `sharedStateKey`.
/// Nothing is read where there is no session, or no such property.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct GetSessionDataNode {
    session_data_key: String,
    shared_state_key: String,
}

impl GetSessionDataNode {
    async fn look(&self, turn: &mut Turn<'_>) -> Result<Act, Error> {
        let found = match turn.state.continues {
            Some(id) => sessions::find(turn.cx, id.as_str()).await?,
            None => None,
        };
        let value = found.and_then(|session| property(&session, &self.session_data_key));
        let all = turn
            .state
            .shared
            .entry(SESSION)
            .or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(all) = all {
            all.remove(&self.shared_state_key);
            all.extend(value.map(|value| (self.shared_state_key.clone(), value)));
        }
        Ok(Act::Leave(Outcome::SINGLE))
    }
}

/// A property of `session`: one that was set, or one that every session has.
fn property(session: &Session, name: &str) -> Option<Value> {
    Some(match name {
        "UserId" => session.user.to_string().into(),
        "AuthLevel" => session.auth_level.into(),
        "Service" => session.journey.as_str().into(),
        "authInstant" => session.auth_time.to_string().into(),
        name => session.properties.get(name)?.as_str().into(),
    })
}

impl Node for GetSessionDataNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        Box::pin(self.look(turn))
    }
}

impl Settings for GetSessionDataNode {
    const NAME: &'static str = "GetSessionDataNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "required": ["sessionDataKey", "sharedStateKey"],
            "properties": {
                "sessionDataKey": {
                    "title": "Property of the session",
                    "description": "One that was set, or `UserId`, `AuthLevel`, `Service` or `authInstant`.",
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 100
                },
                "sharedStateKey": {
                    "title": "Name in the journey",
                    "description": "Decisions by attribute find it with `session.` before it.",
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 90
                }
            }
        })
    }

    fn check(&self) -> Result<(), Invalid> {
        if !(1..=100).contains(&self.session_data_key.chars().count()) {
            return Err(Invalid::new("sessionDataKey", "must name a property"));
        }
        if self.shared_state_key.len() > 90 || !attributes::is_open(&self.shared_state_key) {
            return Err(Invalid::new(
                "sharedStateKey",
                "must be a name of letters and digits",
            ));
        }
        Ok(())
    }

    fn facts(&self) -> Facts {
        Facts::action()
    }
}
