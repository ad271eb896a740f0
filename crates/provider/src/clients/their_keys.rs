//! The keys that verify what a client signed.

use durward_jose::jws::Header;
use durward_jose::{Family, KeySet, VerifyingKey};
use durward_store::Cx;

use super::{Client, ClientKeys};
use crate::Provider;

/// What `check` makes of the keys that may have made a token of `client` with this `header`: its secret for a MAC, else
/// its public keys. None when it has none.
pub(crate) async fn with_keys<T>(
    provider: &Provider,
    cx: &Cx,
    client: &Client,
    header: &Header,
    check: impl FnOnce(&KeySet) -> T,
) -> Option<T> {
    if header.alg.family() == Family::Hmac {
        let secret = client.secret.as_ref()?.clear.expose();
        let key = VerifyingKey::from_secret(header.alg, secret).ok()?;
        return Some(check(&KeySet::single(key)));
    }
    match &client.keys {
        ClientKeys::None => None,
        ClientKeys::Inline(keys) => Some(check(keys)),
        ClientKeys::Remote(uri) => {
            let kid = header.kid.as_deref();
            let keys = provider.remote_keys.at(cx, uri, kid).await?;
            Some(check(&keys))
        }
    }
}
