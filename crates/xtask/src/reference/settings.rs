//! The pages about documents: realm settings and apps.

use std::fmt::Write;

use anyhow::{Context, Result};

use super::structs::{self, Field, Struct};
use crate::workspace::Workspace;

const SERVICES: &str = "crates/model/src/service";
const APP: &str = "crates/model/src/app.rs";

/// One section for each service of a realm.
pub(super) fn realm(workspace: &Workspace) -> Result<String> {
    let mut page = heading(
        "Realm settings",
        "A realm's settings come in services. They are set in the realm's document, under `services`. What is not set has its \
         default; `null` in place of a service puts all of it back.",
        SERVICES,
    );
    let mut sections = Vec::new();
    for path in workspace.files(SERVICES, |path| {
        path.extension().is_some_and(|extension| extension == "rs")
    })? {
        let source = std::fs::read_to_string(&path).with_context(|| workspace.relative(&path))?;
        for found in structs::read(&source) {
            if let Some(name) = service_name(&source, &found.name) {
                sections.push((name, found));
            }
        }
    }
    sections.sort_by(|a, b| a.0.cmp(&b.0));
    for (name, found) in sections {
        write!(page, "\n## `{name}`\n\n{}\n\n", for_readers(&found.doc))?;
        table(&mut page, &found, "")?;
    }
    Ok(page)
}

/// The fields of an app.
pub(super) fn app(workspace: &Workspace) -> Result<String> {
    let mut page = heading(
        "App fields",
        "The fields of a document of kind `app`. Only `name` must be given. Names are those of RFC 7591 where it has them.",
        APP,
    );
    let source = std::fs::read_to_string(workspace.root.join(APP)).context(APP)?;
    let sections = [
        ("AppDocument", "The app", ""),
        ("OauthClient", "The OAuth client", "oauth."),
        ("Lifetimes", "Lifetimes", "oauth.lifetimes."),
        ("Overrides", "Overrides", "oauth.overrides."),
    ];
    let found = structs::read(&source);
    for (name, title, prefix) in sections {
        let section = found
            .iter()
            .find(|one| one.name == name)
            .with_context(|| format!("{APP} has no struct {name}"))?;
        write!(page, "\n## {title}\n\n{}\n\n", for_readers(&section.doc))?;
        table(&mut page, section, prefix)?;
    }
    Ok(page)
}

fn heading(title: &str, about: &str, source: &str) -> String {
    format!(
        "# {title}\n\n<!-- Made by `cargo xtask reference --update` from {source}: change that, not this. -->\n\n{about}\n"
    )
}

fn table(page: &mut String, of: &Struct, prefix: &str) -> Result<()> {
    let with_defaults = of.fields.iter().any(|field| field.default.is_some());
    page.push_str(if with_defaults {
        "| key | default | what |\n|---|---|---|\n"
    } else {
        "| key | what |\n|---|---|\n"
    });
    for Field {
        key, doc, default, ..
    } in &of.fields
    {
        let doc = for_readers(doc).replace('|', "\\|");
        match (with_defaults, default.as_deref()) {
            (false, _) => writeln!(page, "| `{prefix}{key}` | {doc} |")?,
            (true, None | Some("–")) => writeln!(page, "| `{prefix}{key}` | – | {doc} |")?,
            (true, Some(default)) => writeln!(page, "| `{prefix}{key}` | `{default}` | {doc} |")?,
        }
    }
    Ok(())
}

/// Without the numbers of our own requirements, which say nothing to those who read the book.
fn for_readers(doc: &str) -> String {
    let mut text = doc.to_owned();
    while let Some((before, rest)) = text.split_once(" (R-") {
        let after = rest.split_once(')').map_or("", |(_, after)| after);
        text = format!("{before}{after}");
    }
    text
}

/// What `impl Service for <name>` says its name is.
fn service_name(source: &str, of: &str) -> Option<String> {
    let (_, body) = source.split_once(&format!("impl Service for {of} {{"))?;
    let (_, rest) = body.split_once("NAME: &'static str = \"")?;
    Some(rest.split('"').next()?.to_owned())
}
