//! What answer a callback takes. Kept with the run, so that a submission is checked against what was really asked.

use serde::{Deserialize, Serialize};

use super::{AttributeKind, Callback};

/// The answer a callback takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Expect {
    /// None: it only tells.
    Nothing,
    /// Text.
    Text,
    /// Text that must not be seen.
    Secret,
    /// The index of one of this many options.
    Index(u32),
    /// Yes or no.
    Flag,
    /// An attribute: its value, and whether it is only to be checked.
    Attribute(AttributeKind),
    /// Secret text that may be only to be checked.
    NewSecret,
    /// Text that may be only to be checked.
    NewText,
    /// A security question, chosen or one's own, and its answer.
    QuestionAnswer,
    /// An upstream provider's token and its type.
    UpstreamToken,
    /// A signed key and the device it is on.
    BoundKey,
    /// A signature.
    Signature,
}

impl Expect {
    /// The names of the answer's parts, as the callback API puts them after `IDTokenN`; the empty name is the answer itself.
    #[must_use]
    pub fn fields(&self) -> &'static [&'static str] {
        match self {
            Self::Nothing => &[],
            Self::Text | Self::Secret | Self::Index(_) | Self::Flag => &[""],
            Self::Attribute(_) | Self::NewSecret | Self::NewText => &["", "validateOnly"],
            Self::QuestionAnswer => &["question", "answer"],
            Self::UpstreamToken => &["token", "token_type"],
            Self::BoundKey => &["jws", "deviceName", "deviceId", "clientError"],
            Self::Signature => &["jws", "clientError"],
        }
    }
}

impl Callback {
    /// The answer it takes.
    #[must_use]
    pub fn expects(&self) -> Expect {
        match self {
            Self::TextOutput { .. }
            | Self::RecoveryCodes { .. }
            | Self::SuspendedTextOutput { .. }
            | Self::PollingWait { .. }
            | Self::Redirect { .. }
            | Self::Metadata { .. } => Expect::Nothing,
            Self::Name { .. } | Self::TextInput { .. } | Self::SelectIdp { .. } => Expect::Text,
            Self::Password { .. }
            | Self::OneTimeCode { .. }
            | Self::HiddenValue { .. }
            | Self::ReCaptcha { .. }
            | Self::DeviceProfile { .. } => Expect::Secret,
            Self::Choice {
                choices: options, ..
            }
            | Self::Confirmation { options, .. } => Expect::Index(count(options)),
            Self::TermsAndConditions { .. } | Self::ConsentMapping { .. } => Expect::Flag,
            Self::AttributeInput(attribute) => Expect::Attribute(attribute.kind),
            Self::CreateUsername(_) => Expect::NewText,
            Self::CreatePassword { .. } => Expect::NewSecret,
            Self::KbaCreate { .. } => Expect::QuestionAnswer,
            Self::Idp(_) => Expect::UpstreamToken,
            Self::DeviceBinding(_) => Expect::BoundKey,
            Self::DeviceSigningVerifier(_) => Expect::Signature,
        }
    }
}

fn count<T>(options: &[T]) -> u32 {
    u32::try_from(options.len()).unwrap_or(u32::MAX)
}
