//! Rules and model weighed against each other on which subscription and which date is meant: where they differ, the surer one
//! counts, and where neither is sure it is asked.

use jiff::civil::Date;

use super::acts::{Act, Mood};
use super::case::Case;
use super::dates::{Relation, When};
use super::model::{DEEDS, of_deed};
use super::parse::Parsed;
use super::reading::{Aim, Deed, Lack, Wanted, Wish, all_of, day};
use super::sense::Sense;
use super::shelf::{self, Rhythm, Set, Shelf};

/// Likelier than so a mention is what it is taken for.
const LIKELY: f32 = 0.6;
/// Likelier than so it is, whatever the rules say.
const SURE: f32 = 0.8;
/// Likelier than so it has to be thought of.
const HINTED: f32 = 0.3;
/// Less likely than so it is not.
const UNLIKELY: f32 = 0.15;
/// Mentions that are looked at, at most.
const MOST: usize = 60;

/// What subscriptions are named for, by the model.
pub struct Named {
    /// Every mention, in order.
    pub mentions: Vec<Mention>,
}

/// One mention.
pub struct Mention {
    /// The first token.
    pub from: usize,
    /// Which ones can be meant.
    pub items: Set,
    /// Whether all of these are meant, and not one of them.
    pub whole: bool,
    /// How likely each deed is wanted of them.
    pub likely: [f32; DEEDS.len()],
}

impl Named {
    /// Looks at every mention.
    pub fn read(case: &Case<'_>) -> Self {
        let Case { parsed, shelf, acts, .. } = case;
        let most = if shelf.items.len() > 1 { MOST } else { 0 };
        let mention = |named: &shelf::Named| Mention {
            from: named.from,
            items: named.items,
            whole: named.items.len() == 1 || all_of(parsed, shelf, named),
            likely: if stays(parsed, acts, named) { [0.0; DEEDS.len()] } else { case.wanted_of(named) },
        };
        Self { mentions: parsed.named.iter().take(most).map(mention).collect() }
    }

    /// How likely something is wanted of a subscription, at the likeliest of its mentions by itself.
    pub fn likely(&self, deed: Deed, one: Set) -> Option<f32> {
        let own = self.mentions.iter().filter(|mention| mention.whole && one.without(mention.items).is_empty());
        own.filter_map(|mention| of_deed(&mention.likely, deed)).reduce(f32::max)
    }

    /// How likely something is wanted of any that is named.
    pub fn any(&self, deed: Deed) -> f32 {
        self.mentions.iter().filter_map(|mention| of_deed(&mention.likely, deed)).fold(0.0, f32::max)
    }

    /// The subscriptions that are named by themselves, and how likely something is wanted of them fits.
    fn such(&self, shelf: &Shelf, deed: Deed, fits: &dyn Fn(f32) -> bool) -> Set {
        let each = (0..shelf.items.len()).map(Set::one);
        each.filter(|one| self.likely(deed, *one).is_some_and(fits)).collect()
    }

    /// The subscriptions of which something is surely wanted.
    pub fn surely(&self, shelf: &Shelf, deed: Deed) -> Set {
        self.such(shelf, deed, &|likely| likely >= SURE)
    }
}

/// True iff a subscription is named to stay as it is.
fn stays(parsed: &Parsed<'_>, acts: &[Act], named: &shelf::Named) -> bool {
    let clause = parsed.clause(named.from);
    let (from, to) = parsed.clause_tokens(clause);
    let wanted = acts.iter().any(|act| act.clause == clause && act.mood == Mood::Wanted);
    parsed.any(Sense::Keep, from, to) && !wanted && !parsed.any(Sense::Negation, from, to)
}

/// Wishes with the subscriptions and dates that both agree on; what they don't agree on is lacking.
pub fn agreed(case: &Case<'_>, names: &Named, wishes: &mut Vec<Wish>) {
    let Case { parsed, shelf, .. } = case;
    let aims: Vec<Aim> = wishes.iter().map(|wish| wish.aim).collect();
    for (at, wish) in wishes.iter_mut().enumerate() {
        let others = aims.iter().enumerate().filter(|(other, _)| *other != at);
        let taken = others.filter_map(|(_, aim)| if let Aim::These(these) = aim { Some(*these) } else { None });
        agree_on_target(parsed, shelf, names, wish, taken.collect());
    }
    wishes.retain(|wish| !matches!(wish.aim, Aim::These(set) if set.is_empty()));
    // Where several are moved, a date may be for any of them.
    let mut moves = wishes.iter_mut().filter(|wish| wish.deed == Some(Deed::Move));
    if let (Some(only), None) = (moves.next(), moves.next()) {
        agree_on_date(case, only);
    }
}

