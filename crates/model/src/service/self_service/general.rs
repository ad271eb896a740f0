//! What all self-service flows share.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::service::within;
use crate::{Invalid, Secret};

/// Settings that all flows share.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct General {
    /// Name of the key pair that encrypts the tokens of flows; empty for one the realm makes itself. A new name is a
    /// new key: flows under way end.
    pub encryption_key_pair_alias: String,
    /// Name of the secret that signs the tokens of flows; empty for one the realm makes itself. A new name is a new
    /// secret: flows under way end.
    pub signing_secret_key_alias: String,
    /// Site key of a captcha service; empty for the proof of work that needs no service.
    pub captcha_site_key: String,
    /// Secret key of the captcha service. Kept sealed, never shown.
    #[serde(skip_serializing_if = "Option::is_none", with = "secret")]
    pub captcha_secret_key: Option<Secret<String>>,
    /// Where the captcha service verifies answers.
    pub captcha_verification_url: String,
    /// The captcha service's script.
    pub captcha_api_url: String,
    /// Class of the element that the script fills.
    pub captcha_div_class: String,
    /// Security questions, as `key|locale|question` lines. One that is taken away is no longer offered; whoever chose
    /// it before is still asked it.
    pub kba_questions: Vec<String>,
    /// Whether people may ask themselves questions of their own.
    pub kba_allow_user_defined_questions: bool,
    /// Questions to set.
    pub minimum_answers_to_define: i64,
    /// Questions to answer.
    pub minimum_answers_to_verify: i64,
    /// Attributes by which somebody may look their account up.
    pub valid_query_attributes: Vec<String>,
    /// Answer the same whether or not there is such an account: `true` everywhere, `false` nowhere. Not set, hosted
    /// pages do and the stage interface answers as its clients expect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hide_account_existence: Option<bool>,
}

/// A security question in the languages it is written in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its key, by which answers refer to it.
    pub key: String,
    /// Its texts by language tag.
    pub texts: BTreeMap<String, String>,
}

impl General {
    /// The security questions on offer, in the order they are listed.
    #[must_use]
    pub fn questions(&self) -> Vec<Question> {
        let mut questions: Vec<Question> = Vec::new();
        for (key, locale, text) in self.kba_questions.iter().filter_map(|line| parts(line)) {
            let place = questions.iter().position(|one| one.key == key);
            let place = place.unwrap_or_else(|| {
                questions.push(Question {
                    key: key.to_owned(),
                    texts: BTreeMap::new(),
                });
                questions.len() - 1
            });
            questions[place]
                .texts
                .insert(locale.to_owned(), text.to_owned());
        }
        questions
    }

    pub(super) fn validate(&self) -> Result<(), Invalid> {
        within(
            "minimumAnswersToDefine",
            self.minimum_answers_to_define,
            0,
            50,
        )?;
        within(
            "minimumAnswersToVerify",
            self.minimum_answers_to_verify,
            0,
            self.minimum_answers_to_define,
        )?;
        if self.kba_questions.len() > 500 {
            return Err(Invalid::new("kbaQuestions", "Keep at most 500 questions."));
        }
        if let Some(line) = self.kba_questions.iter().find(|line| parts(line).is_none()) {
            return Err(Invalid::new(
                "kbaQuestions",
                format!("Write each question as key|locale|question; '{line}' is not."),
            ));
        }
        let url = url::Url::parse(&self.captcha_verification_url);
        if !url.is_ok_and(|url| matches!(url.scheme(), "https" | "http")) {
            return Err(Invalid::new(
                "captchaVerificationUrl",
                "Give an http or https address.",
            ));
        }
        if !url::Url::parse(&self.captcha_api_url).is_ok_and(|url| url.scheme() == "https") {
            return Err(Invalid::new("captchaApiUrl", "Give an https address."));
        }
        if self.valid_query_attributes.is_empty() {
            return Err(Invalid::new(
                "validQueryAttributes",
                "Name at least one attribute.",
            ));
        }
        Ok(())
    }
}

/// Key, locale and text of a question's line.
fn parts(line: &str) -> Option<(&str, &str, &str)> {
    let (key, rest) = line.split_once('|')?;
    let (locale, text) = rest.split_once('|')?;
    let (key, locale, text) = (key.trim(), locale.trim(), text.trim());
    let sound = !key.is_empty()
        && key.len() <= 100
        && (2..=35).contains(&locale.len())
        && !text.is_empty()
        && text.chars().count() <= 500;
    sound.then_some((key, locale, text))
}

impl Default for General {
    fn default() -> Self {
        Self {
            encryption_key_pair_alias: String::new(),
            signing_secret_key_alias: String::new(),
            captcha_site_key: String::new(),
            captcha_secret_key: None,
            captcha_verification_url: "https://www.google.com/recaptcha/api/siteverify".to_owned(),
            captcha_api_url: "https://www.google.com/recaptcha/api.js".to_owned(),
            captcha_div_class: "g-recaptcha".to_owned(),
            kba_questions: [
                "4|en|What is your mother's maiden name?",
                "3|en|What was the name of your childhood pet?",
                "2|en|What was the model of your first car?",
                "1|en|What is the name of your favourite restaurant?",
            ]
            .map(str::to_owned)
            .to_vec(),
            kba_allow_user_defined_questions: true,
            minimum_answers_to_define: 1,
            minimum_answers_to_verify: 1,
            valid_query_attributes: ["uid", "mail", "givenName", "sn"]
                .map(str::to_owned)
                .to_vec(),
            hide_account_existence: None,
        }
    }
}

/// A secret among settings: read in clear, never written.
mod secret {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::Secret;

    pub(super) fn serialize<S: Serializer>(
        _: &Option<Secret<String>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_none()
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Secret<String>>, D::Error> {
        Ok(Option::<String>::deserialize(deserializer)?.map(Secret::new))
    }
}
