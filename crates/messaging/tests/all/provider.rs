//! A world with a provider of text messages that behaves as it is told.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use durward_db::template::{Template, postgres_for_tests};
use durward_db::{Db, Tx};
use durward_messaging::channel::ChannelKind;
use durward_messaging::delivery::Postman;
use durward_messaging::template::TemplateKind;
use durward_model::http::{Answer, Failure, HttpClient, Outbound};
use durward_model::id::AppId;
use durward_store::documents::{self, Checked, Checking, Draft, Expect, Kind, Kinds};
use durward_store::messages::{self, Message};
use durward_store::services::ServiceKind;
use durward_store::testing::World;
use durward_store::{Cx, Error, migrations};
use serde_json::Value;
use tokio::sync::OnceCell;

/// What a provider says to a request: a status, or nothing.
pub(crate) type Said = Result<u16, &'static str>;

/// Keeps what it is asked and answers what it was told to, else 201.
#[derive(Default)]
pub(crate) struct Provider {
    pub(crate) asked: Mutex<Vec<Outbound>>,
    pub(crate) answers: Mutex<VecDeque<Said>>,
}

impl HttpClient for Provider {
    fn send(
        &self,
        request: Outbound,
    ) -> Pin<Box<dyn Future<Output = Result<Answer, Failure>> + Send + '_>> {
        self.asked.lock().unwrap().push(request);
        let said = self.answers.lock().unwrap().pop_front().unwrap_or(Ok(201));
        Box::pin(async move {
            match said {
                Ok(status) => Ok(Answer {
                    status,
                    content_type: "application/json".to_owned(),
                    max_age: None,
                    body: br#"{"sid": "SM1"}"#.to_vec(),
                }),
                Err(why) => Err(Failure::Unreachable(why.to_owned())),
            }
        })
    }
}

/// Apps, whatever they say.
pub(crate) struct Apps;

impl Kind for Apps {
    fn name(&self) -> &'static str {
        "app"
    }

    fn new_id(&self, cx: &Cx) -> String {
        AppId::new(cx.now, cx.entropy()).to_string()
    }

    fn check<'a>(&'a self, _: &'a Cx, _: &'a mut Tx, draft: Draft<'a>) -> Checking<'a> {
        Box::pin(async move {
            Ok(Checked {
                lookup_key: self.stated_key(&draft.body).unwrap(),
                name: draft.body["name"].as_str().unwrap().to_owned(),
                body: draft.body,
            })
        })
    }
}

/// A world, its provider and its postman.
pub(crate) struct House {
    pub(crate) world: World,
    pub(crate) provider: Arc<Provider>,
    pub(crate) postman: Postman,
}

pub(crate) async fn sqlite() -> House {
    static TEMPLATE: OnceCell<Template> = OnceCell::const_new();
    let make = || Template::sqlite(migrations::ALL);
    house(TEMPLATE.get_or_init(make).await.fresh().await).await
}

pub(crate) async fn postgres() -> House {
    static TEMPLATE: OnceCell<Template> = OnceCell::const_new();
    let make = || Template::postgres(postgres_for_tests(), migrations::ALL);
    house(TEMPLATE.get_or_init(make).await.fresh().await).await
}

async fn house(db: Db) -> House {
    let kinds: [Arc<dyn Kind>; 4] = [
        Arc::new(Apps),
        Arc::new(ChannelKind),
        Arc::new(ServiceKind),
        Arc::new(TemplateKind),
    ];
    let mut world = World::on(db, Kinds::new(kinds)).await;
    let provider = Arc::new(Provider::default());
    let platform = Arc::get_mut(&mut world.platform).unwrap();
    platform.http = Arc::clone(&provider) as Arc<dyn HttpClient>;
    House {
        postman: Postman::new(Arc::clone(&world.platform), false),
        provider,
        world,
    }
}

impl House {
    /// Saves a document in the realm of `cx`.
    pub(crate) async fn save(&self, cx: &Cx, kind: &dyn Kind, body: Value) -> Result<(), Error> {
        let mut tx = cx.db().begin().await.unwrap();
        documents::save(cx, &mut tx, kind, None, body, Expect::Anything).await?;
        tx.commit().await.unwrap();
        self.world.platform.documents.forget_all();
        Ok(())
    }

    /// The messages of `acme`, newest first.
    pub(crate) async fn messages(&self) -> Vec<Message> {
        let cx = self.world.cx();
        let mut tx = cx.db().read().await.unwrap();
        messages::page(&cx, &mut tx, "", 100).await.unwrap()
    }

    /// A request in the realm `root`.
    pub(crate) fn in_root(&self) -> Cx {
        let mut cx = self.world.cx();
        cx.realm = Arc::clone(&self.world.root);
        cx
    }
}

/// Runs each function of a module on every kind of database.
macro_rules! on_every_database {
    ($($name:ident),+ $(,)?) => {
        mod sqlite { $(crate::provider::test_on!(sqlite, $name);)+ }
        mod postgres { $(crate::provider::test_on!(postgres, $name);)+ }
    };
}

macro_rules! test_on {
    ($base:ident, $name:ident) => {
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            super::$name(crate::provider::$base().await).await;
        }
    };
}

pub(crate) use {on_every_database, test_on};
