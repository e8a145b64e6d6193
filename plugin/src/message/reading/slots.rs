//! Where: the address of a move of house.

use jiff::civil::Date;

use crate::message::acts::{Act, Mood};
use crate::message::address::{self, Address, Role};
use crate::message::dates::{Relation, When};
use crate::message::few::Few;
use crate::message::parse::{Parsed, Place};
use crate::message::sense::Sense;
use crate::message::shelf::{Set, Shelf};

/// The address that goes with an act: the nearest new one.
pub(super) fn place(parsed: &Parsed<'_>, acts: &[Act], act: &Act) -> Option<Address> {
    // Where several are named, each act has its own: the first one after it, up to the next act.
    let mut whole: Vec<&Place> =
        parsed.places.iter().filter(|place| place.found.whole && place.found.role != Role::Old).collect();
    // An address that nothing is said of, behind the one that is wanted, is the sender's card.
    let mut told = 0;
    whole.retain(|place| {
        let own = place.found.role == Role::New
            || told == 0
            || parsed.named.iter().any(|named| told <= named.from && named.to <= place.from);
        if place.found.role == Role::New {
            told = place.to;
        }
        own
    });
    let rivals = acts.iter().filter(|other| other.sense == Sense::Address && other.mood == Mood::Wanted).count();
    if whole.len() > 1 && rivals > 1 {
        let own = whole.iter().find(|place| place.from >= act.from || (place.from <= act.from && act.from < place.to));
        if let Some(own) = own {
            return Some(own.found.address.clone());
        }
    }
    let near: Vec<address::Found> = parsed
        .places
        .iter()
        .filter(|place| parsed.sentence(place.from).abs_diff(act.sentence) <= 4)
        .map(|place| place.found.clone())
        .collect();
    address::pick(&near).map(|found| found.address)
}

/// True iff a message says that postcode and town, or the rest of an address, are as they were: then a street alone is whole.
pub(crate) fn rest_stays(parsed: &Parsed<'_>) -> bool {
    const REST: Few = Few("ort stadt plz postleitzahl postcode zip city town rest alles");
    const SAME: Few = Few(
        "bleibt bleiben gleich unverandert stimmt stimmen passt passen korrekt richtig same stay stays unchanged right \
         correct fine",
    );
    let said = |at: usize| REST.contains(parsed.word(at));
    (0..parsed.tokens.len()).filter(|at| said(*at)).any(|at| {
        let (from, to) = parsed.clause_tokens(parsed.clause(at));
        let denied = parsed.any(Sense::Negation, from, to);
        parsed.says(SAME, from, to) && !denied
    })
}

/// The day from which a new address of that sentence holds, where something is delivered before it; nothing where it is said
/// that what comes before goes there already.
pub(crate) fn before_moving(parsed: &Parsed<'_>, shelf: &Shelf, own: usize, set: Set) -> Option<Date> {
    if at_once(parsed, own) {
        return None;
    }
    parsed.times.iter().find_map(|time| {
        let sentence = parsed.sentence(time.from);
        if sentence.abs_diff(own) > 2 {
            return None;
        }
        let (from, to) = parsed.sentence_tokens(sentence);
        let about = parsed.any(Sense::Relocate, from, to)
            || (matches!(time.mention.relation, Relation::From) && sentence == own);
        // "Zum 1. Juni ziehen wir um" is no day that a delivery is moved to.
        let to = time.mention.relation == Relation::To
            && ([Sense::Move, Sense::Send].into_iter().any(|sense| parsed.any(sense, from, to))
                || parsed.says(Few("umgezogen gezogen"), from, to));
        match time.mention.when {
            When::Day(day) if about && day > shelf.today && !to => {
                shelf.of(set).any(|item| item.next.is_some_and(|next| next < day)).then_some(day)
            }
            _ => None,
        }
    })
}

/// True iff the sentence says that it holds at once: "jetzt gleich", "straight away", "schon dorthin".
fn at_once(parsed: &Parsed<'_>, sentence: usize) -> bool {
    const PAIRS: [(Few, Few); 4] = [
        (Few("ab per mit"), Few("sofort sofortiger")),
        (Few("jetzt ab"), Few("gleich jetzt")),
        (Few("schon already"), Few("dorthin dahin there")),
        (Few("straight right"), Few("away")),
    ];
    let (from, to) = parsed.sentence_tokens(sentence);
    let pair = |at: usize| {
        let (one, next) = (parsed.word(at), parsed.word(at.saturating_add(1)));
        PAIRS.iter().any(|(first, second)| first.contains(one) && second.contains(next))
    };
    (from..to).any(pair) || parsed.says(Few("immediately"), from, to)
}
