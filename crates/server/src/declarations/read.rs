//! Reading files.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, anyhow};

use super::{Places, Written, references, yaml};

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
    let documents = yaml::read(text).map_err(|wrong| match wrong.place {
        Some((line, column)) => anyhow!("{name}:{line}:{column}: {}", wrong.message),
        None => anyhow!("{name}: {}", wrong.message),
    })?;
    let written = documents.into_iter().map(|document| Written {
        file: Arc::clone(name),
        line: document.line,
        value: document.node.into_value(),
    });
    Ok(written.collect())
}
