//! From a proposal to a decision: propose, edit, list, approve, deny, expire, invalidate, undo. Every change and every
//! refusal is in the audit log.

use jiff::Timestamp;

use super::overtaken::overtaken_by;
use super::people::{Approver, Person, Proposer};
use super::plan::{Proposal, StoredPlan, check};
use super::records::{About, about_plan, actor, host, proposed, refused, shown};
use super::refusal::{GateError, Refusal};
use super::{Gate, identity};
use crate::contract::{Form, Outcome, Undo};
use crate::store::{Actor, AuditKind, Conflict, Hash, PlanChange, PlanFilter, PlanRow, PlanState, Unchanged};

/// The longest reason, in characters.
const REASON: usize = 1000;
/// Ids drawn before giving up; with 50 bits the second is never needed.
const DRAWS: usize = 5;

/// How an ended plan is undone: the form to prepare anew, as a plan of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct UndoForm {
    /// What to prepare.
    pub form: Form,
    /// The plan it undoes; goes into [`Proposal::undo_of`].
    pub of: String,
    /// That plan's ticket.
    pub ticket: String,
    /// That plan's connection.
    pub connection: String,
}

impl Gate {
    /// Takes a plan in, to wait for a person.
    ///
    /// # Errors
    /// [`Refusal::RoleMissing`], [`Refusal::Malformed`], [`Refusal::Expired`] when its time is over already,
    /// [`Refusal::Invalidated`] when the customer wrote while it was prepared, [`Refusal::Unknown`] when `undo_of` is no plan.
    pub async fn propose(&self, proposal: Proposal) -> Result<StoredPlan, GateError> {
        self.take_in(proposal, None).await
    }

    /// Puts a new plan in the place of one that is pending or approved; the old one is superseded, and the new one needs
    /// its own approval.
    ///
    /// # Errors
    /// As [`Gate::propose`], and when the old plan isn't open any more or belongs to another ticket.
    pub async fn edit(&self, plan: &str, proposal: Proposal) -> Result<StoredPlan, GateError> {
        let old = self.get(plan).await?;
        self.take_in(proposal, Some(old)).await
    }

    async fn take_in(&self, proposal: Proposal, replacing: Option<StoredPlan>) -> Result<StoredPlan, GateError> {
        let by = proposal.by.actor();
        if let Some(old) = &replacing {
            self.of_connection(old, "edit", &by, &proposal.connection).await?;
        }
        let about =
            About { id: "", ticket: &proposal.ticket, connection: &proposal.connection, plugin: &proposal.plugin };
        let event = |kind| {
            about.event(kind, self.now()).detail("by", actor(&by)).detail("action", proposal.plan.action.as_str())
        };
        let refused = |refusal: Refusal| (refusal, event(AuditKind::PlanRefused).detail("asked", "propose"));
        let row = match self.row(&proposal, replacing.as_ref(), &by).await? {
            Ok(row) => row,
            Err(refusal) => {
                let (refusal, event) = refused(refusal);
                return self.refuse(refusal, event).await;
            }
        };
        for _ in 0..DRAWS {
            let id = identity::id((self.config.draw)().map_err(GateError::Host)?);
            let row = PlanRow { id: id.clone(), ..row.clone() };
            let mut events = Vec::new();
            if let Some(old) = &replacing {
                events.push(about_plan(old).event(AuditKind::PlanSuperseded, self.now()).detail("by", id.as_str()));
            }
            events.push(proposed(&row, &proposal, event(AuditKind::PlanProposed)));
            let adding = row.clone();
            let added = self.blocking(move |store| store.insert(&adding, &events)).await??;
            let refusal = match added {
                Ok(()) => return StoredPlan::read(row, self.now()),
                Err(Unchanged { conflict: Conflict::IdTaken, .. }) => continue,
                Err(unchanged) => self.refusal(replacing.as_ref().map_or("", |old| &old.id), unchanged),
            };
            let (refusal, event) = refused(refusal);
            return self.refuse(refusal, event).await;
        }
        Err(GateError::Host("it drew the same id again and again".to_owned()))
    }

