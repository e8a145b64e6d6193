//! What a customer may be told once a plan is carried out and verified: what is true then, and no more. Never a mail, which
//! Recharge may not send, and never a day of the carrier's.

use super::counter::Counter;
use crate::actions::prepare::upcoming;
use crate::contract::{Form, Plan};
use crate::l10n::Key;
use crate::message::reading::Deed;
use crate::message::shelf::Set;
use crate::moment::parse_date;
use crate::problems;

/// The draft for one plan.
pub fn done(counter: &Counter<'_>, deed: Deed, plan: &Plan, form: &Form, set: Set) -> Option<String> {
    let voice = counter.voice;
    let cases = counter.cases(set);
    let items = ("items", problems::list(&counter.titles(set)).into());
    let parameters: serde_json::Value = serde_json::from_str(&form.parameters).ok()?;
    let date = |name: &str| parameters.get(name).and_then(|date| date.as_str()).and_then(parse_date);
    Some(match deed {
        Deed::Cancel => voice.say(Key::SayDoneCancel, &[items]),
        Deed::Skip => {
            let lead = cases.first()?;
            let skipped = lead.line.upcoming()?.scheduled_at?;
            let words = [items, ("date", voice.date(skipped).into())];
            let mut text = voice.say(Key::SayDoneSkip, &words);
            let next = |case: &crate::actions::prepare::Case<'_>| {
                upcoming::after_skipped(case.subscription(), skipped, &case.skipped_ahead())
            };
            if let Some(date) = next(lead).filter(|date| cases.iter().all(|case| next(case) == Some(*date))) {
                text.push(' ');
                text.push_str(&voice.say(Key::SayDoneNext, &[("date", voice.date(date).into())]));
            }
            text
        }
        Deed::Unskip => {
            let only = || cases.first().and_then(|case| case.skipped_ahead().first().copied());
            let date = date("date").or_else(only)?;
            voice.say(Key::SayDoneUnskip, &[items, ("date", voice.date(date).into())])
        }
        Deed::Move => voice.say(Key::SayDoneMove, &[items, ("date", voice.date(date("to")?).into())]),
        Deed::Address => {
            // The plan shows the whole new address first.
            let address = plan.changes.first()?.after.clone();
            voice.say(Key::SayDoneAddress, &[items, ("address", address.into())])
        }
    })
}
