//! Tests of the gate, natively: a shop in memory that notices every write it should not get, guests as functions, a store
//! that crashes on demand, and time that the tests move.

mod asked;
mod conversation;
mod execution;
mod lifecycle;
mod random;
mod recovery;
mod shop;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use futures::future::BoxFuture;
use jiff::Timestamp;
use secrecy::SecretString;
use tokio::sync::Notify;
use tokio::time::Instant;

use super::{
    AiAgent, Approval, CallMark, Executor, ExecutorFailure, Gate, GateConfig, GateError, Outlet, Person, Proposal,
    Proposer, Refusal, Role, StoredPlan,
};
use crate::clock::Clock;
use crate::contract::{
    Binding, Change, Check, Contact, Context, Expectation, Form, Identity, Outcome, PerformError, Plan, Precondition,
    Progress, Undo, Write, WriteMethod,
};
use crate::secret_store::{SecretSource, SecretStoreError};
use crate::store::{
    Arrival, AuditEvent, AuditFilter, AuditLog, AuditRecord, Conversations, Head, MemoryStore, PlanChange, PlanFilter,
    PlanRow, PlanStore, Recording, StoreError, TurnRow, Unchanged, Verification,
};
use crate::upstream::{SecretPlacement, Transport, Upstream, UpstreamConfig, WriteTransport};
use shop::Shop;

pub const NOW: &str = "2026-11-22T09:30:00Z";
pub const TOKEN: &str = "sk_1x1_canary";
pub const PLUGIN: &str = "digest-of-the-plugin";

/// A clock that the tests move.
#[derive(Debug)]
pub struct Moving(Mutex<Timestamp>);

impl Moving {
    fn new() -> Arc<Self> {
        Arc::new(Self(Mutex::new(NOW.parse().unwrap())))
    }

    pub fn advance(&self, by: Duration) {
        let mut now = self.0.lock().unwrap();
        *now = now.checked_add(by).unwrap();
    }
}

impl Clock for Moving {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

/// A process that dies at a chosen one of all the moments that it could die at.
#[derive(Default)]
pub struct Crash {
    /// Moments that are left; it never dies while this is negative.
    left: AtomicI64,
    happened: AtomicBool,
    notify: Notify,
}

impl Crash {
    pub fn never() -> Arc<Self> {
        Arc::new(Self { left: AtomicI64::new(-1), ..Self::default() })
    }

    pub fn after(moments: i64) -> Arc<Self> {
        Arc::new(Self { left: AtomicI64::new(moments), ..Self::default() })
    }

    /// One of the moments. Says whether the process is dead.
    pub fn passes(&self) -> bool {
        if self.happened.load(Ordering::SeqCst) {
            return true;
        }
        if self.left.load(Ordering::SeqCst) < 0 || self.left.fetch_sub(1, Ordering::SeqCst) > 0 {
            return false;
        }
        self.happened.store(true, Ordering::SeqCst);
        self.notify.notify_waiters();
        self.notify.notify_one();
        true
    }

    pub fn happened(&self) -> bool {
        self.happened.load(Ordering::SeqCst)
    }
}

/// A store as one process sees it, dead from the crash on. It may die before or after a transaction.
pub struct Mortal {
    pub store: Arc<dyn PlanStore>,
    pub crash: Arc<Crash>,
}

impl Mortal {
    fn run<T>(&self, work: impl FnOnce(&dyn PlanStore) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let dead = || Err(StoreError::DiskFull { path: "dead".into(), source: None });
        if self.crash.passes() {
            return dead();
        }
        let done = work(&*self.store)?;
        if self.crash.passes() { dead() } else { Ok(done) }
    }
}

impl AuditLog for Mortal {
    fn append(&self, events: &[AuditEvent]) -> Result<Vec<u64>, StoreError> {
        self.run(|store| store.append(events))
    }

    fn records(&self, filter: &AuditFilter) -> Result<Vec<AuditRecord>, StoreError> {
        self.run(|store| store.records(filter))
    }

    fn head(&self) -> Result<Head, StoreError> {
        self.run(|store| store.head())
    }

    fn verify(&self) -> Result<Verification, StoreError> {
        self.run(|store| store.verify())
    }
}

impl Conversations for Mortal {
    fn say(&self, turn: &TurnRow, events: &[AuditEvent]) -> Result<bool, StoreError> {
        self.run(|store| store.say(turn, events))
    }

    fn turns(&self, ticket: &str) -> Result<Vec<TurnRow>, StoreError> {
        self.run(|store| store.turns(ticket))
    }
}

impl PlanStore for Mortal {
    fn insert(&self, plan: &PlanRow, events: &[AuditEvent]) -> Result<Result<(), Unchanged>, StoreError> {
        self.run(|store| store.insert(plan, events))
    }

