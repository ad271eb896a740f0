//! The first administrator: by a link that is printed, or without one by the settings.

use std::io::Write;

use anyhow::Context;
use durward_model::Secret;
use durward_model::text::{Email, Username};
use durward_signin::setup;
use durward_store::ErrorKind;

use crate::config::Admin;
use crate::wiring::Parts;

/// Sees to it that somebody can administer the platform.
///
/// # Errors
/// When the settings name an administrator who cannot be made; database failures.
pub(crate) async fn first_administrator(parts: &Parts, settings: &Admin) -> anyhow::Result<()> {
    let cx = parts.operator("root").await?;
    if !setup::is_needed(&cx).await? {
        return Ok(());
    }
    let token = match setup::create_link(&cx).await {
        Ok(token) => token,
        // Another node was faster.
        Err(error) if error.kind == ErrorKind::Conflict => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    let (Some(email), Some(file)) = (&settings.email, &settings.password_file) else {
        let address = format!(
            "{}/realms/root/setup?token={}",
            parts.platform.public_url,
            token.expose()
        );
        drop(writeln!(
            std::io::stdout().lock(),
            "Create the first administrator: {address}"
        ));
        return Ok(());
    };
    let text = Secret::new(
        std::fs::read_to_string(file)
            .with_context(|| format!("admin.password_file: {} cannot be read", file.display()))?,
    );
    let password = Secret::new(text.expose().lines().next().unwrap_or_default().to_owned());
    let username = Username::parse(email)
        .map_err(|invalid| anyhow::anyhow!("admin.email: {}", invalid.message))?;
    let address = Email::parse(email)
        .map_err(|invalid| anyhow::anyhow!("admin.email: {}", invalid.message))?;
    match setup::redeem(
        &cx,
        &parts.passwords,
        token.expose(),
        username,
        Some(address),
        &password,
    )
    .await
    {
        Ok(_) => tracing::info!("the first administrator was made"),
        Err(error) if matches!(error.kind, ErrorKind::Conflict | ErrorKind::Forbidden) => {}
        Err(error) => return Err(error).context("the first administrator could not be made"),
    }
    Ok(())
}
