//! What is wanted of which: for each subscription and each deed how likely the one is wanted of the other, by boosted trees over
//! all that the rules and the other models make of the message. Trained by `examples/train_reader`.

use super::acts::{Act, Mood};
use super::agreement::{Mention, Named};
use super::case::Case;
use super::certain::{acted, count, yes};
use super::dates::When;
use super::last_word::{either, last_named, last_said};
use super::model::{DEEDS, Opinion, of_deed};
use super::reading::{Aim, Deed, Lack, Wish, deed as act_deed};
use super::roles::joined;
use super::sense::Sense;
use super::shelf::{Set, Shelf};
use super::trees::NONE;

/// More subscriptions are not looked at one by one.
const MOST: usize = 20;
/// Names that are so near stand in a list.
const LIST: usize = 4;
/// Farther than so is far.
const FAR: usize = 60;

/// How likely each deed is wanted of each subscription.
#[derive(Debug)]
pub struct Pairs {
    likely: Vec<[f32; DEEDS.len()]>,
}

impl Pairs {
    /// What the model says, where others propose these wishes.
    pub fn read(case: &Case<'_>, names: &Named, proposed: &[Wish]) -> Self {
        let seen = Seen::of(case, names, proposed);
        let items = if case.shelf.items.len() > MOST { 0 } else { case.shelf.items.len() };
        let each = |at: usize| DEEDS.map(|deed| case.minds.pairs.likely(&seen.features(at, deed)));
        Self { likely: (0..items).map(each).collect() }
    }

    /// How likely a deed is wanted of a subscription.
    pub fn of(&self, at: usize, deed: Deed) -> f32 {
        self.likely.get(at).and_then(|each| of_deed(each, deed)).unwrap_or_default()
    }

    /// Of which a deed is wanted that likely at least, where not another is wanted more that doesn't go with it.
    pub fn wanted(&self, deed: Deed, least: f32) -> Set {
        let most = |at: usize| {
            let rivals = DEEDS.into_iter().filter(|other| *other != Deed::Address && deed != Deed::Address);
            rivals.map(|other| self.of(at, other)).fold(0.0, f32::max)
        };
        let wanted = |at: &usize| self.of(*at, deed) >= least && self.of(*at, deed) >= most(*at);
        (0..self.likely.len()).filter(wanted).map(Set::one).collect()
    }

    /// How likely the least likely is of what is wished, and the likeliest of what isn't.
    pub fn least_and_most(&self, shelf: &Shelf, wishes: &[Wish]) -> [f32; 2] {
        let (mut least, mut most) = (1.0_f32, 0.0_f32);
        for at in 0..self.likely.len() {
            for deed in DEEDS {
                let likely = self.of(at, deed);
                let wished =
                    |wish: &Wish| wish.deed == Some(deed) && !wish.aim.reach(shelf).and(Set::one(at)).is_empty();
                if wishes.iter().any(wished) { least = least.min(likely) } else { most = most.max(likely) }
            }
        }
        [least, most]
    }
}

/// What is the same for every pair, once.
pub struct Seen<'a> {
    case: &'a Case<'a>,
    names: &'a Named,
    proposed: &'a [Wish],
    acted: [f32; DEEDS.len()],
    sentences: [f32; DEEDS.len()],
    clauses: [f32; DEEDS.len()],
    common: Vec<f32>,
}

impl<'a> Seen<'a> {
    /// Looks at a message.
    pub fn of(case: &'a Case<'a>, names: &'a Named, proposed: &'a [Wish]) -> Self {
        let most =
            |parts: &[Opinion]| DEEDS.map(|deed| parts.iter().map(|opinion| opinion.deed(deed)).fold(NONE, f32::max));
        let parsed = case.parsed;
        let mut common: Vec<f32> = case.opinion.classes.to_vec();
        common.push(count(case.shelf.items.len()));
        common.push(count(parsed.word_count(0, parsed.tokens.len())));
        common.push(count(parsed.sentence_count()));
        let one = |at: &usize| names.mentions.iter().any(|mention| mention.items == Set::one(*at));
        common.push(count((0..case.shelf.items.len()).filter(one).count()));
        common.push(count(case.rules.len()));
        common.push(count(proposed.len()));
        for sense in [Sense::All, Sense::Others, Sense::Except, Sense::One, Sense::Keep, Sense::Revise, Sense::Negation]
        {
            common.push(count(parsed.of(sense).count()));
        }
        common.push(count(parsed.places.len()));
        common.extend(either(case).map(count));
        let dates = parsed.times.iter().take(FAR).map(|time| case.new_date(time));
        common.push(dates.fold(NONE, f32::max));
        Self {
            case,
            names,
            proposed,
            acted: DEEDS.map(|deed| acted(case, deed)),
            sentences: most(&case.sentences),
            clauses: most(&case.clauses),
            common,
        }
    }

