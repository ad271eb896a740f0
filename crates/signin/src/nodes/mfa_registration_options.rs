//! Offering to add a second factor.

use std::collections::BTreeSet;

use durward_journey::callback::Callback;
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::message::Message;
use durward_journey::state::RunState;
use durward_model::Invalid;
use serde::Deserialize;
use serde_json::{Value, json};

use super::replace_authenticator::wants_a_passkey;
use super::{Act, Acting, Node, Scene, Settings, Turn};

/// A kind of factor one can add.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Method {
    Passkey,
    Totp,
}

/// Name under which the state holds that only a passkey will do.
const PASSKEY_ONLY: &str = "passkeyOnly";

/// Asks what to add. Unless it is mandatory one may put it off, or opt out for good (R-AUM-25). Where it takes the place
/// of the only way into the account, only what opens the account alone is offered.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct MfaRegistrationOptionsNode {
    methods: Vec<Method>,
    mandatory: bool,
    opt_out: bool,
}

impl Default for MfaRegistrationOptionsNode {
    fn default() -> Self {
        Self {
            methods: vec![Method::Passkey, Method::Totp],
            mandatory: true,
            opt_out: false,
        }
    }
}

impl MfaRegistrationOptionsNode {
    /// Outcomes and words of what can be offered, in order.
    fn offers(&self) -> Vec<(&'static str, &'static str)> {
        let methods = self.methods.iter().map(|method| match method {
            Method::Totp => ("totp", "method-totp-add"),
            Method::Passkey => ("passkey", "method-passkey-add"),
        });
        let mut offered: Vec<_> = methods.collect();
        if !self.mandatory {
            offered.push(("skip", "signin-not-now"));
        }
        if self.opt_out {
            offered.push(("optOut", "signin-never-ask"));
        }
        offered
    }

    /// What is offered in the run.
    fn offered(&self, state: &RunState) -> Vec<(&'static str, &'static str)> {
        let mut offered = self.offers();
        if state.shared.contains_key(PASSKEY_ONLY) {
            offered.retain(|(outcome, _)| *outcome != "totp");
        }
        offered
    }
}

impl Node for MfaRegistrationOptionsNode {
    fn ask(&self, scene: &Scene<'_>) -> Vec<Callback> {
        let words = |(_, words): &(&str, &'static str)| Message::key(words);
        vec![Callback::Choice {
            prompt: Message::key("signin-choose-method"),
            choices: self.offered(scene.state).iter().map(words).collect(),
            default: 0,
        }]
    }

    fn prepare<'a>(&'a self, turn: &'a mut Turn<'_>) -> Acting<'a> {
        Box::pin(async move {
            let passkeys = self.methods.contains(&Method::Passkey);
            if passkeys && wants_a_passkey(turn).await? {
                let state = &mut turn.state.shared;
                state.insert(PASSKEY_ONLY.to_owned(), Value::Bool(true));
            }
            Ok(Act::Again)
        })
    }

    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, input: &'a Input) -> Acting<'a> {
        let offered = self.offered(turn.state);
        match input.index(0).and_then(|index| offered.get(index)) {
            Some((outcome, _)) => Act::now(*outcome),
            None => {
                turn.state.notice = Some(Message::key("signin-choose"));
                Act::Again.ready()
            }
        }
    }
}

impl Settings for MfaRegistrationOptionsNode {
    const NAME: &'static str = "MfaRegistrationOptionsNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "methods": {
                    "title": "What can be added",
                    "description": "Each is an outcome of the node.",
                    "type": "array",
                    "minItems": 1,
                    "uniqueItems": true,
                    "items": {"type": "string", "enum": ["passkey", "totp"]},
                    "default": ["passkey", "totp"]
                },
                "mandatory": {"title": "Mandatory", "description": "Otherwise one may put it off: adds the outcome `skip`.", "type": "boolean", "default": true},
                "optOut": {"title": "Offer to opt out", "description": "Adds the outcome `optOut`.", "type": "boolean", "default": false}
            }
        })
    }

    fn check(&self) -> Result<(), Invalid> {
        let different: BTreeSet<&Method> = self.methods.iter().collect();
        if self.methods.is_empty() || different.len() != self.methods.len() {
            return Err(Invalid::new(
                "methods",
                "must list at least one method, each once",
            ));
        }
        Ok(())
    }

    fn facts(&self) -> Facts {
        Facts::decision(self.offers().into_iter().map(|(outcome, _)| outcome)).waiting()
    }
}
