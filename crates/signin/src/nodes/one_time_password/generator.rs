//! Making a code.

use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::transition::Outcome;
use durward_model::{Entropy, Invalid, Secret};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::{Act, Acting, Node, Settings, Turn};
use super::{CODE, UNTIL, until};

const SHORTEST: u32 = 6;
const LONGEST: u32 = 10;

/// Makes a code of so many digits that is good for so long. Reached again while the last one is good for a while yet,
/// that one stays: two messages with two codes confuse people.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(in crate::nodes) struct OneTimePasswordGeneratorNode {
    length: u32,
    validity_seconds: i64,
}

impl Default for OneTimePasswordGeneratorNode {
    fn default() -> Self {
        Self {
            length: 6,
            validity_seconds: 300,
        }
    }
}

impl Node for OneTimePasswordGeneratorNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        let cx = turn.cx;
        let half = cx.now.plus_seconds(self.validity_seconds / 2);
        let fresh = turn.state.secure.read(CODE).is_some() && until(turn.state) >= half;
        if !fresh {
            let code = code(self.length as usize, cx.entropy());
            turn.state.secure.put(CODE, code);
            let until = cx.now.plus_seconds(self.validity_seconds).millis();
            turn.state.shared.insert(UNTIL.to_owned(), until.into());
        }
        Act::now(Outcome::SINGLE)
    }
}

/// So many digits, each as likely as the others.
pub(super) fn code(length: usize, entropy: &dyn Entropy) -> Secret<String> {
    let mut code = String::new();
    while code.len() < length {
        let mut byte = [0u8];
        entropy.fill(&mut byte);
        // 250 is a multiple of ten; what is above would favour the first digits.
        if byte[0] < 250 {
            code.push(char::from(b'0' + byte[0] % 10));
        }
    }
    Secret::new(code)
}

impl Settings for OneTimePasswordGeneratorNode {
    const NAME: &'static str = "OneTimePasswordGeneratorNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "length": {"title": "Digits", "type": "integer", "minimum": SHORTEST, "maximum": LONGEST, "default": 6},
                "validitySeconds": {
                    "title": "Seconds it is good for",
                    "type": "integer",
                    "minimum": 30,
                    "maximum": 3600,
                    "default": 300
                }
            }
        })
    }

    fn check(&self) -> Result<(), Invalid> {
        if !(SHORTEST..=LONGEST).contains(&self.length) {
            return Err(Invalid::new("length", "must be a number from 6 to 10"));
        }
        if !(30..=3600).contains(&self.validity_seconds) {
            return Err(Invalid::new(
                "validitySeconds",
                "must be a number from 30 to 3600",
            ));
        }
        Ok(())
    }

    fn facts(&self) -> Facts {
        Facts::action()
    }
}

#[cfg(test)]
mod tests {
    use durward_model::entropy::SeededEntropy;

    use super::*;

    #[test]
    fn codes_are_digits_and_all_digits_are_as_likely() {
        let entropy = SeededEntropy::new(1);
        let mut counts = [0u32; 10];
        for _ in 0..10_000 {
            let code = code(6, &entropy);
            assert_eq!(code.expose().len(), 6);
            for digit in code.expose().bytes() {
                counts[usize::from(digit - b'0')] += 1;
            }
        }
        assert!(
            counts.iter().all(|count| (5_700..6_300).contains(count)),
            "{counts:?}"
        );
    }
}
