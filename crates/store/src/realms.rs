//! Realms, and the directory that finds them by address without asking the database twice.

use std::sync::Arc;

use durward_db::{Db, Row, Tx, params};
use durward_model::Timestamp;
use durward_model::id::RealmId;
use durward_model::realm::{Realm, RealmStatus};
use durward_model::text::RealmPath;

use crate::{Cx, Error};

const COLUMNS: &str = "SELECT realm_id, parent_id, path, display_name, status, version, created_at, updated_at FROM realms";

/// Adds a realm with its host names.
///
/// # Errors
/// `Unique` with `uq_realms__path` or `pk_realm_hosts`; other database failures.
pub async fn insert(tx: &mut Tx, realm: &Realm) -> Result<(), durward_db::DbError> {
    tx.execute(
        "INSERT INTO realms (realm_id, parent_id, path, display_name, status, version, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            realm.id.as_str(),
            realm.parent.map(|id| id.to_string()),
            realm.path.as_str(),
            realm.display_name.as_str(),
            status_text(realm.status),
            realm.version,
            realm.created_at.millis(),
            realm.updated_at.millis()
        ],
    )
    .await?;
    insert_hosts(tx, realm).await
}

/// Writes `realm` over its row if the row still has `realm.version`; then it has one more. Returns whether it was.
///
/// # Errors
/// `Unique` with `pk_realm_hosts`; other database failures.
pub async fn update(tx: &mut Tx, realm: &Realm) -> Result<bool, durward_db::DbError> {
    let changed = tx
        .execute(
            "UPDATE realms SET display_name = $1, status = $2, updated_at = $3, version = version + 1 WHERE realm_id = $4 AND version = $5",
            params![
                realm.display_name.as_str(),
                status_text(realm.status),
                realm.updated_at.millis(),
                realm.id.as_str(),
                realm.version
            ],
        )
        .await?;
    if changed == 0 {
        return Ok(false);
    }
    tx.execute(
        "DELETE FROM realm_hosts WHERE realm_id = $1",
        params![realm.id.as_str()],
    )
    .await?;
    insert_hosts(tx, realm).await?;
    tx.notify(format!("realm {}", realm.id));
    Ok(true)
}

async fn insert_hosts(tx: &mut Tx, realm: &Realm) -> Result<(), durward_db::DbError> {
    for (position, host) in realm.hosts.iter().enumerate() {
        tx.execute(
            "INSERT INTO realm_hosts (host, realm_id, position) VALUES ($1, $2, $3)",
            params![
                host.as_str(),
                realm.id.as_str(),
                i64::try_from(position).unwrap_or_default()
            ],
        )
        .await?;
    }
    Ok(())
}

/// The realm at `path`.
///
/// # Errors
/// Database failures.
pub async fn by_path(tx: &mut Tx, path: &RealmPath) -> Result<Option<Realm>, Error> {
    let row = tx
        .query_one(
            "SELECT realm_id, parent_id, path, display_name, status, version, created_at, updated_at FROM realms WHERE path = $1",
            params![path.as_str()],
        )
        .await?;
    with_hosts(tx, row).await
}

/// The realm with this identifier.
///
/// # Errors
/// Database failures.
pub async fn by_id(tx: &mut Tx, id: RealmId) -> Result<Option<Realm>, Error> {
    let row = tx
        .query_one(
            "SELECT realm_id, parent_id, path, display_name, status, version, created_at, updated_at FROM realms WHERE realm_id = $1",
            params![id.as_str()],
        )
        .await?;
    with_hosts(tx, row).await
}

/// The realm that owns the host name `host` (lower case, without port).
///
/// # Errors
/// Database failures.
pub async fn by_host(tx: &mut Tx, host: &str) -> Result<Option<Realm>, Error> {
    let row = tx
        .query_one(
            "SELECT r.realm_id, r.parent_id, r.path, r.display_name, r.status, r.version, r.created_at, r.updated_at \
             FROM realm_hosts h JOIN realms r ON r.realm_id = h.realm_id WHERE h.host = $1",
            params![host],
        )
        .await?;
    with_hosts(tx, row).await
}

