//! `keys …`.

use durward_model::Timestamp;
use durward_provider::keys::lifecycle;
use durward_store::Cx;
use durward_store::signing_keys::KeyState;
use durward_store::vault::{RootKey, RootKeys};

use super::{Out, Stopped, say};
use crate::root_key;
use crate::wiring::Parts;

pub(super) async fn list(cx: &Cx, out: &Out) -> Result<(), Stopped> {
    for key in lifecycle::list(cx).await? {
        let state = match key.state {
            KeyState::Next => "next".to_owned(),
            KeyState::Active => "active".to_owned(),
            KeyState::Retiring(until) => format!("retiring until {until}"),
        };
        let since: Timestamp = key.activated_at.unwrap_or(key.created_at);
        say(out, format!("{}\t{}\t{since}\t{state}", key.id, key.alg)).await;
    }
    Ok(())
}

pub(super) async fn rotate(parts: &Parts, realm: &str, out: &Out) -> Result<(), Stopped> {
    let cx = parts.operator(realm).await?;
    let rotated = lifecycle::rotate(&parts.provider.keys, &cx).await?;
    for algorithm in &rotated {
        say(out, format!("a new key signs with {algorithm}")).await;
    }
    if rotated.is_empty() {
        say(
            out,
            "this realm has not signed anything yet, so there is no key to rotate".to_owned(),
        )
        .await;
    }
    Ok(())
}

/// A root key in a file is replaced here; one that comes from elsewhere was replaced there, and is read again.
pub(super) async fn rotate_root(parts: &Parts, out: &Out) -> Result<(), Stopped> {
    let platform = &parts.platform;
    let old = root_key::load(&parts.root_key)?;
    let roots = match parts.root_key.file() {
        Some(path) => {
            let active = RootKey::generate(platform.clock.now(), platform.entropy.as_ref());
            let previous = std::iter::once(old.active).chain(old.previous).collect();
            let roots = RootKeys { active, previous };
            // The file first: whatever happens next, the keys that data keys are wrapped with are in it.
            root_key::write(path, &roots)?;
            roots
        }
        None => old,
    };
    let name = roots.active.id.clone();
    let wrapped = platform.vault.rotate_root(&platform.db, roots).await?;
    say(
        out,
        format!("{wrapped} data keys are now wrapped with the root key {name}"),
    )
    .await;
    Ok(())
}
