//! Tells the new address from the old one by the words around it.

use crate::message::address::Role;
use crate::message::address::table::T;
use crate::message::address::text::{Kind, Text, listed};

/// How far back a cue is looked for, in tokens.
const WINDOW: usize = 30;
/// How far a cue of one everyday word ("not", "war") reaches.
const NEAR: usize = 6;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Cue {
    New,
    Old,
    Mention,
}

fn cue_at(t: &Text<'_>, i: usize, limit: usize) -> Option<(usize, Cue)> {
    // "The Old Bakery", "the New Inn": a part of a name.
    let next = i.saturating_add(1);
    if t.cap(i) && t.cap(next) && !t.stop(next) && i.checked_sub(1).is_some_and(|p| t.is_word(p)) {
        return None;
    }
    // A new job is no new home.
    if t.has(T::NoPlace, next) {
        return None;
    }
    let table = |f: T, cue: Cue| t.at(f, i).filter(|e| *e <= limit).map(|e| (e, cue));
    // In case of a tie the later one wins: "wrong" is both a mention and a wish.
    [table(T::Mention, Cue::Mention), table(T::New, Cue::New), table(T::Old, Cue::Old)]
        .into_iter()
        .flatten()
        .max_by_key(|(e, _)| *e)
}

fn sentence_end(t: &Text<'_>, i: usize) -> bool {
    match t.kind(i) {
        Some(Kind::Punct('!' | '?')) => true,
        // A dot behind a number or a short word is no end, unless a small word begins the next sentence.
        Some(Kind::Punct('.')) if t.cap(i.saturating_add(1)) && t.has(T::Stop, i.saturating_add(1)) => true,
        Some(Kind::Punct('.')) => {
            i.checked_sub(1).is_some_and(|p| t.is(p, ')') || (t.is_word(p) && t.low(p).len() > 3))
        }
        _ => false,
    }
}

/// The nearest cue before `first`, and whether any cue at all stands there.
fn before(t: &Text<'_>, first: usize, floor: usize) -> (Option<Cue>, bool) {
    let low = first.saturating_sub(WINDOW).max(floor);
    let mut crossed = false;
    let (mut comma, mut colon) = (false, false);
    let mut mention = false;
    let mut k = first;
    while k > low {
        k = k.saturating_sub(1);
        crossed = crossed || sentence_end(t, k);
        comma = comma || (t.is(k, ',') && k.saturating_add(1) < first);
        colon = colon || t.is(k, ':');
        // Behind an address, a paragraph of its own is a card, whatever was said before.
        if floor > 0 && t.is_line(k) && k.checked_sub(1).is_some_and(|p| t.is_line(p)) {
            break;
        }
        let Some((mut end, mut cue)) = cue_at(t, k, first) else { continue };
        // A longer phrase that started earlier covers this one: "old address", "no longer".
        for earlier in (k.saturating_sub(2).max(low)..k).rev() {
            if let Some((e, c)) = cue_at(t, earlier, first)
                && e >= end
            {
                (end, cue, k) = (e, c, earlier);
            }
        }
        if cue == Cue::Mention {
            mention = mention || !crossed;
            continue;
        }
        let single = end == k.saturating_add(1);
        let everyday = t.has(T::Everyday, k);
        // "not 18, so: …", "instead of home: …" have what they speak of behind them.
        let filled = t.has(T::Not, k) || t.at(T::Not, k) == Some(end);
        let own = filled
            && (t.any(T::Please, end, first)
                || (colon && end < first)
                || (t.is_num(end) && end.saturating_add(1) < first));
        if cue == Cue::Old && (own || crossed || (single && everyday && (comma || first.saturating_sub(end) > NEAR))) {
            continue;
        }
        if cue == Cue::New && single && everyday && first.saturating_sub(end) > NEAR {
            continue;
        }
        // "moving from Germany to …", "left Ireland for …"
        let lead = first.checked_sub(1).map_or("", |p| t.low(p));
        let came = matches!(t.low(end.saturating_sub(1)), "from" | "of") && t.low(k) != "instead";
        let left = matches!(t.low(k), "left" | "leaving");
        if cue == Cue::Old && ((came && matches!(lead, "to" | "nach")) || (left && lead == "for")) {
            return (Some(Cue::New), true);
        }
        if cue == Cue::Old && t.has(T::Contrast, k) && t.any(T::Wrote, low, k) {
            return (Some(Cue::New), true);
        }
        if cue == Cue::New && negated(t, k, low) {
            return (Some(Cue::Old), true);
        }
        return (Some(cue), true);
    }
    (None, mention)
}

