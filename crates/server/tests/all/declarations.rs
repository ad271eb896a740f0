//! Files as people write them, and where they went wrong.

use std::sync::Arc;

use durward_server::declarations::read_text;
use serde_json::json;

use super::running::Home;

fn refused(text: &str) -> String {
    let home = Home::new();
    let path = home.file("acme.yaml", text);
    home.complaint(&["apply", path.to_str().unwrap()])
}

#[test]
fn several_documents_are_read_with_the_line_each_begins_at() {
    let text = "# a comment\nkind: realm\nname: acme\n---\n\n# another\n---\nkind: user\nrealm: acme\n---\n{\"kind\": \"group\"}\n";
    let read = read_text(&Arc::from("acme.yaml"), text).unwrap();
    let lines: Vec<u32> = read.iter().map(|written| written.line).collect();
    assert_eq!(lines, [2, 8, 11]);
    assert_eq!(read[2].value, json!({"kind": "group"}));
}

#[test]
fn an_unknown_field_is_named_with_file_line_and_field() {
    let complaint = refused(
        "kind: realm\nname: acme\n---\nkind: app\nrealm: acme\nname: Shop\noauth:\n  client_id: shop\n  redirect_uri: x\n",
    );
    assert!(
        complaint.contains("acme.yaml:9: app Shop: oauth.redirect_uri")
            || complaint.contains("acme.yaml:") && complaint.contains("redirect_uri"),
        "{complaint}"
    );
}

#[test]
fn a_wrong_item_of_a_list_is_named_by_its_own_line() {
    let complaint =
        refused("kind: realm\nname: acme\nhosts:\n  - id.acme.example\n  - not a host\n");
    assert!(
        complaint.contains("acme.yaml:5: realm acme: hosts[1]"),
        "{complaint}"
    );
}

#[test]
fn a_key_that_stands_twice_is_refused() {
    let complaint = refused("kind: realm\nname: acme\nname: other\n");
    assert!(complaint.contains("acme.yaml:3"), "{complaint}");
}

#[test]
fn a_file_that_ends_in_the_middle_is_refused() {
    let complaint =
        refused("kind: realm\nname: acme\n---\nkind: app\nrealm: acme\noauth: {client_id: [");
    assert!(complaint.contains("acme.yaml:"), "{complaint}");
}

#[test]
fn a_short_file_that_unfolds_into_a_huge_one_is_refused() {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let inner = format!("*a{}", level - 1);
        text.push_str(&format!(
            "a{level}: &a{level} [{}]\n",
            [inner.as_str(); 10].join(", ")
        ));
    }
    assert!(read_text(&Arc::from("bomb.yaml"), &text).is_err());
    let deep = "[".repeat(100_000);
    assert!(read_text(&Arc::from("deep.yaml"), &deep).is_err());
}

#[test]
fn secrets_stand_elsewhere_where_a_secret_is_expected_and_nowhere_else() {
    let home = Home::new();
    home.file("secret", "correct horse battery staple\n");
    let text = "kind: realm\nname: acme\n---\nkind: user\nrealm: acme\nusername: ana\npassword: {file: secret}\n---\nkind: user\nrealm: acme\nusername: ben\npassword: {env: BEN}\n---\nkind: group\nrealm: acme\nname: buyers\nattributes: {place: {env: production}}\n";
    let path = home.file("acme.yaml", text);
    let path = path.to_str().unwrap();
    let missing = home.complaint(&["apply", path]);
    assert!(
        missing.contains("acme.yaml:9: password: the environment variable BEN is not set"),
        "{missing}"
    );
    let output = home.with_variables(&["apply", path], &[("BEN", "another quiet evening here")]);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        home.printed(&["export", "--realm", "acme"])
            .contains("env: production")
    );
}
