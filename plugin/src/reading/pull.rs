//! One list of one customer, pulled page by page until it is whole.
//!
//! A list that may be longer than a page is asked for from both ends at once: the lists of up to 500 rows then cost no
//! further round trip, as the ends meet. Beyond that the later end is followed by cursor towards the other.

use super::places::Places;
use crate::recharge::{Answer, CustomerId, Get, ReadError, Row, Sort, next_page, read_page};

/// What was asked for, to hand back with the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// The read.
    pub get: Get,
    end: End,
}

impl Ask {
    /// True iff the list does without it, with more round trips.
    pub fn is_spare(&self) -> bool {
        self.end == End::Far
    }
}

/// From which end of the list a page comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// The first rows, asked for beside the others. Never followed.
    Far,
    /// The rows that are followed by cursor.
    Near,
}

/// A list on its way.
#[derive(Debug)]
pub struct Pull<T> {
    owner: CustomerId,
    max_age: u32,
    asks: Vec<Ask>,
    rows: Vec<T>,
    /// Where the row of an id is.
    known: Places,
    far: Vec<u64>,
    whole: bool,
    failure: Option<ReadError>,
    lost: usize,
    foreign: usize,
}

/// A list as far as it could be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Pulled<T> {
    /// The rows that are the customer's, each once, by id.
    pub rows: Vec<T>,
    /// Why the list is not whole, if a read failed.
    pub failure: Option<ReadError>,
    /// Whether every row of the list is here.
    pub complete: bool,
    /// Rows of somebody else, which were dropped.
    pub foreign: usize,
}

impl<T> Pulled<T> {
    /// True iff nothing at all could be read.
    pub fn is_missing(&self) -> bool {
        self.failure.is_some() && self.rows.is_empty()
    }
}

/// A list of whatever rows.
pub trait AnyPull {
    /// What to ask for next; empty when the list is whole or stuck.
    fn asks(&mut self) -> Vec<Ask>;
    /// Takes the answer to what was asked for.
    fn absorb(&mut self, ask: &Ask, answer: Result<Answer, ReadError>);
}

impl<T: Row> Pull<T> {
    /// A list that is asked for in pages of this order, the far end first where both are asked for.
    pub fn new(owner: CustomerId, max_age: u32, both_ends: bool, page: impl Fn(Sort) -> Get) -> Self {
        let asks = if both_ends {
            vec![Ask { get: page(Sort::Ascending), end: End::Far }, Ask { get: page(Sort::Descending), end: End::Near }]
        } else {
            vec![Ask { get: page(Sort::Default), end: End::Near }]
        };
        Self {
            owner,
            max_age,
            asks,
            rows: Vec::new(),
            known: Places::default(),
            far: Vec::new(),
            whole: false,
            failure: None,
            lost: 0,
            foreign: 0,
        }
    }

    /// What there is of it now.
    pub fn finish(self) -> Pulled<T> {
        let mut rows: Vec<Option<T>> = self.rows.into_iter().map(Some).collect();
        let rows = self.known.in_order().filter_map(|place| rows.get_mut(place)?.take()).collect();
        Pulled {
            complete: self.whole && self.lost == 0,
            failure: self.failure.filter(|_| !self.whole),
            rows,
            foreign: self.foreign,
        }
    }

    /// Takes the rows that are the customer's: their ids, and whether there was a new one among them.
    fn take(&mut self, rows: Vec<T>) -> (Vec<u64>, bool) {
        let (mut ids, mut news) = (Vec::new(), false);
        for row in rows {
            match row.owner() {
                Some(owner) if owner == self.owner => {
                    let id = row.id();
                    ids.push(id);
                    if self.known.put(id, self.rows.len()).is_none() {
                        news = true;
                        self.rows.push(row);
                    }
                }
                Some(_) => self.foreign = self.foreign.saturating_add(1),
                // Whose it is can't be told, so it isn't shown, and the list isn't whole.
                None => self.lost = self.lost.saturating_add(1),
            }
        }
        (ids, news)
    }
}

impl<T: Row> AnyPull for Pull<T> {
    fn asks(&mut self) -> Vec<Ask> {
        if self.whole { Vec::new() } else { std::mem::take(&mut self.asks) }
    }

    fn absorb(&mut self, ask: &Ask, answer: Result<Answer, ReadError>) {
        let page = answer.and_then(|answer| {
            read_page::<T>(&answer.body, T::KEY).map_err(|cause| ReadError { path: T::PATH, cause })
        });
        let page = match page {
            Ok(page) => page,
            Err(error) => {
                self.failure = Some(error);
                return;
            }
        };
        self.lost = self.lost.saturating_add(page.lost);
        let (ids, news) = self.take(page.rows);
        let met = ask.end == End::Near && ids.iter().any(|id| self.far.contains(id));
        if ask.end == End::Far {
            self.far = ids;
        }
        match page.next {
            None => self.whole = true,
            Some(_) if met => self.whole = true,
            // A page without news leads in circles, or through the rows of the whole store.
            Some(cursor) if ask.end == End::Near && news => {
                self.asks.push(Ask { get: next_page(T::PATH, &cursor, self.max_age), end: End::Near });
            }
            Some(_) => {}
        }
    }
}
