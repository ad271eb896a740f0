//! The roles somebody has in the end.

use durward_db::Tx;
use durward_model::role::{Role, Subject};
use durward_store::{Cx, Error};

/// Every role of `subject`: given to itself, to the groups it is in (groups above them included), to its active
/// organizations, and those that these include (R-IDS-14).
///
/// # Errors
/// Database failures.
pub async fn effective_roles(cx: &Cx, tx: &mut Tx, subject: Subject) -> Result<Vec<Role>, Error> {
    durward_store::roles::effective(cx, tx, subject).await
}
