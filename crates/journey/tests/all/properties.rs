use std::sync::Arc;

use durward_journey::compile::{compile, validate};
use durward_journey::document::JourneyDocument;
use durward_journey::graph::Kind;
use durward_journey::input::Input;
use durward_journey::state::RunState;
use durward_journey::step::Step;
use durward_journey::transition::{Journeys, Next, Outcome, advance, start};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::toys::{Toy, Toys};

const TYPES: &[(&str, &[&str])] = &[
    ("UsernameCollectorNode", &["outcome"]),
    ("AccountLockoutNode", &["outcome"]),
    ("ChoiceCollectorNode", &["x", "y"]),
    (
        "IdentityStoreDecisionNode",
        &["TRUE", "FALSE", "LOCKED", "EXPIRED", "CANCELLED"],
    ),
    ("RetryLimitDecisionNode", &["Retry", "Reject"]),
    ("PageNode", &["outcome"]),
];

fn config(node_type: &str, number: u8) -> Value {
    match node_type {
        "ChoiceCollectorNode" => json!({"choices": ["x", "y"]}),
        "RetryLimitDecisionNode" => json!({"retryLimit": number % 4 + 1}),
        "PageNode" => {
            json!({"nodes": [{"nodeType": "UsernameCollectorNode"}, {"nodeType": "PasswordCollectorNode"}]})
        }
        _ => json!({}),
    }
}

/// A node as numbers: its type, and for each outcome where it goes.
type Seeds = Vec<(u8, [u16; 5])>;

fn seeds(most: usize) -> impl Strategy<Value = Seeds> {
    proptest::collection::vec((any::<u8>(), any::<[u16; 5]>()), 1..most)
}

/// A document whose connections go anywhere (`wild`) or, but for `Retry`, only onward; nodes nothing leads to are left out.
fn document(name: &str, seeds: &Seeds, wild: bool) -> JourneyDocument {
    let count = seeds.len();
    let mut nodes = Vec::new();
    for (place, (kind, targets)) in seeds.iter().enumerate() {
        let (node_type, outcomes) = TYPES[usize::from(*kind) % TYPES.len()];
        let connections =
            outcomes
                .iter()
                .zip(targets)
                .enumerate()
                .map(|(number, (outcome, target))| {
                    let target = usize::from(*target);
                    let anywhere = wild || *outcome == "Retry";
                    let node = if anywhere {
                        target % (count + 2)
                    } else {
                        place + 1 + target % (count + 1 - place)
                    };
                    // The last way of each node goes onward, so that success stays within reach.
                    let node = if number + 1 == outcomes.len() && !wild {
                        place + 1
                    } else {
                        node
                    };
                    let target = if node < count {
                        format!("n{node}")
                    } else if node == count {
                        "success".into()
                    } else {
                        "failure".into()
                    };
                    ((*outcome).to_owned(), json!(target))
                });
        let connections: serde_json::Map<String, Value> = connections.collect();
        nodes.push((node_type, connections, config(node_type, *kind)));
    }
    let mut reached = vec![false; count];
    let mut ahead = vec![0];
    while let Some(node) = ahead.pop() {
        if !std::mem::replace(&mut reached[node], true) {
            let targets = nodes[node]
                .1
                .values()
                .filter_map(|target| target.as_str()?.strip_prefix('n')?.parse::<usize>().ok());
            ahead.extend(targets);
        }
    }
    let mut document = json!({"_id": name, "entryNodeId": "n0", "nodes": {}, "nodeConfig": {}});
    for (place, (node_type, connections, config)) in nodes
        .into_iter()
        .enumerate()
        .filter(|(place, _)| reached[*place])
    {
        document["nodes"][format!("n{place}")] =
            json!({"nodeType": node_type, "connections": connections});
        document["nodeConfig"][format!("n{place}")] = config;
    }
    JourneyDocument::from_value(document).unwrap()
}

/// Walks until the run ends, leaving each node by whichever outcome `choices` picks; `None` when it does not end.
fn walk(
    journeys: &Journeys<Toy>,
    root: &str,
    choices: &[u8],
    patient: bool,
    most: usize,
) -> Option<usize> {
    let (mut state, mut next) = start(journeys, root).ok()?;
    for step in 0..most {
        let Next::Enter(node) = next else {
            assert!(state.ended());
            return Some(step);
        };
        if node.waits() || patient {
            state.show(&mut Step::default());
        }
        let pick = usize::from(choices[step % choices.len()]);
        let outcome: Outcome = match node.kind() {
            Kind::Plain(Toy::Retry(limit)) if state.count_here() > *limit => "Reject".into(),
            Kind::Plain(Toy::Retry(_)) => "Retry".into(),
            _ => node
                .connections()
                .nth(pick % node.connections().count())
                .unwrap()
                .0
                .to_owned()
                .into(),
        };
        let parts = state.to_parts().unwrap();
        state = RunState::from_parts(&parts.public, parts.secure.as_ref()).unwrap();
        next = advance(journeys, &mut state, &outcome);
    }
    None
}

