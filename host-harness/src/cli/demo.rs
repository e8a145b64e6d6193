//! `harness demo`: one ticket with its widget in both languages, and where to go from there.

use super::app::{App, contact};
use super::args;
use super::error::CliError;
use super::output::Report;
use super::screen::{Screen, Symbol, Tone};
use super::widget::{WidgetReport, ask};
use crate::desk::tickets::{Ticket, TicketId, Tickets};
use serde::Serialize;

/// The ticket that is shown when none is named.
const TICKET: &str = "T-1002";
/// The languages that are shown.
const LOCALES: [&str; 2] = ["en", "de"];

/// A ticket and its widgets.
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
}

/// The component that computed the widgets.
#[derive(Debug, Serialize)]
pub struct Component {
    /// SHA-256, lower-case hex.
    pub digest: String,
    /// Size in bytes.
    pub size: usize,
}

/// Shows a ticket.
///
/// # Errors
/// When the ticket is unknown or the plugin has no answer.
pub async fn demo(app: &App, args: &args::Demo) -> Result<DemoReport, CliError> {
    let tickets = Tickets::demo(app.desk_now()?)?;
    let ticket = tickets.get(&TicketId::from(args.ticket.as_deref().unwrap_or(TICKET)))?.clone();
    let mut connected = app.connected().await?;
    let mut widgets = Vec::new();
    for locale in LOCALES {
        locale.clone_into(&mut connected.surroundings.locale);
        let id = ticket.id.to_string();
        let widget = ask(app, &connected, Some(&id), contact(&ticket)).await?;
        widgets.push(WidgetReport::new(Some(id), ticket.contact.email.clone(), locale, widget)?);
    }
    let inspection = connected.session().plugin().inspection();
    let component = Component { digest: inspection.digest.clone(), size: inspection.size };
    let recharge = connected.recharge();
    Ok(DemoReport { ticket, component, recharge, widgets })
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
            screen.blank();
            let line =
                if screen.style().unicode { "─" } else { "-" }.repeat(usize::from(screen.style().width.min(100)));
            screen.toned(Tone::Dim, &line);
            widget.human(screen);
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
            ("harness actions", "what can be done"),
            ("harness audit", "what was just asked of whom"),
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
