//! What is said of another time than now: a delivery in another month, an address for one delivery or from a later month on, a
//! day of a month that isn't named, and numbers that are none of the customer's.

use jiff::civil::Date;

use crate::message::acts::Act;
use crate::message::case::Case;
use crate::message::dates::{Relation, When};
use crate::message::few::Few;
use crate::message::lexicon::Hit;
use crate::message::parse::{Parsed, Time};
use crate::message::reading::{Wanted, Wish, beyond_next};
use crate::message::sense::Sense;
use crate::message::shelf::{Item, Set, Shelf};
use crate::message::tokens::Kind;

use super::told::ends_afterwards;

/// How months begin, folded, in both languages; January to December, twice.
const MONTHS: Few =
    Few("jan feb mar apr may jun jul aug sep oct nov dec jan feb mar apr mai jun jul aug sep okt nov dez");
/// Tokens between an end and when it is for, at most.
const NEAR: usize = 7;
/// Digits of a number that tells subscriptions or orders apart, at least.
const NUMBER: usize = 6;

/// The month that a time names without a day.
fn month(parsed: &Parsed<'_>, time: &Time) -> Option<i8> {
    let word = |word: &str| MONTHS.iter().position(|month| word.starts_with(month)).filter(|_| word.len() > 2);
    let at = parsed.between(time.from, time.to).iter().find_map(|token| word(&token.word))?;
    i8::try_from(at.checked_rem(12)?.saturating_add(1)).ok()
}

/// True iff an act is said of a delivery in a month in which none of these is next: "skip the January delivery".
pub fn in_another_month(case: &Case<'_>, act: &Act, set: Set) -> bool {
    let (from, to) = case.parsed.clause_tokens(act.clause);
    let named = |time: &Time| {
        matches!(time.mention.when, When::Vague) && matches!(time.mention.relation, Relation::None | Relation::On)
    };
    let mut months =
        case.parsed.times_in(from, to).iter().filter(|time| named(time)).filter_map(|time| month(case.parsed, time));
    let next = |month: i8| case.shelf.of(set).any(|item| item.next.is_some_and(|next| next.month() == month));
    months.any(|month| !next(month))
}

/// True iff a sentence is said of next week's delivery, and one of these comes this week as well as in the next, or in neither.
pub fn of_next_week(case: &Case<'_>, sentence: usize, set: Set) -> bool {
    let (from, to) = case.parsed.sentence_tokens(sentence);
    let said = |at: usize| {
        let word = case.parsed.word(at);
        // "Wednesday next week" is a day, and mostly of another wish.
        let dated = |time: &Time| time.from <= at && at < time.to && matches!(time.mention.when, When::Day(_));
        !case.parsed.times.iter().any(dated)
            && (word == "next" || word.starts_with("nachst"))
            && matches!(case.parsed.word(at.saturating_add(1)), "week" | "weeks" | "woche")
    };
    let today = case.shelf.today;
    let left = 7_i64.saturating_sub(i64::from(today.weekday().to_monday_zero_offset()));
    let after = |days: i64| crate::moment::plus_days(today, left.saturating_add(days));
    let other = |item: &Item| {
        let weekly = item.rhythm.is_some_and(|every| every.months == 0 && every.days <= 7);
        item.next.is_some() && (item.next > after(10) || (item.next < after(0) && weekly))
    };
    (from..to).any(said) && case.shelf.of(set).any(other)
}

