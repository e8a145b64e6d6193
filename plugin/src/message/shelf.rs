//! What a customer has, as far as words can mean it: subscriptions with names, dates, rhythms and places.

use jiff::civil::Date;

use super::lexicon::{Hit, Lexicon};
use super::tokens::{Token, alike, fold, tokens};
use crate::packed::packed;

/// Subscriptions that words are compared with at most; those of a longer list have to be chosen by a person.
pub const MOST: usize = 64;

/// A set of subscriptions, by their place on the shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Set(u64);

impl Set {
    /// None.
    pub const EMPTY: Self = Self(0);

    /// The first so many.
    pub fn first(count: usize) -> Self {
        (0..count.min(MOST)).map(Self::one).fold(Self::EMPTY, Self::or)
    }

    /// One.
    pub fn one(at: usize) -> Self {
        Self(u32::try_from(at).ok().and_then(|at| 1_u64.checked_shl(at)).unwrap_or_default())
    }

    /// Those of either.
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those of both.
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those that are not in the other.
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// True iff there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many.
    pub fn len(self) -> usize {
        usize::try_from(self.0.count_ones()).unwrap_or_default()
    }

    /// Their places.
    pub fn places(self) -> impl Iterator<Item = usize> {
        (0..MOST).filter(move |at| !self.and(Self::one(*at)).is_empty())
    }
}

/// A rhythm: so many days, or so many months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rhythm {
    /// Days.
    pub days: i64,
    /// Months.
    pub months: i64,
}

/// One subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Recharge's id.
    pub id: u64,
    /// Product, variant and what else it is called.
    pub title: String,
    /// When it is charged next.
    pub next: Option<Date>,
    /// Skipped dates ahead.
    pub skipped: Vec<Date>,
    /// How often.
    pub rhythm: Option<Rhythm>,
    /// Recharge's id of its address.
    pub address: Option<u64>,
    /// Street and city, by which it may be called.
    pub place: String,
}

/// A customer's subscriptions and today.
#[derive(Debug)]
pub struct Shelf {
    /// Today in the shop.
    pub today: Date,
    /// The running subscriptions.
    pub items: Vec<Item>,
    /// The words of each title.
    words: Vec<Vec<String>>,
    places: Vec<Vec<String>>,
    /// Which items are of each kind of goods.
    kinds: Vec<Set>,
}

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
const EMPTY_WORDS: &[&str] = &[
    "the",
    "and",
    "und",
    "der",
    "die",
    "das",
    "for",
    "fur",
    "mit",
    "with",
    "pack",
    "bag",
    "box",
    "set",
    "size",
    "of",
    "in",
    "premium",
    "best",
    "new",
    "abo",
    "subscription",
    "monthly",
    "100",
    "250g",
    "500g",
    "1kg",
    "kg",
    "oz",
    "default",
];

impl Shelf {
    /// A shelf.
    pub fn new(today: Date, mut items: Vec<Item>) -> Self {
        items.truncate(MOST);
        let split = |text: &str| -> Vec<String> {
            let words = tokens(text).into_iter().filter(Token::is_word).map(|token| token.word);
            words.filter(|word| word.len() > 2 && !EMPTY_WORDS.contains(&word.as_str())).collect()
        };
        let words: Vec<Vec<String>> = items.iter().map(|item| split(&item.title)).collect();
        let places = items.iter().map(|item| split(&item.place)).collect();
        let mut kinds = vec![Set::EMPTY; KINDS];
        for (at, item) in items.iter().enumerate() {
            for kind in kinds_in(&tokens(&item.title)) {
                if let Some(set) = kinds.get_mut(usize::from(kind.sense)) {
                    *set = set.or(Set::one(at));
                }
            }
        }
        Self { today, items, words, places, kinds }
    }

    /// All of them.
    pub fn all(&self) -> Set {
        Set::first(self.items.len())
    }

    /// The items at these places.
    pub fn of(&self, set: Set) -> impl Iterator<Item = &Item> {
        set.places().filter_map(|at| self.items.get(at))
    }

    fn such(&self, fits: impl Fn(&Item) -> bool) -> Set {
        self.items
            .iter()
            .enumerate()
            .filter(|(_, item)| fits(item))
            .map(|(at, _)| Set::one(at))
            .fold(Set::EMPTY, Set::or)
    }

    /// Those that are charged next on a date.
    pub fn due_on(&self, date: Date) -> Set {
        self.such(|item| item.next == Some(date))
    }

    /// Those that are skipped on a date.
    pub fn skipped_on(&self, date: Date) -> Set {
        self.such(|item| item.skipped.contains(&date))
    }

    /// Those that have a skipped date ahead.
    pub fn skipped(&self) -> Set {
        self.such(|item| !item.skipped.is_empty())
    }

    /// Those charged next between two dates.
    pub fn due_between(&self, from: Date, to: Date) -> Set {
        self.such(|item| item.next.is_some_and(|next| from <= next && next <= to))
    }

    /// Those of a rhythm.
    pub fn in_rhythm(&self, rhythm: Rhythm) -> Set {
        let same = |own: Rhythm| {
            own == rhythm
                || (own.months == 1 && own.days == 0 && rhythm.months == 0 && (28..=31).contains(&rhythm.days))
                || (rhythm.months == 1 && rhythm.days == 0 && own.months == 0 && (28..=31).contains(&own.days))
        };
        self.such(|item| item.rhythm.is_some_and(same))
    }

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

    /// What one word names: words of a title first, then the kinds.
    fn single(&self, tokens: &[Token], at: usize, token: &Token, kinds: &[Hit<u8>]) -> Option<Named> {
        let word = token.word.as_str();
        let to = at.saturating_add(1);
        if word.len() < 3 || (OF_TIME.contains(&word) && !self.beside(tokens, at, word)) {
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
        list.map(|(at, _)| Set::one(at)).fold(Set::EMPTY, Set::or)
    }
}

/// As many kinds of goods as a table can number.
const KINDS: usize = 256;

/// The kinds of goods that a text names; each is a line of the table.
fn kinds_in(tokens: &[Token]) -> Vec<Hit<u8>> {
    Lexicon(packed!("kinds").bytes()).find(tokens)
}

/// What a title's word may be put together with and still be meant: "Espressoabo", and not "Espressomaschine".
const TAILS: &[&str] =
    &["s", "n", "e", "abo", "liefer", "paket", "send", "bestell", "bohne", "kaffee", "nachschub", "sorte"];

/// Words of titles that are said of times as well.
const OF_TIME: &[&str] = &[
    "morning", "evening", "night", "day", "daily", "week", "weekly", "month", "monthly", "summer", "winter", "autumn",
    "spring", "morgen", "abend", "nacht", "sommer", "herbst", "weekend",
];

/// Words that name a kind as a whole even where they stand in one title only.
const GENERAL: &[&str] = &[
    "coffee", "coffees", "kaffee", "kaffees", "tee", "tees", "tea", "teas", "food", "futter", "cat", "cats", "dog",
    "dogs", "wine", "wein", "beer", "bier", "beans", "bohnen", "vitamin", "vitamins", "protein", "snack", "snacks",
];

/// A title folded word by word, for what is compared as a whole.
pub fn folded(title: &str) -> String {
    tokens(title).iter().filter(|token| token.is_word()).map(|token| fold(&token.word)).collect::<Vec<_>>().join(" ")
}
