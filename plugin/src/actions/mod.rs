//! The six quick actions, which are the AI agent's tools as well: one file an action.
//!
//! In this version each says what it is, what it takes and whether it is possible on a line; preparing and executing
//! answer with the typed refusal "not available".

mod cancel;
mod line;
mod move_date;
mod open;
mod schema;
mod scopes;
mod skip;
mod unskip;
mod update_address;

pub use line::{Line, Obstacle, Possible};
pub use scopes::{READING, STORE, Scopes};

use crate::contract::{
    Action, ActionKind, ActionRequest, ActionState, Context, Link, PluginError, Preparation, Problem, Refusal,
};
use crate::l10n::{Key, Texts};
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
    /// The schema of its parameters, without words.
    parameters: fn() -> schemars::Schema,
    /// Whether it is possible on a line, or what stands in its way.
    judge: fn(&Line<'_>) -> Result<Possible, Obstacle>,
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

/// The quick actions in the reader's language. Uses no import.
///
/// # Errors
/// None in this version; the contract has the case.
pub fn list_actions(ctx: &Context) -> Result<Vec<Action>, PluginError> {
    let texts = Texts::new(&ctx.locale);
    Ok(ALL.iter().map(|definition| definition.describe(&texts)).collect())
}

/// Turns a wish into plans, which this version doesn't do: the answer is the typed refusal "not-available".
///
/// # Errors
/// `invalid-request` for an action that doesn't exist.
pub fn prepare_action(ctx: &Context, request: &ActionRequest) -> Result<Preparation, PluginError> {
    let texts = Texts::new(&ctx.locale);
    if let ActionRequest::Form(form) = request
        && !ALL.iter().any(|definition| definition.id == form.action)
    {
        let action = text::clean(&form.action, text::NAME);
        let known: Vec<_> = ALL.iter().map(|definition| definition.id).collect();
        return Err(PluginError::InvalidRequest(Problem {
            detail: format!("unknown action {action:?}"),
            message: texts.with(
                Key::ProblemActionUnknown,
                [("action", action.into()), ("actions", problems::list(&known).into())],
            ),
        }));
    }
    Ok(Preparation::Refused(Refusal {
        code: "not-available".to_owned(),
        text: texts.get(Key::ProblemNotAvailable),
        instead: None,
    }))
}

/// Carries out an approved plan, which this version doesn't do.
pub fn not_executable(ctx: &Context) -> PluginError {
    let detail = "execute-approved-action is not available in this version";
    PluginError::NotAvailable(problems::problem(&Texts::new(&ctx.locale), Key::ProblemNotAvailable, detail))
}

/// The state of every action on a line.
pub fn states(line: &Line<'_>, texts: &Texts) -> Vec<ActionState> {
    ALL.iter().map(|definition| definition.state(line, texts)).collect()
}

/// The names of the messages that the actions' parameters need.
pub fn parameter_names() -> Vec<String> {
    ALL.iter().flat_map(|definition| schema::names((definition.parameters)(), definition.id)).collect()
}

impl Definition {
    fn describe(&self, texts: &Texts) -> Action {
        let (label, description) = (texts.get(self.label), texts.get(self.description));
        Action {
            id: self.id.to_owned(),
            kind: self.kind,
            parameters: schema::localised((self.parameters)(), self.id, &label, &description, texts),
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
