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
