//! Fetches `people` tokens with the configured form and writes them, one a line, to the `tokens` file: material for introspection.

use crate::{config::Config, html, http::Connection, load::Report};
use anyhow::{Context as _, bail};

/// Fetches the tokens one after another.
pub(crate) async fn run(config: &Config) -> anyhow::Result<Report> {
    let file = config.tokens.as_ref().context("make_tokens needs tokens")?;
    let mut connection = Connection::new(&config.address);
    let (path, headers) = (
        format!("{}/oauth2/token", config.base),
        format!("authorization: {}\r\n", config.authorization),
    );
    let mut lines = String::new();
    for _ in 0..config.people {
        let response = connection.send(&path, &headers, Some(&config.body)).await?;
        let text = response.text();
        let Some(token) = html::json_string(&text, "access_token") else {
            bail!("the token endpoint answered {}: {text}", response.status)
        };
        lines.push_str(token);
        lines.push('\n');
    }
    std::fs::write(file, lines)?;
    Ok(Report::default())
}
