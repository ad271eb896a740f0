//! What there is of a batch of users, and what is to be of each.

use std::collections::HashMap;

use durward_db::Tx;
use durward_model::id::{GroupId, RoleId, UserId};
use durward_model::text::{Email, Label};
use durward_model::user::User;
use durward_store::credentials::{self, Password};
use durward_store::{Cx, Error, users as rows};

use super::totp::{self, Apps};
use crate::declare::names::Names;
use crate::declare::passwords::Prepared;
use crate::declare::plan::Item;
use crate::declare::written::WrittenUser;
use crate::users::{UserFields, changed};

/// A user as it is to be, and how it differs from what there is.
pub(super) struct Wanted {
    pub(super) user: User,
    pub(super) new: bool,
    /// The row itself differs.
    pub(super) row_changed: bool,
    /// Hash, and the SHA-256 of the foreign hash it is.
    pub(super) password: Option<(String, Option<String>)>,
    /// Whether the password must be changed, where that is to be written.
    pub(super) must_change: Option<bool>,
    pub(super) totp: totp::Change,
    pub(super) join: Vec<GroupId>,
    pub(super) leave: Vec<GroupId>,
    pub(super) gain: Vec<RoleId>,
    pub(super) lose: Vec<RoleId>,
    /// Names of the members that change.
    pub(super) changed: Vec<&'static str>,
}

/// What there is.
pub(super) struct Batch {
    /// By folded username.
    by_username: HashMap<String, User>,
    /// Who holds a folded email address.
    by_email: HashMap<String, UserId>,
    groups: HashMap<UserId, Vec<GroupId>>,
    roles: HashMap<UserId, Vec<RoleId>>,
    passwords: HashMap<UserId, Password>,
    apps: Apps,
}

impl Batch {
    /// Looks at everything that `items` are about, in a handful of statements.
    pub(super) async fn load(
        cx: &Cx,
        tx: &mut Tx,
        items: &[Item<WrittenUser>],
    ) -> Result<Self, Error> {
        let mut keys: Vec<String> = Vec::with_capacity(items.len() * 2);
        for item in items {
            keys.push(item.written.username.key());
            keys.extend(item.written.email.iter().flatten().map(Email::key));
        }
        let found = rows::by_keys(cx, tx, &keys).await?;
        let ids: Vec<UserId> = found.iter().map(|user| user.id).collect();
        let memberships = rows::memberships_of_all(cx, tx, &ids).await?;
        let passwords = credentials::passwords_of_all(cx, tx, &ids).await?;
        let apps = Apps::load(cx, tx, items, &ids).await?;
        let mut groups: HashMap<UserId, Vec<GroupId>> = HashMap::new();
        for (user, group) in memberships.groups {
            groups.entry(user).or_default().push(group);
        }
        let mut roles: HashMap<UserId, Vec<RoleId>> = HashMap::new();
        for (user, role) in memberships.roles {
            roles.entry(user).or_default().push(role);
        }
        let emails = |user: &User| user.email.as_ref().map(|email| (email.key(), user.id));
        Ok(Self {
            by_email: found.iter().filter_map(emails).collect(),
            by_username: found
                .into_iter()
                .map(|user| (user.username.key(), user))
                .collect(),
            groups,
            roles,
            passwords,
            apps,
        })
    }

    /// What is to be of the user that `written` declares. A new one gets the identifier after `last`.
    pub(super) fn wanted(
        &self,
        cx: &Cx,
        names: &Names,
        written: &WrittenUser,
        password: Prepared,
        last: &mut UserId,
    ) -> Result<Wanted, Error> {
        let found = self.by_username.get(&written.username.key());
        let before = found.map(UserFields::of);
        let fields = merge(before.clone(), written);
        fields.validate()?;
        self.check_names(found.map(|user| user.id), &fields)?;
        let mut user = found.cloned().unwrap_or_else(|| {
            *last = last.following(cx.entropy());
            fresh(cx, *last, &fields)
        });
        let mut names_changed = match &before {
            Some(before) => changed(before, &fields),
            None => Vec::new(),
        };
        let row_changed = !names_changed.is_empty();
        fields.write_to(&mut user);
        user.updated_at = if row_changed { cx.now } else { user.updated_at };
        let password = self.password(user.id, password);
        if found.is_some() && password.is_some() {
            names_changed.push("password");
        }
        let must_change = self.must_change(user.id, password.is_some(), written)?;
        if found.is_some() && password.is_none() && must_change.is_some() {
            names_changed.push("mustChangePassword");
        }
        let totp = self.apps.change(cx, user.id, written.totp.as_ref())?;
        if found.is_some() && !totp.is_empty() {
            names_changed.push("totp");
        }
        let groups = match &written.groups {
            Some(list) => Some(wanted_groups(names, list)?),
            None => None,
        };
        let (join, leave) = compare(self.groups.get(&user.id), groups);
        let roles = match &written.roles {
            Some(list) => Some(names.roles("roles", list)?),
            None => None,
        };
        let (gain, lose) = compare(self.roles.get(&user.id), roles);
        if found.is_some() && !(join.is_empty() && leave.is_empty()) {
            names_changed.push("groups");
        }
        if found.is_some() && !(gain.is_empty() && lose.is_empty()) {
            names_changed.push("roles");
        }
        Ok(Wanted {
            user,
            new: found.is_none(),
            row_changed,
            password,
            must_change,
            totp,
            join,
            leave,
            gain,
            lose,
            changed: names_changed,
        })
    }

