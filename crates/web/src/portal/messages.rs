//! Words of journeys, as the pages say them.

use durward_journey::message::Message;

use crate::html::{Arg, Text};

/// A journey's message as text of a page.
pub(crate) fn text(message: &Message) -> Text {
    match message {
        Message::Key { key, args } => args
            .iter()
            .fold(Text::message(key.clone()), |text, (name, value)| {
                text.with(name.clone(), arg(value))
            }),
        Message::Text(texts) => Text::translations(
            texts
                .iter()
                .map(|(locale, text)| (locale.to_owned(), text.to_owned())),
        ),
    }
}

/// A count as a number, so that it chooses the plural form; anything else as it is written.
fn arg(value: &str) -> Arg {
    match value.parse::<i64>() {
        Ok(number) if number.to_string() == value => number.into(),
        _ => value.into(),
    }
}
