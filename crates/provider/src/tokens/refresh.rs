//! Refresh tokens: issuing them, and knowing them again.

use durward_db::Tx;
use durward_model::Timestamp;
use durward_model::id::{GrantId, RefreshTokenId};
use durward_model::service::OauthOidc;
use durward_oauth::Confirmation;
use durward_store::token::{self, OpaqueToken};
use durward_store::tokens::{self, RefreshToken};
use durward_store::{Cx, Error};

use super::confirmation;
use crate::clients::Client;

/// A refresh token that never expires ends here, in the year 9999.
const NEVER: Timestamp = Timestamp::from_seconds(253_370_764_800);

/// When a refresh token issued now to `client` expires.
pub fn expiry(cx: &Cx, settings: &OauthOidc, client: &Client) -> Timestamp {
    match client.refresh_token_lifetime(settings) {
        -1 => NEVER,
        seconds => cx.now.plus_seconds(seconds),
    }
}

/// The refresh token `presented`, used or not, if it is one of `client`.
///
/// # Errors
/// Database failures.
pub(crate) async fn presented(
    cx: &Cx,
    read: &mut Tx,
    client: &Client,
    presented: &str,
) -> Result<Option<RefreshToken>, Error> {
    let split = token::split(presented);
    let Some((id, secret)) = split.filter(|(id, _)| id.starts_with(RefreshTokenId::PREFIX)) else {
        return Ok(None);
    };
    let row = tokens::load_refresh(cx, read, id).await?;
    Ok(row.filter(|row| token::matches(secret, &row.secret_hash) && row.app == client.id))
}

/// Stores a new refresh token of `grant` and gives its text. That of a public client is bound to what its sender showed;
/// any other client has to prove who it is to use its own, with whatever key it has by then (RFC 9449 5, RFC 8705 6.3).
///
/// # Errors
/// Database failures.
pub async fn issue(
    cx: &Cx,
    tx: &mut Tx,
    client: &Client,
    grant: GrantId,
    expires_at: Timestamp,
    binding: &Confirmation,
) -> Result<String, Error> {
    let id = RefreshTokenId::new(cx.now, cx.entropy());
    let token = OpaqueToken::issue(id.as_str(), cx.entropy());
    let row = RefreshToken {
        id,
        secret_hash: token.secret_hash,
        grant,
        app: client.id,
        expires_at,
        used_at: None,
        confirmation: if client.public {
            confirmation::to_text(binding)?
        } else {
            None
        },
    };
    tokens::insert_refresh(cx, tx, &row).await?;
    Ok(token.text.expose().clone())
}
