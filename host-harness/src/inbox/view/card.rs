//! A plan as a person approves it: what changes, what else it touches, what is sent, who asked for it, until when. And what
//! came of it.

use askama::Template;
use askama::filters::HtmlSafe;

use super::agent::at_once;
use super::around::{Around, came_to_nothing};
use super::ending::{Ending, ending, unclear};
use super::talk::folded;
use super::{Mark, Note};
use crate::contract::{Change, Outcome, Undo};
use crate::desk::codes;
use crate::gate::{Person, Policy, Right, Role, StoredPlan, first_line, overtaken_by};
use crate::inbox::form::read::link;
use crate::inbox::visit::Visit;
use crate::inbox::words::Words;
use crate::store::PlanState;
use crate::workplace::Connected;

/// A plan.
#[derive(Debug, Template)]
#[template(path = "card.html")]
pub struct Card {
    /// The words.
    pub t: Words,
    /// What every form carries.
    pub csrf: String,
    /// The person who sits here.
    pub person: String,
    /// Their name.
    pub person_name: String,
    /// The plan's id.
    pub id: String,
    /// The hash of exactly this plan.
    pub identity: String,
    /// Its ticket.
    pub ticket: String,
    /// "pending", "approved", "executing", "ended", …
    pub state: &'static str,
    /// Where it is, in words.
    pub state_words: &'static str,
    /// The weight of that.
    pub mark: Mark,
    /// One line.
    pub title: String,
    /// What changes.
    pub changes: Vec<Changing>,
    /// What must be read before approving.
    pub warnings: Vec<Note>,
    /// Everything else it touches.
    pub effects: Vec<Note>,
    /// The customer's words it rests on.
    pub evidence: Vec<String>,
    /// More of them, folded away.
    pub more_evidence: Vec<String>,
    /// What was considered and not meant.
    pub rejected: Vec<String>,
    /// What is sent, in words.
    pub writes: Vec<String>,
    /// What the customer is told once it is done.
    pub reply: String,
    /// How it is undone, or why it can't be.
    pub undo: String,
    /// Whether it can be undone now.
    pub can_undo: bool,
    /// Who asked for it.
    pub asked_by: String,
    /// When.
    pub asked_at: String,
    /// Until when it can be approved, in words.
    pub until: String,
    /// How much time is left.
    pub left: String,
    /// The same for machines.
    pub until_iso: String,
    /// Now, for machines: the clock it goes by.
    pub now_iso: String,
    /// Whether that clock runs.
    pub clock_runs: bool,
    /// What is going on, while it is carried out: empty before and after.
    pub at_work: String,
    /// Whether somebody can still decide.
    pub is_open: bool,
    /// Whether the person here may.
    pub may_approve: bool,
    /// Whether the person here may say no.
    pub may_deny: bool,
    /// Whether they may only because it is their own proposal: they take it back.
    pub is_withdrawal: bool,
    /// Whether the person here may ask for another one instead.
    pub may_edit: bool,
    /// Where it is edited.
    pub edit: String,
    /// Who decided, and why not.
    pub decision: String,
    /// How it ended.
    pub outcome: Option<Ending>,
    /// The title of the plan it undoes, and where that is.
    pub undoes: Option<(String, String)>,
    /// What it takes the place of.
    pub instead: Option<Instead>,
    /// Where a stale plan's wish is chosen again, when nothing was prepared in its place.
    pub choose_again: String,
    /// Whether a plan that came to nothing can be prepared once more.
    pub can_repeat: bool,
    /// The number of the record with the exact requests; 0 where there is none.
    pub record: u64,
    /// What the customer was told of the plan that it undoes, and hasn't been set right since.
    pub told_otherwise: String,
    /// Whether it is over, so that whatever the customer doesn't know is somebody's task now.
    pub has_ended: bool,
    /// Whether the person here may write to the customer.
    pub may_write: bool,
    /// The title of the plan that undid it, and where that is.
    pub undone_by: Option<(String, String)>,
    /// Later plans that changed the same and stand, so that it isn't undone before them, the latest first: title and where.
    pub overtaken: Vec<(String, String)>,
    /// The language of the plan's texts.
    pub lang: String,
    /// That they are in another one than the page.
    pub foreign: String,
    /// The words on the button that has it said in the page's language; empty where there is no such way.
    pub say_again: &'static str,
    /// Which roles decide on it.
    pub takes_role: String,
    /// Whether the plugin says what Recharge mails.
    pub knows_mail: bool,
    /// Whether the records were found not to be as they were written.
    pub is_tampered: bool,
    /// The reply that went with the plan that it took the place of, and that nobody has sent.
    pub dropped_reply: String,
}

impl HtmlSafe for Card {}

