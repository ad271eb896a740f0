//! Sending the code: by mail, text message or WhatsApp.
//!
//! To an address that nobody has, nothing is sent; what is written and shown is the same.

use std::collections::BTreeMap;

use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::transition::Outcome;
use durward_messaging::letter::{Demand, Wording};
use durward_messaging::{Letter, Medium, Purpose, To};
use durward_model::Invalid;
use durward_store::Error;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::recipient::{self, Recipient, Whose};
use super::super::{Act, Acting, Effect, Node, Settings, Turn};
use super::{CODE, Sent, generator, until};
use crate::devices::device_of;
use durward_identity::lockouts::Device;

/// Sends the code to the account's mail address, or to the one that was collected.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(in crate::nodes) struct OneTimePasswordSmtpSenderNode {
    email_template_name: String,
    email_subject: BTreeMap<String, String>,
    email_content: BTreeMap<String, String>,
    send_to: Whose,
}

/// Sends the code to the account's telephone, or to the number that was collected.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(in crate::nodes) struct OneTimePasswordSmsSenderNode {
    template_name: String,
    content: BTreeMap<String, String>,
    send_to: Whose,
}

/// Sends the code to the account's telephone, or to the number that was collected, by WhatsApp.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(in crate::nodes) struct OneTimePasswordWhatsAppSenderNode {
    template_name: String,
    content: BTreeMap<String, String>,
    send_to: Whose,
}

/// What the senders differ in.
struct Sending<'a> {
    medium: Medium,
    template: &'a str,
    subject: &'a BTreeMap<String, String>,
    message: &'a BTreeMap<String, String>,
    whose: Whose,
}

impl Sending<'_> {
    async fn send(self, turn: &mut Turn<'_>) -> Result<Act, Error> {
        let cx = turn.cx;
        let Some(mut code) = turn.state.secure.read(CODE).cloned() else {
            return Err(Error::internal(
                "a journey sends a code that it has not made: put a OneTimePasswordGeneratorNode before it",
            ));
        };
        let recipient = recipient::of(turn, self.medium, self.whose).await?;
        let Recipient { user, to, masked } = recipient;
        let template = match self.template {
            "" => Purpose::Code.template(),
            name => name,
        };
        let address = match &to {
            To::Address(address) => Some(address.clone()),
            To::Nobody(_) => None,
        };
        let owner = user.as_ref().map(|user| user.id);
        let before = Sent::of(turn.state);
        let known_to = before.as_ref().map(|sent| (sent.user, &sent.address));
        if known_to.is_some_and(|known_to| known_to != (owner, &address)) {
            // Whoever got the code before must not get in as somebody else with it.
            code = generator::code(code.expose().len(), cx.entropy());
            turn.state.secure.put(CODE, code.clone());
        }
        let mut letter = Letter::new(self.medium, to, template);
        if let Some(user) = &user {
            letter = letter.about(user);
            let device = device_of(turn.state, user.id);
            if device != Device::Unknown {
                letter.demand = Demand::Known;
            }
        }
        let until = until(turn.state);
        let minutes = (until.millis_since(cx.now) + 59_999) / 60_000;
        letter = letter
            .with("code", code.expose().as_str())
            .with("minutes", minutes.max(1).to_string());
        letter.expires_at = Some(until);
        letter.wording = (!self.subject.is_empty() || !self.message.is_empty()).then(|| Wording {
            subject: self.subject.clone(),
            message: self.message.clone(),
        });
        turn.effects.push(Effect::Post(Box::new(letter)));
        let times = before.map_or(1, |sent| sent.times);
        let sent = Sent {
            medium: self.medium,
            user: owner,
            masked,
            address,
            address_alone: self.whose == Whose::Collected,
            times,
            at: cx.now.millis(),
        };
        sent.keep(turn.state);
        Ok(Act::Leave(Outcome::SINGLE))
    }
}

impl Node for OneTimePasswordSmtpSenderNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        let sending = Sending {
            medium: Medium::Email,
            template: &self.email_template_name,
            subject: &self.email_subject,
            message: &self.email_content,
            whose: self.send_to,
        };
        Box::pin(sending.send(turn))
    }
}

impl Node for OneTimePasswordSmsSenderNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        Box::pin(
            by_phone(
                Medium::Sms,
                &self.template_name,
                &self.content,
                self.send_to,
            )
            .send(turn),
        )
    }
}

impl Node for OneTimePasswordWhatsAppSenderNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        Box::pin(
            by_phone(
                Medium::Whatsapp,
                &self.template_name,
                &self.content,
                self.send_to,
            )
            .send(turn),
        )
    }
}

const NO_SUBJECT: &BTreeMap<String, String> = &BTreeMap::new();

fn by_phone<'a>(
    medium: Medium,
    template: &'a str,
    message: &'a BTreeMap<String, String>,
    whose: Whose,
) -> Sending<'a> {
    Sending {
        medium,
        template,
        subject: NO_SUBJECT,
        message,
        whose,
    }
}

impl Settings for OneTimePasswordSmtpSenderNode {
    const NAME: &'static str = "OneTimePasswordSmtpSenderNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "emailTemplateName": template(),
                "emailSubject": texts("Subject"),
                "emailContent": texts("Text instead of the template's"),
                "sendTo": Whose::schema()
            }
        })
    }

    fn check(&self) -> Result<(), Invalid> {
        check("emailSubject", &self.email_subject)?;
        check("emailContent", &self.email_content)
    }

    fn facts(&self) -> Facts {
        Facts::action()
    }
}

impl Settings for OneTimePasswordSmsSenderNode {
    const NAME: &'static str = "OneTimePasswordSmsSenderNode";

    fn schema() -> Value {
        phone_schema()
    }

    fn check(&self) -> Result<(), Invalid> {
        check("content", &self.content)
    }

    fn facts(&self) -> Facts {
        Facts::action()
    }
}

impl Settings for OneTimePasswordWhatsAppSenderNode {
    const NAME: &'static str = "OneTimePasswordWhatsAppSenderNode";

    fn schema() -> Value {
        phone_schema()
    }

    fn check(&self) -> Result<(), Invalid> {
        check("content", &self.content)
    }

    fn facts(&self) -> Facts {
        Facts::action()
    }
}

fn phone_schema() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {"templateName": template(), "content": texts("Text instead of the template's"), "sendTo": Whose::schema()}
    })
}

fn template() -> Value {
    json!({"title": "Template", "description": "Name of a message template; `code` when empty.", "type": "string", "maxLength": 100})
}

fn texts(title: &str) -> Value {
    json!({
        "title": title,
        "description": "Text by language tag; `{{ code }}` stands for the code.",
        "type": "object",
        "additionalProperties": {"type": "string", "maxLength": LONGEST}
    })
}

/// Longest text of one language, in bytes.
const LONGEST: usize = 8 * 1024;

fn check(field: &str, texts: &BTreeMap<String, String>) -> Result<(), Invalid> {
    for (language, text) in texts {
        if text.len() > LONGEST {
            return Err(Invalid::new(language, "is too long: keep it to 8 KiB").inside(field));
        }
        durward_messaging::template::check_wording(text).map_err(|why| {
            Invalid::new(language, format!("is no template: {why}")).inside(field)
        })?;
    }
    Ok(())
}
