//! What was asked for and how it was answered, where no plan came of it or could: the record that says so. Of what was
//! asked only ids and codes are kept, never the parameters, which hold a customer's words and addresses.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::Gate;
use super::people::{Person, Proposer};
use super::plan::StoredPlan;
use super::records::{actor, refused, shown};
use super::refusal::{GateError, Refusal};
use crate::contract::{ActionRequest, Context, MissingPart, Preparation, Target};
use crate::store::{Actor, AuditEvent, AuditKind};

/// Targets of one wish that are kept; nobody aims at more by hand.
const TARGETS: usize = 50;
/// Characters of a code that are kept.
const LONGEST_CODE: usize = 60;

/// Something that was named in a request and isn't there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing<'a> {
    /// No such ticket.
    Ticket(&'a str),
    /// No such person.
    Person(&'a str),
}

impl Missing<'_> {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ticket(_) => "unknown-ticket",
            Self::Person(_) => "unknown-person",
        }
    }

    fn named(self) -> String {
        let (Self::Ticket(id) | Self::Person(id)) = self;
        shown(id)
    }
}

impl Gate {
    /// Records who asked for what and how the plugin answered; `answer` is its preparation, or the code of why it had none.
    ///
    /// # Errors
    /// When that can't be recorded.
    pub async fn asked(
        &self,
        context: &Context,
        plugin: &str,
        request: &ActionRequest,
        by: &Proposer,
        answer: Result<&Preparation, &str>,
    ) -> Result<(), GateError> {
        let event = asked(self.now(), context, request, by, answer).plugin(plugin);
        self.blocking(move |store| store.append(&[event])).await??;
        Ok(())
    }

    /// Records that something was asked for with a ticket or a person that isn't there. Unless the ticket is known
    /// otherwise, the record is of none: a slip is no part of another ticket's story.
    ///
    /// # Errors
    /// When that can't be recorded.
    pub async fn asked_in_vain(
        &self,
        asked: &str,
        missing: Missing<'_>,
        by: Option<&Person>,
        ticket: Option<&str>,
    ) -> Result<(), GateError> {
        let mut event = AuditEvent::new(AuditKind::PlanRefused, self.now()).detail("asked", asked);
        event = event.detail("code", missing.code()).detail("named", missing.named());
        if let Some(by) = by {
            event = event.detail("by", actor(&by.actor()));
        }
        if let Some(ticket) = ticket {
            event = event.ticket(ticket);
        }
        self.blocking(move |store| store.append(&[event])).await??;
        Ok(())
    }

    /// The plan that somebody wants to do something with, which has to be one of this connection.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] and [`Refusal::OtherConnection`]; recorded.
    pub async fn find(
        &self,
        plan: &str,
        asked: &str,
        person: &Person,
        connection: &str,
    ) -> Result<StoredPlan, GateError> {
        let stored = self.get_or_record(plan, asked, &person.actor()).await?;
        self.of_connection(&stored, asked, &person.actor(), connection).await?;
        Ok(stored)
    }

    /// Stops where a plan is of another connection: what is decided there could not be carried out here.
    pub(super) async fn of_connection(
        &self,
        plan: &StoredPlan,
        asked: &str,
        by: &Actor,
        connection: &str,
    ) -> Result<(), GateError> {
        if plan.connection == connection {
            return Ok(());
        }
        let refusal = Refusal::OtherConnection { connection: plan.connection.clone() };
        self.refuse(refusal, refused(plan, self.now(), asked, by)).await
    }
}

fn asked(
    at: Timestamp,
    context: &Context,
    request: &ActionRequest,
    by: &Proposer,
    answer: Result<&Preparation, &str>,
) -> AuditEvent {
    let event = AuditEvent::new(AuditKind::ActionAsked, at)
        .ticket(context.ticket.as_str())
        .connection(context.connection.as_str())
        .detail("by", actor(&by.actor()));
    let event = match request {
        ActionRequest::Form(form) => {
            let targets: Vec<Value> = form.targets.iter().take(TARGETS).map(target).collect();
            event.detail("action", code(&form.action)).detail("targets", targets)
        }
        ActionRequest::Message(_) => event.detail("action", "message"),
    };
    match answer {
        Ok(Preparation::Plans(plans)) => event.detail("came", "plans").detail("plans", plans.len()),
        Ok(Preparation::Question(question)) => {
            let missing: Vec<&str> = question.missing.iter().copied().map(part).collect();
            event.detail("came", "question").detail("missing", missing)
        }
        Ok(Preparation::Information(_)) => event.detail("came", "information"),
        Ok(Preparation::Handoff(_)) => event.detail("came", "handoff"),
        Ok(Preparation::Refused(refusal)) => event.detail("came", "refused").detail("code", code(&refusal.code)),
        Ok(Preparation::Nothing) => event.detail("came", "nothing"),
        Err(why) => event.detail("came", "error").detail("code", code(why)),
    }
}

/// A code as it is kept, whoever made it: whatever isn't of a code's letters is left out.
fn code(text: &str) -> String {
    let fits = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    text.chars().filter(fits).take(LONGEST_CODE).collect()
}

fn target(target: &Target) -> Value {
    match target {
        Target::Subscription(id) => json!({"subscription": id}),
        Target::Charge(id) => json!({"charge": id}),
        Target::Address(id) => json!({"address": id}),
        Target::Customer(id) => json!({"customer": id}),
    }
}

const fn part(part: MissingPart) -> &'static str {
    match part {
        MissingPart::Action => "action",
        MissingPart::Subscription => "subscription",
        MissingPart::Charge => "charge",
        MissingPart::Date => "date",
        MissingPart::Address => "address",
        MissingPart::Reason => "reason",
        MissingPart::Scope => "scope",
        MissingPart::Confirmation => "confirmation",
        MissingPart::Proof => "proof",
    }
}
