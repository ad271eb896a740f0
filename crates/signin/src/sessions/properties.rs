//! The properties of a session: which its person may see and change (R-SES-8, R-SES-17, R-SES-18).

use std::collections::BTreeMap;

use durward_model::audit::{Event, Topic};
use durward_model::service::{CONTEXT_ID, SessionService};
use durward_model::session::Session;
use durward_store::{Cx, Error, audit, services, sessions as rows};

/// What nobody but Durward sets, whatever the list of allowed names says.
const PROTECTED: [&str; 12] = [
    CONTEXT_ID,
    "AuthLevel",
    "AuthType",
    "authInstant",
    "Host",
    "HostName",
    "Organization",
    "Principal",
    "Principals",
    "Service",
    "UserId",
    "UserToken",
];
/// Beginning of names that are protected, too.
const PROTECTED_PREFIX: &str = "am.protected.";

const MOST: usize = 50;
const NAME_CHARS: usize = 100;
const VALUE_CHARS: usize = 1000;

/// Changes somebody asks for: a value to set, or nothing to remove the property.
pub type Changes = BTreeMap<String, Option<String>>;

/// The properties of `session` that its person may see: each allowed name, empty where nothing was set.
///
/// # Errors
/// Database failures.
pub async fn allowed(cx: &Cx, session: &Session) -> Result<BTreeMap<String, String>, Error> {
    let settings = services::settings::<SessionService>(cx).await?;
    Ok(of(session, &settings.session_property_whitelist))
}

/// The properties of `session` shown to administrators who list sessions.
///
/// # Errors
/// Database failures.
pub async fn listed(cx: &Cx, session: &Session) -> Result<BTreeMap<String, String>, Error> {
    let settings = services::settings::<SessionService>(cx).await?;
    Ok(of(session, &settings.whitelisted_query_properties))
}

fn of(session: &Session, names: &[String]) -> BTreeMap<String, String> {
    let value = |name: &String| match name.as_str() {
        CONTEXT_ID => session.id.to_string(),
        name => session.properties.get(name).cloned().unwrap_or_default(),
    };
    names
        .iter()
        .map(|name| (name.clone(), value(name)))
        .collect()
}

/// Changes properties of `session`, all of them or none, and returns what its person may see then.
///
/// # Errors
/// Forbidden when one of them is protected or not allowed, or the session is a client-side one (R-SES-10); invalid when there are too many or they are too long;
/// conflict when the session was changed at the same moment; database failures.
pub async fn change(
    cx: &Cx,
    mut session: Session,
    changes: Changes,
) -> Result<BTreeMap<String, String>, Error> {
    if session.client_side {
        return Err(Error::forbidden(
            "The properties of a client-side session change only by signing in.",
        ));
    }
    let settings = services::settings::<SessionService>(cx).await?;
    let names = &settings.session_property_whitelist;
    let changed: Vec<&str> = changes.keys().map(String::as_str).collect();
    let changed = changed.join(" ");
    for (name, value) in changes {
        let protected = PROTECTED.contains(&name.as_str()) || name.starts_with(PROTECTED_PREFIX);
        if protected || !names.contains(&name) {
            return Err(Error::forbidden(format!(
                "The property {name} may not be changed."
            )));
        }
        let Some(value) = value else {
            session.properties.remove(&name);
            continue;
        };
        if name.chars().count() > NAME_CHARS || value.chars().count() > VALUE_CHARS {
            return Err(Error::invalid(
                name,
                format!("A property has a value of at most {VALUE_CHARS} characters."),
            ));
        }
        session.properties.insert(name, value);
    }
    if session.properties.len() > MOST {
        return Err(Error::invalid(
            "properties",
            format!("A session has at most {MOST} properties."),
        ));
    }
    let mut tx = cx.db().begin().await?;
    let (id, version) = (session.id, session.version);
    if !rows::set_properties(cx, &mut tx, id, version, &session.properties).await? {
        return Err(Error::conflict(
            "The session was changed at the same moment. Try again.",
        ));
    }
    let event = Event::new(Topic::Authentication, "session.changed")
        .object(id)
        .session(id)
        .user(session.user)
        .with("properties", changed);
    audit::record(cx, &mut tx, event).await?;
    tx.commit().await?;
    Ok(of(&session, names))
}
