//! Wishes of an answer beside those that the question was about.

use super::differs;
use crate::message::answer::{Task, laid_over};
use crate::message::reading::{Aim, Lack};
use crate::message::shelf::Shelf;

/// New wishes beside those that were open: the same wish is completed, another one for the same takes its place.
pub fn merge(tasks: &mut Vec<Task>, fresh: Vec<Task>, shelf: &Shelf) {
    let mut open = std::mem::take(tasks);
    let lone = open.len() == 1;
    let mut rest = Vec::new();
    for new in fresh {
        let same = |old: &Task| old.deed == new.deed || old.deed.is_none() || new.deed.is_none();
        match open.iter().position(same) {
            Some(at) => {
                let old = open.remove(at);
                tasks.push(completed(old, &new, shelf));
            }
            None => rest.push(new),
        }
    }
    // What is left of both has nothing in common but what it is about: then the customer has changed their mind.
    for mut new in rest {
        let aim = new.aim;
        let rival = |old: &Task| lone || overlaps(old.aim, aim);
        if let Some(old) = open.iter().find(|old| rival(old)) {
            new.aim = narrowed(old.aim, aim, shelf);
        }
        open.retain(|old| !rival(old));
        new.settle(shelf);
        tasks.push(new);
    }
    tasks.append(&mut open);
}

/// A wish with what was said of it again.
fn completed(mut old: Task, new: &Task, shelf: &Shelf) -> Task {
    let was = old.clone();
    old.deed = new.deed.or(old.deed);
    old.aim = narrowed(old.aim, new.aim, shelf);
    old.wanted = new.wanted.or(old.wanted);
    if let Some(more) = &new.address {
        old.address = Some(laid_over(old.address.take(), more));
    }
    // Said again without an "if" or a "maybe", it is meant; with one, what it adds has to be asked about.
    let doubted = new.lacks.contains(&Lack::Confirmation);
    if !doubted {
        old.lacks.retain(|lack| *lack != Lack::Confirmation);
    } else if differs(std::slice::from_ref(&was), std::slice::from_ref(&old))
        && !old.lacks.contains(&Lack::Confirmation)
    {
        old.lacks.push(Lack::Confirmation);
    }
    new.evidence.iter().for_each(|quote| old.quote(quote));
    old.settle(shelf);
    old
}

/// True iff both may be about the same subscription.
pub fn overlaps(a: Aim, b: Aim) -> bool {
    match (a, b) {
        (Aim::These(a) | Aim::Among(a), Aim::These(b) | Aim::Among(b)) => !a.and(b).is_empty(),
        _ => true,
    }
}

/// What is meant after something more was said about it.
fn narrowed(old: Aim, new: Aim, shelf: &Shelf) -> Aim {
    match (old, new) {
        (_, Aim::These(set)) if !set.is_empty() => Aim::These(set),
        (Aim::Among(old), Aim::Among(new)) if old.and(new).len() == 1 => Aim::These(old.and(new)),
        (Aim::These(_) | Aim::Among(_), _) => old,
        (Aim::Open, new) => match new {
            Aim::Among(set) if set == shelf.all() => Aim::Open,
            new => new,
        },
    }
}
