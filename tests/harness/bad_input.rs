//! What a person types or names wrongly: exit code 2, a stable code, one line and what to do, and nothing touched.

use crate::support::{Call, LENA, Place, Ran, Refusal, envelope};

/// A component with the right names and nothing behind them.
const HOLLOW: &str = r#"(component
    (instance $nothing)
    (export "armincx:plugin/integration@0.1.0" (instance $nothing))
    (export "armincx:plugin/setup@0.1.0" (instance $nothing)))"#;

#[test]
fn an_unknown_ticket_is_named_with_the_one_that_was_meant() {
    let place = Place::new();
    place.call(&["widget", "--ticket", "T-1001"]).result();
    let before = place.kept();
    for command in ["widget", "demo"] {
        let refusal = place.call(&[command, "--ticket", "T-101"]).refused(2, "unknown-ticket");
        refusal.says(&["\"T-101\"", "did you mean T-1001"]);
        place.call(&[command, "--ticket", "😀"]).refused(2, "unknown-ticket").says(&["harness tickets"]);
    }
    for flags in [&[][..], &["--json"], &["--verbose"]] {
        let ran = place.call(&["widget", "--ticket", "T-\u{1b}[31m1\u{202e}"]).with(flags).run();
        assert_eq!(ran.code, 2, "{ran}");
        let said = format!("{}{}", ran.stdout, ran.stderr);
        assert!(!said.contains(['\u{1b}', '\u{202e}']), "nothing a terminal obeys: {said:?}");
    }
    assert_eq!(place.kept(), before);
}

#[test]
fn a_malformed_address_is_refused_before_anything_is_asked() {
    let place = Place::new();
    place.call(&["widget", "--ticket", "T-1001"]).result();
    let before = place.kept();
    for email in ["", " ", "lena", "@example.com", "lena@", "a@b@c", "lena brandt@example.com", "a@example.com\r\nb: c"]
    {
        let refusal = place.call(&["widget", "--email", email]).refused(2, "invalid-request");
        refusal.says(&["malformed", "Correct it"]);
    }
    let endless = format!("{}@example.com", "x".repeat(5000));
    place.call(&["widget", "--email", &endless]).refused(2, "invalid-request");
    let german = place.call(&["widget", "--email", "lena", "--locale", "de"]).refused(2, "invalid-request");
    german.says(&["E-Mail-Adresse"]);
    let asked = place.call(&["audit", "--ticket", "none", "--limit", "1000"]).result()["records"].to_string();
    assert!(asked.contains("call.started") && !asked.contains("request."), "no request left: {asked}");
    assert_eq!(place.kept(), before);
}

#[test]
fn an_address_that_would_give_the_token_away_is_refused_without_repeating_it() {
    let place = Place::empty();
    for (url, why) in [
        ("http://api.rechargeapps.com", "https://"),
        ("http://192.168.0.7:8080", "https://"),
        ("https://user:hunter2@api.rechargeapps.com", "no user or password"),
        ("ftp://api.rechargeapps.com", "https://"),
        ("https://api.rechargeapps.com?token=hunter2", "no query"),
        ("api.rechargeapps.com", "https://"),
        ("", "https://"),
        ("http://127.0.0.1:0", "port"),
    ] {
        let call = place.call(&["widget", "--email", LENA, "--recharge-url", url]);
        let refusal = call.token("sk_1x1_abc").refused(2, "bad-url");
        refusal.says(&["--recharge-url", why]);
        assert!(!refusal.words().contains("hunter2"), "{refusal:?}");
        let variable = place.call(&["tickets"]).env("ARMINCX_RECHARGE_URL", url);
        variable.refused(2, "bad-url");
    }
    assert!(place.kept().is_empty(), "nothing was made");
}

#[test]
fn a_time_that_is_none_is_refused() {
    let place = Place::empty();
    for now in ["", "today", "22.11.2026", "2026-13-01", "2026-11-22T25:00:00Z", "9999999999"] {
        place.bare(&["tickets", "--now", now]).refused(2, "bad-time").says(&["--now", "2026-11-22T09:30:00Z"]);
    }
    assert!(place.kept().is_empty(), "nothing was made");
}

#[test]
fn a_language_that_is_no_tag_is_refused() {
    let place = Place::empty();
    for locale in ["", "d", "de_DE", "../de", "de DE", "de-"] {
        place.call(&["tickets", "--locale", locale]).refused(2, "bad-locale").says(&["--locale", "de-AT"]);
    }
    assert!(place.kept().is_empty(), "nothing was made");
}

#[test]
fn arguments_that_nobody_knows_are_refused_for_people_and_for_programs() {
    let place = Place::empty();
    for (arguments, words) in [
        (&["wigdet"][..], "wigdet"),
        (&["widget"], "--ticket"),
        (&["widget", "--ticket", "T-1001", "--email", LENA], "cannot be used with"),
        (&["tickets", "--tickets"], "--tickets"),
        (&["sandbox", "--port", "99999"], "99999"),
        (&["audit", "--limit", "many"], "many"),
        (&["audit", "verify", "--noted", "abc"], "abc"),
        (&["connect", "sk_1x1_0123456789"], "unexpected argument"),
        (&["connect", "--stdin", "--remove"], "cannot be used with"),
        (&["tickets", "--now", "2026-11-22", "--now", "2026-11-23"], "--now"),
    ] {
        let call = place.bare(arguments);
        let people = call.run();
        assert_eq!((people.code, people.stdout.as_str()), (2, ""), "{arguments:?}: {people}");
        assert!(people.stderr.starts_with("error: ") && people.stderr.contains(words), "{arguments:?}: {people}");
        let refusal = call.refused_in_json(2, "bad-arguments");
        assert!(refusal.message.contains(words), "{arguments:?}: {refusal:?}");
        assert!(refusal.hint.is_some(), "{refusal:?}");
    }
    assert!(place.kept().is_empty(), "nothing was made");
}

