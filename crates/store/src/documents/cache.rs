//! Compiled documents, kept in memory by realm, kind and lookup key until they change on any node.

use std::any::Any;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use durward_db::Notice;
use durward_model::id::RealmId;

use super::read::{Document, list, load_by_key};
use crate::{Cx, Error, Platform};

/// Documents read at once when all of a kind are gathered.
const PAGE: i64 = 500;

/// The form of a document that use cases work with.
pub trait Compiled: Sized + Send + Sync + 'static {
    /// The kind it is made from.
    const KIND: &'static str;

    /// Makes it from a document.
    fn compile(cx: &Cx, document: Document) -> impl Future<Output = Result<Self, Error>> + Send;

    /// What stands for a document that was never written, if anything does.
    fn absent() -> Option<Self> {
        None
    }
}

/// What use cases need to know of all documents of a kind together. One for each kind at most.
pub trait Gathered: Default + Send + Sync + 'static {
    /// The kind it is made from.
    const KIND: &'static str;

    /// Takes one more document in.
    fn add(&mut self, document: &Document);
}

type Entry = Arc<dyn Any + Send + Sync>;
type Key = (RealmId, Box<str>);

/// The cache. Bounded; loads on first use.
pub struct Documents {
    entries: moka::sync::Cache<Key, Entry>,
    /// Counts invalidations, so that a document read before one is not kept after it.
    epoch: AtomicU64,
}

impl std::fmt::Debug for Documents {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Documents({} compiled)", self.entries.entry_count())
    }
}

impl Default for Documents {
    fn default() -> Self {
        Self::with_capacity(50_000)
    }
}

impl Documents {
    /// A cache of at most `entries` compiled documents.
    pub fn with_capacity(entries: u64) -> Self {
        let entries = moka::sync::Cache::builder().max_capacity(entries).build();
        Self {
            entries,
            epoch: AtomicU64::new(0),
        }
    }

    /// The compiled document of `T`'s kind with this lookup key in the realm of `cx`.
    ///
    /// # Errors
    /// Database failures and what compiling refuses.
    pub async fn find<T: Compiled>(
        &self,
        cx: &Cx,
        lookup_key: &str,
    ) -> Result<Option<Arc<T>>, Error> {
        let key = (cx.realm.id, entry_name(T::KIND, lookup_key));
        if let Some(found) = self.kept(&key) {
            return Ok(Some(found));
        }
        let epoch = self.epoch.load(Ordering::Acquire);
        let document = load_by_key(cx, &mut cx.db().read().await?, T::KIND, lookup_key).await?;
        let compiled = match document {
            Some(document) => Some(T::compile(cx, document).await?),
            None => T::absent(),
        };
        Ok(compiled.map(|compiled| self.keep(&key, compiled, epoch)))
    }

    /// What `T` gathers from all documents of its kind in the realm of `cx`. Read anew after any of them has changed.
    ///
    /// # Errors
    /// Database failures.
    pub async fn gathered<T: Gathered>(&self, cx: &Cx) -> Result<Arc<T>, Error> {
        let key = (cx.realm.id, Box::from(T::KIND));
        if let Some(found) = self.kept(&key) {
            return Ok(found);
        }
        let epoch = self.epoch.load(Ordering::Acquire);
        let (mut gathered, mut after) = (T::default(), String::new());
        loop {
            let page = list(cx, &mut cx.db().read().await?, T::KIND, &after, PAGE).await?;
            page.iter().for_each(|document| gathered.add(document));
            match page.last() {
                Some(last) if i64::try_from(page.len()).is_ok_and(|count| count == PAGE) => {
                    after.clone_from(&last.lookup_key);
                }
                _ => return Ok(self.keep(&key, gathered, epoch)),
            }
        }
    }

    fn kept<T: Send + Sync + 'static>(&self, key: &Key) -> Option<Arc<T>> {
        self.entries.get(key)?.downcast::<T>().ok()
    }

    fn keep<T: Send + Sync + 'static>(&self, key: &Key, value: T, epoch: u64) -> Arc<T> {
        let value = Arc::new(value);
        self.entries
            .insert(key.clone(), Arc::clone(&value) as Entry);
        // Something changed while this was read: it serves this request and no other.
        if self.epoch.load(Ordering::Acquire) != epoch {
            self.entries.invalidate(key);
        }
        value
    }

    /// Forgets one document, and what was gathered from those of its kind.
    pub fn forget(&self, realm: RealmId, kind: &str, lookup_key: &str) {
        self.epoch.fetch_add(1, Ordering::AcqRel);
        self.entries
            .invalidate(&(realm, entry_name(kind, lookup_key)));
        self.entries.invalidate(&(realm, Box::from(kind)));
    }

    /// Forgets everything.
    pub fn forget_all(&self) {
        self.epoch.fetch_add(1, Ordering::AcqRel);
        self.entries.invalidate_all();
    }
}

/// Never the bare name of a kind: that stands for what was gathered from all of it.
fn entry_name(kind: &str, lookup_key: &str) -> Box<str> {
    format!("{kind} {lookup_key}").into_boxed_str()
}

/// Follows the notices of all nodes for ever and forgets what they name.
pub async fn follow_changes(platform: Arc<Platform>) {
    let mut notices = platform.db.subscribe();
    loop {
        match notices.recv().await {
            Ok(Notice::Message(text)) => heed(&platform, &text),
            Ok(Notice::Resync) | Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => {
                platform.documents.forget_all();
                platform.realms.forget();
            }
            Err(tokio::sync::broadcast::error::RecvError::Closed) => return,
        }
    }
}

fn heed(platform: &Platform, text: &str) {
    let mut words = text.splitn(4, ' ');
    match (words.next(), words.next(), words.next(), words.next()) {
        (Some("document"), Some(realm), Some(kind), Some(key)) => {
            if let Ok(realm) = realm.parse() {
                platform.documents.forget(realm, kind, key);
            }
        }
        (Some("realm"), ..) => platform.realms.forget(),
        _ => {}
    }
}
