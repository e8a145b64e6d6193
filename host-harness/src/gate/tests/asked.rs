//! What is asked for and comes to nothing, plans that were approved and left, and reasons for a denial.

use super::*;
use crate::contract::{ActionRequest, MissingPart, Preparation, Question, Refusal as PluginRefusal, Target};
use crate::gate::Missing;
use crate::store::PlanState;

async fn to_execute(
    gate: &Gate,
    person: &Person,
    plan: &StoredPlan,
    context: &Context,
) -> Result<StoredPlan, GateError> {
    let approver = gate.approver(person, &plan.id).await?;
    gate.approve_to_execute(&approver, &plan.id, plan.identity, context, PLUGIN).await
}

#[tokio::test]
async fn what_is_asked_for_is_recorded_with_ids_and_codes_and_without_a_word_of_the_customer() {
    let world = World::new();
    let gate = world.gate();
    let form = Form {
        action: "move\u{1b}-date".to_owned(),
        targets: vec![Target::Subscription(61)],
        parameters: r#"{"city":"Secret Street"}"#.to_owned(),
    };
    let refused = Preparation::Refused(PluginRefusal {
        code: "date-too-early <script>".to_owned(),
        text: "Secret Street is too early".to_owned(),
        instead: None,
    });
    let question = Preparation::Question(Question {
        text: "Which of Secret Street?".to_owned(),
        missing: vec![MissingPart::Date, MissingPart::Scope],
        choices: Vec::new(),
        fields: Vec::new(),
        gist: Vec::new(),
        evidence: vec!["Secret Street".to_owned()],
        understood: "{}".to_owned(),
    });
    let request = ActionRequest::Form(form);
    let by = Proposer::Person(agent());
    for answer in [Ok(&refused), Ok(&question), Ok(&Preparation::Nothing), Err("unavailable")] {
        gate.asked(&context("T-1"), PLUGIN, &request, &by, answer).await.unwrap();
    }
    assert_eq!(world.kinds(), ["action.asked"; 4]);
    let details: Vec<_> = world.records().into_iter().map(|record| record.event.detail).collect();
    assert_eq!(details[0]["action"], "move-date");
    assert_eq!(details[0]["targets"], serde_json::json!([{"subscription": 61}]));
    assert_eq!((&details[0]["came"], &details[0]["code"]), (&"refused".into(), &"date-too-earlyscript".into()));
    assert_eq!(details[1]["missing"], serde_json::json!(["date", "scope"]));
    assert_eq!((&details[3]["came"], &details[3]["code"]), (&"error".into(), &"unavailable".into()));
    assert!(world.records().iter().all(|record| record.event.ticket.as_deref() == Some("T-1")));
    assert!(!format!("{details:?}").contains("Secret"), "{details:?}");
    world.check();
}

#[tokio::test]
async fn what_is_not_there_is_recorded_cleaned_and_of_no_ticket_unless_it_is_known() {
    let world = World::new();
    let gate = world.gate();
    gate.asked_in_vain("prepare", Missing::Ticket("T\u{1b}-9"), Some(&agent()), None).await.unwrap();
    gate.asked_in_vain("approve", Missing::Person("nobody"), None, Some("T-1")).await.unwrap();
    assert_eq!(world.refusals(), ["unknown-ticket", "unknown-person"]);
    let records = world.records();
    assert_eq!((records[0].event.ticket.as_deref(), &records[0].event.detail["named"]), (None, &"T-9".into()));
    assert_eq!(records[1].event.ticket.as_deref(), Some("T-1"));
    world.check();
}

