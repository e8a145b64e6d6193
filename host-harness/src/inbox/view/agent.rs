//! The AI agent beside the conversation: what it made of the customer's last message, the words that rests on, its question
//! with choices, its draft. All of it is in the records and in the conversation, so that a restart loses nothing.

use std::collections::BTreeSet;

use askama::Template;
use askama::filters::HtmlSafe;
use serde_json::Value;

use super::Mark;
use super::recorded::note;
use crate::contract::{Choice, Question, Speaker, Turn};
use crate::desk::codes::because;
use crate::desk::conversation::assistant;
use crate::desk::tickets::Ticket;
use crate::gate::telling;
use crate::inbox::trouble::Trouble;
use crate::inbox::visit::Visit;
use crate::inbox::words::Words;
use crate::store::{AuditFilter, AuditKind, AuditLog};
use crate::workplace::Connected;

/// Quotes that are shown at once: more than an answer has in all but the oddest cases.
const AT_ONCE: usize = 6;
/// Characters of a quote that are shown.
const LONG: usize = 400;

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
    /// The language of that.
    pub lang: String,
    /// That it is another one than the page's.
    pub foreign: String,
    /// The customer's language.
    pub their_lang: String,
    /// The customer's words it rests on.
    pub evidence: Vec<String>,
    /// More of them, folded away.
    pub more_evidence: Vec<String>,
    /// What it read, where it asks and nothing says on which of its words: the line that tells.
    pub it_read: String,
    /// What is missing before it can propose anything, in words.
    pub missing: Vec<&'static str>,
    /// The question that waits for the customer's answer.
    pub question: Option<Question>,
    /// Its choices, by what they answer.
    pub groups: Vec<Group>,
    /// What the customer said before, where nothing came of their last message.
    pub earlier: String,
    /// Whether there is a message of the customer to read: nobody has answered it, or nobody has read it.
    pub can_read: bool,
    /// Whether the last message was read already.
    pub is_read: bool,
    /// Whether the person here may have it read.
    pub may_ask: bool,
}

impl HtmlSafe for AgentPanel {}

/// The choices of one of the things that are asked.
#[derive(Debug, PartialEq)]
pub struct Group {
    /// What is asked; empty where it is the whole question.
    pub legend: &'static str,
    /// The answers.
    pub choices: Vec<Choice>,
}

/// The choices of a question, by what they answer: those that fill the same parts of a form belong together.
fn groups(question: &Question, t: Words) -> Vec<Group> {
    let parts = |choice: &Choice| -> Vec<String> {
        let value: Value = serde_json::from_str(&choice.value).unwrap_or_default();
        value.as_object().map(|parts| parts.keys().cloned().collect()).unwrap_or_default()
    };
    let mut groups: Vec<(Vec<String>, Group)> = Vec::new();
    for choice in &question.choices {
        let parts = parts(choice);
        match groups.iter_mut().find(|(known, _)| *known == parts) {
            Some((_, group)) => group.choices.push(choice.clone()),
            None => {
                let legend = match parts.as_slice() {
                    [one] if one == "action" => t.which_action(),
                    [one] if one == "targets" => t.which_target(),
                    _ => t.else_asked(),
                };
                groups.push((parts, Group { legend, choices: vec![choice.clone()] }));
            }
        }
    }
    let is_one = groups.len() == 1;
    groups.into_iter().map(|(_, group)| Group { legend: if is_one { "" } else { group.legend }, ..group }).collect()
}

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
    let mut evidence: Vec<String> = evidence.filter_map(Value::as_str).map(str::to_owned).collect();
    let question = match dialogue.last() {
        Some(Turn { speaker: Speaker::Assistant, asked, .. }) => asked.clone(),
        _ => None,
    };
    let heard = dialogue.iter().rfind(|turn| turn.speaker == Speaker::Customer).map(|turn| turn.text.as_str());
    let (mut it_read, mut missing) = (String::new(), Vec::new());
    if let Some(question) = &question {
        evidence.clone_from(&question.evidence);
        if evidence.is_empty() {
            it_read = heard.map(telling).unwrap_or_default();
        }
        missing = question.missing.iter().map(|part| t.missing(*part)).collect();
    }
    let (evidence, more_evidence) = at_once(evidence);
    let is_decided = came == "plans" && !has_proposal;
    let mark = match came.as_str() {
        "plans" if is_decided => Mark::NEUTRAL,
        "plans" => Mark::WARNING,
        "refused" => Mark::WARNING,
        "error" => Mark::CRITICAL,
        "information" => Mark::GOOD,
        _ => Mark::NEUTRAL,
    };
    let lang = Some(text("locale")).filter(|tag| !tag.is_empty()).unwrap_or_else(|| t.tag().to_owned());
    let foreign = note(&lang, t);
    let said = match came.as_str() {
        // A code says the same in every language.
        "error" => match t.failed(&text("code")) {
            Some(words) => words.to_owned(),
            None if detail("status").is_some() => {
                t.answered_error(detail("status").and_then(Value::as_u64).and_then(|status| u16::try_from(status).ok()))
            }
            None if foreign.is_empty() => text("why"),
            None => t.no_answer(&because(&text("code"), t.language().is_german())),
        },
        _ => text("words"),
    };
    let is_own = came == "error" || said.is_empty() || question.is_some();
    let can_read = connected.casework().last_heard(ticket).await.map_err(|why| visit.gate_trouble(why))?.is_some();
    Ok(AgentPanel {
        t,
        csrf: visit.office.signer.token(&visit.session),
        person: visit.session.person.clone(),
        ticket: ticket.id.0.clone(),
        name: assistant().name,
        head: if is_decided { t.decided() } else { t.reading(&came) }.to_owned(),
        mark,
        foreign: if is_own { String::new() } else { foreign },
        lang: if came == "error" { t.tag().to_owned() } else { lang },
        their_lang: ticket.locale.clone(),
        text: if question.is_some() { String::new() } else { said },
        evidence,
        more_evidence,
        it_read,
        missing,
        groups: question.as_ref().map(|question| groups(question, t)).unwrap_or_default(),
        question,
        earlier: if came == "nothing" { earlier(dialogue) } else { String::new() },
        can_read,
        is_read: reading.is_some(),
        may_ask: visit.works(),
        came,
    })
}

