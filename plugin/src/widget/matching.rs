//! From the ticket's e-mail address to customers, in words.

use crate::contract::{Context, CustomerMatch, MatchKind};
use crate::l10n::{Key, Texts};
use crate::reading::{Email, Found};
use crate::text;

/// The match, `hidden` customers of it not being shown.
pub fn describe(texts: &Texts, ctx: &Context, email: &Email, found: &Found, hidden: usize) -> CustomerMatch {
    let count = found.customers.len().saturating_add(hidden);
    let typed = || ("email", email.typed().to_owned().into());
    let uncertain = found.trouble.is_some() || found.lost > 0;
    let (kind, text) = match found.customers.as_slice() {
        [] if uncertain => (MatchKind::Unknown, texts.with(Key::MatchUnknown, [typed()])),
        [] => (MatchKind::None, texts.with(Key::MatchNone, [typed()])),
        [one] if hidden == 0 => {
            let theirs = text::clean(one.email.as_deref().unwrap_or_default(), text::LINE);
            if email.is_exactly(&theirs) {
                (MatchKind::Exact, texts.with(Key::MatchExact, [typed()]))
            } else {
                (MatchKind::DifferentCase, texts.with(Key::MatchDifferentCase, [("found", theirs.into())]))
            }
        }
        _ => (MatchKind::Several, texts.with(Key::MatchSeveral, [("count", count.into()), typed()])),
    };
    CustomerMatch { kind, email: email.typed().to_owned(), identity: ctx.contact.identity, text }
}
