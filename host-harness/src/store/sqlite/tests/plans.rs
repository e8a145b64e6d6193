//! Plans in SQLite: what comes back, what two handles on one file do to each other, and what the database itself forbids.

use rusqlite::Connection as Sqlite;

use super::*;
use crate::store::{
    Actor, ActorKind, Arrival, AuditFilter, AuditLog, Conflict, Hash, MemoryStore, PlanChange, PlanFilter, PlanRow,
    PlanState, PlanStore, StepState, Unchanged,
};

fn person() -> Actor {
    Actor { kind: ActorKind::Person, id: "anna".into(), name: "Anna".into() }
}

fn row(id: &str) -> PlanRow {
    PlanRow {
        id: id.to_owned(),
        identity: Hash::from_bytes([7; 32]),
        plugin: "digest".into(),
        connection: "test".into(),
        ticket: "T-1".into(),
        plan: "{}".into(),
        proposed_by: Actor { kind: ActorKind::Ai, id: "ai".into(), name: "AI".into() },
        proposed_at: now(),
        expires_at: now().checked_add(Duration::from_secs(60)).unwrap(),
        messages: 0,
        replaces: None,
        replaced_by: None,
        undo_of: None,
        form: None,
        state: PlanState::Pending,
        decision: None,
        execution: None,
        ending: None,
        steps: Vec::new(),
    }
}

fn approve() -> PlanChange {
    PlanChange::Approve { by: person(), at: now(), shown: Hash::from_bytes([7; 32]), ticket: None }
}

fn start(owner: &str) -> PlanChange {
    PlanChange::Start { owner: owner.into(), at: now(), lease_until: now() }
}

fn begin(owner: &str, step: u32) -> PlanChange {
    PlanChange::BeginStep { owner: owner.into(), step, at: now(), lease_until: now() }
}

fn end(owner: &str, step: u32, state: StepState, status: u16) -> PlanChange {
    PlanChange::EndStep { owner: owner.into(), step, at: now(), state, status: Some(status) }
}

fn conflict<T: std::fmt::Debug>(result: Result<Result<T, Unchanged>, StoreError>) -> Conflict {
    result.unwrap().unwrap_err().conflict
}

/// The same for every engine.
fn on_each_engine(test: impl Fn(&dyn PlanStore)) {
    let (_folder, path) = place();
    test(&open(&path));
    test(&MemoryStore::new());
}

#[test]
fn a_plan_goes_its_way_and_comes_back_as_it_is_from_a_new_handle() {
    let (_folder, path) = place();
    let first = open(&path);
    first.insert(&row("a"), &[event(1)]).unwrap().unwrap();
    assert_eq!(first.plan("a").unwrap().unwrap(), row("a"));
    let mut last = None;
    for change in [
        approve(),
        start("one"),
        begin("one", 0),
        end("one", 0, StepState::Deferred, 429),
        begin("one", 0),
        end("one", 0, StepState::Answered, 200),
        begin("one", 1),
        PlanChange::TakeOver { from: "one".into(), to: "two".into(), lease_until: now() },
        PlanChange::End { owner: "two".into(), at: now(), outcome: "{\"a\":1}".into() },
    ] {
        last = Some(first.change("a", &change, &[event(2)]).unwrap().unwrap());
        assert_eq!(open(&path).plan("a").unwrap(), last, "{change:?}");
    }
    let last = last.unwrap();
    assert_eq!((last.state, last.steps.len(), last.steps[0].attempts), (PlanState::Ended, 2, 2));
    assert!(last.execution.unwrap().settling);
    assert_eq!(first.records(&AuditFilter::default()).unwrap().len(), 10);
    assert!(first.verify().unwrap().is_intact());
}

