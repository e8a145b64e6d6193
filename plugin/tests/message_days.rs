//! The day of a move, as customers say it: which of several times is the new one, and when it has to be asked. It is Monday,
//! 15 June 2026.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use armincx_recharge::message::clean::clean;
use armincx_recharge::message::own_words::own_words;
use armincx_recharge::message::parse::{Parsed, Tables};
use armincx_recharge::message::reading::{Aim, Deed, Lack, Reading, day, rules};
use armincx_recharge::message::shelf::{Item, Rhythm, Shelf};
use jiff::civil::{Date, date};

const TODAY: Date = date(2026, 6, 15);

/// A tea on Wednesday, 24 June; with `all` a dog food on Friday, 19 June, and a soap on Sunday, 5 July.
fn shelf(all: bool) -> Shelf {
    let item = |id, title: &str, next, days, months| Item {
        id,
        title: title.to_owned(),
        next: Some(next),
        skipped: Vec::new(),
        rhythm: Some(Rhythm { days, months }),
        address: Some(1),
        price: None,
        place: String::new(),
    };
    let mut items = vec![item(1, "Green Tea Sencha", date(2026, 6, 24), 0, 1)];
    if all {
        items.push(item(2, "Dog Food Beef", date(2026, 6, 19), 14, 0));
        items.push(item(3, "Olive Oil Soap", date(2026, 7, 5), 42, 0));
    }
    Shelf::new(TODAY, items)
}

/// Each move as number and day, "ask" where only the date is missing, otherwise what was read.
fn moves(text: &str, all: bool) -> String {
    let (tables, shelf) = (Tables::read(), shelf(all));
    let own = own_words(&clean(text));
    // The rules alone: what the model thinks of it is another matter.
    let (_, found) = rules(&Parsed::read(&own.text, &tables, &shelf), &shelf);
    let Reading::Wishes(wishes) = &found else { return format!("{found:?}") };
    let mut out = Vec::new();
    for wish in wishes {
        if wish.deed != Some(Deed::Move) || wish.lacks.iter().any(|lack| *lack != Lack::Date) {
            return format!("{wish:?}");
        }
        let Aim::These(set) = wish.aim else { return format!("{wish:?}") };
        for item in shelf.of(set) {
            let when = wish.wanted.filter(|_| wish.lacks.is_empty()).and_then(|wanted| day(wanted, item.next));
            let when = when.map_or("ask".to_owned(), |when| when.strftime("%-d.%-m.").to_string());
            out.push(if all { format!("{} {when}", item.id) } else { when });
        }
    }
    out.sort();
    out.join(", ")
}

fn judge(all: bool, table: &[(&str, &str)]) {
    let wrong: Vec<String> = table
        .iter()
        .map(|(text, due)| (text, due, moves(text, all)))
        .filter(|(_, due, got)| got != *due)
        .map(|(text, due, got)| format!("{text:?}\n    due {due}, read {got}"))
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), table.len(), wrong.join("\n"));
}

#[test]
fn the_new_day_is_told_from_the_old_one_in_any_order() {
    judge(
        false,
        &[
            ("Please move my tea from the 24th to the 30th.", "30.6."),
            ("Please deliver on the 30th rather than on the 24th.", "30.6."),
            ("Instead of Wednesday 24 June could you deliver on Tuesday 30 June?", "30.6."),
            ("The 24th is awkward, please deliver on the 30th.", "30.6."),
            ("Not on the 24th please, on the 30th.", "30.6."),
            ("Please don't send it on Wednesday the 24th but on the Friday after.", "26.6."),
            ("Not Wednesday, Thursday please, for the tea.", "25.6."),
            ("Bitte den Tee vom 24. auf den 30. verlegen.", "30.6."),
            ("Bitte am 30. und nicht am 24. liefern.", "30.6."),
            ("Anstatt am Mittwoch, dem 24., bitte am Dienstag, dem 30. Juni, liefern.", "30.6."),
            ("Der 24. ist ungünstig, bitte liefert am 30.", "30.6."),
            ("Bitte nicht am Mittwoch, dem 24., sondern am Freitag darauf liefern.", "26.6."),
            ("Den Tee bitte nicht am Mittwoch, sondern am Donnerstag.", "25.6."),
        ],
    );
}

