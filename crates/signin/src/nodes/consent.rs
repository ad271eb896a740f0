//! Asking what may be shared with others.

use durward_journey::callback::Callback;
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::message::Message;
use durward_journey::state::RunState;
use durward_journey::transition::Outcome;
use durward_model::Invalid;
use durward_store::Error;
use durward_store::mapping_consents::{self, Mapping};
use serde::Deserialize;
use serde_json::{Value, json};

use super::texts::{self, Texts};
use super::{Act, Acting, Effect, Node, Scene, Settings, Turn};

/// Name under which the state holds what somebody without an account yet agreed to.
const AGREED: &str = "mappingConsents";
/// Mappings that one node asks about.
const MOST: usize = 20;
/// Fields of one mapping.
const MOST_FIELDS: usize = 50;

/// Asks, mapping by mapping, whether fields of the profile may be shared. What somebody agrees to is kept with its
/// fields and time; what they no longer agree to is ended. Who agreed to all of it before, with the same fields, is not
/// asked again.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ConsentNode {
    mappings: Vec<Offer>,
    #[serde(default)]
    all_required: bool,
    #[serde(default)]
    message: Texts,
}

/// Something that is shared with somebody.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Offer {
    name: String,
    #[serde(default)]
    display_name: Texts,
    #[serde(default)]
    icon: String,
    #[serde(default)]
    access_level: String,
    #[serde(default)]
    is_required: bool,
    fields: Vec<String>,
}

/// What somebody agreed to before there was an account.
pub(super) fn agreed(state: &RunState) -> Vec<Mapping> {
    let kept = state.shared.get(AGREED).cloned().unwrap_or_default();
    serde_json::from_value(kept).unwrap_or_default()
}

impl Offer {
    fn mapping(&self) -> Mapping {
        Mapping {
            name: self.name.clone(),
            display_name: self.display_name.clone(),
            fields: self.fields.clone(),
        }
    }

    fn shown(&self) -> Message {
        let named = Texts::from([("en".to_owned(), self.name.clone())]);
        texts::shown(&self.display_name)
            .or_else(|| texts::shown(&named))
            .unwrap_or_else(|| Message::key("consent-share"))
    }
}

impl ConsentNode {
    fn is_required(&self, offer: &Offer) -> bool {
        self.all_required || offer.is_required
    }

    /// Asks nobody what they agreed to before.
    async fn ask_again(&self, turn: &Turn<'_>) -> Result<Act, Error> {
        let Some(user) = turn.state.subject else {
            return Ok(Act::Again);
        };
        let cx = turn.cx;
        let given = mapping_consents::all(cx, &mut cx.db().read().await?, user).await?;
        let same = |offer: &Offer| {
            let mut given = given.iter().map(|one| &one.mapping);
            given.any(|one| one.name == offer.name && one.fields == offer.fields)
        };
        Ok(match self.mappings.iter().all(same) {
            true => Act::Leave(Outcome::SINGLE),
            false => Act::Again,
        })
    }

    fn take(&self, turn: &mut Turn<'_>, input: &Input) -> Act {
        let (mut given, mut refused) = (Vec::new(), Vec::new());
        for (place, offer) in self.mappings.iter().enumerate() {
            if input.flag(place) == Some(true) {
                given.push(offer.mapping());
            } else if self.is_required(offer) {
                turn.state.notice = Some(Message::key("consent-needed"));
                return Act::Again;
            } else {
                refused.push(offer.name.clone());
            }
        }
        match turn.state.subject {
            Some(user) => turn.effects.push(Effect::Consent {
                user,
                given,
                refused,
            }),
            None => {
                let mut all = agreed(turn.state);
                all.retain(|one| !self.mappings.iter().any(|offer| offer.name == one.name));
                all.extend(given);
                let all = serde_json::to_value(all).unwrap_or_default();
                turn.state.shared.insert(AGREED.to_owned(), all);
            }
        }
        Act::Leave(Outcome::SINGLE)
    }
}

