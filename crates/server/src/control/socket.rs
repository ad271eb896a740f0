//! Where the socket is.

use std::fs::File;
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};

/// Longest path of a Unix socket is 107 bytes; this leaves some room.
const LONGEST: usize = 100;

/// The address of the socket in a folder.
pub(super) struct Address {
    path: PathBuf,
    /// Kept open while `path` goes through it.
    _folder: Option<File>,
}

impl Address {
    /// The socket of the data folder `folder`. A folder whose path is too long for a socket is reached through a handle.
    ///
    /// # Errors
    /// When the folder cannot be opened.
    pub(super) fn in_folder(folder: &Path) -> std::io::Result<Self> {
        let path = folder.join("control.sock");
        if path.as_os_str().len() <= LONGEST {
            return Ok(Self {
                path,
                _folder: None,
            });
        }
        let folder = File::open(folder)?;
        let path = PathBuf::from(format!("/proc/self/fd/{}/control.sock", folder.as_raw_fd()));
        Ok(Self {
            path,
            _folder: Some(folder),
        })
    }

    /// The path to bind or connect to.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}
