//! `harness demo`: one ticket from its widget to a change that a person approved, and where to go from there. On the local
//! Recharge the change is made in a shop of the demo's own, which is thrown away; on another one nothing is changed.

use serde::Serialize;

use super::app::{App, Connected, contact};
use super::args;
use super::audit::tell;
use super::decide::DecisionReport;
use super::error::CliError;
use super::output::Report;
use super::plan_card::PlanCard;
use super::screen::{Screen, Symbol, Tone};
use super::widget::{WidgetReport, ask};
use super::words::Words;
use crate::contract::{ActionRequest, Context, Form, Outcome, Preparation, Target, Widget};
use crate::desk::casework::{Approved, Relation};
use crate::desk::conversation::assistant;
use crate::desk::tickets::{Ticket, TicketId};
use crate::desk::timeline::{Entry, timeline};
use crate::gate::{Approval, Missing, Proposer};
use crate::store::{AuditFilter, AuditLog as _};
use crate::workplace::mapping::unknown_ticket;

/// The ticket that is shown when none is named.
const TICKET: &str = "T-1002";
/// The languages that are shown.
const LOCALES: [&str; 2] = ["en", "de"];
/// Who says yes.
const APPROVER: &str = "lea";

/// A ticket, its widgets, and a change.
#[derive(Debug, Serialize)]
pub struct DemoReport {
    /// The ticket.
    pub ticket: Ticket,
    /// What answered: digest and size of the component.
    pub component: Component,
    /// Where the Recharge was.
    pub recharge: String,
    /// The widget in each language.
    pub widgets: Vec<WidgetReport>,
    /// A change from the wish to the verified outcome; null on another Recharge than the local one, and where the ticket's
    /// customer has nothing to skip.
    pub story: Option<Story>,
}

/// The component that computed the widgets.
#[derive(Debug, Serialize)]
pub struct Component {
    /// SHA-256, lower-case hex.
    pub digest: String,
    /// Size in bytes.
    pub size: usize,
}

/// A change from the wish to the verified outcome.
#[derive(Debug, Serialize)]
pub struct Story {
    /// The plan as it waits for a person.
    pub proposed: PlanCard,
    /// What came of carrying it out without an approval.
    pub unapproved: String,
    /// What came of it after a person approved it.
    pub approved: DecisionReport,
    /// The widget afterwards.
    pub after: WidgetReport,
    /// What the log tells of it.
    pub timeline: Vec<Entry>,
}

/// Shows a ticket.
///
/// # Errors
/// When the ticket is unknown or the plugin has no answer.
pub async fn demo(app: &App, args: &args::Demo) -> Result<DemoReport, CliError> {
    let mut connected = if app.is_remote() { app.connected().await? } else { app.connected_to_throwaway().await? };
    let tickets = connected.tickets()?;
    let id = args.ticket.as_deref().unwrap_or(TICKET);
    let ticket = match tickets.get(&TicketId::from(id)) {
        Ok(ticket) => ticket.clone(),
        Err(unknown) => {
            let error = unknown_ticket(unknown, app.locale());
            return Err(connected.in_vain("demo", Missing::Ticket(id), None, None, error).await);
        }
    };
    let mut widgets = Vec::new();
    let mut shown = None;
    for locale in LOCALES {
        locale.clone_into(&mut connected.surroundings.locale);
        let id = ticket.id.to_string();
        let widget = ask(app, &connected, Some(&id), contact(&ticket)).await?;
        shown = Some(widget.clone());
        widgets.push(WidgetReport::new(Some(id), ticket.contact.email.clone(), locale, widget)?);
    }
    app.locale().clone_into(&mut connected.surroundings.locale);
    let story = match shown.filter(|_| !app.is_remote()) {
        Some(widget) => story(app, &connected, &ticket, &widget).await?,
        None => None,
    };
    let inspection = connected.session().plugin().inspection();
    let component = Component { digest: inspection.digest.clone(), size: inspection.size };
    Ok(DemoReport { ticket, component, recharge: connected.recharge(), widgets, story })
}

