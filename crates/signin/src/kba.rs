//! Security questions: chosen, asked and answered (R-AUM-15, R-REC-10, R-REC-12).
//!
//! Only registration and recovery use them; they never sign anybody in by themselves. Answers are normalised, so that
//! capitals and spaces make no difference, and hashed like passwords. Questions are asked in random order. Somebody
//! unknown is asked questions, too, always the same ones, and the same work is done with the answers.

use std::collections::{BTreeMap, BTreeSet};

use data_encoding::BASE64URL_NOPAD;
use durward_db::Tx;
use durward_identity::passwords::Passwords;
use durward_model::id::UserId;
use durward_model::service::{General, PasswordHashing, Question, SelfService};
use durward_model::text::fold;
use durward_model::{Entropy, Invalid, Secret};
use durward_store::security_answers::{self as rows, SecurityAnswer};
use durward_store::{Cx, Error, services};
use serde_json::Value;

use crate::people::set_answers;

/// Language tag of a question that a person wrote.
const OWN: &str = "";
/// Characters of a question of a person's own.
const LONGEST_QUESTION: usize = 200;
/// Characters of an answer.
const LONGEST_ANSWER: usize = 200;

/// A question that somebody chose, with the answer.
#[derive(Debug, Clone)]
pub struct Definition {
    /// The question.
    pub question: Chosen,
    /// The answer as it was typed.
    pub answer: Secret<String>,
}

impl Definition {
    /// As programs write it: `{"questionId" | "customQuestion", "answer"}`. None when it is not that.
    #[must_use]
    pub fn of_json(value: &Value) -> Option<Self> {
        let text = |name: &str| value.get(name).and_then(Value::as_str);
        let question = match (text("questionId"), text("customQuestion").map(str::trim)) {
            (Some(key), None) => Chosen::Offered(key.to_owned()),
            (None, Some(words)) if (1..=LONGEST_QUESTION).contains(&words.chars().count()) => {
                Chosen::Own(words.to_owned())
            }
            _ => return None,
        };
        let answer = Secret::new(text("answer")?.to_owned());
        Some(Self { question, answer })
    }
}

/// A question that somebody chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// One of the realm's, by key.
    Offered(String),
    /// One of their own, in their words.
    Own(String),
}

/// A question to be answered.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Asked {
    /// Its key.
    pub question: String,
    /// Its words by language tag; under the empty tag when a person wrote them.
    pub texts: BTreeMap<String, String>,
}

impl Asked {
    /// The words of a question that the person wrote themselves.
    #[must_use]
    pub fn own(&self) -> Option<&str> {
        self.texts.get(OWN).map(String::as_str)
    }
}

/// The words of a question that a person wrote themselves.
#[must_use]
pub fn own_words(answer: &SecurityAnswer) -> Option<&str> {
    answer.texts.get(OWN).map(String::as_str)
}

/// What there is to choose from, by a text that names it: a key, or the question in any of its languages.
#[must_use]
pub fn named(questions: &[Question], text: &str, own: bool) -> Option<Chosen> {
    let text = text.trim();
    let offered = questions.iter().find(|question| {
        question.key == text
            || question
                .texts
                .values()
                .any(|words| fold(words) == fold(text))
    });
    match offered {
        Some(question) => Some(Chosen::Offered(question.key.clone())),
        None if own && (1..=LONGEST_QUESTION).contains(&text.chars().count()) => {
            Some(Chosen::Own(text.to_owned()))
        }
        None => None,
    }
}

/// Checks what was chosen and hashes the answers. Slow: no transaction may be open.
///
/// # Errors
/// Invalid when there are too few, a question is chosen twice or is not on offer, or an answer is empty; unavailable
/// when too many hashes wait; database failures.
pub async fn prepare(
    cx: &Cx,
    passwords: &Passwords,
    settings: &General,
    given: &[Definition],
) -> Result<Vec<SecurityAnswer>, Error> {
    let least = usize::try_from(settings.minimum_answers_to_define).unwrap_or_default();
    if given.len() < least || given.len() > 50 {
        return Err(Invalid::new("kba", format!("Answer at least {least} questions.")).into());
    }
    let questions = settings.questions();
    let mut seen = BTreeSet::new();
    let mut chosen = Vec::with_capacity(given.len());
    for definition in given {
        let answer = normalised(definition.answer.expose());
        if answer.is_empty() || answer.chars().count() > LONGEST_ANSWER {
            return Err(
                Invalid::new("kba", "Answer each question, in at most 200 characters.").into(),
            );
        }
        let (key, texts) = match &definition.question {
            Chosen::Offered(key) => {
                let question = questions.iter().find(|question| question.key == *key);
                let question = question
                    .ok_or_else(|| Invalid::new("kba", "Choose one of the questions on offer."))?;
                (question.key.clone(), question.texts.clone())
            }
            Chosen::Own(text) if settings.kba_allow_user_defined_questions => {
                let hash =
                    aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, fold(text).as_bytes());
                let key = format!("own:{}", BASE64URL_NOPAD.encode(&hash.as_ref()[..12]));
                (key, BTreeMap::from([(OWN.to_owned(), text.clone())]))
            }
            Chosen::Own(_) => {
                return Err(Invalid::new("kba", "Choose one of the questions on offer.").into());
            }
        };
        if !seen.insert(key.clone()) {
            return Err(Invalid::new("kba", "Choose different questions.").into());
        }
        chosen.push((key, texts, Secret::new(answer)));
    }
    let cost = services::settings::<PasswordHashing>(cx).await?;
    let mut answers = Vec::with_capacity(chosen.len());
    for (question, texts, answer) in chosen {
        answers.push(SecurityAnswer {
            question,
            texts,
            hash: passwords.hash(&cost, &answer).await?,
        });
    }
    Ok(answers)
}

