//! The static files of the pages: one style sheet, a few small scripts, the icon.
//!
//! A file is served under a name that holds a hash of its content, so that it can be cached for ever and a new
//! release is seen at once.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use aws_lc_rs::digest::{SHA256, digest};
use data_encoding::HEXLOWER;

use super::embedded;

/// The path, on every origin, below which [`Asset::get`] is served.
pub const ASSETS: &str = "/assets/";

/// The style sheet's parts in cascade order; served as the one file `portal.css`.
const STYLES: [&str; 6] = [
    "tokens.css",
    "base.css",
    "layout.css",
    "controls.css",
    "parts.css",
    "account.css",
];

const CACHED_FOR_EVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";

static FILES: LazyLock<BTreeMap<String, File>> = LazyLock::new(load);

struct File {
    content_type: &'static str,
    address: String,
    etag: String,
    body: String,
}

/// A static file, ready to be answered.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    /// Value of `Content-Type`.
    pub content_type: &'static str,
    /// Value of `Cache-Control`.
    pub cache_control: &'static str,
    /// Strong validator, quotes included (RFC 9110 8.8.3).
    pub etag: &'static str,
    /// The content.
    pub body: &'static str,
}

impl Asset {
    /// The file behind `path`, the part of the address after [`ASSETS`].
    ///
    /// The name may carry the hash of another release (a page served by one node, its style sheet asked from
    /// another during an upgrade): the present content is answered then, and not cached.
    #[must_use]
    pub fn get(path: &str) -> Option<Self> {
        let (stem, rest) = path.split_once('.')?;
        let extension = rest.rsplit('.').next()?;
        let file = FILES.get(format!("{stem}.{extension}").as_str())?;
        let cache_control = if file.address[ASSETS.len()..] == *path {
            CACHED_FOR_EVER
        } else {
            ASK_AGAIN
        };
        Some(Self {
            content_type: file.content_type,
            cache_control,
            etag: &file.etag,
            body: &file.body,
        })
    }

    /// The address to put in a page for the file called `name` (`portal.css`).
    pub(super) fn url(name: &str) -> Option<&'static str> {
        FILES.get(name).map(|file| file.address.as_str())
    }
}

fn load() -> BTreeMap<String, File> {
    let mut files = BTreeMap::new();
    let parts: BTreeMap<String, String> = embedded::portal_files("styles").into_iter().collect();
    let css: String = STYLES
        .iter()
        .filter_map(|name| parts.get(*name))
        .cloned()
        .collect();
    insert(&mut files, "portal.css", "text/css; charset=utf-8", css);
    for (name, script) in embedded::portal_files("scripts") {
        insert(&mut files, &name, "text/javascript; charset=utf-8", script);
    }
    for (name, image) in embedded::portal_files("images") {
        insert(&mut files, &name, "image/svg+xml", image);
    }
    files
}

fn insert(
    files: &mut BTreeMap<String, File>,
    name: &str,
    content_type: &'static str,
    body: String,
) {
    let hash = HEXLOWER.encode(&digest(&SHA256, body.as_bytes()).as_ref()[..8]);
    let (stem, extension) = name.split_once('.').unwrap_or((name, "bin"));
    let file = File {
        content_type,
        address: format!("{ASSETS}{stem}.{hash}.{extension}"),
        etag: format!("\"{hash}\""),
        body,
    };
    files.insert(name.to_owned(), file);
}
