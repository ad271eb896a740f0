//! From step to step.

use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_model::service::Component;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::policies::Policies;
use super::super::{Act, Acting, Node, Settings, Turn};

/// Name under which the state holds how many steps were come to.
const COME_TO: &str = "registrationSteps";

/// Ends with the name of the next step each time it is come to, and with `done` after the last. Where nobody may sign up,
/// it ends with `off`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::nodes) struct RegistrationStepNode {}

const CAPTCHA: &str = "captcha";
const EMAIL: &str = "email";
const TERMS: &str = "terms";
const PROFILE: &str = "profile";
const PHONE: &str = "phone";
const CREDENTIALS: &str = "credentials";
const QUESTIONS: &str = "questions";
const DONE: &str = "done";
const OFF: &str = "off";

/// The steps of a realm, in their order. Terms are passed over where there are none, and security questions come last
/// where the realm wants them and the steps do not name them.
fn steps(policies: &Policies) -> Vec<&'static str> {
    let own = &policies.self_service.user_registration;
    let mut steps = Vec::new();
    if own.user_registration_captcha_enabled {
        steps.push(CAPTCHA);
    }
    for step in policies.registration.shown() {
        match step.component {
            Component::Email => steps.push(EMAIL),
            Component::Terms if policies.terms.in_force().is_none() => {}
            Component::Terms => steps.push(TERMS),
            Component::Profile => steps.push(PROFILE),
            Component::Phone => steps.push(PHONE),
            Component::Credentials => steps.push(CREDENTIALS),
            Component::Questions => steps.push(QUESTIONS),
        }
    }
    if own.user_registration_kba_enabled && !steps.contains(&QUESTIONS) {
        steps.push(QUESTIONS);
    }
    steps
}

impl Node for RegistrationStepNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        let own = &turn.policies.self_service.user_registration;
        if !own.user_registration_enabled {
            return Act::now(OFF);
        }
        let come_to = turn.state.shared.get(COME_TO).and_then(Value::as_u64);
        let place = come_to.unwrap_or_default();
        turn.state
            .shared
            .insert(COME_TO.to_owned(), Value::from(place + 1));
        let steps = steps(turn.policies);
        let next = usize::try_from(place).ok().and_then(|at| steps.get(at));
        Act::now(*next.unwrap_or(&DONE))
    }
}

impl Settings for RegistrationStepNode {
    const NAME: &'static str = "RegistrationStepNode";

    fn schema() -> Value {
        json!({"type": "object", "additionalProperties": false, "properties": {}})
    }

    fn facts(&self) -> Facts {
        let steps = [
            CAPTCHA,
            EMAIL,
            TERMS,
            PROFILE,
            PHONE,
            CREDENTIALS,
            QUESTIONS,
        ];
        // Each is given once: the list is finite, and walked through once.
        steps.into_iter().fold(
            Facts::decision(steps.into_iter().chain([DONE, OFF])),
            |facts, step| facts.limiting(step),
        )
    }
}
