//! `harness actions`: the quick actions, which are the AI agent's tools as well.

use super::app::App;
use super::args;
use super::error::{CliError, Exit};
use super::json::to_json_value;
use super::output::Report;
use super::screen::{Screen, Tone};
use crate::contract::{Action, ActionKind, Contact, Identity};
use serde::Serialize;
use serde_json::Value;

/// The actions.
#[derive(Debug, Serialize)]
pub struct ActionsReport {
    /// With the contract's names; `parameters` is the JSON Schema itself and not a text.
    pub actions: Vec<Value>,
    #[serde(skip)]
    view: Vec<Action>,
    #[serde(skip)]
    schema: bool,
}

/// Asks the plugin for its actions.
///
/// # Errors
/// When the plugin has no answer, or a schema that is no JSON.
pub async fn actions(app: &App, args: &args::Actions) -> Result<ActionsReport, CliError> {
    let connected = app.connected().await?;
    let nobody = Contact { email: String::new(), identity: Identity::Unverified };
    let context = connected.context("none", nobody)?;
    let view = connected.session().list_actions(&context).await?;
    let actions = view.iter().map(as_json).collect::<Result<_, _>>()?;
    Ok(ActionsReport { actions, view, schema: args.schema })
}

fn as_json(action: &Action) -> Result<Value, CliError> {
    let wrong = |why: serde_json::Error| {
        let text = format!("the action \"{}\" can't be shown: its JSON Schema is no JSON: {why}", action.id);
        CliError::new("plugin-schema", Exit::Failed, text).hint("this is a bug of the plugin, report it to its makers")
    };
    let mut value = to_json_value(action)
        .map_err(|why| CliError::new("no-json", Exit::Failed, format!("the action can't be written as JSON: {why}")))?;
    if let Some(object) = value.as_object_mut() {
        object.insert("parameters".to_owned(), serde_json::from_str(&action.parameters).map_err(wrong)?);
    }
    Ok(value)
}

impl Report for ActionsReport {
    fn human(&self, screen: &mut Screen) {
        for action in &self.view {
            let kind = match action.kind {
                ActionKind::Write => (Tone::Warning, "write"),
                ActionKind::Link => (Tone::Good, "link"),
            };
            let id = format!("  {}  ", action.id);
            screen.parts(&[(Tone::Strong, &action.label), (Tone::Dim, &id), kind]);
            screen.line(&format!("  {}", action.description));
            if !action.scopes.is_empty() {
                screen.field("needs", &action.scopes.join(", "));
            }
        }
        if !self.schema {
            return;
        }
        for (action, value) in self.view.iter().zip(&self.actions) {
            screen.blank();
            screen.heading(&action.id);
            let schema = value.get("parameters").unwrap_or(&Value::Null);
            screen.paragraph(2, &serde_json::to_string_pretty(schema).unwrap_or_default());
        }
    }
}
