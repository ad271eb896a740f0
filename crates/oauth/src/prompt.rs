//! Which pages the person must, or must not, be shown.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Malformed;

/// One value of `prompt` (OIDC Core 3.1.2.1; `create` is OIDC Initiating User Registration 1.0).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prompt {
    /// Show no page: answer at once, or with an error.
    None,
    /// Have the person sign in again.
    Login,
    /// Ask for consent again.
    Consent,
    /// Let the person choose the account.
    SelectAccount,
    /// Begin with registration.
    Create,
}

impl Prompt {
    /// Every value.
    pub const ALL: [Self; 5] = [
        Self::None,
        Self::Login,
        Self::Consent,
        Self::SelectAccount,
        Self::Create,
    ];

    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Login => "login",
            Self::Consent => "consent",
            Self::SelectAccount => "select_account",
            Self::Create => "create",
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// The values of `prompt`: none of them, [`Prompt::None`] alone, or any of the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Prompts(u8);

impl Prompts {
    /// Reads space-separated values.
    ///
    /// # Errors
    /// [`Malformed`] on an unknown value, or `none` beside another.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let mut set = Self::default();
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let prompt = Prompt::ALL
                .into_iter()
                .find(|prompt| prompt.name() == word)
                .ok_or(Malformed::new(
                    "must be none, login, consent, select_account or create",
                ))?;
            set.0 |= prompt.bit();
        }
        if set.contains(Prompt::None) && set.0 != Prompt::None.bit() {
            return Err(Malformed::new("must not have none beside another value"));
        }
        Ok(set)
    }

    /// Whether `prompt` was asked for.
    pub const fn contains(self, prompt: Prompt) -> bool {
        self.0 & prompt.bit() != 0
    }

    /// Whether nothing was asked for.
    pub const fn is_empty(&self) -> bool {
        self.0 == 0
    }

    /// The set without `prompt`: once the person signed in again, that wish is fulfilled.
    #[must_use]
    pub const fn without(self, prompt: Prompt) -> Self {
        Self(self.0 & !prompt.bit())
    }

    /// The values asked for.
    pub fn iter(self) -> impl Iterator<Item = Prompt> {
        Prompt::ALL
            .into_iter()
            .filter(move |prompt| self.contains(*prompt))
    }
}

impl fmt::Display for Prompts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, prompt) in self.iter().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            f.write_str(prompt.name())?;
        }
        Ok(())
    }
}

impl TryFrom<String> for Prompts {
    type Error = Malformed;

    fn try_from(text: String) -> Result<Self, Malformed> {
        Self::parse(&text)
    }
}

impl From<Prompts> for String {
    fn from(prompts: Prompts) -> Self {
        prompts.to_string()
    }
}
