//! Signing in method by method: what the authentication interface keeps between its calls (R-JRN-15 to R-JRN-20).
//!
//! An attempt is named by its id and proved by a secret in a cookie; both must match. Each method is a journey of its
//! own. A journey that ends well only proves who it is; the session begins when the attempt is completed.

use durward_journey::input::{Input, InputError};
use durward_journey::state::Aim;
use durward_journey::step::Step;
use durward_messaging::notices::{self, Notice};
use durward_model::id::AttemptId;
use durward_model::service::{Authentication, SessionService};
use durward_model::session::Session;
use durward_model::{Actor, Secret, Timestamp};
use durward_store::attempts::{self as rows, Attempt as Stored, Status};
use durward_store::token::{self, OpaqueToken};
use durward_store::{Cx, Error, services};
use serde::{Deserialize, Serialize};

use crate::journeys::{Ending, Engine, Progress, Running, Start};
use crate::sessions::{self, Begun, Continued, SignedIn};

/// A method that was passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passed {
    /// The method, as the interface calls it.
    pub method: String,
    /// When.
    pub at: Timestamp,
}

/// What an attempt begins with.
#[derive(Debug, Clone, Default)]
pub struct Begin {
    /// Path and query of the authorization request to go on with.
    pub request: String,
    /// The app that asks.
    pub client_id: String,
    /// The journey that must be used, if the request asks for a class that has one.
    pub journey: Option<String>,
    /// The name the app expects the person to sign in with.
    pub login_hint: Option<String>,
    /// The languages the person reads, best first, separated by spaces.
    pub ui_locales: Option<String>,
}

/// An attempt that goes on.
#[derive(Debug, Clone)]
pub struct Attempt {
    stored: Stored,
    completed: Vec<Passed>,
}

/// What a call led to.
#[derive(Debug)]
pub enum Reached {
    /// The person is to be asked more.
    Ask(Box<Running>),
    /// Everything was passed. What the browser is to keep, so that it is known at the next sign-in.
    Authenticated(Option<Secret<String>>),
    /// It came to its bad end.
    Failed(Ending),
    /// Another call was there first: nothing changed.
    Stale,
}

/// Begins an attempt. Returns what its cookie carries.
///
/// # Errors
/// Database failures.
pub async fn begin(cx: &Cx, begin: Begin) -> Result<(Attempt, Secret<String>), Error> {
    let settings = services::settings::<Authentication>(cx).await?;
    let id = AttemptId::new(cx.now, cx.entropy());
    let issued = OpaqueToken::issue(id.as_str(), cx.entropy());
    let stored = Stored {
        id,
        secret_hash: issued.secret_hash,
        status: Status::Pending,
        request: begin.request,
        client_id: begin.client_id,
        journey: begin.journey,
        login_hint: begin.login_hint,
        ui_locales: begin.ui_locales,
        method: None,
        run: None,
        completed: "[]".to_owned(),
        proved: None,
        created_at: cx.now,
        expires_at: cx
            .now
            .plus_seconds(settings.authentication_session_lifetime),
        version: 1,
    };
    let mut tx = cx.db().begin().await?;
    rows::insert(cx, &mut tx, &stored).await?;
    tx.commit().await?;
    let attempt = Attempt {
        stored,
        completed: Vec::new(),
    };
    Ok((attempt, issued.text))
}

/// The attempt that `cookie` proves, if it is the one called `id` and has not expired.
///
/// # Errors
/// Database failures.
pub async fn find(cx: &Cx, cookie: &str, id: &str) -> Result<Option<Attempt>, Error> {
    let Some((named, secret)) = token::split(cookie) else {
        return Ok(None);
    };
    if named != id {
        return Ok(None);
    }
    let stored = rows::load(cx, &mut cx.db().read().await?, id).await?;
    let stored = stored.filter(|stored| token::matches(secret, &stored.secret_hash));
    let Some(stored) = stored.filter(|stored| cx.now < stored.expires_at) else {
        return Ok(None);
    };
    let completed = serde_json::from_str(&stored.completed)
        .map_err(|_| Error::internal("an attempt has broken methods"))?;
    Ok(Some(Attempt { stored, completed }))
}

impl Attempt {
    /// Its identifier.
    pub fn id(&self) -> AttemptId {
        self.stored.id
    }

    /// How far it has come.
    pub fn status(&self) -> Status {
        self.stored.status
    }

    /// The app that asks.
    pub fn client_id(&self) -> &str {
        &self.stored.client_id
    }

    /// Path and query of the authorization request to go on with.
    pub fn request(&self) -> &str {
        &self.stored.request
    }

    /// The journey that must be used whatever the method.
    pub fn journey(&self) -> Option<&str> {
        self.stored.journey.as_deref()
    }

    /// The languages the person reads, best first, separated by spaces.
    pub fn ui_locales(&self) -> &str {
        self.stored.ui_locales.as_deref().unwrap_or_default()
    }

    /// The method being tried.
    pub fn method(&self) -> Option<&str> {
        self.stored.method.as_deref()
    }

    /// The methods passed.
    pub fn completed(&self) -> &[Passed] {
        &self.completed
    }

    /// When it ends.
    pub fn expires_at(&self) -> Timestamp {
        self.stored.expires_at
    }

    /// The step that the method being tried asks for; none while no method is.
    ///
    /// # Errors
    /// Database failures.
    pub async fn shown(&self, cx: &Cx, engine: &Engine) -> Result<Option<Running>, Error> {
        match self.run(cx).await? {
            Some(token) => engine.show(cx, token.expose()).await,
            None => Ok(None),
        }
    }

