//! After a crash: what was begun is settled by reading, and by one process alone.

use super::shop::Fault;
use super::*;
use crate::gate::Recovered;
use crate::store::PlanState;

/// Runs a plan in a process that dies at this moment. Says whether it did.
pub fn dies_at(world: &World, moment: i64, plan: &StoredPlan) -> bool {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let crash = Crash::after(moment);
    let gate = world.gate_that(Arc::clone(&crash), |_| {});
    let guest = world.guest_in(&crash, Behaviour::Honest);
    runtime.block_on(async {
        tokio::select! {
            biased;
            () = crash.notify.notified() => {}
            result = gate.execute(guest, context("T-1"), &plan.id) => assert!(crash.happened() || result.is_ok(), "{result:?}"),
        }
    });
    // With it end all tasks of the process, wherever they are.
    drop(runtime);
    crash.happened()
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap().block_on(future)
}

async fn recover(world: &World, gate: &Gate) -> Vec<Recovered> {
    let resources = |plan: &StoredPlan| Some((world.guest(Behaviour::Honest), context(&plan.ticket)));
    gate.recover(&resources).await.unwrap()
}

#[test]
fn a_crash_at_any_moment_leaves_no_write_twice_and_none_unrecorded() {
    let mut outcomes = BTreeMap::new();
    for faults in [
        &[][..],
        &[Fault::None, Fault::LostAfter],
        &[Fault::LostBefore],
        &[Fault::TooMany, Fault::None, Fault::Conflict],
        &[Fault::BrokenJson],
    ] {
        for moment in 0.. {
            let world = World::new();
            let plan = block_on(approved(&world.gate(), plan(1, 5, 1, true)));
            world.shop.misbehave(faults.iter().copied());
            let crashed = dies_at(&world, moment, &plan);
            world.check();
            // The next process: before the lease is over nobody touches it, afterwards it is settled.
            let gate = world.gate();
            let before = block_on(gate.get(&plan.id)).unwrap();
            let sent = world.shop.ledger().len();
            if before.state == PlanState::Executing {
                assert!(matches!(block_on(recover(&world, &gate))[..], [Recovered::Held(_)]));
                world.lease_clock.advance(Duration::from_secs(600));
                assert!(matches!(block_on(recover(&world, &gate))[..], [Recovered::Settled(_)]));
            }
            let after = block_on(gate.get(&plan.id)).unwrap();
            assert_eq!(world.shop.ledger().len(), sent, "recovery sends nothing");
            let happened = world.shop.happened(&after.plan);
            match &after.ended {
                None => assert_eq!((after.state, sent), (PlanState::Approved, 0), "not begun, so it waits"),
                Some(ended) => {
                    let code = ended.verdict.code();
                    match code {
                        "done" => assert_eq!(happened, [true, true]),
                        "failed" | "stale" | "already" => assert_eq!(happened, [false, false]),
                        "partial" => assert_eq!(happened, [true, false]),
                        _ => {}
                    }
                    if code == "failed" {
                        // Nobody gave a word on it that could have been corrected, and agents know neither of them.
                        assert_eq!(ended.verdict.corrected, None);
                        let Outcome::Failed(text) = &ended.verdict.outcome else { panic!() };
                        assert!(!text.contains("host") && !text.contains("plugin"), "{text}");
                    }
                    *outcomes.entry(code).or_insert(0) += 1;
                }
            }
            world.check();
            assert!(block_on(recover(&world, &gate)).is_empty(), "once");
            if !crashed {
                break;
            }
        }
    }
    for outcome in ["done", "partial", "failed", "unknown"] {
        assert!(outcomes.get(outcome).is_some_and(|count| *count > 0), "{outcomes:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_live_execution_is_not_taken_over_however_long_it_takes() {
    let world = World::new();
    let (gate, other) = (world.gate(), world.gate());
    let plan = approved(&gate, plan(1, 5, 1, false)).await;
    let (clock, rival) = (Arc::clone(&world.lease_clock), other.clone());
    let behaviour = Behaviour::Custom(Arc::new(move |approval| {
        let (clock, rival) = (Arc::clone(&clock), rival.clone());
        Box::pin(async move {
            for _ in 0..20 {
                tokio::time::sleep(Duration::from_secs(16)).await;
                clock.advance(Duration::from_secs(16));
                let none = |_: &StoredPlan| -> Option<crate::gate::Resources> { panic!("it is alive") };
                assert!(matches!(rival.recover(&none).await.unwrap()[..], [Recovered::Held(_)]));
            }
            approval.perform(0, &mark()).await.unwrap().into_result().unwrap();
            approval.read_answered("shop", 200);
            Ok(Outcome::Done("at last".into()))
        })
    }));
    let ended = gate.execute(world.guest(behaviour), context("T-1"), &plan.id).await.unwrap();
    assert_eq!(ended.ended.unwrap().verdict.code(), "done");
}

#[tokio::test(start_paused = true)]
async fn a_process_that_was_taken_for_gone_sends_nothing_when_it_comes_back() {
    let world = World::new();
    let (gate, other) = (world.gate(), world.gate());
    let plan = approved(&gate, plan(1, 5, 1, false)).await;
    let (clock, rival) = (Arc::clone(&world.lease_clock), other.clone());
    let guest = world.guest(Behaviour::Honest);
    let behaviour = Behaviour::Custom(Arc::new(move |approval| {
        let (clock, rival, guest) = (Arc::clone(&clock), rival.clone(), Arc::clone(&guest));
        Box::pin(async move {
            // It slept, as a laptop does.
            clock.advance(Duration::from_secs(3600));
            let resources = |plan: &StoredPlan| Some((Arc::clone(&guest), context(&plan.ticket)));
            assert!(matches!(rival.recover(&resources).await.unwrap()[..], [Recovered::Settled(_)]));
            let error = approval.perform(0, &mark()).await.unwrap().into_result().unwrap_err();
            assert!(matches!(error, PerformError::NotPermitted(_)), "{error:?}");
            Ok(Outcome::Failed("it came too late".into()))
        })
    }));
    let result = gate.execute(world.guest(behaviour), context("T-1"), &plan.id).await;
    assert_eq!(refusal(result), Refusal::Used { state: PlanState::Ended });
    assert_eq!(world.shop.ledger(), []);
    world.check();
}

#[test]
fn without_a_plugin_for_it_an_interrupted_plan_stays_as_it_is() {
    let world = World::new();
    let plan = block_on(approved(&world.gate(), plan(1, 5, 1, false)));
    assert!(dies_at(&world, 12, &plan));
    world.lease_clock.advance(Duration::from_secs(600));
    let gate = world.gate();
    let found = block_on(gate.recover(&|_| None)).unwrap();
    assert!(matches!(found[..], [Recovered::NoResources(_)]), "{found:?}");
    assert_eq!(block_on(gate.get(&plan.id)).unwrap().state, PlanState::Executing);
}

#[test]
fn of_two_processes_that_recover_one_settles() {
    for moment in 8..16 {
        let world = World::new();
        let plan = block_on(approved(&world.gate(), plan(1, 5, 1, false)));
        dies_at(&world, moment, &plan);
        world.lease_clock.advance(Duration::from_secs(600));
        let (one, two) = (world.gate(), world.gate());
        let (a, b) = block_on(async { tokio::join!(recover(&world, &one), recover(&world, &two)) });
        let settled = a.iter().chain(&b).filter(|found| matches!(found, Recovered::Settled(_))).count();
        assert!(settled <= 1, "{a:?} {b:?}");
        assert_eq!(world.kinds().iter().filter(|kind| *kind == "plan.ended").count(), 1);
        world.check();
    }
}