#[test]
fn what_is_single_use_is_single_use() {
    on_each_engine(|store| {
        store.insert(&row("a"), &[]).unwrap().unwrap();
        assert_eq!(conflict(store.insert(&row("a"), &[])), Conflict::IdTaken);
        assert_eq!(conflict(store.change("b", &approve(), &[])), Conflict::Unknown);
        assert_eq!(conflict(store.change("a", &start("one"), &[])), Conflict::State(PlanState::Pending));
        assert_eq!(conflict(store.change("a", &begin("one", 0), &[])), Conflict::State(PlanState::Pending));
        store.change("a", &approve(), &[]).unwrap().unwrap();
        assert_eq!(conflict(store.change("a", &approve(), &[])), Conflict::State(PlanState::Approved));
        store.change("a", &start("one"), &[]).unwrap().unwrap();
        assert_eq!(conflict(store.change("a", &start("two"), &[])), Conflict::State(PlanState::Executing));
        assert_eq!(conflict(store.change("a", &begin("two", 0), &[])), Conflict::Lost);
        assert_eq!(conflict(store.change("a", &begin("one", 1), &[])), Conflict::OutOfOrder);
        store.change("a", &begin("one", 0), &[]).unwrap().unwrap();
        assert_eq!(conflict(store.change("a", &begin("one", 0), &[])), Conflict::StepTaken(StepState::Open));
        // Refused by the upstream: the next one doesn't follow.
        store.change("a", &end("one", 0, StepState::Answered, 422), &[]).unwrap().unwrap();
        assert_eq!(conflict(store.change("a", &begin("one", 1), &[])), Conflict::OutOfOrder);
        assert_eq!(conflict(store.change("a", &begin("one", 0), &[])), Conflict::StepTaken(StepState::Answered));
        let late = end("one", 0, StepState::Deferred, 429);
        assert_eq!(conflict(store.change("a", &late, &[])), Conflict::StepTaken(StepState::Answered));
    });
}

#[test]
fn a_plan_that_is_settled_never_begins_a_step_again() {
    on_each_engine(|store| {
        store.insert(&row("a"), &[]).unwrap().unwrap();
        for change in [approve(), start("one"), begin("one", 0), end("one", 0, StepState::Deferred, 409)] {
            store.change("a", &change, &[]).unwrap().unwrap();
        }
        let take = PlanChange::TakeOver { from: "one".into(), to: "two".into(), lease_until: now() };
        store.change("a", &take, &[]).unwrap().unwrap();
        assert_eq!(conflict(store.change("a", &take, &[])), Conflict::Lost);
        for owner in ["one", "two"] {
            assert_eq!(conflict(store.change("a", &begin(owner, 0), &[])), Conflict::Lost, "{owner}");
        }
        assert_eq!(conflict(store.change("a", &end("one", 0, StepState::Answered, 200), &[])), Conflict::Lost);
    });
}

#[test]
fn a_message_voids_what_has_not_begun_on_its_ticket_alone() {
    on_each_engine(|store| {
        for (id, ticket) in [("pending", "T-1"), ("approved", "T-1"), ("executing", "T-1"), ("elsewhere", "T-2")] {
            store.insert(&PlanRow { ticket: ticket.into(), ..row(id) }, &[]).unwrap().unwrap();
        }
        store.change("approved", &approve(), &[]).unwrap().unwrap();
        store.change("executing", &approve(), &[]).unwrap().unwrap();
        store.change("executing", &start("one"), &[]).unwrap().unwrap();
        let void = store
            .customer_wrote("T-1", Arrival::New, None, &event(1), &|row| event(2).detail("plan", row.id.as_str()))
            .unwrap();
        assert_eq!(void.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["pending", "approved"]);
        assert_eq!((store.messages("T-1").unwrap(), store.messages("T-2").unwrap()), (1, 0));
        assert_eq!(conflict(store.change("executing", &begin("one", 0), &[])), Conflict::MessageSince);
        assert_eq!(conflict(store.insert(&row("late"), &[])), Conflict::MessageSince);
        store.insert(&PlanRow { messages: 1, ..row("new") }, &[]).unwrap().unwrap();
        store.change("elsewhere", &approve(), &[]).unwrap().unwrap();
        assert_eq!(store.records(&AuditFilter::default()).unwrap().len(), 3);
        let invalid = PlanFilter { states: vec![PlanState::Invalidated], ..PlanFilter::default() };
        assert_eq!(store.plans(&invalid).unwrap().len(), 2);
        let elsewhere = PlanFilter { ticket: Some("T-2".into()), ..PlanFilter::default() };
        assert_eq!(store.plans(&elsewhere).unwrap().len(), 1);
    });
}