    /// What of the password is to be written.
    fn password(&self, user: UserId, prepared: Prepared) -> Option<(String, Option<String>)> {
        match prepared {
            Prepared::Keep => None,
            Prepared::Set(hash) => Some((hash, None)),
            Prepared::Import { hash, origin } => {
                let current = self.passwords.get(&user);
                let same = current.is_some_and(|current| {
                    current.origin.as_ref() == Some(&origin) || current.hash == hash
                });
                (!same).then_some((hash, Some(origin)))
            }
        }
    }

    /// What is to be written of whether the password of `user` must be changed.
    fn must_change(
        &self,
        user: UserId,
        new: bool,
        written: &WrittenUser,
    ) -> Result<Option<bool>, Error> {
        let wanted = written.must_change_password;
        match (wanted, self.passwords.get(&user)) {
            // A new password need not be changed unless it is said.
            (wanted, _) if new => Ok(wanted.filter(|must| *must)),
            (Some(true), None) => Err(Error::invalid(
                "mustChangePassword",
                "There is no password to be changed.",
            )),
            (wanted, current) => {
                let now = current.is_some_and(|current| current.must_change);
                Ok(wanted.filter(|must| *must != now))
            }
        }
    }

    /// As the use case that creates one user does, against what was loaded.
    fn check_names(&self, id: Option<UserId>, fields: &UserFields) -> Result<(), Error> {
        let other_email = |key: &str| {
            self.by_email
                .get(key)
                .is_some_and(|owner| Some(*owner) != id)
        };
        let other_name = |key: &str| {
            self.by_username
                .get(key)
                .is_some_and(|user| Some(user.id) != id)
        };
        if other_email(&fields.username.key()) {
            return Err(Error::conflict("This username is taken."));
        }
        let email = fields.email.as_ref().map(Email::key);
        if email.is_some_and(|key| other_email(&key) || other_name(&key)) {
            return Err(Error::conflict(
                "This email address belongs to another user.",
            ));
        }
        Ok(())
    }
}

fn merge(before: Option<UserFields>, written: &WrittenUser) -> UserFields {
    let mut fields = before.unwrap_or_else(|| UserFields::named(written.username.clone()));
    fields.username = written.username.clone();
    if let Some(email) = &written.email {
        // Another address was not proven by anybody yet.
        let same = fields.email.as_ref().map(Email::key) == email.as_ref().map(Email::key);
        fields.email_verified &= same;
        fields.email.clone_from(email);
    }
    if let Some(phone) = &written.phone {
        fields.phone_verified &= fields.phone == *phone;
        fields.phone.clone_from(phone);
    }
    fields.email_verified = written.email_verified.unwrap_or(fields.email_verified);
    fields.phone_verified = written.phone_verified.unwrap_or(fields.phone_verified);
    fields.status = written.status.unwrap_or(fields.status);
    if let Some(profile) = &written.profile {
        fields.profile = profile.clone();
    }
    fields
}

fn fresh(cx: &Cx, id: UserId, fields: &UserFields) -> User {
    User {
        id,
        username: fields.username.clone(),
        email: None,
        email_verified: false,
        phone: None,
        phone_verified: false,
        status: fields.status,
        profile: fields.profile.clone(),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    }
}

fn wanted_groups(names: &Names, list: &[Label]) -> Result<Vec<GroupId>, Error> {
    let mut found = Vec::with_capacity(list.len());
    for (index, name) in list.iter().enumerate() {
        found.push(names.group(&format!("groups[{index}]"), name)?);
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// What is to come and what is to go; nothing where nothing is said.
fn compare<T: Copy + PartialEq>(now: Option<&Vec<T>>, wanted: Option<Vec<T>>) -> (Vec<T>, Vec<T>) {
    let Some(wanted) = wanted else {
        return (Vec::new(), Vec::new());
    };
    let now = now.map(Vec::as_slice).unwrap_or_default();
    let goes = now
        .iter()
        .filter(|one| !wanted.contains(one))
        .copied()
        .collect();
    let comes = wanted
        .into_iter()
        .filter(|one| !now.contains(one))
        .collect();
    (comes, goes)
}
