//! Templates hold no words: every word people read comes from `locales/`.

use std::path::PathBuf;

use super::locales::files;

#[test]
fn no_template_has_words_of_its_own() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../portal/templates");
    for (name, source) in files(&folder) {
        if !name.ends_with(".html") {
            continue;
        }
        let page = without_code(&without_attribute_blocks(&source));
        let text = without_tags(&page);
        let words: Vec<&str> = text
            .split_whitespace()
            .filter(|word| word.chars().any(char::is_alphabetic))
            .collect();
        // The command's name for files in the repository is code, the same in every language.
        let words: Vec<&str> = words
            .into_iter()
            .filter(|word| !word.starts_with("docs/") && *word != ".md")
            .collect();
        assert!(words.is_empty(), "{name}: {words:?}");
        for attribute in ["aria-label=\"", "title=\"", "placeholder=\"", "alt=\""] {
            for value in page.split(attribute).skip(1) {
                let value = value.split('"').next().unwrap_or_default().trim();
                assert!(value.is_empty(), "{name}: {attribute}{value}");
            }
        }
    }
}

/// The template without the blocks whose content becomes an attribute of the layout.
fn without_attribute_blocks(source: &str) -> String {
    source
        .lines()
        .filter(|line| {
            ["step", "section", "width"]
                .iter()
                .all(|name| !line.starts_with(&format!("{{% block {name} %}}")))
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// The template without statements and expressions.
fn without_code(source: &str) -> String {
    let mut left = String::new();
    let mut rest = source;
    while let Some(at) = rest.find(['{']) {
        let closing = match rest.as_bytes().get(at + 1) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            Some(b'#') => "#}",
            _ => "{",
        };
        left.push_str(&rest[..at]);
        let end = rest[at + 1..]
            .find(closing)
            .map_or(rest.len(), |end| at + 1 + end + closing.len());
        rest = &rest[end..];
    }
    left + rest
}

/// The text between tags.
fn without_tags(html: &str) -> String {
    html.split('<')
        .map(|part| part.split_once('>').map_or(part, |(_, text)| text))
        .collect::<Vec<_>>()
        .join(" ")
}
