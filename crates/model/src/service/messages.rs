//! The `messages` service: what is sent to people, and how much of it.

use serde::{Deserialize, Serialize};

use super::{Service, within};
use crate::Invalid;

/// Settings of messages to people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Messages {
    /// Name of the channel that text messages go through.
    pub sms_channel: String,
    /// Name of the channel that WhatsApp messages go through.
    pub whatsapp_channel: String,
    /// Most codes and links an hour to one address, unless they are asked for by a browser that is known. Further ones
    /// are not sent.
    pub requests_per_hour: i64,
    /// Most attempts to send a message.
    pub attempts: i64,
    /// Which security notices people get.
    pub notices: Notices,
}

/// Which security notices people get (R-COM-7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Notices {
    /// Somebody signed in with a browser that was not known.
    pub new_device: bool,
    /// A way to sign in was added.
    pub method_added: bool,
    /// A way to sign in was removed.
    pub method_removed: bool,
    /// The password was changed.
    pub password_changed: bool,
    /// The account was locked after failures.
    pub account_locked: bool,
    /// Days for which the link "this was not me" works.
    pub link_days: i64,
}

impl Default for Messages {
    fn default() -> Self {
        Self {
            sms_channel: "sms".to_owned(),
            whatsapp_channel: "whatsapp".to_owned(),
            requests_per_hour: 10,
            attempts: 20,
            notices: Notices::default(),
        }
    }
}

impl Default for Notices {
    fn default() -> Self {
        Self {
            new_device: true,
            method_added: true,
            method_removed: true,
            password_changed: true,
            account_locked: true,
            link_days: 7,
        }
    }
}

impl Service for Messages {
    const NAME: &'static str = "messages";

    fn validate(&self) -> Result<(), Invalid> {
        within("requestsPerHour", self.requests_per_hour, 1, 1000)?;
        within("attempts", self.attempts, 1, 50)?;
        within("notices.linkDays", self.notices.link_days, 1, 90)?;
        for (field, text) in [
            ("smsChannel", &self.sms_channel),
            ("whatsappChannel", &self.whatsapp_channel),
        ] {
            if text.is_empty() || text.chars().count() > 100 {
                return Err(Invalid::new(
                    field,
                    "Give a name of at most 100 characters.",
                ));
            }
        }
        Ok(())
    }
}