    fn change(
        &self,
        id: &str,
        change: &PlanChange,
        events: &[AuditEvent],
    ) -> Result<Result<PlanRow, Unchanged>, StoreError> {
        self.run(|store| store.change(id, change, events))
    }

    fn customer_wrote(
        &self,
        ticket: &str,
        arrival: Arrival,
        said: Option<&TurnRow>,
        received: &AuditEvent,
        invalidated: Recording<'_>,
    ) -> Result<Vec<PlanRow>, StoreError> {
        self.run(|store| store.customer_wrote(ticket, arrival, said, received, invalidated))
    }

    fn messages(&self, ticket: &str) -> Result<u64, StoreError> {
        self.run(|store| store.messages(ticket))
    }

    fn plan(&self, id: &str) -> Result<Option<PlanRow>, StoreError> {
        self.run(|store| store.plan(id))
    }

    fn plans(&self, filter: &PlanFilter) -> Result<Vec<PlanRow>, StoreError> {
        self.run(|store| store.plans(filter))
    }
}

/// A database, a shop, and time. Gates are processes on them.
pub struct World {
    pub store: Arc<dyn PlanStore>,
    pub shop: Arc<Shop>,
    pub clock: Arc<Moving>,
    pub lease_clock: Arc<Moving>,
    draws: Arc<AtomicU64>,
}

impl World {
    pub fn new() -> Self {
        Self::over(Arc::new(MemoryStore::new()))
    }

    pub fn over(store: Arc<dyn PlanStore>) -> Self {
        let shop = Arc::new(Shop::new(Arc::clone(&store)));
        Self { store, shop, clock: Moving::new(), lease_clock: Moving::new(), draws: Arc::default() }
    }

    /// A process that lives.
    pub fn gate(&self) -> Gate {
        self.gate_that(Crash::never(), |_| {})
    }

    pub fn gate_that(&self, crash: Arc<Crash>, change: impl FnOnce(&mut GateConfig)) -> Gate {
        let mut config = GateConfig::new(Arc::clone(&self.clock) as Arc<dyn Clock>);
        config.lease_clock = Arc::clone(&self.lease_clock) as Arc<dyn Clock>;
        let draws = Arc::clone(&self.draws);
        config.draw = Arc::new(move || {
            // Numbers that look random and are the same each time.
            let number = draws.fetch_add(1, Ordering::SeqCst).wrapping_add(1);
            Ok(number.wrapping_mul(0x9e37_79b9_7f4a_7c15))
        });
        change(&mut config);
        Gate::new(Arc::new(Mortal { store: Arc::clone(&self.store), crash }), config).unwrap()
    }

    pub fn outlet(&self, crash: &Arc<Crash>) -> Outlet {
        let mut config = UpstreamConfig::new("shop", "https://shop.example".parse().unwrap());
        config.secrets = vec![SecretPlacement { secret: "token".into(), header: "X-Token".into() }];
        let line = Arc::new(shop::Line { shop: Arc::clone(&self.shop), crash: Arc::clone(crash) });
        let clock: Arc<dyn Clock> = Arc::clone(&self.clock) as Arc<dyn Clock>;
        let upstream = Upstream::new(config, clock, Arc::clone(&line) as Arc<dyn Transport>).unwrap();
        let upstream = upstream.with_writes(line as Arc<dyn WriteTransport>);
        let upstreams = BTreeMap::from([("shop".to_owned(), Arc::new(upstream))]);
        Outlet { connection: "test".to_owned(), upstreams, secrets: Arc::new(OneToken) }
    }

    pub fn guest(&self, behaviour: Behaviour) -> Arc<dyn Executor> {
        self.guest_in(&Crash::never(), behaviour)
    }

    pub fn guest_in(&self, crash: &Arc<Crash>, behaviour: Behaviour) -> Arc<dyn Executor> {
        Arc::new(Guest { shop: Arc::clone(&self.shop), outlet: self.outlet(crash), behaviour })
    }

    pub fn records(&self) -> Vec<AuditRecord> {
        self.store.records(&AuditFilter::default()).unwrap()
    }

    pub fn kinds(&self) -> Vec<String> {
        self.records().iter().map(|record| record.event.kind.to_string()).collect()
    }

    /// The codes of all refusals in the log.
    pub fn refusals(&self) -> Vec<String> {
        let refused = self.records().into_iter().filter(|record| record.event.kind.as_str() == "plan.refused");
        refused.map(|record| record.event.detail["code"].as_str().unwrap().to_owned()).collect()
    }