/// The AI agent's wish to skip what can be skipped: prepared, tried without an approval, approved, verified.
async fn story(app: &App, connected: &Connected, ticket: &Ticket, widget: &Widget) -> Result<Option<Story>, CliError> {
    let lines = widget.customers.iter().flat_map(|customer| &customer.subscriptions);
    let skips = |line: &&crate::contract::Subscription| {
        line.actions.iter().any(|state| state.action == "skip" && state.possible)
    };
    let mut lines = lines.filter(skips);
    let Some(line) = lines.next() else { return Ok(None) };
    let context = connected.context(&ticket.id.0, contact(ticket))?;
    let begin = connected.database.head()?.seq;
    let form = Form {
        action: "skip".to_owned(),
        targets: vec![Target::Subscription(line.id)],
        parameters: "{\"scope\":\"item\"}".to_owned(),
    };
    let by = Proposer::Ai(assistant());
    let work = connected.casework();
    let prepared = work.prepare(&context, &ActionRequest::Form(form), &by, &Relation::default()).await;
    let prepared = match prepared {
        Ok(prepared) => prepared,
        Err(error) => return Err(connected.case_error(error).await),
    };
    let (Preparation::Plans(_), Some(plan)) = (&prepared.preparation, prepared.plans.into_iter().next()) else {
        return Ok(None);
    };
    let unapproved = unapproved(connected, &context, Approval::closed_for(plan.plan.clone(), plan.id.clone())).await?;
    let proposed = PlanCard::new(plan.clone())?;
    let approver = connected.person(APPROVER, "approve", None).await?;
    let approved = match work.approve(&context, &plan.id, plan.identity, &approver).await {
        Ok(approved) => DecisionReport::approved(&context, Approved { fresh: None, ..approved })?,
        Err(error) => return Err(connected.case_error(error).await),
    };
    let id = ticket.id.to_string();
    let after = ask(app, connected, Some(&id), contact(ticket)).await?;
    let after = WidgetReport::new(Some(id.clone()), ticket.contact.email.clone(), app.locale(), after)?;
    let records = connected.database.records(&AuditFilter { ticket: Some(id), ..AuditFilter::default() })?;
    // What an earlier demo did on the same ticket is another story.
    let mut timeline = timeline(&records, app.locale());
    timeline.retain(|entry| entry.seq > begin);
    Ok(Some(Story { proposed, unapproved, approved, after, timeline }))
}

/// Has the plugin carry a plan out that nobody approved.
async fn unapproved(connected: &Connected, context: &Context, closed: Approval) -> Result<String, CliError> {
    match connected.session().execute_approved_action(context, closed).await {
        Ok(Outcome::Failed(text) | Outcome::Unknown(text)) => Ok(text),
        Ok(other) => Ok(format!("{other:?}")),
        Err(error) => Err(connected.explain(error).await),
    }
}

impl Report for DemoReport {
    fn human(&self, screen: &mut Screen) {
        let (ticket, contact) = (&self.ticket, &self.ticket.contact);
        let from = format!("  {} <{}>", contact.name, contact.email);
        let id = ticket.id.to_string();
        screen.parts(&[(Tone::Strong, &id), (Tone::Strong, "  "), (Tone::Strong, &ticket.subject), (Tone::Dim, &from)]);
        if let Some(message) = ticket.messages.last() {
            screen.paragraph(2, &message.text);
        }
        for widget in &self.widgets {
            rule(screen);
            widget.human(screen);
        }
        if let Some(story) = &self.story {
            let words = Words::of(&story.after.locale);
            rule(screen);
            screen.heading(words.story_proposed());
            story.proposed.show(words, screen);
            rule(screen);
            screen.heading(words.story_unapproved());
            screen.paragraph(2, &story.unapproved);
            rule(screen);
            screen.heading(words.story_approved());
            story.approved.human(screen);
            rule(screen);
            screen.heading(words.story_after());
            story.after.human(screen);
            rule(screen);
            screen.heading(words.story_log());
            tell(&story.timeline, screen);
        }
        screen.blank();
        let digest: String = self.component.digest.chars().take(12).collect();
        let source =
            format!("Computed by component {digest} ({} kB) from {}.", self.component.size / 1000, self.recharge);
        screen.toned(Tone::Dim, &source);
        let arrow = screen.symbol(Symbol::Arrow);
        for (command, what) in [
            ("harness tickets", "more tickets"),
            ("harness widget --ticket T-1001 --locale de", "the widget of one of them"),
            ("harness prepare move-date --ticket T-1001 --set by.weeks=2", "a plan that waits for a person"),
            ("harness approvals", "what waits"),
            ("harness audit --ticket T-1002", "what was proposed, approved, sent and verified"),
        ] {
            screen.parts(&[
                (Tone::Good, arrow),
                (Tone::Plain, " "),
                (Tone::Plain, command),
                (Tone::Dim, "  "),
                (Tone::Dim, what),
            ]);
        }
    }
}

/// A line across the screen.
fn rule(screen: &mut Screen) {
    screen.blank();
    let line = if screen.style().unicode { "─" } else { "-" }.repeat(usize::from(screen.style().width.min(100)));
    screen.toned(Tone::Dim, &line);
}
