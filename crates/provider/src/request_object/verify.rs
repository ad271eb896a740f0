//! Whether a request object is its client's, and meant for us now.

use durward_jose::JoseError;
use durward_jose::jws::{self, Policy, Typ};
use durward_jose::jwt::{self, Claims, Expected, Validation};
use durward_model::service::OauthOidc;
use durward_oauth::Description;
use durward_store::Cx;

use super::{Rules, refused};
use crate::clients::{Client, RequestObjectAlg, with_keys};
use crate::{Denial, Provider};

/// Seconds clocks may disagree.
const SKEW: i64 = 30;
/// The types of a request object (RFC 9101 10.8); clients older than that have `JWT` or none.
const TYPES: [&str; 2] = ["oauth-authz-req+jwt", "JWT"];

/// The claims of an object, and whether they were signed.
pub(super) struct Read {
    pub(super) claims: Claims,
    pub(super) signed: bool,
}

/// The claims of `object`, of `client`.
///
/// # Errors
/// `invalid_request_object`; our own failures.
pub(super) async fn claims(
    provider: &Provider,
    cx: &Cx,
    client: &Client,
    settings: &OauthOidc,
    rules: Rules,
    object: &str,
) -> Result<Read, Denial> {
    let object = opened(object)?;
    let read = if is_unsecured(object) {
        Read {
            claims: unsecured(client, rules, object)?,
            signed: false,
        }
    } else {
        Read {
            claims: signed(provider, cx, client, settings, object).await?,
            signed: true,
        }
    };
    valid(cx, client, settings, rules, &read.claims)?;
    Ok(read)
}

/// The object inside an encrypted one; itself when it is not encrypted (RFC 9101 6.1).
fn opened(object: &str) -> Result<&str, Denial> {
    if object.split('.').count() == 5 {
        return Err(refused("Encrypted request objects are not taken here."));
    }
    Ok(object)
}

fn is_unsecured(object: &str) -> bool {
    object.ends_with('.')
}

/// OpenID Connect Core 6.1 lets an object be unsigned, as the parameters it stands for are; RFC 9101 does not.
fn unsecured(client: &Client, rules: Rules, object: &str) -> Result<Claims, Denial> {
    let agreed = matches!(
        client.request_object_alg,
        None | Some(RequestObjectAlg::None)
    );
    if rules == Rules::Jar || !agreed {
        return Err(refused("The request object must be signed."));
    }
    jwt::unsecured(object).map_err(unreadable)
}

async fn signed(
    provider: &Provider,
    cx: &Cx,
    client: &Client,
    settings: &OauthOidc,
    object: &str,
) -> Result<Claims, Denial> {
    let header = jws::peek(object).map_err(unreadable)?;
    let chosen = match client.request_object_alg {
        None => true,
        Some(RequestObjectAlg::None) => false,
        Some(RequestObjectAlg::Signed(algorithm)) => algorithm == header.alg,
    };
    let listed = &settings.supported_request_parameter_signing_algorithms;
    let enabled = listed.iter().any(|name| name == header.alg.as_str());
    if !chosen || !enabled {
        return Err(refused(
            "The request object is signed with an algorithm that is not taken here.",
        ));
    }
    let verified = with_keys(provider, cx, client, &header, |keys| {
        let algorithms = [header.alg];
        let policy = Policy::new(&algorithms, keys).typ(Typ::AbsentOr(&TYPES));
        jws::verify(object, &policy)
    })
    .await
    .ok_or_else(|| refused("The client has no key to verify request objects with."))?
    .map_err(unreadable)?;
    Claims::parse(&verified.payload).map_err(unreadable)
}

/// From the client, for us, in time (RFC 9101 4 and 6.3, R-OAUTH-102 to 105).
fn valid(
    cx: &Cx,
    client: &Client,
    settings: &OauthOidc,
    rules: Rules,
    claims: &Claims,
) -> Result<(), Denial> {
    let (issuer, client_id) = (cx.issuer(), client.client_id.as_str());
    let strict = rules == Rules::Jar;
    let (from, to) = ([client_id], [issuer.as_str()]);
    let expected = |present: bool, values| {
        if strict || present {
            Expected::OneOf(values)
        } else {
            Expected::Any
        }
    };
    let mut required = Vec::new();
    if settings.exp_claim_required_in_request_object {
        required.push("exp");
    }
    if settings.nbf_claim_required_in_request_object {
        required.push("nbf");
    }
    let validation = Validation {
        skew: SKEW,
        issuer: expected(claims.iss.is_some(), &from),
        audience: expected(!claims.aud.is_empty(), &to),
        required: &required,
        ..Validation::at(cx.now.seconds())
    };
    validation.check(claims).map_err(unreadable)?;
    // Else an assertion of the client could be given for a request (RFC 9101 10.8).
    if strict && claims.sub.as_deref() == Some(client_id) {
        return Err(refused(
            "The request object must not have the client as its sub.",
        ));
    }
    windows(cx, settings, claims)
}

/// How long an object may be good for, and how long ago that may have begun; 0 sets no limit.
fn windows(cx: &Cx, settings: &OauthOidc, claims: &Claims) -> Result<(), Denial> {
    let Some(nbf) = claims.nbf else {
        return Ok(());
    };
    let within = |seconds: i64, minutes: i64| minutes == 0 || seconds <= minutes * 60;
    let longest = settings.max_difference_between_request_object_nbf_and_exp;
    if claims.exp.is_some_and(|exp| !within(exp - nbf, longest)) {
        return Err(refused(
            "The request object is good for too long: exp is too far from nbf.",
        ));
    }
    let age = cx.now.seconds() - nbf - SKEW;
    if !within(age, settings.max_age_of_request_object_nbf_claim) {
        return Err(refused(
            "The request object is too old: nbf is too far back.",
        ));
    }
    Ok(())
}

fn unreadable(error: JoseError) -> Denial {
    refused(Description::new(format!(
        "The request object is not valid: {error}."
    )))
}
