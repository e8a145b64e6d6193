//! What subscriptions are called: by words of their titles, by the kind of goods, by place.

use super::{Set, Shelf};
use crate::message::few::Few;
use crate::message::lexicon::{Hit, Lexicon};
use crate::message::tokens::{Token, alike, fold, tokens};
use crate::packed::packed;

/// A mention of subscriptions in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    /// The first token.
    pub from: usize,
    /// The token after the last.
    pub to: usize,
    /// Which ones can be meant.
    pub items: Set,
}

/// Words of titles that name nothing by themselves.
pub(super) const EMPTY_WORDS: Few =
    Few("the and und der die das den dem des fur for mit with von vom from aus of in our your you ihr mein \
        ein eine one two zwei all alle alles every jede each only just more mehr nur \
        ganz ganze ganzer ganzes ganzen whole good gut gute guter gutes great best beste new neu neue next nachste \
        pack bag box set size premium abo abonnement subscription monthly delivery lieferung order bestellung \
        100 250g 500g 1kg kg oz default");

impl Shelf {
    /// Every mention of subscriptions by name, kind or place. Words next to each other that agree are one mention.
    pub fn named(&self, tokens: &[Token]) -> Vec<Named> {
        let mut singles = Vec::new();
        let kinds = kinds_in(tokens);
        for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.is_word()) {
            let from_here = kinds.get(kinds.partition_point(|kind| kind.from < at)..).unwrap_or_default();
            if let Some(named) = self.single(tokens, at, token, from_here) {
                singles.push(named);
            }
        }
        let mut out: Vec<Named> = Vec::new();
        for single in singles {
            if let Some(last) = out.last_mut() {
                let gap = tokens.get(last.to..single.from).unwrap_or_default();
                let both = last.items.and(single.items);
                let near = gap.len() <= 1 && gap.iter().all(|token| token.is_mark('-') || token.is_mark('"'));
                if (near || last.to > single.from) && !both.is_empty() {
                    last.items = both;
                    last.to = last.to.max(single.to);
                    continue;
                }
            }
            out.push(single);
        }
        out
    }

    /// Where goods are named that none of these are, as "dog food" is beside cat food: such a word, and the names that it is a
    /// part of are none.
    pub fn strangers(&self, tokens: &[Token], named: &mut Vec<Named>) -> Vec<usize> {
        let own = |hit: &Hit<u8>| !self.kinds.get(usize::from(hit.sense)).copied().unwrap_or_default().is_empty();
        let kinds = kinds_in(tokens);
        let known = |at: usize| {
            let titled = tokens.get(at).is_some_and(|token| !self.by_words(&self.words, &token.word, true).is_empty());
            titled || kinds.iter().any(|hit| hit.from == at && own(hit))
        };
        let of_ended = |at: usize| {
            let word = tokens.get(at).map_or("", |token| token.word.as_str());
            word.len() > 3
                && !OF_TIME.contains(word)
                && self.ended.iter().flatten().any(|own| own == word)
                && !known(at)
        };
        let foreign = |at: usize| kinds.iter().any(|hit| hit.from == at && !own(hit)) && !known(at);
        let out: Vec<usize> = (0..tokens.len()).filter(|at| foreign(*at) || of_ended(*at)).collect();
        named.retain(|named| {
            let next = |at: &usize| at.saturating_add(1) == named.from;
            let general =
                tokens.get(named.from).is_some_and(|token| GENERAL.iter().any(|word| fold(word) == token.word));
            !(general && named.to == named.from.saturating_add(1) && out.iter().any(next))
        });
        out
    }

    /// What one word names: words of a title first, then the kinds.
    fn single(&self, tokens: &[Token], at: usize, token: &Token, kinds: &[Hit<u8>]) -> Option<Named> {
        let word = token.word.as_str();
        let to = at.saturating_add(1);
        if word.len() < 3 || (OF_TIME.contains(word) && !self.beside(tokens, at, word) && !is_one(tokens, at)) {
            return None;
        }
        let mut kind = Set::EMPTY;
        let mut end = to;
        for hit in kinds.iter().take_while(|hit| hit.from == at) {
            let items = self.kinds.get(usize::from(hit.sense)).copied().unwrap_or_default();
            if !items.is_empty() {
                kind = kind.or(items);
                end = end.max(hit.to);
            }
        }
        let titled = self.by_words(&self.words, word, kind.is_empty());
        if !titled.is_empty() {
            // "Coffee" stands in one title and is a kind that others are of as well: those are meant too. A word of a
            // title that makes a difference among its kind, like "espresso", means its own alone.
            let common = GENERAL.iter().any(|general| fold(general) == word);
            return Some(Named { from: at, to, items: if common { titled.or(kind) } else { titled } });
        }
        if !kind.is_empty() {
            return Some(Named { from: at, to: end, items: kind });
        }
        let placed = self.by_words(&self.places, word, false);
        (!placed.is_empty() && placed != self.all() && token.capital && word.len() > 3).then_some(Named {
            from: at,
            to,
            items: placed,
        })
    }

    /// True iff a word by itself means these subscriptions.
    pub fn calls(&self, word: &str, items: Set) -> bool {
        self.named(&tokens(word)).first().is_some_and(|named| named.items == items)
    }

    /// True iff the next word is of the same title: "morning blend", and not "this morning".
    fn beside(&self, tokens: &[Token], at: usize, word: &str) -> bool {
        let own = self.by_words(&self.words, word, false);
        let near = tokens.iter().skip(at.saturating_add(1)).take(2).filter(|token| token.is_word()).take(1);
        near.into_iter().any(|next| !self.by_words(&self.words, &next.word, true).and(own).is_empty())
    }

    fn by_words(&self, lists: &[Vec<String>], word: &str, loosely: bool) -> Set {
        let fits = |own: &String| {
            own == word
                || (own.len() >= 4 && word.len() >= 4 && loosely && alike(own, word))
                || (own.len() >= 5
                    && loosely
                    && word
                        .strip_prefix(own.as_str())
                        .is_some_and(|rest| TAILS.iter().any(|tail| rest.starts_with(tail))))
        };
        let list = lists.iter().enumerate().filter(|(_, words)| words.iter().any(fits));
        list.map(|(at, _)| Set::one(at)).collect()
    }
}

