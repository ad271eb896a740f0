//! What handlers are given.

use std::sync::Arc;

use durward_identity::passwords::Passwords;
use durward_provider::Provider;
use durward_signin::Engine;
use durward_store::{Error, Platform};

use crate::html::Pages;
use crate::kit::rate::RateLimit;

/// How often one network address may do what costs us something. Per second, with a burst.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Submissions of sign-in forms: per second, and at once.
    pub sign_in: (u32, u32),
    /// Failed client authentications: per second, and at once.
    pub failed_clients: (u32, u32),
    /// Longest request body, in bytes.
    pub body: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sign_in: (10, 60),
            failed_clients: (10, 60),
            body: 256 * 1024,
        }
    }
}

/// What handlers are given.
#[derive(Debug)]
pub struct App {
    pub(crate) platform: Arc<Platform>,
    pub(crate) provider: Arc<Provider>,
    pub(crate) engine: Arc<Engine>,
    pub(crate) passwords: Arc<Passwords>,
    pub(crate) pages: Pages,
    /// Whether people reach us over TLS.
    pub(crate) secure: bool,
    /// Host people reach the platform at, in lower case, without port.
    pub(crate) host: String,
    pub(crate) sign_in_limit: RateLimit,
    /// Sign-ins begun; people begin more than they finish.
    pub(crate) start_limit: RateLimit,
    pub(crate) failed_client_limit: RateLimit,
    /// Codes of devices typed, by person.
    pub(crate) user_codes_by_person: RateLimit,
    /// Codes of devices typed, by network.
    pub(crate) user_codes_by_network: RateLimit,
    pub(crate) body_limit: usize,
    /// Whether messages of realms without a channel can be read here.
    pub(crate) mailbox: bool,
}

/// How many times as many sign-ins an address may begin as it may submit forms.
const STARTS: u32 = 5;

/// Codes of devices a person may type: per minute, and at once. Each device takes two, to find it and to answer.
const USER_CODES_BY_PERSON: (u32, u32) = (6, 12);
/// Codes of devices that may be typed in one network: per minute, and at once.
const USER_CODES_BY_NETWORK: (u32, u32) = (60, 60);

impl App {
    /// The doors of a platform.
    ///
    /// # Errors
    /// Internal when an embedded page does not compile.
    pub fn new(
        platform: Arc<Platform>,
        provider: Arc<Provider>,
        engine: Arc<Engine>,
        passwords: Arc<Passwords>,
        limits: Limits,
    ) -> Result<Self, Error> {
        let pages = Pages::new()
            .map_err(|error| Error::internal(format!("the pages do not compile: {error}")))?;
        let url = url::Url::parse(&platform.public_url)
            .map_err(|error| Error::internal(format!("public_url: {error}")))?;
        // No limit on sign-ins is no limit on codes either.
        let few = |(per_minute, burst)| match limits.sign_in.0 {
            0 => RateLimit::new(0, 0),
            _ => RateLimit::per_minute(per_minute, burst),
        };
        Ok(Self {
            secure: url.scheme() == "https",
            host: url.host_str().unwrap_or_default().to_ascii_lowercase(),
            sign_in_limit: RateLimit::new(limits.sign_in.0, limits.sign_in.1),
            start_limit: RateLimit::new(
                limits.sign_in.0.saturating_mul(STARTS),
                limits.sign_in.1.saturating_mul(STARTS),
            ),
            failed_client_limit: RateLimit::new(limits.failed_clients.0, limits.failed_clients.1),
            user_codes_by_person: few(USER_CODES_BY_PERSON),
            user_codes_by_network: few(USER_CODES_BY_NETWORK),
            body_limit: limits.body,
            mailbox: false,
            platform,
            provider,
            engine,
            passwords,
            pages,
        })
    }

    /// The same with the development mailbox. Only where nobody but the developer can reach it.
    #[must_use]
    pub fn with_mailbox(mut self) -> Self {
        self.mailbox = true;
        self
    }
}
