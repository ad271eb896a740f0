//! A PostgreSQL database, open.

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Hook, HookError, Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use tokio::task::JoinHandle;
use tokio_postgres::Config;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::address::Address;
use super::failure::unpooled;
use super::lent::Lent;
use super::outlet::Outlet;
use super::read::ReadUnit;
use super::transaction::TransactionUnit;
use super::{listen, migrate, poll, tls};
use crate::error::DbError;
use crate::migration::Migration;
use crate::moment::Moment;
use crate::settings::Settings;
use crate::shared::Shared;
use crate::statistics::Statistics;

/// Getting a connection faster than this is not waiting.
const AT_ONCE: Duration = Duration::from_millis(1);

/// Acknowledged means durable, whatever the server's default; stronger settings than `on` are left alone.
const DURABLE: &str = "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";

/// How long an export may pause between statements: whoever takes it may be slow.
const SNAPSHOT_HOLD: Duration = Duration::from_secs(600);

pub(crate) struct Engine {
    connections: Arc<Connections>,
    outlet: Arc<Outlet>,
    opening_write: Arc<str>,
    opening_snapshot: Arc<str>,
    hearing: JoinHandle<()>,
}

/// The pool.
pub(crate) struct Connections {
    pool: Pool,
    pub(crate) shared: Arc<Shared>,
}

/// How to make a connection outside the pool.
#[derive(Clone)]
pub(crate) struct Dialer {
    pub(crate) config: Config,
    pub(crate) tls: MakeRustlsConnect,
}

impl Engine {
    pub(crate) async fn open(url: &str, shared: Arc<Shared>) -> Result<Self, DbError> {
        let address = Address::parse(url)?;
        let dialer = Dialer {
            config: address.config,
            tls: tls::connector(&address.trust)?,
        };
        let connections = Arc::new(Connections::new(dialer.clone(), Arc::clone(&shared))?);
        drop(connections.lend().await?);
        let settings = &shared.settings;
        let outlet = Arc::new(Outlet::new(settings.pg_listen));
        let hearing = if settings.pg_listen {
            listen::start(dialer, Arc::clone(&outlet), Arc::clone(&shared)).await?
        } else {
            migrate::make_notices_table(&mut connections.lend().await?).await?;
            poll::start(dialer, Arc::clone(&outlet), Arc::clone(&shared)).await?
        };
        Ok(Self {
            outlet,
            opening_write: opening_write(settings),
            opening_snapshot: opening_snapshot(settings),
            hearing,
            connections,
        })
    }

    pub(crate) async fn begin(&self) -> Result<TransactionUnit, DbError> {
        self.transaction(&self.opening_write, true).await
    }

    pub(crate) fn read(&self) -> Result<ReadUnit, DbError> {
        Ok(ReadUnit::new(Arc::clone(&self.connections)))
    }

    pub(crate) async fn snapshot(&self) -> Result<TransactionUnit, DbError> {
        let mut unit = self.transaction(&self.opening_snapshot, false).await?;
        unit.open().await?;
        Ok(unit)
    }

    async fn transaction(
        &self,
        opening: &Arc<str>,
        writes: bool,
    ) -> Result<TransactionUnit, DbError> {
        let lent = self.connections.lend().await?;
        let (outlet, shared) = (
            Arc::clone(&self.outlet),
            Arc::clone(&self.connections.shared),
        );
        Ok(TransactionUnit::new(
            lent,
            Arc::clone(opening),
            writes,
            outlet,
            shared,
        ))
    }

    pub(crate) async fn migrate(
        &self,
        migrations: &[Migration],
        now_ms: i64,
    ) -> Result<usize, DbError> {
        migrate::migrate(&mut self.connections.lend().await?, migrations, now_ms).await
    }

    pub(crate) async fn migrated_version(&self) -> Result<i64, DbError> {
        migrate::version(&mut self.connections.lend().await?).await
    }

    /// The server answers and takes writes, which a standby would not.
    pub(crate) async fn ready(&self) -> Result<(), DbError> {
        let statement = "SELECT current_setting('transaction_read_only') = 'on'";
        let statement = self.connections.shared.statements.fixed(statement)?;
        let rows = ReadUnit::new(Arc::clone(&self.connections))
            .query(&statement, &[])
            .await?;
        match rows.first().map(|row| row.get(0)).transpose()? {
            Some(false) => Ok(()),
            _ => Err(DbError::Unavailable(
                "the server takes no writes".to_owned(),
            )),
        }
    }

    pub(crate) fn close(&self) {
        self.hearing.abort();
        self.connections.pool.close();
    }

    pub(crate) fn add_statistics(&self, statistics: &mut Statistics) {
        let status = self.connections.pool.status();
        statistics.connections = status.size as u64;
        statistics.connections_idle = status.available as u64;
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.close();
    }
}

impl Connections {
    fn new(dialer: Dialer, shared: Arc<Shared>) -> Result<Self, DbError> {
        let settings = &shared.settings;
        let recycling = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let mut pool = Pool::builder(Manager::from_config(dialer.config, dialer.tls, recycling))
            .max_size(settings.pg_pool.max(1))
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(settings.acquire_timeout))
            .create_timeout(Some(settings.acquire_timeout));
        // Behind a pooler a session is not ours to set up: its transactions are, in `opening`.
        if settings.pg_prepare {
            let session: Arc<str> = format!(
                "{}; {DURABLE}",
                limits("SET", settings, settings.write_hold)
            )
            .into();
            pool = pool.post_create(Hook::async_fn(move |client, _| {
                let session = Arc::clone(&session);
                Box::pin(async move {
                    client
                        .batch_execute(&session)
                        .await
                        .map_err(HookError::Backend)
                })
            }));
        }
        let pool = pool
            .build()
            .map_err(|error| DbError::Other(error.to_string()))?;
        Ok(Self { pool, shared })
    }

    pub(crate) async fn lend(&self) -> Result<Lent, DbError> {
        let since = Moment::now();
        let object = self.pool.get().await;
        let waited = since.elapsed();
        if waited > AT_ONCE {
            self.shared.counters.waited(waited);
        }
        object.map(Lent::new).map_err(unpooled)
    }
}

/// A server forgets a transaction whose owner is silent for `hold`.
fn limits(set: &str, settings: &Settings, hold: Duration) -> String {
    format!(
        "{set} statement_timeout = {}; {set} idle_in_transaction_session_timeout = {}",
        settings.statement_timeout.as_millis(),
        hold.as_millis()
    )
}

fn opening_write(settings: &Settings) -> Arc<str> {
    let begin = "BEGIN ISOLATION LEVEL READ COMMITTED, READ WRITE";
    if settings.pg_prepare {
        return begin.into();
    }
    let durable = DURABLE.replace("false", "true");
    let limits = limits("SET LOCAL", settings, settings.write_hold);
    format!("{begin}; {limits}; {durable}").into()
}

fn opening_snapshot(settings: &Settings) -> Arc<str> {
    let limits = limits("SET LOCAL", settings, SNAPSHOT_HOLD);
    format!("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; {limits}").into()
}