    /// What tells whether a deed is wanted of a subscription.
    pub fn features(&self, at: usize, deed: Deed) -> Vec<f32> {
        let mut out = self.common.clone();
        out.push(f32::from(deed as u8));
        let own = |each: &[f32; DEEDS.len()]| of_deed(each, deed).unwrap_or(NONE);
        let other = |each: &[f32; DEEDS.len()]| {
            DEEDS.iter().zip(each).filter(|(other, _)| **other != deed).map(|(_, likely)| *likely).fold(NONE, f32::max)
        };
        for each in [&self.case.opinion.deeds, &self.acted, &self.sentences, &self.clauses] {
            out.extend([own(each), other(each)]);
        }
        out.extend(last_said(self.case, &|other| other == deed));
        out.extend(last_named(self.case, &|other| other == deed));
        self.named(at, deed, &mut out);
        self.near(at, deed, &mut out);
        self.wished(at, deed, &mut out);
        self.dated(at, deed, &mut out);
        out
    }

    /// Where it is named, and for what.
    fn named(&self, at: usize, deed: Deed, out: &mut Vec<f32>) {
        let one = Set::one(at);
        let own = |mention: &Mention| of_deed(&mention.likely, deed).unwrap_or(NONE);
        let other = |mention: &Mention| {
            let others = DEEDS.iter().zip(&mention.likely).filter(|(other, _)| **other != deed);
            others.map(|(_, likely)| *likely).fold(NONE, f32::max)
        };
        let mentions = || self.names.mentions.iter();
        let precise = || mentions().filter(|mention| mention.items == one);
        out.push(count(precise().count()));
        out.push(precise().map(own).fold(NONE, f32::max));
        out.push(precise().next_back().map_or(NONE, own));
        out.push(precise().map(other).fold(NONE, f32::max));
        for whole in [true, false] {
            let some = || {
                mentions().filter(|mention| {
                    mention.items != one && mention.whole == whole && !mention.items.and(one).is_empty()
                })
            };
            out.push(count(some().count()));
            out.push(some().map(own).fold(NONE, f32::max));
            out.push(some().map(other).fold(NONE, f32::max));
        }
        let rivals = || mentions().filter(|mention| mention.items.and(one).is_empty());
        out.push(rivals().map(own).fold(NONE, f32::max));
        out.push(rivals().next_back().map_or(NONE, own));
        let covers = || mentions().filter(|mention| !mention.items.and(one).is_empty());
        // "The tea and the soap": what is said of one is said of the other.
        let beside = |mention: &Mention| {
            let near = |other: &&Mention| (1..=LIST).contains(&other.from.abs_diff(mention.from));
            mentions().filter(near).map(own).fold(NONE, f32::max)
        };
        out.push(covers().map(beside).fold(NONE, f32::max));
        let named = &self.case.parsed.named;
        let own = |named: &&super::shelf::Named| named.items == one;
        let listed = |other: &super::shelf::Named| {
            let is = |own: &super::shelf::Named| {
                joined(self.case.parsed, own, other) || joined(self.case.parsed, other, own)
            };
            named.iter().filter(own).any(is)
        };
        let likely = |other: &super::shelf::Named| {
            let mention = mentions().find(|mention| mention.from == other.from);
            mention.and_then(|mention| of_deed(&mention.likely, deed)).unwrap_or(NONE)
        };
        out.push(named.iter().filter(|other| listed(other)).map(likely).fold(NONE, f32::max));
        // What is said around it by itself.
        let mut most = [NONE; 4];
        for mention in covers() {
            let around = self.case.around(mention.from);
            for (part, opinion) in around.into_iter().enumerate() {
                let others = DEEDS.into_iter().filter(|other| *other != deed);
                let others = others.map(|other| opinion.deed(other)).fold(NONE, f32::max);
                for (slot, likely) in most.iter_mut().skip(part * 2).zip([opinion.deed(deed), others]) {
                    *slot = slot.max(likely);
                }
            }
        }
        out.extend(most);
        let last = covers().next_back().map(|mention| mention.from);
        let (parsed, end) = (self.case.parsed, self.case.parsed.sentence_count());
        out.push(last.map_or(NONE, |last| count(end.saturating_sub(parsed.sentence(last)))));
        let said = |sense: Sense| {
            let clause = |mention: &Mention| parsed.clause_tokens(parsed.clause(mention.from));
            yes(covers().any(|mention| {
                let (from, to) = clause(mention);
                parsed.any(sense, from, to)
            }))
        };
        out.extend([Sense::Keep, Sense::Negation, Sense::All].map(said));
    }

