//! The workloads, one file each, and the choice among them.

mod introspect;
mod make_tokens;
mod reauthorize;
mod refresh;
mod sign_in;
mod stuff;
mod token;
mod userinfo;

use crate::{
    config::{Config, Scenario},
    load::{self, Report},
};
use std::rc::Rc;

/// Prepares the scenario `config` names and runs it.
pub(crate) async fn run(config: Config) -> anyhow::Result<Report> {
    let config = Rc::new(config);
    let connections = 0..config.connections as u64;
    match config.scenario {
        Scenario::Token => {
            load::run(
                &config,
                connections
                    .map(|seed| token::Token::new(&config, seed))
                    .collect(),
            )
            .await
        }
        Scenario::Introspect => {
            let tokens = introspect::read(&config)?;
            load::run(
                &config,
                connections
                    .map(|seed| introspect::Introspect::new(&config, &tokens, seed))
                    .collect(),
            )
            .await
        }
        Scenario::Userinfo => {
            load::run(
                &config,
                connections
                    .map(|seed| userinfo::Userinfo::new(&config, seed))
                    .collect(),
            )
            .await
        }
        Scenario::Refresh => load::run(&config, refresh::prepare(&config).await?).await,
        Scenario::SignIn => {
            load::run(
                &config,
                connections
                    .map(|seed| sign_in::SignIn::new(&config, seed))
                    .collect(),
            )
            .await
        }
        Scenario::Stuff => {
            load::run(
                &config,
                connections
                    .map(|seed| stuff::Stuff::new(&config, seed))
                    .collect(),
            )
            .await
        }
        Scenario::Reauthorize => load::run(&config, reauthorize::prepare(&config).await?).await,
        Scenario::MakeTokens => make_tokens::run(&config).await,
    }
}

/// A small generator (xorshift64*): who is next need not be unpredictable, only spread.
pub(crate) struct Dice(u64);

impl Dice {
    /// A generator of its own for each seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self((seed + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `sides`.
    pub(crate) fn below(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % sides.max(1)
    }
}
