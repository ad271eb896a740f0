//! The `authId` of the callback interface: the token of a run as a signed JWT that names the authentication session
//! (R-JRN-5).
//!
//! It is for clients that look inside, and tells a text that somebody made up before anything is asked of the database.
//! What proves the run is still the token's own secret, and what makes an `authId` work once its step.

use durward_jose::{Algorithm, KeySet, Signer, SigningKey, VerifyingKey, jws};
use durward_model::Secret;
use durward_store::{Cx, Error};
use serde::{Deserialize, Serialize};

use super::Running;

/// `typ` of the token, as existing clients know it.
const TYPE: &str = "JWT";

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Claims {
    /// The authentication session.
    session_id: String,
    /// What works once: the secret of the session and the step that is being shown.
    otk: String,
    /// The realm, from the root.
    realm: String,
    iat: i64,
    /// When the authentication session ends.
    exp: i64,
}

impl Running {
    /// What a client sends back with the answers to this step.
    ///
    /// # Errors
    /// As the realm's keys.
    pub async fn auth_id(&self, cx: &Cx) -> Result<Secret<String>, Error> {
        let token = self.token.expose();
        let (session_id, otk) = token.split_once('.').unwrap_or((token, ""));
        let claims = Claims {
            session_id: session_id.to_owned(),
            otk: otk.to_owned(),
            realm: cx.realm.path.rooted(),
            iat: cx.now.seconds(),
            exp: self.expires_at.seconds(),
        };
        let key = SigningKey::from_secret(Algorithm::HS256, &secret(cx).await?).map_err(broken)?;
        let signed = Signer::new(key, None, Some(TYPE)).sign_json(&claims);
        signed.map(Secret::new).map_err(broken)
    }
}

/// The run's token in an `authId` of this realm; none when it is not ours or too old.
///
/// # Errors
/// As the realm's keys.
pub async fn token_in(cx: &Cx, auth_id: &str) -> Result<Option<Secret<String>>, Error> {
    let key = VerifyingKey::from_secret(Algorithm::HS256, &secret(cx).await?).map_err(broken)?;
    let keys = KeySet::single(key);
    let policy = jws::Policy::new(&[Algorithm::HS256], &keys).typ(jws::Typ::OneOf(&[TYPE]));
    let verified = jws::verify(auth_id, &policy).ok();
    let claims = verified.and_then(|one| serde_json::from_slice::<Claims>(&one.payload).ok());
    let claims = claims
        .filter(|claims| claims.realm == cx.realm.path.rooted() && cx.now.seconds() < claims.exp);
    Ok(claims.map(|claims| Secret::new(format!("{}.{}", claims.session_id, claims.otk))))
}

/// The realm's key for these tokens and nothing else.
async fn secret(cx: &Cx) -> Result<Vec<u8>, Error> {
    let keys = cx.keys().await?;
    Ok(keys.keyed_hash(b"journeys|authId").as_ref().to_vec())
}

fn broken(error: durward_jose::JoseError) -> Error {
    Error::internal(format!("the authId of a run: {error}"))
}
