//! Offering to add a second factor.

use std::collections::BTreeSet;

use durward_journey::callback::Callback;
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::message::Message;
use durward_model::Invalid;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Act, Acting, Node, Scene, Settings, Turn};

/// A kind of factor one can add.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Method {
    Passkey,
    Totp,
}

/// Asks what to add. Unless it is mandatory one may put it off, or opt out for good (R-AUM-25).
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
    /// Outcomes and words of what is offered, in order.
    fn offered(&self) -> Vec<(&'static str, &'static str)> {
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
}

impl Node for MfaRegistrationOptionsNode {
    fn ask(&self, _: &Scene<'_>) -> Vec<Callback> {
        let words = |(_, words): &(&str, &'static str)| Message::key(words);
        vec![Callback::Choice {
            prompt: Message::key("signin-choose-method"),
            choices: self.offered().iter().map(words).collect(),
            default: 0,
        }]
    }

    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, input: &'a Input) -> Acting<'a> {
        let offered = self.offered();
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
        Facts::decision(self.offered().into_iter().map(|(outcome, _)| outcome)).waiting()
    }
}
