//! What a message says about doing something: every act it names, and whether it is wanted, refused, threatened, told or
//! somebody else's.

mod forms;
mod mood;

use forms::reminds;
pub use mood::hangs;
use mood::mood;

use super::lexicon::Hit;
use super::parse::Parsed;
use super::sense::Sense;

/// How an act is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Asked for.
    Wanted,
    /// Named without a request.
    Bare,
    /// Not to be done.
    Refused,
    /// Under a condition, or as a threat.
    Conditional,
    /// Not decided.
    Tentative,
    /// Asked about: how, whether.
    Asked,
    /// Told of what was.
    Told,
    /// Somebody else's.
    Foreign,
    /// About a one-off order.
    Order,
    /// About something that isn't ours.
    Unrelated,
    /// Words for the machine.
    Injected,
}

impl Mood {
    /// True iff the customer says it of themselves and of what is ours, however it is meant.
    pub fn is_ours(self) -> bool {
        !matches!(self, Self::Injected | Self::Foreign | Self::Order | Self::Unrelated)
    }
}

/// One act.
#[derive(Debug, Clone)]
pub struct Act {
    /// What.
    pub sense: Sense,
    /// How it is meant.
    pub mood: Mood,
    /// The first token.
    pub from: usize,
    /// The token after the last.
    pub to: usize,
    /// Its clause.
    pub clause: usize,
    /// Its sentence.
    pub sentence: usize,
    /// Whether it says a date of its own: "a week later".
    pub dated: bool,
}

impl Act {
    /// An act that stands between two tokens, in the sentence and clause of the first.
    pub fn at(parsed: &Parsed<'_>, sense: Sense, mood: Mood, from: usize, to: usize) -> Self {
        Self { sense, mood, from, to, clause: parsed.clause(from), sentence: parsed.sentence(from), dated: false }
    }
}

/// True iff a move is none of a delivery: "we move this Friday", "otherwise we won't make it".
fn idiom(parsed: &Parsed<'_>, hit: &Hit<Sense>) -> bool {
    let (from, to) = parsed.clause_tokens(parsed.clause(hit.from));
    match parsed.word(hit.from) {
        "make" => {
            let denied = parsed.any(Sense::Negation, from, hit.from);
            denied && parsed.word_count(hit.to, to) == 0
        }
        "move" => {
            let people = hit.from.checked_sub(1).is_some_and(|before| matches!(parsed.word(before), "we" | "i"));
            let timed = parsed.times_in(hit.to, to).first().is_some_and(|time| time.from <= hit.to.saturating_add(1));
            people && timed && parsed.word_count(from, hit.from) <= 2 && !parsed.any(Sense::Polite, from, hit.from)
        }
        _ => false,
    }
}

/// True iff the last word of a phrase is an infinitive that the word before it denies: "die nächste Lieferung nicht aussetzen".
fn denies_itself(parsed: &Parsed<'_>, hit: &Hit<Sense>) -> bool {
    let last = hit.to.saturating_sub(1);
    let not = matches!(parsed.word(last.saturating_sub(1)), "nicht" | "nich" | "ned" | "net");
    last.saturating_sub(1) > hit.from && not && parsed.word(last).ends_with("en")
}

/// Every act in the order of the words.
pub fn acts(parsed: &Parsed<'_>) -> Vec<Act> {
    let mut out: Vec<Act> = Vec::new();
    for hit in parsed.hits.iter().filter(|hit| hit.sense.is_act()) {
        // "All three need to go to …" is where to.
        let goes = parsed.word(hit.to.saturating_sub(1)) == "go" && parsed.word(hit.to) == "to";
        if (goes && hit.sense == Sense::Cancel) || (hit.sense == Sense::Move && idiom(parsed, hit)) {
            continue;
        }
        // "Don't forget to skip it" is no "don't skip it".
        let reminded = hit.sense == Sense::Unskip && reminds(parsed, hit.from);
        let hit = &Hit { sense: if reminded { Sense::Skip } else { hit.sense }, ..*hit };
        let (clause, sentence) = (parsed.clause(hit.from), parsed.sentence(hit.from));
        // The same said twice in one clause is one act; the longer phrase counts.
        let same = out.iter_mut().find(|act| act.sense == hit.sense && act.clause == clause);
        if let Some(same) = same {
            // "Die nächste nicht auslassen", "keine Lieferung auslassen": what the one denies is the other.
            let denied = hit.from <= same.to && same.to < hit.to && parsed.any(Sense::Negation, same.from, same.to);
            if denied && mood(parsed, hit, clause, sentence) == Mood::Refused {
                same.mood = Mood::Refused;
            }
            same.to = same.to.max(hit.to);
            continue;
        }
        let mood = if denies_itself(parsed, hit) { Mood::Refused } else { mood(parsed, hit, clause, sentence) };
        out.push(Act::at(parsed, hit.sense, mood, hit.from, hit.to));
    }
    out
}
