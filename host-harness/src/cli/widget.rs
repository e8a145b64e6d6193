//! `harness widget`: what an agent sees beside a ticket.

use super::app::{App, Connected};
use super::args;
use super::error::{CliError, Exit};
use super::json::to_json_value;
use super::output::Report;
use super::progress::Progress;
use super::screen::Screen;
use super::widget_view;
use crate::contract::{Contact, Identity, Widget};
use serde::Serialize;
use serde_json::Value;

/// The ticket id of a call that is about no ticket.
const NO_TICKET: &str = "none";

/// A widget.
#[derive(Debug, Serialize)]
pub struct WidgetReport {
    /// The ticket; null when an address was given.
    pub ticket: Option<String>,
    /// The address that was looked for.
    pub email: String,
    /// The language that was asked for.
    pub locale: String,
    /// The widget, with the contract's names.
    pub widget: Value,
    #[serde(skip)]
    view: Widget,
}

impl WidgetReport {
    /// A widget with its JSON form.
    ///
    /// # Errors
    /// When it has no JSON form, which is a bug.
    pub fn new(ticket: Option<String>, email: String, locale: &str, view: Widget) -> Result<Self, CliError> {
        let widget = to_json_value(&view).map_err(|why| {
            CliError::new("no-json", Exit::Failed, format!("the widget can't be written as JSON: {why}"))
        })?;
        Ok(Self { ticket, email, locale: locale.to_owned(), widget, view })
    }
}

/// Asks the plugin for a widget.
///
/// # Errors
/// When the ticket is unknown, nothing is connected, or the plugin has no answer.
pub async fn widget(app: &App, args: &args::Widget) -> Result<WidgetReport, CliError> {
    let connected = app.connected().await?;
    let (ticket, contact) = match (&args.ticket, &args.email) {
        (Some(id), _) => {
            let context = connected.ticket_context(id, "widget", None).await?;
            (Some(context.ticket), context.contact)
        }
        // Typed in by whoever sits here: nobody has checked that address.
        (None, email) => {
            let email = email.clone().unwrap_or_default();
            (None, Contact { email, identity: Identity::Unverified })
        }
    };
    let email = contact.email.clone();
    let widget = ask(app, &connected, ticket.as_deref(), contact).await?;
    WidgetReport::new(ticket, email, app.locale(), widget)
}

/// One call, with a sign of life.
pub async fn ask(app: &App, connected: &Connected, ticket: Option<&str>, contact: Contact) -> Result<Widget, CliError> {
    let _progress = Progress::start("Asking Recharge", app.global.json);
    let context = connected.context(ticket.unwrap_or(NO_TICKET), contact)?;
    match connected.session().widget_data(&context).await {
        Ok(widget) => Ok(widget),
        Err(error) => Err(connected.explain(error).await),
    }
}

impl Report for WidgetReport {
    fn human(&self, screen: &mut Screen) {
        widget_view::show(&self.view, screen);
    }
}
