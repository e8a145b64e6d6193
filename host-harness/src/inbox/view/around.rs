//! What stands around a plan on its ticket: the plans that it takes the place of, that undo it, and what the customer was
//! told meanwhile.

use super::recorded::Recorded;
use crate::contract::{Change, Outcome};
use crate::gate::{Ended, StoredPlan};
use crate::inbox::words::Words;
use crate::store::{ActorKind, PlanState, TurnRow, Voice};

/// What stands around a plan on its ticket.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// The ticket's plans.
    pub plans: &'a [StoredPlan],
    /// Its conversation, in order.
    pub said: &'a [TurnRow],
    /// What the records know of them.
    pub recorded: &'a Recorded,
}

impl<'a> Around<'a> {
    /// The plan that has undone this one, unless it was undone itself.
    pub(super) fn undone_by(&self, id: &str) -> Option<&StoredPlan> {
        self.ways_back(id).find(|plan| is_done(plan) && self.undone_by(&plan.id).is_none())
    }

    /// Whether a way back is under way.
    pub(super) fn is_being_undone(&self, id: &str) -> bool {
        self.ways_back(id).any(|plan| plan.state.is_open() || plan.state == PlanState::Executing)
    }

    /// No plan undoes itself, whatever a database says.
    fn ways_back(&self, id: &str) -> impl Iterator<Item = &StoredPlan> {
        self.plans.iter().filter(move |plan| plan.undo_of.as_deref() == Some(id) && plan.id != id)
    }

    /// The plan whose place this one took: edited, or come to nothing and prepared anew.
    pub(super) fn before(&self, plan: &StoredPlan) -> Option<&'a StoredPlan> {
        let before = plan.replaces.as_deref().or_else(|| self.recorded.follows(&plan.id))?;
        self.plans.iter().find(|other| other.id == before && other.id != plan.id)
    }

    /// The plan that took the place of this one.
    pub(super) fn next(&self, plan: &StoredPlan) -> Option<&'a StoredPlan> {
        let took = |other: &&StoredPlan| {
            plan.replaced_by.as_deref() == Some(other.id.as_str())
                || self.recorded.follows(&other.id) == Some(plan.id.as_str())
        };
        // The latest counts: the same wish may have come to nothing more than once.
        self.plans.iter().rfind(took)
    }

    /// What a plan changes otherwise than the one whose place it took: label, as it was to be, as it is to be now. Nothing
    /// where they are said in two languages, which can't be compared.
    pub(super) fn otherwise(&self, plan: &StoredPlan, before: &StoredPlan, t: Words) -> Vec<(String, String, String)> {
        if Words::of(&self.recorded.plan(&plan.id, t)) != Words::of(&self.recorded.plan(&before.id, t)) {
            return Vec::new();
        }
        let (was, is) = (&before.plan.changes, &plan.plan.changes);
        let said = |changes: &[Change], label: &str| {
            let change = changes.iter().find(|change| change.label == label);
            change.map_or_else(|| "–".to_owned(), |change| format!("{} → {}", change.before, change.after))
        };
        let added = is.iter().filter(|change| was.iter().all(|other| other.label != change.label));
        let labels = was.iter().chain(added).map(|change| &change.label);
        let rows = labels.map(|label| (label.clone(), said(was, label), said(is, label)));
        let mut differs: Vec<_> = rows.filter(|(_, was, is)| was != is).collect();
        // What else it touches may be all that differs: whether Recharge mails the customer.
        let (gone, new) = (notes(before, plan), notes(plan, before));
        if gone != new {
            differs.push((t.also_touches().to_owned(), gone, new));
        }
        differs
    }

    /// What the customer was told of a plan's outcome.
    pub(super) fn told_of(&self, id: &str) -> Option<&TurnRow> {
        self.said.iter().find(|row| !row.draft && row.plan.as_deref() == Some(id))
    }

    /// What the customer still believes, though this plan undoes or has undone it: told, and nobody wrote since.
    pub(super) fn told_otherwise(&self, plan: &StoredPlan) -> Option<&str> {
        let told = self.told_of(plan.undo_of.as_deref()?)?;
        let is_under_way = plan.state.is_open() || plan.state == PlanState::Executing;
        let is_owed = is_done(plan) && self.undone_by(&plan.id).is_none() && !self.recorded.is_written_after(&plan.id);
        (is_under_way || is_owed).then_some(told.text.as_str())
    }

    /// What the customer would have been told by a plan whose place this one took, as long as nobody has written to them
    /// since.
    pub(super) fn dropped_reply(&self, plan: &StoredPlan) -> Option<&'a str> {
        if plan.plan.reply.is_some() {
            return None;
        }
        let mut before = plan.replaces.as_deref();
        // No longer than there are plans, whatever a database says.
        let mut replies = (0..self.plans.len()).map_while(|_| {
            let other = self.plans.iter().find(|other| before == Some(other.id.as_str()))?;
            before = other.replaces.as_deref();
            Some(other.plan.reply.as_deref())
        });
        let reply = replies.find_map(|reply| reply)?;
        let is_under_way = plan.state.is_open() || plan.state == PlanState::Executing;
        let is_owed = is_done(plan) && self.undone_by(&plan.id).is_none() && !self.recorded.is_written_after(&plan.id);
        (is_under_way || is_owed).then_some(reply)
    }

    /// The words for having an open plan said in the page's language: its form can be prepared anew, or the message that it
    /// rests on read anew as long as nobody has answered it.
    pub(super) fn way_anew(&self, plan: &StoredPlan, t: Words) -> &'static str {
        let answered = || self.said.iter().rfind(|row| !row.draft).is_some_and(|row| row.voice != Voice::Customer);
        match (&plan.form, plan.proposed_by.kind) {
            (Some(_), _) => t.again_here(),
            (None, ActorKind::Ai) if !answered() => t.read_here(),
            _ => "",
        }
    }
}

/// What a plan says that it touches besides and the other one doesn't.
fn notes(plan: &StoredPlan, other: &StoredPlan) -> String {
    let (own, others) = (&plan.plan.side_effects, &other.plan.side_effects);
    let texts =
        own.iter().filter(|note| others.iter().all(|other| other.text != note.text)).map(|note| note.text.as_str());
    let texts: Vec<&str> = texts.collect();
    if texts.is_empty() { "–".to_owned() } else { texts.join(" ") }
}

/// Whether what it wanted is so.
pub(super) fn is_done(plan: &StoredPlan) -> bool {
    plan.ended.as_ref().is_some_and(|ended| matches!(ended.verdict.outcome, Outcome::Done(_) | Outcome::Already(_)))
}

/// Whether it certainly changed nothing, and nobody decided that it should not.
pub fn came_to_nothing(plan: &StoredPlan) -> bool {
    let failed = |ended: &Ended| matches!(ended.verdict.outcome, Outcome::Failed(_));
    plan.state == PlanState::Expired || plan.ended.as_ref().is_some_and(failed)
}
