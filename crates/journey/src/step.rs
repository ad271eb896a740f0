//! What a person is shown at one moment of a run.

use serde_json::{Map, Value, json};

use crate::callback::{Callback, Expect};
use crate::graph::Page;
use crate::message::Message;

/// What to show: a page's frame, and the callbacks of the node or of the page's nodes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Step {
    /// The title.
    pub header: Option<Message>,
    /// What stands under it.
    pub description: Option<Message>,
    /// A name by which a client recognises this page.
    pub stage: Option<String>,
    /// What the run has to say about what happened before (wrong password), shown as an alert.
    pub notice: Option<Message>,
    /// What is asked and told, in order.
    pub prompts: Vec<Prompt>,
}

/// A callback and whose it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Prompt {
    /// The place in its page of the node that asks; 0 outside a page.
    pub child: usize,
    /// What it asks.
    pub callback: Callback,
}

impl Step {
    /// An empty step in the frame of `page`.
    #[must_use]
    pub fn of_page<N>(page: &Page<N>) -> Self {
        let text = |text: &crate::message::Localized| {
            (!text.is_empty()).then(|| Message::from(text.clone()))
        };
        Self {
            header: text(page.header()),
            description: text(page.description()),
            stage: page.stage().map(str::to_owned),
            ..Self::default()
        }
    }

    /// Adds what the node at `child` asks, after what is there.
    pub fn ask(&mut self, child: usize, callbacks: impl IntoIterator<Item = Callback>) {
        self.prompts.extend(
            callbacks
                .into_iter()
                .map(|callback| Prompt { child, callback }),
        );
    }

    /// The answers it takes, with whose they are; kept in the run's state while a person thinks.
    #[must_use]
    pub fn asked(&self) -> Vec<(usize, Expect)> {
        self.prompts
            .iter()
            .map(|prompt| (prompt.child, prompt.callback.expects()))
            .collect()
    }

    /// The step as the callback API shows it, without its `authId`. `say` puts a message into the person's language.
    pub fn to_json(&self, say: &dyn Fn(&Message) -> String) -> Map<String, Value> {
        let mut shown = Map::new();
        shown.insert("template".into(), json!(""));
        shown.insert(
            "stage".into(),
            json!(self.stage.as_deref().unwrap_or_default()),
        );
        shown.insert(
            "header".into(),
            json!(self.header.as_ref().map(say).unwrap_or_default()),
        );
        shown.insert(
            "description".into(),
            json!(self.description.as_ref().map(say).unwrap_or_default()),
        );
        if let Some(notice) = &self.notice {
            shown.insert("notice".into(), json!(say(notice)));
        }
        let callbacks = self
            .prompts
            .iter()
            .enumerate()
            .map(|(place, prompt)| prompt.callback.to_json(place, say));
        shown.insert("callbacks".into(), callbacks.collect());
        shown
    }
}
