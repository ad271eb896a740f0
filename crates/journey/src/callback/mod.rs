//! What a node asks or tells a person, before any face has encoded it.

mod expect;
mod json;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::message::Message;

pub use expect::Expect;

/// One thing asked or told. The variants are those of the callback API, the names of which `type_name` gives.
#[derive(Clone, Debug, PartialEq)]
pub enum Callback {
    /// A user name.
    Name {
        /// The label.
        prompt: Message,
        /// What stands in the field at first.
        default: Option<String>,
    },
    /// A password, not shown while typed.
    Password {
        /// The label.
        prompt: Message,
    },
    /// A line of text.
    TextInput {
        /// The label.
        prompt: Message,
        /// What stands in the field at first.
        default: Option<String>,
    },
    /// Something to read.
    TextOutput {
        /// The text.
        message: Message,
        /// How it is meant.
        kind: MessageKind,
    },
    /// Something to read while the journey waits to be resumed from elsewhere (a link in a mail).
    SuspendedTextOutput {
        /// The text.
        message: Message,
        /// How it is meant.
        kind: MessageKind,
    },
    /// One of several things.
    Choice {
        /// The question.
        prompt: Message,
        /// The answers. Never empty.
        choices: Vec<Message>,
        /// The index of the answer chosen at first.
        default: usize,
    },
    /// One of several buttons.
    Confirmation {
        /// The question, when it is not asked by a neighbouring callback.
        prompt: Option<Message>,
        /// How it is meant.
        kind: MessageKind,
        /// The buttons. Never empty.
        options: Vec<Message>,
        /// The index of the button a bare Enter presses.
        default: usize,
    },
    /// A value a client's script reads or fills in.
    HiddenValue {
        /// What the script knows it by.
        id: String,
        /// What it holds at first.
        value: String,
    },
    /// Ask again later.
    PollingWait {
        /// Milliseconds to wait.
        wait_ms: u32,
        /// What to show meanwhile.
        message: Message,
    },
    /// Go elsewhere and come back.
    Redirect {
        /// The address.
        url: String,
        /// How to go there.
        method: RedirectMethod,
        /// Form fields, with `POST`.
        data: Map<String, Value>,
        /// Whether the client must keep the run's cookie on the way.
        tracking_cookie: bool,
    },
    /// Data for a client's script.
    Metadata {
        /// The data.
        data: Map<String, Value>,
    },
    /// A captcha's response.
    ReCaptcha {
        /// The site's key.
        site_key: String,
        /// The address of the captcha's script.
        api_uri: String,
        /// The class of the element the script looks for.
        div_class: String,
    },
    /// One of several upstream identity providers.
    SelectIdp {
        /// Those there are.
        providers: Vec<IdpChoice>,
    },
    /// A token from an upstream provider, got by a native app itself.
    Idp(IdpRequest),
    /// A security question and its answer.
    KbaCreate {
        /// The label.
        prompt: Message,
        /// Questions to choose from.
        questions: Vec<Message>,
        /// Whether a person may ask themselves something else.
        allow_own: bool,
    },
    /// Terms to accept.
    TermsAndConditions {
        /// Their version.
        version: String,
        /// Their text.
        terms: Message,
        /// When they were written, RFC 3339.
        created: String,
    },
    /// An attribute of the profile.
    AttributeInput(AttributeInput),
    /// A new user name, checked against the realm's rules.
    CreateUsername(PolicyInput),
    /// A new password, checked against the realm's rules.
    CreatePassword {
        /// What is asked.
        input: PolicyInput,
        /// Whether it is shown while typed.
        echo: bool,
    },
    /// Consent to share data with a third party.
    ConsentMapping {
        /// The mapping's name.
        name: String,
        /// Its name for people.
        display_name: Message,
        /// The address of a picture.
        icon: String,
        /// How much is shared.
        access_level: String,
        /// Whether one can go on without it.
        required: bool,
        /// What is asked.
        message: Message,
        /// The fields that are shared.
        fields: Vec<String>,
    },
    /// What device this is.
    DeviceProfile {
        /// Whether to send what it is.
        metadata: bool,
        /// Whether to send where it is.
        location: bool,
        /// What to show meanwhile.
        message: Message,
    },
    /// A key pair of an app, to be bound to the person.
    DeviceBinding(DeviceBinding),
    /// A signature by a key bound before.
    DeviceSigningVerifier(DeviceSigning),
}

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
    /// The rule's name: `minimum-length`.
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

impl Callback {
    /// The name of its type in the callback API.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Name { .. } => "NameCallback",
            Self::Password { .. } => "PasswordCallback",
            Self::TextInput { .. } => "TextInputCallback",
            Self::TextOutput { .. } => "TextOutputCallback",
            Self::SuspendedTextOutput { .. } => "SuspendedTextOutputCallback",
            Self::Choice { .. } => "ChoiceCallback",
            Self::Confirmation { .. } => "ConfirmationCallback",
            Self::HiddenValue { .. } => "HiddenValueCallback",
            Self::PollingWait { .. } => "PollingWaitCallback",
            Self::Redirect { .. } => "RedirectCallback",
            Self::Metadata { .. } => "MetadataCallback",
            Self::ReCaptcha { .. } => "ReCaptchaCallback",
            Self::SelectIdp { .. } => "SelectIdPCallback",
            Self::Idp(_) => "IdPCallback",
            Self::KbaCreate { .. } => "KbaCreateCallback",
            Self::TermsAndConditions { .. } => "TermsAndConditionsCallback",
            Self::AttributeInput(attribute) => match attribute.kind {
                AttributeKind::String => "StringAttributeInputCallback",
                AttributeKind::Number => "NumberAttributeInputCallback",
                AttributeKind::Boolean => "BooleanAttributeInputCallback",
            },
            Self::CreateUsername(_) => "ValidatedCreateUsernameCallback",
            Self::CreatePassword { .. } => "ValidatedCreatePasswordCallback",
            Self::ConsentMapping { .. } => "ConsentMappingCallback",
            Self::DeviceProfile { .. } => "DeviceProfileCallback",
            Self::DeviceBinding(_) => "DeviceBindingCallback",
            Self::DeviceSigningVerifier(_) => "DeviceSigningVerifierCallback",
        }
    }
}
