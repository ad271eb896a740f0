//! Channels as configuration documents: the kind `message-channel`.

use std::sync::Arc;

use durward_db::Tx;
use durward_model::id::DocumentId;
use durward_model::{Invalid, Secret};
use durward_store::documents::{
    Checked, Checking, Compiled, Document, Draft, Kind, open_secret, without_secrets,
};
use durward_store::{Cx, Error};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::graph::{Graph, GraphSettings};
use super::http::Http;
use super::request::HttpSettings;
use super::smtp::{Smtp, SmtpSettings};
use super::{Channel, Transport, unread};
use crate::letter::Medium;

/// Kind of the documents that hold channels.
pub const KIND: &str = "message-channel";

/// Where secrets stand in them.
const SECRETS: &[&str] = &[
    "/transport/password",
    "/transport/clientSecret",
    "/transport/secret",
];

/// A channel as it is written, without its secrets.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Written {
    name: String,
    medium: Medium,
    #[serde(default = "yes")]
    enabled: bool,
    #[serde(default)]
    from: String,
    transport: TransportSettings,
}

/// The settings of each type of channel.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
enum TransportSettings {
    Mailbox,
    Smtp(SmtpSettings),
    Graph(GraphSettings),
    Http(HttpSettings),
}

fn yes() -> bool {
    true
}

impl Written {
    fn validate(&self) -> Result<(), Invalid> {
        let named = (1..=100).contains(&self.name.chars().count())
            && !self.name.chars().any(char::is_control);
        if !named {
            return Err(Invalid::new(
                "name",
                "Give a name of at most 100 characters.",
            ));
        }
        if self.from.len() > 320 || self.from.chars().any(char::is_control) {
            return Err(Invalid::new("from", "Give an address on one line."));
        }
        let mail = self.medium == Medium::Email;
        match &self.transport {
            TransportSettings::Mailbox => Ok(()),
            TransportSettings::Smtp(_) | TransportSettings::Graph(_) if !mail => Err(Invalid::new(
                "transport.type",
                "This type carries mail only.",
            )),
            TransportSettings::Smtp(settings) => {
                super::smtp::check_from(&self.from).and_then(|()| settings.validate())
            }
            TransportSettings::Graph(settings) => settings.validate(),
            TransportSettings::Http(settings) => settings.validate(),
        }
        .map_err(|invalid| match invalid.field.as_str() {
            "from" | "transport.type" => invalid,
            _ => invalid.inside("transport"),
        })
    }
}

/// What there is of a name: a channel or nothing. Both are worth remembering.
pub(super) struct Found(Option<(Medium, Arc<Channel>)>);

impl Found {
    /// The channel, if it is there and carries `medium`.
    pub(super) fn carrying(&self, medium: Medium) -> Option<Arc<Channel>> {
        let found = self.0.as_ref().filter(|(carried, _)| *carried == medium);
        found.map(|(_, channel)| Arc::clone(channel))
    }
}

impl Compiled for Found {
    const KIND: &'static str = KIND;

    async fn compile(cx: &Cx, document: Document) -> Result<Self, Error> {
        let body = without_secrets(&ChannelKind, &document.body);
        let written: Written = serde_json::from_value(body)
            .map_err(|error| Error::internal(format!("a stored channel does not read: {error}")))?;
        if !written.enabled {
            return Ok(Self(None));
        }
        let secret = async |pointer| secret_at(cx, &document, pointer).await;
        let transport = match written.transport {
            TransportSettings::Mailbox => Transport::Mailbox,
            TransportSettings::Smtp(settings) => {
                Transport::Smtp(Smtp::new(settings, secret("/transport/password").await?))
            }
            TransportSettings::Graph(settings) => Transport::Graph(Graph::new(
                settings,
                secret("/transport/clientSecret").await?,
            )),
            TransportSettings::Http(settings) => {
                Transport::Http(Http::new(&settings, secret("/transport/secret").await?)?)
            }
        };
        let channel = Channel {
            from: written.from,
            transport,
        };
        Ok(Self(Some((written.medium, Arc::new(channel)))))
    }

    fn absent() -> Option<Self> {
        Some(Self(None))
    }
}

async fn secret_at(
    cx: &Cx,
    document: &Document,
    pointer: &str,
) -> Result<Option<Secret<String>>, Error> {
    let opened = open_secret(cx, KIND, &document.id, &document.body, pointer).await?;
    opened
        .map(|bytes| {
            String::from_utf8(bytes.expose().clone())
                .map(Secret::new)
                .map_err(|_| Error::internal("the secret of a channel is no text"))
        })
        .transpose()
}

/// The kind `message-channel`.
#[derive(Debug, Clone, Copy, Default)]
pub struct ChannelKind;

impl Kind for ChannelKind {
    fn name(&self) -> &'static str {
        KIND
    }

    fn secrets(&self) -> &'static [&'static str] {
        SECRETS
    }

    fn new_id(&self, cx: &Cx) -> String {
        DocumentId::new(cx.now, cx.entropy()).to_string()
    }

    fn check<'a>(&'a self, _: &'a Cx, _: &'a mut Tx, draft: Draft<'a>) -> Checking<'a> {
        Box::pin(async move {
            let shown = without_secrets(self, &draft.body);
            let written: Written = serde_json::from_value(shown).map_err(|error| unread(&error))?;
            written.validate()?;
            let mut body = serde_json::to_value(&written)
                .map_err(|error| Error::internal(error.to_string()))?;
            keep_secrets(&draft.body, &mut body);
            Ok(Checked {
                lookup_key: written.name.clone(),
                name: written.name,
                body,
            })
        })
    }
}

/// Puts the secrets that were given back in: they are sealed after the check.
fn keep_secrets(given: &Value, body: &mut Value) {
    for pointer in SECRETS {
        let Some(secret) = given.pointer(pointer) else {
            continue;
        };
        if let Some((parent, name)) = pointer.rsplit_once('/')
            && let Some(holder) = body.pointer_mut(parent).and_then(Value::as_object_mut)
        {
            holder.insert(name.to_owned(), secret.clone());
        }
    }
}
