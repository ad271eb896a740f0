//! A user's attributes by the names that journeys and interfaces call them: `mail`, `givenName`, `streetAddress`, and
//! whatever else a realm keeps.

use durward_model::profile::{Address, Profile};
use durward_model::text::{Email, Username};
use serde_json::Value;

use super::UserFields;
use crate::policy::Broken;

/// Attributes that say what somebody may do or has proven. Nobody gives them to themselves.
const PROTECTED: &[&str] = &[
    "_id",
    "_rev",
    "accountStatus",
    "emailVerified",
    "groups",
    "id",
    "kbaInfo",
    "memberOf",
    "password",
    "passwordHash",
    "phoneVerified",
    "realm",
    "roles",
    "status",
    "sub",
    "userPassword",
];

/// Characters of an attribute's name.
const LONGEST_NAME: usize = 100;
/// Characters of a realm's own attribute that is text.
const LONGEST_TEXT: usize = 4096;

/// What an attribute takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Any text.
    Text,
    /// A name to sign in with.
    Username,
    /// A mail address.
    Email,
    /// A telephone number with its country.
    Phone,
    /// A date, `YYYY-MM-DD`.
    Date,
    /// An address of the web.
    Url,
}

/// The one name of the attribute that `name` stands for.
#[must_use]
pub fn canonical(name: &str) -> &str {
    match name {
        "username" | "uid" => "userName",
        "email" => "mail",
        "phone" | "phoneNumber" => "telephoneNumber",
        "familyName" | "lastName" => "sn",
        "firstName" => "givenName",
        "name" | "displayName" => "cn",
        "postalAddress" | "street" => "streetAddress",
        "city" => "locality",
        "stateProvince" => "region",
        "preferredLanguage" => "locale",
        "profileImage" => "picture",
        other => other,
    }
}

/// Whether `name` can be that of an attribute a person fills in.
#[must_use]
pub fn is_open(name: &str) -> bool {
    let named = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    name.len() <= LONGEST_NAME
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(named)
        && !PROTECTED.contains(&canonical(name))
        && name != "inetUserStatus"
}

/// What the attribute called `name` takes.
#[must_use]
pub fn shape(name: &str) -> Shape {
    match canonical(name) {
        "userName" => Shape::Username,
        "mail" => Shape::Email,
        "telephoneNumber" => Shape::Phone,
        "birthdate" => Shape::Date,
        "picture" | "website" => Shape::Url,
        _ => Shape::Text,
    }
}

/// Puts `value` into the attribute called `name`; null and empty text take it away. What was proven of an address or
/// number does not hold for another one.
///
/// # Errors
/// The rule that `value` breaks. `fields` has not changed then.
pub fn put(fields: &mut UserFields, name: &str, value: &Value) -> Result<(), Broken> {
    if !is_open(name) {
        return Err(Broken::new("NOT_OPEN", "This cannot be filled in."));
    }
    let text = match value {
        Value::Null => None,
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Bool(_) | Value::Number(_) if is_own(name) => {
            let attributes = &mut fields.profile.attributes;
            attributes.insert(name.to_owned(), value.clone());
            return Ok(());
        }
        _ => return Err(Broken::new("VALID_TYPE", "This value does not fit here.")),
    };
    match canonical(name) {
        "userName" => put_username(fields, text),
        "mail" => put_email(fields, text),
        "telephoneNumber" => put_phone(fields, text),
        name => put_profile(fields, name, text),
    }
}

/// Whether the attribute is the realm's own, apart from those every profile has.
fn is_own(name: &str) -> bool {
    let mut probe = Profile::default();
    slot(&mut probe, canonical(name)).is_none()
        && !["userName", "mail", "telephoneNumber"].contains(&canonical(name))
}

fn put_username(fields: &mut UserFields, text: Option<String>) -> Result<(), Broken> {
    let text = text.ok_or_else(required)?;
    let username = Username::parse(&text);
    fields.username = username.map_err(|invalid| Broken::new("VALID_USERNAME", invalid.message))?;
    Ok(())
}

