//! A realm with people who can sign in, on each kind of database.

use std::sync::Arc;

use durward_db::template::{Template, postgres_for_tests};
use durward_identity::credentials::{prepare_password, put_password};
use durward_identity::passwords::{Passwords, Settings};
use durward_identity::policy::Owner;
use durward_identity::users::{self, UserFields};
use durward_journey::callback::Callback;
use durward_journey::input::{Input, InputError};
use durward_journey::step::Step;
use durward_messaging::channel::ChannelKind;
use durward_messaging::template::TemplateKind;
use durward_model::id::UserId;
use durward_model::text::{Email, Username};
use durward_model::{Actor, Secret};
use durward_signin::Engine;
use durward_signin::journeys::{Done, Failed, Progress, Running, Start};
use durward_signin::kind::JourneyKind;
use durward_signin::webhook::WebhookKind;
use durward_store::documents::{self, Expect, Kind, Kinds};
use durward_store::services::ServiceKind;
use durward_store::testing::World;
use durward_store::{Cx, Error, audit, migrations};
use serde_json::{Value, json};
use tokio::sync::OnceCell;

pub(crate) const PASSWORD: &str = "correct horse battery staple";

/// A world, an engine, and cheap hashes.
pub(crate) struct House {
    pub(crate) world: World,
    pub(crate) engine: Arc<Engine>,
}

pub(crate) async fn sqlite() -> House {
    static TEMPLATE: OnceCell<Template> = OnceCell::const_new();
    let make = || Template::sqlite(migrations::ALL);
    House::on(TEMPLATE.get_or_init(make).await.fresh().await).await
}

pub(crate) async fn postgres() -> House {
    static TEMPLATE: OnceCell<Template> = OnceCell::const_new();
    let make = || Template::postgres(postgres_for_tests(), migrations::ALL);
    House::on(TEMPLATE.get_or_init(make).await.fresh().await).await
}

/// Runs each function of a module on every kind of database.
macro_rules! on_every_database {
    ($($name:ident),+ $(,)?) => {
        mod sqlite { $(crate::base::test_on!(sqlite, $name);)+ }
        mod postgres { $(crate::base::test_on!(postgres, $name);)+ }
    };
}

macro_rules! test_on {
    ($base:ident, $name:ident) => {
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            super::$name(crate::base::$base().await).await;
        }
    };
}

pub(crate) use {on_every_database, test_on};

impl House {
    async fn on(db: durward_db::Db) -> Self {
        let kinds: [Arc<dyn Kind>; 5] = [
            Arc::new(ServiceKind),
            Arc::new(JourneyKind),
            Arc::new(ChannelKind),
            Arc::new(TemplateKind),
            Arc::new(WebhookKind),
        ];
        let world = World::on(db, Kinds::new(kinds)).await;
        let settings = Settings {
            threads: 2,
            wait: std::time::Duration::from_secs(20),
            ..Settings::default()
        };
        let entropy = Arc::clone(&world.platform.entropy);
        let passwords = Arc::new(Passwords::start(settings, entropy).unwrap());
        let house = Self {
            engine: Arc::new(Engine::new(passwords).unwrap()),
            world,
        };
        let cheap = json!({"memoryKib": 8, "iterations": 1});
        house.service("password-hashing", cheap).await;
        house
    }

    /// A request in `acme`, by nobody yet.
    pub(crate) fn cx(&self) -> Cx {
        self.world.cx().acting(Actor::Anonymous)
    }

    /// A request in `root`, by nobody yet.
    pub(crate) fn in_root(&self) -> Cx {
        let mut cx = self.cx();
        cx.realm = Arc::clone(&self.world.root);
        cx
    }

    /// Sets the settings `name` of `acme`.
    pub(crate) async fn service(&self, name: &str, settings: Value) {
        let body = json!({"service": name, "settings": settings});
        self.document(&ServiceKind, Some(name), body).await.unwrap();
    }

    /// Writes a journey into `acme`.
    pub(crate) async fn journey(&self, body: Value) -> Result<i64, Error> {
        let id = body["_id"].as_str().map(str::to_owned);
        self.document(&JourneyKind, id.as_deref(), body).await
    }

    pub(crate) async fn document(
        &self,
        kind: &dyn Kind,
        id: Option<&str>,
        body: Value,
    ) -> Result<i64, Error> {
        let cx = self.world.cx();
        let mut tx = cx.db().begin().await.unwrap();
        let saved = documents::save(&cx, &mut tx, kind, id, body, Expect::Anything).await?;
        tx.commit().await.unwrap();
        self.world.platform.documents.forget_all();
        Ok(saved.document().revision)
    }

    /// A user of `acme` with [`PASSWORD`].
    pub(crate) async fn user(&self, username: &str) -> UserId {
        let cx = self.world.cx();
        let passwords = self.engine.passwords();
        let password = Secret::new(PASSWORD.to_owned());
        let hashed = prepare_password(&cx, passwords, &Owner::default(), None, &password)
            .await
            .unwrap();
        let mut fields = UserFields::named(Username::parse(username).unwrap());
        fields.email = Some(Email::parse(&format!("{username}@acme.example")).unwrap());
        let mut tx = cx.db().begin().await.unwrap();
        let user = users::create(&cx, &mut tx, fields).await.unwrap();
        put_password(&cx, &mut tx, user.id, &hashed).await.unwrap();
        tx.commit().await.unwrap();
        user.id
    }

