//! What must hold for any text.

use jiff::SignedDuration;
use proptest::prelude::*;

use super::{TODAY, date};
use crate::message::dates::lexicon::{LANGUAGES, lists};
use crate::message::dates::sense::{List, numbered};
use crate::message::dates::{When, find};

const MONTHS: [(&str, &str); 12] = [
    ("January", "Januar"),
    ("February", "Februar"),
    ("March", "März"),
    ("April", "April"),
    ("May", "Mai"),
    ("June", "Juni"),
    ("July", "Juli"),
    ("August", "August"),
    ("September", "September"),
    ("October", "Oktober"),
    ("November", "November"),
    ("December", "Dezember"),
];

/// Bits of language in any order, which reach deeper into the grammar than random letters.
const BITS: &[&str] = &[
    "on", "the", "3", "3rd", "3.", ".", ",", "-", "/", "June", "Juni", "may", "next", "nächste", "week", "Woche",
    "Friday", "Freitag", "after", "nach", "bis", "to", "from", "vom", "in", "two", "zwei", "weeks", "Wochen", "every",
    "alle", "early", "Ende", "of", "des", "Monats", "2026", "26", "'", "first", "ersten", "a", "ein", "half", "and",
    "und", "or", "when", "I", "back", "Ostern", "heute", "later", "vor", "am", "KW", "23", "\n", " ", "ü", "week of",
    "um", "by", "latest", "00", "99999",
];

fn holds(text: &str) {
    let mut last = 0;
    for mention in find(text, date(TODAY)) {
        assert!(mention.start >= last && mention.start < mention.end);
        assert!(text.get(mention.start..mention.end).is_some());
        last = mention.end;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_text_breaks_it_and_spans_are_in_order(text in "\\PC{0,200}") {
        holds(&text);
    }

    #[test]
    fn no_order_of_time_words_breaks_it(bits in prop::collection::vec(prop::sample::select(BITS), 0..40), glue in "[ ]?") {
        holds(&bits.join(&glue));
    }

    #[test]
    fn a_date_in_any_usual_form_is_found_again(ahead in 0_i64..365, back in 0_i64..700) {
        let today = date(TODAY).checked_add(SignedDuration::from_hours(24 * back)).unwrap();
        let wanted = today.checked_add(SignedDuration::from_hours(24 * ahead)).unwrap();
        let (y, m, d) = (wanted.year(), wanted.month(), wanted.day());
        let (en, de) = MONTHS[usize::try_from(m).unwrap() - 1];
        let forms = [
            format!("{d} {en} {y}"), format!("{en} {d}, {y}"), format!("{d}. {de} {y}"), format!("{d}.{m}.{y}"),
            format!("{d:02}.{m:02}.{y}"), format!("{y}-{m:02}-{d:02}"), format!("{d}-{}-{y}", &en[..3]),
            format!("{d}.{m}.{}", y % 100),
        ];
        for form in &forms {
            for text in [form.clone(), format!("please move it to {form} thanks"), format!("bitte auf den {form}, danke")] {
                let found = find(&text, today);
                prop_assert_eq!(found.len(), 1, "{}", text);
                prop_assert_eq!(found[0].when, When::Day(wanted), "{}", text);
            }
        }
        // Without a year, unless it may be the one just past.
        if ahead < 270 {
            for text in [format!("on {d} {en}"), format!("am {d}. {de}"), format!("am {d}.{m}."), format!("on {en} {d}")] {
                let found = find(&text, today);
                prop_assert_eq!(found.len(), 1, "{}", text);
                prop_assert_eq!(found[0].when, When::Day(wanted), "{}", text);
            }
        }
    }
}

#[test]
fn a_text_of_the_greatest_length_is_read_to_its_end() {
    for bit in ["on the 3rd of June or ", "next Friday after ", "1, ", "1.", "a", "3 June to ", "the ", "in two "] {
        let text = bit.repeat(64 * 1024 / bit.len());
        let found = find(&text, date(TODAY));
        assert!(found.iter().all(|mention| mention.end <= text.len()), "{bit:?}");
    }
}

#[test]
fn every_word_of_a_language_is_listed_once() {
    for language in 0..LANGUAGES.len() {
        let mut seen = std::collections::BTreeMap::new();
        let words = lists(language).iter().filter_map(|(list, words)| match list {
            List::Word(sense) => Some((sense, words)),
            List::Stem(_) | List::Phrase(_) => None,
        });
        for (sense, words) in words {
            for word in words.split('|') {
                let mut folded = String::new();
                crate::message::dates::token::fold(word, &mut folded);
                let old = seen.insert(folded, sense);
                assert!(old.is_none() || old == Some(sense), "{word}: {old:?} and {sense:?}");
            }
        }
    }
}

#[test]
fn every_list_is_read_as_its_heading_is_written() {
    let texts = [include_str!("../words/en.txt"), include_str!("../words/de.txt")];
    for (text, language) in texts.into_iter().zip(0..) {
        let headings = text.lines().filter_map(|line| line.strip_prefix('[')?.strip_suffix(']'));
        let lists =
            lists(language).iter().map(|(list, _)| format!("{list:?}").replace([')', ','], "").replace('(', " "));
        assert!(lists.eq(headings), "{language}");
    }
    for wrong in
        ["Word", "Word Month", "Word Month x", "Word Month 1 2", "Word Vague", "Phrase Easter 300", "Word  Next"]
    {
        assert!(numbered(wrong).is_err(), "{wrong}");
    }
}
