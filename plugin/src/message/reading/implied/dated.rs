//! Times that something is wanted at, where no act says so.

use crate::message::acts::{Act, Mood, hangs};
use crate::message::dates::{Relation, When};
use crate::message::few::Few;
use crate::message::parse::Parsed;
use crate::message::reading::said::came;
use crate::message::sense::Sense;
use crate::message::shelf::Shelf;

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
        let named = !parsed.named_in(clause_from, clause_to).is_empty();
        let taken = acts.iter().chain(&more).any(|act| {
            let counts = !matches!(act.mood, Mood::Refused | Mood::Told);
            let here = act.clause == clause;
            let (act_from, act_to) = parsed.clause_tokens(act.clause);
            let own_time = !parsed.times_in(act_from, act_to).is_empty();
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
        let question = parsed.between(from, to).iter().any(|token| token.is_mark('?'));
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
            || !parsed.named_in(from, to).is_empty();
        let request = polite || parsed.any(Sense::Request, from, to);
        let short = parsed.word_count(from, to) <= 8;
        let own_date = match time.mention.when {
            When::Day(date) => {
                // The day that something else comes on is free for what is named.
                let due = shelf.due_on(date);
                let ours = parsed.named_in(clause_from, clause_to);
                let other = named && ours.iter().all(|named| named.items.and(due).is_empty());
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
            more.push(Act { dated: true, ..Act::at(parsed, Sense::Move, mood, time.from, time.to) });
        }
    }
    more
}

/// True iff a sentence begins as a question of fact: "is the …", "kommt die …".
fn verb_first(parsed: &Parsed<'_>, from: usize, to: usize) -> bool {
    const VERBS: Few =
        Few("is are will does do did was has have ist sind wird werden kommt kommen hat haben wurde gehen geht \
        lauft stimmt");
    let words = parsed.between(from, to).iter().filter(|token| token.is_word());
    words.take(3).any(|token| VERBS.contains(token.word.as_str()))
}
