//! Acts that are meant without their word, and those whose word says less than what is around it.

use super::super::acts::{Act, Mood, hangs};
use super::super::address::Role;
use super::super::dates::{Relation, When};
use super::super::parse::{Parsed, Place, Time};
use super::super::sense::Sense;
use super::super::shelf::Shelf;
use super::said::came;

/// Acts that are meant without their word, and those whose word says less than what is around it.
pub(super) fn implied(parsed: &Parsed<'_>, shelf: &Shelf, acts: &mut Vec<Act>) {
    sharpen(parsed, shelf, acts);
    // "Move to France" is no other date.
    acts.retain(|act| {
        let (from, to) = parsed.sentence_tokens(act.sentence);
        let timed = parsed.times.iter().any(|time| from <= time.from && time.from < to);
        let away = parsed.places.iter().any(|place| from <= place.from && place.from < to)
            || parsed.any(Sense::Relocate, from, to);
        // "Every four weeks instead" is another rhythm.
        let rhythm = parsed
            .times
            .iter()
            .any(|time| from <= time.from && time.from < to && matches!(time.mention.when, When::Every { .. }))
            && parsed.any(Sense::Frequency, from, to);
        let dated = parsed
            .times
            .iter()
            .any(|time| from <= time.from && time.from < to && !matches!(time.mention.when, When::Every { .. }));
        act.sense != Sense::Move || ((timed || !away) && (dated || !rhythm))
    });
    paired(parsed, acts);
    let mut more = dated(parsed, shelf, acts);
    more.extend(placed(parsed, acts));
    more.extend(wanted_back(parsed, shelf, acts));
    acts.extend(more);
    crate::order::by(acts, |act| act.from);
}

/// "Pause" with a day to last until is a move, and with one delivery named it is a skip.
pub(super) fn sharpen(parsed: &Parsed<'_>, shelf: &Shelf, acts: &mut [Act]) {
    // "Hold my next bag until the 25th" skips none.
    let held = |act: &Act| {
        let word = parsed.tokens.get(act.from).map_or("", |token| token.word.as_str());
        act.sense == Sense::Skip
            && ["hold", "paus", "stop", "suspend", "halt"].iter().any(|root| word.starts_with(root))
    };
    for act in acts.iter_mut().filter(|act| matches!(act.sense, Sense::Stop | Sense::Cancel) || held(act)) {
        let (from, to) = parsed.sentence_tokens(act.sentence);
        let (clause_from, clause_to) = parsed.clause_tokens(act.clause);
        let until = |time: &&Time| {
            let inside = from <= time.from && time.from < to;
            inside
                && matches!(time.mention.relation, Relation::Until | Relation::To)
                && matches!(time.mention.when, When::Day(_) | When::Either(..))
        };
        let due = |time: &&Time| {
            let inside = clause_from <= time.from && time.from < clause_to;
            inside && matches!(time.mention.when, When::Day(date) if !shelf.due_on(date).is_empty())
        };
        let shifted = |time: &&Time| {
            let inside = clause_from <= time.from && time.from < clause_to;
            inside && matches!(time.mention.when, When::Later { .. } | When::Earlier { .. })
        };
        let named = parsed.any(Sense::Subscription, clause_from, clause_to);
        if act.sense == Sense::Cancel {
            // To cancel one delivery is to skip it.
            if !named
                && parsed.any(Sense::Delivery, clause_from, clause_to)
                && parsed.times.iter().any(|time| due(&time))
            {
                act.sense = Sense::Skip;
            }
            continue;
        }
        if parsed.times.iter().any(|time| until(&time) || shifted(&time)) {
            act.sense = Sense::Move;
        } else if (parsed.any(Sense::Next, clause_from, clause_to) || parsed.times.iter().any(|time| due(&time)))
            && parsed.any(Sense::Delivery, clause_from, clause_to)
        {
            act.sense = Sense::Skip;
        }
    }
}

