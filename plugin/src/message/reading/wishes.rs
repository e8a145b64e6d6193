//! From acts to wishes: what is asked for, once, with what was said of it.

use super::aim::aim;
use super::slots::{before_moving, place, rest_stays};
use super::when::{alternative, moved, when};
use super::{Aim, Deed, Lack, Wish, deed};
use crate::message::acts::{Act, Mood};
use crate::message::few::Few;
use crate::message::parse::Parsed;
use crate::message::sense::Sense;
use crate::message::shelf::{Named, Set, Shelf};
use crate::phrase;

/// The wishes that stand at the end of the message.
pub(super) fn wishes(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act]) -> Vec<Wish> {
    let strong = acts.iter().any(|act| act.mood == Mood::Wanted);
    let long = parsed.word_count(0, parsed.tokens.len()) > 60;
    let live = |act: &&Act| act.mood == Mood::Wanted || (act.mood == Mood::Bare && !(strong && long));
    let mut out: Vec<Wish> = Vec::new();
    let back = acts.iter().any(|act| act.sense == Sense::Unskip && act.mood == Mood::Wanted);
    for act in acts.iter().filter(live) {
        // What was skipped and is wanted back isn't to be skipped.
        let (clause_from, _) = parsed.clause_tokens(act.clause);
        if back && act.sense == Sense::Skip && parsed.any(Sense::Past, clause_from, act.to) {
            continue;
        }
        if !relevant(parsed, act) {
            continue;
        }
        let Some(wish) = wish(parsed, shelf, acts, act) else { continue };
        join(parsed, shelf, &mut out, wish);
    }
    // A time that only might be meant says nothing beside a clear wish.
    let clear = out.iter().any(|wish| wish.deed.is_some() && wish.deed != Some(Deed::Move));
    out.retain(|wish| !(clear && wish.implied && wish.lacks.contains(&Lack::Date)));
    kept(parsed, shelf, &mut out);
    // "Forget it" takes back what was said before it.
    if let Some(withdraw) = parsed.of(Sense::Withdraw).last() {
        let at = parsed.sentence(withdraw.from);
        let said_since = |wish: &Wish| wish.sentence >= at;
        if !out.iter().any(said_since) && parsed.any(Sense::Revise, 0, withdraw.to.saturating_add(1)) {
            out.clear();
        }
    }
    out
}

/// "Leave the other alone": what is to stay is in no wish, where the wish has more or is said again for others.
fn kept(parsed: &Parsed<'_>, shelf: &Shelf, wishes: &mut Vec<Wish>) {
    let praised = parsed.named.iter().filter(|named| is_praised(parsed, named)).map(|named| named.from);
    let said: Vec<usize> = parsed.of(Sense::Keep).map(|keep| keep.from).chain(praised).collect();
    for at in said {
        let (from, to) = parsed.clause_tokens(parsed.clause(at));
        let named = parsed.named_in(from, to);
        let stays: Set = named.iter().map(|named| named.items).collect();
        if stays.is_empty() || stays == shelf.all() {
            continue;
        }
        let copy: Vec<(Option<Deed>, Aim)> = wishes.iter().map(|wish| (wish.deed, wish.aim)).collect();
        wishes.retain_mut(|wish| {
            let Aim::These(set) = wish.aim else { return true };
            let left = set.without(stays);
            let clause = wish.clause == parsed.clause(at);
            let again = copy.iter().any(|(deed, aim)| {
                *deed == wish.deed && matches!(aim, Aim::These(other) if !other.without(stays).is_empty())
            });
            if clause || left == set || !again {
                return true;
            }
            wish.aim = Aim::These(left);
            !left.is_empty()
        });
    }
}

