//! Security questions that people chose, with the hashes of their answers. A question keeps its words here, so that it
//! can still be asked once the realm no longer offers it.

use std::collections::BTreeMap;

use durward_db::{Row, Tx, params};
use durward_model::id::UserId;

use crate::{Cx, Error};

/// A question of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityAnswer {
    /// Key of the question: the realm's, or one made for a question of the person's own.
    pub question: String,
    /// The question by language tag; one text under the empty tag when the person wrote it.
    pub texts: BTreeMap<String, String>,
    /// Slow hash of the normalised answer.
    pub hash: String,
}

/// All questions of `user`, by key.
///
/// # Errors
/// Database failures.
pub async fn all(cx: &Cx, tx: &mut Tx, user: UserId) -> Result<Vec<SecurityAnswer>, Error> {
    let rows = tx
        .query(
            "SELECT question, texts, hash FROM security_answers WHERE realm_id = $1 AND user_id = $2 ORDER BY question",
            params![cx.realm.id.as_str(), user.as_str()],
        )
        .await?;
    rows.iter().map(answer_from).collect()
}

/// Makes `answers` all that `user` has.
///
/// # Errors
/// Database failures.
pub async fn replace(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    answers: &[SecurityAnswer],
) -> Result<(), Error> {
    tx.execute(
        "DELETE FROM security_answers WHERE realm_id = $1 AND user_id = $2",
        params![cx.realm.id.as_str(), user.as_str()],
    )
    .await?;
    for answer in answers {
        let texts = serde_json::to_string(&answer.texts)
            .map_err(|error| Error::internal(error.to_string()))?;
        tx.execute(
            "INSERT INTO security_answers (realm_id, user_id, question, texts, hash, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
            params![
                cx.realm.id.as_str(),
                user.as_str(),
                answer.question.as_str(),
                texts,
                answer.hash.as_str(),
                cx.now.millis()
            ],
        )
        .await?;
    }
    Ok(())
}

fn answer_from(row: &Row) -> Result<SecurityAnswer, Error> {
    Ok(SecurityAnswer {
        question: row.get(0)?,
        texts: serde_json::from_str(&row.get::<String>(1)?)
            .map_err(|_| Error::internal("a security question has broken texts"))?,
        hash: row.get(2)?,
    })
}
