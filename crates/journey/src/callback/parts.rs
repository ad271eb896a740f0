//! What callbacks are made of.

use durward_model::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::message::Message;

/// How a message is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MessageKind {
    /// Good to know.
    Information,
    /// Take care.
    Warning,
    /// Something went wrong.
    Error,
}

/// How a browser goes elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedirectMethod {
    /// Following a link.
    Get,
    /// Submitting a form.
    Post,
}

/// An upstream provider one can choose.
#[derive(Clone, Debug, PartialEq)]
pub struct IdpChoice {
    /// Its id, which is the answer.
    pub provider: String,
    /// How to show it.
    pub ui_config: Map<String, Value>,
}

/// What a native app needs to get a token from an upstream provider.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IdpRequest {
    /// The provider's id.
    pub provider: String,
    /// Our client id there.
    pub client_id: String,
    /// Our redirect URI there.
    pub redirect_uri: String,
    /// The scopes to ask for.
    pub scopes: Vec<String>,
    /// The nonce the ID token must carry.
    pub nonce: String,
    /// The `acr_values` to ask for.
    pub acr_values: Vec<String>,
    /// A signed request object, or empty.
    pub request: String,
    /// The address of a request object, or empty.
    pub request_uri: String,
}

/// A profile attribute to fill in.
#[derive(Clone, Debug, PartialEq)]
pub struct AttributeInput {
    /// What kind of value it is.
    pub kind: AttributeKind,
    /// The attribute's name.
    pub name: String,
    /// Its value at first; of the kind, or null.
    pub value: Value,
    /// Whether one must give it.
    pub required: bool,
    /// The label and the rules.
    pub input: PolicyInput,
}

/// The kinds of attribute a person can fill in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AttributeKind {
    /// Text.
    String,
    /// A number.
    Number,
    /// Yes or no.
    Boolean,
}

/// A value under rules: the rules, and which of them it failed.
#[derive(Clone, Debug, PartialEq)]
pub struct PolicyInput {
    /// The label.
    pub prompt: Message,
    /// The rules, for a client that checks while one types.
    pub policies: Map<String, Value>,
    /// The rules the value sent last did not meet.
    pub failed: Vec<FailedPolicy>,
    /// Whether the client asked only to check the value.
    pub validate_only: bool,
}

/// A rule a value did not meet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FailedPolicy {
    /// The rule's name: `MIN_LENGTH`.
    #[serde(rename = "policyRequirement")]
    pub policy: String,
    /// The rule's figures: `{"minLength": 12}`.
    #[serde(default)]
    pub params: Map<String, Value>,
}

/// What an app needs to make a key and bind it to a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceBinding {
    /// The person's id.
    pub user_id: String,
    /// The person's name.
    pub username: String,
    /// How the app protects the key.
    pub authentication_type: String,
    /// What the signature must cover.
    pub challenge: String,
    /// The title of the app's dialogue.
    pub title: Message,
    /// What stands under it.
    pub subtitle: Message,
    /// The dialogue's text.
    pub description: Message,
    /// Seconds until it is too late.
    pub timeout: u32,
    /// Whether the key must come with an attestation.
    pub attestation: bool,
}

/// What an app needs to sign with a key bound before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceSigning {
    /// The person's id, empty when not known yet.
    pub user_id: String,
    /// What the signature must cover.
    pub challenge: String,
    /// The title of the app's dialogue.
    pub title: Message,
    /// What stands under it.
    pub subtitle: Message,
    /// The dialogue's text.
    pub description: Message,
    /// Seconds until it is too late.
    pub timeout: u32,
}

impl MessageKind {
    /// Its number in the callback API.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Information => 0,
            Self::Warning => 1,
            Self::Error => 2,
        }
    }
}

impl RedirectMethod {
    /// The HTTP method.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// A one-time code that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentCode {
    /// The address or number with most of it left out; none when it must not be told whether there is one.
    pub masked: Option<String>,
    /// Characters of the code.
    pub length: u32,
    /// Until when it is good.
    pub expires_at: Timestamp,
    /// When it can be sent again; none when it cannot.
    pub resend_at: Option<Timestamp>,
}
