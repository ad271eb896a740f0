//! Durable rows: 64 writers share a commit on SQLite, or commit side by side on PostgreSQL.

use crate::cost::{Cost, Meter, repeat};
use std::time::Duration;

const BATCH: usize = 64;

/// The cost of one acknowledged row in `database` (a file, or a `postgres://` address).
pub(crate) fn measure(database: &str, time: Duration, pids: &[u32]) -> anyhow::Result<Cost> {
    if database.starts_with("postgres://") {
        postgres(database, time, pids)
    } else {
        sqlite(database, time, pids)
    }
}

fn id(number: usize) -> String {
    format!("tok_{number:026}")
}

fn sqlite(file: &str, time: Duration, pids: &[u32]) -> anyhow::Result<Cost> {
    let connection = rusqlite::Connection::open(file)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 10000;
         CREATE TABLE IF NOT EXISTS floor (id TEXT PRIMARY KEY, payload TEXT NOT NULL) WITHOUT ROWID;
         DELETE FROM floor;",
    )?;
    let payload = "x".repeat(400);
    let mut number = 0;
    let mut cost = repeat(time, pids, 1, || {
        let transaction = connection.unchecked_transaction()?;
        let mut insert =
            transaction.prepare_cached("INSERT INTO floor (id, payload) VALUES (?1, ?2)")?;
        for _ in 0..BATCH {
            insert.execute((id(number), &payload))?;
            number += 1;
        }
        drop(insert);
        Ok(transaction.commit()?)
    })?;
    cost.share(BATCH);
    Ok(cost)
}

fn postgres(address: &str, time: Duration, pids: &[u32]) -> anyhow::Result<Cost> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let local = tokio::task::LocalSet::new();
    local.block_on(&runtime, async {
        let (admin, connection) = tokio_postgres::connect(address, tokio_postgres::NoTls).await?;
        tokio::task::spawn_local(connection);
        admin
            .batch_execute("CREATE TABLE IF NOT EXISTS floor (id TEXT PRIMARY KEY, payload TEXT NOT NULL); TRUNCATE floor")
            .await?;
        // Eight connections, as a pool would have on one core.
        let mut writers = Vec::new();
        for _ in 0..8 {
            let (client, connection) = tokio_postgres::connect(address, tokio_postgres::NoTls).await?;
            tokio::task::spawn_local(connection);
            let insert = client.prepare("INSERT INTO floor (id, payload) VALUES ($1, $2)").await?;
            writers.push((client, insert));
        }
        let meter = Meter::start(pids);
        let begun = meter.begun;
        let tasks: Vec<_> = writers
            .into_iter()
            .enumerate()
            .map(|(writer, (client, insert))| {
                tokio::task::spawn_local(async move {
                    let payload = "x".repeat(400);
                    let mut count = 0_usize;
                    while begun.elapsed() < time {
                        client.execute(&insert, &[&id(count * 8 + writer), &payload]).await?;
                        count += 1;
                    }
                    anyhow::Ok(count as u64)
                })
            })
            .collect();
        let mut operations = 0;
        for task in tasks {
            operations += task.await??;
        }
        Ok(meter.stop(operations))
    })
}
