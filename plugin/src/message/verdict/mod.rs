//! Rules and model weighed against each other: a plan needs both, and what the rules miss the model may ask about.

mod bars;
mod changes;
mod guess;
mod later;
mod second;
mod stays;
mod told;
mod which;

use bars::leaves_out;
pub use bars::{Bar, barred};
use changes::changed;
use guess::asked;
pub use later::ends_later;
use second::by_pairs;

use super::acts::{Act, Mood};
use super::agreement::Named;
use super::case::Case;
use super::certain::{self, same};
use super::model::Class;
use super::pairs::Pairs;
use super::parse::Parsed;
use super::reading::{Aim, Deed, HANDOFF, Lack, Reading, SHOP, Topic, Wanted, Wish, most, topic};
use super::roles::wanted;
use super::sense::Sense;
use super::shelf::Set;

/// Other days that are looked at.
const OTHER_DAYS: usize = 2;
/// Times that are looked at, at most.
const MOST_TIMES: usize = 30;
/// Surer than so the model decides what a message is about.
const SURE: f32 = 0.5;
/// A message of so few words is one request.
const FEW_WORDS: usize = 12;
/// Surer than so a sentence by itself wants a change.
const SURE_CHANGE: f32 = 0.9;
/// How likely something is wanted of a subscription at least, in one proposal and in the next.
const LIKELY: [f32; 3] = [0.5, 0.25, 0.12];
/// Likelier than so what is no plan is no change.
const OTHER: f32 = 0.3;
/// How certain wishes that are a plan are at least, for how likely the message asks for a change at all: at least this, then at
/// least that. Most plans that do harm are made of messages about something else.
const CERTAIN: [(f32, f32); 3] = [(0.9, 0.66), (0.8, 0.75), (0.0, 0.85)];
/// Likelier than so a day is surely the new one.
const SURE_DAY: f32 = 0.9;
/// So much less is enough where the rules and the model of the whole message agree on a move without a doubt.
const AGREED: f32 = 0.1;
/// So much more the end of a subscription needs.
const END: f32 = 0.1;
/// More than so nothing needs.
const MOST_CERTAIN: f32 = 0.93;

/// The reading that stands: the model says what it is about, the rules of what, when and where; and whether that is certain,
/// is weighed at last.
pub fn weighed(case: &Case<'_>, found: &Reading) -> Reading {
    settled(case, found, Proposals::of(case, found))
}

/// What a message may come to.
pub struct Proposals {
    /// By the model of the whole message and the rules.
    pub first: Reading,
    /// By what is wanted of each subscription, where that is a whole plan and another one.
    pub others: Vec<Vec<Wish>>,
    /// What is named for what.
    names: Named,
    /// What is wanted of which.
    pub pairs: Pairs,
}

impl Proposals {
    /// Both of them.
    pub fn of(case: &Case<'_>, found: &Reading) -> Self {
        let first = proposed(case, found);
        let wishes: &[Wish] = if let Reading::Wishes(wishes) = &first { wishes } else { &[] };
        let names = Named::read(case);
        let pairs = Pairs::read(case, &names, wishes);
        let mut others: Vec<Vec<Wish>> = Vec::new();
        for least in LIKELY {
            if let Some(other) = by_pairs(case, &pairs, wishes, least)
                && !contradictory(&other)
                && !plan(&first).into_iter().chain(others.iter().map(Vec::as_slice)).any(|known| same(known, &other))
            {
                others.push(other);
            }
        }
        let known: Vec<Vec<Wish>> =
            plan(&first).map(<[Wish]>::to_vec).into_iter().chain(others.iter().cloned()).collect();
        for other in known.iter().flat_map(|wishes| other_days(case, wishes)) {
            if !known.iter().chain(&others).any(|one| same(one, &other)) {
                others.push(other);
            }
        }
        Self { first, others, names, pairs }
    }

    /// Those that would be plans, were they confirmed, with what tells how certain they are.
    pub fn plans(&self, case: &Case<'_>) -> Vec<(&[Wish], Vec<f32>)> {
        let first = plan(&self.first);
        let of = |wishes: &[Wish], numbers: [f32; 2]| {
            let mut features = certain::features(case, &self.names, &self.pairs, wishes);
            features.extend(numbers);
            features
        };
        let others = self.others.iter().map(Vec::as_slice).zip(1_u8..);
        let many = f32::from(u8::try_from(self.others.len()).unwrap_or_default());
        let first = first.map(|wishes| (wishes, of(wishes, [0.0, many])));
        let others = others.map(|(wishes, number)| (wishes, of(wishes, [f32::from(number), many])));
        first.into_iter().chain(others).collect()
    }
}