/// A time that something is wanted at, where no act says so.
pub(super) fn dated(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act]) -> Vec<Act> {
    let mut more: Vec<Act> = Vec::new();
    // A message about something that went wrong has times enough that nobody wants anything at.
    let trouble = parsed.of(Sense::Return).count().saturating_add(parsed.of(Sense::Parcel).count()) > 0
        || parsed.of(Sense::Refund).count() > 0;
    for time in &parsed.times {
        let (sentence, clause) = (parsed.sentence(time.from), parsed.clause(time.from));
        let (from, to) = parsed.sentence_tokens(sentence);
        let (clause_from, clause_to) = parsed.clause_tokens(clause);
        let named = parsed.named.iter().any(|named| clause_from <= named.from && named.from < clause_to);
        let taken = acts.iter().chain(&more).any(|act| {
            let counts = !matches!(act.mood, Mood::Refused | Mood::Told);
            let here = act.clause == clause;
            let (act_from, act_to) = parsed.clause_tokens(act.clause);
            let own_time = parsed.times.iter().any(|time| act_from <= time.from && time.from < act_to);
            let near = act.sentence == sentence && (act.clause.abs_diff(clause) <= 1 || act.dated);
            let elsewhere =
                named && time.mention.when != When::Beside(0) && (act.sense != Sense::Move || own_time || act.dated);
            counts && (here || (near && !elsewhere && act.sense != Sense::Address))
        });
        if taken {
            continue;
        }
        let shift = matches!(time.mention.when, When::Later { .. } | When::Earlier { .. });
        let day = matches!(
            time.mention.when,
            When::Day(_) | When::Either(..) | When::PastDay(_) | When::Beside(_) | When::Following(_)
        ) && matches!(time.mention.relation, Relation::On | Relation::To | Relation::None | Relation::From);
        // "From now on" and "for now" are no time of a delivery; "now" is one where something is to be sent.
        let sent_now = time.mention.when == When::Now
            && time.mention.relation == Relation::None
            && parsed.any(Sense::Send, clause_from, clause_to)
            && parsed.word_count(clause_from, clause_to) <= 10;
        // "Before the 9th" names no day.
        let bounded = matches!(time.mention.relation, Relation::After | Relation::Before | Relation::By)
            && matches!(time.mention.when, When::Day(_));
        let vague = time.mention.when == When::Vague || bounded || sent_now;
        let topic = [
            Sense::Swap,
            Sense::Quantity,
            Sense::Frequency,
            Sense::Payment,
            Sense::Account,
            Sense::Refund,
            Sense::NewSubscription,
            Sense::Reactivate,
        ];
        let other = topic.iter().any(|sense| parsed.any(*sense, from, to));
        let sends = parsed.any(Sense::Send, from, to);
        let question = parsed.tokens.get(from..to).unwrap_or_default().iter().any(|token| token.is_mark('?'));
        let begins = parsed.any(Sense::When, from, from.saturating_add(2));
        let asked = (question || begins)
            && (parsed.any(Sense::When, from, to)
                || parsed.any(Sense::Status, from, to)
                || parsed.any(Sense::Price, from, to));
        let polite = parsed.any(Sense::Polite, from, to);
        let asked = asked || (question && !polite && verb_first(parsed, from, to)) || hangs(parsed, sentence);
        let told = parsed.any(Sense::Past, clause_from, clause_to) || came(parsed, clause_from, clause_to);
        let away = parsed.any(Sense::Away, clause_from, clause_to) && !sends;
        let moving = parsed.any(Sense::Relocate, from, to);
        let about = named
            || parsed.any(Sense::Delivery, from, to)
            || parsed.any(Sense::Subscription, from, to)
            || parsed.any(Sense::Next, from, to)
            || parsed.any(Sense::All, from, to)
            || parsed.any(Sense::Both, from, to)
            || parsed.named.iter().any(|named| from <= named.from && named.from < to);
        let request = polite || parsed.any(Sense::Request, from, to);
        let short = parsed.word_count(from, to) <= 8;
        let own_date = match time.mention.when {
            When::Day(date) => {
                // The day that something else comes on is free for what is named.
                let due = shelf.due_on(date);
                let ours = parsed.named.iter().filter(|named| clause_from <= named.from && named.from < clause_to);
                let other = named && ours.map(|named| named.items.and(due)).all(|both| both.is_empty());
                !matches!(time.mention.relation, Relation::To | Relation::Until) && !due.is_empty() && !other
            }
            _ => false,
        };
        let brief = named
            && parsed.word_count(clause_from, clause_to) <= 8
            && matches!(time.mention.relation, Relation::To | Relation::On);
        let wanted = brief
            || (sends && request && (about || polite))
            || (named && (request || short))
            || (request && short)
            || (polite && about);
        let about = about
            || (day
                && [Sense::Delivery, Sense::Next]
                    .iter()
                    .any(|sense| parsed.any(*sense, parsed.sentence_tokens(sentence.saturating_sub(1)).0, to)));
        let wanted = wanted || (day && sends && about && parsed.word_count(from, to) <= 14);
        let vague = vague && parsed.word_count(0, parsed.tokens.len()) <= 40 && !trouble;
        let meant = (shift && (wanted || short || about))
            || (day && !own_date && wanted)
            || (vague && !other && wanted && (sends || polite));
        let unrelated = parsed.any(Sense::Marketing, from, to)
            || parsed.any(Sense::OrderNumber, from, to)
            || parsed.any(Sense::Parcel, from, to)
            || parsed.any(Sense::Return, from, to);
        if meant && !asked && !told && !away && !moving && !unrelated {
            let mood = if request || short || shift || brief { Mood::Wanted } else { Mood::Bare };
            more.push(Act { sense: Sense::Move, mood, from: time.from, to: time.to, clause, sentence, dated: true });
        }
    }
    more
}

