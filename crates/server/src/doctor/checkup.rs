//! What was found.

const MEND: &str = "mend";

/// Findings, a line each: `ok    clock     …`.
#[derive(Debug, Default)]
pub(super) struct Checkup {
    lines: Vec<String>,
}

impl Checkup {
    /// Something is as it should be.
    pub(super) fn fine(&mut self, what: &str, finding: impl AsRef<str>) {
        self.add("ok", what, finding.as_ref());
    }

    /// Something could be better.
    pub(super) fn note(&mut self, what: &str, finding: impl AsRef<str>) {
        self.add("note", what, finding.as_ref());
    }

    /// Something has to be mended.
    pub(super) fn mend(&mut self, what: &str, finding: impl AsRef<str>) {
        self.add(MEND, what, finding.as_ref());
    }

    /// Takes over a line of another checkup.
    pub(super) fn take(&mut self, line: String) {
        self.lines.push(line);
    }

    /// The lines.
    pub(super) fn lines(&self) -> &[String] {
        &self.lines
    }

    /// Whether nothing has to be mended.
    pub(super) fn is_well(&self) -> bool {
        !self.lines.iter().any(|line| line.starts_with(MEND))
    }

    fn add(&mut self, verdict: &str, what: &str, finding: &str) {
        self.lines
            .push(format!("{verdict:<5} {what:<12} {finding}"));
    }
}
