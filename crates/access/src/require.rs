//! The check every administrative use case begins with.

use std::collections::BTreeSet;
use std::sync::Arc;

use durward_db::Tx;
use durward_model::Actor;
use durward_model::role::{Role, Subject};
use durward_store::{Cx, Error, users};

use crate::privilege::Privilege;
use crate::roles::effective_roles;

/// What an actor may do in a realm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    /// Everything.
    All,
    /// These.
    Some(BTreeSet<Privilege>),
}

impl Held {
    /// What `roles` give together. Texts that are no privilege give nothing.
    fn from_roles(roles: &[Role]) -> Self {
        let held: BTreeSet<Privilege> = roles
            .iter()
            .flat_map(|role| &role.privileges)
            .filter_map(|text| Privilege::parse(text).ok())
            .collect();
        if held.contains(&Privilege::RealmAdmin) {
            Self::All
        } else {
            Self::Some(held)
        }
    }

    /// Whether `wanted` is among it.
    pub fn covers(&self, wanted: Privilege) -> bool {
        match self {
            Self::All => true,
            Self::Some(held) => held.iter().any(|one| one.covers(wanted)),
        }
    }

    /// Whether it holds everything that `other` holds.
    fn covers_all(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::All, _) => true,
            (Self::Some(_), Self::All) => false,
            (Self::Some(_), Self::Some(other)) => other.iter().all(|one| self.covers(*one)),
        }
    }

    fn is_empty(&self) -> bool {
        matches!(self, Self::Some(held) if held.is_empty())
    }
}

/// What the actor of `cx` may do in the realm of `cx`. An inactive user may do nothing.
///
/// # Errors
/// Unauthenticated when the actor is nobody; database failures.
pub async fn held(cx: &Cx, tx: &mut Tx) -> Result<Held, Error> {
    let subject = match &cx.actor {
        Actor::Operator | Actor::System => return Ok(Held::All),
        Actor::Anonymous => return Err(Error::unauthenticated("Sign in first.")),
        Actor::User(id) => Subject::User(*id),
        Actor::App(id) => Subject::App(*id),
    };
    let here = held_in(cx, tx, subject).await?;
    if here == Held::All {
        return Ok(Held::All);
    }
    let mut above = cx.realm.path.parent();
    while let Some(path) = above {
        let directory = &cx.platform.realms;
        if let Some(realm) = directory.at_path(cx.db(), path.as_str()).await? {
            let mut there = cx.clone();
            there.realm = Arc::clone(&realm);
            if held_in(&there, tx, subject).await? == Held::All {
                return Ok(Held::All);
            }
        }
        above = path.parent();
    }
    Ok(here)
}

async fn held_in(cx: &Cx, tx: &mut Tx, subject: Subject) -> Result<Held, Error> {
    if let Subject::User(id) = subject {
        let user = users::by_id(cx, tx, id).await?;
        if !user.is_some_and(|user| user.is_active()) {
            return Ok(Held::Some(BTreeSet::new()));
        }
    }
    Ok(Held::from_roles(&effective_roles(cx, tx, subject).await?))
}

/// Lets the actor of `cx` go on if it holds `privilege` in the realm of `cx`, or `realm:admin` in a realm above.
/// The operator and Durward itself may do everything.
///
/// # Errors
/// Unauthenticated when the actor is nobody; not found when it holds nothing at all here, so that it does not learn
/// what there is; forbidden when it holds something else; database failures.
pub async fn require(cx: &Cx, tx: &mut Tx, privilege: Privilege) -> Result<(), Error> {
    let held = held(cx, tx).await?;
    if held.covers(privilege) {
        return Ok(());
    }
    if held.is_empty() {
        return Err(Error::not_found("realm")
            .because(format!("{} holds no privilege here", cx.actor.label())));
    }
    Err(
        Error::forbidden(format!("This needs the privilege {}.", privilege.as_str()))
            .because(format!("{} does not hold it", cx.actor.label())),
    )
}

/// Lets the actor go on if it may itself do everything that `subject` may do. Who resets the password of an
/// administrator, or joins somebody to a group of administrators, becomes one otherwise.
///
/// # Errors
/// Forbidden; as [`held`].
pub async fn require_over(cx: &Cx, tx: &mut Tx, subject: Subject) -> Result<(), Error> {
    let roles = effective_roles(cx, tx, subject).await?;
    require_roles(cx, tx, &roles).await
}

/// Lets the actor go on if it may itself do everything that `roles` allow together, so that nobody gives away
/// more than it has.
///
/// # Errors
/// Forbidden; as [`held`].
pub async fn require_roles(cx: &Cx, tx: &mut Tx, roles: &[Role]) -> Result<(), Error> {
    let given = Held::from_roles(roles);
    if given.is_empty() || held(cx, tx).await?.covers_all(&given) {
        return Ok(());
    }
    Err(
        Error::forbidden("This would give or touch privileges that you do not hold yourself.")
            .because(cx.actor.label()),
    )
}
