//! A stand-in for the host's gate: an approval whose writes reach a shop in memory, or get lost on the way.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use serde_json::Value;

use super::{Answer, MemoryHost, Seen, Shop, answer};
use crate::approval::Approval;
use crate::contract::{Check, Expectation, PerformError, Plan, Response};

/// What happens to a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answers {
    /// It is sent and answered.
    Well,
    /// It is carried out, and the answer gets lost.
    LostAfter,
    /// It gets lost on the way.
    LostBefore,
    /// It is answered with this status, and not carried out.
    Refused(u16),
    /// It is answered with 200, and nothing is carried out.
    Emptily,
    /// The host doesn't send it, for this reason.
    Fails(PerformErrorKind),
}

/// Why a host doesn't send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PerformErrorKind {
    /// Not permitted.
    NotPermitted,
    /// Not sent.
    NotSent,
    /// Performed before.
    AlreadyPerformed,
}

/// A shop that is read by the plugin and written by an approval.
#[derive(Debug)]
pub struct World {
    shop: RefCell<Shop>,
    /// What reads show, as long as they lag behind.
    shown: RefCell<Option<(Shop, u32)>>,
    /// Whether charges say that they are still being computed.
    renew: Cell<bool>,
    lag: Cell<u32>,
    garbled: Cell<bool>,
    waited: Cell<u32>,
}

impl World {
    /// A world around a shop.
    pub fn new(shop: Shop) -> Rc<Self> {
        Rc::new(Self {
            shop: RefCell::new(shop),
            shown: RefCell::new(None),
            renew: Cell::new(true),
            lag: Cell::new(0),
            garbled: Cell::new(false),
            waited: Cell::new(0),
        })
    }

    /// Reads show a write only after so many milliseconds of waiting.
    pub fn lagging(self: Rc<Self>, milliseconds: u32) -> Rc<Self> {
        self.lag.set(milliseconds);
        self
    }

    /// Charges keep their ids where they can.
    pub fn keeping_ids(self: Rc<Self>) -> Rc<Self> {
        self.renew.set(false);
        self
    }

    /// From the first write on, reads are answered with nonsense.
    pub fn garbling(self: Rc<Self>) -> Rc<Self> {
        self.garbled.set(true);
        self
    }

    /// The milliseconds that were waited.
    pub fn waited(&self) -> u32 {
        self.waited.get()
    }

    /// The shop as it is.
    pub fn shop(&self) -> Shop {
        self.shop.borrow().clone()
    }

    /// Has somebody else change the shop.
    pub fn change(&self, change: impl FnOnce(&mut Shop)) {
        change(&mut self.shop.borrow_mut());
    }

    /// The host with this world behind it.
    pub fn host(self: &Rc<Self>) -> MemoryHost {
        let world = Rc::clone(self);
        MemoryHost::new(move |seen| world.answer(seen))
    }

    fn answer(&self, seen: &Seen) -> Answer {
        match self.shown.borrow().as_ref() {
            Some(_) if self.garbled.get() => answer(200, "{\"x\": [1,"),
            Some((before, until)) if self.waited.get() < *until => before.answer(seen),
            _ => self.shop.borrow().answer(seen),
        }
    }

    /// An approval of a plan, whose steps go like this; further ones go well.
    pub fn approval(self: &Rc<Self>, plan: Plan, answers: Vec<Answers>) -> MemoryApproval {
        MemoryApproval {
            world: Rc::clone(self),
            plan,
            answers,
            given: RefCell::default(),
            sent: RefCell::default(),
            asked: RefCell::default(),
            patience: Cell::new(u32::MAX),
        }
    }
}

/// An approval.
#[derive(Debug)]
pub struct MemoryApproval {
    world: Rc<World>,
    plan: Plan,
    answers: Vec<Answers>,
    /// The answers of the steps, for later ones that take a value from them.
    given: RefCell<Vec<Value>>,
    sent: RefCell<Vec<u32>>,
    asked: RefCell<Vec<u32>>,
    patience: Cell<u32>,
}

impl MemoryApproval {
    /// The same with so much time for waiting, in milliseconds.
    pub fn patient(self, milliseconds: u32) -> Self {
        self.patience.set(milliseconds);
        self
    }

    /// The steps that reached the shop.
    pub fn sent(&self) -> Vec<u32> {
        self.sent.borrow().clone()
    }

    /// The steps that were asked for.
    pub fn asked(&self) -> Vec<u32> {
        self.asked.borrow().clone()
    }

