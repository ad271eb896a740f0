//! What is known about a person (R-IDS-8, R-IDS-9).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Invalid;

/// A postal address (OpenID Connect Core 5.1.1).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Address {
    /// Full address, formatted for a label; lines end with `\n`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub formatted: Option<String>,
    /// Street, house number, box.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street_address: Option<String>,
    /// City.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locality: Option<String>,
    /// State, province or region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// Country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// The profile beside username, email and phone, which are columns of their own.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Profile {
    /// First name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    /// Family name (surname).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sn: Option<String>,
    /// Full name; made of the two above when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cn: Option<String>,
    /// Name the person likes to be called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nickname: Option<String>,
    /// Gender, free text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gender: Option<String>,
    /// Date of birth, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birthdate: Option<String>,
    /// Postal address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// Address of a picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// Address of a page about the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    /// Preferred language, BCP 47.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// Time zone, for example `Europe/Brussels`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zoneinfo: Option<String>,
    /// Preferences of the person.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub preferences: BTreeMap<String, Value>,
    /// Attributes of the realm's own, for claims and decisions (R-IDS-16).
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, Value>,
}

impl Profile {
    /// Checks lengths and formats.
    ///
    /// # Errors
    /// The first field that does not fit.
    pub fn validate(&self) -> Result<(), Invalid> {
        let texts = [
            ("givenName", &self.given_name),
            ("sn", &self.sn),
            ("cn", &self.cn),
            ("nickname", &self.nickname),
            ("gender", &self.gender),
            ("picture", &self.picture),
            ("website", &self.website),
            ("locale", &self.locale),
            ("zoneinfo", &self.zoneinfo),
        ];
        for (field, text) in texts {
            if text
                .as_ref()
                .is_some_and(|text| text.chars().count() > 1024)
            {
                return Err(Invalid::new(field, "Give at most 1024 characters."));
            }
        }
        if let Some(birthdate) = &self.birthdate
            && birthdate.parse::<jiff::civil::Date>().is_err()
        {
            return Err(Invalid::new("birthdate", "Give a date as YYYY-MM-DD."));
        }
        for (field, url) in [("picture", &self.picture), ("website", &self.website)] {
            let sound = |text: &str| {
                url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "https" | "http"))
            };
            if url.as_deref().is_some_and(|text| !sound(text)) {
                return Err(Invalid::new(field, "Give an http or https address."));
            }
        }
        if self.preferences.len() + self.attributes.len() > 200 {
            return Err(Invalid::new(
                "attributes",
                "Keep at most 200 attributes and preferences.",
            ));
        }
        Ok(())
    }

    /// The name to show: `cn`, or the two parts of it that are there.
    pub fn full_name(&self) -> Option<String> {
        if let Some(cn) = &self.cn {
            return Some(cn.clone());
        }
        match (&self.given_name, &self.sn) {
            (Some(given), Some(sn)) => Some(format!("{given} {sn}")),
            (Some(one), None) | (None, Some(one)) => Some(one.clone()),
            (None, None) => None,
        }
    }
}
