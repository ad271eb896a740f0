//! The product on a fresh database.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use durward_db::template::{Template, postgres_for_tests};
use durward_identity::declare::{self, Declaration, Filling, Options, Source};
use durward_identity::passwords::Passwords;
use durward_messaging::channel::ChannelKind;
use durward_messaging::delivery::Postman;
use durward_messaging::mailbox::{self, Mail};
use durward_messaging::template::TemplateKind;
use durward_provider::Provider;
use durward_provider::clients::AppKind;
use durward_provider::issuers::TrustedIssuerKind;
use durward_signin::webhook::WebhookKind;
use durward_signin::{Engine, kind::JourneyKind};
use durward_store::documents::{Kind, Kinds};
use durward_store::services::ServiceKind;
use durward_store::testing::World;
use durward_store::{Cx, migrations};
use durward_web::Limits;
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use crate::Browser;

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Database {
    /// The embedded one.
    Sqlite,
    /// A server of its own, started once per test process.
    Postgres,
}

static SQLITE: OnceCell<Template> = OnceCell::const_new();
static POSTGRES: OnceCell<Template> = OnceCell::const_new();

/// The product with the realms `root` and `acme`, frozen in time.
pub struct App {
    /// Platform, clock and realms.
    pub world: World,
    /// Keys and clients.
    pub provider: Arc<Provider>,
    /// Passwords.
    pub passwords: Arc<Passwords>,
    /// Messages are delivered when it is told to.
    pub postman: Postman,
    /// All doors.
    pub router: Router,
}

impl App {
    /// A fresh one.
    ///
    /// # Panics
    /// When it cannot be started.
    pub async fn start(database: Database) -> Self {
        let template = match database {
            Database::Sqlite => {
                SQLITE
                    .get_or_init(|| Template::sqlite(migrations::ALL))
                    .await
            }
            Database::Postgres => {
                POSTGRES
                    .get_or_init(|| async {
                        Template::postgres(postgres_for_tests(), migrations::ALL).await
                    })
                    .await
            }
        };
        let kinds: [Arc<dyn Kind>; 7] = [
            Arc::new(AppKind),
            Arc::new(ChannelKind),
            Arc::new(JourneyKind),
            Arc::new(ServiceKind),
            Arc::new(TemplateKind),
            Arc::new(TrustedIssuerKind),
            Arc::new(WebhookKind),
        ];
        let world = World::on(template.fresh().await, Kinds::new(kinds)).await;
        let hashing = durward_identity::passwords::Settings {
            threads: 1,
            // Many tests hash at once on few processors.
            wait: Duration::from_secs(60),
            ..Default::default()
        };
        let passwords = Arc::new(
            Passwords::start(hashing, Arc::clone(&world.platform.entropy)).expect("threads"),
        );
        let engine =
            Arc::new(Engine::new(Arc::clone(&passwords)).expect("the built-in journey compiles"));
        let provider = Arc::new(Provider::default());
        let limits = Limits {
            sign_in: (0, 0),
            failed_clients: (0, 0),
            ..Limits::default()
        };
        let app = durward_web::App::new(
            Arc::clone(&world.platform),
            Arc::clone(&provider),
            engine,
            Arc::clone(&passwords),
            limits,
        );
        let app = app.expect("the pages compile").with_mailbox();
        let router = durward_web::router(Arc::new(app));
        tokio::spawn(durward_store::documents::follow_changes(Arc::clone(
            &world.platform,
        )));
        let app = Self {
            provider,
            passwords,
            postman: Postman::new(Arc::clone(&world.platform), true),
            world,
            router,
        };
        app.apply(json!({"kind": "realm", "name": "acme", "services": {"password-hashing": {"memoryKib": 8, "iterations": 1}}})).await;
        app
    }

    /// Applies a declaration, as `durward apply` would.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn apply(&self, value: Value) {
        let declaration = Declaration {
            source: Source {
                file: "test".into(),
                line: 1,
            },
            value,
        };
        let options = Options {
            dry_run: false,
            prune: false,
            fill_realm: nothing_more,
        };
        let root = Cx::new(
            Arc::clone(&self.world.platform),
            Arc::clone(&self.world.root),
            durward_model::Actor::Operator,
            Default::default(),
        );
        if let Err(refused) =
            declare::apply(&root, &self.passwords, vec![Ok(declaration)], options).await
        {
            panic!("{refused}");
        }
        self.world.platform.documents.forget_all();
        self.world.platform.realms.forget();
    }

    /// Delivers what is due and gives the messages of `acme` that can be read, newest first.
    ///
    /// # Panics
    /// When a message cannot be delivered or read.
    pub async fn mail(&self) -> Vec<Mail> {
        self.postman.deliver_due().await.expect("delivered");
        mailbox::list(&self.world.cx(), None, 100)
            .await
            .expect("read")
    }

    /// A browser without cookies.
    pub fn browser(&self) -> Browser {
        Browser::new(self.router.clone())
    }
}

fn nothing_more<'a>(_: &'a Cx, _: &'a mut durward_db::Tx) -> Filling<'a> {
    Box::pin(async { Ok(()) })
}
