use std::sync::Arc;

use durward_journey::compile::compile;
use durward_journey::document::JourneyDocument;
use durward_journey::graph::Kind;
use durward_journey::limits;
use durward_journey::state::RunState;
use durward_journey::transition::{Journeys, Next, Outcome, Refused, Why, advance, start};
use serde_json::json;

use crate::toys::{Toy, Toys, check, graph, journey};

const INNER: &str = "InnerTreeEvaluatorNode";
const ASK: &str = "UsernameCollectorNode";
const ACT: &str = "AccountLockoutNode";

fn journeys(documents: &[JourneyDocument]) -> Journeys<Toy> {
    documents
        .iter()
        .map(|document| Arc::new(graph(document)))
        .collect()
}

fn outer(tree: &str) -> JourneyDocument {
    journey(
        "Outer",
        &[
            (
                "first",
                INNER,
                json!({"true": "second", "false": "failure"}),
                json!({"tree": tree}),
            ),
            (
                "second",
                INNER,
                json!({"true": "success", "false": "last"}),
                json!({"tree": tree}),
            ),
            ("last", ASK, json!({"outcome": "success"}), json!({})),
        ],
    )
}

fn inner() -> JourneyDocument {
    journey(
        "Inner",
        &[(
            "check",
            "IdentityStoreDecisionNode",
            check("success", "failure"),
            json!({}),
        )],
    )
}

fn entered<'j>(next: &Next<'j, Toy>) -> &'j str {
    match next {
        Next::Enter(node) => node.id(),
        other => panic!("{other:?}"),
    }
}

fn go<'j>(
    journeys: &'j Journeys<Toy>,
    state: &mut RunState,
    outcome: &'static str,
) -> Next<'j, Toy> {
    advance(journeys, state, &outcome.into())
}

#[test]
fn an_inner_journey_is_entered_and_left_by_how_it_ended() {
    let journeys = journeys(&[outer("Inner"), inner()]);
    let (mut state, next) = start(&journeys, "Outer").unwrap();
    assert_eq!(
        (entered(&next), state.place().as_str()),
        ("check", "first/check")
    );
    let next = go(&journeys, &mut state, "TRUE");
    assert_eq!(
        (entered(&next), state.place().as_str()),
        ("check", "second/check")
    );
    let next = go(&journeys, &mut state, "FALSE");
    assert_eq!((entered(&next), state.place().as_str()), ("last", "last"));
    assert!(matches!(
        go(&journeys, &mut state, "outcome"),
        Next::Success
    ));
    assert!(state.ended());
    let trail: Vec<_> = state
        .trail()
        .iter()
        .map(|visit| format!("{}:{}", visit.place, visit.outcome))
        .collect();
    assert_eq!(
        trail,
        [
            "first/check:TRUE",
            "first:true",
            "second/check:FALSE",
            "second:false",
            "last:outcome"
        ]
    );
}

#[test]
fn a_failed_inner_journey_can_end_the_outer_one() {
    let journeys = journeys(&[outer("Inner"), inner()]);
    let (mut state, _) = start(&journeys, "Outer").unwrap();
    assert!(matches!(
        go(&journeys, &mut state, "LOCKED"),
        Next::Failure(Why::Journey)
    ));
    assert!(state.ended());
}

#[test]
fn each_entrance_of_an_inner_journey_counts_for_itself() {
    let journeys = journeys(&[outer("Inner"), inner()]);
    let (mut state, _) = start(&journeys, "Outer").unwrap();
    assert_eq!((state.count_here(), state.count_here()), (1, 2));
    let _ = go(&journeys, &mut state, "TRUE");
    assert_eq!(state.counted_here(), 0);
    assert_eq!(state.count_here(), 1);
}

#[test]
fn a_run_that_has_ended_cannot_be_brought_back() {
    let journeys = journeys(&[inner()]);
    for outcome in ["TRUE", "FALSE"] {
        let (mut state, _) = start(&journeys, "Inner").unwrap();
        let _ = go(&journeys, &mut state, outcome);
        assert!(matches!(
            go(&journeys, &mut state, "TRUE"),
            Next::Failure(Why::Ended)
        ));
        assert_eq!(journeys.current(&state).unwrap_err(), Why::Ended);
    }
}

#[test]
fn an_outcome_a_node_does_not_have_ends_the_run_and_forgets_its_secrets() {
    let journeys = journeys(&[inner()]);
    let (mut state, _) = start(&journeys, "Inner").unwrap();
    state
        .secure
        .put("password", durward_model::Secret::new("x".into()));
    let next = go(&journeys, &mut state, "success");
    assert!(
        matches!(next, Next::Failure(Why::NoOutcome { ref place, ref outcome }) if place == "check" && outcome == "success")
    );
    assert!(state.ended() && state.secure.is_empty());
}

#[test]
fn a_change_of_the_journey_never_reaches_a_run_in_flight() {
    let (mut state, _) = start(&journeys(&[inner()]), "Inner").unwrap();
    let changed = Journeys::of(Arc::new(compile(&inner(), 2, &Toys).unwrap()));
    assert!(
        matches!(go(&changed, &mut state, "TRUE"), Next::Failure(Why::NoJourney(name)) if name == "Inner")
    );

    let (mut state, _) = start(&journeys(&[inner()]), "Inner").unwrap();
    assert_eq!(state.revisions().collect::<Vec<_>>(), [("Inner", 1)]);
    assert!(matches!(
        go(&journeys(&[inner()]), &mut state, "TRUE"),
        Next::Success
    ));
}

