//! `harness approvals`, `approve` and `deny`: what a person decides, and what came of it.

use clap::Args;
use serde::Serialize;

use super::app::App;
use super::error::{CliError, Exit};
use super::output::Report;
use super::plan_card::{PlanCard, note, state};
use super::prepare::PreparedReport;
use super::progress::Progress;
use super::screen::{Cell, Screen, Symbol, Table, Tone};
use super::words::Words;
use crate::contract::{self, Context, Form, Outcome};
use crate::desk::casework::Approved;
use crate::desk::wish_words::in_words;
use crate::store::{Hash, PlanFilter, PlanState};

/// `approvals`
#[derive(Debug, Args)]
pub struct ApprovalsArgs {
    /// Only those of this ticket
    #[arg(long, value_name = "ID")]
    pub ticket: Option<String>,
    /// Those that are decided or over as well
    #[arg(long)]
    pub all: bool,
}

/// `approve`
#[derive(Debug, Args)]
pub struct ApproveArgs {
    /// The plan
    #[arg(value_name = "PLAN")]
    pub plan: String,
    /// Who says yes: anna, ben, lea or vic, or one of those in the state folder's people.toml
    #[arg(long = "as", value_name = "PERSON")]
    pub person: String,
    /// The identity of the plan that was shown; approves that one and no other
    #[arg(long, value_name = "HASH")]
    pub identity: Option<String>,
    /// The ticket the person is in
    #[arg(long, value_name = "ID")]
    pub ticket: Option<String>,
}

/// `deny`
#[derive(Debug, Args)]
pub struct DenyArgs {
    /// The plan
    #[arg(value_name = "PLAN")]
    pub plan: String,
    /// Who says no: anna, ben, lea or vic, or one of those in the state folder's people.toml
    #[arg(long = "as", value_name = "PERSON")]
    pub person: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

/// The plans in the gate.
#[derive(Debug, Serialize)]
pub struct ApprovalsReport {
    /// The oldest first.
    pub plans: Vec<PlanCard>,
    #[serde(skip)]
    words: Words,
}

/// A plan after a decision.
#[derive(Debug, Serialize)]
pub struct DecisionReport {
    /// The plan as it is now.
    pub plan: PlanCard,
    /// The same wish prepared anew, where the plan turned out stale; null otherwise.
    pub fresh: Option<PreparedReport>,
    /// Whether it turned out stale, and what its words come to now is another wish than the one that was approved: nothing
    /// waits for it then.
    pub is_other: bool,
    /// What the customer was told: only where it is done and verified; null otherwise.
    pub told: Option<String>,
    #[serde(skip)]
    words: Words,
}

impl DecisionReport {
    /// A plan after somebody said no, for a reader of that language.
    fn denied(plan: PlanCard, locale: &str) -> Self {
        Self { plan, fresh: None, is_other: false, told: None, words: Words::of(locale) }
    }

    /// A plan that was approved and carried out.
    ///
    /// # Errors
    /// When it has no JSON form, which is a bug.
    pub fn approved(context: &Context, approved: Approved) -> Result<Self, CliError> {
        let Approved { plan, fresh, is_other, told } = approved;
        let (action, targets) = (plan.plan.action.clone(), plan.plan.targets.clone());
        let asked = Form { action, targets, parameters: "{}".to_owned() };
        let form = plan.form.clone();
        // A message's plan was made of no form: then it is shown for what.
        let form = form.unwrap_or(asked);
        let fresh = fresh.map(|fresh| PreparedReport::new(context, &form, fresh)).transpose()?;
        Ok(Self { plan: PlanCard::new(plan)?, fresh, is_other, told, words: Words::of(&context.locale) })
    }

