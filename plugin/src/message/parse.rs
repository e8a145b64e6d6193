//! A message's own words with everything that was found in them: phrases, times, addresses, subscriptions, and where
//! sentences and clauses end.

use super::address::{self, Found};
use super::dates::{self, Mention};
use super::lexicon::{Hit, Lexicon};
use super::sense::Sense;
use super::shelf::{Named, Set, Shelf};
use super::tokens::{Kind, Token, tokens};
use crate::packed::{packed, run};

/// A time in the text, by tokens.
#[derive(Debug, Clone, Copy)]
pub struct Time {
    /// The first token.
    pub from: usize,
    /// The token after the last.
    pub to: usize,
    /// What it is.
    pub mention: Mention,
}

/// An address in the text, by tokens.
#[derive(Debug, Clone)]
pub struct Place {
    /// The first token.
    pub from: usize,
    /// The token after the last.
    pub to: usize,
    /// What it is.
    pub found: Found,
}

/// The words with all that was found.
#[derive(Debug)]
pub struct Parsed<'t> {
    /// The text.
    pub text: &'t str,
    /// Its tokens.
    pub tokens: Vec<Token>,
    /// Phrases in order.
    pub hits: Vec<Hit<Sense>>,
    /// Times in order.
    pub times: Vec<Time>,
    /// Addresses in order.
    pub places: Vec<Place>,
    /// Mentions of subscriptions in order.
    pub named: Vec<Named>,
    /// The subscriptions that quoted mail is about, where it is about one.
    pub context: Set,
    /// For each token the number of its clause.
    clauses: Vec<usize>,
    /// For each token the number of its sentence.
    sentences: Vec<usize>,
}

