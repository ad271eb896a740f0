//! What a step asks.

use durward_identity::policy::Broken;
use durward_identity::users::attributes;
use durward_journey::callback::{AttributeInput, AttributeKind, Callback, PolicyInput};
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::message::Message;
use durward_model::service::{Component, Mode};
use durward_store::Error;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::super::attribute_collector::{failures, label};
use super::super::people::{collect, collected, keep_failed, kept_failed, nobody};
use super::super::policies::Policies;
use super::super::{Act, Acting, Node, Scene, Settings, Turn};

/// Asks for the mail address, the telephone number, or what the profile step lists. Ends with `verify` when what was
/// given is to be proven, with `given` when it is not, and with `skipped` when nothing was given that need not be.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::nodes) struct RegistrationFieldsNode {
    step: Step,
}

/// The steps with fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Step {
    Email,
    Profile,
    Phone,
}

impl RegistrationFieldsNode {
    /// The attributes asked, and whether they must be given.
    fn asked(&self, policies: &Policies) -> (Vec<String>, bool) {
        let (component, own) = match self.step {
            Step::Email => (Component::Email, "mail"),
            Step::Profile => (Component::Profile, ""),
            Step::Phone => (Component::Phone, "telephoneNumber"),
        };
        let step = policies
            .registration
            .shown()
            .find(|step| step.component == component);
        let required = step.is_none_or(|step| step.mode == Mode::Required);
        let fields = match (self.step, step) {
            (Step::Profile, Some(step)) => step.fields.clone(),
            (Step::Profile, None) => Vec::new(),
            _ => vec![own.to_owned()],
        };
        (fields, required)
    }

    fn take(&self, turn: &mut Turn<'_>, input: &Input) -> Result<Act, Error> {
        let (fields, required) = self.asked(turn.policies);
        let (mut wrong, mut given) = (false, false);
        for (place, name) in fields.iter().enumerate() {
            let text = input.text(place).trim();
            let broken: Vec<Broken> = match text {
                "" if required => vec![attributes::required()],
                "" => Vec::new(),
                text => attributes::put(&mut nobody()?, name, &Value::from(text))
                    .err()
                    .into_iter()
                    .collect(),
            };
            given |= !text.is_empty();
            wrong |= !broken.is_empty() || input.validate_only(place);
            keep_failed(turn.state, &failures(name), &broken);
            collect(turn.state, name, Value::from(text));
        }
        if wrong {
            turn.state.notice = Some(Message::key("people-check"));
            return Ok(Act::Again);
        }
        let own = &turn.policies.self_service.user_registration;
        let prove = match self.step {
            Step::Email => own.user_registration_email_verification_enabled,
            Step::Profile => false,
            Step::Phone => true,
        };
        let outcome = match (given, prove) {
            (false, _) => "skipped",
            (true, true) => "verify",
            (true, false) => "given",
        };
        Ok(Act::Leave(outcome.into()))
    }
}

impl Node for RegistrationFieldsNode {
    fn ask(&self, scene: &Scene<'_>) -> Vec<Callback> {
        let (fields, required) = self.asked(scene.policies);
        let ask = |name: &String| {
            let held = collected(scene.state, name).and_then(Value::as_str);
            Callback::AttributeInput(AttributeInput {
                kind: AttributeKind::String,
                name: name.clone(),
                value: Value::from(held.unwrap_or_default()),
                required,
                input: PolicyInput {
                    prompt: label(name),
                    policies: Map::new(),
                    failed: kept_failed(scene.state, &failures(name)),
                    validate_only: false,
                },
            })
        };
        fields.iter().map(ask).collect()
    }

    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, input: &'a Input) -> Acting<'a> {
        Box::pin(async move { self.take(turn, input) })
    }
}

impl Settings for RegistrationFieldsNode {
    const NAME: &'static str = "RegistrationFieldsNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "required": ["step"],
            "properties": {
                "step": {"title": "Step", "type": "string", "enum": ["email", "profile", "phone"]}
            }
        })
    }

    fn facts(&self) -> Facts {
        Facts::decision(["verify", "given", "skipped"]).waiting()
    }
}