/// A change, as it is shown.
#[derive(Debug)]
pub struct Changing {
    /// What changes.
    pub label: String,
    /// How it is.
    pub before: String,
    /// How it will be.
    pub after: String,
    /// Both, where one of them is long, as columns would be of single words: whether it is the latter, the text, and the rest
    /// of it, folded away.
    pub long: Vec<(bool, String, String)>,
}

/// Values of more characters take the whole width.
const WIDE: usize = 90;
/// Values of more characters are folded, so that the buttons stay near.
const LONG: usize = 360;
/// Characters of those that are shown all the same.
const BEGINNING: usize = 240;

impl Changing {
    fn of(change: &Change) -> Self {
        let is_long = [&change.before, &change.after].iter().any(|value| value.chars().nth(WIDE).is_some());
        let shown = |(is_after, value): (bool, &String)| {
            let (text, rest) = folded(value.trim_end(), LONG, BEGINNING);
            (is_after, text, rest)
        };
        let both = if is_long { vec![(false, &change.before), (true, &change.after)] } else { Vec::new() };
        Self {
            label: change.label.clone(),
            before: change.before.clone(),
            after: change.after.clone(),
            long: both.into_iter().map(shown).collect(),
        }
    }
}

/// The plan whose place another one took.
#[derive(Debug)]
pub struct Instead {
    /// How that came: it was edited, or came to nothing.
    pub words: &'static str,
    /// Its title.
    pub title: String,
    /// Where it is.
    pub to: String,
    /// The language of its title.
    pub lang: String,
    /// Label, as it was to be, as it is to be now.
    pub differs: Vec<(String, String, String)>,
}

fn instead(plan: &StoredPlan, around: Around<'_>, t: Words) -> Option<Instead> {
    let before = around.before(plan)?;
    Some(Instead {
        words: if plan.replaces.is_some() { t.instead_edited() } else { t.instead_anew() },
        title: before.plan.title.clone(),
        to: format!("#plan-{}", before.id),
        lang: around.recorded.plan(&before.id, t),
        differs: around.otherwise(plan, before, t),
    })
}

/// A card for this visitor.
#[must_use]
pub fn card(
    visit: &Visit,
    connected: &Connected,
    plan: &StoredPlan,
    person: Option<&Person>,
    around: Around<'_>,
) -> Card {
    let (t, now) = (visit.words, connected.now());
    let policy: &Policy = connected.casework().gate().policy();
    let allows = |right| person.is_some_and(|person| policy.allows(person, right, &plan.plan.action));
    let zone = &connected.surroundings.time_zone;
    let changes = plan.plan.changes.iter();
    let is_open = plan.state.is_open();
    let may_deny =
        is_open && person.is_some_and(|person| policy.may_deny(person, &plan.plan.action, &plan.proposed_by));
    let form = plan.form.clone().unwrap_or_else(|| crate::contract::Form {
        action: plan.plan.action.clone(),
        targets: plan.plan.targets.clone(),
        parameters: String::new(),
    });
    let undo = match &plan.plan.undo {
        Undo::Action(form) => t.undo_by(&codes::action(&form.action, t.language().is_german())),
        Undo::Impossible(why) => why.clone(),
    };
    let changed = plan.ended.as_ref().is_some_and(|ended| {
        matches!(ended.verdict.outcome, Outcome::Done(_) | Outcome::Partial(_) | Outcome::Unknown(_))
    });
    let named = |other: &StoredPlan| (other.plan.title.clone(), format!("#plan-{}", other.id));
    let undone_by = around.undone_by(&plan.id).map(named);
    let undoes = around.plans.iter().find(|other| plan.undo_of.as_ref() == Some(&other.id)).map(named);
    let code = plan.ended.as_ref().map(|ended| ended.verdict.code());
    // What has been taken up already is not taken up twice.
    let is_over = around.next(plan).is_none() && allows(Right::Propose);
    let bare = crate::contract::Form { parameters: "{}".to_owned(), ..form.clone() };
    let lang = around.recorded.plan(&plan.id, t);
    let foreign = super::recorded::note(&lang, t);
    let overtaken: Vec<(String, String)> = match changed && undone_by.is_none() {
        true => overtaken_by(plan, around.plans).into_iter().rev().map(named).collect(),
        false => Vec::new(),
    };
    let (evidence, more_evidence) = at_once(plan.plan.evidence.clone());
    let can_undo = changed
        && overtaken.is_empty()
        && undone_by.is_none()
        && !around.is_being_undone(&plan.id)
        && matches!(plan.plan.undo, Undo::Action(_))
        && allows(Right::Propose);
    Card {
        t,
        csrf: visit.office.signer.token(&visit.session),
        person: visit.session.person.clone(),
        person_name: person.map(|person| person.name.clone()).unwrap_or_default(),
        id: plan.id.clone(),
        identity: plan.identity.to_string(),
        ticket: plan.ticket.clone(),
        state: plan.state.as_str(),
        state_words: t.state(plan.state),
        mark: mark(plan.state),
        title: plan.plan.title.clone(),
        changes: changes.map(Changing::of).collect(),
        warnings: plan.plan.warnings.iter().map(Note::of).collect(),
        effects: plan
            .plan
            .side_effects
            .iter()
            .map(|effect| Note { mark: Mark::of(effect.tone), text: effect.text.clone() })
            .collect(),
        evidence,
        more_evidence,
        rejected: plan.plan.rejected.clone(),
        writes: plan.plan.writes.iter().map(|write| write.label.clone()).collect(),
        reply: plan.plan.reply.clone().unwrap_or_default(),
        can_undo,
        undo,
        asked_by: t.actor(&plan.proposed_by),
        asked_at: t.when(plan.proposed_at, now, zone),
        until: t.when(plan.expires_at, now, zone),
        left: t.left(now, plan.expires_at),
        until_iso: plan.expires_at.to_string(),
        now_iso: now.to_string(),
        at_work: at_work(plan, t),
        clock_runs: visit.office.clock_runs(&visit.session.connection),
        is_open,
        may_approve: is_open && allows(Right::Approve),
        may_deny,
        is_withdrawal: may_deny && !allows(Right::Approve) && !allows(Right::Deny),
        may_edit: is_open && allows(Right::Propose),
        edit: link(&plan.ticket, &form, &plan.id),
        decision: decision(plan, around, t),
        outcome: ending(plan, t, around),
        undoes,
        instead: instead(plan, around, t),
        choose_again: if is_over && code == Some("stale") { link(&plan.ticket, &bare, "") } else { String::new() },
        can_repeat: is_over && came_to_nothing(plan) && (plan.form.is_some() || !plan.plan.understood.is_empty()),
        record: around.recorded.proposal(&plan.id).unwrap_or_default(),
        told_otherwise: around.told_otherwise(plan).map(first_line).unwrap_or_default(),
        has_ended: plan.ended.is_some(),
        may_write: visit.works(),
        undone_by,
        overtaken,
        say_again: if is_open && !foreign.is_empty() && allows(Right::Propose) { around.way_anew(plan, t) } else { "" },
        foreign,
        lang,
        takes_role: takes_role(policy, &plan.plan.action, t),
        knows_mail: plan.plan.side_effects.iter().any(|effect| matches!(effect.code.as_str(), "mail" | "no-mail")),
        is_tampered: false,
        dropped_reply: around.dropped_reply(plan).map(first_line).unwrap_or_default(),
    }
}

