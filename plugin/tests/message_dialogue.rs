//! A conversation: questions, what they are answered with, and when a person takes over.
#![expect(clippy::expect_used, reason = "helpers of tests: what is not as expected fails the test")]

#[path = "common/talk.rs"]
mod talk;

use armincx_recharge::contract::*;
use talk::{Talk, asked, english, handed, plans, shop, short, single, told};

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
    assert!(asked(&question).text.contains("Auf welches Datum"), "the language stays: {question:?}");
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

#[test]
fn not_knowing_is_no_answer_in_either_language_and_after_two_a_person_takes_over() {
    for (locale, first, second, third) in [
        ("de", "Bitte kündigen Sie mein Abo", "weiß nicht", "keine Ahnung"),
        ("de", "Bitte kündigen Sie mein Abo", "Das weiss ich nicht.", "egal"),
        ("en", "Please cancel my subscription", "I don't know", "no idea"),
        ("en", "Please cancel my subscription", "not sure", "whatever"),
    ] {
        let mut talk = Talk::new(shop(), locale);
        asked(&talk.say(first));
        let again = talk.say(second);
        assert!(matches!(again, Preparation::Question(_)), "{second}: {again:?}");
        assert_eq!(short(&talk.say(third)), "handoff HandoffTo::Person", "{third}");
    }
}

#[test]
fn what_was_left_open_is_said_in_words_when_a_person_takes_over() {
    let mut talk = Talk::new(shop(), "en");
    asked(&talk.say("Please pause my subscription"));
    asked(&talk.say("hmm what"));
    let preparation = talk.say("lovely weather today");
    let text = &handed(&preparation).text;
    assert!(text.contains("what is wanted is open, which subscription is open"), "{text}");
    assert!(!text.contains('?'), "{text}");
}

#[test]
fn after_a_person_took_over_nothing_is_asked_again_until_one_has_spoken_but_a_clear_wish_is_a_plan() {
    let mut talk = Talk::new(shop(), "en");
    asked(&talk.say("Please cancel my subscription"));
    asked(&talk.say("hmm what"));
    let preparation = talk.say("lovely weather today");
    let reply = handed(&preparation).reply.clone().expect("a reply");
    let turn = |speaker, text: &str| Turn { speaker, text: text.to_owned(), at: talk.ctx.now.clone(), asked: None };
    let (told, spoken) = (turn(Speaker::Assistant, &reply), turn(Speaker::Agent, "Hello, this is Mia."));
    talk.dialogue.push(told);
    assert_eq!(short(&talk.clone().say("I want to cancel my subscription!")), "handoff HandoffTo::Person");
    assert_eq!(short(&talk.clone().say("Please cancel the Decaf Espresso subscription.")), "cancel 62");
    talk.dialogue.push(spoken);
    assert_eq!(short(&talk.say("I want to cancel my subscription!")), "ask [MissingPart::Subscription]");
}

#[test]
fn a_comment_of_several_turns_is_more_than_the_last_word() {
    let mut talk = Talk::new(single(), "en");
    asked(&talk.say("I'm thinking about maybe cancelling my subscription."));
    let preparation = talk.say("yes");
    let body = plans(&preparation)[0].writes[0].body.clone().expect("a body");
    assert!(body.contains("I'm thinking about maybe cancelling my subscription. … yes"), "{body}");
}

#[test]
fn a_number_that_is_corrected_takes_the_place_of_the_one_before_it() {
    let mut talk = Talk::new(single(), "en");
    let question = talk.say("My new address is Hafenweg 3, 4321 Hamburg.");
    assert_eq!(asked(&question).missing, [MissingPart::Address], "{question:?}");
    let preparation = talk.say("Sorry, my house number is 5, not 3, and the postcode is 20457");
    let all = format!("{preparation:?}");
    assert!(
        !all.contains("Hafenweg 3, 20457")
            && !matches!(&preparation, Preparation::Plans(plans)
        if !format!("{plans:?}").contains("Hafenweg 5")),
        "{all}"
    );
}

