//! From a form to a plan, a question or a reason why not. Reads only.
//!
//! Two dependent round trips, everything fresh: who it is, then everything they have. What an action makes of that stands
//! in the action's own file; what several of them need stands here.

mod check;
mod desk;
mod draft;
pub mod effects;
mod stop;
pub mod upcoming;

use serde_json::{Map, Value};

pub use desk::{Case, Desk, Party};
pub use draft::{Draft, dated, equals, texted};
pub use stop::{Asks, Stop, choice, form, form_of, hindered, refused};

use super::Definition;
use crate::contract::{Context, Form, PluginError, Preparation, Target};
use crate::host::Host;
use crate::l10n::{Key, Texts};
use crate::manifest::PORTAL_BASE;
use crate::moment::Moment;
use crate::problems;
use crate::reading::{self, Email, MaxAge, READ_CUSTOMERS};
use crate::recharge::{Client, SECRET, read_reasons, retention_strategies};

/// A form whose parameters fit the schema.
#[derive(Debug)]
pub struct Request<'a> {
    /// The form.
    pub form: &'a Form,
    /// Its parameters, without those that are null.
    pub fields: Map<String, Value>,
}

impl Request<'_> {
    /// A parameter that is text. As all of them were checked against the schema, what isn't is not there.
    pub fn word(&self, name: &str) -> Option<&str> {
        self.fields.get(name)?.as_str()
    }

    /// A parameter that is text.
    pub fn text(&self, name: &str) -> Option<String> {
        self.word(name).map(str::to_owned)
    }

    /// A parameter that is a truth value.
    pub fn flag(&self, name: &str) -> Option<bool> {
        self.fields.get(name)?.as_bool()
    }

    /// The charge among the targets. Alone it means everything on it; beside a subscription it says which of its charges
    /// is meant.
    ///
    /// # Errors
    /// When there are several.
    pub fn charge(&self, desk: &Desk<'_>) -> Result<Option<u64>, Stop> {
        let mut ids: Vec<u64> = Vec::new();
        for target in &self.form.targets {
            match target {
                Target::Charge(id) if !ids.contains(id) => ids.push(*id),
                _ => {}
            }
        }
        match ids.as_slice() {
            [] => Ok(None),
            [one] => Ok(Some(*one)),
            _ => Err(refused("invalid-targets", desk.texts.get(Key::RefusedTargets), None)),
        }
    }

    /// Whether a subscription is among the targets.
    pub fn names_subscription(&self) -> bool {
        self.form.targets.iter().any(|target| matches!(target, Target::Subscription(_)))
    }
}

/// Stops when a charge was named beside a subscription and isn't the one that bills it next.
pub fn pinned(desk: &Desk<'_>, charge: Option<u64>, case: &Case<'_>) -> Result<(), Stop> {
    let Some(charge) = charge else { return Ok(()) };
    let (_, named) = desk.charge(charge)?;
    if named.bills(case.id()) {
        return Ok(());
    }
    Err(refused("invalid-targets", desk.texts.get(Key::RefusedTargets), None))
}

/// Turns a form into plans, a question or a reason why not.
///
/// # Errors
/// When nothing can be said: a malformed e-mail address, no token, customers that can't be read.
pub fn prepare<H: Host>(
    host: &H,
    ctx: &Context,
    definition: &Definition,
    form: &Form,
) -> Result<Preparation, PluginError> {
    let texts = Texts::new(&ctx.locale);
    // What is wrong with the form itself costs no request.
    let mut fields = match check::parameters(&texts, definition, &form.parameters) {
        Ok(fields) => fields,
        Err(faults) => return ended(Err(refused("invalid-parameters", faults, None))),
    };
    at_desk(host, ctx, &texts, definition.wants_reasons, &mut |desk| {
        desk.somebody()?;
        desk.permitted(definition)?;
        (definition.prepare)(desk, &Request { form, fields: std::mem::take(&mut fields) })
    })
}

/// One form of several that are prepared from what was read once.
///
/// # Errors
/// What ends it without a plan.
pub fn prepare_at(desk: &Desk<'_>, definition: &Definition, form: &Form) -> Result<Preparation, Stop> {
    let fields = check::parameters(desk.texts, definition, &form.parameters)
        .map_err(|faults| refused("invalid-parameters", faults, None))?;
    desk.permitted(definition)?;
    (definition.prepare)(desk, &Request { form, fields })
}

/// What is made at a desk out of what was read.
pub type Work<'w> = &'w mut dyn FnMut(&Desk<'_>) -> Result<Preparation, Stop>;

/// Reads everything fresh, in two dependent round trips, and has the work done on it.
///
/// # Errors
/// When nothing can be said: a malformed e-mail address, no token, customers that can't be read.
pub fn at_desk<H: Host>(
    host: &H,
    ctx: &Context,
    texts: &Texts,
    wants_reasons: bool,
    work: Work<'_>,
) -> Result<Preparation, PluginError> {
    ended(attempt(host, ctx, texts, wants_reasons, work))
}

fn ended(attempt: Result<Preparation, Stop>) -> Result<Preparation, PluginError> {
    match attempt {
        Ok(preparation) | Err(Stop::Answer(preparation)) => Ok(preparation),
        Err(Stop::Error(error)) => Err(error),
    }
}

fn attempt<H: Host>(
    host: &H,
    ctx: &Context,
    texts: &Texts,
    wants_reasons: bool,
    work: Work<'_>,
) -> Result<Preparation, Stop> {
    let now = Moment::parse(&ctx.now).map_err(|error| {
        PluginError::InvalidRequest(problems::problem(texts, Key::ProblemContext, &error.to_string()))
    })?;
    let email = Email::parse(&ctx.contact.email).map_err(|error| {
        PluginError::InvalidRequest(problems::problem(texts, Key::ProblemEmailMalformed, &error.to_string()))
    })?;
    let token = host.secret(SECRET).map_err(|error| problems::secret_error(texts, &error))?;
    let client = Client::new(host, &token);
    let beside = wants_reasons.then(retention_strategies);
    let mut found = reading::find(&client, &email, MaxAge::FRESH, beside)
        .map_err(|error| problems::plugin_error(texts, &error, &["read_customers"]))?;
    let hidden = found.customers.split_off(found.customers.len().min(READ_CUSTOMERS)).len();
    let held = reading::holdings(&client, &found.customers, MaxAge::FRESH);
    let setting = ctx.settings.iter().find(|setting| setting.name == PORTAL_BASE);
    let mut desk = Desk::new(texts, ctx, now, setting.map_or("", |setting| &setting.value), &found, &held, hidden);
    if let Some(Ok(answer)) = &found.beside {
        // A shop without a list, and a token that may not read it, leave the reason to the agent.
        desk.reasons = read_reasons(&answer.body).unwrap_or_default();
    }
    work(&desk)
}