#[tokio::test]
async fn a_plan_of_another_connection_is_refused_before_anything_is_approved() {
    let world = World::new();
    let gate = world.gate();
    let plan = propose(&gate, plan(1, 5, 1, false)).await;
    let elsewhere = Context { connection: "other".into(), ..context("T-1") };
    let expected = Refusal::OtherConnection { connection: "test".into() };
    assert_eq!(refusal(to_execute(&gate, &agent(), &plan, &elsewhere).await), expected);
    assert_eq!(refusal(gate.find(&plan.id, "edit", &agent(), "other").await), expected);
    let moved = Proposal { connection: "other".into(), ..proposal(super::plan(1, 6, 2, false), "T-1", assistant()) };
    assert_eq!(refusal(gate.edit(&plan.id, moved).await), expected);
    let ticket = refusal(to_execute(&gate, &agent(), &plan, &context("T-2")).await);
    assert_eq!(ticket, Refusal::OtherTicket { ticket: "T-1".into() });
    let approver = gate.approver(&agent(), &plan.id).await.unwrap();
    let newer = gate.approve_to_execute(&approver, &plan.id, plan.identity, &context("T-1"), "a newer build").await;
    assert_eq!(refusal(newer), Refusal::OtherPlugin);
    assert_eq!(gate.get(&plan.id).await.unwrap().state, PlanState::Pending, "nobody has approved it");
    to_execute(&gate, &agent(), &plan, &context("T-1")).await.unwrap();
    world.check();
}

#[tokio::test(start_paused = true)]
async fn a_plan_that_was_approved_and_never_begun_is_carried_on_by_the_next_who_may_and_once() {
    let world = World::new();
    let gate = world.gate();
    let plan = approved(&gate, plan(1, 5, 1, false)).await;
    // Its host went away here. Whoever may not approve, may not carry on.
    assert!(matches!(refusal(to_execute(&gate, &viewer(), &plan, &context("T-1")).await), Refusal::RoleMissing { .. }));
    let other = World::over(Arc::clone(&world.store));
    let next = other.gate();
    to_execute(&next, &lead(), &plan, &context("T-1")).await.unwrap();
    let again = world.records().into_iter().rfind(|record| record.event.kind.as_str() == "plan.confirmed").unwrap();
    assert_eq!(again.event.detail["by"]["id"], "lea");
    // Both go on; one claims it.
    let one = gate.execute(world.guest(Behaviour::Honest), context("T-1"), &plan.id).await.unwrap();
    assert_eq!(one.state, PlanState::Ended);
    let late = refusal(next.execute(world.guest(Behaviour::Honest), context("T-1"), &plan.id).await);
    assert!(matches!(late, Refusal::Used { .. }), "{late}");
    assert_eq!(
        refusal(to_execute(&next, &lead(), &plan, &context("T-1")).await),
        Refusal::Used { state: PlanState::Ended }
    );
    world.check();
}

#[tokio::test]
async fn a_plan_that_was_approved_and_left_ends_with_its_time() {
    let world = World::new();
    let gate = world.gate();
    let plan = approved(&gate, plan(1, 5, 1, false)).await;
    world.clock.advance(Duration::from_secs(24 * 60 * 60));
    assert!(matches!(refusal(to_execute(&gate, &lead(), &plan, &context("T-1")).await), Refusal::Expired { .. }));
    assert_eq!(gate.get(&plan.id).await.unwrap().state, PlanState::Expired);
    assert_eq!(world.shop.ledger(), []);
    world.check();
}

#[tokio::test]
async fn a_denial_wants_a_reason_of_a_thousand_characters_at_most() {
    let world = World::new();
    let gate = world.gate();
    let plan = propose(&gate, plan(1, 5, 1, false)).await;
    for reason in ["", " \t ", "\u{7}\u{1b}\n"] {
        assert_eq!(refusal(gate.deny(&agent(), &plan.id, reason).await), Refusal::ReasonMissing, "{reason:?}");
    }
    let long = refusal(gate.deny(&agent(), &plan.id, &"ü".repeat(1001)).await);
    assert_eq!(long, Refusal::ReasonTooLong { most: 1000 });
    assert_eq!(world.refusals(), ["reason-missing", "reason-missing", "reason-missing", "reason-too-long"]);
    let denied = gate.deny(&agent(), &plan.id, &format!("\u{7}{}\n", "ü".repeat(1000))).await.unwrap();
    assert_eq!(denied.decision.unwrap().reason.unwrap().chars().count(), 1000);
    world.check();
}
