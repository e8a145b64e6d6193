//! The phrases of a text out of the word tables of all languages, in order, without those that mean nothing where they stand.

use crate::message::lexicon::{Hit, Lexicon};
use crate::message::sense::Sense;
use crate::message::tokens::Token;
use crate::packed::{packed, run};

/// The word tables: one after the other, each as a run.
#[derive(Debug)]
pub struct Tables(&'static [u8]);

impl Tables {
    /// All that there are.
    pub fn read() -> Self {
        Self(packed!("words").bytes())
    }

    /// The phrases of all languages that mean something where they stand, in order.
    pub(super) fn phrases(&self, tokens: &[Token]) -> Vec<Hit<Sense>> {
        consumed(self.find(tokens))
    }

    /// All of them, in order.
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
