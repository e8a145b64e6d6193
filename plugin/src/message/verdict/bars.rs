//! What keeps wishes from being a plan, however likely they are right: what has to be asked in any case.

use jiff::civil::Date;

use crate::message::acts::{Act, Mood};
use crate::message::address::{Address, Role};
use crate::message::case::Case;
use crate::message::dates::{Relation, When};
use crate::message::few::Few;
use crate::message::lexicon::Hit;
use crate::message::model::{Class, Opinion};
use crate::message::parse::{Parsed, Place, Time};
use crate::message::reading::{
    Aim, Deed, Lack, Wanted, Wish, adds, alternative, before_moving, beyond_next, deed as act_deed, is_card,
    keeps_subscription, rest_stays,
};
use crate::message::sense::Sense;
use crate::message::shelf::Set;

use super::changes::{spoken, withdrawn};
use super::later::{
    ends_later, in_another_month, is_for_a_while, is_for_later, is_of_another_number, is_of_open_month, of_next_week,
};
use super::stays::{is_kept, refused_last, stays_there};
use super::told::is_told;
use super::which::{ambiguous, any_one, elsewhere, one_of, stranger};

/// Likelier than so a sentence by itself wants something.
const SURE: f32 = 0.8;
/// Less likely a change than so it may be somebody else's.
const OWN: f32 = 0.93;
/// Less likely than so an act isn't asked for.
const OPEN: f32 = 0.3;
/// Less likely than so nothing is asked for.
const PERHAPS: f32 = 0.1;
/// Less likely than so it is no change, where no word names the act.
const CHANGED: f32 = 0.6;

/// Why wishes are no plan, however likely they are right, and the deed that it is about; nothing where they may be one.
pub fn barred(case: &Case<'_>, wishes: &[Wish]) -> Option<(Bar, Option<Deed>)> {
    if leaves_out(case, wishes) {
        return Some((Bar::Besides, None));
    }
    // "Cancel the tea. I might skip the soap."
    let unsure = |act: &Act| matches!(act.mood, Mood::Tentative | Mood::Conditional);
    let own = |wish: &Wish| case.acts.iter().filter(|act| act_deed(act.sense) == wish.deed).collect::<Vec<_>>();
    let hangs = |wish: &Wish| Some(own(wish)).is_some_and(|own| !own.is_empty() && own.iter().all(|act| unsure(act)));
    if let Some(wish) = wishes.iter().find(|wish| wishes.len() > 1 && hangs(wish)) {
        return Some((Bar::Undecided, wish.deed));
    }
    wishes.iter().find_map(|wish| Some((bar(case, wish, wishes)?, wish.deed)))
}

/// Why a wish is no plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bar {
    /// "Don't cancel", "keep the subscription itself", "deliveries still go home".
    Refused,
    /// "Forget it."
    TakenBack,
    /// "The delivery after next", "the next two": only the next one can be changed.
    NotNext,
    /// Nothing is skipped that could be brought back, or nothing says so.
    NotSkipped,
    /// "We move in June": whether the delivery before goes there already has to be asked.
    BeforeMoving,
    /// A new home without its town.
    HalfAddress,
    /// "The 10th or the 12th."
    EitherDay,
    /// "The decaf or the other one."
    EitherOne,
    /// Said of goods that none of the subscriptions are.
    Stranger,
    /// "The coffee", where there are two.
    OneOfSeveral,
    /// "Only the next one to my office": an address for a while, or for later.
    ForAWhile,
    /// "I might skip the soap", beside another wish.
    Undecided,
    /// "Cancel the tea. Also, move my next delivery": which one, where both are wanted.
    Besides,
    /// No word names the act, and it may be no change at all, or nothing is ended.
    Unnamed,
}

impl Bar {
    /// What has to be asked instead.
    pub fn lack(self) -> Lack {
        match self {
            Self::EitherDay => Lack::Date,
            Self::HalfAddress => Lack::Address,
            Self::EitherOne | Self::Stranger | Self::OneOfSeveral | Self::Besides => Lack::Subscription,
            Self::NotNext
            | Self::ForAWhile
            | Self::Undecided
            | Self::Refused
            | Self::TakenBack
            | Self::NotSkipped
            | Self::BeforeMoving
            | Self::Unnamed => Lack::Confirmation,
        }
    }
}

