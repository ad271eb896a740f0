//! Structs of a source file as their reader of JSON sees them: keys, what the doc comments say, defaults.

use std::collections::BTreeMap;

/// A struct with public fields.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Struct {
    pub(super) name: String,
    pub(super) doc: String,
    pub(super) fields: Vec<Field>,
}

/// A field of it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Field {
    /// As written in documents.
    pub(super) key: String,
    pub(super) doc: String,
    /// The type without `Option`.
    pub(super) kind: String,
    /// As written in documents; none where the default is derived.
    pub(super) default: Option<String>,
}

/// The structs of `source`, in order. Reads what rustfmt writes, no more.
pub(super) fn read(source: &str) -> Vec<Struct> {
    let mut found = Vec::new();
    let (mut doc, mut attributes) = (String::new(), String::new());
    let mut lines = source.lines();
    while let Some(line) = lines.next() {
        let text = line.trim();
        if let Some(more) = text.strip_prefix("/// ") {
            push(&mut doc, more);
        } else if text.starts_with("#[") {
            attributes.push_str(text);
        } else if let Some(name) = text
            .strip_prefix("pub struct ")
            .and_then(|rest| rest.strip_suffix(" {"))
        {
            let camel = attributes.contains("rename_all = \"camelCase\"");
            let defaults = defaults(source, name);
            let body = lines.by_ref().take_while(|line| *line != "}");
            let fields = fields(body, camel, &defaults);
            found.push(Struct {
                name: name.to_owned(),
                doc: std::mem::take(&mut doc),
                fields,
            });
            attributes.clear();
        } else {
            doc.clear();
            attributes.clear();
        }
    }
    found
}

fn fields<'a>(
    lines: impl Iterator<Item = &'a str>,
    camel: bool,
    defaults: &BTreeMap<String, String>,
) -> Vec<Field> {
    let mut found = Vec::new();
    let (mut doc, mut attributes) = (String::new(), String::new());
    for line in lines.map(str::trim) {
        if let Some(more) = line.strip_prefix("/// ") {
            push(&mut doc, more);
        } else if line.starts_with("#[") {
            attributes.push_str(line);
        } else if let Some((name, kind)) = line
            .strip_prefix("pub ")
            .and_then(|rest| rest.split_once(": "))
        {
            let kind = kind.trim_end_matches(',');
            let inner = kind
                .strip_prefix("Option<")
                .and_then(|rest| rest.strip_suffix('>'));
            found.push(Field {
                key: renamed(&attributes).unwrap_or_else(|| {
                    if camel {
                        camel_case(name)
                    } else {
                        name.to_owned()
                    }
                }),
                doc: std::mem::take(&mut doc),
                kind: inner.unwrap_or(kind).to_owned(),
                default: defaults.get(name).map(|expression| written(expression)),
            });
            attributes.clear();
        }
    }
    found
}

/// The expression of each field in `impl Default for <name>`.
fn defaults(source: &str, name: &str) -> BTreeMap<String, String> {
    let start = format!("impl Default for {name} {{");
    let block = source
        .split_once(&start)
        .and_then(|(_, rest)| rest.split_once("\n}\n"))
        .map_or("", |(block, _)| block);
    let block = block.rsplit_once("Self {").map_or("", |(_, fields)| fields);
    let flat = block.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut found = BTreeMap::new();
    for entry in split_outside_brackets(&flat) {
        if let Some((name, expression)) = entry.trim().split_once(": ") {
            let expression = expression.trim();
            let spelled = constant(source, expression);
            found.insert(
                name.to_owned(),
                spelled.unwrap_or_else(|| expression.to_owned()),
            );
        }
    }
    found
}

/// The items of the constant that `list(&CONSTANT)` names, as they are written in the same file.
fn constant(source: &str, expression: &str) -> Option<String> {
    let name = expression.strip_prefix("list(&")?.strip_suffix(')')?;
    let (_, rest) = source.split_once(&format!("const {name}: "))?;
    let (_, items) = rest.split_once("= ")?;
    let (items, _) = items.split_once("];")?;
    Some(format!("{items}]"))
}

/// Cuts at the commas that stand in no bracket, up to the first bracket closed but not opened.
fn split_outside_brackets(text: &str) -> Vec<&str> {
    let (mut depth, mut from) = (0_usize, 0);
    let mut parts = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => {
                parts.push(&text[from..at]);
                return parts;
            }
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts
}

/// A Rust expression as JSON would have it.
fn written(expression: &str) -> String {
    let inside = |open: &str, close: &str| {
        expression
            .split_once(open)?
            .1
            .rsplit_once(close)
            .map(|(inside, _)| inside)
    };
    let plain = expression.replace(".to_owned()", "").replace('_', "");
    match expression {
        "None" => "–".to_owned(),
        "Vec::new()" => "[]".to_owned(),
        _ if expression.ends_with("::new()") || expression.ends_with("::default()") => {
            "{}".to_owned()
        }
        _ if expression.starts_with('"') => expression.replace(".to_owned()", ""),
        _ if expression.contains('[') => {
            let items = inside("[", "]")
                .unwrap_or_default()
                .replace(".to_owned()", "");
            let items: Vec<&str> = items
                .split(',')
                .map(str::trim)
                .filter(|item| !item.is_empty())
                .collect();
            format!("[{}]", items.join(", "))
        }
        _ => match expression.rsplit_once("::") {
            Some((_, variant)) => format!("\"{}\"", variant.to_lowercase()),
            None => plain,
        },
    }
}

fn renamed(attributes: &str) -> Option<String> {
    let (_, rest) = attributes.split_once("rename = \"")?;
    Some(rest.split('"').next()?.to_owned())
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        let (first, rest) = word.split_at(1);
        camel.push_str(&first.to_uppercase());
        camel.push_str(rest);
    }
    camel
}

fn push(doc: &mut String, more: &str) {
    if !doc.is_empty() {
        doc.push(' ');
    }
    doc.push_str(more);
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = r#"
/// Settings of a thing.
#[derive(Debug)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Thing {
    /// How long,
    /// in seconds.
    pub max_time: i64,
    /// Its names.
    #[serde(rename = "theNames")]
    pub names: Vec<String>,
    /// Its mode.
    pub mode: Option<Mode>,
}

impl Default for Thing {
    fn default() -> Self {
        Self {
            max_time: 604_800,
            names: list(&[
                "a", "b",
            ]),
            mode: Mode::On,
        }
    }
}
"#;

    #[test]
    fn keys_words_and_defaults_are_read() {
        let structs = read(SOURCE);
        assert_eq!(
            (structs.len(), structs[0].doc.as_str()),
            (1, "Settings of a thing.")
        );
        let fields: Vec<_> = structs[0]
            .fields
            .iter()
            .map(|f| (f.key.as_str(), f.doc.as_str(), f.default.as_deref()))
            .collect();
        assert_eq!(
            fields,
            [
                ("maxTime", "How long, in seconds.", Some("604800")),
                ("theNames", "Its names.", Some("[\"a\", \"b\"]")),
                ("mode", "Its mode.", Some("\"on\"")),
            ]
        );
        assert_eq!(structs[0].fields[2].kind, "Mode");
    }
}
