//! Every language says the same things.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use durward_web::html::Locale;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

use super::{pages, samples};

/// What a locale says: the names of the values in each message.
type Said = BTreeMap<String, BTreeSet<String>>;

#[test]
fn every_page_renders_in_every_language() {
    let pages = pages();
    for locale in Locale::ALL {
        for (name, html) in samples::render_all(&pages, locale) {
            let opening = format!(
                r#"<html lang="{}" dir="{}""#,
                locale.tag(),
                locale.direction().attribute()
            );
            assert!(html.contains(&opening), "{name} in {}", locale.tag());
            assert!(
                !html.contains("{$"),
                "{name} in {} lacks a value",
                locale.tag()
            );
        }
    }
}

#[test]
fn every_language_has_the_messages_and_values_of_english() {
    let english = said(Locale::English);
    assert!(english.len() > 150, "{}", english.len());
    for locale in Locale::ALL {
        let said = said(locale);
        for (key, values) in &english {
            assert_eq!(said.get(key), Some(values), "{key} in {}", locale.tag());
        }
        assert_eq!(
            said.len(),
            english.len(),
            "{} says more than English",
            locale.tag()
        );
    }
}

#[test]
fn every_message_a_template_or_a_page_asks_for_exists() {
    let english = said(Locale::English);
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut asked = BTreeSet::new();
    for (_, source) in files(&root.join("../../portal/templates")) {
        for opening in ["t(\"", "attr(\""] {
            asked.extend(quoted_after(&source, opening));
        }
    }
    for (_, source) in files(&root.join("src/html")) {
        asked.extend(quoted_after(&source, "Text::message(\""));
    }
    assert!(asked.len() > 60, "{}", asked.len());
    for key in asked.iter().filter(|key| !key.ends_with('-')) {
        assert!(english.contains_key(key), "no message {key}");
    }
}

fn quoted_after(source: &str, opening: &str) -> Vec<String> {
    source
        .match_indices(opening)
        .filter(|(at, _)| {
            !source[..*at]
                .ends_with(|character: char| character.is_alphanumeric() || character == '_')
        })
        .map(|(at, _)| {
            source[at + opening.len()..]
                .split('"')
                .next()
                .unwrap_or_default()
                .to_owned()
        })
        .collect()
}

fn said(locale: Locale) -> Said {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../locales")
        .join(locale.tag());
    let mut said = Said::new();
    for (name, source) in files(&folder) {
        let resource = parser::parse(source.as_str())
            .unwrap_or_else(|(_, errors)| panic!("{name}: {errors:?}"));
        for entry in &resource.body {
            let Entry::Message(message) = entry else {
                continue;
            };
            let mut values = BTreeSet::new();
            collect(message.value.as_ref().expect("a value"), &mut values);
            assert!(
                said.insert(message.id.name.to_owned(), values).is_none(),
                "{} twice",
                message.id.name
            );
        }
    }
    said
}

fn collect(pattern: &Pattern<&str>, values: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else {
            continue;
        };
        match expression {
            Expression::Inline(inline) => collect_inline(inline, values),
            Expression::Select { selector, variants } => {
                collect_inline(selector, values);
                variants
                    .iter()
                    .for_each(|variant| collect(&variant.value, values));
            }
        }
    }
}

fn collect_inline(expression: &InlineExpression<&str>, values: &mut BTreeSet<String>) {
    if let InlineExpression::VariableReference { id } = expression {
        values.insert(id.name.to_owned());
    }
}

/// The files below a folder, as (path, text).
pub(super) fn files(folder: &PathBuf) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let text = fs::read_to_string(&path).expect("a text file");
            found.push((path.display().to_string(), text));
        }
    }
    found
}
