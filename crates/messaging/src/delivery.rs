//! Delivering: claim what is due, render it, hand it over, write down how it went.
//!
//! A message is claimed for longer than handing it over may take, so no two workers hold it at once. Once a transport
//! took it, that is written down before anything else happens to it, and tried again until it is. A worker that dies
//! between the two leaves a message that is sent again: it carries the same identifier then, by which mail systems and
//! providers recognise it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use durward_db::Notice;
use durward_model::service::Messages;
use durward_model::{Clock, Timestamp};
use durward_store::messages::{self as rows, Claimed, End};
use durward_store::realms::context_of;
use durward_store::{Error, ErrorKind, Platform, services};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{Notify, Semaphore, broadcast};

use crate::channel::{self, Refusal, Taken};
use crate::letter::Medium;
use crate::outbox::{self, NOTICE};
use crate::template::{self, Addressed};

/// Messages being handed over at once.
const AT_ONCE: usize = 16;
/// How long handing one over may take.
const TIMEOUT: Duration = Duration::from_secs(30);
/// How long a claim holds.
const LEASE_SECONDS: i64 = 60;
/// How long is waited when nothing is due and nobody says that something is.
const POLL: Duration = Duration::from_secs(5);
/// How often what mailboxes kept is forgotten, and how many at once.
const WIPE: Duration = Duration::from_secs(60);
const WIPE_ROWS: i64 = 500;
/// How long a message in the mailbox can be read.
const READABLE_SECONDS: i64 = 3600;
/// The pause after the first failure, which doubles with each, and the longest.
const PAUSE: i64 = 5;
const LONGEST_PAUSE: i64 = 900;
/// Characters of an error that are kept.
const ERROR_CHARS: usize = 300;

/// Delivers the messages of all realms. One per process; cheap to clone.
#[derive(Debug, Clone)]
pub struct Postman {
    platform: Arc<Platform>,
    /// Whether messages for which there is no channel can be read in the development mailbox.
    mailbox: bool,
    /// Room for messages being handed over.
    room: Arc<Semaphore>,
    /// There is room again.
    freed: Arc<Notify>,
    /// Nothing more is to be taken.
    closing: Arc<AtomicBool>,
}

impl Postman {
    /// A postman; with `mailbox`, messages for which there is no channel are kept readable for an hour.
    #[must_use]
    pub fn new(platform: Arc<Platform>, mailbox: bool) -> Self {
        Self {
            platform,
            mailbox,
            room: Arc::new(Semaphore::new(AT_ONCE)),
            freed: Arc::default(),
            closing: Arc::default(),
        }
    }

