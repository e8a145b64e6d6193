//! A shop in memory. It executes writes, misbehaves on demand, and notices each write that it should not have got: one that
//! nobody approved, one that isn't what was approved, one that came twice, one without its record.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use serde_json::{Value, json};

use super::Crash;
use crate::contract::{Plan, Write, WriteMethod as Planned};
use crate::store::{AuditFilter, AuditKind, PlanFilter, PlanState, PlanStore, StepState};
use crate::upstream::{
    OutboundGet, OutboundWrite, RawAnswer, Transport, TransportError, UnreachableReason, WriteMethod, WriteTransport,
};

/// What goes wrong with one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    None,
    LostBefore,
    LostAfter,
    ErrorBefore,
    ErrorAfter,
    BrokenJson,
    TooMany,
    Conflict,
    Refused,
    Unreachable,
    /// Executed, and the answer never comes.
    Hangs,
    /// A conflict, during which somebody locks the thing.
    ConflictAndLock,
}

#[derive(Debug, Default, Clone)]
struct Thing {
    value: u64,
    reference: Option<u64>,
    locked: bool,
    /// The serial of the plan whose write was executed last, by step.
    serials: [u64; 2],
}

/// A write that arrived.
#[derive(Debug, Clone, PartialEq)]
pub struct Received {
    pub method: &'static str,
    pub path: String,
    pub body: Value,
    pub executed: bool,
}

#[derive(Default)]
struct Inside {
    things: BTreeMap<u64, Thing>,
    ledger: Vec<Received>,
    faults: VecDeque<Fault>,
    read_faults: VecDeque<u16>,
    reads: usize,
    violations: Vec<String>,
}

pub struct Shop {
    /// The database as it really is, whatever process has died.
    store: Arc<dyn PlanStore>,
    inside: Mutex<Inside>,
}

impl Shop {
    pub fn new(store: Arc<dyn PlanStore>) -> Self {
        Self { store, inside: Mutex::default() }
    }

    /// What happens to the next writes, one after the other.
    pub fn misbehave(&self, faults: impl IntoIterator<Item = Fault>) {
        self.inside.lock().unwrap().faults.extend(faults);
    }

    pub fn behave(&self) {
        self.inside.lock().unwrap().faults.clear();
    }

    /// The next reads are answered with these statuses.
    pub fn misread(&self, statuses: impl IntoIterator<Item = u16>) {
        self.inside.lock().unwrap().read_faults.extend(statuses);
    }

    /// Somebody else changes the thing.
    pub fn lock_thing(&self, thing: u64, locked: bool) {
        self.inside.lock().unwrap().things.entry(thing).or_default().locked = locked;
    }

    pub fn ledger(&self) -> Vec<Received> {
        self.inside.lock().unwrap().ledger.clone()
    }

    pub fn executed(&self) -> usize {
        self.ledger().iter().filter(|received| received.executed).count()
    }

    pub fn reads(&self) -> usize {
        self.inside.lock().unwrap().reads
    }

    pub fn violations(&self) -> Vec<String> {
        self.inside.lock().unwrap().violations.clone()
    }

    /// Which of the plan's writes have been executed, as a reader sees it.
    pub fn happened(&self, plan: &Plan) -> Vec<bool> {
        let inside = self.inside.lock().unwrap();
        let executed =
            |write: &Write| inside.ledger.iter().any(|received| received.executed && is_planned(received, write));
        plan.writes.iter().map(executed).collect()
    }

    fn read(&self, path: &str) -> RawAnswer {
        let mut inside = self.inside.lock().unwrap();
        inside.reads += 1;
        if let Some(status) = inside.read_faults.pop_front() {
            return answer(status, "{}".to_owned());
        }
        let thing = path.strip_prefix("/things/").and_then(|id| id.parse::<u64>().ok());
        match thing {
            None => answer(404, "{}".to_owned()),
            Some(id) => {
                let thing = inside.things.entry(id).or_default();
                answer(200, json!({"thing": {"id": id, "value": thing.value, "locked": thing.locked}}).to_string())
            }
        }
    }

