//! `harness check-actions`: every action on the lines of every demo customer, prepared and put nowhere.

use std::collections::{BTreeMap, BTreeSet};

use clap::Args;
use serde::Serialize;
use serde_json::json;

use super::app::{App, contact};
use super::error::CliError;
use super::output::Report;
use super::progress::Progress;
use super::screen::{Cell, Screen, Symbol, Table, Tone};
use crate::contract::{ActionKind, ActionRequest, Form, Preparation, Target};

/// Lines of one customer that are tried: those of an office with hundreds are alike.
const MOST_LINES: usize = 8;

/// `check-actions`
#[derive(Debug, Args)]
pub struct CheckActionsArgs {
    /// Only this action
    #[arg(long, value_name = "ACTION")]
    pub action: Option<String>,
    /// Only this ticket's customer
    #[arg(long, value_name = "ID")]
    pub ticket: Option<String>,
}

/// What every action came to.
#[derive(Debug, Serialize)]
pub struct CheckActionsReport {
    /// One row for each line and action.
    pub rows: Vec<Row>,
    /// How often each came about.
    pub counts: BTreeMap<&'static str, usize>,
}

/// One action on one line.
#[derive(Debug, Serialize)]
pub struct Row {
    /// The ticket.
    pub ticket: String,
    /// The customer's name.
    pub customer: String,
    /// The subscription.
    pub subscription: u64,
    /// Its product.
    pub product: String,
    /// The action.
    pub action: String,
    /// "plan", "question", "refused", "link" and so on.
    pub came: &'static str,
    /// The refusal's code, what is asked, or the plan's title.
    pub what: String,
}

/// Tries everything. Each action is asked for with what a hurried agent would give: the line, and nothing else but a
/// date or a reason where nothing goes without.
///
/// # Errors
/// When the plugin has no answer.
pub async fn check_actions(app: &App, args: &CheckActionsArgs) -> Result<CheckActionsReport, CliError> {
    let connected = app.connected().await?;
    let tickets = connected.tickets()?;
    let progress = Progress::start("Trying every action", app.global.json);
    let (mut rows, mut seen) = (Vec::new(), BTreeSet::new());
    for ticket in tickets.iter().filter(|ticket| args.ticket.as_ref().is_none_or(|id| *id == ticket.id.0)) {
        if !seen.insert(ticket.contact.email.clone()) {
            continue;
        }
        let context = connected.context(&ticket.id.0, contact(ticket))?;
        let widget = match connected.session().widget_data(&context).await {
            Ok(widget) => widget,
            // An address that is none has no widget, and no action.
            Err(error) if error.code() == "invalid-request" => continue,
            Err(error) => return Err(connected.explain(error).await),
        };
        let actions = match connected.session().list_actions(&context).await {
            Ok(actions) => actions,
            Err(error) => return Err(connected.explain(error).await),
        };
        for customer in &widget.customers {
            let lines = customer.subscriptions.iter().chain(&customer.former);
            for line in lines.take(MOST_LINES) {
                for action in actions.iter().filter(|action| args.action.as_ref().is_none_or(|id| *id == action.id)) {
                    let form = wish(&action.id, line.id);
                    let prepared = connected.session().prepare_action(&context, &ActionRequest::Form(form)).await;
                    let preparation = match prepared {
                        Ok(preparation) => preparation,
                        Err(error) => return Err(connected.explain(error).await),
                    };
                    let (came, what) = told(&preparation, action.kind);
                    rows.push(Row {
                        ticket: ticket.id.0.clone(),
                        customer: customer.name.clone(),
                        subscription: line.id,
                        product: line.product.clone(),
                        action: action.id.clone(),
                        came,
                        what,
                    });
                }
            }
        }
    }
    drop(progress);
    let mut counts = BTreeMap::new();
    for row in &rows {
        *counts.entry(row.came).or_default() += 1;
    }
    Ok(CheckActionsReport { rows, counts })
}

/// What is asked for: three weeks later, a reason, a new street.
fn wish(action: &str, subscription: u64) -> Form {
    let parameters = match action {
        "move-date" => json!({"by": {"weeks": 3}}),
        "cancel" => json!({"reason": "Too much", "notify_customer": false}),
        "update-address" => json!({"address1": "Neue Gasse 3"}),
        _ => json!({}),
    };
    Form {
        action: action.to_owned(),
        targets: vec![Target::Subscription(subscription)],
        parameters: parameters.to_string(),
    }
}

fn told(preparation: &Preparation, kind: ActionKind) -> (&'static str, String) {
    match preparation {
        Preparation::Plans(plans) => {
            ("plan", plans.iter().map(|plan| plan.title.as_str()).collect::<Vec<_>>().join("; "))
        }
        Preparation::Question(question) => ("question", question.text.clone()),
        Preparation::Information(text) => ("information", text.clone()),
        Preparation::Handoff(handoff) if kind == ActionKind::Link => {
            ("link", handoff.link.as_ref().map_or_else(|| handoff.text.clone(), |link| link.url.clone()))
        }
        Preparation::Handoff(handoff) => ("handoff", handoff.text.clone()),
        Preparation::Refused(refusal) => ("refused", format!("{}: {}", refusal.code, refusal.text)),
        Preparation::Nothing => ("nothing", String::new()),
    }
}

impl Report for CheckActionsReport {
    fn human(&self, screen: &mut Screen) {
        let mut table = Table::new(["Customer", "Subscription", "Action", "", "What"]);
        for row in &self.rows {
            let (tone, symbol) = match row.came {
                "plan" | "link" => (Tone::Good, Symbol::Check),
                "question" => (Tone::Warning, Symbol::Attention),
                _ => (Tone::Dim, Symbol::Cross),
            };
            let symbol = screen.symbol(symbol);
            table.row([
                row.customer.as_str().into(),
                format!("{} {}", row.subscription, row.product).into(),
                row.action.as_str().into(),
                Cell::toned(tone, symbol),
                row.what.as_str().into(),
            ]);
        }
        screen.table(&table);
        let counts: Vec<String> = self.counts.iter().map(|(came, count)| format!("{count} {came}")).collect();
        screen.line(&counts.join(", "));
    }
}
