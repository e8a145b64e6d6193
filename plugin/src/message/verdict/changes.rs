//! The changes that are wanted: those of the rules that the models agree with, and those that the models see alone.

use crate::message::acts::{Act, Mood};
use crate::message::agreement::{Named, agreed, dated};
use crate::message::case::Case;
use crate::message::few::Few;
use crate::message::model::{Class, DEEDS, Opinion, of_deed};
use crate::message::parse::Parsed;
use crate::message::reading::{Aim, Deed, Lack, Reading, Wish, deed as act_deed, finish};
use crate::message::sense::Sense;
use crate::message::shelf::{Set, Shelf};

use super::guess::{asked, guessed};

/// Likelier than so a deed is wanted.
const WANTED: f32 = 0.5;
/// Less likely than so a wish of the rules is left out beside others.
const OUT: f32 = 0.2;
/// Likelier than so an act is wanted, whatever the message is about otherwise.
const ACTED: f32 = 0.85;
/// Less likely than so an act is not wanted.
const NOT_ACTED: f32 = 0.2;
/// Acts that are looked at, at most.
const MOST: usize = 60;
/// Less likely than so a wish that is named by itself is none.
const NOTHING: f32 = 0.03;
/// Less likely than so a wish is not made a plan without asking.
const DOUBTED: f32 = 0.6;
/// The same of the end of a subscription.
const CANCEL_DOUBTED: f32 = 0.75;
/// How likely a deed is taken for wanted by the acts, where none names it.
const UNSEEN: f32 = 0.5;
/// Likelier than so a wish that the rules don't see becomes a plan.
const CERTAIN: f32 = 0.6;
/// Likelier than so it is wanted in spite of a doubt of the rules.
const BEYOND_DOUBT: f32 = 0.85;

/// What the models think of each deed.
struct Views<'a> {
    opinion: &'a Opinion,
    names: &'a Named,
    /// The likeliest of all.
    likeliest: Option<Deed>,
    /// How likely each is wanted, at the likeliest of the acts that name it.
    acts: [Option<f32>; DEEDS.len()],
}

impl Views<'_> {
    /// How likely it is wanted, by the message as a whole. One of the deeds is: what is likeliest is so much likelier than
    /// the others.
    fn likely(&self, deed: Deed) -> f32 {
        let by_itself = self.opinion.deed(deed);
        if Some(deed) != self.likeliest {
            return by_itself;
        }
        let together: f32 = self.opinion.deeds.iter().sum();
        by_itself.max((by_itself / together.max(f32::MIN_POSITIVE)).min(by_itself * 4.0))
    }

    /// How likely it is wanted, by the acts that name it.
    fn acted(&self, deed: Deed) -> Option<f32> {
        of_deed(&self.acts, deed).flatten()
    }

    /// Whether it is wanted.
    fn wanted(&self, deed: Deed) -> bool {
        let acted = || self.acted(deed).is_some_and(|acted| acted >= ACTED) && self.opinion.deed(deed) >= OUT;
        self.likely(deed) >= WANTED || Some(deed) == self.likeliest || acted()
    }
}

/// The changes that are wanted, where it is a change that is.
pub(super) fn changed(case: &Case<'_>) -> Reading {
    let Case { parsed, shelf, acts, rules, opinion, .. } = case;
    let names = Named::read(case);
    let acted = |deed: Deed| {
        let own = acts.iter().take(MOST).filter(|act| act_deed(act.sense) == Some(deed));
        own.map(|act| case.act_wanted(act)).reduce(f32::max)
    };
    let likeliest = DEEDS.into_iter().max_by(|a, b| opinion.deed(*a).total_cmp(&opinion.deed(*b)));
    let views = Views { opinion, names: &names, likeliest, acts: DEEDS.map(acted) };
    let mut wishes = rules.to_vec();
    wishes.retain(|wish| wish.deed.is_some());
    upheld(&views, &mut wishes);
    seen(parsed, shelf, acts, &views, &mut wishes);
    if let Some(at) = withdrawn(parsed) {
        wishes.iter_mut().filter(|wish| wish.before(parsed, at)).for_each(Wish::doubt);
    }
    unrivalled(&views, &mut wishes);
    left(parsed, shelf, acts, &names, &mut wishes);
    // "Don't skip it" brings nothing back, and what isn't skipped can't be.
    let kept = acts.iter().any(|act| act.sense == Sense::Skip && act.mood == Mood::Refused);
    for wish in wishes.iter_mut().filter(|wish| wish.deed == Some(Deed::Unskip)) {
        if kept || wish.aim.reach(shelf).and(shelf.skipped()).is_empty() {
            wish.doubt();
        }
    }
    if !ours(parsed, !rules.is_empty()) {
        wishes.iter_mut().for_each(Wish::doubt);
    }
    // A new date that no wish takes up is overlooked.
    let moved = wishes.iter().any(|wish| wish.deed == Some(Deed::Move));
    if !moved && dated(case) {
        wishes.iter_mut().for_each(Wish::doubt);
    }
    agreed(case, &names, &mut wishes);
    if wishes.is_empty() {
        return asked(parsed, shelf, acts, Class::Unclear).map_or(Reading::Nothing, |wish| Reading::Wishes(vec![wish]));
    }
    Reading::Wishes(wishes)
}

