//! A customer's message from its arrival to what the AI agent makes of it: kept, read by the plugin in the light of what was
//! said before, and put into the gate as proposals of the AI. Nothing here approves.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::casework::{CaseError, Casework, Prepared, Relation};
use super::tickets::{Author, Ticket};
use crate::contract::{ActionRequest, Context, Message, Preparation, Question, Speaker, Turn};
use crate::gate::{AiAgent, GateError, Proposer, Reading, StoredPlan, first_line};
use crate::store::{Arrival, MAX_DETAIL_BYTES, TurnRow, Voice};

/// The longest message that is taken, in bytes: more than any mail has in words.
pub const MAX_MESSAGE: usize = 1024 * 1024;
/// The most turns that the plugin is given, and the most bytes in them: the newest. What lies further back is seldom of use,
/// and a guest's memory is bounded.
const MAX_TURNS: usize = 200;
const MAX_DIALOGUE: usize = 4 * 1024 * 1024;

/// What came of a message.
#[derive(Debug)]
pub struct Heard {
    /// The customer's words.
    pub text: String,
    /// The plans that it made void.
    pub invalidated: Vec<StoredPlan>,
    /// What the plugin made of it, and the plans as they wait in the gate.
    pub prepared: Prepared,
    /// What the customer may be told, as a draft.
    pub draft: Option<String>,
}

/// The AI agent of this helpdesk: it proposes, and approves nothing.
#[must_use]
pub fn assistant() -> AiAgent {
    AiAgent { id: "assistant".to_owned(), name: "Ada".to_owned() }
}

impl Casework {
    /// What was said on a ticket, the oldest first: what it came with, and what was said since.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn dialogue(&self, ticket: &Ticket) -> Result<Vec<Turn>, GateError> {
        let came_with = ticket.messages.iter().map(|message| Turn {
            speaker: match message.from {
                Author::Customer => Speaker::Customer,
                Author::Agent => Speaker::Agent,
            },
            text: message.text.clone(),
            at: message.at.to_string(),
            asked: None,
        });
        let said = self.gate().conversation(&ticket.id.0).await?;
        Ok(came_with.chain(said.into_iter().map(turn)).collect())
    }

    /// The customer's last message, after what was said before it, where it can be read: they had the last word, or somebody has
    /// answered here and the AI agent never read it. A draft is nothing that was said.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn last_heard(&self, ticket: &Ticket) -> Result<Option<(Vec<Turn>, String)>, GateError> {
        let said = self.gate().conversation(&ticket.id.0).await?;
        let came_with = ticket.messages.len();
        let theirs = said.iter().rposition(|row| row.voice == Voice::Customer);
        let is_answered = said.iter().skip(theirs.map_or(0, |at| at.saturating_add(1))).any(|row| !row.draft);
        let at = match theirs {
            Some(at) => came_with.saturating_add(at),
            None if ticket.messages.last().is_some_and(|message| message.from == Author::Customer) => {
                came_with.saturating_sub(1)
            }
            // What the ticket came with was answered before it came here.
            None => return Ok(None),
        };
        if is_answered && self.gate().is_read(&ticket.id.0).await? {
            return Ok(None);
        }
        let mut dialogue = self.dialogue(ticket).await?;
        dialogue.truncate(at.saturating_add(1));
        Ok(dialogue.pop().map(|last| (dialogue, last.text)))
    }

    /// The customer wrote: keeps it, makes void what was proposed before, asks the plugin, and keeps what comes back.
    /// Without a text it is [`Casework::last_heard`], which is not kept twice; what a person prepared stays.
    ///
    /// # Errors
    /// [`CaseError::NothingToRead`], or as [`Casework::prepare`]; the message is kept all the same, and that it could not
    /// be read is in the log.
    pub async fn hear(
        &self,
        context: &Context,
        ticket: &Ticket,
        text: Option<String>,
        agent: &AiAgent,
    ) -> Result<Heard, CaseError> {
        let (dialogue, text, again) = match text {
            Some(text) => (self.dialogue(ticket).await?, text, false),
            None => match self.last_heard(ticket).await? {
                Some((before, text)) => (before, text, true),
                None => return Err(CaseError::NothingToRead { ticket: ticket.id.0.clone() }),
            },
        };
        let arrival = if again { Arrival::ReadAgain } else { Arrival::New };
        let invalidated = self.gate().customer_said(&ticket.id.0, &text, context.contact.identity, arrival).await?;
        // From here on another message makes void what comes of this one.
        let messages = self.gate().messages(&ticket.id.0).await?;
        let understood = invalidated.iter().map(|void| void.plan.understood.clone());
        // Read again, the message is the one that they were made of.
        let lapsed = understood.filter(|understood| !again && !understood.is_empty()).collect();
        let message = Message { text: text.clone(), dialogue: newest(dialogue), lapsed };
        let request = ActionRequest::Message(message);
        let by = Proposer::Ai(agent.clone());
        let preparation = match self.answer(context, &request, &by).await? {
            Ok(preparation) => preparation,
            Err(error) => {
                let why = first_line(&error.to_string());
                let locale = json!(context.locale);
                let mut detail = details([("code", json!(error.code())), ("why", json!(why)), ("locale", locale)]);
                if let Some(status) = error.status() {
                    detail.insert("status".to_owned(), json!(status));
                }
                let reading = Reading { came: "error", detail, ..Reading::default() };
                self.gate().message_read(agent, &ticket.id.0, reading).await?;
                return Err(error.into());
            }
        };
        let mut reading = reading(&preparation);
        reading.detail.insert("locale".to_owned(), json!(context.locale));
        let draft = reading.draft.clone();
        self.gate().message_read(agent, &ticket.id.0, reading).await?;
        let plans = self.take_in(context, &preparation, &by, messages, &Relation::default(), None).await?;
        Ok(Heard { text, invalidated, prepared: Prepared { preparation, plans }, draft })
    }
}

