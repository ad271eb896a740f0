//! Declarations as people write them: YAML or JSON, several in a file.
//!
//! A file is read with the position of everything in it ([`read_text`]), values that stand elsewhere are put in place
//! (`{env: NAME}`, `{file: PATH}`), and what is refused later is explained by file, line and field ([`Places`]).

mod places;
mod read;
mod references;
pub(crate) mod yaml;

use std::sync::Arc;

use durward_identity::declare::{Declaration, Source};
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub(crate) use places::{Places, Refusal};
pub(crate) use read::read_files;
pub use read::read_text;

/// A declaration on its way to whoever applies it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Written {
    /// Name of the file.
    pub file: Arc<str>,
    /// Line it begins at, from 1.
    pub line: u32,
    /// What it says.
    pub value: Value,
}

impl std::fmt::Debug for Written {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Written({}:{})", self.file, self.line)
    }
}

impl From<Written> for Declaration {
    fn from(written: Written) -> Self {
        Self {
            source: Source {
                file: written.file,
                line: written.line,
            },
            value: written.value,
        }
    }
}
