//! Turning a page into HTML.

use std::fmt;
use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context};

use super::pages::Page;
use super::{Chrome, Locale, Messages, embedded, escape, functions};

/// Every template and translation, compiled once; shared by all requests.
pub struct Pages {
    environment: Environment<'static>,
    messages: Arc<Messages>,
}

/// A template that does not fit its page: a fault of ours, never of the request.
#[derive(Debug)]
pub struct RenderError(minijinja::Error);

impl Pages {
    /// Compiles the embedded templates and translations.
    ///
    /// # Errors
    ///
    /// When a template does not parse.
    pub fn new() -> Result<Self, RenderError> {
        let messages = Arc::new(Messages::load());
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_syntax(
            SyntaxConfig::builder()
                .trim_blocks(true)
                .lstrip_blocks(true)
                .build()?,
        );
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_formatter(write_escaped);
        functions::add(&mut environment, &messages);
        for (name, source) in embedded::portal_files("templates") {
            environment.add_template_owned(name, source)?;
        }
        Ok(Self {
            environment,
            messages,
        })
    }

    /// The translations, for texts outside pages.
    #[must_use]
    pub fn messages(&self) -> &Messages {
        &self.messages
    }

    /// Renders a page as a whole HTML document.
    ///
    /// # Errors
    ///
    /// When the template asks for something its page does not have.
    pub fn render<P: Page>(
        &self,
        locale: Locale,
        chrome: &Chrome,
        page: &P,
    ) -> Result<String, RenderError> {
        let template = self.environment.get_template(P::TEMPLATE)?;
        Ok(template.render(context! {
            locale => Value::from_object(locale),
            languages => languages(chrome.here.as_deref()),
            chrome => Value::from(Serde(chrome)),
            page => Value::from(Serde(page)),
        })?)
    }
}

impl fmt::Debug for Pages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").finish_non_exhaustive()
    }
}

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a page could not be rendered: {:#}", self.0)
    }
}

impl std::error::Error for RenderError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

impl From<minijinja::Error> for RenderError {
    fn from(error: minijinja::Error) -> Self {
        Self(error)
    }
}

/// The language switch: each locale with the address of this page in it. Empty when the page has no address.
fn languages(here: Option<&str>) -> Vec<Value> {
    let Some(here) = here else { return Vec::new() };
    let separator = if here.contains('?') { '&' } else { '?' };
    Locale::ALL
        .into_iter()
        .map(|locale| {
            context! {
                tag => locale.tag(),
                dir => locale.direction().attribute(),
                name => locale.endonym(),
                href => format!("{here}{separator}ui_locales={}", locale.tag()),
            }
        })
        .collect()
}

/// Writes a value, escaped unless it is markup of ours. Unlike the engine's own escaping it leaves `/` as it is,
/// which keeps addresses in the source readable.
fn write_escaped(
    output: &mut minijinja::Output,
    state: &mut minijinja::State,
    value: &Value,
) -> Result<(), minijinja::Error> {
    match value.as_str() {
        Some(text) if !value.is_safe() => {
            let mut html = String::with_capacity(text.len());
            escape::push(&mut html, text);
            Ok(output.write_str(&html)?)
        }
        _ => minijinja::escape_formatter(output, state, value),
    }
}
