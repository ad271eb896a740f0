//! Channels: what takes messages out of the house. A realm without one of its own uses that of the closest realm above
//! it; where there is none at all, messages go to the development mailbox.
//!
//! A channel is a document of kind `message-channel`. A new type of channel is one file here and one line in
//! [`Transport`].

mod document;
mod graph;
mod http;
mod preset;
mod request;
mod smtp;

use std::sync::Arc;

use durward_model::http::Failure;
use durward_model::service::{Email, Messages};
use durward_store::{Cx, Error, services};

use crate::letter::Medium;
use crate::outbox::Payload;
use crate::template::{Addressed, Rendered};

pub use document::{ChannelKind, KIND};

use document::Found;
use graph::Graph;
use http::Http;
use smtp::Smtp;

/// A channel, ready to be used.
#[derive(Debug)]
pub(crate) struct Channel {
    /// Where mail comes from, `Name <address>`; the sender's number or name elsewhere. May be empty.
    pub(crate) from: String,
    pub(crate) transport: Transport,
}

/// The types of channel there are.
#[derive(Debug)]
pub(crate) enum Transport {
    /// Kept to be read in the browser.
    Mailbox,
    /// A mail server.
    Smtp(Smtp),
    /// Mail through Microsoft Graph.
    Graph(Graph),
    /// A provider's HTTP interface.
    Http(Http),
}

/// A message that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Taken {
    /// The type of channel.
    pub(crate) transport: &'static str,
    /// What the provider calls it.
    pub(crate) provider_id: Option<String>,
    /// Whether it stays readable for a while.
    pub(crate) readable: bool,
}

/// A message that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// Whether it would be refused again.
    pub(crate) lasting: bool,
    /// For administrators; without what the message says.
    pub(crate) why: String,
}

impl Refusal {
    /// It may be taken when it is tried again.
    pub(crate) fn later(why: &str) -> Self {
        Self {
            lasting: false,
            why: why.to_owned(),
        }
    }

    /// It will not be taken.
    pub(crate) fn never(why: &str) -> Self {
        Self {
            lasting: true,
            why: why.to_owned(),
        }
    }
}

impl From<Failure> for Refusal {
    /// Whatever kept us from asking may be mended: the other side comes back, or an administrator allows it.
    fn from(failure: Failure) -> Self {
        Self::later(&failure.to_string())
    }
}

impl Channel {
    fn mailbox() -> Self {
        Self {
            from: String::new(),
            transport: Transport::Mailbox,
        }
    }

    /// Whether messages only stay here.
    pub(crate) fn is_mailbox(&self) -> bool {
        matches!(self.transport, Transport::Mailbox)
    }

    /// Hands a message over.
    pub(crate) async fn send(
        &self,
        cx: &Cx,
        addressed: &Addressed<'_>,
        rendered: &Rendered,
        payload: &Payload,
    ) -> Result<Taken, Refusal> {
        let from = self.sender(cx, addressed, rendered).await?;
        match &self.transport {
            Transport::Mailbox => Ok(Taken {
                transport: "mailbox",
                provider_id: None,
                readable: true,
            }),
            Transport::Smtp(smtp) => smtp.send(cx, addressed, rendered, &from).await,
            Transport::Graph(graph) => graph.send(cx, addressed, rendered, &from).await,
            Transport::Http(http) => http.send(cx, addressed, rendered, &from, payload).await,
        }
    }

    /// Where a message comes from: as its template says, else the realm's mail settings, else the channel.
    async fn sender(
        &self,
        cx: &Cx,
        addressed: &Addressed<'_>,
        rendered: &Rendered,
    ) -> Result<String, Refusal> {
        if addressed.medium != Medium::Email {
            return Ok(self.from.clone());
        }
        if !rendered.from.is_empty() {
            return Ok(rendered.from.clone());
        }
        let settings = services::settings::<Email>(cx)
            .await
            .map_err(|error| Refusal::later(&error.to_string()))?;
        Ok(if settings.from.is_empty() {
            self.from.clone()
        } else {
            settings.from.clone()
        })
    }
}

/// The channel that carries `medium` for the realm of `cx`.
///
/// # Errors
/// Database failures; internal when a stored channel does not read.
pub(crate) async fn of(cx: &Cx, medium: Medium) -> Result<Arc<Channel>, Error> {
    let mut cx = cx.clone();
    loop {
        let name = name_of(&cx, medium).await?;
        let found = cx.platform.documents.find::<Found>(&cx, &name).await?;
        if let Some(channel) = found.and_then(|found| found.carrying(medium)) {
            return Ok(channel);
        }
        match above(&cx).await? {
            Some(above) => cx = above,
            None => return Ok(Arc::new(Channel::mailbox())),
        }
    }
}

/// What the realm calls the channel for `medium`.
async fn name_of(cx: &Cx, medium: Medium) -> Result<String, Error> {
    Ok(match medium {
        Medium::Email => services::settings::<Email>(cx)
            .await?
            .transport_type
            .clone(),
        Medium::Sms => services::settings::<Messages>(cx)
            .await?
            .sms_channel
            .clone(),
        Medium::Whatsapp => services::settings::<Messages>(cx)
            .await?
            .whatsapp_channel
            .clone(),
    })
}

/// The same work in the realm above; none above `root`.
pub(crate) async fn above(cx: &Cx) -> Result<Option<Cx>, Error> {
    let Some(path) = cx.realm.path.parent() else {
        return Ok(None);
    };
    let platform = &cx.platform;
    let found = platform.realms.at_path(&platform.db, path.as_str()).await?;
    Ok(found.map(|realm| Cx {
        realm,
        ..cx.clone()
    }))
}

/// A document that does not read as what it should be.
pub(crate) fn unread(error: &serde_json::Error) -> Error {
    let message = error.to_string();
    let field = message
        .split('`')
        .nth(1)
        .filter(|_| message.starts_with("unknown field"))
        .unwrap_or_default()
        .to_owned();
    Error::invalid(field, format!("{message}."))
}