    /// How it ended, without the card.
    pub fn show_outcome(&self, screen: &mut Screen) {
        let (words, plan) = (self.words, self.plan.view());
        let Some(ended) = &plan.ended else { return };
        let code = ended.verdict.code();
        let (tone, symbol) = match code {
            "done" | "already" => (Tone::Good, Symbol::Check),
            "unknown" | "partial" => (Tone::Bad, Symbol::Attention),
            _ => (Tone::Warning, Symbol::Cross),
        };
        let symbol = screen.symbol(symbol);
        screen.parts(&[(tone, symbol), (tone, " "), (tone, words.outcome(code))]);
        outcome(&ended.verdict.outcome, words, screen);
        if let Some(why) = &ended.verdict.corrected {
            screen.field(words.not_believed(), why);
        }
        match &self.told {
            Some(told) => {
                screen.toned(Tone::Strong, words.told());
                screen.paragraph(2, told);
            }
            None if plan.plan.reply.is_some() => screen.toned(Tone::Dim, words.not_told()),
            None => {}
        }
        if self.is_other {
            screen.blank();
            screen.paragraph(0, words.other_wish());
        }
        if let Some(fresh) = &self.fresh {
            screen.blank();
            screen.heading(words.fresh_plan());
            fresh.human(screen);
        }
    }
}

/// Lists plans.
///
/// # Errors
/// When the database can't be read.
pub async fn approvals(app: &App, args: &ApprovalsArgs) -> Result<ApprovalsReport, CliError> {
    let connected = app.connected().await?;
    let states = match args.all {
        true => Vec::new(),
        false => vec![PlanState::Pending, PlanState::Approved, PlanState::Executing],
    };
    let connection = Some(connected.surroundings.connection.clone());
    let filter = PlanFilter { ticket: args.ticket.clone(), connection, states };
    let plans = connected.casework().gate().list(&filter).await.map_err(|error| connected.gate_error(error))?;
    let plans = plans.into_iter().map(PlanCard::new).collect::<Result<_, _>>()?;
    Ok(ApprovalsReport { plans, words: Words::of(app.locale()) })
}

/// Approves a plan and carries it out.
///
/// # Errors
/// When the gate refuses; nothing was sent then.
pub async fn approve(app: &App, args: &ApproveArgs) -> Result<DecisionReport, CliError> {
    let identity = args.identity.as_deref().map(|text| identity(text, app.locale())).transpose()?;
    let connected = app.connected_to_change().await?;
    let person = connected.person(&args.person, "approve", Some(&args.plan)).await?;
    let plan = connected.plan(&args.plan, "approve", &person).await;
    let decided = match plan {
        Ok(plan) => {
            let ticket = args.ticket.as_deref().unwrap_or(&plan.ticket);
            let context = connected.ticket_context(ticket, "approve", Some(&person)).await?;
            let shown = identity.unwrap_or(plan.identity);
            let progress = Progress::start("Carrying it out", app.global.json);
            let approved = connected.casework().approve(&context, &plan.id, shown, &person).await;
            drop(progress);
            match approved {
                Ok(approved) => DecisionReport::approved(&context, approved),
                Err(error) => Err(connected.case_error(error).await),
            }
        }
        Err(error) => Err(error),
    };
    // What was sent has to be kept, however it ended.
    connected.keep(app)?;
    decided
}

fn identity(text: &str, locale: &str) -> Result<Hash, CliError> {
    let wrong = |_| CliError::new("bad-identity", Exit::Usage, Words::of(locale).identity_wrong());
    text.parse().map_err(wrong)
}

/// Denies a plan.
///
/// # Errors
/// When the gate refuses.
pub async fn deny(app: &App, args: &DenyArgs) -> Result<DecisionReport, CliError> {
    let connected = app.connected().await?;
    let person = connected.person(&args.person, "deny", Some(&args.plan)).await?;
    let denied = connected.casework().gate().deny(&person, &args.plan, &args.reason).await;
    let plan = PlanCard::new(denied.map_err(|error| connected.gate_error(error))?)?;
    Ok(DecisionReport::denied(plan, app.locale()))
}

impl Report for ApprovalsReport {
    fn human(&self, screen: &mut Screen) {
        if self.plans.is_empty() {
            screen.line(self.words.nothing_waits());
            return;
        }
        let mut table = Table::new(["Plan", "Ticket", "", "", ""]);
        for card in &self.plans {
            let (tone, state) = state(card.state, self.words);
            table.row([
                card.id.as_str().into(),
                card.ticket.as_str().into(),
                card.view().plan.title.as_str().into(),
                Cell::toned(tone, state),
                card.proposed_by.as_str().into(),
            ]);
        }
        screen.table(&table);
    }
}

impl Report for DecisionReport {
    fn human(&self, screen: &mut Screen) {
        let (words, plan) = (self.words, self.plan.view());
        self.plan.show(words, screen);
        if let Some(decision) = &plan.decision {
            let reason = decision.reason.as_deref().map(|reason| format!(": {reason}")).unwrap_or_default();
            screen.parts(&[(Tone::Strong, "  "), (Tone::Strong, &decision.by.name), (Tone::Plain, &reason)]);
        }
        self.show_outcome(screen);
    }

    fn failure(&self) -> Option<CliError> {
        let ended = self.plan.view().ended.as_ref()?;
        let code = match ended.verdict.code() {
            "done" | "already" => return None,
            "stale" => "stale",
            "failed" => "failed",
            "partial" => "partial",
            _ => "unknown",
        };
        let hint = match code {
            "stale" if self.is_other => self.words.hint_other_wish(),
            "stale" => self.words.hint_stale(),
            "failed" => self.words.hint_failed(),
            _ => self.words.hint_look(),
        };
        Some(CliError::new(code, Exit::Failed, self.words.outcome(code)).hint(hint))
    }
}

/// An outcome in the plugin's words.
pub fn outcome(outcome: &Outcome, words: Words, screen: &mut Screen) {
    match outcome {
        Outcome::Done(text) | Outcome::Already(text) | Outcome::Failed(text) | Outcome::Unknown(text) => {
            screen.paragraph(2, text);
        }
        Outcome::Stale(changes) => {
            screen.line(&format!("  {}", words.changed_meanwhile()));
            for change in changes {
                let text = format!("{}: {} / {}", change.label, change.before, change.after);
                note(contract::Tone::Warning, &text, screen);
            }
        }
        Outcome::Partial(progress) => {
            screen.paragraph(2, &progress.text);
            for text in &progress.happened {
                screen.field(words.happened(), text);
            }
            for text in &progress.remaining {
                screen.field(words.remaining(), text);
            }
            for (label, form) in [(words.finish(), &progress.finish), (words.go_back(), &progress.go_back)] {
                if let Some(form) = form {
                    screen.field(label, &in_words(form, words));
                }
            }
        }
    }
}
