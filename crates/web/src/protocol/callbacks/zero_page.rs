//! Name and password in headers of the first request, for programs that know the realm asks for nothing else.

use axum::http::HeaderMap;
use data_encoding::BASE64;
use durward_journey::callback::Callback;
use durward_journey::input::{Input, InputError};
use durward_journey::step::Step;

/// What a program sent.
pub(super) struct NameAndPassword {
    name: String,
    password: String,
}

impl NameAndPassword {
    /// From `X-OpenAM-Username` and `X-OpenAM-Password`; none unless both are there.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let text = |name| headers.get(name)?.to_str().ok().map(words);
        Some(Self {
            name: text("x-openam-username")?,
            password: text("x-openam-password")?,
        })
    }

    /// The answers to `step`: what it asks besides stays unanswered.
    ///
    /// # Errors
    /// When it is longer than an answer may be.
    pub(super) fn answer(&self, step: &Step) -> Result<Input, InputError> {
        let mut input = Input::to(step.asked().into_iter().map(|(_, expect)| expect).collect());
        for (place, prompt) in step.prompts.iter().enumerate() {
            match prompt.callback {
                Callback::Name { .. } => input.put(place, "", &self.name)?,
                Callback::Password { .. } => input.put(place, "", &self.password)?,
                _ => {}
            }
        }
        Ok(input)
    }
}

/// A header's text, decoded when it is a base64 word of UTF-8 (RFC 2047 2 and 4.1).
fn words(text: &str) -> String {
    let word = text
        .get(..10)
        .filter(|start| start.eq_ignore_ascii_case("=?UTF-8?B?"))
        .and_then(|start| text[start.len()..].strip_suffix("?="));
    word.and_then(|word| BASE64.decode(word.as_bytes()).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_outside_ascii_comes_as_an_encoded_word() {
        assert_eq!(words("=?UTF-8?B?Wm/Dqw==?="), "Zo\u{eb}");
        assert_eq!(words("=?utf-8?b?Wm/Dqw==?="), "Zo\u{eb}");
        assert_eq!(words("ana"), "ana");
        assert_eq!(words("=?UTF-8?B?not base64?="), "=?UTF-8?B?not base64?=");
    }
}