/// "The cat food is great as always", "love the cat food", "Katzenfutter normal": said of what is to stay, where another one
/// is named before.
#[inline(never)]
fn is_praised(parsed: &Parsed<'_>, named: &Named) -> bool {
    const GOOD: Few = Few("normal top super toll great fine perfect perfekt prima lecker good gut excellent brilliant");
    const LOVE: Few = Few("love loves like likes liebe lieben mag mogen");
    const IS: Few = Few("is are ist sind was war schmeckt tastes");
    let is = IS.contains(parsed.word(named.to));
    let good = GOOD.contains(parsed.word(if is { named.to.saturating_add(1) } else { named.to }));
    let (from, to) = parsed.clause_tokens(parsed.clause(named.from));
    let loved = parsed.says(LOVE, named.from.saturating_sub(2).max(from), named.from);
    let acts = parsed.hits_in(from, to).iter().any(|hit| hit.sense.is_act());
    (good || loved) && !acts && parsed.named.iter().any(|other| other.to <= from)
}

/// True iff skipping is spoken of.
fn skipping(parsed: &Parsed<'_>) -> bool {
    const ROOTS: Few = Few("skip sprung spring ausgelass auslass ausgesetz aussetz left leave weggelass ausfall");
    parsed.tokens.iter().any(|token| ROOTS.iter().any(|root| phrase::holds(&token.word, root)))
}

/// True iff the act is about a subscription at all: something of ours is named near it, or hardly anything else is said.
fn relevant(parsed: &Parsed<'_>, act: &Act) -> bool {
    // "Bestätigung bitte an diese Adresse": where a letter goes.
    let (from, to) = parsed.clause_tokens(act.clause);
    let letter = Few("bestatigung confirmation antwort reply rechnung invoice ruckmeldung");
    if act.sense == Sense::Address && parsed.says(letter, from, to) && parsed.places.is_empty() {
        return false;
    }
    let short = parsed.word_count(0, parsed.tokens.len()) <= 15;
    // "Restore", "put back" are said of anything; what was skipped is ours.
    let ours = act.sense != Sense::Unskip || skipping(parsed);
    if (short || act.dated) && ours {
        return true;
    }
    let from = parsed.sentence_tokens(act.sentence.saturating_sub(2)).0;
    let to = parsed.sentence_tokens(act.sentence.saturating_add(1)).1;
    [Sense::Subscription, Sense::Delivery, Sense::Next].iter().any(|sense| parsed.any(*sense, from, to))
        || !parsed.named_in(from, to).is_empty()
        || parsed.places.iter().any(|place| from <= place.from && place.from < to)
}

/// The wish that an act comes to, with what it says and what it lacks. Nothing when it comes to none.
pub fn wish(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act], act: &Act) -> Option<Wish> {
    let what = deed(act.sense);
    let mut wish = Wish::of(parsed, act, what, aim(parsed, shelf, acts, act));
    match what {
        Some(Deed::Move) => {
            match when(parsed, shelf, acts, act, wish.aim) {
                Ok(wanted) => {
                    wish.wanted = wanted;
                    wish.aim = moved(shelf, wish.aim, wanted);
                    if wanted.is_some_and(|wanted| alternative(parsed, wanted)) {
                        wish.lacks.push(Lack::Date);
                    }
                }
                Err(()) => wish.lacks.push(Lack::Date),
            }
            if wish.wanted.is_none() && wish.lacks.is_empty() {
                wish.lacks.push(Lack::Date);
            }
        }
        Some(Deed::Address) => match place(parsed, acts, act) {
            Some(found) => {
                // A new home without its town is half an address, where nothing is corrected.
                let home = found.address1.is_some() && found.city.is_none() && found.zip.is_none();
                if home && parsed.hears(&[Sense::Relocate]) && !rest_stays(parsed) {
                    wish.lacks.push(Lack::Address);
                }
                wish.address = Some(found);
                if before_moving(parsed, shelf, act.sentence, wish.aim.reach(shelf)).is_some() {
                    wish.lacks.push(Lack::Confirmation);
                }
            }
            None => {
                // A word about an address is no wish unless something about it is to change.
                let (from, to) = parsed.sentence_tokens(act.sentence);
                if parsed.any(Sense::Keep, from, to) {
                    return None;
                }
                let changes = parsed.any(Sense::Change, from, to)
                    || parsed.any(Sense::Relocate, from, to)
                    || parsed
                        .of(Sense::Address)
                        .any(|hit| from <= hit.from && hit.from < to && hit.to.saturating_sub(hit.from) > 1)
                    || parsed.word_count(from, to) <= 6;
                if !changes {
                    return None;
                }
                wish.lacks.push(Lack::Address);
            }
        },
        _ => {}
    }
    Some(wish)
}

