use durward_journey::graph::Kind;
use durward_journey::transition::{Journeys, Next, Outcome, advance, start};
use std::sync::Arc;

use crate::toys::{Toy, graph, login};

#[test]
fn a_journey_with_a_retry_limit_locks_after_five_wrong_passwords() {
    let journeys = Journeys::of(Arc::new(graph(&login())));
    let (mut state, mut next) = start(&journeys, "Login").unwrap();
    let mut pages = 0;
    let mut locked = false;
    while let Next::Enter(node) = next {
        let outcome = match node.kind() {
            Kind::Page(_) => {
                pages += 1;
                Outcome::SINGLE
            }
            Kind::Plain(Toy::Check) => "FALSE".into(),
            Kind::Plain(Toy::Retry(limit)) => {
                if state.count_here() < *limit {
                    "Retry".into()
                } else {
                    "Reject".into()
                }
            }
            Kind::Plain(Toy::Act) => {
                locked = true;
                Outcome::SINGLE
            }
            other => panic!("{other:?}"),
        };
        next = advance(&journeys, &mut state, &outcome);
    }
    assert!(matches!(next, Next::Failure(_)));
    assert_eq!(pages, 5);
    assert!(locked && state.ended());
}
