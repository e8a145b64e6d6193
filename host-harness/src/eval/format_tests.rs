//! What a file may say, and how what it may not say is named.

use super::*;

const PLAIN: &str = r#"{"id": "1", "lang": "en", "text": "hi", "today": "2026-04-18", "fixture": "triple"}"#;

/// The plain line with this gold.
fn with(gold: &str) -> String {
    format!("{}, \"gold\": {gold}}}", PLAIN.trim_end_matches('}'))
}

/// What is wrong with a file of this line alone.
fn wrong(line: &str) -> String {
    match read(line.as_bytes()) {
        Err(Unusable::Lines(lines)) => lines.into_iter().map(|(_, why)| why).collect::<Vec<_>>().join("; "),
        other => panic!("{line}: {other:?}"),
    }
}

fn gold(text: &str) -> Gold {
    read(with(text).as_bytes()).unwrap().lines[0].gold.clone().unwrap()
}

#[test]
fn a_byte_order_mark_blank_lines_and_windows_line_ends_are_tolerated() {
    let second = PLAIN.replace("\"1\"", "\"2\"").replace("\"en\"", "\"de\"");
    let file = format!("\u{feff}\r\n{PLAIN}\r\n  \r\n{second}\r\n");
    let messages = read(file.as_bytes()).unwrap();
    let lines: Vec<_> = messages.lines.iter().map(|line| (line.number, line.id.as_str(), line.lang)).collect();
    assert_eq!(lines, [(2, "1", Lang::English), (4, "2", Lang::German)]);
    assert_eq!(messages.lines[0].gold, None, "it is answered and not judged");
    assert!(messages.unknown_keys.is_empty());
}

#[test]
fn a_single_wish_and_several_say_the_same() {
    let one = gold(r#"{"outcome": "prepare", "action": "move-date", "target": ["S2", "S1"], "date": "2026-05-01"}"#);
    let wanted = Wanted {
        act: Act::MoveDate,
        targets: [Sub::S1, Sub::S2].into(),
        dates: ["2026-05-01".parse().unwrap()].into(),
        address: Fields::new(),
    };
    assert_eq!(one.wanted, std::slice::from_ref(&wanted));
    let several = gold(
        r#"{"outcome": "prepare", "actions": [{"action": "move-date", "target": ["S1", "S2"], "date": "2026-05-01"},
            {"action": "update-address", "target": "S3", "address": {"zip": "1", "address1": "a"}}]}"#
            .replace('\n', " ")
            .as_str(),
    );
    assert_eq!(several.wanted[0], wanted);
    assert_eq!(several.wanted[1].address.keys().copied().collect::<Vec<_>>(), [Field::Address1, Field::Zip]);
    let any = r#"{"outcome":"prepare","action":"move-date","target":"S1","date_any_of":["2026-05-01","2026-05-08"]}"#;
    assert_eq!(gold(any).wanted[0].dates.len(), 2);
}

