//! What a message says about doing something: every act it names, and whether it is wanted, refused, threatened, told or
//! somebody else's.

use super::lexicon::Hit;
use super::parse::Parsed;
use super::sense::Sense;

/// How an act is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Asked for.
    Wanted,
    /// Named without a request.
    Bare,
    /// Not to be done.
    Refused,
    /// Under a condition, or as a threat.
    Conditional,
    /// Not decided.
    Tentative,
    /// Asked about: how, whether.
    Asked,
    /// Told of what was.
    Told,
    /// Somebody else's.
    Foreign,
    /// About a one-off order.
    Order,
    /// About something that isn't ours.
    Unrelated,
    /// Words for the machine.
    Injected,
}

/// One act.
#[derive(Debug, Clone)]
pub struct Act {
    /// What.
    pub sense: Sense,
    /// How it is meant.
    pub mood: Mood,
    /// The first token.
    pub from: usize,
    /// The token after the last.
    pub to: usize,
    /// Its clause.
    pub clause: usize,
    /// Its sentence.
    pub sentence: usize,
    /// Whether it says a date of its own: "a week later".
    pub dated: bool,
}

/// Every act in the order of the words.
pub fn acts(parsed: &Parsed<'_>) -> Vec<Act> {
    let mut out: Vec<Act> = Vec::new();
    for hit in parsed.hits.iter().filter(|hit| hit.sense.is_act()) {
        let (clause, sentence) = (parsed.clause(hit.from), parsed.sentence(hit.from));
        // The same said twice in one clause is one act; the longer phrase counts.
        let same = out.iter_mut().find(|act| act.sense == hit.sense && act.clause == clause);
        if let Some(same) = same {
            same.to = same.to.max(hit.to);
            continue;
        }
        let mood = mood(parsed, hit, clause, sentence);
        out.push(Act { sense: hit.sense, mood, from: hit.from, to: hit.to, clause, sentence, dated: false });
    }
    out
}