/// Runs this on eight threads, every other one over a handle of its own, all at once.
fn race<T: Send>(path: &Path, work: impl Fn(&Database, usize) -> T + Sync) -> Vec<T> {
    let (one, two) = (open(path), open(path));
    let barrier = std::sync::Barrier::new(8);
    std::thread::scope(|scope| {
        let thread = |number: usize| {
            let (handle, barrier, work) = (if number.is_multiple_of(2) { &one } else { &two }, &barrier, &work);
            scope.spawn(move || {
                barrier.wait();
                work(handle, number)
            })
        };
        let threads: Vec<_> = (0..8).map(thread).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

#[test]
fn of_many_threads_on_two_handles_one_approves_one_claims_and_one_begins_each_step() {
    let (_folder, path) = place();
    let database = open(&path);
    for number in 0..10 {
        let id = format!("plan-{number}");
        database.insert(&row(&id), &[]).unwrap().unwrap();
        let count = |results: Vec<Result<Result<PlanRow, Unchanged>, StoreError>>| {
            results.into_iter().filter(|result| matches!(result, Ok(Ok(_)))).count()
        };
        assert_eq!(count(race(&path, |handle, _| handle.change(&id, &approve(), &[event(1)]))), 1);
        assert_eq!(
            count(race(&path, |handle, number| handle.change(&id, &start(&format!("{number}")), &[event(2)]))),
            1
        );
        let owner = database.plan(&id).unwrap().unwrap().execution.unwrap().owner;
        assert_eq!(count(race(&path, |handle, _| handle.change(&id, &begin(&owner, 0), &[event(3)]))), 1);
    }
    assert_eq!(database.records(&AuditFilter::default()).unwrap().len(), 30, "one record for each that won");
    assert!(database.verify().unwrap().is_intact());
}

#[test]
fn a_change_whose_record_cannot_be_written_is_not_made() {
    let (_folder, path) = place();
    let database = open(&path);
    database.insert(&row("a"), &[event(1)]).unwrap().unwrap();
    let other = Sqlite::open(&path).unwrap();
    other.execute_batch("DROP TRIGGER audit_head_only_grows; UPDATE audit_head SET seq = 7").unwrap();
    assert!(matches!(database.change("a", &approve(), &[event(2)]), Err(StoreError::ChainBroken { .. })));
    assert!(matches!(database.insert(&row("b"), &[event(2)]), Err(StoreError::ChainBroken { .. })));
    let wrote = database.customer_wrote("T-1", Arrival::New, None, &event(2), &|_| event(3));
    assert!(matches!(wrote, Err(StoreError::ChainBroken { .. })));
    assert_eq!(database.plans(&PlanFilter::default()).unwrap(), [row("a")]);
    assert_eq!(database.messages("T-1").unwrap(), 0);
}

#[test]
fn the_database_itself_forbids_what_no_program_may_do() {
    let (_folder, path) = place();
    let database = open(&path);
    database.insert(&row("waits"), &[]).unwrap().unwrap();
    database.insert(&row("ended"), &[]).unwrap().unwrap();
    for change in [
        approve(),
        start("one"),
        begin("one", 0),
        end("one", 0, StepState::Answered, 200),
        PlanChange::End { owner: "one".into(), at: now(), outcome: "{}".into() },
    ] {
        database.change("ended", &change, &[]).unwrap().unwrap();
    }
    let sqlite = Sqlite::open(&path).unwrap();
    for sql in [
        "UPDATE plan SET plan = '{\"x\":1}' WHERE id = 'waits'",
        "UPDATE plan SET identity = zeroblob(32) WHERE id = 'waits'",
        "UPDATE plan SET ticket = 'T-2' WHERE id = 'waits'",
        "UPDATE plan SET state = 'executing' WHERE id = 'waits'",
        "UPDATE plan SET state = 'approved' WHERE id = 'ended'",
        "UPDATE plan SET state = 'pending' WHERE id = 'ended'",
        "DELETE FROM plan",
        "INSERT OR REPLACE INTO plan SELECT * FROM plan WHERE id = 'waits'",
        "INSERT INTO plan_step VALUES ('waits', 0, 'open', 1, NULL, 'x', NULL)",
        "INSERT INTO plan_step VALUES ('ended', 1, 'open', 1, NULL, 'x', NULL)",
        "INSERT OR REPLACE INTO plan_step VALUES ('ended', 0, 'open', 1, NULL, 'x', NULL)",
        "UPDATE plan_step SET state = 'open' WHERE plan = 'ended'",
        "DELETE FROM plan_step",
    ] {
        assert!(sqlite.execute_batch(sql).is_err(), "{sql}");
    }
    assert_eq!(database.plan("waits").unwrap().unwrap(), row("waits"));
}

#[test]
fn a_database_of_the_first_format_is_brought_up_to_date_with_what_it_holds() {
    let (_folder, path) = place();
    let old = Sqlite::open(&path).unwrap();
    old.execute_batch(super::super::migrations::STEPS[0]).unwrap();
    old.pragma_update(None, "user_version", 1).unwrap();
    old.pragma_update(None, "application_id", super::super::APPLICATION_ID).unwrap();
    drop(old);
    let database = open(&path);
    database.append(&[event(1)]).unwrap();
    database.insert(&row("a"), &[event(2)]).unwrap().unwrap();
    assert!(database.verify().unwrap().is_intact());
}
