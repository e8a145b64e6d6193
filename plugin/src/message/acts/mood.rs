//! How an act is meant, by what stands around it.

use super::Mood;
use super::forms::{imperative, infinitive, participle, reminds};
use crate::message::few::Few;
use crate::message::lexicon::Hit;
use crate::message::parse::Parsed;
use crate::message::sense::Sense;

pub(super) fn mood(parsed: &Parsed<'_>, hit: &Hit<Sense>, clause: usize, sentence: usize) -> Mood {
    let (from, to) = parsed.sentence_tokens(sentence);
    let (clause_from, clause_to) = parsed.clause_tokens(clause);
    if parsed.any(Sense::Inject, from, to) {
        return Mood::Injected;
    }
    if foreign(parsed, sentence, from, to) {
        return Mood::Foreign;
    }
    if parsed.any(Sense::Marketing, from, to) {
        return Mood::Unrelated;
    }
    // "The coffees go to my office as before."
    let stays = hit.sense == Sense::Address && parsed.any(Sense::Keep, clause_from, clause_to);
    if stays
        && !parsed.any(Sense::Change, clause_from, clause_to)
        && !parsed.any(Sense::Negation, clause_from, clause_to)
    {
        return Mood::Told;
    }
    if refused(parsed, hit, clause_from, clause_to) {
        return Mood::Refused;
    }
    if is_order(parsed, hit, from, to) {
        return Mood::Order;
    }
    let asks = parsed.any(Sense::Polite, from, to);
    let covers = |other: &&Hit<Sense>| other.from <= hit.from && hit.to <= other.to;
    if hit.sense != Sense::Unskip {
        let past = parsed.of(Sense::Past).any(|other| covers(&other));
        let narrated =
            parsed.any(Sense::Past, clause_from, clause_to) && !parsed.any(Sense::Request, clause_from, clause_to);
        if past || narrated || participle(parsed, hit) {
            return Mood::Told;
        }
    }
    if parsed.any(Sense::WasGoing, clause_from, hit.from.saturating_add(1)) {
        return Mood::Told;
    }
    let how = parsed.of(Sense::How).any(|how| how.from >= from && how.from < to && how.from <= hit.to);
    if how && !(asks && hit.sense != Sense::Cancel) {
        return Mood::Asked;
    }
    if conditional(parsed, hit, clause, from, to) {
        return Mood::Conditional;
    }
    if unsettled(parsed, sentence) {
        return Mood::Tentative;
    }
    // "On second thoughts" is a change of mind, and nothing undecided.
    let revised = |maybe: &Hit<Sense>| parsed.of(Sense::Revise).any(|hit| hit.from <= maybe.from && maybe.to <= hit.to);
    let maybe = |hit: &Hit<Sense>| from <= hit.from && hit.from < to && !revised(hit);
    let undecided = parsed.of(Sense::Maybe).any(maybe) && hit.sense != Sense::Address;
    if undecided && matches!(hit.sense, Sense::Cancel | Sense::Stop | Sense::Skip) {
        return Mood::Tentative;
    }
    let question = parsed.between(from, to).iter().any(|token| token.is_mark('?'));
    if question
        && !asks
        && (parsed.any(Sense::Status, from, to) || parsed.any(Sense::When, from, from.saturating_add(3)))
    {
        return Mood::Asked;
    }
    if asks
        || parsed.any(Sense::Request, from, to)
        || imperative(parsed, hit, from)
        || infinitive(parsed, hit, clause_to)
    {
        return Mood::Wanted;
    }
    if parsed.word_count(from, to) <= 9 { Mood::Wanted } else { Mood::Bare }
}

/// Somebody else's subscription: said in the sentence, or in the one or two before with a pronoun in this one.
fn foreign(parsed: &Parsed<'_>, sentence: usize, from: usize, to: usize) -> bool {
    const PRONOUNS: Few = Few("he she his her hers hed shed shes hes him er ihn sein seins seines ihrs ihres");
    if parsed.any(Sense::Third, from, to) || parsed.hears(&[Sense::Behalf]) {
        return true;
    }
    let before = parsed.sentence_tokens(sentence.saturating_sub(2)).0;
    let pronoun = parsed.says(PRONOUNS, from, to);
    pronoun && parsed.any(Sense::Third, before, from)
}

/// About an order that was placed, not about what comes by itself.
fn is_order(parsed: &Parsed<'_>, hit: &Hit<Sense>, from: usize, to: usize) -> bool {
    if !matches!(hit.sense, Sense::Cancel | Sense::Address | Sense::Stop | Sense::Move) {
        return false;
    }
    let own = parsed.any(Sense::Subscription, from, to) || parsed.any(Sense::Next, from, to);
    let number = parsed.any(Sense::OrderNumber, from, to);
    let placed = parsed.any(Sense::Shop, from, to) && parsed.any(Sense::Order, from, to);
    (number && !own) || (placed && !own && hit.sense != Sense::Stop)
}

