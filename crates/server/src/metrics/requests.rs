//! Requests by method, route and status, and how long they took.

use std::time::Duration;

use axum::body::Body;
use axum::extract::MatchedPath;
use http::{Method, Response};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// Upper bounds of the classes, in seconds.
const CLASSES: [f64; 12] = [
    0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0,
];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Clone)]
pub(super) struct Requests {
    answered: Family<Answered, Counter>,
    took: Family<Route, Histogram, fn() -> Histogram>,
}

impl Requests {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let answered = Family::default();
        let took = Family::new_with_constructor((|| Histogram::new(CLASSES)) as fn() -> Histogram);
        registry.register("requests", "Requests answered", answered.clone());
        registry.register(
            "request_seconds",
            "Time from a request's header to its answer",
            took.clone(),
        );
        Self { answered, took }
    }

    pub(super) fn answered(&self, method: &Method, response: &Response<Body>, took: Duration) {
        let route = route(response);
        let labels = Answered {
            method: known(method),
            route: route.to_owned(),
            status: response.status().as_u16(),
        };
        self.answered.get_or_create(&labels).inc();
        self.took
            .get_or_create(&Route {
                route: labels.route,
            })
            .observe(took.as_secs_f64());
    }
}

/// The route inside realms; what matched none is one class, or anyone could fill the memory with paths.
fn route(response: &Response<Body>) -> &str {
    let matched = response
        .extensions()
        .get::<MatchedPath>()
        .map_or("", MatchedPath::as_str);
    matched.strip_prefix("/~").unwrap_or(matched)
}

fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}
