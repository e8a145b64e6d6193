//! `harness agent`: a conversation in the terminal. One side writes as the customer; the AI agent reads, asks and proposes; a
//! person approves, and only what is done and verified is told.

use std::io::{BufRead, Write};

use clap::Args;
use serde::Serialize;
use serde_json::{Value, json};

use super::app::{App, Connected};
use super::decide::DecisionReport;
use super::error::{CliError, Exit};
use super::message::{MessageReport, Sender, called};
use super::output::{Report, Settings};
use super::plan_card::PlanCard;
use super::progress::Progress;
use super::screen::{Screen, Symbol, Tone};
use super::terminal::Terminal;
use super::words::Words;
use crate::contract::{Context, Preparation, Question};
use crate::desk::conversation::assistant;
use crate::desk::tickets::Ticket;
use crate::gate::Person;

/// `agent`
#[derive(Debug, Args)]
pub struct AgentArgs {
    /// The ticket
    #[arg(long, value_name = "ID")]
    pub ticket: String,
    /// The person who approves
    #[arg(long = "as", value_name = "PERSON")]
    pub person: String,
    /// Approve every plan as that person without being asked, as long as each ends well
    #[arg(long)]
    pub yes: bool,
    /// How sure the helpdesk is of the sender, instead of what the ticket says
    #[arg(long, value_name = "HOW")]
    pub identity: Option<Sender>,
    /// Begin with the ticket's last message, which is the customer's
    #[arg(long)]
    pub last: bool,
}

/// A conversation.
#[derive(Debug, Serialize)]
pub struct ConversationReport {
    /// The ticket.
    pub ticket: String,
    /// The language that was asked for.
    pub locale: String,
    /// What came of each message, in order.
    pub exchanges: Vec<Exchange>,
    #[serde(skip)]
    failed: Option<Failed>,
}

/// What came of one message.
#[derive(Debug, Serialize)]
pub struct Exchange {
    /// What the agent made of it; null where it could not.
    pub message: Option<MessageReport>,
    /// Why it could not; null otherwise.
    pub error: Option<Value>,
    /// What the person decided of each plan, in order.
    pub decisions: Vec<Decided>,
}

/// A decision on a plan.
#[derive(Debug, Serialize)]
pub struct Decided {
    /// The plan.
    pub plan: String,
    /// "approved", "denied", "waits" or "refused".
    pub decision: &'static str,
    /// What came of it, after an approval.
    pub result: Option<DecisionReport>,
    /// Why it was refused; null otherwise.
    pub error: Option<Value>,
}

/// The last thing that failed, for the exit code.
#[derive(Debug, Clone)]
struct Failed {
    code: &'static str,
    exit: Exit,
    message: String,
    hint: Option<String>,
}

impl Failed {
    fn of(error: &CliError) -> Self {
        Self { code: error.code, exit: error.exit, message: error.message.clone(), hint: error.hint.clone() }
    }
}

/// Holds a conversation until an empty line or the end of the input.
///
/// # Errors
/// When the ticket or the person is unknown, or nothing can be connected. What fails in the conversation is shown in it, and the
/// conversation goes on.
pub async fn agent(app: &App, args: &AgentArgs, settings: Settings) -> Result<ConversationReport, CliError> {
    let connected = app.connected_to_change().await?;
    let person = connected.person(&args.person, "agent", None).await?;
    let ticket = connected.ticket(&args.ticket, "agent", Some(&person)).await?;
    let context = called(&connected, &ticket, args.identity)?;
    let terminal = Terminal::of_process(settings.stdout, settings.json);
    let words = Words::of(&context.locale);
    Conversation { app, connected: &connected, ticket, context, person, yes: args.yes, words, terminal, failed: None }
        .hold(args.last)
        .await
}

struct Conversation<'a, R, W> {
    app: &'a App,
    connected: &'a Connected,
    ticket: Ticket,
    context: Context,
    person: Person,
    yes: bool,
    words: Words,
    terminal: Terminal<R, W>,
    failed: Option<Failed>,
}

