//! Carrying a plan out: what is sent, what isn't, and what is believed of the guest.

use super::shop::Fault;
use super::*;
use crate::contract::Target;
use crate::store::{AuditKind, PlanState, StepState};

/// Proposes, approves and carries out, with these faults.
async fn run(world: &World, plan: Plan, faults: &[Fault], behaviour: Behaviour) -> StoredPlan {
    let gate = world.gate();
    let plan = approved(&gate, plan).await;
    world.shop.misbehave(faults.iter().copied());
    let ended = gate.execute(world.guest(behaviour), context("T-1"), &plan.id).await.unwrap();
    world.check();
    ended
}

fn code(plan: &StoredPlan) -> &'static str {
    plan.ended.as_ref().unwrap().verdict.code()
}

fn corrected(plan: &StoredPlan) -> &str {
    plan.ended.as_ref().unwrap().verdict.corrected.as_deref().unwrap()
}

fn sent(world: &World) -> Vec<(String, bool)> {
    world.shop.ledger().into_iter().map(|received| (received.path, received.executed)).collect()
}

#[tokio::test(start_paused = true)]
async fn what_was_approved_is_sent_once_with_what_was_open_filled_in() {
    let world = World::new();
    let ended = run(&world, plan(4, 5, 1, true), &[], Behaviour::Honest).await;
    assert_eq!((ended.state, code(&ended)), (PlanState::Ended, "done"));
    let bodies: Vec<String> = world.shop.ledger().iter().map(|received| received.body.to_string()).collect();
    assert_eq!(bodies, [r#"{"value":5,"serial":1}"#, r#"{"ref":904,"serial":1}"#]);
    assert!(ended.steps.iter().all(|step| step.state == StepState::Answered && step.status == Some(200)));
    assert_eq!(
        world.kinds(),
        [
            "plan.proposed",
            "plan.approved",
            "plan.started",
            "request.sent",
            "request.sent",
            "request.answered",
            "request.answered",
            "preconditions.checked",
            "write.sent",
            "write.answered",
            "request.sent",
            "request.answered",
            "preconditions.checked",
            "write.sent",
            "write.answered",
            "plan.ended",
        ]
    );
    let text: String = world.records().iter().map(|record| serde_json::to_string(&record.event).unwrap()).collect();
    assert!(!text.contains("serial"), "a body is in the log");
}

#[tokio::test(start_paused = true)]
async fn a_plan_is_carried_out_once_whoever_asks_and_however_often() {
    for _ in 0..20 {
        let world = World::new();
        let (one, two) = (world.gate(), world.gate());
        let plan = approved(&one, plan(1, 5, 1, true)).await;
        let execute = |gate: Gate| {
            let (guest, id) = (world.guest(Behaviour::Honest), plan.id.clone());
            async move { gate.execute(guest, context("T-1"), &id).await }
        };
        let (a, b, c) = tokio::join!(execute(one.clone()), execute(two.clone()), execute(one.clone()));
        assert_eq!([&a, &b, &c].iter().filter(|result| result.is_ok()).count(), 1);
        let again = refusal(execute(two).await);
        assert_eq!(again, Refusal::Used { state: PlanState::Ended });
        assert_eq!(sent(&world).len(), 2);
        world.check();
    }
}

#[tokio::test]
async fn nothing_is_carried_out_that_nobody_approved_or_that_belongs_elsewhere() {
    let world = World::new();
    let gate = world.gate();
    let pending = propose(&gate, plan(1, 5, 1, false)).await;
    let execute =
        async |context: Context, id: &str| refusal(gate.execute(world.guest(Behaviour::Honest), context, id).await);
    assert_eq!(execute(context("T-1"), &pending.id).await, Refusal::NotApproved);
    let approved = approve(&gate, &agent(), &pending).await.unwrap();
    assert_eq!(execute(context("T-2"), &approved.id).await, Refusal::OtherCall);
    let other = Context { connection: "other".into(), ..context("T-1") };
    assert_eq!(execute(other, &approved.id).await, Refusal::OtherCall);
    let foreign = Proposal { plugin: "an older build".into(), ..proposal(plan(1, 6, 2, false), "T-1", assistant()) };
    let foreign = gate.propose(foreign).await.unwrap();
    approve(&gate, &agent(), &foreign).await.unwrap();
    assert_eq!(execute(context("T-1"), &foreign.id).await, Refusal::OtherPlugin);
    assert_eq!(world.shop.ledger(), []);
    assert_eq!(
        world.refusals(),
        ["plan-not-approved", "plan-of-other-call", "plan-of-other-call", "plan-of-other-plugin"]
    );
}

#[tokio::test(start_paused = true)]
async fn a_precondition_that_does_not_hold_any_more_stops_everything() {
    let world = World::new();
    let gate = world.gate();
    let plan = approved(&gate, plan(1, 5, 1, true)).await;
    world.shop.lock_thing(1, true);
    let ended = gate.execute(world.guest(Behaviour::Honest), context("T-1"), &plan.id).await.unwrap();
    assert_eq!(code(&ended), "stale");
    let Outcome::Stale(changes) = &ended.ended.as_ref().unwrap().verdict.outcome else { panic!() };
    let labels: Vec<&str> = changes.iter().map(|change| change.label.as_str()).collect();
    assert_eq!(labels, ["locked", "still locked"], "all of them are compared before the first write");
    assert_eq!((sent(&world).len(), ended.steps.len()), (0, 0));
    world.check();
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_read_is_no_reason_to_write() {
    for statuses in [&[500, 500][..], &[401], &[302]] {
        let world = World::new();
        world.shop.misread(statuses.iter().copied());
        let ended = run(&world, plan(1, 5, 1, false), &[], Behaviour::Honest).await;
        assert_eq!((code(&ended), sent(&world).len()), ("failed", 0), "{statuses:?}");
    }
    let world = World::new();
    world.shop.misread([404]);
    assert_eq!(code(&run(&world, plan(1, 5, 1, false), &[], Behaviour::Honest).await), "stale");
}

#[tokio::test(start_paused = true)]
async fn a_later_write_is_guarded_again_by_what_it_needs() {
    let world = World::new();
    let shop = Arc::clone(&world.shop);
    let behaviour = Behaviour::Custom(Arc::new(move |approval| {
        let shop = Arc::clone(&shop);
        Box::pin(async move {
            approval.perform(0, &mark()).await.unwrap().into_result().unwrap();
            shop.lock_thing(1, true);
            let error = approval.perform(1, &mark()).await.unwrap().into_result().unwrap_err();
            Ok(Outcome::Unknown(format!("{error:?}")))
        })
    }));
    let ended = run(&world, plan(1, 5, 1, true), &[], behaviour).await;
    let Outcome::Unknown(text) = &ended.ended.as_ref().unwrap().verdict.outcome else { panic!() };
    assert_eq!(text, "PerformError::Stale([\"still locked\"])");
    assert_eq!(sent(&world).len(), 1);
}

#[tokio::test(start_paused = true)]
async fn too_many_requests_and_conflicts_are_waited_out() {
    let world = World::new();
    let faults = [Fault::TooMany, Fault::Conflict, Fault::TooMany, Fault::Conflict, Fault::None];
    let start = Instant::now();
    let ended = run(&world, plan(1, 5, 1, false), &faults, Behaviour::Honest).await;
    assert_eq!(code(&ended), "done");
    // Retry-After says 3 s, a conflict waits 3 s, and the guest waits one before it looks.
    assert_eq!(start.elapsed(), Duration::from_secs(13));
    assert_eq!((world.shop.executed(), world.shop.ledger().len()), (1, 5));
    assert_eq!((ended.steps[0].attempts, ended.steps[0].state), (5, StepState::Answered));
    assert_eq!(world.kinds().iter().filter(|kind| *kind == "write.sent").count(), 5);
}

#[tokio::test(start_paused = true)]
async fn a_conflict_during_which_somebody_else_changes_it_ends_as_stale() {
    let world = World::new();
    let ended = run(&world, plan(1, 5, 1, false), &[Fault::ConflictAndLock], Behaviour::Honest).await;
    assert_eq!((code(&ended), world.shop.ledger().len(), world.shop.executed()), ("stale", 1, 0));
    assert_eq!(ended.steps[0].state, StepState::Deferred);
}

#[tokio::test(start_paused = true)]
async fn waiting_has_an_end() {
    for (fault, most) in [(Fault::TooMany, 5), (Fault::Conflict, 11)] {
        let world = World::new();
        let ended = run(&world, plan(1, 5, 1, false), &[fault; 40], Behaviour::Honest).await;
        assert_eq!((code(&ended), world.shop.ledger().len()), ("failed", most), "{fault:?}");
        assert_eq!(ended.steps[0].state, StepState::Answered);
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_refused_once_and_can_not_be_tried_again_was_sent_and_that_answer_stands() {
    let world = World::new();
    let shop = Arc::clone(&world.shop);
    let behaviour = Behaviour::Custom(Arc::new(move |approval| {
        let shop = Arc::clone(&shop);
        Box::pin(async move {
            // While the first answer is waited out, nothing can be read any more.
            let second = async {
                tokio::time::sleep(Duration::from_secs(1)).await;
                shop.misread([429; 40]);
            };
            let mark = mark();
            let (performed, ()) = tokio::join!(approval.perform(0, &mark), second);
            let answer = performed.unwrap().into_result().unwrap();
            let again = approval.perform(0, &mark).await.unwrap().into_result().unwrap_err();
            assert!(matches!(again, PerformError::AlreadyPerformed(0)), "{again:?}");
            Ok(Outcome::Failed(answer.status.to_string()))
        })
    }));
    let ended = run(&world, plan(1, 5, 1, false), &[Fault::TooMany], behaviour).await;
    assert_eq!(ended.ended.as_ref().unwrap().verdict.outcome, Outcome::Failed("429".to_owned()));
    assert_eq!((world.shop.ledger().len(), world.shop.executed()), (1, 0));
    let withheld = world.records().into_iter().rfind(|record| record.event.kind == AuditKind::WriteRefused).unwrap();
    assert_eq!(withheld.event.detail["error"], "not-sent");
}

#[tokio::test(start_paused = true)]
async fn silence_after_a_write_is_settled_by_looking_and_never_by_sending_again() {
    for (fault, outcome) in [
        (Fault::LostAfter, "done"),
        (Fault::ErrorAfter, "done"),
        (Fault::BrokenJson, "done"),
        (Fault::Hangs, "done"),
        (Fault::LostBefore, "unknown"),
        (Fault::ErrorBefore, "unknown"),
    ] {
        let world = World::new();
        let ended = run(&world, plan(1, 5, 1, false), &[fault], Behaviour::Honest).await;
        assert_eq!((code(&ended), world.shop.ledger().len()), (outcome, 1), "{fault:?}");
        assert_eq!(ended.steps[0].state, StepState::Unknown, "{fault:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_second_write_does_not_follow_one_that_nobody_knows_of() {
    let world = World::new();
    let ended = run(&world, plan(1, 5, 1, true), &[Fault::LostAfter], Behaviour::Honest).await;
    assert_eq!((code(&ended), world.shop.ledger().len()), ("partial", 1));
}

#[tokio::test(start_paused = true)]
async fn what_never_left_and_what_was_refused_changed_nothing() {
    for (fault, state, arrived) in
        [(Fault::Unreachable, StepState::NotSent, 0), (Fault::Refused, StepState::Answered, 1)]
    {
        let world = World::new();
        let ended = run(&world, plan(1, 5, 1, true), &[fault], Behaviour::Honest).await;
        assert_eq!((code(&ended), world.shop.ledger().len()), ("failed", arrived), "{fault:?}");
        assert_eq!((ended.steps[0].state, ended.steps.len()), (state, 1));
    }
}

#[tokio::test(start_paused = true)]
async fn a_value_that_is_not_in_the_answer_is_not_made_up() {
    for pointer in ["/thing/none", "/thing"] {
        let world = World::new();
        let mut plan = plan(1, 5, 1, true);
        plan.writes[1].bindings[0].pointer = pointer.into();
        let behaviour = Behaviour::Custom(Arc::new(|approval| {
            Box::pin(async move {
                approval.perform(0, &mark()).await.unwrap().into_result().unwrap();
                let error = approval.perform(1, &mark()).await.unwrap().into_result().unwrap_err();
                Ok(Outcome::Unknown(format!("{error:?}")))
            })
        }));
        let ended = run(&world, plan, &[], behaviour).await;
        let Outcome::Unknown(text) = &ended.ended.as_ref().unwrap().verdict.outcome else { panic!() };
        assert_eq!(*text, format!("PerformError::Unbound({pointer:?})"));
        assert_eq!(sent(&world).len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_plan_of_which_one_write_is_denied_is_not_begun() {
    type Spoil = fn(&mut Plan);
    let spoilt: [Spoil; 5] = [
        |plan| plan.writes[1].path = "/../admin".into(),
        |plan| plan.writes[1].upstream = "elsewhere".into(),
        |plan| plan.writes[1].secret = "password".into(),
        |plan| plan.writes[1].headers = vec![("X-HTTP-Method-Override".into(), "DELETE".into())],
        |plan| plan.preconditions[0].path = "//evil.example/".into(),
    ];
    for spoil in spoilt {
        let world = World::new();
        let mut plan = plan(1, 5, 1, true);
        spoil(&mut plan);
        let ended = run(&world, plan, &[], Behaviour::Honest).await;
        assert_eq!((code(&ended), sent(&world).len(), world.shop.reads()), ("failed", 0, 0));
    }
}

#[tokio::test(start_paused = true)]
async fn a_guest_that_asks_in_every_wrong_way_gets_each_step_once() {
    let world = World::new();
    let ended = run(&world, plan(1, 5, 1, true), &[], Behaviour::Greedy).await;
    assert_eq!((code(&ended), sent(&world).len()), ("done", 2));
}

#[tokio::test(start_paused = true)]
async fn an_approval_that_is_kept_beyond_its_call_permits_nothing() {
    let world = World::new();
    let kept: Arc<Mutex<Option<Approval>>> = Arc::default();
    let keep = Arc::clone(&kept);
    let behaviour = Behaviour::Custom(Arc::new(move |approval| {
        *keep.lock().unwrap() = Some(approval);
        Box::pin(async { Ok(Outcome::Failed("not yet".into())) })
    }));
    run(&world, plan(1, 5, 1, false), &[], behaviour).await;
    let approval = kept.lock().unwrap().take().unwrap();
    let error = approval.perform(0, &mark()).await.unwrap().into_result().unwrap_err();
    assert!(matches!(error, PerformError::NotPermitted(_)), "{error:?}");
    assert_eq!(sent(&world).len(), 0);
}

#[tokio::test(start_paused = true)]
async fn the_guests_word_is_checked_against_what_was_sent_and_read() {
    let done = || Outcome::Done("all is well".into());
    let world = World::new();
    let ended = run(&world, plan(1, 5, 1, false), &[], Behaviour::Says(done())).await;
    assert_eq!((code(&ended), sent(&world).len()), ("unknown", 0));
    assert_eq!(corrected(&ended), "the plugin said \"done\", but write 1 was not executed");

    let world = World::new();
    let ended = run(&world, plan(1, 5, 1, false), &[], Behaviour::PerformsAndSays(done())).await;
    assert_eq!(corrected(&ended), "the plugin said \"done\", but it has not looked after the last write");

    let world = World::new();
    let failed = Outcome::Failed("nothing happened, trust me".into());
    let ended = run(&world, plan(1, 5, 1, false), &[], Behaviour::PerformsAndSays(failed)).await;
    assert_eq!((code(&ended), corrected(&ended)), ("unknown", "the plugin said \"failed\", but a write was executed"));
    let record = world.records().pop().unwrap().event;
    assert_eq!(record.detail["corrected"], corrected(&ended));
}

#[tokio::test(start_paused = true)]
async fn a_guest_that_fails_after_a_step_is_asked_once_more_and_cannot_send_then() {
    let world = World::new();
    let behaviour = Behaviour::FailsOnce(Arc::default());
    let ended = run(&world, plan(1, 5, 1, false), &[], behaviour).await;
    assert_eq!((code(&ended), sent(&world).len()), ("done", 1));
    assert!(ended.ended.as_ref().unwrap().verdict.settled);
    assert!(world.kinds().contains(&"plan.settling".to_owned()));

    let world = World::new();
    let ended = run(&world, plan(1, 5, 1, true), &[], Behaviour::FailsOnce(Arc::default())).await;
    assert_eq!((code(&ended), sent(&world).len()), ("partial", 1), "the second step isn't sent any more");

    let world = World::new();
    let ended = run(&world, plan(1, 5, 1, false), &[], Behaviour::Fails).await;
    assert_eq!((code(&ended), sent(&world).len()), ("unknown", 1), "and not a third time");

    let world = World::new();
    let ended = run(&world, plan(1, 5, 1, false), &[Fault::Unreachable], Behaviour::Fails).await;
    assert_eq!((code(&ended), sent(&world).len()), ("failed", 0), "nothing left, so nobody has to look");
}

#[tokio::test(start_paused = true)]
async fn what_can_be_read_is_waited_for_and_where_no_read_shows_anything_half_a_minute() {
    for (fault, read, seconds) in
        [(Fault::ErrorBefore, 200, 100), (Fault::LostBefore, 500, 30), (Fault::None, 500, 30), (Fault::None, 200, 100)]
    {
        let world = World::new();
        let behaviour = Behaviour::Custom(Arc::new(move |approval| {
            Box::pin(async move {
                let (mark, mut waited) = (mark(), 0);
                drop(approval.perform(0, &mark).await.unwrap().into_result());
                approval.read_answered("shop", read);
                while waited < 100 && approval.wait(1000, &mark).await {
                    waited += 1;
                    approval.read_answered("shop", read);
                }
                Ok(Outcome::Unknown(waited.to_string()))
            })
        }));
        let ended = run(&world, plan(1, 5, 1, false), &[fault], behaviour).await;
        let outcome = &ended.ended.as_ref().unwrap().verdict.outcome;
        assert_eq!(*outcome, Outcome::Unknown(seconds.to_string()), "{fault:?}, reads answered with {read}");
        assert_eq!(sent(&world).len(), 1, "{fault:?}: sent once");
    }
}

#[tokio::test(start_paused = true)]
async fn why_nothing_was_sent_is_said_in_the_language_of_whoever_waits_and_recorded_in_english() {
    for (locale, said) in [
        (
            "de-AT",
            "Ob noch alles so ist wie freigegeben, war nicht zu lesen: Recharge hat mit einem Fehler (500) geantwortet.",
        ),
        ("en", "whether everything is still as approved can't be read: Recharge answered with an error (500)"),
    ] {
        let world = World::new();
        world.shop.misread([500, 500]);
        let gate = world.gate();
        let plan = approved(&gate, plan(1, 5, 1, false)).await;
        let behaviour = Behaviour::Custom(Arc::new(|approval| {
            Box::pin(async move {
                let error = approval.perform(0, &mark()).await.unwrap().into_result().unwrap_err();
                let PerformError::NotSent(why) = error else { panic!("{error:?}") };
                Ok(Outcome::Failed(why))
            })
        }));
        let context = Context { locale: locale.to_owned(), ..context("T-1") };
        let ended = gate.execute(world.guest(behaviour), context, &plan.id).await.unwrap();
        assert_eq!(ended.ended.as_ref().unwrap().verdict.outcome, Outcome::Failed(said.to_owned()));
        assert_eq!(sent(&world).len(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_message_or_the_end_that_comes_before_the_first_write_stops_it() {
    for message in [true, false] {
        let world = World::new();
        let (gate, clock) = (world.gate(), Arc::clone(&world.clock));
        let behaviour = Behaviour::Custom(Arc::new(move |approval| {
            let (gate, clock) = (gate.clone(), Arc::clone(&clock));
            Box::pin(async move {
                if message {
                    gate.customer_wrote("T-1").await.unwrap();
                } else {
                    clock.advance(Duration::from_secs(4 * 60 * 60));
                }
                let error = approval.perform(0, &mark()).await.unwrap().into_result().unwrap_err();
                assert!(matches!(error, PerformError::NotPermitted(_)), "{error:?}");
                Ok(Outcome::Failed("not permitted".into()))
            })
        }));
        let ended = run(&world, plan(1, 5, 1, false), &[], behaviour).await;
        assert_eq!((code(&ended), sent(&world).len()), ("failed", 0));
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_begun_is_finished_although_the_customer_writes() {
    let world = World::new();
    let gate = world.gate();
    let behaviour = Behaviour::Custom(Arc::new(move |approval| {
        let gate = gate.clone();
        Box::pin(async move {
            approval.perform(0, &mark()).await.unwrap().into_result().unwrap();
            gate.customer_wrote("T-1").await.unwrap();
            approval.perform(1, &mark()).await.unwrap().into_result().unwrap();
            approval.read_answered("shop", 200);
            Ok(Outcome::Done("both".into()))
        })
    }));
    assert_eq!(code(&run(&world, plan(1, 5, 1, true), &[], behaviour).await), "done");
}

#[tokio::test(start_paused = true)]
async fn undoing_is_a_form_for_a_plan_of_its_own() {
    let world = World::new();
    let gate = world.gate();
    let mut wanted = plan(1, 5, 1, false);
    let ended = run(&world, wanted.clone(), &[], Behaviour::Honest).await;
    let undo = gate.undo(&ended.id).await.unwrap();
    assert_eq!((undo.form.action.as_str(), undo.of.as_str()), ("unskip", ended.id.as_str()));
    let again = Proposal { undo_of: Some(undo.of), ..proposal(plan(1, 0, 2, false), "T-1", assistant()) };
    let again = gate.propose(again).await.unwrap();
    assert_eq!((again.state, again.undo_of.as_deref()), (PlanState::Pending, Some(ended.id.as_str())));
    assert_eq!(refusal(gate.undo(&again.id).await), Refusal::NothingToUndo { state: PlanState::Pending });
    wanted.undo = Undo::Impossible("it was prepaid".into());
    wanted.writes[0].body = Some(r#"{"value":7,"serial":3}"#.into());
    let ended = run(&world, wanted, &[], Behaviour::Honest).await;
    assert_eq!(refusal(gate.undo(&ended.id).await), Refusal::NotUndoable("it was prepaid".into()));
    assert_eq!(world.refusals(), ["nothing-to-undo", "not-undoable"]);
}

#[tokio::test(start_paused = true)]
async fn a_plan_is_not_undone_while_a_later_change_of_the_same_stands() {
    let (world, target) = (World::new(), |number| vec![Target::Subscription(number)]);
    let gate = world.gate();
    let moved = |value, serial| Plan { targets: target(1), ..plan(1, value, serial, false) };
    let first = run(&world, moved(5, 1), &[], Behaviour::Honest).await;
    // Of another subscription, or of something else of it, nothing goes with it.
    run(&world, Plan { targets: target(2), ..plan(2, 6, 2, false) }, &[], Behaviour::Honest).await;
    let mut other = Plan { action: "update-address".into(), ..moved(5, 3) };
    other.changes[0].label = "address".into();
    run(&world, other, &[], Behaviour::Honest).await;
    gate.undo(&first.id).await.unwrap();
    let second = run(&world, moved(7, 4), &[], Behaviour::Honest).await;
    let title = second.plan.title.clone();
    assert_eq!(refusal(gate.undo(&first.id).await), Refusal::Overtaken { by: title.clone() });
    // The latest first, and then the one before it.
    let way_back =
        |of: &StoredPlan, plan: Plan| Proposal { undo_of: Some(of.id.clone()), ..proposal(plan, "T-1", assistant()) };
    let carry_out = async |proposal: Proposal| {
        let plan = gate.propose(proposal).await.unwrap();
        approve(&gate, &agent(), &plan).await.unwrap();
        gate.execute(world.guest(Behaviour::Honest), context("T-1"), &plan.id).await.unwrap()
    };
    gate.undo(&second.id).await.unwrap();
    let back = carry_out(way_back(&second, moved(5, 5))).await;
    gate.undo(&first.id).await.unwrap();
    // Taken back itself, the way back leaves the second change standing.
    carry_out(way_back(&back, moved(7, 6))).await;
    assert_eq!(refusal(gate.undo(&first.id).await), Refusal::Overtaken { by: title });
    assert_eq!(world.refusals(), ["undo-overtaken"; 2]);
}

#[tokio::test(start_paused = true)]
async fn a_caller_that_goes_away_leaves_nothing_half_done() {
    let world = World::new();
    let gate = world.gate();
    let plan = approved(&gate, plan(1, 5, 1, true)).await;
    world.shop.misbehave([Fault::Conflict]);
    let call = gate.execute(world.guest(Behaviour::Honest), context("T-1"), &plan.id);
    assert!(tokio::time::timeout(Duration::from_secs(1), call).await.is_err());
    tokio::time::sleep(Duration::from_secs(30)).await;
    let ended = gate.get(&plan.id).await.unwrap();
    assert_eq!(code(&ended), "done");
    world.check();
}

#[tokio::test(start_paused = true)]
async fn a_log_that_cannot_be_written_stops_the_write_before_it_leaves() {
    // Some of these moments are before the write and some after it; it is never sent without its record, and never twice.
    for moment in 0..40 {
        let world = World::new();
        let plan = approved(&world.gate(), plan(1, 5, 1, false)).await;
        let crash = Crash::after(moment);
        let gate = world.gate_that(Arc::clone(&crash), |_| {});
        // The guest's own process lives on, so that whatever the gate still tries would be seen.
        let result = gate.execute(world.guest(Behaviour::Honest), context("T-1"), &plan.id).await;
        assert_eq!(result.is_err(), crash.happened(), "{moment}");
        assert!(world.shop.ledger().len() <= 1);
        world.check();
    }
}