/// The word tables: one after the other, each as a run.
#[derive(Debug)]
pub struct Tables(&'static [u8]);

impl Tables {
    /// All that there are.
    pub fn read() -> Self {
        Self(packed!("words").bytes())
    }

    /// The phrases of all languages, in order.
    fn find(&self, tokens: &[Token]) -> Vec<Hit<Sense>> {
        let (mut out, mut tables) = (Vec::new(), self.0);
        while !tables.is_empty() {
            let (table, rest) = run(tables);
            tables = rest;
            let hits = Lexicon(table).find(tokens).into_iter().filter_map(|Hit { sense, from, to }| {
                let sense = *Sense::ALL.get(usize::from(sense))?;
                Some(Hit { sense, from, to })
            });
            out = merged(out, hits.collect());
        }
        out
    }
}

/// Words that begin a clause, folded.
pub const JOINTS: &[&str] = &[
    "and",
    "but",
    "aber",
    "und",
    "sondern",
    "or",
    "oder",
    "then",
    "dann",
    "because",
    "weil",
    "denn",
    "while",
    "wahrend",
    "also",
    "plus",
    "however",
    "sowie",
    "ausserdem",
    "usserdem",
    "auserdem",
];

impl<'t> Parsed<'t> {
    /// Reads a text.
    pub fn read(text: &'t str, tables: &Tables, shelf: &Shelf) -> Self {
        let tokens = tokens(text);
        let place = |start: usize, end: usize| {
            let from = tokens.partition_point(|token| token.end <= start);
            let to = tokens.partition_point(|token| token.start < end);
            (from, to)
        };
        let places: Vec<Place> = address::find(text)
            .into_iter()
            .filter(|found| {
                // A name alone is no place.
                let address = &found.address;
                [
                    &address.address1,
                    &address.address2,
                    &address.city,
                    &address.zip,
                    &address.province,
                    &address.country_code,
                    &address.house_number,
                ]
                .iter()
                .any(|part| part.is_some())
            })
            .map(|found| {
                let (from, to) = place(found.start, found.end);
                Place { from, to, found }
            })
            .collect();
        let inside = |from: usize, to: usize| places.iter().any(|place| place.from <= from && to <= place.to);
        // "The every-six-weeks one": a hyphen between words is a blank, for times.
        let times: Vec<Time> = dates::find(&unhyphened(text), shelf.today)
            .into_iter()
            .map(|mention| {
                let (from, to) = place(mention.start, mention.end);
                Time { from, to, mention }
            })
            .filter(|time| !inside(time.from, time.to))
            .collect();
        let hits = consumed(tables.find(&tokens));
        let named: Vec<Named> =
            shelf.named(&tokens).into_iter().filter(|named| !inside(named.from, named.to)).collect();
        let acts: Vec<usize> = hits.iter().filter(|hit| hit.sense.is_act()).map(|hit| hit.from).collect();
        let (sentences, clauses) = parts(text, &tokens, &times, &places, &named, &acts);
        Self { text, tokens, hits, times, places, named, context: Set::EMPTY, clauses, sentences }
    }

    /// The same with what was quoted beneath: "skip it" is said of what the quoted mail is about.
    pub fn beneath(mut self, quoted: &str, shelf: &Shelf) -> Self {
        let named = shelf.named(&tokens(quoted));
        let precise = named.iter().filter(|named| named.items.len() == 1);
        self.context = precise.map(|named| named.items).fold(Set::EMPTY, Set::or);
        self
    }

    /// The clause of a token.
    pub fn clause(&self, token: usize) -> usize {
        self.clauses.get(token).copied().unwrap_or_default()
    }

    /// The sentence of a token.
    pub fn sentence(&self, token: usize) -> usize {
        self.sentences.get(token).copied().unwrap_or_default()
    }

    /// The tokens of a sentence.
    pub fn sentence_tokens(&self, sentence: usize) -> (usize, usize) {
        let from = self.sentences.partition_point(|other| *other < sentence);
        let to = self.sentences.partition_point(|other| *other <= sentence);
        (from, to)
    }

    /// The tokens of a clause.
    pub fn clause_tokens(&self, clause: usize) -> (usize, usize) {
        let from = self.clauses.partition_point(|other| *other < clause);
        let to = self.clauses.partition_point(|other| *other <= clause);
        (from, to)
    }

    /// How many sentences there are.
    pub fn sentence_count(&self) -> usize {
        self.sentences.last().map_or(0, |last| last.saturating_add(1))
    }

    /// Phrases of a sense.
    pub fn of(&self, sense: Sense) -> impl Iterator<Item = &Hit<Sense>> {
        self.hits.iter().filter(move |hit| hit.sense == sense)
    }

    /// True iff a phrase of that sense begins between two tokens.
    pub fn any(&self, sense: Sense, from: usize, to: usize) -> bool {
        self.of(sense).any(|hit| from <= hit.from && hit.from < to)
    }

    /// Words between two tokens.
    pub fn word_count(&self, from: usize, to: usize) -> usize {
        self.tokens.get(from..to).unwrap_or_default().iter().filter(|token| token.is_word()).count()
    }

    /// The text of some tokens.
    pub fn quote(&self, from: usize, to: usize) -> &'t str {
        let start = self.tokens.get(from).map_or(0, |token| token.start);
        let end = to.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(start, |token| token.end);
        self.text.get(start..end).unwrap_or_default().trim()
    }
}

/// Two lists of phrases, each in the order of the text, as one.
fn merged(a: Vec<Hit<Sense>>, b: Vec<Hit<Sense>>) -> Vec<Hit<Sense>> {
    let mut out: Vec<Hit<Sense>> = Vec::with_capacity(a.len().saturating_add(b.len()));
    let (mut a, mut b) = (a.into_iter().peekable(), b.into_iter().peekable());
    loop {
        let first = match (a.peek(), b.peek()) {
            (Some(left), Some(right)) if (left.from, left.sense) <= (right.from, right.sense) => a.next(),
            (Some(_), None) => a.next(),
            _ => b.next(),
        };
        let Some(first) = first else { return out };
        if out.last() != Some(&first) {
            out.push(first);
        }
    }
}

