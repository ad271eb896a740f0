//! The workspace as `cargo metadata` describes it: its rooms and what each declares it depends on.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// The prefix every package of the workspace carries; a room's short name is what follows it.
const PREFIX: &str = "durward-";

/// The workspace.
pub(crate) struct Workspace {
    /// The folder of the root `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Where cargo puts what it builds.
    pub(crate) target: PathBuf,
    /// Members, by name.
    pub(crate) rooms: Vec<Room>,
}

/// One member of the workspace.
pub(crate) struct Room {
    /// The short name: `model` for `durward-model`.
    pub(crate) name: String,
    /// The folder of its `Cargo.toml`.
    pub(crate) folder: PathBuf,
    /// What its `Cargo.toml` declares.
    pub(crate) dependencies: Vec<Dependency>,
}

/// One declared dependency.
pub(crate) struct Dependency {
    /// The package name, before any renaming.
    pub(crate) package: String,
    /// In which section it stands.
    pub(crate) kind: Kind,
}

/// The section a dependency is declared in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `[dependencies]`.
    Normal,
    /// `[build-dependencies]`.
    Build,
    /// `[dev-dependencies]`.
    Dev,
}

impl Workspace {
    /// Asks cargo. Reads manifests only, never the registry.
    pub(crate) fn load() -> Result<Self> {
        let text = cargo(None, &["metadata", "--format-version", "1", "--no-deps"])?;
        let metadata: Value = serde_json::from_str(&text).context("cargo metadata is not JSON")?;
        let mut rooms = array(&metadata, "packages")?
            .iter()
            .map(Room::parse)
            .collect::<Result<Vec<_>>>()?;
        rooms.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Self {
            root: PathBuf::from(string(&metadata, "workspace_root")?),
            target: PathBuf::from(string(&metadata, "target_directory")?),
            rooms,
        })
    }

    /// `path` as written from the root of the workspace, for messages and lists.
    pub(crate) fn relative(&self, path: &Path) -> String {
        path.strip_prefix(&self.root)
            .unwrap_or(path)
            .display()
            .to_string()
    }

    /// Every file below `folder` (itself relative to the root) for which `keep` says yes, sorted; none when the folder is absent.
    /// Folders that hold what tools made (`target`, `node_modules`, `dist`) are skipped.
    pub(crate) fn files(&self, folder: &str, keep: fn(&Path) -> bool) -> Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        let mut pending = vec![self.root.join(folder)];
        while let Some(folder) = pending.pop() {
            if !folder.is_dir() {
                continue;
            }
            for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
                let path = entry?.path();
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                if path.is_dir() {
                    if !matches!(&*name, "target" | "node_modules" | "dist") {
                        pending.push(path);
                    }
                } else if keep(&path) {
                    found.push(path);
                }
            }
        }
        found.sort();
        Ok(found)
    }
}

impl Room {
    fn parse(package: &Value) -> Result<Self> {
        let name = string(package, "name")?;
        let manifest = PathBuf::from(string(package, "manifest_path")?);
        Ok(Self {
            name: name.strip_prefix(PREFIX).unwrap_or(name).to_owned(),
            folder: manifest.parent().map(Path::to_owned).unwrap_or_default(),
            dependencies: array(package, "dependencies")?
                .iter()
                .map(Dependency::parse)
                .collect::<Result<_>>()?,
        })
    }
}

impl Dependency {
    fn parse(value: &Value) -> Result<Self> {
        let kind = match value["kind"].as_str() {
            None => Kind::Normal,
            Some("build") => Kind::Build,
            Some("dev") => Kind::Dev,
            Some(other) => bail!("cargo metadata names a dependency kind unknown here: {other}"),
        };
        Ok(Self {
            package: string(value, "name")?.to_owned(),
            kind,
        })
    }

    /// The short name when this is a room of the workspace.
    pub(crate) fn room(&self) -> Option<&str> {
        self.package.strip_prefix(PREFIX)
    }
}

/// Runs cargo and gives back what it printed; its complaint becomes the error.
pub(crate) fn cargo(folder: Option<&Path>, args: &[&str]) -> Result<String> {
    let mut command = Command::new("cargo");
    if let Some(folder) = folder {
        command.current_dir(folder);
    }
    let output = command.args(args).output().context("cannot run cargo")?;
    if !output.status.success() {
        bail!(
            "cargo {} failed:\n{}",
            args.join(" "),
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    String::from_utf8(output.stdout).context("cargo printed something that is not UTF-8")
}

fn string<'a>(value: &'a Value, key: &str) -> Result<&'a str> {
    value[key]
        .as_str()
        .with_context(|| format!("cargo metadata lacks the text `{key}`"))
}

fn array<'a>(value: &'a Value, key: &str) -> Result<&'a [Value]> {
    value[key]
        .as_array()
        .map(Vec::as_slice)
        .with_context(|| format!("cargo metadata lacks the list `{key}`"))
}
