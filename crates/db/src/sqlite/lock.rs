//! One process at a time on a database file.

use std::fs::{DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use parking_lot::Mutex;

use crate::error::DbError;

/// Readable and writable by the owner only.
const PRIVATE: u32 = 0o600;
const PRIVATE_FOLDER: u32 = 0o700;

/// A handle of this process that was just dropped may still be letting go.
const ATTEMPTS: u32 = 10;
const PAUSE: Duration = Duration::from_millis(50);

/// An advisory lock on `PATH.lock`, held while this lives; the operating system releases it when the process dies.
pub(crate) struct FileLock {
    file: Mutex<Option<File>>,
}

impl FileLock {
    /// Takes the lock, making the folder if it is missing.
    #[expect(
        clippy::disallowed_methods,
        reason = "opening runs on a blocking thread, see `Engine::open`"
    )]
    pub(crate) fn take(database: &Path) -> Result<Self, DbError> {
        let path = beside(database, ".lock");
        make_folder(database).map_err(|error| unusable(database, &error))?;
        let mut file = private_file(&path).map_err(|error| unusable(&path, &error))?;
        for attempt in 1.. {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if attempt < ATTEMPTS => thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => return Err(taken(database, &mut file)),
                Err(TryLockError::Error(error)) => return Err(unusable(&path, &error)),
            }
        }
        note_owner(&mut file).map_err(|error| unusable(&path, &error))?;
        Ok(Self {
            file: Mutex::new(Some(file)),
        })
    }

    /// Lets another process in.
    pub(crate) fn release(&self) {
        *self.file.lock() = None;
    }
}

/// Makes the database file with private permissions before SQLite does with wider ones; the files SQLite puts beside
/// it take the same permissions.
///
/// Only for a file that this process has not open: closing any handle on a file releases all locks that a process has
/// on it, SQLite's too.
pub(crate) fn prepare_file(database: &Path) -> Result<(), DbError> {
    let make = || {
        let file = private_file(database)?;
        file.set_permissions(Permissions::from_mode(PRIVATE))?;
        sync_folder(database)
    };
    make().map_err(|error| unusable(database, &error))
}

fn make_folder(database: &Path) -> io::Result<()> {
    match database
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        Some(folder) => DirBuilder::new()
            .recursive(true)
            .mode(PRIVATE_FOLDER)
            .create(folder),
        None => Ok(()),
    }
}

/// Flushes the folder of a file, so that a file just made there is found after a power cut.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

/// `database` with something added to its name.
pub(crate) fn beside(database: &Path, ending: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn private_file(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(PRIVATE)
        .open(path)
}

/// The number of the owning process, for the message another one gives.
fn note_owner(file: &mut File) -> io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", std::process::id())
}

fn taken(database: &Path, file: &mut File) -> DbError {
    let mut owner = String::new();
    let known = file
        .rewind()
        .and_then(|()| file.read_to_string(&mut owner))
        .is_ok()
        && !owner.trim().is_empty();
    let owner = if known {
        format!("process {}", owner.trim())
    } else {
        "another process".to_owned()
    };
    DbError::Unavailable(format!(
        "{} is in use by {owner}: only one at a time can open it",
        database.display()
    ))
}

pub(crate) fn unusable(path: &Path, error: &io::Error) -> DbError {
    if error.kind() == io::ErrorKind::StorageFull {
        return DbError::Full;
    }
    DbError::Unavailable(format!("{} cannot be used: {error}", path.display()))
}
