//! Security notices: what happened to somebody's account, told to the address of the account, in the transaction in
//! which it happened. Each carries a link for those who did not do it.

use durward_db::Tx;
use durward_model::id::UserId;
use durward_model::service::Messages;
use durward_model::service::Notices as Switches;
use durward_model::user::User;
use durward_store::{Cx, Error, links, services, users};

use crate::letter::{Demand, Letter, Medium, Purpose, To};
use crate::outbox;

/// Purpose of the links for those who did not do it. Their payload is the user.
pub const NOT_ME: &str = "not-me";

const DAY: i64 = 86_400;
/// Milliseconds for which an account is new.
const YOUNG: i64 = 3_600_000;

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// Somebody signed in with a browser that was not known.
    NewDevice,
    /// A way to sign in was added: its name.
    MethodAdded(String),
    /// A way to sign in was removed: its name.
    MethodRemoved(String),
    /// An administrator gave a pass for a lost second factor, good for so many minutes.
    PassGiven(i64),
    /// The password was changed.
    PasswordChanged,
    /// The account was locked.
    AccountLocked,
}

impl Notice {
    fn purpose(&self) -> Purpose {
        match self {
            Self::NewDevice => Purpose::NewDevice,
            Self::MethodAdded(_) => Purpose::MethodAdded,
            Self::MethodRemoved(_) => Purpose::MethodRemoved,
            Self::PassGiven(_) => Purpose::PassGiven,
            Self::PasswordChanged => Purpose::PasswordChanged,
            Self::AccountLocked => Purpose::AccountLocked,
        }
    }

    fn is_wanted(&self, switches: &Switches) -> bool {
        match self {
            Self::NewDevice => switches.new_device,
            Self::MethodAdded(_) => switches.method_added,
            Self::MethodRemoved(_) => switches.method_removed,
            // Who gave it is another: nobody switches that off.
            Self::PassGiven(_) => true,
            Self::PasswordChanged => switches.password_changed,
            Self::AccountLocked => switches.account_locked,
        }
    }
}

/// Tells `user` of `notice`, if the realm wants it told and the account has a mail address.
///
/// # Errors
/// Database failures.
pub async fn post(cx: &Cx, tx: &mut Tx, user: UserId, notice: Notice) -> Result<(), Error> {
    let settings = services::settings::<Messages>(cx).await?;
    if !notice.is_wanted(&settings.notices) {
        return Ok(());
    }
    let Some(user) = users::by_id(cx, tx, user).await? else {
        return Ok(());
    };
    // Whoever has just opened an account knows where they are signing in from.
    let young = cx.now.millis_since(user.created_at) < YOUNG;
    if young && notice == Notice::NewDevice {
        return Ok(());
    }
    post_to(cx, tx, &settings.notices, &user, notice).await
}

async fn post_to(
    cx: &Cx,
    tx: &mut Tx,
    switches: &Switches,
    user: &User,
    notice: Notice,
) -> Result<(), Error> {
    let Some(email) = &user.email else {
        return Ok(());
    };
    let seconds = switches.link_days * DAY;
    let token = links::create(cx, tx, NOT_ME, user.id.as_str(), seconds).await?;
    let link = format!("{}/not-me?token={}", cx.issuer(), token.expose());
    let to = To::Address(email.as_str().to_owned());
    let mut letter = Letter::new(Medium::Email, to, notice.purpose().template())
        .about(user)
        .with("when", moment(cx))
        .with("notMe", link);
    if !cx.origin.ip.is_empty() {
        letter = letter.with("address", cx.origin.ip.as_str());
    }
    if !cx.origin.user_agent.is_empty() {
        letter = letter.with("browser", cx.origin.user_agent.as_str());
    }
    if let Notice::MethodAdded(method) | Notice::MethodRemoved(method) = &notice
        && !method.is_empty()
    {
        letter = letter.with("method", method.as_str());
    }
    if let Notice::PassGiven(minutes) = &notice {
        letter = letter.with("minutes", minutes.to_string());
    }
    letter.languages.extend(cx.origin.languages.iter().cloned());
    letter.demand = Demand::Known;
    outbox::post(cx, tx, &letter).await?;
    Ok(())
}

/// The present moment as everybody reads it.
fn moment(cx: &Cx) -> String {
    let text = cx.now.to_string();
    let minutes = text.get(..16).unwrap_or(&text);
    format!("{} UTC", minutes.replace('T', " "))
}
