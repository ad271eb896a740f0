//! What a node is given, and what it leaves to be written.

use durward_identity::credentials::NewPassword;
use durward_identity::passwords::Passwords;
use durward_identity::users::UserFields;
use durward_journey::state::RunState;
use durward_messaging::{Letter, Medium};
use durward_model::Timestamp;
use durward_model::id::{AuthenticatorId, RememberedId, UserId};
use durward_model::service::Authentication;
use durward_store::Cx;
use durward_store::authenticators::Authenticator;
use durward_store::device_profiles::DeviceProfile;
use durward_store::mapping_consents::Mapping;
use durward_store::security_answers::SecurityAnswer;
use durward_x509::Verifier;

use super::policies::Policies;

/// What a node sees when it asks.
#[derive(Debug)]
pub struct Scene<'a> {
    pub(crate) state: &'a RunState,
    pub(crate) settings: &'a Authentication,
    pub(crate) policies: &'a Policies,
    pub(crate) now: Timestamp,
}

/// What a node works with when it acts.
#[derive(Debug)]
pub struct Turn<'a> {
    pub(crate) cx: &'a Cx,
    pub(crate) passwords: &'a Passwords,
    pub(crate) certificates: &'a Verifier,
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
            now: self.cx.now,
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
    /// The user passed a factor. Failures before it are forgotten once the sign-in as a whole succeeds: otherwise
    /// whoever knows a password could guess codes without end.
    Proved(UserId),
    /// What works once is used. Only when this succeeds does anything else of the submission.
    Use {
        /// Whose authenticator it is.
        user: UserId,
        /// The authenticator.
        authenticator: AuthenticatorId,
        /// What of it is used.
        claim: Claim,
    },
    /// The user gets an authenticator.
    Enrol {
        /// Who.
        user: UserId,
        /// What is stored.
        authenticator: Box<Authenticator>,
    },
    /// The user gets an authenticator in the place of another.
    Replace {
        /// Who.
        user: UserId,
        /// The one that goes.
        old: AuthenticatorId,
        /// What is stored.
        authenticator: Box<Authenticator>,
    },
    /// The user gives an authenticator up.
    Forget {
        /// Who.
        user: UserId,
        /// The authenticator.
        authenticator: AuthenticatorId,
    },
    /// A key was used that somebody has a copy of: it is not good any more.
    Copied {
        /// Whose it is.
        user: UserId,
        /// The authenticator.
        authenticator: AuthenticatorId,
    },
    /// A browser's cookie was used that somebody has a copy of: the browser is remembered no longer.
    CookieCopied {
        /// Whom it stood for.
        user: UserId,
        /// The browser.
        id: RememberedId,
    },
    /// The user does not want a second factor.
    OptOut(UserId),
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
    /// Send a message.
    Post(Box<Letter>),
    /// Send a message with a link by which the run goes on, and let the run wait for it.
    Suspend {
        /// The message, to which the link is added.
        letter: Box<Letter>,
        /// Seconds for which the link works.
        seconds: i64,
    },
    /// The user has proven to have this address or number.
    Verified {
        /// Who.
        user: UserId,
        /// What reaches them there.
        medium: Medium,
        /// The address or number.
        address: String,
    },
    /// The user was asked what they share.
    Consent {
        /// Who.
        user: UserId,
        /// What they agree to.
        given: Vec<Mapping>,
        /// Names of what they do not, or no longer, agree to.
        refused: Vec<String>,
    },
    /// Count a sign-in of the user.
    CountSignIn(UserId),
    /// Remember a device of the user.
    SaveDevice {
        /// Whose.
        user: UserId,
        /// What it said of itself.
        profile: Box<DeviceProfile>,
        /// How many are remembered.
        most: i64,
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
    /// What they agreed to share.
    pub(crate) consents: Vec<Mapping>,
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

/// What of an authenticator is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Claim {
    /// This count, which must be beyond every one before.
    Counter(i64),
    /// Nothing: it does not count.
    Uncounted,
    /// A part of what is stored: this stays, if nothing has changed since `version`.
    Spend {
        /// The version it was read at.
        version: i64,
        /// What stays.
        rest: String,
    },
}

/// Why an attempt failed. For the audit trail; the person is told the same in every case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// There is no such user.
    UnknownUser,
    /// The password is wrong.
    WrongPassword,
    /// The one-time code is wrong, or was used.
    WrongCode,
    /// The code or signature was used by another sign-in at the same moment.
    Replayed,
    /// There is no such passkey, or it is somebody else's.
    UnknownPasskey,
    /// The answer of the passkey was refused.
    Passkey(&'static str),
    /// The account is locked.
    Locked,
    /// The account is inactive.
    Inactive,
    /// An answer to a security question is wrong.
    WrongAnswer,
    /// The captcha was not solved.
    Captcha,
    /// The session that the run was to add to has ended.
    SessionEnded,
    /// The browser is remembered no longer, or has moved on.
    NotRemembered,
    /// It takes more than being recognised to change this.
    OnlyRemembered,
    /// The certificate is not believed, or is nobody's.
    Certificate(&'static str),
}

impl Reason {
    /// Whether it counts towards a lock: what can be guessed does.
    pub(crate) fn counts(self) -> bool {
        matches!(
            self,
            Self::WrongPassword | Self::WrongCode | Self::WrongAnswer
        )
    }

    /// As written in audit events.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::UnknownUser => "unknown user",
            Self::WrongPassword => "wrong password",
            Self::WrongCode => "wrong code",
            Self::Replayed => "replayed code",
            Self::UnknownPasskey => "unknown passkey",
            Self::Passkey(why) => why,
            Self::Locked => "locked",
            Self::Inactive => "inactive",
            Self::WrongAnswer => "wrong answer",
            Self::Captcha => "captcha",
            Self::Certificate(why) => why,
            Self::SessionEnded => "session ended",
            Self::NotRemembered => "not remembered",
            Self::OnlyRemembered => "only remembered",
        }
    }
}
