//! `harness message`: the customer wrote, or a person of the shop answered.

use std::ffi::OsString;
use std::io::Read as _;

use clap::{Args, ValueEnum};
use serde::Serialize;
use serde_json::Value;

use super::app::{App, Connected, contact};
use super::error::{CliError, Exit};
use super::json::to_json_value;
use super::output::Report;
use super::plan_card::PlanCard;
use super::prepare::{came, refused, show_preparation};
use super::progress::Progress;
use super::screen::{Screen, Symbol, Tone};
use super::words::Words;
use crate::contract::{self, Context, Preparation};
use crate::desk::conversation::{Heard, MAX_MESSAGE, assistant};
use crate::desk::tickets::Ticket;
use crate::gate::first_line;

/// `message`
#[derive(Debug, Args)]
pub struct MessageArgs {
    /// The ticket
    #[arg(long, value_name = "ID")]
    pub ticket: String,
    /// The words; standard input when left out, or -
    #[arg(value_name = "TEXT")]
    pub text: Option<OsString>,
    /// A person of the shop answers instead: kept on the ticket, and nothing is prepared or made void
    #[arg(long = "as", value_name = "PERSON", conflicts_with_all = ["identity", "last"])]
    pub person: Option<String>,
    /// How sure the helpdesk is of the sender, instead of what the ticket says
    #[arg(long, value_name = "HOW")]
    pub identity: Option<Sender>,
    /// Read the ticket's last message, which is the customer's, instead of a new one
    #[arg(long, conflicts_with = "text")]
    pub last: bool,
}

/// How sure the helpdesk is of a sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Sender {
    /// The mail passed the sender checks, or the person is logged in
    Authenticated,
    /// A known second address of an authenticated contact
    Alias,
    /// The address was taken out of a forwarded message
    Forwarded,
    /// Typed into a chat; nobody checked it
    Chat,
}

impl Sender {
    const fn identity(self) -> contract::Identity {
        match self {
            Self::Authenticated => contract::Identity::Authenticated,
            Self::Alias => contract::Identity::Alias,
            Self::Forwarded => contract::Identity::Forwarded,
            Self::Chat => contract::Identity::Unverified,
        }
    }
}

/// What came of a message.
#[derive(Debug, Serialize)]
pub struct MessageReport {
    /// The ticket.
    pub ticket: String,
    /// The language that was asked for.
    pub locale: String,
    /// "customer" or "agent".
    pub from: &'static str,
    /// The first line of what was said.
    pub words: String,
    /// The plans it made void.
    pub invalidated: Vec<String>,
    /// "plans", "question", "information", "handoff", "refused" or "nothing"; null for a person's own words.
    pub came: Option<&'static str>,
    /// The plugin's answer, with the contract's names; null for a person's own words.
    pub preparation: Option<Value>,
    /// The AI agent's plans, which wait for a person.
    pub plans: Vec<PlanCard>,
    /// What the customer may be told: a draft.
    pub draft: Option<String>,
    #[serde(skip)]
    view: Option<Preparation>,
    #[serde(skip)]
    language: Words,
}

impl MessageReport {
    /// What came of a customer's message.
    ///
    /// # Errors
    /// When it has no JSON form, which is a bug.
    pub fn new(context: &Context, heard: Heard) -> Result<Self, CliError> {
        let Heard { text, invalidated, prepared, draft } = heard;
        let preparation = to_json_value(&prepared.preparation).map_err(|why| {
            CliError::new("no-json", Exit::Failed, format!("the answer can't be written as JSON: {why}"))
        })?;
        Ok(Self {
            from: "customer",
            invalidated: invalidated.into_iter().map(|plan| plan.id).collect(),
            came: Some(came(&prepared.preparation)),
            preparation: Some(preparation),
            plans: prepared.plans.into_iter().map(PlanCard::new).collect::<Result<_, _>>()?,
            draft,
            view: Some(prepared.preparation),
            ..Self::of_person(context.ticket.clone(), &context.locale, &text)
        })
    }

    fn of_person(ticket: String, locale: &str, text: &str) -> Self {
        Self {
            ticket,
            locale: locale.to_owned(),
            from: "agent",
            words: first_line(text),
            invalidated: Vec::new(),
            came: None,
            preparation: None,
            plans: Vec::new(),
            draft: None,
            view: None,
            language: Words::of(locale),
        }
    }

    /// The plugin's answer.
    pub fn preparation(&self) -> Option<&Preparation> {
        self.view.as_ref()
    }