/// True iff it is "the morning one".
fn is_one(tokens: &[Token], at: usize) -> bool {
    let word = |at: Option<usize>| at.and_then(|at| tokens.get(at)).map_or("", |token| token.word.as_str());
    word(at.checked_sub(1)) == "the" && matches!(word(at.checked_add(1)), "one" | "ones")
}

/// As many kinds of goods as a table can number.
pub(super) const KINDS: usize = 256;

/// The kinds of goods that a text names; each is a line of the table.
pub(super) fn kinds_in(tokens: &[Token]) -> Vec<Hit<u8>> {
    Lexicon(packed!("kinds").bytes()).find(tokens)
}

/// What a title's word may be put together with and still be meant: "Espressoabo", and not "Espressomaschine".
const TAILS: Few = Few("s n e abo liefer paket send bestell bohne kaffee nachschub sorte");

/// Words of titles that are said of times as well.
const OF_TIME: Few =
    Few("morning evening night day daily week weekly month monthly summer winter autumn spring morgen abend \
        nacht sommer herbst weekend");

/// Words that name a kind as a whole even where they stand in one title only.
const GENERAL: Few =
    Few("coffee coffees kaffee kaffees tee tees tea teas food futter cat cats dog dogs wine wein beer bier \
        beans bohnen vitamin vitamins protein snack snacks");

/// A title folded word by word, for what is compared as a whole.
pub fn folded(title: &str) -> String {
    tokens(title).iter().filter(|token| token.is_word()).map(|token| fold(&token.word)).collect::<Vec<_>>().join(" ")
}