/// The words as they are shown, each once, and those that are folded away. A plugin may give any number of any length; the
/// whole message stands in the conversation.
pub(super) fn at_once(mut evidence: Vec<String>) -> (Vec<String>, Vec<String>) {
    let mut seen = BTreeSet::new();
    evidence.retain(|quote| seen.insert(quote.clone()));
    for quote in &mut evidence {
        if let Some((end, _)) = quote.char_indices().nth(LONG) {
            quote.truncate(end);
            quote.push('…');
        }
    }
    let more = evidence.split_off(AT_ONCE.min(evidence.len()));
    (evidence, more)
}

/// What the customer said before their last message.
fn earlier(dialogue: &[Turn]) -> String {
    let mut theirs = dialogue.iter().rev().filter(|turn| turn.speaker == Speaker::Customer);
    theirs.nth(1).map(|turn| telling(&turn.text)).unwrap_or_default()
}

fn lost(why: &tokio::task::JoinError) -> crate::workplace::Failure {
    crate::workplace::Failure::new("task-lost", crate::workplace::Exit::Failed, format!("a task was lost: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_shown_as_text_and_many_or_long_ones_are_folded_or_cut() {
        let (evidence, more_evidence) = at_once(vec!["<b>stop</b>".to_owned(), "ä".repeat(LONG)]);
        assert_eq!((evidence[1].chars().count(), more_evidence.len()), (LONG, 0), "whole");
        let (once, none) = at_once(vec!["all of it".to_owned(); 100]);
        assert_eq!((once, none.len()), (vec!["all of it".to_owned()], 0), "several plans may rest on the same words");
        let (long, more) = at_once((0..100).map(|number| format!("{number:03}{}", "ä".repeat(10_000))).collect());
        assert_eq!((long.len(), more.len()), (AT_ONCE, 100 - AT_ONCE));
        assert!(long.iter().chain(&more).all(|quote| quote.chars().count() == LONG + 1 && quote.ends_with('…')));
        let t = Words::of("en");
        let panel = AgentPanel {
            t,
            csrf: String::new(),
            person: String::new(),
            ticket: "T-1".to_owned(),
            name: "Ada".to_owned(),
            came: "question".to_owned(),
            head: String::new(),
            mark: Mark::NEUTRAL,
            text: String::new(),
            lang: "en".to_owned(),
            foreign: String::new(),
            their_lang: "de".to_owned(),
            evidence,
            more_evidence: Vec::new(),
            it_read: String::new(),
            missing: Vec::new(),
            question: None,
            groups: Vec::new(),
            earlier: String::new(),
            can_read: true,
            is_read: true,
            may_ask: false,
        };
        let shown = panel.render().unwrap();
        let quote = r#"<blockquote dir="auto" lang="de">&#60;b&#62;stop&#60;/b&#62;</blockquote>"#;
        assert!(shown.contains(quote) && !shown.contains("<details"), "{shown}");
        let asked = Question {
            text: "Which one?".to_owned(),
            missing: Vec::new(),
            choices: Vec::new(),
            fields: Vec::new(),
            gist: vec!["Skip, <i>which one</i> is open".to_owned()],
            evidence: Vec::new(),
            understood: String::new(),
        };
        let shown = AgentPanel { more_evidence: more, question: Some(asked), ..panel }.render().unwrap();
        let (_, folded) = shown.split_once("<details").unwrap();
        assert!(folded.contains("Show 94 more") && folded.matches("<blockquote").count() == 94, "{folded}");
        assert!(shown.contains("Understood so far: <bdi lang=\"en\">Skip, &#60;i&#62;which one"), "{shown}");
    }

    #[test]
    fn choices_that_answer_the_same_belong_together() {
        let choice =
            |value: &str, label: &str| Choice { value: value.to_owned(), label: label.to_owned(), detail: None };
        let choices = vec![
            choice("{\"action\":\"skip\"}", "Skip"),
            choice("{\"action\":\"cancel\"}", "Cancel"),
            choice("{\"targets\":[{\"subscription\":1}]}", "Tea"),
            choice("no JSON", "Whatever"),
        ];
        let question = |choices| Question {
            text: String::new(),
            missing: Vec::new(),
            choices,
            fields: Vec::new(),
            gist: Vec::new(),
            evidence: Vec::new(),
            understood: String::new(),
        };
        let found = groups(&question(choices.clone()), Words::of("en"));
        let told: Vec<(&str, usize)> = found.iter().map(|group| (group.legend, group.choices.len())).collect();
        assert_eq!(told, [("What is wanted?", 2), ("Which one?", 1), ("What else was asked", 1)]);
        let one = groups(&question(choices.into_iter().take(2).collect()), Words::of("en"));
        assert_eq!((one.len(), one[0].legend), (1, ""), "the question says it");
    }
}
