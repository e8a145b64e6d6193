//! Whether wishes are just what is wanted: boosted trees over what the rules and the other models make of the message, trained
//! by `examples/train_reader`. Each of those can be sure and wrong; how often they are when they look like this is learned from
//! messages that they had not seen.

use super::acts::{Act, Mood};
use super::address::Address;
use super::agreement;
use super::case::Case;
use super::dates::When;
use super::last_word::{either, last_named, last_said};
use super::model::{CLASSES, Class, DEEDS, Opinion};
use super::pairs::Pairs;
use super::parse::Time;
use super::reading::{Aim, Deed, Lack, Wish, day, deed};
use super::roles::wanted;
use super::sense::Sense;
use super::shelf::{Named, Set};
use super::tokens::Kind;
use super::trees::NONE;

/// Mentions, times and acts that are looked at, at most.
const MOST: usize = 60;

/// What is said that makes a wish more or less certain.
const SAID: &[Sense] = &[
    Sense::Negation,
    Sense::Keep,
    Sense::Polite,
    Sense::One,
    Sense::Delivery,
    Sense::If,
    Sense::Else,
    Sense::Maybe,
    Sense::Unsettled,
    Sense::WasGoing,
    Sense::Past,
    Sense::Third,
    Sense::Behalf,
    Sense::Revise,
    Sense::Withdraw,
    Sense::Others,
    Sense::Except,
    Sense::All,
    Sense::Both,
    Sense::Stop,
    Sense::Subscription,
    Sense::Order,
];
/// How acts are named that make a wish less certain.
const MOODS: &[Mood] = &[Mood::Refused, Mood::Conditional, Mood::Tentative, Mood::Asked, Mood::Told, Mood::Foreign];

/// What tells whether wishes, of which none lacks more than confirmation, are just what is wanted.
pub fn features(case: &Case<'_>, names: &agreement::Named, pairs: &Pairs, wishes: &[Wish]) -> Vec<f32> {
    let mut out = Vec::with_capacity(90);
    out.extend(case.opinion.classes.iter().take(CLASSES.len()));
    message(case, &mut out);
    rules(case, wishes, &mut out);
    beside(case, names, wishes, &mut out);
    each(case, names, wishes, &mut out);
    let [inside, outside] = pairs.least_and_most(case.shelf, wishes);
    out.extend([inside, outside]);
    out
}

/// True iff the same is wanted of the same.
pub fn same(one: &[Wish], other: &[Wish]) -> bool {
    let within = |some: &[Wish], all: &[Wish]| {
        let found = |wish: &Wish| {
            let like = |other: &&Wish| other.deed == wish.deed && other.wanted == wish.wanted;
            let Aim::These(set) = wish.aim else { return false };
            let taken = all.iter().filter(like).filter_map(|other| match other.aim {
                Aim::These(set) => Some(set),
                _ => None,
            });
            set.without(taken.collect()).is_empty()
        };
        some.iter().all(found)
    };
    within(one, other) && within(other, one)
}

/// A count as a number.
pub fn count(items: usize) -> f32 {
    u16::try_from(items).map_or(f32::from(u16::MAX), f32::from).min(250.0)
}

/// Yes or no as a number.
pub fn yes(holds: bool) -> f32 {
    f32::from(u8::from(holds))
}

/// What the message is like.
fn message(case: &Case<'_>, out: &mut Vec<f32>) {
    let (parsed, shelf) = (case.parsed, case.shelf);
    out.push(count(shelf.items.len()));
    out.push(count(parsed.word_count(0, parsed.tokens.len())));
    out.push(count(parsed.sentence_count()));
    out.push(count(parsed.named.len()));
    let one = |at: &usize| parsed.named.iter().any(|named| named.items == Set::one(*at));
    out.push(count((0..shelf.items.len()).filter(one).count()));
    out.push(count(parsed.times.len()));
    out.push(count(parsed.places.len()));
    out.push(count(case.acts.iter().filter(|act| act.mood == Mood::Wanted).count()));
    for sense in SAID {
        out.push(count(parsed.of(*sense).count()));
    }
    for mood in MOODS {
        out.push(count(case.acts.iter().filter(|act| act.mood == *mood).count()));
    }
    out.extend(either(case).map(count));
    let marks = |mark: char| count(parsed.tokens.iter().filter(|token| token.is_mark(mark)).count());
    out.push(marks('?'));
    out.push(marks('!'));
}

