//! Reads the prepositions and articles before a time: they tell how it is tied to the wish and whether a bare "3rd" is a date.

use crate::message::dates::Relation;
use crate::message::dates::reader::Reader;
use crate::message::dates::sense::{Fixed, Lead, Sense};

/// More words before a time than this are not read together.
const LONGEST: usize = 6;

/// What stands before a time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Led {
    pub(crate) relation: Relation,
    /// The token after the lead.
    pub(crate) end: usize,
    /// "in", so that a length is counted from today.
    pub(crate) within: bool,
    /// "for", so that a length is a duration.
    pub(crate) lasting: bool,
    /// "by", "um": a length is a shift.
    pub(crate) shift: bool,
    pub(crate) between: bool,
    pub(crate) about: bool,
    pub(crate) article: bool,
    /// A preposition stands there.
    pub(crate) tied: bool,
    /// A day of the month may follow: preposition with article.
    pub(crate) tied_the: bool,
    /// Preposition and article in one word, as German has them.
    pub(crate) german: bool,
    /// "vor": a length lies behind.
    pub(crate) ago: bool,
}

impl Led {
    /// No lead at all.
    pub(crate) fn none(end: usize) -> Led {
        Led {
            relation: Relation::None,
            end,
            within: false,
            lasting: false,
            shift: false,
            between: false,
            about: false,
            article: false,
            tied: false,
            tied_the: false,
            german: false,
            ago: false,
        }
    }

    fn tie(&mut self, relation: Relation) {
        self.relation = match (self.relation, relation) {
            (Relation::None, new) => new,
            (Relation::Until, new @ (Relation::By | Relation::After | Relation::Before)) => new,
            (Relation::By, Relation::Until) => Relation::By,
            (Relation::From, Relation::After) => Relation::After,
            (old, _) => old,
        };
        self.tied = true;
    }
}

impl Reader<'_> {
    /// The lead at `i`, which may be empty.
    pub(crate) fn lead(&self, i: usize) -> Led {
        let mut led = Led::none(i);
        while led.end < i.saturating_add(LONGEST) {
            if !self.lead_step(&mut led) {
                break;
            }
        }
        led
    }

    /// Passes the dot of "ca." and "inkl.".
    fn pass_dot(&self, at: usize, end: usize) -> usize {
        let short = self.phrase(at).is_some() || self.lead_word(at) == Some(Lead::About);
        if short && self.mark(end, '.') && self.glued(end) { end.saturating_add(1) } else { end }
    }

    /// Takes one word of the lead.
    fn lead_step(&self, led: &mut Led) -> bool {
        let at = led.end;
        match self.phrase(at) {
            Some((Fixed::Rel(relation), end)) => {
                led.tie(relation);
                led.end = self.pass_dot(at, end);
                return true;
            }
            Some((Fixed::About, end)) => {
                led.about = true;
                led.end = end;
                return true;
            }
            Some((Fixed::Nothing | Fixed::Vague | Fixed::Now, _)) => return false,
            _ => {}
        }
        let next = at.saturating_add(1);
        if self.is(at, Sense::Latest) {
            // "spätestens am Freitag", "bis spätestens Freitag"
            led.tie(Relation::By);
            led.relation = Relation::By;
        } else if led.article && self.is(at, Sense::Article) {
            return false;
        } else if self.is(at, Sense::Article) || (self.is(at, Sense::This) && self.digits(next).is_some()) {
            led.article = true;
            led.tied_the |= led.tied;
        } else if let Some(lead) = self.lead_word(at) {
            match lead {
                Lead::Rel(relation) => {
                    led.tie(relation);
                }
                Lead::RelThe(relation) => {
                    led.tie(relation);
                    led.tied_the = true;
                    led.german = true;
                }
                Lead::In | Lead::InThe => {
                    led.within = true;
                    led.tied = true;
                }
                Lead::For | Lead::At => {
                    led.lasting = true;
                    led.tie(Relation::On);
                }
                Lead::By => {
                    led.shift = true;
                    led.tied = true;
                }
                Lead::Between => {
                    led.between = true;
                    led.tie(Relation::From);
                }
                Lead::About => led.about = true,
                Lead::Ago => {
                    led.ago = true;
                    led.tie(Relation::Before);
                }
                Lead::Inside => {
                    (led.within, led.about, led.tied) = (true, true, true);
                }
            }
            if led.relation == Relation::By && lead == Lead::Rel(Relation::By) {
                led.shift = true;
            }
        } else {
            return false;
        }
        led.end = self.pass_dot(at, next);
        true
    }
}
