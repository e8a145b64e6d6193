//! A machine that is not as needed: exit code 3, what is wrong and what to do, and nothing lost.

use crate::support::{LENA, Place, Refusal};
use host_harness::recharge_sandbox::demo;
use rusqlite::{Connection, TransactionBehavior};
use std::fs;
use std::net::TcpListener;

/// A place with a local Recharge and a database in use.
fn used() -> Place {
    let place = Place::new();
    place.call(&["widget", "--ticket", "T-1001"]).result();
    place
}

#[test]
fn a_damaged_database_is_left_as_it_is_and_reset_keeps_it_aside() {
    let place = used();
    for suffix in ["-wal", "-shm"] {
        let _ = fs::remove_file(place.state().join(format!("harness.db{suffix}")));
    }
    let damaged = b"this was a database once, before the disk failed".repeat(100);
    fs::write(place.database(), &damaged).unwrap();
    let before = place.kept();
    for arguments in [&["widget", "--ticket", "T-1001"][..], &["actions"], &["audit"], &["audit", "verify"]] {
        let refusal = place.call(arguments).refused(3, "database-damaged");
        refusal.says(&["harness.db", "harness reset"]);
    }
    assert_eq!(fs::read(place.database()).unwrap(), damaged);
    assert_eq!(place.kept(), before);

    let reset = place.call(&["reset", "--yes"]).result();
    let aside = reset["database_moved_to"].as_str().unwrap();
    assert_eq!(fs::read(aside).unwrap(), damaged, "not a byte is lost");
    place.call(&["widget", "--ticket", "T-1001"]).result();
}

#[test]
fn a_database_of_another_program_is_not_touched() {
    let place = Place::new();
    let other = Connection::open(place.database()).unwrap();
    other.execute_batch("CREATE TABLE recipes (name TEXT); INSERT INTO recipes VALUES ('Pfannkuchen')").unwrap();
    drop(other);
    let bytes = fs::read(place.database()).unwrap();
    place.call(&["audit"]).refused(3, "database-foreign").says(&["--state"]);
    assert_eq!(fs::read(place.database()).unwrap(), bytes);
}

#[test]
fn a_locked_database_is_waited_for_and_then_named_with_its_holder() {
    let place = used();
    let records = place.intact_records();
    let mut holder = Connection::open(place.database()).unwrap();
    let lock = holder.transaction_with_behavior(TransactionBehavior::Exclusive).unwrap();
    let refusal = place.call(&["widget", "--email", LENA]).refused_in_json(3, "database-locked");
    refusal.says(&["harness.db", "wait for the other process", "was not changed"]);
    if cfg!(target_os = "linux") {
        refusal.says(&[&format!("process {}", std::process::id())]);
    }
    drop(lock);
    drop(holder);
    assert_eq!(place.intact_records(), records, "nothing was written, nothing lost");
    place.call(&["widget", "--email", LENA]).result();
}

#[test]
fn a_state_folder_that_is_a_file_is_refused_and_stays() {
    let place = Place::empty();
    let file = place.file("notes.txt", "mine");
    for folder in [file.clone(), format!("{file}/state")] {
        for arguments in
            [&["demo"][..], &["widget", "--email", LENA], &["actions"], &["audit"], &["sandbox", "--port", "0"]]
        {
            let call = place.call(arguments).with(&["--state", &folder]);
            call.refused(3, "state-not-writable").says(&[&folder, "--state"]);
        }
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
}

#[test]
fn a_database_path_that_is_a_folder_is_refused() {
    let place = Place::new();
    fs::create_dir(place.database()).unwrap();
    place.call(&["audit"]).refused(3, "database-not-writable").says(&["harness.db", "--state"]);
    assert!(place.database().is_dir());
}

#[track_caller]
fn refused_state(place: &Place, text: &str) -> Refusal {
    fs::write(place.sandbox(), text).unwrap();
    place.bare(&["tickets"]).refused(3, "sandbox-state");
    place.call(&["sandbox", "--port", "0"]).refused(3, "sandbox-state");
    let refusal = place.call(&["widget", "--ticket", "T-1001"]).refused(3, "sandbox-state");
    assert_eq!(fs::read_to_string(place.sandbox()).unwrap(), text, "left as it is");
    refusal
}

#[test]
fn a_damaged_local_recharge_is_left_as_it_is_and_reset_makes_a_new_one() {
    let place = used();
    let whole = fs::read_to_string(place.sandbox()).unwrap();
    let half: String = whole.chars().take(whole.chars().count() / 2).collect();
    refused_state(&place, &half).says(&["sandbox.json", "damaged at line ", "harness reset"]);
    refused_state(&place, "").says(&["damaged"]);
    refused_state(&place, "[]").says(&["damaged"]);
    refused_state(&place, &whole.replacen("\"format\": 3", "\"format\": 7", 1)).says(&["format 7", "harness reset"]);
    let records = place.intact_records();
    assert!(records > 0);

    place.call(&["reset", "--yes"]).result();
    place.call(&["widget", "--ticket", "T-1001"]).result();
    assert_eq!(fs::read_to_string(place.sandbox()).unwrap(), whole, "the same shop on the same day");
}

#[test]
fn a_port_in_use_is_named_with_the_way_out() {
    let place = Place::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    place.call(&["sandbox", "--port", &port]).refused(3, "port-in-use").says(&[&port, "choose another one"]);
}

#[cfg(unix)]
#[test]
fn a_secret_file_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;

    let place = Place::new();
    place.call(&["connect"]).stdin(demo::TOKEN_READ_ONLY).result();
    let file = crate::support::files_below(&place.secrets()).remove(0);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    for arguments in [&["widget", "--email", LENA][..], &["demo"]] {
        let refusal = place.call(arguments).refused(3, "secret-unavailable");
        refusal.says(&["connection-local.recharge-token", "chmod 600"]);
        assert!(!format!("{refusal:?}").contains(demo::TOKEN_READ_ONLY), "{refusal:?}");
    }
    place.call(&["connect", "--remove"]).result();
    place.call(&["widget", "--email", LENA]).result();
}
