//! A plan as a person approves it: what changes, what else it touches, what is sent, how it can be undone.

use serde::Serialize;
use serde_json::Value;

use super::error::{CliError, Exit};
use super::json::to_json_value;
use super::screen::{Cell, Screen, Symbol, Table, Tone};
use super::words::Words;
use crate::contract::{self, Undo, WriteMethod};
use crate::gate::StoredPlan;
use crate::store::{Decision, PlanState, StepRow};

/// A plan in the gate, for programs.
#[derive(Debug, Serialize)]
pub struct PlanCard {
    /// Its id.
    pub id: String,
    /// The hash of exactly this plan; approving names it.
    pub identity: String,
    /// Its ticket.
    pub ticket: String,
    /// Its connection.
    pub connection: String,
    /// Where it is on its way.
    pub state: PlanState,
    /// Who asked for it.
    pub proposed_by: String,
    /// When.
    pub proposed_at: String,
    /// From when on it can't be approved any more.
    pub expires_at: String,
    /// What was decided.
    pub decision: Option<Decision>,
    /// The plan whose place it took.
    pub replaces: Option<String>,
    /// The plan that took its place.
    pub replaced_by: Option<String>,
    /// The plan it undoes.
    pub undoes: Option<String>,
    /// The plan, with the contract's names.
    pub plan: Value,
    /// Its writes that were begun.
    pub steps: Vec<StepRow>,
    /// How it ended, with the contract's names.
    pub outcome: Option<Value>,
    /// What the plugin said instead, where the host didn't believe it.
    pub corrected: Option<String>,
    #[serde(skip)]
    view: Box<StoredPlan>,
}

impl PlanCard {
    /// A plan with its JSON form.
    ///
    /// # Errors
    /// When it has no JSON form, which is a bug.
    pub fn new(plan: StoredPlan) -> Result<Self, CliError> {
        let no_json = |why: serde_json::Error| {
            CliError::new("no-json", Exit::Failed, format!("the plan can't be written as JSON: {why}"))
        };
        let verdict = plan.ended.as_ref().map(|ended| &ended.verdict);
        Ok(Self {
            id: plan.id.clone(),
            identity: plan.identity.to_string(),
            ticket: plan.ticket.clone(),
            connection: plan.connection.clone(),
            state: plan.state,
            proposed_by: plan.proposed_by.name.clone(),
            proposed_at: plan.proposed_at.to_string(),
            expires_at: plan.expires_at.to_string(),
            decision: plan.decision.clone(),
            replaces: plan.replaces.clone(),
            replaced_by: plan.replaced_by.clone(),
            undoes: plan.undo_of.clone(),
            plan: to_json_value(&plan.plan).map_err(no_json)?,
            steps: plan.steps.clone(),
            outcome: verdict.map(|verdict| to_json_value(&verdict.outcome)).transpose().map_err(no_json)?,
            corrected: verdict.and_then(|verdict| verdict.corrected.clone()),
            view: Box::new(plan),
        })
    }

    /// The plan.
    pub fn view(&self) -> &StoredPlan {
        &self.view
    }

    /// Draws the card.
    pub fn show(&self, words: Words, screen: &mut Screen) {
        let StoredPlan { plan, .. } = &*self.view;
        let id = format!("  {}", self.id);
        screen.parts(&[(Tone::Strong, &plan.title), (Tone::Dim, &id), (Tone::Dim, "  "), state(self.state, words)]);
        if !plan.changes.is_empty() {
            let mut table = Table::new(["", words.before(), words.after()]);
            for change in &plan.changes {
                let after = Cell::toned(Tone::Strong, change.after.as_str());
                table.row([change.label.as_str().into(), change.before.as_str().into(), after]);
            }
            screen.table(&table);
        }
        for effect in &plan.side_effects {
            note(effect.tone, &effect.text, screen);
        }
        for warning in &plan.warnings {
            note(warning.tone, &warning.text, screen);
        }
        rests_on(&plan.evidence, words, screen);
        for text in &plan.rejected {
            screen.field(words.not_meant(), text);
        }
        for write in &plan.writes {
            let method = match write.method {
                WriteMethod::Post => "POST",
                WriteMethod::Put => "PUT",
            };
            screen.field(words.sends(), &format!("{} ({method} {})", write.label, write.path));
        }
        if let Some(reply) = &plan.reply {
            screen.field(words.reply_when_done(), &format!("\u{201c}{reply}\u{201d}"));
        }
        match &plan.undo {
            Undo::Action(form) => screen.field(words.undo(), &words.undo_by(&form.action)),
            Undo::Impossible(why) => screen.field(words.undo(), why),
        }
        screen.field(words.asked_by(), &self.proposed_by);
        if self.state.is_open() {
            screen.field(words.until(), &words.moment(self.view.expires_at));
        }
    }
}

/// Where a plan is, in words and by weight.
pub fn state(state: PlanState, words: Words) -> (Tone, &'static str) {
    let tone = match state {
        PlanState::Pending | PlanState::Approved | PlanState::Executing => Tone::Warning,
        PlanState::Ended | PlanState::Denied | PlanState::Expired | PlanState::Superseded | PlanState::Invalidated => {
            Tone::Dim
        }
    };
    (tone, words.state(state))
}

/// The customer's words that a plan or a question rests on.
pub fn rests_on(evidence: &[String], words: Words, screen: &mut Screen) {
    for text in evidence {
        screen.field(words.customers_words(), &format!("\u{201c}{text}\u{201d}"));
    }
}

/// One remark, with a sign for its weight.
pub fn note(tone: contract::Tone, text: &str, screen: &mut Screen) {
    let (tone, symbol) = match tone {
        contract::Tone::Good => (Tone::Good, Symbol::Check),
        contract::Tone::Neutral => (Tone::Dim, Symbol::Bullet),
        contract::Tone::Warning => (Tone::Warning, Symbol::Attention),
        contract::Tone::Critical => (Tone::Bad, Symbol::Attention),
    };
    let symbol = screen.symbol(symbol);
    screen.parts(&[(tone, "  "), (tone, symbol), (tone, " "), (Tone::Plain, text)]);
}