impl<R: BufRead, W: Write> Conversation<'_, R, W> {
    async fn hold(mut self, last: bool) -> Result<ConversationReport, CliError> {
        let (words, ticket) = (self.words, &self.ticket);
        self.terminal.show(|screen| {
            let id = format!("{}  ", ticket.id);
            let from = format!("  {} <{}>", ticket.contact.name, ticket.contact.email);
            screen.parts(&[(Tone::Strong, &id), (Tone::Strong, &ticket.subject), (Tone::Dim, &from)]);
            if let Some(message) = ticket.messages.last() {
                screen.paragraph(2, &message.text);
            }
            screen.toned(Tone::Dim, words.conversation());
            screen.blank();
        })?;
        let mut exchanges: Vec<Exchange> = Vec::new();
        if last {
            exchanges.push(self.exchange(None).await?);
        }
        loop {
            let asked = exchanges.last().and_then(|exchange| exchange.message.as_ref()?.preparation());
            let question = match asked {
                Some(Preparation::Question(question)) => Some(question.clone()),
                _ => None,
            };
            let Some(line) = self.terminal.ask(words.customer())?.filter(|line| !line.trim().is_empty()) else { break };
            let answer = question.and_then(|question| chosen(&question, &line));
            if let Some(words) = &answer {
                self.terminal.show(|screen| screen.paragraph(2, words))?;
            }
            exchanges.push(self.exchange(Some(answer.unwrap_or(line))).await?);
        }
        let failed = self.failed;
        Ok(ConversationReport { ticket: self.ticket.id.0, locale: self.context.locale, exchanges, failed })
    }

    /// The customer writes; the agent reads; the person decides.
    async fn exchange(&mut self, text: Option<String>) -> Result<Exchange, CliError> {
        let progress = Progress::start("Reading the message", self.app.global.json);
        // Each message is a call of its own, with a seed of its own.
        let context = self.connected.context(&self.ticket.id.0, self.context.contact.clone())?;
        let heard = self.connected.casework().hear(&context, &self.ticket, text, &assistant()).await;
        drop(progress);
        let message = match heard {
            Ok(heard) => MessageReport::new(&context, heard)?,
            Err(error) => {
                let error = self.connected.case_error(error).await;
                let error = Some(self.fail(&error)?);
                return Ok(Exchange { message: None, error, decisions: Vec::new() });
            }
        };
        let words = self.words;
        let is_question = matches!(message.preparation(), Some(Preparation::Question(_)));
        self.terminal.show(|screen| {
            message.show(screen);
            if is_question {
                screen.toned(Tone::Dim, words.number_or_words());
            }
        })?;
        let mut decisions: Vec<Decided> = Vec::new();
        for card in &message.plans {
            // Nobody is there to see that an earlier one went wrong.
            let ended_well = decisions
                .iter()
                .all(|decided| decided.result.as_ref().is_some_and(|result| result.failure().is_none()));
            decisions.push(self.decide(&context, card, self.yes && ended_well).await?);
        }
        self.terminal.show(Screen::blank)?;
        Ok(Exchange { message: Some(message), error: None, decisions })
    }

    async fn decide(&mut self, context: &Context, card: &PlanCard, yes: bool) -> Result<Decided, CliError> {
        let decided = |decision| Decided { plan: card.id.clone(), decision, result: None, error: None };
        let answer = match (yes, self.yes) {
            (true, _) => Answer::Yes,
            (false, true) => Answer::Later,
            (false, false) => {
                let prompt = format!("{} ({}): {}", self.person.name, card.id, self.words.approve_this());
                Answer::of(self.terminal.ask(&prompt)?.as_deref())
            }
        };
        // With the rights of this moment: a conversation may be longer than somebody's role lasts.
        if matches!(answer, Answer::Yes | Answer::Deny) {
            let asked = if matches!(answer, Answer::Yes) { "approve" } else { "deny" };
            match self.connected.person(&self.person.id, asked, Some(&card.id)).await {
                Ok(person) => self.person = person,
                Err(error) => return Ok(Decided { error: Some(self.fail(&error)?), ..decided("refused") }),
            }
        }
        match answer {
            Answer::Yes => {
                let progress = Progress::start("Carrying it out", self.app.global.json);
                let plan = card.view();
                let approved = self.connected.casework().approve(context, &plan.id, plan.identity, &self.person).await;
                // What was sent has to be kept, however it ended.
                self.connected.keep(self.app)?;
                drop(progress);
                match approved {
                    Ok(approved) => {
                        let result = DecisionReport::approved(context, approved)?;
                        self.terminal.show(|screen| result.show_outcome(screen))?;
                        if let Some(error) = result.failure() {
                            self.failed = Some(Failed::of(&error));
                        }
                        Ok(Decided { result: Some(result), ..decided("approved") })
                    }
                    Err(error) => {
                        let error = self.connected.case_error(error).await;
                        Ok(Decided { error: Some(self.fail(&error)?), ..decided("refused") })
                    }
                }
            }
            Answer::Deny => {
                let reason = self.words.denied_at_the_terminal();
                match self.connected.casework().gate().deny(&self.person, &card.id, reason).await {
                    Ok(denied) => {
                        let state = self.words.state(denied.state);
                        self.terminal.show(|screen| screen.toned(Tone::Warning, state))?;
                        Ok(decided("denied"))
                    }
                    Err(error) => {
                        let error = self.connected.gate_error(error);
                        Ok(Decided { error: Some(self.fail(&error)?), ..decided("refused") })
                    }
                }
            }
            Answer::Later => {
                let text = self.words.still_waits();
                self.terminal.show(|screen| screen.toned(Tone::Dim, text))?;
                Ok(decided("waits"))
            }
        }
    }

    /// Shows what failed and goes on.
    fn fail(&mut self, error: &CliError) -> Result<Value, CliError> {
        self.terminal.show(|screen| {
            let symbol = screen.symbol(Symbol::Cross);
            screen.parts(&[(Tone::Bad, symbol), (Tone::Plain, " "), (Tone::Plain, &error.message)]);
        })?;
        self.failed = Some(Failed::of(error));
        Ok(json!({"code": error.code, "message": error.message, "hint": error.hint}))
    }
}

