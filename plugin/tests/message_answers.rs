//! Answers that are less than they look like: no yes, no choice, no date. Each came to a plan once that nobody had asked for.
#![expect(clippy::expect_used, reason = "helpers of tests: what is not as expected fails the test")]

#[path = "common/talk.rs"]
mod talk;

use armincx_recharge::contract::*;
use talk::{Talk, asked, plans, shop, short, single};

#[track_caller]
fn after(
    shop: fn() -> armincx_recharge::testing::Shop,
    locale: &str,
    first: &str,
    second: &str,
) -> (Talk, Preparation) {
    let mut talk = Talk::new(shop(), locale);
    asked(&talk.say(first));
    let preparation = talk.say(second);
    (talk, preparation)
}

#[test]
fn a_yes_that_something_speaks_against_is_none() {
    for (locale, first, second) in [
        ("en", "I'm thinking about maybe cancelling my subscription.", "I'm not sure"),
        ("en", "I'm thinking about maybe cancelling my subscription.", "No, that's fine"),
        ("en", "I'm thinking about maybe cancelling my subscription.", "No, definitely not"),
        ("en", "I'm thinking about maybe cancelling my subscription.", "absolutely not"),
        ("en", "I'm thinking about maybe cancelling my subscription.", "No, I'm sure I want to keep it"),
        ("en", "I'm thinking about maybe cancelling my subscription.", "ok, I'll think about it"),
        ("de", "Ich überlege, mein Abo vielleicht zu kündigen.", "Nein, sicher nicht"),
        ("de", "Ich überlege, mein Abo vielleicht zu kündigen.", "Nein, alles ok"),
        ("de", "Ich überlege, mein Abo vielleicht zu kündigen.", "Bin mir nicht sicher"),
        ("de", "Ich überlege, mein Abo vielleicht zu kündigen.", "ok, ich überlege es mir"),
    ] {
        let (_, preparation) = after(single, locale, first, second);
        assert!(!matches!(preparation, Preparation::Plans(_)), "{second}: {preparation:?}");
    }
}

#[test]
fn a_no_said_with_other_words_is_a_no() {
    for (locale, first, second) in [
        ("en", "I'm thinking about maybe cancelling my subscription.", "No, that's fine"),
        ("en", "I'm thinking about maybe cancelling my subscription.", "absolutely not"),
        ("de", "Ich überlege, mein Abo vielleicht zu kündigen.", "Nein, sicher nicht"),
    ] {
        let (_, preparation) = after(single, locale, first, second);
        assert_eq!(short(&preparation), "information", "{second}");
    }
}

#[test]
fn a_subscription_that_is_kept_denied_or_asked_about_is_not_the_one() {
    for (locale, first, second) in [
        ("en", "Please cancel my subscription", "Keep the decaf"),
        ("en", "Please cancel my subscription", "Not the decaf"),
        ("en", "Please cancel my subscription", "When does the decaf come?"),
        ("de", "Bitte kündigen Sie mein Abo", "Auf keinen Fall den Decaf"),
        ("de", "Bitte kündigen Sie mein Abo", "Der Decaf bleibt"),
    ] {
        let (_, preparation) = after(shop, locale, first, second);
        assert!(!matches!(preparation, Preparation::Plans(_)), "{second}: {preparation:?}");
    }
}

#[test]
fn an_action_that_is_asked_about_told_or_somebody_elses_is_not_the_one() {
    for (locale, first, second) in [
        ("de", "Bitte pausieren Sie mein Abo", "Wie kann ich kündigen?"),
        ("de", "Bitte pausieren Sie mein Abo", "Ich habe doch schon letzte Woche gekündigt!"),
        ("en", "Please stop my order", "My neighbour cancelled hers, I wouldn't"),
    ] {
        let (_, preparation) = after(single, locale, first, second);
        assert!(!matches!(preparation, Preparation::Plans(_)), "{second}: {preparation:?}");
    }
}

#[test]
fn a_day_that_is_refused_or_only_told_is_not_the_new_one() {
    for second in ["not on 5 January", "5 January is not possible", "I'm away until 5 January", "maybe 5 January"] {
        let (_, preparation) = after(single, "en", "Please move my next delivery", second);
        assert!(!matches!(preparation, Preparation::Plans(_)), "{second}: {preparation:?}");
    }
}

#[test]
fn what_had_to_be_asked_is_not_settled_by_another_answer() {
    for (locale, first, second) in [
        ("de", "Bitte den Kaffee auf den 10. oder 12. Dezember verschieben.", "Moment, ich frage meine Frau"),
        ("en", "We've moved, my new street is Hafenweg 3. Please update the address.", "for the coffee"),
        ("en", "Please move my next delivery", "let me think about it"),
    ] {
        let (mut talk, preparation) = after(single, locale, first, second);
        assert!(matches!(preparation, Preparation::Question(_)), "{second}: {preparation:?}");
        let yes = talk.say("yes");
        assert!(!matches!(yes, Preparation::Plans(_)), "{second}, yes: {yes:?}");
    }
}

