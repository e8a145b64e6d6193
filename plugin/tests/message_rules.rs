//! From a customer's message to a preparation: each rule by itself.
#![expect(clippy::expect_used, clippy::panic, reason = "helpers of tests: what is not as expected fails the test")]

#[path = "common/talk.rs"]
mod talk;

use armincx_recharge::contract::*;
use armincx_recharge::testing::charge_row;
use serde_json::{Value, json};
use talk::{COFFEE, DECAF, LENA, SALMON, Talk, english, shop, short, single};

#[track_caller]
fn plans(preparation: &Preparation) -> &[Plan] {
    match preparation {
        Preparation::Plans(plans) => plans,
        other => panic!("no plans: {other:?}"),
    }
}

#[track_caller]
fn asked(preparation: &Preparation) -> &Question {
    match preparation {
        Preparation::Question(question) => question,
        other => panic!("no question: {other:?}"),
    }
}

#[track_caller]
fn told(preparation: &Preparation) -> &str {
    match preparation {
        Preparation::Information(text) => text,
        other => panic!("no information: {other:?}"),
    }
}

#[track_caller]
fn handed(preparation: &Preparation) -> &Handoff {
    match preparation {
        Preparation::Handoff(handoff) => handoff,
        other => panic!("no handoff: {other:?}"),
    }
}

// ---------------------------------------------------------------- plans

#[test]
fn every_subscription_is_cancelled_by_a_plan_of_its_own() {
    let preparation = english("Please cancel my Decaf Espresso and my Cat Food Salmon subscriptions.");
    assert_eq!(short(&preparation), "cancel 62 | cancel 63");
}

#[test]
fn a_cancellation_asks_neither_for_a_reason_nor_about_mail_and_keeps_the_customers_words() {
    let preparation = english("Please cancel my Decaf Espresso subscription.");
    let body: Value =
        serde_json::from_str(plans(&preparation)[0].writes[0].body.as_deref().expect("a body")).expect("JSON");
    assert_eq!(body["cancellation_reason"], "Customer's request");
    assert_eq!(body["cancellation_reason_comments"], "Please cancel my Decaf Espresso subscription.");
    assert_eq!(body["send_email"], true);
}

