//! Values the platform keeps about itself, outside every realm.

use durward_db::{Tx, params};

use crate::Error;

/// The value of `key`, if it was ever set.
///
/// # Errors
/// Database failures.
pub async fn value(tx: &mut Tx, key: &str) -> Result<Option<String>, Error> {
    let row = tx
        .query_one("SELECT value FROM platform WHERE key = $1", params![key])
        .await?;
    Ok(row.map(|row| row.get(0)).transpose()?)
}

/// Sets `key` to `value`.
///
/// # Errors
/// Database failures.
pub async fn set(tx: &mut Tx, key: &str, value: &str) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO platform (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        params![key, value],
    )
    .await?;
    Ok(())
}

/// Sets `key` to `value` unless it has one. Returns whether it was set, so that one node of many acts.
///
/// # Errors
/// Database failures.
pub async fn claim(tx: &mut Tx, key: &str, value: &str) -> Result<bool, Error> {
    let set = tx
        .execute(
            "INSERT INTO platform (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING",
            params![key, value],
        )
        .await?;
    Ok(set == 1)
}
