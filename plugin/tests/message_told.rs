//! What is told, thanked for, denied or said of other things than subscriptions is never planned; its near twin that wishes it is.
#![expect(clippy::expect_used, reason = "helpers of tests: what is not as expected fails the test")]

#[path = "common/talk.rs"]
mod talk;

use armincx_recharge::contract::{Identity, Preparation};
use talk::{Talk, shop, short, single};

/// Each plan's action and targets, without what it sets.
fn named(preparation: &Preparation) -> String {
    let told = short(preparation);
    told.split(" | ").map(|plan| plan.split(" {").next().unwrap_or(plan)).collect::<Vec<_>>().join(" | ")
}

/// What is prepared from the words of a customer with one coffee, and with three subscriptions.
fn planned(text: &str) -> Vec<String> {
    let preparations = [Talk::new(single(), "en").say(text), Talk::new(shop(), "en").say(text)];
    let plans = preparations.iter().filter(|preparation| matches!(preparation, Preparation::Plans(_)));
    plans.map(|preparation| format!("{text}: {}", short(preparation))).collect()
}

#[test]
fn what_is_denied_is_not_done() {
    for text in [
        "Bitte die nächste Lieferung nicht aussetzen!",
        "Bitte die nächste Lieferung nicht überspringen",
        "Bitte keine Lieferung auslassen, ich brauche alles",
        "Die Lieferung am 9. bitte nicht verschieben.",
        "mein Abo bitte nicht kündigen",
        "please don't skip the next one",
    ] {
        assert_eq!(planned(text), Vec::<String>::new());
    }
    assert_eq!(named(&Talk::new(single(), "de").say("Bitte die nächste Lieferung aussetzen!")), "skip 61");
}

#[test]
fn thanks_reports_and_questions_ask_for_nothing() {
    for text in [
        "Thanks for moving it to 25 December!",
        "Danke fürs Verschieben auf den 25. Dezember!",
        "Super, dass ihr die Lieferung auf den 25. Dezember verschoben habt, danke!",
        "danke fürs überspringen der nächsten lieferung",
        "Why did you skip my delivery",
        "Lasst ihr über Weihnachten eine Lieferung aus?",
        "Ich freue mich auf die nächste Lieferung!",
        "next delivery please",
        "bitte nächste Lieferung",
    ] {
        assert_eq!(planned(text), Vec::<String>::new());
    }
}

#[test]
fn an_address_that_is_only_told_of_changes_nothing() {
    for text in [
        "I picked the parcel up at the depot, 9 Oak Street, Leeds LS1 4AP. All fine.",
        "Das letzte Paket ging an die Lindenstraße 14, 50674 Köln, da wohnt mein Nachbar. Warum?",
        "please send the receipt to my accountant, 9 Oak Street, Leeds LS1 4AP",
        "I'd like a second subscription sent to my mum at 9 Oak Street, Leeds LS1 4AP",
        "I want to go to 140 New Montgomery Street",
    ] {
        assert_eq!(planned(text), Vec::<String>::new());
    }
}

#[test]
fn an_end_after_another_delivery_is_asked_about() {
    for text in [
        "Eine Packung noch, danach könnt ihr das Abo beenden",
        "Send the next one and then that's it, cancel my subscription",
    ] {
        assert_eq!(planned(text), Vec::<String>::new());
    }
}

#[test]
fn what_is_praised_stays() {
    for (text, plan) in
        [("skip the decaf, the cat food is great", "skip 62"), ("decaf kündigen, katzenfutter top", "cancel 62")]
    {
        assert_eq!(named(&Talk::new(shop(), "en").say(text)), plan, "{text}");
    }
    // Where it isn't sure enough for a plan, what is praised isn't even asked about.
    let preparation = Talk::new(shop(), "en").say("skip the decaf, the cat food is great as always");
    let text = if let Preparation::Question(question) = &preparation { &question.text } else { "" };
    assert!(named(&preparation) == "skip 62" || text.contains("Decaf Espresso"), "{preparation:?}");
    assert!(!text.contains("Cat Food"), "{text}");
}

#[test]
fn days_of_other_things_move_nothing() {
    for text in [
        "I want to leave next Monday",
        "can you postpone the invoice to 30 December",
        "Friseurtermin eine Woche später",
        "Tomorrow, please.",
        "I would like to visit it next Thursday",
    ] {
        assert_eq!(planned(text), Vec::<String>::new());
    }
}

#[test]
fn a_no_that_says_what_was_asked_about_is_a_no() {
    for answer in ["erst mal nicht, lasst es wie es ist", "ja aber erst die übernächste"] {
        let mut talk = Talk::new(single(), "de");
        talk.say("bitte nächste Lieferung");
        let preparation = talk.say(answer);
        assert!(!matches!(preparation, Preparation::Plans(_)), "{answer}: {}", short(&preparation));
    }
}

#[test]
fn a_proof_is_asked_for_twice_and_then_a_person_finds_out_who_writes() {
    let mut talk = Talk::new(single(), "en").identity(Identity::Unverified);
    for _ in 0..2 {
        assert!(matches!(talk.say("please skip my next delivery"), Preparation::Question(_)));
    }
    assert!(matches!(talk.say("please skip my next delivery"), Preparation::Handoff(_)));
}

#[test]
fn goods_that_have_the_shops_name_are_not_named_by_a_greeting() {
    let mut shop = shop();
    shop.subscriptions[0]["product_title"] = "Espresso Morgenrot".into();
    let text = "Hallo liebes Morgenrot-Team,\n\nich bin vom 5. Dezember an zwei Wochen im Urlaub. Könnt ihr das Katzenfutter \
                bitte auf den 28. Dezember verschieben?";
    assert_eq!(named(&Talk::new(shop, "de").say(text)), "move-date 63");
}