/// What a person says to a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Yes,
    Deny,
    Later,
}

impl Answer {
    /// Only a clear yes is one, in either language; the end of the input is none.
    fn of(line: Option<&str>) -> Self {
        match line.unwrap_or_default().trim().to_lowercase().as_str() {
            "y" | "yes" | "j" | "ja" => Self::Yes,
            "d" | "deny" | "a" | "ablehnen" => Self::Deny,
            _ => Self::Later,
        }
    }
}

/// The words of the choice whose number was typed. Any other number is something the customer says.
fn chosen(question: &Question, line: &str) -> Option<String> {
    let position = line.trim().parse::<usize>().ok()?.checked_sub(1)?;
    question.choices.get(position).map(|choice| choice.label.clone())
}

impl Report for ConversationReport {
    /// Everything was shown as it came.
    fn human(&self, _screen: &mut Screen) {}

    fn failure(&self) -> Option<CliError> {
        let Failed { code, exit, message, hint } = self.failed.clone()?;
        let error = CliError::new(code, exit, message);
        Some(match hint {
            Some(hint) => error.hint(hint),
            None => error,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Choice;

    #[test]
    fn only_a_clear_yes_is_one_and_silence_is_none() {
        for (line, answer) in [
            (Some("y"), Answer::Yes),
            (Some(" JA "), Answer::Yes),
            (Some("d"), Answer::Deny),
            (Some("yesterday"), Answer::Later),
            (Some(""), Answer::Later),
            (None, Answer::Later),
        ] {
            assert_eq!(Answer::of(line), answer, "{line:?}");
        }
    }

    #[test]
    fn a_number_is_an_answer_only_where_there_is_such_a_choice() {
        let choice = |label: &str| Choice { value: "{}".to_owned(), label: label.to_owned(), detail: None };
        let question = Question {
            text: "Which?".to_owned(),
            missing: Vec::new(),
            choices: vec![choice("Tea"), choice("Coffee")],
            fields: Vec::new(),
            gist: Vec::new(),
            evidence: Vec::new(),
            understood: String::new(),
        };
        assert_eq!(chosen(&question, " 2 ").as_deref(), Some("Coffee"));
        for line in ["0", "3", "-1", "two", "2 boxes", ""] {
            assert_eq!(chosen(&question, line), None, "{line}");
        }
    }
}
