//! Carries out an approved plan, and finds out by reading how that ended.
//!
//! One path for everything: look; have the host send the writes in order, as far as it does; look again until what was
//! wanted is there, or the time for it is over; say what is so. Whether a write happened is never taken from its own answer,
//! and no step is asked for twice. So an execution that the host only wants settled after an interruption takes the same
//! path: there nothing is sent, each step says what is known of it, and reading decides.

mod goal;
mod report;
mod seen;
mod stale;
#[cfg(test)]
mod tests;

pub use goal::{Goal, Needs, Sent, Standing};
pub use seen::Seen;

use report::Report;

use super::definition;
use crate::approval::Approval;
use crate::contract::{Context, Outcome, PerformError, Plan, PluginError, Problem};
use crate::host::Host;
use crate::l10n::{Key, Texts};
use crate::problems;
use crate::recharge::{Client, SECRET, said};
use crate::text;

/// The pauses between two looks, in milliseconds: a minute in all. Recharge computes charges anew some five seconds after
/// a change, and was seen to take longer.
const PAUSES: [u32; 6] = [2_000, 2_000, 4_000, 8_000, 14_000, 30_000];

/// After so much waiting, in milliseconds, a write that nobody answered and that shows nowhere counts as one that did not
/// happen: twice what Recharge takes to compute charges anew.
const LONG_ENOUGH: u32 = 8_000;

/// What became of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Fate {
    /// Recharge took it.
    Taken,
    /// Recharge refused it, in its own words.
    Refused(String),
    /// Nobody knows.
    Unknown,
    /// The host didn't send it: preconditions don't hold. The labels of those that don't.
    Stale(Vec<String>),
    /// The host didn't send it, and why.
    Unsent(String),
}

/// Carries out a plan that a person approved.
///
/// # Errors
/// When the plan is none of this plugin's, or there is no token. Nothing is sent then.
pub fn execute<H: Host, A: Approval>(host: &H, ctx: &Context, approval: &A) -> Result<Outcome, PluginError> {
    let texts = Texts::new(&ctx.locale);
    let plan = approval.plan();
    let goals = goals(&plan).ok_or_else(|| {
        let detail = format!("the plan's action is {:?}", text::clean(&plan.action, text::NAME));
        PluginError::InvalidRequest(Problem { message: texts.get(Key::ProblemPlanForeign), detail })
    })?;
    let token = host.secret(SECRET).map_err(|error| problems::secret_error(&texts, &error))?;
    let client = Client::new(host, &token);
    let mut needs = Needs::default();
    goals.iter().for_each(|goal| goal.needs(&mut needs));

    let before = Seen::look(&client, &needs);
    // Where everything is as wanted already, the preconditions, which hold what was there before, don't hold any more: the
    // host then sends nothing. It is asked all the same, as after an interruption it alone knows what was sent.
    let already = goals.iter().all(|goal| goal.standing(&before).is_so());
    let fates = perform(approval, plan.writes.len());
    let was_sent = |fate: &Fate| matches!(fate, Fate::Taken | Fate::Unknown | Fate::Refused(_));
    let report = Report { texts: &texts, plan: &plan, goals: &goals, fates: &fates };
    if !fates.iter().any(was_sent) {
        return Ok(if already {
            report.already(&before)
        } else {
            let now = if client.remaining() >= needs.cost() { Seen::look(&client, &needs) } else { before };
            report.nothing_sent(&now)
        });
    }

    let open: Vec<&dyn Goal> = goals
        .iter()
        .zip(&fates)
        .filter(|(_, fate)| matches!(fate, Fate::Taken | Fate::Unknown))
        .map(|(goal, _)| goal.as_ref())
        .collect();
    let (mut seen, mut waited) = (Seen::look(&client, &needs), 0_u32);
    for pause in PAUSES {
        let reached = open.iter().all(|goal| goal.standing(&seen) == Standing::Reached);
        if reached || client.remaining() < needs.cost() || !approval.wait(pause) {
            break;
        }
        waited = waited.saturating_add(pause);
        seen = Seen::look(&client, &needs);
    }
    Ok(report.outcome(&seen, waited >= LONG_ENOUGH))
}

/// What each write of the plan is to bring about; nothing when one of them is none of this plugin's.
fn goals(plan: &Plan) -> Option<Vec<Box<dyn Goal>>> {
    let definition = definition(&plan.action)?;
    let goals = (0..plan.writes.len()).map(|step| (definition.goal)(&Sent::new(plan, step)?));
    goals.collect::<Option<Vec<_>>>().filter(|goals| !goals.is_empty())
}

/// Has the host send one write after the other, up to the first that doesn't go through.
fn perform<A: Approval>(approval: &A, writes: usize) -> Vec<Fate> {
    let mut fates = Vec::new();
    for step in 0..u32::try_from(writes).unwrap_or(0) {
        let line = |why: &str| text::clean(why, text::LINE);
        let fate = match approval.perform(step) {
            Ok(answer) => match answer.status {
                200..=299 => Fate::Taken,
                // Neither says that nothing happened; the host shouldn't hand them on.
                0..=199 | 300..=399 | 408 | 500.. => Fate::Unknown,
                400..=499 => Fate::Refused(match said(&answer.body) {
                    words if words.is_empty() => answer.status.to_string(),
                    words => format!("{}: {words}", answer.status),
                }),
            },
            Err(PerformError::AlreadyPerformed(_)) => Fate::Taken,
            Err(PerformError::Unknown(_)) => Fate::Unknown,
            Err(PerformError::Stale(labels)) => Fate::Stale(labels.iter().map(|label| line(label)).collect()),
            Err(PerformError::NotPermitted(why) | PerformError::NotSent(why) | PerformError::Unbound(why)) => {
                Fate::Unsent(line(&why))
            }
            Err(PerformError::NoSuchStep(step)) => Fate::Unsent(format!("no such step: {step}")),
            Err(PerformError::OutOfOrder(step)) => Fate::Unsent(format!("out of order: {step}")),
        };
        let goes_on = fate == Fate::Taken;
        fates.push(fate);
        if !goes_on {
            break;
        }
    }
    fates
}
