//! Somebody edits the file by hand: the guards stop the casual ones, and the check finds the others.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use proptest::prelude::*;
use rusqlite::Connection as Sqlite;

use super::*;
use crate::store::sqlite::migrations::{AUDIT_GUARDS, guard_sql};
use crate::store::{AuditLog, Finding, Hash, link};

/// A database with so many records. Each number is made once and copied, because making one waits for the disk.
fn filled(path: &Path, records: u32) {
    static MADE: Mutex<BTreeMap<u32, Vec<u8>>> = Mutex::new(BTreeMap::new());
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    let bytes = made.entry(records).or_insert_with(|| {
        let (_folder, path) = place();
        let events: Vec<_> = (1..=records).map(event).collect();
        open(&path).append(&events).unwrap();
        std::fs::read(&path).unwrap()
    });
    std::fs::write(path, bytes).unwrap();
}

/// Changes the file as somebody would who knows SQLite: without the guards, which are back in place afterwards.
fn tamper(path: &Path, change: impl FnOnce(&Sqlite)) {
    let sqlite = Sqlite::open(path).unwrap();
    sqlite.execute_batch("PRAGMA ignore_check_constraints = ON; PRAGMA synchronous = OFF").unwrap();
    for name in AUDIT_GUARDS {
        sqlite.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    change(&sqlite);
    for name in AUDIT_GUARDS {
        sqlite.execute_batch(guard_sql(name).unwrap()).unwrap();
    }
}

fn findings(path: &Path) -> Vec<Finding> {
    open(path).verify().unwrap().findings
}

#[test]
fn the_guards_refuse_to_change_or_remove_records() {
    let (_folder, path) = place();
    filled(&path, 3);
    let sqlite = Sqlite::open(&path).unwrap();
    for statement in [
        "UPDATE audit SET event = '{}' WHERE seq = 1",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE seq = 3",
        "REPLACE INTO audit (seq, event, previous, hash) SELECT seq, '{}', previous, hash FROM audit WHERE seq = 2",
        "INSERT INTO audit (seq, event, previous, hash) VALUES (9, '{}', zeroblob(32), zeroblob(32))",
        "UPDATE audit_head SET seq = 1",
        "UPDATE audit_head SET hash = zeroblob(32)",
        "DELETE FROM audit_head",
    ] {
        let error = sqlite.execute_batch(statement).unwrap_err().to_string();
        assert!(error.contains("audit log"), "{statement}: {error}");
    }
    assert!(open(&path).verify().unwrap().is_intact());
}

#[test]
fn a_tamper_that_changes_nothing_is_no_finding() {
    let (_folder, path) = place();
    filled(&path, 3);
    tamper(&path, |_| {});
    assert_eq!(findings(&path), []);
}

#[test]
fn a_changed_event_is_named_by_its_number() {
    let (_folder, path) = place();
    filled(&path, 4);
    tamper(&path, |sqlite| {
        sqlite.execute_batch("UPDATE audit SET event = replace(event, '\"n\":2', '\"n\":7') WHERE seq = 2").unwrap();
    });
    assert_eq!(findings(&path), [Finding::Altered { seq: 2 }]);
}

#[test]
fn a_changed_event_with_a_new_hash_of_its_own_breaks_the_next_link() {
    let (_folder, path) = place();
    filled(&path, 3);
    tamper(&path, |sqlite| {
        let previous: [u8; 32] =
            sqlite.query_row("SELECT hash FROM audit WHERE seq = 1", [], |row| row.get(0)).unwrap();
        let event = event(9).canonical();
        let hash = link(&Hash::from_bytes(previous), 2, &event);
        sqlite.execute("UPDATE audit SET event = ?1, hash = ?2 WHERE seq = 2", (event, hash.as_bytes())).unwrap();
    });
    assert_eq!(findings(&path), [Finding::Unlinked { seq: 3 }]);
}

#[test]
fn records_missing_at_the_end_are_found_and_nothing_is_added_after_them() {
    let (_folder, path) = place();
    filled(&path, 4);
    tamper(&path, |sqlite| sqlite.execute_batch("DELETE FROM audit WHERE seq > 2").unwrap());
    assert_eq!(findings(&path), [Finding::End { last: 2, head: 4 }]);
    let error = open(&path).append(&[event(5)]).unwrap_err();
    assert!(matches!(error, StoreError::ChainBroken { .. }), "{error:?}");
    assert!(error.next_step().contains("harness audit verify"));
    assert_eq!(findings(&path), [Finding::End { last: 2, head: 4 }]);
}

#[test]
fn a_guard_taken_out_or_made_harmless_is_found() {
    let (_folder, path) = place();
    filled(&path, 1);
    let sqlite = Sqlite::open(&path).unwrap();
    sqlite.execute_batch("DROP TRIGGER audit_keeps_records").unwrap();
    assert_eq!(findings(&path), [Finding::Guard { name: "audit_keeps_records".into() }]);
    sqlite.execute_batch("CREATE TRIGGER audit_keeps_records BEFORE DELETE ON audit BEGIN SELECT 1; END").unwrap();
    assert_eq!(findings(&path), [Finding::Guard { name: "audit_keeps_records".into() }]);
}

/// What can be done to the stored rows, with numbers that are brought into range.
#[derive(Debug, Clone)]
enum Mutation {
    FlipByte { row: usize, column: usize, byte: usize, mask: u8 },
    AppendByte { row: usize, column: usize },
    CutByte { row: usize, column: usize },
    Renumber { row: usize, to: i64 },
    Delete { row: usize },
    SwapNumbers { row: usize, other: usize },
    SwapEvents { row: usize, other: usize },
    AppendForged,
    InsertCopy { row: usize },
    Truncate { keep: usize },
    HeadNumber { to: i64 },
    HeadByte { byte: usize, mask: u8 },
    HeadGone,
}

fn any_mutation() -> impl Strategy<Value = Mutation> {
    use Mutation::*;
    let i = || 0usize..1000;
    prop_oneof![
        6 => (i(), 0usize..3, i(), 1u8..).prop_map(|(row, column, byte, mask)| FlipByte { row, column, byte, mask }),
        1 => (i(), 0usize..3).prop_map(|(row, column)| AppendByte { row, column }),
        1 => (i(), 0usize..3).prop_map(|(row, column)| CutByte { row, column }),
        1 => (i(), -3i64..20).prop_map(|(row, to)| Renumber { row, to }),
        1 => i().prop_map(|row| Delete { row }),
        1 => (i(), i()).prop_map(|(row, other)| SwapNumbers { row, other }),
        1 => (i(), i()).prop_map(|(row, other)| SwapEvents { row, other }),
        1 => Just(AppendForged),
        1 => i().prop_map(|row| InsertCopy { row }),
        1 => i().prop_map(|keep| Truncate { keep }),
        1 => (-2i64..20).prop_map(|to| HeadNumber { to }),
        1 => (i(), 1u8..).prop_map(|(byte, mask)| HeadByte { byte, mask }),
        1 => Just(HeadGone),
    ]
}

type Row = (i64, Vec<u8>, Vec<u8>, Vec<u8>);

/// All that a log is made of, as bytes.
fn snapshot(sqlite: &Sqlite) -> (Vec<Row>, Vec<Row>) {
    let read = |sql: &str| -> Vec<Row> {
        let mut statement = sqlite.prepare(sql).unwrap();
        let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
        statement.query_map([], row).unwrap().map(Result::unwrap).collect()
    };
    (
        read("SELECT seq, CAST(event AS BLOB), previous, hash FROM audit ORDER BY seq"),
        read("SELECT seq, hash, x'', x'' FROM audit_head"),
    )
}

fn apply(sqlite: &Sqlite, mutation: &Mutation) {
    let (rows, head) = snapshot(sqlite);
    let row = |index: usize| rows[index % rows.len()].clone();
    let field = |row: &Row, column: usize| [&row.1, &row.2, &row.3][column].clone();
    let set = |seq: i64, column: usize, bytes: Vec<u8>| {
        let target = ["event = CAST(?1 AS TEXT)", "previous = ?1", "hash = ?1"][column];
        sqlite.execute(&format!("UPDATE audit SET {target} WHERE seq = ?2"), (bytes, seq)).unwrap();
    };
    let insert = |row: &Row| {
        let sql = "INSERT INTO audit (seq, event, previous, hash) VALUES (?1, CAST(?2 AS TEXT), ?3, ?4)";
        sqlite.execute(sql, (row.0, &row.1, &row.2, &row.3)).unwrap();
    };
    match *mutation {
        Mutation::FlipByte { row: index, column, byte, mask } => {
            let mut bytes = field(&row(index), column);
            let byte = byte % bytes.len();
            bytes[byte] ^= mask;
            set(row(index).0, column, bytes);
        }
        Mutation::AppendByte { row: index, column } => {
            let mut bytes = field(&row(index), column);
            bytes.push(b' ');
            set(row(index).0, column, bytes);
        }
        Mutation::CutByte { row: index, column } => {
            let mut bytes = field(&row(index), column);
            bytes.pop();
            set(row(index).0, column, bytes);
        }
        Mutation::Renumber { row: index, to } => {
            // Onto a number that is taken, SQLite refuses and nothing changes.
            _ = sqlite.execute("UPDATE audit SET seq = ?1 WHERE seq = ?2", (to, row(index).0));
        }
        Mutation::Delete { row: index } => {
            sqlite.execute("DELETE FROM audit WHERE seq = ?1", [row(index).0]).unwrap();
        }
        Mutation::SwapNumbers { row: a, other: b } => {
            let (mut a, mut b) = (row(a), row(b));
            sqlite.execute("DELETE FROM audit WHERE seq IN (?1, ?2)", (a.0, b.0)).unwrap();
            std::mem::swap(&mut a.0, &mut b.0);
            insert(&a);
            if a.0 != b.0 {
                insert(&b);
            }
        }
        Mutation::SwapEvents { row: a, other: b } => {
            let (a, b) = (row(a), row(b));
            set(a.0, 0, b.1);
            set(b.0, 0, a.1);
        }
        Mutation::AppendForged => {
            let last = row(rows.len() - 1);
            let event = event(77).canonical();
            let previous: [u8; 32] = last.3.clone().try_into().unwrap();
            let seq = last.0 + 1;
            let hash = link(&Hash::from_bytes(previous), seq as u64, &event);
            insert(&(seq, event.into_bytes(), last.3, hash.as_bytes().to_vec()));
        }
        Mutation::InsertCopy { row: index } => {
            let mut copy = row(index);
            copy.0 = rows.len() as i64 + 1;
            insert(&copy);
        }
        Mutation::Truncate { keep } => {
            sqlite.execute("DELETE FROM audit WHERE seq > ?1", [(keep % rows.len()) as i64]).unwrap();
        }
        Mutation::HeadNumber { to } => {
            sqlite.execute("UPDATE audit_head SET seq = ?1", [to]).unwrap();
        }
        Mutation::HeadByte { byte, mask } => {
            let mut hash = head[0].1.clone();
            let byte = byte % hash.len();
            hash[byte] ^= mask;
            sqlite.execute("UPDATE audit_head SET hash = ?1", [hash]).unwrap();
        }
        Mutation::HeadGone => {
            sqlite.execute("DELETE FROM audit_head", []).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn any_change_to_the_stored_rows_is_found(records in 1u32..7, mutation in any_mutation()) {
        let (_folder, path) = place();
        filled(&path, records);
        let mut changed = false;
        tamper(&path, |sqlite| {
            let before = snapshot(sqlite);
            apply(sqlite, &mutation);
            changed = snapshot(sqlite) != before;
        });
        prop_assert_eq!(open(&path).verify().unwrap().is_intact(), !changed);
    }
}