#[test]
fn the_reason_is_the_one_of_the_shops_list_that_the_words_are_nearest_to_and_else_its_last() {
    for (text, reason) in [
        ("Please cancel my Decaf Espresso subscription, it is too expensive for me.", "Too expensive"),
        ("Please cancel my Decaf Espresso subscription.", "Other"),
    ] {
        let mut shop = shop();
        shop.reasons = Some(json!([{"reason": "Too much"}, {"reason": "Too expensive"}, {"reason": "Other"}]));
        let preparation = Talk::new(shop, "en").say(text);
        let body = plans(&preparation)[0].writes[0].body.clone().expect("a body");
        assert!(body.contains(&format!(r#""cancellation_reason":"{reason}""#)), "{body}");
    }
}

#[test]
fn those_that_move_to_one_date_move_together_and_others_apart() {
    let together = english("Please move the Decaf Espresso and the Cat Food Salmon to 5 January.");
    assert_eq!(short(&together), r#"move-date 62+63 {"date":"2027-01-05"} {"date":"2027-01-05"}"#);
    let apart = english("Please push the Decaf Espresso and the Cat Food Salmon back by two weeks.");
    assert_eq!(short(&apart), r#"move-date 62 {"date":"2026-12-18"} | move-date 63 {"date":"2027-01-03"}"#);
}

#[test]
fn those_on_one_charge_are_skipped_together_so_that_neither_plan_makes_the_other_stale() {
    let mut shop = shop();
    shop.charges[0] = charge_row(71, LENA, 51, "queued", "2026-12-09", &[COFFEE, DECAF]);
    shop.charges.remove(1);
    shop.subscriptions[1]["next_charge_scheduled_at"] = json!("2026-12-09");
    let preparation =
        Talk::new(shop, "en").say("Please skip the next delivery of both coffees, Morning Blend and Decaf.");
    assert_eq!(short(&preparation), "skip 61+62");
}

#[test]
fn skipping_the_next_one_with_one_skipped_already_is_what_was_asked_for_and_the_card_warns() {
    let preparation = english("Please skip the next Morning Blend delivery.");
    assert_eq!(short(&preparation), "skip 61");
    assert!(plans(&preparation)[0].warnings.iter().any(|warning| warning.code == "skipped-again"));
}

#[test]
fn an_address_changes_for_all_of_those_that_are_there_or_one_of_them_gets_its_own() {
    let address = "Hafenweg 3, 20457 Hamburg";
    let both = english(&format!("Please send the Morning Blend and the Decaf to my new address: {address}."));
    assert!(short(&both).starts_with("update-address address 51 "), "{}", short(&both));
    let one = english(&format!("Please send the Decaf to my new address: {address}."));
    assert!(short(&one).starts_with("update-address 62"), "{}", short(&one));
    let all = english(&format!("My new address for all three subscriptions is {address}."));
    let Preparation::Plans(all) = all else { panic!("{all:?}") };
    assert_eq!(all.len(), 1, "the cat's food goes there already, which is no plan");
    assert!(all[0].warnings.iter().any(|warning| warning.code == "not-possible"), "{:?}", all[0].warnings);
}

#[test]
fn what_was_not_meant_is_named_with_the_plan_and_so_are_the_words_it_rests_on() {
    let preparation = english("Hello! Please cancel my Decaf Espresso subscription. Thanks a lot.");
    let plan = &plans(&preparation)[0];
    assert_eq!(plan.evidence, ["Please cancel my Decaf Espresso subscription."]);
    assert_eq!(plan.rejected, ["Morning Blend Coffee: not named", "Cat Food Salmon: not named"]);
}

#[test]
fn what_is_not_possible_is_refused_or_stands_as_a_warning_beside_what_is() {
    let mut shop = shop();
    shop.subscriptions[2]["is_prepaid"] = json!(true);
    let alone = Talk::new(shop.clone(), "en").say("Please skip the next Cat Food Salmon delivery.");
    assert_eq!(short(&alone), "refused prepaid");
    let beside =
        Talk::new(shop, "en").say("Please skip the next Cat Food Salmon delivery. And cancel my Decaf Espresso.");
    assert_eq!(short(&beside), "cancel 62");
    let warning = plans(&beside)[0].warnings.iter().find(|warning| warning.code == "not-possible").expect("a warning");
    assert!(warning.text.contains("Cat Food Salmon") && warning.text.contains("Prepaid"), "{}", warning.text);
}

#[test]
fn a_customer_without_a_running_subscription_has_nothing_to_change() {
    let mut shop = single();
    shop.subscriptions[0]["status"] = json!("cancelled");
    assert_eq!(short(&Talk::new(shop, "en").say("Please cancel my subscription.")), "refused no-subscription");
}

// ---------------------------------------------------------------- questions and their answers

#[test]
fn everything_that_is_missing_is_asked_at_once_with_choices() {
    let preparation = english("Please move my next delivery");
    let question = asked(&preparation);
    assert_eq!(question.missing, [MissingPart::Subscription, MissingPart::Date]);
    assert_eq!(question.choices.len(), 7, "three, all of them, and three dates");
    assert!(question.text.contains("Decaf Espresso (next order on 4 Dec 2026)"), "{}", question.text);
}

#[test]
fn a_choice_is_taken_by_its_words_or_by_its_number() {
    for answer in ["Decaf Espresso", "2", "2.", "number 2", "the decaf please", "the one on 4 December"] {
        let mut talk = Talk::new(shop(), "en");
        let question = talk.say("Please cancel my subscription");
        assert_eq!(asked(&question).missing, [MissingPart::Subscription]);
        assert_eq!(short(&talk.say(answer)), "cancel 62", "{answer}");
    }
}

#[test]
fn all_of_them_is_an_answer_too() {
    for answer in ["4", "all of them", "all three please"] {
        let mut talk = Talk::new(shop(), "en");
        talk.say("Please cancel my subscription");
        assert_eq!(short(&talk.say(answer)), "cancel 61 | cancel 62 | cancel 63", "{answer}");
    }
}

#[test]
fn a_vague_wish_is_led_to_a_plan_in_both_languages() {
    let mut english = Talk::new(shop(), "en");
    assert_eq!(
        asked(&english.say("Please pause my subscription")).missing,
        [MissingPart::Action, MissingPart::Subscription]
    );
    assert_eq!(short(&english.say("Pause until a date")), "ask [MissingPart::Subscription, MissingPart::Date]");
    assert_eq!(short(&english.say("Decaf Espresso")), "ask [MissingPart::Date]");
    assert_eq!(short(&english.say("15 January")), r#"move-date 62 {"date":"2027-01-15"}"#);
    let mut german = Talk::new(shop(), "en");
    german.say("Bitte pausieren Sie mein Abo");
    let question = german.say("2");
    assert!(asked(&question).text.starts_with("Auf welches Datum"), "the language stays: {question:?}");
    assert_eq!(short(&german.say("den Decaf")), "ask [MissingPart::Date]");
    assert_eq!(short(&german.say("am 15. Januar")), r#"move-date 62 {"date":"2027-01-15"}"#);
}

#[test]
fn a_bare_date_is_an_answer_to_which_date_and_a_bare_address_to_which_address() {
    let mut talk = Talk::new(single(), "en");
    assert_eq!(short(&talk.say("Please move my next delivery")), "ask [MissingPart::Date]");
    assert_eq!(short(&talk.say("5 January")), r#"move-date 61 {"date":"2027-01-05"}"#);
    let mut talk = Talk::new(single(), "en");
    assert_eq!(short(&talk.say("I need to change my delivery address")), "ask [MissingPart::Address]");
    assert!(short(&talk.say("Hafenweg 3, 20457 Hamburg")).starts_with("update-address address 51"));
}

#[test]
fn a_suggested_date_counts_from_the_planned_one() {
    let mut talk = Talk::new(single(), "en");
    talk.say("Please move my next delivery");
    assert_eq!(short(&talk.say("2 weeks later")), r#"move-date 61 {"date":"2026-12-23"}"#);
}

#[test]
fn another_wish_takes_the_place_of_the_one_that_was_asked_about() {
    let mut talk = Talk::new(shop(), "en");
    talk.say("Please cancel my Decaf Espresso, or maybe just skip it");
    assert_eq!(short(&talk.say("Just skip it, please")), "skip 62");
    let mut talk = Talk::new(shop(), "en");
    talk.say("Please cancel my subscription");
    assert_eq!(short(&talk.say("Actually, please just skip the next delivery of the Cat Food Salmon")), "skip 63");
}

#[test]
fn two_wishes_in_an_answer_are_both_kept() {
    let mut talk = Talk::new(shop(), "en");
    assert_eq!(short(&talk.say("Please skip my next delivery")), "ask [MissingPart::Subscription]");
    let preparation = talk.say("Please skip the Decaf Espresso delivery. And cancel the Cat Food Salmon subscription.");
    assert_eq!(short(&preparation), "skip 62 | cancel 63");
}

#[test]
fn forgetting_it_ends_it_politely() {
    for (locale, first, second) in [
        ("en", "Please cancel my subscription", "Forget it, thanks"),
        ("de", "Bitte kündigen Sie mein Abo", "Vergessen Sie es, danke"),
        ("en", "Please cancel my subscription", "No, don't cancel anything"),
    ] {
        let mut talk = Talk::new(shop(), locale);
        asked(&talk.say(first));
        let closed = talk.say(second);
        assert!(told(&closed).contains(if locale == "en" { "stays as it is" } else { "bleibt alles" }), "{closed:?}");
    }
}

#[test]
fn what_may_not_be_meant_is_asked_about_and_yes_and_no_answer_it() {
    let ask = || {
        let mut talk = Talk::new(single(), "en");
        let question = talk.say("I'm thinking about maybe cancelling my subscription.");
        assert!(asked(&question).missing.contains(&MissingPart::Confirmation), "{question:?}");
        talk
    };
    assert_eq!(short(&ask().say("yes")), "cancel 61");
    assert_eq!(short(&ask().say("Yes please")), "cancel 61");
    assert_eq!(short(&ask().say("no")), "information");
    assert_eq!(short(&ask().say("2")), "information");
}

#[test]
fn after_two_questions_that_brought_nothing_a_person_takes_over_with_what_was_understood() {
    let mut talk = Talk::new(shop(), "en");
    asked(&talk.say("Please cancel my subscription"));
    asked(&talk.say("hmm what"));
    let preparation = talk.say("lovely weather today");
    let handoff = handed(&preparation);
    assert_eq!(handoff.to, HandoffTo::Person);
    assert!(handoff.text.contains("Please cancel my subscription"), "{}", handoff.text);
    assert!(handoff.reply.is_some());
}

#[test]
fn a_person_of_the_shop_who_has_spoken_since_ends_the_question() {
    let mut talk = Talk::new(shop(), "en");
    asked(&talk.say("Please cancel my subscription"));
    talk.dialogue.push(Turn {
        speaker: Speaker::Agent,
        text: "Which one do you like best?".to_owned(),
        at: talk.ctx.now.clone(),
        asked: None,
    });
    assert_eq!(short(&talk.say("2")), "nothing");
}

#[test]
fn what_was_understood_comes_back_from_outside_and_is_read_with_care() {
    for understood in [
        "",
        "null",
        "[]",
        "{",
        r#"{"wishes":7}"#,
        r#"{"wishes":[null,7,{}]}"#,
        r#"{"wishes":[{"action":"pay","these":[1],"lacks":["all"],"wanted":{"later":[1e9,"x"]},"address":[]}],"asked":-1}"#,
        r#"{"wishes":[{"action":"cancel","these":[999],"lacks":[]}],"asked":1}"#,
    ] {
        let mut talk = Talk::new(shop(), "en");
        asked(&talk.say("Please cancel my subscription"));
        let last = talk.dialogue.last_mut().and_then(|turn| turn.asked.as_mut()).expect("a question");
        understood.clone_into(&mut last.understood);
        let preparation = talk.say("yes");
        assert!(!matches!(preparation, Preparation::Plans(_)), "{understood}: {preparation:?}");
    }
}

#[test]
fn a_postcode_that_fits_no_known_country_is_asked_about_and_the_answer_completes_it() {
    let mut talk = Talk::new(single(), "en");
    let question = talk.say("My new address is Dorfstrasse 5, 4321 Irgendwo.");
    assert_eq!(asked(&question).missing, [MissingPart::Address], "{question:?}");
}

// ---------------------------------------------------------------- answers

#[test]
fn answers_come_out_of_the_live_data_in_the_customers_language() {
    let mut german = Talk::new(shop(), "en");
    let text = told(&german.say("Wann kommt die nächste Lieferung?")).to_owned();
    assert!(text.contains("Decaf Espresso: Die nächste Bestellung ist für den 04.12.2026 geplant."), "{text}");
    assert!(text.contains("Ausgelassen: 28.11.2026."), "{text}");
    let price = english("How much is the Decaf Espresso?");
    assert_eq!(told(&price), "Decaf Espresso: €24.90.\nThe order of 4 Dec 2026 comes to €28.80 in total.");
}

#[test]
fn how_to_cancel_is_told_and_nothing_is_cancelled() {
    let preparation = english("How can I cancel my subscription?");
    assert!(told(&preparation).contains("Just tell us"), "{preparation:?}");
}

#[test]
fn no_answer_and_no_reply_promises_a_mail_or_a_day_of_the_carrier() {
    for locale in ["en", "de"] {
        for text in
            ["When is my next delivery?", "Cancel my Decaf Espresso please", "Wann kommt meine nächste Lieferung?"]
        {
            let text = match Talk::new(shop(), locale).say(text) {
                Preparation::Information(text) => text,
                Preparation::Plans(plans) => plans[0].reply.clone().expect("a reply"),
                other => panic!("{other:?}"),
            };
            let lower = text.to_lowercase();
            assert!(!lower.contains("mail") && !lower.contains("arrive") && !lower.contains("ankommen"), "{text}");
        }
    }
}

// ---------------------------------------------------------------- other people's business

#[test]
fn a_matter_outside_the_actions_goes_to_the_right_page_with_a_reason_and_a_draft() {
    let mut talk = Talk::new(shop(), "de").du();
    let preparation = talk.say("Ich möchte meine Zahlungsart ändern, meine neue Kreditkarte ist da.");
    let handoff = handed(&preparation);
    assert_eq!(handoff.to, HandoffTo::Vendor);
    assert!(handoff.text.starts_with("Es geht um die Zahlung."), "{}", handoff.text);
    assert!(handoff.link.as_ref().is_some_and(|link| link.url.ends_with("/customers/91")), "{:?}", handoff.link);
    assert!(handoff.reply.as_ref().is_some_and(|reply| reply.contains("deine Nachricht")), "{:?}", handoff.reply);
}

#[test]
fn somebody_elses_subscription_is_a_persons_business() {
    let preparation = english("Please cancel my mother's subscription, she passed away.");
    assert!(!matches!(preparation, Preparation::Plans(_)), "{preparation:?}");
}

#[test]
fn an_order_of_the_shop_goes_to_the_shop() {
    let preparation = english("My parcel for order #10234 has not arrived, where is it?");
    assert_eq!(handed(&preparation).to, HandoffTo::Shop);
}

#[test]
fn a_stranger_with_a_subscription_matter_goes_to_a_person_and_any_other_stranger_nowhere() {
    let mut talk = Talk::new(shop(), "en");
    talk.ctx.contact.email = "nobody@example.com".to_owned();
    assert_eq!(handed(&talk.clone().say("Please cancel my subscription")).to, HandoffTo::Person);
    assert_eq!(short(&talk.say("Happy Christmas to the team!")), "nothing");
}

#[test]
fn mail_that_is_only_passed_on_is_a_persons_business() {
    let text = "---------- Forwarded message ---------\nFrom: Jo <jo@example.com>\nSubject: x\n\nPlease cancel my subscription";
    assert_eq!(handed(&english(text)).to, HandoffTo::Person);
}

// ---------------------------------------------------------------- who may

#[test]
fn below_the_minimum_nothing_is_changed_told_or_kept() {
    for identity in [Identity::Forwarded, Identity::Unverified] {
        for text in [
            "Please cancel my Decaf Espresso subscription",
            "Please cancel my subscription",
            "When is my next delivery?",
        ] {
            let mut talk = Talk::new(shop(), "en").identity(identity);
            let preparation = talk.say(text);
            let question = asked(&preparation);
            assert_eq!(question.missing, [MissingPart::Proof], "{text}");
            assert!(question.choices.is_empty() && question.understood == "{}", "{question:?}");
            assert!(!question.text.contains("Decaf") && !question.text.contains("2026"), "{}", question.text);
        }
        let mut talk = Talk::new(shop(), "en").identity(identity);
        assert_eq!(short(&talk.say("How can I cancel my subscription?")), "information");
    }
}

#[test]
fn an_alias_may_what_an_authenticated_sender_may() {
    let mut talk = Talk::new(shop(), "en").identity(Identity::Alias);
    assert_eq!(short(&talk.say("Please cancel my Decaf Espresso subscription")), "cancel 62");
}

#[test]
fn subscriptions_that_could_not_all_be_read_are_left_to_a_person() {
    let mut shop = shop();
    for number in 0..70 {
        let id = 2_000 + number;
        shop.subscriptions.push(armincx_recharge::testing::subscription_row(id, LENA, 51, "2026-12-21"));
    }
    assert_eq!(handed(&Talk::new(shop, "en").say("Please cancel all my subscriptions")).to, HandoffTo::Person);
}

// ---------------------------------------------------------------- language and form of address

#[test]
fn cards_are_in_the_readers_language_and_drafts_in_the_customers() {
    let preparation = Talk::new(shop(), "en").say("Bitte kündigen Sie mein Abo für den Decaf Espresso.");
    let plan = &plans(&preparation)[0];
    assert_eq!(plan.title, "Cancel Decaf Espresso");
    assert_eq!(plan.reply.as_deref(), Some("Erledigt: Ihr Abo für Decaf Espresso ist gekündigt."));
    let preparation = Talk::new(shop(), "de").du().say("Bitte mein Abo für den Decaf Espresso kündigen");
    assert_eq!(plans(&preparation)[0].reply.as_deref(), Some("Erledigt: Dein Abo für Decaf Espresso ist gekündigt."));
}

#[test]
fn a_plan_for_the_salmon_never_names_another_target() {
    let preparation = english("Please skip the next Cat Food Salmon delivery");
    assert_eq!(plans(&preparation)[0].targets.len(), 1);
    assert!(matches!(plans(&preparation)[0].targets[0], Target::Subscription(SALMON)));
}
