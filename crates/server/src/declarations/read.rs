//! Reading files.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, anyhow};
use serde_saphyr::{DuplicateKeyPolicy, Options, Spanned, budget, options};

use super::node::{Node, line_of};
use super::{Places, Written, references};

/// Bytes of one file.
const LONGEST: u64 = 1 << 30;

/// Reads `files` in order, `-` being standard input.
///
/// # Errors
/// The first file that cannot be read, or does not read, with line and column.
pub(crate) fn read_files(files: &[PathBuf]) -> anyhow::Result<(Vec<Written>, Places)> {
    let mut declarations = Vec::new();
    let mut places = Places::default();
    for path in files {
        let stdin = path == Path::new("-");
        let name: Arc<str> = if stdin {
            "standard input".into()
        } else {
            path.display().to_string().into()
        };
        let text: Arc<str> = text_of(path, stdin)
            .with_context(|| name.to_string())?
            .into();
        let folder = if stdin {
            Path::new(".")
        } else {
            path.parent().unwrap_or(Path::new("."))
        };
        let first = declarations.len();
        declarations.extend(read_text(&name, &text)?);
        for written in &mut declarations[first..] {
            references::resolve(&mut written.value, folder)
                .with_context(|| format!("{}:{}", written.file, written.line))?;
        }
        places.add(name, text);
    }
    Ok((declarations, places))
}

fn text_of(path: &Path, stdin: bool) -> anyhow::Result<String> {
    let mut text = String::new();
    if stdin {
        std::io::stdin()
            .lock()
            .take(LONGEST)
            .read_to_string(&mut text)?;
    } else {
        std::fs::File::open(path)?
            .take(LONGEST)
            .read_to_string(&mut text)?;
    }
    Ok(text)
}

/// Reads the declarations in `text`, which stands in the file `name`.
///
/// # Errors
/// The first place that does not read, with line and column.
pub fn read_text(name: &Arc<str>, text: &str) -> anyhow::Result<Vec<Written>> {
    let mut declarations = Vec::new();
    for node in nodes(name, text)? {
        let line = line_of(&node);
        declarations.push(Written {
            file: Arc::clone(name),
            line,
            value: node.value.into_value(),
        });
    }
    Ok(declarations)
}

/// The documents of `text` with their positions. Documents without content are left out.
pub(super) fn nodes(name: &str, text: &str) -> anyhow::Result<Vec<Spanned<Node>>> {
    let mut nodes: Vec<Spanned<Node>> = serde_saphyr::from_multiple_with_options(text, rules())
        .map_err(|error| {
            let error = error.without_snippet();
            match error.location() {
                Some(place) if place.line() > 0 => {
                    anyhow!("{name}:{}:{}: {error}", place.line(), place.column())
                }
                _ => anyhow!("{name}: {error}"),
            }
        })?;
    nodes.retain(|node| !matches!(node.value, Node::Plain(serde_json::Value::Null)));
    Ok(nodes)
}

/// A file may be long, for it may hold many people; what is bounded is what a short one can blow up to.
fn rules() -> Options {
    let budget = budget! {
        max_events: usize::MAX,
        max_documents: usize::MAX,
        max_nodes: usize::MAX,
        max_total_scalar_bytes: usize::MAX,
        max_depth: 64,
        max_aliases: 10_000,
        max_anchors: 10_000,
        max_merge_keys: 10_000,
    };
    options! {
        budget: budget,
        duplicate_keys: DuplicateKeyPolicy::Error,
        strict_booleans: true,
        with_snippet: false,
    }
}
