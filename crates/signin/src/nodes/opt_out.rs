//! Noting that somebody does not want a second factor.

use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::transition::Outcome;
use durward_model::user::User;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Act, Acting, Effect, Node, Settings, Turn};

/// Attributes of a person that say whether a kind of second factor is wanted.
pub(crate) const WANTED: [&str; 2] = ["oath2faEnabled", "push2faEnabled"];

/// Whether `user` once chose never to have a second factor.
pub(super) fn opted_out(user: &User) -> bool {
    let no = |name: &str| user.profile.attributes.get(name) == Some(&Value::Bool(false));
    WANTED.iter().any(|name| no(name))
}

/// Notes in attributes of the person that no second factor is wanted. It is heard only where the policy excuses people.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OptOutMultiFactorAuthenticationNode {}

impl Node for OptOutMultiFactorAuthenticationNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        turn.effects.extend(turn.state.subject.map(Effect::OptOut));
        Act::now(Outcome::SINGLE)
    }
}

impl Settings for OptOutMultiFactorAuthenticationNode {
    const NAME: &'static str = "OptOutMultiFactorAuthenticationNode";

    fn schema() -> Value {
        json!({"type": "object", "additionalProperties": false, "properties": {}})
    }

    fn facts(&self) -> Facts {
        Facts::action()
    }
}