proptest! {
    #[test]
    fn every_walk_of_a_sound_journey_ends(seeds in seeds(12), choices in proptest::collection::vec(any::<u8>(), 1..40)) {
        let sound = document("J", &seeds, false);
        let graph = compile(&sound, 1, &Toys);
        prop_assert!(graph.is_ok(), "{:?}", graph.err());
        let journeys = Journeys::of(Arc::new(graph.unwrap()));
        // Each limit lets a run through at most four times, and between two of them no node comes twice.
        let most = (12 * 5 + 1) * 13;
        prop_assert!(walk(&journeys, "J", &choices, true, most).is_some());
        prop_assert!(walk(&journeys, "J", &choices, false, most).is_some());
    }

    #[test]
    fn a_journey_with_connections_at_random_is_refused_or_its_walks_end(seeds in seeds(6), choices in proptest::collection::vec(any::<u8>(), 1..40)) {
        if let Ok(graph) = compile(&document("J", &seeds, true), 1, &Toys) {
            let most = (6 * 5 + 1) * 7;
            prop_assert!(walk(&Journeys::of(Arc::new(graph)), "J", &choices, true, most).is_some());
        }
    }

    #[test]
    fn every_walk_through_an_inner_journey_ends(inner in seeds(6), choices in proptest::collection::vec(any::<u8>(), 1..40)) {
        let outer = crate::toys::journey("Outer", &[
            ("in", "InnerTreeEvaluatorNode", json!({"true": "success", "false": "again"}), json!({"tree": "J"})),
            ("again", "RetryLimitDecisionNode", json!({"Retry": "in", "Reject": "failure"}), json!({"retryLimit": 3})),
        ]);
        let graphs = [document("J", &inner, false), outer].map(|document| Arc::new(compile(&document, 1, &Toys).unwrap()));
        prop_assert!(walk(&graphs.into_iter().collect(), "Outer", &choices, true, 2_000).is_some());
    }

    #[test]
    fn no_document_makes_validation_panic(document in wild_document()) {
        if let Ok(document) = JourneyDocument::from_value(document) {
            let inner = |name: &str| (name == "Otp").then(|| vec!["Otp".to_owned()]);
            if let Err(problems) = validate(&document, 1, &Toys, &inner) {
                prop_assert!(!problems.is_empty());
            }
        }
    }

    #[test]
    fn no_text_makes_reading_panic(text in "\\PC{0,200}") {
        let _ = JourneyDocument::from_json(&text);
        let _ = RunState::from_parts(&text, None);
    }

    #[test]
    fn a_document_is_read_back_as_it_was_written(seeds in seeds(12)) {
        let document = document("J", &seeds, true);
        let text = serde_json::to_string(&document).unwrap();
        let read = JourneyDocument::from_json(&text).unwrap();
        prop_assert_eq!(serde_json::to_string(&read).unwrap(), text);
        prop_assert_eq!(read, document);
    }

    #[test]
    fn no_submission_makes_reading_panic(callbacks in json_value()) {
        use durward_journey::callback::Expect;
        let asked = vec![Expect::Text, Expect::Secret, Expect::Index(2), Expect::NewSecret, Expect::BoundKey, Expect::Nothing];
        let _ = Input::from_json(asked, &callbacks);
    }
}

/// Documents of the right outline with anything in the places.
fn wild_document() -> impl Strategy<Value = Value> {
    let id = || {
        prop_oneof![
            "[a-c]{1}",
            Just("success".to_owned()),
            Just("failure".to_owned()),
            "\\PC{0,5}"
        ]
    };
    let node_type = prop_oneof![
        proptest::sample::select(
            TYPES
                .iter()
                .map(|(node_type, _)| (*node_type).to_owned())
                .collect::<Vec<_>>()
        ),
        Just("InnerTreeEvaluatorNode".to_owned()),
        "\\PC{0,8}",
    ];
    let outcome = proptest::sample::select(vec![
        "outcome", "TRUE", "FALSE", "Retry", "Reject", "true", "false", "x", "",
    ]);
    let connections = proptest::collection::btree_map(outcome.prop_map(str::to_owned), id(), 0..4);
    let config = prop_oneof![
        json_value().prop_filter("an object", Value::is_object),
        Just(json!({"tree": "Otp"})),
        Just(json!({"tree": "J"})),
        Just(json!({"retryLimit": 3})),
        Just(json!({"nodes": [{"nodeType": "UsernameCollectorNode"}]})),
        Just(
            json!({"nodes": [{"nodeType": "PageNode"}, {"nodeType": "ChoiceCollectorNode", "config": {"choices": ["x"]}}]})
        ),
    ];
    let nodes = proptest::collection::btree_map(id(), (node_type, connections), 0..6);
    let configs = proptest::collection::btree_map(id(), config, 0..6);
    (id(), id(), nodes, configs).prop_map(|(name, entry, nodes, configs)| {
        let nodes: serde_json::Map<String, Value> = nodes
            .into_iter()
            .map(|(id, (node_type, connections))| {
                (
                    id,
                    json!({"nodeType": node_type, "connections": connections}),
                )
            })
            .collect();
        json!({"_id": name, "entryNodeId": entry, "nodes": nodes, "nodeConfig": configs})
    })
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "IDToken[0-9]{0,3}(jws|validateOnly)?".prop_map(Value::from),
        "\\PC{0,10}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        let key = proptest::sample::select(vec![
            "input", "name", "value", "nodes", "tree", "config", "type",
        ]);
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::btree_map(key.prop_map(str::to_owned), inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}
