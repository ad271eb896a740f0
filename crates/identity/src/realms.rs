//! Realms: made, changed, never removed from here; `root` always stands.

use durward_access::{Privilege, require};
use durward_db::Tx;
use durward_model::Invalid;
use durward_model::audit::{Event, Topic};
use durward_model::id::RealmId;
use durward_model::realm::{Realm, RealmStatus};
use durward_model::text::{Label, RealmName, RealmPath};
use durward_store::{Cx, Error, audit, realms as rows};

use crate::change::{differing, still_at};
use crate::duplicate::{changed_in_between, conflict, taken};

/// Everything about a realm that others choose, besides where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RealmFields {
    /// Name shown to people.
    pub display_name: Label,
    /// Whether it answers.
    pub status: RealmStatus,
    /// Host names of its own; the first is in its issuer.
    pub hosts: Vec<String>,
}

impl RealmFields {
    /// What is known of `realm` now, to be changed in part.
    ///
    /// # Errors
    /// Internal when the row is broken.
    pub fn of(realm: &Realm) -> Result<Self, Error> {
        Ok(Self {
            display_name: Label::parse(&realm.display_name)?,
            status: realm.status,
            hosts: realm.hosts.clone(),
        })
    }

    /// The same with host names in the form they are compared in, if everything fits.
    fn checked(mut self) -> Result<Self, Invalid> {
        for (index, host) in self.hosts.iter_mut().enumerate() {
            *host = host.trim().to_ascii_lowercase();
            if !is_host(host) {
                return Err(Invalid::new(
                    format!("hosts[{index}]"),
                    "Give a host name such as id.acme.example, without scheme and port.",
                ));
            }
        }
        let mut sorted = self.hosts.clone();
        sorted.sort();
        sorted.dedup();
        if sorted.len() != self.hosts.len() || sorted.len() > 20 {
            return Err(Invalid::new(
                "hosts",
                "Give each host name once, 20 at most.",
            ));
        }
        Ok(self)
    }

    pub(crate) fn differences(&self, realm: &Realm) -> Vec<&'static str> {
        differing([
            (
                "displayName",
                self.display_name.as_str() != realm.display_name,
            ),
            ("status", self.status != realm.status),
            ("hosts", self.hosts != realm.hosts),
        ])
    }
}

fn is_host(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    (1..=253).contains(&text.len()) && text.split('.').all(label)
}

/// Creates the realm `name` below the realm of `cx`, with a data key of its own. Its documents and signing keys are
/// the caller's to add, in the same transaction and with [`context`].
///
/// # Errors
/// Forbidden without `realm:admin`; the first field that does not fit; conflict when the name or a host name is taken;
/// database failures.
pub async fn create(
    cx: &Cx,
    tx: &mut Tx,
    name: &RealmName,
    fields: RealmFields,
) -> Result<Realm, Error> {
    require(cx, tx, Privilege::RealmAdmin).await?;
    let fields = fields.checked()?;
    let path = if cx.realm.path.is_root() {
        RealmPath::parse(name.as_str())?
    } else {
        RealmPath::parse(&format!("{}/{name}", cx.realm.path))?
    };
    if rows::by_path(tx, &path).await?.is_some() {
        return Err(taken("name", "There is already a realm of this name."));
    }
    let realm = Realm {
        id: RealmId::new(cx.now, cx.entropy()),
        parent: Some(cx.realm.id),
        path,
        display_name: fields.display_name.to_string(),
        status: fields.status,
        hosts: fields.hosts,
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    insert(cx, tx, &realm).await?;
    let event = Event::new(Topic::Config, "realm.created")
        .object(realm.id)
        .with("path", realm.path.as_str());
    audit::record(cx, tx, event).await?;
    Ok(realm)
}

/// Creates the realm `root` of an empty database, on the first start. `None` when another node was faster.
///
/// # Errors
/// Database failures.
pub async fn create_root(
    platform: &std::sync::Arc<durward_store::Platform>,
    tx: &mut Tx,
) -> Result<Option<Cx>, Error> {
    if rows::by_path(tx, &RealmPath::root()).await?.is_some() {
        return Ok(None);
    }
    let now = platform.clock.now();
    let realm = Realm {
        id: RealmId::new(now, platform.entropy.as_ref()),
        parent: None,
        path: RealmPath::root(),
        display_name: "Durward".to_owned(),
        status: RealmStatus::Active,
        hosts: Vec::new(),
        version: 1,
        created_at: now,
        updated_at: now,
    };
    let cx = Cx::new(
        std::sync::Arc::clone(platform),
        std::sync::Arc::new(realm),
        durward_model::Actor::System,
        durward_store::cx::Origin::default(),
    );
    insert(&cx, tx, &cx.realm).await?;
    let event = Event::new(Topic::Config, "realm.created")
        .object(cx.realm.id)
        .with("path", cx.realm.path.as_str());
    audit::record(&cx, tx, event).await?;
    Ok(Some(cx))
}

/// The request of `cx`, inside `realm`.
pub fn context(cx: &Cx, realm: Realm) -> Cx {
    let mut inner = cx.clone();
    inner.realm = std::sync::Arc::new(realm);
    inner
}

/// Makes `fields` all that is known of the realm of `cx`, if it still is at `version` where one is given. A change
/// that changes nothing leaves no trace.
///
/// # Errors
/// Invalid `status` when `root` would no longer answer; conflict when it changed in between; otherwise as
/// [`create`].
pub async fn update(
    cx: &Cx,
    tx: &mut Tx,
    version: Option<i64>,
    fields: RealmFields,
) -> Result<Realm, Error> {
    require(cx, tx, Privilege::RealmAdmin).await?;
    let mut realm = rows::by_id(tx, cx.realm.id)
        .await?
        .ok_or_else(|| Error::not_found("realm"))?;
    still_at(version, realm.version)?;
    let fields = fields.checked()?;
    let changed = fields.differences(&realm);
    if changed.is_empty() {
        return Ok(realm);
    }
    if realm.path.is_root() && fields.status == RealmStatus::Inactive {
        return Err(Error::invalid(
            "status",
            "The realm root holds the platform's administrators and stays active.",
        ));
    }
    realm.display_name = fields.display_name.to_string();
    realm.status = fields.status;
    realm.hosts = fields.hosts;
    realm.updated_at = cx.now;
    if !rows::update(tx, &realm).await.map_err(conflict)? {
        return Err(changed_in_between());
    }
    realm.version += 1;
    let event = Event::new(Topic::Config, "realm.updated")
        .object(realm.id)
        .with("changed", changed);
    audit::record(cx, tx, event).await?;
    Ok(realm)
}

async fn insert(cx: &Cx, tx: &mut Tx, realm: &Realm) -> Result<(), Error> {
    rows::insert(tx, realm).await.map_err(conflict)?;
    cx.platform
        .vault
        .create_data_key(tx, realm.id, cx.now)
        .await?;
    // The caller may seal secrets of the realm before this transaction ends.
    cx.platform.vault.realm_keys_in(tx, realm.id).await?;
    // Whoever looked for its host names in vain before has to look again.
    tx.notify(format!("realm {}", realm.id));
    Ok(())
}
