//! The `registration` service: the steps of signing up on the hosted pages (R-REG-2..4). The built-in journey
//! `Registration` is made from it.

use serde::{Deserialize, Serialize};

use super::Service;
use crate::Invalid;

/// The workflow of signing up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Registration {
    /// The steps in their order; a step that is left out is hidden.
    pub steps: Vec<RegistrationStep>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RegistrationStep {
    /// What it is about.
    pub component: Component,
    /// Whether it must be taken.
    #[serde(default)]
    pub mode: Mode,
    /// Attributes asked in a `profile` step.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
}

/// What a step is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Component {
    /// The mail address, proven by a code.
    Email,
    /// The terms.
    Terms,
    /// The person's name and the like.
    Profile,
    /// The telephone number, proven by a code.
    Phone,
    /// Username and password.
    Credentials,
    /// Security questions.
    Questions,
}

/// Whether a step must be taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// It must.
    #[default]
    Required,
    /// It can be passed over.
    Optional,
    /// It is not shown.
    Hidden,
}

impl Default for Registration {
    fn default() -> Self {
        let step = |component, mode| RegistrationStep {
            component,
            mode,
            fields: Vec::new(),
        };
        let fields = [
            "givenName",
            "sn",
            "gender",
            "birthdate",
            "streetAddress",
            "postalCode",
            "locality",
            "country",
        ];
        Self {
            steps: vec![
                step(Component::Email, Mode::Required),
                step(Component::Terms, Mode::Required),
                RegistrationStep {
                    fields: fields.map(str::to_owned).to_vec(),
                    ..step(Component::Profile, Mode::Optional)
                },
                step(Component::Phone, Mode::Hidden),
                step(Component::Credentials, Mode::Required),
            ],
        }
    }
}

impl Registration {
    /// The steps that are shown, in their order.
    pub fn shown(&self) -> impl Iterator<Item = &RegistrationStep> {
        self.steps.iter().filter(|step| step.mode != Mode::Hidden)
    }
}

impl Service for Registration {
    const NAME: &'static str = "registration";

    fn validate(&self) -> Result<(), Invalid> {
        for (place, step) in self.steps.iter().enumerate() {
            let field = |name: &str| format!("steps[{place}].{name}");
            let same = |other: &&RegistrationStep| other.component == step.component;
            if self.steps.iter().filter(same).count() > 1 {
                return Err(Invalid::new(field("component"), "List each step once."));
            }
            if step.component == Component::Profile && step.fields.is_empty() {
                return Err(Invalid::new(field("fields"), "Name what is asked."));
            }
            if step.component != Component::Profile && !step.fields.is_empty() {
                return Err(Invalid::new(
                    field("fields"),
                    "Only a profile step has fields.",
                ));
            }
            if step.component == Component::Credentials && step.mode != Mode::Required {
                return Err(Invalid::new(
                    field("mode"),
                    "Nobody can sign in without credentials: make it required.",
                ));
            }
        }
        let credentials = |step: &RegistrationStep| step.component == Component::Credentials;
        if self.steps.iter().any(credentials) {
            return Ok(());
        }
        Err(Invalid::new("steps", "Add the step credentials."))
    }
}