/// The reading before it is weighed how certain it is.
pub fn proposed(case: &Case<'_>, found: &Reading) -> Reading {
    let Case { parsed, shelf, acts, opinion, .. } = case;
    if parsed.hears(&[Sense::OutOfOffice]) || parsed.tokens.is_empty() {
        return found.clone();
    }
    let (class, probability) = opinion.best();
    match (class, found) {
        (Class::Change, _) => changed(case),
        (Class::Unclear | Class::Undecided, found) => match asked(parsed, shelf, acts, class) {
            Some(question) => Reading::Wishes(clear(case).chain([question]).collect()),
            None => found.clone(),
        },
        (_, Reading::Wishes(wishes)) if probability < SURE => {
            let mut wishes = wishes.clone();
            wishes.iter_mut().for_each(Wish::doubt);
            Reading::Wishes(wishes)
        }
        (class, found) => about(parsed, found, class),
    }
}

/// What is clearly wanted in a sentence of its own, beside what has to be asked about.
fn clear<'c>(case: &'c Case<'_>) -> impl Iterator<Item = Wish> + 'c {
    let last = case.acts.iter().rfind(|act| act.mood.is_ours()).map(|act| act.sentence);
    let apart = move |wish: &&Wish| {
        let sure = case.sentences.get(wish.sentence()).is_some_and(|own| own.class(Class::Change) >= SURE_CHANGE);
        sure && wish.lacks.is_empty() && wish.deed.is_some() && last.is_some_and(|last| wish.sentence() < last)
    };
    case.rules.iter().filter(apart).cloned()
}

/// The wishes of a reading that would be a plan, were they confirmed.
pub fn plan(reading: &Reading) -> Option<&[Wish]> {
    let Reading::Wishes(wishes) = reading else { return None };
    let whole = |wish: &Wish| wish.deed.is_some() && wish.lacks.iter().all(|lack| *lack == Lack::Confirmation);
    (!wishes.is_empty() && wishes.iter().all(whole) && !contradictory(wishes)).then_some(wishes)
}

/// Two things of one subscription that don't go together: all but an address.
fn contradictory(wishes: &[Wish]) -> bool {
    let set = |wish: &Wish| if let Aim::These(set) = wish.aim { set } else { Set::EMPTY };
    let changes = || wishes.iter().filter(|wish| wish.deed != Some(Deed::Address));
    changes().zip(1..).any(|(wish, at)| changes().skip(at).any(|other| !set(wish).and(set(other)).is_empty()))
}

/// The same wishes with another of the days that are named, for each that may be meant.
fn other_days(case: &Case<'_>, wishes: &[Wish]) -> Vec<Vec<Wish>> {
    let moves = || wishes.iter().filter(|wish| wish.deed == Some(Deed::Move));
    let Some(Some(own)) = moves().next().map(|wish| wish.wanted) else { return Vec::new() };
    if moves().any(|wish| wish.wanted != Some(own)) {
        return Vec::new();
    }
    let mut days: Vec<(f32, Wanted)> = Vec::new();
    for time in case.parsed.times.iter().take(MOST_TIMES) {
        let Some(day) = wanted(time.mention.when).filter(|day| *day != own) else { continue };
        let past = matches!(day, Wanted::On(date) if date <= case.shelf.today || !case.shelf.due_on(date).is_empty());
        if !past && !days.iter().any(|(_, known)| *known == day) {
            days.push((case.new_date(time), day));
        }
    }
    let with = |day: Wanted| {
        let mut wishes = wishes.to_vec();
        wishes.iter_mut().filter(|wish| wish.deed == Some(Deed::Move)).for_each(|wish| wish.wanted = Some(day));
        wishes
    };
    let mut out = Vec::new();
    for _ in 0..OTHER_DAYS {
        let best = (0..days.len())
            .max_by(|a, b| days.get(*a).map_or(0.0, |day| day.0).total_cmp(&days.get(*b).map_or(0.0, |day| day.0)));
        let Some(best) = best else { break };
        out.push(with(days.swap_remove(best).1));
    }
    out
}