/// The text with blanks for hyphens between letters; every byte stays in its place.
fn unhyphened(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let between =
            letter == '-' && before.is_alphanumeric() && letters.peek().is_some_and(|next| next.is_alphabetic());
        out.push(if between { ' ' } else { letter });
        before = letter;
    }
    out
}

/// Phrases without those that are part of a longer one and mean nothing by themselves there: "not" in "no longer want".
fn consumed(hits: Vec<Hit<Sense>>) -> Vec<Hit<Sense>> {
    let weighs = |sense: Sense| {
        sense.is_act()
            || matches!(
                sense,
                Sense::IfPolite
                    | Sense::Withdraw
                    | Sense::Inject
                    | Sense::Reactivate
                    | Sense::OutOfOffice
                    | Sense::Account
                    | Sense::Relocate
                    | Sense::Skip
            )
    };
    let gives = |sense: Sense| {
        sense.is_act()
            || matches!(sense, Sense::Relocate | Sense::Negation | Sense::If | Sense::Keep | Sense::No | Sense::Maybe)
    };
    let longer = |hit: &Hit<Sense>| {
        hits.iter()
            .skip_while(|other| other.to.saturating_add(12) < hit.from)
            .take_while(|other| other.from <= hit.from)
            .any(|other| {
                let inside = other.from <= hit.from && hit.to <= other.to;
                let wider = other.to.saturating_sub(other.from) > hit.to.saturating_sub(hit.from);
                inside && wider && other.sense != hit.sense && weighs(other.sense)
            })
    };
    hits.iter().filter(|hit| !(gives(hit.sense) && longer(hit))).copied().collect()
}

/// The number of the sentence and of the clause of each token.
fn parts(
    text: &str,
    tokens: &[Token],
    times: &[Time],
    places: &[Place],
    named: &[Named],
    acts: &[usize],
) -> (Vec<usize>, Vec<usize>) {
    let mut held = vec![false; tokens.len()];
    let spans = times.iter().map(|time| (time.from, time.to)).chain(places.iter().map(|place| (place.from, place.to)));
    for (from, to) in spans {
        // No boundary inside, and none before the last token of it.
        for slot in held.get_mut(from..to.saturating_sub(1).max(from)).unwrap_or_default() {
            *slot = true;
        }
    }
    let (mut sentence, mut clause) = (0_usize, 0_usize);
    let (mut sentences, mut clauses) = (Vec::with_capacity(tokens.len()), Vec::with_capacity(tokens.len()));
    let (mut fresh, mut begun) = (true, 0_usize);
    for (at, token) in tokens.iter().enumerate() {
        if fresh {
            begun = at;
        }
        let joint = token.kind == Kind::Word && JOINTS.contains(&token.word.as_str()) && !excepts(tokens, at);
        if joint && !fresh && !held.get(at).copied().unwrap_or_default() {
            clause = clause.saturating_add(1);
        }
        sentences.push(sentence);
        clauses.push(clause);
        fresh = false;
        if held.get(at).copied().unwrap_or_default() {
            continue;
        }
        let boundary = match boundary(text, tokens, at) {
            Boundary::Sentence if token.kind == Kind::Line && lists(tokens, at, acts) => Boundary::Clause,
            // "Cat food: 5 April" is one thing said.
            Boundary::Clause if token.is_mark(':') && labels(tokens, named, begun, at) => Boundary::None,
            other => other,
        };
        match boundary {
            Boundary::Sentence => {
                sentence = sentence.saturating_add(1);
                clause = clause.saturating_add(1);
                fresh = true;
            }
            Boundary::Clause => {
                clause = clause.saturating_add(1);
                fresh = true;
            }
            Boundary::None => {}
        }
    }
    (sentences, clauses)
}

