//! What a message says beside its wishes: a question about the customer's own data, or a request that no action fulfils. A
//! plan doesn't answer it, so its card says that it is there.

use super::counter::Counter;
use super::task::Task;
use crate::message::parse::Parsed;
use crate::message::reading::HANDOFF;
use crate::message::sense::Sense;
use crate::text;

/// Sentences that are told at most.
const MOST: usize = 3;

/// What a question is about.
const ASKED: &[Sense] = &[Sense::When, Sense::Price, Sense::Where, Sense::Overview, Sense::Status];

/// The sentences, as they stand.
pub fn beside(counter: &Counter<'_>, tasks: &[Task]) -> Vec<String> {
    let parsed = counter.parsed;
    let quoted = |quote: &String| tasks.iter().any(|task| task.evidence.contains(quote));
    let sentences = (0..parsed.sentence_count()).map(|sentence| parsed.sentence_tokens(sentence));
    let told = sentences.filter(|(from, to)| asks(parsed, *from, *to));
    let quotes = told.map(|(from, to)| text::clean(parsed.quote(from, to), text::LINE));
    quotes.filter(|quote| !quote.is_empty() && !quoted(quote)).take(MOST).collect()
}

/// True iff a sentence names no act, and asks: for data with a question mark, or for something else.
fn asks(parsed: &Parsed<'_>, from: usize, to: usize) -> bool {
    let any = |senses: &[Sense]| parsed.hits_in(from, to).iter().any(|hit| senses.contains(&hit.sense));
    let marked = parsed.between(from, to).iter().any(|token| token.is_mark('?'));
    let acts = parsed.hits_in(from, to).iter().any(|hit| hit.sense.is_act());
    !acts && ((marked && any(ASKED)) || (any(&[Sense::Request]) && any(HANDOFF)))
}