/// What the rules make of it.
fn rules(case: &Case<'_>, wishes: &[Wish], out: &mut Vec<f32>) {
    out.push(yes(case.rules.iter().any(|wish| wish.lacks.contains(&Lack::Confirmation))));
    let same = |fits: &dyn Fn(&Wish, &Wish) -> bool| {
        let found = |wish: &&Wish| case.rules.iter().any(|rule| rule.deed == wish.deed && fits(rule, wish));
        count(wishes.len().saturating_sub(wishes.iter().filter(found).count()))
    };
    out.push(same(&|_, _| true));
    out.push(same(&|rule, wish| rule.aim == wish.aim));
    // What they see wanted besides: as a whole, and where something is missing.
    let besides = |lacking: bool| {
        let others = case.rules.iter().filter(|rule| !wishes.iter().any(|wish| wish.deed == rule.deed));
        count(others.filter(|rule| rule.lacks.is_empty() != lacking).count())
    };
    out.extend([besides(false), besides(true)]);
}

/// How likely a deed is wanted by the acts that name it.
pub fn acted(case: &Case<'_>, one: Deed) -> f32 {
    let own = |act: &&Act| deed(act.sense) == Some(one);
    case.acts.iter().take(MOST).filter(own).map(|act| case.act_wanted(act)).fold(NONE, f32::max)
}

/// What else may be wanted.
fn beside(case: &Case<'_>, names: &agreement::Named, wishes: &[Wish], out: &mut Vec<f32>) {
    let parsed = case.parsed;
    let others = || DEEDS.into_iter().filter(|deed| !wishes.iter().any(|wish| wish.deed == Some(*deed)));
    out.push(others().map(|deed| case.opinion.deed(deed)).fold(NONE, f32::max));
    out.push(others().map(|deed| acted(case, deed)).fold(NONE, f32::max));
    out.push(others().map(|deed| names.any(deed)).fold(NONE, f32::max));
    // The same, in any sentence by itself, and in any clause.
    for parts in [&case.sentences, &case.clauses] {
        let local = |opinion: &Opinion| others().map(|deed| opinion.deed(deed)).fold(NONE, f32::max);
        out.push(parts.iter().map(local).fold(NONE, f32::max));
        let most = |deed: Deed| parts.iter().map(|opinion| opinion.deed(deed)).fold(NONE, f32::max);
        out.push(wishes.iter().filter_map(|wish| wish.deed).map(most).fold(1.0, f32::min));
        for class in [Class::Change, Class::Unclear, Class::Undecided, Class::Question, Class::Handoff, Class::Shop] {
            out.push(parts.iter().map(|opinion| opinion.class(class)).fold(0.0, f32::max));
        }
    }
    let (mut sentence, mut clause) = (1.0_f32, 1.0_f32);
    for wish in wishes {
        let Some(deed) = wish.deed else { continue };
        let likely = |opinion: Option<&Opinion>| opinion.map_or(NONE, |opinion| opinion.deed(deed));
        sentence = sentence.min(likely(case.sentences.get(wish.sentence())));
        clause = clause.min(likely(case.clauses.get(wish.clause())));
    }
    out.extend([sentence, clause]);
    let taken: Set = wishes.iter().map(|wish| wish.aim.reach(case.shelf)).collect();
    let left = (0..case.shelf.items.len()).map(Set::one).filter(|one| one.without(taken).len() == 1);
    let likely = |one: Set| DEEDS.into_iter().filter_map(|deed| names.likely(deed, one)).reduce(f32::max);
    let left: Vec<f32> = left.filter_map(likely).collect();
    out.push(count(left.len()));
    out.push(left.into_iter().fold(NONE, f32::max));
    // What is named, isn't taken, and nothing says that it stays: at all, and in the sentence of a wish.
    let says = [Sense::Keep, Sense::Negation, Sense::Except, Sense::Others, Sense::Past, Sense::Swap, Sense::Withdraw];
    let unsaid = |named: &&Named| {
        let (from, to) = parsed.clause_tokens(parsed.clause(named.from));
        named.items.len() == 1
            && !named.items.without(taken).is_empty()
            && !says.iter().any(|sense| parsed.any(*sense, from, to))
    };
    let unsaid: Vec<usize> = parsed.named.iter().filter(unsaid).map(|named| parsed.sentence(named.from)).collect();
    out.push(count(unsaid.len()));
    out.push(count(unsaid.iter().filter(|sentence| wishes.iter().any(|wish| wish.sentence() == **sentence)).count()));
}

