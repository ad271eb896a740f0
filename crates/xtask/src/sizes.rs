//! `cargo xtask sizes`: files and functions that grew too long to read.
//!
//! A file over [`STOP`] lines fails unless `crates/xtask/sizes-allowed.txt` lists it with its present length; the list only shrinks:
//! a listed file may not grow, and an entry that is no longer needed, or is larger than the file, fails too. Tests are apart.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};

use crate::report::Report;
use crate::source::Source;
use crate::workspace::Workspace;

/// Lines at which a file fails.
const STOP: usize = 500;
/// Lines at which a file is listed: is it still one thing?
const THINK: usize = 300;
/// Lines of a function that fit on a screen.
const SCREEN: usize = 60;

/// Where code lives that people read.
const FOLDERS: &[&str] = &["crates", "portal", "console"];
const ALLOWED: &str = "crates/xtask/sizes-allowed.txt";

/// Runs the check.
pub(crate) fn run(workspace: &Workspace, _args: &[String]) -> Result<Report> {
    let mut report = Report::default();
    let mut allowed = read_allowed(workspace)?;
    let mut files = 0;
    for folder in FOLDERS {
        for path in workspace.files(folder, is_code)? {
            files += 1;
            let name = workspace.relative(&path);
            let lines = measure(workspace, &path, &name, &mut report)?;
            judge(&name, lines, allowed.remove(&name), &mut report);
        }
    }
    for name in allowed.keys() {
        report.problem(format!(
            "{ALLOWED} lists {name}, which does not exist: remove the line"
        ));
    }
    report.summarize(format!("{files} files"));
    Ok(report)
}

/// The lines of the file; its long functions are noted on the way.
fn measure(workspace: &Workspace, path: &Path, name: &str, report: &mut Report) -> Result<usize> {
    if path.extension().is_none_or(|extension| extension != "rs") {
        let text = std::fs::read_to_string(path).with_context(|| workspace.relative(path))?;
        return Ok(text.lines().count());
    }
    let source = Source::read(path)?;
    for function in source
        .functions()
        .iter()
        .filter(|function| function.lines > SCREEN)
    {
        report.note(format!(
            "{name}:{}: `{}` has {} lines: does it do one thing?",
            function.line, function.name, function.lines
        ));
    }
    Ok(source.lines())
}

fn judge(name: &str, lines: usize, allowed: Option<usize>, report: &mut Report) {
    match allowed {
        None if lines > STOP => report.problem(format!(
            "{name} has {lines} lines, over {STOP}: split it along what it does"
        )),
        None if lines > THINK => report.note(format!("{name} has {lines} lines")),
        None => {}
        Some(limit) if lines > limit => {
            report.problem(format!("{name} grew from {limit} to {lines} lines; a file listed in {ALLOWED} may only shrink: split it"));
        }
        Some(_) if lines <= STOP => report.problem(format!(
            "{name} now has {lines} lines: remove it from {ALLOWED}"
        )),
        Some(limit) if lines < limit => report.problem(format!(
            "{name} shrank to {lines} lines: lower its figure in {ALLOWED}"
        )),
        Some(_) => {}
    }
}

/// Lines of `path lines`; `#` starts a comment.
fn read_allowed(workspace: &Workspace) -> Result<BTreeMap<String, usize>> {
    let text = std::fs::read_to_string(workspace.root.join(ALLOWED)).context(ALLOWED)?;
    let lines = text
        .lines()
        .map(|line| line.split('#').next().unwrap_or_default().trim())
        .filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let (path, limit) = line
                .split_once(' ')
                .with_context(|| format!("{ALLOWED}: `{line}` is not `path lines`"))?;
            Ok((
                path.to_owned(),
                limit
                    .trim()
                    .parse()
                    .with_context(|| format!("{ALLOWED}: `{line}` is not `path lines`"))?,
            ))
        })
        .collect()
}

fn is_code(path: &Path) -> bool {
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let in_tests = path.components().any(|part| part.as_os_str() == "tests");
    matches!(&*extension, "rs" | "ts" | "tsx" | "js" | "mjs" | "css")
        && !in_tests
        && name != "tests.rs"
        && !name.contains(".test.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(lines: usize, allowed: Option<usize>) -> usize {
        let mut report = Report::default();
        judge("a.rs", lines, allowed, &mut report);
        report.problems()
    }

    #[test]
    fn a_file_over_the_stop_fails_unless_listed() {
        assert_eq!(problems(500, None), 0);
        assert_eq!(problems(501, None), 1);
        assert_eq!(problems(501, Some(501)), 0);
    }

    #[test]
    fn the_list_only_shrinks() {
        assert_eq!(problems(620, Some(610)), 1, "grew");
        assert_eq!(problems(600, Some(610)), 1, "shrank, figure not lowered");
        assert_eq!(problems(400, Some(610)), 1, "no longer needed");
    }

    #[test]
    fn tests_are_apart() {
        assert!(is_code(Path::new("crates/db/src/lib.rs")));
        assert!(!is_code(Path::new("crates/db/tests/all/main.rs")));
        assert!(!is_code(Path::new("crates/db/src/tests.rs")));
        assert!(!is_code(Path::new("docs/index.md")));
    }
}
