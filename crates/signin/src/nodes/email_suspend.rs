//! Going on by a link in a mail, in whatever browser it is opened.

use std::collections::BTreeMap;

use durward_identity::lockouts::Device;
use durward_journey::callback::{Callback, MessageKind};
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::message::{Localized, Message};
use durward_journey::transition::Outcome;
use durward_messaging::letter::Demand;
use durward_messaging::{Letter, Medium, Purpose};
use durward_model::Invalid;
use durward_store::{Error, users};
use serde::Deserialize;
use serde_json::{Value, json};

use super::recipient::{self, Recipient, Whose};
use super::{Act, Acting, Effect, Node, Scene, Settings, Turn};
use crate::devices::device_of;

/// Name under which the state holds the place that a run was resumed at.
pub(crate) const RESUMED: &str = "resumedAt";
/// Name under which the state holds the place at which a run waits for its link.
const WAITING: &str = "waitingAt";
/// Name under which the state holds whose account the link was sent to.
const OWNER: &str = "linkOwner";
/// Name under which the state holds where the link went, as it may be shown.
const SENT: &str = "linkSentTo";

/// Sends a link that works once, and waits until it is opened. Whoever opens it has the address: the journey is about
/// them from then on.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct EmailSuspendNode {
    email_template_name: String,
    email_suspend_message: BTreeMap<String, String>,
    validity_minutes: i64,
    send_to: Whose,
    email_attribute: String,
    identity_attribute: String,
    object_lookup: bool,
}

impl Default for EmailSuspendNode {
    fn default() -> Self {
        Self {
            email_template_name: Purpose::Link.template().to_owned(),
            email_suspend_message: BTreeMap::new(),
            validity_minutes: 15,
            send_to: Whose::Account,
            email_attribute: "mail".to_owned(),
            identity_attribute: String::new(),
            object_lookup: true,
        }
    }
}

impl Node for EmailSuspendNode {
    fn ask(&self, scene: &Scene<'_>) -> Vec<Callback> {
        let written = Localized::new(self.email_suspend_message.clone()).ok();
        let message = match (
            written.filter(|text| !text.is_empty()),
            scene.state.text(SENT),
        ) {
            (Some(written), _) => written.into(),
            (None, "") => Message::key("link-sent-perhaps"),
            (None, masked) => Message::key("link-sent").arg("address", masked),
        };
        vec![Callback::SuspendedTextOutput {
            message,
            kind: MessageKind::Information,
        }]
    }

    fn prepare<'a>(&'a self, turn: &'a mut Turn<'_>) -> Acting<'a> {
        Box::pin(self.suspend(turn))
    }

    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        Box::pin(self.go_on(turn))
    }
}

impl EmailSuspendNode {
    /// Sends the link, once: the step may be shown again while the run waits.
    async fn suspend(&self, turn: &mut Turn<'_>) -> Result<Act, Error> {
        let cx = turn.cx;
        let place = turn.state.place();
        if turn.state.text(WAITING) == place {
            return Ok(Act::Again);
        }
        turn.state
            .shared
            .insert(WAITING.to_owned(), Value::from(place));
        let Recipient { user, to, masked } =
            recipient::of(turn, Medium::Email, self.send_to).await?;
        turn.state.shared.remove(SENT);
        if let Some(masked) = masked {
            turn.state.shared.insert(SENT.to_owned(), masked.into());
        }
        turn.state.shared.remove(OWNER);
        if let Some(user) = &user {
            let id = Value::from(user.id.as_str());
            turn.state.shared.insert(OWNER.to_owned(), id);
        }
        let seconds = self.validity_minutes * 60;
        let mut letter = Letter::new(Medium::Email, to, self.email_template_name.as_str());
        if let Some(user) = &user {
            letter = letter.about(user);
            if device_of(turn.state, user.id) != Device::Unknown {
                letter.demand = Demand::Known;
            }
        }
        letter = letter.with("minutes", self.validity_minutes.to_string());
        letter.expires_at = Some(cx.now.plus_seconds(seconds));
        turn.effects.push(Effect::Suspend {
            letter: Box::new(letter),
            seconds,
        });
        Ok(Act::Again)
    }

    /// Goes on if the run was resumed here by its link; otherwise the person still has to open it.
    async fn go_on(&self, turn: &mut Turn<'_>) -> Result<Act, Error> {
        let resumed = turn.state.shared.remove(RESUMED);
        if resumed.as_ref().and_then(Value::as_str) != Some(turn.state.place().as_str()) {
            turn.state.notice = Some(Message::key("link-not-opened"));
            return Ok(Act::Again);
        }
        turn.state.shared.remove(WAITING);
        if self.send_to == Whose::Account {
            let cx = turn.cx;
            let known = turn.state.text(OWNER).parse().ok();
            let known = known.filter(|user| turn.state.subject.is_none_or(|one| one == *user));
            let user = match known {
                Some(id) => users::by_id(cx, &mut cx.db().read().await?, id).await?,
                None => None,
            };
            if let Some(user) = user.filter(durward_model::user::User::is_active) {
                turn.state.subject = Some(user.id);
                turn.state.passed("otp", cx.now);
                if let Some(email) = user.email.as_ref().filter(|_| !user.email_verified) {
                    turn.effects.push(Effect::Verified {
                        user: user.id,
                        medium: Medium::Email,
                        address: email.as_str().to_owned(),
                    });
                }
            }
        }
        Ok(Act::Leave(Outcome::SINGLE))
    }
}

impl Settings for EmailSuspendNode {
    const NAME: &'static str = "EmailSuspendNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "emailTemplateName": {"title": "Template", "description": "Name of a message template.", "type": "string", "minLength": 1, "maxLength": 100, "default": "link"},
                "emailSuspendMessage": {
                    "title": "What the page says meanwhile",
                    "description": "Text by language tag.",
                    "type": "object",
                    "additionalProperties": {"type": "string", "maxLength": Localized::MAX_CHARS}
                },
                "validityMinutes": {"title": "Minutes the link works", "type": "integer", "minimum": 1, "maximum": MOST_MINUTES, "default": 15},
                "sendTo": Whose::schema(),
                "emailAttribute": {"title": "Attribute (ignored)", "type": "string"},
                "identityAttribute": {"title": "Attribute (ignored)", "type": "string"},
                "objectLookup": {"title": "Look up the account (ignored)", "type": "boolean"}
            }
        })
    }

    fn check(&self) -> Result<(), Invalid> {
        if !(1..=MOST_MINUTES).contains(&self.validity_minutes) {
            return Err(Invalid::new(
                "validityMinutes",
                format!("must be a number from 1 to {MOST_MINUTES}"),
            ));
        }
        if self.email_template_name.is_empty() || self.email_template_name.len() > 100 {
            return Err(Invalid::new("emailTemplateName", "must name a template"));
        }
        Localized::new(self.email_suspend_message.clone())
            .map_err(|(locale, what)| Invalid::new(locale, what).inside("emailSuspendMessage"))?;
        Ok(())
    }

    fn facts(&self) -> Facts {
        Facts::collector()
    }
}

/// A week.
const MOST_MINUTES: i64 = 7 * 24 * 60;
