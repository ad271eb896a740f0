use std::collections::BTreeMap;

use durward_journey::message::{Localized, Message};

fn text(pairs: &[(&str, &str)]) -> Localized {
    let pairs = pairs
        .iter()
        .map(|(locale, text)| (locale.to_string(), text.to_string()));
    Localized::new(pairs.collect()).unwrap()
}

#[test]
fn the_closest_language_is_picked() {
    let hello = text(&[("en", "Hello"), ("fr", "Bonjour"), ("pt-BR", "Olá")]);
    assert_eq!(hello.pick(&["fr-CA"]), "Bonjour");
    assert_eq!(hello.pick(&["pt"]), "Olá");
    assert_eq!(hello.pick(&["PT_br"]), "Olá");
    assert_eq!(hello.pick(&["ja", "fr"]), "Bonjour");
    assert_eq!(hello.pick(&["ja"]), "Hello");
    assert_eq!(hello.pick(&[]), "Hello");
    assert_eq!(text(&[("de", "Hallo")]).pick(&["ja"]), "Hallo");
    assert_eq!(Localized::default().pick(&["en"]), "");
    assert_eq!(hello.pick(&["é-é", "-", ""]), "Hello");
}

#[test]
fn a_text_is_bounded_and_its_languages_are_language_tags() {
    for locale in ["", "e", "<b>", "en-", "en US", &"en-aaaaaaaa".repeat(9)] {
        Localized::new(BTreeMap::from([(locale.to_owned(), String::new())])).unwrap_err();
    }
    Localized::new(BTreeMap::from([("en".to_owned(), "x".repeat(5_000))])).unwrap_err();
}

#[test]
fn a_product_text_is_translated_with_its_arguments() {
    let message = Message::key("attempts-left").arg("count", "3");
    let rendered = message.render(&["en"], &|key, args| format!("{key} {}", args["count"]));
    assert_eq!(rendered, "attempts-left 3");
    let kept = serde_json::to_string(&message).unwrap();
    assert_eq!(serde_json::from_str::<Message>(&kept).unwrap(), message);
}