/// Several addresses, each after the product it is for: an act each.
pub(super) fn paired(parsed: &Parsed<'_>, acts: &mut Vec<Act>) {
    let whole: Vec<&Place> =
        parsed.places.iter().filter(|place| place.found.whole && place.found.role != Role::Old).collect();
    if whole.len() < 2 {
        return;
    }
    let mut pairs = Vec::new();
    let mut floor = 0;
    for place in &whole {
        let named = parsed.named.iter().rev().find(|named| floor <= named.from && named.to <= place.from);
        let Some(named) = named.filter(|named| parsed.sentence(named.from) == parsed.sentence(place.from)) else {
            return;
        };
        pairs.push((named.from, place.from));
        floor = place.to;
    }
    acts.retain(|act| act.sense != Sense::Address);
    for (from, to) in pairs {
        let (clause, sentence) = (parsed.clause(from), parsed.sentence(from));
        acts.push(Act { sense: Sense::Address, mood: Mood::Wanted, from, to, clause, sentence, dated: false });
    }
    crate::order::by(acts, |act| act.from);
}

/// True iff a sentence begins as a question of fact: "is the …", "kommt die …".
pub(super) fn verb_first(parsed: &Parsed<'_>, from: usize, to: usize) -> bool {
    const VERBS: &[&str] = &[
        "is", "are", "will", "does", "do", "did", "was", "has", "have", "ist", "sind", "wird", "werden", "kommt",
        "kommen", "hat", "haben", "wurde", "gehen", "geht", "lauft", "stimmt",
    ];
    let words = parsed.tokens.get(from..to).unwrap_or_default().iter().filter(|token| token.is_word());
    words.take(3).any(|token| VERBS.contains(&token.word.as_str()))
}

/// An address that stands without a word about addresses near it.
pub(super) fn placed(parsed: &Parsed<'_>, acts: &[Act]) -> Vec<Act> {
    let mut more: Vec<Act> = Vec::new();
    for place in parsed.places.iter().filter(|place| place.found.role != Role::Old) {
        let (sentence, clause) = (parsed.sentence(place.from), parsed.clause(place.from));
        let near = |act: &&Act| {
            act.sense == Sense::Address && sentence.abs_diff(act.sentence) <= 2 && act.mood == Mood::Wanted
        };
        // One act is enough for one place; a second whole place with a product beside it is another wish.
        let others = parsed
            .places
            .iter()
            .filter(|other| other.found.whole && other.found.role != Role::Old && other.from < place.from)
            .count();
        let named = parsed.named.iter().any(|named| parsed.sentence(named.from) == sentence && named.to <= place.from);
        let earlier = acts.iter().chain(&more).filter(near).count();
        if earlier > 0 && !(place.found.whole && others >= earlier && named) {
            continue;
        }
        let (from, to) = (
            parsed.sentence_tokens(sentence.saturating_sub(2)).0,
            parsed.sentence_tokens(sentence.saturating_add(1)).1,
        );
        let order = parsed.any(Sense::OrderNumber, from, to)
            || (parsed.any(Sense::Shop, from, to)
                && !parsed.any(Sense::Subscription, from, to)
                && parsed.any(Sense::Order, from, to));
        let foreign = parsed.any(Sense::Inject, from, to) || parsed.of(Sense::Behalf).next().is_some();
        let mood = match (order, foreign) {
            (true, _) => Mood::Order,
            (_, true) => Mood::Foreign,
            _ if hangs(parsed, sentence) => Mood::Conditional,
            _ => Mood::Wanted,
        };
        if place.found.whole || place.found.role == Role::New {
            more.push(Act {
                sense: Sense::Address,
                mood,
                from: place.from,
                to: place.to,
                clause,
                sentence,
                dated: false,
            });
        }
    }
    more
}

/// "I want it after all": what was skipped comes back, where something was.
pub(super) fn wanted_back(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act]) -> Vec<Act> {
    if shelf.skipped().is_empty() {
        return Vec::new();
    }
    let told =
        acts.iter().any(|act| matches!(act.sense, Sense::Skip | Sense::Stop | Sense::Unskip) && act.mood == Mood::Told)
            || acts
                .iter()
                .any(|act| act.sense == Sense::Skip && parsed.any(Sense::Past, act.from.saturating_sub(6), act.to));
    let on_skipped = parsed
        .times
        .iter()
        .any(|time| matches!(time.mention.when, When::Day(date) if !shelf.skipped_on(date).is_empty()));
    let mut more = Vec::new();
    for hit in parsed.of(Sense::AfterAll) {
        let (clause, sentence) = (parsed.clause(hit.from), parsed.sentence(hit.from));
        let (from, to) = parsed.sentence_tokens(sentence);
        let taken = acts.iter().any(|act| {
            act.sentence == sentence && act.mood == Mood::Wanted && act.sense != Sense::Skip && act.sense != Sense::Stop
        });
        let wants = parsed.any(Sense::Send, from, to) || parsed.any(Sense::Request, from, to);
        if (told || on_skipped) && !taken && wants {
            more.push(Act {
                sense: Sense::Unskip,
                mood: Mood::Wanted,
                from: hit.from,
                to: hit.to,
                clause,
                sentence,
                dated: false,
            });
            break;
        }
    }
    more
}
