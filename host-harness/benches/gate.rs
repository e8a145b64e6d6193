//! What the gate costs: a write by itself against the same write with preconditions, records and rows around it, and how
//! many approvals a second one SQLite file takes. Answers come from memory. `README.md` beside this file has the numbers and
//! how to read them.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, reason = "a benchmark fails loudly")]

use async_trait::async_trait;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use host_harness::clock::{Clock, SystemClock};
use host_harness::contract::{
    Check, Contact, Context, Expectation, Identity, Outcome, Plan, Precondition, Undo, Write, WriteMethod,
};
use host_harness::gate::{
    Approval, CallMark, Executor, ExecutorFailure, Gate, GateConfig, Outlet, Person, Proposal, Proposer, Role,
    StoredPlan,
};
use host_harness::secret_store::{SecretSource, SecretStoreError};
use host_harness::store::{Database, MemoryStore, PlanStore};
use host_harness::upstream::{
    HeaderValue, OutboundGet, OutboundWrite, RawAnswer, SecretPlacement, Transport, TransportError, Upstream,
    UpstreamConfig, WriteRequest, WriteTransport,
};
use secrecy::SecretString;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

const APPROVERS: usize = 8;

/// One write through the upstream alone, and through the gate on each store.
fn write(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let database = Database::open(&folder.path().join("bench.db"), Arc::new(SystemClock)).unwrap();
    let mut group = criterion.benchmark_group("write");
    group.sample_size(20);
    group.bench_function("upstream alone", |bencher| {
        let upstream = upstream();
        bencher.to_async(&runtime).iter(async || {
            let deadline = tokio::time::Instant::now() + Duration::from_secs(60);
            let permitted = upstream.permit_write(request()).unwrap();
            let place = upstream.place_for_write(deadline).await.unwrap();
            upstream.write(&permitted, place, deadline).await.unwrap()
        });
    });
    let stores: [(&str, Arc<dyn PlanStore>); 2] =
        [("gate, store in memory", Arc::new(MemoryStore::new())), ("gate, SQLite", Arc::new(database))];
    for (name, store) in stores {
        let gate = gate(store);
        group.bench_function(name, |bencher| {
            bencher.iter_custom(|count| {
                let plans: Vec<StoredPlan> = (0..count).map(|_| runtime.block_on(approved(&gate))).collect();
                let started = Instant::now();
                for plan in &plans {
                    let ended = runtime.block_on(gate.execute(Arc::new(Guest), context(), &plan.id)).unwrap();
                    assert!(ended.ended.is_some());
                }
                started.elapsed()
            });
        });
    }
    group.finish();
}

/// Eight people approve plans of one database at once.
fn approvals(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let database = Database::open(&folder.path().join("bench.db"), Arc::new(SystemClock)).unwrap();
    let gate = gate(Arc::new(database));
    let mut group = criterion.benchmark_group("approvals");
    group.sample_size(10);
    group.throughput(Throughput::Elements(APPROVERS as u64));
    group.bench_function("8 at once, SQLite", |bencher| {
        bencher.iter_custom(|count| {
            let plans = (0..count).map(|_| {
                let batch = (0..APPROVERS).map(|_| runtime.block_on(pending(&gate)));
                batch.collect::<Vec<_>>()
            });
            let plans: Vec<Vec<StoredPlan>> = plans.collect();
            let started = Instant::now();
            for batch in plans {
                runtime.block_on(async {
                    let tasks: Vec<_> = batch
                        .into_iter()
                        .map(|plan| {
                            let gate = gate.clone();
                            tokio::spawn(async move { approve(&gate, &plan).await })
                        })
                        .collect();
                    for task in tasks {
                        task.await.unwrap();
                    }
                });
            }
            started.elapsed()
        });
    });
    group.finish();
}

fn gate(store: Arc<dyn PlanStore>) -> Gate {
    Gate::new(store, GateConfig::new(Arc::new(SystemClock))).unwrap()
}

async fn pending(gate: &Gate) -> StoredPlan {
    let proposal = Proposal {
        plan: plan(),
        plugin: "bench".to_owned(),
        connection: "bench".to_owned(),
        ticket: "T".to_owned(),
        by: Proposer::Person(agent()),
        locale: "en".to_owned(),
        messages: None,
        undo_of: None,
        follows: None,
        form: None,
    };
    gate.propose(proposal).await.unwrap()
}

async fn approve(gate: &Gate, plan: &StoredPlan) -> StoredPlan {
    let approver = gate.approver(&agent(), &plan.id).await.unwrap();
    gate.approve(&approver, &plan.id, plan.identity, None).await.unwrap()
}

