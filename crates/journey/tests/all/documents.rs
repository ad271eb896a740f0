use durward_journey::document::JourneyDocument;
use serde_json::{Value, json};

const EXAMPLE: &str = r#"{"_id":"Login","description":"","enabled":true,"innerTreeOnly":false,"mustRun":false,"identityResource":"user","entryNodeId":"n1",
 "nodes":{"n1":{"nodeType":"PageNode","displayName":"Page","connections":{"outcome":"n2"}},
          "n2":{"nodeType":"IdentityStoreDecisionNode","displayName":"Check","connections":{"TRUE":"success","FALSE":"n3","LOCKED":"failure","EXPIRED":"failure","CANCELLED":"failure"}},
          "n3":{"nodeType":"RetryLimitDecisionNode","displayName":"Retry","connections":{"Retry":"n1","Reject":"failure"}}},
 "nodeConfig":{"n1":{"nodes":[{"nodeType":"UsernameCollectorNode","config":{}},{"nodeType":"PasswordCollectorNode","config":{}}],"pageHeader":{"en":"Sign In"}},
               "n3":{"retryLimit":5}},"uiConfig":{"categories":["Authentication"]}}"#;

fn refused(text: &str) -> String {
    JourneyDocument::from_json(text).unwrap_err().to_string()
}

#[test]
fn the_documented_example_reads_and_is_written_as_it_was() {
    let document = JourneyDocument::from_json(EXAMPLE).unwrap();
    let written: Value = serde_json::to_value(&document).unwrap();
    let read: Value = serde_json::from_str(EXAMPLE).unwrap();
    assert_eq!(written, read);
    assert_eq!(crate::toys::problems(&document), Vec::<String>::new());
}

#[test]
fn equal_documents_are_written_as_equal_bytes_whatever_the_order_they_came_in() {
    let one = r#"{"_id":"J","entryNodeId":"a","nodes":{"b":{"nodeType":"X"},"a":{"nodeType":"X"}},"nodeConfig":{"a":{"z":1,"y":{"d":1,"c":2}}}}"#;
    let other = r#"{"nodeConfig":{"a":{"y":{"c":2,"d":1},"z":1}},"nodes":{"a":{"nodeType":"X"},"b":{"nodeType":"X"}},"entryNodeId":"a","_id":"J"}"#;
    let write = |text| serde_json::to_string(&JourneyDocument::from_json(text).unwrap()).unwrap();
    assert_eq!(write(one), write(other));
    assert_eq!(write(&write(one)), write(one));
}

#[test]
fn only_what_has_no_sensible_default_must_be_written() {
    let document = JourneyDocument::from_json(
        r#"{"_id":"J","entryNodeId":"a","nodes":{"a":{"nodeType":"X"}}}"#,
    )
    .unwrap();
    assert!(document.enabled && !document.inner_tree_only && !document.must_run);
    assert_eq!(document.identity_resource, "user");
    let missing = refused(r#"{"_id":"J","nodes":{}}"#);
    assert!(missing.contains("entryNodeId"), "{missing}");
}

#[test]
fn an_unknown_field_is_refused_with_its_path() {
    let mut value: Value = serde_json::from_str(EXAMPLE).unwrap();
    value["nodes"]["n2"]["conections"] = json!({});
    let problem = JourneyDocument::from_value(value).unwrap_err();
    assert_eq!(problem.field, "nodes.n2.conections");
    assert!(problem.message.contains("unknown field"), "{problem}");
}

#[test]
fn a_wrong_type_is_refused_with_its_path() {
    let mut value: Value = serde_json::from_str(EXAMPLE).unwrap();
    value["nodes"]["n2"]["connections"]["TRUE"] = json!(["success"]);
    assert_eq!(
        JourneyDocument::from_value(value).unwrap_err().field,
        "nodes.n2.connections.TRUE"
    );
}

#[test]
fn a_node_given_twice_is_refused_rather_than_half_lost() {
    let twice =
        r#"{"_id":"J","entryNodeId":"a","nodes":{"a":{"nodeType":"X"},"a":{"nodeType":"Y"}}}"#;
    assert!(refused(twice).contains("`a` is given twice"));
    let connection = r#"{"_id":"J","entryNodeId":"a","nodes":{"a":{"nodeType":"X","connections":{"o":"success","o":"failure"}}}}"#;
    let problem = JourneyDocument::from_json(connection).unwrap_err();
    assert!(
        problem.field.starts_with("nodes.a.connections"),
        "{problem}"
    );
}

#[test]
fn what_is_not_a_document_is_refused_without_panic() {
    for text in [
        "",
        "null",
        "[]",
        "{",
        "{}{}",
        r#"{"_id":1}"#,
        &format!("{EXAMPLE}x"),
    ] {
        JourneyDocument::from_json(text).unwrap_err();
    }
    assert!(refused(&" ".repeat(2 * 1024 * 1024)).contains("bytes long"));
    assert!(!refused(&"[".repeat(100_000)).is_empty());
}

#[test]
fn the_journeys_it_enters_are_named_once_each() {
    let document = crate::toys::journey(
        "J",
        &[
            (
                "a",
                "InnerTreeEvaluatorNode",
                json!({"true": "b", "false": "failure"}),
                json!({"tree": "Otp"}),
            ),
            (
                "b",
                "InnerTreeEvaluatorNode",
                json!({"true": "success", "false": "failure"}),
                json!({"tree": "Otp"}),
            ),
        ],
    );
    assert_eq!(
        document.inner_journeys().into_iter().collect::<Vec<_>>(),
        ["Otp"]
    );
}

#[test]
fn the_guides_example_is_sound() {
    let guide = include_str!("../../../../docs/guides/journeys.md");
    let example = guide
        .split("```json")
        .nth(1)
        .and_then(|rest| rest.split("```").next());
    let document = JourneyDocument::from_json(example.unwrap()).unwrap();
    assert_eq!(crate::toys::problems(&document), Vec::<String>::new());
}
