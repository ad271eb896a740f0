//! By whom: the actor token, who may act, and the chain of those who do (RFC 8693 1.1, 4.1, 4.4).

use durward_oauth::{PresentedToken, TokenKind};
use serde_json::{Value, json};

use super::refused;
use super::subject::Subject;
use crate::Failure;
use crate::grants::Exchange;
use crate::tokens::{id_token, validate};

/// Actors one token may name, the present one included.
const LONGEST_CHAIN: usize = 5;

/// The one answer to an actor token that is none, whatever the reason.
fn unknown() -> Failure {
    refused("The actor_token is unknown, expired or revoked, or was not issued to this client.")
}

/// The claim `act` of the new token.
pub(super) async fn acting(
    exchange: &Exchange<'_>,
    presented: Option<&PresentedToken>,
    subject: &Subject,
) -> Result<Option<Value>, Failure> {
    let client = exchange.client;
    let rules = &client.token_exchange;
    let actor = match presented {
        None if rules.impersonation => None,
        None => {
            return Err(refused(
                "The client may not have tokens that hide who acts: send an actor_token.",
            ));
        }
        Some(_) if !rules.delegation => {
            return Err(refused(
                "The client may not have tokens that name an actor.",
            ));
        }
        Some(token) => Some(find(exchange, token).await?),
    };
    let client_id = client.client_id.as_str();
    let may = |name: &String| name == client_id || actor.as_deref() == Some(name);
    if !subject.may_act.iter().all(may) {
        return Err(refused(
            "By its may_act, the subject_token is for another actor.",
        ));
    }
    // Who acted before is never forgotten, not even by impersonation.
    let Some(actor) = actor else {
        return Ok(subject.act.clone());
    };
    let mut act = json!({"sub": actor});
    if let Some(before) = &subject.act {
        if length(before) >= LONGEST_CHAIN {
            return Err(refused(
                "Too many have acted by this subject_token already.",
            ));
        }
        act["act"] = before.clone();
    }
    Ok(Some(act))
}

/// Who the actor token stands for: a person or the client itself.
async fn find(exchange: &Exchange<'_>, presented: &PresentedToken) -> Result<String, Failure> {
    let text = presented.text.expose();
    if presented.kind != TokenKind::IdToken
        && let Some(actor) = of_access(exchange, text).await?
    {
        return Ok(actor);
    }
    if presented.kind != TokenKind::AccessToken {
        let (keys, client) = (&exchange.provider.keys, exchange.client);
        let read = id_token::read_live(exchange.cx, keys, text).await?;
        let own = read.filter(|read| read.client_id == client.client_id.as_str());
        if let Some(own) = own {
            return Ok(own.subject);
        }
    }
    Err(unknown())
}

async fn of_access(exchange: &Exchange<'_>, text: &str) -> Result<Option<String>, Failure> {
    let (keys, client) = (&exchange.provider.keys, exchange.client);
    let live = validate::access(exchange.cx, keys, text).await?;
    let own = live.filter(|live| live.client_id == client.client_id.as_str());
    let Some(live) = own else { return Ok(None) };
    if !live.confirmation.is_met_by(&exchange.sender.shown) {
        return Err(unknown());
    }
    if live.act.is_some() {
        return Err(refused(
            "The actor_token itself names an actor: who acts is not clear.",
        ));
    }
    let person = live.user.map(|user| user.to_string());
    Ok(Some(person.unwrap_or(live.client_id)))
}

fn length(act: &Value) -> usize {
    let mut length = 1;
    let mut inner = act.get("act");
    while let Some(act) = inner {
        length += 1;
        inner = act.get("act");
    }
    length
}
