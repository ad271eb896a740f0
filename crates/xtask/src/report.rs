//! What a check found: problems that fail it, and notes that only inform.

use std::process::ExitCode;

/// The findings of one command.
#[derive(Debug, Default)]
pub(crate) struct Report {
    problems: Vec<String>,
    notes: Vec<String>,
    summary: String,
}

impl Report {
    /// Records something that must be mended. `text` says what is wrong and how to mend it.
    pub(crate) fn problem(&mut self, text: impl Into<String>) {
        self.problems.push(text.into());
    }

    /// Records something worth knowing that does not fail the check.
    pub(crate) fn note(&mut self, text: impl Into<String>) {
        self.notes.push(text.into());
    }

    /// Sets the one line printed when nothing is wrong, such as how much was looked at.
    pub(crate) fn summarize(&mut self, text: impl Into<String>) {
        self.summary = text.into();
    }

    /// How many problems were recorded.
    #[cfg(test)]
    pub(crate) fn problems(&self) -> usize {
        self.problems.len()
    }

    /// Prints everything and turns it into the exit code: 0 without problems, 1 with.
    pub(crate) fn print(&self, command: &str) -> ExitCode {
        for note in &self.notes {
            println!("note: {note}");
        }
        for problem in &self.problems {
            println!("error: {problem}");
        }
        if self.problems.is_empty() {
            println!("{command}: ok ({})", self.summary);
            return ExitCode::SUCCESS;
        }
        println!("{command}: {} to mend", self.problems.len());
        ExitCode::FAILURE
    }
}
