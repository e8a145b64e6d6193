//! From a proposal to a decision, and every refusal on the way.

use super::*;
use crate::gate::identity;
use crate::store::PlanState;

#[tokio::test]
async fn what_is_proposed_waits_and_is_listed_with_who_asked() {
    let world = World::new();
    let gate = world.gate();
    let plan = propose(&gate, plan(1, 5, 1, false)).await;
    assert_eq!((plan.state, plan.proposed_by.name.as_str()), (PlanState::Pending, "Assistant"));
    assert_eq!(plan.expires_at.to_string(), "2026-11-22T12:30:00Z", "the plan's own end is before the gate's");
    let listed = gate.list(&PlanFilter { ticket: Some("T-1".into()), ..PlanFilter::default() }).await.unwrap();
    assert_eq!(listed, std::slice::from_ref(&plan));
    assert_eq!(gate.get(&plan.id.to_uppercase().replace('-', "")).await.unwrap(), plan, "however it is typed");
    assert_eq!(world.kinds(), ["plan.proposed"]);
    let record = &world.records()[0].event;
    assert_eq!(record.detail["by"]["kind"], "ai");
    assert_eq!(record.detail["writes"][0]["path"], "/things/1/value");
    world.check();
}

#[tokio::test]
async fn the_gates_own_end_comes_first_where_it_is_earlier() {
    let world = World::new();
    let gate = world.gate_that(Crash::never(), |config| config.time_to_live = Duration::from_secs(60));
    assert_eq!(propose(&gate, plan(1, 5, 1, false)).await.expires_at.to_string(), "2026-11-22T09:31:00Z");
}

#[tokio::test]
async fn a_person_with_the_role_approves_once() {
    let world = World::new();
    let gate = world.gate();
    let plan = propose(&gate, plan(1, 5, 1, false)).await;
    let approved = approve(&gate, &agent(), &plan).await.unwrap();
    assert_eq!(approved.state, PlanState::Approved);
    assert_eq!(approved.decision.as_ref().unwrap().by.id, "anna");
    let again = refusal(approve(&gate, &lead(), &plan).await);
    assert_eq!(again, Refusal::AlreadyApproved { by: "Anna".into() });
    assert_eq!(world.kinds(), ["plan.proposed", "plan.approved", "plan.refused"]);
    assert_eq!(world.refusals(), ["plan-already-approved"]);
}

#[tokio::test]
async fn of_two_approvers_at_once_exactly_one_wins() {
    for _ in 0..50 {
        let world = World::new();
        let (one, two) = (world.gate(), world.gate());
        let plan = propose(&one, plan(1, 5, 1, false)).await;
        let (anna, lea) = (agent(), lead());
        let (a, b) = tokio::join!(approve(&one, &anna, &plan), approve(&two, &lea, &plan));
        let lost = match (a, b) {
            (Ok(_), Err(lost)) | (Err(lost), Ok(_)) => lost,
            other => panic!("{other:?}"),
        };
        assert!(matches!(lost.refusal(), Some(Refusal::AlreadyApproved { .. })), "{lost}");
    }
}

#[tokio::test]
async fn whoever_lacks_the_role_is_refused_and_it_is_recorded() {
    let world = World::new();
    let gate = world.gate();
    let plan = propose(&gate, plan(1, 5, 1, false)).await;
    let missing = |right| Refusal::RoleMissing { who: "Vik".into(), right, action: "skip".into() };
    assert_eq!(refusal(gate.approver(&viewer(), &plan.id).await), missing(super::super::Right::Approve));
    assert_eq!(refusal(gate.deny(&viewer(), &plan.id, "no").await), missing(super::super::Right::Deny));
    let asked = proposal(super::plan(1, 5, 2, false), "T-1", Proposer::Person(viewer()));
    assert_eq!(refusal(gate.propose(asked).await), missing(super::super::Right::Propose));
    // An approver of one action is none of another.
    let mut refund = super::plan(1, 5, 3, false);
    refund.action = "refund".into();
    let refund = propose(&gate, refund).await;
    let approver = gate.approver(&agent(), &plan.id).await.unwrap();
    let refused = refusal(gate.approve(&approver, &refund.id, refund.identity, None).await);
    assert!(matches!(refused, Refusal::RoleMissing { .. }), "{refused}");
    assert_eq!(world.refusals(), ["role-missing"; 4]);
    assert_eq!(gate.get(&plan.id).await.unwrap().state, PlanState::Pending);
}

