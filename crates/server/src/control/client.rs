//! Sending a command to whoever can carry it out.

use std::io::ErrorKind;
use std::time::Duration;

use anyhow::{Context, bail};
use durward_db::Target;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::UnixStream;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::socket::Address;
use crate::commands::{self, Command, Reply};
use crate::config::Config;
use crate::deployment;
use crate::wiring::Parts;

/// Replies on their way.
const WAITING: usize = 64;

/// Times a database that is just being opened or closed by another process is tried again, and the pause before.
const ATTEMPTS: u32 = 8;
const PAUSE: Duration = Duration::from_millis(250);

/// Has `command` carried out: by the process that serves the deployment, else by this one.
///
/// # Errors
/// When the deployment cannot be opened.
pub(crate) async fn send(config: &Config, command: Command) -> anyhow::Result<Receiver<Reply>> {
    let (out, replies) = channel(WAITING);
    if !matches!(deployment::target(config)?, Target::Sqlite(_)) {
        alone(deployment::open(config).await?, command, out);
        return Ok(replies);
    }
    for attempt in 1.. {
        if let Some(stream) = connect(config).await? {
            tokio::spawn(ask(stream, command, out));
            return Ok(replies);
        }
        match deployment::open(config).await {
            Ok(parts) => {
                alone(parts, command, out);
                return Ok(replies);
            }
            Err(error) if attempt < ATTEMPTS && is_taken(&error) => tokio::time::sleep(PAUSE).await,
            Err(error) => return Err(error),
        }
    }
    bail!("the deployment could not be reached")
}

/// Whether another process has the database: it may be about to listen, or about to let go.
fn is_taken(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(durward_db::DbError::Unavailable(reason)) if reason.contains("in use by"))
}

/// Carries `command` out in this process.
fn alone(parts: Parts, command: Command, out: Sender<Reply>) {
    tokio::spawn(async move {
        // The last reply is held back until everything is on disk.
        let (inner, mut replies) = channel(WAITING);
        let work = commands::run(&parts, command, inner);
        let pass_on = async {
            let mut last = None;
            while let Some(reply) = replies.recv().await {
                match reply {
                    Reply::End(_) => last = Some(reply),
                    reply => drop(out.send(reply).await),
                }
            }
            last
        };
        let ((), last) = tokio::join!(work, pass_on);
        parts.platform.db.close().await;
        if let Some(last) = last {
            drop(out.send(last).await);
        }
    });
}

/// A connection to the process that serves this deployment, if there is one.
async fn connect(config: &Config) -> anyhow::Result<Option<UnixStream>> {
    let Ok(address) = Address::in_folder(&config.data_dir) else {
        return Ok(None);
    };
    match UnixStream::connect(address.path()).await {
        Ok(stream) => Ok(Some(stream)),
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::NotFound | ErrorKind::ConnectionRefused
            ) =>
        {
            Ok(None)
        }
        Err(error) => Err(error)
            .with_context(|| format!("the control socket in {}", config.data_dir.display())),
    }
}

/// Sends `command` and passes the replies on. A connection that breaks ends them without an ending.
async fn ask(mut stream: UnixStream, command: Command, out: Sender<Reply>) {
    let Ok(mut line) = serde_json::to_vec(&command) else {
        return;
    };
    line.push(b'\n');
    let (reader, mut writer) = stream.split();
    if writer.write_all(&line).await.is_err() {
        return;
    }
    let mut lines = BufReader::new(reader).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        let Ok(reply) = serde_json::from_str(&line) else {
            return;
        };
        if out.send(reply).await.is_err() {
            return;
        }
    }
}
