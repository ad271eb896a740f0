//! Where writers wait for the pen, in the order of coming, and where it is passed on.

use std::collections::VecDeque;
use std::mem;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Weak, mpsc};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::pen::Pen;
use super::session::Origin;
use super::{committer, keeper};
use crate::error::DbError;
use crate::moment::Moment;
use crate::shared::Shared;
use crate::statistics::Counters;

/// When the first transaction of a batch has waited this long it is committed, though others would join.
const LONGEST_WAIT: Duration = Duration::from_millis(20);

/// Where a write transaction keeps the pen; `keeper` takes it out when it is held too long.
pub(crate) type Lease = Mutex<Option<HeldPen>>;

pub(crate) struct Desk {
    pub(crate) origin: Origin,
    pub(crate) shared: Arc<Shared>,
    /// Commits since the log was last written back.
    pub(crate) unwritten: AtomicU64,
    /// The last commit failed, so only a write can tell whether the database is usable.
    pub(crate) failing: AtomicBool,
    line: Mutex<Line>,
    holder: Mutex<Option<Holder>>,
    committer: mpsc::Sender<HeldPen>,
    /// Dropped with the desk, which ends the keeper.
    _keeper: mpsc::Sender<()>,
}

#[derive(Default)]
struct Line {
    pen: Option<Box<Pen>>,
    waiting: VecDeque<Waiter>,
    closed: bool,
}

struct Waiter {
    /// Wants the connection without any transaction on it.
    alone: bool,
    give: oneshot::Sender<HeldPen>,
}

/// Who has the pen, as `keeper` saw it last.
struct Holder {
    lease: Weak<Lease>,
    /// How many statements the pen had run.
    statements: u64,
    /// Since when it has not run another.
    silent_since: Moment,
}

/// The pen in someone's hand. Dropping it undoes an unfinished unit and passes it on.
pub(crate) struct HeldPen {
    pen: Option<Box<Pen>>,
    desk: Arc<Desk>,
}

impl Desk {
    pub(crate) fn open(
        pen: Pen,
        origin: Origin,
        shared: Arc<Shared>,
    ) -> Result<Arc<Self>, DbError> {
        let (to_committer, batches) = mpsc::channel();
        let (alive, ends) = mpsc::channel();
        let desk = Arc::new(Self {
            origin,
            shared,
            unwritten: AtomicU64::new(0),
            failing: AtomicBool::new(false),
            line: Mutex::new(Line {
                pen: Some(Box::new(pen)),
                ..Line::default()
            }),
            holder: Mutex::new(None),
            committer: to_committer,
            _keeper: alive,
        });
        committer::spawn(batches)?;
        keeper::spawn(Arc::downgrade(&desk), ends)?;
        Ok(desk)
    }

    /// Waits for the pen. With `alone`, the batch before is committed first.
    pub(crate) async fn take(
        self: &Arc<Self>,
        alone: bool,
        longest: Duration,
    ) -> Result<HeldPen, DbError> {
        let receiver = {
            let mut line = self.line.lock();
            if line.closed {
                return Err(DbError::closed());
            }
            if let Some(pen) = line.pen.take() {
                return Ok(HeldPen {
                    pen: Some(pen),
                    desk: Arc::clone(self),
                });
            }
            line.join(alone)
        };
        let since = Moment::now();
        let outcome = timeout(longest, receiver).await;
        self.shared.counters.waited(since.elapsed());
        match outcome {
            Ok(Ok(held)) => Ok(held),
            Ok(Err(_)) => Err(DbError::closed()),
            Err(_) => Err(DbError::Unavailable(
                "the writer was not free in time".to_owned(),
            )),
        }
    }

    /// Turns away everyone who waits or will come, and gives the pen for good, if it is free within `longest`.
    pub(crate) async fn close(self: &Arc<Self>, longest: Duration) -> Option<Box<Pen>> {
        let receiver = {
            let mut line = self.line.lock();
            if mem::replace(&mut line.closed, true) {
                return None;
            }
            line.waiting.clear();
            if let Some(pen) = line.pen.take() {
                return Some(pen);
            }
            line.join(true)
        };
        timeout(longest, receiver).await.ok()?.ok()?.pen.take()
    }

