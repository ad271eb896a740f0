//! Key sets that clients publish at their `jwks_uri`: fetched when needed, kept for a while, fetched
//! again early when a token names a key that is not in them (so that clients can rotate).

use std::sync::Arc;

use durward_jose::{Algorithm, Jwk, JwkSet, KeySet};
use durward_model::Timestamp;
use durward_model::http::{Method, Outbound};
use durward_model::id::RealmId;
use durward_store::Cx;

/// Seconds a key set is kept, unless its answer says less.
const KEEP: i64 = 3600;
/// Seconds between two fetches of one address, whatever tokens say.
const PAUSE: i64 = 30;
/// Longest key set read, in bytes.
const LONGEST: usize = 256 * 1024;

struct Fetched {
    keys: Arc<KeySet>,
    names: Vec<String>,
    /// Thumbprints (RFC 7638).
    thumbprints: Vec<String>,
    at: Timestamp,
    until: Timestamp,
}

/// The key sets fetched by this process.
pub struct RemoteKeys(moka::sync::Cache<(RealmId, String), Arc<Fetched>>);

impl std::fmt::Debug for RemoteKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RemoteKeys({})", self.0.entry_count())
    }
}

impl Default for RemoteKeys {
    fn default() -> Self {
        Self(moka::sync::Cache::new(2000))
    }
}

impl RemoteKeys {
    /// The keys at `uri`, with the one called `kid` in them if the client publishes it by now. None when
    /// the address does not answer with a key set and none was seen before.
    pub async fn at(&self, cx: &Cx, uri: &str, kid: Option<&str>) -> Option<Arc<KeySet>> {
        let wanted =
            |fetched: &Fetched| kid.is_none_or(|kid| fetched.names.iter().any(|name| name == kid));
        let fetched = self.with(cx, uri, wanted).await?;
        Some(Arc::clone(&fetched.keys))
    }

    /// Whether the key with this thumbprint (RFC 7638) is published at `uri` by now.
    pub async fn holds(&self, cx: &Cx, uri: &str, thumbprint: &str) -> bool {
        let wanted = |fetched: &Fetched| {
            let mut known = fetched.thumbprints.iter();
            known.any(|known| known == thumbprint)
        };
        let fetched = self.with(cx, uri, wanted).await;
        fetched.is_some_and(|fetched| wanted(&fetched))
    }

    /// What is at `uri`, fetched again when it is not what is wanted, or old.
    async fn with(
        &self,
        cx: &Cx,
        uri: &str,
        wanted: impl Fn(&Fetched) -> bool + Send,
    ) -> Option<Arc<Fetched>> {
        let place = (cx.realm.id, uri.to_owned());
        let known = self.0.get(&place);
        if let Some(fetched) = &known {
            let rested = cx.now >= fetched.at.plus_seconds(PAUSE);
            let stale = cx.now >= fetched.until;
            if !rested || (wanted(fetched) && !stale) {
                return known;
            }
        }
        match fetch(cx, uri).await {
            Ok(fetched) => {
                let fetched = Arc::new(fetched);
                self.0.insert(place, Arc::clone(&fetched));
                Some(fetched)
            }
            Err(why) => {
                tracing::warn!(uri, why, "a client's key set could not be fetched");
                known
            }
        }
    }
}

async fn fetch(cx: &Cx, uri: &str) -> Result<Fetched, String> {
    let request = Outbound {
        method: Method::Get,
        url: uri.to_owned(),
        headers: vec![(
            "accept".to_owned(),
            "application/jwk-set+json, application/json".to_owned(),
        )],
        body: Vec::new(),
        max_bytes: LONGEST,
    };
    let answer = cx
        .platform
        .http
        .send(request)
        .await
        .map_err(|failure| failure.to_string())?;
    if answer.status != 200 {
        return Err(format!("status {}", answer.status));
    }
    let value = serde_json::from_slice(&answer.body).map_err(|error| error.to_string())?;
    let set = JwkSet::parse(&value).map_err(|error| error.to_string())?;
    let asymmetric: Vec<Algorithm> = Algorithm::ALL
        .into_iter()
        .filter(|alg| alg.family() != durward_jose::Family::Hmac)
        .collect();
    let keep = answer
        .max_age
        .map_or(KEEP, |seconds| i64::from(seconds).clamp(PAUSE, KEEP));
    Ok(Fetched {
        keys: Arc::new(KeySet::from_jwks(&set, &asymmetric)),
        names: set
            .keys
            .iter()
            .filter_map(|key| key.kid().map(str::to_owned))
            .collect(),
        thumbprints: set.keys.iter().map(Jwk::thumbprint).collect(),
        at: cx.now,
        until: cx.now.plus_seconds(keep),
    })
}
