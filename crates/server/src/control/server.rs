//! Taking commands.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use anyhow::Context;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use super::socket::Address;
use crate::commands::{self, Command, Ending, Reply};
use crate::declarations::Refusal;
use crate::listen::told;
use crate::wiring::Parts;

/// Longest command: declarations of many people are one.
const LONGEST: u64 = 1 << 30;

/// Replies on their way.
const WAITING: usize = 64;

/// An open control socket.
pub(crate) struct Control {
    listener: UnixListener,
    path: PathBuf,
    /// The user this process runs as.
    owner: u32,
}

/// Opens the control socket in `folder`. The caller has the database of the folder open, so a socket that is there
/// already is one that a dead process left.
///
/// # Errors
/// When it cannot be made.
pub(crate) fn listen(folder: &Path) -> anyhow::Result<Control> {
    let open = || -> std::io::Result<Control> {
        let address = Address::in_folder(folder)?;
        let path = folder.join("control.sock");
        drop(std::fs::remove_file(&path));
        let listener = UnixListener::bind(address.path())?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
        let owner = std::fs::metadata(&path)?.uid();
        Ok(Control {
            listener,
            path,
            owner,
        })
    };
    open().with_context(|| format!("the control socket in {}", folder.display()))
}

impl Control {
    /// Carries out commands until `stop` says so; those that were begun are finished.
    pub(crate) async fn serve(self, parts: Parts, mut stop: watch::Receiver<bool>) {
        let mut running = JoinSet::new();
        loop {
            tokio::select! {
                accepted = self.listener.accept() => match accepted {
                    Ok((stream, _)) if self.is_ours(&stream) => {
                        running.spawn(answer(parts.clone(), stream));
                    }
                    Ok(_) => tracing::warn!("a process of another user tried the control socket"),
                    Err(error) => {
                        tracing::warn!(%error, "the control socket did not accept");
                        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
                    }
                },
                Some(_) = running.join_next() => {}
                () = told(&mut stop) => break,
            }
        }
        drop(std::fs::remove_file(&self.path));
        while running.join_next().await.is_some() {}
    }

    /// Whether the other end is a process of our own user, or of the system's administrator.
    fn is_ours(&self, stream: &UnixStream) -> bool {
        stream
            .peer_cred()
            .is_ok_and(|other| other.uid() == self.owner || other.uid() == 0)
    }
}

async fn answer(parts: Parts, mut stream: UnixStream) {
    let (reader, mut writer) = stream.split();
    let mut line = Vec::new();
    let mut reader = BufReader::new(reader).take(LONGEST);
    if reader.read_until(b'\n', &mut line).await.is_err() || line.last() != Some(&b'\n') {
        return;
    }
    let (out, mut replies) = mpsc::channel(WAITING);
    let work = async {
        match serde_json::from_slice::<Command>(&line) {
            Ok(command) => commands::run(&parts, command, out).await,
            Err(error) => {
                let refusal = Refusal::because(format!(
                    "the running server does not know this command; is it of another version? ({error})"
                ));
                drop(out.send(Reply::End(Ending::Refused(refusal))).await);
            }
        }
    };
    let pass_on = async {
        let mut gone = false;
        while let Some(reply) = replies.recv().await {
            let Ok(mut text) = serde_json::to_vec(&reply) else {
                break;
            };
            text.push(b'\n');
            gone = gone || writer.write_all(&text).await.is_err();
            if gone {
                // The command goes on; an export ends, for nobody takes what it has.
                break;
            }
        }
        replies.close();
    };
    tokio::join!(work, pass_on);
}