/// True iff the rules surely see something wanted that isn't among these.
pub(super) fn leaves_out(case: &Case<'_>, wishes: &[Wish]) -> bool {
    case.rules.iter().any(|rule| left(case, wishes, rule)) || homeless(case, wishes)
}

/// True iff a whole new address is named by somebody who has moved or speaks of an address, and none changes.
fn homeless(case: &Case<'_>, wishes: &[Wish]) -> bool {
    let Case { parsed, acts, .. } = case;
    let spoken = parsed.hears(&[Sense::Relocate, Sense::Address]);
    let of_other = |place: &Place| {
        let near = |act: &&Act| act.sense == Sense::Address && act.sentence.abs_diff(parsed.sentence(place.from)) <= 1;
        acts.iter().filter(near).any(|act| !act.mood.is_ours())
    };
    let new = |place: &Place| {
        place.found.whole && place.found.role == Role::New && !is_card(parsed, acts, place) && !of_other(place)
    };
    let changes = wishes.iter().any(|wish| wish.deed == Some(Deed::Address));
    // A firm's card beneath a mail that asks for no change of address is its sender's.
    let asked = case.opinion.deed(Deed::Address) >= PERHAPS;
    spoken && asked && !changes && parsed.places.iter().any(new)
}

/// True iff the rules see something wanted that isn't in the plan, and its sentence by itself is surely about that.
fn left(case: &Case<'_>, wishes: &[Wish], rule: &Wish) -> bool {
    // "Skip the tea. And the soap too."
    let own: Set = wishes.iter().filter(|wish| wish.deed == rule.deed).map(|wish| wish.aim.reach(case.shelf)).collect();
    let added = rule.sentence().saturating_add(1);
    if let (false, Some(added)) = (own.is_empty(), adds(case.parsed, case.acts, added))
        && !added.without(own).is_empty()
    {
        return true;
    }
    if wishes.iter().any(|wish| wish.deed == rule.deed) {
        return false;
    }
    // "We pause for nobody!", beneath a mail, asks for nothing.
    let change = |opinion: &Opinion| opinion.class(Class::Change) + opinion.class(Class::Unclear) >= CHANGED;
    let besides = rule.is_besides() && case.sentences.get(rule.sentence()).is_none_or(change);
    let planned: Set = wishes.iter().map(|wish| wish.aim.reach(case.shelf)).collect();
    let Some(deed) = rule.deed else {
        // "Cancel the tea and pause the soap."
        let named = matches!(rule.aim, Aim::These(set) if set.and(planned).is_empty());
        let stop = |act: &Act| act.sense == Sense::Stop && act.mood == Mood::Wanted && act.clause == rule.clause();
        return besides || (named && case.acts.iter().any(|act| stop(act) && case.act_wanted(act) >= SURE));
    };
    let apart = deed == Deed::Address || !rule.aim.reach(case.shelf).without(planned).is_empty();
    let own = |act: &Act| act.sentence == rule.sentence() && act_deed(act.sense) == Some(deed);
    let wanted = case.acts.iter().any(|act| own(act) && act.mood == Mood::Wanted);
    let alone = wishes.iter().all(|wish| wish.sentence() != rule.sentence());
    let sure = case.sentences.get(rule.sentence()).is_some_and(|opinion| opinion.deed(deed) >= SURE);
    besides || (apart && wanted && alone && sure)
}

