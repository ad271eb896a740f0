//! What comes of a run that ended well: a session, the proof of who somebody is, or something to be told.

use durward_journey::message::Message;
use durward_journey::state::Aim;
use durward_messaging::notices::{self, Notice};
use durward_model::Actor;
use durward_model::id::UserId;
use durward_model::service::SessionService;
use durward_model::session::REMEMBERED;
use durward_store::runs::{self, End};
use durward_store::{Error, audit, services};

use super::effects;
use super::settle::Settlement;
use super::{Done, Ending, Progress, Proved, Told, locales};
use crate::nodes::Reason;
use crate::sessions::{self, SignedIn};
use crate::{devices, remembered};

impl Settlement<'_> {
    pub(super) async fn succeed(self) -> Result<Progress, Error> {
        match (&self.state.aim, self.state.subject) {
            (Aim::Tell(message), _) => {
                let message = message.clone();
                self.tell(message).await
            }
            _ if self.state.auth_level < self.state.least_level => {
                self.fail("the level asked for was not reached", Ending::Failed)
                    .await
            }
            (Aim::NoSession, Some(user)) => self.prove(user).await,
            (Aim::SignIn | Aim::Upgrade, Some(user)) => self.sign_in(user).await,
            (_, None) => {
                self.fail("the journey did not find out who it is", Ending::Broken)
                    .await
            }
        }
    }

    /// A session comes of it.
    async fn sign_in(self, user: UserId) -> Result<Progress, Error> {
        let cx = self.cx.clone().acting(Actor::User(user));
        let lifetimes = services::settings::<SessionService>(&cx).await?;
        let device = devices::cookie(&cx, &self.state, user).await?;
        let mut tx = cx.db().begin().await?;
        let standing = self.standing(&cx, &mut tx, Some(user)).await?;
        if let Some(reason) = standing.barred {
            return self.fail_barred(tx, reason).await;
        }
        let came_with = effects::continued(&cx, &mut tx, &self.state).await?;
        let upgrade = self.state.aim == Aim::Upgrade;
        if upgrade && came_with.is_none() {
            return self.fail_barred(tx, Reason::SessionEnded).await;
        }
        let Some(used) = remembered::claim(&cx, &mut tx, &self.state).await? else {
            return self.fail_barred(tx, Reason::NotRemembered).await;
        };
        let (id, version) = (self.run.id, self.run.version);
        if !runs::finish(&cx, &mut tx, id, version, End::Done).await? {
            return Ok(Progress::Stale);
        }
        self.write_effects(&mut tx).await?;
        effects::forgive(&cx, &mut tx, &self.state, user, standing).await?;
        let event = effects::about(&self.run, "signin.succeeded").user(user);
        let left = remembered::Left::by(&self.state, used);
        let (signed_in, goto, client_id) = self.into_signed_in(user);
        let begun = match came_with {
            Some(own) if own.user == user && upgrade => {
                let for_an_app = client_id.is_some();
                sessions::upgrade(&cx, &mut tx, &lifetimes, own, signed_in, for_an_app).await?
            }
            came_with => sessions::enter(&cx, &mut tx, &lifetimes, came_with, signed_in).await?,
        };
        // The session was changed at the same moment: nothing of this is kept, and the person may submit again.
        let Some(begun) = begun else {
            return Ok(Progress::Stale);
        };
        let remembered = remembered::settle(&cx, &mut tx, left, &begun.session).await?;
        if device.is_some() {
            notices::post(&cx, &mut tx, user, Notice::NewDevice).await?;
        }
        audit::record(&cx, &mut tx, event.session(begun.session.id)).await?;
        tx.commit().await?;
        Ok(Progress::Done(Box::new(Done {
            session: begun.session,
            cookie: begun.cookie,
            device,
            remembered,
            goto,
            client_id,
        })))
    }

    /// Nothing comes of it but the knowledge who it is.
    async fn prove(self, user: UserId) -> Result<Progress, Error> {
        let cx = self.cx.clone().acting(Actor::User(user));
        let device = devices::cookie(&cx, &self.state, user).await?;
        let mut tx = cx.db().begin().await?;
        let standing = self.standing(&cx, &mut tx, Some(user)).await?;
        if let Some(reason) = standing.barred {
            return self.fail_barred(tx, reason).await;
        }
        let (id, version) = (self.run.id, self.run.version);
        if !runs::finish(&cx, &mut tx, id, version, End::Done).await? {
            return Ok(Progress::Stale);
        }
        self.write_effects(&mut tx).await?;
        effects::forgive(&cx, &mut tx, &self.state, user, standing).await?;
        let event = effects::about(&self.run, "signin.succeeded").user(user);
        audit::record(&cx, &mut tx, event.with("session", "none")).await?;
        tx.commit().await?;
        let (signed_in, goto, _) = self.into_signed_in(user);
        Ok(Progress::Proved(Box::new(Proved {
            signed_in,
            device,
            goto,
        })))
    }

    /// The journey has done what it was for.
    async fn tell(self, message: Message) -> Result<Progress, Error> {
        let mut tx = self.cx.db().begin().await?;
        let standing = self.standing(self.cx, &mut tx, None).await?;
        if let Some(reason) = standing.barred {
            return self.fail_barred(tx, reason).await;
        }
        let (id, version) = (self.run.id, self.run.version);
        if !runs::finish(self.cx, &mut tx, id, version, End::Done).await? {
            return Ok(Progress::Stale);
        }
        self.write_effects(&mut tx).await?;
        let mut event = effects::about(&self.run, "journey.completed");
        if let Some(user) = self.state.subject {
            event = event.user(user);
        }
        audit::record(self.cx, &mut tx, event).await?;
        tx.commit().await?;
        Ok(Progress::Told(Box::new(Told {
            message,
            goto: self.state.success_url.or(self.run.goto),
            client_id: self.run.client_id,
            ui_locales: locales(self.run.ui_locales),
        })))
    }

    /// Who signed in and how, where they go on, and the app they come from.
    fn into_signed_in(self, user: UserId) -> (SignedIn, Option<String>, Option<String>) {
        let methods = self.state.methods().to_vec();
        let proved_at = remembered::proved_at(&self.state);
        let goto = self.state.success_url.or(self.run.goto);
        let signed_in = SignedIn {
            user,
            methods,
            auth_time: proved_at,
            acr: proved_at.map(|_| REMEMBERED.to_owned()),
            auth_level: proved_at.map_or(self.state.auth_level, |_| 0),
            journey: self.run.journey,
            properties: self.state.session_properties,
        };
        (signed_in, goto, self.run.client_id)
    }
}
