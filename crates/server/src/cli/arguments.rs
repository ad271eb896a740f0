//! What can be asked for.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// Identity and access in one process.
#[derive(Debug, Parser)]
#[command(name = "durward", version, about, max_term_width = 100)]
pub(crate) struct Arguments {
    /// Folder that holds the database, the root key and the control socket.
    #[arg(long, global = true, env = "DURWARD_DATA_DIR", default_value = "data")]
    pub(crate) data_dir: PathBuf,
    /// Database: sqlite:PATH or postgres://…; SQLite in the data folder when absent.
    #[arg(long, global = true, env = "DURWARD_DATABASE")]
    pub(crate) database: Option<String>,
    /// Address people and applications reach the service at.
    #[arg(long, global = true, env = "DURWARD_PUBLIC_URL", default_value = "http://localhost:8080")]
    pub(crate) public_url: String,
    #[command(subcommand)]
    pub(crate) asked: Asked,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Asked {
    /// Serves.
    Serve(ServeAsked),
    /// Makes a deployment what files say; all of it or nothing.
    Apply {
        /// YAML or JSON files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Also removes documents of the realms that the files do not name.
        #[arg(long)]
        prune: bool,
        /// Says what would change, and changes nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Says what applying files would change.
    Diff {
        /// YAML or JSON files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Prints a realm as `apply` takes it.
    Export {
        /// Path of the realm.
        #[arg(long)]
        realm: String,
    },
    /// Signing keys of a realm.
    Keys {
        #[command(subcommand)]
        asked: KeysAsked,
    },
    /// Users of a realm.
    User {
        #[command(subcommand)]
        asked: UserAsked,
    },
    /// Brings the database schema up to date.
    Migrate,
}

/// How to serve.
#[derive(Debug, Args)]
pub(crate) struct ServeAsked {
    /// Address to listen on.
    #[arg(long, env = "DURWARD_LISTEN", default_value = "127.0.0.1:8080")]
    pub(crate) listen: String,
    /// Threads that serve requests; as many as there are cores when absent.
    #[arg(long, env = "DURWARD_WORKERS")]
    pub(crate) workers: Option<usize>,
}

/// What to do with keys.
#[derive(Debug, Subcommand)]
pub(crate) enum KeysAsked {
    /// Lists them.
    List {
        /// Path of the realm.
        #[arg(long)]
        realm: String,
    },
    /// Makes new ones sign now; old ones verify until their tokens have expired.
    Rotate {
        /// Path of the realm.
        #[arg(long)]
        realm: String,
    },
}

/// What to do with users.
#[derive(Debug, Subcommand)]
pub(crate) enum UserAsked {
    /// Lists them.
    List {
        /// Path of the realm.
        #[arg(long)]
        realm: String,
    },
    /// Sets a password.
    SetPassword {
        /// Path of the realm.
        #[arg(long)]
        realm: String,
        /// Name of the user.
        username: String,
        /// File that holds the password; `-` for standard input.
        #[arg(long)]
        password_file: PathBuf,
    },
    /// Lifts a lock.
    Unlock {
        /// Path of the realm.
        #[arg(long)]
        realm: String,
        /// Name of the user.
        username: String,
    },
}

impl Arguments {
    /// Threads of the runtime.
    pub(crate) fn workers(&self) -> usize {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        match &self.asked {
            Asked::Serve(asked) => asked.workers.unwrap_or_else(cores).max(1),
            _ => 2,
        }
    }
}
