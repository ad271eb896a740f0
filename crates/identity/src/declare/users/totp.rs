//! The authenticator apps of declared users. The file says what it once wrote, not what people added themselves.

use std::collections::HashMap;
use std::sync::Arc;

use durward_db::Tx;
use durward_model::authenticator::AuthenticatorKind;
use durward_model::id::{AuthenticatorId, UserId};
use durward_store::authenticators::{self as rows, Authenticator};
use durward_store::vault::RealmKeys;
use durward_store::{Cx, Error};

use crate::authenticators::totp::{Seed, declared, is_declared};
use crate::authenticators::{add, remove};
use crate::declare::plan::Item;
use crate::declare::written::{WrittenTotp, WrittenUser};

/// What is to become of the app of a user.
#[derive(Default)]
pub(super) struct Change {
    gone: Vec<AuthenticatorId>,
    new: Option<Authenticator>,
}

impl Change {
    /// Whether anything is to become of it.
    pub(super) fn is_empty(&self) -> bool {
        self.gone.is_empty() && self.new.is_none()
    }

    /// Writes it.
    pub(super) async fn write(&self, cx: &Cx, tx: &mut Tx, user: UserId) -> Result<(), Error> {
        for id in &self.gone {
            remove(cx, tx, user, *id).await?;
        }
        match &self.new {
            Some(new) => add(cx, tx, user, new).await,
            None => Ok(()),
        }
    }
}

/// The apps there are, where anything is said of apps at all.
pub(super) struct Apps {
    keys: Option<Arc<RealmKeys>>,
    apps: HashMap<UserId, Vec<Authenticator>>,
}

impl Apps {
    pub(super) async fn load(
        cx: &Cx,
        tx: &mut Tx,
        items: &[Item<WrittenUser>],
        users: &[UserId],
    ) -> Result<Self, Error> {
        if items.iter().all(|item| item.written.totp.is_none()) {
            return Ok(Self {
                keys: None,
                apps: HashMap::new(),
            });
        }
        let keys = cx.platform.vault.realm_keys_in(tx, cx.realm.id).await?;
        Ok(Self {
            keys: Some(keys),
            apps: rows::of_all(cx, tx, AuthenticatorKind::Totp, users).await?,
        })
    }

    /// What is to become of the app of `user`.
    pub(super) fn change(
        &self,
        cx: &Cx,
        user: UserId,
        written: Option<&Option<WrittenTotp>>,
    ) -> Result<Change, Error> {
        let (Some(keys), Some(written)) = (&self.keys, written) else {
            return Ok(Change::default());
        };
        let mine = self.apps.get(&user).map(Vec::as_slice).unwrap_or_default();
        let seed = match written {
            Some(totp) => {
                let seed = Seed::parse(totp.secret.0.expose());
                Some(seed.map_err(|invalid| Error::invalid("totp.secret", invalid.message))?)
            }
            None => None,
        };
        let known = mine
            .iter()
            .map(|one| (one, is_declared(keys, one, seed.as_ref())));
        let known: Vec<_> = known.collect();
        if known.iter().any(|(_, (_, same))| *same) {
            return Ok(Change::default());
        }
        let gone = known.iter().filter(|(_, (declared, _))| *declared);
        Ok(Change {
            gone: gone.map(|(one, _)| one.id).collect(),
            new: seed.map(|seed| declared(cx, keys, &seed)).transpose()?,
        })
    }
}
