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
        /// What a new password must be.
        rules: Vec<Text>,
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
    /// Says something while the journey waits to go on from elsewhere: the form has no button.
    Suspended {
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
    /// Asks for an attribute of the profile that is text.
    Attribute(Attribute),
    /// Asks for a yes (a box to tick).
    Flag {
        /// Name of the field.
        #[serde(skip)]
        name: String,
        /// What a tick says.
        label: Text,
        /// Whether it is ticked already.
        checked: bool,
        /// Whether one cannot go on without.
        required: bool,
        /// What is wrong with what was entered.
        problem: Option<Text>,
    },
    /// Asks whether something may be shared with somebody.
    Mapping {
        /// Name of the field: `consent-` and the mapping's name.
        #[serde(skip)]
        name: String,
        /// The mapping's name.
        mapping: String,
        /// What it is called for people.
        title: Text,
        /// What is asked.
        text: Text,
        /// What is shared.
        shared: Vec<Text>,
        /// Whether one cannot go on without.
        required: bool,
    },
    /// Has the browser describe its device, where scripts run; the description goes into the hidden field.
    Device {
        /// What it says.
        text: Text,
        /// Whether to say what it is.
        metadata: bool,
        /// Whether to say where it is.
        location: bool,
    },
    /// Shows terms and asks to accept them.
    Terms {
        /// Their version.
        version: String,
        /// Their text.
        text: Text,
    },
    /// Asks for a security question and its answer. The form carries the question's index or `own` in the field, the
    /// person's own question in `{field}-own` and the answer in `{field}-answer`.
    Question {
        /// What is asked.
        label: Text,
        /// The questions to choose from.
        questions: Vec<Text>,
        /// Whether a person may ask themselves something else.
        own: bool,
    },
    /// Says what is waited for; the form is sent again by itself where scripts run.
    Waiting {
        /// What it says.
        text: Text,
        /// Milliseconds until it is sent again.
        wait: u32,
    },
    /// Shows the captcha of a service, whose script puts its answer into the form.
    Captcha {
        /// The site's key.
        site_key: String,
        /// The address of the service's script.
        script: String,
        /// The class of the element the script looks for.
        class: String,
    },
    /// Has the browser prove some work; without scripts, some patience.
    Work {
        /// What the proof is made for.
        challenge: String,
        /// Zero bits it must begin with.
        bits: u32,
        /// Seconds after which no proof is asked.
        seconds: i64,
    },
    /// Tells the page's script what to ask the browser for; the answer goes into the hidden field beside it.
    Passkey {
        /// What to ask for, as JSON.
        data: String,
        /// Whether passkeys are offered beside other fields, not asked for by the step's button.
        conditional: bool,
    },
    /// Shows the seed of an authenticator app.
    QrCode {
        /// The address that opens the app on this device.
        address: String,
        /// The dark modules, as the path of a picture; empty when there is no picture.
        path: String,
        /// Units of the picture each way.
        size: usize,
        /// The seed to be typed into the app.
        secret: String,
    },
    /// Shows recovery codes, once.
    RecoveryCodes {
        /// What they are.
        text: Text,
        /// The codes.
        codes: Vec<String>,
        /// An address that holds them as a file.
        file: String,
    },
    /// Carries a value unseen.
    Hidden {
        /// The callback's own id, for scripts; put into `data-callback`.
        id: String,
        /// The value.
        value: String,
    },
}

/// An attribute of the profile that is asked for.
#[derive(Clone, Debug, Serialize)]
pub struct Attribute {
    /// Name of the field.
    #[serde(skip)]
    pub name: String,
    /// What the field is called.
    pub label: Text,
    /// Type of the input: `text`, `email`, `tel`, `date`, `url`.
    pub input: &'static str,
    /// What browsers know it by, for filling it in (WCAG 2.2, 1.3.5).
    pub autocomplete: &'static str,
    /// Which keyboard a phone shows, when the type does not say it.
    pub inputmode: Option<&'static str>,
    /// Whether it must be given.
    pub required: bool,
    /// What it holds already.
    pub value: Option<String>,
    /// What is wrong with what was entered.
    pub problem: Option<Text>,
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
/// The first of its kind is called `username`, `password`, `new-password`, `email`, `phone`, `otp` or `terms-accept`, an
/// attribute as it is called itself, a mapping `consent-` and its name; every other is `callback-N`, N being its place in the step from 0. What only says something has no name.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Fields {
    list: Vec<Field>,
    /// Whether a password to sign in with is asked: the button says "Sign in".
    has_password: bool,
    /// Whether the step has no button of its own: a decision is asked, which has some, or there is nothing to submit.
    has_decision: bool,
    /// Names of the scripts its callbacks need.
    scripts: Vec<&'static str>,
    /// Whether a passkey may be used.
    has_passkey: bool,
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

impl Fields {
    /// Whether somebody is asked for a password to sign in with.
    #[must_use]
    pub fn is_sign_in(&self) -> bool {
        self.has_password
    }

