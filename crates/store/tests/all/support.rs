//! A world on either database, and a kind of document to try documents with.

use std::sync::Arc;

use durward_db::Tx;
use durward_db::template::{Template, postgres_for_tests};
use durward_model::id::DocumentId;
use durward_store::documents::{Checked, Checking, Draft, Kind, Kinds};
use durward_store::services::ServiceKind;
use durward_store::testing::World;
use durward_store::{Cx, Error, migrations};
use tokio::sync::OnceCell;

/// Which database a case runs on.
#[derive(Debug, Clone, Copy)]
pub(crate) enum On {
    Sqlite,
    Postgres,
}

static SQLITE: OnceCell<Template> = OnceCell::const_new();
static POSTGRES: OnceCell<Template> = OnceCell::const_new();

/// A fresh world.
pub(crate) async fn world(on: On) -> World {
    let template = match on {
        On::Sqlite => {
            SQLITE
                .get_or_init(|| Template::sqlite(migrations::ALL))
                .await
        }
        On::Postgres => {
            POSTGRES
                .get_or_init(|| async {
                    Template::postgres(postgres_for_tests(), migrations::ALL).await
                })
                .await
        }
    };
    let kinds: [Arc<dyn Kind>; 2] = [Arc::new(Note), Arc::new(ServiceKind)];
    World::on(template.fresh().await, Kinds::new(kinds)).await
}

/// A document with a title and a secret.
pub(crate) struct Note;

impl Kind for Note {
    fn name(&self) -> &'static str {
        "note"
    }

    fn secrets(&self) -> &'static [&'static str] {
        &["/pin"]
    }

    fn new_id(&self, cx: &Cx) -> String {
        DocumentId::new(cx.now, cx.entropy()).to_string()
    }

    fn check<'a>(&'a self, _: &'a Cx, _: &'a mut Tx, draft: Draft<'a>) -> Checking<'a> {
        Box::pin(async move {
            let title = draft.body.get("title").and_then(serde_json::Value::as_str);
            let title = title
                .ok_or_else(|| Error::invalid("title", "Give a title."))?
                .to_owned();
            Ok(Checked {
                lookup_key: title.clone(),
                name: title,
                body: draft.body,
            })
        })
    }
}

/// Runs each case on both databases.
macro_rules! on_both {
    ($($name:ident)*) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::$name($crate::support::On::Sqlite).await; })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::$name($crate::support::On::Postgres).await; })*
        }
    };
}
pub(crate) use on_both;
