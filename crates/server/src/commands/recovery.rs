//! Inviting people and helping those who cannot get in.

use durward_identity::authenticators;
use durward_identity::users::UserFields;
use durward_model::authenticator::AuthenticatorKind;
use durward_model::text::{Email, Username};
use durward_signin::admission;
use durward_store::{Error, recovery_requests, users as rows};

use super::users::find;
use super::{Named, Out, Stopped, say};
use crate::wiring::Parts;

/// Rows read at a time.
const PAGE: i64 = 500;

pub(super) async fn invite(
    parts: &Parts,
    user: Named,
    email: String,
    out: &Out,
) -> Result<(), Stopped> {
    let cx = parts.operator(&user.realm).await?;
    let mut fields = UserFields::named(Username::parse(&user.username)?);
    fields.email = Some(Email::parse(&email)?);
    let mut tx = cx.db().begin().await?;
    let (_, link) = admission::invite(&cx, &mut tx, fields).await?;
    tx.commit().await?;
    say(out, link.expose().clone()).await;
    Ok(())
}

pub(super) async fn list(parts: &Parts, realm: &str, out: &Out) -> Result<(), Stopped> {
    let cx = parts.operator(realm).await?;
    let mut after = String::new();
    loop {
        let mut tx = cx.db().read().await?;
        let page = recovery_requests::waiting(&cx, &mut tx, &after, PAGE).await?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        after = last.id.to_string();
        let mut lines = Vec::with_capacity(page.len());
        for request in &page {
            let user = rows::by_id(&cx, &mut tx, request.user).await?;
            let user = user.ok_or_else(|| Error::not_found("user"))?;
            let (at, lost, ip) = (request.created_at, &request.subject, &request.ip);
            lines.push(format!("{at}\t{}\t{lost}\t{ip}", user.username));
        }
        drop(tx);
        for line in lines {
            say(out, line).await;
        }
    }
}

pub(super) async fn help(parts: &Parts, user: Named, out: &Out) -> Result<(), Stopped> {
    let (cx, user) = find(parts, &user).await?;
    let mut tx = cx.db().begin().await?;
    let link = admission::help(&cx, &mut tx, user.id).await?;
    tx.commit().await?;
    say(out, link.expose().clone()).await;
    Ok(())
}

pub(super) async fn dismiss(parts: &Parts, user: Named) -> Result<(), Stopped> {
    let (cx, user) = find(parts, &user).await?;
    let mut tx = cx.db().begin().await?;
    admission::dismiss(&cx, &mut tx, user.id).await?;
    tx.commit().await?;
    Ok(())
}

/// Removes second factors; without `kinds`, all of them.
pub(super) async fn reset_factors(
    parts: &Parts,
    user: Named,
    kinds: Vec<AuthenticatorKind>,
    out: &Out,
) -> Result<(), Stopped> {
    let (cx, user) = find(parts, &user).await?;
    let all = AuthenticatorKind::ALL;
    let kinds = if kinds.is_empty() { &all[..] } else { &kinds };
    let before = authenticators::list(&cx, user.id).await?.len();
    let mut tx = cx.db().begin().await?;
    authenticators::reset::reset_kinds(&cx, &mut tx, user.id, kinds).await?;
    tx.commit().await?;
    let left = authenticators::list(&cx, user.id).await?.len();
    say(out, format!("{} removed", before.saturating_sub(left))).await;
    Ok(())
}

pub(super) async fn pass(
    parts: &Parts,
    user: Named,
    minutes: i64,
    out: &Out,
) -> Result<(), Stopped> {
    let (cx, user) = find(parts, &user).await?;
    let pass = authenticators::pass::give(&cx, user.id, minutes).await?;
    say(out, pass.expose().clone()).await;
    Ok(())
}
