//! A message that comes while plans wait: they are void, and what nobody takes back is planned anew, changed, or asked about.
#![expect(clippy::expect_used, reason = "helpers of tests: what is not as expected fails the test")]

#[path = "common/talk.rs"]
mod talk;

use armincx_recharge::contract::*;
use talk::{Talk, asked, plans, shop, short};

/// What comes of a message after one that was planned and not decided on.
#[track_caller]
fn after(locale: &str, first: &str, then: &str) -> Preparation {
    let mut talk = Talk::new(shop(), locale);
    assert!(!plans(&talk.say(first)).is_empty(), "{first}");
    talk.say(then)
}

const DECAF: &str = "Please cancel the decaf.";
const FUTTER: &str = "Bitte das Katzenfutter kündigen";

#[test]
fn thanks_and_a_question_after_it_leave_a_wish_as_it_was() {
    for then in ["Thanks!", "Great, thank you so much. Best, Lena", "ok", "Any news?", "Hello? is anybody there?"] {
        assert_eq!(short(&after("en", DECAF, then)), "cancel 62", "{then}");
    }
    for then in ["Danke!", "Vielen lieben Dank und schönes Wochenende, Lena", "Alles klar, super"] {
        assert_eq!(short(&after("de", FUTTER, then)), "cancel 63", "{then}");
    }
}

#[test]
fn the_words_that_a_wish_rests_on_stay_with_it() {
    let preparation = after("en", DECAF, "Thanks!");
    assert_eq!(plans(&preparation)[0].evidence, ["Please cancel the decaf."]);
}

#[test]
fn whoever_takes_it_back_is_told_that_nothing_changes() {
    for then in ["Forget it, I changed my mind", "Sorry, please disregard that.", "Please ignore my last email"] {
        assert_eq!(short(&after("en", DECAF, then)), "information", "{then}");
    }
    for then in ["Actually no, keep it.", "actually don't", "rather not", "ok keep the decaf then"] {
        assert_eq!(short(&after("en", DECAF, then)), "information", "{then}");
    }
    for then in ["doch nicht, danke", "lieber nicht", "nee lass mal", "Erst mal nicht, lasst es wie es ist"] {
        assert_eq!(short(&after("de", FUTTER, then)), "information", "{then}");
    }
}

#[test]
fn what_only_sounds_like_a_no_leaves_the_plan_as_it_is() {
    for then in ["no problem, thanks", "no rush", "No worries!"] {
        assert_eq!(short(&after("en", DECAF, then)), "cancel 62", "{then}");
    }
    for then in ["passt, danke", "Kein Problem", "ok, keine Eile"] {
        assert_eq!(short(&after("de", FUTTER, then)), "cancel 63", "{then}");
    }
}

#[test]
fn a_pause_of_another_one_is_asked_about_as_a_pause() {
    for then in ["pause the cat food", "hold my cat food"] {
        let preparation = after("en", DECAF, then);
        assert_eq!(asked(&preparation).missing, [MissingPart::Action], "{then}");
    }
    assert_eq!(short(&after("de", FUTTER, "den Decaf pausieren")), "ask [MissingPart::Action]");
    // And so is one of the same: it is not ended for being paused.
    assert_eq!(short(&after("en", DECAF, "pause it instead")), "ask [MissingPart::Action]");
}

#[test]
fn what_is_wanted_of_another_one_too_is_planned_for_both() {
    let moved = "Please move the decaf to the 19th of December";
    let both = r#"move-date 62+63 {"date":"2026-12-19"} {"date":"2026-12-19"}"#;
    for then in ["and the cat food too", "same for the cat food", "the decaf and the cat food"] {
        assert_eq!(short(&after("en", moved, then)), both, "{then}");
    }
    assert_eq!(short(&after("en", DECAF, "actually make it the cat food")), "ask [MissingPart::Subscription]");
}

