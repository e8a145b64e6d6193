//! What was said on a ticket, as far as the gate has to know: a customer's message makes void what was proposed before it,
//! and the customer is told of a plan only after its verified outcome. Everything that is said has its record.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::Gate;
use super::people::{AiAgent, Person, Proposer, Role};
use super::plan::StoredPlan;
use super::policy::Right;
use super::records::{about_plan, about_row, actor};
use super::refusal::{GateError, Refusal};
use super::telling::telling;
use crate::contract::{Identity, Outcome};
use crate::store::{Arrival, AuditEvent, AuditFilter, AuditKind, TurnRow, Voice};

/// Characters of somebody's words that go into the log.
const WORDS: usize = 160;

/// What the AI agent made of a message, for the log and for the conversation.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// What came of it, by its code: "plans", "question", …, "error".
    pub came: &'static str,
    /// Whatever else the log says of it.
    pub detail: Map<String, Value>,
    /// What the customer may be told, as a draft.
    pub draft: Option<String>,
    /// The question in it, as JSON of the contract's record.
    pub asked: Option<String>,
}

impl Gate {
    /// The customer wrote on the ticket: every plan of it that isn't begun is void. Gives those plans.
    ///
    /// # Errors
    /// When the database can't be written.
    pub async fn customer_wrote(&self, ticket: &str) -> Result<Vec<StoredPlan>, GateError> {
        let received = AuditEvent::new(AuditKind::MessageReceived, self.now()).ticket(ticket);
        self.received(ticket, Arrival::New, None, received).await
    }

    /// As [`Gate::customer_wrote`], and keeps the words, unless the ticket has them already and they are read again: then
    /// only what an AI agent prepared is void.
    ///
    /// # Errors
    /// When the database can't be written.
    pub async fn customer_said(
        &self,
        ticket: &str,
        text: &str,
        identity: Identity,
        arrival: Arrival,
    ) -> Result<Vec<StoredPlan>, GateError> {
        let at = self.now();
        let mut received = AuditEvent::new(AuditKind::MessageReceived, at)
            .ticket(ticket)
            .detail("words", telling(text))
            .detail("bytes", text.len())
            .detail("identity", sureness(identity));
        let turn = (arrival == Arrival::New).then(|| TurnRow::of_customer(ticket, at, text));
        if turn.is_none() {
            received = received.detail("again", true);
        }
        self.received(ticket, arrival, turn, received).await
    }

    async fn received(
        &self,
        ticket: &str,
        arrival: Arrival,
        turn: Option<TurnRow>,
        received: AuditEvent,
    ) -> Result<Vec<StoredPlan>, GateError> {
        let (at, ticket) = (self.now(), ticket.to_owned());
        let rows = self
            .blocking(move |store| {
                let void = |row: &_| {
                    let event = about_row(row).event(AuditKind::PlanInvalidated, at);
                    if arrival == Arrival::ReadAgain { event.detail("again", true) } else { event }
                };
                store.customer_wrote(&ticket, arrival, turn.as_ref(), &received, &void)
            })
            .await??;
        rows.into_iter().map(|row| StoredPlan::read(row, at)).collect()
    }

