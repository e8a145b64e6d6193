//! Messages that say more than one thing: an answer and a wish, a wish and a question, a question between two answers.

#![expect(clippy::expect_used, reason = "helpers of tests: what is not as expected fails the test")]

#[path = "common/talk.rs"]
mod talk;

use armincx_recharge::contract::*;
use talk::{Talk, asked, english, shop, short, single};

/// What the answer to a question of the larger shop comes to.
#[track_caller]
fn answered(first: &str, then: &str) -> String {
    let mut talk = Talk::new(shop(), "en");
    asked(&talk.say(first));
    short(&talk.say(then))
}

#[test]
fn what_is_named_first_answers_and_what_is_named_after_it_has_a_wish_of_its_own() {
    let two = r#"skip 62 | move-date 63 {"date":"2026-12-30"}"#;
    assert_eq!(answered("skip the next one", "the decaf, and move the cat food to 30 December"), two);
    let auf_deutsch = "den Decaf, und das Katzenfutter bitte auf den 30. Dezember";
    assert_eq!(answered("bitte die nächste auslassen", auf_deutsch), two);
    assert_eq!(answered("please cancel", "the decaf and skip the cat food"), "cancel 62 | skip 63");
    assert_eq!(answered("please cancel", "the decaf, please cancel it"), "cancel 62");
}

#[test]
fn a_mind_that_is_changed_is_no_second_wish() {
    assert_eq!(answered("please cancel", "just skip the decaf instead"), "skip 62");
    assert_eq!(answered("bitte kündigen", "ach, den Decaf lieber nur überspringen"), "skip 62");
}

#[test]
fn an_address_takes_the_place_of_no_other_wish() {
    let mut talk = Talk::new(single(), "en");
    talk.say("push my delivery");
    let both = short(&talk.say("5 January please, and my new address is 9 Oak Street, Leeds LS1 4AP"));
    assert!(both.starts_with(r#"move-date 61 {"date":"2027-01-05"} | update-address address 51"#), "{both}");
    let mut talk = Talk::new(single(), "en");
    talk.say("If the coffee is bad again I want to cancel");
    let both = short(&talk.say("yes, and my new address is 9 Oak Street, Leeds LS1 4AP"));
    assert!(both.starts_with("cancel 61 | update-address address 51"), "{both}");
    let mut talk = Talk::new(single(), "de");
    talk.say("kann ich pausieren?");
    let asks = talk.say("ja, und die Adresse ist jetzt Bergstr. 5, 79098 Freiburg");
    assert_eq!(short(&asks), "ask [MissingPart::Action]");
    let both = short(&talk.say("auslassen"));
    assert!(both.contains("skip 61") && both.contains("update-address address 51"), "{both}");
}

#[test]
fn the_day_of_another_delivery_is_a_day() {
    let to = r#"move-date 62 {"date":"2026-12-20"}"#;
    assert_eq!(answered("move my decaf", "to the same day as the cat food"), to);
    assert_eq!(answered("Decaf verschieben", "am gleichen Tag wie das Katzenfutter"), to);
}

#[test]
fn a_question_stays_open_while_something_else_is_asked() {
    let mut talk = Talk::new(shop(), "en");
    assert_eq!(asked(&talk.say("Please move my decaf")).missing, [MissingPart::Date]);
    let Preparation::Information(told) = talk.say("what does it cost?") else { panic!("no answer") };
    talk.told(&told);
    assert_eq!(short(&talk.say("the 20th then")), r#"move-date 62 {"date":"2026-12-20"}"#);
}

#[test]
fn what_is_asked_besides_hides_no_wish() {
    for text in
        ["cancel the decaf, and what does the cat food cost?", "Decaf kündigen, und wann kommt das Katzenfutter?"]
    {
        let preparation = english(text);
        assert_eq!(asked(&preparation).missing, [MissingPart::Confirmation], "{text}");
        assert!(asked(&preparation).text.contains("Decaf Espresso"), "{text}");
    }
}

#[test]
fn a_no_to_an_open_question_is_no_wish() {
    let mut talk = Talk::new(single(), "de");
    asked(&talk.say("bitte stoppen"));
    assert_eq!(short(&talk.say("erst mal nicht, lasst es wie es ist")), "information");
}

#[test]
fn what_is_named_in_passing_chooses_nothing() {
    for (first, then) in [
        ("Please cancel one of my subscriptions", "we love the cat food"),
        ("Please cancel one of my subscriptions", "my husband drinks the decaf"),
        ("Please cancel one of my subscriptions", "the decaf or the cat food, whichever is more expensive"),
        ("Please cancel one of my subscriptions", "by the way the decaf arrived damaged last time"),
        ("Please skip my next delivery", "I need the decaf and the cat food"),
        ("Please skip my next delivery", "we're nearly out of cat food"),
        ("Ich möchte ein Abo kündigen", "Der Decaf ist super"),
        ("Ich möchte ein Abo kündigen", "Ich weiß noch nicht, ob den Decaf oder das Katzenfutter"),
        ("Ich möchte ein Abo kündigen", "Den Decaf trinkt mein Mann, also den anderen"),
        ("Bitte nächste Lieferung auslassen", "Decaf ist fast leer"),
    ] {
        let got = answered(first, then);
        assert!(got.starts_with("ask") || got.starts_with("handoff"), "{then}: {got}");
    }
}

#[test]
fn a_day_that_is_told_of_is_no_day_to_move_to() {
    for then in ["My birthday is on December 12, that's why", "last time it came on December 12"] {
        let mut talk = Talk::new(single(), "en");
        talk.say("Please move my delivery");
        assert!(short(&talk.say(then)).starts_with("ask"), "{then}");
    }
    let mut talk = Talk::new(single(), "en");
    talk.say("Please move my delivery to December 20");
    assert_eq!(short(&talk.say("My wife's birthday is on Dec 24, that's why")), "ask [MissingPart::Confirmation]");
}

#[test]
fn a_yes_to_something_else_than_was_asked_ends_nothing() {
    for then in [
        "yes, once I've received the next one",
        "yes, in January",
        "Yes please, at the end of the year",
        "Yes but I still want the December delivery",
        "Sure, right after the Christmas delivery",
        "Ja, zum Jahresende",
        "Ja, sofern das Weihnachtspaket noch kommt",
        "Ja, würde ich.",
        "Ja genau, dann kündige ich.",
        "yes I would",
    ] {
        let mut talk = Talk::new(single(), "en");
        asked(&talk.say("If the coffee is late again I'll cancel"));
        assert!(!matches!(talk.say(then), Preparation::Plans(_)), "{then}");
    }
    for then in ["yes", "Yes please, cancel it", "Ja, bitte kündigen", "Yes, and thanks for everything"] {
        let mut talk = Talk::new(single(), "en");
        talk.say("If the coffee is late again I'll cancel");
        assert_eq!(short(&talk.say(then)), "cancel 61", "{then}");
    }
}
