//! Work in the background, for as long as the process serves.

use std::sync::Arc;
use std::time::Duration;

use durward_provider::keys::SIGNING_ALGORITHMS;
use durward_provider::keys::lifecycle;
use durward_provider::logout::Herald;
use durward_store::documents::follow_changes;
use durward_store::expiry;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use crate::wiring::Parts;

/// How often expired rows are looked for, and how many transactions one look may take of each table.
const SWEEP: Duration = Duration::from_secs(60);
const BATCHES: usize = 20;

/// How often the schedule of signing keys is looked at.
const TEND: Duration = Duration::from_secs(3600);

/// Starts it; it ends when what is given back is dropped.
pub(crate) fn start(parts: &Parts) -> JoinSet<()> {
    let mut workers = JoinSet::new();
    workers.spawn(follow_changes(Arc::clone(&parts.platform)));
    let (platform, provider) = (Arc::clone(&parts.platform), Arc::clone(&parts.provider));
    workers.spawn(async move { provider.keys.follow_changes(&platform).await });
    workers.spawn(parts.postman.clone().run());
    let (platform, provider) = (Arc::clone(&parts.platform), Arc::clone(&parts.provider));
    workers.spawn(Herald::new(platform, provider).run());
    workers.spawn(make_keys(parts.clone()));
    workers.spawn(tend_keys(parts.clone()));
    workers.spawn(sweep(parts.clone()));
    workers
}

/// Makes the signing keys of `root`, so that the first to need one does not wait for it.
async fn make_keys(parts: Parts) {
    let result = match parts.operator("root").await {
        Ok(cx) => parts
            .provider
            .keys
            .ensure(
                &cx.acting(durward_model::Actor::System),
                &SIGNING_ALGORITHMS,
            )
            .await
            .map(drop),
        Err(error) => Err(error),
    };
    if let Err(error) = result {
        tracing::warn!(%error, "signing keys could not be made; they will be when they are needed");
    }
}

async fn tend_keys(parts: Parts) {
    let mut every = interval(TEND);
    every.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        every.tick().await;
        let now = parts.platform.clock.now();
        if let Err(error) = lifecycle::tend_all(&parts.provider.keys, &parts.platform, now).await {
            tracing::warn!(%error, "signing keys could not be tended");
        }
    }
}

async fn sweep(parts: Parts) {
    let mut every = interval(SWEEP);
    every.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // Not at once: a process that starts has better things to do.
    every.tick().await;
    loop {
        every.tick().await;
        match expiry::sweep(&parts.platform.db, parts.platform.clock.now(), BATCHES).await {
            Ok(deleted) => {
                for (table, rows) in deleted.into_iter().filter(|(_, rows)| *rows > 0) {
                    tracing::debug!(table, rows, "expired rows deleted");
                }
            }
            Err(error) => tracing::warn!(%error, "expired rows could not be deleted"),
        }
    }
}
