//! Other servers that journeys ask: the document kind `webhook`, and the signed request.
//!
//! A request carries `webhook-id`, `webhook-timestamp` (Unix seconds) and `webhook-signature`, which is `v1,` and the
//! base64 HMAC-SHA256 of id, timestamp and body with points between them, under the secret both sides hold: the format of
//! standardwebhooks.com, which receivers have libraries for. Whoever sees one cannot make another, nor use it later: a
//! receiver refuses old timestamps. The request leaves through the guard that all outbound requests pass.

use std::sync::Arc;

use aws_lc_rs::hmac;
use data_encoding::BASE64;
use durward_db::Tx;
use durward_model::Invalid;
use durward_model::http::{Method, Outbound};
use durward_model::id::DocumentId;
use durward_store::documents::{
    Checked, Checking, Compiled, Document, Draft, Kind, open_secret, without_secrets,
};
use durward_store::{Cx, Error};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Kind of the documents that hold webhooks.
pub const KIND: &str = "webhook";
/// Where the secret stands in them.
const SECRET: &str = "/secret";
/// What a secret in base64 begins with.
const ENCODED: &str = "whsec_";
/// Bytes a secret must have at least.
const SHORTEST_SECRET: usize = 16;
/// Bytes of the longest address.
const LONGEST_URL: usize = 2000;
/// Bytes of the longest answer that is read.
const LONGEST_ANSWER: usize = 16 * 1024;

/// A webhook as it is written, without its secret.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Written {
    name: String,
    url: String,
    #[serde(default = "yes")]
    enabled: bool,
}

fn yes() -> bool {
    true
}

/// Another server that may be asked.
pub(crate) struct Webhook {
    url: String,
    key: hmac::Key,
}

impl Webhook {
    /// The webhook `name` of the realm; none when there is none, or it is switched off.
    pub(crate) async fn find(cx: &Cx, name: &str) -> Result<Option<Arc<Self>>, Error> {
        let found = cx.platform.documents.find::<Found>(cx, name).await?;
        Ok(found.and_then(|found| found.0.clone()))
    }

    /// Asks, with `body` as JSON, and gives back the JSON of an answer that says it went well.
    ///
    /// # Errors
    /// Why there is none, for the log.
    pub(crate) async fn ask(&self, cx: &Cx, body: &Value) -> Result<Value, String> {
        let id = DocumentId::new(cx.now, cx.entropy()).to_string();
        let timestamp = cx.now.seconds().to_string();
        let body = body.to_string();
        let signed = format!("{id}.{timestamp}.{body}");
        let tag = hmac::sign(&self.key, signed.as_bytes());
        let header = |name: &str, value: String| (name.to_owned(), value);
        let request = Outbound {
            method: Method::Post,
            url: self.url.clone(),
            headers: vec![
                header("content-type", "application/json".to_owned()),
                header("accept", "application/json".to_owned()),
                header("webhook-id", id),
                header("webhook-timestamp", timestamp),
                header(
                    "webhook-signature",
                    format!("v1,{}", BASE64.encode(tag.as_ref())),
                ),
            ],
            body: body.into_bytes(),
            max_bytes: LONGEST_ANSWER,
        };
        let answer = cx.platform.http.send(request).await;
        let answer = answer.map_err(|failure| failure.to_string())?;
        if !(200..300).contains(&answer.status) {
            return Err(format!("it answered {}", answer.status));
        }
        serde_json::from_slice(&answer.body).map_err(|_| "its answer is not JSON".to_owned())
    }
}

/// The bytes of a secret: decoded when it says that it is base64.
fn bytes(secret: &str) -> Option<Vec<u8>> {
    let bytes = match secret.strip_prefix(ENCODED) {
        Some(encoded) => BASE64.decode(encoded.as_bytes()).ok()?,
        None => secret.as_bytes().to_vec(),
    };
    (bytes.len() >= SHORTEST_SECRET).then_some(bytes)
}

/// What there is of a name: a webhook or nothing. Both are worth remembering.
struct Found(Option<Arc<Webhook>>);

impl Compiled for Found {
    const KIND: &'static str = KIND;

    async fn compile(cx: &Cx, document: Document) -> Result<Self, Error> {
        let broken = || Error::internal("a stored webhook does not read");
        let body = without_secrets(&WebhookKind, &document.body);
        let written: Written = serde_json::from_value(body).map_err(|_| broken())?;
        let secret = open_secret(cx, KIND, &document.id, &document.body, SECRET).await?;
        let Some(secret) = secret.filter(|_| written.enabled) else {
            return Ok(Self(None));
        };
        let secret = std::str::from_utf8(secret.expose()).map_err(|_| broken())?;
        let key = bytes(secret).ok_or_else(broken)?;
        Ok(Self(Some(Arc::new(Webhook {
            url: written.url,
            key: hmac::Key::new(hmac::HMAC_SHA256, &key),
        }))))
    }

    fn absent() -> Option<Self> {
        Some(Self(None))
    }
}

/// The kind `webhook`: `{"name", "url", "secret", "enabled"}`.
#[derive(Debug, Clone, Copy, Default)]
pub struct WebhookKind;

impl Kind for WebhookKind {
    fn name(&self) -> &'static str {
        KIND
    }

    fn secrets(&self) -> &'static [&'static str] {
        &[SECRET]
    }

    fn new_id(&self, cx: &Cx) -> String {
        DocumentId::new(cx.now, cx.entropy()).to_string()
    }

    fn check<'a>(&'a self, _: &'a Cx, _: &'a mut Tx, draft: Draft<'a>) -> Checking<'a> {
        Box::pin(async move { check(&draft) })
    }
}

fn check(draft: &Draft<'_>) -> Result<Checked, Error> {
    let shown = without_secrets(&WebhookKind, &draft.body);
    let written: Written = serde_json::from_value(shown).map_err(|error| unread(&error))?;
    let plain = |text: &str| !text.chars().any(char::is_control);
    if !(1..=100).contains(&written.name.chars().count()) || !plain(&written.name) {
        return Err(Error::invalid(
            "name",
            "Give a name of at most 100 characters.",
        ));
    }
    let address = ["https://", "http://"]
        .iter()
        .any(|scheme| written.url.len() > scheme.len() && written.url.starts_with(scheme));
    if !address || written.url.len() > LONGEST_URL || !plain(&written.url) {
        return Err(Error::invalid(
            "url",
            "Give an address that begins with https://.",
        ));
    }
    let secret = draft.body.pointer(SECRET);
    let fits = match secret {
        Some(Value::String(secret)) => bytes(secret).is_some(),
        Some(_) => false,
        None => draft.current.is_some(),
    };
    if !fits {
        let what = format!(
            "Give a secret of at least {SHORTEST_SECRET} bytes, as text or as {ENCODED} and base64."
        );
        return Err(Invalid::new("secret", what).into());
    }
    let mut body =
        serde_json::to_value(&written).map_err(|error| Error::internal(error.to_string()))?;
    if let (Some(secret), Some(members)) = (secret, body.as_object_mut()) {
        members.insert("secret".to_owned(), secret.clone());
    }
    Ok(Checked {
        lookup_key: written.name.clone(),
        name: written.name,
        body,
    })
}

fn unread(error: &serde_json::Error) -> Error {
    let message = error.to_string();
    let field = message.split('`').nth(1);
    let field = field.filter(|_| message.starts_with("unknown field"));
    Error::invalid(field.unwrap_or_default(), format!("{message}."))
}