/// A turn that is kept, as the contract has it.
fn turn(row: TurnRow) -> Turn {
    let asked = row.asked.as_deref().and_then(question);
    let speaker = match row.voice {
        Voice::Customer => Speaker::Customer,
        Voice::Agent => Speaker::Agent,
        Voice::Assistant => Speaker::Assistant,
    };
    Turn { speaker, text: row.text, at: row.at.to_string(), asked }
}

/// A question that is kept. One from before questions quoted the customer and said what was understood does neither. One in a shape of another version
/// is left out: its words are there.
fn question(kept: &str) -> Option<Question> {
    let mut question: Map<String, Value> = serde_json::from_str(kept).ok()?;
    for list in ["evidence", "gist"] {
        question.entry(list).or_insert_with(|| json!([]));
    }
    serde_json::from_value(Value::Object(question)).ok()
}

/// The end of a dialogue, as much as a plugin is given.
fn newest(dialogue: Vec<Turn>) -> Vec<Turn> {
    let mut room = MAX_DIALOGUE;
    let fits = |turn: &Turn| match room.checked_sub(turn.text.len()) {
        Some(rest) => {
            room = rest;
            true
        }
        None => false,
    };
    let mut kept: Vec<Turn> = dialogue.into_iter().rev().take(MAX_TURNS).take_while(fits).collect();
    kept.reverse();
    kept
}

/// An answer for the log and the conversation.
fn reading(preparation: &Preparation) -> Reading {
    let words = |text: &str| details([("words", json!(first_line(text)))]);
    match preparation {
        Preparation::Plans(plans) => {
            let evidence = recorded(plans.iter().flat_map(|plan| &plan.evidence));
            let detail = details([("plans", json!(plans.len())), ("evidence", json!(evidence))]);
            Reading { came: "plans", detail, ..Reading::default() }
        }
        Preparation::Question(question) => {
            let mut detail = words(&question.text);
            let choices: Vec<&str> = question.choices.iter().map(|choice| choice.label.as_str()).collect();
            detail.insert("choices".to_owned(), json!(choices));
            if !question.evidence.is_empty() {
                detail.insert("evidence".to_owned(), json!(recorded(&question.evidence)));
            }
            let (draft, asked) = (Some(question.text.clone()), serde_json::to_string(question).ok());
            Reading { came: "question", detail, draft, asked }
        }
        Preparation::Information(text) => {
            Reading { came: "information", detail: words(text), draft: Some(text.clone()), asked: None }
        }
        Preparation::Handoff(handoff) => {
            let draft = handoff.reply.clone();
            Reading { came: "handoff", detail: words(&handoff.text), draft, asked: None }
        }
        Preparation::Refused(refusal) => {
            let mut detail = words(&refusal.text);
            detail.insert("code".to_owned(), json!(refusal.code));
            Reading { came: "refused", detail, ..Reading::default() }
        }
        Preparation::Nothing => Reading { came: "nothing", ..Reading::default() },
    }
}