/// True iff an end is asked for a later time than now: "zum 31.12.", "effective March 1st", "after the December delivery", "but the
/// one in December I still want". A subscription ends at once.
pub fn ends_later(parsed: &Parsed<'_>, shelf: &Shelf, act: &Act) -> bool {
    const ENDS: Few = Few("ende end jahresende monatsende jahr jahres year");
    // "We move at the end of the month, so it has to end": why, and not when.
    const WHY: Few = Few("so because as since deshalb daher weil da denn und and");
    let (from, to) = parsed.clause_tokens(act.clause);
    let of_act = |time: &Time| {
        let (between, end) = if time.to <= act.from { (time.to, act.from) } else { (act.to, time.from) };
        end.saturating_sub(between) <= NEAR && !parsed.says(WHY, between, end)
    };
    let named = |time: &Time| match (time.mention.when, time.mention.relation) {
        (_, Relation::Before | Relation::By | Relation::Since) => false,
        // A day on which something is due tells which one.
        (When::Day(day) | When::Span(day, _), _) => {
            Some(day) > crate::moment::plus_days(shelf.today, 1) && shelf.due_on(day).is_empty()
        }
        (When::Later { .. } | When::Beside(_) | When::Following(_), _) => true,
        (When::For { .. }, _) => matches!(parsed.word(time.from), "for" | "fur"),
        (When::Vague, Relation::To | Relation::From | Relation::On) => {
            month(parsed, time).is_some() || parsed.says(ENDS, time.from, time.to)
        }
        _ => false,
    };
    let named = |time: &Time| of_act(time) && named(time);
    parsed.times_in(from, to).iter().any(named)
        || beyond_next(parsed, act, 1)
        || is_for_later(parsed, act)
        || wants_another(parsed, act)
        || ends_afterwards(parsed, act)
}

/// True iff beside an end a delivery is still wanted.
fn wants_another(parsed: &Parsed<'_>, act: &Act) -> bool {
    const WANTED: Few =
        Few("mochte mochten will wollen gern gerne bekommen erhalten nehmen nehme kommen liefern schicken want \
        like receive get send take keep");
    let first = parsed.sentence_tokens(act.sentence).0;
    let last = parsed.sentence_tokens(act.sentence.saturating_add(1)).1;
    (first..last).any(|at| {
        let clause = parsed.clause(at);
        let (from, to) = parsed.clause_tokens(clause);
        matches!(parsed.word(at), "noch" | "still")
            && clause != act.clause
            && (parsed.any(Sense::Delivery, from, to) || parsed.any(Sense::Next, from, to))
            && parsed.says(WANTED, from, to)
            && !parsed.any(Sense::Negation, from, to)
    })
}

/// True iff an end is for when a delivery has come, or is none: "cancel it after the December delivery", "for a while no coffee".
pub fn is_for_later(parsed: &Parsed<'_>, act: &Act) -> bool {
    const AFTER: Few = Few("after once then nach danach sobald soon");
    const WHILE: Few = Few("weile zeitlang vorerst erstmal vorlaufig vorubergehend temporarily");
    let word = parsed.word(act.from);
    let (from, to) = parsed.sentence_tokens(act.sentence);
    if word.starts_with("cancel") || word.starts_with("kund") {
        let comes = |hit: &Hit<Sense>| matches!(hit.sense, Sense::Delivery | Sense::Next);
        return parsed.says(AFTER, from, to) && parsed.hits_in(from, to).iter().any(comes);
    }
    act.sense == Sense::Cancel && parsed.says(WHILE, from, to)
}

/// True iff an address is for one delivery or for a while, or holds from a later month on.
pub fn is_for_a_while(case: &Case<'_>) -> bool {
    const ONCE: Few = Few("only nur bloss einmalig einmal once temporarily vorubergehend");
    const BACK: Few = Few("again wieder back zuruck");
    let parsed = case.parsed;
    parsed.places.iter().any(|place| {
        let sentence = parsed.sentence(place.from);
        let (from, to) = parsed.sentence_tokens(sentence);
        let next = parsed.sentence_tokens(sentence.saturating_add(1));
        let delivery = parsed.any(Sense::Next, from, to) || parsed.any(Sense::Delivery, from, to);
        // "Skip it once, and from then on to …", "and bring back what is skipped": said of another act.
        let other = |at: usize| {
            let (from, to) = parsed.clause_tokens(parsed.clause(at));
            [Sense::Skip, Sense::Unskip, Sense::AfterAll].into_iter().any(|sense| parsed.any(sense, from, to))
        };
        // "For the decaf only", "only of that one": said of which, and not of how often.
        let which = |at: usize| {
            parsed.named.iter().any(|named| named.to == at)
                || matches!(parsed.word(at.saturating_add(1)), "of" | "for" | "von" | "fur" | "the")
                    && !parsed.any(Sense::Next, at, at.saturating_add(5))
        };
        let says = |words: Few, from: usize, to: usize| {
            (from..to).any(|at| words.contains(parsed.word(at)) && !other(at) && !which(at))
        };
        let just = (from..place.from).any(|at| {
            let near = at.saturating_add(4).min(place.from);
            parsed.word(at) == "just" && parsed.any(Sense::Next, at, near)
        });
        // "Diesmal", "this time", "just this once": wherever it stands beside the address.
        let this = |at: &usize| {
            let next = parsed.word(at.saturating_add(1));
            let one = matches!(parsed.word(*at), "this" | "dieses") && matches!(next, "time" | "once" | "mal");
            let clause = parsed.clause(*at);
            let (from, to) = parsed.clause_tokens(clause);
            let apart = clause != parsed.clause(place.from) && !parsed.named_in(from, to).is_empty();
            (one || matches!(parsed.word(*at), "diesmal" | "ausnahmsweise"))
                && !other(*at)
                && !apart
                && !parsed.any(Sense::Keep, from, to)
        };
        let this_time = (from..next.1).filter(|at| *at < place.from || place.to <= *at).any(|at| this(&at));
        let once = this_time || delivery && (just || says(ONCE, from, place.from));
        let back = [(place.to, to), next].into_iter().any(|(from, to)| says(BACK, from, to));
        let from_then = parsed.times_in(from, to).iter().any(|time| {
            matches!(time.mention.relation, Relation::From)
                && matches!(time.mention.when, When::Vague)
                && month(parsed, time).is_some()
        });
        let away = parsed.any(Sense::Away, from, to)
            && parsed.times_in(from, to).iter().any(|time| matches!(time.mention.when, When::Span(..)));
        once || (back && delivery) || from_then || away
    })
}

