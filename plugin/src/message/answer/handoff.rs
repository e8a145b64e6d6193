//! What somebody else has to do: whose it is, why, where, and what the customer may be told meanwhile.

use serde_json::json;

use super::counter::Counter;
use super::plans::label;
use super::task::{Task, Understood};
use crate::actions::definition;
use crate::actions::prepare::{form, prepare_at};
use crate::contract::{Handoff, HandoffTo, Link, Preparation, Target};
use crate::l10n::{Argument, Key};
use crate::message::sense::Sense;
use crate::message::shelf::Set;
use crate::problems;
use crate::text;

/// A subscription matter outside the actions: Recharge's own page of the subscription, or of the customer.
pub fn vendor(counter: &Counter<'_>, matter: Sense, set: Set) -> Preparation {
    let topic = match matter {
        Sense::Frequency => "frequency",
        Sense::Swap => "swap",
        Sense::Quantity => "quantity",
        Sense::Payment => "payment",
        Sense::Refund => "refund",
        Sense::Reactivate => "reactivate",
        Sense::Discount => "discount",
        Sense::NewSubscription => "new",
        Sense::Account => "account",
        _ => "other",
    };
    let words = [("topic", topic.to_owned().into())];
    give(counter, HandoffTo::Vendor, Key::HandoffVendor, &words, page(counter, set))
}

/// A one-off order: the shop's own system.
pub fn shop(counter: &Counter<'_>) -> Preparation {
    give(counter, HandoffTo::Shop, Key::HandoffShop, &[], None)
}

/// A person of the support team, for a reason.
pub fn person(counter: &Counter<'_>, why: Key) -> Preparation {
    give(counter, HandoffTo::Person, why, &[], page(counter, Set::EMPTY))
}

/// Why a message was not read.
#[derive(Debug, Clone, Copy)]
pub enum Unread {
    /// It is no text.
    Bytes,
    /// It asks for more than anybody means.
    Crowded,
    /// It is in a language that none of the tables are for.
    Language,
}

/// A person who reads it themselves.
pub fn unread(counter: &Counter<'_>, why: Unread) -> Preparation {
    let why = match why {
        Unread::Bytes => "bytes",
        Unread::Crowded => "crowded",
        Unread::Language => "language",
    };
    let words = [("why", why.to_owned().into())];
    give(counter, HandoffTo::Person, Key::HandoffUnread, &words, page(counter, Set::EMPTY))
}

/// A person, after questions that brought nothing, with what was understood.
pub fn stuck(counter: &Counter<'_>, understood: &Understood) -> Preparation {
    summed_up(counter, Key::HandoffStuck, understood)
}

/// A person who sees to a new address at the right time, as no plan waits for a day.
pub fn later(counter: &Counter<'_>, understood: &Understood) -> Preparation {
    summed_up(counter, Key::HandoffLater, understood)
}

/// Each wish as far as it is understood, in the reader's words.
#[inline(never)]
pub fn gists(counter: &Counter<'_>, understood: &Understood) -> Vec<String> {
    understood.tasks.iter().map(|task| gist(counter, task)).collect()
}

/// A wish as far as it is understood, in the reader's words: "Cancel, Morning Blend Coffee".
#[inline(never)]
fn gist(counter: &Counter<'_>, task: &Task) -> String {
    let open = |part: &str| counter.desk.texts.with(Key::SummaryOpen, [("part", part.to_owned().into())]);
    let titles = problems::list(&counter.titles(task.set()));
    let titles = if titles.is_empty() { open("subscription") } else { titles };
    let deed = task.deed.map_or_else(|| open("action"), |deed| label(counter, deed));
    format!("{deed}, {titles}")
}

fn summed_up(counter: &Counter<'_>, why: Key, understood: &Understood) -> Preparation {
    let one = |task: &Task| {
        let quotes: Vec<String> = task.evidence.iter().map(|quote| format!("\"{quote}\"")).collect();
        format!("{} ({})", gist(counter, task), quotes.join(", "))
    };
    let summary: Vec<String> = understood.tasks.iter().map(one).collect();
    let summary = text::clean(&summary.join("; "), text::COMMENT);
    let words = [("summary", summary.into())];
    give(counter, HandoffTo::Person, why, &words, page(counter, Set::EMPTY))
}

fn give(
    counter: &Counter<'_>,
    to: HandoffTo,
    why: Key,
    words: &[(&'static str, Argument)],
    link: Option<Link>,
) -> Preparation {
    let text = counter.desk.texts.with_all(why, words);
    Preparation::Handoff(Handoff { to, text, link, reply: Some(counter.voice.say(Key::SayHandoff, &[])) })
}

/// The page in Recharge, as the action that opens it finds it. It is for the reader of the ticket alone.
fn page(counter: &Counter<'_>, set: Set) -> Option<Link> {
    let open = definition("open")?;
    let one = if set.len() == 1 { counter.shelf.of(set).next() } else { None };
    let (targets, page) = match one {
        Some(item) => (vec![Target::Subscription(item.id)], "subscription"),
        None => (vec![Target::Customer(counter.desk.parties.first()?.customer.id.get())], "customer"),
    };
    match prepare_at(counter.desk, open, &form(open.id, targets, &json!({"page": page}))) {
        Ok(Preparation::Handoff(handoff)) => handoff.link,
        _ => None,
    }
}
