use durward_journey::compile::validate;
use durward_journey::limits;
use serde_json::json;

use crate::toys::{Toys, check, graph, journey, problems};

const PAGE: &str = "PageNode";
const USERNAME: &str = "UsernameCollectorNode";
const CHECK: &str = "IdentityStoreDecisionNode";
const RETRY: &str = "RetryLimitDecisionNode";
const INNER: &str = "InnerTreeEvaluatorNode";
const ACT: &str = "AccountLockoutNode";

#[test]
fn a_sound_journey_compiles_with_every_outcome_resolved() {
    let graph = graph(&journey(
        "J",
        &[
            ("ask", USERNAME, json!({"outcome": "check"}), json!({})),
            ("check", CHECK, check("success", "retry"), json!({})),
            (
                "retry",
                RETRY,
                json!({"Retry": "ask", "Reject": "failure"}),
                json!({"retryLimit": 3}),
            ),
        ],
    ));
    let retry = graph.node(graph.find("retry").unwrap());
    assert!(retry.limits("Retry") && !retry.limits("Reject"));
    assert_eq!(graph.node(graph.entry()).id(), "ask");
    assert!(graph.node(graph.entry()).waits());
    assert!(graph.find("nowhere").is_none());
}

#[test]
fn a_missing_entry_is_named() {
    let mut document = journey(
        "J",
        &[("a", USERNAME, json!({"outcome": "success"}), json!({}))],
    );
    document.entry_node_id = "b".into();
    assert_eq!(
        problems(&document),
        ["entryNodeId: there is no node `b`: name the node the journey begins at"]
    );
}

#[test]
fn an_unknown_node_type_is_named() {
    let document = journey(
        "J",
        &[("a", "NoSuchNode", json!({"outcome": "success"}), json!({}))],
    );
    assert_eq!(
        problems(&document),
        ["nodes.a.nodeType: there is no node type `NoSuchNode`: see the list of node types"]
    );
}

#[test]
fn a_wrong_setting_is_found_where_it_stands() {
    let document = journey(
        "J",
        &[(
            "a",
            RETRY,
            json!({"Retry": "success", "Reject": "failure"}),
            json!({"retryLimit": 0}),
        )],
    );
    assert_eq!(
        problems(&document),
        ["nodeConfig.a.retryLimit: must be a number from 1 to 100"]
    );
}

#[test]
fn a_connection_to_nowhere_is_named() {
    let document = journey("J", &[("a", USERNAME, json!({"outcome": "b"}), json!({}))]);
    assert_eq!(
        problems(&document),
        [
            "nodes.a.connections.outcome: there is no node `b`: connect it to a node, `success` or `failure`"
        ]
    );
}

#[test]
fn an_outcome_left_open_is_named() {
    let document = journey(
        "J",
        &[(
            "a",
            RETRY,
            json!({"Retry": "success"}),
            json!({"retryLimit": 1}),
        )],
    );
    assert_eq!(
        problems(&document),
        [
            "nodes.a.connections.Reject: is missing: connect this outcome to a node, `success` or `failure`"
        ]
    );
}

#[test]
fn a_connection_of_an_outcome_that_does_not_exist_is_named() {
    let document = journey(
        "J",
        &[(
            "a",
            USERNAME,
            json!({"outcome": "success", "Retry": "failure"}),
            json!({}),
        )],
    );
    assert_eq!(
        problems(&document),
        ["nodes.a.connections.Retry: is not an outcome of this node: it has `outcome`"]
    );
}

#[test]
fn outcomes_follow_the_configuration() {
    let choose = |connections| {
        journey(
            "J",
            &[(
                "a",
                "ChoiceCollectorNode",
                connections,
                json!({"choices": ["mail", "phone"]}),
            )],
        )
    };
    assert_eq!(
        problems(&choose(json!({"mail": "success", "phone": "failure"}))),
        Vec::<String>::new()
    );
    assert_eq!(problems(&choose(json!({"mail": "success"}))).len(), 1);
    let twice = journey(
        "J",
        &[(
            "a",
            "ChoiceCollectorNode",
            json!({"x": "success"}),
            json!({"choices": ["x", "x"]}),
        )],
    );
    assert!(problems(&twice)[0].contains("same outcome twice"));
    let none = journey(
        "J",
        &[(
            "a",
            "ChoiceCollectorNode",
            json!({}),
            json!({"choices": []}),
        )],
    );
    assert!(problems(&none)[0].contains("no outcome"));
}

#[test]
fn an_outcome_needs_a_name_a_person_can_read() {
    for choice in ["", " ", "a\nb", &"x".repeat(limits::OUTCOME_CHARS + 1)] {
        let connections = json!({choice: "success"});
        let config = json!({"choices": [choice]});
        let document = journey("J", &[("a", "ChoiceCollectorNode", connections, config)]);
        assert!(
            problems(&document)[0].contains("without a usable name"),
            "{choice}"
        );
    }
}

