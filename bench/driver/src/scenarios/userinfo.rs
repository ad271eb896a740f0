//! `GET …/oauth2/userinfo` for a random person of many.

use super::Dice;
use crate::{
    config::Config,
    http::Connection,
    scenario::{Outcome, Scenario},
};
use anyhow::bail;
use std::rc::Rc;

/// An app that asks who its user is.
pub(crate) struct Userinfo {
    config: Rc<Config>,
    path: String,
    dice: Dice,
}

impl Userinfo {
    /// The app of one connection.
    pub(crate) fn new(config: &Rc<Config>, seed: u64) -> Self {
        Self {
            config: Rc::clone(config),
            path: format!("{}/oauth2/userinfo", config.base),
            dice: Dice::new(seed),
        }
    }
}

impl Scenario for Userinfo {
    async fn step(&mut self, connection: &mut Connection) -> anyhow::Result<Outcome> {
        let person = self.dice.below(self.config.people);
        let token = self
            .config
            .token_pattern
            .replace("{n26}", &format!("{person:026}"))
            .replace("{n}", &person.to_string());
        let response = connection
            .send(
                &self.path,
                &format!("authorization: Bearer {token}\r\n"),
                None,
            )
            .await?;
        let text = response.text();
        if response.status != 200 || !text.contains(&format!("\"user-{person}@bench.example\"")) {
            bail!(
                "UserInfo of user-{person} answered {}: {text}",
                response.status
            );
        }
        Ok(Outcome::Done)
    }
}
