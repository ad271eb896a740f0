//! `cargo xtask reference [--update]`: the generated pages of the book say what the binary says.
//!
//! The built binary prints each page (`durward reference <page>`); this compares it with the file, or writes the file with `--update`.
//! It runs the binary already built in the target folder and never builds one, so run it after `cargo build`.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::report::Report;
use crate::workspace::Workspace;

/// Page of the book, and the argument of `durward reference` that prints it. A new generated page is one line here.
const PAGES: &[(&str, &str)] = &[
    ("docs/reference/cli.md", "cli"),
    ("docs/reference/settings.md", "settings"),
    ("docs/reference/endpoints.md", "endpoints"),
];

/// Runs the check.
pub(crate) fn run(workspace: &Workspace, args: &[String]) -> Result<Report> {
    let mut report = Report::default();
    let binary = newest_binary(&workspace.target)?;
    let update = args.iter().any(|arg| arg == "--update");
    for (page, name) in PAGES {
        let printed = print(&binary, name)?;
        let path = workspace.root.join(page);
        if update {
            std::fs::write(&path, printed).with_context(|| (*page).to_owned())?;
        } else if std::fs::read_to_string(&path).unwrap_or_default() != printed {
            report.problem(format!("{page} is not what the binary says: run `cargo xtask reference --update` and read the difference"));
        }
    }
    report.summarize(format!("{} pages", PAGES.len()));
    Ok(report)
}

fn print(binary: &Path, name: &str) -> Result<String> {
    let output = Command::new(binary)
        .args(["reference", name])
        .output()
        .with_context(|| binary.display().to_string())?;
    if !output.status.success() {
        bail!(
            "`durward reference {name}` failed:\n{}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    String::from_utf8(output.stdout).context("the page is not UTF-8")
}

/// The binary built last, whatever its profile.
fn newest_binary(target: &Path) -> Result<PathBuf> {
    let built = ["debug", "ci", "release"]
        .iter()
        .map(|profile| target.join(profile).join("durward"));
    let newest = built
        .filter_map(|path| Some((path.metadata().ok()?.modified().ok()?, path)))
        .max();
    newest
        .map(|(_, path)| path)
        .context("no durward binary is built yet: run `cargo build` first")
}