/// "Everything but" begins no clause.
fn excepts(tokens: &[Token], at: usize) -> bool {
    let word = |at: usize| tokens.get(at).map_or("", |token| token.word.as_str());
    word(at) == "but"
        && at.checked_sub(1).is_some_and(|before| matches!(word(before), "everything" | "all" | "anything" | "nothing"))
}

/// True iff the next line is an item of a list whose items are things and no wishes of their own.
fn lists(tokens: &[Token], at: usize, acts: &[usize]) -> bool {
    let bullet =
        |at: usize| tokens.get(at).is_some_and(|token| matches!(token.kind, Kind::Mark('-' | '*' | '•' | '·')));
    let next = at.saturating_add(1);
    let end = tokens
        .iter()
        .skip(next)
        .position(|token| token.kind == Kind::Line)
        .map_or(tokens.len(), |length| next.saturating_add(length));
    bullet(next) && !acts.iter().any(|act| next <= *act && *act < end) && end.saturating_sub(next) <= 9
}

/// True iff what stands before a colon is the name of a subscription and little else.
fn labels(tokens: &[Token], named: &[Named], from: usize, at: usize) -> bool {
    let words = tokens.get(from..at).unwrap_or_default().iter().filter(|token| token.is_word()).count();
    let apart = tokens.get(at.saturating_add(1)).is_none_or(|next| next.kind == Kind::Line);
    let first = named.partition_point(|named| named.from < from);
    words <= 4 && !apart && named.get(first).is_some_and(|named| named.from < at)
}

enum Boundary {
    Sentence,
    Clause,
    None,
}

fn boundary(text: &str, tokens: &[Token], at: usize) -> Boundary {
    let Some(token) = tokens.get(at) else { return Boundary::None };
    let before = at.checked_sub(1).and_then(|before| tokens.get(before));
    let next = tokens.get(at.saturating_add(1));
    match token.kind {
        Kind::Mark('!' | '?' | ';') => match next {
            // "!!!" and "?!" end once.
            Some(next) if matches!(next.kind, Kind::Mark('!' | '?')) => Boundary::None,
            _ => Boundary::Sentence,
        },
        Kind::Mark('.') => {
            let apart = next.is_none_or(|next| next.start > token.end || next.kind == Kind::Line);
            let dots = next.is_some_and(|next| next.is_mark('.'));
            let number = before.is_some_and(|before| before.kind == Kind::Number);
            let short = before.is_some_and(|before| before.word.len() <= 2 && before.is_word() && !number);
            let lower = next.is_some_and(|next| next.is_word() && !next.capital && next.kind == Kind::Word);
            if dots || !apart || (number && lower) || (short && lower) { Boundary::None } else { Boundary::Sentence }
        }
        Kind::Mark(',' | '(' | ')' | ':' | '&' | '+') => Boundary::Clause,
        Kind::Mark('-') => {
            let spaced = before.is_some_and(|before| before.end < token.start)
                && next.is_some_and(|next| next.start > token.end);
            if spaced { Boundary::Clause } else { Boundary::None }
        }
        Kind::Line => line_end(text, tokens, at),
        _ => Boundary::None,
    }
}

/// A line end is the end of a sentence, unless the line is one that a mail program wrapped.
fn line_end(text: &str, tokens: &[Token], at: usize) -> Boundary {
    let Some(token) = tokens.get(at) else { return Boundary::None };
    let line_start =
        text.get(..token.start).and_then(|before| before.rfind('\n')).map_or(0, |found| found.saturating_add(1));
    let length = text.get(line_start..token.start).unwrap_or_default().chars().count();
    let wrapped = length > 50
        && tokens.get(at.saturating_add(1)).is_some_and(|next| next.is_word() && (!next.capital || length > 66))
        && at
            .checked_sub(1)
            .and_then(|before| tokens.get(before))
            .is_some_and(|before| before.is_word() || before.is_mark(','));
    if wrapped { Boundary::None } else { Boundary::Sentence }
}
