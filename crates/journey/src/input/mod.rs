//! What a person submitted, checked against what was asked.
//!
//! A face fills an [`Input`] part by part, addressed by the callback's place in the step; every part is bounded and of
//! the type the callback takes. A callback that got no answer stays empty: nodes treat that as nothing typed.

mod json;

use std::fmt;

use durward_model::Secret;

use crate::callback::{AttributeKind, Expect};
use crate::limits;

/// Answers to the callbacks of one step, by place.
#[derive(Clone, Debug, Default)]
pub struct Input {
    asked: Vec<Expect>,
    answers: Vec<Answer>,
}

/// One answer. Each variant belongs to the [`Expect`]s that take it.
#[derive(Clone, Debug, Default)]
enum Answer {
    #[default]
    Empty,
    Text(String),
    Secret(Secret<String>),
    Index(usize),
    Flag(bool),
    Number(f64),
    Checked {
        value: Option<Box<Answer>>,
        validate_only: bool,
    },
    Parts(Vec<(&'static str, Secret<String>)>),
}

/// Why a submission was refused. The client is at fault in every case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InputError {
    /// It is not shaped like a submission at all.
    Malformed(&'static str),
    /// There is no callback at that place, or it takes no such part.
    NotAsked {
        /// The place, from 0.
        place: usize,
    },
    /// The same part was given twice.
    Repeated {
        /// The place, from 0.
        place: usize,
    },
    /// The value is longer than [`limits::VALUE_BYTES`].
    TooLong {
        /// The place, from 0.
        place: usize,
    },
    /// The value is not what the callback takes.
    WrongType {
        /// The place, from 0.
        place: usize,
        /// What it takes.
        wanted: &'static str,
    },
}

impl Input {
    /// No answers yet to what `asked`.
    #[must_use]
    pub fn to(asked: Vec<Expect>) -> Self {
        let answers = vec![Answer::Empty; asked.len()];
        Self { asked, answers }
    }

    /// Takes the text of a form field in as the answer at `place` (`part` empty), or a part of it named as in
    /// [`Expect::fields`].
    ///
    /// # Errors
    /// When nothing of the kind was asked there, or the text is too long or does not read as what was asked.
    pub fn put(&mut self, place: usize, part: &str, text: &str) -> Result<(), InputError> {
        let expect = self
            .asked
            .get(place)
            .ok_or(InputError::NotAsked { place })?;
        let Some(part) = expect.fields().iter().copied().find(|known| *known == part) else {
            return Err(InputError::NotAsked { place });
        };
        if text.len() > limits::VALUE_BYTES {
            return Err(InputError::TooLong { place });
        }
        let wrong = |wanted| InputError::WrongType { place, wanted };
        let read = match (expect, part) {
            (_, "validateOnly") => Answer::Flag(read_flag(text).ok_or(wrong("true or false"))?),
            (Expect::Text | Expect::NewText | Expect::Attribute(AttributeKind::String), _) => {
                Answer::Text(text.to_owned())
            }
            (Expect::Secret | Expect::NewSecret, _) => Answer::Secret(Secret::new(text.to_owned())),
            // A control left alone is no answer, not a wrong one.
            (Expect::Index(_) | Expect::Attribute(AttributeKind::Number), _) if text.is_empty() => {
                Answer::Empty
            }
            (Expect::Index(options), _) => {
                let index: u32 = text.parse().map_err(|_| wrong("the index of an option"))?;
                if index >= *options {
                    return Err(wrong("the index of an option"));
                }
                Answer::Index(index as usize)
            }
            (Expect::Flag | Expect::Attribute(AttributeKind::Boolean), _) => {
                Answer::Flag(read_flag(text).ok_or(wrong("true or false"))?)
            }
            (Expect::Attribute(AttributeKind::Number), _) => Answer::Number(
                text.parse()
                    .ok()
                    .filter(|number: &f64| number.is_finite())
                    .ok_or(wrong("a number"))?,
            ),
            (
                Expect::QuestionAnswer
                | Expect::UpstreamToken
                | Expect::BoundKey
                | Expect::Signature,
                _,
            ) => Answer::Parts(vec![(part, Secret::new(text.to_owned()))]),
            (Expect::Nothing, _) => return Err(InputError::NotAsked { place }),
        };
        let checked = expect.fields().contains(&"validateOnly");
        merge(&mut self.answers[place], read, part, checked).ok_or(InputError::Repeated { place })
    }

    /// The part of a submission that belongs to the callbacks `places` (one child of a page), renumbered from 0.
    #[must_use]
    pub fn slice(&self, places: std::ops::Range<usize>) -> Self {
        let end = places.end.min(self.asked.len());
        let start = places.start.min(end);
        Self {
            asked: self.asked[start..end].to_vec(),
            answers: self.answers[start..end].to_vec(),
        }
    }

    /// The number of callbacks that were asked.
    #[must_use]
    pub fn len(&self) -> usize {
        self.asked.len()
    }

    /// Whether nothing was asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.asked.is_empty()
    }

    /// The text at `place`; empty when none was given.
    #[must_use]
    pub fn text(&self, place: usize) -> &str {
        match self.value(place) {
            Answer::Text(text) => text,
            _ => "",
        }
    }

    /// The secret at `place`; `None` when none was given.
    #[must_use]
    pub fn secret(&self, place: usize) -> Option<&Secret<String>> {
        match self.value(place) {
            Answer::Secret(text) => Some(text),
            _ => None,
        }
    }

    /// The index chosen at `place`, within the options that were shown.
    #[must_use]
    pub fn index(&self, place: usize) -> Option<usize> {
        match self.value(place) {
            Answer::Index(index) => Some(*index),
            _ => None,
        }
    }

    /// The yes or no at `place`.
    #[must_use]
    pub fn flag(&self, place: usize) -> Option<bool> {
        match self.value(place) {
            Answer::Flag(flag) => Some(*flag),
            _ => None,
        }
    }

    /// The number at `place`.
    #[must_use]
    pub fn number(&self, place: usize) -> Option<f64> {
        match self.value(place) {
            Answer::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The part of the answer at `place` called `part` (`jws`, `token`, `answer`); `None` when it was not given.
    #[must_use]
    pub fn part(&self, place: usize, part: &str) -> Option<&Secret<String>> {
        match self.answers.get(place)? {
            Answer::Parts(parts) => parts
                .iter()
                .find(|(name, _)| *name == part)
                .map(|(_, text)| text),
            _ => None,
        }
    }

    /// Whether the value at `place` is only to be checked, not taken.
    #[must_use]
    pub fn validate_only(&self, place: usize) -> bool {
        matches!(
            self.answers.get(place),
            Some(Answer::Checked {
                validate_only: true,
                ..
            })
        )
    }

    fn value(&self, place: usize) -> &Answer {
        match self.answers.get(place) {
            Some(Answer::Checked { value, .. }) => value.as_deref().unwrap_or(&Answer::Empty),
            Some(answer) => answer,
            None => &Answer::Empty,
        }
    }
}

/// Adds a part that was read to what is there; `None` when it was there already.
fn merge(answer: &mut Answer, read: Answer, part: &'static str, checked: bool) -> Option<()> {
    if matches!(read, Answer::Empty) {
        return Some(());
    }
    match (&mut *answer, read) {
        (Answer::Empty, Answer::Flag(flag)) if part == "validateOnly" => {
            *answer = Answer::Checked {
                value: None,
                validate_only: flag,
            }
        }
        (Answer::Empty, read) if checked => {
            *answer = Answer::Checked {
                value: Some(Box::new(read)),
                validate_only: false,
            }
        }
        (Answer::Empty, read) => *answer = read,
        (Answer::Checked { validate_only, .. }, Answer::Flag(flag)) if part == "validateOnly" => {
            *validate_only = flag;
        }
        (
            Answer::Checked {
                value: value @ None,
                ..
            },
            read,
        ) => *value = Some(Box::new(read)),
        (Answer::Parts(have), Answer::Parts(read))
            if have.iter().all(|(name, _)| *name != part) =>
        {
            have.extend(read);
        }
        _ => return None,
    }
    Some(())
}

/// How clients and forms write yes and no.
fn read_flag(text: &str) -> Option<bool> {
    match text {
        "true" | "on" | "1" => Some(true),
        "false" | "off" | "0" | "" => Some(false),
        _ => None,
    }
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(what) => f.write_str(what),
            Self::NotAsked { place } => write!(f, "callback {place} does not take this value"),
            Self::Repeated { place } => write!(f, "callback {place} was answered twice"),
            Self::TooLong { place } => write!(
                f,
                "the value of callback {place} is longer than {} bytes",
                limits::VALUE_BYTES
            ),
            Self::WrongType { place, wanted } => {
                write!(f, "the value of callback {place} must be {wanted}")
            }
        }
    }
}

impl std::error::Error for InputError {}