    /// The same without a field that has the focus at first: on a page that is read before it is filled in.
    #[must_use]
    pub fn unfocused(mut self) -> Self {
        for field in &mut self.list {
            field.autofocus = false;
        }
        self
    }

    /// Says beside each new password what it must be.
    pub fn say_rules(&mut self, said: &[Text]) {
        for field in &mut self.list {
            if let Callback::Password {
                new: true, rules, ..
            } = &mut field.callback
            {
                *rules = said.to_vec();
            }
        }
    }

    /// Keeps what was typed into fields that are shown again, as `typed` says by name, where they held nothing yet.
    /// `before` are the fields it was typed into. Passwords and codes are typed again.
    pub fn keep_typed(&mut self, before: &Self, typed: impl Fn(&str) -> Option<String>) {
        for field in &mut self.list {
            let same = |other: &&Field| {
                other.name == field.name && other.callback.label() == field.callback.label()
            };
            if before.list.iter().find(same).is_none() {
                continue;
            }
            if let Some(value) = field.callback.value_mut()
                && value.as_ref().is_none_or(String::is_empty)
            {
                *value = typed(&field.name);
            }
        }
    }

    /// The origins of scripts that are not ours, for the page's policy.
    pub fn foreign_scripts(&self) -> impl Iterator<Item = &str> {
        self.list.iter().filter_map(|field| match &field.callback {
            Callback::Captcha { script, .. } => Some(script.as_str()),
            _ => None,
        })
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
            has_password: has(|callback| matches!(callback, Callback::Password { new: false, .. })),
            has_passkey: has(|callback| matches!(callback, Callback::Passkey { .. })),
            // Beside a wait a decision is a way out; the wait goes on by a button of its own where no scripts run.
            has_decision: !has(|callback| matches!(callback, Callback::Waiting { .. }))
                && has(|callback| {
                    matches!(
                        callback,
                        Callback::Confirmation { .. } | Callback::Suspended { .. }
                    )
                }),
            scripts: scripts(&fields),
            list: fields,
        }
    }
}

/// The scripts that the callbacks need, each once.
fn scripts(fields: &[Field]) -> Vec<&'static str> {
    let mut scripts: Vec<&'static str> = Vec::new();
    for field in fields {
        let script = match field.callback {
            Callback::Work { .. } => "work.js",
            Callback::Waiting { .. } => "wait.js",
            Callback::Device { .. } => "device-profile.js",
            Callback::Captcha { .. } => "captcha.js",
            Callback::Passkey { .. } => "passkey.js",
            Callback::Question { own: true, .. } => "question.js",
            _ => continue,
        };
        if !scripts.contains(&script) {
            scripts.push(script);
        }
    }
    scripts
}

impl Callback {
    fn asks(&self) -> bool {
        !matches!(
            self,
            Self::TextOutput { .. }
                | Self::Waiting { .. }
                | Self::Suspended { .. }
                | Self::Passkey { .. }
                | Self::QrCode { .. }
                | Self::RecoveryCodes { .. }
        )
    }

    fn label(&self) -> Option<&Text> {
        match self {
            Self::Name { label, .. }
            | Self::TextInput { label, .. }
            | Self::Attribute(Attribute { label, .. }) => Some(label),
            _ => None,
        }
    }

    /// The value that a field keeps when it is shown again.
    fn value_mut(&mut self) -> Option<&mut Option<String>> {
        match self {
            Self::TextInput {
                purpose: Purpose::OneTimeCode,
                ..
            } => None,
            Self::Name { value, .. }
            | Self::TextInput { value, .. }
            | Self::Attribute(Attribute { value, .. }) => Some(value),
            _ => None,
        }
    }

    fn stable_name(&self) -> Option<&str> {
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
            Self::Attribute(Attribute { name, .. })
            | Self::Flag { name, .. }
            | Self::Mapping { name, .. } => Some(name),
            Self::Terms { .. } => Some("terms-accept"),
            Self::Captcha { .. } => Some("g-recaptcha-response"),
            Self::Work { .. } => Some("proof-of-work"),
            _ => None,
        }
    }

    fn waits_for_typing(&self) -> bool {
        match self {
            Self::Name { value, problem, .. } | Self::TextInput { value, problem, .. } => {
                value.as_ref().is_none_or(String::is_empty) || problem.is_some()
            }
            Self::Attribute(Attribute { value, problem, .. }) => {
                value.as_ref().is_none_or(String::is_empty) || problem.is_some()
            }
            Self::Password { .. } => true,
            _ => false,
        }
    }
}
