//! What a step of a journey asks, in the words of the authentication interface.

use durward_journey::callback::{Callback, SentCode};
use durward_journey::input::{Input, InputError};
use durward_journey::message::Message;
use durward_journey::step::Step;
use serde_json::{Map, Value};

/// Name of the hidden value that takes a passkey's answer.
const PASSKEY_ANSWER: &str = "webAuthnOutcome";

/// What a step asks.
#[derive(Debug)]
pub(super) enum Ask {
    /// A name and a password.
    Password,
    /// An address or a number that a code is sent to.
    Address,
    /// A one-time code, and how it was sent; an app makes its own.
    Code(Option<SentCode>),
    /// What a passkey says to this challenge.
    Passkey(Map<String, Value>),
    /// One of these second factors.
    Choice(Vec<Factor>),
    /// Anything else.
    Other,
}

/// A second factor to choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Factor {
    Totp,
    Passkey,
    RecoveryCode,
}

impl Factor {
    /// As the interface calls it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Totp => "totp",
            Self::Passkey => "passkey",
            Self::RecoveryCode => "recovery_code",
        }
    }
}

impl Ask {
    /// What `step` asks.
    pub(super) fn of(step: &Step) -> Self {
        let callbacks = || step.prompts.iter().map(|prompt| &prompt.callback);
        let has = |wanted: fn(&Callback) -> bool| callbacks().any(wanted);
        // A page for name and password may take a passkey as well; it has a method of its own.
        if has(|one| matches!(one, Callback::Name { .. }))
            && has(|one| matches!(one, Callback::Password { .. }))
        {
            return Self::Password;
        }
        let what = callbacks().find_map(|callback| match callback {
            Callback::OneTimeCode { sent, .. } => Some(Self::Code(sent.clone())),
            Callback::Metadata { data } if data["_type"] == "WebAuthn" => {
                Some(Self::Passkey(data.clone()))
            }
            Callback::Choice { choices, .. } => Some(Self::chosen(choices)),
            Callback::TextInput { prompt, .. } => match key(prompt)? {
                "email" | "phone" => Some(Self::Address),
                "recovery-code" => Some(Self::Code(None)),
                _ => None,
            },
            _ => None,
        });
        what.unwrap_or(Self::Other)
    }

    fn chosen(choices: &[Message]) -> Self {
        let factors: Option<Vec<Factor>> = choices.iter().map(factor).collect();
        factors.map_or(Self::Other, Self::Choice)
    }
}

/// The words of the choice to have a code sent again.
const RESEND: &str = "code-resend";

fn factor(words: &Message) -> Option<Factor> {
    match key(words)? {
        "method-totp-use" => Some(Factor::Totp),
        "method-passkey-use" => Some(Factor::Passkey),
        "method-recovery-codes-use" => Some(Factor::RecoveryCode),
        _ => None,
    }
}

/// The name of a product text.
pub(super) fn key(message: &Message) -> Option<&str> {
    match message {
        Message::Key { key, .. } => Some(key),
        Message::Text(_) => None,
    }
}

/// A value that a product text puts in a place of its own.
pub(super) fn argument(message: &Message, name: &str) -> Option<String> {
    match message {
        Message::Key { args, .. } => args.get(name).cloned(),
        Message::Text(_) => None,
    }
}

/// What a call brought, each to be used once.
#[derive(Debug, Default)]
pub(super) struct Brought {
    pub(super) identifier: Option<String>,
    pub(super) password: Option<String>,
    pub(super) address: Option<String>,
    pub(super) code: Option<String>,
    pub(super) credential: Option<String>,
    /// To have the code sent again.
    pub(super) again: bool,
    pub(super) callbacks: Option<Value>,
}

/// What was used for a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tried {
    Password,
    Code,
    Passkey,
    /// Something that proves nothing by itself.
    Way,
}

impl Brought {
    /// The answer to `step` when `method` is being tried; none when the call brought nothing for it.
    ///
    /// # Errors
    /// When an answer is longer than it may be, or not of the form that was asked for.
    pub(super) fn answer(
        &mut self,
        step: &Step,
        method: &str,
    ) -> Result<Option<(Input, Tried)>, InputError> {
        let asked = || step.asked().into_iter().map(|(_, expect)| expect).collect();
        if let Some(callbacks) = self.callbacks.take() {
            let input = Input::from_json(asked(), &callbacks)?;
            return Ok(Some((input, Tried::Way)));
        }
        let mut input = Input::to(asked());
        let mut tried = None;
        for (place, prompt) in step.prompts.iter().enumerate() {
            let (used, how) = match &prompt.callback {
                Callback::Name { .. } => (self.identifier.take(), Tried::Password),
                Callback::Password { .. } => (self.password.take(), Tried::Password),
                Callback::TextInput { prompt, .. } => match key(prompt) {
                    Some("email" | "phone") => (self.address.take(), Tried::Way),
                    Some("recovery-code") if method == "recovery_code" => {
                        (self.code.take(), Tried::Code)
                    }
                    _ => continue,
                },
                Callback::OneTimeCode { .. } if method != "recovery_code" => {
                    (self.code.take(), Tried::Code)
                }
                Callback::HiddenValue { id, .. } if id == PASSKEY_ANSWER => {
                    (self.credential.take(), Tried::Passkey)
                }
                Callback::Choice { choices, .. } => {
                    let chosen =
                        |words: &Message| factor(words).is_some_and(|one| one.name() == method);
                    let index = choices.iter().position(chosen);
                    (index.map(|index| index.to_string()), Tried::Way)
                }
                _ => continue,
            };
            if let Some(text) = used {
                input.put(place, "", &text)?;
                tried = Some(how);
            }
        }
        if tried.is_none() {
            tried = self.other_way(step, method, &mut input)?;
        }
        Ok(tried.map(|tried| (input, tried)))
    }

    /// Chooses the button of a step that leads to `method`, or that has the code sent again.
    fn other_way(
        &mut self,
        step: &Step,
        method: &str,
        input: &mut Input,
    ) -> Result<Option<Tried>, InputError> {
        let ask = Ask::of(step);
        let here = match (&ask, method) {
            (Ask::Passkey(_), "passkey") => true,
            (Ask::Code(sent), "totp") => sent.is_none(),
            _ => false,
        };
        for (place, prompt) in step.prompts.iter().enumerate() {
            let Callback::Confirmation { options, .. } = &prompt.callback else {
                continue;
            };
            let wanted = |words: &Message| match key(words) {
                Some(RESEND) => self.again,
                Some("signin-use-recovery-code") => method == "recovery_code",
                Some("signin-other-way") => {
                    !here && ["totp", "passkey", "recovery_code"].contains(&method)
                }
                _ => false,
            };
            if let Some(index) = options.iter().position(wanted) {
                self.again = false;
                input.put(place, "", &index.to_string())?;
                return Ok(Some(Tried::Way));
            }
        }
        Ok(None)
    }
}
