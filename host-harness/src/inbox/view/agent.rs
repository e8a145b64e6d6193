//! The AI agent beside the conversation: what it made of the customer's last message, the words that rests on, its question
//! with choices, its draft. All of it is in the records and in the conversation, so that a restart loses nothing.

use askama::Template;
use askama::filters::HtmlSafe;
use serde_json::Value;

use super::Mark;
use crate::contract::{Question, Speaker, Turn};
use crate::desk::conversation::assistant;
use crate::desk::tickets::{Author, Ticket};
use crate::inbox::trouble::Trouble;
use crate::inbox::visit::Visit;
use crate::inbox::words::Words;
use crate::store::{AuditFilter, AuditKind, AuditLog, Voice};
use crate::workplace::Connected;

/// The AI agent's panel.
#[derive(Debug, Template)]
#[template(path = "agent.html")]
pub struct AgentPanel {
    /// The words.
    pub t: Words,
    /// What every form carries.
    pub csrf: String,
    /// The person who sits here.
    pub person: String,
    /// The ticket.
    pub ticket: String,
    /// The agent's name.
    pub name: String,
    /// What came of the last message it read; empty where it has read none.
    pub came: String,
    /// That in words.
    pub head: String,
    /// The weight of it.
    pub mark: Mark,
    /// What it says itself.
    pub text: String,
    /// The customer's words it rests on.
    pub evidence: Vec<String>,
    /// The question that waits for the customer's answer.
    pub question: Option<Question>,
    /// Whether the customer had the last word, so that there is something to read.
    pub can_read: bool,
    /// Whether the last message was read already.
    pub is_read: bool,
    /// Whether the person here may have it read.
    pub may_ask: bool,
}

impl HtmlSafe for AgentPanel {}

/// The panel for this visitor.
///
/// # Errors
/// When the database can't be read.
pub async fn panel(
    visit: &Visit,
    connected: &Connected,
    ticket: &Ticket,
    dialogue: &[Turn],
    has_proposal: bool,
) -> Result<AgentPanel, Trouble> {
    let t = visit.words;
    let (database, id) = (visit.office.database.clone(), ticket.id.0.clone());
    let read = tokio::task::spawn_blocking(move || {
        let filter = AuditFilter {
            ticket: Some(id),
            kinds: vec![AuditKind::MessageRead, AuditKind::MessageReceived],
            limit: Some(2),
            last: true,
            ..AuditFilter::default()
        };
        database.records(&filter)
    });
    let records = read.await.map_err(|why| visit.trouble(lost(&why)))?.map_err(|why| visit.trouble(why))?;
    // Only what was made of the latest message counts.
    let reading = records.last().filter(|record| record.event.kind == AuditKind::MessageRead);
    let detail = |name: &str| reading.and_then(|record| record.event.detail.get(name));
    let text = |name: &str| detail(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let came = text("came");
    let evidence = detail("evidence").and_then(Value::as_array).into_iter().flatten();
    let question = match dialogue.last() {
        Some(Turn { speaker: Speaker::Assistant, asked, .. }) => asked.clone(),
        _ => None,
    };
    let is_decided = came == "plans" && !has_proposal;
    let mark = match came.as_str() {
        "plans" if is_decided => Mark::NEUTRAL,
        "plans" => Mark::WARNING,
        "refused" => Mark::WARNING,
        "error" => Mark::CRITICAL,
        "information" => Mark::GOOD,
        _ => Mark::NEUTRAL,
    };
    let said = if came == "error" { text("why") } else { text("words") };
    // A draft is nothing that was said.
    let said_since = connected.casework().gate().conversation(&ticket.id.0).await;
    let said_since = said_since.map_err(|why| visit.trouble(connected.gate_error(why)))?;
    let can_read = match said_since.iter().rev().find(|row| !row.draft) {
        Some(row) => row.voice == Voice::Customer,
        None => ticket.messages.last().is_some_and(|message| message.from == Author::Customer),
    };
    Ok(AgentPanel {
        t,
        csrf: visit.office.signer.token(&visit.session),
        person: visit.session.person.clone(),
        ticket: ticket.id.0.clone(),
        name: assistant().name,
        head: if is_decided { t.decided() } else { t.reading(&came) }.to_owned(),
        mark,
        text: if question.is_some() { String::new() } else { said },
        evidence: evidence.filter_map(Value::as_str).map(str::to_owned).collect(),
        question,
        can_read,
        is_read: reading.is_some(),
        may_ask: visit.works(),
        came,
    })
}

fn lost(why: &tokio::task::JoinError) -> crate::workplace::Failure {
    crate::workplace::Failure::new("task-lost", crate::workplace::Exit::Failed, format!("a task was lost: {why}"))
}