fn bar(case: &Case<'_>, wish: &Wish, wishes: &[Wish]) -> Option<Bar> {
    let Case { parsed, shelf, acts, opinion, .. } = case;
    let own: Vec<&Act> = acts.iter().filter(|act| act_deed(act.sense) == wish.deed && act.mood.is_ours()).collect();
    let set = wish.aim.reach(shelf);
    let all = |fits: &dyn Fn(&Act) -> bool| !own.is_empty() && own.iter().copied().all(fits);
    if all(&|act| act.mood == Mood::Refused) || refused_last(case, wish, set) {
        return Some(Bar::Refused);
    }
    // "Cancel the one in June, keep the subscription itself."
    if wish.deed == Some(Deed::Cancel) && keeps_subscription(parsed, set) {
        return Some(Bar::Refused);
    }
    let timed = matches!(wish.deed, Some(Deed::Cancel | Deed::Skip | Deed::Move));
    if wish.deed == Some(Deed::Cancel) && is_kept(parsed, &own, set) {
        return Some(Bar::Refused);
    }
    if all(&|act| quoted(parsed, act)) || (timed && all(&|act| begins_with_if(parsed, act))) {
        return Some(Bar::Undecided);
    }
    // "Cancel once my next box has arrived" isn't said of now, and leaves nothing out.
    let later = |act: &&Act| {
        if wish.deed == Some(Deed::Cancel) { ends_later(parsed, shelf, act) } else { is_for_later(parsed, act) }
    };
    if matches!(wish.deed, Some(Deed::Cancel | Deed::Skip)) && own.iter().any(later) {
        return Some(Bar::Undecided);
    }
    // "Not on the 10th, but two weeks after that" is no word of leaving it out.
    let after = |time: &Time| {
        matches!(time.mention.when, When::For { .. } | When::Later { .. })
            && parsed.says(Few("after later danach spater darauf"), time.from, time.to.saturating_add(2))
    };
    if wish.deed == Some(Deed::Skip) && own.is_empty() && parsed.times.iter().any(after) {
        return Some(Bar::NotNext);
    }
    // "Send it now, I can't wait for the 14th" leaves nothing out.
    let at_once = |time: &Time| {
        let from = parsed.clause_tokens(parsed.clause(time.from)).0;
        let sent = parsed.any(Sense::Send, from, time.from) && !parsed.any(Sense::Negation, from, time.from);
        time.mention.when == When::Now && sent
    };
    if wish.deed == Some(Deed::Skip) && parsed.times.iter().any(at_once) {
        return Some(Bar::Unnamed);
    }
    if is_told(case, wish, &own) {
        return Some(Bar::Unnamed);
    }
    // "We move this Friday": a day on which people move.
    let (from, to) = parsed.sentence_tokens(wish.sentence());
    if wish.deed == Some(Deed::Move) && own.is_empty() && parsed.any(Sense::Relocate, from, to) {
        return Some(Bar::Unnamed);
    }
    // What is said of an order or of somebody else's is not done to a subscription. "My father brought me five kilos" says whose
    // the next one is, too, where the whole is surely a wish.
    let unsure = opinion.class(Class::Change) < OWN;
    let mut named = acts.iter().filter(|act| act_deed(act.sense) == wish.deed).peekable();
    if named.peek().is_some() && named.all(|act| act.mood == Mood::Order || (act.mood == Mood::Foreign && unsure)) {
        return Some(Bar::Undecided);
    }
    // "The tea to the 9th. I thought of cancelling it, but no": said of that.
    let of_other = |at: usize| {
        let mut there = acts.iter().filter(|act| act.sentence == parsed.sentence(at)).peekable();
        there.peek().is_some() && there.all(|act| act_deed(act.sense) != wish.deed)
    };
    // "Skip the next one - just kidding!"
    let aside = |at: usize| {
        let strong = parsed.says(Few("kidding scherz spass forget scrap vergesst vergiss"), at, at.saturating_add(3));
        strong && wish.sentence() == parsed.sentence(at) && wish.clause() < parsed.clause(at)
    };
    // "I'd asked to leave it out. Scrap that, send it": what is skipped is taken back. "The 9th. No, not the 9th. The 12th."
    let renewed = |at: usize| match wish.wanted {
        Some(Wanted::On(day)) => parsed.times.iter().any(|time| time.from > at && time.mention.when == When::Day(day)),
        _ => {
            let send = [Sense::AfterAll, Sense::Send].into_iter().flat_map(|sense| parsed.of(sense));
            let since = own.iter().all(|act| act.from > at) && send.into_iter().any(|hit| hit.from > at);
            wish.deed == Some(Deed::Unskip) && since
        }
    };
    if withdrawn(parsed).is_some_and(|at| (wish.before(parsed, at) || aside(at)) && !of_other(at) && !renewed(at)) {
        return Some(Bar::TakenBack);
    }
    if wish.deed != Some(Deed::Address) && own.iter().any(|act| beyond_next(parsed, act, set.len())) {
        return Some(Bar::NotNext);
    }
    let next_week = || of_next_week(case, wish.sentence(), set);
    if wish.deed == Some(Deed::Skip) && (own.iter().any(|act| in_another_month(case, act, set)) || next_week()) {
        return Some(Bar::NotNext);
    }
    if wish.deed == Some(Deed::Address) && is_for_a_while(case) {
        return Some(Bar::ForAWhile);
    }
    if is_of_open_month(case, wish, set) {
        return Some(Bar::EitherDay);
    }
    if is_of_another_number(case) {
        return Some(Bar::Stranger);
    }
    if wish.deed == Some(Deed::Unskip) {
        // "Don't skip it", where nothing says that it was.
        let back = !own.is_empty() || parsed.hears(&[Sense::AfterAll]);
        let kept = !back && acts.iter().any(|act| act.sense == Sense::Skip && act.mood == Mood::Refused);
        // "Don't forget to skip it", "I'd like it skipped".
        let skip = |act: &Act| act.sense == Sense::Skip && act.mood == Mood::Wanted && case.act_wanted(act) >= OPEN;
        let other = wishes.iter().any(|wish| wish.deed == Some(Deed::Skip));
        let skipped = !back && !other && acts.iter().any(skip);
        // "Restore" is said of anything: what is brought back was skipped.
        let said = [Sense::Skip, Sense::Unskip, Sense::AfterAll].into_iter().flat_map(|sense| parsed.of(sense)).next();
        let unsaid = said.is_none() && parsed.named.is_empty() && !spoken(parsed);
        // "Instead of skipping it", with the day of what is skipped.
        let mut days = parsed.times.iter().filter_map(|time| match time.mention.when {
            When::Day(day) => Some(day),
            _ => None,
        });
        let dated = days.any(|day| !shelf.skipped_on(day).and(set).is_empty());
        // "Bring it back, but only on the 10th": on another day than that of what is skipped.
        let mut own_days = own.iter().flat_map(|act| {
            let (from, to) = parsed.sentence_tokens(act.sentence);
            parsed.times_in(from, to)
        });
        // What another one moves to is not said of this one, nor is the day of what it skips.
        let taken = |day: Date| {
            let other = |wish: &Wish| {
                wish.deed != Some(Deed::Unskip)
                    && (wish.wanted == Some(Wanted::On(day))
                        || !shelf.due_on(day).and(wish.aim.reach(shelf)).is_empty())
            };
            wishes.iter().any(other)
        };
        let elsewhere = |time: &Time| match time.mention.when {
            When::Day(day) => {
                day > shelf.today
                    && shelf.skipped_on(day).is_empty()
                    && !taken(day)
                    && !matches!(time.mention.relation, Relation::From)
            }
            _ => false,
        };
        if !dated && own_days.any(elsewhere) {
            return Some(Bar::EitherDay);
        }
        if ((kept || skipped) && !dated) || unsaid || set.and(shelf.skipped()).is_empty() {
            return Some(Bar::NotSkipped);
        }
    }
    if wish.deed == Some(Deed::Address) && stays_there(parsed, set) {
        return Some(Bar::Refused);
    }
    // "Move it to the 31st. … Jo Lee, Realtor, open house at 460 Lakeview Drive."
    let own_places = || parsed.places.iter().filter(|place| place.found.role != Role::Old);
    if wish.deed == Some(Deed::Address)
        && own_places().next().is_some()
        && own_places().all(|place| is_card(parsed, acts, place))
    {
        return Some(Bar::Unnamed);
    }
    if wish.deed == Some(Deed::Address) {
        let mut sentences = parsed.places.iter().map(|place| parsed.sentence(place.from));
        if sentences.any(|own| before_moving(parsed, shelf, own, set).is_some()) {
            return Some(Bar::BeforeMoving);
        }
        let half = |address: &Address| address.address1.is_some() && address.city.is_none() && address.zip.is_none();
        // "New address: 88 King Street" is a new place as well, and no correction.
        let named = |hit: &Hit<Sense>| parsed.says(Few("new neue neuen"), hit.from.saturating_sub(1), hit.to);
        let anew = parsed.hears(&[Sense::Relocate]) || parsed.of(Sense::Address).any(named);
        if wish.address.as_ref().is_some_and(half) && anew && !rest_stays(parsed) {
            return Some(Bar::HalfAddress);
        }
    }
    if one_of(parsed, set) || any_one(parsed, wish, set) {
        return Some(Bar::EitherOne);
    }
    if wish.wanted.is_some_and(|wanted| alternative(parsed, wanted)) {
        return Some(Bar::EitherDay);
    }
    // "Some day before 15 June" is none yet; "nothing before 15 June" is that day.
    let before = |time: &&Time| {
        let (from, to) = parsed.clause_tokens(parsed.clause(time.from));
        time.mention.relation == Relation::Before && !parsed.any(Sense::Negation, from, to)
    };
    let said = |time: &&Time| matches!((time.mention.when, wish.wanted), (When::Day(day), Some(Wanted::On(own))) if day == own);
    let days = || parsed.times.iter().filter(said);
    if days().next().is_some() && days().all(|time| before(&time)) {
        return Some(Bar::EitherDay);
    }
    if stranger(case, wish) || elsewhere(case, wish) {
        return Some(Bar::Stranger);
    }
    if ambiguous(case, set) {
        return Some(Bar::OneOfSeveral);
    }
    // Nothing ends by a message in which no word ends, stops or denies anything.
    let ends = [Sense::Cancel, Sense::Stop, Sense::Negation, Sense::No, Sense::Keep, Sense::Others];
    let unsaid = wish.deed == Some(Deed::Cancel) && !parsed.hears(&ends);
    let unnamed = unsaid || opinion.class(Class::Change) < CHANGED;
    // "I need to know tomorrow's date", "I want to leave next Monday": a day, and nothing of ours.
    let ours = [Sense::Delivery, Sense::Next, Sense::Subscription, Sense::Order, Sense::Send];
    let dated = |at: usize| parsed.times.iter().any(|time| time.from <= at && at < time.to);
    let heard = |sense: &Sense| parsed.of(*sense).any(|hit| !dated(hit.from));
    let strange = wish.deed == Some(Deed::Move) && parsed.named.is_empty() && !ours.iter().any(heard);
    // "A week later", "all three on the 28th", "the 25th instead" are said of what there is.
    let relative = |time: &Time| matches!(time.mention.when, When::Later { .. } | When::Earlier { .. });
    let of_ours = parsed.times.iter().any(relative)
        || parsed.hears(&[Sense::All, Sense::Both])
        || parsed.says(Few("instead statt anstatt"), 0, parsed.tokens.len());
    let sure = of_ours && opinion.class(Class::Change) >= SURE;
    if strange && !sure && own.iter().all(|act| act.dated) {
        return Some(Bar::Unnamed);
    }
    (own.is_empty() && unnamed).then_some(Bar::Unnamed)
}