fn mood(parsed: &Parsed<'_>, hit: &Hit<Sense>, clause: usize, sentence: usize) -> Mood {
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
    if parsed.of(Sense::Unsettled).any(|other| parsed.sentence(other.from).abs_diff(sentence) <= 1) {
        return Mood::Tentative;
    }
    let undecided = parsed.any(Sense::Maybe, from, to) && hit.sense != Sense::Address;
    if undecided && matches!(hit.sense, Sense::Cancel | Sense::Stop | Sense::Skip) {
        return Mood::Tentative;
    }
    let question = parsed.tokens.get(from..to).unwrap_or_default().iter().any(|token| token.is_mark('?'));
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
    const PRONOUNS: &[&str] = &[
        "he", "she", "his", "her", "hers", "hed", "shed", "shes", "hes", "him", "er", "ihn", "sein", "seins", "seines",
        "ihrs", "ihres",
    ];
    if parsed.any(Sense::Third, from, to) || parsed.of(Sense::Behalf).next().is_some() {
        return true;
    }
    let before = parsed.sentence_tokens(sentence.saturating_sub(2)).0;
    let pronoun =
        parsed.tokens.get(from..to).unwrap_or_default().iter().any(|token| PRONOUNS.contains(&token.word.as_str()));
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

/// An English participle without "be" or the like before it tells what was: "went in and skipped it".
fn participle(parsed: &Parsed<'_>, hit: &Hit<Sense>) -> bool {
    const HELPERS: &[&str] = &[
        "be",
        "been",
        "get",
        "want",
        "need",
        "have",
        "like",
        "having",
        "being",
        "it",
        "that",
        "them",
        "this",
        "is",
        "my",
        "one",
        "both",
        "all",
        "everything",
        "delivery",
        "subscription",
        "coffee",
        "please",
        "pls",
        "gets",
        "date",
    ];
    let first = parsed.tokens.get(hit.from).map_or("", |token| token.word.as_str());
    if german_participle(first) && hit.to.saturating_sub(hit.from) <= 2 {
        const BEHIND: &[&str] = &[
            "habe", "hab", "haben", "habt", "hatte", "hatten", "hat", "wurde", "wurden", "war", "waren", "worden",
            "gewesen", "bin", "bist",
        ];
        const AHEAD: &[&str] = &[
            "soll",
            "sollen",
            "sollte",
            "kann",
            "konnt",
            "konnen",
            "werden",
            "bitte",
            "wird",
            "muss",
            "darf",
            "betrachten",
            "gern",
            "gerne",
            "mochte",
            "will",
        ];
        let (from, to) = parsed.sentence_tokens(parsed.sentence(hit.from));
        let words = || parsed.tokens.get(from..to).unwrap_or_default().iter().map(|token| token.word.as_str());
        return words().any(|word| BEHIND.contains(&word)) && !words().any(|word| AHEAD.contains(&word));
    }
    if hit.to.saturating_sub(hit.from) > 2 || !first.ends_with("ed") || first.len() < 6 {
        return false;
    }
    let (clause_from, clause_to) = parsed.clause_tokens(parsed.clause(hit.from));
    if parsed.any(Sense::Polite, clause_from, clause_to) {
        return false;
    }
    let before = parsed.tokens.get(hit.from.saturating_sub(3)..hit.from).unwrap_or_default();
    !before.is_empty() && !before.iter().any(|token| HELPERS.contains(&token.word.as_str()) || !token.is_word())
}

/// "gekündigt", "übersprungen" and their like, folded.
fn german_participle(word: &str) -> bool {
    const LIKE: &[&str] = &[
        "storniert",
        "pausiert",
        "verschoben",
        "verlegt",
        "ubersprungen",
        "abbestellt",
        "beendet",
        "cancelt",
        "reaktiviert",
        "skippt",
    ];
    (word.starts_with("ge") && word.ends_with('t') && word.len() > 6)
        || LIKE.contains(&word)
        || [
            "gekundigt",
            "ausgesetzt",
            "ausgelassen",
            "abgestellt",
            "angehalten",
            "umgestellt",
            "vorgezogen",
            "abgemeldet",
        ]
        .contains(&word)
}

/// A German infinitive at the end of its clause asks for it: "den Decaf kündigen".
fn infinitive(parsed: &Parsed<'_>, hit: &Hit<Sense>, clause_to: usize) -> bool {
    let last = hit.to.checked_sub(1).and_then(|last| parsed.tokens.get(last)).map_or("", |token| token.word.as_str());
    last.ends_with("en") && parsed.word_count(hit.to, clause_to) <= 1
}

/// True iff the act is the first thing said in its clause, a greeting aside.
fn imperative(parsed: &Parsed<'_>, hit: &Hit<Sense>, from: usize) -> bool {
    let clause_from = parsed.clause_tokens(parsed.clause(hit.from)).0;
    parsed.word_count(clause_from.max(from), hit.from) <= 1
}

/// A "not" before the act in its clause, or after it where German has it.
fn refused(parsed: &Parsed<'_>, hit: &Hit<Sense>, from: usize, to: usize) -> bool {
    let before = parsed
        .of(Sense::Negation)
        .any(|not| not.from >= from && not.to <= hit.from && parsed.word_count(not.to, hit.from) <= 4);
    let after = parsed.of(Sense::Negation).any(|not| {
        let german = parsed
            .tokens
            .get(not.from)
            .is_some_and(|token| matches!(token.word.as_str(), "nicht" | "nich" | "ned" | "net"));
        german
            && not.from >= hit.to
            && not.to <= to
            && parsed.word_count(hit.to, not.from) <= 4
            && parsed.word_count(not.to, to) <= 1
    });
    before || after
}

/// True iff something in a sentence hangs on a condition or isn't settled.
pub fn hangs(parsed: &Parsed<'_>, sentence: usize) -> bool {
    let (from, to) = parsed.sentence_tokens(sentence);
    let polite = |at: usize| parsed.of(Sense::IfPolite).any(|polite| polite.from <= at && at < polite.to);
    parsed.of(Sense::If).any(|hit| from <= hit.from && hit.from < to && !polite(hit.from))
        || parsed.of(Sense::Unsettled).any(|hit| parsed.sentence(hit.from).abs_diff(sentence) <= 1)
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
