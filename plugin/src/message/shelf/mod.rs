//! What a customer has, as far as words can mean it: subscriptions with names, dates, rhythms and places.

mod names;
mod price;
mod set;

use jiff::civil::Date;

pub use names::{Named, folded};
pub use set::{MOST, Set};

use super::tokens::{Token, tokens};
use names::{EMPTY_WORDS, KINDS, kinds_in};

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
    /// Price of one, decimal text.
    pub price: Option<String>,
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
    /// The words of titles of what has ended.
    ended: Vec<Vec<String>>,
}

/// The words of a title or a place that tell it from others.
fn split(text: &str) -> Vec<String> {
    let words = tokens(text).into_iter().filter(Token::is_word).map(|token| token.word);
    words.filter(|word| word.len() > 2 && !EMPTY_WORDS.contains(word)).collect()
}

impl Shelf {
    /// A shelf.
    pub fn new(today: Date, mut items: Vec<Item>) -> Self {
        items.truncate(MOST);
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
        Self { today, items, words, places, kinds, ended: Vec::new() }
    }

    /// The same, with the titles of what has ended: whoever names that means none of the others.
    pub fn beside_ended<'t>(mut self, titles: impl Iterator<Item = &'t str>) -> Self {
        self.ended = titles.take(MOST).map(split).collect();
        self
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
        self.items.iter().enumerate().filter(|(_, item)| fits(item)).map(|(at, _)| Set::one(at)).collect()
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
}
