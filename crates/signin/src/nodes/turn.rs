//! What a node is given, and what it leaves to be written.

use durward_identity::credentials::NewPassword;
use durward_identity::passwords::Passwords;
use durward_identity::users::UserFields;
use durward_journey::state::RunState;
use durward_model::id::UserId;
use durward_model::service::Authentication;
use durward_store::Cx;
use durward_store::security_answers::SecurityAnswer;

use super::policies::Policies;

/// What a node sees when it asks.
#[derive(Debug)]
pub struct Scene<'a> {
    pub(crate) state: &'a RunState,
    pub(crate) settings: &'a Authentication,
    pub(crate) policies: &'a Policies,
}

/// What a node works with when it acts.
#[derive(Debug)]
pub struct Turn<'a> {
    pub(crate) cx: &'a Cx,
    pub(crate) passwords: &'a Passwords,
    pub(crate) settings: &'a Authentication,
    pub(crate) policies: &'a Policies,
    pub(crate) state: &'a mut RunState,
    pub(crate) effects: Vec<Effect>,
}

impl<'a> Turn<'a> {
    /// What a node sees when it asks.
    pub(crate) fn scene(&self) -> Scene<'_> {
        Scene {
            state: self.state,
            settings: self.settings,
            policies: self.policies,
        }
    }
}

/// Something to write in the transaction that saves the run.
#[derive(Debug, Clone)]
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
    /// Somebody signs up.
    Register(Box<NewAccount>),
    /// The account changes.
    Amend(Box<Amendment>),
    /// The user accepted this version of the terms.
    AcceptTerms {
        /// Who.
        user: UserId,
        /// Which version.
        version: String,
    },
    /// The user chose these security questions instead of those before.
    SetAnswers {
        /// Who.
        user: UserId,
        /// The questions with hashed answers.
        answers: Vec<SecurityAnswer>,
    },
    /// The user cannot get in and asks for what was lost: `password`, `username`.
    RecoveryAsked {
        /// Who.
        user: UserId,
        /// What was lost.
        lost: &'static str,
    },
}

/// An account to be made.
#[derive(Debug, Clone)]
pub(crate) struct NewAccount {
    /// Its identifier.
    pub(crate) id: UserId,
    /// What is known of the person.
    pub(crate) fields: UserFields,
    /// The password chosen.
    pub(crate) password: Option<NewPassword>,
    /// The version of the terms that was accepted.
    pub(crate) terms: Option<String>,
    /// The security questions chosen.
    pub(crate) answers: Vec<SecurityAnswer>,
}

/// A change of an account by its owner.
#[derive(Debug, Clone)]
pub(crate) struct Amendment {
    /// Whose.
    pub(crate) user: UserId,
    /// All that is known of the person from now on; none when that does not change.
    pub(crate) fields: Option<UserFields>,
    /// A new password. Sessions end, and so do locks.
    pub(crate) password: Option<NewPassword>,
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
    /// An answer to a security question is wrong.
    WrongAnswer,
    /// The captcha was not solved.
    Captcha,
}

impl Reason {
    /// As written in audit events.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::UnknownUser => "unknown user",
            Self::WrongPassword => "wrong password",
            Self::Locked => "locked",
            Self::Inactive => "inactive",
            Self::WrongAnswer => "wrong answer",
            Self::Captcha => "captcha",
        }
    }
}
