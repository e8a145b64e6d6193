//! What a message comes to: wishes with what they say and what is missing, or what else it is about.

use jiff::civil::Date;

use super::acts::{Act, Mood, acts, hangs};
use super::address::{self, Address, Role};
use super::dates::{Relation, When};
use super::parse::{Parsed, Time};
use super::sense::Sense;
use super::shelf::{Rhythm, Set, Shelf};
use crate::moment::{plus_days, plus_months};

/// A write that a customer can want.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    /// End it.
    Cancel,
    /// Leave the next delivery out.
    Skip,
    /// Bring a skipped one back.
    Unskip,
    /// Another date.
    Move,
    /// Another address.
    Address,
}

/// Which subscriptions are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim {
    /// These, and no others.
    These(Set),
    /// One of these, or some; it has to be asked.
    Among(Set),
    /// Nothing was said.
    Open,
}

/// When a delivery is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// On this day.
    On(Date),
    /// So much later than planned.
    Later(Rhythm),
    /// So much earlier than planned.
    Earlier(Rhythm),
}

/// Something a wish lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lack {
    /// Which action.
    Action,
    /// Which subscription.
    Subscription,
    /// Which date.
    Date,
    /// Which address.
    Address,
    /// Whether it is meant at all.
    Confirmation,
}

/// One wish.
#[derive(Debug, Clone)]
pub struct Wish {
    /// What; nothing when that has to be asked.
    pub deed: Option<Deed>,
    /// Which.
    pub aim: Aim,
    /// When, for a move.
    pub wanted: Option<Wanted>,
    /// Where, for an address.
    pub address: Option<Address>,
    /// What is missing.
    pub lacks: Vec<Lack>,
    /// The words it rests on.
    pub evidence: Vec<String>,
    /// Where it is said: a sentence.
    sentence: usize,
    clause: usize,
    /// Whether only a time says it.
    implied: bool,
}

/// What a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// When the next one comes.
    When,
    /// What it costs.
    Price,
    /// Where it goes.
    Where,
    /// What there is.
    Overview,
    /// How something is done.
    How,
    /// Whether something was done.
    Status,
}

/// What a message comes to.
#[derive(Debug, Clone)]
pub enum Reading {
    /// Wishes, in order; none is empty.
    Wishes(Vec<Wish>),
    /// A question.
    Information(Topic, Aim),
    /// A subscription matter outside the actions.
    Handoff(Sense),
    /// Somebody else's subscription.
    Foreign,
    /// A one-off order.
    Shop(Sense),
    /// Nothing of ours.
    Nothing,
}

/// Reads a parsed message: by the rules, and by the model where it is surer.
pub fn reading(parsed: &Parsed<'_>, shelf: &Shelf) -> Reading {
    let (acts, found) = rules(parsed, shelf);
    super::verdict::weighed(parsed, shelf, &acts, found)
}

/// Reads a parsed message by the rules alone, and tells the acts they saw.
pub fn rules(parsed: &Parsed<'_>, shelf: &Shelf) -> (Vec<Act>, Reading) {
    let mut acts = acts(parsed);
    let automatic = parsed.of(Sense::OutOfOffice).next().is_some();
    if automatic {
        return (acts, Reading::Nothing);
    }
    implied(parsed, shelf, &mut acts);
    let wishes = wishes(parsed, shelf, &acts);
    let reading = decide(parsed, shelf, &acts, wishes);
    (acts, reading)
}

/// Acts that are meant without their word, and those whose word says less than what is around it.
fn implied(parsed: &Parsed<'_>, shelf: &Shelf, acts: &mut Vec<Act>) {
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
    crate::sort::by_key(acts, |act| act.from);
}

/// "Pause" with a day to last until is a move, and with one delivery named it is a skip.
fn sharpen(parsed: &Parsed<'_>, shelf: &Shelf, acts: &mut [Act]) {
    for act in acts.iter_mut().filter(|act| matches!(act.sense, Sense::Stop | Sense::Cancel)) {
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
fn dated(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act]) -> Vec<Act> {
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
            let near = act.sentence == sentence && act.clause.abs_diff(clause) <= 1;
            let elsewhere = named && (act.sense != Sense::Move || own_time || act.dated);
            counts && (here || (near && !elsewhere && act.sense != Sense::Address))
        });
        if taken {
            continue;
        }
        let shift = matches!(time.mention.when, When::Later { .. } | When::Earlier { .. });
        let day = matches!(time.mention.when, When::Day(_) | When::Either(..) | When::PastDay(_))
            && matches!(time.mention.relation, Relation::On | Relation::To | Relation::None | Relation::From);
        // "From now on" and "for now" are no time of a delivery; "now" is one where something is to be sent.
        let sent_now = time.mention.when == When::Now
            && time.mention.relation == Relation::None
            && parsed.any(Sense::Send, clause_from, clause_to)
            && parsed.word_count(clause_from, clause_to) <= 10;
        let vague = time.mention.when == When::Vague || sent_now;
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
        let told = parsed.any(Sense::Past, clause_from, clause_to);
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
                !matches!(time.mention.relation, Relation::To | Relation::Until) && !shelf.due_on(date).is_empty()
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
fn paired(parsed: &Parsed<'_>, acts: &mut Vec<Act>) {
    let whole: Vec<&super::parse::Place> =
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
    crate::sort::by_key(acts, |act| act.from);
}

