//! Opening: new files, other people's files, damaged, locked and unwritable ones.

use rusqlite::Connection as Sqlite;

use super::*;
use crate::store::{AuditFilter, AuditLog, Connection, Connections, set_aside};

#[test]
fn a_new_database_is_made_with_its_folder_for_its_owner_alone() {
    let (folder, _) = place();
    let path = folder.path().join("deep/down/harness.db");
    let database = open(&path);
    assert_eq!(database.path(), path);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(path.parent().unwrap()), 0o700);
        assert_eq!(mode(&path), 0o600);
        database.append(&[event(1)]).unwrap();
        assert_eq!(mode(&super::super::aside::sibling(&path, "-wal")), 0o600);
    }
}

#[test]
fn what_was_written_is_there_after_closing_and_opening_again() {
    let (_folder, path) = place();
    {
        let database = open(&path);
        database.append(&[event(1), event(2)]).unwrap();
        database.put(&Connection::new("main", "recharge")).unwrap();
    }
    let database = open(&path);
    assert_eq!(database.records(&AuditFilter::default()).unwrap().len(), 2);
    assert!(database.get("main").unwrap().is_some());
    assert_eq!(database.append(&[event(3)]).unwrap(), [3]);
}

#[test]
fn records_are_durable_before_append_returns() {
    let (_folder, path) = place();
    let database = open(&path);
    let sqlite = database.lock();
    let mode: String = sqlite.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
    let synchronous: i64 = sqlite.pragma_query_value(None, "synchronous", |row| row.get(0)).unwrap();
    assert_eq!((mode.as_str(), synchronous), ("wal", 2));
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_as_it_is() {
    for garbage in [b"x".to_vec(), vec![0; 4096], b"this is not a database".repeat(500)] {
        let (_folder, path) = place();
        std::fs::write(&path, &garbage).unwrap();
        let error = try_open(&path).unwrap_err();
        assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
        assert!(error.to_string().contains(&path.display().to_string()), "{error}");
        assert!(error.next_step().contains("harness reset"), "{}", error.next_step());
        assert_eq!(std::fs::read(&path).unwrap(), garbage);
    }
}

#[test]
fn a_database_with_overwritten_pages_is_refused_and_left_as_it_is() {
    let (_folder, path) = place();
    open(&path).append(&[event(1)]).unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    // The header stays, so that it still looks like a database.
    bytes[100..4096].fill(0xaa);
    std::fs::write(&path, &bytes).unwrap();
    let error = try_open(&path).unwrap_err();
    assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
}

#[test]
fn another_programs_database_is_refused_and_left_as_it_is() {
    let (_folder, path) = place();
    Sqlite::open(&path).unwrap().execute_batch("CREATE TABLE theirs (x)").unwrap();
    let before = std::fs::read(&path).unwrap();
    assert!(matches!(try_open(&path).unwrap_err(), StoreError::Foreign { .. }));
    assert_eq!(std::fs::read(&path).unwrap(), before);
    Sqlite::open(&path).unwrap().pragma_update(None, "application_id", 7).unwrap();
    assert!(matches!(try_open(&path).unwrap_err(), StoreError::Foreign { .. }));
}

#[test]
fn a_newer_format_is_named_with_both_numbers_and_left_as_it_is() {
    let (_folder, path) = place();
    drop(open(&path));
    Sqlite::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let error = try_open(&path).unwrap_err();
    assert!(matches!(error, StoreError::NewerVersion { found: 99, known: 3, .. }), "{error:?}");
    let version: i64 = Sqlite::open(&path).unwrap().pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, 99);
}

#[test]
fn a_database_that_another_connection_holds_is_reported_as_locked() {
    let (_folder, path) = place();
    drop(open(&path));
    let holder = Sqlite::open(&path).unwrap();
    holder.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; PRAGMA user_version = 1;").unwrap();
    let error = try_open(&path).unwrap_err();
    assert!(matches!(error, StoreError::Locked { .. }), "{error:?}");
    assert!(error.to_string().contains("has been writing to it for over 50ms"), "{error}");
    assert!(error.next_step().contains("try again"));
}

#[test]
fn a_write_that_another_connection_blocks_is_reported_as_locked_and_can_be_repeated() {
    let (_folder, path) = place();
    let database = try_open(&path).unwrap();
    let holder = Sqlite::open(&path).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = database.append(&[event(1)]).unwrap_err();
    assert!(matches!(error, StoreError::Locked { .. }), "{error:?}");
    assert!(database.records(&AuditFilter::default()).unwrap().is_empty());
    holder.execute_batch("ROLLBACK").unwrap();
    assert_eq!(database.append(&[event(1)]).unwrap(), [1]);
}

#[test]
fn a_path_that_can_not_be_a_database_is_not_writable() {
    let (folder, path) = place();
    std::fs::write(folder.path().join("file"), "").unwrap();
    for path in [folder.path().join("file/harness.db"), folder.path().to_owned()] {
        let error = try_open(&path).unwrap_err();
        assert!(matches!(error, StoreError::NotWritable { .. }), "{error:?}");
        assert!(error.next_step().contains("--state"), "{}", error.next_step());
    }
    assert!(!path.exists());
}

#[test]
fn two_openings_of_a_new_file_at_once_give_one_database() {
    let (_folder, path) = place();
    std::thread::scope(|scope| {
        for n in 0..4 {
            let path = &path;
            scope.spawn(move || open(path).append(&[event(n)]).unwrap());
        }
    });
    let verification = open(&path).verify().unwrap();
    assert!(verification.is_intact(), "{verification:?}");
    assert_eq!(verification.records, 4);
}

#[test]
fn a_database_set_aside_keeps_everything_and_leaves_room_for_a_new_one() {
    let (folder, path) = place();
    let first = open(&path);
    first.append(&[event(1)]).unwrap();
    drop(first);
    let aside = set_aside(&path, now()).unwrap().unwrap();
    assert_eq!(aside, folder.path().join("harness.db.20261122T100000Z.bak"));
    assert!(!path.exists());
    assert_eq!(open(&aside).records(&AuditFilter::default()).unwrap().len(), 1);
    assert!(open(&path).records(&AuditFilter::default()).unwrap().is_empty());
    let second = set_aside(&path, now()).unwrap().unwrap();
    assert_eq!(second, folder.path().join("harness.db.20261122T100000Z-2.bak"));
    assert_eq!(set_aside(&path, now()).unwrap(), None);
}

#[test]
fn a_damaged_database_can_be_set_aside_byte_for_byte() {
    let (_folder, path) = place();
    std::fs::write(&path, b"not a database").unwrap();
    let aside = set_aside(&path, now()).unwrap().unwrap();
    assert_eq!(std::fs::read(aside).unwrap(), b"not a database");
}

#[test]
fn a_database_in_use_is_not_set_aside() {
    let (_folder, path) = place();
    drop(open(&path));
    let holder = Sqlite::open(&path).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert!(matches!(set_aside(&path, now()).unwrap_err(), StoreError::Locked { .. }));
    assert!(path.exists());
}

#[cfg(unix)]
#[test]
fn a_link_in_the_databases_place_is_not_moved() {
    let (folder, path) = place();
    let elsewhere = folder.path().join("elsewhere.db");
    std::fs::write(&elsewhere, "theirs").unwrap();
    std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
    assert!(matches!(set_aside(&path, now()).unwrap_err(), StoreError::NotWritable { .. }));
    assert_eq!(std::fs::read(&elsewhere).unwrap(), b"theirs");
    assert!(path.is_symlink());
}