/// At most `limit` realms whose path sorts after `after`, by path.
///
/// # Errors
/// Database failures.
pub async fn page(tx: &mut Tx, after: &str, limit: i64) -> Result<Vec<Realm>, Error> {
    let sql = format!("{COLUMNS} WHERE path > $1 ORDER BY path LIMIT $2");
    let rows = tx.query_owned(&sql, params![after, limit]).await?;
    let mut realms = Vec::with_capacity(rows.len());
    for row in rows {
        realms.extend(with_hosts(tx, Some(row)).await?);
    }
    Ok(realms)
}

async fn with_hosts(tx: &mut Tx, row: Option<Row>) -> Result<Option<Realm>, Error> {
    let Some(row) = row else { return Ok(None) };
    let mut realm = realm_from(&row)?;
    let hosts = tx
        .query(
            "SELECT host FROM realm_hosts WHERE realm_id = $1 ORDER BY position",
            params![realm.id.as_str()],
        )
        .await?;
    realm.hosts = hosts
        .iter()
        .map(|row| row.get(0))
        .collect::<Result<_, _>>()?;
    Ok(Some(realm))
}

fn realm_from(row: &Row) -> Result<Realm, Error> {
    let broken = |what: &str| Error::internal(format!("a realm row has a broken {what}"));
    let parent: Option<String> = row.get(1)?;
    Ok(Realm {
        id: row.get::<String>(0)?.parse().map_err(|_| broken("id"))?,
        parent: parent
            .map(|id| id.parse())
            .transpose()
            .map_err(|_| broken("parent"))?,
        path: RealmPath::parse(&row.get::<String>(2)?).map_err(|_| broken("path"))?,
        display_name: row.get(3)?,
        status: if row.get::<String>(4)? == "Active" {
            RealmStatus::Active
        } else {
            RealmStatus::Inactive
        },
        hosts: Vec::new(),
        version: row.get(5)?,
        created_at: Timestamp::from_millis(row.get(6)?),
        updated_at: Timestamp::from_millis(row.get(7)?),
    })
}

fn status_text(status: RealmStatus) -> &'static str {
    match status {
        RealmStatus::Active => "Active",
        RealmStatus::Inactive => "Inactive",
    }
}

/// Realms by path and by host name, kept in memory until one changes.
#[derive(Debug)]
pub struct Directory {
    by_path: moka::sync::Cache<String, Arc<Realm>>,
    by_host: moka::sync::Cache<String, Option<Arc<Realm>>>,
}

impl Default for Directory {
    fn default() -> Self {
        Self {
            by_path: moka::sync::Cache::new(16_384),
            by_host: moka::sync::Cache::new(1024),
        }
    }
}

impl Directory {
    /// The realm at `path`, active or not.
    ///
    /// # Errors
    /// Database failures.
    pub async fn at_path(&self, db: &Db, path: &str) -> Result<Option<Arc<Realm>>, Error> {
        if let Some(realm) = self.by_path.get(path) {
            return Ok(Some(realm));
        }
        let Ok(parsed) = RealmPath::parse(path) else {
            return Ok(None);
        };
        let found = by_path(&mut db.read().await?, &parsed).await?.map(Arc::new);
        if let Some(realm) = &found {
            self.by_path.insert(path.to_owned(), Arc::clone(realm));
        }
        Ok(found)
    }

    /// The realm that owns `host` (lower case, without port); most hosts are nobody's own.
    ///
    /// # Errors
    /// Database failures.
    pub async fn at_host(&self, db: &Db, host: &str) -> Result<Option<Arc<Realm>>, Error> {
        if let Some(realm) = self.by_host.get(host) {
            return Ok(realm);
        }
        let found = by_host(&mut db.read().await?, host).await?.map(Arc::new);
        self.by_host.insert(host.to_owned(), found.clone());
        Ok(found)
    }

    /// Forgets all, after a change here or elsewhere.
    pub fn forget(&self) {
        self.by_path.invalidate_all();
        self.by_host.invalidate_all();
    }
}

/// The realm of a background job.
///
/// # Errors
/// Not found when the realm is gone; database failures.
pub async fn context_of(platform: &Arc<crate::Platform>, id: RealmId) -> Result<Cx, Error> {
    let realm = by_id(&mut platform.db.read().await?, id)
        .await?
        .ok_or_else(|| Error::not_found("realm"))?;
    Ok(Cx::new(
        Arc::clone(platform),
        Arc::new(realm),
        durward_model::Actor::System,
        crate::cx::Origin::default(),
    ))
}
