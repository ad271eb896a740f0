//! The end of a session, for apps.
//!
//! An app asks for it by the browser ([`plan`], OpenID Connect RP-Initiated Logout 1.0). Apps that want to hear of it are
//! told by a [`Herald`], whatever ended the session (OpenID Connect Back-Channel Logout 1.0), and those that want to be
//! loaded by the browser are named by [`front_channel`] (OpenID Connect Front-Channel Logout 1.0).

mod back_channel;
mod front_channel;
mod plan;

pub use back_channel::Herald;
pub use front_channel::front_channel;
pub use plan::{Destination, Plan, plan};

use durward_db::Tx;
use durward_model::id::{SessionId, UserId};
use durward_store::{Cx, Error, app_sessions};

use crate::clients::Client;

/// Notes that `session` of `user` signs in to `client`, if that app wants to hear of the session's end.
pub(crate) async fn note(
    cx: &Cx,
    tx: &mut Tx,
    session: SessionId,
    client: &Client,
    user: UserId,
) -> Result<(), Error> {
    let logout = &client.logout;
    if logout.back_channel.is_none() && logout.front_channel.is_none() {
        return Ok(());
    }
    app_sessions::note(cx, tx, session, client.id, user).await
}