    /// What was said on the ticket, the oldest first, as far as this host was told.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn conversation(&self, ticket: &str) -> Result<Vec<TurnRow>, GateError> {
        let ticket = ticket.to_owned();
        Ok(self.blocking(move |store| store.turns(&ticket)).await??)
    }

    /// Whether the customer's last message on the ticket was read, whatever came of it.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn is_read(&self, ticket: &str) -> Result<bool, GateError> {
        let filter = AuditFilter {
            ticket: Some(ticket.to_owned()),
            kinds: vec![AuditKind::MessageRead, AuditKind::MessageReceived],
            limit: Some(1),
            last: true,
            ..AuditFilter::default()
        };
        let records = self.blocking(move |store| store.records(&filter)).await??;
        Ok(records.last().is_some_and(|record| record.event.kind == AuditKind::MessageRead))
    }

    /// A person of the shop wrote to the customer. No plan becomes void: what the customer wants and how things stand is
    /// as it was.
    ///
    /// # Errors
    /// [`Refusal::RoleMissing`] for who only looks on, recorded; when the database can't be written.
    pub async fn person_said(&self, person: &Person, ticket: &str, text: &str) -> Result<(), GateError> {
        let (at, by) = (self.now(), person.actor());
        let event = |kind| AuditEvent::new(kind, at).ticket(ticket).detail("by", actor(&by));
        if !person.roles.iter().any(|role| matches!(role, Role::Agent | Role::Lead)) {
            let refusal =
                Refusal::RoleMissing { who: person.name.clone(), right: Right::Propose, action: "reply".to_owned() };
            return self.refuse(refusal, event(AuditKind::PlanRefused).detail("asked", "reply")).await;
        }
        let record = event(AuditKind::PersonWrote).detail("words", telling(text));
        let turn =
            TurnRow { voice: Voice::Agent, by: Some(by.clone()), ..TurnRow::of_customer(ticket, at, text.to_owned()) };
        self.blocking(move |store| store.say(&turn, &[record])).await??;
        Ok(())
    }

    /// Records what the AI agent made of a message, and keeps its draft.
    ///
    /// # Errors
    /// When the database can't be written.
    pub async fn message_read(&self, agent: &AiAgent, ticket: &str, reading: Reading) -> Result<(), GateError> {
        let (at, by) = (self.now(), Proposer::Ai(agent.clone()).actor());
        let mut record = AuditEvent::new(AuditKind::MessageRead, at).ticket(ticket).detail("by", actor(&by));
        record.detail.extend(reading.detail);
        record = record.detail("came", reading.came);
        let draft = reading.draft.map(|text| TurnRow {
            voice: Voice::Assistant,
            by: Some(by),
            draft: true,
            asked: reading.asked,
            ..TurnRow::of_customer(ticket, at, text)
        });
        self.blocking(move |store| match draft {
            Some(turn) => store.say(&turn, &[record]).map(drop),
            None => store.append(&[record]).map(drop),
        })
        .await??;
        Ok(())
    }

    /// Tells the customer what the plan has for it, where it is done and verified; of every other outcome, and a second
    /// time, nothing. Gives what they were told.
    ///
    /// # Errors
    /// When the database can't be written.
    pub async fn tell_customer(&self, plan: &StoredPlan) -> Result<Option<String>, GateError> {
        // As it stands in the database and not as somebody hands it over.
        let plan = self.get(&plan.id).await?;
        let is_done = plan.ended.as_ref().is_some_and(|ended| matches!(ended.verdict.outcome, Outcome::Done(_)));
        let Some(text) = plan.plan.reply.clone().filter(|_| is_done) else { return Ok(None) };
        let at: Timestamp = self.now();
        let by = plan.decision.as_ref().map_or(&plan.proposed_by, |decision| &decision.by);
        let record = about_plan(&plan).event(AuditKind::CustomerTold, at).detail("by", actor(by));
        let record = record.detail("words", telling(&text));
        let turn = TurnRow {
            voice: Voice::Assistant,
            by: Some(plan.proposed_by.clone()),
            plan: Some(plan.id.clone()),
            ..TurnRow::of_customer(plan.ticket.clone(), at, text.clone())
        };
        let told = self.blocking(move |store| store.say(&turn, &[record])).await??;
        Ok(told.then_some(text))
    }
}

/// The first line that says something, without control characters, shortened.
#[must_use]
pub fn first_line(text: &str) -> String {
    let clean = |line: &str| -> String {
        let line: String = line.chars().take(4 * WORDS).map(|c| if c.is_control() { ' ' } else { c }).collect();
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let line = text.lines().map(clean).find(|line| !line.is_empty()).unwrap_or_default();
    match line.char_indices().nth(WORDS) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

const fn sureness(identity: Identity) -> &'static str {
    match identity {
        Identity::Authenticated => "authenticated",
        Identity::Alias => "alias",
        Identity::Forwarded => "forwarded",
        Identity::Unverified => "unverified",
    }
}

#[cfg(test)]
mod tests {
    use super::first_line;

    #[test]
    fn the_log_has_the_first_line_that_says_something_and_no_more() {
        assert_eq!(first_line("\n \t\r\n  hallo\u{7}  du\nzweite"), "hallo du");
        assert_eq!(first_line(""), "");
        let long = first_line(&"ä".repeat(1 << 20));
        assert_eq!(long.chars().count(), 161);
        assert!(long.ends_with('…'));
    }
}
