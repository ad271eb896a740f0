//! Where the person is signed in.

use durward_model::Timestamp;
use serde::Serialize;

use super::{Account, Page};
use crate::html::moment;

/// The person's sessions. Ending one posts `csrf` and `session` to `{base}/sessions/end`; ending all others posts
/// `csrf` to `{base}/sessions/end-others`.
#[derive(Clone, Debug, Serialize)]
pub struct AccountSessions {
    /// What the account pages share.
    pub account: Account,
    /// The sessions, this one first.
    pub sessions: Vec<Session>,
    /// The browsers that are remembered, newest first. Forgetting one posts `csrf` and its id as `session` to
    /// `{base}/sessions/end`.
    pub remembered: Vec<RememberedBrowser>,
}

/// A browser that its owner need not sign in with again.
#[derive(Clone, Debug, Serialize)]
pub struct RememberedBrowser {
    /// What has it forgotten: the value of `session`.
    pub id: String,
    /// What it is.
    pub device: Device,
    /// The network address it was remembered at.
    pub address: Option<String>,
    /// Since when it is remembered.
    #[serde(serialize_with = "moment::millis")]
    pub since: Timestamp,
    /// When it was last used.
    #[serde(serialize_with = "moment::millis")]
    pub last_used: Timestamp,
}

/// A session, as its owner recognises it.
#[derive(Clone, Debug, Serialize)]
pub struct Session {
    /// What ends it: the value of `session`.
    pub id: String,
    /// What it was started with.
    pub device: Device,
    /// Where it was last seen, such as "Ghent, Belgium"; when known.
    pub place: Option<String>,
    /// The network address it was last seen at.
    pub address: Option<String>,
    /// When it was started.
    #[serde(serialize_with = "moment::millis")]
    pub started: Timestamp,
    /// When it was last seen.
    #[serde(serialize_with = "moment::millis")]
    pub last_seen: Timestamp,
    /// Whether it is the session this page was asked with.
    pub current: bool,
}

/// A device, as far as its browser tells.
#[derive(Clone, Debug, Serialize)]
pub struct Device {
    /// What kind of device it is, for the icon.
    pub kind: DeviceKind,
    /// The browser, such as "Firefox".
    pub browser: Option<String>,
    /// The operating system, such as "Linux".
    pub system: Option<String>,
}

/// Kinds of device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceKind {
    /// A computer.
    Desktop,
    /// A telephone.
    Phone,
    /// A tablet.
    Tablet,
    /// Anything else.
    Other,
}

impl Page for AccountSessions {
    const TEMPLATE: &'static str = "account/sessions.html";
}