#[test]
fn thinking_aloud_puts_no_other_wish_in_the_place_of_the_open_one() {
    let (_, preparation) =
        after(shop, "en", "Please skip my delivery", "I'm not sure, let me ask my husband about this first");
    assert_eq!(short(&preparation), "ask [MissingPart::Subscription]");
    assert!(asked(&preparation).text.contains("skip"), "{preparation:?}");
}

#[test]
fn a_no_to_one_wish_leaves_the_clear_one() {
    let mut talk = Talk::new(shop(), "en");
    let question =
        talk.say("Please skip the next Decaf Espresso delivery. And cancel one of my other two subscriptions.");
    assert_eq!(asked(&question).missing, [MissingPart::Subscription]);
    assert_eq!(short(&talk.say("no")), "skip 62");
}

#[test]
fn one_answer_is_for_one_of_two_wishes_that_do_not_go_together() {
    let mut talk = Talk::new(shop(), "en");
    let question = talk.say("Please cancel one of my subscriptions and move one of them to 15 December.");
    assert!(asked(&question).missing.contains(&MissingPart::Subscription));
    let again = talk.say("Decaf Espresso");
    assert!(matches!(again, Preparation::Question(_)), "{again:?}");
    talk.say("Cat Food Salmon");
    let preparation = talk.say("yes");
    let mut targets: Vec<String> = plans(&preparation).iter().map(|plan| format!("{:?}", plan.targets)).collect();
    targets.sort();
    targets.dedup();
    assert_eq!(targets.len(), 2, "{}", short(&preparation));
}

#[test]
fn what_only_might_be_meant_beside_a_clear_wish_is_asked_about_or_stands_on_the_card() {
    let mut talk = Talk::new(shop(), "en");
    let preparation =
        talk.say("Please cancel my Decaf Espresso subscription. I might skip the next Cat Food Salmon, not sure yet.");
    match &preparation {
        Preparation::Question(question) => {
            // Of whichever it is asked, a yes is for no more than that.
            let of_the_skip = question.text == "Should we skip the next delivery of Cat Food Salmon?";
            assert!(of_the_skip || question.text == "Should we really cancel Decaf Espresso?", "{}", question.text);
            let yes = if of_the_skip { "cancel 62 | skip 63" } else { "cancel 62" };
            let no = if of_the_skip { "cancel 62" } else { "information" };
            assert_eq!(short(&talk.clone().say("no")), no);
            assert_eq!(short(&talk.say("yes")), yes);
        }
        other => {
            assert_eq!(short(other), "cancel 62");
            assert!(plans(other)[0].warnings.iter().any(|notice| notice.code == "also-asked"), "{other:?}");
        }
    }
}

#[test]
fn of_two_wishes_in_one_message_neither_is_dropped() {
    for (text, part) in [
        ("Cancel the decaf. Also, please move my next delivery to 15 January.", MissingPart::Subscription),
        ("Cancel the decaf. And skip my next delivery.", MissingPart::Subscription),
        ("Skip the cat food. Please also pause my subscription.", MissingPart::Action),
        (
            "Kündigt bitte den Decaf. Und verschiebt meine nächste Lieferung auf den 15. Januar.",
            MissingPart::Subscription,
        ),
    ] {
        let preparation = Talk::new(shop(), "en").say(text);
        assert!(asked(&preparation).missing.contains(&part), "{text}: {preparation:?}");
    }
}

#[test]
fn what_is_said_of_another_time_or_another_number_is_not_done_now() {
    for text in [
        "Bitte Jänner auslassen, die Lieferung im Dezember will i schon haben",
        "Please skip the January delivery, December's is fine",
        "Not this delivery, but skip the one after that",
        "Cancel after the next delivery please",
        "Please send the next one only to my office: Unter den Linden 5, 10117 Berlin. Everything after goes home again.",
        "Ab Mai bitte neue Adresse: Hauptstraße 2, 9020 Klagenfurt",
        "Starting in March please ship to 12 High Street, Oxford OX1 4DB, UK",
        "Bitte nur die Dezemberlieferung zu meinen Eltern: Linzer Straße 3, 4020 Linz, Österreich",
        "Please cancel subscription 601220002",
        "New address: 88 King Street",
    ] {
        let preparation = Talk::new(single(), "en").say(text);
        assert!(!matches!(preparation, Preparation::Plans(_)), "{text}: {preparation:?}");
    }
    // The 30th of this month lies before the planned day, and the 30th of the next one behind it.
    let preparation = Talk::new(shop(), "en").say("move the morning blend to the 30th");
    assert_eq!(short(&preparation), "ask [MissingPart::Date]");
}
