//! The code a person reads off one screen and types on another (RFC 8628 6.1).

use data_encoding::BASE64URL_NOPAD;
use durward_model::service::OauthOidc;
use durward_store::{Cx, Error};

/// Longest text taken for a code, in bytes: the longest code with a separator behind each character.
const LONGEST: usize = 80;

/// A user code: capitals and digits alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserCode(String);

impl UserCode {
    /// What somebody typed, without regard to case, spaces and separators. None when nothing of it can be a code.
    pub fn typed(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let kept = text.chars().filter(char::is_ascii_alphanumeric);
        let code: String = kept.map(|letter| letter.to_ascii_uppercase()).collect();
        (!code.is_empty()).then_some(Self(code))
    }

    /// A fresh code, each character as likely as every other.
    pub(super) fn fresh(cx: &Cx, settings: &OauthOidc) -> Self {
        let alphabet = settings.user_code_alphabet();
        let wanted = usize::try_from(settings.device_user_code_length).unwrap_or(0);
        let mut code = String::with_capacity(wanted);
        // Bytes beyond the last whole multiple would favour the first characters.
        let fair = 256 - 256 % alphabet.len().max(1);
        while code.len() < wanted {
            let mut bytes = [0u8; 32];
            cx.entropy().fill(&mut bytes);
            let fair = bytes.iter().filter(|byte| usize::from(**byte) < fair);
            let left = wanted - code.len();
            code.extend(
                fair.take(left)
                    .filter_map(|byte| alphabet.get(usize::from(*byte) % alphabet.len()))
                    .map(|byte| char::from(*byte)),
            );
        }
        Self(code)
    }

    /// The code as a device shows it and a form carries it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The code in groups of four, for people to compare.
    pub fn grouped(&self) -> String {
        let mut grouped = String::new();
        for (place, letter) in self.0.chars().enumerate() {
            if place > 0 && place % 4 == 0 {
                grouped.push('-');
            }
            grouped.push(letter);
        }
        grouped
    }

    /// What a row keeps: codes are short, so a plain hash would be guessed back.
    pub(super) async fn hash(&self, cx: &Cx) -> Result<String, Error> {
        let tag = cx
            .keys()
            .await?
            .keyed_hash(format!("device|user_code|{}", self.0).as_bytes());
        Ok(BASE64URL_NOPAD.encode(tag.as_ref()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_known_whatever_its_case_and_separators() {
        let code = UserCode::typed(" abcd-23 45 ").map(|code| code.0);
        assert_eq!(code.as_deref(), Some("ABCD2345"));
        assert_eq!(UserCode::typed("--"), None);
        assert_eq!(UserCode::typed(&"A".repeat(81)), None);
    }

    #[test]
    fn a_code_is_shown_in_groups() {
        let grouped = UserCode::typed("abcd2345x").map(|code| code.grouped());
        assert_eq!(grouped.as_deref(), Some("ABCD-2345-X"));
    }
}