/// What each wish is like, at its weakest.
fn each(case: &Case<'_>, names: &agreement::Named, wishes: &[Wish], out: &mut Vec<f32>) {
    let (parsed, shelf) = (case.parsed, case.shelf);
    out.push(count(wishes.len()));
    let doubted = wishes.iter().any(|wish| wish.lacks.contains(&Lack::Confirmation));
    out.push(yes(doubted));
    let deeds = || wishes.iter().filter_map(|wish| wish.deed);
    let least = |of: &dyn Fn(Deed) -> f32| deeds().map(of).fold(f32::MAX, f32::min).min(250.0);
    out.push(least(&|deed| case.opinion.deed(deed)));
    out.push(least(&|deed| acted(case, deed)));
    out.push(least(&|deed| names.any(deed)));
    for deed in DEEDS {
        out.push(yes(deeds().any(|own| own == deed)));
    }
    let (mut inside, mut outside, mut size, mut all) = (2.0_f32, NONE, 0_usize, 0_usize);
    for wish in wishes {
        let (Some(deed), Aim::These(set)) = (wish.deed, wish.aim) else { continue };
        size = size.saturating_add(set.len());
        all = all.saturating_add(usize::from(set == shelf.all()));
        for one in (0..shelf.items.len()).map(Set::one) {
            let likely = names.likely(deed, one);
            if one.without(set).is_empty() {
                inside = inside.min(likely.unwrap_or(2.0));
            } else {
                outside = outside.max(likely.unwrap_or(NONE));
            }
        }
    }
    out.extend([inside, outside, count(size), count(all)]);
    dates(case, wishes, out);
    address(case, wishes, out);
    // Whether anything is said after what is wanted.
    let last = wishes.iter().map(Wish::sentence).max().unwrap_or_default();
    out.push(count(parsed.sentence_count().saturating_sub(last)));
    out.push(count(last));
    let after = case.acts.iter().filter(|act| act.sentence > last && act.mood.is_ours());
    out.push(count(after.count()));
    let own = |deed: Deed| wishes.iter().any(|wish| wish.deed == Some(deed));
    out.extend(last_said(case, &own));
    out.extend(last_named(case, &own));
    // Whether it is asked for with a question mark.
    let asked = |wish: &Wish| {
        let (from, to) = parsed.sentence_tokens(wish.sentence());
        parsed.between(from, to).iter().any(|token| token.is_mark('?'))
    };
    out.push(count(wishes.iter().filter(|wish| asked(wish)).count()));
}

/// How likely the new dates are those, and others.
fn dates(case: &Case<'_>, wishes: &[Wish], out: &mut Vec<f32>) {
    let moves = || wishes.iter().filter_map(|wish| Some((wish.wanted?, wish.aim)));
    let times: Vec<(&Time, f32)> =
        case.parsed.times.iter().take(MOST).map(|time| (time, case.new_date(time))).collect();
    let days = |wanted, aim: Aim| {
        let days = case.shelf.of(aim.reach(case.shelf)).map(move |item| day(wanted, item.next));
        days.collect::<Vec<_>>()
    };
    let (mut own, mut other) = (NONE, NONE);
    for (time, likely) in &times {
        let said = wanted(time.mention.when);
        let taken = said.is_some_and(|said| moves().any(|(wanted, aim)| days(wanted, aim) == days(said, aim)));
        let side = if taken { &mut own } else { &mut other };
        *side = side.max(*likely);
    }
    out.extend([own, other]);
    let vague = |time: &&(&Time, f32)| wanted(time.0.mention.when).is_none();
    out.push(count(times.iter().filter(vague).count()));
    // Where the last mention of the new date stands among the days, and how it is said; whether a mind is changed after it.
    let taken = |time: &Time| {
        let said = wanted(time.mention.when);
        said.is_some_and(|said| moves().any(|(wanted, aim)| days(wanted, aim) == days(said, aim)))
    };
    let own = times.iter().rposition(|(time, _)| taken(time));
    let after = own.map_or(&[] as &[_], |own| times.get(own.saturating_add(1)..).unwrap_or_default());
    out.push(own.map_or(NONE, count));
    let day = |time: &Time| matches!(time.mention.when, When::Day(date) if case.shelf.due_on(date).is_empty());
    out.push(count(after.iter().filter(|(time, _)| day(time)).count()));
    let first = own.and_then(|own| times.get(own)).map(|(time, _)| *time);
    out.push(first.map_or(NONE, |time| f32::from(time.mention.relation as u8)));
    let changed = |time: &Time| {
        let end = after.first().map_or(usize::MAX, |(time, _)| time.from);
        yes(case.parsed.any(Sense::Revise, time.to, end))
    };
    out.push(first.map_or(NONE, changed));
}

/// What the new address has, what else is said of addresses, and where it stands.
fn address(case: &Case<'_>, wishes: &[Wish], out: &mut Vec<f32>) {
    let address = wishes.iter().find_map(|wish| wish.address.as_ref());
    let has = |of: fn(&Address) -> &Option<String>| address.map_or(NONE, |address| yes(of(address).is_some()));
    out.push(has(|address| &address.address1));
    out.push(has(|address| &address.address2));
    out.push(has(|address| &address.city));
    out.push(has(|address| &address.zip));
    let parsed = case.parsed;
    out.push(count(parsed.of(Sense::Relocate).count()));
    out.push(count(parsed.of(Sense::Change).count()));
    let last = parsed.places.last().map(|place| parsed.sentence(place.from));
    out.push(last.map_or(NONE, |last| count(parsed.sentence_count().saturating_sub(last))));
    out.push(count(parsed.tokens.iter().filter(|token| matches!(token.kind, Kind::Number)).count()));
}
