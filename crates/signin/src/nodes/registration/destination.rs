//! Where a registration leads.

use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::message::Message;
use durward_journey::state::Aim;
use durward_journey::transition::Outcome;
use durward_model::service::Destination;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::{Act, Acting, Node, Settings, Turn};

/// Has the journey end as the realm's `userRegisteredDestination` says: with a page that says it succeeded, at the
/// sign-in page, or signed in and on the way to the app where it began (R-REG-7, R-REG-23).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::nodes) struct RegistrationDestinationNode {}

impl Node for RegistrationDestinationNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        let own = &turn.policies.self_service.user_registration;
        match own.user_registered_destination {
            Destination::Default => {
                turn.state.aim = Aim::Tell(Message::key("registered-title"));
            }
            Destination::Login => {
                turn.state.aim = Aim::NoSession;
                turn.state.success_url = Some(format!("{}/login", turn.cx.issuer()));
            }
            Destination::Autologin => {}
        }
        Act::now(Outcome::SINGLE)
    }
}

impl Settings for RegistrationDestinationNode {
    const NAME: &'static str = "RegistrationDestinationNode";

    fn schema() -> Value {
        json!({"type": "object", "additionalProperties": false, "properties": {}})
    }

    fn facts(&self) -> Facts {
        Facts::action()
    }
}