/// The rules' wishes that the models take for wishes as well; where they doubt it, it is asked.
fn upheld(views: &Views<'_>, wishes: &mut Vec<Wish>) {
    let sure = views.opinion.class(Class::Change);
    let aims: Vec<(Option<Deed>, Aim)> = wishes.iter().map(|wish| (wish.deed, wish.aim)).collect();
    wishes.retain_mut(|wish| {
        let Some(deed) = wish.deed else { return false };
        let (alone, named) = (views.likely(deed), views.names.any(deed));
        // A subscription of its own makes it another wish.
        let apart = aims.iter().all(|(other, aim)| match (wish.aim, aim) {
            (Aim::These(own), Aim::These(others)) => *other == Some(deed) || own.and(*others).is_empty(),
            _ => *other == Some(deed),
        });
        let several = aims.len() > 1 && apart && !wish.lacks.contains(&Lack::Confirmation);
        let wanted = views.wanted(deed) || (several && named >= WANTED);
        if !wanted {
            wish.doubt();
            return alone >= OUT || (several && alone >= NOTHING);
        }
        let said = alone.max(named);
        if sure > BEYOND_DOUBT && alone > BEYOND_DOUBT && deed != Deed::Address {
            wish.lacks.retain(|lack| *lack != Lack::Confirmation);
        }
        let acted = views.acted(deed).unwrap_or(alone);
        let least = if deed == Deed::Cancel { CANCEL_DOUBTED } else { DOUBTED };
        if sure * said.max(acted) < least || (acted < NOT_ACTED && alone < WANTED) {
            wish.doubt();
        }
        true
    });
}

/// Adds what the models see wanted and the rules don't.
fn seen(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act], views: &Views<'_>, wishes: &mut Vec<Wish>) {
    // "Forget it": what only the model sees was perhaps said before.
    let withdrawn = withdrawn(parsed).is_some();
    let sure = views.opinion.class(Class::Change);
    for deed in DEEDS.into_iter().filter(|deed| views.wanted(*deed)) {
        // Beside others a wish has to be named somewhere.
        let named = || acts.iter().any(|act| act_deed(act.sense) == Some(deed)) || views.names.any(deed) >= WANTED;
        if wishes.iter().any(|wish| wish.deed == Some(deed)) || !(wishes.is_empty() || named()) {
            continue;
        }
        let Some(mut wish) = guessed(parsed, shelf, acts, deed) else { continue };
        let own = || acts.iter().any(|act| act_deed(act.sense) == Some(deed));
        // "Cancel only the next one": where another act is asked for by its word, a deed without its own is only perhaps meant.
        let rival = DEEDS.into_iter().any(|other| {
            let named =
                acts.iter().any(|act| act_deed(act.sense) == Some(other) && act.mood == Mood::Wanted && !act.dated);
            other != deed && named && !views.wanted(other) && views.acted(other).is_some_and(|acted| acted >= WANTED)
        });
        let likely = views.opinion.deed(deed).max(views.names.any(deed));
        if sure * likely < CERTAIN || withdrawn || (rival && !own()) {
            wish.doubt();
        }
        finish(shelf, &mut wish);
        wishes.push(wish);
    }
}

