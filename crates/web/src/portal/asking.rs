//! What journeys ask of people about themselves, as fields of a page.

use durward_journey::callback::{
    AttributeInput, AttributeKind, Callback as Asking, FailedPolicy, PolicyInput,
};
use durward_journey::input::{Input, InputError};
use durward_journey::message::Message;
use durward_signin::nodes::attribute_label;
use serde_json::Value;

use super::messages::text;
use crate::html::Text;
use crate::html::pages::{Attribute, Callback, Level};
use crate::kit::form::FormText;

/// Name of the hidden value that carries a proof of work.
const PROOF: &str = "proof-of-work";

/// The field that asks what `asking` asks.
pub(super) fn callback(asking: &Asking) -> Callback {
    match asking {
        Asking::CreateUsername(input) => Callback::Name {
            label: text(&input.prompt),
            value: None,
            problem: problem(input),
        },
        Asking::CreatePassword { input, .. } => Callback::Password {
            label: text(&input.prompt),
            new: true,
            rules: Vec::new(),
            problem: problem(input),
        },
        Asking::AttributeInput(input) => attribute(input),
        Asking::TermsAndConditions { version, terms, .. } => Callback::Terms {
            version: version.clone(),
            text: text(terms),
        },
        Asking::ConsentMapping {
            name,
            display_name,
            message,
            fields,
            required,
            ..
        } => Callback::Mapping {
            name: format!("consent-{name}"),
            mapping: name.clone(),
            title: text(display_name),
            text: text(message),
            shared: fields
                .iter()
                .map(|field| text(&attribute_label(field)))
                .collect(),
            required: *required,
        },
        Asking::DeviceProfile {
            metadata,
            location,
            message,
        } => Callback::Device {
            text: text(message),
            metadata: *metadata,
            location: *location,
        },
        Asking::KbaCreate {
            prompt,
            questions,
            allow_own,
        } => Callback::Question {
            label: text(prompt),
            questions: questions.iter().map(text).collect(),
            own: *allow_own,
        },
        Asking::PollingWait { wait_ms, message } => Callback::Waiting {
            text: text(message),
            wait: *wait_ms,
        },
        Asking::ReCaptcha {
            site_key,
            api_uri,
            div_class,
        } => Callback::Captcha {
            site_key: site_key.clone(),
            script: api_uri.clone(),
            class: div_class.clone(),
        },
        Asking::HiddenValue { id, value } => hidden(id, value),
        // No node of this release asks in another way.
        _ => Callback::TextOutput {
            level: Level::Error,
            text: Text::message("error-internal-what"),
        },
    }
}

fn hidden(id: &str, value: &str) -> Callback {
    let work: Value = serde_json::from_str(value).unwrap_or_default();
    match (id, work["challenge"].as_str(), work["bits"].as_u64()) {
        (PROOF, Some(challenge), Some(bits)) => Callback::Work {
            challenge: challenge.to_owned(),
            bits: u32::try_from(bits).unwrap_or_default(),
            seconds: durward_signin::captcha::PATIENCE,
        },
        _ => Callback::Hidden {
            id: id.to_owned(),
            value: value.to_owned(),
        },
    }
}

/// The field for an attribute.
pub(super) fn attribute(attribute: &AttributeInput) -> Callback {
    let label = text(&attribute.input.prompt);
    let problem = problem(&attribute.input);
    if attribute.kind == AttributeKind::Boolean {
        return Callback::Flag {
            name: attribute.name.clone(),
            label,
            checked: attribute.value == Value::Bool(true),
            required: attribute.required,
            problem,
        };
    }
    let known = Known::of(&attribute.name);
    Callback::Attribute(Attribute {
        name: known.field.unwrap_or(&attribute.name).to_owned(),
        label,
        input: known.input,
        autocomplete: known.autocomplete,
        inputmode: (attribute.kind == AttributeKind::Number).then_some("decimal"),
        required: attribute.required,
        value: match &attribute.value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        },
        problem,
    })
}

/// How attributes that every profile has are asked for.
struct Known {
    /// Name of the field, when it has a stable one of its own.
    field: Option<&'static str>,
    input: &'static str,
    autocomplete: &'static str,
}

