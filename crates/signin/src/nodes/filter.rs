//! Filters over attributes, as query interfaces write them: `mail pr and !(/preferences/news eq true)`.

use serde_json::{Number, Value};

/// Bytes of a filter.
const LONGEST: usize = 2000;
/// How deep parentheses and `!` may nest.
const DEEPEST: usize = 20;

/// A condition on attributes.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Filter {
    /// `true` and `false`.
    Always(bool),
    /// `!` before another.
    Not(Box<Filter>),
    /// Those around `and`.
    All(Vec<Filter>),
    /// Those around `or`.
    Any(Vec<Filter>),
    /// `pr`: there is such an attribute.
    Present(Path),
    /// Any other operator.
    Compare(Path, Operator, Value),
}

/// How a value is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    /// `eq`
    Equal,
    /// `co`
    Contains,
    /// `sw`
    StartsWith,
    /// `lt`
    Less,
    /// `le`
    AtMost,
    /// `gt`
    Greater,
    /// `ge`
    AtLeast,
}

/// An attribute, and the way to a value inside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Path {
    /// The attribute.
    pub(super) attribute: String,
    /// A JSON pointer (RFC 6901) into its value; empty for the value itself.
    inside: String,
}

impl Filter {
    /// Reads a filter.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if text.len() > LONGEST {
            return Err(format!("must be at most {LONGEST} bytes"));
        }
        let mut rest = Rest { text, depth: 0 };
        let filter = rest.any()?;
        rest.space();
        match rest.text {
            "" => Ok(filter),
            more => Err(format!("nothing may come before `{}`", start(more))),
        }
    }

    /// Whether it holds, where `value` gives the value of an attribute.
    pub(super) fn holds(&self, value: &dyn Fn(&str) -> Option<Value>) -> bool {
        let at = |path: &Path| {
            let whole = value(&path.attribute)?;
            let found = whole.pointer(&path.inside).cloned()?;
            (!found.is_null() && found.as_str() != Some("")).then_some(found)
        };
        match self {
            Self::Always(holds) => *holds,
            Self::Not(inner) => !inner.holds(value),
            Self::All(all) => all.iter().all(|one| one.holds(value)),
            Self::Any(any) => any.iter().any(|one| one.holds(value)),
            Self::Present(path) => at(path).is_some(),
            Self::Compare(path, operator, wanted) => at(path).is_some_and(|found| match &found {
                Value::Array(items) => items.iter().any(|item| operator.holds(item, wanted)),
                one => operator.holds(one, wanted),
            }),
        }
    }
}

impl Operator {
    fn of(word: &str) -> Option<Self> {
        Some(match word {
            "eq" => Self::Equal,
            "co" => Self::Contains,
            "sw" => Self::StartsWith,
            "lt" => Self::Less,
            "le" => Self::AtMost,
            "gt" => Self::Greater,
            "ge" => Self::AtLeast,
            _ => return None,
        })
    }

    fn holds(self, found: &Value, wanted: &Value) -> bool {
        use std::cmp::Ordering::{Equal, Greater, Less};
        let order = match (found, wanted) {
            (Value::String(found), Value::String(wanted)) => {
                let (found, wanted) = (found.to_lowercase(), wanted.to_lowercase());
                match self {
                    Self::Contains => return found.contains(&wanted),
                    Self::StartsWith => return found.starts_with(&wanted),
                    _ => Some(found.cmp(&wanted)),
                }
            }
            (Value::Number(found), Value::Number(wanted)) => {
                found.as_f64().partial_cmp(&wanted.as_f64())
            }
            (found, wanted) => return self == Self::Equal && found == wanted,
        };
        match self {
            Self::Equal => order == Some(Equal),
            Self::Less => order == Some(Less),
            Self::AtMost => matches!(order, Some(Less | Equal)),
            Self::Greater => order == Some(Greater),
            Self::AtLeast => matches!(order, Some(Greater | Equal)),
            Self::Contains | Self::StartsWith => false,
        }
    }
}

/// What is not read yet.
struct Rest<'a> {
    text: &'a str,
    depth: usize,
}

impl<'a> Rest<'a> {
    fn any(&mut self) -> Result<Filter, String> {
        let mut all = vec![self.all()?];
        while self.word("or") {
            all.push(self.all()?);
        }
        Ok(one_or(all, Filter::Any))
    }

    fn all(&mut self) -> Result<Filter, String> {
        let mut all = vec![self.one()?];
        while self.word("and") {
            all.push(self.one()?);
        }
        Ok(one_or(all, Filter::All))
    }

