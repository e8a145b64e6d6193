//! Acts that are meant without their word, and those whose word says less than what is around it.

mod dated;
mod placed;

use dated::dated;
pub(crate) use placed::is_card;
use placed::{paired, placed};

use crate::message::acts::{Act, Mood};
use crate::message::dates::{Relation, When};
use crate::message::parse::{Parsed, Time};
use crate::message::sense::Sense;
use crate::message::shelf::{Set, Shelf};

/// Acts that are meant without their word, and those whose word says less than what is around it.
pub(super) fn implied(parsed: &Parsed<'_>, shelf: &Shelf, acts: &mut Vec<Act>) {
    sharpen(parsed, shelf, acts);
    acts.retain(|act| act.sense != Sense::Move || moves_date(parsed, act));
    paired(parsed, acts);
    let mut more = dated(parsed, shelf, acts);
    more.extend(placed(parsed, acts));
    more.extend(wanted_back(parsed, shelf, acts));
    acts.extend(more);
    crate::order::by(acts, |act| act.from);
}

/// True iff "move" is said of a date: "move to France" isn't, and "every four weeks instead" is another rhythm.
fn moves_date(parsed: &Parsed<'_>, act: &Act) -> bool {
    let (from, to) = parsed.sentence_tokens(act.sentence);
    let rhythm = |time: &Time| matches!(time.mention.when, When::Every { .. });
    let timed = !parsed.times_in(from, to).is_empty();
    let dated = parsed.times_in(from, to).iter().any(|time| !rhythm(time));
    let away = parsed.places.iter().any(|place| from <= place.from && place.from < to)
        || parsed.any(Sense::Relocate, from, to);
    let paced = parsed.times_in(from, to).iter().any(rhythm) && parsed.any(Sense::Frequency, from, to);
    (timed || !away) && (dated || !paced)
}

/// "Pause" with a day to last until is a move, and with one delivery named it is a skip.
fn sharpen(parsed: &Parsed<'_>, shelf: &Shelf, acts: &mut [Act]) {
    // "Hold my next bag until the 25th" skips none.
    const HOLD: &[&str] = &["hold", "paus", "stop", "suspend", "halt"];
    let held = |act: &Act| act.sense == Sense::Skip && HOLD.iter().any(|root| parsed.word(act.from).starts_with(root));
    let until = |time: &Time| {
        matches!(time.mention.relation, Relation::Until | Relation::To)
            && matches!(time.mention.when, When::Day(_) | When::Either(..))
    };
    let due = |time: &Time| matches!(time.mention.when, When::Day(date) if !shelf.due_on(date).is_empty());
    let shifted = |time: &Time| matches!(time.mention.when, When::Later { .. } | When::Earlier { .. });
    for act in acts.iter_mut().filter(|act| matches!(act.sense, Sense::Stop | Sense::Cancel) || held(act)) {
        let (from, to) = parsed.sentence_tokens(act.sentence);
        let (clause_from, clause_to) = parsed.clause_tokens(act.clause);
        let one_delivery = parsed.any(Sense::Delivery, clause_from, clause_to)
            && parsed.times_in(clause_from, clause_to).iter().any(due);
        if act.sense == Sense::Cancel {
            // To cancel one delivery is to skip it, and so is cancelling the next one of a subscription that is to stay.
            let next = parsed.any(Sense::Next, clause_from, clause_to)
                && parsed.any(Sense::Delivery, clause_from, clause_to)
                && keeps_subscription(parsed, shelf.all());
            if (one_delivery || next) && !parsed.any(Sense::Subscription, clause_from, clause_to) {
                act.sense = Sense::Skip;
            }
            continue;
        }
        let next_one =
            parsed.any(Sense::Next, clause_from, clause_to) && parsed.any(Sense::Delivery, clause_from, clause_to);
        if parsed.times_in(from, to).iter().any(until) || parsed.times_in(clause_from, clause_to).iter().any(shifted) {
            act.sense = Sense::Move;
        } else if next_one || one_delivery {
            act.sense = Sense::Skip;
        }
    }
}

/// "I want it after all": what was skipped comes back, where something was.
fn wanted_back(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act]) -> Option<Act> {
    if shelf.skipped().is_empty() {
        return None;
    }
    let told = acts.iter().any(|act| {
        (matches!(act.sense, Sense::Skip | Sense::Stop | Sense::Unskip) && act.mood == Mood::Told)
            || (act.sense == Sense::Skip && parsed.any(Sense::Past, act.from.saturating_sub(6), act.to))
    });
    let on_skipped = |time: &Time| matches!(time.mention.when, When::Day(date) if !shelf.skipped_on(date).is_empty());
    if !told && !parsed.times.iter().any(on_skipped) {
        return None;
    }
    let wants = |sentence: usize| {
        let (from, to) = parsed.sentence_tokens(sentence);
        let taken = acts.iter().any(|act| {
            act.sentence == sentence && act.mood == Mood::Wanted && !matches!(act.sense, Sense::Skip | Sense::Stop)
        });
        !taken && (parsed.any(Sense::Send, from, to) || parsed.any(Sense::Request, from, to))
    };
    let hit = parsed.of(Sense::AfterAll).find(|hit| wants(parsed.sentence(hit.from)))?;
    Some(Act::at(parsed, Sense::Unskip, Mood::Wanted, hit.from, hit.to))
}

/// True iff a clause says of the subscription itself, and not of one that it or its sentence names beside these, that it is to
/// stay.
pub(crate) fn keeps_subscription(parsed: &Parsed<'_>, set: Set) -> bool {
    parsed.of(Sense::Subscription).any(|hit| {
        let (from, to) = parsed.clause_tokens(parsed.clause(hit.from));
        let word = parsed.word(hit.from);
        // "My other subs stay", "das Katzenabo bleibt": said of others.
        let plain = matches!(word, "subscription" | "sub" | "abo" | "abonnement" | "plan" | "membership");
        let acted = parsed.hits_in(from, to).iter().any(|hit| matches!(hit.sense, Sense::Cancel | Sense::Others));
        let sentence = parsed.sentence_tokens(parsed.sentence(hit.from)).0;
        let other = parsed.named_in(sentence, to).last().is_some_and(|named| named.items.and(set).is_empty());
        plain && !acted && !other && parsed.any(Sense::Keep, from, to) && parsed.named_in(from, to).is_empty()
    })
}
