//! Slow password hashing on threads of its own.
//!
//! New passwords are Argon2id; hashes that came from elsewhere are verified in their own scheme and answered with
//! `needs_rehash`. One [`Passwords`] per process: its queue is bounded, so a storm of sign-ins is told to come back
//! (`Unavailable`) instead of slowing everything else, and its memory is reused from hash to hash.

mod arena;
mod argon;
mod foreign;
mod phc;
mod pool;
mod prepare;
mod stored;

use std::sync::Arc;
use std::time::Duration;

use durward_model::service::PasswordHashing;
use durward_model::{Entropy, Invalid, Secret};
use durward_store::Error;

use argon::Cost;
use pool::Pool;
use prepare::Candidate;
use stored::Stored;

pub use pool::Statistics;

/// How much of the machine password hashing may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Threads that hash; more than cores is of no use.
    pub threads: usize,
    /// Hashes that may wait for a thread. What comes on top is told to come back.
    pub queue: usize,
    /// Longest wait for a thread; who waited that long is told to come back.
    pub wait: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            threads,
            queue: 24 * threads,
            wait: Duration::from_millis(700),
        }
    }
}

/// What [`Passwords::verify`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// The password is right.
    pub ok: bool,
    /// It is right, and its hash is of another scheme or cost than the realm wants now.
    pub needs_rehash: bool,
}

/// The threads that hash, and how to reach them.
pub struct Passwords {
    pool: Pool,
    entropy: Arc<dyn Entropy>,
}

impl std::fmt::Debug for Passwords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Passwords({:?})", self.pool)
    }
}

impl Passwords {
    /// Starts the threads.
    ///
    /// # Errors
    /// Internal when the operating system gives no thread.
    pub fn start(settings: Settings, entropy: Arc<dyn Entropy>) -> Result<Self, Error> {
        let pool = Pool::start(settings)?;
        Ok(Self { pool, entropy })
    }

    /// For requests that are about a password and nothing else: whether it is worth beginning, before anything is read
    /// or written for them.
    ///
    /// # Errors
    /// Unavailable when too many hashes wait.
    pub fn require_room(&self) -> Result<(), Error> {
        self.pool.require_room()
    }

    /// The Argon2id hash of `password` at `cost`, in PHC form.
    ///
    /// # Errors
    /// Invalid `password` when it is longer than any policy allows; unavailable when too many hashes wait.
    pub async fn hash(
        &self,
        cost: &PasswordHashing,
        password: &Secret<String>,
    ) -> Result<String, Error> {
        let cost = Cost::from(cost);
        let candidate = Candidate::prepare(password.expose())
            .ok_or_else(|| Invalid::new("password", "Give at most 1024 characters."))?;
        let mut salt = [0u8; 16];
        self.entropy.fill(&mut salt);
        self.pool
            .run(move |arena| argon::hash(arena, cost, &salt, candidate.prepared()))
            .await?
    }

    /// Whether `presented` is the password whose hash is `stored`. Without one the same work at `cost` is done for
    /// nothing, so that the answer takes as long whether or not there is a user.
    ///
    /// # Errors
    /// Unavailable when too many hashes wait; internal when `stored` is of no known scheme.
    pub async fn verify(
        &self,
        cost: &PasswordHashing,
        stored: Option<&str>,
        presented: &Secret<String>,
    ) -> Result<Verdict, Error> {
        let cost = Cost::from(cost);
        let stored = stored
            .map(Stored::parse)
            .transpose()
            .map_err(|_| Error::internal("a stored password hash is of no known scheme"))?;
        let candidate = Candidate::prepare(presented.expose());
        self.pool
            .run(move |arena| match (stored, candidate) {
                (Some(stored), Some(candidate)) => {
                    let ok = stored.matches(arena, &candidate);
                    Verdict {
                        ok,
                        needs_rehash: ok && !stored.is_current(cost),
                    }
                }
                (_, candidate) => {
                    let text = candidate.as_ref().map_or("", Candidate::prepared);
                    argon::burn(arena, cost, text);
                    Verdict {
                        ok: false,
                        needs_rehash: false,
                    }
                }
            })
            .await
    }

    /// What was done and refused since the start.
    pub fn statistics(&self) -> Statistics {
        self.pool.statistics()
    }
}

/// Checks that `hash` is of a scheme and cost that [`Passwords::verify`] can work with: Argon2 (`$argon2id$`,
/// `$argon2i$`, `$argon2d$`), bcrypt (`$2a$`, `$2b$`, `$2y$`), scrypt (`$scrypt$`), PBKDF2 (`$pbkdf2…$`,
/// `pbkdf2_sha256$`, `{PBKDF2…}`), `{SSHA}`, `{SSHA256}`, `{SSHA384}`, `{SSHA512}`, `{SHA}` and its longer sisters.
///
/// # Errors
/// Invalid `passwordHash` with what is wrong.
pub fn check_hash(hash: &str) -> Result<(), Invalid> {
    Stored::parse(hash).map(|_| ())
}
