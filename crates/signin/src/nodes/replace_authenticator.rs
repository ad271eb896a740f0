//! Putting a new authenticator in the place of an old one (R-AUM-19).

use durward_identity::authenticators;
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::message::Message;
use durward_journey::transition::Outcome;
use durward_model::authenticator::AuthenticatorKind;
use durward_model::id::{AuthenticatorId, UserId};
use durward_store::Error;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Act, Acting, Effect, Node, Settings, Turn};

/// Name under which the state holds the authenticator that another is to replace.
pub(super) const REPLACED: &str = "replacedAuthenticator";

/// Has the authenticator that was registered just now take the place of the one that was chosen. Both happen in one
/// transaction, so whatever fails leaves the old one. Belongs right behind the node that registers: with a page in
/// between the new one would be stored before the old one goes.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReplaceAuthenticatorNode {}

impl Node for ReplaceAuthenticatorNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        Box::pin(replace(turn))
    }
}

async fn replace(turn: &mut Turn<'_>) -> Result<Act, Error> {
    let registered = turn.effects.iter().position(|effect| {
        matches!(effect, Effect::Enrol { authenticator, .. } if authenticator.kind.is_factor())
    });
    let (Some((user, old)), Some(place)) = (replaced(turn), registered) else {
        return Err(Error::internal(
            "a journey replaces an authenticator without having registered another",
        ));
    };
    let only_passkeys = opens_nothing_else(turn, user, old).await?;
    let Effect::Enrol { authenticator, .. } = turn.effects.remove(place) else {
        return Err(Error::internal("an effect has moved"));
    };
    if only_passkeys && authenticator.kind != AuthenticatorKind::Passkey {
        // Codes that were made for the new one are as little worth as it is.
        turn.effects
            .retain(|effect| !matches!(effect, Effect::Enrol { .. }));
        turn.state.secure.take(super::factor::RECOVERY_CODES);
        turn.state.notice = Some(Message::key("methods-last-way-in"));
        return Ok(Act::Leave("refused".into()));
    }
    let replace = Effect::Replace {
        user,
        old,
        authenticator,
    };
    turn.effects.insert(place, replace);
    turn.state.shared.remove(REPLACED);
    Ok(Act::Leave(Outcome::SINGLE))
}

/// Whose authenticator is to be replaced, and which; none when the run is not about that.
fn replaced(turn: &Turn<'_>) -> Option<(UserId, AuthenticatorId)> {
    Some((turn.state.subject?, turn.state.text(REPLACED).parse().ok()?))
}

/// Whether what the run is about to replace must be replaced by a passkey: it is the only way into the account.
pub(super) async fn wants_a_passkey(turn: &Turn<'_>) -> Result<bool, Error> {
    match replaced(turn) {
        Some((user, old)) => opens_nothing_else(turn, user, old).await,
        None => Ok(false),
    }
}

async fn opens_nothing_else(
    turn: &Turn<'_>,
    user: UserId,
    old: AuthenticatorId,
) -> Result<bool, Error> {
    authenticators::is_last_way_in(turn.cx, user, old).await
}

impl Settings for ReplaceAuthenticatorNode {
    const NAME: &'static str = "ReplaceAuthenticatorNode";

    fn schema() -> Value {
        json!({"type": "object", "additionalProperties": false, "properties": {}})
    }

    fn facts(&self) -> Facts {
        Facts::decision(["outcome", "refused"])
    }
}