/// What a person who waits is told.
fn at_work(plan: &StoredPlan, t: Words) -> String {
    match (plan.state, unclear(plan)) {
        (PlanState::Executing, Some(status)) => t.finding_out(status),
        (PlanState::Executing, None) => t.at_work_long().to_owned(),
        _ => String::new(),
    }
}

/// "Deciding on it takes the role agent or lead."
fn takes_role(policy: &Policy, action: &str, t: Words) -> String {
    let may = |role: &Role| policy.roles.get(&(*role, Right::Approve)).is_some_and(|actions| actions.contains(action));
    let roles: Vec<&str> = Role::ALL.into_iter().filter(may).map(|role| t.role(role)).collect();
    t.takes_role(&roles)
}

fn mark(state: PlanState) -> Mark {
    match state {
        PlanState::Pending | PlanState::Approved | PlanState::Executing => Mark::WARNING,
        _ => Mark::NEUTRAL,
    }
}

fn decision(plan: &StoredPlan, around: Around<'_>, t: Words) -> String {
    match (&plan.decision, plan.state, around.next(plan)) {
        (Some(decision), PlanState::Denied, _) => {
            t.denied_by(&decision.by.name, decision.reason.as_deref().unwrap_or_default())
        }
        (Some(decision), _, _) => t.approved_by(&decision.by.name),
        (None, PlanState::Superseded, Some(by)) => t.replaced_by(&by.plan.title),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_value_takes_the_whole_width_and_a_very_long_one_is_folded_with_nothing_lost() {
        let of = |after: &str| {
            let change = Change { label: "Comment".to_owned(), before: "none".to_owned(), after: after.to_owned() };
            Changing::of(&change)
        };
        assert!(of("1 Dec 2026").long.is_empty());
        let wide = of(&"word ".repeat(30)).long;
        assert!(wide.len() == 2 && wide.iter().all(|(_, _, rest)| rest.is_empty()));
        let mail = "Hello,\n\nplease stop it. ".repeat(100);
        let (is_after, shown, rest) = of(&mail).long.remove(1);
        assert!(is_after && shown.chars().count() <= BEGINNING);
        assert_eq!(shown + &rest, mail.trim_end());
    }
}
