//! `cargo xtask reference [--update]`: the generated pages of the book say what the program says.
//!
//! Some pages are printed by the built binary (`durward reference <page>`), others are made here from the doc comments of the
//! structs they describe. Each is compared with its file, or written to it with `--update`. This never builds anything, so run it
//! after `cargo build`.

mod settings;
mod structs;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::report::Report;
use crate::workspace::Workspace;

/// Page of the book, and the argument of `durward reference` that prints it. A new page is one line here.
const PRINTED: &[(&str, &str)] = &[
    ("docs/reference/cli.md", "cli"),
    ("docs/reference/settings.md", "settings"),
    ("docs/reference/endpoints.md", "endpoints"),
];

/// Makes the text of a page from source text.
type Maker = fn(&Workspace) -> Result<String>;

/// Page of the book, and what makes it.
const MADE: &[(&str, Maker)] = &[
    ("docs/reference/realm-settings.md", settings::realm),
    ("docs/reference/app-fields.md", settings::app),
];

/// Runs the check of all pages.
pub(crate) fn run(workspace: &Workspace, args: &[String]) -> Result<Report> {
    let mut report = Report::default();
    let update = args.iter().any(|arg| arg == "--update");
    made(workspace, update, &mut report)?;
    let binary = newest_binary(&workspace.target)?;
    for (page, name) in PRINTED {
        let text = print(&binary, name)?;
        settle(workspace, page, &text, update, &mut report)?;
    }
    report.summarize(format!("{} pages", PRINTED.len() + MADE.len()));
    Ok(report)
}

/// The check of the pages that need no binary.
pub(crate) fn made(workspace: &Workspace, update: bool, report: &mut Report) -> Result<()> {
    for (page, make) in MADE {
        let text = make(workspace)?;
        settle(workspace, page, &text, update, report)?;
    }
    Ok(())
}

fn settle(
    workspace: &Workspace,
    page: &str,
    text: &str,
    update: bool,
    report: &mut Report,
) -> Result<()> {
    let path = workspace.root.join(page);
    if std::fs::read_to_string(&path).unwrap_or_default() == text {
        return Ok(());
    }
    if update {
        return std::fs::write(&path, text).with_context(|| page.to_owned());
    }
    report.problem(format!(
        "{page} is not what the program says: run `cargo xtask reference --update` and read the difference"
    ));
    Ok(())
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