    /// Whatever happened, this holds.
    pub fn check(&self) {
        assert_eq!(self.shop.violations(), Vec::<String>::new());
        assert!(self.store.verify().unwrap().is_intact());
        let text: String = self.records().iter().map(|record| serde_json::to_string(&record.event).unwrap()).collect();
        assert!(!text.contains(TOKEN), "the token is in the log");
    }
}

#[derive(Debug)]
struct OneToken;

impl SecretSource for OneToken {
    fn get(&self, _connection: &str, _name: &str) -> Result<Option<SecretString>, SecretStoreError> {
        Ok(Some(SecretString::from(TOKEN)))
    }
}

pub fn context(ticket: &str) -> Context {
    Context {
        ticket: ticket.to_owned(),
        contact: Contact { email: "lena@example.com".to_owned(), identity: Identity::Authenticated },
        locale: "en".to_owned(),
        now: "2026-11-22T10:30:00+01:00".to_owned(),
        time_zone: "Europe/Berlin".to_owned(),
        connection: "test".to_owned(),
        settings: Vec::new(),
        seed: 7,
    }
}

pub fn agent() -> Person {
    Person::new("anna", "Anna", Role::Agent)
}

pub fn lead() -> Person {
    Person::new("lea", "Lea", Role::Lead)
}

pub fn viewer() -> Person {
    Person::new("vik", "Vik", Role::Viewer)
}

pub fn assistant() -> Proposer {
    Proposer::Ai(AiAgent { id: "assistant".to_owned(), name: "Assistant".to_owned() })
}

/// A plan on a thing of the shop: a new value and, with two writes, a reference out of the first answer.
pub fn plan(thing: u64, value: u64, serial: u64, two: bool) -> Plan {
    let write = |label: &str, method, path: String, body: String, bindings| Write {
        label: label.to_owned(),
        upstream: "shop".to_owned(),
        method,
        path,
        query: Vec::new(),
        headers: Vec::new(),
        body: Some(body),
        secret: "token".to_owned(),
        bindings,
    };
    let first = format!(r#"{{"value":{value},"serial":{serial}}}"#);
    let mut writes = vec![write("set", WriteMethod::Post, format!("/things/{thing}/value"), first, Vec::new())];
    let check = |pointer: &str, expect, label: &str| Check { pointer: pointer.into(), expect, label: label.into() };
    let guard = |step, checks| Precondition {
        step,
        upstream: "shop".to_owned(),
        path: format!("/things/{thing}"),
        query: Vec::new(),
        secret: "token".to_owned(),
        headers: Vec::new(),
        checks,
    };
    let other = Expectation::Equals("false".to_owned());
    let mut preconditions = vec![guard(
        0,
        vec![check("/thing/locked", other.clone(), "locked"), check("/thing/gone", Expectation::Absent, "gone")],
    )];
    if two {
        let binding = Binding { into: "/ref".to_owned(), step: 0, pointer: "/thing/token".to_owned() };
        let second = format!(r#"{{"ref":null,"serial":{serial}}}"#);
        let path = format!("/things/{thing}/ref");
        writes.push(write("refer", WriteMethod::Put, path, second, vec![binding]));
        preconditions.push(guard(1, vec![check("/thing/locked", other, "still locked")]));
    }
    Plan {
        action: "skip".to_owned(),
        targets: Vec::new(),
        title: format!("Set thing {thing} to {value}"),
        changes: vec![Change { label: "value".into(), before: "0".into(), after: value.to_string() }],
        side_effects: Vec::new(),
        warnings: Vec::new(),
        preconditions,
        writes,
        undo: Undo::Action(Form { action: "unskip".into(), targets: Vec::new(), parameters: "{}".into() }),
        expires: "2026-11-22T12:30:00Z".to_owned(),
        evidence: Vec::new(),
        rejected: Vec::new(),
        understood: String::new(),
        reply: None,
    }
}

pub fn proposal(plan: Plan, ticket: &str, by: Proposer) -> Proposal {
    Proposal {
        plan,
        plugin: PLUGIN.to_owned(),
        connection: "test".to_owned(),
        ticket: ticket.to_owned(),
        by,
        locale: "en".to_owned(),
        messages: None,
        undo_of: None,
        follows: None,
        form: None,
    }
}

/// Proposes as the AI agent.
pub async fn propose(gate: &Gate, plan: Plan) -> StoredPlan {
    gate.propose(proposal(plan, "T-1", assistant())).await.unwrap()
}

/// Says yes to what is there.
pub async fn approve(gate: &Gate, person: &Person, plan: &StoredPlan) -> Result<StoredPlan, GateError> {
    let approver = gate.approver(person, &plan.id).await?;
    gate.approve(&approver, &plan.id, plan.identity, Some(&plan.ticket)).await
}

pub async fn approved(gate: &Gate, plan: Plan) -> StoredPlan {
    let plan = propose(gate, plan).await;
    approve(gate, &agent(), &plan).await.unwrap()
}

pub fn refusal<T: std::fmt::Debug>(result: Result<T, GateError>) -> Refusal {
    match result {
        Err(GateError::Refused(refusal)) => refusal,
        other => panic!("expected a refusal: {other:?}"),
    }
}

/// What a guest does.
#[derive(Clone)]
pub enum Behaviour {
    /// As it should.
    Honest,
    /// Fails after its first step, each time.
    Fails,
    /// Fails after its first step, but not when it is asked once more.
    FailsOnce(Arc<AtomicBool>),
    /// Says this, and does nothing.
    Says(Outcome),
    /// Performs everything and says this without looking.
    PerformsAndSays(Outcome),
    /// Asks for steps in every wrong way first.
    Greedy,
    /// Anything.
    Custom(Arc<dyn Fn(Approval) -> BoxFuture<'static, Result<Outcome, ExecutorFailure>> + Send + Sync>),
}

struct Guest {
    shop: Arc<Shop>,
    outlet: Outlet,
    behaviour: Behaviour,
}

pub fn mark() -> CallMark {
    CallMark { id: "call".to_owned(), deadline: Instant::now() + Duration::from_secs(160) }
}

fn failure(code: &str) -> ExecutorFailure {
    ExecutorFailure { code: code.to_owned(), text: format!("the guest failed: {code}") }
}

#[async_trait]
impl Executor for Guest {
    fn plugin(&self) -> &str {
        PLUGIN
    }

    fn outlet(&self) -> Outlet {
        self.outlet.clone()
    }

    async fn execute(&self, _context: &Context, approval: Approval) -> Result<Outcome, ExecutorFailure> {
        let mark = mark();
        let perform = async |step| match approval.perform(step, &mark).await {
            Ok(performed) => Ok(performed),
            Err(_) => Err(failure("audit-unwritable")),
        };
        match &self.behaviour {
            Behaviour::Honest => self.honest(&approval).await,
            Behaviour::Fails => {
                perform(0).await?;
                Err(failure("plugin-panicked"))
            }
            Behaviour::FailsOnce(failed) => {
                perform(0).await?;
                if !failed.swap(true, Ordering::SeqCst) {
                    return Err(failure("plugin-panicked"));
                }
                self.honest(&approval).await
            }
            Behaviour::Says(outcome) => Ok(outcome.clone()),
            Behaviour::PerformsAndSays(outcome) => {
                for step in 0..u32::try_from(approval.plan().writes.len()).unwrap() {
                    perform(step).await?;
                }
                Ok(outcome.clone())
            }
            Behaviour::Greedy => {
                for step in [7, 1, 0, 0, 0, 1, 1, u32::MAX] {
                    perform(step).await?;
                }
                self.honest(&approval).await
            }
            Behaviour::Custom(behaviour) => behaviour(approval).await,
        }
    }
}

impl Guest {
    /// What the plugin does: perform what can be performed, look, and say what is so.
    async fn honest(&self, approval: &Approval) -> Result<Outcome, ExecutorFailure> {
        let (mark, plan) = (mark(), approval.plan().clone());
        let (mut unknown, mut stale, mut sent) = (false, Vec::new(), false);
        for step in 0..u32::try_from(plan.writes.len()).unwrap() {
            let performed = approval.perform(step, &mark).await.map_err(|_| failure("audit-unwritable"))?;
            match performed.into_result() {
                Ok(response) if (200..300).contains(&response.status) => sent = true,
                Err(PerformError::AlreadyPerformed(_)) => sent = true,
                Err(PerformError::Unknown(_)) => unknown = true,
                Err(PerformError::Stale(labels)) => {
                    stale = labels;
                    break;
                }
                Ok(_) | Err(_) => break,
            }
        }
        approval.wait(1000, &mark).await;
        let happened = self.shop.happened(&plan);
        approval.read_answered("shop", 200);
        let count = happened.iter().filter(|happened| **happened).count();
        let text = || "as the shop shows it".to_owned();
        Ok(if count == plan.writes.len() {
            if sent || unknown { Outcome::Done(text()) } else { Outcome::Already(text()) }
        } else if count > 0 && (sent || unknown) {
            let (happened, remaining) = (vec!["set".to_owned()], vec!["refer".to_owned()]);
            Outcome::Partial(Progress { happened, remaining, finish: None, go_back: None, text: text() })
        } else if unknown || sent {
            Outcome::Unknown(text())
        } else if stale.is_empty() {
            Outcome::Failed(text())
        } else {
            let change = |label: String| Change { label, before: String::new(), after: String::new() };
            Outcome::Stale(stale.into_iter().map(change).collect())
        })
    }
}
