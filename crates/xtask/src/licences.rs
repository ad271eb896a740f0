//! `cargo xtask licences`: what we ship may be shipped.
//!
//! Every crate of the shipped tree must offer a licence from [`ACCEPTED`]: permissive ones, and the weak copyleft of whole files
//! (MPL-2.0), which asks nothing of code beside it.

use anyhow::Result;

use crate::report::Report;
use crate::tree;
use crate::workspace::Workspace;

/// SPDX identifiers accepted without asking.
const ACCEPTED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "OpenSSL",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Runs the check.
pub(crate) fn run(workspace: &Workspace, _args: &[String]) -> Result<Report> {
    let mut report = Report::default();
    let shipped = tree::shipped(workspace)?;
    for (package, licence) in &shipped {
        if !accepts(licence) {
            let stated = if licence.is_empty() {
                "states no licence"
            } else {
                licence
            };
            report.problem(format!("{package}: {stated}: replace it, or add the licence to ACCEPTED (crates/xtask/src/licences.rs) saying why it may be shipped"));
        }
    }
    report.summarize(format!("{} crates", shipped.len()));
    Ok(report)
}

/// Whether an SPDX expression can be satisfied with accepted licences only. `/` is the old way to write `OR`.
fn accepts(expression: &str) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut parser = Parser {
        words: &words,
        at: 0,
    };
    let verdict = parser.alternatives();
    verdict == Some(true) && parser.at == words.len()
}

/// Recursive descent over `a OR b AND ( c )`; `AND` binds tighter. `None` is a malformed expression.
struct Parser<'a> {
    words: &'a [&'a str],
    at: usize,
}

impl Parser<'_> {
    fn alternatives(&mut self) -> Option<bool> {
        let mut verdict = self.all()?;
        while self.takes("OR") {
            verdict |= self.all()?;
        }
        Some(verdict)
    }

    fn all(&mut self) -> Option<bool> {
        let mut verdict = self.one()?;
        while self.takes("AND") {
            verdict &= self.one()?;
        }
        Some(verdict)
    }

    fn one(&mut self) -> Option<bool> {
        if self.takes("(") {
            let verdict = self.alternatives()?;
            return self.takes(")").then_some(verdict);
        }
        let mut licence = (*self.words.get(self.at)?).to_owned();
        self.at += 1;
        if self.takes("WITH") {
            licence = format!("{licence} WITH {}", self.words.get(self.at)?);
            self.at += 1;
        }
        Some(ACCEPTED.contains(&licence.as_str()))
    }

    fn takes(&mut self, word: &str) -> bool {
        let found = self.words.get(self.at) == Some(&word);
        self.at += usize::from(found);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_acceptable_alternative_is_enough() {
        assert!(accepts("MIT"));
        assert!(accepts("MIT/Apache-2.0"));
        assert!(accepts("GPL-2.0-only OR Apache-2.0"));
        assert!(accepts("Apache-2.0 WITH LLVM-exception OR MIT"));
    }

    #[test]
    fn every_part_of_a_conjunction_must_be_acceptable() {
        assert!(accepts("ISC AND (Apache-2.0 OR ISC)"));
        assert!(!accepts("MIT AND GPL-3.0-only"));
        assert!(!accepts("(MIT OR GPL-3.0-only) AND AGPL-3.0-only"));
    }

    #[test]
    fn a_missing_or_malformed_expression_is_refused() {
        assert!(!accepts(""));
        assert!(!accepts("MIT OR"));
        assert!(!accepts("(MIT"));
        assert!(!accepts("MIT Apache-2.0"));
    }
}
