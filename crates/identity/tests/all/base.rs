//! A world with people in it, on each kind of database.

use std::sync::Arc;

use durward_db::Tx;
use durward_db::template::{Template, postgres_for_tests};
use durward_identity::passwords::{Passwords, Settings};
use durward_identity::users::{UserFields, create};
use durward_identity::{groups, roles};
use durward_model::id::{GroupId, RoleId, UserId};
use durward_model::role::Subject;
use durward_model::text::{Email, Label, Username};
use durward_model::user::User;
use durward_model::{Actor, Secret};
use durward_store::documents::Kinds;
use durward_store::services::ServiceKind;
use durward_store::testing::World;
use durward_store::{Cx, Error, audit, migrations};
use tokio::sync::OnceCell;

use crate::kinds::{AppKind, JourneyKind};

pub(crate) const PASSWORD: &str = "correct horse battery staple";

pub(crate) async fn sqlite() -> World {
    static TEMPLATE: OnceCell<Template> = OnceCell::const_new();
    let make = || Template::sqlite(migrations::ALL);
    let db = TEMPLATE.get_or_init(make).await.fresh().await;
    World::on(db, all_kinds()).await
}

pub(crate) async fn postgres() -> World {
    static TEMPLATE: OnceCell<Template> = OnceCell::const_new();
    let make = || Template::postgres(postgres_for_tests(), migrations::ALL);
    let db = TEMPLATE.get_or_init(make).await.fresh().await;
    World::on(db, all_kinds()).await
}

fn all_kinds() -> Kinds {
    Kinds::new([
        Arc::new(ServiceKind) as Arc<dyn durward_store::documents::Kind>,
        Arc::new(AppKind),
        Arc::new(JourneyKind),
    ])
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

/// A request in the realm `root`, by the operator.
pub(crate) fn in_root(world: &World) -> Cx {
    let mut cx = world.cx();
    cx.realm = Arc::clone(&world.root);
    cx
}

pub(crate) fn hashing(world: &World) -> Passwords {
    let settings = Settings {
        threads: 1,
        ..Settings::default()
    };
    Passwords::start(settings, Arc::clone(&world.platform.entropy)).unwrap()
}

pub(crate) fn secret(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}

pub(crate) fn label(text: &str) -> Label {
    Label::parse(text).unwrap()
}

pub(crate) fn fields(username: &str) -> UserFields {
    UserFields::named(Username::parse(username).unwrap())
}

pub(crate) fn with_email(username: &str, email: &str) -> UserFields {
    let mut fields = fields(username);
    fields.email = Some(Email::parse(email).unwrap());
    fields
}

/// A user of the realm of `cx`.
pub(crate) async fn user(cx: &Cx, username: &str) -> User {
    let mut tx = cx.db().begin().await.unwrap();
    let operator = cx.clone().acting(Actor::Operator);
    let user = create(&operator, &mut tx, fields(username)).await.unwrap();
    tx.commit().await.unwrap();
    user
}

/// A role with `privileges` in the realm of `cx`, given to `subject`.
pub(crate) async fn give(cx: &Cx, name: &str, privileges: &[&str], subject: Subject) -> RoleId {
    let mut tx = cx.db().begin().await.unwrap();
    let id = role(cx, &mut tx, name, privileges, &[]).await;
    roles::assign(cx, &mut tx, id, subject).await.unwrap();
    tx.commit().await.unwrap();
    id
}

pub(crate) async fn role(
    cx: &Cx,
    tx: &mut Tx,
    name: &str,
    privileges: &[&str],
    includes: &[RoleId],
) -> RoleId {
    let mut fields = roles::RoleFields::named(label(name));
    fields.privileges = privileges.iter().map(|&text| text.to_owned()).collect();
    fields.composites = includes.to_vec();
    roles::create(cx, tx, None, fields).await.unwrap().id
}

pub(crate) async fn group(cx: &Cx, tx: &mut Tx, name: &str, parent: Option<GroupId>) -> GroupId {
    let mut fields = groups::GroupFields::named(label(name));
    fields.parent = parent;
    groups::create(cx, tx, fields).await.unwrap().id
}

/// The request of `cx`, by the user `id`.
pub(crate) fn by(cx: &Cx, id: UserId) -> Cx {
    cx.clone().acting(Actor::User(id))
}

/// Runs `work` in a transaction, committed if it succeeds.
pub(crate) async fn within<T>(
    cx: &Cx,
    work: impl AsyncFnOnce(&mut Tx) -> Result<T, Error>,
) -> Result<T, Error> {
    let mut tx = cx.db().begin().await?;
    let done = work(&mut tx).await?;
    tx.commit().await?;
    Ok(done)
}

/// Names of the newest audit events, sorted: what happens in one millisecond has no order.
pub(crate) async fn audited(cx: &Cx) -> Vec<String> {
    let mut tx = cx.db().read().await.unwrap();
    let events = audit::newest(cx, &mut tx, None, 50).await.unwrap();
    let mut names: Vec<String> = events.into_iter().map(|event| event.name).collect();
    names.sort_unstable();
    names
}
