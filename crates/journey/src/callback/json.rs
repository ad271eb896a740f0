//! The callback API's encoding of a callback: `output` tells, `input` is to be filled in.

use serde_json::{Value, json};

use super::{Callback, MessageKind, PolicyInput};
use crate::message::Message;

impl Callback {
    /// The callback as the callback API shows it. `place` is its place in the step from 0, so its inputs are called
    /// `IDToken{place + 1}`; `say` puts a message into the person's language.
    pub fn to_json(&self, place: usize, say: &dyn Fn(&Message) -> String) -> Value {
        let number = place + 1;
        let output: Vec<Value> = self
            .output(say)
            .into_iter()
            .map(|(name, value)| json!({"name": name, "value": value}))
            .collect();
        let fields = self.expects();
        let input = fields.fields().iter().map(|field| json!({"name": format!("IDToken{number}{field}"), "value": self.initial(field)}));
        let mut callback = json!({"type": self.type_name(), "output": output});
        let input: Vec<Value> = input.collect();
        if !input.is_empty() {
            callback["input"] = Value::Array(input);
        }
        callback["_id"] = json!(place);
        callback
    }

    fn output(&self, say: &dyn Fn(&Message) -> String) -> Vec<(&'static str, Value)> {
        match self {
            Self::Name { prompt, default } | Self::TextInput { prompt, default } => {
                let mut output = vec![("prompt", json!(say(prompt)))];
                output.extend(
                    default
                        .iter()
                        .map(|default| ("defaultText", json!(default))),
                );
                output
            }
            Self::Password { prompt } | Self::OneTimeCode { prompt, .. } => {
                vec![("prompt", json!(say(prompt)))]
            }
            Self::TextOutput { message, kind } | Self::SuspendedTextOutput { message, kind } => {
                vec![
                    ("message", json!(say(message))),
                    ("messageType", json!(kind.number().to_string())),
                ]
            }
            Self::RecoveryCodes { message, codes } => {
                let text = format!("{}\n{}", say(message), codes.join("\n"));
                let kind = MessageKind::Information.number().to_string();
                vec![("message", json!(text)), ("messageType", json!(kind))]
            }
            Self::Choice {
                prompt,
                choices,
                default,
            } => {
                vec![
                    ("prompt", json!(say(prompt))),
                    ("choices", all(choices, say)),
                    ("defaultChoice", json!(default)),
                ]
            }
            Self::Confirmation {
                prompt,
                kind,
                options,
                default,
            } => vec![
                (
                    "prompt",
                    json!(prompt.as_ref().map(say).unwrap_or_default()),
                ),
                ("messageType", json!(kind.number())),
                ("options", all(options, say)),
                ("optionType", json!(-1)),
                ("defaultOption", json!(default)),
            ],
            Self::HiddenValue { id, value } => vec![("value", json!(value)), ("id", json!(id))],
            Self::PollingWait { wait_ms, message } => vec![
                ("waitTime", json!(wait_ms.to_string())),
                ("message", json!(say(message))),
            ],
            Self::Redirect {
                url,
                method,
                data,
                tracking_cookie,
            } => vec![
                ("redirectUrl", json!(url)),
                ("redirectMethod", json!(method.name())),
                ("redirectData", json!(data)),
                ("trackingCookie", json!(tracking_cookie)),
            ],
            Self::Metadata { data } => vec![("data", json!(data))],
            Self::ReCaptcha {
                site_key,
                api_uri,
                div_class,
            } => {
                vec![
                    ("recaptchaSiteKey", json!(site_key)),
                    ("captchaApiUri", json!(api_uri)),
                    ("captchaDivClass", json!(div_class)),
                ]
            }
            Self::SelectIdp { providers } => {
                let providers = providers.iter().map(
                    |choice| json!({"provider": choice.provider, "uiConfig": choice.ui_config}),
                );
                vec![("providers", providers.collect()), ("value", json!(""))]
            }
            Self::Idp(request) => vec![
                ("provider", json!(request.provider)),
                ("clientId", json!(request.client_id)),
                ("redirectUri", json!(request.redirect_uri)),
                ("scopes", json!(request.scopes)),
                ("nonce", json!(request.nonce)),
                ("acrValues", json!(request.acr_values)),
                ("request", json!(request.request)),
                ("requestUri", json!(request.request_uri)),
            ],
            Self::KbaCreate {
                prompt,
                questions,
                allow_own,
            } => vec![
                ("prompt", json!(say(prompt))),
                ("predefinedQuestions", all(questions, say)),
                ("allowUserDefinedQuestions", json!(allow_own)),
            ],
            Self::TermsAndConditions {
                version,
                terms,
                created,
            } => {
                vec![
                    ("version", json!(version)),
                    ("terms", json!(say(terms))),
                    ("createDate", json!(created)),
                ]
            }
            Self::AttributeInput(attribute) => {
                let mut output = vec![
                    ("name", json!(attribute.name)),
                    ("required", json!(attribute.required)),
                ];
                output.extend(attribute.input.output(say));
                output.push(("value", attribute.value.clone()));
                output
            }
            Self::CreateUsername(input) => input.output(say),
            Self::CreatePassword { input, echo } => {
                let mut output = vec![("echoOn", json!(echo))];
                output.extend(input.output(say));
                output
            }
            Self::ConsentMapping {
                name,
                display_name,
                icon,
                access_level,
                required,
                message,
                fields,
            } => vec![
                ("name", json!(name)),
                ("displayName", json!(say(display_name))),
                ("icon", json!(icon)),
                ("accessLevel", json!(access_level)),
                ("isRequired", json!(required)),
                ("message", json!(say(message))),
                ("fields", json!(fields)),
            ],
            Self::DeviceProfile {
                metadata,
                location,
                message,
            } => {
                vec![
                    ("metadata", json!(metadata)),
                    ("location", json!(location)),
                    ("message", json!(say(message))),
                ]
            }
            Self::DeviceBinding(binding) => vec![
                ("userId", json!(binding.user_id)),
                ("username", json!(binding.username)),
                ("authenticationType", json!(binding.authentication_type)),
                ("challenge", json!(binding.challenge)),
                ("title", json!(say(&binding.title))),
                ("subtitle", json!(say(&binding.subtitle))),
                ("description", json!(say(&binding.description))),
                ("timeout", json!(binding.timeout)),
                ("attestation", json!(binding.attestation)),
            ],
            Self::DeviceSigningVerifier(signing) => vec![
                ("userId", json!(signing.user_id)),
                ("challenge", json!(signing.challenge)),
                ("title", json!(say(&signing.title))),
                ("subtitle", json!(say(&signing.subtitle))),
                ("description", json!(say(&signing.description))),
                ("timeout", json!(signing.timeout)),
            ],
        }
    }