#[test]
fn what_is_to_be_confirmed_is_named_with_its_day_or_address() {
    let mut talk = Talk::new(single(), "en");
    let question = talk.say("I might move my next delivery to 20 December, not sure yet.");
    assert!(asked(&question).text.contains("20 Dec 2026"), "{question:?}");
    let mut talk = Talk::new(single(), "en");
    let question = talk.say("If the flat works out, send it to Hafenweg 3, 20457 Hamburg.");
    assert!(asked(&question).text.contains("Hafenweg 3"), "{question:?}");
}

#[test]
fn two_of_one_title_are_told_apart_and_each_choice_is_for_its_own() {
    let mut shop = shop();
    shop.subscriptions[2]["product_title"] = serde_json::json!("Decaf Espresso");
    let mut talk = Talk::new(shop, "en");
    let question = talk.say("Please cancel my Decaf Espresso subscription");
    let labels: Vec<String> = asked(&question).choices.iter().map(|choice| choice.label.clone()).collect();
    let alike: Vec<&String> = labels.iter().filter(|label| label.starts_with("Decaf Espresso")).collect();
    assert!(alike.len() == 2 && alike[0] != alike[1], "{labels:?}");
    assert_eq!(short(&talk.clone().say(alike[0])), "cancel 62");
    assert_eq!(short(&talk.say(alike[1])), "cancel 63");
}

#[test]
fn a_subscription_is_chosen_by_its_place_in_the_list() {
    for (locale, vague, answer) in [
        ("en", "Please cancel my subscription", "the second one"),
        ("en", "Please cancel my subscription", "second please"),
        ("de", "Bitte kündigen Sie mein Abo", "das zweite"),
        ("de", "Bitte kündigen Sie mein Abo", "Den zweiten, bitte."),
    ] {
        let mut talk = Talk::new(shop(), locale);
        assert_eq!(short(&talk.say(vague)), "ask [MissingPart::Subscription]", "{vague}");
        assert_eq!(short(&talk.say(answer)), "cancel 62", "{answer}");
    }
}

#[test]
fn an_ordinal_is_no_choice_where_a_day_was_asked_for() {
    let mut talk = Talk::new(single(), "en");
    assert_eq!(short(&talk.say("Please move my next delivery")), "ask [MissingPart::Date]");
    let answer = talk.say("the second");
    assert!(!short(&answer).contains("12-16"), "no week later: {}", short(&answer));
}

#[test]
fn only_the_next_one_is_left_out_where_a_stop_was_left_open() {
    for (locale, vague, answer) in [
        ("en", "Please pause my subscription", "only the next one"),
        ("de", "Bitte pausieren Sie mein Abo", "nur die nächste"),
    ] {
        let mut talk = Talk::new(single(), locale);
        assert_eq!(short(&talk.say(vague)), "ask [MissingPart::Action]", "{vague}");
        assert_eq!(short(&talk.say(answer)), "skip 61", "{answer}");
    }
}

#[test]
fn all_but_one_that_is_named_is_an_answer_to_which() {
    for (locale, first, second) in [
        ("en", "Please cancel my subscription", "All except the decaf"),
        ("de", "Bitte kündigen Sie mein Abo", "Alle außer dem Decaf"),
    ] {
        let mut talk = Talk::new(shop(), locale);
        asked(&talk.say(first));
        assert_eq!(short(&talk.say(second)), "cancel 61 | cancel 63", "{second}");
    }
}

#[test]
fn what_is_to_come_at_once_is_offered_the_first_days() {
    for (locale, first, day) in [
        ("en", "Please send it now, I've run out", "23 Nov 2026"),
        ("de", "Bitte sofort schicken, der Kaffee ist alle!", "23.11.2026"),
    ] {
        let mut talk = Talk::new(single(), locale);
        let question = asked(&talk.say(first)).clone();
        assert_eq!(question.choices.first().map(|choice| choice.label.as_str()), Some(day), "{first}");
        let preparation = talk.say(day);
        assert!(short(&preparation).contains("2026-11-23"), "{}", short(&preparation));
    }
}

