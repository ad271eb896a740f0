//! From claims to the parameters that count.

use durward_jose::jwt::Claims;
use durward_oauth::{AuthorizationError, Description, ParameterError, Parameters, Scope};
use serde_json::Value;

use super::{Rules, refused};
use crate::Denial;
use crate::clients::Client;

/// The parameters of an object are never in another (RFC 9101 4, OpenID Connect Core 6.1).
const OF_OBJECTS: [&str; 2] = ["request", "request_uri"];

/// The parameters that count, of an object of `client` that says `claims`, beside what was `sent`.
pub(super) fn counting(
    client: &Client,
    rules: Rules,
    sent: &Parameters,
    claims: &Claims,
) -> Result<Parameters, Denial> {
    if OF_OBJECTS
        .iter()
        .any(|name| claims.extra.contains_key(*name))
    {
        return Err(refused("A request object must not hold another."));
    }
    named(client, rules, claims)?;
    let mut pairs = Vec::new();
    for (name, value) in &claims.extra {
        flatten(name, value, &mut pairs);
    }
    if rules == Rules::Oidc {
        beside(sent, claims)?;
        let added = sent
            .pairs()
            .filter(|(name, _)| !claims.extra.contains_key(*name) && !OF_OBJECTS.contains(name));
        pairs.extend(added.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
    let pairs = pairs
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    Parameters::from_pairs(pairs)
        .map_err(|error| refused(Description::new(format!("In the request object: {error}"))))
}

/// The object names the client that sends it (RFC 9101 5 and 6.3); by the rules of OpenID Connect it may leave that out.
fn named(client: &Client, rules: Rules, claims: &Claims) -> Result<(), Denial> {
    match claims.extra.get("client_id").map(Value::as_str) {
        Some(Some(client_id)) if client_id == client.client_id.as_str() => Ok(()),
        None if rules == Rules::Oidc => Ok(()),
        _ => Err(refused(
            "The request object must name its client as client_id.",
        )),
    }
}

/// What OpenID Connect Core 6.1 wants beside the object, so that the whole is an OAuth request as well.
fn beside(sent: &Parameters, claims: &Claims) -> Result<(), Denial> {
    let needed = |name| sent.required(name).map_err(AuthorizationError::from);
    let response_type = needed("response_type")?;
    let scope = needed("scope")?;
    if !scope.split(' ').any(|word| word == Scope::OPENID) {
        let error = ParameterError::about("scope", "must hold openid beside the request object");
        return Err(AuthorizationError::from(error).into());
    }
    match claims.extra.get("response_type") {
        Some(inside) if inside.as_str() != Some(response_type) => Err(refused(
            "The response_type in the request object must be the one beside it.",
        )),
        _ => Ok(()),
    }
}

/// A claim as the parameters it stands for: text as it is, a list of texts as one parameter each, JSON as its text.
fn flatten(name: &str, value: &Value, pairs: &mut Vec<(String, String)>) {
    let mut push = |text: String| pairs.push((name.to_owned(), text));
    match value {
        Value::Null => {}
        Value::String(text) => push(text.clone()),
        Value::Array(values) if values.iter().all(Value::is_string) => {
            let texts = values.iter().filter_map(Value::as_str);
            texts.for_each(|text| push(text.to_owned()));
        }
        other => push(other.to_string()),
    }
}
