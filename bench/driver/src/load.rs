//! Closed and open loops, and the report.

use crate::{
    config::Config,
    cpu,
    http::Connection,
    scenario::{Outcome, Scenario},
};
use serde::Serialize;
use std::{
    cell::RefCell,
    rc::Rc,
    time::{Duration, Instant},
};
use tokio::sync::Mutex;

/// What was seen in the measured window. Times in milliseconds.
#[derive(Default, Serialize)]
pub(crate) struct Report {
    done: u64,
    busy: u64,
    failed: u64,
    seconds: f64,
    cpu_seconds: f64,
    p50: f64,
    p99: f64,
    max: f64,
    busy_max: f64,
    /// Of the requests that carried a password.
    password_p50: f64,
    password_p99: f64,
    /// The first failures, in words.
    failures: Vec<String>,
    #[serde(skip)]
    latencies: Vec<Duration>,
    #[serde(skip)]
    passwords: Vec<Duration>,
    #[serde(skip)]
    busy_latencies: Vec<Duration>,
}

impl Report {
    fn record(
        &mut self,
        latency: Duration,
        password: Option<Duration>,
        outcome: anyhow::Result<Outcome>,
    ) {
        match outcome {
            Ok(Outcome::Done) => {
                self.done += 1;
                self.latencies.push(latency);
                self.passwords.extend(password);
            }
            Ok(Outcome::Busy) => {
                self.busy += 1;
                self.busy_latencies.push(latency);
            }
            Err(error) => {
                self.failed += 1;
                if self.failures.len() < 3 {
                    self.failures.push(format!("{error:#}"));
                }
            }
        }
    }

    fn finish(mut self, wall: Duration, cpu: Duration) -> Self {
        self.seconds = wall.as_secs_f64();
        self.cpu_seconds = cpu.as_secs_f64();
        self.latencies.sort_unstable();
        self.passwords.sort_unstable();
        let at = |sorted: &[Duration], share: f64| {
            let index =
                ((sorted.len() as f64 * share).ceil() as usize).clamp(1, sorted.len().max(1)) - 1;
            sorted
                .get(index)
                .map_or(0.0, |latency| latency.as_secs_f64() * 1e3)
        };
        (self.p50, self.p99, self.max) = (
            at(&self.latencies, 0.5),
            at(&self.latencies, 0.99),
            at(&self.latencies, 1.0),
        );
        (self.password_p50, self.password_p99) =
            (at(&self.passwords, 0.5), at(&self.passwords, 0.99));
        self.busy_max = self
            .busy_latencies
            .iter()
            .max()
            .map_or(0.0, |latency| latency.as_secs_f64() * 1e3);
        self
    }
}

/// The pace of an open loop: one waiting task at a time watches the clock, so that a request starts when it is due and not when a
/// timer of a millisecond's grain says so.
struct Pace {
    begun: Instant,
    interval: Duration,
    next: u32,
}

impl Pace {
    async fn due(pace: &Mutex<Self>) -> Instant {
        let mut pace = pace.lock().await;
        let due = pace.begun + pace.interval * pace.next;
        pace.next += 1;
        while Instant::now() < due {
            tokio::task::yield_now().await;
        }
        due
    }
}

/// Runs one scenario per connection through warm-up and window.
pub(crate) async fn run<S: Scenario + 'static>(
    config: &Config,
    scenarios: Vec<S>,
) -> anyhow::Result<Report> {
    let report = Rc::new(RefCell::new(Report::default()));
    let begun = Instant::now();
    let from = begun + Duration::from_secs_f64(config.warm);
    let until = from + Duration::from_secs_f64(config.seconds);
    let pace = config.rate.map(|rate| {
        Rc::new(Mutex::new(Pace {
            begun,
            interval: Duration::from_secs_f64(1.0 / rate),
            next: 0,
        }))
    });

    let tasks: Vec<_> = scenarios
        .into_iter()
        .map(|mut scenario| {
            let (report, pace, mut connection) = (
                Rc::clone(&report),
                pace.clone(),
                Connection::new(&config.address),
            );
            tokio::task::spawn_local(async move {
                loop {
                    let started = match &pace {
                        Some(pace) => Pace::due(pace).await,
                        None => Instant::now(),
                    };
                    if started >= until {
                        return;
                    }
                    let outcome = scenario.step(&mut connection).await;
                    let ended = Instant::now();
                    let password = connection.take_password();
                    let failed = outcome.is_err();
                    if ended >= from && ended < until || failed {
                        report
                            .borrow_mut()
                            .record(ended - started, password, outcome);
                    }
                    if failed {
                        tokio::time::sleep(Duration::from_millis(50)).await;
                    }
                }
            })
        })
        .collect();

    tokio::time::sleep_until(from.into()).await;
    let cpu = cpu::of(&config.pids);
    let window = Instant::now();
    tokio::time::sleep_until(until.into()).await;
    let (wall, cpu) = (window.elapsed(), cpu::of(&config.pids).saturating_sub(cpu));
    for task in tasks {
        task.await?;
    }
    let seen = report.take();
    Ok(seen.finish(wall, cpu))
}
