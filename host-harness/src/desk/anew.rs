//! Whether a wish that is prepared anew, because its plan turned out stale, is still the wish that a person approved. "Move it to
//! the 15th" puts a delivery off while the charge of the 12th is open, and once that one is processed the same words bring
//! the next one forward by weeks: such a plan is nobody's wish, and none waits. Nothing here knows an action; it goes by what a
//! person sees and by what the plan rests on.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde_json::Value;

use crate::contract::{Expectation, Plan};

/// True iff a person would call it the same wish: it shows the very same change, or it is about the very same things and leads
/// the same way.
#[must_use]
pub fn is_same_wish(approved: &Plan, anew: &Plan) -> bool {
    if approved.action != anew.action || targets(approved) != targets(anew) {
        return false;
    }
    approved.changes == anew.changes || (things(approved) == things(anew) && !turns_around(approved, anew))
}

fn targets(plan: &Plan) -> BTreeSet<String> {
    plan.targets.iter().map(|target| format!("{target:?}")).collect()
}

/// What the plan rests on and writes to: the charge, the subscription, the address.
fn things(plan: &Plan) -> BTreeSet<&str> {
    let read = plan.preconditions.iter().map(|read| read.path.as_str());
    read.chain(plan.writes.iter().map(|write| write.path.as_str())).collect()
}

/// Whether a day that was to come later than one that the plan rests on comes earlier now, or the other way round.
fn turns_around(approved: &Plan, anew: &Plan) -> bool {
    let (was, is) = (days(approved), days(anew));
    let (wanted, wants) = (wanted_days(approved), wanted_days(anew));
    was.iter().any(|(place, before)| {
        let Some(now) = is.get(place) else { return false };
        wanted.iter().any(|(place, day)| {
            let Some(new_day) = wants.get(place) else { return false };
            day.cmp(before) != new_day.cmp(now)
        })
    })
}

/// The days that a plan rests on, by where they are read.
fn days(plan: &Plan) -> BTreeMap<(&str, &str), Date> {
    let checks = plan.preconditions.iter().flat_map(|read| read.checks.iter().map(|check| (read.path.as_str(), check)));
    let days = checks.filter_map(|(path, check)| match &check.expect {
        Expectation::Equals(json) => Some(((path, check.pointer.as_str()), day(&serde_json::from_str(json).ok()?)?)),
        Expectation::Absent => None,
    });
    days.collect()
}

/// The days that a plan writes, by where they stand.
fn wanted_days(plan: &Plan) -> BTreeMap<(usize, String), Date> {
    let mut days = BTreeMap::new();
    for (step, write) in plan.writes.iter().enumerate() {
        let body: Value = write.body.as_deref().and_then(|body| serde_json::from_str(body).ok()).unwrap_or_default();
        let fields = body.as_object().into_iter().flatten();
        days.extend(fields.filter_map(|(name, value)| Some(((step, name.clone()), day(value)?))));
    }
    days
}

fn day(value: &Value) -> Option<Date> {
    value.as_str()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Change, Check, Precondition, Target, Undo, Write, WriteMethod};

    fn moving(charge: u64, from: &str, to: &str) -> Plan {
        let read = |path: String, pointer: &str, value: &str| Precondition {
            step: 0,
            upstream: String::new(),
            path,
            query: Vec::new(),
            secret: String::new(),
            headers: Vec::new(),
            checks: vec![Check {
                pointer: pointer.to_owned(),
                expect: Expectation::Equals(format!("\"{value}\"")),
                label: String::new(),
            }],
        };
        Plan {
            action: "move-date".to_owned(),
            targets: vec![Target::Subscription(61)],
            title: String::new(),
            changes: vec![Change { label: "Next charge".to_owned(), before: from.to_owned(), after: to.to_owned() }],
            side_effects: Vec::new(),
            warnings: Vec::new(),
            preconditions: vec![
                read(format!("/charges/{charge}"), "/charge/scheduled_at", from),
                read("/subscriptions/61".to_owned(), "/subscription/status", "active"),
            ],
            writes: vec![Write {
                label: String::new(),
                upstream: String::new(),
                method: WriteMethod::Post,
                path: "/subscriptions/61/set_next_charge_date".to_owned(),
                query: Vec::new(),
                headers: Vec::new(),
                body: Some(format!("{{\"date\":\"{to}\"}}")),
                secret: String::new(),
                bindings: Vec::new(),
            }],
            undo: Undo::Impossible(String::new()),
            expires: String::new(),
            evidence: Vec::new(),
            rejected: Vec::new(),
            understood: String::new(),
            reply: None,
        }
    }

    #[test]
    fn a_wish_that_leads_another_way_or_to_another_thing_is_another_wish() {
        let approved = moving(71, "2026-12-12", "2026-12-15");
        let same = |anew: &Plan| is_same_wish(&approved, anew);
        assert!(same(&moving(71, "2026-12-13", "2026-12-15")), "a day nearer, and still put off");
        assert!(!same(&moving(71, "2026-12-20", "2026-12-15")), "it would be brought forward now");
        assert!(!same(&moving(72, "2027-01-09", "2026-12-15")), "the next charge, by weeks back");
        assert!(!same(&moving(72, "2026-12-13", "2026-12-15")), "another charge");
        assert!(same(&moving(72, "2026-12-12", "2026-12-15")), "the same with another number");
        assert!(!same(&Plan { action: "skip".to_owned(), ..approved.clone() }));
        assert!(!same(&Plan { targets: vec![Target::Subscription(62)], ..approved.clone() }));
    }
}
