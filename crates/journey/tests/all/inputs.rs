use durward_journey::callback::{AttributeKind, Expect};
use durward_journey::input::{Input, InputError};
use durward_journey::limits;
use serde_json::{Value, json};

fn asked() -> Vec<Expect> {
    vec![
        Expect::Text,
        Expect::Secret,
        Expect::Index(3),
        Expect::Flag,
        Expect::Nothing,
    ]
}

fn answer(place: usize, value: &Value) -> Result<Input, InputError> {
    let callbacks = json!([{"input": [{"name": format!("IDToken{}", place + 1), "value": value}]}]);
    Input::from_json(asked(), &callbacks)
}

#[test]
fn a_submission_is_the_step_with_its_values_filled_in() {
    let input = Input::from_json(
        asked(),
        &json!([
            {"type": "NameCallback", "output": [{"name": "prompt", "value": "User Name"}], "input": [{"name": "IDToken1", "value": "ana"}], "_id": 0},
            {"type": "PasswordCallback", "output": [], "input": [{"name": "IDToken2", "value": "s3cret"}], "_id": 1},
            {"input": [{"name": "IDToken3", "value": 2}]},
            {"input": [{"name": "IDToken4", "value": true}]},
            {"type": "TextOutputCallback", "output": []}
        ]),
    )
    .unwrap();
    assert_eq!(input.text(0), "ana");
    assert_eq!(input.secret(1).unwrap().expose(), "s3cret");
    assert_eq!(input.index(2), Some(2));
    assert_eq!(input.flag(3), Some(true));
}

#[test]
fn a_form_says_the_same_in_text() {
    let mut input = Input::to(asked());
    input.put(0, "", "ana").unwrap();
    input.put(2, "", "2").unwrap();
    input.put(3, "", "on").unwrap();
    assert_eq!(
        (input.text(0), input.index(2), input.flag(3)),
        ("ana", Some(2), Some(true))
    );
}

#[test]
fn what_was_not_answered_is_empty() {
    let input = Input::from_json(asked(), &json!([])).unwrap();
    assert_eq!(input.text(0), "");
    assert!(input.secret(1).is_none() && input.index(2).is_none() && input.flag(3).is_none());
    assert_eq!(input.text(99), "");
    assert!(answer(2, &json!("")).unwrap().index(2).is_none());
    assert_eq!(answer(0, &Value::Null).unwrap().text(0), "");
}

#[test]
fn an_attacker_cannot_choose_what_was_not_offered() {
    for wrong in [
        json!(3),
        json!(-1),
        json!(1.5),
        json!("first"),
        json!(u64::MAX),
        json!(true),
    ] {
        assert!(
            matches!(
                answer(2, &wrong),
                Err(InputError::WrongType { place: 2, .. })
            ),
            "{wrong}"
        );
    }
}

#[test]
fn an_attacker_cannot_answer_what_was_not_asked() {
    assert_eq!(
        answer(4, &json!("x")).unwrap_err(),
        InputError::NotAsked { place: 4 }
    );
    assert_eq!(
        answer(5, &json!("x")).unwrap_err(),
        InputError::NotAsked { place: 5 }
    );
    let part = json!([{"input": [{"name": "IDToken1validateOnly", "value": true}]}]);
    assert_eq!(
        Input::from_json(asked(), &part).unwrap_err(),
        InputError::NotAsked { place: 0 }
    );
}

#[test]
fn a_value_is_bounded_to_the_byte() {
    answer(0, &json!("x".repeat(limits::VALUE_BYTES))).unwrap();
    assert_eq!(
        answer(0, &json!("x".repeat(limits::VALUE_BYTES + 1))).unwrap_err(),
        InputError::TooLong { place: 0 }
    );
}

#[test]
fn a_value_given_twice_is_refused() {
    let twice = json!([{"input": [{"name": "IDToken1", "value": "ana"}, {"name": "IDToken1", "value": "eve"}]}]);
    assert_eq!(
        Input::from_json(asked(), &twice).unwrap_err(),
        InputError::Repeated { place: 0 }
    );
}

