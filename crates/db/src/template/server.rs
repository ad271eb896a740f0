//! A PostgreSQL server for tests.

use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

/// The address of a server tests may use, as its superuser: that of `DURWARD_TEST_POSTGRES` when it is set, else a
/// server of this process's own, started the first time and gone with the process, however it ends.
#[expect(
    clippy::disallowed_methods,
    reason = "no configuration is read in tests; this says where they run"
)]
pub fn postgres_for_tests() -> &'static str {
    static URL: OnceLock<String> = OnceLock::new();
    URL.get_or_init(|| {
        if let Ok(url) = std::env::var("DURWARD_TEST_POSTGRES") {
            return url;
        }
        static SERVER: OnceLock<Server> = OnceLock::new();
        SERVER.get_or_init(|| Server::start(Durability::Off)).url()
    })
}

/// Whether the server waits for the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// As in production.
    On,
    /// Faster; what a crash would lose is not what the test is about.
    Off,
}

/// A server in a temporary folder, on a loopback port. A guardian process stops it when this process is gone.
pub struct Server {
    /// Its input ends with us, which tells it to stop the server.
    guardian: Child,
    url: String,
    folder: PathBuf,
}

/// Runs the server until its input ends, then stops it at once and cleans up.
const GUARD: &str = r#"
trap '' INT TERM HUP
"$0" -D "$1/data" -p "$2" -k "$1" -c listen_addresses=127.0.0.1 -c fsync="$3" -c full_page_writes="$3" \
    -c max_connections=300 -c shared_buffers=64MB -c log_min_messages=fatal </dev/null >"$1/log" 2>&1 &
server=$!
read -r _
kill -QUIT $server 2>/dev/null
wait $server
rm -rf "$1"
"#;

impl Server {
    /// Starts a server; needs PostgreSQL's programs below `/usr/lib/postgresql`.
    #[must_use]
    pub fn start(durability: Durability) -> Self {
        let programs = programs();
        let folder = private_folder();
        run(as_postgres(programs.join("initdb"))
            .args([
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
                "-D",
            ])
            .arg(folder.join("data")));
        let port = free_port();
        let fsync = if durability == Durability::On {
            "on"
        } else {
            "off"
        };
        let guardian = as_postgres("sh".into())
            .args(["-c", GUARD])
            .arg(programs.join("postgres"))
            .arg(&folder)
            .args([&port.to_string(), fsync])
            .current_dir("/")
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server's guardian starts");
        let server = Self {
            guardian,
            url: format!("postgres://postgres@127.0.0.1:{port}/postgres?sslmode=disable"),
            folder,
        };
        server.wait_until_ready(&programs, port);
        server
    }

    /// Its address, as the superuser.
    #[must_use]
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// The folder it keeps its data in; the data is in `data` there.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "tests start servers before anything else runs"
    )]
    fn wait_until_ready(&self, programs: &Path, port: u16) {
        let ready = || {
            let mut probe = Command::new(programs.join("pg_isready"));
            probe.args([
                "--quiet",
                "--host=127.0.0.1",
                "--username=postgres",
                "--port",
                &port.to_string(),
            ]);
            probe.status().is_ok_and(|status| status.success())
        };
        for _ in 0..300 {
            if ready() {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
        let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        panic!("the PostgreSQL server did not start: {log}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.guardian.stdin.take());
        drop(self.guardian.wait());
    }
}

/// The newest version installed.
fn programs() -> PathBuf {
    let versions =
        fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL is installed (package postgresql)");
    let newest = versions
        .filter_map(Result::ok)
        .map(|version| version.path())
        .filter(|version| version.join("bin/initdb").exists())
        .max_by_key(|version| {
            version
                .file_name()
                .and_then(OsStr::to_str)
                .and_then(|name| name.parse::<u32>().ok())
        });
    newest
        .expect("PostgreSQL's server programs are installed")
        .join("bin")
}

/// The server refuses to run as root.
fn as_postgres(program: PathBuf) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command
        .args([
            "--reuid=postgres",
            "--regid=postgres",
            "--clear-groups",
            "--",
        ])
        .arg(program)
        .current_dir("/");
    command
}

fn is_root() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    status
        .lines()
        .any(|line| line.starts_with("Uid:") && line.split_whitespace().nth(2) == Some("0"))
}

/// A folder owned by whom the server runs as.
fn private_folder() -> PathBuf {
    let folder = tempfile::Builder::new()
        .prefix("durward-pg-")
        .tempdir()
        .map(TempDir::keep)
        .expect("a temporary folder");
    if is_root() {
        run(Command::new("chown").arg("postgres:").arg(&folder));
    }
    folder
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its number").port()
}

fn run(command: &mut Command) {
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a program of PostgreSQL starts");
    let mut complaint = String::new();
    if let Some(mut errors) = child.stderr.take() {
        errors
            .read_to_string(&mut complaint)
            .expect("its complaints are read");
    }
    let status = child.wait().expect("it ends");
    assert!(status.success(), "{command:?} failed: {complaint}");
}
