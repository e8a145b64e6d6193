//! The gate with real guests in the real engine, over real HTTP on loopback: what leaves is what was approved, once, and
//! what a guest says about it is checked.

use crate::support::{Running, Setup, context, plan};
use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, Method, Uri};
use host_harness::contract::{Check, Expectation, Outcome, Plan, Precondition};
use host_harness::engine::{CallLimits, Session};
use host_harness::gate::{AiAgent, Approval, Executor, Gate, Person, Proposal, Proposer, Role, StoredPlan};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const TOKEN: &str = "sk_test_1x1_this-is-the-canary-of-the-tests";

/// What a server was sent: method, path, query and body.
type Seen = Arc<Mutex<Vec<String>>>;

/// A server that remembers every write and repeats the token in every answer.
fn shop() -> (Router, Seen) {
    let seen: Seen = Arc::default();
    let writes = Arc::clone(&seen);
    let answer = move |method: Method, uri: Uri, headers: HeaderMap, body: Bytes| {
        let writes = Arc::clone(&writes);
        async move {
            if method != Method::GET {
                writes.lock().unwrap().push(format!("{method} {uri} {}", String::from_utf8_lossy(&body)));
            }
            let token = headers.get("x-token").map(|token| token.to_str().unwrap());
            serde_json::json!({"thing": {"id": 1, "state": "active", "ref": 77}, "echo": token}).to_string()
        }
    };
    (Router::new().fallback(answer), seen)
}

/// Two writes, of which the second takes a number out of the first one's answer.
fn two_writes() -> Plan {
    let mut plan = plan();
    plan.expires = "2026-11-22T12:00:00Z".to_owned();
    plan.preconditions = vec![Precondition {
        step: 1,
        upstream: "shop".to_owned(),
        path: "/things/1".to_owned(),
        query: Vec::new(),
        secret: "token".to_owned(),
        headers: vec![("X-Harmless".to_owned(), "1".to_owned())],
        checks: vec![Check {
            pointer: "/thing/state".to_owned(),
            expect: Expectation::Equals("\"active\"".to_owned()),
            label: "its state".to_owned(),
        }],
    }];
    let mut second = plan.writes[0].clone();
    second.path = "/things/1/ref".to_owned();
    second.body = Some("{\"ref\":null,\"why\":\"b\"}".to_owned());
    second.bindings =
        vec![host_harness::contract::Binding { into: "/ref".to_owned(), step: 0, pointer: "/thing/ref".to_owned() }];
    plan.writes.push(second);
    plan
}

const BOTH: [&str; 2] = ["POST /subscriptions/1/cancel {}", "POST /things/1/ref {\"ref\":77,\"why\":\"b\"}"];

async fn approved(gate: &Gate, session: &Session, ticket: &str) -> StoredPlan {
    let proposal = Proposal {
        plan: two_writes(),
        plugin: session.plugin().inspection().digest.clone(),
        connection: "test".to_owned(),
        ticket: ticket.to_owned(),
        by: Proposer::Ai(AiAgent { id: "assistant".to_owned(), name: "Assistant".to_owned() }),
        locale: "en".to_owned(),
        messages: None,
        undo_of: None,
        follows: None,
        form: None,
    };
    let plan = gate.propose(proposal).await.unwrap();
    let anna = Person::new("anna", "Anna", Role::Agent);
    let approver = gate.approver(&anna, &plan.id).await.unwrap();
    gate.approve(&approver, &plan.id, plan.identity, Some(ticket)).await.unwrap()
}

/// The guest of this behaviour carries a plan out.
async fn run(behaviour: &str) -> (Running, Seen, StoredPlan) {
    let (router, seen) = shop();
    let mut limits = CallLimits::default();
    limits.cpu = Duration::from_millis(300);
    let setup = Setup::new(router).token(TOKEN).limits(limits).hostile().await;
    let gate = setup.gate();
    let plan = approved(&gate, &setup.session, behaviour).await;
    let executor: Arc<dyn Executor> = Arc::new(setup.session.clone());
    let ended = gate.execute(executor, context(behaviour), &plan.id).await.unwrap();
    setup.verify();
    assert!(!setup.log_text().contains(TOKEN), "the token is in the log");
    (setup, seen, ended)
}

