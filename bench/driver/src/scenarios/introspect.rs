//! `POST …/oauth2/introspect` of live, expired and revoked tokens, 80/10/10.

use super::Dice;
use crate::{
    config::Config,
    http::Connection,
    scenario::{Outcome, Scenario},
};
use anyhow::{Context as _, bail};
use std::rc::Rc;

/// Tokens and whether each must be active.
pub(crate) type Tokens = Rc<Vec<(bool, String)>>;

/// Reads the file of lines `live|expired|revoked TOKEN`, already in the wanted proportion.
pub(crate) fn read(config: &Config) -> anyhow::Result<Tokens> {
    let path = config.tokens.as_ref().context("introspect needs tokens")?;
    let text = std::fs::read_to_string(path)?;
    Ok(Rc::new(
        text.lines()
            .filter_map(|line| line.split_once(' '))
            .map(|(kind, token)| (kind == "live", format!("token={token}")))
            .collect(),
    ))
}

/// A resource server that asks about tokens.
pub(crate) struct Introspect {
    path: String,
    headers: String,
    tokens: Tokens,
    dice: Dice,
}

impl Introspect {
    /// The resource server of one connection.
    pub(crate) fn new(config: &Config, tokens: &Tokens, seed: u64) -> Self {
        Self {
            path: format!("{}/oauth2/introspect", config.base),
            headers: format!("authorization: {}\r\n", config.authorization),
            tokens: Rc::clone(tokens),
            dice: Dice::new(seed),
        }
    }
}

impl Scenario for Introspect {
    async fn step(&mut self, connection: &mut Connection) -> anyhow::Result<Outcome> {
        let (live, form) = &self.tokens[self.dice.below(self.tokens.len() as u64) as usize];
        let response = connection
            .send(&self.path, &self.headers, Some(form))
            .await?;
        let text = response.text();
        let active = text.contains("\"active\":true");
        if response.status != 200 || active != *live || active && !text.contains("\"client_id\"") {
            bail!(
                "introspection of a token that is {} answered {}: {text}",
                if *live { "live" } else { "dead" },
                response.status
            );
        }
        Ok(Outcome::Done)
    }
}
