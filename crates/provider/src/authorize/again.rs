//! The same request, for when the person has done what it needs.

use durward_oauth::{ClientId, Parameters, Prompt};

/// The parameters by which a request comes again. Those of one that waits at the server hold its address, others all it
/// asks for.
#[derive(Clone, PartialEq, Eq)]
pub struct Again(Vec<(String, String)>);

impl std::fmt::Debug for Again {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Again(..)")
    }
}

impl Again {
    /// All of `parameters`.
    pub(super) fn whole(parameters: &Parameters) -> Self {
        let pairs = parameters.pairs();
        Self(
            pairs
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        )
    }

    /// `parameters` without the words that ask for a sign-in: one that has just happened is as young as any app can ask
    /// for.
    pub(super) fn after_sign_in(parameters: &Parameters) -> Self {
        let pairs = parameters.pairs().filter_map(|(name, value)| match name {
            "max_age" => None,
            "prompt" => Some((name.to_owned(), patient(value)?)),
            _ => Some((name.to_owned(), value.to_owned())),
        });
        Self(pairs.collect())
    }

    /// The request of `client_id` that waits at `request_uri`.
    pub(super) fn kept(client_id: &ClientId, request_uri: &str) -> Self {
        Self(vec![
            ("client_id".to_owned(), client_id.as_str().to_owned()),
            ("request_uri".to_owned(), request_uri.to_owned()),
        ])
    }

    /// Names and values, in order, but for those in `without`.
    pub fn pairs<'a>(&'a self, without: &'a [&str]) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(name, _)| !without.contains(name))
    }
}

/// `prompt` without what the person has done.
fn patient(prompt: &str) -> Option<String> {
    let spent = [Prompt::Login.name(), Prompt::SelectAccount.name()];
    let left: Vec<&str> = prompt
        .split(' ')
        .filter(|word| !spent.contains(word))
        .collect();
    (!left.is_empty()).then(|| left.join(" "))
}
