//! Whether words are nothing but an answer. "The tea" says which one; "the tea is great", "my husband drinks the tea" and "my
//! birthday is on the 24th" name something as well, and answer nothing.

use crate::message::few::Few;
use crate::message::parse::Parsed;
use crate::message::sense::Sense;
use crate::message::tokens::Kind;

/// Words that stand beside what is named.
const BESIDE: Few = Few(
    "a an the my our this that these those it its one ones just only for of on at to in by with and then ok okay so \
        sorry well about mean meant make go no nr number you i id oh ah both hi hello too also same as \
        der die das den dem des ein eine einen mein meine meinen meines unser unsere unseren nur fur furs mit vom von zum zur \
        am im an auf um und dann also auch ja es geht sie ihr euch ich wir gern gerne nehmt nimm ach na \
        genau doch nee nein ne nah wait euro eur dollar drink milk stuff thing box bag bags pack beans tin packung tute beutel dose getrank milch zeug kapseln hallo bloss ebenso genauso ebenfalls",
);
/// Words that stand beside a day as well: what it would be.
const FINE: Few = Few(
    "is be but or rather oder would should could can will ill are lets say works suits fine good great better best perfect \
        ideal there next instead until till from not if ist ware wird soll sollte konnt kann sagen passt gut super prima perfekt \
        toll recht besser bis ab nicht sondern lieber neuer later earlier spater fruher termin date day",
);
/// What one thinks of it, which says nothing of what is to be done.
const FELT: Few = Few("need needs brauche brauch brauchen love loves like want mag liebe");
/// What may be heard beside it.
const HEARD: &[Sense] = &[
    Sense::Polite,
    Sense::Request,
    Sense::Yes,
    Sense::Thanks,
    Sense::Subscription,
    Sense::Delivery,
    Sense::Next,
    Sense::One,
    Sense::Both,
    Sense::All,
    Sense::Revise,
    Sense::Else,
    Sense::Cancel,
    Sense::Skip,
    Sense::Unskip,
    Sense::Move,
    Sense::Address,
    Sense::Stop,
];

/// What a bare answer gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gives {
    /// A name, or a yes.
    Name,
    /// A day.
    Day,
}

/// True iff all between two tokens is an answer: names, days, and what stands beside them.
#[inline(never)]
pub fn is_bare(parsed: &Parsed<'_>, from: usize, to: usize, gives: Gives) -> bool {
    let within = |at: usize, from: usize, to: usize| from <= at && at < to;
    let heard = |sense: Sense| HEARD.contains(&sense) || (gives == Gives::Day && sense == Sense::Send);
    (from..to).all(|at| {
        let Some(token) = parsed.tokens.get(at).filter(|token| token.is_word()) else { return true };
        let felt = gives == Gives::Name && FELT.contains(&token.word);
        !felt
            && (token.kind == Kind::Number
                || BESIDE.contains(&token.word)
                || (gives == Gives::Day && FINE.contains(&token.word))
                || parsed.named.iter().any(|named| within(at, named.from, named.to))
                || parsed.times.iter().any(|time| within(at, time.from, time.to))
                || parsed.hits.iter().any(|hit| heard(hit.sense) && within(at, hit.from, hit.to)))
    })
}

/// The same for the clause of a token, and what leads to it where that goes on: "I need the tea, and the soap".
#[inline(never)]
pub fn is_bare_at(parsed: &Parsed<'_>, at: usize, gives: Gives) -> bool {
    let (from, to) = parsed.clause_tokens(parsed.clause(at));
    let goes_on = parsed.says(Few("and und"), from.saturating_sub(1), from.saturating_add(1));
    let start = if goes_on { parsed.sentence_tokens(parsed.sentence(at)).0 } else { from };
    is_bare(parsed, start, to, gives)
}
