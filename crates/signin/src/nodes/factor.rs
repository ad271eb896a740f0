//! What nodes that check a factor have in common.

use durward_identity::lockouts;
use durward_journey::message::Message;
use durward_model::Secret;
use durward_model::authenticator::AuthenticatorKind;
use durward_model::id::UserId;
use durward_model::session::{MULTI_FACTOR, is_multi_factor};
use durward_model::user::User;
use durward_store::authenticators::{self as rows, Authenticator};
use durward_store::users;
use durward_store::{Cx, Error};

use super::{Effect, Reason, Turn};
use crate::devices::device_of;

/// Name under which the state holds the one authenticator that is to be used, when it must be that very one.
pub(crate) const AUTHENTICATOR: &str = "authenticator";
/// Name under which the secure state holds new recovery codes until they were shown, one a line.
pub(super) const RECOVERY_CODES: &str = "recoveryCodes";

/// Outcome of a person who asks for another way.
pub(super) const OTHER_WAY: &str = "otherWay";

/// Notes that the method `amr` (RFC 8176 2) was passed, at `level`, and whether that makes two factors.
pub(super) fn passed(turn: &mut Turn<'_>, amr: &str, level: i64) {
    turn.state.passed(amr, turn.cx.now);
    turn.state.auth_level = turn.state.auth_level.max(level);
    if is_multi_factor(turn.state.methods()) {
        turn.state.passed(MULTI_FACTOR, turn.cx.now);
    }
}

/// The authenticators of `user` of `kind` that may be used now: the one that was chosen, where one of the kind was.
pub(super) async fn usable(
    turn: &Turn<'_>,
    user: UserId,
    kind: AuthenticatorKind,
) -> Result<Vec<Authenticator>, Error> {
    let mut tx = turn.cx.db().read().await?;
    let mut all = rows::of_user(turn.cx, &mut tx, user).await?;
    let only = turn.state.text(AUTHENTICATOR);
    all.retain(|one| one.kind == kind);
    if all.iter().any(|one| one.id.as_str() == only) {
        all.retain(|one| one.id.as_str() == only);
    }
    Ok(all)
}

/// The user `id`, and why he may not sign in now, whatever he proves. None when there is no such user.
pub(super) async fn who(
    turn: &Turn<'_>,
    id: UserId,
) -> Result<Option<(User, Option<Reason>)>, Error> {
    let mut tx = turn.cx.db().read().await?;
    let Some(user) = users::by_id(turn.cx, &mut tx, id).await? else {
        return Ok(None);
    };
    if !user.is_active() {
        return Ok(Some((user, Some(Reason::Inactive))));
    }
    let device = device_of(turn.state, id);
    let lock = lockouts::check(turn.cx, &mut tx, turn.settings, id, device).await?;
    Ok(Some((user, lock.map(|_| Reason::Locked))))
}

/// Why `user` may not sign in now, whatever is proved.
pub(super) async fn barred(turn: &Turn<'_>, user: UserId) -> Result<Option<Reason>, Error> {
    let found = who(turn, user).await?;
    Ok(found.map_or(Some(Reason::UnknownUser), |(_, reason)| reason))
}

/// Notes that a factor was not passed, and says `told`: the same for every reason.
pub(super) fn refuse(
    turn: &mut Turn<'_>,
    user: Option<UserId>,
    reason: Reason,
    told: &'static str,
) {
    let (request_id, why) = (&turn.cx.request_id, reason.as_str());
    tracing::debug!(%request_id, reason = why, "a factor was refused");
    turn.effects.push(Effect::Failed { user, reason });
    turn.state.notice = Some(Message::key(told));
}

/// Makes recovery codes for somebody who has none, to be shown by the node that displays them.
pub(super) async fn issue_recovery_codes(turn: &mut Turn<'_>, user: UserId) -> Result<(), Error> {
    let mut tx = turn.cx.db().read().await?;
    let mine = rows::of_user(turn.cx, &mut tx, user).await?;
    drop(tx);
    if mine
        .iter()
        .any(|one| one.kind == AuthenticatorKind::RecoveryCodes)
    {
        return Ok(());
    }
    new_recovery_codes(turn, user).await
}

/// Makes recovery codes in place of those there were, to be shown by the node that displays them.
pub(super) async fn new_recovery_codes(turn: &mut Turn<'_>, user: UserId) -> Result<(), Error> {
    let cx: &Cx = turn.cx;
    let (codes, set) = durward_identity::authenticators::recovery::generate(cx, user).await?;
    let text = Secret::new(codes.join("\n"));
    turn.state.secure.put(RECOVERY_CODES, text);
    turn.effects.push(Effect::Enrol {
        user,
        authenticator: Box::new(set),
    });
    Ok(())
}
