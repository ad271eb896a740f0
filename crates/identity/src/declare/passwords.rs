//! The passwords of declared users, hashed before the transaction begins.

use std::collections::BTreeMap;
use std::time::Duration;

use durward_db::Tx;
use durward_model::id::UserId;
use durward_model::service::{PasswordHashing, PasswordPolicy, Service};
use durward_model::text::{Email, RealmPath};
use durward_store::{Cx, Error, ErrorKind, credentials, realms, services, users};
use futures_util::stream::{self, StreamExt, TryStreamExt};

use super::Refused;
use super::plan::{Item, Plan, RealmPlan};
use super::written::WrittenUser;
use crate::credentials::fingerprint;
use crate::passwords::{Passwords, check_hash};
use crate::policy::{self, Owner};
use crate::realms::context;

/// Passwords hashed at the same time; the threads are fewer.
const AT_ONCE: usize = 8;

/// How long a password waits when the threads have too much to do.
const PAUSE: Duration = Duration::from_millis(100);

/// What is to become of a user's password.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Prepared {
    /// It stays as it is.
    #[default]
    Keep,
    /// It becomes this hash of ours.
    Set(String),
    /// It becomes this foreign hash, unless it came from it before.
    Import {
        /// The hash as it was written.
        hash: String,
        /// How the row remembers it.
        origin: String,
    },
}

/// What the realm asks of passwords once the plan is applied.
struct Rules {
    policy: PasswordPolicy,
    cost: PasswordHashing,
}

/// Checks and hashes the passwords of every user of `plan`, by realm, in the order of its users.
pub(super) async fn prepare(
    cx: &Cx,
    hashing: &Passwords,
    plan: &Plan,
) -> Result<BTreeMap<RealmPath, Vec<Prepared>>, Refused> {
    let mut all = BTreeMap::new();
    for (path, realm) in &plan.realms {
        if realm.users.is_empty() {
            continue;
        }
        let mut tx = cx.db().read().await?;
        let existing = realms::by_path(&mut tx, path).await?;
        let inner = existing.map(|existing| context(cx, existing));
        let rules = rules(inner.as_ref(), realm).await?;
        // By index: a closure over references would make the future of everything above one that is not `Send`.
        let users = &realm.users;
        let prepared = stream::iter(
            (0..users.len()).map(|index| one(inner.as_ref(), hashing, &rules, &users[index])),
        )
        .buffered(AT_ONCE)
        .try_collect()
        .await?;
        all.insert(path.clone(), prepared);
    }
    Ok(all)
}

async fn rules(cx: Option<&Cx>, plan: &RealmPlan) -> Result<Rules, Error> {
    Ok(Rules {
        policy: setting(cx, plan).await?,
        cost: setting(cx, plan).await?,
    })
}

/// The settings as declared, else as they are; a realm that is still to be made has the defaults. Declared settings
/// that do not read are refused when they are saved.
async fn setting<S: Service + Clone>(cx: Option<&Cx>, plan: &RealmPlan) -> Result<S, Error> {
    let declared = plan
        .realm
        .as_ref()
        .and_then(|item| item.written.services.get(S::NAME));
    match (declared, cx) {
        (Some(settings), _) => Ok(serde_json::from_value(settings.clone()).unwrap_or_default()),
        (None, Some(cx)) => Ok(S::clone(&*services::settings::<S>(cx).await?)),
        (None, None) => Ok(S::default()),
    }
}

async fn one(
    cx: Option<&Cx>,
    hashing: &Passwords,
    rules: &Rules,
    item: &Item<WrittenUser>,
) -> Result<Prepared, Refused> {
    let written = &item.written;
    let prepared = match (&written.password, &written.password_hash) {
        (None, None) => Ok(Prepared::Keep),
        (Some(_), Some(_)) => Err(Error::invalid(
            "passwordHash",
            "Give password or passwordHash, not both.",
        )),
        (None, Some(hash)) => import(hash),
        (Some(password), None) => clear(cx, hashing, rules, written, &password.0).await,
    };
    prepared.map_err(|error| Refused::at(&item.source, format!("user {}", written.username), error))
}

fn import(hash: &str) -> Result<Prepared, Error> {
    check_hash(hash)?;
    Ok(Prepared::Import {
        hash: hash.to_owned(),
        origin: fingerprint(hash),
    })
}

async fn clear(
    cx: Option<&Cx>,
    hashing: &Passwords,
    rules: &Rules,
    written: &WrittenUser,
    password: &durward_model::Secret<String>,
) -> Result<Prepared, Error> {
    if let Some(cx) = cx
        && let Some(user) = known(cx, &mut cx.db().read().await?, written).await?
        && let Some(current) = credentials::password(cx, &mut cx.db().read().await?, user).await?
    {
        let verdict =
            patiently(|| hashing.verify(&rules.cost, Some(&current.hash), password)).await?;
        if verdict.ok && !verdict.needs_rehash {
            return Ok(Prepared::Keep);
        }
    }
    let email = written.email.as_ref().and_then(Option::as_ref);
    let owner = Owner {
        username: Some(written.username.as_str()),
        email: email.map(Email::as_str),
    };
    policy::check(&rules.policy, &owner, password.expose())?;
    let hash = patiently(|| hashing.hash(&rules.cost, password)).await?;
    Ok(Prepared::Set(hash))
}

/// Tries again while too many people sign in: they go first, and a file can wait.
async fn patiently<T, F>(mut hash: impl FnMut() -> F) -> Result<T, Error>
where
    F: Future<Output = Result<T, Error>>,
{
    loop {
        match hash().await {
            Err(error) if matches!(error.kind, ErrorKind::Unavailable(_)) => {
                tokio::time::sleep(PAUSE).await;
            }
            outcome => return outcome,
        }
    }
}

async fn known(cx: &Cx, tx: &mut Tx, written: &WrittenUser) -> Result<Option<UserId>, Error> {
    let user = users::by_username_key(cx, tx, &written.username.key()).await?;
    Ok(user.map(|user| user.id))
}
