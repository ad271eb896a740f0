//! `POST …/json/authenticate` with stolen names and passwords that do not fit: credential stuffing (OWASP OAT-008).

use super::Dice;
use crate::{
    config::Config,
    http::Connection,
    scenario::{Outcome, Scenario},
};
use anyhow::bail;
use std::{rc::Rc, time::Duration};

/// One of the machines that try.
pub(crate) struct Stuff {
    config: Rc<Config>,
    path: String,
    dice: Dice,
}

impl Stuff {
    /// The machine of one connection.
    pub(crate) fn new(config: &Rc<Config>, seed: u64) -> Self {
        Self {
            config: Rc::clone(config),
            path: format!("{}/json/authenticate", config.base),
            dice: Dice::new(seed),
        }
    }
}

impl Scenario for Stuff {
    async fn step(&mut self, connection: &mut Connection) -> anyhow::Result<Outcome> {
        tokio::time::sleep(Duration::from_secs_f64(self.config.pause)).await;
        let headers = format!(
            "x-openam-username: user-{}\r\nx-openam-password: stolen-{}\r\n",
            self.dice.below(self.config.people),
            self.dice.below(1_000_000)
        );
        let response = connection.send(&self.path, &headers, Some("")).await?;
        match response.status {
            // What the journey says to a wrong password: try again, or no.
            200 | 401 => Ok(Outcome::Done),
            429 | 503 if response.retry_after => Ok(Outcome::Busy),
            status => bail!("a try was answered {status}: {}", response.text()),
        }
    }
}