    /// The row of a new plan, without its id.
    async fn row(
        &self,
        proposal: &Proposal,
        replacing: Option<&StoredPlan>,
        by: &Actor,
    ) -> Result<Result<PlanRow, Refusal>, GateError> {
        let malformed = |why: serde_json::Error| Refusal::Malformed(why.to_string());
        let judged = || {
            self.config.policy.check_propose(&proposal.by, &proposal.plan.action)?;
            let canonical = identity::canonical_plan(&proposal.plan).map_err(malformed)?;
            let own_end = check(&proposal.plan, &canonical)?;
            let hash = identity::of(&canonical, &proposal.plugin, &proposal.connection, &proposal.ticket);
            Ok((canonical, own_end, hash.map_err(malformed)?))
        };
        let (canonical, own_end, hash) = match judged() {
            Ok(judged) => judged,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let now = self.now();
        let longest = now.checked_add(self.config.time_to_live).unwrap_or(Timestamp::MAX);
        let expires_at = whole_second(own_end.min(longest));
        if expires_at <= now {
            return Ok(Err(Refusal::Expired { at: expires_at }));
        }
        if let Some(undone) = &proposal.undo_of
            && let Err(error) = self.get(undone).await
        {
            return match error {
                GateError::Refused(refusal) => Ok(Err(refusal)),
                other => Err(other),
            };
        }
        let messages = match proposal.messages {
            Some(messages) => messages,
            None => self.messages(&proposal.ticket).await?,
        };
        Ok(Ok(PlanRow {
            id: String::new(),
            identity: hash,
            plugin: proposal.plugin.clone(),
            connection: proposal.connection.clone(),
            ticket: proposal.ticket.clone(),
            plan: canonical,
            proposed_by: by.clone(),
            proposed_at: now,
            expires_at,
            messages,
            replaces: replacing.map(|old| old.id.clone()),
            replaced_by: None,
            undo_of: proposal.undo_of.as_deref().map(identity::typed),
            form: proposal.form.as_ref().and_then(|form| serde_json::to_string(form).ok()),
            state: PlanState::Pending,
            decision: None,
            execution: None,
            ending: None,
            steps: Vec::new(),
        }))
    }

    /// A plan by its id, in whatever way it was typed.
    ///
    /// # Errors
    /// [`Refusal::Unknown`]; looking is not recorded.
    pub async fn get(&self, plan: &str) -> Result<StoredPlan, GateError> {
        let id = identity::typed(plan);
        let asked = id.clone();
        match self.blocking(move |store| store.plan(&id)).await?? {
            Some(row) => StoredPlan::read(row, self.now()),
            None => Err(Refusal::Unknown(shown(&asked)).into()),
        }
    }

    /// The plans that fit, the oldest first. An open plan whose time is over is listed as expired.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn list(&self, filter: &PlanFilter) -> Result<Vec<StoredPlan>, GateError> {
        // By the state of this moment, which the rows may not say yet: what is over may still stand there as open.
        let PlanFilter { ticket, connection, states } = filter.clone();
        let mut stored = states.clone();
        if states.contains(&PlanState::Expired) {
            stored.extend([PlanState::Pending, PlanState::Approved]);
        }
        let wider = PlanFilter { ticket, connection, states: stored };
        let rows = self.blocking(move |store| store.plans(&wider)).await??;
        let plans = rows.into_iter().map(|row| StoredPlan::read(row, self.now()));
        let mut plans = plans.collect::<Result<Vec<_>, _>>()?;
        plans.retain(|plan| states.is_empty() || states.contains(&plan.state));
        Ok(plans)
    }

    /// The person as an approver of this plan.
    ///
    /// # Errors
    /// [`Refusal::Unknown`], [`Refusal::RoleMissing`], [`Refusal::OwnProposal`]; recorded.
    pub async fn approver(&self, person: &Person, plan: &str) -> Result<Approver, GateError> {
        let stored = self.get_or_record(plan, "approve", &person.actor()).await?;
        match self.may_approve(person, &stored) {
            Ok(approver) => Ok(approver),
            Err(refusal) => self.refuse(refusal, refused(&stored, self.now(), "approve", &person.actor())).await,
        }
    }

    fn may_approve(&self, person: &Person, plan: &StoredPlan) -> Result<Approver, Refusal> {
        let approver = self.config.policy.approver(person, &plan.plan.action)?;
        if !self.config.policy.own_proposals && plan.proposed_by == person.actor() {
            return Err(Refusal::OwnProposal { who: person.name.clone() });
        }
        Ok(approver)
    }

    /// A person says yes to exactly the plan they were shown: `shown` is the [`StoredPlan::identity`] of what was on the
    /// screen, `ticket` the one the person is in, where that is known. Of several who say yes at once exactly one wins.
    ///
    /// # Errors
    /// [`GateError::Refused`] with the reason; recorded.
    pub async fn approve(
        &self,
        approver: &Approver,
        plan: &str,
        shown: Hash,
        ticket: Option<&str>,
    ) -> Result<StoredPlan, GateError> {
        let (at, by) = (self.now(), approver.person().actor());
        let stored = self.get_or_record(plan, "approve", &by).await?;
        let event = about_plan(&stored).event(AuditKind::PlanApproved, at).detail("by", actor(&by));
        let event = event.detail("identity", stored.identity.to_string()).detail("title", stored.plan.title.as_str());
        let allowed = if self.config.writes {
            // An approver of another action is no approver of this one.
            self.may_approve(approver.person(), &stored)
        } else {
            Err(Refusal::WritesOff)
        };
        if let Err(refusal) = allowed {
            return self.refuse(refusal, refused(&stored, at, "approve", &by)).await;
        }
        let change = PlanChange::Approve { by, at, shown, ticket: ticket.map(str::to_owned) };
        self.change(&stored, "approve", change, vec![event], &approver.person().actor()).await
    }

