//! Accepting the terms.

use durward_journey::callback::Callback;
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::message::{Localized, Message};
use durward_journey::transition::Outcome;
use durward_store::{Error, terms};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Act, Acting, Effect, Node, Scene, Settings, Turn};

/// Name under which the state holds the version of the terms that was accepted.
pub(crate) const ACCEPTED: &str = "termsAccepted";

/// Shows the realm's terms in force until they are accepted. Acceptance is kept with its version and time once it is
/// known whose it is. A realm without terms asks nothing but to go on.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct AcceptTermsAndConditionsNode {}

impl Node for AcceptTermsAndConditionsNode {
    fn ask(&self, scene: &Scene<'_>) -> Vec<Callback> {
        let Some(version) = scene.policies.terms.in_force() else {
            return vec![Callback::TextOutput {
                message: Message::key("terms-none"),
                kind: durward_journey::callback::MessageKind::Information,
            }];
        };
        let text = version
            .terms
            .iter()
            .fold(Localized::default(), |text, one| {
                text.and(one.0.clone(), one.1.clone())
            });
        vec![Callback::TermsAndConditions {
            version: version.version.clone(),
            terms: text.into(),
            created: version.create_date.clone(),
        }]
    }

    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, input: &'a Input) -> Acting<'a> {
        let Some(version) = turn.policies.terms.in_force() else {
            return Act::now(Outcome::SINGLE);
        };
        if input.flag(0) != Some(true) {
            turn.state.notice = Some(Message::key("terms-must-accept"));
            return Act::Again.ready();
        }
        let version = version.version.clone();
        match turn.state.subject {
            Some(user) => turn.effects.push(Effect::AcceptTerms { user, version }),
            None => {
                let version = Value::String(version);
                turn.state.shared.insert(ACCEPTED.to_owned(), version);
            }
        }
        Act::now(Outcome::SINGLE)
    }
}

impl Settings for AcceptTermsAndConditionsNode {
    const NAME: &'static str = "AcceptTermsAndConditionsNode";

    fn schema() -> Value {
        json!({"type": "object", "additionalProperties": false, "properties": {}})
    }

    fn facts(&self) -> Facts {
        Facts::collector()
    }
}

/// Ends with `true` when whoever the run is about has accepted the terms in force, or there are none.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct TermsAndConditionsDecisionNode {}

impl TermsAndConditionsDecisionNode {
    async fn decide(turn: &Turn<'_>) -> Result<Act, Error> {
        let accepted = match (turn.policies.terms.in_force(), turn.state.subject) {
            (None, _) => true,
            (Some(version), Some(user)) => {
                let cx = turn.cx;
                let mut tx = cx.db().read().await?;
                terms::accepted_at(cx, &mut tx, user, &version.version)
                    .await?
                    .is_some()
            }
            (Some(version), None) => turn.state.text(ACCEPTED) == version.version,
        };
        Ok(Act::Leave(if accepted { "true" } else { "false" }.into()))
    }
}

impl Node for TermsAndConditionsDecisionNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        Box::pin(Self::decide(turn))
    }
}

impl Settings for TermsAndConditionsDecisionNode {
    const NAME: &'static str = "TermsAndConditionsDecisionNode";

    fn schema() -> Value {
        json!({"type": "object", "additionalProperties": false, "properties": {}})
    }

    fn facts(&self) -> Facts {
        Facts::decision(["true", "false"])
    }
}
