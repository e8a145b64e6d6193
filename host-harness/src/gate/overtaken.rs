//! Which later plans have changed what an earlier one changed. The way back of the earlier one would silently take those
//! back too: it leads to how things were before it. So it isn't offered while they stand; whoever wants to go that far back
//! takes them back first, the latest before the others, and sees each time what becomes of it.
//!
//! The other way would be to offer it and to name what goes with it. That was not chosen because a plan's way back is made
//! by the plugin, which knows of none of the others: the host could name them, and not say what becomes of them.

use super::plan::StoredPlan;
use crate::contract::{Outcome, Plan};

/// The plans after this one that have changed the same thing, the oldest first. `plans` are in the order in which they were
/// proposed; that is also the order in which plans on one thing are carried out, as each rests on how it was proposed.
#[must_use]
pub fn overtaken_by<'a>(plan: &StoredPlan, plans: &'a [StoredPlan]) -> Vec<&'a StoredPlan> {
    let place = |id: &str| plans.iter().position(|other| other.id == id);
    let Some(own) = place(&plan.id) else { return Vec::new() };
    // What leads back to how it was after this plan, or before it, is no change of its own.
    let leads_back = |other: &StoredPlan| other.undo_of.as_deref().and_then(place).is_some_and(|undone| undone >= own);
    let later = plans.iter().skip(own.saturating_add(1));
    later.filter(|other| same_thing(&plan.plan, &other.plan) && !leads_back(other) && stands(other, plans)).collect()
}

/// Whether it has changed something, or may have, and no way back has been gone since.
fn stands(plan: &StoredPlan, plans: &[StoredPlan]) -> bool {
    let ended = plan.ended.as_ref().map(|ended| &ended.verdict.outcome);
    let changed = matches!(ended, Some(Outcome::Done(_) | Outcome::Partial(_) | Outcome::Unknown(_)));
    let is_done = |other: &StoredPlan| {
        let ended = other.ended.as_ref().map(|ended| &ended.verdict.outcome);
        matches!(ended, Some(Outcome::Done(_) | Outcome::Already(_)))
    };
    // A way back is proposed after what it leads back from: looking only further on, this comes to an end.
    let after = plans.iter().position(|other| other.id == plan.id).map_or(plans.len(), |at| at.saturating_add(1));
    let rest = plans.get(after..).unwrap_or_default();
    let undone =
        |other: &StoredPlan| other.undo_of.as_ref() == Some(&plan.id) && is_done(other) && !is_undone(other, rest);
    changed && !rest.iter().any(undone)
}

/// Whether one of these has led back from it and stands.
fn is_undone(plan: &StoredPlan, plans: &[StoredPlan]) -> bool {
    plans.iter().any(|other| other.undo_of.as_ref() == Some(&plan.id) && stands(other, plans))
}

/// Both are about the same subscription, charge or address, and about the same of it: they are the same action, or show a
/// change of the same name.
fn same_thing(one: &Plan, other: &Plan) -> bool {
    let shares_target = one.targets.iter().any(|target| other.targets.contains(target));
    let shares_label = || one.changes.iter().any(|change| other.changes.iter().any(|also| also.label == change.label));
    shares_target && (one.action == other.action || shares_label())
}
