//! What devices said of themselves when their people let them be remembered.

use durward_db::{Row, Tx, params};
use durward_model::Timestamp;
use durward_model::id::UserId;
use serde_json::Value;

use crate::{Cx, Error};

/// A device as it described itself. Anybody can claim any of it.
#[derive(Debug, Clone, PartialEq)]
pub struct DeviceProfile {
    /// What the device calls itself, so that it is known again.
    pub identifier: String,
    /// Its name for people.
    pub alias: String,
    /// What it is: an object.
    pub metadata: Value,
    /// Where it was: `latitude` and `longitude` in degrees.
    pub location: Option<(f64, f64)>,
    /// When it was last remembered.
    pub last_seen_at: Timestamp,
}

/// The devices of `user`, the one seen last first.
///
/// # Errors
/// Database failures.
pub async fn all(cx: &Cx, tx: &mut Tx, user: UserId) -> Result<Vec<DeviceProfile>, Error> {
    let rows = tx
        .query(
            "SELECT identifier, alias, metadata, location, last_seen_at FROM device_profiles \
             WHERE realm_id = $1 AND user_id = $2 ORDER BY last_seen_at DESC, identifier",
            params![cx.realm.id.as_str(), user.as_str()],
        )
        .await?;
    rows.iter().map(profile_from).collect()
}

/// Remembers `profile` for `user`, now. Of more than `most` devices those seen longest ago are forgotten.
///
/// # Errors
/// Database failures.
pub async fn save(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    profile: &DeviceProfile,
    most: i64,
) -> Result<(), Error> {
    let location = profile
        .location
        .map(|(latitude, longitude)| serde_json::json!([latitude, longitude]).to_string());
    tx.execute(
        "INSERT INTO device_profiles (realm_id, user_id, identifier, alias, metadata, location, created_at, last_seen_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7) \
         ON CONFLICT (realm_id, user_id, identifier) DO UPDATE SET alias = excluded.alias, \
         metadata = excluded.metadata, location = excluded.location, last_seen_at = excluded.last_seen_at",
        params![
            cx.realm.id.as_str(),
            user.as_str(),
            profile.identifier.as_str(),
            profile.alias.as_str(),
            profile.metadata.to_string(),
            location,
            cx.now.millis()
        ],
    )
    .await?;
    tx.execute(
        "DELETE FROM device_profiles WHERE realm_id = $1 AND user_id = $2 AND identifier NOT IN ( \
         SELECT identifier FROM device_profiles WHERE realm_id = $1 AND user_id = $2 \
         ORDER BY last_seen_at DESC, identifier LIMIT $3)",
        params![cx.realm.id.as_str(), user.as_str(), most],
    )
    .await?;
    Ok(())
}

fn profile_from(row: &Row) -> Result<DeviceProfile, Error> {
    let broken = |_| Error::internal("a device row does not read");
    let location: Option<String> = row.get(3)?;
    Ok(DeviceProfile {
        identifier: row.get(0)?,
        alias: row.get(1)?,
        metadata: serde_json::from_str(&row.get::<String>(2)?).map_err(broken)?,
        location: location
            .map(|text| serde_json::from_str(&text))
            .transpose()
            .map_err(broken)?,
        last_seen_at: Timestamp::from_millis(row.get(4)?),
    })
}
