//! A provider's request as it is written: with places for what is said and to whom, in full or by the name of a preset.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use data_encoding::BASE64;
use durward_model::Invalid;
use minijinja::{Environment, UndefinedBehavior};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::preset::Preset;

/// Steps one template may take.
const FUEL: u64 = 5_000;
/// Longest request that can be described, in bytes.
const LONGEST: usize = 32 * 1024;

/// A provider: one that is known by name, or its request in full.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct HttpSettings {
    /// A provider whose request is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) preset: Option<String>,
    /// What its request has places for besides: account, number.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) parameters: BTreeMap<String, String>,
    /// The request, where no preset says it.
    #[serde(flatten)]
    request: Request,
}

/// A request with places.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Request {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) method: Option<Verb>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) headers: BTreeMap<String, String>,
    /// Fields of a form, or a JSON document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) body: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) encoding: Option<Encoding>,
    /// Status codes that mean that the message was taken; every 2xx when empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) success_status: Vec<u16>,
    /// A member of the answer that must have this value too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) success: Option<Success>,
    /// Where the answer says what the provider calls the message (JSON pointer).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) provider_id: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum Verb {
    Get,
    #[default]
    Post,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Encoding {
    #[default]
    Form,
    Json,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Success {
    pub(super) pointer: String,
    pub(super) equals: String,
}

/// Renders the texts of requests.
pub(super) static ENGINE: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut engine = Environment::new();
    engine.set_fuel(Some(FUEL));
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    engine.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    engine.add_filter("base64", |text: String| BASE64.encode(text.as_bytes()));
    engine.add_filter("digits", |text: String| -> String {
        text.chars().filter(char::is_ascii_digit).collect()
    });
    engine
});

impl HttpSettings {
    pub(super) fn validate(&self) -> Result<(), Invalid> {
        let request = self.request()?;
        let url = request.url.as_deref().unwrap_or_default();
        if !url.starts_with("https://") && !url.starts_with("http://") {
            return Err(Invalid::new("url", "Give an https address, or a preset."));
        }
        if serde_json::to_string(&request).map_or(0, |text| text.len()) > LONGEST {
            return Err(Invalid::new("body", "Keep the request to 32 KiB."));
        }
        let check = |field: &str, source: &str| {
            ENGINE
                .template_from_named_str("request", source)
                .map(drop)
                .map_err(|error| Invalid::new(field, format!("It is no template: {error}.")))
        };
        check("url", url)?;
        for (name, value) in &request.headers {
            let sound = !name.is_empty()
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
            if !sound {
                return Err(Invalid::new("headers", "Give names of header fields."));
            }
            check(&format!("headers.{name}"), value)?;
        }
        if let Some(body) = &request.body {
            if request.encoding.unwrap_or_default() == Encoding::Form && !body.is_object() {
                return Err(Invalid::new("body", "Give the fields of the form."));
            }
            each_text(body, &mut |text| check("body", text))?;
        }
        Ok(())
    }

    /// The request in full: the preset's, with what is said here in its place.
    pub(super) fn request(&self) -> Result<Request, Invalid> {
        let Some(name) = &self.preset else {
            return Ok(self.request.clone());
        };
        let Some(preset) = Preset::named(name) else {
            let known: Vec<&str> = Preset::names().collect();
            return Err(Invalid::new(
                "preset",
                format!(
                    "There is no such preset. Presets are: {}.",
                    known.join(", ")
                ),
            ));
        };
        for parameter in &preset.parameters {
            if !self.parameters.contains_key(parameter) {
                return Err(Invalid::new(
                    format!("parameters.{parameter}"),
                    "The preset needs it.",
                ));
            }
        }
        let (own, mut request) = (self.request.clone(), preset.request.clone());
        request.method = own.method.or(request.method);
        request.url = own.url.or(request.url);
        request.headers.extend(own.headers);
        request.body = own.body.or(request.body);
        request.encoding = own.encoding.or(request.encoding);
        if !own.success_status.is_empty() {
            request.success_status = own.success_status;
        }
        request.success = own.success.or(request.success);
        request.provider_id = own.provider_id.or(request.provider_id);
        Ok(request)
    }
}

fn each_text<E>(value: &Value, check: &mut impl FnMut(&str) -> Result<(), E>) -> Result<(), E> {
    match value {
        Value::String(text) => check(text),
        Value::Array(items) => items.iter().try_for_each(|item| each_text(item, check)),
        Value::Object(members) => members.values().try_for_each(|item| each_text(item, check)),
        _ => Ok(()),
    }
}