    /// Delivers for ever. What is being handed over when this is dropped is handed over and written down all the same.
    pub async fn run(self) {
        let mut notices = self.platform.db.subscribe();
        let mut wipe = tokio::time::interval(WIPE);
        wipe.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            let pause = match self.take(self.room.available_permits()).await {
                Ok((claimed, pause)) => {
                    for message in claimed {
                        self.begin(message).await;
                    }
                    pause
                }
                Err(error) => {
                    tracing::warn!(%error, "messages could not be claimed");
                    POLL
                }
            };
            tokio::select! {
                () = self.freed.notified() => {}
                () = called(&mut notices) => {}
                () = tokio::time::sleep(pause) => {}
                _ = wipe.tick() => self.wipe().await,
            }
        }
    }

    /// Takes nothing more, and waits until what is being handed over is written down, at most so long: what a process
    /// leaves half done is sent again.
    pub async fn finish(&self, patience: Duration) {
        self.closing.store(true, Ordering::Release);
        let all = u32::try_from(AT_ONCE).unwrap_or(u32::MAX);
        if tokio::time::timeout(patience, self.room.acquire_many(all))
            .await
            .is_err()
        {
            tracing::warn!("messages were still being sent; they may arrive twice");
        }
    }

    /// Delivers what is due now and gives how many messages that were.
    ///
    /// # Errors
    /// Database failures.
    pub async fn deliver_due(&self) -> Result<usize, Error> {
        let mut delivered = 0;
        loop {
            let (claimed, _) = self.take(AT_ONCE).await?;
            if claimed.is_empty() {
                return Ok(delivered);
            }
            delivered += claimed.len();
            for message in claimed {
                self.begin(message).await;
            }
            let all = u32::try_from(AT_ONCE).unwrap_or(u32::MAX);
            drop(self.room.acquire_many(all).await);
        }
    }

    /// Has a message handed over, beside what else is going on.
    async fn begin(&self, message: Claimed) {
        let Ok(permit) = Arc::clone(&self.room).acquire_owned().await else {
            return;
        };
        let postman = self.clone();
        tokio::spawn(async move {
            postman.deliver(message).await;
            drop(permit);
            postman.freed.notify_one();
        });
    }

    /// Claims at most `room` messages; and how long to wait for more.
    async fn take(&self, room: usize) -> Result<(Vec<Claimed>, Duration), Error> {
        let db = &self.platform.db;
        let now = self.now();
        let room = i64::try_from(room).unwrap_or_default();
        if room == 0 || self.closing.load(Ordering::Acquire) {
            return Ok((Vec::new(), POLL));
        }
        // Looking costs no write.
        match rows::next_due(db).await? {
            None => return Ok((Vec::new(), POLL)),
            Some(due) if due > now.millis() => {
                let wait = u64::try_from(due - now.millis()).unwrap_or_default();
                return Ok((Vec::new(), POLL.min(Duration::from_millis(wait))));
            }
            Some(_) => {}
        }
        let claimed = rows::claim(db, self.platform.node, now, LEASE_SECONDS, room).await?;
        // Another node may have been faster.
        let pause = if claimed.is_empty() {
            Duration::from_millis(200)
        } else {
            Duration::ZERO
        };
        Ok((claimed, pause))
    }

    async fn deliver(&self, message: Claimed) {
        let outcome = match tokio::time::timeout(TIMEOUT, self.hand_over(&message)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(Refusal::later("it took too long")),
        };
        let mut tries = 0;
        while let Err(error) = self.write_down(&message, &outcome).await {
            tries += 1;
            if tries == 60 {
                tracing::error!(message = %message.id, %error, "how a message ended could not be written down");
                return;
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    async fn hand_over(&self, message: &Claimed) -> Result<Taken, Refusal> {
        if message
            .expires_at
            .is_some_and(|expires_at| expires_at <= self.now())
        {
            return Err(Refusal::never("it expired before it could be sent"));
        }
        let cx = context_of(&self.platform, message.realm)
            .await
            .map_err(|error| ours(&error))?;
        let payload = outbox::open(&cx, message.id, &message.payload)
            .await
            .map_err(|error| ours(&error))?;
        let medium = Medium::named(&message.medium)
            .ok_or_else(|| Refusal::never("nothing carries messages of this kind"))?;
        let addressed = Addressed {
            id: message.id,
            medium,
            to: &message.recipient,
            template: &message.template,
            languages: &message.languages,
            created_at: message.created_at,
        };
        let rendered = template::render(&cx, &addressed, &payload).await?;
        let channel = channel::of(&cx, medium)
            .await
            .map_err(|error| ours(&error))?;
        if channel.is_mailbox() && !self.mailbox {
            return Err(Refusal::later(&format!(
                "the realm has no channel for {}",
                medium.as_str()
            )));
        }
        channel.send(&cx, &addressed, &rendered, &payload).await
    }

    async fn write_down(
        &self,
        message: &Claimed,
        outcome: &Result<Taken, Refusal>,
    ) -> Result<(), Error> {
        let now = self.now();
        let node = self.platform.node;
        let most = self.most_attempts(message).await?;
        let mut tx = self.platform.db.begin().await?;
        match outcome {
            Ok(taken) => {
                let end = End::Sent {
                    transport: taken.transport,
                    provider_id: taken.provider_id.as_deref(),
                    readable_until: taken.readable.then(|| now.plus_seconds(READABLE_SECONDS)),
                };
                rows::finish(&mut tx, node, message, now, end).await?;
                tracing::info!(message = %message.id, medium = message.medium, template = message.template, transport = taken.transport, attempts = message.attempts, "message sent");
            }
            Err(refusal) if refusal.lasting || message.attempts >= most => {
                let error = clip(&refusal.why);
                rows::finish(&mut tx, node, message, now, End::Dead { error }).await?;
                tracing::warn!(message = %message.id, medium = message.medium, template = message.template, attempts = message.attempts, error, "message given up");
            }
            Err(refusal) => {
                let error = clip(&refusal.why);
                let next = now.plus_millis(pause_after(message.attempts));
                rows::retry(&mut tx, node, message, next, error).await?;
                tracing::info!(message = %message.id, medium = message.medium, attempts = message.attempts, error, "message not sent; it will be tried again");
            }
        }
        Ok(tx.commit().await?)
    }

    async fn most_attempts(&self, message: &Claimed) -> Result<i64, Error> {
        match context_of(&self.platform, message.realm).await {
            Ok(cx) => Ok(services::settings::<Messages>(&cx).await?.attempts),
            Err(error) if error.kind == ErrorKind::NotFound => Ok(0),
            Err(error) => Err(error),
        }
    }

    async fn wipe(&self) {
        let (db, now) = (&self.platform.db, self.now());
        if let Err(error) = rows::wipe(db, now, WIPE_ROWS).await {
            tracing::warn!(%error, "what old messages said could not be forgotten");
        }
    }

    fn now(&self) -> Timestamp {
        let clock: &dyn Clock = self.platform.clock.as_ref();
        clock.now()
    }
}

/// Returns when somebody says that there is something to deliver.
async fn called(notices: &mut broadcast::Receiver<Notice>) {
    loop {
        match notices.recv().await {
            Ok(Notice::Message(text)) if &*text != NOTICE => {}
            Ok(_) | Err(RecvError::Lagged(_)) => return,
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}

/// Milliseconds to wait after so many attempts.
fn pause_after(attempts: i64) -> i64 {
    let doubled = u32::try_from(attempts.saturating_sub(1)).unwrap_or(u32::MAX);
    let seconds = PAUSE.saturating_mul(2_i64.saturating_pow(doubled));
    seconds.min(LONGEST_PAUSE) * 1000
}

fn ours(error: &Error) -> Refusal {
    match error.kind {
        ErrorKind::NotFound => Refusal::never(&error.to_string()),
        _ => Refusal::later(&error.to_string()),
    }
}

fn clip(text: &str) -> &str {
    match text.char_indices().nth(ERROR_CHARS) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_and_are_bounded() {
        let pauses: Vec<i64> = (1..=10).map(|tries| pause_after(tries) / 1000).collect();
        assert_eq!(pauses, [5, 10, 20, 40, 80, 160, 320, 640, 900, 900]);
        assert_eq!(pause_after(i64::MAX), LONGEST_PAUSE * 1000);
    }
}