    fn one(&mut self) -> Result<Filter, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(format!("must nest at most {DEEPEST} deep"));
        }
        let filter = self.alone();
        self.depth -= 1;
        filter
    }

    fn alone(&mut self) -> Result<Filter, String> {
        if self.sign('!') {
            return Ok(Filter::Not(Box::new(self.one()?)));
        }
        if self.sign('(') {
            let inner = self.any()?;
            return match self.sign(')') {
                true => Ok(inner),
                false => Err("a `(` is not closed".to_owned()),
            };
        }
        let path = match self.token() {
            "" => {
                return Err(format!(
                    "an attribute must stand before `{}`",
                    start(self.text)
                ));
            }
            "true" => return Ok(Filter::Always(true)),
            "false" => return Ok(Filter::Always(false)),
            token => Path::parse(token),
        };
        let word = self.token();
        if word == "pr" {
            return Ok(Filter::Present(path));
        }
        let operator = Operator::of(word).ok_or_else(|| format!("`{word}` is no operator"))?;
        Ok(Filter::Compare(path, operator, self.value()?))
    }

    fn space(&mut self) {
        self.text = self.text.trim_start();
    }

    fn sign(&mut self, sign: char) -> bool {
        self.space();
        let rest = self.text.strip_prefix(sign);
        self.text = rest.unwrap_or(self.text);
        rest.is_some()
    }

    /// The characters up to a space, a quote or a parenthesis.
    fn token(&mut self) -> &'a str {
        self.space();
        let end = |c: char| c.is_whitespace() || "()\"!".contains(c);
        let (token, rest) = self
            .text
            .split_at(self.text.find(end).unwrap_or(self.text.len()));
        self.text = rest;
        token
    }

    fn word(&mut self, word: &str) -> bool {
        let before = self.text;
        let is = self.token() == word;
        if !is {
            self.text = before;
        }
        is
    }

    fn value(&mut self) -> Result<Value, String> {
        self.space();
        if !self.text.starts_with('"') {
            let token = self.token();
            return match token {
                "true" => Ok(Value::Bool(true)),
                "false" => Ok(Value::Bool(false)),
                token => token
                    .parse::<Number>()
                    .map(Value::Number)
                    .map_err(|_| format!("`{token}` is no value: text stands in quotes")),
            };
        }
        let mut stream = serde_json::Deserializer::from_str(self.text).into_iter::<String>();
        let text = stream.next().and_then(Result::ok);
        let text = text.ok_or_else(|| "a text is not closed".to_owned())?;
        self.text = &self.text[stream.byte_offset()..];
        Ok(Value::String(text))
    }
}

impl Path {
    /// `mail`, or `/preferences/news`.
    fn parse(token: &str) -> Self {
        let token = token.strip_prefix('/').unwrap_or(token);
        let (attribute, inside) = token.split_at(token.find('/').unwrap_or(token.len()));
        Self {
            attribute: attribute.to_owned(),
            inside: inside.to_owned(),
        }
    }
}

fn one_or(mut all: Vec<Filter>, many: fn(Vec<Filter>) -> Filter) -> Filter {
    match (all.len(), all.pop()) {
        (1, Some(one)) => one,
        (_, last) => {
            all.extend(last);
            many(all)
        }
    }
}

fn start(text: &str) -> String {
    text.chars().take(20).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn holds(filter: &str) -> bool {
        let value = |name: &str| match name {
            "mail" => Some(json!("Ana@acme.example")),
            "age" => Some(json!(30)),
            "preferences" => Some(json!({"news": true, "colours": ["red", "green"]})),
            "empty" => Some(json!("")),
            _ => None,
        };
        Filter::parse(filter).unwrap().holds(&value)
    }

    #[test]
    fn every_operator_says_what_it_should() {
        for filter in [
            r#"mail eq "ana@ACME.example""#,
            r#"mail sw "ana" and mail co "@acme""#,
            "/preferences/news eq true",
            r#"/preferences/colours eq "green""#,
            "age gt 29 and age ge 30 and age lt 31 and age le 30",
            "!(empty pr) and !missing pr",
            "false or (age pr and true)",
        ] {
            assert!(holds(filter), "{filter}");
        }
        for filter in [
            r#"mail eq "eve@acme.example""#,
            r#"age eq "30""#,
            "missing lt 5",
            "true and false or false",
            r#"age sw "3""#,
        ] {
            assert!(!holds(filter), "{filter}");
        }
    }

    #[test]
    fn attack_what_is_no_filter_is_refused() {
        let deep = "(".repeat(5000);
        let long = format!("{} pr", "a".repeat(3000));
        for filter in [
            "",
            "mail",
            "mail eq",
            "mail eq ana",
            r#"mail eq "ana"#,
            "(mail pr",
            "mail pr)",
            "mail is 5",
            "and",
            deep.as_str(),
            long.as_str(),
        ] {
            assert!(Filter::parse(filter).is_err(), "{filter}");
        }
    }
}
