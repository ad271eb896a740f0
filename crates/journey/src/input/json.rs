//! Reading the callback API's submission: the step as it was sent, with `input[].value` filled in.

use serde_json::Value;

use super::{Input, InputError};
use crate::callback::Expect;
use crate::limits;

impl Input {
    /// Reads the `callbacks` of a submission to what `asked`. Only `input` counts; a client may leave out or change
    /// what it was told. Inputs are found by their name, `IDToken{place + 1}` and the part's name.
    ///
    /// # Errors
    /// When it is not shaped like a submission, answers what was not asked, or answers it wrongly.
    pub fn from_json(asked: Vec<Expect>, callbacks: &Value) -> Result<Self, InputError> {
        let callbacks = callbacks
            .as_array()
            .ok_or(InputError::Malformed("`callbacks` must be an array"))?;
        if callbacks.len() > limits::CALLBACKS {
            return Err(InputError::Malformed("there are too many callbacks"));
        }
        let mut input = Self::to(asked);
        for callback in callbacks {
            let fields = match callback.get("input") {
                None => continue,
                Some(fields) => fields
                    .as_array()
                    .ok_or(InputError::Malformed("`input` must be an array"))?,
            };
            for field in fields {
                let name = field
                    .get("name")
                    .and_then(Value::as_str)
                    .ok_or(InputError::Malformed("an input needs a name"))?;
                let (place, part) = address(name).ok_or(InputError::Malformed(
                    "an input's name must be the one that was sent",
                ))?;
                input.put_json(place, part, field.get("value").unwrap_or(&Value::Null))?;
            }
        }
        Ok(input)
    }

    /// Takes a JSON value in as [`Self::put`] takes text; null is no answer.
    ///
    /// # Errors
    /// As [`Self::put`], and for an array or object.
    pub fn put_json(&mut self, place: usize, part: &str, value: &Value) -> Result<(), InputError> {
        match value {
            Value::Null => Ok(()),
            Value::String(text) => self.put(place, part, text),
            Value::Bool(flag) => self.put(place, part, if *flag { "true" } else { "false" }),
            Value::Number(number) => self.put(place, part, &number.to_string()),
            Value::Array(_) | Value::Object(_) => Err(InputError::WrongType {
                place,
                wanted: "text, a number or a boolean",
            }),
        }
    }
}

/// The place and part that `IDToken2validateOnly` names.
fn address(name: &str) -> Option<(usize, &str)> {
    let rest = name.strip_prefix("IDToken")?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (number, part) = rest.split_at(digits);
    let place = number.parse::<usize>().ok()?.checked_sub(1)?;
    Some((place, part))
}