/// Where a wish is taken back: "forget it", "on second thoughts, don't".
pub(super) fn withdrawn(parsed: &Parsed<'_>) -> Option<usize> {
    const STRONG: Few = Few(
        "forget kidding spass scherz ignore scrap scratch strike never nevermind disregard vergesst vergessts vergiss vergessen erledigt \
        gegenstandslos kommando",
    );
    const OLDER: Few = Few("last previous earlier first other old letzte letzten vorige alte erste");
    // "The rest stays as it is" takes nothing back.
    let said = parsed.of(Sense::Withdraw).filter(|hit| {
        let (from, to) = parsed.sentence_tokens(parsed.sentence(hit.from));
        // "No changes to the cat food" is said of that alone.
        let of_one = parsed.named_in(hit.to, hit.to.saturating_add(5)).iter().any(|named| named.from < to);
        // "Forget it" is said of what was wished; "leave everything as it is" may be said of the rest.
        let strong = parsed.says(STRONG, hit.from, hit.to) && !parsed.says(OLDER, hit.from, hit.to.saturating_add(3));
        let revised = parsed.any(Sense::Revise, from, hit.to) || (strong && !parsed.any(Sense::If, from, to));
        // "Decaf, no changes"; "if you don't deliver then, never mind".
        let before = parsed.named_in(hit.from.saturating_sub(2), hit.from).iter().any(|named| named.from >= from);
        let asked = parsed.any(Sense::If, from, hit.from);
        revised && (strong || !parsed.any(Sense::Others, from, to)) && !of_one && !asked && (strong || !before)
    });
    let said = said.map(|hit| hit.from).last();
    let denied = parsed.of(Sense::Negation).find(|not| {
        let (from, to) = parsed.sentence_tokens(parsed.sentence(not.from));
        parsed.any(Sense::Revise, from, to) && parsed.word_count(not.to, to) == 0
    });
    // "Actually nah, original date's fine after all."
    let day = |at: usize| matches!(parsed.word(at), "date" | "dates" | "day" | "termin");
    let before = (1..parsed.tokens.len()).find(|at| {
        let old = matches!(parsed.word(at.saturating_sub(1)), "original" | "ursprungliche" | "alte" | "old");
        let fine = parsed.says(Few("fine ok okay works stays passt bleibt geht doch"), *at, at.saturating_add(5));
        old && day(*at) && fine && !parsed.any(Sense::Negation, *at, at.saturating_add(5))
    });
    said.or(denied.map(|not| not.from)).or(before)
}

/// Adds what is wanted of a subscription that no wish is for so far, though it is surely named for something.
fn left(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act], names: &Named, wishes: &mut Vec<Wish>) {
    for deed in DEEDS {
        let taken: Set = wishes.iter().map(|wish| wish.aim.reach(shelf)).collect();
        let left = names.surely(shelf, deed).without(taken);
        if left.is_empty() || wishes.iter().any(|wish| wish.deed == Some(deed)) {
            continue;
        }
        let Some(mut wish) = guessed(parsed, shelf, acts, deed) else { continue };
        wish.aim = Aim::These(left);
        finish(shelf, &mut wish);
        wishes.push(wish);
    }
}

/// Of two wishes for the same subscription the likelier one; an address goes with anything.
fn unrivalled(views: &Views<'_>, wishes: &mut Vec<Wish>) {
    let score = |deed: Deed| views.likely(deed).max(views.names.any(deed)) * views.acted(deed).unwrap_or(UNSEEN);
    let all: Vec<(Option<Deed>, Aim)> = wishes.iter().map(|wish| (wish.deed, wish.aim)).collect();
    wishes.retain_mut(|wish| {
        let Some(deed) = wish.deed.filter(|deed| *deed != Deed::Address) else { return true };
        let rivals = all.iter().filter_map(|(other, aim)| {
            let other = other.filter(|other| *other != deed && *other != Deed::Address)?;
            let overlaps = match (wish.aim, aim) {
                (Aim::These(own), Aim::These(others)) => !own.and(*others).is_empty(),
                _ => true,
            };
            overlaps.then(|| score(other))
        });
        let rival = rivals.reduce(f32::max).unwrap_or_default();
        let own = score(deed);
        if own < rival / 2.0 {
            return false;
        }
        if rival > own / 2.0 {
            wish.doubt();
        }
        true
    });
}

/// True iff anything of ours is spoken of.
pub(super) fn spoken(parsed: &Parsed<'_>) -> bool {
    const OURS: &[Sense] =
        &[Sense::Subscription, Sense::Delivery, Sense::Next, Sense::Order, Sense::Relocate, Sense::Address];
    parsed.hears(OURS)
}

/// True iff anything of ours is spoken of, or hardly anything at all.
fn ours(parsed: &Parsed<'_>, ruled: bool) -> bool {
    // What the rules see a wish in may be longer.
    let most = if ruled { 18 } else { 8 };
    spoken(parsed) || !parsed.named.is_empty() || parsed.word_count(0, parsed.tokens.len()) <= most
}
