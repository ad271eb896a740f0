//! Single sign-on: a person with a session opens the next app and gets a code without a page.

use crate::{
    browser::{Browser, Visit},
    config::Config,
    html,
    http::Connection,
    scenario::{Outcome, Scenario},
};
use anyhow::{Context as _, bail};
use std::rc::Rc;

/// A signed-in person.
pub(crate) struct Reauthorize {
    config: Rc<Config>,
    path: String,
    browser: Browser,
}

/// Signs one person in for each connection.
pub(crate) async fn prepare(config: &Rc<Config>) -> anyhow::Result<Vec<Reauthorize>> {
    let path = Browser::authorize(config);
    let mut people = Vec::with_capacity(config.connections);
    for number in 0..config.connections as u64 {
        let mut browser = Browser::default();
        let username = format!("user-{}", number % config.people);
        let mut connection = Connection::new(&config.address);
        let Visit::Arrived(_) = browser
            .sign_in(&mut connection, config, &path, &username)
            .await?
        else {
            bail!("the server is busy")
        };
        people.push(Reauthorize {
            config: Rc::clone(config),
            path: path.clone(),
            browser,
        });
    }
    Ok(people)
}

impl Scenario for Reauthorize {
    async fn step(&mut self, connection: &mut Connection) -> anyhow::Result<Outcome> {
        let response = self
            .browser
            .send(connection, &self.config, &self.path, None)
            .await?;
        let at = response
            .location
            .as_deref()
            .with_context(|| format!("no redirect but {}: {}", response.status, response.text()))?;
        if !at.starts_with(&self.config.redirect_uri) || html::query(at, "code").is_none() {
            bail!("no code but a redirect to {at}");
        }
        Ok(Outcome::Done)
    }
}
