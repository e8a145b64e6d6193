//! What a message says beside its wishes: a question about the customer's own data, a request that no action fulfils, or an act
//! that no plan rests on. Its card says that it is there.

use super::counter::Counter;
use super::task::{Task, as_quoted};
use crate::message::acts::{Act, Mood, acts};
use crate::message::dates::When;
use crate::message::few::Few;
use crate::message::parse::Parsed;
use crate::message::reading::{HANDOFF, deed};
use crate::message::sense::Sense;

/// Sentences that are told at most.
const MOST: usize = 3;

/// What a question is about.
const ASKED: &[Sense] = &[Sense::When, Sense::Price, Sense::Where, Sense::Overview, Sense::Status];

/// The sentences, as they stand.
pub fn beside(counter: &Counter<'_>, tasks: &[Task]) -> Vec<String> {
    let parsed = counter.parsed;
    let quoted = |quote: &String| tasks.iter().any(|task| task.evidence.contains(quote));
    let acts = acts(parsed);
    let told = (0..parsed.sentence_count()).filter(|sentence| asks(parsed, *sentence) || acting(&acts, *sentence));
    let sentences = told.map(|sentence| parsed.sentence_tokens(sentence));
    let quotes = sentences.map(|(from, to)| as_quoted(parsed.quote(from, to)));
    quotes.filter(|quote| !quote.is_empty() && !quoted(quote)).take(MOST).collect()
}

/// True iff a sentence says that something may be done: what no wish rests on is left out of every plan.
fn acting(acts: &[Act], sentence: usize) -> bool {
    let live = |act: &&Act| {
        let open = matches!(act.mood, Mood::Wanted | Mood::Tentative | Mood::Conditional);
        open && (deed(act.sense).is_some() || act.sense == Sense::Stop)
    };
    acts.iter().filter(live).any(|act| act.sentence == sentence)
}

/// True iff a sentence asks: for data with a question mark, or for something that no action does.
fn asks(parsed: &Parsed<'_>, sentence: usize) -> bool {
    let (from, to) = parsed.sentence_tokens(sentence);
    let any = |senses: &[Sense]| parsed.hits_in(from, to).iter().any(|hit| senses.contains(&hit.sense));
    // "And from then on every six weeks."
    let every = parsed.times_in(from, to).iter().any(|time| matches!(time.mention.when, When::Every { .. }));
    let rhythm = every && parsed.says(Few("kunftig ab then now"), from, to);
    let marked = parsed.between(from, to).iter().any(|token| token.is_mark('?'));
    (marked && any(ASKED)) || (any(&[Sense::Request]) && (any(HANDOFF) || any(&[Sense::Invoice]))) || rhythm
}