    /// What became void, and what the agent made of the message, without the commands to go on with.
    pub fn show(&self, screen: &mut Screen) {
        let words = self.language;
        for plan in &self.invalidated {
            let symbol = screen.symbol(Symbol::Attention);
            screen.parts(&[
                (Tone::Warning, symbol),
                (Tone::Plain, " "),
                (Tone::Plain, words.now_void()),
                (Tone::Plain, " "),
                (Tone::Strong, plan),
            ]);
        }
        let Some(view) = &self.view else {
            screen.line(words.kept());
            return;
        };
        if self.draft.is_some() && !matches!(view, Preparation::Handoff(_)) {
            screen.toned(Tone::Dim, words.draft_of_the_agent());
        }
        show_preparation(view, &self.plans, words, screen);
    }
}

/// Takes in a message.
///
/// # Errors
/// When the ticket or the person is unknown, the words can't be read or are too long, or the plugin has no answer.
pub async fn message(app: &App, args: &MessageArgs) -> Result<MessageReport, CliError> {
    let text = if args.last { None } else { Some(words(args.text.as_ref())?) };
    let connected = app.connected().await?;
    let answering = match &args.person {
        Some(id) => Some(connected.person(id, "reply", None).await?),
        None => None,
    };
    let asked = if answering.is_some() { "reply" } else { "message" };
    let ticket = connected.ticket(&args.ticket, asked, answering.as_ref()).await?;
    if let Some((person, text)) = answering.zip(text.as_ref()) {
        let said = connected.casework().gate().person_said(&person, &ticket.id.0, text).await;
        said.map_err(|error| connected.gate_error(error))?;
        return Ok(MessageReport::of_person(ticket.id.0, app.locale(), text));
    }
    let context = called(&connected, &ticket, args.identity)?;
    let _progress = Progress::start("Reading the message", app.global.json);
    match connected.casework().hear(&context, &ticket, text, &assistant()).await {
        Ok(heard) => MessageReport::new(&context, heard),
        Err(error) => Err(connected.case_error(error).await),
    }
}

/// The context of a call about a ticket, with this sureness of the sender.
///
/// # Errors
/// As [`Connected::context`].
pub fn called(connected: &Connected, ticket: &Ticket, sender: Option<Sender>) -> Result<Context, CliError> {
    let mut contact = contact(ticket);
    if let Some(sender) = sender {
        contact.identity = sender.identity();
    }
    connected.context(&ticket.id.0, contact)
}

/// The words from the command line, or from standard input. Bytes that are no UTF-8 become replacement characters.
fn words(given: Option<&OsString>) -> Result<String, CliError> {
    let bytes = match given {
        Some(text) if text != "-" => text.as_encoded_bytes().to_vec(),
        _ => {
            let mut bytes = Vec::new();
            let more_than_fits = u64::try_from(MAX_MESSAGE).unwrap_or(u64::MAX).saturating_add(1);
            std::io::stdin().lock().take(more_than_fits).read_to_end(&mut bytes).map_err(|why| {
                CliError::new("message-unreadable", Exit::Usage, format!("can't read the message: {why}"))
                    .hint("give the words as an argument, or pipe them in")
                    .caused_by(why)
            })?;
            bytes
        }
    };
    text(&bytes)
}

/// A message out of bytes.
///
/// # Errors
/// When it is too long.
pub fn text(bytes: &[u8]) -> Result<String, CliError> {
    if bytes.len() > MAX_MESSAGE {
        let message = format!("the message has more than {MAX_MESSAGE} bytes, which no customer writes");
        return Err(CliError::new("message-too-long", Exit::Usage, message)
            .hint("nothing was kept; send the words without their attachments"));
    }
    Ok(String::from_utf8_lossy(bytes).into_owned())
}

impl Report for MessageReport {
    fn human(&self, screen: &mut Screen) {
        self.show(screen);
        let words = self.language;
        let commands: Vec<(&str, String)> = match &self.view {
            Some(Preparation::Plans(_)) => self
                .plans
                .iter()
                .map(|card| (words.waits(), format!("harness approve {} --as anna", card.id)))
                .collect(),
            Some(Preparation::Question(_)) => {
                vec![(words.answered_by(), format!("harness message --ticket {} TEXT", self.ticket))]
            }
            _ => Vec::new(),
        };
        for (what, command) in &commands {
            let arrow = screen.symbol(Symbol::Arrow);
            screen.parts(&[
                (Tone::Good, arrow),
                (Tone::Plain, " "),
                (Tone::Plain, what),
                (Tone::Plain, " "),
                (Tone::Strong, command),
            ]);
        }
    }

    fn failure(&self) -> Option<CliError> {
        refused(self.view.as_ref()?, self.language)
    }
}
