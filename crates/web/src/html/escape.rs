//! Escaping for HTML text and quoted attributes, and isolation of text of unknown direction.

/// First strong isolate (U+2068), which Fluent puts before a value.
const ISOLATE: char = '\u{2068}';
/// Pop directional isolate (U+2069), which Fluent puts after it.
const POP_ISOLATE: char = '\u{2069}';

/// Appends `text`, safe as content of an element or of a quoted attribute.
pub(super) fn push(html: &mut String, text: &str) {
    let mut plain = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _ => continue,
        };
        html.push_str(&text[plain..at]);
        html.push_str(entity);
        plain = at + 1;
    }
    html.push_str(&text[plain..]);
}

/// A formatted message as HTML: the values in it become `<bdi>` elements, so that a name in another script
/// neither reorders the sentence nor is reordered by it.
pub(super) fn message(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(at) = rest.find([ISOLATE, POP_ISOLATE]) {
        push(&mut html, &rest[..at]);
        let is_start = rest[at..].starts_with(ISOLATE);
        html.push_str(if is_start { "<bdi>" } else { "</bdi>" });
        rest = &rest[at + ISOLATE.len_utf8()..];
    }
    push(&mut html, rest);
    html
}

/// A formatted message where no markup can stand: titles, attributes, JSON.
pub(super) fn without_isolates(text: &str) -> String {
    text.replace([ISOLATE, POP_ISOLATE], "")
}

/// Whether a character steers the direction of what follows it. Such characters are taken out of values, so
/// that nobody's name can reorder or unbalance a page.
pub(super) fn steers_direction(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_text_is_shown_not_run() {
        let mut html = String::new();
        push(&mut html, r#"<a href="x" id='y'>&"#);
        assert_eq!(html, "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;");
    }

    #[test]
    fn values_in_a_message_become_isolated_elements() {
        assert_eq!(
            message("to \u{2068}A<b>\u{2069}."),
            "to <bdi>A&lt;b&gt;</bdi>."
        );
    }
}
