//! The roles somebody has in the end: its own, those of its groups and organizations, and what they include.

use durward_db::{Tx, params};
use durward_model::id::RoleId;
use durward_model::role::{Role, Subject};

use super::role_from;
use crate::{Cx, Error};

/// Every role of `subject`, by name. A user has those of the groups it is in (groups above them included) and of
/// its active organizations; a role brings what it includes. Circles end by themselves.
///
/// # Errors
/// Database failures.
pub async fn effective(cx: &Cx, tx: &mut Tx, subject: Subject) -> Result<Vec<Role>, Error> {
    let rows = tx
        .query(
            "WITH RECURSIVE mine(id) AS ( \
               SELECT group_id FROM group_members WHERE realm_id = $1 AND user_id = $3 \
               UNION SELECT id FROM groups WHERE realm_id = $1 AND id = $3 \
               UNION SELECT g.parent_id FROM mine JOIN groups g ON g.realm_id = $1 AND g.id = mine.id WHERE g.parent_id IS NOT NULL), \
             granted(id) AS ( \
               SELECT role_id FROM role_assignments WHERE realm_id = $1 AND subject_kind = $2 AND subject_id = $3 \
               UNION SELECT a.role_id FROM mine JOIN role_assignments a \
                 ON a.realm_id = $1 AND a.subject_kind = 'group' AND a.subject_id = mine.id \
               UNION SELECT a.role_id FROM organization_members m \
                 JOIN organizations o ON o.realm_id = $1 AND o.id = m.organization_id AND o.status = 'Active' \
                 JOIN role_assignments a ON a.realm_id = $1 AND a.subject_kind = 'organization' AND a.subject_id = m.organization_id \
                 WHERE m.realm_id = $1 AND m.user_id = $3 \
               UNION SELECT c.includes_id FROM granted JOIN role_composites c ON c.realm_id = $1 AND c.role_id = granted.id) \
             SELECT r.id, r.app_id, r.name, r.description, r.privileges, r.version, r.created_at, r.updated_at \
             FROM granted JOIN roles r ON r.realm_id = $1 AND r.id = granted.id ORDER BY r.app_id, r.name_key",
            params![cx.realm.id.as_str(), subject.kind(), subject.id()],
        )
        .await?;
    rows.iter().map(role_from).collect()
}

/// `role` and every role it includes, at any depth, by name.
///
/// # Errors
/// Database failures.
pub async fn included(cx: &Cx, tx: &mut Tx, role: RoleId) -> Result<Vec<Role>, Error> {
    let rows = tx
        .query(
            "WITH RECURSIVE down(id) AS ( \
               SELECT id FROM roles WHERE realm_id = $1 AND id = $2 \
               UNION SELECT c.includes_id FROM down JOIN role_composites c ON c.realm_id = $1 AND c.role_id = down.id) \
             SELECT r.id, r.app_id, r.name, r.description, r.privileges, r.version, r.created_at, r.updated_at \
             FROM down JOIN roles r ON r.realm_id = $1 AND r.id = down.id ORDER BY r.app_id, r.name_key",
            params![cx.realm.id.as_str(), role.as_str()],
        )
        .await?;
    rows.iter().map(role_from).collect()
}