/// The words that an answer rests on, each once (several plans may rest on the same ones), as far as they leave a record room
/// for the rest of it.
fn recorded<'a>(evidence: impl IntoIterator<Item = &'a String>) -> Vec<&'a str> {
    let mut room = MAX_DETAIL_BYTES / 2;
    let fits = |quote: &&str| match room.checked_sub(json!(quote).to_string().len().saturating_add(1)) {
        Some(rest) => {
            room = rest;
            true
        }
        None => false,
    };
    let mut seen = BTreeSet::new();
    evidence.into_iter().map(String::as_str).filter(|quote| seen.insert(*quote)).filter(fits).collect()
}

fn details<const N: usize>(entries: [(&str, Value); N]) -> Map<String, Value> {
    entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Choice, MissingPart};
    use crate::store::{AuditEvent, AuditFilter, AuditKind, AuditLog, MemoryAuditLog};

    fn said(text: &str) -> Turn {
        Turn { speaker: Speaker::Customer, text: text.to_owned(), at: String::new(), asked: None }
    }

    #[test]
    fn the_plugin_is_given_the_end_of_a_long_dialogue_in_order() {
        let many: Vec<Turn> = (0..300).map(|number| said(&number.to_string())).collect();
        let kept = newest(many);
        assert_eq!((kept.len(), kept[0].text.as_str(), kept[199].text.as_str()), (200, "100", "299"));
        let large = vec![said("old"), said(&"x".repeat(MAX_DIALOGUE - 1)), said("n")];
        assert_eq!(newest(large).len(), 2);
    }

    fn which_one() -> Question {
        Question {
            text: "Which one?".to_owned(),
            missing: vec![MissingPart::Subscription],
            choices: vec![Choice { value: "{}".to_owned(), label: "Tea".to_owned(), detail: None }],
            fields: Vec::new(),
            gist: Vec::new(),
            evidence: vec!["skip it".to_owned()],
            understood: "{\"action\":\"skip\"}".to_owned(),
        }
    }

    #[test]
    fn a_question_comes_back_on_the_turn_that_asked_it() {
        let question = which_one();
        let reading = reading(&Preparation::Question(question.clone()));
        assert_eq!((reading.came, reading.draft.as_deref()), ("question", Some("Which one?")));
        let row = TurnRow {
            voice: Voice::Assistant,
            asked: reading.asked,
            ..TurnRow::of_customer("T-1", jiff::Timestamp::UNIX_EPOCH, "Which one?")
        };
        assert_eq!(turn(row.clone()).asked, Some(question));
        for other in ["{\"v\":2}", "[]", "no JSON"] {
            let foreign = turn(TurnRow { asked: Some(other.to_owned()), ..row.clone() });
            assert_eq!((foreign.asked, foreign.text.as_str()), (None, "Which one?"));
        }
    }

    #[test]
    fn a_question_that_was_kept_before_it_quoted_the_customer_is_read_without_quotes() {
        let mut kept = serde_json::to_value(which_one()).unwrap();
        kept.as_object_mut().unwrap().remove("evidence").unwrap();
        assert_eq!(question(&kept.to_string()), Some(Question { evidence: Vec::new(), ..which_one() }));
    }

    #[test]
    fn words_that_several_plans_rest_on_are_recorded_once_and_in_order() {
        let evidence = ["stop it", "all of it", "stop it"].map(str::to_owned);
        assert_eq!(recorded(&evidence), ["stop it", "all of it"]);
    }

    #[test]
    fn the_record_of_a_question_has_the_words_it_rests_on_and_however_many_they_are_nothing_else_is_cut() {
        let reading = reading(&Preparation::Question(which_one()));
        assert_eq!(reading.detail["evidence"], json!(["skip it"]));
        let none = super::reading(&Preparation::Question(Question { evidence: Vec::new(), ..which_one() }));
        assert!(!none.detail.contains_key("evidence"));
        let many: Vec<String> = (0..1000).map(|number| format!("{number}{}", "\u{1}".repeat(300))).collect();
        let mut detail = super::reading(&Preparation::Question(Question { evidence: many, ..which_one() })).detail;
        detail.insert("locale".to_owned(), json!("en"));
        let event = AuditEvent { detail, ..AuditEvent::new(AuditKind::MessageRead, jiff::Timestamp::UNIX_EPOCH) };
        let log = MemoryAuditLog::new();
        log.append(&[event]).unwrap();
        let kept = log.records(&AuditFilter::default()).unwrap().remove(0).event.detail;
        assert_eq!((&kept["locale"], &kept["words"]), (&json!("en"), &json!("Which one?")));
        assert!(!kept["evidence"].as_array().unwrap().is_empty());
    }
}
