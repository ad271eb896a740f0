//! The methods a realm offers, and how the interface writes attempts.

use std::collections::BTreeMap;

use durward_model::id::AttemptId;
use durward_model::service::Authentication;
use durward_signin::attempts::Attempt;
use durward_store::{Error, services};
use serde_json::{Value, json};

use super::ask::{Ask, Factor};
use crate::kit::asked::Asked;

/// What stands before the identifier of an attempt.
const PREFIX: &str = "auth_session_";

/// An attempt as programs name it.
pub(super) fn session_id(attempt: &Attempt) -> String {
    let id = attempt.id();
    let body = id.as_str().split_once('_').map_or("", |(_, body)| body);
    format!("{PREFIX}{body}")
}

/// The identifier of the attempt that `session_id` names.
pub(super) fn id_of(session_id: &str) -> Option<String> {
    let body = session_id.strip_prefix(PREFIX)?;
    let id = format!("{}_{body}", AttemptId::PREFIX);
    id.parse::<AttemptId>().ok().map(|id| id.to_string())
}

/// The methods to begin with and their journeys: those of the realm whose journeys there are.
pub(super) async fn primary(asked: &Asked) -> Result<BTreeMap<String, String>, Error> {
    let settings = services::settings::<Authentication>(&asked.cx).await?;
    let mut offered = BTreeMap::new();
    for (method, journey) in &settings.primary_methods {
        if asked.app.engine.has(&asked.cx, journey).await? {
            offered.insert(method.clone(), journey.clone());
        }
    }
    Ok(offered)
}

/// `available_methods` for the first factor, in the order people know them.
pub(super) async fn first(asked: &Asked) -> Result<Vec<Value>, Error> {
    let settings = services::settings::<Authentication>(&asked.cx).await?;
    let offered = primary(asked).await?;
    let order = ["password", "email", "sms", "whatsapp", "passkey"];
    let offered = order
        .into_iter()
        .filter(|method| offered.contains_key(*method));
    Ok(offered
        .map(|method| {
            let mut entry = json!({"method": method, "factor": "primary"});
            match method {
                "password" => entry["identifier"] = json!(settings.identifiers),
                "passkey" => entry["discoverable"] = json!(true),
                _ => {}
            }
            entry
        })
        .collect())
}

/// `available_methods` for what a step asks after the first factor.
pub(super) fn second(ask: &Ask) -> Vec<Value> {
    let factors = match ask {
        Ask::Choice(factors) => factors.clone(),
        Ask::Code(_) => vec![Factor::Totp],
        Ask::Passkey(_) => vec![Factor::Passkey],
        Ask::Password | Ask::Address | Ask::Other => Vec::new(),
    };
    let entry = |factor: Factor| json!({"method": factor.name(), "factor": "secondary"});
    factors.into_iter().map(entry).collect()
}
