//! The `email` service: how mail to people is sent, apart from the server it goes through, which is a channel.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Service, within};
use crate::Invalid;

/// Settings of mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Email {
    /// Name of the channel that mail goes through; the realm's own, else that of the realm above (R-COM-15).
    pub transport_type: String,
    /// Address that mail comes from, `Name <address>`; the channel's when empty (R-COM-11).
    pub from: String,
    /// Attribute of a person that holds the address; `mail` is the address of the account (R-COM-12).
    pub email_address_attribute: String,
    /// Subjects of mail that no template is for, by language (R-COM-13).
    pub subject: BTreeMap<String, String>,
    /// Text of mail that no template is for, by language; `%link%` stands for the link. Only the link when empty (R-COM-13).
    pub content: BTreeMap<String, String>,
    /// Least seconds between two messages to one person (R-COM-14).
    pub email_rate_limit_seconds: i64,
}

impl Default for Email {
    fn default() -> Self {
        Self {
            transport_type: "email".to_owned(),
            from: String::new(),
            email_address_attribute: "mail".to_owned(),
            subject: BTreeMap::new(),
            content: BTreeMap::new(),
            email_rate_limit_seconds: 1,
        }
    }
}

impl Service for Email {
    const NAME: &'static str = "email";

    fn validate(&self) -> Result<(), Invalid> {
        within(
            "emailRateLimitSeconds",
            self.email_rate_limit_seconds,
            0,
            3600,
        )?;
        for (field, text) in [
            ("transportType", &self.transport_type),
            ("emailAddressAttribute", &self.email_address_attribute),
        ] {
            if text.is_empty() || text.chars().count() > 100 {
                return Err(Invalid::new(
                    field,
                    "Give a name of at most 100 characters.",
                ));
            }
        }
        if self.from.chars().any(char::is_control) || self.from.len() > 320 {
            return Err(Invalid::new("from", "Give an address on one line."));
        }
        let long = |texts: &BTreeMap<String, String>| {
            texts.len() > 100 || texts.values().any(|text| text.len() > 64 * 1024)
        };
        for (field, texts) in [("subject", &self.subject), ("content", &self.content)] {
            if long(texts) {
                return Err(Invalid::new(field, "Keep it shorter."));
            }
        }
        Ok(())
    }
}
