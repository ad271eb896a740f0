//! Hearing other nodes by looking into a table, where `LISTEN` does not reach.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Error};

use super::engine::Dialer;
use super::failure::{translate, unreachable};
use super::outlet::Outlet;
use crate::error::DbError;
use crate::moment::Moment;
use crate::shared::Shared;
use crate::statistics::Counters;

const EVERY: Duration = Duration::from_millis(400);
const CLEANING: Duration = Duration::from_secs(10);
const ANSWER: Duration = Duration::from_secs(5);

/// A row can become visible this long after its time, in milliseconds: notices are inserted right before the commit.
const LATE: i64 = 15_000;

/// How long rows stay, in milliseconds, and how many are deleted at a time.
const KEPT: i64 = 120_000;

/// After hearing nothing for this long, rows may be gone that were never seen.
const DEAF: Duration = Duration::from_secs(60);

pub(crate) const TABLE: &str = "CREATE TABLE IF NOT EXISTS db_notices (\
     id BIGINT GENERATED ALWAYS AS IDENTITY, sender TEXT NOT NULL, payload TEXT NOT NULL, \
     sent_at BIGINT NOT NULL DEFAULT (extract(epoch FROM clock_timestamp()) * 1000)::bigint, \
     CONSTRAINT pk_db_notices PRIMARY KEY (id)); \
     CREATE INDEX IF NOT EXISTS ix_db_notices__sent_at ON db_notices (sent_at)";

const NOW: &str = "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint";
const NEWER: &str =
    "SELECT id, sender, payload, sent_at FROM db_notices WHERE sent_at > $1 ORDER BY id";
const CLEAN: &str = "DELETE FROM db_notices WHERE id IN (\
     SELECT id FROM db_notices WHERE sent_at < $1 ORDER BY sent_at LIMIT 500 FOR UPDATE SKIP LOCKED)";

/// Looks until the handle is aborted. Returns when it is known what is old.
pub(crate) async fn start(
    dialer: Dialer,
    outlet: Arc<Outlet>,
    shared: Arc<Shared>,
) -> Result<JoinHandle<()>, DbError> {
    let mut client = connect(&dialer).await?;
    let mut reader = Reader::begin(&client)
        .await
        .map_err(|error| translate(&error))?;
    Ok(tokio::spawn(async move {
        loop {
            let error = reader.follow(&client, &outlet, &shared).await;
            tracing::warn!(%error, "notices of other nodes are not heard; connecting again");
            client = loop {
                sleep(EVERY).await;
                if let Ok(client) = connect(&dialer).await {
                    break client;
                }
            };
        }
    }))
}

async fn connect(dialer: &Dialer) -> Result<Client, DbError> {
    let (client, connection) = dialer
        .config
        .connect(dialer.tls.clone())
        .await
        .map_err(|error| unreachable(&error))?;
    // Ends with an error that the client reports too, or when the client is dropped.
    drop(tokio::spawn(async move { drop(connection.await) }));
    Ok(client)
}

/// What has been seen. Numbers are given at insertion and appear at commit, so a lower one can come later: rows are
/// looked at again for a while, and known by their number.
struct Reader {
    newest: i64,
    seen: HashSet<i64>,
    heard: Moment,
    cleaned: Moment,
}

impl Reader {
    async fn begin(client: &Client) -> Result<Self, Error> {
        let newest = client.query_typed_one(NOW, &[]).await?.try_get(0)?;
        let mut reader = Self {
            newest,
            seen: HashSet::new(),
            heard: Moment::now(),
            cleaned: Moment::now(),
        };
        reader.look(client).await?;
        Ok(reader)
    }

    async fn follow(&mut self, client: &Client, outlet: &Outlet, shared: &Shared) -> DbError {
        loop {
            sleep(EVERY).await;
            let deaf = self.heard.elapsed() > DEAF;
            let messages = match timeout(ANSWER, self.look(client)).await {
                Ok(Ok(messages)) => messages,
                Ok(Err(error)) => return translate(&error),
                Err(_) => {
                    return DbError::Unavailable("the server did not answer in time".to_owned());
                }
            };
            if deaf {
                shared.bus.resync();
            }
            for (sender, message) in messages {
                if sender != outlet.node() {
                    Counters::add(&shared.counters.notices);
                    shared.bus.deliver(&message);
                }
            }
            if let Err(error) = self.clean(client).await {
                return translate(&error);
            }
        }
    }

    /// Senders and messages not seen before.
    async fn look(&mut self, client: &Client) -> Result<Vec<(String, String)>, Error> {
        let rows = client
            .query_typed(NEWER, &[(&(self.newest - LATE), Type::INT8)])
            .await?;
        let mut present = HashSet::with_capacity(rows.len());
        let mut fresh = Vec::new();
        for row in rows {
            let id = row.try_get(0)?;
            present.insert(id);
            if !self.seen.contains(&id) {
                fresh.push((row.try_get(1)?, row.try_get(2)?));
                self.newest = self.newest.max(row.try_get(3)?);
            }
        }
        self.seen = present;
        self.heard = Moment::now();
        Ok(fresh)
    }

    async fn clean(&mut self, client: &Client) -> Result<(), Error> {
        if self.cleaned.elapsed() < CLEANING {
            return Ok(());
        }
        self.cleaned = Moment::now();
        let now: i64 = client.query_typed_one(NOW, &[]).await?.try_get(0)?;
        client
            .execute_typed(CLEAN, &[(&(now - KEPT), Type::INT8)])
            .await
            .map(drop)
    }
}
