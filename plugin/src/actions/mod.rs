//! The six quick actions, which are the AI agent's tools as well: one file an action.
//!
//! A file says what its action is and takes, whether it is possible on a line, what it plans, and how what it planned is
//! recognised afterwards. What several of them need for the plan stands in [`prepare`], and for the rest in [`execute`].

mod cancel;
mod execute;
mod line;
mod move_date;
mod open;
pub(crate) mod prepare;
mod reactivate;
mod schema;
mod scopes;
mod skip;
mod skips;
mod unskip;
pub(crate) mod update_address;

pub use line::{Line, Obstacle, Possible};
pub use scopes::{READING, STORE, Scopes};

use crate::approval::Approval;
use crate::contract::{
    Action, ActionKind, ActionRequest, ActionState, Context, Link, Outcome, PluginError, Preparation, Problem,
};
use crate::host::Host;
use crate::l10n::{Key, Texts};
use crate::message;
use crate::problems;
use crate::text;

/// What an action is.
#[derive(Debug)]
pub struct Definition {
    /// The id, stable.
    pub id: &'static str,
    /// Whether it writes.
    pub kind: ActionKind,
    /// The word on the button.
    pub label: Key,
    /// One sentence for a person.
    pub description: Key,
    /// For a language model, English.
    pub model_description: &'static str,
    /// The scopes it needs, those for reading included.
    pub scopes: &'static [&'static str],
    /// Whether the shop's reasons for a cancellation are read for it.
    wants_reasons: bool,
    /// Whether it is possible on a line, or what stands in its way.
    judge: fn(&Line<'_>) -> Result<Possible, Obstacle>,
    /// From a form to a plan.
    prepare: fn(&prepare::Desk<'_>, &prepare::Request<'_>) -> Result<Preparation, prepare::Stop>,
    /// What one of its writes is to bring about; nothing when the write is none of its.
    goal: fn(&execute::Sent<'_>) -> Option<Box<dyn execute::Goal>>,
}

/// The actions, in the order they are shown in.
pub const ALL: [&Definition; 6] = [
    &move_date::DEFINITION,
    &cancel::DEFINITION,
    &skip::DEFINITION,
    &unskip::DEFINITION,
    &update_address::DEFINITION,
    &open::DEFINITION,
];

/// Everything that can be prepared: the quick actions, and what takes a cancellation back.
fn known() -> impl Iterator<Item = &'static Definition> {
    ALL.into_iter().chain([&reactivate::DEFINITION])
}

/// The action of that id.
pub(crate) fn definition(id: &str) -> Option<&'static Definition> {
    known().find(|definition| definition.id == id)
}

/// The quick actions in the reader's language. Uses no import.
///
/// # Errors
/// None in this version; the contract has the case.
pub fn list_actions(ctx: &Context) -> Result<Vec<Action>, PluginError> {
    let texts = Texts::new(&ctx.locale);
    Ok(ALL.iter().map(|definition| definition.describe(&texts)).collect())
}

/// Turns a form or a customer's own words into plans, a question, an answer or a reason why not. Reads only, everything
/// fresh, in two dependent round trips; words that are none at all cost no request.
///
/// # Errors
/// `invalid-request` for an action that doesn't exist, and whatever keeps it from reading at all.
pub fn prepare_action<H: Host>(host: &H, ctx: &Context, request: &ActionRequest) -> Result<Preparation, PluginError> {
    let texts = Texts::new(&ctx.locale);
    match request {
        ActionRequest::Form(form) => match definition(&form.action) {
            Some(definition) => prepare::prepare(host, ctx, definition, form),
            None => Err(unknown(&texts, &form.action)),
        },
        ActionRequest::Message(message) => message::prepare_message(host, ctx, message),
    }
}

fn unknown(texts: &Texts, action: &str) -> PluginError {
    let action = text::clean(action, text::NAME);
    let known: Vec<_> = ALL.iter().map(|definition| definition.id).collect();
    PluginError::InvalidRequest(Problem {
        detail: format!("unknown action {action:?}"),
        message: texts
            .with(Key::ProblemActionUnknown, [("action", action.into()), ("actions", problems::list(&known).into())]),
    })
}

/// Carries out a plan that a person approved, and verifies it by reading.
///
/// # Errors
/// When the plan is none of this plugin's, or there is no token. Nothing is sent then.
pub fn execute_approved_action<H: Host, A: Approval>(
    host: &H,
    ctx: &Context,
    approval: &A,
) -> Result<Outcome, PluginError> {
    execute::execute(host, ctx, approval)
}

/// The state of every action on a line.
pub fn states(line: &Line<'_>, texts: &Texts) -> Vec<ActionState> {
    ALL.iter().map(|definition| definition.state(line, texts)).collect()
}

/// The names of the messages that the actions' parameters need.
pub fn parameter_names() -> Vec<String> {
    known().flat_map(|definition| schema::names(definition.parameters(), definition.id)).collect()
}

impl Definition {
    /// The schema of its parameters as JSON, without words: `schemas/<id>.json`.
    fn parameters(&self) -> &'static str {
        schema::of(self.id)
    }

    fn describe(&self, texts: &Texts) -> Action {
        let (label, description) = (texts.get(self.label), texts.get(self.description));
        Action {
            id: self.id.to_owned(),
            kind: self.kind,
            parameters: schema::localised(self.parameters(), self.id, &label, &description, texts),
            label,
            description,
            model_description: self.model_description.to_owned(),
            scopes: self.scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        }
    }

    fn state(&self, line: &Line<'_>, texts: &Texts) -> ActionState {
        let verdict = (self.judge)(line);
        let (charge, url) = match &verdict {
            Ok(possible) => (possible.charge, possible.link.clone()),
            Err(_) => (None, None),
        };
        ActionState {
            action: self.id.to_owned(),
            label: texts.get(self.label),
            possible: verdict.is_ok(),
            why_not: verdict.err().map(|obstacle| obstacle.text(texts)),
            charge: charge.map(|id| id.get()),
            link: url.map(|url| Link { url, label: texts.get(Key::LinkSubscription) }),
        }
    }
}

#[cfg(test)]
mod tests;