    /// Whether the pen would go to no one if it were passed on now.
    pub(crate) fn nobody_waits(&self) -> bool {
        self.line
            .lock()
            .waiting
            .iter()
            .all(|waiter| waiter.give.is_closed())
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.line.lock().closed
    }

    /// Notes who has the pen, for `keeper` to watch.
    pub(crate) fn watch(&self, lease: &Arc<Lease>) {
        *self.holder.lock() = Some(Holder {
            lease: Arc::downgrade(lease),
            statements: 0,
            silent_since: Moment::now(),
        });
    }

    /// The lease that has had the pen for longer than `longest` without running a statement, if it still has it.
    pub(crate) fn overdue(&self, longest: Duration) -> Option<Arc<Lease>> {
        let mut holder = self.holder.lock();
        let holder = holder.as_mut()?;
        let lease = holder.lease.upgrade()?;
        let statements = lease.try_lock()?.as_ref()?.pen.as_ref()?.statements();
        if statements != holder.statements {
            holder.statements = statements;
            holder.silent_since = Moment::now();
        }
        (holder.silent_since.elapsed() >= longest).then_some(lease)
    }

    fn pass_on(self: &Arc<Self>, mut pen: Box<Pen>) {
        loop {
            let mut line = self.line.lock();
            line.forget_gone();
            let next = line.waiting.front();
            let ends_batch = next.is_none_or(|waiter| waiter.alone)
                || pen.members() >= self.shared.settings.sqlite_batch
                || pen.waited() > LONGEST_WAIT;
            if ends_batch && pen.members() > 0 {
                drop(line);
                let held = HeldPen {
                    pen: Some(pen),
                    desk: Arc::clone(self),
                };
                if let Err(mpsc::SendError(held)) = self.committer.send(held) {
                    committer::commit(held);
                }
                return;
            }
            if ends_batch {
                pen.close_empty_batch();
            }
            let Some(waiter) = line.waiting.pop_front() else {
                if !line.closed {
                    line.pen = Some(pen);
                }
                return;
            };
            drop(line);
            match waiter.give.send(HeldPen {
                pen: Some(pen),
                desk: Arc::clone(self),
            }) {
                Ok(()) => return,
                // The waiter left just now: `pen.take()` so that dropping `held` does not come back here.
                Err(mut held) => match held.pen.take() {
                    Some(returned) => pen = returned,
                    None => return,
                },
            }
        }
    }
}

impl Line {
    fn join(&mut self, alone: bool) -> oneshot::Receiver<HeldPen> {
        let (give, receiver) = oneshot::channel();
        self.waiting.push_back(Waiter { alone, give });
        receiver
    }

    fn forget_gone(&mut self) {
        while self
            .waiting
            .front()
            .is_some_and(|waiter| waiter.give.is_closed())
        {
            self.waiting.pop_front();
        }
    }
}

impl HeldPen {
    pub(crate) fn desk(&self) -> &Arc<Desk> {
        &self.desk
    }

    /// The pen. It is always there until the holder is dropped.
    pub(crate) fn pen(&mut self) -> Result<&mut Pen, DbError> {
        self.pen.as_deref_mut().ok_or_else(DbError::closed)
    }
}

impl Drop for HeldPen {
    fn drop(&mut self) {
        if let Some(mut pen) = self.pen.take() {
            if pen.rollback_unit() {
                Counters::add(&self.desk.shared.counters.rollbacks);
            }
            self.desk.pass_on(pen);
        }
    }
}

/// Marks the outcome of a commit for `Db::ready`.
pub(crate) fn note_outcome(desk: &Desk, result: &Result<(), DbError>) {
    desk.failing.store(result.is_err(), Relaxed);
    if result.is_ok() {
        desk.unwritten.fetch_add(1, Relaxed);
    }
}
