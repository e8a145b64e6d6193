//! The commands where all is well: what they give, what they keep, and that they get on with each other.

use crate::support::{Call, LENA, NOW, Place, Ran, envelope};
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

#[test]
fn every_command_prints_one_envelope() {
    let place = Place::new();
    for (arguments, name) in [
        (&["demo"][..], "demo"),
        (&["tickets"], "tickets"),
        (&["widget", "--ticket", "T-1001"], "widget"),
        (&["widget", "--email", LENA], "widget"),
        (&["actions"], "actions"),
        (&["actions", "--schema"], "actions"),
        (&["connect", "--remove"], "connect"),
        (&["audit"], "audit"),
        (&["audit", "--ticket", "T-1001", "--limit", "3"], "audit"),
        (&["audit", "verify"], "audit verify"),
        (&["reset", "--yes"], "reset"),
    ] {
        for verbose in [&[][..], &["--verbose"]] {
            let ran = place.call(arguments).with(&["--json"]).with(verbose).run();
            assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{arguments:?}: {ran}");
            let envelope = envelope(&ran.stdout);
            assert_eq!(envelope["command"], name);
            assert!(envelope["result"].is_object(), "{envelope}");
        }
    }
}

#[test]
fn the_component_imports_its_contract_and_what_the_standard_library_forces() {
    let place = Place::empty();
    let result = place.call(&["inspect", "--locale", "de"]).result();
    let imports: Vec<&str> = result["imports"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    assert!(imports.contains(&"armincx:plugin/http@0.1.0"), "{imports:?}");
    for import in imports {
        let allowed = ["armincx:plugin/", "wasi:io/", "wasi:cli/"];
        assert!(allowed.iter().any(|prefix| import.starts_with(prefix)), "{import}");
    }
    assert_eq!(result["exports"], json!(["armincx:plugin/integration@0.1.0", "armincx:plugin/setup@0.1.0"]));
    assert!(result["size"].as_u64().unwrap() < 1_000_000, "{}", result["size"]);
    let manifest = &result["manifest"];
    assert_eq!(manifest["id"], "recharge");
    assert_eq!(manifest["locales"], json!(["en", "de"]));
    assert_eq!(manifest["upstreams"][0]["default_base"], "https://api.rechargeapps.com");
    assert_eq!(manifest["secrets"][0]["header"], "X-Recharge-Access-Token");
    assert!(place.kept().is_empty(), "looking at a plugin leaves nothing behind");
}

#[test]
fn the_actions_have_german_labels_too() {
    let place = Place::new();
    let labels = |locale: &str| -> Vec<(String, String)> {
        let actions = place.call(&["actions", "--locale", locale]).result()["actions"].take();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        actions.as_array().unwrap().iter().map(|action| (text(&action["id"]), text(&action["label"]))).collect()
    };
    let pairs = |list: [(&str, &str); 6]| list.map(|(id, label)| (id.to_owned(), label.to_owned()));
    assert_eq!(
        labels("de"),
        pairs([
            ("move-date", "Liefertermin verschieben"),
            ("cancel", "Abbrechen"),
            ("skip", "Nächste Abbuchung überspringen"),
            ("unskip", "Überspringen zurücknehmen"),
            ("update-address", "Adresse ändern"),
            ("open", "In Recharge öffnen"),
        ])
    );
    assert_eq!(labels("en")[1].1, "Cancel");
}

#[test]
fn the_schemas_of_the_actions_accept_what_is_right_and_reject_what_is_not() {
    let actions = Place::new().call(&["actions"]).result()["actions"].take();
    let examples = [
        ("move-date", json!({"to": "2026-12-24"}), json!({"by": {"weeks": 0}})),
        ("cancel", json!({"reason": "Too much coffee", "notify_customer": false}), json!({"reason": ""})),
        ("skip", json!({"scope": "item"}), json!({"scope": "everything"})),
        ("unskip", json!({}), json!({"charge": -1, "subscription": "x"})),
        ("update-address", json!({"country_code": "DE", "address2": ""}), json!({"country_code": "Deutschland"})),
        ("open", json!({}), json!({"page": 7, "url": "https://example.com"})),
    ];
    assert_eq!(actions.as_array().unwrap().len(), examples.len());
    for (action, (id, good, bad)) in actions.as_array().unwrap().iter().zip(examples) {
        assert_eq!(action["id"], id);
        let schema = &action["parameters"];
        jsonschema::draft202012::meta::validate(schema).unwrap_or_else(|why| panic!("{id}: {why}"));
        let validator = jsonschema::draft202012::options().should_validate_formats(true).build(schema).unwrap();
        assert!(validator.is_valid(&good), "{id} must accept {good}: {schema}");
        assert!(!validator.is_valid(&bad), "{id} must reject {bad}: {schema}");
        assert!(!validator.is_valid(&json!({"surprise": 1})), "{id} must reject unknown parameters");
        assert!(!validator.is_valid(&json!([])), "{id} takes an object");
        assert!(action["model_description"].as_str().unwrap().len() > 50, "{id}");
    }
    let dates =
        jsonschema::draft202012::options().should_validate_formats(true).build(&actions[0]["parameters"]).unwrap();
    assert!(!dates.is_valid(&json!({"to": "24.12.2026"})));
}

#[test]
fn the_actions_are_told_without_a_token_and_without_a_recharge() {
    let place = Place::new();
    let call = place.call(&["actions", "--recharge-url", "http://127.0.0.1:9"]);
    assert_eq!(call.result()["actions"].as_array().unwrap().len(), 6);
}

#[test]
fn the_local_recharge_stays_between_two_commands() {
    let place = Place::new();
    let first = place.bare(&["widget", "--ticket", "T-1001", "--now", "2026-03-01"]).result();
    let kept = fs::read(place.sandbox()).unwrap();
    // Without --now it is still that day, because the local Recharge's clock stands still.
    let second = place.bare(&["widget", "--ticket", "T-1001"]).result();
    assert_eq!(first, second);
    place.bare(&["demo"]).result();
    place.call(&["widget", "--ticket", "T-1002"]).result();
    assert_eq!(fs::read(place.sandbox()).unwrap(), kept, "reading changes nothing, another --now neither");
}

#[test]
fn a_reset_starts_over_and_keeps_the_database_aside() {
    let place = Place::new();
    place.call(&["widget", "--ticket", "T-1001"]).result();
    let records = place.intact_records();
    let notes = place.state().join("notes.txt");
    fs::write(&notes, "mine").unwrap();
    let reset = place.call(&["reset", "--yes"]).result();
    let aside = reset["database_moved_to"].as_str().unwrap();
    assert!(aside.ends_with("harness.db.20261122T090000Z.bak"), "{aside}");
    let old = rusqlite::Connection::open(aside).unwrap();
    let count: i64 = old.query_row("SELECT count(*) FROM audit", [], |row| row.get(0)).unwrap();
    assert_eq!(u64::try_from(count).unwrap(), records, "every record is in it");
    assert!(!place.sandbox().exists() && !place.database().exists());
    assert_eq!(fs::read_to_string(notes).unwrap(), "mine");
    assert_eq!(place.intact_records(), 0);
    let again = place.call(&["reset", "--yes"]).result();
    assert_ne!(again["database_moved_to"], reset["database_moved_to"], "nothing is written over");
}

fn start(call: &Call) -> Child {
    call.clone().with(&["--json"]).process().stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
fn commands_at_the_same_time_share_one_state_folder() {
    let place = Place::new();
    let call = place.call(&["widget", "--ticket", "T-1021"]);
    let running: Vec<Child> = (0..4).map(|_| start(&call)).collect();
    for child in running {
        let ran = Ran::of(&child.wait_with_output().unwrap());
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran}");
        assert_eq!(envelope(&ran.stdout)["result"]["widget"]["presence"], "full");
    }
    let calls = place.call(&["audit", "--limit", "1000"]).result()["records"].take();
    let ended = calls.as_array().unwrap().iter().filter(|record| record["detail"]["function"] == "widget-data");
    assert_eq!(ended.count(), 8, "each call's start and end");
    place.intact_records();
    let left: Vec<String> =
        place.kept().into_keys().map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect();
    assert_eq!(left, ["CACHEDIR.TAG", "sandbox.json", "tickets.since"], "no temporary file stays");
}

#[cfg(unix)]
#[test]
fn the_local_recharge_serves_other_commands_until_ctrl_c() {
    let place = Place::new();
    let mut server = start(&place.call(&["sandbox", "--port", "0"]));
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let result = envelope(&line)["result"].take();
    assert_eq!(result["now"], NOW);
    let kept = fs::read(place.sandbox()).unwrap();
    let (url, token) = (result["url"].as_str().unwrap(), result["tokens"][0]["token"].as_str().unwrap());
    let other = Place::new();
    assert_eq!(other.widget_at(url, token, LENA).result()["widget"]["presence"], "full");

    rustix::process::kill_process(rustix::process::Pid::from_child(&server), rustix::process::Signal::INT).unwrap();
    assert_eq!(server.wait().unwrap().code(), Some(0));
    assert_eq!(fs::read(place.sandbox()).unwrap(), kept, "its state is kept, and reading changed nothing");
    other.widget_at(url, token, LENA).refused(1, "unavailable");
}

#[cfg(unix)]
#[test]
fn a_reader_that_has_enough_is_no_error() {
    let place = Place::new();
    for arguments in [&["tickets"][..], &["tickets", "--json"], &["--help"], &["widget", "--ticket", "T-1021"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let child = place.call(arguments).process().stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
        let ran = Ran::of(&child.wait_with_output().unwrap());
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{arguments:?}: {ran}");
    }
}