#[test]
fn what_was_understood_of_an_open_question_is_no_wish() {
    let asked = gold(
        r#"{"outcome": "clarify", "action": null, "action_candidates": ["skip", "cancel"], "target": null, "missing": ["action", "date"], "must_not": ["cancel"]}"#,
    );
    assert_eq!(asked.wanted, []);
    assert_eq!(asked.missing, [Part::Action, Part::Date].into());
    assert_eq!(asked.must_not, [Act::Cancel].into());
    assert_eq!(gold(r#"{"outcome": "handoff", "action": "cancel", "target": "S1"}"#).wanted, []);
}

#[test]
fn every_mistake_of_a_line_is_named_with_what_belongs_there() {
    let change = |old: &str, new: &str| PLAIN.replace(old, new);
    for (line, why) in [
        ("nonsense".to_owned(), "no JSON at column"),
        (r#"{"id": "1""#.to_owned(), "ends in the middle"),
        ("[1]".to_owned(), "it is no JSON object"),
        (change(r#""id": "1", "#, ""), "\"id\" is missing"),
        (change(r#""1""#, "7"), "\"id\" is no text"),
        (change(r#""1""#, "\" \""), "\"id\" is no text"),
        (change(r#""en""#, "\"fr\""), "\"lang\" is \"fr\"; it is one of en, de"),
        (change(r#""hi""#, "null"), "\"text\" is missing"),
        (change("2026-04-18", "18.04.2026"), "\"today\" is no date like 2026-11-22"),
        (change("2026-04-18", "2026-02-30"), "\"today\" is no date"),
        (change("2026-04-18", "2026-04-18T10:00"), "\"today\" is no date"),
        (change("2026-04-18", "1752-09-14"), "\"today\" is no day of this century"),
        (change("triple", "double"), "\"fixture\" is \"double\"; it is one of single, triple"),
        (with("7"), "\"gold\" is no JSON object"),
        (with("{}"), "\"gold.outcome\" is missing"),
        (with(r#"{"outcome": "perpare"}"#), "\"gold.outcome\" is \"perpare\"; it is one of prepare, clarify"),
        (with(r#"{"outcome": "prepare"}"#), "\"gold.action\" is missing, and the outcome is prepare"),
        (with(r#"{"outcome": "prepare", "action": "skip"}"#), "\"gold.target\" is missing"),
        (with(r#"{"outcome": "prepare", "action": "pause", "target": "S1"}"#), "\"gold.action\" is \"pause\""),
        (with(r#"{"outcome": "prepare", "action": "skip", "target": "S4"}"#), "it is one of S1, S2, S3"),
        (with(r#"{"outcome": "prepare", "action": "skip", "target": [7]}"#), "\"gold.target\" is no text"),
        (with(r#"{"outcome": "prepare", "action": "move-date", "target": "S1"}"#), "\"gold.date\" is missing"),
        (with(r#"{"outcome": "prepare", "action": "update-address", "target": "S1"}"#), "\"gold.address\" is missing"),
        (
            with(r#"{"outcome": "prepare", "action": "update-address", "target": "S1", "address": {"street": "a"}}"#),
            "\"gold.address.street\" is no part of an address: address1,",
        ),
        (with(r#"{"outcome": "prepare", "actions": []}"#), "\"gold.actions\" is no list of actions"),
        (with(r#"{"outcome": "prepare", "actions": [7]}"#), "\"gold.actions[0]\" is no JSON object"),
        (
            with(r#"{"outcome": "prepare", "action": "skip", "actions": [{"action": "skip", "target": "S1"}]}"#),
            "stands instead of",
        ),
        (
            with(
                r#"{"outcome": "prepare", "actions": [{"action": "skip", "target": "S1"}, {"action": "skip", "target": ["S1", "S2"]}]}"#,
            ),
            "names skip for the same subscription twice",
        ),
        (with(r#"{"outcome": "clarify", "missing": "date"}"#), "\"gold.missing\" is no list"),
        (with(r#"{"outcome": "clarify", "missing": ["time"]}"#), "\"gold.missing\" is \"time\""),
        (with(r#"{"outcome": "inform", "missing": ["date"]}"#), "\"gold.missing\" is for clarify"),
        (with(r#"{"outcome": "inform", "must_not": ["stop"]}"#), "\"gold.must_not\" is \"stop\""),
        (with(r#"{"outcome": "clarify", "action_candidates": ["stop"]}"#), "\"gold.action_candidates\" is \"stop\""),
    ] {
        let said = wrong(&line);
        assert!(said.contains(why), "{line}: {said}");
    }
}

#[test]
fn a_customer_with_one_subscription_has_no_other_one() {
    let line = with(r#"{"outcome": "prepare", "action": "skip", "target": "S2"}"#).replace("triple", "single");
    assert!(wrong(&line).contains("the fixture \"single\" has S1 alone"));
}

#[test]
fn every_line_that_is_wrong_is_named_and_no_more_than_a_few_in_full() {
    let file = format!("{PLAIN}\n{}{PLAIN}\n", "{}\n".repeat(6));
    let said = read(file.as_bytes()).unwrap_err().to_string();
    assert!(said.starts_with("line 2: \"fixture\" is missing; line 3: "), "{said}");
    assert!(said.ends_with("; and 2 more lines"), "{said}");
    let twice = read(format!("{PLAIN}\n{PLAIN}").as_bytes()).unwrap_err();
    assert_eq!(twice.to_string(), "line 2: the id \"1\" is that of line 1 too");
}

#[test]
fn a_file_without_a_message_or_without_text_is_none() {
    for empty in ["", "\n\r\n", "\u{feff}"] {
        assert_eq!(read(empty.as_bytes()), Err(Unusable::Empty));
    }
    assert_eq!(read(b"{}\n{}\n\xff"), Err(Unusable::NotText(3)));
}

#[test]
fn keys_that_nobody_knows_are_counted_and_nothing_else() {
    let line = with(r#"{"outcome": "none", "acton": "skip", "note": 1}"#);
    let file = format!("{line}\n{}", line.replace("\"1\"", "\"2\"").replace("\"acton\": \"skip\", ", ""));
    let messages = read(file.as_bytes()).unwrap();
    let unknown: Vec<_> = messages.unknown_keys.into_iter().collect();
    assert_eq!(unknown, [("gold.acton".to_owned(), (1, 1)), ("gold.note".to_owned(), (1, 2))]);
}
