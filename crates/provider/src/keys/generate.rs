//! Making a signing key and storing it sealed.

use durward_jose::{Algorithm, SigningKey};
use durward_model::id::KeyId;
use durward_store::signing_keys::{KeyState, SigningKeyRow};
use durward_store::{Cx, Error, signing_keys};

/// What a stored private key was sealed for.
pub(super) fn seal_context(id: KeyId) -> String {
    format!("signing-key|{id}")
}

/// Makes a key of `algorithm` for `state`, unless another node was first. Returns whether it was added.
pub(super) async fn add(cx: &Cx, algorithm: Algorithm, state: KeyState) -> Result<bool, Error> {
    let broken = |error: durward_jose::JoseError| {
        Error::internal(format!("a signing key cannot be made: {error}"))
    };
    let key = tokio::task::spawn_blocking(move || SigningKey::generate(algorithm))
        .await
        .map_err(|error| Error::internal(format!("making a key stopped: {error}")))?
        .map_err(broken)?;
    let id = KeyId::new(cx.now, cx.entropy());
    let public = key
        .public_jwk(Some(id.as_str()))
        .ok_or_else(|| Error::internal("a signing key has no public half"))?;
    let row = SigningKeyRow {
        id,
        alg: algorithm.as_str().to_owned(),
        state,
        sealed: cx
            .seal(&seal_context(id), &key.to_pkcs8().map_err(broken)?)
            .await?,
        public_jwk: public.to_value().to_string(),
        created_at: cx.now,
        activated_at: (state == KeyState::Active).then_some(cx.now),
    };
    let mut tx = cx.db().begin().await?;
    let added = signing_keys::insert(cx, &mut tx, &row).await?;
    tx.commit().await?;
    Ok(added)
}
