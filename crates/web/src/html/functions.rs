//! What templates can call: `t`, `attr`, `icon`, `asset_url`, `initial`, `ago`, `date`, `datetime`.

use std::collections::BTreeMap;
use std::sync::Arc;

use durward_model::Timestamp;
use fluent_bundle::{FluentArgs, FluentValue};
use minijinja::value::{Kwargs, Object, ValueKind};
use minijinja::{Environment, Error, ErrorKind, State, Value};

use super::{Asset, Locale, Messages, Text, embedded, escape, messages, moment};

/// The locale of a page, in its template's context.
impl Object for Locale {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        match key.as_str()? {
            "tag" => Some(Value::from(self.tag())),
            "dir" => Some(Value::from(self.direction().attribute())),
            "name" => Some(Value::from(self.endonym())),
            _ => None,
        }
    }
}

pub(super) fn add(environment: &mut Environment<'static>, messages: &Arc<Messages>) {
    let words = Arc::clone(messages);
    environment.add_function("t", move |state: &State, text: &Value, values: Kwargs| {
        let html = escape::message(&say(&words, state, text, &values)?);
        Ok::<_, Error>(Value::from_safe_string(html))
    });
    let words = Arc::clone(messages);
    environment.add_function(
        "attr",
        move |state: &State, text: &Value, values: Kwargs| {
            Ok::<_, Error>(escape::without_isolates(&say(
                &words, state, text, &values,
            )?))
        },
    );
    let words = Arc::clone(messages);
    environment.add_function("ago", move |state: &State, millis: i64| {
        let now = state
            .lookup("chrome")
            .unwrap_or_default()
            .get_attr("now")?
            .as_i64()
            .unwrap_or(millis);
        let text = moment::ago(Timestamp::from_millis(millis), Timestamp::from_millis(now));
        Ok::<_, Error>(words.resolve(locale(state)?, &text).into_owned())
    });
    let words = Arc::clone(messages);
    environment.add_function("date", move |state: &State, millis: i64| {
        let text = moment::date(Timestamp::from_millis(millis));
        Ok::<_, Error>(words.resolve(locale(state)?, &text).into_owned())
    });
    environment.add_function("datetime", |millis: i64| {
        moment::machine(Timestamp::from_millis(millis))
    });
    environment.add_function("asset_url", |name: &str| {
        Asset::url(name).ok_or_else(|| invalid(format!("there is no asset called {name}")))
    });
    environment.add_function("initial", initial);
    environment.add_function("icon", icons());
}

/// The icons of `portal/icons/`, as inline SVG that screen readers pass over.
fn icons() -> impl Fn(&str) -> Result<Value, Error> {
    let icons: BTreeMap<String, Value> = embedded::portal_files("icons")
        .into_iter()
        .map(|(name, svg)| {
            (
                name.trim_end_matches(".svg").to_owned(),
                Value::from_safe_string(svg.trim().to_owned()),
            )
        })
        .collect();
    move |name| {
        icons
            .get(name)
            .cloned()
            .ok_or_else(|| invalid(format!("there is no icon called {name}")))
    }
}

/// The letter that stands for a name without a logo.
fn initial(name: &str) -> String {
    name.chars()
        .find(|character| character.is_alphanumeric())
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect()
}

/// Words for a message key (a string) or for a serialized [`Text`] (a map), values isolated.
fn say(messages: &Messages, state: &State, text: &Value, values: &Kwargs) -> Result<String, Error> {
    let locale = locale(state)?;
    if let Some(key) = text.as_str() {
        let args = args(
            values
                .args()
                .map(|name| Ok((name.to_owned(), values.get::<Value>(name)?))),
        )?;
        return Ok(messages.format(locale, key, Some(&args)).into_owned());
    }
    let plain = text.get_attr("plain")?;
    if let Some(plain) = plain.as_str() {
        return Ok(plain.to_owned());
    }
    let message = text.get_attr("message")?;
    if message.kind() == ValueKind::Map {
        let key = message.get_attr("key")?;
        let given = message.get_attr("args")?;
        let named = given
            .try_iter()?
            .map(|name| Ok((name.to_string(), given.get_item(&name)?)));
        let args = args(named)?;
        return Ok(messages
            .format(locale, key.as_str().unwrap_or_default(), Some(&args))
            .into_owned());
    }
    let by_tag = text.get_attr("translations")?;
    let pairs = by_tag
        .try_iter()?
        .map(|tag| Ok((tag.to_string(), by_tag.get_item(&tag)?.to_string())));
    let text = Text::Translations(pairs.collect::<Result<_, Error>>()?);
    Ok(messages.resolve(locale, &text).into_owned())
}

fn args(
    values: impl Iterator<Item = Result<(String, Value), Error>>,
) -> Result<FluentArgs<'static>, Error> {
    let mut args = FluentArgs::new();
    for value in values {
        let (name, value) = value?;
        let value = match value.as_i64() {
            Some(number) if value.is_number() => FluentValue::from(number),
            _ => messages::fluent_text(value.as_str().unwrap_or_default()),
        };
        args.set(name, value);
    }
    Ok(args)
}

fn locale(state: &State) -> Result<Locale, Error> {
    let locale = state.lookup("locale").unwrap_or_default();
    locale
        .downcast_object_ref::<Locale>()
        .copied()
        .ok_or_else(|| invalid("the context has no locale".to_owned()))
}

fn invalid(detail: String) -> Error {
    Error::new(ErrorKind::InvalidOperation, detail)
}