/// True iff the new day lies before the planned one, and its month isn't named: "to the 3rd", where the next one is on the 27th.
pub fn is_of_open_month(case: &Case<'_>, wish: &Wish, set: Set) -> bool {
    const EARLIER: Few = Few("earlier sooner forward early fruher eher vor vorziehen vorgezogen already schon");
    let Some(Wanted::On(day)) = wish.wanted else { return false };
    let (parsed, shelf) = (case.parsed, case.shelf);
    // A day of the month of the planned one, or one that the planned one is named beside, is of that month.
    let named = |next: Date| parsed.times.iter().any(|time| time.mention.when == When::Day(next));
    let open = |next: Date| day < next && (day.month(), day.year()) != (next.month(), next.year()) && !named(next);
    let before = shelf.of(set).all(|item| item.next.is_some_and(open));
    let said = |time: &&Time| matches!(time.mention.when, When::Day(named) if named == day);
    let bare = |time: &Time| {
        let words = parsed.between(time.from, time.to).iter().filter(|token| token.is_word());
        let number = words
            .clone()
            .any(|token| token.kind == Kind::Number || token.word.starts_with(|c: char| c.is_ascii_digit()));
        let numbers = words.filter(|token| token.word.starts_with(|c: char| c.is_ascii_digit())).count();
        number
            && numbers == 1
            && month(parsed, time).is_none()
            && !parsed.between(time.from, time.to).iter().any(|token| is_weekday(&token.word))
            && !parsed.says(Few("in heute today tomorrow morgen tagen days week woche"), time.from, time.to)
    };
    let mut times = parsed.times.iter().filter(said).peekable();
    times.peek().is_some() && before && times.all(bare) && !parsed.says(EARLIER, 0, parsed.tokens.len())
}

/// True iff a word is a day of the week, folded, in either language: with it a day's number is of one month.
fn is_weekday(word: &str) -> bool {
    const DAYS: Few = Few("mon tue wed thu fri sat sun montag diensta mittwoc donners freitag samstag sonntag");
    word.len() > 2
        && DAYS.iter().any(|day| word.starts_with(day) && (day.len() > 3 || word.ends_with("day") || word.len() <= 4))
}

/// True iff a subscription is named by a number that none of the customer's has.
pub fn is_of_another_number(case: &Case<'_>) -> bool {
    let parsed = case.parsed;
    let said = |at: usize| {
        let subscription = at.saturating_sub(3);
        parsed.any(Sense::Subscription, subscription, at)
    };
    let number = |at: &usize| {
        let token = parsed.tokens.get(*at).filter(|token| token.kind == Kind::Number && token.word.len() >= NUMBER);
        token.is_some_and(|token| !case.shelf.items.iter().any(|item| item.id.to_string() == token.word))
    };
    (0..parsed.tokens.len()).filter(number).any(said)
}
