//! From *next* through *active* to *retiring*: by command and by schedule.

use durward_jose::Algorithm;
use durward_model::Timestamp;
use durward_model::audit::{Event, Topic};
use durward_model::service::{Keys as KeysService, OauthOidc};
use durward_store::signing_keys::{KeyState, SigningKeyRow};
use durward_store::{Cx, Error, audit, services, signing_keys};

use super::{Keys, generate};
use crate::clients;

/// The keys of the realm as they are kept, oldest first, for administrators.
///
/// # Errors
/// Database failures.
pub async fn list(cx: &Cx) -> Result<Vec<SigningKeyRow>, Error> {
    signing_keys::all(cx, &mut cx.db().read().await?).await
}

/// Makes the next key of every algorithm the realm signs with the active one, now. The former active
/// key verifies until the last token it may have signed has expired.
///
/// # Errors
/// Database failures.
pub async fn rotate(keys: &Keys, cx: &Cx) -> Result<Vec<Algorithm>, Error> {
    let mut rotated = Vec::new();
    for algorithm in in_use(keys, cx).await? {
        generate::add(cx, algorithm, KeyState::Next).await?;
        if promote(keys, cx, algorithm).await? {
            rotated.push(algorithm);
        }
    }
    Ok(rotated)
}

/// What the schedule asks for: publishes next keys in time, and lets them take over.
///
/// # Errors
/// Database failures.
pub async fn tend(keys: &Keys, cx: &Cx) -> Result<(), Error> {
    let settings = services::settings::<KeysService>(cx).await?;
    if settings.rotation_days == 0 {
        return Ok(());
    }
    let rows = list(cx).await?;
    for active in rows.iter().filter(|row| row.state == KeyState::Active) {
        let algorithm: Algorithm = active
            .alg
            .parse()
            .map_err(|_| Error::internal("a signing key has a broken algorithm"))?;
        let ends = active
            .activated_at
            .unwrap_or(active.created_at)
            .plus_seconds(settings.rotation_days * 86_400);
        let next = rows
            .iter()
            .find(|row| row.alg == active.alg && row.state == KeyState::Next);
        let published_for = |row: &SigningKeyRow| {
            cx.now.millis_since(row.created_at) >= settings.publish_hours * 3_600_000
        };
        match next {
            None if cx.now >= ends.plus_seconds(-settings.publish_hours * 3600) => {
                generate::add(cx, algorithm, KeyState::Next).await?;
                keys.forget(cx.realm.id);
            }
            Some(next) if cx.now >= ends && published_for(next) => {
                promote(keys, cx, algorithm).await?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// Visits the realms whose keys are old enough that the schedule may have something to do.
///
/// # Errors
/// Database failures.
pub async fn tend_all(
    keys: &Keys,
    platform: &std::sync::Arc<durward_store::Platform>,
    now: Timestamp,
) -> Result<(), Error> {
    let day_ago = now.plus_seconds(-86_400);
    for realm in signing_keys::realms_with_old_keys(&platform.db, day_ago, 100_000).await? {
        let cx = durward_store::realms::context_of(platform, realm).await?;
        if let Err(error) = tend(keys, &cx).await {
            tracing::warn!(realm = cx.realm.path.as_str(), %error, "signing keys could not be tended");
        }
        tokio::task::yield_now().await;
    }
    Ok(())
}

async fn in_use(keys: &Keys, cx: &Cx) -> Result<Vec<Algorithm>, Error> {
    let ring = keys.ring(cx).await?;
    Ok(super::SIGNING_ALGORITHMS
        .into_iter()
        .filter(|&algorithm| ring.has_active(algorithm))
        .collect())
}

async fn promote(keys: &Keys, cx: &Cx, algorithm: Algorithm) -> Result<bool, Error> {
    let settings = services::settings::<OauthOidc>(cx).await?;
    let realm = settings
        .access_token_lifetime
        .max(settings.jwt_token_lifetime);
    let longest = realm.max(clients::longest_token_life(cx).await?);
    // An hour more, for clocks that disagree and nodes that still sign with the former key.
    let mut tx = cx.db().begin().await?;
    let moved = signing_keys::promote(
        cx,
        &mut tx,
        algorithm.as_str(),
        cx.now.plus_seconds(longest + 3600),
    )
    .await?;
    if moved {
        audit::record(
            cx,
            &mut tx,
            Event::new(Topic::Config, "key.rotated").with("alg", algorithm.as_str()),
        )
        .await?;
    }
    tx.commit().await?;
    keys.forget(cx.realm.id);
    Ok(moved)
}