/// "don't send it to", "nicht mehr liefern an".
fn negated(t: &Text<'_>, k: usize, low: usize) -> bool {
    let mut at = k;
    for _ in 0..3 {
        if at <= low {
            return false;
        }
        at = at.saturating_sub(1);
        if matches!(t.kind(at), Some(Kind::Punct(_) | Kind::Line)) {
            return false;
        }
        if t.has(T::Not, at) {
            return true;
        }
    }
    false
}

fn adjacent(t: &Text<'_>, first: usize, floor: usize, table: T) -> Option<usize> {
    (1..=4)
        .filter_map(|back| first.checked_sub(back))
        .filter(|k| *k >= floor)
        .find(|k| t.at(table, *k).is_some_and(|e| e == first || (t.is(e, ':') && e.saturating_add(1) == first)))
}

/// Whether the words before `first` speak of an address or of moving.
pub(crate) fn cued(t: &Text<'_>, first: usize, floor: usize) -> bool {
    before(t, first, floor).1
}

/// "Since yesterday I live at …", but not "since 2019".
fn since(t: &Text<'_>, first: usize, floor: usize) -> bool {
    let near = first.saturating_sub(10).max(floor)..first;
    near.rev()
        .take_while(|k| !sentence_end(t, *k))
        .any(|k| matches!(t.low(k), "seit" | "since") && !t.is_num(k.saturating_add(1)))
}

/// "This is Karen Forest, 18 Bow Road, London": who writes, not what is wanted.
fn sender(t: &Text<'_>, first: usize, last: usize, floor: usize) -> bool {
    let named =
        |end: usize| end < last && t.cap(end) && !t.stop(end) && (t.cap(end.saturating_add(1)) || t.is(end, ':'));
    let near = first.saturating_sub(6).max(floor)..first;
    near.clone().any(|k| {
        t.at(T::Sender, k).is_some_and(|e| {
            let name = if t.is(e, ':') { e.saturating_add(1) } else { e };
            let known = t.low(k).starts_with("hinterlegt") || t.low(k).starts_with("bisherig");
            (known || named(name)) && !(e..first).any(|w| t.has(T::New, w) || t.has(T::Mention, w))
        })
    })
}

/// Somebody else's: "your shop at …", "my sister moved to …".
fn elsewhere(t: &Text<'_>, first: usize, last: usize, floor: usize) -> bool {
    let low = first.saturating_sub(12).max(floor);
    let mut from = first;
    let (mut kin, mut shop) = (false, false);
    while let Some(k) = from.checked_sub(1).filter(|k| *k >= low && !sentence_end(t, *k) && !t.is_line(*k)) {
        from = k;
        // "My sister", but not "to my sister".
        let lead = k.saturating_sub(2);
        kin |= t.has(T::Kin, k) && !t.has(T::To, lead) && !listed("bei mit with for für", t.low(lead));
        shop |= t.has(T::Yours, k) && t.any(T::Shop, k, k.saturating_add(3));
    }
    // "When I moved to …" is long ago.
    let past = t.low(from) == "als" || (t.low(from) == "when" && t.any(T::Moved, from, first));
    shop || past || (kin && !t.any(T::Own, from, first) && t.any(T::Moved, from, last.saturating_add(3)))
}

/// The roles of two addresses by the words between them, from `floor` on.
pub(crate) fn link(t: &Text<'_>, before: Role, streets: bool, floor: usize, first: usize) -> Option<(Role, Role)> {
    if floor == 0 || first.saturating_sub(floor) > 7 {
        return None;
    }
    let last = first.saturating_sub(1);
    let has = |word: &str| (floor..first).any(|k| t.low(k) == word);
    // "Mine to 1 Dock Road and my dad's to 9 Bay Road" are two.
    let both = streets
        && before == Role::New
        && (has("and") || has("und"))
        && t.at(T::To, last) == Some(first)
        && !t.any(T::Not, floor, first);
    if both || ((has("or") || has("oder")) && last.saturating_sub(floor) < 4) {
        return Some((Role::Unclear, Role::Unclear));
    }
    // "I typed … instead of …"
    let typed = t.any(T::Wrote, floor.saturating_sub(10), first) && t.any(T::Contrast, floor, first);
    let instead = matches!(t.low(last), "durch" | "with" | "by") && last == floor;
    let own = t.any(T::Own, floor, first) || has("es") || has("it's") || has("mein") || has("my");
    let corrected = before != Role::Old && (typed || ((has("aber") || has("but")) && own));
    (instead || corrected).then_some((Role::Old, Role::New))
}

