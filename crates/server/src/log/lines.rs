//! Lines are written by a thread of their own, many at a time: a request does not wait for whoever reads the log.

use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use tracing_subscriber::fmt::MakeWriter;

/// Bytes that may wait. Beyond, whoever logs waits too: nothing is lost and memory stays bounded.
const WAITING: usize = 4 << 20;

/// Bytes that wait no longer than it takes to write them.
const PLENTY: usize = 64 << 10;

/// How long lines gather after some were written: waking a thread for every line costs more than the line. A line that
/// comes when all is quiet is written at once.
const GATHERING: Duration = Duration::from_millis(5);

#[derive(Default)]
struct State {
    waiting: Vec<u8>,
    /// The thread sleeps until something comes.
    idle: bool,
    closed: bool,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    came: Condvar,
    taken: Condvar,
}

/// Where log lines go.
#[derive(Clone)]
pub(super) struct Lines {
    shared: Arc<Shared>,
}

/// The thread that writes. Dropped, it writes what is left and ends; lines after that go nowhere.
pub(crate) struct Writing {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Lines {
    /// Starts the thread that writes to `target`.
    pub(super) fn start(target: impl Write + Send + 'static) -> io::Result<(Self, Writing)> {
        let shared = Arc::new(Shared::default());
        let theirs = Arc::clone(&shared);
        let thread = std::thread::Builder::new()
            .name("log".to_owned())
            .stack_size(128 * 1024)
            .spawn(move || theirs.write_to(target))?;
        let writing = Writing {
            shared: Arc::clone(&shared),
            thread: Some(thread),
        };
        Ok((Self { shared }, writing))
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        self.shared.state().closed = true;
        self.shared.came.notify_all();
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for lines and takes them. `None` when no more will come.
    fn take(&self, mut empty: Vec<u8>) -> Option<Vec<u8>> {
        let mut state = self
            .came
            .wait_timeout_while(self.state(), GATHERING, |state| {
                state.waiting.len() < PLENTY && !state.closed
            })
            .unwrap_or_else(PoisonError::into_inner)
            .0;
        while state.waiting.is_empty() && !state.closed {
            state.idle = true;
            state = self
                .came
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        state.idle = false;
        std::mem::swap(&mut empty, &mut state.waiting);
        drop(state);
        self.taken.notify_all();
        (!empty.is_empty()).then_some(empty)
    }

    fn write_to(&self, mut target: impl Write) {
        let mut lines = Vec::new();
        while let Some(taken) = self.take(lines) {
            // There is nobody to tell that standard error is gone.
            drop(target.write_all(&taken).and_then(|()| target.flush()));
            lines = taken;
            lines.clear();
            lines.shrink_to(2 * PLENTY);
        }
    }
}

impl Lines {
    /// Hands over one whole line or several.
    pub(super) fn add(&self, line: &[u8]) {
        let mut state = self.shared.state();
        while state.waiting.len() > WAITING && !state.closed {
            state = self
                .shared
                .taken
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        if state.closed {
            return;
        }
        let before = state.waiting.len();
        state.waiting.extend_from_slice(line);
        let wake = state.idle || (before < PLENTY && state.waiting.len() >= PLENTY);
        state.idle = false;
        drop(state);
        if wake {
            self.shared.came.notify_one();
        }
    }
}

impl Write for &Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.add(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = &'a Self;

    fn make_writer(&'a self) -> Self::Writer {
        self
    }
}
