//! A whole sign-in: authorization request, the page, the password, the code, the tokens.

use super::Dice;
use crate::{
    browser::{Browser, Visit, exchange},
    config::Config,
    http::Connection,
    scenario::{Outcome, Scenario},
};
use std::rc::Rc;

/// People who sign in one after another, each in a fresh browser.
pub(crate) struct SignIn {
    config: Rc<Config>,
    path: String,
    dice: Dice,
}

impl SignIn {
    /// The people of one connection.
    pub(crate) fn new(config: &Rc<Config>, seed: u64) -> Self {
        Self {
            config: Rc::clone(config),
            path: Browser::authorize(config),
            dice: Dice::new(seed),
        }
    }
}

impl Scenario for SignIn {
    async fn step(&mut self, connection: &mut Connection) -> anyhow::Result<Outcome> {
        let username = format!("user-{}", self.dice.below(self.config.people));
        match Browser::default()
            .sign_in(connection, &self.config, &self.path, &username)
            .await?
        {
            Visit::Busy => Ok(Outcome::Busy),
            Visit::Arrived(at) => exchange(connection, &self.config, &at)
                .await
                .map(|_| Outcome::Done),
        }
    }
}