impl Node for ConsentNode {
    fn ask(&self, _: &Scene<'_>) -> Vec<Callback> {
        let ask = |offer: &Offer| Callback::ConsentMapping {
            name: offer.name.clone(),
            display_name: offer.shown(),
            icon: offer.icon.clone(),
            access_level: offer.access_level.clone(),
            required: self.is_required(offer),
            message: texts::shown(&self.message).unwrap_or_else(|| Message::key("consent-share")),
            fields: offer.fields.clone(),
        };
        self.mappings.iter().map(ask).collect()
    }

    fn prepare<'a>(&'a self, turn: &'a mut Turn<'_>) -> Acting<'a> {
        Box::pin(self.ask_again(turn))
    }

    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, input: &'a Input) -> Acting<'a> {
        self.take(turn, input).ready()
    }
}

impl Settings for ConsentNode {
    const NAME: &'static str = "ConsentNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "required": ["mappings"],
            "properties": {
                "mappings": {
                    "title": "What is shared",
                    "type": "array",
                    "minItems": 1,
                    "maxItems": MOST,
                    "items": {
                        "type": "object",
                        "additionalProperties": false,
                        "required": ["name", "fields"],
                        "properties": {
                            "name": {"title": "Name", "type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_-]{0,63}$"},
                            "displayName": texts::schema("Name for people"),
                            "icon": {"title": "Address of a picture", "type": "string", "maxLength": 500},
                            "accessLevel": {"title": "How much is shared", "description": "A word for programs, such as `Actual Profile`.", "type": "string", "maxLength": 100},
                            "isRequired": {"title": "One cannot go on without it", "type": "boolean", "default": false},
                            "fields": {
                                "title": "Fields that are shared",
                                "type": "array",
                                "minItems": 1,
                                "maxItems": MOST_FIELDS,
                                "uniqueItems": true,
                                "items": {"type": "string", "minLength": 1, "maxLength": 100}
                            }
                        }
                    }
                },
                "allRequired": {"title": "One cannot go on without any", "type": "boolean", "default": false},
                "message": texts::schema("What is asked")
            }
        })
    }

    fn check(&self) -> Result<(), Invalid> {
        if !(1..=MOST).contains(&self.mappings.len()) {
            return Err(Invalid::new(
                "mappings",
                format!("must hold from 1 to {MOST} mappings"),
            ));
        }
        for (place, offer) in self.mappings.iter().enumerate() {
            let inside = |invalid: Invalid| invalid.inside(&format!("mappings[{place}]"));
            offer.check().map_err(inside)?;
            let before = &self.mappings[..place];
            if before.iter().any(|other| other.name == offer.name) {
                return Err(inside(Invalid::new("name", "is that of another mapping")));
            }
        }
        texts::check("message", &self.message)
    }

    fn facts(&self) -> Facts {
        Facts::collector()
    }
}

impl Offer {
    fn check(&self) -> Result<(), Invalid> {
        let part = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
        let named = self.name.len() <= 64
            && self
                .name
                .starts_with(|first: char| first.is_ascii_alphabetic())
            && self.name.bytes().all(part);
        if !named {
            return Err(Invalid::new(
                "name",
                "must be a name of letters, digits, - and _",
            ));
        }
        let long = |text: &String| text.is_empty() || text.chars().count() > 100;
        if self.fields.is_empty() || self.fields.len() > MOST_FIELDS || self.fields.iter().any(long)
        {
            return Err(Invalid::new(
                "fields",
                format!("must name from 1 to {MOST_FIELDS} fields"),
            ));
        }
        let picture = self.icon.is_empty() || self.icon.starts_with("https://");
        if !picture || self.icon.len() > 500 {
            return Err(Invalid::new("icon", "must be an https address"));
        }
        if self.access_level.chars().count() > 100 {
            return Err(Invalid::new(
                "accessLevel",
                "must be at most 100 characters",
            ));
        }
        texts::check("displayName", &self.display_name)
    }
}