/// True iff a sentence begins as a question of fact: "is the …", "kommt die …".
fn verb_first(parsed: &Parsed<'_>, from: usize, to: usize) -> bool {
    const VERBS: &[&str] = &[
        "is", "are", "will", "does", "do", "did", "was", "has", "have", "ist", "sind", "wird", "werden", "kommt",
        "kommen", "hat", "haben", "wurde", "gehen", "geht", "lauft", "stimmt",
    ];
    let words = parsed.tokens.get(from..to).unwrap_or_default().iter().filter(|token| token.is_word());
    words.take(3).any(|token| VERBS.contains(&token.word.as_str()))
}

/// An address that stands without a word about addresses near it.
fn placed(parsed: &Parsed<'_>, acts: &[Act]) -> Vec<Act> {
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
fn wanted_back(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act]) -> Vec<Act> {
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

/// The deed that a sense names.
pub fn deed(sense: Sense) -> Option<Deed> {
    Some(match sense {
        Sense::Cancel => Deed::Cancel,
        Sense::Skip => Deed::Skip,
        Sense::Unskip => Deed::Unskip,
        Sense::Move => Deed::Move,
        Sense::Address => Deed::Address,
        _ => return None,
    })
}

/// The wishes that stand at the end of the message.
fn wishes(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act]) -> Vec<Wish> {
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
        join(parsed, &mut out, wish);
    }
    // A time that only might be meant says nothing beside a clear wish.
    let clear = out.iter().any(|wish| wish.deed.is_some() && wish.deed != Some(Deed::Move));
    out.retain(|wish| !(clear && wish.implied && wish.lacks.contains(&Lack::Date)));
    kept(parsed, shelf, &mut out);
    // "Forget it" takes back what was said before it.
    if let Some(withdraw) = parsed.of(Sense::Withdraw).last() {
        let at = parsed.sentence(withdraw.from);
        let polite = |wish: &Wish| wish.sentence >= at;
        if !out.iter().any(polite) && parsed.any(Sense::Revise, 0, withdraw.to.saturating_add(1)) {
            out.clear();
        }
    }
    out
}

