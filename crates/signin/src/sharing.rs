//! What people agreed to share with others, as they see it: journeys ask ([`nodes`](crate::nodes)), the account pages show
//! and end it.

use durward_model::id::UserId;
use durward_store::mapping_consents::{self, Given};
use durward_store::{Cx, Error};

use crate::people;

/// All that `user` agreed to, by name.
///
/// # Errors
/// Database failures.
pub async fn given(cx: &Cx, user: UserId) -> Result<Vec<Given>, Error> {
    mapping_consents::all(cx, &mut cx.db().read().await?, user).await
}

/// Ends what `user` agreed to as `mapping`; nothing happens when that was nothing.
///
/// # Errors
/// Database failures.
pub async fn withdraw(cx: &Cx, user: UserId, mapping: &str) -> Result<(), Error> {
    let mut tx = cx.db().begin().await?;
    people::consent(cx, &mut tx, user, &[], &[mapping.to_owned()]).await?;
    tx.commit().await?;
    Ok(())
}
