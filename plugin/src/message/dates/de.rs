//! German words put together by rule, which no table could list: endings, numbers, rhythms, compounds. All in folded spelling.

use crate::message::dates::lexicon::{GERMAN, lists};
use crate::message::dates::sense::List;
use crate::message::dates::sense::Sense::{self, *};
use crate::message::tokens::fold;

/// Adjectives that take an ending.
const ADJECTIVES: &[(&str, Sense)] = &[
    ("nachst", Next),
    ("folgend", Next),
    ("kommend", Coming),
    ("ubernachst", AfterNext),
    ("dies", This),
    ("letzt", Last),
    ("vorig", Last),
    ("vergangen", Last),
    ("jed", Every),
    ("ander", Other),
    ("ganz", Long),
    ("voll", Long),
    ("weiter", Long),
    ("mein", Own),
    ("unser", Own),
    ("unsr", Own),
    ("geplant", Planned),
];

const ENDINGS: [&str; 5] = ["en", "er", "em", "es", "e"];

const ONES: [&str; 9] = ["ein", "zwei", "drei", "vier", "funf", "sechs", "sieben", "acht", "neun"];

/// Ordinals up to the 19th, without their ending.
const ORDINALS: [&str; 19] = [
    "erst",
    "zweit",
    "dritt",
    "viert",
    "funft",
    "sechst",
    "siebt",
    "acht",
    "neunt",
    "zehnt",
    "elft",
    "zwolft",
    "dreizehnt",
    "vierzehnt",
    "funfzehnt",
    "sechzehnt",
    "siebzehnt",
    "achtzehnt",
    "neunzehnt",
];

/// Rhythms and lengths, without number and ending: days, months, whether they need a number.
const RHYTHMS: &[(&str, u8, u8)] = &[
    ("vierteljahrlich", 0, 3),
    ("halbjahrlich", 0, 6),
    ("quartalsweis", 0, 3),
    ("wochentlich", 7, 0),
    ("wochig", 7, 0),
    ("tagig", 1, 0),
    ("taglich", 1, 0),
    ("monatlich", 0, 1),
    ("monatig", 0, 1),
    ("jahrlich", 0, 12),
];

/// What comes in a rhythm and is called after it: "Monatsabo", "Zweiwochentakt".
const GOODS: [&str; 7] = ["abo", "abonnement", "kaffee", "futter", "paket", "takt", "rhythmus"];

/// Words put together by rule: "einundzwanzig", "zweiten", "nächster", "vierzehntägig", "Freitagabend", "Sommerferien".
pub(crate) fn built(word: &str) -> Option<Sense> {
    let bare = ENDINGS.iter().find_map(|ending| word.strip_suffix(ending));
    if let Some(bare) = bare {
        if let Some((_, sense)) = ADJECTIVES.iter().find(|(stem, _)| *stem == bare) {
            return Some(*sense);
        }
        if bare.ends_with('t')
            && let Some(day) = ordinal(bare)
        {
            return Some(Ordinal(day));
        }
    }
    if matches!(word, "mein" | "unser") {
        return Some(Own);
    }
    if word.ends_with('g')
        && let Some(n) = tens(word)
    {
        return Some(Number(n));
    }
    let uninflected = bare.unwrap_or(word);
    for form in [word, uninflected].into_iter().filter(|form| form.ends_with(['h', 'g', 's'])) {
        for (tail, days, months) in RHYTHMS {
            if let Some(number) = form.strip_suffix(tail) {
                let count = if number.is_empty() { Some(1) } else { cardinal(number) };
                if let Some(count) = count {
                    return Some(Rhythm(days.saturating_mul(count), months.saturating_mul(count)));
                }
            }
        }
    }
    if let Some(rhythm) = GOODS.iter().find_map(|goods| goods_of(word.strip_suffix(goods)?)) {
        return Some(rhythm);
    }
    for (n, day) in (1_u8..).zip(["montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"]) {
        if let Some(part) = word.strip_prefix(day)
            && matches!(part, "morgen" | "vormittag" | "mittag" | "nachmittag" | "abend" | "nacht" | "fruh")
        {
            return Some(Weekday(n));
        }
    }
    // "Juliwoche" is a part of a month like a season of the year.
    let month = |name: &str| {
        lists(GERMAN).iter().any(|(of, words)| matches!(of, List::Word(Month(_))) && words.starts_with(name))
    };
    if word.strip_suffix("woche").is_some_and(|name| name.len() > 2 && month(name)) {
        return Some(Season);
    }
    if ["ferien", "urlaub", "urlaubs", "reise"].iter().any(|tail| word.ends_with(tail)) {
        return Some(Event);
    }
    None
}

/// The rhythm in front of what comes in it: "monats", "wochen", "zweiwochen".
fn goods_of(head: &str) -> Option<Sense> {
    let (number, days, months) = match head.strip_suffix("wochen") {
        Some(number) => (number, 7_u8, 0_u8),
        None => (head.strip_suffix("monats")?, 0, 1),
    };
    let count = if number.is_empty() { 1 } else { cardinal(number)? };
    Some(Rhythm(days.saturating_mul(count), months.saturating_mul(count)))
}

/// "einundzwanzig"
fn tens(word: &str) -> Option<u8> {
    let (tail, ten) = if let Some(head) = word.strip_suffix("undzwanzig") {
        (head, 20)
    } else {
        (word.strip_suffix("unddreissig")?, 30)
    };
    (1_u8..).zip(ONES).find(|(_, one)| *one == tail).and_then(|(n, _)| n.checked_add(ten))
}

fn ordinal(bare: &str) -> Option<u8> {
    let teen = (1_u8..).zip(ORDINALS).find(|(_, stem)| *stem == bare).map(|(n, _)| n);
    teen.or_else(|| match bare.strip_suffix("st")? {
        "zwanzig" => Some(20),
        "dreissig" => Some(30),
        other => tens(other).filter(|&n| n <= 31),
    })
}

fn cardinal(word: &str) -> Option<u8> {
    let table = lists(GERMAN).iter().find_map(|(of, words)| match of {
        List::Word(Number(n)) if words.split('|').any(|own| fold(own) == word) => Some(*n),
        _ => None,
    });
    table.or_else(|| if matches!(word, "ein" | "all") { Some(1) } else { tens(word) })
}