/// The proposal that is certain enough is the plan; else the first one stands, as a question.
fn settled(case: &Case<'_>, found: &Reading, proposals: Proposals) -> Reading {
    let doubted = |wishes: &[Wish]| wishes.iter().any(|wish| wish.lacks.contains(&Lack::Confirmation));
    let mut best: Option<(&[Wish], f32)> = None;
    let mut bar: Option<(Bar, Option<Deed>)> = None;
    let mut asked: Option<Vec<Wish>> = None;
    for (wishes, features) in proposals.plans(case) {
        let likely = case.minds.certain.likely(&features);
        let ends = wishes.iter().any(|wish| wish.deed == Some(Deed::Cancel));
        // Where rules and model agree already on a move, and on its day without a doubt, less is enough.
        let agreed = plan(&proposals.first).is_some_and(|first| std::ptr::eq(first, wishes))
            && wishes.iter().all(|wish| wish.deed == Some(Deed::Move) && wish.lacks.is_empty() && dated(case, wish));
        let change = case.opinion.class(Class::Change);
        let least = CERTAIN.iter().find(|(probability, _)| change >= *probability).map_or(1.0, |(_, least)| *least);
        let end = if ends { END } else { 0.0 };
        if likely < (least + end).min(MOST_CERTAIN) - if agreed { AGREED } else { 0.0 } {
            continue;
        }
        match barred(case, wishes) {
            None if best.is_none_or(|(_, most)| likely > most) => best = Some((wishes, likely)),
            None => {}
            why => {
                // What is sure but for one thing is asked about as it is.
                if bar.is_none() && why.is_some_and(|(_, deed)| deed.is_some()) && wishes.len() > 1 {
                    asked = Some(wishes.to_vec());
                }
                bar = bar.or(why);
            }
        }
    }
    if let Some((wishes, _)) = best {
        let mut wishes = wishes.to_vec();
        wishes.iter_mut().for_each(|wish| wish.lacks.clear());
        return Reading::Wishes(wishes);
    }
    let first = match asked {
        Some(wishes) => {
            let clear = |mut wish: Wish| {
                wish.lacks.clear();
                wish
            };
            Reading::Wishes(wishes.into_iter().map(clear).collect())
        }
        // What the models leave out of a question is asked about as the rules see it.
        None => match proposals.first {
            Reading::Wishes(wishes) if leaves_out(case, &wishes) => Reading::Wishes(case.rules.to_vec()),
            first => first,
        },
    };
    match first {
        // A few words that ask for something are asked about, however much like something else they are.
        Reading::Nothing if plainly(case) && !case.rules.is_empty() => {
            let mut wishes = case.rules.to_vec();
            wishes.iter_mut().for_each(Wish::doubt);
            Reading::Wishes(wishes)
        }
        // "Cancel the decaf, and what does the cat food cost?": what is told besides would be all that is heard.
        Reading::Information(..) if let Some(mut wishes) = beside_question(case, &proposals.others) => {
            wishes.iter_mut().for_each(Wish::doubt);
            Reading::Wishes(wishes)
        }
        // It may well be something else.
        Reading::Wishes(wishes)
            if doubted(&wishes) && case.opinion.other().1 >= OTHER && !named(case, &wishes) && !plainly(case) =>
        {
            about(case.parsed, found, case.opinion.other().0)
        }
        // "We're moving on 10 December": people move, and nothing is moved.
        Reading::Wishes(mut wishes) if relocates(case, &wishes) => {
            for wish in &mut wishes {
                (wish.deed, wish.wanted, wish.lacks) = (Some(Deed::Address), None, vec![Lack::Address]);
                if matches!(wish.aim, Aim::Open) && case.shelf.items.len() > 1 {
                    wish.lacks.insert(0, Lack::Subscription);
                }
            }
            Reading::Wishes(wishes)
        }
        // "Change the cat food to the 5kg bag": to another one, and not to another day.
        Reading::Wishes(wishes) if swaps(case, &wishes) => Reading::Handoff(Sense::Swap),
        Reading::Wishes(mut wishes) => {
            if wishes.iter().all(|wish| wish.lacks.is_empty()) {
                let bar = bar.or_else(|| barred(case, &wishes));
                let (lack, deed) = bar.map_or((Lack::Confirmation, None), |(bar, deed)| (bar.lack(), deed));
                let about = |wish: &Wish| deed.is_none() || wish.deed == deed;
                let any = wishes.iter().any(about);
                wishes.iter_mut().filter(|wish| !any || about(wish)).for_each(|wish| wish.lack(lack));
            }
            // What nothing says is not brought back where nothing is skipped: what is wanted has to be asked.
            let back = !case.parsed.hears(&[Sense::Unskip, Sense::AfterAll]);
            let skipped = case.shelf.skipped();
            let none = |wish: &&mut Wish| {
                wish.deed == Some(Deed::Unskip) && back && wish.aim.reach(case.shelf).and(skipped).is_empty()
            };
            for wish in wishes.iter_mut().filter(none) {
                (wish.deed, wish.lacks) = (None, vec![Lack::Action]);
            }
            Reading::Wishes(wishes)
        }
        other => other,
    }
}

