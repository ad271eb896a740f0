//! Choosing a language, and saying things in it.

use durward_web::html::{Locale, Messages, Text};

#[test]
fn the_request_wins_over_the_profile_and_the_profile_over_the_browser() {
    let negotiate = Locale::negotiate;
    assert_eq!(negotiate("pt fr-CA", "nl", Some("de")), Locale::French);
    assert_eq!(negotiate("", "nl", Some("de-AT")), Locale::German);
    assert_eq!(negotiate("pt", "it, nl;q=0.5", Some("pl")), Locale::Dutch);
    assert_eq!(negotiate("", "", None), Locale::English);
}

#[test]
fn a_browser_gets_the_language_it_weighs_most() {
    let accepts = |header| Locale::negotiate("", header, None);
    assert_eq!(accepts("en;q=0.3, ar-EG;q=0.9, fr;q=0.8"), Locale::Arabic);
    assert_eq!(accepts("fr;q=0, nl;q=0.001"), Locale::Dutch);
    assert_eq!(accepts("es_MX"), Locale::Spanish);
    assert_eq!(accepts("de, fr"), Locale::German, "the first of equals");
    assert_eq!(accepts("*"), Locale::English);
}

#[test]
fn a_malformed_preference_is_passed_over() {
    for header in [
        ";;;",
        "fr;q=2",
        "fr;q=0.1234",
        "fr;level=1",
        "-",
        "fr-",
        "\u{e9}",
        ",,,",
    ] {
        let _ = Locale::negotiate(header, header, Some(header));
    }
    assert_eq!(
        Locale::negotiate("", "fr;q=nan, nl;q=0.1", None),
        Locale::Dutch
    );
    let long = "x".repeat(511) + "\u{e9} fr";
    assert_eq!(Locale::negotiate(&long, &long, None), Locale::English);
}

#[test]
fn an_administrators_translation_wins_and_english_stands_in() {
    let messages = Messages::load();
    let text = Text::translations([("en-GB", "Colour"), ("fr-CA", "Couleur")]);
    assert_eq!(messages.resolve(Locale::French, &text), "Couleur");
    assert_eq!(messages.resolve(Locale::German, &text), "Colour");
    let only = Text::translations([("pt", "Cor")]);
    assert_eq!(messages.resolve(Locale::German, &only), "Cor");
}

#[test]
fn counts_choose_the_plural_of_the_language() {
    let messages = Messages::load();
    let say = |locale, count: i64| {
        messages
            .resolve(locale, &Text::message("ago-hours").with("count", count))
            .into_owned()
    };
    assert_eq!(say(Locale::English, 1), "1 hour ago");
    assert_eq!(say(Locale::English, 2), "2 hours ago");
    assert_eq!(say(Locale::Arabic, 2), "منذ ساعتين");
    assert_eq!(say(Locale::Arabic, 3), "منذ 3 ساعات");
    assert_eq!(say(Locale::Arabic, 11), "منذ 11 ساعة");
}

#[test]
fn the_first_of_a_month_is_said_as_the_french_say_it() {
    let date = |day: i64| {
        Text::message("date")
            .with("day", day)
            .with("month", 2)
            .with("year", "2026")
    };
    let messages = Messages::load();
    assert_eq!(
        messages.resolve(Locale::French, &date(1)),
        "1er février 2026"
    );
    assert_eq!(
        messages.resolve(Locale::Spanish, &date(3)),
        "3 de febrero de 2026"
    );
}

#[test]
fn an_unknown_message_is_said_by_its_key() {
    assert_eq!(
        Messages::load().resolve(Locale::Dutch, &Text::message("no-such-message")),
        "no-such-message"
    );
}
