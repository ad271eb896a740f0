//! A person lets a device in that cannot show a sign-in itself.

use durward_model::Timestamp;
use serde::Serialize;

use super::account_sessions::Device;
use super::{Page, Person, Scope};
use crate::html::{App, Hidden, Text, moment};

/// Asks for the code that a device shows. The form posts `csrf`, `user_code` and the button `device-continue`.
#[derive(Clone, Debug, Serialize)]
pub struct DeviceCode {
    /// Where the form is posted.
    pub action: String,
    /// The code as the address had it, or as it was typed before.
    pub code: Option<String>,
    /// What went wrong.
    pub alert: Option<Text>,
}

/// Asks whether the device may have what it asks for. The form posts `csrf`, the hidden inputs and one of the buttons
/// `device-allow` and `device-deny` (value `1`).
#[derive(Clone, Debug, Serialize)]
pub struct DeviceConfirm {
    /// Where the form is posted.
    pub action: String,
    /// The code.
    pub hidden: Vec<Hidden>,
    /// The code for comparing.
    pub code: String,
    /// The application that runs on the device.
    pub app: App,
    /// What the device says it is.
    pub device: Device,
    /// The network address it asked from.
    pub address: Option<String>,
    /// When it asked.
    #[serde(serialize_with = "moment::millis")]
    pub asked: Timestamp,
    /// Who is signed in here.
    pub person: Person,
    /// Where somebody else can sign in instead.
    pub switch: Option<String>,
    /// What it asks for, in the order asked.
    pub scopes: Vec<Scope>,
    /// The application's privacy policy.
    pub policy_uri: Option<String>,
    /// The application's terms of service.
    pub tos_uri: Option<String>,
}

/// Says what the person answered.
#[derive(Clone, Debug, Serialize)]
pub struct DeviceDone {
    /// Whether the device was let in.
    pub allowed: bool,
    /// The application that runs on it.
    pub app: App,
    /// The account page where access is withdrawn.
    pub account: String,
}

impl Page for DeviceCode {
    const TEMPLATE: &'static str = "device/code.html";
}

impl Page for DeviceConfirm {
    const TEMPLATE: &'static str = "device/confirm.html";
}

impl Page for DeviceDone {
    const TEMPLATE: &'static str = "device/done.html";
}
