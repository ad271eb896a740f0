//! A platform for tests: a fresh database, time that stands still, seeded randomness, no network.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use durward_db::{Db, Row, Value, params};
use durward_model::entropy::SeededEntropy;
use durward_model::http::{Answer, CertificateDoor, Failure, HttpClient, Outbound};
use durward_model::id::{NodeId, RealmId};
use durward_model::realm::{Realm, RealmStatus};
use durward_model::text::RealmPath;
use durward_model::time::FakeClock;
use durward_model::{Actor, Clock, Entropy, Timestamp};

use crate::cx::Origin;
use crate::documents::{Documents, Kinds};
use crate::realms::{self, Directory};
use crate::vault::{RootKey, RootKeys, Vault};
use crate::{Cx, Platform, migrations};

/// A platform with the realms `root` and `acme`.
pub struct World {
    /// What a process has one of.
    pub platform: Arc<Platform>,
    /// The clock, to be moved.
    pub clock: Arc<FakeClock>,
    /// The realm `acme`.
    pub acme: Arc<Realm>,
    /// The realm `root`.
    pub root: Arc<Realm>,
    /// Other servers.
    pub network: Arc<Network>,
}

/// Answers what it was told to, and nothing else.
#[derive(Debug, Default)]
pub struct Network {
    answers: Mutex<BTreeMap<String, (u16, String)>>,
    sent: Mutex<Vec<Outbound>>,
}

impl Network {
    /// From now on `url` answers so.
    pub fn answer(&self, url: &str, status: u16, body: &str) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.insert(url.to_owned(), (status, body.to_owned()));
    }

    /// What was asked so far, answered or not.
    pub fn sent(&self) -> Vec<Outbound> {
        let sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        sent.clone()
    }
}

impl HttpClient for Network {
    fn send(
        &self,
        request: Outbound,
    ) -> Pin<Box<dyn Future<Output = Result<Answer, Failure>> + Send + '_>> {
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = answers.get(&request.url).cloned();
        let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        sent.push(request.clone());
        Box::pin(async move {
            let (status, body) = answer.ok_or(Failure::Refused(request.url))?;
            Ok(Answer {
                status,
                content_type: "application/json".to_owned(),
                max_age: None,
                body: body.into_bytes(),
            })
        })
    }
}

impl World {
    /// A world on a migrated, empty `db`, that knows `kinds` of documents.
    ///
    /// # Panics
    /// When the database does not take the realms.
    #[expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]
    pub async fn on(db: Db, kinds: Kinds) -> Self {
        let clock = Arc::new(FakeClock::at(Timestamp::from_millis(1_767_261_600_000)));
        let entropy: Arc<dyn Entropy> = Arc::new(SeededEntropy::new(42));
        let network = Arc::new(Network::default());
        let now = clock.now();
        let roots = RootKeys {
            active: RootKey::generate(now, entropy.as_ref()),
            previous: Vec::new(),
        };
        let platform = Arc::new(Platform {
            db,
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            vault: Vault::new(roots, Arc::clone(&entropy)),
            documents: Documents::default(),
            kinds,
            realms: Directory::default(),
            http: Arc::clone(&network) as Arc<dyn HttpClient>,
            public_url: "http://localhost:8080".to_owned(),
            certificate_door: CertificateDoor::At("https://localhost:8443".to_owned()),
            node: NodeId::new(now, entropy.as_ref()),
            entropy,
        });
        let root = add_realm(&platform, "root", None).await.unwrap();
        let acme = add_realm(&platform, "acme", Some(root.id)).await.unwrap();
        Self {
            platform,
            clock,
            acme,
            root,
            network,
        }
    }

    /// A request in the realm `acme`, by the operator.
    pub fn cx(&self) -> Cx {
        Cx::new(
            Arc::clone(&self.platform),
            Arc::clone(&self.acme),
            Actor::Operator,
            Origin {
                ip: "192.0.2.1".to_owned(),
                user_agent: "test".to_owned(),
                ..Origin::default()
            },
        )
    }
}

/// Adds the realm `path` to `platform`.
///
/// # Errors
/// What the database refuses.
pub async fn add_realm(
    platform: &Arc<Platform>,
    path: &str,
    parent: Option<RealmId>,
) -> Result<Arc<Realm>, crate::Error> {
    let now = platform.clock.now();
    let realm = Realm {
        id: RealmId::new(now, platform.entropy.as_ref()),
        parent,
        path: RealmPath::parse(path)?,
        display_name: path.to_owned(),
        status: RealmStatus::Active,
        hosts: Vec::new(),
        version: 1,
        created_at: now,
        updated_at: now,
    };
    let mut tx = platform.db.begin().await?;
    realms::insert(&mut tx, &realm).await?;
    platform
        .vault
        .create_data_key(&mut tx, realm.id, now)
        .await?;
    tx.commit().await?;
    Ok(Arc::new(realm))
}

/// Every row the database has of `realm`, as text, by table: for telling whether something has changed.
///
/// # Errors
/// Database failures.
pub async fn rows_of(
    platform: &Platform,
    realm: RealmId,
) -> Result<BTreeMap<&'static str, Vec<String>>, crate::Error> {
    let mut tx = platform.db.read().await?;
    let mut all = BTreeMap::new();
    for table in tables() {
        let sql = format!("SELECT * FROM {table} WHERE realm_id = $1");
        let rows = tx.query_owned(&sql, params![realm.as_str()]).await?;
        let mut lines = rows.iter().map(line).collect::<Result<Vec<_>, _>>()?;
        lines.sort();
        all.insert(table, lines);
    }
    Ok(all)
}

/// The tables that hold what belongs to a realm.
fn tables() -> impl Iterator<Item = &'static str> {
    let texts = migrations::ALL.iter().map(|migration| migration.sql);
    texts
        .flat_map(|sql| sql.split("CREATE TABLE ").skip(1))
        .filter_map(|definition| definition.split(';').next()?.split_once(" ("))
        .filter(|(_, columns)| columns.contains("realm_id TEXT"))
        .map(|(table, _)| table)
}

fn line(row: &Row) -> Result<String, crate::Error> {
    let mut line = String::new();
    for column in 0..row.len() {
        // Writing to a string cannot fail.
        let _ = match row.get::<Value<'static>>(column)? {
            Value::Null => write!(line, "- | "),
            Value::Text(text) => write!(line, "{text} | "),
            Value::Int(number) => write!(line, "{number} | "),
            Value::Bool(flag) => write!(line, "{flag} | "),
        };
    }
    Ok(line)
}