/// Behind the words that judge the address before `last` ("is wrong", "gilt nicht mehr"): they say nothing of the next one.
pub(crate) fn judged(t: &Text<'_>, last: usize) -> usize {
    let after = if t.is(last, ',') || t.is(last, ')') || t.is(last, '"') { last.saturating_add(1) } else { last };
    let contrast = t.has(T::Contrast, after) || t.low(after) == "und";
    let end = t.at(T::IsOld, after).max(t.at(T::IsNew, after).filter(|_| !contrast));
    end.unwrap_or(last)
}

/// The role of the address in the tokens `first..last`, with other addresses before `floor`.
pub(crate) fn role(t: &Text<'_>, first: usize, last: usize, floor: usize) -> Role {
    let after = if t.is(last, ',') || t.is(last, ')') || t.is(last, '"') { last.saturating_add(1) } else { last };
    let old = t.at(T::IsOld, after);
    let new = t.at(T::IsNew, after);
    if old.is_some() && old >= new {
        return Role::Old;
    }
    // "X is my new one", "X, not Y", "X statt Y"
    let contrast = t.has(T::Contrast, after) || matches!(t.low(after), "is" | "ist");
    if new.is_some() && contrast {
        return Role::New;
    }
    if (first..last).any(|k| matches!(t.low(k), "now" | "jetzt")) {
        return Role::New;
    }
    if adjacent(t, first, floor, T::From).is_some() {
        return Role::Old;
    }
    // "You have 9 Wickham Road, it should read …"
    let word = |back: usize| first.checked_sub(back).filter(|k| *k >= floor).map_or("", |k| t.low(k));
    if matches!((word(2), word(1)), ("you", "have" | "had") | ("you've", "got") | ("habt", "ihr") | ("haben", "sie")) {
        return Role::Old;
    }
    if elsewhere(t, first, last, floor) || sender(t, first, last, floor) {
        return Role::Old;
    }
    // "Da steht noch Tulpengasse 7": what is to be corrected.
    let mut at = first;
    for _ in 0..3 {
        at = at.saturating_sub(1);
        if at >= floor && (t.has(T::Shown, at) || matches!(t.low(at), "bleibt" | "stays")) {
            return Role::Old;
        }
        if !matches!(t.low(at), "noch" | "nur" | "still" | "die" | "als" | "") {
            break;
        }
    }
    // "…, und dorthin soll der Kaffee", "dorthin bitte nichts mehr"
    let there = (last..last.saturating_add(9)).take_while(|k| !sentence_end(t, *k)).find(|k| {
        matches!(t.low(*k), "dorthin" | "dahin") || t.low(*k) == "where" && t.low(k.saturating_sub(1)) == "that's"
    });
    if let Some(k) = there {
        let next =
            (k.saturating_add(1)..k.saturating_add(5)).find(|k| !matches!(t.low(*k), "bitte" | "auch" | "i" | "we"));
        let none = next.is_some_and(|k| listed("nicht nichts nix used lived", t.low(k)));
        return if none { Role::Old } else { Role::New };
    }
    let (cue, mention) = before(t, first, floor);
    match cue {
        Some(Cue::New) => return Role::New,
        Some(Cue::Old) => return Role::Old,
        _ => {}
    }
    // "The neighbour in der Rosenstraße 5" is no wish.
    let place = |k: usize| {
        matches!(t.low(k), "in" | "im" | "at" | "am") && !matches!(t.low(k.saturating_add(1)), "die" | "das" | "den")
    };
    if new.is_some()
        || adjacent(t, first, floor, T::To).is_some_and(|k| !place(k) || (mention && since(t, first, floor)))
    {
        return Role::New;
    }
    Role::Unclear
}