#[test]
fn a_node_nothing_leads_to_is_named() {
    let document = journey(
        "J",
        &[
            ("a", USERNAME, json!({"outcome": "success"}), json!({})),
            ("b", USERNAME, json!({"outcome": "success"}), json!({})),
        ],
    );
    assert_eq!(
        problems(&document),
        ["nodes.b: cannot be reached from the entry node: connect something to it or remove it"]
    );
}

#[test]
fn a_journey_that_can_only_fail_is_refused() {
    let document = journey(
        "J",
        &[("a", USERNAME, json!({"outcome": "failure"}), json!({}))],
    );
    assert!(problems(&document)[0].contains("can only fail"));
}

#[test]
fn an_attacker_is_never_given_endless_guesses() {
    let document = journey(
        "J",
        &[
            ("ask", USERNAME, json!({"outcome": "check"}), json!({})),
            ("check", CHECK, check("success", "ask"), json!({})),
        ],
    );
    assert_eq!(
        problems(&document),
        [
            "nodes.check.connections.FALSE: goes round without a limit (ask → check → ask): put a node that limits retries on the way, or connect it elsewhere"
        ]
    );
}

#[test]
fn a_retry_limit_whose_rejection_goes_round_as_well_limits_nothing() {
    let document = journey(
        "J",
        &[
            ("ask", USERNAME, json!({"outcome": "check"}), json!({})),
            ("check", CHECK, check("success", "retry"), json!({})),
            (
                "retry",
                RETRY,
                json!({"Retry": "ask", "Reject": "ask"}),
                json!({"retryLimit": 5}),
            ),
        ],
    );
    let found = problems(&document);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].starts_with("nodes.retry.connections.Reject: goes round without a limit"),
        "{found:?}"
    );
}

#[test]
fn a_node_that_leads_to_itself_is_a_cycle() {
    let document = journey("J", &[("a", CHECK, check("success", "a"), json!({}))]);
    assert!(problems(&document)[0].contains("(a → a)"));
}

#[test]
fn a_page_needs_children_that_ask() {
    let page = |nodes| {
        journey(
            "J",
            &[(
                "p",
                PAGE,
                json!({"outcome": "success"}),
                json!({"nodes": nodes}),
            )],
        )
    };
    assert_eq!(
        problems(&page(json!([{"nodeType": USERNAME}]))),
        Vec::<String>::new()
    );
    assert!(problems(&page(json!([])))[0].starts_with("nodeConfig.p.nodes: is empty"));
    assert!(
        problems(&page(json!([{"nodeType": CHECK}])))[0]
            .starts_with("nodeConfig.p.nodes[0]: a IdentityStoreDecisionNode asks nothing")
    );
    assert!(problems(&page(json!([{"nodeType": PAGE}])))[0].contains("cannot be inside a page"));
    assert!(
        problems(&page(json!([{"nodeType": "Nope"}])))[0]
            .starts_with("nodeConfig.p.nodes[0].nodeType: there is no node type")
    );
    let unknown = problems(&page(json!([{"nodeType": USERNAME, "conf": {}}])));
    assert!(
        unknown[0].starts_with("nodeConfig.p.nodes[0].conf: unknown field"),
        "{unknown:?}"
    );
    let many: Vec<_> = (0..=limits::PAGE_NODES)
        .map(|_| json!({"nodeType": USERNAME}))
        .collect();
    assert!(problems(&page(json!(many)))[0].contains("too many nodes"));
}

#[test]
fn one_child_of_a_page_may_decide_but_not_two() {
    let choose = json!({"nodeType": "ChoiceCollectorNode", "config": {"choices": ["x", "y"]}});
    let page = |nodes| {
        journey(
            "J",
            &[(
                "p",
                PAGE,
                json!({"x": "success", "y": "failure"}),
                json!({"nodes": nodes}),
            )],
        )
    };
    assert_eq!(
        problems(&page(json!([{"nodeType": USERNAME}, choose]))),
        Vec::<String>::new()
    );
    let two = problems(&page(json!([choose, choose])));
    assert!(
        two[0].starts_with("nodeConfig.p.nodes[1]: has outcomes of its own, but so has nodes[0]"),
        "{two:?}"
    );
}

#[test]
fn a_page_header_needs_language_tags() {
    let document = journey(
        "J",
        &[(
            "p",
            PAGE,
            json!({"outcome": "success"}),
            json!({"nodes": [{"nodeType": USERNAME}], "pageHeader": {"<script>": "x"}}),
        )],
    );
    assert!(problems(&document)[0].contains("is not a language tag"));
}

