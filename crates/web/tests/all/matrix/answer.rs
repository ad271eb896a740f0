//! What must come back, and when two answers are the same.

use durward_testkit::Page;

use super::loot::Loot;
use super::twin::Twin;

/// What must come back.
#[derive(Debug, Clone, Copy)]
pub(super) enum Answer {
    /// The way to the sign-in of the realm asked.
    SignIn,
    /// A page, by status and step.
    Page(u16, &'static str),
    /// Sent on to another page of the realm asked.
    Onward(&'static str),
    /// Sent back to the app with this error.
    ToApp(&'static str),
    /// An error as JSON, by status and code.
    Error(u16, &'static str),
    /// A failure of a JSON interface, by status and message.
    Api(u16, &'static str),
    /// A token that is not active (RFC 7662 2.2).
    Inactive,
    /// Success without a body.
    Empty,
    /// A public document.
    Document,
}

impl Answer {
    /// Whether `page`, of the realm `to`, is this answer.
    pub(super) fn is(self, page: &Page, to: &Twin) -> bool {
        let status = page.status.as_u16();
        let location = page.location().unwrap_or_default();
        match self {
            Self::SignIn => {
                status == 303 && location.starts_with(&format!("{}/login?goto=", to.base()))
            }
            Self::Onward(path) => status == 303 && location == format!("{}{path}", to.base()),
            Self::ToApp(error) => status == 303 && location.contains(&format!("/cb?error={error}")),
            Self::Page(wanted, step) => {
                status == wanted && page.body.contains(&format!("data-step=\"{step}\""))
            }
            Self::Error(wanted, code) => status == wanted && page.json()["error"] == code,
            Self::Api(wanted, message) => status == wanted && page.json()["message"] == message,
            Self::Inactive => status == 200 && page.body == "{\"active\":false}",
            Self::Empty => status == 200 && page.body.is_empty(),
            Self::Document => status == 200 && page.json().is_object(),
        }
    }
}

/// All of an answer that may not differ: what was presented is called by its name, and what is new in every
/// answer by its kind.
pub(super) fn comparable(page: &Page, presented: &Loot) -> String {
    let mut text = format!("{}\n", page.status);
    for (name, value) in &page.headers {
        // The length says what the body says, and challenges in it are written in more or fewer characters.
        if name != "x-request-id" && name != "content-length" {
            text.push_str(&format!("{name}: {}\n", value.to_str().unwrap()));
        }
    }
    text.push_str(&page.body);
    let mut parts = presented.parts();
    parts.sort_by_key(|(_, value)| std::cmp::Reverse(value.len()));
    for (name, value) in parts {
        let in_address: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
        let in_page = value.replace('/', "&#x2f;");
        let in_groups: Vec<&str> = (0..value.len())
            .step_by(4)
            .filter_map(|at| value.get(at..value.len().min(at + 4)))
            .collect();
        for written in [value, &in_address, &in_page, &in_groups.join("-")] {
            text = text.replace(written, &format!("({name})"));
        }
    }
    without_fresh(&without_ids(&text))
}

/// `text` without the challenges of passkeys and the tokens of steps, which are new each time; as pages and JSON write
/// them.
fn without_fresh(text: &str) -> String {
    let mut text = text.to_owned();
    for (name, quote) in [
        ("challenge", "&quot;"),
        ("challenge", "\""),
        ("authId", "\""),
    ] {
        let before = format!("{name}{quote}:{quote}");
        let parts = text.split(&before).enumerate();
        let parts = parts.map(|(place, part)| match part.split_once(quote) {
            Some((_, rest)) if place > 0 => format!("{quote}{rest}"),
            _ => part.to_owned(),
        });
        text = parts.collect::<Vec<_>>().join(&before);
    }
    text
}

/// `text` with the kind alone of every identifier, and of the secret behind it.
fn without_ids(text: &str) -> String {
    let of_a_word =
        |character: char| character.is_ascii_alphanumeric() || "_-.".contains(character);
    text.split_inclusive(|character| !of_a_word(character))
        .map(|word| match word.split_once('_') {
            Some((kind, rest)) if kind.len() == 3 && rest.len() >= 26 => {
                let end = rest.trim_start_matches(of_a_word);
                format!("({kind}){end}")
            }
            _ => word.to_owned(),
        })
        .collect()
}