fn outcome(plan: &StoredPlan) -> (&'static str, String, String) {
    let verdict = &plan.ended.as_ref().unwrap().verdict;
    let text = match &verdict.outcome {
        Outcome::Done(text) | Outcome::Already(text) | Outcome::Failed(text) | Outcome::Unknown(text) => text.clone(),
        other => format!("{other:?}"),
    };
    (verdict.code(), text, verdict.corrected.clone().unwrap_or_default())
}

#[tokio::test]
async fn an_approved_plan_leaves_as_it_was_approved_and_is_verified() {
    let (setup, seen, ended) = run("write-and-look").await;
    let (code, text, _) = outcome(&ended);
    assert_eq!(code, "done", "{text}");
    assert!(text.starts_with("0: 200; 1: 200; true; 200 {\"thing\""), "{text}");
    assert_eq!(*seen.lock().unwrap(), BOTH);
    let kinds = setup.kinds();
    let place = |kind: &str| kinds.iter().position(|found| found == kind).unwrap();
    assert!(place("plan.approved") < place("plan.started"));
    assert!(place("plan.started") < place("call.started"));
    assert!(place("preconditions.checked") < place("write.sent"));
    assert!(place("write.sent") < place("write.answered"));
    assert_eq!(kinds.last().unwrap(), "plan.ended");
    let write = &setup.records("write.sent")[0];
    assert_eq!(write["secrets"], serde_json::json!(["token"]));
    assert!(write.get("body").is_none() && !write.to_string().contains("{}"), "{write}");
}

#[tokio::test]
async fn a_guest_that_asks_out_of_order_and_again_and_again_gets_each_step_once() {
    let (setup, seen, ended) = run("write-in-every-wrong-way").await;
    let (_, text, _) = outcome(&ended);
    assert_eq!(
        text,
        "7: PerformError::NoSuchStep(7); 1: PerformError::OutOfOrder(1); 0: 200; 0: PerformError::AlreadyPerformed(0); \
         1: 200; 0: PerformError::AlreadyPerformed(0); 1: PerformError::AlreadyPerformed(1); \
         4294967295: PerformError::NoSuchStep(4294967295)"
    );
    assert_eq!(*seen.lock().unwrap(), BOTH);
    let refused: Vec<String> =
        setup.records("write.refused").iter().map(|detail| detail["error"].as_str().unwrap().to_owned()).collect();
    assert_eq!(
        refused,
        ["no-such-step", "out-of-order", "already-performed", "already-performed", "already-performed", "no-such-step"]
    );
    assert!(setup.records("write.refused").iter().all(|detail| detail["plan"] == ended.id));
}

#[tokio::test]
async fn done_is_not_believed_of_a_guest_that_did_not_write_or_did_not_look_afterwards() {
    for (behaviour, why, writes) in [
        ("say-done", "the plugin said \"done\", but write 1 was not executed", 0),
        ("write-without-looking", "the plugin said \"done\", but it has not looked after the last write", 2),
        ("look-before-writing", "the plugin said \"done\", but it has not looked after the last write", 2),
        ("write-and-deny-it", "the plugin said \"failed\", but a write was executed", 2),
    ] {
        let (setup, seen, ended) = run(behaviour).await;
        let (code, _, corrected) = outcome(&ended);
        assert_eq!((code, corrected.as_str()), ("unknown", why), "{behaviour}");
        assert_eq!(seen.lock().unwrap().len(), writes, "{behaviour}");
        assert_eq!(setup.records("plan.ended")[0]["corrected"], why);
    }
}