    /// What an input field holds before a person fills it in.
    fn initial(&self, field: &str) -> Value {
        match (self, field) {
            (Self::CreateUsername(input) | Self::CreatePassword { input, .. }, "validateOnly") => {
                json!(input.validate_only)
            }
            (Self::AttributeInput(attribute), "validateOnly") => {
                json!(attribute.input.validate_only)
            }
            (Self::AttributeInput(attribute), _) => attribute.value.clone(),
            (
                Self::Name {
                    default: Some(text),
                    ..
                }
                | Self::TextInput {
                    default: Some(text),
                    ..
                },
                _,
            ) => json!(text),
            (Self::HiddenValue { id, .. }, _) => json!(id),
            (Self::Choice { default, .. } | Self::Confirmation { default, .. }, _) => {
                json!(default)
            }
            (Self::TermsAndConditions { .. } | Self::ConsentMapping { .. }, _) => json!(false),
            _ => json!(""),
        }
    }
}

impl PolicyInput {
    fn output(&self, say: &dyn Fn(&Message) -> String) -> Vec<(&'static str, Value)> {
        // Clients of this API parse each failed policy from a string of JSON.
        let failed: Vec<String> = self
            .failed
            .iter()
            .map(|failed| json!(failed).to_string())
            .collect();
        vec![
            ("policies", json!(self.policies)),
            ("failedPolicies", json!(failed)),
            ("validateOnly", json!(self.validate_only)),
            ("prompt", json!(say(&self.prompt))),
        ]
    }
}

fn all(messages: &[Message], say: &dyn Fn(&Message) -> String) -> Value {
    messages.iter().map(say).collect()
}