/// The subscription that a wish is for, where others are taken by other wishes.
fn agree_on_target(parsed: &Parsed<'_>, shelf: &Shelf, names: &Named, wish: &mut Wish, taken: Set) {
    let Some(deed) = wish.deed else { return };
    let sure = names.surely(shelf, deed);
    let Aim::These(set) = wish.aim else {
        // "One of the two" is for the customer to say.
        let left = sure.without(taken);
        if !parsed.hears(&[Sense::One]) && !left.is_empty() {
            wish.aim = Aim::These(left);
            wish.lacks.retain(|lack| *lack != Lack::Subscription);
        }
        return;
    };
    let named = names.such(shelf, deed, &|_| true);
    let meant = names.such(shelf, deed, &|likely| likely >= LIKELY);
    let not = names.such(shelf, deed, &|likely| likely < UNLIKELY);
    // "The other one" is named by what it isn't.
    if set.and(named).is_empty() && parsed.hears(&[Sense::Others]) {
        return;
    }
    let more = meant.without(set).without(taken);
    let (inside, doubted) = (set.and(meant), set.and(named).without(meant));
    let surely_another = inside.is_empty() && !more.and(sure).is_empty() && set.without(not).is_empty();
    if !more.is_empty() {
        // Another one is meant as well, or instead.
        if surely_another {
            wish.aim = Aim::These(more);
        } else {
            wish.lack(Lack::Subscription);
        }
    } else if !inside.is_empty() && !doubted.is_empty() && set != shelf.all() {
        // One of several is hardly meant.
        if doubted.without(not).is_empty() {
            wish.aim = Aim::These(set.without(doubted));
        } else {
            wish.lack(Lack::Subscription);
        }
    } else if set.without(not).is_empty() && named.len() > set.len() {
        wish.lack(Lack::Subscription);
    }
}

/// True iff a day ahead, on which nothing is planned, is likely a new date.
pub fn dated(case: &Case<'_>) -> bool {
    let Case { parsed, shelf, .. } = case;
    parsed.times.iter().take(MOST).any(|time| {
        let ahead = match time.mention.when {
            When::Day(date) => date > shelf.today && shelf.due_on(date).is_empty(),
            When::Later { .. } | When::Earlier { .. } => true,
            _ => false,
        };
        // Beside the name of a subscription less is enough.
        let (from, to) = parsed.clause_tokens(parsed.clause(time.from));
        let named = !parsed.named_in(from, to).is_empty() && shelf.items.len() > 1;
        let least = if named { HINTED } else { LIKELY };
        ahead && case.new_date(time) >= least
    })
}

/// The new date of the only move.
fn agree_on_date(case: &Case<'_>, wish: &mut Wish) {
    let Case { parsed, shelf, .. } = case;
    let times = parsed.times.iter().take(MOST).filter_map(|time| {
        // "Before the 9th" is no day.
        let beside =
            matches!(time.mention.relation, Relation::After | Relation::Before | Relation::By | Relation::Since);
        let wanted = match time.mention.when {
            When::Day(date) if date > shelf.today && !beside => Wanted::On(date),
            When::Later { days, months } => Wanted::Later(Rhythm { days, months }),
            When::Earlier { days, months } => Wanted::Earlier(Rhythm { days, months }),
            // "The day after": the day is the rules' to find.
            When::Beside(_) | When::Following(_) => wish.wanted?,
            _ => return None,
        };
        Some((wanted, case.new_date(time)))
    });
    let times: Vec<(Wanted, f32)> = times.collect();
    // Two ways of saying the same day are one.
    let days = |wanted: Wanted| -> Vec<Option<Date>> {
        shelf.of(wish.aim.reach(shelf)).map(|item| day(wanted, item.next)).collect()
    };
    let best = |other_than: Option<Wanted>| {
        let mut best: Option<(Wanted, f32)> = None;
        for (wanted, likely) in &times {
            let other = other_than.is_none_or(|than| than != *wanted && days(than) != days(*wanted));
            if other && best.is_none_or(|(_, most)| *likely > most) {
                best = Some((*wanted, *likely));
            }
        }
        best
    };
    match wish.wanted {
        Some(taken) => {
            let mut own =
                times.iter().filter(|(wanted, _)| *wanted == taken || days(*wanted) == days(taken)).peekable();
            // A day that was reckoned, as "the day after" is, stands nowhere, and nobody has an opinion of it.
            if own.peek().is_none() {
                return;
            }
            let own = own.map(|(_, likely)| *likely).fold(0.0, f32::max);
            match best(Some(taken)) {
                Some((other, most)) if most >= SURE && own < UNLIKELY => wish.wanted = Some(other),
                Some((_, most)) if most >= LIKELY || most > own => {
                    wish.wanted = None;
                    wish.lack(Lack::Date);
                }
                _ => {}
            }
        }
        None => {
            let Some((first, most)) = best(None) else { return };
            if most >= SURE && best(Some(first)).is_none_or(|(_, other)| other < LIKELY) {
                wish.wanted = Some(first);
                wish.lacks.retain(|lack| *lack != Lack::Date);
            }
        }
    }
}