/// Adds a wish: the same again is one, another for the same subscription takes its place.
fn join(parsed: &Parsed<'_>, shelf: &Shelf, wishes: &mut Vec<Wish>, mut new: Wish) {
    let overlaps = |a: Aim, b: Aim| match (a, b) {
        (Aim::These(a) | Aim::Among(a), Aim::These(b) | Aim::Among(b)) => !a.and(b).is_empty(),
        _ => true,
    };
    // An open "stop" beside a clear act says nothing more.
    let beside = wishes.iter().find(|old| besides(parsed, old, &new)).map(|old| old.aim.reach(shelf));
    if new.deed.is_none() && beside.is_none() && wishes.iter().any(|old| overlaps(old.aim, new.aim)) {
        return;
    }
    wishes.retain(|old| !(old.deed.is_none() && new.deed.is_some() && overlaps(old.aim, new.aim)));
    for old in wishes.iter_mut() {
        if old.deed == new.deed && overlaps(old.aim, new.aim) {
            if old.aim == Aim::Open || matches!((old.aim, new.aim), (Aim::Among(_), Aim::These(_))) {
                old.aim = new.aim;
            }
            if new.wanted.is_some() {
                old.wanted = new.wanted;
                old.lacks.retain(|lack| *lack != Lack::Date);
            }
            if new.address.is_some() {
                old.address = new.address.clone();
                old.lacks.retain(|lack| *lack != Lack::Address);
            }
            old.evidence
                .extend(new.evidence.iter().filter(|quote| !old.evidence.contains(quote)).cloned().collect::<Vec<_>>());
            return;
        }
    }
    let rivals = |a: Option<Deed>, b: Option<Deed>| a != b && a != Some(Deed::Address) && b != Some(Deed::Address);
    // "Cancel the tea. Also, move my next delivery": of another one, where nothing says which.
    let rivalled = wishes.iter().any(|old| rivals(old.deed, new.deed) && overlaps(old.aim, new.aim));
    if let Some(taken) = beside.filter(|_| rivalled) {
        let left = shelf.all().without(taken);
        new.besides = true;
        if !left.is_empty() {
            new.aim = Aim::one_of(left);
            wishes.push(new);
            return;
        }
    }
    wishes.retain(|old| !(rivals(old.deed, new.deed) && overlaps(old.aim, new.aim)));
    wishes.push(new);
}

/// True iff a wish begins with a word that adds it to one of another sentence, names no subscription itself, and nothing between
/// them changes a mind.
fn besides(parsed: &Parsed<'_>, old: &Wish, new: &Wish) -> bool {
    const ADDING: Few = Few("also and additionally plus besides und auch ausserdem zudem zusatzlich");
    let (from, to) = parsed.sentence_tokens(new.sentence);
    let begins = parsed.between(from, to).iter().filter(|token| token.is_word()).take(3);
    let adds = begins.into_iter().any(|token| ADDING.contains(token.word.as_str()));
    let changed = [Sense::Revise, Sense::AfterAll].iter().any(|sense| parsed.any(*sense, from, to));
    let whole = matches!(old.aim, Aim::These(_)) && old.lacks.is_empty();
    old.sentence < new.sentence && whole && adds && !changed && parsed.named_in(from, to).is_empty()
}
