//! What keeps a wish from being a plan is looked for where it is said, and of what it is said.
#![expect(clippy::expect_used, reason = "helpers of tests: what is not as expected fails the test")]

#[path = "common/talk.rs"]
mod talk;

use armincx_recharge::contract::*;
use talk::{Talk, english, plans, short, single};

#[track_caller]
fn planned(messages: &[(&str, &str)]) {
    for (text, plan) in messages {
        assert_eq!(named(&english(text)), *plan, "{text}");
    }
}

/// Each plan's action and targets, without what it sets.
fn named(preparation: &Preparation) -> String {
    let told = short(preparation);
    told.split(" | ").map(|plan| plan.split(" {").next().unwrap_or(plan)).collect::<Vec<_>>().join(" | ")
}

#[track_caller]
fn unplanned(messages: &[&str]) {
    for text in messages {
        let preparation = english(text);
        assert!(!matches!(preparation, Preparation::Plans(_)), "{text}: {}", short(&preparation));
    }
}

#[test]
fn a_home_that_another_subscription_still_goes_to_keeps_no_address_from_changing() {
    planned(&[
        (
            "Hi, the Morning Blend and the decaf should go to my office from now on: 40 Quay Road, Galway, H91 X2P4, Ireland. The cat food still goes home.",
            "update-address address 51",
        ),
        (
            "For the decaf only, please change the delivery address to 14 Rose Street, 10115 Berlin.",
            "update-address 62",
        ),
        (
            "Beide Kaffee-Abos bitte ins Büro liefern: Industriestrasse 18, 6300 Zug, Schweiz. Das Futter weiterhin nach Hause.",
            "update-address address 51",
        ),
        (
            "Please deliver the cat food to 52 Cold Bath Road, Harrogate HG2 0NA, United Kingdom. The billing address stays as it is.",
            "update-address address 52",
        ),
    ]);
    unplanned(&[
        "Ich arbeite jetzt in der Lindenstraße 3, 10827 Berlin. Lieferung bitte weiter nach Hause.",
        "New billing address for the decaf: 14 Rose Street, 10115 Berlin.",
    ]);
}

#[test]
fn the_day_of_another_wish_is_not_said_of_what_is_brought_back() {
    planned(&[
        (
            "can u bring back the skipped coffee AND push the cat food to 14 january. thank uuu",
            "unskip 61 | move-date 63",
        ),
        (
            "Bitte schickt die ausgesetzte Kaffeelieferung doch und lasst dafür den Espresso am 4. Dezember weg.",
            "unskip 61 | skip 62",
        ),
    ]);
    unplanned(&["Bring the skipped coffee back, but only on 2 January please."]);
}

#[test]
fn what_was_skipped_comes_back_and_what_is_to_be_skipped_does_not() {
    planned(&[
        ("The coffee delivery I'd skipped, I do want it after all! Visitors announced themselves.", "unskip 61"),
        ("The skip on my morning blend - take it off again please, guests coming", "unskip 61"),
    ]);
    // Planned or asked about, it brings nothing back.
    assert!(!named(&english("Please don't forget to skip the decaf")).contains("unskip"));
    for text in [
        "Ich hätte den nächsten Morning Blend gern übersprungen, alles andere wie geplant.",
        "unskip the morning blend - no, ignore me, skipped is right, we're away",
    ] {
        let preparation = english(text);
        assert!(!short(&preparation).contains("unskip"), "{text}: {}", short(&preparation));
    }
}

#[test]
fn a_polite_condition_is_none() {
    planned(&[
        ("If it's not too much trouble, I'd like the Decaf Espresso cancelled.", "cancel 62"),
        ("Falls es noch nicht zu spät ist: Setzen Sie das Katzenfutter bitte einmal aus.", "skip 63"),
    ]);
    unplanned(&["If the decaf gets dearer again, you can cancel it."]);
}

#[test]
fn what_is_to_come_at_once_is_not_left_out() {
    unplanned(&[
        "send my next decaf NOW please, cant wait for the 4th theres no coffee in this house and its getting ugly",
        "bitte den Decaf sofort schicken, kann nicht bis zum 4. warten",
    ]);
}

#[test]
fn people_who_move_are_no_delivery_that_does() {
    let preparation = english(
        "We move this Friday (27th). From then on the cat food goes to 3 Quay View, Westport, F28 K7P2, Ireland, please change it now.",
    );
    assert!(!short(&preparation).contains("move-date"), "{}", short(&preparation));
}

#[test]
fn the_day_of_a_reason_is_not_the_new_one() {
    let preparation = english("Could the decaf be the 31st of December instead? Payday's the 30th :)");
    let body = plans(&preparation)[0].writes[0].body.clone().expect("a body");
    assert!(body.contains("2026-12-31"), "{body}");
}

#[test]
fn something_that_is_had_and_named_is_asked_about_however_much_is_told_besides() {
    let preparation = english("Move my coffee to the 30th please, I'm at a conference until then");
    assert!(matches!(preparation, Preparation::Question(_)), "{}", short(&preparation));
}

#[test]
fn what_is_kept_by_name_is_not_cancelled() {
    unplanned(&[
        "Keep the decaf",
        "Keep the cat food",
        "the coffees too strong for me, gives me the shakes. cancel it please and keep the cat food going",
        "Den Decaf behalten",
    ]);
    planned(&[("Please cancel the decaf. I'll keep the cat food.", "cancel 62")]);
}

