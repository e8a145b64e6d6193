//! `harness tickets`: the demo's tickets.

use super::app::App;
use super::error::CliError;
use super::output::Report;
use super::screen::{Cell, Screen, Table, Tone};
use crate::desk::tickets::Identity;
use serde::Serialize;

/// The tickets, the oldest id first.
#[derive(Debug, Serialize)]
pub struct TicketsReport {
    /// One line a ticket.
    pub tickets: Vec<TicketLine>,
}

/// One ticket.
#[derive(Debug, Serialize)]
pub struct TicketLine {
    /// Its id, for `--ticket`.
    pub id: String,
    /// What it is about.
    pub subject: String,
    /// Name of the contact.
    pub name: String,
    /// E-mail of the contact.
    pub email: String,
    /// How sure the helpdesk is of that address.
    pub identity: Identity,
    /// Language of its messages.
    pub locale: String,
}

/// Lists the tickets.
///
/// # Errors
/// When the local Recharge's state, which the tickets' dates go by, can't be read.
pub fn tickets(app: &App) -> Result<TicketsReport, CliError> {
    let tickets = app.tickets()?;
    let line = |ticket: &crate::desk::tickets::Ticket| TicketLine {
        id: ticket.id.to_string(),
        subject: ticket.subject.clone(),
        name: ticket.contact.name.clone(),
        email: ticket.contact.email.clone(),
        identity: ticket.contact.identity,
        locale: ticket.locale.clone(),
    };
    Ok(TicketsReport { tickets: tickets.iter().map(line).collect() })
}

impl Report for TicketsReport {
    fn human(&self, screen: &mut Screen) {
        let mut table = Table::new(["Ticket", "Contact", "E-mail", "Subject"]);
        for ticket in &self.tickets {
            table.row([
                Cell::toned(Tone::Strong, &ticket.id),
                ticket.name.as_str().into(),
                ticket.email.as_str().into(),
                ticket.subject.as_str().into(),
            ]);
        }
        screen.table(&table);
        screen.blank();
        screen.toned(Tone::Dim, "harness widget --ticket ID shows the Recharge widget of one of them.");
        screen.toned(
            Tone::Dim,
            "harness agent --ticket ID --as anna talks about it; --last begins with its last message.",
        );
    }
}
