//! Conversations: kept in order, with the plans a message makes void, and a plan's reply told once.

use super::*;
use crate::store::{Actor, ActorKind, Arrival, AuditFilter, Conversations, MemoryStore, PlanStore, TurnRow, Voice};

fn reply(plan: Option<&str>) -> TurnRow {
    TurnRow {
        voice: Voice::Assistant,
        by: Some(Actor { kind: ActorKind::Ai, id: "assistant".into(), name: "Ada".into() }),
        draft: plan.is_none(),
        asked: Some("{}".to_owned()),
        plan: plan.map(str::to_owned),
        ..TurnRow::of_customer("T-1", now(), "Erledigt \u{0} 🐈")
    }
}

#[test]
fn what_was_said_comes_back_in_order_and_a_plan_is_told_once() {
    let (_folder, path) = place();
    let stores: [&dyn PlanStore; 2] = [&open(&path), &MemoryStore::new()];
    for store in stores {
        let wrote = TurnRow::of_customer("T-1", now(), "a\u{0}b\nc");
        store.customer_wrote("T-1", Arrival::New, Some(&wrote), &event(1), &|_| event(2)).unwrap();
        store.customer_wrote("T-1", Arrival::New, None, &event(1), &|_| event(2)).unwrap();
        assert!(store.say(&reply(None), &[event(3)]).unwrap());
        assert!(store.say(&reply(Some("abc")), &[event(4)]).unwrap());
        assert!(!store.say(&reply(Some("abc")), &[event(5)]).unwrap());
        assert_eq!(store.turns("T-1").unwrap(), [wrote, reply(None), reply(Some("abc"))]);
        assert_eq!(store.turns("T-2").unwrap(), []);
        assert_eq!(store.messages("T-1").unwrap(), 2);
        assert_eq!(store.records(&AuditFilter::default()).unwrap().len(), 4, "what wasn't added has no record");
    }
    let again = open(&path);
    assert_eq!(again.turns("T-1").unwrap().len(), 3, "it survives");
    let rewritten = rusqlite::Connection::open(&path).unwrap().execute("UPDATE turn SET text = 'x'", []);
    assert!(rewritten.unwrap_err().to_string().contains("never changed"));
}
