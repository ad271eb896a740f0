//! Telling apps that a session ended, server to server (OpenID Connect Back-Channel Logout 1.0).

use std::sync::Arc;
use std::time::Duration;

use durward_model::Timestamp;
use durward_model::audit::{Event, Topic};
use durward_model::http::{Method, Outbound};
use durward_model::id::AccessTokenId;
use durward_model::service::OauthOidc;
use durward_store::app_sessions::{self, AppSession, Standing};
use durward_store::{Cx, Error, ErrorKind, Platform, audit, realms, services};
use serde::Serialize;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::Provider;
use crate::clients::Client;
use crate::tokens::id_token;

/// What the event in a logout token is called (section 2.4).
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// Seconds a logout token is good for (section 2.6 advises two minutes at most).
const LIFE: i64 = 120;
/// Rows told about at once, and seconds after which another node may take one.
const AT_ONCE: i64 = 16;
const LEASE: i64 = 60;
/// Seconds from one try to the next; after the last of them nobody tries again.
const PAUSES: [i64; 6] = [2, 10, 60, 300, 1800, 7200];
/// How often due rows are looked for.
const LOOK: Duration = Duration::from_secs(1);
/// Bytes of an answer that are read.
const LONGEST_ANSWER: usize = 16 * 1024;

/// Claims of a logout token (section 2.4). It has no `nonce`, by which it would pass for an ID token.
#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
    jti: &'a str,
    sid: &'a str,
    events: Value,
}

/// Tells apps of the end of sessions for as long as a process serves.
#[derive(Clone)]
pub struct Herald {
    platform: Arc<Platform>,
    provider: Arc<Provider>,
}

impl std::fmt::Debug for Herald {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Herald")
    }
}

impl Herald {
    /// One that sends through `platform` and signs with the keys of `provider`.
    pub fn new(platform: Arc<Platform>, provider: Arc<Provider>) -> Self {
        Self { platform, provider }
    }