#[test]
fn a_change_of_mind_in_an_answer_and_what_is_needed_are_not_among_those_meant() {
    for (locale, first, second, plan) in [
        ("en", "Please cancel my subscription", "the cat food. no, wait, the decaf", "cancel 62"),
        ("de", "Bitte kündigen Sie mein Abo", "das Katzenfutter. ach nee, doch den Decaf", "cancel 62"),
        ("en", "Skip my next delivery", "just the cat food, I need the Morning Blend", "skip 63"),
    ] {
        let mut talk = Talk::new(shop(), locale);
        asked(&talk.say(first));
        let told = short(&talk.say(second));
        assert!(told.starts_with(plan) && !told.contains(" | "), "{second}: {told}");
    }
}

#[test]
fn several_are_chosen_by_their_numbers_and_one_by_its_price() {
    let mut talk = Talk::new(shop(), "en");
    talk.say("Please cancel two of my subscriptions");
    assert_eq!(short(&talk.clone().say("1 and 3")), "cancel 61 | cancel 63");
    assert_eq!(short(&talk.say("1 and 7")), "ask [MissingPart::Subscription]", "there is no seventh");
    let mut shop = shop();
    for (at, price) in ["24.90", "19.50", "32.00"].into_iter().enumerate() {
        shop.subscriptions[at]["price"] = price.into();
    }
    for text in
        ["cancel the one for 32 euros", "das Abo für 32,00 € bitte kündigen", "cancel the one that costs €31.60"]
    {
        let expected = if text.contains("31") { "ask [MissingPart::Subscription]" } else { "cancel 63" };
        assert_eq!(short(&Talk::new(shop.clone(), "en").say(text)), expected, "{text}");
    }
    let mut talk = Talk::new(shop, "en");
    talk.say("cancel the subscription");
    assert_eq!(short(&talk.say("the 20 euro one")), "cancel 62", "19.50, as people round");
}

#[test]
fn a_break_is_named_by_the_next_one_or_by_its_end() {
    for (answer, came) in [
        ("aussetzen", "skip 61"),
        ("die nächste", "skip 61"),
        ("until the end of January", "ask [MissingPart::Date]"),
        ("bis Ende Januar", "ask [MissingPart::Date]"),
    ] {
        let mut talk = Talk::new(single(), "en");
        assert_eq!(short(&talk.say("Please pause my subscription")), "ask [MissingPart::Action]");
        assert_eq!(short(&talk.say(answer)), came, "{answer}");
    }
}

#[test]
fn of_two_days_in_an_answer_the_refused_one_is_none() {
    for answer in ["nicht am 20.12., sondern am 22.12.", "not on the 20th of December, but on 22 December"] {
        let mut talk = Talk::new(single(), "en");
        assert_eq!(short(&talk.say("Please move my next delivery")), "ask [MissingPart::Date]");
        assert_eq!(short(&talk.say(answer)), r#"move-date 61 {"date":"2026-12-22"}"#, "{answer}");
    }
    let mut talk = Talk::new(single(), "en");
    talk.say("Please move my next delivery");
    let planned = r#"move-date 61 {"date":"2026-12-23"}"#;
    assert_eq!(short(&talk.say("two weeks from the planned day")), planned, "and not from today");
}

#[test]
fn the_days_that_are_offered_are_such_as_were_wished() {
    let labels = |text: &str| -> Vec<String> {
        let preparation = Talk::new(single(), "en").say(text);
        assert_eq!(asked(&preparation).missing, [MissingPart::Date], "{text}");
        asked(&preparation).choices.iter().map(|choice| choice.label.clone()).collect()
    };
    assert_eq!(labels("Could my next delivery come earlier?"), ["2 Dec 2026", "25 Nov 2026", "23 Nov 2026"]);
    assert_eq!(labels("Move it to after the holidays, please"), Vec::<String>::new(), "no weeks from now are that");
    assert_eq!(labels("Please move my next delivery").len(), 3);
}

#[test]
fn a_question_quotes_the_words_it_rests_on_and_says_what_was_understood() {
    let mut talk = Talk::new(shop(), "en");
    let preparation = talk.say("Hello! Please cancel my subscription. Best, Lena");
    assert_eq!(asked(&preparation).evidence, ["Please cancel my subscription."]);
    assert_eq!(asked(&preparation).gist, ["Cancel, which subscription is open"]);
    let preparation = talk.say("the one on the 7th");
    assert_eq!(asked(&preparation).evidence[0], "Please cancel my subscription.", "{preparation:?}");
}
