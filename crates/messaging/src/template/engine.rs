//! Rendering: bounded work, values escaped.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context};
use serde::Serialize;

use super::built_in::{Language, Said, direction};
use crate::channel::Refusal;
use crate::letter::Values;

/// Steps one template may take.
const FUEL: u64 = 20_000;

const LAYOUT_HTML: &str = include_str!("layout.html");
const LAYOUT_TEXT: &str = include_str!("layout.txt");
const DOCUMENT: &str = include_str!("document.html");

/// What a template makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Plain,
    Html,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Plain => "message.txt",
            Self::Html => "message.html",
        }
    }
}

static ENGINE: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut engine = Environment::new();
    engine.set_fuel(Some(FUEL));
    engine.set_undefined_behavior(UndefinedBehavior::Chainable);
    engine.set_auto_escape_callback(|name| {
        if name.ends_with(".html") {
            AutoEscape::Html
        } else {
            AutoEscape::None
        }
    });
    engine
});

/// Renders a template that somebody wrote: `{{ name }}`, `{{ object.name }}` and `%name%` stand for values.
pub(super) fn render(kind: Kind, source: &str, values: &Values) -> Result<String, Refusal> {
    let source = with_percent_places(source, values);
    ENGINE
        .render_named_str(kind.name(), &source, scene(values))
        .map_err(|error| wrong(&error))
}

/// Whether a template can be rendered at all.
///
/// # Errors
/// What is wrong with it, in words of the template language.
pub(super) fn check(kind: Kind, source: &str) -> Result<(), String> {
    let source = with_percent_places(source, &Values::default());
    ENGINE
        .template_from_named_str(kind.name(), &source)
        .map(drop)
        .map_err(|error| explained(&error))
}

/// The product's own mail, plain and as HTML.
pub(super) fn lay_out(
    language: &Language,
    said: &Said,
    values: &Values,
    subject: &str,
) -> Result<(String, String), Refusal> {
    let plain = |source: &String| render(Kind::Plain, source, values);
    let paragraphs = |sources: &[String]| sources.iter().map(plain).collect::<Result<Vec<_>, _>>();
    let details: Vec<(String, String)> = ["when", "browser", "address", "method"]
        .into_iter()
        .filter_map(|name| {
            Some((
                language.detail(name).to_owned(),
                values.get(name)?.to_owned(),
            ))
        })
        .collect();
    let (not_me, not_me_lead) = language.not_me();
    let greeting = match values.get("name") {
        Some(_) => render(Kind::Plain, language.greeting(), values)?,
        None => String::new(),
    };
    let scene = context! {
        subject => subject,
        language => language.tag,
        direction => direction(language.tag),
        realm => values.get("realm"),
        greeting => greeting,
        before => paragraphs(&said.before)?,
        after => paragraphs(&said.after)?,
        code => values.get("code"),
        link => values.get("link").filter(|_| said.button.is_some()),
        button => said.button.as_deref(),
        copy => language.copy(),
        details => details,
        not_me_link => values.get("notMe"),
        not_me => not_me,
        not_me_lead => not_me_lead,
    };
    let written = |name: &str, source: &str| {
        ENGINE
            .render_named_str(name, source, &scene)
            .map_err(|error| wrong(&error))
    };
    let text = written("layout.txt", LAYOUT_TEXT)?;
    let html = written("layout.html", LAYOUT_HTML)?;
    Ok((text, html))
}

/// A whole HTML document around `inside`, which is markup already. Styles are checked when they are saved.
pub(super) fn document(inside: &str, language: &str, subject: &str, styles: &str) -> String {
    let scene = context! {
        inside => Value::from_safe_string(inside.to_owned()),
        styles => Value::from_safe_string(styles.to_owned()),
        language => language,
        direction => direction(language),
        subject => subject,
    };
    // A constant template with all its values.
    ENGINE
        .render_named_str("document.html", DOCUMENT, scene)
        .unwrap_or_else(|_| inside.to_owned())
}

/// What a template sees: values by name, and as members of `object` by the names that existing templates use.
#[derive(Serialize)]
struct Scene<'a> {
    #[serde(flatten)]
    values: BTreeMap<&'a str, &'a str>,
    object: BTreeMap<&'a str, &'a str>,
}

fn scene(values: &Values) -> Value {
    let values: BTreeMap<&str, &str> = values.iter().collect();
    let mut object = values.clone();
    for (name, other) in [("link", "resumeURI"), ("username", "userName")] {
        if let Some(value) = values.get(name) {
            object.insert(other, value);
        }
    }
    Value::from(Serde(Scene { values, object }))
}

/// The names that may stand between percent signs whatever the message has.
const PLACES: [&str; 5] = ["link", "username", "code", "realm", "app"];

/// `source` with `%name%` written as `{{ name }}`.
fn with_percent_places(source: &str, values: &Values) -> String {
    let mut source = source.to_owned();
    for name in values.iter().map(|(name, _)| name).chain(PLACES) {
        let place = format!("%{name}%");
        if source.contains(&place) {
            source = source.replace(&place, &format!("{{{{ {name} }}}}"));
        }
    }
    source
}

fn wrong(error: &minijinja::Error) -> Refusal {
    Refusal::never(&format!(
        "its template does not render: {}",
        explained(error)
    ))
}

/// `line 3: unknown filter: filter loud is unknown`.
fn explained(error: &minijinja::Error) -> String {
    let what = match error.detail() {
        Some(detail) => format!("{}: {detail}", error.kind()),
        None => error.kind().to_string(),
    };
    match error.line() {
        Some(line) => format!("line {line}: {what}"),
        None => what,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values() -> Values {
        Values::default()
            .with("link", "https://id.example/?a=1&b=2")
            .with("username", "<b>ana</b>")
    }

    #[test]
    fn places_are_filled_in_the_ways_existing_templates_write_them() {
        for source in [
            "{{ link }}",
            "{{ object.link }}",
            "{{object.resumeURI}}",
            "%link%",
        ] {
            let text = render(Kind::Plain, source, &values()).unwrap();
            assert_eq!(text, "https://id.example/?a=1&b=2", "{source}");
        }
        assert_eq!(
            render(Kind::Plain, "100% %off%", &values()).unwrap(),
            "100% %off%"
        );
    }

    #[test]
    fn attack_a_username_cannot_put_markup_into_a_mail() {
        let html = render(Kind::Html, "<p>%username%</p>", &values()).unwrap();
        assert_eq!(html, "<p>&lt;b&gt;ana&lt;&#x2f;b&gt;</p>");
    }

    #[test]
    fn attack_a_value_is_not_read_as_a_template() {
        let values = Values::default()
            .with("username", "{{ link }}%link%")
            .with("link", "secret");
        assert_eq!(
            render(Kind::Plain, "%username%", &values).unwrap(),
            "{{ link }}%link%"
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let why = check(Kind::Html, "<p>\n{{ code }}\n{% if %}").unwrap_err();
        assert!(why.starts_with("line 3: syntax error: "), "{why}");
        let why = render(Kind::Plain, "a\n{{ code|loud }}", &values())
            .unwrap_err()
            .why;
        assert!(why.contains("line 2: unknown filter"), "{why}");
    }

    #[test]
    fn attack_a_template_cannot_run_for_ever() {
        let source =
            "{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}";
        assert!(render(Kind::Plain, source, &values()).unwrap_err().lasting);
    }
}