    /// Tells for ever.
    pub async fn run(self) {
        let mut every = tokio::time::interval(LOOK);
        every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            every.tick().await;
            match self.tell_due().await {
                Ok(0) => {}
                Ok(told) => tracing::debug!(told, "apps told of sessions that ended"),
                Err(error) => {
                    tracing::warn!(%error, "apps could not be told of sessions that ended")
                }
            }
        }
    }

    /// Tells of what is due now. Returns how many rows were looked at.
    ///
    /// # Errors
    /// Database failures.
    pub async fn tell_due(&self) -> Result<usize, Error> {
        let (db, mut looked) = (&self.platform.db, 0);
        loop {
            let now = self.platform.clock.now();
            // A look costs less than a claim, and mostly there is nothing to do.
            if app_sessions::next_due(db)
                .await?
                .is_none_or(|due| due > now)
            {
                return Ok(looked);
            }
            let node = self.platform.node;
            let claimed = app_sessions::claim(db, node, now, LEASE, AT_ONCE).await?;
            if claimed.is_empty() {
                return Ok(looked);
            }
            looked += claimed.len();
            let mut telling = JoinSet::new();
            for row in claimed {
                let herald = self.clone();
                telling.spawn(async move { herald.settle(&row).await });
            }
            while let Some(settled) = telling.join_next().await {
                if let Ok(Err(error)) = settled {
                    tracing::warn!(%error, "an app could not be told that a session ended");
                }
            }
        }
    }

    async fn settle(&self, row: &AppSession) -> Result<(), Error> {
        let cx = match realms::context_of(&self.platform, row.realm).await {
            Ok(cx) => cx,
            Err(error) if matches!(error.kind, ErrorKind::NotFound) => return Ok(()),
            Err(error) => return Err(error),
        };
        let node = self.platform.node;
        if !row.ended {
            let standing = app_sessions::standing(&cx, &mut cx.db().read().await?, row).await?;
            let next = match standing {
                Standing::Until(lapses) => Some(Some(lapses)),
                Standing::Elsewhere => Some(None),
                Standing::Lapsed => None,
            };
            if let Some(next) = next {
                let mut tx = cx.db().begin().await?;
                app_sessions::rest(&cx, &mut tx, node, row, next).await?;
                return Ok(tx.commit().await?);
            }
        }
        let client = Client::by_id(&cx, row.app).await?;
        let client = client.filter(|client| client.active);
        let told = match &client {
            Some(client) => self.tell(&cx, client, row).await?,
            None => None,
        };
        self.write_down(&cx, row, told).await
    }

    /// Tells the app. None when it does not want to hear.
    async fn tell(
        &self,
        cx: &Cx,
        client: &Client,
        row: &AppSession,
    ) -> Result<Option<Result<(), String>>, Error> {
        let Some(url) = &client.logout.back_channel else {
            return Ok(None);
        };
        let token = self.token(cx, client, row).await?;
        let request = Outbound {
            method: Method::Post,
            url: url.clone(),
            headers: vec![(
                "content-type".to_owned(),
                "application/x-www-form-urlencoded".to_owned(),
            )],
            body: format!("logout_token={token}").into_bytes(),
            max_bytes: LONGEST_ANSWER,
        };
        Ok(Some(match cx.platform.http.send(request).await {
            Ok(answer) if (200..300).contains(&answer.status) => Ok(()),
            Ok(answer) => Err(format!("it answered {}", answer.status)),
            Err(failure) => Err(failure.to_string()),
        }))
    }

    async fn token(&self, cx: &Cx, client: &Client, row: &AppSession) -> Result<String, Error> {
        let settings = services::settings::<OauthOidc>(cx).await?;
        let algorithm = id_token::algorithm(&settings, client)?;
        let ring = self.provider.keys.ring_with(cx, algorithm).await?;
        let key = ring.active(cx, algorithm).await?;
        let (issuer, id) = (cx.issuer(), AccessTokenId::new(cx.now, cx.entropy()));
        let claims = Claims {
            iss: &issuer,
            sub: row.user.as_str(),
            aud: client.client_id.as_str(),
            iat: cx.now.seconds(),
            exp: cx.now.seconds() + LIFE,
            jti: id.as_str(),
            sid: row.session.as_str(),
            events: json!({ EVENT: {} }),
        };
        key.logout_token
            .sign_json(&claims)
            .map_err(|error| Error::internal(format!("a logout token was not signed: {error}")))
    }

    async fn write_down(
        &self,
        cx: &Cx,
        row: &AppSession,
        told: Option<Result<(), String>>,
    ) -> Result<(), Error> {
        let node = self.platform.node;
        let mut tx = cx.db().begin().await?;
        let event = |name| {
            Event::new(Topic::Access, name)
                .user(row.user)
                .app(row.app)
                .session(row.session)
        };
        match told {
            None => app_sessions::done(cx, &mut tx, node, row).await?,
            Some(Ok(())) => {
                app_sessions::done(cx, &mut tx, node, row).await?;
                audit::record(cx, &mut tx, event("logout.told")).await?;
            }
            Some(Err(why)) => match pause(row.attempts) {
                Some(seconds) => {
                    let next: Timestamp = cx.now.plus_seconds(seconds);
                    app_sessions::retry(cx, &mut tx, node, row, next, &why).await?;
                }
                None => {
                    tracing::warn!(app = %row.app, why, "an app did not take that a session ended");
                    app_sessions::done(cx, &mut tx, node, row).await?;
                    audit::record(cx, &mut tx, event("logout.untold").failed(&why)).await?;
                }
            },
        }
        Ok(tx.commit().await?)
    }
}

/// Seconds until the try after this many.
fn pause(attempts: i64) -> Option<i64> {
    let attempts = usize::try_from(attempts).ok()?;
    PAUSES.get(attempts).copied()
}