async fn approved(gate: &Gate) -> StoredPlan {
    let plan = pending(gate).await;
    approve(gate, &plan).await
}

fn agent() -> Person {
    Person::new("anna", "Anna", Role::Agent)
}

fn plan() -> Plan {
    let guard = Precondition {
        step: 0,
        upstream: "shop".to_owned(),
        path: "/things/1".to_owned(),
        query: Vec::new(),
        secret: "token".to_owned(),
        headers: Vec::new(),
        checks: vec![Check {
            pointer: "/thing/state".to_owned(),
            expect: Expectation::Equals("\"active\"".to_owned()),
            label: "its state".to_owned(),
        }],
    };
    let write = Write {
        label: "cancel".to_owned(),
        upstream: "shop".to_owned(),
        method: WriteMethod::Post,
        path: "/things/1/cancel".to_owned(),
        query: Vec::new(),
        headers: Vec::new(),
        body: Some("{}".to_owned()),
        secret: "token".to_owned(),
        bindings: Vec::new(),
    };
    Plan {
        action: "cancel".to_owned(),
        targets: Vec::new(),
        title: "Cancel it".to_owned(),
        changes: Vec::new(),
        side_effects: Vec::new(),
        warnings: Vec::new(),
        preconditions: vec![guard],
        writes: vec![write],
        undo: Undo::Impossible("no".to_owned()),
        expires: "2099-01-01T00:00:00Z".to_owned(),
        evidence: Vec::new(),
        rejected: Vec::new(),
        understood: String::new(),
        reply: None,
    }
}

fn context() -> Context {
    Context {
        ticket: "T".to_owned(),
        contact: Contact { email: "lena@example.com".to_owned(), identity: Identity::Authenticated },
        locale: "en".to_owned(),
        now: "2026-11-22T10:30:00+01:00".to_owned(),
        time_zone: "Europe/Berlin".to_owned(),
        connection: "bench".to_owned(),
        settings: Vec::new(),
        seed: 1,
    }
}

fn token() -> Arc<SecretString> {
    Arc::new(SecretString::from("sk_test_1x1_benchmark".to_owned()))
}

fn request() -> WriteRequest {
    WriteRequest {
        method: host_harness::upstream::WriteMethod::Post,
        path: "/things/1/cancel".to_owned(),
        query: Vec::new(),
        headers: vec![("X-Token".to_owned(), HeaderValue::Secret { name: "token".to_owned(), value: token() })],
        body: Some("{}".into()),
    }
}

fn upstream() -> Upstream {
    let mut config = UpstreamConfig::new("shop", "http://127.0.0.1:9".parse().unwrap());
    config.secrets = vec![SecretPlacement { secret: "token".to_owned(), header: "X-Token".to_owned() }];
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    Upstream::new(config, clock, Arc::new(Shop)).unwrap().with_writes(Arc::new(Shop))
}

/// Answers everything at once.
struct Shop;

fn answer() -> RawAnswer {
    RawAnswer { status: 200, headers: Default::default(), body: r#"{"thing":{"id":1,"state":"active"}}"#.into() }
}

#[async_trait]
impl Transport for Shop {
    async fn get(&self, _request: OutboundGet) -> Result<RawAnswer, TransportError> {
        Ok(answer())
    }
}

#[async_trait]
impl WriteTransport for Shop {
    async fn send(&self, _request: OutboundWrite) -> Result<RawAnswer, TransportError> {
        Ok(answer())
    }
}

#[derive(Debug)]
struct Token;

impl SecretSource for Token {
    fn get(&self, _connection: &str, _name: &str) -> Result<Option<SecretString>, SecretStoreError> {
        Ok(Some(SecretString::from("sk_test_1x1_benchmark".to_owned())))
    }
}

/// A guest that performs its one step and says nothing that would have to be checked.
struct Guest;

#[async_trait]
impl Executor for Guest {
    fn plugin(&self) -> &str {
        "bench"
    }

    fn outlet(&self) -> Outlet {
        let upstreams = BTreeMap::from([("shop".to_owned(), Arc::new(upstream()))]);
        Outlet { connection: "bench".to_owned(), upstreams, secrets: Arc::new(Token) }
    }

    async fn execute(&self, _context: &Context, approval: Approval) -> Result<Outcome, ExecutorFailure> {
        let deadline = tokio::time::Instant::now() + Duration::from_secs(150);
        let performed = approval.perform(0, &CallMark { id: "call".to_owned(), deadline }).await.unwrap();
        assert!(performed.into_result().is_ok());
        Ok(Outcome::Unknown("nobody looked".to_owned()))
    }
}

criterion_group!(benches, write, approvals);
criterion_main!(benches);