#[test]
fn the_rest_that_is_left_as_it_is_is_not_what_is_meant() {
    planned(&[
        ("Drowning in decaf here. Skip the next bag, leave everything else as it is. Ta, Baz", "skip 62"),
        ("Please cancel the decaf. Rest no changes", "cancel 62"),
    ]);
}

#[test]
fn what_is_none_of_ours_is_not_done_to_the_one_subscription() {
    for text in [
        "please cancel the table i had reserved for tonight",
        "olly cancel all soccer practice alarms",
        "I want to terminate my account",
        "I need to cancel a purchase that I made the other day.",
        "kannst du meinen fahrstundentermin von freitag eine woche nach hinten schieben",
        "Ich brauch jetzt eine Weile keinen Kaffee mehr.",
    ] {
        let preparation = Talk::new(single(), "en").say(text);
        assert!(!matches!(preparation, Preparation::Plans(_)), "{text}: {}", short(&preparation));
    }
    for text in ["cancel it please", "Please cancel the whole thing.", "Bitte kündigen."] {
        let preparation = Talk::new(single(), "en").say(text);
        assert_eq!(plans(&preparation).len(), 1, "{text}");
    }
}

#[test]
fn an_end_after_the_next_delivery_is_no_end_now_and_leaves_none_out() {
    for text in [
        "Cancel once my next box has arrived",
        "Please cancel my subscription after the December delivery",
        "Cancel it as soon as I've got my December package",
        "Die nächste Lieferung noch, danach bitte kündigen",
    ] {
        let preparation = Talk::new(single(), "en").say(text);
        assert!(!matches!(preparation, Preparation::Plans(_)), "{text}: {}", short(&preparation));
    }
}

#[test]
fn next_weeks_delivery_is_asked_about_where_none_or_two_are_meant() {
    let weekly = |date: &str| {
        let mut shop = talk::single();
        for (name, value) in [("order_interval_unit", "week"), ("next_charge_scheduled_at", date)] {
            shop.subscriptions[0][name] = value.into();
        }
        shop.subscriptions[0]["order_interval_frequency"] = 1.into();
        shop.subscriptions[0]["charge_interval_frequency"] = 1.into();
        shop.charges[0]["scheduled_at"] = date.into();
        shop
    };
    for text in ["Skip next week please", "Morning Blend nächste Woche bitte aussetzen"] {
        // It is Sunday, 22 November; next week is from the 23rd to the 29th.
        let preparation = Talk::new(weekly("2026-11-24"), "en").say(text);
        assert!(named(&preparation) == "skip 61" || talk::asked(&preparation).text.contains("24"), "{text}");
        let preparation = Talk::new(single(), "en").say(text);
        let day = if text.contains("Woche") { "09.12.2026" } else { "9 Dec 2026" };
        assert!(talk::asked(&preparation).text.contains(day), "its day is told: {preparation:?}");
    }
}

#[test]
fn a_few_words_that_ask_for_one_thing_are_asked_about_and_not_passed_over() {
    for text in ["Bitte um Stornierung. Vielen Dank.", "Bitte für drei Monate aussetzen"] {
        let preparation = Talk::new(single(), "en").say(text);
        assert!(matches!(preparation, Preparation::Question(_)), "{text}: {}", short(&preparation));
    }
}

#[test]
fn an_address_for_this_time_is_asked_about_and_another_size_is_for_recharge() {
    for text in [
        "Just this once, please send it to Hafenweg 3, 20457 Hamburg",
        "Bitte an Hafenweg 3, 20457 Hamburg liefern. Nur diesmal!",
    ] {
        let preparation = Talk::new(single(), "en").say(text);
        assert_eq!(short(&preparation), "ask [MissingPart::Confirmation]", "{text}");
    }
    assert_eq!(short(&english("Please change the cat food to the 5kg bag")), "handoff HandoffTo::Vendor");
}

#[test]
fn a_day_that_follows_the_one_it_is_after_is_the_new_one() {
    for (text, day) in [
        ("Die Lieferung bitte erst nach Neujahr, am 2.1.", "2027-01-02"),
        ("Bitte die nächste Lieferung statt am 9. am 16. schicken", "2026-12-16"),
    ] {
        let preparation = Talk::new(single(), "en").say(text);
        assert_eq!(short(&preparation), format!(r#"move-date 61 {{"date":"{day}"}}"#), "{text}");
    }
}

#[test]
fn of_what_is_prepaid_no_message_moves_the_renewal() {
    let mut shop = talk::shop();
    shop.subscriptions[2]["is_prepaid"] = true.into();
    let preparation = Talk::new(shop, "en").say("Please move the cat food to 28 December");
    assert_eq!(short(&preparation), "refused prepaid");
}

#[test]
fn a_day_and_nothing_of_ours_is_no_plan() {
    for text in ["i need to know tomorrow's date", "Wie viele Millimeter Regen soll wir morgen bekommen?"] {
        let preparation = Talk::new(single(), "en").say(text);
        assert!(!matches!(preparation, Preparation::Plans(_)), "{text}: {}", short(&preparation));
    }
}
