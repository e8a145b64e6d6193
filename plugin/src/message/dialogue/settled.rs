//! Few words to a plan that waits: whether they are content with it, or take it back.

use crate::message::acts::{Act, Mood};
use crate::message::answer::Task;
use crate::message::few::Few;
use crate::message::parse::Parsed;
use crate::message::sense::Sense;
use crate::message::shelf::Set;

/// What few words say of a plan that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// It is fine.
    Fine,
    /// It isn't wanted any more.
    Back,
    /// Something else.
    Else,
}

/// More words than so say more than that.
const MOST: usize = 8;
/// Words that say nothing of it.
const FILL: Few =
    Few("danke dank vielen lieben thanks thank you please bitte sorry ach oh ok okay then dann so alles klar gut \
        actually eh mir uns me us das it that its hi hallo");
/// What is left of a text that is content, one after the other.
const FINE: &str = "no problem;no rush;no hurry;no worries;kein problem;keine eile;kein stress;passt;ja passt";
/// What is left of one that takes back, a no before it aside.
const BACK: &str = "doch nicht;lieber nicht;besser nicht;lieber doch nicht;lass mal;lasst mal;rather not;better not;\
                    id rather not;dont;do not";

/// What they say of wishes for these.
pub fn said(parsed: &Parsed<'_>, acts: &[Act], tasks: &[Task]) -> Said {
    let all = parsed.tokens.len();
    if parsed.word_count(0, all) > MOST || !parsed.times.is_empty() || !parsed.places.is_empty() {
        return Said::Else;
    }
    let mut left = String::new();
    for token in parsed.tokens.iter().filter(|token| token.is_word() && !FILL.contains(&token.word)) {
        left.push_str(if left.is_empty() { "" } else { " " });
        left.push_str(&token.word);
    }
    let any = |phrases: &str, left: &str| phrases.split(';').any(|phrase| phrase == left);
    if any(FINE, &left) {
        return Said::Fine;
    }
    let rest = ["no ", "nein ", "nee ", "ne "].iter().find_map(|no| left.strip_prefix(no)).unwrap_or(&left);
    if any(BACK, rest) {
        return Said::Back;
    }
    let wants = |act: &Act| matches!(act.mood, Mood::Wanted | Mood::Asked | Mood::Tentative);
    // "Erst mal nicht, lasst es, wie es ist": nothing is wanted after it.
    let last = parsed.of(Sense::Withdraw).last();
    if last.is_some_and(|hit| !acts.iter().any(|act| wants(act) && act.from > hit.from)) && parsed.named.is_empty() {
        return Said::Back;
    }
    // "Ok keep the decaf then".
    let named = parsed.all_named();
    let set: Set = tasks.iter().map(Task::set).collect();
    let own = named == set || (named.is_empty() && parsed.says(Few("es so it everything alles them"), 0, all));
    let asks = acts.iter().any(wants);
    let open = parsed.hears(&[Sense::Maybe, Sense::Unsettled, Sense::If])
        || parsed.tokens.iter().any(|token| token.is_mark('?'));
    if parsed.hears(&[Sense::Keep]) && own && !asks && !open { Said::Back } else { Said::Else }
}
