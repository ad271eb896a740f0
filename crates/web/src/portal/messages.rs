//! Words of journeys, as the pages say them.

use durward_journey::message::Message;

use crate::html::Text;

/// A journey's message as text of a page.
pub(super) fn text(message: &Message) -> Text {
    match message {
        Message::Key { key, args } => args
            .iter()
            .fold(Text::message(key.clone()), |text, (name, value)| {
                text.with(name.clone(), value.as_str())
            }),
        Message::Text(texts) => Text::translations(
            texts
                .iter()
                .map(|(locale, text)| (locale.to_owned(), text.to_owned())),
        ),
    }
}
