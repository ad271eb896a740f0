//! What people agreed to adds up: asked for less, an app still has the rest.

use durward_db::Tx;
use durward_model::id::UserId;
use durward_oauth::Scope;
use durward_store::{Cx, Error, consents};

use crate::clients::Client;

/// Remembers that `user` agreed to give `client` this `scope`, besides what was agreed to before. Returns all of it.
///
/// # Errors
/// Database failures.
pub(crate) async fn remember(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    client: &Client,
    scope: &Scope,
) -> Result<Scope, Error> {
    let before = consents::load(cx, tx, user, client.id).await?;
    let before = Scope::parse(&before.unwrap_or_default()).unwrap_or_default();
    let whole = before.union(scope);
    consents::save(cx, tx, user, client.id, whole.as_str()).await?;
    Ok(whole)
}
