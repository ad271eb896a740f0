//! `cargo xtask docs`: the book holds together.
//!
//! Relative links and their anchors resolve, `docs/SUMMARY.md` lists every page, the pages that must exist do, and every path of this
//! repository that a page names in code style exists, which keeps `docs/adding-a-*.md` true when files move. Pages made from source
//! text are up to date.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result};

use crate::reference;
use crate::report::Report;
use crate::workspace::Workspace;

/// Pages outside `docs/` that are checked like the book's.
const FRONT: &[&str] = &[
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "CHANGELOG.md",
];

/// Pages that must exist.
const REQUIRED: &[&str] = &[
    "docs/SUMMARY.md",
    "docs/ARCHITECTURE.md",
    "docs/API-DESIGN.md",
    "docs/LOGGING.md",
];

/// What a path in code style starts with when it means a file of this repository.
const PATHS: &[&str] = &[
    "crates/",
    "docs/",
    "scripts/",
    "portal/",
    "console/",
    "locales/",
    "e2e/",
    "bench/",
    "fuzz/",
    "packaging/",
    ".ci/",
];

/// Runs the check.
pub(crate) fn run(workspace: &Workspace, _args: &[String]) -> Result<Report> {
    let mut report = Report::default();
    for page in REQUIRED.iter().chain(FRONT) {
        if !workspace.root.join(page).is_file() {
            report.problem(format!("{page} is missing"));
        }
    }
    let pages = read_pages(workspace)?;
    for page in pages.values() {
        check_links(workspace, page, &pages, &mut report);
        check_paths(workspace, page, &mut report);
    }
    check_summary(&pages, &mut report);
    reference::made(workspace, false, &mut report)?;
    report.summarize(format!("{} pages", pages.len()));
    Ok(report)
}

/// A page, cut into what the checks look at. Fenced code blocks are left out.
#[derive(Default)]
struct Page {
    name: String,
    /// Line and target of each link.
    links: Vec<(usize, String)>,
    /// Line and text of each `code span`.
    spans: Vec<(usize, String)>,
    anchors: BTreeSet<String>,
}

fn read_pages(workspace: &Workspace) -> Result<BTreeMap<String, Page>> {
    let mut paths = workspace.files("docs", |path| {
        path.extension().is_some_and(|extension| extension == "md")
    })?;
    paths.extend(
        FRONT
            .iter()
            .map(|page| workspace.root.join(page))
            .filter(|path| path.is_file()),
    );
    let mut pages = BTreeMap::new();
    for path in paths {
        let name = workspace.relative(&path);
        let text = std::fs::read_to_string(&path).with_context(|| name.clone())?;
        pages.insert(name.clone(), Page::parse(name, &text));
    }
    Ok(pages)
}

impl Page {
    fn parse(name: String, text: &str) -> Self {
        let mut page = Self {
            name,
            ..Self::default()
        };
        let mut fenced = false;
        for (index, line) in text.lines().enumerate() {
            if line.trim_start().starts_with("```") {
                fenced = !fenced;
            } else if !fenced {
                page.line(index + 1, line);
            }
        }
        page
    }

    fn line(&mut self, number: usize, line: &str) {
        if line.starts_with('#') {
            self.anchors.insert(anchor(line.trim_start_matches('#')));
        }
        // Odd pieces between backticks are code spans.
        let mut prose = String::new();
        for (index, piece) in line.split('`').enumerate() {
            if index % 2 == 1 {
                self.spans.push((number, piece.to_owned()));
                prose.push('`');
            } else {
                prose.push_str(piece);
            }
        }
        for (at, _) in prose.match_indices("](") {
            if let Some(target) = prose[at + 2..].split(')').next() {
                self.links.push((
                    number,
                    target
                        .split_whitespace()
                        .next()
                        .unwrap_or_default()
                        .to_owned(),
                ));
            }
        }
    }
}

/// The anchor a heading gets: lower case, spaces to hyphens, punctuation dropped.
fn anchor(heading: &str) -> String {
    let kept = heading
        .trim()
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| {
        if c == ' ' {
            '-'
        } else {
            c.to_ascii_lowercase()
        }
    })
    .collect()
}

fn check_links(
    workspace: &Workspace,
    page: &Page,
    pages: &BTreeMap<String, Page>,
    report: &mut Report,
) {
    for (line, link) in &page.links {
        if link.contains("://") || link.starts_with("mailto:") {
            continue;
        }
        let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
        let target = if path.is_empty() {
            page.name.clone()
        } else {
            resolve(&page.name, path)
        };
        if !workspace.root.join(&target).exists() {
            report.problem(format!(
                "{}:{line}: the link `{link}` leads to {target}, which does not exist",
                page.name
            ));
        } else if let Some(other) = pages.get(&target)
            && !fragment.is_empty()
            && !other.anchors.contains(fragment)
        {
            report.problem(format!(
                "{}:{line}: {target} has no heading for `#{fragment}`",
                page.name
            ));
        }
    }
}

/// `link` as seen from the folder of `page`, from the root of the repository.
fn resolve(page: &str, link: &str) -> String {
    let mut path = PathBuf::from(page);
    path.pop();
    for part in Path::new(link).components() {
        match part {
            Component::ParentDir => {
                path.pop();
            }
            Component::Normal(name) => path.push(name),
            _ => {}
        }
    }
    path.display().to_string()
}

fn check_paths(workspace: &Workspace, page: &Page, report: &mut Report) {
    if page.name == "CHANGELOG.md" {
        return; // it speaks of the past
    }
    for (line, span) in &page.spans {
        let is_path = PATHS.iter().any(|prefix| span.starts_with(prefix));
        if !is_path || span.contains([' ', '<', '*', '{', '…']) {
            continue; // a command, or a pattern
        }
        let path = span.split(':').next().unwrap_or(span);
        if !workspace.root.join(path).exists() {
            report.problem(format!(
                "{}:{line}: names `{span}`, which does not exist: say where it is now",
                page.name
            ));
        }
    }
}

fn check_summary(pages: &BTreeMap<String, Page>, report: &mut Report) {
    let Some(summary) = pages.get("docs/SUMMARY.md") else {
        return;
    };
    let listed: BTreeSet<String> = summary
        .links
        .iter()
        .map(|(_, link)| resolve(&summary.name, link))
        .collect();
    for name in pages
        .keys()
        .filter(|name| name.starts_with("docs/") && *name != "docs/SUMMARY.md")
    {
        if !listed.contains(name) {
            report.problem(format!(
                "docs/SUMMARY.md does not list {name}: add it where a reader would look for it"
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_spans_are_found_outside_code() {
        let page = Page::parse(
            "docs/a.md".to_owned(),
            "# Rotate keys, safely\nSee [b](b.md#x) and `crates/db`.\n```\n[no](no.md)\n```\n",
        );
        assert_eq!(page.links, [(2, "b.md#x".to_owned())]);
        assert_eq!(page.spans, [(2, "crates/db".to_owned())]);
        assert!(page.anchors.contains("rotate-keys-safely"));
    }

    #[test]
    fn links_resolve_from_the_folder_of_the_page() {
        assert_eq!(
            resolve("docs/operations/backup.md", "../concepts.md"),
            "docs/concepts.md"
        );
        assert_eq!(resolve("README.md", "docs/SUMMARY.md"), "docs/SUMMARY.md");
    }
}