/// What is asked for in plain words beside a question about something else.
fn beside_question(case: &Case<'_>, others: &[Vec<Wish>]) -> Option<Vec<Wish>> {
    let Case { parsed, acts, opinion, .. } = case;
    let plain = |act: &&Act| {
        let (_, to) = parsed.clause_tokens(act.clause);
        act.mood == Mood::Wanted
            && case.act_wanted(act) >= SURE_CHANGE
            && !parsed.named_in(act.from.saturating_sub(3), to).is_empty()
            && to < parsed.sentence_tokens(parsed.sentence_count().saturating_sub(1)).1
    };
    let [act] = acts.iter().filter(plain).collect::<Vec<_>>()[..] else { return None };
    let own = |wish: &Wish| {
        wish.deed.is_some_and(|deed| Some(deed) == super::reading::deed(act.sense) && opinion.deed(deed) >= SURE_CHANGE)
    };
    others.iter().find(|wishes| wishes.iter().all(own)).cloned()
}

/// True iff something that the customer has is named, and what is wanted of it hardly doubted: it is asked about, however little
/// the rest may have to do with it.
fn named(case: &Case<'_>, wishes: &[Wish]) -> bool {
    let sure = |wish: &Wish| wish.deed.is_some_and(|deed| case.opinion.deed(deed) >= SURE_CHANGE);
    !case.parsed.named.is_empty() && wishes.iter().any(sure)
}

/// True iff what is to be moved to no day that is named is exchanged.
fn swaps(case: &Case<'_>, wishes: &[Wish]) -> bool {
    let Case { parsed, .. } = case;
    let open = |wish: &Wish| wish.deed == Some(Deed::Move) && wish.wanted.is_none();
    wishes.iter().all(open) && parsed.times.is_empty() && parsed.hears(&[Sense::Swap])
}

/// True iff no act moves anything, and somebody moves.
fn relocates(case: &Case<'_>, wishes: &[Wish]) -> bool {
    let own = |wish: &Wish| {
        let (from, to) = case.parsed.sentence_tokens(wish.sentence());
        wish.deed == Some(Deed::Move) && case.parsed.any(Sense::Relocate, from, to)
    };
    case.acts.is_empty() && case.parsed.named.is_empty() && wishes.iter().all(own)
}

/// True iff a few words ask for something and speak of nothing else: "Bitte um Stornierung", "für drei Monate aussetzen".
fn plainly(case: &Case<'_>) -> bool {
    let Case { parsed, acts, opinion, .. } = case;
    let words = parsed.word_count(0, parsed.tokens.len());
    words <= FEW_WORDS
        && opinion.other().0 == Class::Nothing
        && parsed.strangers.is_empty()
        && !parsed.hears(&[Sense::Withdraw, Sense::Revise, Sense::Keep])
        && acts.iter().all(|act| act.mood != Mood::Refused)
        && acts.iter().any(|act| act.mood == Mood::Wanted && (words <= 5 || case.act_wanted(act) >= SURE))
}

/// True iff the day of a wish is surely the new one.
fn dated(case: &Case<'_>, wish: &Wish) -> bool {
    let mut times = case.parsed.times.iter().take(MOST_TIMES);
    times.any(|time| wanted(time.mention.when) == wish.wanted && case.new_date(time) >= SURE_DAY)
}

/// What is no change: the class is the model's, the matter the rules'.
fn about(parsed: &Parsed<'_>, found: &Reading, class: Class) -> Reading {
    match (class, found) {
        (Class::Question, Reading::Information(topic, aim)) => Reading::Information(*topic, *aim),
        (Class::Question, _) => Reading::Information(topic(parsed).unwrap_or(Topic::Overview), Aim::Open),
        (Class::Handoff, Reading::Foreign) => Reading::Foreign,
        (Class::Handoff, _) => Reading::Handoff(most(parsed, HANDOFF).map_or(Sense::Complaint, |(_, sense)| sense)),
        (Class::Shop, _) => Reading::Shop(most(parsed, SHOP).map_or(Sense::Shop, |(_, sense)| sense)),
        (_, _) => Reading::Nothing,
    }
}