#[test]
fn help_and_version_are_no_errors() {
    let place = Place::empty();
    for argument in ["--help", "--version", "help"] {
        let ran = place.bare(&[argument]).run();
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran}");
        assert!(ran.stdout.contains("harness"), "{ran}");
    }
    let nothing = place.bare(&[]).run();
    assert_eq!(nothing.code, 2, "{nothing}");
    assert!(nothing.stderr.contains("Usage:"), "{nothing}");
}

/// Refused alike as `--plugin` of a command and as the file of `inspect`.
#[track_caller]
fn refused_plugin(place: &Place, path: &str, code: &str) -> Refusal {
    place.call(&["inspect", path]).refused(2, code);
    place.call(&["actions", "--plugin", path]).refused(2, code)
}

#[test]
fn a_file_that_is_no_plugin_is_told_apart_from_one_for_another_host() {
    let place = Place::new();
    place.call(&["widget", "--ticket", "T-1001"]).result();
    let component = |text: &str| wat::parse_str(text).unwrap();
    let shell = place.file("script.wasm", "#!/bin/sh\n");
    let empty = place.file("empty.wasm", "");
    let module = place.file("module.wasm", component("(module)"));
    let whole = armincx_recharge_component::COMPONENT;
    let cut = place.file("cut.wasm", &whole[..whole.len() / 2]);
    let world = r#"(component (instance $i) (export "acme:tool/run@1.0.0" (instance $i)))"#;
    let world = place.file("world.wasm", component(world));
    let newer = place.file("newer.wasm", component(&HOLLOW.replace("@0.1.0", "@0.2.0")));
    let surplus = HOLLOW.replace("(component", r#"(component (import "wasi:filesystem/types@0.2.6" (instance))"#);
    let surplus = place.file("surplus.wasm", component(&surplus));
    let hollow = place.file("hollow.wasm", component(HOLLOW));
    let before = place.kept();

    let missing = place.path().join("no-such.wasm");
    let missing = missing.to_str().unwrap();
    refused_plugin(&place, missing, "plugin-unreadable").says(&["no-such.wasm", "give the path"]);
    refused_plugin(&place, place.path().to_str().unwrap(), "plugin-unreadable").says(&["give the path"]);
    refused_plugin(&place, &shell, "plugin-not-wasm").says(&["not a WebAssembly file", "cargo build"]);
    refused_plugin(&place, &empty, "plugin-not-wasm").says(&["cargo build"]);
    refused_plugin(&place, &module, "plugin-core-module").says(&["core module", "wasm32-wasip2"]);
    refused_plugin(&place, &cut, "plugin-corrupt").says(&["damaged", "build it again"]);
    refused_plugin(&place, &world, "plugin-wrong-world").says(&["acme:tool/run@1.0.0", "armincx:plugin/setup@0.1.0"]);
    refused_plugin(&place, &newer, "plugin-wrong-version").says(&["armincx:plugin@0.2.0", "armincx:plugin@0.1.0"]);
    refused_plugin(&place, &surplus, "plugin-surplus-import").says(&["wasi:filesystem/types@0.2.6"]);
    refused_plugin(&place, &hollow, "plugin-incompatible").says(&["wit/"]);

    assert_eq!(place.kept(), before, "nothing was lost or left behind");
    let shown = place.call(&["widget", "--ticket", "T-1001"]).shown();
    assert!(shown.contains("Lena Brandt"), "the built-in plugin still works: {shown}");
}

#[test]
fn an_error_tells_its_causes_when_asked() {
    let place = Place::empty();
    let call = place.call(&["inspect", "no-such.wasm"]);
    let (short, long) = (call.run(), call.with(&["--verbose"]).run());
    assert!(!short.stderr.contains("Caused by:"), "{short}");
    assert!(long.stderr.starts_with(&short.stderr) && long.stderr.contains("Caused by:\n  1. "), "{long}");
}

#[test]
fn nothing_is_reset_without_a_yes() {
    let place = Place::new();
    place.call(&["widget", "--ticket", "T-1001"]).result();
    let before = place.kept();
    let call: Call = place.call(&["reset"]);
    call.stdin("y\n").refused(2, "confirmation-needed").says(&["--yes"]);
    assert_eq!(place.kept(), before);
}

#[test]
fn a_broken_argument_list_still_gives_programs_their_envelope() {
    let place = Place::empty();
    let ran: Ran = place.bare(&["--json", "--bogus"]).run();
    assert_eq!((ran.code, ran.stderr.as_str()), (2, ""), "{ran}");
    let envelope = envelope(&ran.stdout);
    assert_eq!((&envelope["command"], &envelope["ok"]), (&"harness".into(), &false.into()));
}
