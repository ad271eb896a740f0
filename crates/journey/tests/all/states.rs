use std::sync::Arc;

use durward_journey::callback::Callback;
use durward_journey::input::Input;
use durward_journey::limits;
use durward_journey::message::Message;
use durward_journey::state::{RunState, StateError};
use durward_journey::step::Step;
use durward_journey::transition::{Journeys, Next, Outcome, advance, start};
use durward_model::{Secret, Timestamp};
use serde_json::{Value, json};

use crate::toys::{self, Toy, graph};

fn login() -> Journeys<Toy> {
    Journeys::of(Arc::new(graph(&toys::login())))
}

fn fresh() -> RunState {
    start(&login(), "Login").unwrap().0
}

fn again(state: &RunState) -> RunState {
    let parts = state.to_parts().unwrap();
    RunState::from_parts(&parts.public, parts.secure.as_ref()).unwrap()
}

#[test]
fn a_run_goes_on_from_what_was_written_down() {
    let journeys = login();
    let (mut state, _) = start(&journeys, "Login").unwrap();
    state.shared.insert("username".into(), json!("ana"));
    state.secure.put("password", Secret::new("s3cret".into()));
    state
        .session_properties
        .insert("tier".into(), "gold".into());
    state.auth_level = 5;
    state.passed("pwd", Timestamp::from_millis(1_767_261_660_000));
    state.notice = Some(Message::key("signin-wrong"));

    let mut state = again(&state);
    assert_eq!(state.text("username"), "ana");
    assert_eq!(state.secure.read("password").unwrap().expose(), "s3cret");
    assert_eq!(state.session_properties["tier"], "gold");
    assert_eq!(state.auth_level, 5);
    assert_eq!(state.methods()[0].amr, "pwd");
    assert_eq!(state.place(), "sign-in");
    assert!(
        matches!(advance(&journeys, &mut state, &Outcome::SINGLE), Next::Enter(node) if node.id() == "check")
    );
    assert_eq!(again(&state).trail()[0].place, "sign-in");
}

#[test]
fn a_secret_is_never_in_the_public_part_nor_in_a_log() {
    let mut state = fresh();
    state.secure.put("password", Secret::new("hunter2".into()));
    let parts = state.to_parts().unwrap();
    assert!(!parts.public.contains("hunter2"));
    assert!(parts.secure.as_ref().unwrap().expose().contains("hunter2"));
    assert!(!format!("{state:?}{parts:?}").contains("hunter2"));
    state.secure.take("password");
    assert!(state.to_parts().unwrap().secure.is_none());
}

#[test]
fn a_state_that_outgrows_its_bounds_is_not_written() {
    let mut state = fresh();
    state
        .shared
        .insert("x".into(), json!("x".repeat(limits::PUBLIC_STATE_BYTES)));
    assert_eq!(state.to_parts().unwrap_err(), StateError::TooLarge);
    let mut state = fresh();
    state
        .secure
        .put("x", Secret::new("x".repeat(limits::SECURE_STATE_BYTES)));
    assert_eq!(state.to_parts().unwrap_err(), StateError::TooLarge);
}

#[test]
fn what_is_not_a_state_of_ours_is_unreadable() {
    let public = fresh().to_parts().unwrap().public;
    let mut later: Value = serde_json::from_str(&public).unwrap();
    later["v"] = json!(2);
    let mut unknown: Value = serde_json::from_str(&public).unwrap();
    unknown["extra"] = json!(1);
    let mut deep: Value = serde_json::from_str(&public).unwrap();
    deep["frames"] = json!(vec![
        json!({"journey": "Login", "node": "check"});
        limits::DEPTH + 1
    ]);
    for text in [
        "",
        "{}",
        "null",
        &later.to_string(),
        &unknown.to_string(),
        &deep.to_string(),
        &public[1..],
    ] {
        assert_eq!(
            RunState::from_parts(text, None).unwrap_err(),
            StateError::Unreadable,
            "{text}"
        );
    }
    let nonsense = Secret::new("nonsense".to_owned());
    assert_eq!(
        RunState::from_parts(&public, Some(&nonsense)).unwrap_err(),
        StateError::Unreadable
    );
}

#[test]
fn a_run_takes_only_so_many_submissions() {
    let mut state = fresh();
    for _ in 0..limits::SUBMISSIONS {
        state.submitted().unwrap();
    }
    assert_eq!(state.submitted().unwrap_err(), StateError::Exhausted);
}

#[test]
fn a_notice_is_shown_until_the_person_answers_it() {
    let mut state = fresh();
    state.notice = Some(Message::key("signin-wrong"));
    for _ in 0..2 {
        let mut step = Step::default();
        state.show(&mut step);
        assert_eq!(step.notice, Some(Message::key("signin-wrong")));
    }
    state.submitted().unwrap();
    let mut step = Step::default();
    state.show(&mut step);
    assert_eq!(step.notice, None);
}

#[test]
fn each_child_of_a_page_gets_its_own_answers() {
    let mut state = fresh();
    let mut step = Step::default();
    step.ask(
        0,
        [Callback::Name {
            prompt: Message::key("name"),
            default: None,
        }],
    );
    step.ask(
        1,
        [
            Callback::Metadata {
                data: Default::default(),
            },
            Callback::Password {
                prompt: Message::key("password"),
            },
        ],
    );
    state.show(&mut step);
    let state = again(&state);
    let callbacks = json!([{"input": [{"name": "IDToken1", "value": "ana"}]}, {}, {"input": [{"name": "IDToken3", "value": "s"}]}]);
    let input = Input::from_json(state.asked(), &callbacks).unwrap();
    assert_eq!(state.input_of(0, &input).text(0), "ana");
    assert_eq!(state.input_of(0, &input).len(), 1);
    assert_eq!(state.input_of(1, &input).secret(1).unwrap().expose(), "s");
    assert!(state.input_of(2, &input).is_empty());
}

#[test]
fn a_method_passed_again_is_listed_once_with_its_last_time() {
    let mut state = fresh();
    state.passed("pwd", Timestamp::from_seconds(1));
    state.passed("otp", Timestamp::from_seconds(2));
    state.passed("pwd", Timestamp::from_seconds(3));
    let methods: Vec<_> = state
        .methods()
        .iter()
        .map(|method| (method.amr.as_str(), method.at.seconds()))
        .collect();
    assert_eq!(methods, [("pwd", 3), ("otp", 2)]);
}