    /// A person says no to a plan that is pending, or approved and not begun.
    ///
    /// # Errors
    /// [`GateError::Refused`] with the reason, also where `reason` says nothing or too much; recorded.
    pub async fn deny(&self, person: &Person, plan: &str, reason: &str) -> Result<StoredPlan, GateError> {
        let (at, by) = (self.now(), person.actor());
        let stored = self.get_or_record(plan, "deny", &by).await?;
        if let Err(refusal) = self.config.policy.check_deny(person, &stored.plan.action, &stored.proposed_by) {
            return self.refuse(refusal, refused(&stored, at, "deny", &by)).await;
        }
        let reason = match plain(reason) {
            Ok(reason) => reason,
            Err(refusal) => return self.refuse(refusal, refused(&stored, at, "deny", &by)).await,
        };
        let event = about_plan(&stored).event(AuditKind::PlanDenied, at).detail("by", actor(&by));
        let event = event.detail("reason", reason.as_str());
        self.change(&stored, "deny", PlanChange::Deny { by, at, reason }, vec![event], &person.actor()).await
    }

    /// Marks every open plan as expired whose time is over. Nothing depends on it: time is checked wherever it matters.
    ///
    /// # Errors
    /// When the database can't be read or written.
    pub async fn expire_due(&self) -> Result<Vec<StoredPlan>, GateError> {
        let open = PlanFilter { states: vec![PlanState::Pending, PlanState::Approved], ..PlanFilter::default() };
        let rows = self.blocking(move |store| store.plans(&open)).await??;
        let mut expired = Vec::new();
        for row in rows {
            let plan = StoredPlan::read(row, self.now())?;
            if plan.state == PlanState::Expired {
                expired.extend(self.expire(&plan).await?);
            }
        }
        Ok(expired)
    }

    pub(super) async fn expire(&self, plan: &StoredPlan) -> Result<Option<StoredPlan>, GateError> {
        let (at, id) = (self.now(), plan.id.clone());
        let event = about_plan(plan).event(AuditKind::PlanExpired, at).detail("end", plan.expires_at.to_string());
        let changed = self.blocking(move |store| store.change(&id, &PlanChange::Expire { at }, &[event])).await??;
        changed.ok().map(|row| StoredPlan::read(row, at)).transpose()
    }

    /// How often the customer wrote on the ticket, as far as the gate was told. Ask before the plugin prepares, and hand it
    /// to [`Proposal::messages`].
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn messages(&self, ticket: &str) -> Result<u64, GateError> {
        let ticket = ticket.to_owned();
        Ok(self.blocking(move |store| store.messages(&ticket)).await??)
    }

    /// How a plan that was carried out is undone: the form to prepare anew. What comes of that is a plan of its own and
    /// needs its own approval.
    ///
    /// # Errors
    /// [`Refusal::NothingToUndo`] when nothing was changed, [`Refusal::NotUndoable`] with the plan's own words,
    /// [`Refusal::Overtaken`] when a later plan has changed the same and stands; recorded.
    pub async fn undo(&self, plan: &str) -> Result<UndoForm, GateError> {
        self.undo_as(plan, &host()).await
    }

    /// The same for somebody, whom the record of a refusal names.
    ///
    /// # Errors
    /// As [`Gate::undo`].
    pub async fn undo_by(&self, plan: &str, by: &Proposer) -> Result<UndoForm, GateError> {
        self.undo_as(plan, &by.actor()).await
    }

    async fn undo_as(&self, plan: &str, by: &Actor) -> Result<UndoForm, GateError> {
        let stored = self.get_or_record(plan, "undo", by).await?;
        let changed = stored.ended.as_ref().is_some_and(|ended| {
            matches!(ended.verdict.outcome, Outcome::Done(_) | Outcome::Partial(_) | Outcome::Unknown(_))
        });
        if !changed {
            let refusal = Refusal::NothingToUndo { state: stored.state };
            return self.refuse(refusal, refused(&stored, self.now(), "undo", by)).await;
        }
        match &stored.plan.undo {
            Undo::Impossible(why) => {
                let refusal = Refusal::NotUndoable(why.clone());
                self.refuse(refusal, refused(&stored, self.now(), "undo", by)).await
            }
            Undo::Action(form) => {
                let connection = Some(stored.connection.clone());
                let plans = self.list(&PlanFilter { connection, ..PlanFilter::default() }).await?;
                if let Some(latest) = overtaken_by(&stored, &plans).last() {
                    let refusal = Refusal::Overtaken { by: latest.plan.title.clone() };
                    return self.refuse(refusal, refused(&stored, self.now(), "undo", by)).await;
                }
                Ok(UndoForm { form: form.clone(), of: stored.id, ticket: stored.ticket, connection: stored.connection })
            }
        }
    }
}

/// A reason as it is kept: one line without control characters. One that says nothing is none.
fn plain(text: &str) -> Result<String, Refusal> {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    match text.trim() {
        "" => Err(Refusal::ReasonMissing),
        text if text.chars().count() > REASON => Err(Refusal::ReasonTooLong { most: REASON }),
        text => Ok(text.to_owned()),
    }
}

/// A deadline as people can read it, to the second.
fn whole_second(time: Timestamp) -> Timestamp {
    Timestamp::from_second(time.as_second()).unwrap_or(time)
}
