//! Names of roles, for claims.

use durward_access::effective_roles;
use durward_db::Tx;
use durward_model::id::{AppId, UserId};
use durward_model::role::Subject;
use durward_store::{Cx, Error};

/// Names of the realm's roles that `user` has in the end, sorted.
///
/// # Errors
/// Database failures.
pub async fn names_for(cx: &Cx, tx: &mut Tx, user: UserId) -> Result<Vec<String>, Error> {
    of(cx, tx, user, None).await
}

/// Names of the roles of `app` that `user` has in the end, sorted.
///
/// # Errors
/// Database failures.
pub async fn app_names_for(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    app: AppId,
) -> Result<Vec<String>, Error> {
    of(cx, tx, user, Some(app)).await
}

async fn of(cx: &Cx, tx: &mut Tx, user: UserId, app: Option<AppId>) -> Result<Vec<String>, Error> {
    let roles = effective_roles(cx, tx, Subject::User(user)).await?;
    Ok(roles
        .iter()
        .filter(|role| role.app == app)
        .map(|role| role.name.to_string())
        .collect())
}