/// "Leave the other alone": what is to stay is in no wish, where the wish has more or is said again for others.
fn kept(parsed: &Parsed<'_>, shelf: &Shelf, wishes: &mut Vec<Wish>) {
    for keep in parsed.of(Sense::Keep) {
        let (from, to) = parsed.clause_tokens(parsed.clause(keep.from));
        let named = parsed.named.iter().filter(|named| from <= named.from && named.from < to);
        let stays = named.map(|named| named.items).fold(Set::EMPTY, Set::or);
        if stays.is_empty() || stays == shelf.all() {
            continue;
        }
        let copy: Vec<(Option<Deed>, Aim)> = wishes.iter().map(|wish| (wish.deed, wish.aim)).collect();
        wishes.retain_mut(|wish| {
            let Aim::These(set) = wish.aim else { return true };
            let left = set.without(stays);
            let clause = wish.clause == parsed.clause(keep.from);
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

/// True iff skipping is spoken of.
fn skipping(parsed: &Parsed<'_>) -> bool {
    const ROOTS: &[&str] = &[
        "skip",
        "sprung",
        "spring",
        "ausgelass",
        "auslass",
        "ausgesetz",
        "aussetz",
        "left",
        "leave",
        "weggelass",
        "ausfall",
    ];
    parsed.tokens.iter().any(|token| ROOTS.iter().any(|root| token.word.contains(root)))
}

/// True iff the act is about a subscription at all: something of ours is named near it, or hardly anything else is said.
fn relevant(parsed: &Parsed<'_>, act: &Act) -> bool {
    let short = parsed.word_count(0, parsed.tokens.len()) <= 15;
    // "Restore", "put back" are said of anything; what was skipped is ours.
    let ours = act.sense != Sense::Unskip || skipping(parsed);
    if (short || act.dated) && ours {
        return true;
    }
    let from = parsed.sentence_tokens(act.sentence.saturating_sub(2)).0;
    let to = parsed.sentence_tokens(act.sentence.saturating_add(1)).1;
    [Sense::Subscription, Sense::Delivery, Sense::Next].iter().any(|sense| parsed.any(*sense, from, to))
        || parsed.named.iter().any(|named| from <= named.from && named.from < to)
        || parsed.places.iter().any(|place| from <= place.from && place.from < to)
}

/// The wish that an act comes to, with what it says and what it lacks. Nothing when it comes to none.
pub fn wish(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act], act: &Act) -> Option<Wish> {
    let what = deed(act.sense);
    let (from, to) = parsed.sentence_tokens(act.sentence);
    let mut wish = Wish {
        deed: what,
        aim: aim(parsed, shelf, acts, act),
        wanted: None,
        address: None,
        lacks: Vec::new(),
        evidence: vec![parsed.quote(from, to).to_owned()],
        sentence: act.sentence,
        clause: act.clause,
        implied: act.dated,
    };
    match what {
        Some(Deed::Move) => {
            match when(parsed, shelf, acts, act, wish.aim) {
                Ok(wanted) => wish.wanted = wanted,
                Err(()) => wish.lacks.push(Lack::Date),
            }
            if wish.wanted.is_none() && wish.lacks.is_empty() {
                wish.lacks.push(Lack::Date);
            }
        }
        Some(Deed::Address) => match place(parsed, acts, act) {
            Some(found) => {
                wish.address = Some(found);
                if before_moving(parsed, shelf, act, wish.aim) {
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
fn join(parsed: &Parsed<'_>, wishes: &mut Vec<Wish>, new: Wish) {
    let overlaps = |a: Aim, b: Aim| match (a, b) {
        (Aim::These(a) | Aim::Among(a), Aim::These(b) | Aim::Among(b)) => !a.and(b).is_empty(),
        _ => true,
    };
    // An open "stop" beside a clear act says nothing more.
    if new.deed.is_none() && wishes.iter().any(|old| overlaps(old.aim, new.aim)) {
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
    let _ = parsed;
    wishes.retain(|old| !(rivals(old.deed, new.deed) && overlaps(old.aim, new.aim)));
    wishes.push(new);
}

/// The subscriptions that are named for an act: in its clause, then in clauses around it that have no act of their own,
/// then in the sentence before.
fn aim(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act], act: &Act) -> Aim {
    if shelf.items.len() == 1 {
        return Aim::These(shelf.all());
    }
    let found = named_for(parsed, shelf, acts, act);
    if act.sense == Sense::Unskip {
        // Only what is skipped can be brought back.
        let (from, to) = parsed.clause_tokens(act.clause);
        let here = parsed.named.iter().any(|named| from <= named.from && named.from < to);
        let skipped = match found {
            Aim::These(set) | Aim::Among(set) if !set.and(shelf.skipped()).is_empty() => set.and(shelf.skipped()),
            Aim::These(_) | Aim::Among(_) if here => return found,
            _ => shelf.skipped(),
        };
        if skipped.is_empty() {
            return found;
        }
        return if skipped.len() == 1 { Aim::These(skipped) } else { Aim::Among(skipped) };
    }
    found
}

fn named_for(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act], act: &Act) -> Aim {
    let owns = |clause: usize| {
        acts.iter().any(|other| {
            other.clause == clause
                && other.from != act.from
                && other.sense != act.sense
                && matches!(other.mood, Mood::Wanted | Mood::Refused)
        })
    };
    let mut clauses = vec![act.clause];
    let (from, to) = parsed.sentence_tokens(act.sentence);
    let (first, last) = (parsed.clause(from), parsed.clause(to.saturating_sub(1)));
    let mut near: Vec<usize> = (first..=last).filter(|clause| *clause != act.clause && !owns(*clause)).collect();
    crate::sort::by_key(&mut near, |clause| clause.abs_diff(act.clause));
    clauses.extend(near);
    for clause in &clauses {
        let (from, to) = parsed.clause_tokens(*clause);
        if let Some(found) = within(parsed, shelf, act, from, to, true) {
            return listed(parsed, shelf, acts, act, *clause, found);
        }
    }
    // What the message is about otherwise.
    let mut sentences: Vec<usize> = (0..parsed.sentence_count()).filter(|sentence| *sentence != act.sentence).collect();
    crate::sort::by_key(&mut sentences, |sentence| (sentence.abs_diff(act.sentence), *sentence > act.sentence));
    for sentence in sentences.into_iter().take(6) {
        let beside = sentence.abs_diff(act.sentence) <= 1 && sentence < act.sentence;
        if !beside
            && acts
                .iter()
                .any(|other| other.sentence == sentence && other.mood == Mood::Wanted && other.sense != act.sense)
        {
            continue;
        }
        let (from, to) = parsed.sentence_tokens(sentence);
        let pronoun = beside && refers(parsed, act);
        if parsed.any(Sense::Keep, from, to) && !pronoun {
            continue;
        }
        if let Some(found) = within(parsed, shelf, act, from, to, false) {
            return found;
        }
    }
    if act.sense == Sense::Skip {
        // "Whatever falls into that time", where one delivery does.
        for time in &parsed.times {
            if let When::Span(a, b) = time.mention.when {
                let due = shelf.due_between(a, b);
                if due.len() == 1 {
                    return Aim::These(due);
                }
            }
        }
    }
    if parsed.context.len() == 1 && refers(parsed, act) { Aim::These(parsed.context) } else { Aim::Open }
}

/// True iff an act's sentence points back to something: "skip it", "den nächsten".
fn refers(parsed: &Parsed<'_>, act: &Act) -> bool {
    const WORDS: &[&str] = &[
        "it", "them", "this", "that", "one", "ihn", "es", "sie", "das", "die", "den", "diese", "diesen", "dieses",
        "davon",
    ];
    let (from, to) = parsed.sentence_tokens(act.sentence);
    let pointing =
        parsed.tokens.get(from..to).unwrap_or_default().iter().any(|token| WORDS.contains(&token.word.as_str()));
    pointing || parsed.any(Sense::Next, from, to)
}

/// The same with what is listed beside it: "the decaf and the cat food". A clause that says something of its own is no part
/// of a list.
fn listed(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act], act: &Act, clause: usize, found: Aim) -> Aim {
    let Aim::These(mut set) = found else { return found };
    let (first, last) = {
        let (from, to) = parsed.sentence_tokens(act.sentence);
        (parsed.clause(from), parsed.clause(to.saturating_sub(1)))
    };
    let (act_from, act_to) = parsed.clause_tokens(clause);
    let own_time = parsed.times.iter().any(|time| act_from <= time.from && time.from < act_to);
    let part = |other: usize| -> Option<Set> {
        let (from, to) = parsed.clause_tokens(other);
        let own = acts.iter().any(|act| act.clause == other);
        let timed = parsed.times.iter().any(|time| from <= time.from && time.from < to);
        let says = parsed.any(Sense::Keep, from, to)
            || parsed.any(Sense::Except, from, to)
            || parsed.any(Sense::Negation, from, to)
            || (other > clause && parsed.any(Sense::Send, from, to))
            || parsed.any(Sense::Third, from, to);
        // A time or place of its own makes it another wish, unless it is the only one, at the end of the list.
        let timed = timed && own_time && act.sense == Sense::Move;
        if own || timed || says || parsed.word_count(from, to) > 10 {
            return None;
        }
        let named = parsed.named.iter().filter(|named| from <= named.from && named.from < to && named.items.len() == 1);
        let mut named = named.map(|named| named.items).fold(Set::EMPTY, Set::or);
        // "The one on the 28th and the one on the 2nd."
        for time in parsed.times.iter().filter(|time| from <= time.from && time.from < to) {
            if let When::Day(date) = time.mention.when {
                named = named.or(shelf.due_on(date));
            }
        }
        if named.is_empty() { None } else { Some(named) }
    };
    let mut at = clause;
    while at < last {
        at = at.saturating_add(1);
        match part(at) {
            Some(more) => set = set.or(more),
            None => break,
        }
    }
    at = clause;
    while at > first {
        at = at.saturating_sub(1);
        match part(at) {
            Some(more) => set = set.or(more),
            None => break,
        }
    }
    Aim::These(set)
}

fn within(parsed: &Parsed<'_>, shelf: &Shelf, act: &Act, from: usize, to: usize, own: bool) -> Option<Aim> {
    if from != parsed.clause_tokens(act.clause).0 && parsed.any(Sense::Keep, from, to) {
        return None;
    }
    let mut named = Set::EMPTY;
    let mut precise = true;
    let mut groups = 0_usize;
    for mention in parsed.named.iter().filter(|named| from <= named.from && named.from < to) {
        let excluded = parsed.of(Sense::Except).any(|except| {
            except.to <= mention.from && parsed.word_count(except.to, mention.from) <= 2 && except.from >= from
        });
        if excluded {
            continue;
        }
        // "The two coffees" are both.
        let counted =
            parsed.tokens.get(mention.from.saturating_sub(1)).is_some_and(|token| match token.word.as_str() {
                "two" | "zwei" | "2" | "beiden" => mention.items.len() == 2,
                "three" | "drei" | "3" => mention.items.len() == 3,
                _ => false,
            });
        if mention.items.len() > 1 && !counted {
            precise = false;
        }
        groups = groups.saturating_add(1);
        named = named.or(mention.items);
    }
    let timed =
        |hit: &super::lexicon::Hit<Sense>| parsed.times.iter().any(|time| time.from <= hit.from && hit.to <= time.to);
    let stays = |hit: &super::lexicon::Hit<Sense>| {
        let keeps = parsed.of(Sense::Keep).chain(parsed.of(Sense::Withdraw));
        let (clause_from, clause_to) = parsed.clause_tokens(parsed.clause(hit.from));
        let (from, to) =
            if parsed.clause(hit.from) == act.clause { (hit.from, hit.to) } else { (clause_from, clause_to) };
        keeps.into_iter().any(|keep| keep.from < to && from < keep.to)
    };
    let counted = |sense: Sense| {
        own && parsed.of(sense).any(|hit| from <= hit.from && hit.from < to && !timed(hit) && !stays(hit))
    };
    let (all, both, one) = (counted(Sense::All), counted(Sense::Both), counted(Sense::One));
    let except = parsed.of(Sense::Except).find(|except| from <= except.from && except.from < to);
    if let Some(except) = except {
        let left: Set = parsed
            .named
            .iter()
            .filter(|named| named.from >= except.to && named.from < to.max(except.to.saturating_add(6)))
            .map(|named| named.items)
            .fold(Set::EMPTY, Set::or);
        if !left.is_empty() && (all || named.is_empty()) {
            return Some(Aim::These(shelf.all().without(left)));
        }
    }
    // The delivery of a date, the one of a rhythm.
    let mut pointed = Set::EMPTY;
    for time in parsed.times.iter().filter(|time| from <= time.from && time.from < to) {
        let moves_to = matches!(time.mention.relation, Relation::To | Relation::Until);
        match time.mention.when {
            When::Day(date) if !moves_to => {
                pointed = pointed.or(shelf.due_on(date)).or(if act.sense == Sense::Unskip {
                    shelf.skipped_on(date)
                } else {
                    Set::EMPTY
                })
            }
            When::For { days, months } if compound(parsed, time) => {
                pointed = pointed.or(shelf.in_rhythm(Rhythm { days, months }))
            }
            When::Every { days, months } => pointed = pointed.or(shelf.in_rhythm(Rhythm { days, months })),
            When::Span(a, b) => {
                let due = shelf.due_between(a, b);
                if due.len() == 1 && act.sense == Sense::Skip {
                    pointed = pointed.or(due);
                }
            }
            _ => {}
        }
    }
    if one && named.len() != 1 {
        return Some(Aim::Among(if named.is_empty() { shelf.all() } else { named }));
    }
    if both {
        if named.len() == 2 {
            return Some(Aim::These(named));
        }
        if named.is_empty() {
            return Some(if shelf.items.len() == 2 { Aim::These(shelf.all()) } else { Aim::Among(shelf.all()) });
        }
    }
    if all && named.is_empty() {
        return Some(Aim::These(shelf.all()));
    }
    if !named.is_empty() {
        if precise || all || both {
            return Some(Aim::These(named));
        }
        // A kind that one of them alone fits in this respect.
        let narrowed = if act.sense == Sense::Unskip { named.and(shelf.skipped()) } else { named.and(pointed) };
        if narrowed.len() == 1 {
            return Some(Aim::These(narrowed));
        }
        // "The coffees", two mentions of which one is the kind of the other.
        if groups > 1 {
            let singles =
                parsed.named.iter().filter(|named| from <= named.from && named.from < to && named.items.len() == 1);
            let singles = singles.map(|named| named.items).fold(Set::EMPTY, Set::or);
            let wide =
                parsed.named.iter().filter(|named| from <= named.from && named.from < to && named.items.len() > 1);
            if !singles.is_empty() && wide.clone().all(|named| !named.items.and(singles).is_empty()) {
                return Some(Aim::These(singles));
            }
        }
        return Some(if named.len() == 1 { Aim::These(named) } else { Aim::Among(named) });
    }
    if !pointed.is_empty() {
        return Some(if pointed.len() == 1 { Aim::These(pointed) } else { Aim::Among(pointed) });
    }
    None
}

/// "The 6-week one", "das Sechs-Wochen-Abo": a length that names a rhythm.
fn compound(parsed: &Parsed<'_>, time: &Time) -> bool {
    let inner = parsed.tokens.get(time.from..time.to).unwrap_or_default().iter().any(|token| token.is_mark('-'));
    let next = parsed.tokens.get(time.to..time.to.saturating_add(2)).unwrap_or_default();
    let joined = next.first().is_some_and(|token| token.is_mark('-'));
    let noun = next.iter().any(|token| {
        ["abo", "subscription", "sub", "one", "paket", "plan", "delivery", "lieferung"].contains(&token.word.as_str())
    });
    (inner || joined) && (noun || joined)
}

/// The address that goes with an act: the nearest new one.
fn place(parsed: &Parsed<'_>, acts: &[Act], act: &Act) -> Option<Address> {
    // Where several are named, each act has its own: the first one after it, up to the next act.
    let whole: Vec<&super::parse::Place> =
        parsed.places.iter().filter(|place| place.found.whole && place.found.role != Role::Old).collect();
    let rivals = acts.iter().filter(|other| other.sense == Sense::Address && other.mood == Mood::Wanted).count();
    if whole.len() > 1 && rivals > 1 {
        let own = whole.iter().find(|place| place.from >= act.from || (place.from <= act.from && act.from < place.to));
        if let Some(own) = own {
            return Some(own.found.address.clone());
        }
    }
    let near: Vec<address::Found> = parsed
        .places
        .iter()
        .filter(|place| parsed.sentence(place.from).abs_diff(act.sentence) <= 4)
        .map(|place| place.found.clone())
        .collect();
    address::pick(&near).map(|found| found.address)
}

/// True iff the new address holds from a day on, and something is delivered before it.
fn before_moving(parsed: &Parsed<'_>, shelf: &Shelf, act: &Act, aim: Aim) -> bool {
    let set = match aim {
        Aim::These(set) | Aim::Among(set) => set,
        Aim::Open => shelf.all(),
    };
    parsed.times.iter().any(|time| {
        let sentence = parsed.sentence(time.from);
        if sentence.abs_diff(act.sentence) > 2 {
            return false;
        }
        let (from, to) = parsed.sentence_tokens(sentence);
        let about = parsed.any(Sense::Relocate, from, to)
            || (matches!(time.mention.relation, Relation::From) && sentence == act.sentence);
        match time.mention.when {
            When::Day(day) if about && day > shelf.today => {
                shelf.of(set).any(|item| item.next.is_some_and(|next| next < day))
            }
            _ => false,
        }
    })
}

/// The date of a move. An error when one is named that can't be taken as it is.
fn when(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act], act: &Act, aim: Aim) -> Result<Option<Wanted>, ()> {
    let planned: Vec<Date> = match aim {
        Aim::These(set) | Aim::Among(set) => shelf.of(set).filter_map(|item| item.next).collect(),
        Aim::Open => shelf.items.iter().filter_map(|item| item.next).collect(),
    };
    let owns = |clause: usize| {
        acts.iter().any(|other| {
            other.clause == clause
                && other.from != act.from
                && other.mood == Mood::Wanted
                && (other.sense != act.sense || other.dated)
        })
    };
    let in_reach = |time: &&Time| {
        let (sentence, clause) = (parsed.sentence(time.from), parsed.clause(time.from));
        clause == act.clause || (sentence == act.sentence && !owns(clause))
    };
    let mut times: Vec<&Time> = if act.dated {
        parsed.times.iter().filter(|time| parsed.clause(time.from) == act.clause).collect()
    } else {
        parsed.times.iter().filter(in_reach).collect()
    };
    let useful = |time: &&Time| !matches!(time.mention.when, When::Every { .. });
    // What its own clause says goes before what is said around it.
    let own = |time: &&Time| {
        parsed.clause(time.from) == act.clause
            && useful(&time)
            && !matches!(time.mention.when, When::Day(date) if planned.contains(&date))
    };
    if times.iter().any(|time| own(time)) {
        times.retain(|time| parsed.clause(time.from) == act.clause);
    }
    // What is said after it, up to the next act: "make it the 22nd".
    let (act_from, act_to) = parsed.sentence_tokens(act.sentence);
    let mut revised = parsed.of(Sense::Revise).any(|hit| hit.from >= act.to && hit.from < act_to);
    if revised {
        let later = |time: &&Time| {
            time.from >= act.to && act_from <= time.from && time.from < act_to && !owns(parsed.clause(time.from))
        };
        times.extend(parsed.times.iter().filter(later));
        crate::sort::by_key(&mut times, |time| time.from);
    }
    for sentence in act.sentence.saturating_add(1)..=act.sentence.saturating_add(3) {
        if acts.iter().any(|other| other.sentence == sentence && !(other.sense == Sense::Move && other.dated)) {
            break;
        }
        let (from, to) = parsed.sentence_tokens(sentence);
        revised |= parsed.any(Sense::Revise, from, to);
        if revised || !times.iter().any(useful) {
            times.extend(parsed.times.iter().filter(|time| from <= time.from && time.from < to));
        }
    }
    let mut found: Option<(Wanted, usize)> = None;
    let mut trouble = false;
    for time in times {
        let clause = parsed.clause(time.from);
        let (from, to) = parsed.clause_tokens(clause);
        let away = parsed.any(Sense::Away, from, to) && clause != act.clause;
        let refused = parsed
            .of(Sense::Negation)
            .any(|not| not.from >= from && not.to <= time.from && parsed.word_count(not.to, time.from) <= 2);
        let wanted = match time.mention.when {
            When::Day(date)
                if planned.contains(&date) && !matches!(time.mention.relation, Relation::To | Relation::Until) =>
            {
                continue;
            }
            When::Day(date) => {
                if date <= shelf.today {
                    trouble = true;
                    continue;
                }
                match time.mention.relation {
                    Relation::After | Relation::Before | Relation::By => {
                        trouble |= !away;
                        continue;
                    }
                    Relation::Since => continue,
                    _ => Wanted::On(date),
                }
            }
            When::Later { days, months } => Wanted::Later(Rhythm { days, months }),
            When::Earlier { days, months } => Wanted::Earlier(Rhythm { days, months }),
            // "Push it back by two weeks", "delay for a month".
            When::For { days, months } if !matches!(time.mention.relation, Relation::Since) => {
                Wanted::Later(Rhythm { days, months })
            }
            When::PastDay(_) | When::Either(..) | When::Vague | When::Now | When::For { .. } => {
                trouble |= !away;
                continue;
            }
            When::Span(..) | When::Every { .. } => continue,
        };
        if away || refused {
            continue;
        }
        match found {
            Some((old, _)) if old == wanted => {}
            // The last word counts.
            _ => found = Some((wanted, time.from)),
        }
    }
    match found {
        Some((wanted, _)) => Ok(Some(wanted)),
        None if trouble => Err(()),
        None => Ok(None),
    }
}

/// The day that a wish comes to for one subscription.
pub fn day(wanted: Wanted, planned: Option<Date>) -> Option<Date> {
    let shift = |rhythm: Rhythm, sign: i64| {
        let date = plus_months(planned?, rhythm.months.checked_mul(sign)?)?;
        plus_days(date, rhythm.days.checked_mul(sign)?)
    };
    match wanted {
        Wanted::On(date) => Some(date),
        Wanted::Later(rhythm) => shift(rhythm, 1),
        Wanted::Earlier(rhythm) => shift(rhythm, -1),
    }
}

/// What a question is most likely about.
pub fn topic(parsed: &Parsed<'_>) -> Option<Topic> {
    let topics = [
        (Sense::How, Topic::How),
        (Sense::Status, Topic::Status),
        (Sense::Overview, Topic::Overview),
        (Sense::Where, Topic::Where),
        (Sense::When, Topic::When),
        (Sense::Price, Topic::Price),
    ];
    let counted = topics.into_iter().map(|(sense, topic)| (parsed.of(sense).count(), topic));
    counted.filter(|(count, _)| *count > 0).max_by_key(|(count, _)| *count).map(|(_, topic)| topic)
}

/// The sense of these that is said most often.
pub fn most(parsed: &Parsed<'_>, senses: &[Sense]) -> Option<(usize, Sense)> {
    let counted = senses.iter().map(|sense| (parsed.of(*sense).count(), *sense));
    counted.filter(|(count, _)| *count > 0).max_by_key(|(count, _)| *count)
}

/// Matters of the shop.
pub const SHOP: &[Sense] = &[Sense::Parcel, Sense::Return, Sense::Invoice, Sense::Shop, Sense::OrderNumber];
/// Matters of a subscription outside the actions.
pub const HANDOFF: &[Sense] = &[
    Sense::Frequency,
    Sense::Swap,
    Sense::Quantity,
    Sense::Payment,
    Sense::Refund,
    Sense::Reactivate,
    Sense::Discount,
    Sense::NewSubscription,
    Sense::Account,
];

fn decide(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act], mut wishes: Vec<Wish>) -> Reading {
    let count = |sense: Sense| parsed.of(sense).count();
    let (shop_count, shop_sense) = most(parsed, SHOP).unwrap_or((0, Sense::Shop));
    let (handoff_count, handoff_sense) = most(parsed, HANDOFF).unwrap_or((0, Sense::Account));
    if let Some(either) = either(parsed, shelf, acts) {
        return Reading::Wishes(vec![either]);
    }
    wishes.retain(|wish| wish.deed.is_some() || wish.evidence.iter().any(|quote| !quote.is_empty()));
    if !wishes.is_empty() {
        for wish in &mut wishes {
            finish(shelf, wish);
        }
        return Reading::Wishes(wishes);
    }
    if acts.iter().any(|act| act.mood == Mood::Foreign) {
        return Reading::Foreign;
    }
    if acts.iter().any(|act| act.mood == Mood::Unrelated) {
        return Reading::Nothing;
    }
    if acts.iter().any(|act| act.mood == Mood::Order) {
        return Reading::Shop(Sense::Shop);
    }
    if acts.iter().any(|act| act.mood == Mood::Injected) && !acts.iter().any(|act| act.mood != Mood::Injected) {
        return Reading::Nothing;
    }
    let lost = count(Sense::Parcel).saturating_add(count(Sense::Return)).saturating_add(count(Sense::OrderNumber)) > 1;
    if lost && shop_count >= handoff_count {
        return Reading::Shop(shop_sense);
    }
    let undecided = acts.iter().find(|act| matches!(act.mood, Mood::Tentative | Mood::Conditional));
    if let Some(act) = undecided {
        let (from, to) = parsed.sentence_tokens(act.sentence);
        let mut wish = Wish {
            deed: deed(act.sense),
            aim: aim(parsed, shelf, acts, act),
            wanted: None,
            address: None,
            lacks: vec![Lack::Confirmation],
            evidence: vec![parsed.quote(from, to).to_owned()],
            sentence: act.sentence,
            clause: act.clause,
            implied: false,
        };
        finish(shelf, &mut wish);
        return Reading::Wishes(vec![wish]);
    }
    if shop_count > 0 && shop_count >= handoff_count {
        return Reading::Shop(shop_sense);
    }
    if handoff_count > 0 {
        return Reading::Handoff(handoff_sense);
    }
    if let Some(topic) = topic(parsed) {
        return Reading::Information(topic, Aim::Open);
    }
    if acts.iter().any(|act| act.mood == Mood::Asked) {
        return Reading::Information(Topic::How, Aim::Open);
    }
    Reading::Nothing
}

/// Two acts between which the customer leaves the choice: "skip it or push it back".
fn either(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act]) -> Option<Wish> {
    let open = |act: &&Act| {
        matches!(act.mood, Mood::Wanted | Mood::Bare | Mood::Tentative)
            && act.sense != Sense::Address
            && act.sense != Sense::Unskip
    };
    let mut last: Option<&Act> = None;
    for act in acts.iter().filter(open) {
        if let Some(before) = last
            && before.sentence == act.sentence
            && before.sense != act.sense
        {
            let between = parsed.tokens.get(before.to..act.from).unwrap_or_default();
            if between.iter().any(|token| matches!(token.word.as_str(), "or" | "oder")) {
                let (from, to) = parsed.sentence_tokens(act.sentence);
                let mut wish = Wish {
                    deed: None,
                    aim: aim(parsed, shelf, acts, act),
                    wanted: None,
                    address: None,
                    lacks: vec![Lack::Action],
                    evidence: vec![parsed.quote(from, to).to_owned()],
                    sentence: act.sentence,
                    clause: act.clause,
                    implied: false,
                };
                finish(shelf, &mut wish);
                return Some(wish);
            }
        }
        last = Some(act);
    }
    None
}

/// Notes what is missing.
pub fn finish(shelf: &Shelf, wish: &mut Wish) {
    if wish.deed.is_none() && !wish.lacks.contains(&Lack::Confirmation) {
        wish.lacks.push(Lack::Action);
    }
    match wish.aim {
        Aim::These(_) => {}
        Aim::Open if shelf.items.len() == 1 => wish.aim = Aim::These(shelf.all()),
        Aim::Open | Aim::Among(_) => wish.lacks.push(Lack::Subscription),
    }
    crate::sort::by_key(&mut wish.lacks, |lack| *lack);
    wish.lacks.dedup();
}
