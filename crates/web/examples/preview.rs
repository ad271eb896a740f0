//! Writes every hosted page, in every language, with its style sheet into a folder, to be looked at in a browser:
//! `cargo run -p durward-web --example preview -- FOLDER`.

#[path = "../tests/all/html/samples.rs"]
mod samples;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use durward_web::html::{ASSETS, Asset, Locale, Pages};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("the folder to write into?")?);
    let pages = Pages::new()?;
    for locale in Locale::ALL {
        let below = folder.join(locale.tag());
        fs::create_dir_all(&below)?;
        for (name, html) in samples::render_all(&pages, locale) {
            write_assets(&folder, &html)?;
            fs::write(below.join(format!("{name}.html")), html)?;
        }
    }
    Ok(())
}

/// Writes the files that a page names, below the path it names them by.
fn write_assets(folder: &Path, html: &str) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder.join(ASSETS.trim_matches('/')))?;
    for address in html.split('"').filter(|part| part.starts_with(ASSETS)) {
        let asset = Asset::get(&address[ASSETS.len()..]).ok_or("an asset that does not exist")?;
        fs::write(folder.join(&address[1..]), asset.body)?;
    }
    Ok(())
}
