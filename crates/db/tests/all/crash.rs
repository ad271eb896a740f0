//! What was acknowledged survives the death of the process.
#![expect(
    clippy::disallowed_methods,
    reason = "tells a child process what to do"
)]

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use durward_db::template::Scratch;
use durward_db::{Db, Settings, Target, params};

use crate::base::{Base, insert, on_every_database};

const CHILD: &str = "crash::writes_until_killed";
const TARGET: &str = "DURWARD_DB_TEST_TARGET";

/// The child: many writers, each acknowledged write printed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "run by the crash tests in a process of its own"]
async fn writes_until_killed() {
    let target = std::env::var(TARGET).expect("run by a crash test");
    let db = Db::open(Settings::new(Target::parse(&target).expect("a target")))
        .await
        .expect("opens");
    for worker in 0..32 {
        let db = db.clone();
        tokio::spawn(async move {
            for number in 0.. {
                let id = format!("{}/{worker}/{number}", std::process::id());
                insert(&db, &id).await.expect("inserts");
                println!("\nacknowledged {id}");
            }
        });
    }
    tokio::time::sleep(Duration::from_secs(60)).await;
}

on_every_database!(acknowledged_writes_survive_a_killed_process);

async fn acknowledged_writes_survive_a_killed_process(base: Base) {
    let scratch = base.scratch().await;
    let mut acknowledged = Vec::new();
    for round in 0..4 {
        acknowledged.extend(kill_after(&scratch, 100 + 100 * round));
        let db = base.open(&scratch).await;
        let mut tx = db.read().await.expect("reads");
        for id in &acknowledged {
            let sql = "SELECT id FROM things WHERE realm_id = 'r' AND id = $1";
            let found = tx.query_one(sql, params![id]).await.expect("runs");
            assert!(found.is_some(), "{id} was acknowledged and is lost");
        }
    }
    assert!(acknowledged.len() >= 900, "{} writes", acknowledged.len());
}

/// Starts the child and kills it after so many acknowledged writes, in the middle of others; gives all it acknowledged.
fn kill_after(scratch: &Scratch, writes: usize) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", CHILD, "--ignored", "--nocapture"])
        .env(TARGET, address(scratch))
        .stdout(Stdio::piped())
        .spawn()
        .expect("the child starts");
    let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let mut acknowledged = Vec::new();
    for line in lines.map_while(Result::ok) {
        if let Some(id) = line.strip_prefix("acknowledged ") {
            acknowledged.push(id.to_owned());
        }
        if acknowledged.len() == writes {
            child.kill().expect("it is killed");
        }
    }
    child.wait().expect("it ends");
    acknowledged
}

/// The target as text, which `Display` would leave the credentials out of.
fn address(scratch: &Scratch) -> String {
    match scratch.target() {
        Target::Sqlite(path) => format!("sqlite:{}", path.display()),
        Target::Postgres(url) => url,
    }
}