#[tokio::test]
async fn four_eyes_are_wanted_where_the_policy_says_so() {
    let world = World::new();
    let gate = world.gate_that(Crash::never(), |config| config.policy.own_proposals = false);
    let own = gate.propose(proposal(plan(1, 5, 1, false), "T-1", Proposer::Person(agent()))).await.unwrap();
    assert_eq!(refusal(approve(&gate, &agent(), &own).await), Refusal::OwnProposal { who: "Anna".into() });
    approve(&gate, &lead(), &own).await.unwrap();
}

#[tokio::test]
async fn an_approval_covers_what_was_shown_and_the_ticket_it_was_shown_in() {
    let world = World::new();
    let gate = world.gate();
    let one = propose(&gate, plan(1, 5, 1, false)).await;
    let other = propose(&gate, plan(1, 6, 2, false)).await;
    let approver = gate.approver(&agent(), &one.id).await.unwrap();
    assert_eq!(refusal(gate.approve(&approver, &one.id, other.identity, None).await), Refusal::Changed);
    let elsewhere = refusal(gate.approve(&approver, &one.id, one.identity, Some("T-2")).await);
    assert_eq!(elsewhere, Refusal::OtherTicket { ticket: "T-1".into() });
    let unknown = refusal(gate.approve(&approver, "nonsense\u{1b}", one.identity, None).await);
    assert_eq!(unknown, Refusal::Unknown("nonsense".into()));
    assert_eq!(world.refusals(), ["plan-changed", "plan-of-other-ticket", "plan-unknown"]);
    gate.approve(&approver, &one.id, one.identity, Some("T-1")).await.unwrap();
}

#[tokio::test]
async fn what_was_denied_edited_or_overtaken_by_a_message_is_never_approved_or_carried_out() {
    let world = World::new();
    let gate = world.gate();
    let denied = propose(&gate, plan(1, 1, 1, false)).await;
    gate.deny(&agent(), &denied.id, "the customer\nmeant something else").await.unwrap();
    let edited = approved(&gate, plan(2, 1, 2, false)).await;
    let newer = gate.edit(&edited.id, proposal(plan(2, 2, 3, false), "T-1", Proposer::Person(agent()))).await.unwrap();
    assert_eq!(newer.replaces.as_deref(), Some(edited.id.as_str()));
    let reason = "the customer meant something else".to_owned();
    assert_eq!(refusal(approve(&gate, &lead(), &denied).await), Refusal::Denied { by: "Anna".into(), reason });
    let expected = Refusal::Superseded { by: newer.id.clone() };
    assert_eq!(refusal(gate.execute(world.guest(Behaviour::Honest), context("T-1"), &edited.id).await), expected);

    let approved = approve(&gate, &agent(), &newer).await.unwrap();
    let void = gate.customer_wrote("T-1").await.unwrap();
    assert_eq!(void.iter().map(|plan| plan.id.as_str()).collect::<Vec<_>>(), [approved.id.as_str()]);
    let refused = refusal(gate.execute(world.guest(Behaviour::Honest), context("T-1"), &approved.id).await);
    assert_eq!(refused, Refusal::Invalidated);
    assert_eq!(world.refusals(), ["plan-denied", "plan-superseded", "plan-invalidated"]);
    assert_eq!(world.shop.ledger(), []);
    world.check();
}

#[tokio::test]
async fn a_message_that_is_read_again_makes_void_what_the_ai_agent_made_of_it_and_leaves_a_persons_plan() {
    let world = World::new();
    let gate = world.gate();
    let persons = gate.propose(proposal(plan(1, 1, 1, false), "T-1", Proposer::Person(agent()))).await.unwrap();
    let agents = gate.propose(proposal(plan(2, 2, 2, false), "T-1", assistant())).await.unwrap();
    let void = gate.customer_said("T-1", "skip it", Identity::Authenticated, Arrival::ReadAgain).await.unwrap();
    assert_eq!(void.iter().map(|plan| &plan.id).collect::<Vec<_>>(), [&agents.id]);
    approve(&gate, &lead(), &persons).await.unwrap();
    assert_eq!(gate.conversation("T-1").await.unwrap(), [], "nothing is kept twice");

    let void = gate.customer_said("T-1", "or not", Identity::Authenticated, Arrival::New).await.unwrap();
    assert_eq!(void.iter().map(|plan| &plan.id).collect::<Vec<_>>(), [&persons.id]);
    world.check();
}

