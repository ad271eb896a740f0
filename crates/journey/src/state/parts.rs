//! Writing a run's memory down, in two parts, and reading it back.

use std::collections::BTreeMap;
use std::fmt;

use durward_model::Secret;
use serde::{Deserialize, Serialize};

use super::{RunState, Secure};
use crate::limits;

/// A run's memory as text.
#[derive(Clone, Debug)]
pub struct Parts {
    /// JSON without secrets.
    pub public: String,
    /// JSON to be sealed, bound to the run it belongs to; `None` when there are no secrets.
    pub secure: Option<Secret<String>>,
}

/// Why a run's memory cannot be written, read or used any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateError {
    /// It has outgrown its bounds: a node or the journey is at fault.
    TooLarge,
    /// It is not a run's memory, or one written by a release that cannot be understood.
    Unreadable,
    /// The run has taken more submissions than any person makes.
    Exhausted,
}

impl RunState {
    /// The state as text.
    ///
    /// # Errors
    /// [`StateError::TooLarge`].
    pub fn to_parts(&self) -> Result<Parts, StateError> {
        let public = serde_json::to_string(self).map_err(|_| StateError::Unreadable)?;
        let secure = self.secure.to_text()?;
        if public.len() > limits::PUBLIC_STATE_BYTES
            || secure
                .as_ref()
                .is_some_and(|text| text.expose().len() > limits::SECURE_STATE_BYTES)
        {
            return Err(StateError::TooLarge);
        }
        Ok(Parts { public, secure })
    }

    /// The state of text written by [`Self::to_parts`].
    ///
    /// # Errors
    /// [`StateError::TooLarge`], [`StateError::Unreadable`].
    pub fn from_parts(public: &str, secure: Option<&Secret<String>>) -> Result<Self, StateError> {
        if public.len() > limits::PUBLIC_STATE_BYTES {
            return Err(StateError::TooLarge);
        }
        let mut state: Self = serde_json::from_str(public).map_err(|_| StateError::Unreadable)?;
        if state.frames.len() > limits::DEPTH {
            return Err(StateError::Unreadable);
        }
        state.secure = Secure::from_text(secure)?;
        Ok(state)
    }
}

impl Secure {
    fn to_text(&self) -> Result<Option<Secret<String>>, StateError> {
        if self.is_empty() {
            return Ok(None);
        }
        let exposed: BTreeMap<&str, &String> = self
            .0
            .iter()
            .map(|(key, value)| (key.as_str(), value.expose()))
            .collect();
        serde_json::to_string(&exposed)
            .map(Secret::new)
            .map(Some)
            .map_err(|_| StateError::Unreadable)
    }

    fn from_text(text: Option<&Secret<String>>) -> Result<Self, StateError> {
        let Some(text) = text else {
            return Ok(Self::default());
        };
        if text.expose().len() > limits::SECURE_STATE_BYTES {
            return Err(StateError::TooLarge);
        }
        let exposed: BTreeMap<String, String> =
            serde_json::from_str(text.expose()).map_err(|_| StateError::Unreadable)?;
        Ok(Self(
            exposed
                .into_iter()
                .map(|(key, value)| (key, Secret::new(value)))
                .collect(),
        ))
    }
}

/// The format written. A release that writes another one still reads this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub(super) struct Version;

impl From<Version> for u8 {
    fn from(_: Version) -> Self {
        1
    }
}

impl TryFrom<u8> for Version {
    type Error = &'static str;

    fn try_from(number: u8) -> Result<Self, Self::Error> {
        if number == 1 {
            Ok(Self)
        } else {
            Err("unknown format")
        }
    }
}

impl fmt::Display for StateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLarge => "the run's state is too large",
            Self::Unreadable => "the run's state cannot be read",
            Self::Exhausted => "the run has taken too many submissions",
        })
    }
}

impl std::error::Error for StateError {}
