//! Expired rows go in small batches, never in one long transaction.

use durward_db::{Db, params};
use durward_model::Timestamp;

use crate::Error;

/// Rows one transaction may delete.
const BATCH: i64 = 500;

/// A table whose rows are worth nothing after some time.
struct Expiring {
    table: &'static str,
    /// Deletes at most `$2` rows that expired before `$1` (Unix milliseconds).
    sql: &'static str,
    /// Milliseconds a row is kept after it expired, so that late replays are still recognised.
    keep: i64,
}

const TABLES: &[Expiring] = &[
    Expiring {
        table: "access_tokens",
        sql: "DELETE FROM access_tokens WHERE (realm_id, id) IN (SELECT realm_id, id FROM access_tokens WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)",
        keep: 86_400_000,
    },
    Expiring {
        table: "app_sessions",
        sql: "DELETE FROM app_sessions WHERE (realm_id, session_id, app_id) IN (SELECT realm_id, session_id, app_id FROM app_sessions WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)",
        keep: 0,
    },
    Expiring {
        table: "attempts",
        sql: "DELETE FROM attempts WHERE (realm_id, id) IN (SELECT realm_id, id FROM attempts WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)",
        keep: 3_600_000,
    },
    Expiring {
        table: "auth_runs",
        sql: "DELETE FROM auth_runs WHERE (realm_id, id) IN (SELECT realm_id, id FROM auth_runs WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)",
        keep: 3_600_000,
    },
    Expiring {
        table: "client_assertions",
        sql: "DELETE FROM client_assertions WHERE (realm_id, app_id, jti_hash) IN (SELECT realm_id, app_id, jti_hash FROM client_assertions WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)",
        keep: 300_000,
    },
    Expiring {
        table: "codes",
        sql: "DELETE FROM codes WHERE (realm_id, id) IN (SELECT realm_id, id FROM codes WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)",
        keep: 86_400_000,
    },
    Expiring {
        table: "denied_tokens",
        sql: "DELETE FROM denied_tokens WHERE (realm_id, id) IN (SELECT realm_id, id FROM denied_tokens WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)",
        keep: 300_000,
    },
    Expiring {
        table: "device_codes",
        sql: "DELETE FROM device_codes WHERE (realm_id, id) IN (SELECT realm_id, id FROM device_codes WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)",
        keep: 3_600_000,
    },
    Expiring {
        table: "dpop_proofs",
        sql: "DELETE FROM dpop_proofs WHERE (realm_id, proof_hash) IN (SELECT realm_id, proof_hash FROM dpop_proofs WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)",
        keep: 60_000,
    },
    Expiring {
        table: "ended_sessions",
        sql: "DELETE FROM ended_sessions WHERE (realm_id, user_id, session_id) IN (SELECT realm_id, user_id, session_id FROM ended_sessions WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)",
        keep: 300_000,
    },
    Expiring {
        table: "grants",
        sql: "DELETE FROM grants WHERE (realm_id, id) IN (SELECT realm_id, id FROM grants WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)",
        keep: 86_400_000,
    },
    Expiring {
        table: "links",
        sql: "DELETE FROM links WHERE (realm_id, id) IN (SELECT realm_id, id FROM links WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)",
        keep: 86_400_000,
    },
    Expiring {
        table: "messages",
        sql: "DELETE FROM messages WHERE (realm_id, id) IN (SELECT realm_id, id FROM messages WHERE created_at < $1 ORDER BY created_at LIMIT $2)",
        // Three months of history, without what the messages said.
        keep: 90 * 86_400_000,
    },
    Expiring {
        table: "pushed_requests",
        sql: "DELETE FROM pushed_requests WHERE (realm_id, id) IN (SELECT realm_id, id FROM pushed_requests WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)",
        keep: 300_000,
    },
    Expiring {
        table: "refresh_tokens",
        sql: "DELETE FROM refresh_tokens WHERE (realm_id, id) IN (SELECT realm_id, id FROM refresh_tokens WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)",
        keep: 86_400_000,
    },
    Expiring {
        table: "remembered",
        sql: "DELETE FROM remembered WHERE (realm_id, id) IN (SELECT realm_id, id FROM remembered WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)",
        keep: 86_400_000,
    },
    Expiring {
        table: "selfservice_flows",
        sql: "DELETE FROM selfservice_flows WHERE (realm_id, id) IN (SELECT realm_id, id FROM selfservice_flows WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)",
        keep: 3_600_000,
    },
    Expiring {
        table: "sessions",
        sql: "DELETE FROM sessions WHERE (realm_id, id) IN (SELECT realm_id, id FROM sessions WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)",
        keep: 86_400_000,
    },
    Expiring {
        table: "signing_keys",
        sql: "DELETE FROM signing_keys WHERE (realm_id, id) IN (SELECT realm_id, id FROM signing_keys WHERE retires_at < $1 ORDER BY retires_at LIMIT $2)",
        keep: 3_600_000,
    },
];

/// Deletes what expired, at most `batches` transactions of each table. Returns the rows deleted by table.
///
/// # Errors
/// Database failures; what was deleted stays deleted.
pub async fn sweep(
    db: &Db,
    now: Timestamp,
    batches: usize,
) -> Result<Vec<(&'static str, u64)>, Error> {
    let mut deleted = Vec::new();
    for expiring in TABLES {
        let mut total = 0;
        for _ in 0..batches {
            let mut tx = db.begin().await?;
            let count = tx
                .execute(expiring.sql, params![now.millis() - expiring.keep, BATCH])
                .await?;
            tx.commit().await?;
            total += count;
            if i64::try_from(count).unwrap_or(i64::MAX) < BATCH {
                break;
            }
            tokio::task::yield_now().await;
        }
        deleted.push((expiring.table, total));
    }
    Ok(deleted)
}