#[tokio::test]
async fn an_edit_stays_on_its_ticket_and_what_is_over_is_not_edited() {
    let world = World::new();
    let gate = world.gate();
    let old = propose(&gate, plan(1, 1, 1, false)).await;
    let elsewhere = gate.edit(&old.id, proposal(plan(1, 2, 2, false), "T-2", Proposer::Person(agent()))).await;
    assert_eq!(refusal(elsewhere), Refusal::OtherTicket { ticket: "T-1".into() });
    gate.deny(&lead(), &old.id, "no").await.unwrap();
    let late = gate.edit(&old.id, proposal(plan(1, 2, 3, false), "T-1", Proposer::Person(agent()))).await;
    assert!(matches!(refusal(late), Refusal::Denied { .. }));
    assert_eq!(gate.list(&PlanFilter::default()).await.unwrap().len(), 1, "nothing was added");
}

#[tokio::test]
async fn a_message_that_came_while_the_plan_was_prepared_is_not_overlooked() {
    let world = World::new();
    let gate = world.gate();
    let seen = gate.messages("T-1").await.unwrap();
    gate.customer_wrote("T-1").await.unwrap();
    let late = Proposal { messages: Some(seen), ..proposal(plan(1, 1, 1, false), "T-1", assistant()) };
    assert_eq!(refusal(gate.propose(late).await), Refusal::Invalidated);
    // Another ticket's messages are its own.
    gate.propose(Proposal { messages: Some(0), ..proposal(plan(1, 1, 1, false), "T-2", assistant()) }).await.unwrap();
}

#[tokio::test]
async fn what_is_over_is_refused_by_the_clock_of_that_moment() {
    let world = World::new();
    let gate = world.gate();
    let pending = propose(&gate, plan(1, 1, 1, false)).await;
    let approved = approved(&gate, plan(1, 2, 2, false)).await;
    world.clock.advance(Duration::from_secs(3 * 60 * 60));
    let over = Refusal::Expired { at: pending.expires_at };
    assert_eq!(gate.get(&pending.id).await.unwrap().state, PlanState::Expired, "nobody has marked it yet");
    assert_eq!(refusal(approve(&gate, &agent(), &pending).await), over);
    assert_eq!(refusal(gate.execute(world.guest(Behaviour::Honest), context("T-1"), &approved.id).await), over);
    assert_eq!(gate.expire_due().await.unwrap().len(), 0, "both were marked when they were refused");
    assert_eq!(world.kinds().iter().filter(|kind| *kind == "plan.expired").count(), 2);
    let late = propose_late(&gate).await;
    assert!(matches!(late, Refusal::Expired { .. }), "{late}");
}

#[tokio::test]
async fn what_is_over_is_marked_once_when_somebody_cleans_up() {
    let world = World::new();
    let gate = world.gate();
    propose(&gate, plan(1, 1, 1, false)).await;
    approved(&gate, plan(1, 2, 2, false)).await;
    assert_eq!(gate.expire_due().await.unwrap(), []);
    world.clock.advance(Duration::from_secs(3 * 60 * 60));
    let expired = PlanFilter { states: vec![PlanState::Expired], ..PlanFilter::default() };
    let open = PlanFilter { states: vec![PlanState::Pending, PlanState::Approved], ..PlanFilter::default() };
    for marked in [2, 0] {
        assert_eq!(gate.list(&expired).await.unwrap().len(), 2, "whether or not it is marked");
        assert_eq!(gate.list(&open).await.unwrap(), []);
        assert_eq!(gate.expire_due().await.unwrap().len(), marked);
    }
    assert_eq!(world.kinds().iter().filter(|kind| *kind == "plan.expired").count(), 2);
}

async fn propose_late(gate: &Gate) -> Refusal {
    refusal(gate.propose(proposal(plan(1, 1, 3, false), "T-1", assistant())).await)
}

#[tokio::test]
async fn with_writes_switched_off_nothing_is_approved_or_carried_out() {
    let world = World::new();
    let off = world.gate_that(Crash::never(), |config| config.writes = false);
    let plan = propose(&off, plan(1, 1, 1, false)).await;
    assert_eq!(refusal(approve(&off, &lead(), &plan).await), Refusal::WritesOff);
    approve(&world.gate(), &lead(), &plan).await.unwrap();
    let refused = off.execute(world.guest(Behaviour::Honest), context("T-1"), &plan.id).await;
    assert_eq!(refusal(refused), Refusal::WritesOff);
    assert_eq!(world.shop.ledger(), []);
}

