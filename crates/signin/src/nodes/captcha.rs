//! Keeping programs out.

use durward_journey::callback::Callback;
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::message::Message;
use durward_journey::state::RunState;
use durward_store::Error;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Act, Acting, Effect, Node, Reason, Scene, Settings, Turn};
use crate::captcha::{PATIENCE, Service, Work};

/// Name under which the state holds the work to be proven.
const WORK: &str = "captchaWork";
/// Name of the value that carries the proof.
pub(crate) const PROOF: &str = "proof-of-work";

/// Which check is made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Check {
    /// The captcha service of the realm's self-service settings where there is one, else the proof of work.
    #[default]
    Automatic,
    /// The proof of work.
    ProofOfWork,
}

/// Makes sure that a person, or at least a patient program, is there. Ends with `false` when the check fails.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct CaptchaNode {
    check: Check,
}

fn work(state: &RunState) -> Option<Work> {
    serde_json::from_value(state.shared.get(WORK).cloned()?).ok()
}

impl CaptchaNode {
    fn service<'a>(&self, scene: &Scene<'a>) -> Option<Service<'a>> {
        let settings = &scene.policies.self_service.general_config;
        Service::of(settings).filter(|_| self.check == Check::Automatic)
    }

    async fn decide(&self, turn: &mut Turn<'_>, input: &Input) -> Result<Act, Error> {
        let place = input.len().saturating_sub(1);
        let given = input
            .secret(place)
            .map_or("", |given| given.expose().as_str());
        let policies = turn.policies;
        let service = Service::of(&policies.self_service.general_config)
            .filter(|_| self.check == Check::Automatic);
        let person = match service {
            Some(service) => service.verify(turn.cx, given).await?,
            None => {
                let Some(work) = work(turn.state) else {
                    return Ok(Act::Again);
                };
                let proven = work.is_proven_by(given);
                if !proven && !work.is_waited_for(turn.cx.now) {
                    let seconds = PATIENCE.to_string();
                    let words = Message::key("captcha-wait").arg("seconds", seconds);
                    turn.state.notice = Some(words);
                    return Ok(Act::Again);
                }
                turn.state.shared.remove(WORK);
                true
            }
        };
        if person {
            return Ok(Act::Leave("true".into()));
        }
        turn.effects.push(Effect::Failed {
            user: None,
            reason: Reason::Captcha,
        });
        turn.state.notice = Some(Message::key("captcha-failed"));
        Ok(Act::Leave("false".into()))
    }
}

impl Node for CaptchaNode {
    fn ask(&self, scene: &Scene<'_>) -> Vec<Callback> {
        if let Some(service) = self.service(scene) {
            let settings = &scene.policies.self_service.general_config;
            return vec![Callback::ReCaptcha {
                site_key: service.site_key.to_owned(),
                api_uri: settings.captcha_api_url.clone(),
                div_class: settings.captcha_div_class.clone(),
            }];
        }
        let Some(work) = work(scene.state) else {
            return Vec::new();
        };
        vec![Callback::HiddenValue {
            id: PROOF.to_owned(),
            value: json!({"challenge": work.challenge, "bits": work.bits}).to_string(),
        }]
    }

    fn prepare<'a>(&'a self, turn: &'a mut Turn<'_>) -> Acting<'a> {
        if work(turn.state).is_none() {
            let work = serde_json::to_value(Work::new(turn.cx)).unwrap_or_default();
            turn.state.shared.insert(WORK.to_owned(), work);
        }
        Act::Again.ready()
    }

    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, input: &'a Input) -> Acting<'a> {
        Box::pin(self.decide(turn, input))
    }
}

impl Settings for CaptchaNode {
    const NAME: &'static str = "CaptchaNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "check": {
                    "title": "Check",
                    "description": "Automatic uses the captcha service of the realm's self-service settings where there is one, else the proof of work.",
                    "type": "string",
                    "enum": ["automatic", "proof-of-work"],
                    "default": "automatic"
                }
            }
        })
    }

    fn facts(&self) -> Facts {
        Facts::decision(["true", "false"]).waiting()
    }
}
