//! Journey documents, runs and submissions from nobody we know.
//!
//! The input is a document, a zero byte, and what steers a run of it: at each node the next byte picks the outcome.
//! A document that is accepted must be written back as it was read, and every run of it must end.

#![no_main]

use std::sync::Arc;

use durward_journey::callback::Expect;
use durward_journey::catalog::{Built, Facts, NodeCatalog, Refusal};
use durward_journey::compile::{compile, validate};
use durward_journey::document::{Config, JourneyDocument};
use durward_journey::graph::Kind;
use durward_journey::input::Input;
use durward_journey::state::RunState;
use durward_journey::step::Step;
use durward_journey::transition::{Journeys, Next, Outcome, advance, start};
use libfuzzer_sys::fuzz_target;

/// How often a retry limit lets a run through, so that runs are short.
const LIMIT: u32 = 2;
/// More steps than any sound journey of the few nodes that a fuzzer writes can take.
const STEPS: usize = 100_000;

fuzz_target!(|input: &[u8]| {
    let split = input
        .iter()
        .position(|byte| *byte == 0)
        .unwrap_or(input.len());
    let (text, choices) = input.split_at(split);
    let Ok(text) = std::str::from_utf8(text) else {
        return;
    };
    let _ = RunState::from_parts(text, None);
    submission(text);
    let Ok(document) = JourneyDocument::from_json(text) else {
        return;
    };
    let written = serde_json::to_string(&document).unwrap();
    assert_eq!(JourneyDocument::from_json(&written).unwrap(), document);

    let inner = |name: &str| (name == "Otp").then(Vec::new);
    if let Err(problems) = validate(&document, 1, &Nodes, &inner) {
        assert!(!problems.is_empty());
    }
    if let Ok(graph) = compile(&document, 1, &Nodes) {
        run(Journeys::of(Arc::new(graph)), &document.id, choices);
    }
});

fn run(journeys: Journeys<bool>, root: &str, choices: &[u8]) {
    let Ok((mut state, mut next)) = start(&journeys, root) else {
        return;
    };
    let mut choices = choices.iter().copied().chain(std::iter::repeat(1));
    for _ in 0..STEPS {
        let Next::Enter(node) = next else {
            assert!(state.ended());
            return;
        };
        state.show(&mut Step::default());
        let outcome: Outcome = match node.kind() {
            Kind::Plain(true) if state.count_here() > LIMIT => "Reject".into(),
            _ => {
                let pick = usize::from(choices.next().unwrap_or_default());
                node.connections()
                    .nth(pick % node.connections().count())
                    .unwrap()
                    .0
                    .to_owned()
                    .into()
            }
        };
        // A long way through long names may outgrow the bounds, which ends a run as well.
        let Ok(parts) = state.to_parts() else { return };
        state = RunState::from_parts(&parts.public, parts.secure.as_ref()).unwrap();
        next = advance(&journeys, &mut state, &outcome);
    }
    panic!("the run does not end");
}

fn submission(text: &str) {
    let asked = vec![
        Expect::Text,
        Expect::Secret,
        Expect::Index(2),
        Expect::NewSecret,
        Expect::BoundKey,
        Expect::Nothing,
    ];
    if let Ok(callbacks) = serde_json::from_str(text)
        && let Ok(input) = Input::from_json(asked, &callbacks)
    {
        assert!(input.index(2).is_none_or(|index| index < 2));
    }
}

/// Node types as the product has them; the node says whether it limits.
struct Nodes;

impl NodeCatalog for Nodes {
    type Node = bool;

    fn build(&self, node_type: &str, config: &Config) -> Result<Built<bool>, Refusal> {
        let facts = match node_type {
            "UsernameCollectorNode" | "PasswordCollectorNode" => Facts::collector(),
            "AccountLockoutNode" => Facts::action(),
            "RetryLimitDecisionNode" => Facts::decision(["Retry", "Reject"]).limiting("Retry"),
            "IdentityStoreDecisionNode" => {
                Facts::decision(["TRUE", "FALSE", "LOCKED", "EXPIRED", "CANCELLED"])
            }
            "ChoiceCollectorNode" => {
                let choices = config.get("choices").and_then(|choices| choices.as_array());
                let choices = choices
                    .into_iter()
                    .flatten()
                    .filter_map(|choice| choice.as_str());
                Facts::decision(choices.map(str::to_owned)).waiting()
            }
            _ => return Err(Refusal::UnknownType),
        };
        Ok(Built {
            node: node_type == "RetryLimitDecisionNode",
            facts,
        })
    }
}
