//! What a journey step asks, as form controls with stable names.

use serde::Serialize;

use crate::html::Text;

/// One thing a step shows or asks.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Callback {
    /// Asks for the name to sign in with.
    Name {
        /// What the field is called.
        label: Text,
        /// What it holds already, such as a `login_hint`.
        value: Option<String>,
        /// What is wrong with what was entered.
        problem: Option<Text>,
    },
    /// Asks for a password.
    Password {
        /// What the field is called.
        label: Text,
        /// Whether a new password is being chosen.
        new: bool,
        /// What is wrong with what was entered.
        problem: Option<Text>,
    },
    /// Asks for a line of text.
    TextInput {
        /// What the field is called.
        label: Text,
        /// What kind of text it is.
        purpose: Purpose,
        /// What it holds already.
        value: Option<String>,
        /// What is wrong with what was entered.
        problem: Option<Text>,
    },
    /// Says something.
    TextOutput {
        /// How grave it is.
        level: Level,
        /// What it says.
        text: Text,
    },
    /// Asks for one of several answers (radio buttons); the form carries the index.
    Choice {
        /// What is asked.
        label: Text,
        /// The answers.
        options: Vec<Text>,
        /// Index of the answer chosen already.
        selected: usize,
    },
    /// Asks for a decision (buttons); the form carries the index. A step with one has no other submit button.
    Confirmation {
        /// What is asked, when the step does not say it otherwise.
        label: Option<Text>,
        /// What each button says.
        options: Vec<Text>,
        /// Index of the button that is the usual answer.
        selected: usize,
    },
    /// Carries a value unseen.
    Hidden {
        /// The callback's own id, for scripts; put into `data-callback`.
        id: String,
        /// The value.
        value: String,
    },
}

/// What kind of text a field takes: decides the keyboard, completion by the browser and the field's name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Any text.
    #[default]
    Plain,
    /// A mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A one-time code.
    OneTimeCode,
}

/// How grave a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// For information.
    Info,
    /// To be careful about.
    Warning,
    /// Something went wrong; shown with `role="alert"`.
    Error,
}

/// The callbacks of a step with the names their answers are submitted under.
///
/// The first of its kind is called `username`, `password`, `new-password`, `email`, `phone` or `otp`; every other
/// is `callback-N`, N being its place in the step from 0. What only says something has no name.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Fields {
    list: Vec<Field>,
    /// Whether a password is asked: the button says "Sign in".
    has_password: bool,
    /// Whether a decision is asked: its buttons are the step's.
    has_decision: bool,
}

#[derive(Clone, Debug, Serialize)]
struct Field {
    name: String,
    autofocus: bool,
    #[serde(flatten)]
    callback: Callback,
}

impl Fields {
    /// The name of each callback's form field, in order; `None` for what asks nothing.
    pub fn names(&self) -> impl Iterator<Item = Option<&str>> {
        self.list
            .iter()
            .map(|field| field.callback.asks().then_some(field.name.as_str()))
    }
}

impl FromIterator<Callback> for Fields {
    fn from_iter<T: IntoIterator<Item = Callback>>(callbacks: T) -> Self {
        let mut fields: Vec<Field> = Vec::new();
        let mut focused = false;
        for (place, callback) in callbacks.into_iter().enumerate() {
            let name = callback
                .stable_name()
                .filter(|name| fields.iter().all(|field| field.name != *name))
                .map_or_else(|| format!("callback-{place}"), str::to_owned);
            let autofocus = !focused && callback.waits_for_typing();
            focused |= autofocus;
            fields.push(Field {
                name,
                autofocus,
                callback,
            });
        }
        let has =
            |wanted: fn(&Callback) -> bool| fields.iter().any(|field| wanted(&field.callback));
        Self {
            has_password: has(|callback| matches!(callback, Callback::Password { .. })),
            has_decision: has(|callback| matches!(callback, Callback::Confirmation { .. })),
            list: fields,
        }
    }
}

impl Callback {
    fn asks(&self) -> bool {
        !matches!(self, Self::TextOutput { .. })
    }

    fn stable_name(&self) -> Option<&'static str> {
        match self {
            Self::Name { .. } => Some("username"),
            Self::Password { new: false, .. } => Some("password"),
            Self::Password { new: true, .. } => Some("new-password"),
            Self::TextInput {
                purpose: Purpose::Email,
                ..
            } => Some("email"),
            Self::TextInput {
                purpose: Purpose::Phone,
                ..
            } => Some("phone"),
            Self::TextInput {
                purpose: Purpose::OneTimeCode,
                ..
            } => Some("otp"),
            _ => None,
        }
    }

    fn waits_for_typing(&self) -> bool {
        match self {
            Self::Name { value, problem, .. } | Self::TextInput { value, problem, .. } => {
                value.as_ref().is_none_or(String::is_empty) || problem.is_some()
            }
            Self::Password { .. } => true,
            _ => false,
        }
    }
}
