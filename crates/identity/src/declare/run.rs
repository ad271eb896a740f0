//! Applying a plan.

use std::sync::Arc;

use durward_access::{Privilege, require};
use durward_db::Tx;
use durward_model::text::RealmPath;
use durward_store::{Cx, Error, realms as rows};

use super::documents::Documents;
use super::names::Names;
use super::passwords::{self, Prepared};
use super::plan::{Plan, RealmPlan};
use super::{
    Action, Change, Declaration, Options, Refused, groups, organizations, realms, roles, users,
};
use crate::passwords::Passwords;
use crate::realms::context;

/// One realm while it is worked on.
pub(super) struct Work<'a> {
    /// The request, in that realm.
    pub(super) cx: Cx,
    /// The path of the realm, for reports.
    pub(super) realm: Arc<str>,
    /// Where reports go.
    pub(super) changes: &'a mut Vec<Change>,
}

impl Work<'_> {
    /// Reports what became of one thing.
    pub(super) fn report(&mut self, kind: &str, name: &str, action: Action, fields: Vec<String>) {
        self.changes.push(Change {
            kind: kind.into(),
            realm: Arc::clone(&self.realm),
            name: name.to_owned(),
            action,
            fields,
        });
    }

    /// The same with names that are part of the program; what is new has no members that changed.
    pub(super) fn report_fields(
        &mut self,
        kind: &str,
        name: &str,
        action: Action,
        fields: Vec<&'static str>,
    ) {
        let fields = match action {
            Action::Updated => fields.into_iter().map(str::to_owned).collect(),
            _ => Vec::new(),
        };
        self.report(kind, name, action, fields);
    }
}

/// Applies `declarations`, all of them or none, and says what became of each. The realm of `cx` does not matter; its
/// actor needs `realm:admin` in every realm that is declared, and in the realm above where one is made.
///
/// It is one write transaction, as long as the declarations are many.
///
/// # Errors
/// The first declaration that cannot be applied; then nothing is.
pub async fn apply(
    cx: &Cx,
    hashing: &Passwords,
    declarations: impl IntoIterator<Item = Result<Declaration, Refused>>,
    options: Options,
) -> Result<Vec<Change>, Refused> {
    let plan = Plan::read(&cx.platform.kinds, declarations)?;
    let mut prepared = passwords::prepare(cx, hashing, &plan).await?;
    let mut tx = cx.db().begin().await?;
    let mut changes = Vec::new();
    // One realm after the other, those above first: the keys of a realm that is still being made are in memory alone.
    for (path, realm) in &plan.realms {
        let inner =
            realms::declare(cx, &mut tx, path, realm, options.fill_realm, &mut changes).await?;
        let mut work = Work {
            cx: inner,
            realm: path.as_str().into(),
            changes: &mut changes,
        };
        let ready = prepared.remove(path).unwrap_or_default();
        declare(&mut work, &mut tx, realm, ready, options).await?;
    }
    if !options.dry_run {
        tx.commit().await?;
    }
    Ok(changes)
}

async fn declare(
    work: &mut Work<'_>,
    tx: &mut Tx,
    plan: &RealmPlan,
    prepared: Vec<Prepared>,
    options: Options,
) -> Result<(), Refused> {
    let mut documents = Documents::default();
    documents.declare(work, tx, &plan.documents).await?;
    if options.prune {
        documents.prune(work, tx, plan).await?;
    }
    let mut names = Names::load(&work.cx, tx).await?;
    roles::declare(work, tx, &mut names, &plan.roles).await?;
    groups::declare(work, tx, &mut names, &plan.groups).await?;
    let made = organizations::declare(work, tx, &names, &plan.organizations).await?;
    users::declare(work, tx, &names, &plan.users, prepared).await?;
    organizations::declare_members(work, tx, &plan.organizations, made).await
}

/// The request of `cx`, in the realm at `path`, whose administrator its actor must be.
///
/// # Errors
/// Not found; forbidden; database failures.
pub(super) async fn enter(cx: &Cx, tx: &mut Tx, path: &RealmPath) -> Result<Option<Cx>, Error> {
    let Some(realm) = rows::by_path(tx, path).await? else {
        return Ok(None);
    };
    let inner = context(cx, realm);
    require(&inner, tx, Privilege::RealmAdmin).await?;
    Ok(Some(inner))
}
