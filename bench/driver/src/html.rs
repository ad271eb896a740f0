//! Just enough HTML to find a form and what it wants sent.

/// The first form of `html` that has a field called `wanted`: its action and its fields with their values.
pub(crate) fn form(html: &str, wanted: &str) -> Option<(String, Vec<(String, String)>)> {
    let mut rest = html;
    while let Some(start) = rest.find("<form") {
        rest = &rest[start..];
        let end = rest.find("</form>").unwrap_or(rest.len());
        let (whole, after) = rest.split_at(end);
        let head_end = whole.find('>')?;
        let fields = fields(&whole[head_end..]);
        if fields.iter().any(|(name, _)| name == wanted) {
            return Some((
                attribute(&whole[..head_end], "action").unwrap_or_default(),
                fields,
            ));
        }
        rest = after;
    }
    None
}

fn fields(html: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut pressed = false;
    for piece in html.split('<').skip(1) {
        let tag = piece.split_once('>').map_or(piece, |(tag, _)| tag);
        let button = tag.starts_with("button");
        if !(button || tag.starts_with("input")) {
            continue;
        }
        let Some(name) = attribute(tag, "name") else {
            continue;
        };
        let kind = attribute(tag, "type").unwrap_or_default();
        if kind == "checkbox" && !tag.contains("checked") {
            continue;
        }
        // A browser sends the one button that was pressed.
        if button && std::mem::replace(&mut pressed, true) {
            continue;
        }
        found.push((name, attribute(tag, "value").unwrap_or_default()));
    }
    found
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let mut rest = tag;
    loop {
        let at = rest.find(name)?;
        let before = rest[..at].chars().next_back();
        let after = &rest[at + name.len()..];
        if before.is_none_or(|character| character.is_whitespace()) && after.starts_with('=') {
            let value = &after[1..];
            let quote = value.chars().next()?;
            let value = if quote == '"' || quote == '\'' {
                value[1..].split(quote).next()?
            } else {
                value.split(|c: char| c.is_whitespace()).next()?
            };
            return Some(decode(value));
        }
        rest = after;
    }
}

fn decode(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    [
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&#x2F;", "/"),
        ("&#x2f;", "/"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// `name=value&…`, percent-encoded.
pub(crate) fn encode_form(fields: &[(String, String)]) -> String {
    let mut out = String::new();
    for (name, value) in fields {
        if !out.is_empty() {
            out.push('&');
        }
        encode(name, &mut out);
        out.push('=');
        encode(value, &mut out);
    }
    out
}

/// Appends `text` percent-encoded to `out`.
pub(crate) fn encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte))
            }
            _ => {
                const HEX: &[u8; 16] = b"0123456789ABCDEF";
                out.extend([
                    '%',
                    char::from(HEX[usize::from(byte >> 4)]),
                    char::from(HEX[usize::from(byte & 15)]),
                ]);
            }
        }
    }
}

/// The value of `name` in the query of `address`, as it stands (codes need no decoding).
pub(crate) fn query<'a>(address: &'a str, name: &str) -> Option<&'a str> {
    let query = address.split_once('?')?.1;
    query
        .split(['&', '#'])
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// The string value of `name` in a JSON document in which it occurs once.
pub(crate) fn json_string<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let at = text.find(&format!("\"{name}\""))? + name.len() + 2;
    let value = text[at..]
        .trim_start()
        .strip_prefix(':')?
        .trim_start()
        .strip_prefix('"')?;
    value.split('"').next()
}
