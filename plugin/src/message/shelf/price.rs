//! Subscriptions that are called by what they cost: "the one for 19.90", "das für 20 Euro".

use super::{Named, Shelf};
use crate::message::few::Few;
use crate::message::tokens::{Kind, Token};

/// Names of money, folded.
const MONEY: Few = Few("eur euro euros dollar dollars usd pound pounds quid gbp chf franken bucks");

fn is_money(token: Option<&Token>) -> bool {
    token.is_some_and(|token| ['€', '$', '£'].iter().any(|mark| token.is_mark(*mark)) || MONEY.contains(&token.word))
}

impl Shelf {
    /// Every amount of money that some of these cost each, and others don't. An amount in whole units means a price that is it
    /// but for cents, as people round.
    pub fn priced(&self, tokens: &[Token]) -> Vec<Named> {
        let number = |at: usize| tokens.get(at).filter(|token| token.kind == Kind::Number);
        let mut out = Vec::new();
        for at in 0..tokens.len() {
            let Some(whole) = number(at).and_then(|token| token.word.parse::<u32>().ok()) else { continue };
            let mark = tokens.get(at.saturating_add(1)).is_some_and(|token| token.is_mark(',') || token.is_mark('.'));
            let cents = number(at.saturating_add(2)).filter(|cents| mark && cents.word.len() == 2);
            let to = at.saturating_add(if cents.is_some() { 3 } else { 1 });
            let before = at.checked_sub(1).and_then(|at| tokens.get(at));
            let of = cents.is_some() && before.is_some_and(|token| matches!(token.word.as_str(), "for" | "fur"));
            if !is_money(tokens.get(to)) && !is_money(before) && !of {
                continue;
            }
            let cents = cents.map(|token| token.word.as_str());
            let items = self.such(|item| item.price.as_deref().is_some_and(|price| costs(price, whole, cents)));
            if !items.is_empty() && items != self.all() {
                out.push(Named { from: at, to, items });
            }
        }
        out
    }
}

/// True iff a price, as decimal text, is such an amount.
fn costs(price: &str, whole: u32, cents: Option<&str>) -> bool {
    let (units, rest) = price.split_once('.').unwrap_or((price, ""));
    let units = units.parse::<u32>().ok();
    match cents {
        Some(cents) => units == Some(whole) && rest.bytes().chain(*b"00").take(2).eq(cents.bytes()),
        None => units == Some(whole) || (rest.starts_with(['5', '6', '7', '8', '9']) && units == whole.checked_sub(1)),
    }
}
