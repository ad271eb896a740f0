//! The files of `portal/` and `locales/`, compiled into the binary.

use std::borrow::Cow;

use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "../../portal/"]
struct Portal;

#[derive(RustEmbed)]
#[folder = "../../locales/"]
struct Locales;

/// The files below `portal/{folder}/` as (path below that folder, text), in order of path.
pub(super) fn portal_files(folder: &str) -> Vec<(String, String)> {
    let prefix = format!("{folder}/");
    files(Portal::iter(), Portal::get, &prefix)
}

/// The translation files of a locale, as (file name, text).
pub(super) fn locale_files(tag: &str) -> Vec<(String, String)> {
    let prefix = format!("{tag}/");
    files(Locales::iter(), Locales::get, &prefix)
}

fn files(
    paths: impl Iterator<Item = Cow<'static, str>>,
    file: fn(&str) -> Option<EmbeddedFile>,
    prefix: &str,
) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = paths
        .filter_map(|path| {
            let name = path.strip_prefix(prefix)?.to_owned();
            let text = String::from_utf8_lossy(&file(&path)?.data).into_owned();
            Some((name, text))
        })
        .collect();
    found.sort();
    found
}