#[tokio::test]
async fn a_guest_that_panics_after_a_write_is_asked_once_more_and_cannot_write_then() {
    let (setup, seen, ended) = run("write-then-panic").await;
    let (code, text, _) = outcome(&ended);
    assert_eq!(code, "unknown");
    assert!(text.starts_with("PerformError::AlreadyPerformed(0); 1: PerformError::NotPermitted("), "{text}");
    assert!(text.contains("200 {\"thing\""), "it may look: {text}");
    assert_eq!(*seen.lock().unwrap(), BOTH[..1]);
    assert!(ended.ended.unwrap().verdict.settled);
    assert_eq!(setup.outcomes("execute-approved-action"), ["plugin-panicked", "ok"]);
    assert_eq!(setup.records("plan.settling").len(), 1);
}

#[tokio::test]
async fn a_guest_that_spins_after_a_write_is_stopped_and_the_plan_is_settled() {
    let (setup, seen, ended) = run("write-then-spin").await;
    assert_eq!(outcome(&ended).0, "unknown");
    assert_eq!(seen.lock().unwrap().len(), 1);
    assert_eq!(setup.outcomes("execute-approved-action"), ["plugin-out-of-time", "ok"]);
}

#[tokio::test]
async fn without_an_approval_a_guest_can_neither_write_nor_wait() {
    let (router, seen) = shop();
    let setup = Setup::new(router).token(TOKEN).hostile().await;
    let call = |ticket: &'static str| {
        let (session, closed) = (setup.session.clone(), Approval::closed(two_writes()));
        async move { session.execute_approved_action(&context(ticket), closed).await.unwrap() }
    };
    let Outcome::Unknown(text) = call("write-in-every-wrong-way").await else { panic!() };
    assert_eq!(text.matches("NotPermitted").count(), 6, "{text}");
    let Outcome::Failed(text) = call("wait-for-ever").await else { panic!() };
    assert_eq!(text, "waited 0 minutes");
    assert_eq!(seen.lock().unwrap().len(), 0);
    assert_eq!(setup.records("write.refused").len(), 8);
}

#[tokio::test]
async fn a_precondition_that_does_not_hold_reaches_the_guest_and_nothing_leaves() {
    let (router, seen) = shop();
    let setup = Setup::new(router).token(TOKEN).hostile().await;
    let gate = setup.gate();
    let mut wanted = two_writes();
    wanted.preconditions[0].checks[0].expect = Expectation::Equals("\"cancelled\"".to_owned());
    let proposal = Proposal {
        plan: wanted,
        plugin: setup.session.plugin().inspection().digest.clone(),
        connection: "test".to_owned(),
        ticket: "write-in-every-wrong-way".to_owned(),
        by: Proposer::Person(Person::new("anna", "Anna", Role::Agent)),
        locale: "en".to_owned(),
        messages: None,
        undo_of: None,
        follows: None,
        form: None,
    };
    let plan = gate.propose(proposal).await.unwrap();
    let approver = gate.approver(&Person::new("lea", "Lea", Role::Lead), &plan.id).await.unwrap();
    gate.approve(&approver, &plan.id, plan.identity, None).await.unwrap();
    let executor: Arc<dyn Executor> = Arc::new(setup.session.clone());
    let ended = gate.execute(executor, context("write-in-every-wrong-way"), &plan.id).await.unwrap();
    let (_, text, _) = outcome(&ended);
    assert_eq!(text.matches("PerformError::Stale([\"its state\"])").count(), 3, "{text}");
    assert_eq!(seen.lock().unwrap().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn waiting_ends_where_the_call_has_no_time_left_for_it() {
    let (router, _) = shop();
    let setup = Setup::new(router).token(TOKEN).hostile().await;
    let gate = setup.gate();
    let plan = approved(&gate, &setup.session, "wait-for-ever").await;
    let executor: Arc<dyn Executor> = Arc::new(setup.session.clone());
    let ended = gate.execute(executor, context("wait-for-ever"), &plan.id).await.unwrap();
    assert_eq!(
        outcome(&ended).1,
        "waited 2 minutes",
        "three minutes for the call, of which a tenth is the guest's own"
    );
}
