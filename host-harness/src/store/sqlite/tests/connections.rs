//! Connections: kept, replaced, removed, and never with a secret.

use super::*;
use crate::store::{Connection, Connections};

fn full() -> Connection {
    Connection {
        upstreams: [("recharge".to_owned(), "http://127.0.0.1:8080".to_owned())].into(),
        settings: [("portal".to_owned(), "ä \"quoted\"".to_owned())].into(),
        time_zone: Some("Europe/Berlin".to_owned()),
        store_name: Some("Demo Shop".to_owned()),
        ..Connection::new("main", "recharge")
    }
}

#[test]
fn a_connection_comes_back_as_it_was_saved_with_the_time_of_saving() {
    let (_folder, path) = place();
    let database = open(&path);
    let saved = database.put(&full()).unwrap();
    assert_eq!(saved, Connection { updated_at: now(), ..full() });
    assert_eq!(database.get("main").unwrap(), Some(saved));
    assert_eq!(database.get("other").unwrap(), None);
}

#[test]
fn saving_again_replaces_and_removing_says_whether_there_was_one() {
    let (_folder, path) = place();
    let database = open(&path);
    database.put(&full()).unwrap();
    database.put(&Connection::new("main", "recharge")).unwrap();
    database.put(&Connection::new("another", "recharge")).unwrap();
    let ids: Vec<_> = database.list().unwrap().into_iter().map(|connection| connection.id).collect();
    assert_eq!(ids, ["another", "main"]);
    assert_eq!(database.get("main").unwrap().unwrap().store_name, None);
    assert!(database.remove("main").unwrap());
    assert!(!database.remove("main").unwrap());
}

#[test]
fn a_base_with_a_password_is_refused_and_not_repeated_in_the_error() {
    let (_folder, path) = place();
    let database = open(&path);
    for base in ["https://agent:hunter2@example.com", "https://hunter2@example.com", "hunter2"] {
        let mut connection = full();
        connection.upstreams.insert("recharge".to_owned(), base.to_owned());
        let error = database.put(&connection).unwrap_err();
        assert!(matches!(error, StoreError::InvalidConnection { .. }), "{error:?}");
        assert!(!format!("{error:?} {error}").contains("hunter2"), "{error:?}");
    }
    assert!(database.put(&Connection::new("", "recharge")).is_err());
    assert_eq!(database.list().unwrap(), []);
}

#[test]
fn a_stored_connection_that_can_not_be_read_is_damage() {
    let (_folder, path) = place();
    let database = open(&path);
    database.put(&full()).unwrap();
    rusqlite::Connection::open(&path).unwrap().execute_batch("UPDATE connection SET settings = '['").unwrap();
    let error = database.get("main").unwrap_err();
    assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
    assert!(error.to_string().contains("the settings of the connection \"main\""), "{error}");
}
