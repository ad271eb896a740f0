//! The crates that end up in the shipped binary, as `cargo tree` resolves them: development dependencies and the features only
//! they ask for are left out, every platform is in.

use std::collections::BTreeMap;

use anyhow::{Context, Result};

use crate::workspace::{Workspace, cargo};

/// The package whose tree is shipped.
const SHIPPED: &str = "durward-server";

/// What `cargo tree` is asked for, whatever it is to print.
const TREE: &[&str] = &[
    "tree",
    "--locked",
    "--package",
    SHIPPED,
    "--edges",
    "no-dev",
    "--target",
    "all",
];

/// Name and version to licence expression (empty when the crate states none), for every crate of the shipped tree.
pub(crate) fn shipped(workspace: &Workspace) -> Result<BTreeMap<String, String>> {
    let args = [TREE, &["--prefix", "none", "--format", "{p}\t{l}"]].concat();
    let text = cargo(Some(&workspace.root), &args)?;
    text.lines()
        .filter(|line| !line.is_empty())
        .map(parse)
        .collect()
}

/// The chain from the shipped package down to `package`, one crate a line.
pub(crate) fn path_to(workspace: &Workspace, package: &str) -> Result<String> {
    let args = [TREE, &["--invert", package]].concat();
    cargo(Some(&workspace.root), &args)
}

fn parse(line: &str) -> Result<(String, String)> {
    let (package, licence) = line
        .split_once('\t')
        .with_context(|| format!("cargo tree printed a line unknown here: {line}"))?;
    let mut words = package.split_whitespace();
    let name = words.next().unwrap_or_default();
    let version = words.next().unwrap_or_default().trim_start_matches('v');
    let licence = licence.trim_end_matches("(*)").trim(); // the mark of a crate printed before
    Ok((format!("{name} {version}"), licence.to_owned()))
}
