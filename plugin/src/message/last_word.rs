//! What is said first and last: of several acts, of one thing or another. What `pairs.rs` and `certain.rs` look at alike.

use super::acts::{Act, Mood};
use super::case::Case;
use super::certain::count;
use super::model::{DEEDS, Opinion};
use super::reading::{Deed, deed};
use super::sense::Sense;
use super::trees::NONE;

/// One or the other stand so near, in tokens.
const NEAR: usize = 6;
/// Likelier than so a part wants something.
const STRONG: f32 = 0.3;

/// How often one thing or another is named: two times, two subscriptions; and "or" at all.
pub fn either(case: &Case<'_>) -> [usize; 3] {
    let parsed = case.parsed;
    let or =
        |at: usize| parsed.tokens.get(at).is_some_and(|token| matches!(token.word.as_str(), "or" | "oder" | "bzw"));
    let between = |from: usize, to: usize| to.saturating_sub(from) <= NEAR && (from..to).any(or);
    let times = parsed.times.iter().zip(parsed.times.iter().skip(1));
    let times = times.filter(|(one, next)| between(one.to, next.from)).count();
    let names = parsed.named.iter().zip(parsed.named.iter().skip(1));
    let names = names.filter(|(one, next)| one.items != next.items && between(one.from, next.from)).count();
    [times, names, (0..parsed.tokens.len()).filter(|at| or(*at)).count()]
}

/// How likely a deed is by the last sentence that is likely to want one, how likely the likeliest other one is there; and the
/// same of clauses.
pub fn last_said(case: &Case<'_>, own: &dyn Fn(Deed) -> bool) -> [f32; 4] {
    let mut out = [NONE; 4];
    for (slots, parts) in out.chunks_mut(2).zip([&case.sentences, &case.clauses]) {
        let strong = |opinion: &&Opinion| DEEDS.into_iter().any(|deed| opinion.deed(deed) > STRONG);
        let Some(opinion) = parts.iter().rfind(strong) else { continue };
        let most = |wanted: bool| {
            let deeds = DEEDS.into_iter().filter(|deed| own(*deed) == wanted);
            deeds.map(|deed| opinion.deed(deed)).fold(NONE, f32::max)
        };
        for (slot, likely) in slots.iter_mut().zip([most(true), most(false)]) {
            *slot = likely;
        }
    }
    out
}

/// What is named last: 1 where it is a deed of these, 2 where it is another one; and how often a mind is changed after the
/// last of these.
pub fn last_named(case: &Case<'_>, own: &dyn Fn(Deed) -> bool) -> [f32; 2] {
    let live = |act: &&Act| matches!(act.mood, Mood::Wanted | Mood::Bare);
    let last = |wanted: bool| {
        let acts = case.acts.iter().filter(live).filter(|act| deed(act.sense).is_some_and(|deed| own(deed) == wanted));
        acts.map(|act| act.from).max()
    };
    let (these, others) = (last(true), last(false));
    let which = match (these, others) {
        (None, None) => 0.0,
        (these, others) if these >= others => 1.0,
        _ => 2.0,
    };
    let changes = [Sense::Revise, Sense::Withdraw, Sense::Negation].into_iter();
    let hits = changes.flat_map(|sense| case.parsed.of(sense)).filter(|hit| Some(hit.from) > these);
    [which, count(hits.count())]
}
