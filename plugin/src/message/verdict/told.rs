//! What is told and not wished: thanks, reports of what somebody did, where a parcel went, and what is said of other things than
//! ours.

use crate::message::acts::{Act, Mood};
use crate::message::case::Case;
use crate::message::few::Few;
use crate::message::lexicon::Hit;
use crate::message::parse::{Parsed, Place};
use crate::message::reading::{Deed, Wish, deed as act_deed};
use crate::message::sense::Sense;

/// Without one of these nothing is left out: "next delivery please".
const OUT: &[Sense] =
    &[Sense::Skip, Sense::Stop, Sense::Cancel, Sense::Negation, Sense::No, Sense::Keep, Sense::Others, Sense::Away];

/// Surer than so the model knows a word for leaving out that the tables don't: "let the next one go by".
const SURE: f32 = 0.8;

/// True iff what a wish would do is only told of, or nothing says it.
#[inline(never)]
pub(super) fn is_told(case: &Case<'_>, wish: &Wish, own: &[&Act]) -> bool {
    let Case { parsed, acts, .. } = case;
    let told =
        |act: &Act| act.mood == Mood::Told || thanked(parsed, act) || is_question(parsed, act) || had_done(parsed, act);
    // "Bitte nicht überspringen": by the tables that brings back what was skipped.
    let (from, to) = parsed.sentence_tokens(wish.sentence());
    let denied = |at: usize| {
        let next = parsed.word(at.saturating_add(1));
        let skips = ["uberspr", "ausla", "ausse", "ausfall", "skip"].iter().any(|skip| next.starts_with(skip));
        skips && matches!(parsed.word(at), "nicht" | "nich" | "ned" | "net")
    };
    if wish.deed == Some(Deed::Skip) && (from..to).any(denied) && !parsed.says(Few("sondern"), from, to) {
        return true;
    }
    match wish.deed {
        // "I ordered a pot and put my old address, can you send it to … instead?"
        Some(Deed::Address) => {
            let near = |act: &Act| act.sentence == wish.sentence() || act.sentence.saturating_add(1) == wish.sentence();
            let ordered =
                |act: &Act| act.mood == Mood::Order && act_deed(act.sense) == Some(Deed::Address) && near(act);
            acts.iter().any(ordered) || parsed.places.iter().any(|place| is_past(parsed, acts, place))
        }
        Some(Deed::Skip) if own.is_empty() => case.opinion.deed(Deed::Skip) < SURE && !parsed.hears(OUT),
        Some(Deed::Cancel | Deed::Skip | Deed::Move) => !own.is_empty() && own.iter().copied().all(told),
        _ => false,
    }
}

/// "Thanks for moving it", "danke fürs Verschieben".
fn thanked(parsed: &Parsed<'_>, act: &Act) -> bool {
    const THANKS: Few = Few("thanks thank thx danke dank merci cheers appreciate");
    let from = parsed.sentence_tokens(act.sentence).0;
    let near = act.from.saturating_sub(2);
    // "Super, dass ihr sie auf den 25. verschoben habt."
    let (_, to) = parsed.sentence_tokens(act.sentence);
    let glad = parsed.says(Few("super toll prima schon gut great"), from, from.saturating_add(2));
    let done =
        glad && parsed.says(Few("dass that"), from, act.from) && parsed.says(Few("habt haben have had"), from, to);
    done || parsed.says(Few("for fur furs that dass"), near, act.from) && parsed.says(THANKS, from, act.from)
}

/// "Kürzlich hatte ich den Kaffee auslassen lassen"; "I thought of cancelling it, but decided against that".
fn had_done(parsed: &Parsed<'_>, act: &Act) -> bool {
    let (_, end) = parsed.sentence_tokens(act.sentence);
    if parsed.says(Few("verworfen dagegen against"), act.to, end) {
        return true;
    }
    let (from, to) = parsed.clause_tokens(act.clause);
    parsed.word(act.to) == "lassen" && parsed.says(Few("hatte hatten habe hab haben"), from, act.from) && act.to < to
}

/// "Why did you skip it", "lasst ihr über Weihnachten eine aus?": asked about, and not asked for.
fn is_question(parsed: &Parsed<'_>, act: &Act) -> bool {
    let (from, to) = parsed.sentence_tokens(act.sentence);
    let many = matches!(parsed.word(from), "wie" | "how")
        && parsed.says(Few("viel viele many much"), from, from.saturating_add(2));
    let why = many || parsed.says(Few("why warum wieso weshalb"), from, from.saturating_add(2));
    let asked = parsed.between(from, to).iter().any(|token| token.is_mark('?'));
    let do_you = parsed.word(from.saturating_add(1)) == "ihr" && act.from == from;
    why || (asked && do_you && !parsed.any(Sense::Polite, from, to))
}

/// True iff it is told of a place what happened there, or something else than the deliveries goes there: "picked it up at 9 Oak
/// Street", "send the receipt to my accountant, …".
fn is_past(parsed: &Parsed<'_>, acts: &[Act], place: &Place) -> bool {
    const PAST: Few = Few("ging went abgeholt picked collected angenommen accepted landete landed");
    const ELSE: Few =
        Few("receipt rechnung invoice quittung beleg bill filiale depot second zweites zweite gift geschenk bank \
        taxi cab ride fahrt share");
    let (from, to) = parsed.sentence_tokens(parsed.sentence(place.from));
    let change = |act: &Act| {
        act.sentence == parsed.sentence(place.from)
            && act_deed(act.sense) == Some(Deed::Address)
            && act.mood == Mood::Wanted
    };
    let changes = acts.iter().any(change) && parsed.any(Sense::Change, from, to);
    !changes && (parsed.says(PAST, from, to) || parsed.says(ELSE, from, place.from))
}

/// True iff a subscription is to end when another delivery has come: "eine Packung noch, danach beenden", "send June's and then
/// that's it".
#[inline(never)]
pub(super) fn ends_afterwards(parsed: &Parsed<'_>, act: &Act) -> bool {
    const AFTER: Few = Few("danach anschliessend hinterher afterwards");
    const MORE: Few = Few("noch more another last letzte letzten send schickt");
    let (from, _) = parsed.sentence_tokens(act.sentence);
    let then = (from..act.from).rev().find(|at| matches!(parsed.word(*at), "then" | "dann"));
    let comes = |hit: &Hit<Sense>| matches!(hit.sense, Sense::Delivery | Sense::Next | Sense::Send);
    let more =
        |to: usize| parsed.says(MORE, from, to) && !parsed.hits_in(from, to).iter().any(|hit| hit.sense.is_act());
    let sent = |to: usize| more(to) || parsed.hits_in(from, to).iter().any(comes);
    parsed.says(AFTER, from, act.from) && act.sense == Sense::Cancel
        || then.is_some_and(|then| sent(then) && more(then))
}