/// True iff the sentence of an act begins with a condition that isn't polite: "In case he doesn't like it, skip it."
fn begins_with_if(parsed: &Parsed<'_>, act: &Act) -> bool {
    const IF: Few = Few("if falls sofern wenn unless provided assuming");
    const POLITE: Few = Few("you sie ihr possible moglich bitte du irgend so");
    const TROUBLE: Few = Few("trouble late umstande spat geht");
    let (from, to) = parsed.sentence_tokens(act.sentence);
    let only = Few("only nur").contains(parsed.word(from));
    let at = if only { from.saturating_add(1) } else { from };
    let next = parsed.word(at.saturating_add(1));
    let case = parsed.word(at) == "in" && next == "case";
    // What is named in the condition itself is a part of it: "falls ihr nicht liefern könnt, …".
    let comma = parsed.between(at, to).iter().position(|token| token.is_mark(','));
    let end = comma.map_or(act.from, |comma| at.saturating_add(comma));
    let denied = parsed.says(Few("nicht nich kein keine keinen cant cannot not dont doesnt wont"), at, end);
    let asked = IF.contains(parsed.word(at)) && (!POLITE.contains(next) || denied || only);
    let polite = !only && parsed.says(TROUBLE, at, end);
    (case || (asked && !polite)) && from < act.from
}

/// True iff an act stands in what somebody is quoted with: "My brother wrote: 'cancel it'".
fn quoted(parsed: &Parsed<'_>, act: &Act) -> bool {
    const SAID: Few = Few("schrieb schreibt sagte sagt meinte meint wrote writes said says");
    const OWN: Few = Few("ich i wir we");
    let (from, to) = parsed.sentence_tokens(act.sentence);
    let mark = |at: usize| {
        parsed
            .between(at, at.saturating_add(1))
            .iter()
            .any(|token| ['"', '\'', '“', '„', ':'].into_iter().any(|mark| token.is_mark(mark)))
    };
    let opened = (from..act.from).any(mark);
    let said = (from.saturating_sub(8)..act.from).any(|at| {
        let before = at.checked_sub(1).map_or("", |before| parsed.word(before));
        SAID.contains(parsed.word(at)) && !OWN.contains(before) && !OWN.contains(parsed.word(at.saturating_add(1)))
    });
    let closed = (act.to..to).any(mark);
    opened && said && closed
}