#[test]
fn what_may_not_hold_any_more_is_asked_and_never_planned() {
    for then in ["don't cancel it", "no", "Wait", "hold on, not yet"] {
        let preparation = after("en", DECAF, then);
        assert_eq!(asked(&preparation).missing, [MissingPart::Confirmation], "{then}");
        assert!(asked(&preparation).text.contains("Decaf Espresso"), "{then}");
    }
    for then in ["Warten Sie bitte noch", "Ich habe es mir anders überlegt"] {
        assert_eq!(short(&after("de", FUTTER, then)), "ask [MissingPart::Confirmation]", "{then}");
    }
}

#[test]
fn a_day_alone_corrects_the_day_and_a_name_alone_is_asked_about() {
    let moved = "Please move the decaf to the 19th of December";
    for (then, day) in [("Sorry, the 21st", "21"), ("or rather 22 December", "22")] {
        assert_eq!(short(&after("en", moved, then)), format!(r#"move-date 62 {{"date":"2026-12-{day}"}}"#), "{then}");
    }
    let verschoben = "Bitte das Katzenfutter auf den 19. Dezember verschieben";
    assert_eq!(short(&after("de", verschoben, "Ups, 22.12. meinte ich")), r#"move-date 63 {"date":"2026-12-22"}"#);
    assert_eq!(short(&after("en", DECAF, "sorry, I meant the cat food")), "ask [MissingPart::Subscription]");
    assert_eq!(short(&after("de", FUTTER, "und den Kaffee auch")), "ask [MissingPart::Subscription]");
}

#[test]
fn another_wish_stands_beside_the_first_unless_it_takes_its_place() {
    for (then, both) in [
        ("And skip the morning blend too please", "cancel 62 | skip 61"),
        ("Actually just skip the next one", "skip 62"),
        ("Please cancel the decaf.", "cancel 62"),
    ] {
        assert_eq!(short(&after("en", DECAF, then)), both, "{then}");
    }
    for (then, both) in [
        ("Und Espresso auch kündigen bitte", "cancel 63 | cancel 62"),
        (
            "Lieber doch nicht kündigen sondern nur auf den 3. Februar verschieben",
            r#"move-date 63 {"date":"2027-02-03"}"#,
        ),
    ] {
        assert_eq!(short(&after("de", FUTTER, then)), both, "{then}");
    }
}

#[test]
fn what_is_asked_about_another_wish_keeps_the_first() {
    let mut talk = Talk::new(shop(), "en");
    talk.say(DECAF);
    assert_eq!(short(&talk.say("And skip the coffee too please")), "ask [MissingPart::Subscription]");
    assert_eq!(short(&talk.say("morning blend")), "cancel 62 | skip 61");
}

#[test]
fn a_skip_that_waits_is_not_brought_back_but_dropped() {
    let mut talk = Talk::new(shop(), "en");
    assert_eq!(short(&talk.say("Please cancel the decaf and skip the morning blend")), "cancel 62 | skip 61");
    assert_eq!(short(&talk.say("No wait, don't skip the morning blend")), "cancel 62");
}

#[test]
fn what_was_decided_on_is_not_planned_again() {
    let mut talk = Talk::new(shop(), "en");
    talk.say(DECAF);
    talk.decided();
    assert_eq!(short(&talk.say("Thanks!")), "nothing");
}

#[test]
fn what_was_understood_is_read_with_care_when_it_comes_back() {
    for text in ["", "{}", "[1]", r#"{"wishes":[{"action":"cancel","these":[99]}]}"#, "\u{0}", &"x".repeat(70_000)] {
        let mut talk = Talk::new(shop(), "en");
        talk.waiting.push(text.to_owned());
        let preparation = talk.say("Thanks!");
        assert!(!matches!(preparation, Preparation::Plans(_)), "{text}: {preparation:?}");
    }
}

#[test]
fn another_matter_does_not_take_the_wish_away_and_stands_on_its_card() {
    for then in ["When does my morning blend come?", "Could you also update my credit card please?"] {
        let preparation = after("en", DECAF, then);
        assert_eq!(short(&preparation), "cancel 62", "{then}");
        let said = plans(&preparation)[0].warnings.iter().find(|notice| notice.code == "also-asked");
        assert!(said.is_some_and(|notice| notice.text.contains(then)), "{then}: {preparation:?}");
    }
    let preparation = after("de", FUTTER, "Und wann kommt der nächste Kaffee?");
    assert_eq!(short(&preparation), "cancel 63");
}

#[test]
fn a_question_that_was_answered_by_a_plan_is_not_asked_again() {
    for (locale, vague, answer, thanks, plan) in [
        ("en", "Please skip the next one", "the cat food", "Perfect, thanks", "skip 63"),
        ("de", "Bitte kündigen Sie mein Abo", "das zweite", "Danke dir!", "cancel 62"),
    ] {
        let mut talk = Talk::new(shop(), locale);
        assert_eq!(short(&talk.say(vague)), "ask [MissingPart::Subscription]", "{vague}");
        assert_eq!(short(&talk.say(answer)), plan, "{answer}");
        assert_eq!(short(&talk.say(thanks)), plan, "{thanks}");
    }
}

#[test]
fn what_lapsed_is_prepared_anew_without_any_words() {
    let mut talk = Talk::new(shop(), "en");
    talk.say(DECAF);
    assert_eq!(short(&talk.say("")), "cancel 62");
    talk.decided();
    assert_eq!(short(&talk.say("")), "nothing");
}

#[test]
fn the_same_words_after_they_were_carried_out_are_asked_about() {
    for then in [
        "Please push my next decaf delivery back by two weeks",
        "Hello? Please push my next decaf delivery back by two weeks!",
    ] {
        let mut talk = Talk::new(shop(), "en");
        assert_eq!(plans(&talk.say("Please push my next decaf delivery back by two weeks")).len(), 1);
        talk.decided();
        let done =
            Turn { speaker: Speaker::Assistant, text: "Done.".to_owned(), at: talk.ctx.now.clone(), asked: None };
        talk.dialogue.push(done);
        assert_eq!(short(&talk.say(then)), "ask [MissingPart::Confirmation]", "{then}");
    }
}

#[test]
fn an_end_that_is_wanted_instead_is_what_is_asked_about() {
    let mut talk = Talk::new(shop(), "en");
    talk.say("skip the next decaf delivery please");
    let then = talk.say("Actually cancel the whole thing");
    let cancels = |preparation: &Preparation| match preparation {
        Preparation::Plans(_) => short(preparation) == "cancel 62",
        Preparation::Question(question) => question.text.contains("cancel"),
        _ => false,
    };
    assert!(cancels(&then), "{then:?}");
}

#[test]
fn a_wish_for_any_of_them_is_not_one_for_the_one_before() {
    for (first, then) in [
        ("Please skip the decaf", "Also please cancel my subscription, my husband says we spend too much"),
        ("Skip the decaf please", "One more thing: move my delivery to December 20"),
        ("Please cancel the decaf", "Please also skip my next delivery"),
        ("Skip the decaf", "also change my address to Hauptstraße 5, 10827 Berlin"),
    ] {
        let preparation = after("en", first, then);
        assert_eq!(asked(&preparation).missing, [MissingPart::Subscription], "{then}");
        // What was wished before still is.
        assert_eq!(asked(&preparation).gist.len(), 2, "{then}: {:?}", asked(&preparation).gist);
    }
}

#[test]
fn a_remark_on_another_one_widens_no_plan() {
    assert_eq!(plans(&after("en", DECAF, "Also, the cat food is great")).len(), 1);
    assert_eq!(short(&after("en", DECAF, "Does the cat food stay active?")), "cancel 62");
}

#[test]
fn of_two_wishes_one_may_be_kept_from() {
    let both = "Please skip the decaf and cancel the cat food";
    assert_eq!(short(&after("en", both, "keep the cat food")), "skip 62");
    assert_eq!(short(&after("en", both, "keep everything")), "information");
}
