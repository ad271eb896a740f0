//! What people agreed to share with others, mapping by mapping: which fields, and since when.

use std::collections::BTreeMap;

use durward_db::{Row, Tx, params};
use durward_model::Timestamp;
use durward_model::id::UserId;
use serde::{Deserialize, Serialize};

use crate::{Cx, Error};

/// What somebody agreed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// Name of the mapping.
    pub name: String,
    /// What it was called for the person, by language tag.
    pub display_name: BTreeMap<String, String>,
    /// The fields that are shared.
    pub fields: Vec<String>,
}

/// A mapping that somebody agreed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The mapping, as it was then.
    pub mapping: Mapping,
    /// Since when.
    pub since: Timestamp,
}

/// All that `user` agreed to, by name.
///
/// # Errors
/// Database failures.
pub async fn all(cx: &Cx, tx: &mut Tx, user: UserId) -> Result<Vec<Given>, Error> {
    let rows = tx
        .query(
            "SELECT mapping, display_name, fields, given_at FROM mapping_consents WHERE realm_id = $1 AND user_id = $2 \
             ORDER BY mapping",
            params![cx.realm.id.as_str(), user.as_str()],
        )
        .await?;
    rows.iter().map(given_from).collect()
}

/// Notes that `user` agrees to `mapping` from now on; the same agreed to before keeps its time.
///
/// # Errors
/// Database failures.
pub async fn give(cx: &Cx, tx: &mut Tx, user: UserId, mapping: &Mapping) -> Result<(), Error> {
    let text = |value: serde_json::Result<String>| {
        value.map_err(|error| Error::internal(format!("a mapping is not JSON: {error}")))
    };
    tx.execute(
        "INSERT INTO mapping_consents (realm_id, user_id, mapping, display_name, fields, given_at) \
         VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (realm_id, user_id, mapping) DO UPDATE SET display_name = excluded.display_name, \
         given_at = CASE WHEN mapping_consents.fields = excluded.fields THEN mapping_consents.given_at ELSE excluded.given_at END, \
         fields = excluded.fields",
        params![
            cx.realm.id.as_str(),
            user.as_str(),
            mapping.name.as_str(),
            text(serde_json::to_string(&mapping.display_name))?,
            text(serde_json::to_string(&mapping.fields))?,
            cx.now.millis()
        ],
    )
    .await?;
    Ok(())
}

/// Ends what `user` agreed to as `mapping`. Whether there was something to end.
///
/// # Errors
/// Database failures.
pub async fn withdraw(cx: &Cx, tx: &mut Tx, user: UserId, mapping: &str) -> Result<bool, Error> {
    let ended = tx
        .execute(
            "DELETE FROM mapping_consents WHERE realm_id = $1 AND user_id = $2 AND mapping = $3",
            params![cx.realm.id.as_str(), user.as_str(), mapping],
        )
        .await?;
    Ok(ended == 1)
}

fn given_from(row: &Row) -> Result<Given, Error> {
    let broken = |_| Error::internal("a consent row does not read");
    Ok(Given {
        mapping: Mapping {
            name: row.get(0)?,
            display_name: serde_json::from_str(&row.get::<String>(1)?).map_err(broken)?,
            fields: serde_json::from_str(&row.get::<String>(2)?).map_err(broken)?,
        },
        since: Timestamp::from_millis(row.get(3)?),
    })
}
