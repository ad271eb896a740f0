//! What a node asks or tells a person, before any face has encoded it.

mod expect;
mod json;
mod parts;

use serde_json::{Map, Value};

use crate::message::Message;

pub use expect::Expect;
pub use parts::{
    AttributeInput, AttributeKind, DeviceBinding, DeviceSigning, FailedPolicy, IdpChoice,
    IdpRequest, MessageKind, PolicyInput, RedirectMethod, SentCode,
};

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
    /// A one-time code, from a message or from an authenticator app.
    OneTimeCode {
        /// The label.
        prompt: Message,
        /// How it was sent; none for one that an app makes.
        sent: Option<SentCode>,
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
    /// Codes to keep for the day the device is lost. They are shown this once.
    RecoveryCodes {
        /// What they are.
        message: Message,
        /// The codes.
        codes: Vec<String>,
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

impl Callback {
    /// The name of its type in the callback API.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Name { .. } => "NameCallback",
            Self::Password { .. } | Self::OneTimeCode { .. } => "PasswordCallback",
            Self::TextInput { .. } => "TextInputCallback",
            Self::TextOutput { .. } | Self::RecoveryCodes { .. } => "TextOutputCallback",
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