#[test]
fn names_and_counts_are_bounded() {
    let sound = journey(
        "J",
        &[("a", USERNAME, json!({"outcome": "success"}), json!({}))],
    );
    for name in ["", "../up", " x", "x ", "a/b", "é", &"x".repeat(101)] {
        let mut document = sound.clone();
        document.id = name.into();
        assert!(
            problems(&document)[0].starts_with("_id: is not a journey name"),
            "{name}"
        );
    }
    let mut document = sound.clone();
    document
        .node_config
        .insert("ghost".into(), Default::default());
    assert!(problems(&document)[0].starts_with("nodeConfig.ghost: there is no node"));
    let reserved = journey(
        "J",
        &[(
            "success",
            USERNAME,
            json!({"outcome": "success"}),
            json!({}),
        )],
    );
    assert!(problems(&reserved)[0].contains("names an end of the journey"));

    let ids: Vec<String> = (0..=limits::NODES)
        .map(|number| format!("n{number}"))
        .collect();
    let nodes: Vec<_> = ids
        .iter()
        .enumerate()
        .map(|(place, id)| {
            (
                id.as_str(),
                USERNAME,
                json!({"outcome": ids.get(place + 1).map_or("success", String::as_str)}),
                json!({}),
            )
        })
        .collect();
    assert_eq!(
        problems(&journey("J", &nodes)),
        ["nodes: has 201 nodes: keep at most 200, and move a part into an inner journey"]
    );
    assert_eq!(problems(&journey("J", &nodes[1..])), Vec::<String>::new());
}

#[test]
fn a_document_with_thousands_of_mistakes_reports_a_readable_number() {
    let ids: Vec<String> = (0..2_000).map(|number| format!("n{number}")).collect();
    let nodes: Vec<_> = ids
        .iter()
        .map(|id| (id.as_str(), "Nope", json!({"x": "nowhere"}), json!({})))
        .collect();
    assert_eq!(problems(&journey("J", &nodes)).len(), limits::PROBLEMS);
}

fn inner(tree: &str) -> durward_journey::document::JourneyDocument {
    journey(
        "J",
        &[(
            "a",
            INNER,
            json!({"true": "success", "false": "failure"}),
            json!({"tree": tree}),
        )],
    )
}

fn saved(tree: &str, realm: &[(&str, &[&str])]) -> Vec<String> {
    let enters = |name: &str| {
        let found = realm.iter().find(|(have, _)| *have == name)?;
        Some(found.1.iter().map(ToString::to_string).collect())
    };
    validate(&inner(tree), 1, &Toys, &enters)
        .err()
        .into_iter()
        .flatten()
        .map(|problem| problem.to_string())
        .collect()
}

#[test]
fn an_inner_journey_must_exist() {
    assert_eq!(saved("Otp", &[("Otp", &[])]), Vec::<String>::new());
    assert_eq!(
        saved("Otp", &[]),
        ["nodeConfig.a.tree: there is no journey `Otp`: create it first or name another"]
    );
    assert!(
        saved("Otp", &[("Otp", &["Gone"])])[0]
            .contains("`Otp` enters the journey `Gone`, which does not exist")
    );
}

#[test]
fn journeys_may_not_enter_one_another_in_a_circle() {
    assert!(problems(&inner("J"))[0].contains("enters the journey it is part of"));
    assert!(saved("A", &[("A", &["B"]), ("B", &["J"])])[0].contains("`A` leads back to `J`"));
    assert!(
        saved("A", &[("A", &["B"]), ("B", &["A"])])[0].contains("nests journeys more than 8 deep")
    );
}

#[test]
fn inner_journeys_may_share_one_another_without_being_a_circle() {
    assert_eq!(
        saved("A", &[("A", &["B", "C"]), ("B", &["C"]), ("C", &[])]),
        Vec::<String>::new()
    );
}

#[test]
fn an_inner_journey_node_knows_no_other_setting() {
    let document = journey(
        "J",
        &[(
            "a",
            INNER,
            json!({"true": "success", "false": "failure"}),
            json!({"tree": "Otp", "treee": 1}),
        )],
    );
    assert!(
        problems(&document)[0].starts_with("nodeConfig.a.treee: is not a setting of this node")
    );
    let none = journey(
        "J",
        &[(
            "a",
            INNER,
            json!({"true": "success", "false": "failure"}),
            json!({}),
        )],
    );
    assert!(problems(&none)[0].starts_with("nodeConfig.a.tree: is missing"));
}

#[test]
fn what_acts_without_asking_needs_a_way_on_as_well() {
    let document = journey("J", &[("a", ACT, json!({}), json!({}))]);
    assert!(problems(&document)[0].starts_with("nodes.a.connections.outcome: is missing"));
}
