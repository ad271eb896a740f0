//! The part of `oauth-oidc` about devices that a person lets in with a code (RFC 8628).

use super::{OauthOidc, within};
use crate::Invalid;

/// Guessing must not pay: as many codes as nine digits make at least (RFC 8628 5.1 and 6.1).
const FEWEST_CODES: f64 = 1e9;

impl OauthOidc {
    /// The characters user codes are made of: those of `deviceUserCodeCharacterSet` as capitals, each once.
    pub fn user_code_alphabet(&self) -> Vec<u8> {
        let set = self.device_user_code_character_set.to_ascii_uppercase();
        let mut alphabet = Vec::new();
        for byte in set.bytes() {
            if !alphabet.contains(&byte) {
                alphabet.push(byte);
            }
        }
        alphabet
    }

    pub(super) fn validate_device_codes(&self) -> Result<(), Invalid> {
        within("deviceCodeLifetime", self.device_code_lifetime, 30, 3600)?;
        within("devicePollInterval", self.device_poll_interval, 1, 60)?;
        within("deviceUserCodeLength", self.device_user_code_length, 4, 40)?;
        let set = &self.device_user_code_character_set;
        if set.len() > 100 || !set.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(Invalid::new(
                "deviceUserCodeCharacterSet",
                "Give letters and digits of ASCII, at most 100.",
            ));
        }
        let characters = f64::from(u8::try_from(self.user_code_alphabet().len()).unwrap_or(0));
        let length = i32::try_from(self.device_user_code_length).unwrap_or(0);
        if characters.powi(length) < FEWEST_CODES {
            return Err(Invalid::new(
                "deviceUserCodeLength",
                "Codes of this length and these characters are guessed too easily; case does not count. Make them longer.",
            ));
        }
        for (field, url) in [
            ("verificationUrl", &self.verification_url),
            ("completionUrl", &self.completion_url),
        ] {
            let sound = url.len() <= 2048
                && url::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "https" | "http"));
            if !url.is_empty() && !sound {
                return Err(Invalid::new(
                    field,
                    "Give an https address of at most 2048 characters.",
                ));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::Service;

    #[test]
    fn codes_that_are_guessed_easily_are_refused() {
        let with = |length, set: &str| OauthOidc {
            device_user_code_length: length,
            device_user_code_character_set: set.to_owned(),
            ..OauthOidc::default()
        };
        assert!(with(9, "0123456789").validate().is_ok());
        assert!(with(8, "0123456789").validate().is_err());
        assert!(with(8, "BCDFGHJKLMNPQRSTVWXZ").validate().is_ok());
        assert!(
            with(5, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
                .validate()
                .is_err()
        );
        assert!(with(8, "ABCDEFGH-JKLMNPQRST").validate().is_err());
        assert!(with(40, "").validate().is_err());
    }
}
