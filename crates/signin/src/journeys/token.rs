//! The token of a run: `run_….secret.step`.

use durward_model::Secret;
use durward_store::token;

/// A run's token, in parts.
#[derive(Debug)]
pub(super) struct RunToken<'a> {
    /// What names and proves the run, whatever the step: `run_….secret`.
    bearer: &'a str,
    /// The run's id.
    pub(super) id: &'a str,
    secret: &'a str,
    /// The version of the run that it was given out with.
    pub(super) version: i64,
}

impl<'a> RunToken<'a> {
    /// None when `text` does not have the form of one.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let (bearer, version) = text.rsplit_once('.')?;
        let (id, secret) = token::split(bearer)?;
        let plain = version.len() <= 6 && version.bytes().all(|byte| byte.is_ascii_digit());
        Some(Self {
            bearer,
            id,
            secret,
            version: version.parse().ok().filter(|_| plain)?,
        })
    }

    /// Whether its secret is the one whose hash the run keeps.
    pub(super) fn proves(&self, secret_hash: &str) -> bool {
        token::matches(self.secret, secret_hash)
    }

    /// The token of the same run at another version.
    pub(super) fn at(&self, version: i64) -> Secret<String> {
        at(self.bearer, version)
    }
}

/// The token of the run that `bearer` names and proves, at `version`.
pub(super) fn at(bearer: &str, version: i64) -> Secret<String> {
    Secret::new(format!("{bearer}.{version}"))
}