    /// How near to it acts are that name the deed, and others.
    fn near(&self, at: usize, deed: Deed, out: &mut Vec<f32>) {
        let one = Set::one(at);
        let parsed = self.case.parsed;
        let mentions = || self.names.mentions.iter();
        let live = |act: &&Act| matches!(act.mood, Mood::Wanted | Mood::Bare);
        let (mut own, mut others) = ([FAR; 3], [FAR; 3]);
        let (mut before, mut after) = (0_usize, 0_usize);
        for act in self.case.acts.iter().take(FAR) {
            let Some(named) = act_deed(act.sense) else { continue };
            for mention in mentions().filter(|mention| !mention.items.and(one).is_empty()) {
                let far = mention.from.abs_diff(act.from).min(FAR);
                let clause = parsed.clause(mention.from).abs_diff(act.clause).min(FAR);
                let sentence = parsed.sentence(mention.from).abs_diff(act.sentence).min(FAR);
                if live(&act) {
                    let nearest = if named == deed { &mut own } else { &mut others };
                    for (slot, far) in nearest.iter_mut().zip([far, clause, sentence]) {
                        *slot = (*slot).min(far);
                    }
                }
            }
            if named == deed && live(&act) {
                let last = mentions().rfind(|mention| mention.from <= act.from);
                before = before.saturating_add(usize::from(last.is_some_and(|mention| mention.items == one)));
                let next = mentions().find(|mention| mention.from > act.from);
                after = after.saturating_add(usize::from(next.is_some_and(|mention| mention.items == one)));
            }
        }
        out.extend(own.map(count));
        out.extend(others.map(count));
        out.extend([before, after].map(count));
    }

    /// What rules and the others take it for.
    fn wished(&self, at: usize, deed: Deed, out: &mut Vec<f32>) {
        let one = Set::one(at);
        for wishes in [self.case.rules, self.proposed] {
            let own = || wishes.iter().filter(|wish| wish.deed == Some(deed));
            let these = |wish: &&Wish| matches!(wish.aim, Aim::These(set) if !set.and(one).is_empty());
            out.push(count(own().filter(these).count()));
            out.push(count(
                own().filter(|wish| matches!(wish.aim, Aim::These(set) if set.and(one).is_empty())).count(),
            ));
            out.push(yes(own().any(|wish| wish.lacks.contains(&Lack::Confirmation))));
            out.push(count(wishes.iter().filter(|wish| wish.deed != Some(deed)).filter(these).count()));
        }
    }

    /// What its dates are to those that are named.
    fn dated(&self, at: usize, deed: Deed, out: &mut Vec<f32>) {
        let shelf = self.case.shelf;
        let Some(item) = shelf.items.get(at) else { return };
        let days = || {
            self.case.parsed.times.iter().filter_map(|time| match time.mention.when {
                When::Day(date) => Some(date),
                _ => None,
            })
        };
        out.push(count(days().filter(|date| item.next == Some(*date)).count()));
        out.push(yes(deed == Deed::Unskip && !item.skipped.is_empty()));
        let rhythm = self.case.parsed.times.iter().any(|time| match time.mention.when {
            When::Every { days, months } => {
                !shelf.in_rhythm(super::shelf::Rhythm { days, months }).and(Set::one(at)).is_empty()
            }
            _ => false,
        });
        out.push(yes(rhythm));
    }
}
