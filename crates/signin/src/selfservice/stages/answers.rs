//! `kbaSecurityAnswerDefinitionStage` and `kbaSecurityAnswerVerificationStage`.

use durward_db::Tx;
use durward_identity::lockouts::{self, Device};
use durward_model::id::UserId;
use durward_model::service::Authentication;
use durward_store::{Cx, Error, ErrorKind, services};
use serde_json::{Map, Value};

use crate::kba::{self, Asked, Definition};
use crate::selfservice::run::{Verdict, Work, refused, secret};
use crate::selfservice::ticket::{Answer, Ticket, stale};

/// Keeps the questions chosen, their answers hashed.
pub(in crate::selfservice) async fn define(
    work: &Work<'_>,
    ticket: &mut Ticket,
    input: &Map<String, Value>,
) -> Result<Verdict, Error> {
    let given = input.get("kba").and_then(Value::as_array);
    let given = given.ok_or_else(|| Error::invalid("kba", "kba is required."))?;
    let given = given.iter().take(51).map(Definition::of_json);
    let given: Option<Vec<Definition>> = given.collect();
    let given = given.ok_or_else(|| {
        refused("Give each question as questionId or customQuestion, with its answer.")
    })?;
    let settings = &work.settings.general_config;
    let answers = kba::prepare(work.cx, work.passwords, settings, &given).await?;
    let details = ticket.details.as_mut().ok_or_else(stale)?;
    details.answers = answers
        .into_iter()
        .map(|answer| Answer {
            question: answer.question,
            texts: answer.texts,
            hash: answer.hash,
        })
        .collect();
    Ok(Verdict::Passed)
}

/// The questions to ask.
pub(in crate::selfservice) async fn choose(
    work: &Work<'_>,
    ticket: &Ticket,
) -> Result<Vec<Asked>, Error> {
    let settings = &work.settings.general_config;
    let name = ticket.asked_for.as_deref().unwrap_or_default();
    let mut tx = work.cx.db().read().await?;
    kba::ask(work.cx, &mut tx, settings, ticket.user, name).await
}

/// Holds the answers against those of the account.
pub(in crate::selfservice) async fn verify(
    work: &Work<'_>,
    ticket: &mut Ticket,
    input: &Map<String, Value>,
) -> Result<Verdict, Error> {
    let mut answers = Vec::with_capacity(ticket.questions.len());
    for (place, asked) in ticket.questions.iter().enumerate() {
        let answer = work.text(input, &format!("answer{}", place + 1))?;
        answers.push((asked.question.clone(), secret(answer)));
    }
    let cx = work.cx;
    if let Some(user) = ticket.user {
        let lock = locked(cx, user).await?;
        if let Some(lock) = lock.filter(|_| !work.settings.hides_in_stages()) {
            return Err(Error::new(
                ErrorKind::RateLimited(lock.seconds_left(cx.now)),
                "There were too many wrong answers. Try again later.",
            ));
        }
        if lock.is_some() {
            return Ok(Verdict::Wrong(None, wrong()));
        }
    }
    if !kba::verify(cx, work.passwords, ticket.user, &answers).await? {
        return Ok(Verdict::Wrong(ticket.user, wrong()));
    }
    // Looked at again after the slow work: of many guesses at once, all but the first found no lock yet.
    match ticket.user {
        Some(user) if locked(cx, user).await?.is_some() => Ok(Verdict::Wrong(None, wrong())),
        _ => Ok(Verdict::Passed),
    }
}

async fn locked(cx: &Cx, user: UserId) -> Result<Option<lockouts::Lock>, Error> {
    let settings = services::settings::<Authentication>(cx).await?;
    let mut tx = cx.db().read().await?;
    lockouts::check(cx, &mut tx, &settings, user, Device::Unknown).await
}

fn wrong() -> Error {
    refused("The answers are not correct.")
}

/// Counts a wrong guess about `user` towards a lock, as a wrong password is.
pub(in crate::selfservice) async fn count_failure(
    cx: &Cx,
    tx: &mut Tx,
    user: Option<UserId>,
) -> Result<(), Error> {
    let Some(user) = user else { return Ok(()) };
    let settings = services::settings::<Authentication>(cx).await?;
    lockouts::record_failure(cx, tx, &settings, user, Device::Unknown).await?;
    Ok(())
}
