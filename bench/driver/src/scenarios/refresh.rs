//! Refresh rotation: each connection holds one family and uses its newest token.

use crate::{
    browser::{Browser, Visit, exchange},
    config::Config,
    html,
    http::Connection,
    scenario::{Outcome, Scenario},
};
use anyhow::{Context as _, bail};
use std::rc::Rc;

/// One family of refresh tokens.
pub(crate) struct Refresh {
    config: Rc<Config>,
    path: String,
    headers: String,
    token: String,
}

/// Signs one person in for each connection.
pub(crate) async fn prepare(config: &Rc<Config>) -> anyhow::Result<Vec<Refresh>> {
    let mut families = Vec::with_capacity(config.connections);
    for number in 0..config.connections as u64 {
        let mut connection = Connection::new(&config.address);
        let path = Browser::authorize(config);
        let username = format!("user-{}", number % config.people);
        let Visit::Arrived(at) = Browser::default()
            .sign_in(&mut connection, config, &path, &username)
            .await?
        else {
            bail!("the server is busy")
        };
        let text = exchange(&mut connection, config, &at).await?;
        families.push(Refresh {
            config: Rc::clone(config),
            path: format!("{}/oauth2/token", config.base),
            headers: format!("authorization: {}\r\n", config.authorization),
            token: html::json_string(&text, "refresh_token")
                .with_context(|| format!("no refresh token in {text}"))?
                .to_owned(),
        });
    }
    Ok(families)
}

impl Refresh {
    async fn refresh(
        &self,
        connection: &mut Connection,
        token: &str,
    ) -> anyhow::Result<(u16, String)> {
        let mut form = format!("grant_type=refresh_token&refresh_token={token}");
        if !self.config.extra.is_empty() {
            form.push('&');
            form.push_str(&self.config.extra);
        }
        let response = connection
            .send(&self.path, &self.headers, Some(&form))
            .await?;
        Ok((response.status, response.text().into_owned()))
    }
}

impl Scenario for Refresh {
    async fn step(&mut self, connection: &mut Connection) -> anyhow::Result<Outcome> {
        let (status, text) = self.refresh(connection, &self.token).await?;
        let next = html::json_string(&text, "refresh_token")
            .unwrap_or_default()
            .to_owned();
        let signed =
            |name| html::json_string(&text, name).is_some_and(|token| token.starts_with("eyJ"));
        if status != 200
            || next.is_empty()
            || next == self.token
            || !signed("access_token")
            || !signed("id_token")
        {
            bail!("the refresh answered {status}: {text}");
        }
        self.token = next;
        Ok(Outcome::Done)
    }
}
