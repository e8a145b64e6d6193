//! The log itself: order, filters, threads, and the same behaviour as the log in memory.

use proptest::prelude::*;

use super::*;
use crate::store::{AuditFilter, AuditLog, Hash, Head, MemoryAuditLog, link};

#[test]
fn each_record_continues_the_one_before() {
    let (_folder, path) = place();
    let database = open(&path);
    assert_eq!(database.head().unwrap(), Head::EMPTY);
    assert_eq!(database.append(&[event(1), event(2)]).unwrap(), [1, 2]);
    assert_eq!(database.append(&[]).unwrap(), [0u64; 0]);
    assert_eq!(database.append(&[event(3)]).unwrap(), [3]);
    let records = database.records(&AuditFilter::default()).unwrap();
    let mut previous = Hash::ZERO;
    for (record, n) in records.iter().zip(1..) {
        assert_eq!((record.seq, &record.event), (u64::from(n), &event(n)));
        assert_eq!(record.previous, previous);
        assert_eq!(record.hash, link(&previous, record.seq, &record.event.canonical()));
        previous = record.hash;
    }
    assert_eq!(database.head().unwrap(), Head { seq: 3, hash: previous });
    let verification = database.verify().unwrap();
    assert!(verification.is_intact(), "{verification:?}");
    assert_eq!((verification.records, verification.head.hash), (3, previous));
}

#[test]
fn a_limit_keeps_the_first_or_the_last_in_the_same_order() {
    let (_folder, path) = place();
    let database = open(&path);
    database.append(&[event(1), event(2), event(3), event(4)]).unwrap();
    let numbers = |filter: AuditFilter| -> Vec<u64> {
        database.records(&filter).unwrap().iter().map(|record| record.seq).collect()
    };
    assert_eq!(numbers(AuditFilter { limit: Some(2), ..Default::default() }), [1, 2]);
    assert_eq!(numbers(AuditFilter { limit: Some(2), last: true, ..Default::default() }), [3, 4]);
    assert_eq!(numbers(AuditFilter { after: Some(3), ..Default::default() }), [4]);
    assert_eq!(numbers(AuditFilter { ticket: Some("t0".into()), ..Default::default() }), [2, 4]);
    assert_eq!(numbers(AuditFilter { call: Some("c3".into()), ..Default::default() }), [3]);
    assert_eq!(numbers(AuditFilter { after: Some(u64::MAX), ..Default::default() }), [0u64; 0]);
    assert_eq!(numbers(AuditFilter { limit: Some(u64::MAX), ..Default::default() }), [1, 2, 3, 4]);
}

#[test]
fn a_kind_from_a_newer_version_is_kept_and_found() {
    let (_folder, path) = place();
    let database = open(&path);
    let newer = AuditKind::from("plan.approved");
    database.append(&[AuditEvent::new(newer.clone(), now()), event(1)]).unwrap();
    let found = database.records(&AuditFilter { kinds: vec![newer.clone()], ..Default::default() }).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].event.kind, newer);
    assert!(database.verify().unwrap().is_intact());
}

#[test]
fn threads_on_several_connections_never_fork_the_chain() {
    let (_folder, path) = place();
    let databases = [open(&path), open(&path)];
    std::thread::scope(|scope| {
        for n in 0..4u32 {
            let database = &databases[n as usize % 2];
            scope.spawn(move || {
                for m in 0..10 {
                    let numbers = database.append(&[event(n * 100 + m), event(n)]).unwrap();
                    assert_eq!(numbers[1], numbers[0] + 1, "a batch stays together");
                }
            });
        }
    });
    let verification = databases[0].verify().unwrap();
    assert!(verification.is_intact(), "{verification:?}");
    assert_eq!(verification.records, 80);
}

fn any_event() -> impl Strategy<Value = AuditEvent> {
    let kind = prop_oneof![Just(AuditKind::Remark), Just(AuditKind::CallStarted), Just(AuditKind::RequestSent)];
    let name = || prop::option::of("[a-c]");
    let detail = prop::collection::vec((any::<String>(), any::<String>()), 0..3);
    (kind, name(), name(), detail).prop_map(|(kind, ticket, call, detail)| {
        let mut event = AuditEvent::new(kind, now());
        (event.ticket, event.call) = (ticket, call);
        event.detail = detail.into_iter().map(|(name, value)| (name, value.into())).collect();
        event
    })
}

fn any_filter() -> impl Strategy<Value = AuditFilter> {
    let name = || prop::option::of("[a-c]");
    let kinds = prop::collection::vec(prop_oneof![Just(AuditKind::Remark), Just(AuditKind::CallStarted)], 0..3);
    let number = || prop::option::of(0u64..12);
    (name(), name(), kinds, number(), number(), any::<bool>())
        .prop_map(|(ticket, call, kinds, after, limit, last)| AuditFilter { ticket, call, kinds, after, limit, last })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_file_and_the_memory_give_the_same_answers(
        events in prop::collection::vec(any_event(), 0..10),
        filters in prop::collection::vec(any_filter(), 1..8),
    ) {
        let (_folder, path) = place();
        let (file, memory) = (open(&path), MemoryAuditLog::new());
        for batch in events.chunks(3) {
            prop_assert_eq!(file.append(batch).unwrap(), memory.append(batch).unwrap());
        }
        for filter in &filters {
            prop_assert_eq!(file.records(filter).unwrap(), memory.records(filter).unwrap());
        }
        prop_assert_eq!(file.head().unwrap(), memory.head().unwrap());
        prop_assert_eq!(file.verify().unwrap(), memory.verify().unwrap());
        prop_assert!(file.verify().unwrap().is_intact());
    }
}