impl Known {
    fn of(name: &str) -> Self {
        let (field, input, autocomplete) = match name {
            "mail" | "email" => (Some("email"), "email", "email"),
            "telephoneNumber" | "phone" | "phoneNumber" => (Some("phone"), "tel", "tel"),
            "userName" | "username" | "uid" => (Some("username"), "text", "username"),
            "givenName" | "firstName" => (None, "text", "given-name"),
            "sn" | "familyName" | "lastName" => (None, "text", "family-name"),
            "cn" | "name" | "displayName" => (None, "text", "name"),
            "nickname" => (None, "text", "nickname"),
            "gender" => (None, "text", "sex"),
            "birthdate" => (None, "date", "bday"),
            "picture" | "profileImage" => (None, "url", "photo"),
            "website" => (None, "url", "url"),
            "locale" | "preferredLanguage" => (None, "text", "language"),
            "streetAddress" | "postalAddress" | "street" => (None, "text", "street-address"),
            "locality" | "city" => (None, "text", "address-level2"),
            "region" | "stateProvince" => (None, "text", "address-level1"),
            "postalCode" => (None, "text", "postal-code"),
            "country" => (None, "text", "country-name"),
            _ => (None, "text", "off"),
        };
        Self {
            field,
            input,
            autocomplete,
        }
    }
}

/// What is wrong with what was entered: the first of the rules it broke.
fn problem(input: &PolicyInput) -> Option<Text> {
    input.failed.first().map(words)
}

/// A broken rule in words.
fn words(failed: &FailedPolicy) -> Text {
    let count = |figure: &str| {
        failed
            .params
            .get(figure)
            .and_then(Value::as_i64)
            .unwrap_or_default()
    };
    match failed.policy.as_str() {
        "REQUIRED" => Text::message("signin-required"),
        "UNIQUE" => Text::message("setup-username-taken"),
        "VALID_USERNAME" => Text::message("people-username-refused"),
        "VALID_EMAIL_ADDRESS_FORMAT" => Text::message("setup-email-invalid"),
        "VALID_PHONE_FORMAT" => Text::message("people-phone-invalid"),
        "VALID_DATE" => Text::message("people-date-invalid"),
        "VALID_URL" => Text::message("people-url-invalid"),
        "MIN_LENGTH" => Text::message("password-too-short").with("count", count("minLength")),
        "MAX_LENGTH" => Text::message("password-too-long").with("count", count("maxLength")),
        "AT_LEAST_X_CAPITAL_LETTERS" => Text::message("password-needs-upper"),
        "AT_LEAST_X_LOWERCASE_LETTERS" => Text::message("password-needs-lower"),
        "AT_LEAST_X_NUMBERS" => Text::message("password-needs-digit"),
        "AT_LEAST_X_SYMBOLS" => Text::message("password-needs-symbol"),
        "CANNOT_CONTAIN_OTHERS" => Text::message("password-no-username"),
        "COMMON_PASSWORD" => Text::message("password-too-common"),
        _ => Text::message("people-value-refused"),
    }
}

/// Reads a security question and its answer out of the fields that begin with `name`.
pub(super) fn put_question(
    input: &mut Input,
    place: usize,
    name: &str,
    questions: &[Message],
    form: &FormText,
) -> Result<(), InputError> {
    let chosen = form.field(name).unwrap_or_default();
    let own = form.field(&format!("{name}-own")).unwrap_or_default();
    let question = match chosen.parse::<usize>() {
        Ok(index) => questions.get(index).map(first_words),
        Err(_) => Some(own),
    };
    if let Some(question) = question.filter(|question| !question.trim().is_empty()) {
        input.put(place, "question", &question)?;
    }
    if let Some(answer) = form.field(&format!("{name}-answer")) {
        input.put(place, "answer", &answer)?;
    }
    Ok(())
}

/// A question in one of its languages: enough to know it again.
fn first_words(question: &Message) -> String {
    match question {
        Message::Text(texts) => texts.pick(&["en"]).to_owned(),
        Message::Key { key, .. } => key.clone().into_owned(),
    }
}

/// Where the scripts and frames of the captcha service with this script come from.
pub(super) fn sources(script: &str) -> Vec<String> {
    let Ok(url) = url::Url::parse(script) else {
        return Vec::new();
    };
    let mut sources = vec![url.origin().ascii_serialization()];
    if matches!(url.host_str(), Some("www.google.com" | "www.recaptcha.net")) {
        sources.push("https://www.gstatic.com".to_owned());
    }
    sources
}
