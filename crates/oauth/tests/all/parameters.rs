use durward_oauth::{ClientId, Parameters};

use crate::query;

fn refusal(text: &str) -> String {
    Parameters::from_form(text)
        .map(|_| ())
        .unwrap_err()
        .to_string()
}

#[test]
fn plus_and_escapes_are_decoded_in_names_and_values() {
    let parameters = query("a%5Fb=x+y%2Bz%20%C3%A9");
    assert_eq!(parameters.one("a_b"), Ok(Some("x y+z \u{e9}")));
}

#[test]
fn an_empty_value_counts_as_omitted() {
    let parameters = query("state=&scope&=&client_id=app");
    assert_eq!(parameters.one("state"), Ok(None));
    assert!(!parameters.contains("scope"));
    assert_eq!(
        parameters.pairs().collect::<Vec<_>>(),
        [("client_id", "app")]
    );
}

#[test]
fn an_empty_value_beside_a_real_one_is_no_repetition() {
    assert_eq!(query("state=&state=x").one("state"), Ok(Some("x")));
}

#[test]
fn a_repeated_parameter_is_refused_by_name() {
    let error = query("state=a&state=a").one("state").unwrap_err();
    assert_eq!(error.parameter(), Some("state"));
    assert_eq!(
        error.to_string(),
        "The parameter state is sent more than once; send it once."
    );
}

#[test]
fn a_parameter_hidden_behind_an_escaped_name_is_still_repeated() {
    assert!(query("state=a&st%61te=b").one("state").is_err());
}

#[test]
fn resource_may_repeat() {
    let parameters = query("resource=a&x=1&resource=b");
    assert_eq!(parameters.all("resource").collect::<Vec<_>>(), ["a", "b"]);
}

#[test]
fn an_unknown_parameter_is_ignored_however_often_it_stands() {
    let parameters = query("x=1&x=2&client_id=app");
    assert_eq!(parameters.one("client_id"), Ok(Some("app")));
}

#[test]
fn a_missing_parameter_is_named() {
    let error = query("").required("code").unwrap_err();
    assert_eq!(error.to_string(), "The parameter code is missing; send it.");
}

#[test]
fn a_malformed_value_is_named_and_never_repeated_back() {
    let error = query("client_id=%3Cscript%3E%07")
        .parsed("client_id", ClientId::parse)
        .unwrap_err();
    let text = error.to_string();
    assert_eq!(
        text,
        "The parameter client_id must be 1 to 255 printable ASCII characters."
    );
}

#[test]
fn broken_escapes_are_refused() {
    for text in ["a=%", "a=%4", "a=%zz", "a=%+1", "a=1%"] {
        assert_eq!(
            refusal(text),
            "The parameter a must be percent-encoded UTF-8.",
            "{text}"
        );
    }
    assert!(refusal("%=1").contains("parameter name"));
}

#[test]
fn bytes_that_are_not_utf_8_are_refused() {
    assert_eq!(
        refusal("state=%ff"),
        "The parameter state must be percent-encoded UTF-8."
    );
    assert_eq!(
        refusal("state=%c0%af"),
        "The parameter state must be percent-encoded UTF-8."
    );
    assert!(refusal("%ff=1").contains("parameter name"));
}

#[test]
fn a_character_split_over_two_parameters_is_refused() {
    assert!(Parameters::from_form("=%C3&=%A9").is_err());
}

#[test]
fn too_many_parameters_are_refused_before_they_are_all_read() {
    let full = vec!["a=1"; 64].join("&");
    assert!(Parameters::from_form(&full).is_ok());
    let over = [full.as_str(), "a=%"].join("&");
    assert_eq!(
        refusal(&over),
        "The request has more than 64 parameters; send fewer."
    );
    assert!(refusal(&vec!["a"; 65].join("&")).contains("64"));
}

#[test]
fn every_length_is_bounded() {
    let name = "n".repeat(64);
    assert!(Parameters::from_form(&format!("{name}=1")).is_ok());
    assert!(refusal(&format!("{name}n=1")).contains("64 bytes"));
    let value = "v".repeat(8 * 1024);
    assert!(Parameters::from_form(&format!("a={value}")).is_ok());
    assert_eq!(
        refusal(&format!("a={value}v")),
        "The parameter a must not be longer than 8 KiB."
    );
    let whole = vec![format!("a={}", &value[..8190]); 4].join("&");
    assert!(whole.len() > 32 * 1024);
    assert_eq!(
        refusal(&whole),
        "The request is larger than 32 KiB; send less."
    );
}

#[test]
fn a_name_that_could_carry_an_attack_is_not_repeated_back() {
    let text = refusal(&format!("%3Cb%3E={}", "v".repeat(9000)));
    assert!(!text.contains('<'), "{text}");
}

#[test]
fn pairs_are_held_to_the_same_bounds() {
    let value = "v".repeat(8 * 1024);
    assert!(Parameters::from_pairs([("a", value.as_str())]).is_ok());
    assert!(Parameters::from_pairs([("a", value.as_str()); 4]).is_err());
    assert!(Parameters::from_pairs([("a", "b"); 65]).is_err());
    let parameters = Parameters::from_pairs([("a", "50%+1"), ("b", "")]).unwrap();
    assert_eq!(parameters.pairs().collect::<Vec<_>>(), [("a", "50%+1")]);
}

#[test]
fn debug_shows_names_and_no_value() {
    let shown = format!("{:?}", query("client_secret=hunter2&code=abc"));
    assert_eq!(shown, r#"Parameters{"client_secret", "code"}"#);
}
