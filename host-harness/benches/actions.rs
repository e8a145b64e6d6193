//! What the actions cost: from a form or a message to a plan, and from an approved plan to a verified outcome, through the
//! real component and natively; and how fast messages are read. Answers come from memory. `README.md` beside this file has
//! the numbers and how to read them.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "a benchmark fails loudly")]

#[path = "actions/messages.rs"]
mod messages;
#[path = "actions/world.rs"]
mod world;

use armincx_recharge as native;
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use host_harness::clock::FixedClock;
use host_harness::contract::{ActionRequest, Form, Message, Outcome, Plan, Preparation, Target};
use host_harness::engine::{EngineConfig, Plugin, PluginEngine, Session};
use host_harness::gate::{Gate, GateConfig, Person, Proposal, Proposer, Role, StoredPlan};
use host_harness::store::{MemoryAuditLog, MemoryStore};
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;
use tokio::runtime::Runtime;
use world::World;

/// A write: its action, the subscription, and parameters that leave nothing to ask.
type Wanted = (&'static str, u64, &'static str);

const WRITES: [Wanted; 5] = [
    ("move-date", world::COFFEE, r#"{"to": "2026-12-20"}"#),
    ("cancel", world::COFFEE, r#"{"reason": "Too much", "notify_customer": true}"#),
    // Nothing of the decaf is skipped yet, which would be a refusal.
    ("skip", world::DECAF, r#"{"scope": "item"}"#),
    ("unskip", world::COFFEE, "{}"),
    ("update-address", world::COFFEE, r#"{"address1": "Neue Str. 5", "apply_to": "all"}"#),
];

const MESSAGE: &str = "Hi, please skip my next decaf delivery, I still have plenty of it. Thanks, Lena";

/// From a form, or a message, to a plan: through the component, and the same code natively.
fn prepare(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let plugin = plugin(&runtime);
    let world = World::new();
    let session = world.session(&plugin);
    let forms = WRITES.iter().map(|write| (write.0, form(write), native_form(write)));
    let message = Message { text: MESSAGE.to_owned(), dialogue: Vec::new(), lapsed: Vec::new() };
    let native_message =
        native::contract::Message { text: MESSAGE.to_owned(), dialogue: Vec::new(), lapsed: Vec::new() };
    let message =
        ("by message", ActionRequest::Message(message), native::contract::ActionRequest::Message(native_message));
    for (name, request, native_request) in forms.chain([message]) {
        let mut group = criterion.benchmark_group(format!("prepare/{name}"));
        runtime.block_on(planned(&session, &request));
        group.bench_function("component", |bencher| {
            let context = world::context();
            bencher.to_async(&runtime).iter(async || {
                black_box(session.prepare_action(&context, &request).await.unwrap());
            });
        });
        group.bench_function("native", |bencher| {
            let context = world::native_context();
            bencher.iter(|| black_box(native::actions::prepare_action(&*world, &context, &native_request).unwrap()));
        });
        group.finish();
    }
}

/// An approved plan from the claim to the verified outcome: through the gate and the component with a store in memory, and
/// the plugin's part of it natively.
fn execute(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let plugin = plugin(&runtime);
    for write in &WRITES {
        let mut group = criterion.benchmark_group(format!("execute/{}", write.0));
        group.sample_size(20);
        group.bench_function("gate and component", |bencher| {
            bencher.iter_custom(|count| {
                // A world and a store of its own for each sample, so that none of them grows with the benchmark.
                let (world, gate) = (World::new(), gate());
                let session = world.session(&plugin);
                let plan = runtime.block_on(planned(&session, &form(write)));
                let waiting: Vec<StoredPlan> =
                    (0..count).map(|_| runtime.block_on(approved(&gate, &session, &plan))).collect();
                let executor = Arc::new(session);
                let mut spent = std::time::Duration::ZERO;
                for plan in &waiting {
                    world.reset();
                    let started = Instant::now();
                    let run = gate.execute(Arc::clone(&executor) as _, world::context(), &plan.id);
                    let ended = runtime.block_on(run).unwrap();
                    spent += started.elapsed();
                    let verdict = ended.ended.unwrap().verdict;
                    assert!(matches!(verdict.outcome, Outcome::Done(_)), "{}: {:?}", write.0, verdict.outcome);
                    assert_eq!(world.writes(), plan.plan.writes.len(), "{}", write.0);
                }
                spent
            });
        });
        group.bench_function("native, no gate", |bencher| {
            let (context, shop) = (world::native_context(), world::shop());
            let host = shop.clone().host();
            let prepared = native::actions::prepare_action(&host, &context, &native_form(write)).unwrap();
            let native::contract::Preparation::Plans(plans) = prepared else { panic!("{prepared:?}") };
            let start = || {
                let world = native::testing::World::new(shop.clone());
                let approval = world.approval(plans.first().unwrap().clone(), Vec::new());
                (world.host(), approval)
            };
            let run = |(host, approval): (native::testing::MemoryHost, native::testing::MemoryApproval)| {
                let outcome = native::actions::execute_approved_action(&host, &context, &approval).unwrap();
                assert!(matches!(outcome, native::contract::Outcome::Done(_)), "{outcome:?}");
                (host, approval)
            };
            bencher.iter_batched(start, run, BatchSize::SmallInput);
        });
        group.finish();
    }
}

fn form((action, id, parameters): &Wanted) -> ActionRequest {
    let targets = vec![Target::Subscription(*id)];
    ActionRequest::Form(Form { action: (*action).to_owned(), targets, parameters: (*parameters).to_owned() })
}

fn native_form((action, id, parameters): &Wanted) -> native::contract::ActionRequest {
    let targets = vec![native::contract::Target::Subscription(*id)];
    let (action, parameters) = ((*action).to_owned(), (*parameters).to_owned());
    native::contract::ActionRequest::Form(native::contract::Form { action, targets, parameters })
}

/// The one plan that a request comes to.
async fn planned(session: &Session, request: &ActionRequest) -> Plan {
    match session.prepare_action(&world::context(), request).await.unwrap() {
        Preparation::Plans(mut plans) if plans.len() == 1 => plans.remove(0),
        other => panic!("{request:?}: {other:?}"),
    }
}

async fn approved(gate: &Gate, session: &Session, plan: &Plan) -> StoredPlan {
    let anna = Person::new("anna", "Anna", Role::Agent);
    let context = world::context();
    let proposal = Proposal {
        plan: plan.clone(),
        plugin: session.plugin().inspection().digest.clone(),
        connection: context.connection,
        ticket: context.ticket,
        by: Proposer::Person(anna.clone()),
        locale: "en".to_owned(),
        messages: None,
        undo_of: None,
        follows: None,
        form: None,
    };
    let plan = gate.propose(proposal).await.unwrap();
    let approver = gate.approver(&anna, &plan.id).await.unwrap();
    gate.approve(&approver, &plan.id, plan.identity, None).await.unwrap()
}

fn gate() -> Gate {
    let clock = FixedClock(world::NOW.parse().unwrap());
    Gate::new(Arc::new(MemoryStore::new()), GateConfig::new(Arc::new(clock))).unwrap()
}

fn plugin(runtime: &Runtime) -> Plugin {
    let engine = PluginEngine::new(EngineConfig::default()).unwrap();
    let log = Arc::new(MemoryAuditLog::new());
    runtime.block_on(engine.load(armincx_recharge_component::COMPONENT, log)).unwrap()
}

criterion_group!(benches, prepare, execute, messages::reading);
criterion_main!(benches);