/// Makes `given` the questions of `user`, who is the actor. Returns what they have now.
///
/// # Errors
/// As [`prepare`].
pub async fn set(
    cx: &Cx,
    passwords: &Passwords,
    user: UserId,
    given: &[Definition],
) -> Result<Vec<SecurityAnswer>, Error> {
    let settings = services::settings::<SelfService>(cx).await?;
    let answers = prepare(cx, passwords, &settings.general_config, given).await?;
    let mut tx = cx.db().begin().await?;
    set_answers(cx, &mut tx, user, &answers).await?;
    tx.commit().await?;
    Ok(answers)
}

/// The questions to ask `subject`, in random order. Somebody unknown (`name` is what they call themselves), or who set
/// too few questions, is asked some of the realm's own and cannot answer right.
///
/// # Errors
/// Database failures.
pub async fn ask(
    cx: &Cx,
    tx: &mut Tx,
    settings: &General,
    subject: Option<UserId>,
    name: &str,
) -> Result<Vec<Asked>, Error> {
    let wanted = usize::try_from(settings.minimum_answers_to_verify).unwrap_or_default();
    let set = match subject {
        Some(subject) => rows::all(cx, tx, subject).await?,
        None => Vec::new(),
    };
    let mut asked: Vec<Asked> = if set.len() >= wanted {
        set.into_iter()
            .map(|answer| Asked {
                question: answer.question,
                texts: answer.texts,
            })
            .collect()
    } else {
        decoys(cx, settings, wanted, name).await?
    };
    shuffle(&mut asked, cx.entropy());
    asked.truncate(wanted);
    Ok(asked)
}

/// Whether `subject` has set enough questions to be asked.
///
/// # Errors
/// Database failures.
pub async fn is_set(
    cx: &Cx,
    tx: &mut Tx,
    settings: &General,
    subject: UserId,
) -> Result<bool, Error> {
    let wanted = usize::try_from(settings.minimum_answers_to_verify).unwrap_or_default();
    Ok(rows::all(cx, tx, subject).await?.len() >= wanted.max(1))
}

/// Questions for somebody who has none: the same ones each time that `name` is given.
async fn decoys(
    cx: &Cx,
    settings: &General,
    wanted: usize,
    name: &str,
) -> Result<Vec<Asked>, Error> {
    let keys = cx.keys().await?;
    let mut questions = settings.questions();
    questions.sort_by_cached_key(|question| {
        let place = format!("kba-decoy|{}|{}", fold(name), question.key);
        keys.keyed_hash(place.as_bytes()).as_ref().to_vec()
    });
    Ok(questions
        .into_iter()
        .take(wanted)
        .map(|question| Asked {
            question: question.key,
            texts: question.texts,
        })
        .collect())
}

/// Whether every answer is that of `subject`. As many hashes are computed whoever it is and however it ends.
///
/// # Errors
/// Unavailable when too many hashes wait; database failures.
pub async fn verify(
    cx: &Cx,
    passwords: &Passwords,
    subject: Option<UserId>,
    answers: &[(String, Secret<String>)],
) -> Result<bool, Error> {
    let cost = services::settings::<PasswordHashing>(cx).await?;
    let set = match subject {
        Some(subject) => rows::all(cx, &mut cx.db().read().await?, subject).await?,
        None => Vec::new(),
    };
    let mut right = subject.is_some() && !answers.is_empty();
    for (question, answer) in answers {
        let stored = set.iter().find(|one| one.question == *question);
        let hash = stored.map(|one| one.hash.as_str());
        let answer = Secret::new(normalised(answer.expose()));
        right &= passwords.verify(&cost, hash, &answer).await?.ok;
    }
    Ok(right)
}

/// The form in which answers are compared: folded, every run of white space one space.
fn normalised(answer: &str) -> String {
    let folded = fold(answer);
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A random order (Fisher and Yates).
fn shuffle<T>(list: &mut [T], entropy: &dyn Entropy) {
    for last in (1..list.len()).rev() {
        let mut random = [0u8; 8];
        entropy.fill(&mut random);
        let place = u64::from_le_bytes(random) % (last as u64 + 1);
        list.swap(last, usize::try_from(place).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_the_same_however_it_is_typed() {
        assert_eq!(normalised("  The  Old\tMill "), normalised("the old mill"));
        assert_eq!(normalised("ＭＩＬＬ"), "mill");
        assert_ne!(normalised("mill"), normalised("mills"));
    }
}
