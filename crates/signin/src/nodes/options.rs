//! Buttons beside the usual one: ways out of a step.

use durward_journey::callback::{Callback, MessageKind};
use durward_journey::input::Input;
use durward_journey::message::Message;

/// The buttons beside the usual one, each an outcome. Clients that do not know them press the usual one.
#[derive(Debug, Default)]
pub(super) struct Options(Vec<(&'static str, &'static str)>);

impl Options {
    /// One more: its outcome and its words, when `wanted`.
    pub(super) fn when(mut self, wanted: bool, outcome: &'static str, words: &'static str) -> Self {
        if wanted {
            self.0.push((outcome, words));
        }
        self
    }

    /// The callback that asks; none without options. `usual` says what the usual button does.
    pub(super) fn ask(&self, usual: &'static str) -> Option<Callback> {
        let others = self.0.iter().map(|(_, words)| Message::key(words));
        (!self.0.is_empty()).then(|| Callback::Confirmation {
            prompt: None,
            kind: MessageKind::Information,
            options: [Message::key(usual)].into_iter().chain(others).collect(),
            default: 0,
        })
    }

    /// The outcome that was chosen at `place`; none for the usual button.
    pub(super) fn chosen(&self, input: &Input, place: usize) -> Option<&'static str> {
        let index = input.index(place)?.checked_sub(1)?;
        self.0.get(index).map(|(outcome, _)| *outcome)
    }

    /// The outcomes.
    pub(super) fn outcomes(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().map(|(outcome, _)| *outcome)
    }
}
