//! The token of a flow: signed and encrypted under keys of the realm.

use std::collections::BTreeMap;

use data_encoding::BASE64URL_NOPAD;
use durward_model::id::{FlowId, UserId};
use durward_model::service::SelfService;
use durward_model::{Invalid, Timestamp};
use durward_store::{Cx, Error};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use subtle::ConstantTimeEq;

use super::stage::Flow;
use crate::kba::Asked;
use crate::nested::Nested;

/// `typ` of the signed token.
const TYPE: &str = "selfservice+jwt";

/// All that a flow knows. Nobody but the realm reads it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Ticket {
    /// The flow's identifier.
    #[serde(rename = "jti")]
    pub(super) id: FlowId,
    pub(super) flow: Flow,
    /// Stages passed so far.
    pub(super) step: i64,
    #[serde(rename = "exp", with = "seconds")]
    pub(super) expires_at: Timestamp,
    #[serde(rename = "iat", with = "seconds")]
    pub(super) began_at: Timestamp,
    /// What a person who signs up has said; the password is hashed already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) details: Option<Details>,
    /// Hash of the code that was mailed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) code: Option<String>,
    /// Whether the mail address was proven.
    #[serde(default)]
    pub(super) verified: bool,
    /// Whose account it is; none when nobody was found and that must not show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) user: Option<UserId>,
    /// What was asked for in the query.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) asked_for: Option<String>,
    /// The security questions being asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) questions: Vec<Asked>,
}

/// What a person who signs up has said.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Details {
    pub(super) username: String,
    pub(super) attributes: BTreeMap<String, Value>,
    /// Slow hash of the password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) password: Option<String>,
    /// Security questions with slow hashes of their answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) answers: Vec<Answer>,
}

/// A security question with the slow hash of its answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Answer {
    pub(super) question: String,
    pub(super) texts: BTreeMap<String, String>,
    pub(super) hash: String,
}

/// Moments as JWTs write them.
mod seconds {
    use durward_model::Timestamp;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(at: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i64(at.millis() / 1000)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Timestamp, D::Error> {
        i64::deserialize(from).map(Timestamp::from_seconds)
    }
}

impl Ticket {
    /// The ticket of a flow that begins.
    pub(super) fn new(cx: &Cx, flow: Flow, settings: &SelfService) -> Self {
        Self {
            id: FlowId::new(cx.now, cx.entropy()),
            flow,
            step: 0,
            expires_at: cx.now.plus_seconds(flow.lifetime(settings)),
            began_at: cx.now,
            details: None,
            code: None,
            verified: false,
            user: None,
            asked_for: None,
            questions: Vec::new(),
        }
    }

    /// The ticket as a client keeps it.
    pub(super) async fn write(&self, cx: &Cx, settings: &SelfService) -> Result<String, Error> {
        nested(cx, settings).await?.write(cx, self)
    }

    /// Reads the ticket of `flow` that a client sent.
    pub(super) async fn read(
        cx: &Cx,
        settings: &SelfService,
        flow: Flow,
        token: &str,
    ) -> Result<Self, Error> {
        let ticket: Option<Self> = nested(cx, settings).await?.read(token);
        ticket
            .filter(|ticket| ticket.flow == flow && cx.now < ticket.expires_at)
            .ok_or_else(stale)
    }
}

/// The error of a token that is not, or no longer, good.
pub(super) fn stale() -> Error {
    Invalid::new(
        "token",
        "The token is not, or no longer, valid. Start again.",
    )
    .into()
}

/// Seconds after which a challenge is worth nothing: flows take a quarter of an hour by default.
const CHALLENGE_LIFETIME: i64 = 900;

/// The challenge of a proof of work, which is also the identifier of the flow it opens, so that it opens one.
pub(super) async fn challenge(cx: &Cx, id: FlowId) -> Result<String, Error> {
    let keys = cx.keys().await?;
    let tag = keys.keyed_hash(format!("selfservice|work|{id}").as_bytes());
    let tag = BASE64URL_NOPAD.encode(&tag.as_ref()[..12]);
    Ok(format!("{id}.{tag}"))
}

/// The flow that a challenge of ours opens.
pub(super) async fn challenged(cx: &Cx, text: &str) -> Result<Option<FlowId>, Error> {
    let Some(Ok(id)) = text.split('.').next().map(str::parse::<FlowId>) else {
        return Ok(None);
    };
    let ours = challenge(cx, id).await?;
    let same: bool = ours.as_bytes().ct_eq(text.as_bytes()).into();
    let age = cx.now.millis_since(id.made_at());
    Ok((same && (0..CHALLENGE_LIFETIME * 1000).contains(&age)).then_some(id))
}

/// What writes and reads tickets, under keys made from the realm's own and the names that its settings give them: a new
/// name is a new key.
async fn nested(cx: &Cx, settings: &SelfService) -> Result<Nested, Error> {
    let general = &settings.general_config;
    let realm = cx.keys().await?;
    let derived = |what: &str, alias: &str| {
        realm.keyed_hash(format!("selfservice|{what}|{alias}").as_bytes())
    };
    let signing = derived("sign", &general.signing_secret_key_alias);
    let content = derived("encrypt", &general.encryption_key_pair_alias);
    Nested::new(TYPE, signing.as_ref(), content.as_ref())
}
