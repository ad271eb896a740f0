//! Lines are written by a thread of their own, many at a time: a request does not wait for whoever reads the log.

use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use tracing_subscriber::fmt::MakeWriter;

/// Bytes that may wait. Beyond, whoever logs waits too: nothing is lost and memory stays bounded.
const WAITING: usize = 4 << 20;

#[derive(Default)]
struct State {
    waiting: Vec<u8>,
    closed: bool,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    /// Something came, or was taken.
    changed: Condvar,
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
        self.shared.changed.notify_all();
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        self.changed
            .wait(state)
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn write_to(&self, mut target: impl Write) {
        let mut taken = Vec::new();
        loop {
            let mut state = self.state();
            while state.waiting.is_empty() && !state.closed {
                state = self.wait(state);
            }
            if state.waiting.is_empty() {
                return;
            }
            std::mem::swap(&mut taken, &mut state.waiting);
            drop(state);
            self.changed.notify_all();
            // There is nobody to tell that standard error is gone.
            drop(target.write_all(&taken).and_then(|()| target.flush()));
            taken.clear();
            taken.shrink_to(64 * 1024);
        }
    }
}

impl Write for &Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut state = self.shared.state();
        while state.waiting.len() > WAITING && !state.closed {
            state = self.shared.wait(state);
        }
        if state.closed {
            return Ok(line.len());
        }
        let wake = state.waiting.is_empty();
        state.waiting.extend_from_slice(line);
        drop(state);
        if wake {
            self.shared.changed.notify_all();
        }
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