    fn write(&self, request: &OutboundWrite) -> Arrival {
        let mut inside = self.inside.lock().unwrap();
        let fault = inside.faults.pop_front().unwrap_or(Fault::None);
        if fault == Fault::Unreachable {
            return Arrival::Unreachable;
        }
        let method = match request.method {
            WriteMethod::Post => "POST",
            WriteMethod::Put => "PUT",
        };
        let body: Value = serde_json::from_slice(request.body.as_deref().unwrap_or_default()).unwrap_or_default();
        let executed = !matches!(
            fault,
            Fault::LostBefore
                | Fault::ErrorBefore
                | Fault::TooMany
                | Fault::Conflict
                | Fault::Refused
                | Fault::ConflictAndLock
        );
        let path = request.url.path().to_owned();
        let received = Received { method, path: path.clone(), body: body.clone(), executed };
        if request.headers.get("x-token").and_then(|value| value.to_str().ok()) != Some(super::TOKEN) {
            inside.violations.push(format!("{path} came without its token"));
        }
        let found = self.judge(&inside, &received);
        inside.violations.extend(found);
        inside.ledger.push(received);
        let mut parts = path.split('/').skip(2);
        let id: u64 = parts.next().and_then(|id| id.parse().ok()).unwrap_or_default();
        let thing = inside.things.entry(id).or_default();
        if fault == Fault::ConflictAndLock {
            thing.locked = true;
        }
        if executed {
            let serial = body["serial"].as_u64().unwrap_or_default();
            if parts.next() == Some("value") {
                thing.value = body["value"].as_u64().unwrap_or_default();
                thing.serials[0] = serial;
            } else {
                thing.reference = body["ref"].as_u64();
                thing.serials[1] = serial;
            }
        }
        let body = json!({"thing": {"id": id, "value": thing.value, "token": 900 + id}}).to_string();
        match fault {
            Fault::LostBefore | Fault::LostAfter => Arrival::Lost,
            Fault::ErrorBefore | Fault::ErrorAfter => Arrival::Answered(answer(500, "{}".to_owned())),
            Fault::BrokenJson => Arrival::Answered(answer(200, body.split_at(body.len() / 2).0.to_owned())),
            Fault::TooMany => {
                let mut answer = answer(429, "{}".to_owned());
                answer.headers.insert("retry-after", HeaderValue::from_static("3"));
                Arrival::Answered(answer)
            }
            Fault::Conflict | Fault::ConflictAndLock => Arrival::Answered(answer(409, "{}".to_owned())),
            Fault::Refused => Arrival::Answered(answer(422, r#"{"errors":{"date":["is wrong"]}}"#.to_owned())),
            Fault::Hangs => Arrival::Hangs,
            Fault::None | Fault::Unreachable => Arrival::Answered(answer(200, body)),
        }
    }

    /// What is wrong about this write, by what stands in the database at the moment it arrives.
    fn judge(&self, inside: &Inside, received: &Received) -> Vec<String> {
        let mut wrong = Vec::new();
        let what = format!("{} {} {}", received.method, received.path, received.body);
        let executing = PlanFilter { states: vec![PlanState::Executing], ..PlanFilter::default() };
        let rows = self.store.plans(&executing).unwrap();
        let planned = rows.iter().find_map(|row| {
            let plan: Plan = serde_json::from_str(&row.plan).unwrap();
            let step = plan.writes.iter().position(|write| is_planned(received, write))?;
            Some((row, u32::try_from(step).unwrap()))
        });
        let Some((row, step)) = planned else {
            wrong.push(format!("no plan that is carried out has this write: {what}"));
            return wrong;
        };
        if row.execution.as_ref().is_some_and(|execution| execution.settling) {
            wrong.push(format!("sent while it is settled: {what}"));
        }
        let before = inside.ledger.iter().filter(|other| same(other, received));
        if before.clone().any(|other| other.executed) {
            wrong.push(format!("came again after it was executed: {what}"));
        }
        let arrivals = before.count() + 1;
        match row.steps.iter().find(|row| row.step == step) {
            Some(row) if row.state == StepState::Open && row.attempts as usize >= arrivals => {}
            other => wrong.push(format!("its row isn't open: {what}: {other:?}")),
        }
        let kinds = vec![AuditKind::WriteSent, AuditKind::PlanApproved];
        let records = self.store.records(&AuditFilter { kinds, ..AuditFilter::default() }).unwrap();
        let count = |kind: AuditKind, step: Option<u32>| {
            let is_of_plan = |detail: &serde_json::Map<String, Value>| detail["plan"] == json!(row.id);
            let mine = records.iter().filter(|record| record.event.kind == kind && is_of_plan(&record.event.detail));
            mine.filter(|record| step.is_none_or(|step| record.event.detail["step"] == json!(step))).count()
        };
        if count(AuditKind::WriteSent, Some(step)) < arrivals {
            wrong.push(format!("without its record: {what}"));
        }
        if count(AuditKind::PlanApproved, None) != 1 {
            wrong.push(format!("nobody approved it: {what}"));
        }
        wrong
    }
}

fn same(a: &Received, b: &Received) -> bool {
    a.method == b.method && a.path == b.path && a.body == b.body
}

/// Whether this is that write of a plan, byte for byte but for what was open in it.
fn is_planned(received: &Received, write: &Write) -> bool {
    let method = match write.method {
        Planned::Post => "POST",
        Planned::Put => "PUT",
    };
    if received.method != method || received.path != write.path {
        return false;
    }
    let mut body: Value = serde_json::from_str(write.body.as_deref().unwrap_or("null")).unwrap();
    if !write.bindings.is_empty() {
        // The shop's own answer: 900 and the thing's number.
        let thing: u64 = write.path.split('/').nth(2).unwrap().parse().unwrap();
        body["ref"] = json!(900 + thing);
    }
    received.body == body
}

enum Arrival {
    Answered(RawAnswer),
    Lost,
    Unreachable,
    Hangs,
}

fn answer(status: u16, body: String) -> RawAnswer {
    RawAnswer { status, headers: HeaderMap::new(), body: Bytes::from(body) }
}

/// The line from one process to the shop. It ends with the process.
pub struct Line {
    pub shop: Arc<Shop>,
    pub crash: Arc<Crash>,
}

#[async_trait]
impl Transport for Line {
    async fn get(&self, request: OutboundGet) -> Result<RawAnswer, TransportError> {
        if self.crash.passes() {
            return std::future::pending().await;
        }
        Ok(self.shop.read(request.url.path()))
    }
}

#[async_trait]
impl WriteTransport for Line {
    async fn send(&self, request: OutboundWrite) -> Result<RawAnswer, TransportError> {
        if self.crash.passes() {
            return std::future::pending().await;
        }
        let arrival = self.shop.write(&request);
        if self.crash.passes() {
            return std::future::pending().await;
        }
        match arrival {
            Arrival::Answered(answer) => Ok(answer),
            Arrival::Lost => Err(TransportError::Interrupted { source: "cut".into() }),
            Arrival::Unreachable => {
                Err(TransportError::Unreachable { reason: UnreachableReason::Refused, source: "refused".into() })
            }
            Arrival::Hangs => std::future::pending().await,
        }
    }
}
