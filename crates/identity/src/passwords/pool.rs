//! The threads that hash: a bounded queue, and nobody waits for long.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use durward_store::Error;
use parking_lot::{Condvar, Mutex};
use tokio::sync::oneshot;

use super::Settings;
use super::arena::Arena;

/// How long a thread without work keeps its memory.
const IDLE: Duration = Duration::from_secs(30);
/// How far the threads that hash step back, from 0 to 19: they keep a quarter of a processor that is wanted by others.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 5;
/// Seconds after which somebody who was sent away may come back.
const RETRY_AFTER: u32 = 1;

const WAITING: u8 = 0;
const RUNNING: u8 = 1;
const ABANDONED: u8 = 2;

/// What the threads did since they started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Statistics {
    /// Hashes made and verified, those for nothing included.
    pub done: u64,
    /// Hashes refused because too many waited.
    pub refused: u64,
    /// Hashes given up because their turn did not come in time.
    pub expired: u64,
}

type Work = Box<dyn FnOnce(&mut Arena) + Send>;

struct Job {
    work: Work,
    state: Arc<AtomicU8>,
}

#[derive(Default)]
struct Queue {
    jobs: VecDeque<Job>,
    closed: bool,
}

#[derive(Default)]
struct Shared {
    queue: Mutex<Queue>,
    wake: Condvar,
    done: AtomicU64,
    refused: AtomicU64,
    expired: AtomicU64,
}

/// The pool; its threads end when it is dropped.
pub(super) struct Pool {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
    settings: Settings,
}

impl std::fmt::Debug for Pool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pool({} threads)", self.threads.len())
    }
}

/// One caller's place in the queue; given up when its future is dropped.
struct Ticket(Arc<AtomicU8>);

impl Ticket {
    /// Whether the place was still only a place in the queue.
    fn give_up(&self) -> bool {
        self.0
            .compare_exchange(WAITING, ABANDONED, Ordering::AcqRel, Ordering::Acquire)
            .is_ok()
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.give_up();
    }
}

impl Pool {
    pub(super) fn start(settings: Settings) -> Result<Self, Error> {
        let shared = Arc::new(Shared::default());
        let threads = (0..settings.threads.max(1))
            .map(|number| {
                let shared = Arc::clone(&shared);
                std::thread::Builder::new()
                    .name(format!("password-{number}"))
                    .spawn(move || work_off(&shared))
                    .map_err(|error| Error::internal(format!("no thread for passwords: {error}")))
            })
            .collect::<Result<_, Error>>()?;
        Ok(Self {
            shared,
            threads,
            settings,
        })
    }

    /// Runs `work` on one of the threads.
    ///
    /// # Errors
    /// Unavailable when too many wait already, or when no thread was free in time.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Arena) -> T + Send + 'static,
    ) -> Result<T, Error> {
        let (reply, mut answer) = oneshot::channel();
        let ticket = Ticket(Arc::new(AtomicU8::new(WAITING)));
        let job = Job {
            work: Box::new(move |arena| {
                // Nobody may be waiting any more.
                let _ = reply.send(work(arena));
            }),
            state: Arc::clone(&ticket.0),
        };
        self.enqueue(job)?;
        let died = |_| Error::internal("a password thread died");
        if let Ok(answered) = tokio::time::timeout(self.settings.wait, &mut answer).await {
            return answered.map_err(died);
        }
        if ticket.give_up() {
            self.shared.expired.fetch_add(1, Ordering::Relaxed);
            return Err(Error::unavailable(
                RETRY_AFTER,
                "no password thread was free in time",
            ));
        }
        answer.await.map_err(died)
    }

    /// Whether one more would find a place in the queue now.
    ///
    /// # Errors
    /// Unavailable when too many wait already.
    pub(super) fn require_room(&self) -> Result<(), Error> {
        self.with_room(|_| ())
    }

    fn enqueue(&self, job: Job) -> Result<(), Error> {
        self.with_room(|queue| queue.jobs.push_back(job))?;
        self.shared.wake.notify_one();
        Ok(())
    }

    fn with_room(&self, then: impl FnOnce(&mut Queue)) -> Result<(), Error> {
        let mut queue = self.shared.queue.lock();
        if queue.jobs.len() >= self.settings.queue {
            queue
                .jobs
                .retain(|job| job.state.load(Ordering::Acquire) == WAITING);
        }
        if queue.jobs.len() < self.settings.queue {
            then(&mut queue);
            return Ok(());
        }
        drop(queue);
        self.shared.refused.fetch_add(1, Ordering::Relaxed);
        Err(Error::unavailable(
            RETRY_AFTER,
            "too many passwords wait to be hashed",
        ))
    }

    pub(super) fn statistics(&self) -> Statistics {
        Statistics {
            done: self.shared.done.load(Ordering::Relaxed),
            refused: self.shared.refused.load(Ordering::Relaxed),
            expired: self.shared.expired.load(Ordering::Relaxed),
        }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.shared.queue.lock().closed = true;
        self.shared.wake.notify_all();
        for thread in self.threads.drain(..) {
            // A thread that panicked has nothing to say.
            let _ = thread.join();
        }
    }
}

fn work_off(shared: &Shared) {
    step_back();
    let mut arena = Arena::default();
    while let Some(job) = next(shared, &mut arena) {
        let mine =
            job.state
                .compare_exchange(WAITING, RUNNING, Ordering::AcqRel, Ordering::Acquire);
        if mine.is_err() {
            continue;
        }
        shared.done.fetch_add(1, Ordering::Relaxed);
        let work = job.work;
        if catch_unwind(AssertUnwindSafe(|| work(&mut arena))).is_err() {
            tracing::error!("hashing a password panicked");
        }
        arena.trim();
    }
}

/// Lets the threads that answer requests go before the calling one: they need a processor for a moment, a hash for long.
/// Without that, a token waits behind every password.
fn step_back() {
    // On Linux the number of no process is the calling thread's (setpriority(2)); elsewhere it would be all of us.
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, NICENESS) {
        tracing::debug!(%error, "the priority of a password thread was not lowered");
    }
}

/// The next job; none when the pool was dropped.
fn next(shared: &Shared, arena: &mut Arena) -> Option<Job> {
    let mut queue = shared.queue.lock();
    loop {
        if queue.closed {
            return None;
        }
        if let Some(job) = queue.jobs.pop_front() {
            return Some(job);
        }
        if shared.wake.wait_for(&mut queue, IDLE).timed_out() {
            arena.clear();
        }
    }
}
