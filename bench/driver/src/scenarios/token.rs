//! `POST …/oauth2/token` with client credentials, in one realm or in a random one of many.

use super::Dice;
use crate::{
    config::Config,
    html,
    http::Connection,
    scenario::{Outcome, Scenario},
};
use anyhow::bail;
use std::rc::Rc;

/// A machine that asks for a token.
pub(crate) struct Token {
    config: Rc<Config>,
    headers: String,
    dice: Dice,
}

impl Token {
    /// The machine of one connection.
    pub(crate) fn new(config: &Rc<Config>, seed: u64) -> Self {
        Self {
            config: Rc::clone(config),
            headers: format!("authorization: {}\r\n", config.authorization),
            dice: Dice::new(seed),
        }
    }
}

impl Scenario for Token {
    async fn step(&mut self, connection: &mut Connection) -> anyhow::Result<Outcome> {
        let realm = self.dice.below(self.config.realms).to_string();
        let path = format!(
            "{}/oauth2/token",
            self.config.base.replace("{realm}", &realm)
        );
        let response = connection
            .send(&path, &self.headers, Some(&self.config.body))
            .await?;
        let text = response.text();
        if response.status != 200
            || html::json_string(&text, "access_token").is_none_or(|token| token.len() < 20)
        {
            bail!("the token endpoint answered {}: {text}", response.status);
        }
        Ok(Outcome::Done)
    }
}
