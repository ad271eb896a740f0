//! Answers for the person at the terminal.

use std::io::Write;

use crate::commands::{Ending, Reply};

/// Prints a reply. The last one says how it ended.
pub(super) fn reply(reply: Reply) -> Option<Ending> {
    match reply {
        Reply::Line(text) => line(&text),
        Reply::Note(text) => complaint(&text),
        Reply::End(ending) => return Some(ending),
    }
    None
}

/// One line to standard output. Whoever reads it may have gone.
pub(crate) fn line(text: &str) {
    drop(writeln!(std::io::stdout().lock(), "{text}"));
}

/// Text to standard output, as it stands.
pub(super) fn text(text: &str) {
    drop(std::io::stdout().lock().write_all(text.as_bytes()));
}

/// What went wrong, or should be known, to standard error.
pub(super) fn complaint(text: &str) {
    drop(writeln!(std::io::stderr().lock(), "durward: {text}"));
}
