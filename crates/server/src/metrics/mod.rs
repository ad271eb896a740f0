//! Numbers for Prometheus.

mod process;
mod requests;
mod snapshot;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Body;
use http::{Method, Response};
use prometheus_client::encoding::text::encode;
use prometheus_client::registry::Registry;

use crate::wiring::Parts;
use requests::Requests;
use snapshot::Snapshot;

/// The numbers of the process. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Metrics {
    requests: Requests,
    snapshot: Arc<Mutex<Snapshot>>,
    registry: Arc<Registry>,
}

impl Metrics {
    /// All at nothing.
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("durward");
        let requests = Requests::register(&mut registry);
        let snapshot = Snapshot::register(&mut registry);
        Self {
            requests,
            snapshot: Arc::new(Mutex::new(snapshot)),
            registry: Arc::new(registry),
        }
    }

    /// Counts an answer.
    pub(crate) fn answered(&self, method: &Method, response: &Response<Body>, took: Duration) {
        self.requests.answered(method, response, took);
    }

    /// All numbers in the OpenMetrics text format.
    pub(crate) fn text(&self, parts: Option<&Parts>) -> String {
        if let Some(parts) = parts {
            self.snapshot
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(parts);
        }
        let mut text = String::new();
        if encode(&mut text, &self.registry).is_err() {
            tracing::error!("the metrics cannot be written");
        }
        text
    }
}
