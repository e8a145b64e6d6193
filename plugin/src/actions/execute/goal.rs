//! What a write is to bring about, read out of the approved plan, and how it is recognised.

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::seen::Seen;
use crate::contract::{Expectation, Form, Plan, Write, WriteMethod};
use crate::l10n::Texts;
use crate::moment::parse_date;

/// How far something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It could not be read.
    Unread,
    /// Of several things that one write does, some are so and some are not.
    Mixed,
    /// It is not so.
    Not,
    /// It is so, and Recharge still works at what follows from it.
    Settling,
    /// It is so.
    Reached,
}

impl Standing {
    /// True iff it is so.
    pub fn is_so(self) -> bool {
        matches!(self, Self::Settling | Self::Reached)
    }

    /// The standing of several things that one write does.
    pub fn of_all(parts: impl Iterator<Item = Self>) -> Self {
        let parts: Vec<Self> = parts.collect();
        let all = |test: fn(&Self) -> bool| parts.iter().all(test);
        if parts.is_empty() || parts.contains(&Self::Unread) {
            Self::Unread
        } else if all(|part| *part == Self::Reached) {
            Self::Reached
        } else if all(|part| part.is_so()) {
            Self::Settling
        } else if all(|part| *part == Self::Not) {
            Self::Not
        } else {
            Self::Mixed
        }
    }
}

/// What has to be read to judge.
#[derive(Debug, Default)]
pub struct Needs {
    /// Subscriptions.
    pub subscriptions: Vec<u64>,
    /// Subscriptions whose queued and skipped charges count.
    pub items: Vec<u64>,
    /// An address, with its queued charges.
    pub address: Option<u64>,
    /// A customer whose addresses count.
    pub addresses_of: Option<u64>,
}

/// What a write is to bring about.
///
/// No supertrait `Debug`: behind `dyn` it would take the printing of dates and all their errors into the component, a tenth of
/// it.
pub trait Goal {
    /// Adds what has to be read.
    fn needs(&self, needs: &mut Needs);

    /// How far it is.
    fn standing(&self, seen: &Seen) -> Standing;

    /// What is so now, in words.
    fn now(&self, seen: &Seen, texts: &Texts) -> String;

    /// The form that does this much, for when it is what is left of a plan.
    fn finish(&self) -> Option<Form> {
        None
    }

    /// The form that takes this much back.
    fn go_back(&self) -> Option<Form> {
        None
    }
}

/// A write of a plan.
#[derive(Debug)]
pub struct Sent<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The write.
    pub write: &'a Write,
    /// Its body; empty when there is none.
    pub body: Map<String, Value>,
}

impl<'a> Sent<'a> {
    /// The write of that number.
    pub fn new(plan: &'a Plan, step: usize) -> Option<Self> {
        let write = plan.writes.get(step)?;
        let body = write.body.as_deref().and_then(|body| serde_json::from_str(body).ok()).unwrap_or_default();
        Some(Self { plan, write, body })
    }

    /// The id in the path, when it is of this collection and names this procedure; no procedure means the object itself.
    pub fn matches(&self, method: WriteMethod, collection: &str, procedure: &str) -> Option<u64> {
        let rest = self.write.path.strip_prefix('/')?.strip_prefix(collection)?.strip_prefix('/')?;
        let (id, rest) = rest.split_once('/').unwrap_or((rest, ""));
        (self.write.method == method && rest == procedure).then(|| id.parse().ok())?
    }

    /// Text of the body.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.body.get(name)?.as_str()
    }

    /// Ids of the body, at least one.
    pub fn ids(&self, name: &str) -> Option<Vec<u64>> {
        let ids: Option<Vec<u64>> = self.body.get(name)?.as_array()?.iter().map(Value::as_u64).collect();
        ids.filter(|ids| !ids.is_empty())
    }

    /// The write that this one takes a value from.
    pub fn bound(&self) -> Option<Sent<'a>> {
        let step = self.write.bindings.first()?.step;
        let bound = Sent::new(self.plan, usize::try_from(step).ok()?)?;
        bound.write.bindings.is_empty().then_some(bound)
    }

    /// The date that the plan expects of the charge in this write's path.
    pub fn charge_date(&self) -> Option<Date> {
        let id = self.write.path.strip_prefix("/charges/")?.split('/').next()?;
        parse_date(&self.expected(&format!("/charges/{id}"), "/charge/scheduled_at")?)
    }

    /// The text that the plan expects at a pointer of a read.
    pub fn expected(&self, path: &str, pointer: &str) -> Option<String> {
        let reads = self.plan.preconditions.iter().filter(|read| read.path == path);
        let mut checks = reads.flat_map(|read| &read.checks).filter(|check| check.pointer == pointer);
        checks.find_map(|check| match &check.expect {
            Expectation::Equals(json) => serde_json::from_str::<String>(json).ok(),
            Expectation::Absent => None,
        })
    }
}
