//! `/account`: what a person sees and does about themselves.

mod apps;
mod methods;
mod overview;
mod password;
mod profile;
mod sessions;

use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use durward_model::Actor;
use durward_model::service::PasswordPolicy;
use durward_model::session::Session;
use durward_model::user::User;
use durward_store::{Error, users};

use crate::html::pages::{Account, Fault, Person};
use crate::html::{Locale, Text};
use crate::kit::asked::Asked;
use crate::kit::failure::PageFailure;
use crate::kit::page::see_other;
use crate::routes::{Access, Routes, Row};

const OVERVIEW: Row = Row {
    methods: &["GET"],
    path: "/account",
    access: Access::Person,
    audit: &[],
};
const SESSIONS: Row = Row {
    methods: &["GET"],
    path: "/account/sessions",
    access: Access::Person,
    audit: &[],
};
const END: Row = Row {
    methods: &["POST"],
    path: "/account/sessions/end",
    access: Access::Person,
    audit: &["session.ended", "remembered.ended"],
};
const END_OTHERS: Row = Row {
    methods: &["POST"],
    path: "/account/sessions/end-others",
    access: Access::Person,
    audit: &["session.ended", "remembered.ended"],
};
const PASSWORD: Row = Row {
    methods: &["GET", "POST"],
    path: "/account/password",
    access: Access::Person,
    audit: &["password.changed"],
};
const METHODS: Row = Row {
    methods: &["GET"],
    path: "/account/methods",
    access: Access::Person,
    audit: &[],
};
const ADD_METHOD: Row = Row {
    methods: &["GET"],
    path: "/account/methods/add",
    access: Access::Person,
    audit: &[],
};
const CHANGE_METHOD: Row = Row {
    methods: &["GET"],
    path: "/account/methods/change",
    access: Access::Person,
    audit: &[],
};
const REMOVE_METHOD: Row = Row {
    methods: &["GET"],
    path: "/account/methods/remove",
    access: Access::Person,
    audit: &[],
};
const NEW_CODES: Row = Row {
    methods: &["GET"],
    path: "/account/methods/recovery-codes",
    access: Access::Person,
    audit: &[],
};
const RENAME_METHOD: Row = Row {
    methods: &["POST"],
    path: "/account/methods/rename",
    access: Access::Person,
    audit: &["authenticator.renamed"],
};
const APPS: Row = Row {
    methods: &["GET"],
    path: "/account/apps",
    access: Access::Person,
    audit: &[],
};
const WITHDRAW: Row = Row {
    methods: &["POST"],
    path: "/account/apps/withdraw",
    access: Access::Person,
    audit: &["consent.withdrawn"],
};

const PROFILE: Row = Row {
    methods: &["GET", "POST"],
    path: "/account/profile",
    access: Access::Person,
    audit: &["user.updated"],
};
const CONFIRM_PROFILE: Row = Row {
    methods: &["GET"],
    path: "/account/profile/confirm",
    access: Access::Person,
    audit: &[],
};

/// Adds the account pages.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .add(OVERVIEW, get(overview::show))
        .add(PROFILE, get(profile::show).post(profile::change))
        .add(CONFIRM_PROFILE, get(profile::confirm))
        .add(SESSIONS, get(sessions::show))
        .add(END, post(sessions::end))
        .add(END_OTHERS, post(sessions::end_others))
        .add(PASSWORD, get(password::show).post(password::change))
        .add(METHODS, get(methods::show))
        .add(ADD_METHOD, get(methods::add))
        .add(CHANGE_METHOD, get(methods::change))
        .add(REMOVE_METHOD, get(methods::remove))
        .add(NEW_CODES, get(methods::new_codes))
        .add(RENAME_METHOD, post(methods::rename))
        .add(APPS, get(apps::show))
        .add(WITHDRAW, post(apps::withdraw))
}

/// The person an account page is for.
struct Visitor {
    asked: Asked,
    session: Session,
    user: User,
    locale: Locale,
}