#[tokio::test]
async fn a_plan_nobody_could_carry_out_is_shown_to_nobody() {
    type Spoil = fn(&mut Plan);
    let spoilt: [(&str, Spoil); 14] = [
        ("no writes", |plan| plan.writes.clear()),
        ("no end", |plan| plan.expires = "soon".into()),
        ("no JSON", |plan| plan.writes[0].body = Some("{".into())),
        ("no object", |plan| plan.writes[0].body = Some("[1]".into())),
        ("a body to fill in that isn't there", |plan| plan.writes[1].body = None),
        ("a later write's answer", |plan| plan.writes[1].bindings[0].step = 1),
        ("no such place", |plan| plan.writes[1].bindings[0].into = "/a/b".into()),
        ("the whole body", |plan| plan.writes[1].bindings[0].into = String::new()),
        ("one place twice", |plan| {
            let again = plan.writes[1].bindings[0].clone();
            plan.writes[1].bindings.push(again);
        }),
        ("a name twice", |plan| plan.writes[1].body = Some(r#"{"ref":null,"ref":1}"#.into())),
        ("a float that is written another way", |plan| plan.writes[1].body = Some(r#"{"ref":null,"x":1.10}"#.into())),
        ("a precondition of no write", |plan| plan.preconditions[0].step = 2),
        ("no pointer", |plan| plan.preconditions[0].checks[0].pointer = "thing".into()),
        ("a list to equal", |plan| {
            plan.preconditions[0].checks[0].expect = Expectation::Equals("[1]".into());
        }),
    ];
    for (what, spoil) in spoilt {
        let world = World::new();
        let gate = world.gate();
        let mut plan = plan(1, 5, 1, true);
        spoil(&mut plan);
        let refused = refusal(gate.propose(proposal(plan, "T-1", assistant())).await);
        assert!(matches!(refused, Refusal::Malformed(_)), "{what}: {refused}");
        assert_eq!(gate.list(&PlanFilter::default()).await.unwrap(), [], "{what}");
        assert_eq!(world.refusals(), ["plan-malformed"], "{what}");
    }
}

#[tokio::test]
async fn a_row_that_somebody_changed_is_neither_approved_nor_carried_out() {
    let world = World::new();
    let gate = world.gate();
    let honest = propose(&gate, plan(1, 5, 1, false)).await;
    let row = world.store.plan(&honest.id).unwrap().unwrap();
    let forged = PlanRow { id: "forged".into(), plan: row.plan.replace("value\\\":5", "value\\\":6"), ..row };
    assert_ne!(forged.plan, world.store.plan(&honest.id).unwrap().unwrap().plan);
    world.store.insert(&forged, &[]).unwrap().unwrap();
    assert!(matches!(gate.get("forged").await, Err(GateError::Host(_))));
    assert!(matches!(gate.approver(&lead(), "forged").await, Err(GateError::Host(_))));
    let stored = identity::of(&forged.plan, PLUGIN, "test", "T-1").unwrap();
    assert_ne!(stored, forged.identity);
}

#[test]
fn every_refusal_has_a_code_and_a_line_in_both_languages() {
    let at: Timestamp = NOW.parse().unwrap();
    let all = [
        Refusal::Unknown("x".into()),
        Refusal::Expired { at },
        Refusal::Used { state: PlanState::Ended },
        Refusal::AlreadyApproved { by: "Anna".into() },
        Refusal::NotApproved,
        Refusal::Denied { by: "Anna".into(), reason: "no".into() },
        Refusal::Superseded { by: "x".into() },
        Refusal::Invalidated,
        Refusal::OtherTicket { ticket: "T".into() },
        Refusal::Changed,
        Refusal::RoleMissing { who: "Vik".into(), right: super::super::Right::Approve, action: "skip".into() },
        Refusal::OwnProposal { who: "Anna".into() },
        Refusal::WritesOff,
        Refusal::Malformed("x".into()),
        Refusal::OtherPlugin,
        Refusal::OtherCall,
        Refusal::OtherConnection { connection: "local".into() },
        Refusal::ReasonMissing,
        Refusal::ReasonTooLong { most: 1000 },
        Refusal::Lost,
        Refusal::NothingToUndo { state: PlanState::Pending },
        Refusal::NotUndoable("x".into()),
    ];
    let mut codes: Vec<&str> = all.iter().map(Refusal::code).collect();
    for refusal in &all {
        assert_ne!(refusal.text("de-AT"), refusal.text("en"), "{}", refusal.code());
        assert_eq!(refusal.text("fr"), refusal.to_string());
    }
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), all.len());
}
