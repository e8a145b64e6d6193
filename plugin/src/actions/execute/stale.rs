//! What changed between the plan and its execution, for people: one row for each thing, in the reader's words. The plan's
//! preconditions have the ids and the exact values.

use super::Seen;
use crate::contract::{Change, Check, Expectation, Plan, Precondition};
use crate::l10n::{Key, Texts};
use crate::moment::parse_date;
use crate::phrase;
use crate::text;
use crate::widget::address::lines;

/// The rows for the checks of these labels. `now` is what the whole plan is about, as it is now.
pub fn changes(texts: &Texts, plan: &Plan, labels: &[String], seen: &Seen, now: &str) -> Vec<Change> {
    let differs = |check: &&Check| labels.contains(&text::clean(&check.label, text::LINE));
    let mut paths: Vec<&str> = Vec::new();
    let mut rows: Vec<Change> = Vec::new();
    for read in &plan.preconditions {
        let checks: Vec<&Check> = read.checks.iter().filter(differs).collect();
        if checks.is_empty() || paths.contains(&read.path.as_str()) {
            continue;
        }
        paths.push(&read.path);
        rows.push(row(texts, read, &checks, seen, now));
    }
    if rows.is_empty() {
        // The host names what isn't in the plan: nobody can say more of it.
        rows.push(Change {
            label: texts.get(Key::PlanUnknown),
            before: texts.get(Key::StaleBefore),
            after: after(texts, now),
        });
    }
    rows
}

fn row(texts: &Texts, read: &Precondition, checks: &[&Check], seen: &Seen, now: &str) -> Change {
    let subject = subject(texts, read);
    let mut fields: Vec<(String, Option<String>)> = Vec::new();
    for check in checks {
        let found = field(texts, check);
        // Whose it is differs as well where it is gone; that says nothing then.
        if (is_owner(check) && checks.len() > 1) || fields.contains(&found) {
            continue;
        }
        fields.push(found);
    }
    let (label, before) = match fields.as_slice() {
        [(word, value)] => {
            let words = [("subject", subject.into()), ("field", word.clone().into())];
            (texts.with(Key::CheckLabel, words), value.clone().unwrap_or_else(|| texts.get(Key::StaleBefore)))
        }
        fields => {
            let said = fields.iter().map(|(word, value)| match value {
                Some(value) => {
                    texts.with(Key::CheckLabel, [("subject", word.clone().into()), ("field", value.clone().into())])
                }
                None => word.clone(),
            });
            (subject, said.collect::<Vec<_>>().join(", "))
        }
    };
    Change { label, before, after: after(texts, &now_of(texts, read, seen).unwrap_or_else(|| now.to_owned())) }
}

fn after(texts: &Texts, now: &str) -> String {
    texts.with(Key::StaleAfter, [("now", now.to_owned().into())])
}

/// What a read is about: a product, a charge by its date, the address.
fn subject(texts: &Texts, read: &Precondition) -> String {
    let text_at = |end: &str| {
        let check = read.checks.iter().find(|check| check.pointer.ends_with(end))?;
        value(check)
    };
    if read.path.starts_with("/charges/") {
        return match text_at("/scheduled_at").as_deref().and_then(parse_date) {
            Some(date) => texts.with(Key::CheckChargeOf, [("date", texts.date_text(date).into())]),
            None => texts.get(Key::CheckCharge),
        };
    }
    if read.path.starts_with("/addresses/") {
        return texts.get(Key::LabelAddress);
    }
    // A product's name is the same in every language.
    let label = read.checks.first().map(|check| text::clean(&check.label, text::LINE)).unwrap_or_default();
    label.rsplit_once(':').map_or(label.clone(), |(product, _)| product.to_owned())
}

/// A field's name and what the plan expected of it, where that is no id.
fn field(texts: &Texts, check: &Check) -> (String, Option<String>) {
    let name = check.pointer.rsplit('/').next().unwrap_or_default();
    let is_address = check.pointer.starts_with("/address/");
    let date = || value(check).as_deref().and_then(parse_date).map(|date| texts.date_text(date));
    if is_owner(check) {
        return (texts.get(Key::CheckOwner), None);
    }
    if phrase::holds(&check.pointer, "/line_items/") {
        return (texts.get(Key::LabelItems), None);
    }
    match name {
        "status" => (texts.get(Key::LabelStatus), value(check).map(|code| status(texts, &code))),
        "next_charge_scheduled_at" => (texts.get(Key::LabelNextCharge), date()),
        "scheduled_at" => (texts.get(Key::LabelDate), date()),
        "address_id" => (texts.get(Key::LabelAddress), None),
        _ if is_address => {
            let word = texts.by_name(&format!("param-update-address-{name}")).unwrap_or_else(|| name.to_owned());
            let shown = value(check).map(|text| text::clean(&text, text::LINE)).filter(|text| !text.is_empty());
            (word, Some(shown.unwrap_or_else(|| texts.get(Key::PlanNone))))
        }
        _ => (text::clean(&check.label, text::LINE), None),
    }
}

fn status(texts: &Texts, code: &str) -> String {
    match code {
        "active" => texts.get(Key::StatusActive),
        "cancelled" => texts.get(Key::StatusCancelled),
        "expired" => texts.get(Key::StatusExpired),
        "queued" => texts.get(Key::ChargeQueued),
        "skipped" => texts.get(Key::ChargeSkipped),
        other => text::clean(other, text::NAME),
    }
}

fn is_owner(check: &Check) -> bool {
    check.pointer.ends_with("/customer_id") || check.pointer.ends_with("/customer/id")
}

/// The text that a check expects.
fn value(check: &Check) -> Option<String> {
    match &check.expect {
        Expectation::Equals(json) => serde_json::from_str::<String>(json).ok(),
        Expectation::Absent => None,
    }
}

/// How the very thing stands now, where it was read.
fn now_of(texts: &Texts, read: &Precondition, seen: &Seen) -> Option<String> {
    let (_, id) = read.path.rsplit_once('/')?;
    let id = id.parse::<u64>().ok()?;
    if read.path.starts_with("/subscriptions/") {
        seen.subscription(id)?;
        return Some(format!("{}; {}", seen.status_words(id, texts), seen.next_charge_words(id, texts)));
    }
    if read.path.starts_with("/addresses/") {
        return Some(lines(texts, seen.address(id)?).join(", "));
    }
    None
}
