//! Which journey a request asks for, and what is to come of it: `authIndexType`, `ForceAuth` and their like.

use axum::http::StatusCode;
use durward_journey::state::Aim;
use durward_model::service::Authentication;
use durward_model::session::Session;
use durward_signin::journeys::Start;
use durward_signin::sessions;
use durward_store::{Cx, services};

use super::advice::Advice;
use crate::kit::api::{ApiFailure, JsonObject};
use crate::kit::asked::Asked;

/// What one can choose by.
const CHOICES: &str = "Choose by service, module, level, user, role or composite_advice.";

/// What is to happen.
pub(super) enum Selection {
    /// The person's session reaches far enough already.
    Enough,
    /// A journey is to be run.
    Run(Box<Start>),
}

/// What `authIndexType` and `authIndexValue` name.
#[derive(Debug, Default, PartialEq, Eq)]
struct Index {
    journey: Option<String>,
    level: i64,
    user: Option<String>,
}

/// Reads the request.
///
/// # Errors
/// 400 naming the parameter that does not fit, 401 when a session is to be upgraded that is not live.
pub(super) async fn select(asked: &Asked, body: &JsonObject) -> Result<Selection, ApiFailure> {
    let index = index(asked).await?;
    let flag = |name| asked.parameter(name).is_some_and(|text| text == "true");
    let (forced, upgraded) = (flag("ForceAuth"), upgraded(asked, body).await?);
    let is_upgrade = upgraded.is_some();
    let session = match upgraded {
        Some(session) => Some(session),
        None => asked.session().await?,
    };
    // Being recognised is no proof of having passed a journey, and nothing to add to.
    let recognised = session.as_ref().is_some_and(Session::is_remembered);
    let enough = session.as_ref().is_some_and(|session| {
        session.auth_level >= index.level
            && index
                .journey
                .as_ref()
                .is_none_or(|wanted| *wanted == session.journey && !recognised)
    });
    if enough && !forced && !is_upgrade {
        return Ok(Selection::Enough);
    }
    let aim = match &session {
        _ if flag("noSession") => Aim::NoSession,
        Some(_) if recognised => Aim::SignIn,
        Some(_) if is_upgrade || !forced => Aim::Upgrade,
        _ => Aim::SignIn,
    };
    let journey = match index.journey {
        None if aim == Aim::Upgrade => Some(step_up(&asked.cx).await?),
        named => named,
    };
    Ok(Selection::Run(Box::new(Start {
        journey,
        goto: asked.parameter("goto"),
        goto_on_fail: asked.parameter("gotoOnFail"),
        aim,
        least_level: index.level,
        session,
        login_hint: index.user,
        ui_locales: asked.parameter("locale"),
        device: asked.device(),
        remembered: asked.remembered(),
        fresh: forced,
        ..Start::default()
    })))
}

/// The session that `sessionUpgradeSSOTokenId` names.
async fn upgraded(asked: &Asked, body: &JsonObject) -> Result<Option<Session>, ApiFailure> {
    let token = match body.text("sessionUpgradeSSOTokenId")? {
        Some(token) => Some(token.to_owned()),
        None => asked.parameter("sessionUpgradeSSOTokenId"),
    };
    let Some(token) = token else {
        return Ok(None);
    };
    let session = sessions::current(&asked.cx, &token).await?;
    session.map(Some).ok_or_else(|| {
        ApiFailure::refused(
            StatusCode::UNAUTHORIZED,
            "sessionUpgradeSSOTokenId: the session is not, or no longer, live.",
        )
    })
}

async fn step_up(cx: &Cx) -> Result<String, ApiFailure> {
    let settings = services::settings::<Authentication>(cx).await?;
    Ok(settings.step_up_journey.clone())
}

async fn index(asked: &Asked) -> Result<Index, ApiFailure> {
    let value = asked.parameter("authIndexValue").unwrap_or_default();
    let kind = asked.parameter("authIndexType").unwrap_or_default();
    if kind.is_empty() {
        return Ok(Index::default());
    }
    if value.is_empty() {
        return Err(refused(
            "authIndexValue: say which journey, level, user, role or advice.",
        ));
    }
    match kind.as_str() {
        // A module of old is a journey of that name.
        "service" | "module" => Ok(Index {
            journey: Some(value),
            ..Index::default()
        }),
        "role" => of_role(&asked.cx, &value).await,
        "level" => Ok(Index {
            level: level(&value)?,
            ..Index::default()
        }),
        "user" => Ok(Index {
            user: Some(value),
            ..Index::default()
        }),
        "composite_advice" => advised(&value),
        "resource" | "transaction" => Err(refused(format!(
            "authIndexType: there are no policies to say what a {kind} needs. {CHOICES}"
        ))),
        _ => Err(refused(format!("authIndexType: {CHOICES}"))),
    }
}

/// The journey that the realm's settings name for a role.
async fn of_role(cx: &Cx, role: &str) -> Result<Index, ApiFailure> {
    let settings = services::settings::<Authentication>(cx).await?;
    let Some(journey) = settings.role_journeys.get(role) else {
        return Err(refused("authIndexValue: no journey is set for this role."));
    };
    Ok(Index {
        journey: Some(journey.clone()),
        ..Index::default()
    })
}

/// The step-up that a denied decision advised (R-JRN-14).
fn advised(text: &str) -> Result<Index, ApiFailure> {
    let advice = Advice::parse(text).map_err(|why| refused(format!("authIndexValue: {why}")))?;
    Ok(Index {
        journey: advice.journey,
        level: advice.level.as_deref().map_or(Ok(0), level)?,
        user: None,
    })
}

fn level(text: &str) -> Result<i64, ApiFailure> {
    let level = text
        .parse()
        .ok()
        .filter(|level| (0..=100_000).contains(level));
    level.ok_or_else(|| refused("authIndexValue: give the level as a number."))
}

fn refused(why: impl Into<String>) -> ApiFailure {
    ApiFailure::refused(StatusCode::BAD_REQUEST, why)
}