    pub(crate) async fn start(&self, start: Start) -> Running {
        show(self.engine.start(&self.cx(), start).await.unwrap())
    }

    /// A run of `journey`.
    pub(crate) async fn run_of(&self, journey: &str) -> Running {
        self.start(Start {
            journey: Some(journey.to_owned()),
            ..Start::default()
        })
        .await
    }

    /// Submits texts to the callbacks of a step, in order of those that take an answer.
    pub(crate) async fn submit(&self, token: &str, answers: &[&str]) -> Progress {
        let read = |step: &Step| read(step, answers);
        let cx = self.cx();
        self.engine.submit(&cx, token, read).await.unwrap()
    }

    /// One whole sign-in with the default journey.
    pub(crate) async fn sign_in(&self, name: &str, password: &str) -> Progress {
        let running = self.start(Start::default()).await;
        self.submit(running.token.expose(), &[name, password]).await
    }

    /// A session of `name`.
    pub(crate) async fn session(&self, name: &str) -> Done {
        done(self.sign_in(name, PASSWORD).await)
    }

    /// Names of the newest audit events of `acme`, newest first, with their reason.
    pub(crate) async fn audited(&self) -> Vec<(String, String)> {
        let cx = self.cx();
        let mut tx = cx.db().read().await.unwrap();
        let events = audit::newest(&cx, &mut tx, None, 100).await.unwrap();
        let reason = |detail: &str| {
            let detail: Value = serde_json::from_str(detail).unwrap();
            detail["reason"].as_str().unwrap_or_default().to_owned()
        };
        events
            .into_iter()
            .map(|event| (event.name, reason(&event.detail)))
            .collect()
    }

    /// Hashes made and verified so far.
    pub(crate) fn hashes(&self) -> u64 {
        self.engine.passwords().statistics().done
    }
}

/// Reads texts as answers to the callbacks of `step` that take one.
pub(crate) fn read(step: &Step, answers: &[&str]) -> Result<Input, InputError> {
    let asked: Vec<_> = step.asked().into_iter().map(|(_, expect)| expect).collect();
    let places: Vec<usize> = (0..asked.len())
        .filter(|place| !asked[*place].fields().is_empty())
        .collect();
    let mut input = Input::to(asked);
    for (place, answer) in places.into_iter().zip(answers) {
        input.put(place, "", answer)?;
    }
    Ok(input)
}

pub(crate) fn show(progress: Progress) -> Running {
    match progress {
        Progress::Show(running) => *running,
        other => panic!("a step was expected: {other:?}"),
    }
}

pub(crate) fn done(progress: Progress) -> Done {
    match progress {
        Progress::Done(done) => *done,
        other => panic!("a session was expected: {other:?}"),
    }
}

pub(crate) fn failed(progress: Progress) -> Failed {
    match progress {
        Progress::Failed(failed) => failed,
        other => panic!("a failure was expected: {other:?}"),
    }
}

pub(crate) fn is_stale(progress: &Progress) -> bool {
    matches!(progress, Progress::Stale)
}

/// The callback types of a step.
pub(crate) fn types(step: &Step) -> Vec<&'static str> {
    let prompts = step.prompts.iter();
    prompts.map(|prompt| prompt.callback.type_name()).collect()
}

/// What stands in the first field of a step.
pub(crate) fn prefilled(step: &Step) -> Option<String> {
    match &step.prompts[0].callback {
        Callback::Name { default, .. } => default.clone(),
        other => panic!("a name was expected: {other:?}"),
    }
}

/// A journey of `(id, type, connections, config)` beginning at the first.
pub(crate) fn journey(name: &str, nodes: &[(&str, &str, Value, Value)]) -> Value {
    let mut document =
        json!({"_id": name, "entryNodeId": nodes[0].0, "nodes": {}, "nodeConfig": {}});
    for (id, node_type, connections, config) in nodes {
        document["nodes"][id] = json!({"nodeType": node_type, "connections": connections});
        document["nodeConfig"][id] = config.clone();
    }
    document
}

/// Connections of a node with the single outcome.
pub(crate) fn then(target: &str) -> Value {
    json!({"outcome": target})
}

/// Connections of the node that checks a password.
pub(crate) fn check(good: &str, bad: &str) -> Value {
    json!({"TRUE": good, "FALSE": bad, "LOCKED": "failure", "EXPIRED": "failure", "CANCELLED": "failure"})
}

/// Settings of a page that asks for name and password.
pub(crate) fn credentials_page() -> Value {
    json!({"nodes": [{"nodeType": "UsernameCollectorNode"}, {"nodeType": "PasswordCollectorNode"}]})
}

/// Name and password, then `after`.
pub(crate) fn signing_in(name: &str, after: &[(&str, &str, Value, Value)]) -> Value {
    let next = after.first().map_or("success", |node| node.0);
    let mut nodes = vec![
        ("page", "PageNode", then("check"), credentials_page()),
        (
            "check",
            "IdentityStoreDecisionNode",
            check(next, "failure"),
            json!({}),
        ),
    ];
    nodes.extend_from_slice(after);
    journey(name, &nodes)
}
