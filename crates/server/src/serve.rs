//! Serving, from start to graceful stop.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use durward_db::Target;
use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::config::{self, Config};
use crate::control::{self, Control};
use crate::front::{Front, Proxies, Shows};
use crate::listen::tls::{Files, Live};
use crate::listen::{self, Limits, Listener, Room};
use crate::metrics::Metrics;
use crate::wiring::Parts;
use crate::{deployment, first_start, workers};

/// Threads for work that blocks: long lists, key making, look-ups of names. They end when they have nothing to do.
const BLOCKING: usize = 64;

/// How long everything may take to end, and messages that are being sent.
const FAREWELL: Duration = Duration::from_secs(9);
const MESSAGES: Duration = Duration::from_secs(5);

/// The runtime that serves.
///
/// # Errors
/// When the system gives no threads.
pub(crate) fn runtime(config: &Config) -> anyhow::Result<Runtime> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let workers = if config.workers == 0 {
        cores
    } else {
        config.workers
    };
    Builder::new_multi_thread()
        .worker_threads(workers)
        .max_blocking_threads(BLOCKING)
        .thread_name("durward")
        .enable_all()
        .build()
        .context("the threads cannot be started")
}

/// Serves until SIGTERM or SIGINT.
///
/// # Errors
/// What keeps it from starting.
pub(crate) async fn run(config: Config) -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let tls = live_tls(&config, false)?;
    let asking = match config.client_certificates.listen {
        Some(address) => live_tls(&config, true)?.map(|live| (address, live)),
        None => None,
    };
    let doors = bind(&config, tls.clone(), asking.clone()).await?;
    let (stop, stopping) = watch::channel(false);
    let mut listeners = JoinSet::new();
    let mut fronts = Vec::new();
    for listener in doors {
        fronts.push(listener.front.clone());
        listeners.spawn(listener.serve(stopping.clone()));
    }
    let parts = tokio::select! {
        parts = deployment::open(&config) => parts?,
        _ = terminate.recv() => return Ok(()),
        _ = interrupt.recv() => return Ok(()),
    };
    let result = start(&config, &parts, &fronts, stopping, &mut listeners).await;
    let mut background = match result {
        Ok(background) => background,
        Err(error) => {
            parts.platform.db.close().await;
            return Err(error);
        }
    };
    for live in tls.into_iter().chain(asking.map(|(_, live)| live)) {
        background.spawn(live.follow());
    }
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("stopping");
    stop.send_replace(true);
    let finish = async { while listeners.join_next().await.is_some() {} };
    let finish = async { tokio::join!(finish, parts.postman.finish(MESSAGES)) };
    if tokio::time::timeout(FAREWELL, finish).await.is_err() {
        tracing::warn!("not everything was finished in time");
    }
    background.shutdown().await;
    parts.platform.db.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// Opens the doors, now that there is something behind them.
async fn start(
    config: &Config,
    parts: &Parts,
    fronts: &[Front],
    stopping: watch::Receiver<bool>,
    listeners: &mut JoinSet<()>,
) -> anyhow::Result<JoinSet<()>> {
    let router = durward_web::router(Arc::new(parts.app(config.limits.of_web())?));
    let background = workers::start(parts);
    if let Some(control) = control(config)? {
        listeners.spawn(control.serve(parts.clone(), stopping));
    }
    first_start::first_administrator(parts, &config.admin).await?;
    for front in fronts {
        front.open(parts.clone(), router.clone());
    }
    for name in config::unknown_variables() {
        tracing::warn!(name, "this environment variable is no setting");
    }
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        listen = %config.listen,
        public_url = config.public_url.as_str(),
        database = parts.platform.db.kind(),
        "ready"
    );
    Ok(background)
}

/// The certificate of the process, in use where clients are asked for theirs or where they are not.
fn live_tls(config: &Config, asks: bool) -> anyhow::Result<Option<Arc<Live>>> {
    let (Some(certificate), Some(key)) = (config.tls.certificate.clone(), config.tls.key.clone())
    else {
        return Ok(None);
    };
    Ok(Some(Arc::new(Live::start(Files {
        certificate,
        key,
        asks,
    })?)))
}

/// Opens the sockets. Before the database is open, only `/health/live` says yes.
async fn bind(
    config: &Config,
    tls: Option<Arc<Live>>,
    asking: Option<(SocketAddr, Arc<Live>)>,
) -> anyhow::Result<Vec<Listener>> {
    let metrics = Metrics::new();
    let limits = Limits {
        header_bytes: config.limits.header_bytes,
        header_timeout: Duration::from_secs(config.limits.header_timeout),
        request_timeout: Duration::from_secs(config.limits.request_timeout),
    };
    let proxies = Proxies {
        trusted: config.proxies.networks(),
        certificates: config.client_certificates.header,
    };
    let front = |shows| Front::new(proxies.clone(), metrics.clone(), shows);
    let shows = if config.metrics.listen.is_some() {
        Shows::NoMetrics
    } else {
        Shows::All
    };
    let mut listeners = vec![Listener {
        socket: listen::bind(config.listen).await?,
        tls,
        front: front(shows),
        limits,
        room: Room::of(config.limits.connections),
    }];
    if let Some((address, live)) = asking {
        let socket = listen::bind(address).await;
        listeners.push(Listener {
            socket: socket.context("client_certificates.listen")?,
            tls: Some(live),
            front: front(Shows::NoMetrics),
            limits,
            room: Room::of(config.limits.connections),
        });
    }
    if let Some(address) = config.metrics.listen {
        listeners.push(Listener {
            socket: listen::bind(address).await.context("metrics.listen")?,
            tls: None,
            front: front(Shows::MetricsOnly),
            limits,
            room: Room::of(100),
        });
    }
    Ok(listeners)
}

/// The control socket of a SQLite deployment. PostgreSQL takes any number of processes, so commands go there directly.
fn control(config: &Config) -> anyhow::Result<Option<Control>> {
    match deployment::target(config)? {
        Target::Sqlite(_) => control::listen(Path::new(&config.data_dir)).map(Some),
        Target::Postgres(_) => Ok(None),
    }
}