/// A "not" before the act in its clause, or after it: at its end, or at once, as in "Kündigt bitte nicht den Tee" and "Cancel
/// nothing".
fn refused(parsed: &Parsed<'_>, hit: &Hit<Sense>, from: usize, to: usize) -> bool {
    /// Words that may stand between an act and its "not".
    const BETWEEN: Few =
        Few("sie bitte mir uns bloss blos ja doch mal also jetzt auf aber es ihn das den please absolutely");
    // "Actually no. Just cancel it.", "no actually just cancel it"
    let aside = |not: &Hit<Sense>| {
        let answer = parsed.of(Sense::No).any(|no| no.from == not.from);
        let revises = matches!(parsed.word(not.from), "no" | "nein") && parsed.any(Sense::Revise, not.to, hit.from);
        if answer && revises {
            return true;
        }
        answer
            && parsed
                .between(not.to, hit.from)
                .iter()
                .any(|token| ['.', ',', ':', '!'].into_iter().any(|mark| token.is_mark(mark)))
    };
    let before = parsed
        .of(Sense::Negation)
        .filter(|not| !reminds(parsed, not.from))
        .any(|not| not.from >= from && not.to <= hit.from && parsed.word_count(not.to, hit.from) <= 4 && !aside(not));
    let after = parsed.of(Sense::Negation).any(|not| {
        let word = parsed.word(not.from);
        let german = matches!(word, "nicht" | "nich" | "ned" | "net");
        let ends = german && parsed.word_count(hit.to, not.from) <= 4 && parsed.word_count(not.to, to) <= 1;
        let none = matches!(word, "nichts" | "nix" | "nothing" | "keinesfalls" | "keinen" | "auf");
        let between = parsed.between(hit.to, not.from).iter().filter(|token| token.is_word());
        let at_once = between.into_iter().all(|token| BETWEEN.contains(token.word.as_str()));
        // "Nicht nur den Tee" is the tea and more.
        let only = matches!(parsed.word(not.to), "nur" | "bloss" | "allein");
        not.from >= hit.to && not.to <= to && (ends || ((german || none) && at_once && !only))
    });
    before || after || put_first(parsed, hit)
}

/// "Ausfallen lassen oder kündigen möchte ich sie nicht": a German infinitive that begins its sentence is denied at the end.
fn put_first(parsed: &Parsed<'_>, hit: &Hit<Sense>) -> bool {
    const WILL: Few = Few("will mochte wollen mochten soll sollen sollte");
    let (from, to) = parsed.sentence_tokens(parsed.sentence(hit.from));
    let first = parsed.word_count(from, hit.from) <= 3 && parsed.word(hit.from).ends_with("en");
    let will = (hit.to..to).find(|at| WILL.contains(parsed.word(*at)));
    first
        && will.is_some_and(|will| {
            let end = parsed
                .between(will, to)
                .iter()
                .position(|token| token.is_mark(','))
                .map_or(to, |at| will.saturating_add(at));
            let close = parsed.word_count(hit.to, will) <= 4 && parsed.word_count(will, end) <= 9;
            close && (will..end).any(|at| matches!(parsed.word(at), "nicht" | "nich" | "ned" | "net"))
        })
}

/// True iff something in a sentence hangs on a condition or isn't settled.
pub fn hangs(parsed: &Parsed<'_>, sentence: usize) -> bool {
    let (from, to) = parsed.sentence_tokens(sentence);
    let polite = |at: usize| parsed.of(Sense::IfPolite).any(|polite| polite.from <= at && at < polite.to);
    parsed.of(Sense::If).any(|hit| from <= hit.from && hit.from < to && !polite(hit.from))
        || unsettled(parsed, sentence)
}

/// True iff a sentence isn't settled, or the one beside it says so that has no act of its own.
fn unsettled(parsed: &Parsed<'_>, sentence: usize) -> bool {
    parsed.of(Sense::Unsettled).any(|hit| {
        let other = parsed.sentence(hit.from);
        let (from, to) = parsed.sentence_tokens(other);
        let own = || parsed.hits_in(from, to).iter().any(|hit| hit.sense.is_act());
        other == sentence || (other.abs_diff(sentence) == 1 && !own())
    })
}

fn conditional(parsed: &Parsed<'_>, hit: &Hit<Sense>, clause: usize, from: usize, to: usize) -> bool {
    if parsed.of(Sense::Else).any(|other| other.from >= from && other.from < hit.from.saturating_add(1)) {
        return true;
    }
    parsed.of(Sense::If).any(|other| {
        if other.from < from || other.from >= to {
            return false;
        }
        let polite = parsed.of(Sense::IfPolite).any(|polite| polite.from <= other.from && other.from < polite.to);
        let near = parsed.clause(other.from).abs_diff(clause) <= 2;
        !polite && near
    })
}