#[test]
fn the_last_word_of_a_message_counts() {
    judge(
        false,
        &[
            ("Please deliver the tea on 29 June. Oh wait, my parents come that day, the day after please.", "30.6."),
            ("Move it to 29 June. Hang on, the day before is better.", "28.6."),
            ("Deliver it on 29 June, sorry, I mean 2 July.", "2.7."),
            ("Please move it to 29 June. Correction: 29 June won't do, take 2 July.", "2.7."),
            ("Bitte den Tee am 29. Juni liefern. Ach warte, da kommen meine Eltern, lieber einen Tag später.", "30.6."),
            ("Auf den 29. Juni verschieben. Moment, besser am Tag davor.", "28.6."),
            ("Bitte am 29. Juni liefern, pardon, ich meine am 2. Juli.", "2.7."),
            ("Bitte den Tee auf den 29.6. verschieben. Korrektur: der 29.6. geht nicht, nehmt den 2.7.", "2.7."),
        ],
    );
}

#[test]
fn a_day_that_is_only_a_reason_is_not_the_new_one() {
    judge(
        false,
        &[
            ("We are in Porto until 27 June, please deliver the tea on 28 June.", "28.6."),
            ("Please deliver the tea on 28 June, because we only land on 27 June.", "28.6."),
            ("As I'm paid on the 1st, could you deliver on 2 July?", "2.7."),
            ("Please move the tea, because I have a wedding on 27 June.", "ask"),
            ("Please deliver the tea once I'm home on the 27th.", "ask"),
            ("Wir sind bis 27. Juni in Porto, bitte den Tee am 28. Juni liefern.", "28.6."),
            ("Bitte den Tee am 28. Juni liefern, weil wir erst am 27. Juni landen.", "28.6."),
            ("Da ich am 1. mein Gehalt bekomme, bitte am 2. Juli liefern.", "2.7."),
            ("Bitte den Tee verschieben, denn am 27. Juni heirate ich.", "ask"),
        ],
    );
}

#[test]
fn a_shift_and_a_day_that_contradict_each_other_are_asked_about() {
    judge(
        false,
        &[
            ("Please deliver the tea a week later, so on 1 July.", "1.7."),
            ("Please deliver the tea a week later, so on Wednesday.", "1.7."),
            ("Please deliver the tea a week later, so on 3 July.", "ask"),
            ("Please deliver the tea the day after it's planned.", "25.6."),
            ("Bitte den Tee eine Woche später liefern, also am 1. Juli.", "1.7."),
            ("Bitte den Tee eine Woche später liefern, also Mittwoch.", "1.7."),
            ("Bitte den Tee eine Woche später als geplant liefern, also am 3. Juli.", "ask"),
            ("Bitte den Tee am Tag nach dem geplanten Termin liefern.", "25.6."),
        ],
    );
}

#[test]
fn what_names_no_day_is_asked_unless_a_day_closes_it() {
    judge(
        false,
        &[
            ("Please deliver the tea at the end of June, on the 29th.", "29.6."),
            ("Please deliver the tea on 06/07. I write the day first, so 6 July.", "6.7."),
            ("Please deliver the tea before 30 June.", "ask"),
            ("Please deliver the tea any day from the 29th.", "ask"),
            ("Please deliver the tea on another day.", "ask"),
            ("The tea on the first Monday in July, please.", "6.7."),
            ("Bitte den Tee Ende Juni liefern, also am 29.", "29.6."),
            ("Bitte den Tee vor dem 30. Juni liefern.", "ask"),
            ("Ab dem 29. passt mir jeder Tag für den Tee.", "ask"),
            ("Bitte den Tee an einem anderen Tag liefern.", "ask"),
            ("Den Tee bitte am ersten Montag im Juli.", "6.7."),
            ("Den Tee bitte am Monatsersten.", "1.7."),
        ],
    );
}

#[test]
fn each_of_several_gets_its_own_day() {
    judge(
        true,
        &[
            ("Please send the tea on the same day as the soap.", "1 5.7."),
            ("Move the tea to 5 July, the same day as the soap.", "1 5.7."),
            ("The tea on 30 June and the dog food on 22 June please.", "1 30.6., 2 22.6."),
            ("Dog food three days later please, the soap is fine on 5 July.", "2 22.6."),
            ("Bitte den Tee am selben Tag wie die Seife liefern, also am 5. Juli.", "1 5.7."),
            ("Green Tea auf den 30. Juni und Dog Food auf den 22. Juni verschieben, bitte.", "1 30.6., 2 22.6."),
            ("Dog Food bitte drei Tage später, Olive Oil Soap passt am 5. Juli.", "2 22.6."),
        ],
    );
}
