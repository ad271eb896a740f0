//! What a node is given, and what it leaves to be written.

use durward_identity::passwords::Passwords;
use durward_journey::state::RunState;
use durward_model::id::UserId;
use durward_model::service::Authentication;
use durward_store::Cx;

/// What a node sees when it asks.
#[derive(Debug)]
pub struct Scene<'a> {
    pub(crate) state: &'a RunState,
    pub(crate) settings: &'a Authentication,
}

/// What a node works with when it acts.
#[derive(Debug)]
pub struct Turn<'a> {
    pub(crate) cx: &'a Cx,
    pub(crate) passwords: &'a Passwords,
    pub(crate) settings: &'a Authentication,
    pub(crate) state: &'a mut RunState,
    pub(crate) effects: Vec<Effect>,
}

impl<'a> Turn<'a> {
    /// What a node sees when it asks.
    pub(crate) fn scene(&self) -> Scene<'_> {
        Scene {
            state: self.state,
            settings: self.settings,
        }
    }
}

/// Something to write in the transaction that saves the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Effect {
    /// An attempt to prove who one is has failed.
    Failed {
        /// Whom it was about, if there is such a user.
        user: Option<UserId>,
        /// Why.
        reason: Reason,
    },
    /// The user proved to know the password: failures before it are forgotten.
    Proved(UserId),
    /// Lock the account for a while.
    Lock(UserId),
    /// End the account's locks.
    Unlock(UserId),
}

/// Why an attempt failed. For the audit trail; the person is told the same in every case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// There is no such user.
    UnknownUser,
    /// The password is wrong.
    WrongPassword,
    /// The account is locked.
    Locked,
    /// The account is inactive.
    Inactive,
}

impl Reason {
    /// As written in audit events.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::UnknownUser => "unknown user",
            Self::WrongPassword => "wrong password",
            Self::Locked => "locked",
            Self::Inactive => "inactive",
        }
    }
}