    /// Begins to try `method` by its `journey`; what was being tried before is left.
    ///
    /// # Errors
    /// As [`Engine::start`].
    pub async fn choose(
        &mut self,
        cx: &Cx,
        engine: &Engine,
        method: &str,
        journey: &str,
        device: Option<String>,
    ) -> Result<Reached, Error> {
        let start = Start {
            journey: Some(journey.to_owned()),
            aim: Aim::NoSession,
            client_id: Some(self.stored.client_id.clone()),
            login_hint: self.stored.login_hint.clone(),
            ui_locales: self.stored.ui_locales.clone(),
            device,
            ..Start::default()
        };
        let progress = engine.start(cx, start).await?;
        self.completed.clear();
        self.stored.method = Some(method.to_owned());
        self.note(cx, progress).await
    }

    /// Takes the answers to the step that is being shown, which prove `method`.
    ///
    /// # Errors
    /// As [`Engine::submit`].
    pub async fn answer<R>(
        &mut self,
        cx: &Cx,
        engine: &Engine,
        method: &str,
        read: R,
    ) -> Result<Reached, Error>
    where
        R: FnOnce(&Step) -> Result<Input, InputError> + Send,
    {
        let Some(token) = self.run(cx).await? else {
            return Ok(Reached::Stale);
        };
        let progress = engine.submit(cx, token.expose(), read).await?;
        self.stored.method = Some(method.to_owned());
        self.note(cx, progress).await
    }

    /// Notes that the method being tried was passed.
    fn passed(&mut self, cx: &Cx) {
        let method = self.stored.method.clone().unwrap_or_default();
        self.completed.push(Passed { method, at: cx.now });
    }

    async fn note(&mut self, cx: &Cx, progress: Progress) -> Result<Reached, Error> {
        let mut stranger = None;
        let (status, run, reached) = match progress {
            Progress::Show(running) => {
                if running.passed > self.completed.len() {
                    self.passed(cx);
                }
                let token = running.token.expose().as_bytes();
                let sealed = cx.seal(&self.context(), token).await?;
                (Status::Pending, Some(sealed), Reached::Ask(running))
            }
            Progress::Proved(proved) => {
                self.passed(cx);
                self.stored.proved = Some(json(&proved.signed_in)?);
                stranger = proved.device.as_ref().map(|_| proved.signed_in.user);
                (
                    Status::Authenticated,
                    None,
                    Reached::Authenticated(proved.device),
                )
            }
            Progress::Failed(end) => (Status::Failed, None, Reached::Failed(end.ending)),
            // A journey that does not find out who it is cannot be a method.
            Progress::Done(_) | Progress::Told(_) => {
                let method = self.stored.method.as_deref().unwrap_or_default();
                tracing::warn!(method, "the journey of a method signs nobody in");
                (Status::Failed, None, Reached::Failed(Ending::Broken))
            }
            Progress::Stale => return Ok(Reached::Stale),
        };
        self.stored.status = status;
        self.stored.run = run;
        self.stored.completed = json(&self.completed)?;
        let mut tx = cx.db().begin().await?;
        if !rows::save(cx, &mut tx, &self.stored).await? {
            return Ok(Reached::Stale);
        }
        if let Some(user) = stranger {
            notices::post(cx, &mut tx, user, Notice::NewDevice).await?;
        }
        tx.commit().await?;
        self.stored.version += 1;
        Ok(reached)
    }

    /// Begins the session of an attempt that has passed everything, in a browser that `came_with` one. None when it has
    /// not, or was completed already.
    ///
    /// # Errors
    /// Database failures.
    pub async fn complete(
        mut self,
        cx: &Cx,
        came_with: Option<Session>,
    ) -> Result<Option<Begun>, Error> {
        if self.stored.status != Status::Authenticated {
            return Ok(None);
        }
        let proved = self.stored.proved.as_deref().map(serde_json::from_str);
        let Some(Ok(signed_in)) = proved else {
            return Err(Error::internal("an attempt has a broken proof"));
        };
        let signed_in: SignedIn = signed_in;
        let cx = cx.clone().acting(Actor::User(signed_in.user));
        let settings = services::settings::<SessionService>(&cx).await?;
        self.stored.status = Status::Completed;
        self.stored.proved = None;
        let mut tx = cx.db().begin().await?;
        if !rows::save(&cx, &mut tx, &self.stored).await? {
            return Ok(None);
        }
        let came_with = match came_with {
            Some(session) => {
                Continued::of(&cx, &session)
                    .await?
                    .live(&cx, &mut tx)
                    .await?
            }
            None => None,
        };
        let begun = sessions::enter(&cx, &mut tx, &settings, came_with, signed_in).await?;
        if begun.is_some() {
            tx.commit().await?;
        }
        Ok(begun)
    }

    async fn run(&self, cx: &Cx) -> Result<Option<Secret<String>>, Error> {
        let Some(sealed) = &self.stored.run else {
            return Ok(None);
        };
        let plain = cx.open(&self.context(), sealed).await?;
        let text = String::from_utf8(plain.expose().clone())
            .map_err(|_| Error::internal("an attempt has a broken run"))?;
        Ok(Some(Secret::new(text)))
    }

    /// What the token of the run is sealed for: this attempt only.
    fn context(&self) -> String {
        format!("attempt|{}", self.stored.id)
    }
}

fn json<T: Serialize>(value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::internal(error.to_string()))
}
