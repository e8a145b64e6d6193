//! A message's own words with everything that was found in them: phrases, times, addresses and subscriptions, each in its
//! sentence and clause.

mod parts;
mod phrases;

use crate::message::few::Few;
pub use parts::JOINTS;
use parts::parts;
pub use phrases::Tables;

use super::address::{self, Found};
use super::dates::{self, Mention};
use super::lexicon::Hit;
use super::sense::Sense;
use super::shelf::{Named, Set, Shelf};
use super::tokens::{Token, tokens};

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
    /// The tokens that name goods which none of the subscriptions are.
    pub strangers: Vec<usize>,
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
        let mut hits = tables.phrases(&tokens);
        // "Ändern" is no "andern", though folded they are the same.
        let changed = |hit: &Hit<Sense>| {
            let said = tokens.get(hit.from).and_then(|token| text.get(token.start..token.end)).unwrap_or_default();
            said.starts_with(['ä', 'Ä']) || said.starts_with("ae") || said.starts_with("Ae")
        };
        hits.retain(|hit| hit.sense != Sense::Others || !changed(hit));
        // A correction reaches from the part that is wrong to the right one, and names the subscription between.
        let own = |named: &Named| {
            let said = tokens.get(named.from).and_then(|token| text.get(token.start..token.end)).unwrap_or_default();
            let within = |place: &&Place| place.from <= named.from && named.to <= place.to;
            places.iter().filter(within).any(|place| place.found.address.says(said))
        };
        // "Hallo liebes Morgenrot-Team": the shop, whose goods have its name.
        let shop = |named: &Named| {
            let next = tokens.get(named.to..).unwrap_or_default().iter().find(|token| !token.is_mark('-'));
            next.is_some_and(|token| token.word == "team")
        };
        let mut named = shelf.named(&tokens);
        named.retain(|named| !own(named) && !shop(named));
        let strangers = shelf.strangers(&tokens, &mut named);
        named.extend(shelf.priced(&tokens));
        crate::order::by(&mut named, |named| named.from);
        let acts: Vec<usize> = hits.iter().filter(|hit| hit.sense.is_act()).map(|hit| hit.from).collect();
        let (sentences, clauses) = parts(text, &tokens, &times, &places, &named, &acts);
        Self { text, tokens, hits, times, places, named, strangers, context: Set::EMPTY, clauses, sentences }
    }

    /// The same with what was quoted beneath: "skip it" is said of what the quoted mail is about.
    pub fn beneath(mut self, quoted: &str, shelf: &Shelf) -> Self {
        let named = shelf.named(&tokens(quoted));
        let precise = named.iter().filter(|named| named.items.len() == 1);
        self.context = precise.map(|named| named.items).collect();
        self
    }

    /// The clause of a token.
    #[inline(never)]
    pub fn clause(&self, token: usize) -> usize {
        self.clauses.get(token).copied().unwrap_or_default()
    }

    /// The sentence of a token.
    #[inline(never)]
    pub fn sentence(&self, token: usize) -> usize {
        self.sentences.get(token).copied().unwrap_or_default()
    }

    /// The tokens of a sentence. In line at each of its many callers it is kilobytes of a component.
    #[inline(never)]
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

    /// True iff there is a phrase of one of these senses.
    #[inline(never)]
    pub fn hears(&self, senses: &[Sense]) -> bool {
        self.hits.iter().any(|hit| senses.contains(&hit.sense))
    }

    /// Phrases that begin between two tokens.
    pub fn hits_in(&self, from: usize, to: usize) -> &[Hit<Sense>] {
        let place = |token: usize| self.hits.partition_point(|hit| hit.from < token);
        self.hits.get(place(from)..place(to)).unwrap_or_default()
    }

    /// How many clauses there are.
    pub fn clause_count(&self) -> usize {
        self.clauses.last().map_or(0, |last| last.saturating_add(1))
    }

    /// True iff a phrase of that sense begins between two tokens.
    pub fn any(&self, sense: Sense, from: usize, to: usize) -> bool {
        self.hits_in(from, to).iter().any(|hit| hit.sense == sense)
    }

    /// Times that begin between two tokens.
    pub fn times_in(&self, from: usize, to: usize) -> &[Time] {
        let place = |token: usize| self.times.partition_point(|time| time.from < token);
        self.times.get(place(from)..place(to)).unwrap_or_default()
    }

    /// Mentions of subscriptions that begin between two tokens.
    pub fn named_in(&self, from: usize, to: usize) -> &[Named] {
        let place = |token: usize| self.named.partition_point(|named| named.from < token);
        self.named.get(place(from)..place(to)).unwrap_or_default()
    }

    /// All that is named, in one.
    #[inline(never)]
    pub fn all_named(&self) -> Set {
        self.named.iter().map(|named| named.items).collect()
    }

    /// The tokens between two, as far as there are any.
    pub fn between(&self, from: usize, to: usize) -> &[Token] {
        self.tokens.get(from..to.min(self.tokens.len())).unwrap_or_default()
    }

    /// True iff one of these words, folded, stands between two tokens.
    pub fn says(&self, words: Few, from: usize, to: usize) -> bool {
        self.between(from, to).iter().any(|token| words.contains(token.word.as_str()))
    }

    /// A token's word, folded; nothing where it has none.
    #[inline(never)]
    pub fn word(&self, token: usize) -> &str {
        self.tokens.get(token).map_or("", |token| token.word.as_str())
    }

    /// How many words there are between two tokens.
    pub fn word_count(&self, from: usize, to: usize) -> usize {
        self.between(from, to).iter().filter(|token| token.is_word()).count()
    }

    /// The text of some tokens.
    pub fn quote(&self, from: usize, to: usize) -> &'t str {
        let start = self.tokens.get(from).map_or(0, |token| token.start);
        let end = to.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(start, |token| token.end);
        self.text.get(start..end).unwrap_or_default().trim()
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