fn put_email(fields: &mut UserFields, text: Option<String>) -> Result<(), Broken> {
    let email = text.map(|text| Email::parse(&text)).transpose();
    let email =
        email.map_err(|invalid| Broken::new("VALID_EMAIL_ADDRESS_FORMAT", invalid.message))?;
    let key = |email: &Option<Email>| email.as_ref().map(Email::key);
    if key(&fields.email) != key(&email) {
        fields.email_verified = false;
    }
    fields.email = email;
    Ok(())
}

fn put_phone(fields: &mut UserFields, text: Option<String>) -> Result<(), Broken> {
    let phone = text.map(|text| {
        let digits: String = text.chars().filter(|c| !" ()-./".contains(*c)).collect();
        match digits.strip_prefix("00") {
            Some(rest) => format!("+{rest}"),
            None => digits,
        }
    });
    let mut after = fields.clone();
    after.phone = phone;
    after.phone_verified = fields.phone_verified && after.phone == fields.phone;
    after
        .validate()
        .map_err(|invalid| Broken::new("VALID_PHONE_FORMAT", invalid.message))?;
    *fields = after;
    Ok(())
}

fn put_profile(fields: &mut UserFields, name: &str, text: Option<String>) -> Result<(), Broken> {
    let mut profile = fields.profile.clone();
    let long = |text: &String| text.chars().count() > LONGEST_TEXT;
    if text.as_ref().is_some_and(long) {
        let most = i64::try_from(LONGEST_TEXT).unwrap_or(i64::MAX);
        return Err(
            Broken::new("MAX_LENGTH", format!("Give at most {most} characters."))
                .with("maxLength", most),
        );
    }
    match slot(&mut profile, name) {
        Some(slot) => *slot = text,
        None => match text {
            Some(text) => {
                profile
                    .attributes
                    .insert(name.to_owned(), Value::String(text));
            }
            None => {
                profile.attributes.remove(name);
            }
        },
    }
    if profile.address.as_ref() == Some(&Address::default()) {
        profile.address = None;
    }
    profile.validate().map_err(|invalid| {
        let rule = match shape(name) {
            Shape::Date => "VALID_DATE",
            Shape::Url => "VALID_URL",
            _ => "MAX_LENGTH",
        };
        Broken::new(rule, invalid.message)
    })?;
    fields.profile = profile;
    Ok(())
}

/// The place of an attribute that every profile has.
fn slot<'a>(profile: &'a mut Profile, name: &str) -> Option<&'a mut Option<String>> {
    Some(match name {
        "givenName" => &mut profile.given_name,
        "sn" => &mut profile.sn,
        "cn" => &mut profile.cn,
        "nickname" => &mut profile.nickname,
        "gender" => &mut profile.gender,
        "birthdate" => &mut profile.birthdate,
        "picture" => &mut profile.picture,
        "website" => &mut profile.website,
        "locale" => &mut profile.locale,
        "zoneinfo" => &mut profile.zoneinfo,
        "streetAddress" => &mut profile.address.get_or_insert_default().street_address,
        "locality" => &mut profile.address.get_or_insert_default().locality,
        "region" => &mut profile.address.get_or_insert_default().region,
        "postalCode" => &mut profile.address.get_or_insert_default().postal_code,
        "country" => &mut profile.address.get_or_insert_default().country,
        _ => return None,
    })
}

/// The value of the attribute called `name`; none when there is none.
#[must_use]
pub fn value(fields: &UserFields, name: &str) -> Option<Value> {
    let text = match canonical(name) {
        "userName" => Some(fields.username.to_string()),
        "mail" => fields.email.as_ref().map(ToString::to_string),
        "telephoneNumber" => fields.phone.clone(),
        name => {
            let mut profile = fields.profile.clone();
            match slot(&mut profile, name) {
                Some(slot) => slot.take(),
                None => return fields.profile.attributes.get(name).cloned(),
            }
        }
    };
    text.map(Value::String)
}

/// The rule that something must be given.
#[must_use]
pub fn required() -> Broken {
    Broken::new("REQUIRED", "Please fill in this field.")
}