#[test]
fn only_an_enabled_outer_journey_can_be_started() {
    let mut disabled = inner();
    disabled.enabled = false;
    assert_eq!(
        start(&journeys(&[disabled.clone()]), "Inner").unwrap_err(),
        Refused::Disabled
    );
    let mut inner_only = inner();
    inner_only.inner_tree_only = true;
    assert_eq!(
        start(&journeys(&[inner_only.clone()]), "Inner").unwrap_err(),
        Refused::InnerOnly
    );
    assert_eq!(
        start(&journeys(&[inner()]), "Other").unwrap_err(),
        Refused::Unknown
    );
    assert_eq!(
        start(&journeys(&[outer("Inner")]), "Outer").unwrap_err(),
        Refused::Incomplete
    );

    let all = journeys(&[outer("Inner"), inner_only]);
    assert!(matches!(start(&all, "Outer"), Ok((_, Next::Enter(_)))));
    let all = journeys(&[outer("Inner"), disabled]);
    assert!(
        matches!(start(&all, "Outer"), Ok((state, Next::Failure(Why::Disabled(_)))) if state.ended())
    );
}

#[test]
fn the_journeys_a_run_needs_are_asked_for_one_after_the_other() {
    let mut all = journeys(&[outer("Inner")]);
    assert_eq!(all.missing(), Some("Inner"));
    all.add(Arc::new(graph(&inner())));
    assert_eq!(all.missing(), None);
    assert_eq!(all.len(), 2);
}

#[test]
fn journeys_that_enter_one_another_for_ever_end_the_run() {
    let circle = |name: &str, tree: &str| {
        journey(
            name,
            &[(
                "a",
                INNER,
                json!({"true": "success", "false": "failure"}),
                json!({"tree": tree}),
            )],
        )
    };
    let all = journeys(&[circle("A", "B"), circle("B", "A")]);
    assert!(matches!(
        start(&all, "A"),
        Ok((_, Next::Failure(Why::TooDeep)))
    ));
}

#[test]
fn a_run_that_never_waits_is_stopped() {
    let ids: Vec<String> = (0..150).map(|number| format!("n{number}")).collect();
    let nodes: Vec<_> = ids
        .iter()
        .enumerate()
        .map(|(place, id)| {
            (
                id.as_str(),
                ACT,
                json!({"outcome": ids.get(place + 1).map_or("success", String::as_str)}),
                json!({}),
            )
        })
        .collect();
    let all = journeys(&[journey("Long", &nodes)]);
    let (mut state, mut next) = start(&all, "Long").unwrap();
    let mut hops = 0;
    while let Next::Enter(_) = next {
        hops += 1;
        next = go(&all, &mut state, "outcome");
    }
    assert!(matches!(next, Next::Failure(Why::TooManyHops)));
    assert_eq!(hops, limits::AUTOMATIC_HOPS + 1);
}

#[test]
fn the_trail_keeps_only_the_last_visits() {
    let ids: Vec<String> = (0..limits::TRAIL + 10)
        .map(|number| format!("n{number}"))
        .collect();
    let nodes: Vec<_> = ids
        .iter()
        .enumerate()
        .map(|(place, id)| {
            (
                id.as_str(),
                ACT,
                json!({"outcome": ids.get(place + 1).map_or("success", String::as_str)}),
                json!({}),
            )
        })
        .collect();
    let all = journeys(&[journey("Long", &nodes)]);
    let (mut state, mut next) = start(&all, "Long").unwrap();
    while let Next::Enter(_) = next {
        next = go(&all, &mut state, "outcome");
    }
    assert_eq!(state.trail().len(), limits::TRAIL);
    assert_eq!(state.trail().back().unwrap().place, *ids.last().unwrap());
}

#[test]
fn a_page_ends_when_all_its_children_have_by_the_outcome_of_the_one_that_decides() {
    let choose = json!({"nodeType": "ChoiceCollectorNode", "config": {"choices": ["x", "y"]}});
    let all = journeys(&[journey(
        "J",
        &[(
            "p",
            "PageNode",
            json!({"x": "success", "y": "failure"}),
            json!({"nodes": [{"nodeType": ASK}, choose]}),
        )],
    )]);
    let (mut state, _) = start(&all, "J").unwrap();
    let Kind::Page(page) = all.current(&state).unwrap().kind() else {
        panic!("not a page")
    };
    assert_eq!(page.decider(), Some(1));
    state.child_done(1, &"x".into());
    assert_eq!(state.page_outcome(page), None);
    assert!(state.is_child_done(1) && !state.is_child_done(0));
    state.child_done(0, &Outcome::SINGLE);
    let outcome = state.page_outcome(page).unwrap();
    assert!(matches!(advance(&all, &mut state, &outcome), Next::Success));
    assert!(
        !state.is_child_done(0),
        "a page that is entered again asks again"
    );
}

#[test]
fn a_page_without_a_decider_ends_by_the_single_outcome() {
    let all = journeys(&[journey(
        "J",
        &[(
            "p",
            "PageNode",
            json!({"outcome": "success"}),
            json!({"nodes": [{"nodeType": ASK}]}),
        )],
    )]);
    let (mut state, _) = start(&all, "J").unwrap();
    let Kind::Page(page) = all.current(&state).unwrap().kind() else {
        panic!("not a page")
    };
    state.child_done(0, &Outcome::SINGLE);
    assert_eq!(state.page_outcome(page), Some(Outcome::SINGLE));
}
