//! Issuing refresh tokens.

use durward_db::Tx;
use durward_model::Timestamp;
use durward_model::id::{GrantId, RefreshTokenId};
use durward_model::service::OauthOidc;
use durward_store::token::OpaqueToken;
use durward_store::tokens::{self, RefreshToken};
use durward_store::{Cx, Error};

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

/// Stores a new refresh token of `grant` and gives its text.
///
/// # Errors
/// Database failures.
pub async fn issue(
    cx: &Cx,
    tx: &mut Tx,
    client: &Client,
    grant: GrantId,
    expires_at: Timestamp,
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
    };
    tokens::insert_refresh(cx, tx, &row).await?;
    Ok(token.text.expose().clone())
}