#[test]
fn what_is_not_a_submission_is_refused() {
    let many: Vec<Value> = vec![json!({}); limits::CALLBACKS + 1];
    for wrong in [
        json!({}),
        json!("x"),
        json!([{"input": {}}]),
        json!([{"input": [{}]}]),
        json!([{"input": [{"name": "IDToken", "value": ""}]}]),
        json!([{"input": [{"name": "IDToken0", "value": ""}]}]),
        json!([{"input": [{"name": "IDToken99999999999999999999999", "value": ""}]}]),
        json!([{"input": [{"name": "token1", "value": ""}]}]),
        json!(many),
    ] {
        assert!(
            matches!(
                Input::from_json(asked(), &wrong),
                Err(InputError::Malformed(_))
            ),
            "{wrong}"
        );
    }
    assert!(matches!(
        answer(0, &json!({"a": 1})),
        Err(InputError::WrongType { .. })
    ));
    assert!(matches!(
        answer(3, &json!("maybe")),
        Err(InputError::WrongType { .. })
    ));
}

#[test]
fn a_password_never_shows_in_a_log() {
    let input = answer(1, &json!("hunter2")).unwrap();
    assert!(!format!("{input:?}").contains("hunter2"));
    let mut parts = Input::to(vec![Expect::QuestionAnswer]);
    parts.put(0, "answer", "fluffy").unwrap();
    assert!(!format!("{parts:?}").contains("fluffy"));
    let mut password = Input::to(vec![Expect::NewSecret]);
    password.put(0, "", "hunter2").unwrap();
    assert!(!format!("{password:?}").contains("hunter2"));
}

#[test]
fn a_value_and_its_validate_only_come_in_either_order() {
    for order in [["", "validateOnly"], ["validateOnly", ""]] {
        let mut input = Input::to(vec![Expect::NewText]);
        for part in order {
            input
                .put(0, part, if part.is_empty() { "ana" } else { "true" })
                .unwrap();
        }
        assert_eq!(input.text(0), "ana");
        assert!(input.validate_only(0));
        assert_eq!(
            input.put(0, "", "eve").unwrap_err(),
            InputError::Repeated { place: 0 }
        );
    }
    let mut input = Input::to(vec![Expect::NewSecret]);
    input.put(0, "", "x").unwrap();
    assert!(!input.validate_only(0));
    assert_eq!(input.secret(0).unwrap().expose(), "x");
}

#[test]
fn attributes_come_as_what_they_are() {
    let kinds = [
        AttributeKind::String,
        AttributeKind::Number,
        AttributeKind::Boolean,
    ];
    let mut input = Input::to(kinds.map(Expect::Attribute).to_vec());
    input.put_json(0, "", &json!("Ana")).unwrap();
    input.put_json(1, "", &json!(1.5)).unwrap();
    input.put_json(2, "", &json!(false)).unwrap();
    assert_eq!(
        (input.text(0), input.number(1), input.flag(2)),
        ("Ana", Some(1.5), Some(false))
    );
    let mut wrong = Input::to(kinds.map(Expect::Attribute).to_vec());
    for number in ["NaN", "inf", "1e999", "one"] {
        wrong.put(1, "", number).unwrap_err();
    }
}

#[test]
fn an_answer_of_several_parts_keeps_them_apart() {
    let mut input = Input::to(vec![Expect::BoundKey]);
    input.put(0, "jws", "a.b.c").unwrap();
    input.put(0, "deviceId", "d1").unwrap();
    assert_eq!(input.part(0, "jws").unwrap().expose(), "a.b.c");
    assert_eq!(input.part(0, "deviceId").unwrap().expose(), "d1");
    assert!(input.part(0, "clientError").is_none());
    assert_eq!(
        input.put(0, "jws", "x").unwrap_err(),
        InputError::Repeated { place: 0 }
    );
}

#[test]
fn a_slice_is_renumbered_and_never_reaches_outside() {
    let mut input = Input::to(asked());
    input.put(2, "", "1").unwrap();
    assert_eq!(input.slice(2..4).index(0), Some(1));
    assert_eq!(input.slice(2..4).len(), 2);
    assert!(input.slice(7..9).is_empty());
}