    fn carry_out(&self, step: u32) -> Result<Response, PerformError> {
        let write = usize::try_from(step).ok().and_then(|step| self.plan.writes.get(step));
        let Some(write) = write else { return Err(PerformError::NoSuchStep(step)) };
        let mut body: Value =
            write.body.as_deref().and_then(|body| serde_json::from_str(body).ok()).unwrap_or(Value::Null);
        for binding in &write.bindings {
            let given = self.given.borrow();
            let value = usize::try_from(binding.step).ok().and_then(|step| given.get(step)?.pointer(&binding.pointer));
            match (value, body.pointer_mut(&binding.into)) {
                (Some(value), Some(place)) => *place = value.clone(),
                _ => return Err(PerformError::Unbound(binding.pointer.clone())),
            }
        }
        let before = self.world.shop();
        let (status, answered) = self.world.shop.borrow_mut().write(&write.path, &body, self.world.renew.get());
        let until = self.world.waited.get().saturating_add(self.world.lag.get());
        let mut shown = self.world.shown.borrow_mut();
        if shown.is_none() || self.world.lag.get() > 0 {
            *shown = Some((before, until));
        }
        self.sent.borrow_mut().push(step);
        self.given.borrow_mut().push(answered.clone());
        answer(status, answered.to_string()).map_err(|_| PerformError::Unknown("no answer".to_owned()))
    }

    /// The labels of the checks that don't hold, as the host compares them.
    fn stale(&self, step: u32) -> Vec<String> {
        let reads = self.plan.preconditions.iter().filter(|read| read.step >= step);
        let broken = reads.flat_map(|read| {
            let body = self.world.object(&read.path);
            read.checks.iter().filter(move |check| !holds(&body, check)).map(|check| check.label.clone())
        });
        broken.collect()
    }
}

fn holds(body: &Value, check: &Check) -> bool {
    let found = body.pointer(&check.pointer).filter(|value| !value.is_null());
    match &check.expect {
        Expectation::Absent => found.is_none(),
        Expectation::Equals(json) => found.zip(serde_json::from_str::<Value>(json).ok()).is_some_and(|(a, b)| *a == b),
    }
}

impl World {
    /// The answer to the read of one object.
    fn object(&self, path: &str) -> Value {
        let shop = self.shop.borrow();
        let mut parts = path.trim_start_matches('/').split('/');
        let (list, name) = match parts.next() {
            Some("subscriptions") => (&shop.subscriptions, "subscription"),
            Some("charges") => (&shop.charges, "charge"),
            _ => (&shop.addresses, "address"),
        };
        let id = parts.next().and_then(|id| id.parse::<u64>().ok());
        let row = list.iter().find(|row| row["id"].as_u64() == id);
        row.map_or(Value::Null, |row| serde_json::json!({name: row}))
    }
}

impl Approval for MemoryApproval {
    fn plan(&self) -> Plan {
        self.plan.clone()
    }

    fn perform(&self, step: u32) -> Result<Response, PerformError> {
        self.asked.borrow_mut().push(step);
        let how = usize::try_from(step).ok().and_then(|step| self.answers.get(step)).unwrap_or(&Answers::Well);
        let lost = || PerformError::Unknown("the answer got lost".to_owned());
        if let Answers::Fails(kind) = how {
            return Err(match kind {
                PerformErrorKind::NotPermitted => PerformError::NotPermitted("only settling".to_owned()),
                PerformErrorKind::NotSent => PerformError::NotSent("no connection".to_owned()),
                PerformErrorKind::AlreadyPerformed => PerformError::AlreadyPerformed(step),
            });
        }
        let stale = self.stale(step);
        if !stale.is_empty() {
            return Err(PerformError::Stale(stale));
        }
        match how {
            Answers::Well => self.carry_out(step),
            Answers::LostAfter => self.carry_out(step).and(Err(lost())),
            Answers::LostBefore => Err(lost()),
            Answers::Refused(status) => {
                answer(*status, r#"{"errors":{"date":["no"]}}"#).map_err(|_| PerformError::Unknown(String::new()))
            }
            Answers::Emptily | Answers::Fails(_) => answer(200, "{}").map_err(|_| lost()),
        }
    }

    fn wait(&self, milliseconds: u32) -> bool {
        let waited = self.world.waited.get().saturating_add(milliseconds);
        if waited > self.patience.get() {
            return false;
        }
        self.world.waited.set(waited);
        true
    }
}