/// Who asks; somebody who is not signed in is sent to sign in, and back.
async fn visitor(mut asked: Asked) -> Result<Result<Visitor, Response>, PageFailure> {
    let wished = asked.parameter("ui_locales").unwrap_or_default();
    if !asked.cx.realm.is_active() {
        return Err(PageFailure::fault(Fault::RealmInactive));
    }
    let session = asked.session().await?;
    let user = match &session {
        Some(session) => {
            users::by_id(
                &asked.cx,
                &mut asked.cx.db().read().await.map_err(Error::from)?,
                session.user,
            )
            .await?
        }
        None => None,
    };
    let (Some(session), Some(user)) = (session, user.filter(User::is_active)) else {
        // Only what a GET shows can be come back to.
        let pages =
            [&OVERVIEW, &PROFILE, &SESSIONS, &PASSWORD, &METHODS, &APPS].map(|row| row.path);
        let page = pages
            .into_iter()
            .find(|page| *page == asked.path)
            .unwrap_or(OVERVIEW.path);
        let there = format!("{}{page}", asked.base());
        let goto: String = form_urlencoded::byte_serialize(there.as_bytes()).collect();
        return Ok(Err(see_other(&format!(
            "{}/login?goto={goto}",
            asked.base()
        ))));
    };
    asked.cx = asked.cx.acting(Actor::User(user.id));
    let locale = if wished.is_empty() {
        asked.locale(user.profile.locale.as_deref().unwrap_or_default())
    } else {
        asked.locale(&wished)
    };
    Ok(Ok(Visitor {
        asked,
        session,
        user,
        locale,
    }))
}

/// Runs `page` for whoever asks.
async fn with_visitor<F, P>(asked: Asked, page: F) -> Response
where
    F: FnOnce(Visitor) -> P,
    P: Future<Output = Result<Response, PageFailure>>,
{
    let (app, cx, locale) = (asked.app.clone(), asked.cx.clone(), asked.locale(""));
    let result = match visitor(asked).await {
        Ok(Ok(visitor)) => page(visitor).await,
        Ok(Err(to_sign_in)) => Ok(to_sign_in),
        Err(failure) => Err(failure),
    };
    result.unwrap_or_else(|failure| failure.seen_by(&app, &cx, locale).into_response())
}

impl Visitor {
    /// What all account pages share.
    fn account(&self) -> Account {
        Account {
            base: format!("{}/account", self.asked.base()),
            person: Person {
                name: self.user.display_name(),
                username: self.user.username.to_string(),
                email: self.user.email.as_ref().map(ToString::to_string),
            },
            sign_out: format!("{}/oauth2/logout", self.asked.base()),
            notice: notice(self.asked.parameter("done").as_deref()),
            alert: None,
        }
    }

    /// Sends the browser to an account page that says what was done.
    fn done(&self, page: &str, what: &str) -> Response {
        see_other(&format!("{}/account{page}?done={what}", self.asked.base()))
    }
}

/// What was done, from the address it was sent to afterwards: one of a few words, never their text.
fn notice(done: Option<&str>) -> Option<Text> {
    let key = match done? {
        "session" => "sessions-ended",
        "others" => "sessions-others-ended",
        "remembered" => "sessions-forgotten",
        "password" => "password-changed",
        "profile" => "profile-saved",
        "app" => "apps-withdrawn",
        "sharing" => "sharing-ended",
        "method-added" => "methods-was-added",
        "method-changed" => "methods-was-changed",
        "method-removed" => "methods-was-removed",
        "method-renamed" => "methods-renamed",
        "codes" => "methods-codes-renewed",
        _ => return None,
    };
    Some(Text::message(key))
}

/// The rules a password must follow, in words.
pub(super) fn rules(policy: &PasswordPolicy) -> Vec<Text> {
    let mut rules = vec![Text::message("password-too-short").with("count", policy.minimum_length)];
    let kinds = [
        ("password-needs-upper", policy.minimum_uppercase),
        ("password-needs-lower", policy.minimum_lowercase),
        ("password-needs-digit", policy.minimum_digits),
        ("password-needs-symbol", policy.minimum_symbols),
    ];
    rules.extend(
        kinds
            .into_iter()
            .filter(|(_, least)| *least > 0)
            .map(|(key, _)| Text::message(key)),
    );
    rules
}
