//! A customer's words through the real binary: what becomes void, what is kept and told, and a conversation from the vague wish to
//! the reply.

use crate::support::{Place, Ran, envelope};
use host_harness::desk::conversation::MAX_MESSAGE;
use serde_json::{Value, json};

/// What came of a message, whatever it was: a refusal is an answer too.
#[track_caller]
fn heard(place: &Place, arguments: &[&str]) -> Value {
    let ran = place.call(arguments).with(&["--json"]).run();
    answered(&ran)
}

#[track_caller]
fn answered(ran: &Ran) -> Value {
    assert!(ran.code <= 1 && ran.stderr.is_empty(), "{ran}");
    let result = envelope(&ran.stdout)["result"].take();
    assert!(result.is_object(), "{ran}");
    result
}

fn story(place: &Place, ticket: &str, locale: &str) -> String {
    place.call(&["audit", "--ticket", ticket, "--locale", locale]).result()["timeline"].to_string()
}

fn records(place: &Place, kind: &str) -> Vec<Value> {
    let records = place.call(&["audit", "--limit", "1000"]).result()["records"].take();
    records.as_array().unwrap().iter().filter(|record| record["kind"] == kind).cloned().collect()
}

/// These words stand in the story in this order.
#[track_caller]
fn in_order(story: &str, words: &[&str]) {
    let mut rest = story;
    for word in words {
        let Some((_, after)) = rest.split_once(word) else { panic!("\"{word}\" in its place: {story}") };
        rest = after;
    }
}

#[test]
fn a_new_message_makes_void_what_waits_for_approval_and_the_story_tells_it() {
    let place = Place::new();
    let prepared = place.call(&["prepare", "move-date", "--ticket", "T-1001", "--set", "by.weeks=2"]).result();
    let plan = prepared["plans"][0]["id"].as_str().unwrap();
    let other = place.call(&["prepare", "move-date", "--ticket", "T-1027", "--set", "by.weeks=2"]).result();
    let result = heard(&place, &["message", "--ticket", "T-1001", "\n  Doch nicht!\u{1b}[2J\nGruß"]);
    assert_eq!(result["invalidated"], json!([plan]));
    assert_eq!((&result["from"], &result["words"]), (&json!("customer"), &json!("Doch nicht! [2J")));
    place.call(&["approve", plan, "--as", "anna"]).refused_in_json(1, "plan-invalidated");
    let other = other["plans"][0]["id"].as_str().unwrap();
    place.call(&["approve", other, "--as", "anna"]).result();
    assert!(records(&place, "write.sent").iter().all(|record| record["ticket"] == "T-1027"));
    in_order(
        &story(&place, "T-1001", "en"),
        &["Anna Vogel proposed", "The customer wrote: “Doch nicht!", "is void", "Ada"],
    );
    in_order(&story(&place, "T-1001", "de"), &["Der Kunde hat geschrieben: „Doch nicht!", "gilt nicht mehr", "Ada"]);
    place.intact_records();
}

#[test]
fn after_thanks_the_same_plan_waits_anew_and_once_it_is_carried_out_it_does_not() {
    let place = Place::new();
    let wish = ["message", "--ticket", "T-1035", "--locale", "de", "Bitte überspringt die nächste Lieferung."];
    let thanks = ["message", "--ticket", "T-1035", "--locale", "de", "Vielen Dank!"];
    let first = heard(&place, &wish)["plans"][0].take();
    let again = heard(&place, &thanks);
    assert_eq!(again["invalidated"], json!([first["id"]]));
    let plan = &again["plans"][0];
    assert_ne!(plan["id"], first["id"]);
    for same in ["action", "targets", "writes", "evidence", "reply"] {
        assert_eq!(plan["plan"][same], first["plan"][same], "{same}");
    }
    place.call(&["approve", first["id"].as_str().unwrap(), "--as", "anna"]).refused_in_json(1, "plan-invalidated");
    place.call(&["approve", plan["id"].as_str().unwrap(), "--as", "anna"]).result();
    let done = heard(&place, &thanks);
    assert_eq!((&done["plans"], &done["invalidated"]), (&json!([]), &json!([])), "{done}");
    assert_eq!(records(&place, "write.sent").len(), 1);
    place.intact_records();
}

#[test]
fn a_plan_that_another_one_made_stale_is_prepared_anew_from_what_was_understood() {
    let place = Place::new();
    let wish = "Skip the vitamins next time and move the dog food to 20 December, please.";
    let result = heard(&place, &["message", "--ticket", "T-1004", "--locale", "en", wish]);
    let plans: Vec<&str> =
        result["plans"].as_array().unwrap().iter().map(|plan| plan["id"].as_str().unwrap()).collect();
    assert_eq!(plans.len(), 2, "{result}");
    let mut fresh = None;
    for plan in plans {
        let ran = place.call(&["approve", plan, "--as", "anna", "--json"]).run();
        let approved = envelope(&ran.stdout)["result"].take();
        let ended = &approved["plan"]["outcome"];
        assert!(ended["done"].is_string() || ended["stale"].is_array(), "{approved}");
        if ended["stale"].is_array() {
            fresh = approved["fresh"]["plans"][0]["id"].as_str().map(str::to_owned);
            assert!(fresh.is_some(), "what is stale is prepared anew: {approved}");
        }
    }
    if let Some(plan) = fresh {
        let approved = place.call(&["approve", &plan, "--as", "anna"]).result();
        assert!(approved["plan"]["outcome"]["done"].is_string(), "{approved}");
    }
    place.intact_records();
}

#[test]
fn a_persons_own_words_are_kept_and_make_nothing_void() {
    let place = Place::new();
    let prepared = place.call(&["prepare", "move-date", "--ticket", "T-1001", "--set", "by.weeks=2"]).result();
    let plan = prepared["plans"][0]["id"].as_str().unwrap();
    let wrote = place.call(&["message", "--ticket", "T-1001", "--as", "ben", "Ich sehe nach."]).result();
    assert_eq!((&wrote["from"], &wrote["came"], &wrote["invalidated"]), (&json!("agent"), &Value::Null, &json!([])));
    place.call(&["message", "--ticket", "T-1001", "--as", "vic", "x"]).refused_in_json(4, "role-missing");
    place
        .call(&["message", "--ticket", "T-1001", "--as", "ben", "--identity", "chat", "x"])
        .refused_in_json(2, "bad-arguments");
    place.call(&["approve", plan, "--as", "anna"]).result();
    in_order(&story(&place, "T-1001", "en"), &["Ben Kowalski wrote to the customer: “Ich sehe nach.”", "approved"]);
}

#[test]
fn a_message_that_is_read_again_leaves_what_a_person_prepared() {
    let place = Place::new();
    let prepared = place.call(&["prepare", "move-date", "--ticket", "T-1001", "--set", "by.weeks=2"]).result();
    let persons = prepared["plans"][0]["id"].as_str().unwrap();
    let first = heard(&place, &["message", "--ticket", "T-1001", "--last"]);
    assert_eq!(first["invalidated"], json!([]), "{first}");
    let agents = first["plans"][0]["id"].as_str().unwrap();
    let second = heard(&place, &["message", "--ticket", "T-1001", "--last"]);
    assert_eq!(second["invalidated"], json!([agents]), "{second}");
    place.call(&["approve", persons, "--as", "anna"]).result();
}

#[test]
fn the_words_come_from_the_command_line_or_from_standard_input_or_are_the_tickets_last() {
    let place = Place::new();
    let message = ["message", "--ticket", "T-1004"];
    for call in
        [place.call(&message).stdin("from a pipe\n"), place.call(&[&message[..], &["-"]].concat()).stdin("from a pipe")]
    {
        assert_eq!(answered(&call.with(&["--json"]).run())["words"], "from a pipe");
    }
    assert_eq!(answered(&place.call(&message).with(&["--json"]).run())["words"], "", "an empty mail is one too");
    let last = heard(&place, &["message", "--ticket", "T-1001", "--last"]);
    assert_eq!(last["words"], "Hallo liebes Morgenrot-Team,");
    in_order(&story(&place, "T-1001", "en"), &["message was read: “ich bin vom"]);
    place.call(&["message", "--ticket", "T-1016", "--last"]).refused(2, "nothing-to-read").says(&["give the words"]);
    place.call(&["message", "--ticket", "T-1001", "--last", "x"]).refused_in_json(2, "bad-arguments");
}

#[test]
fn a_message_of_one_megabyte_is_taken_and_a_larger_one_is_refused_before_anything_is_kept() {
    let place = Place::new();
    let message = place.call(&["message", "--ticket", "T-1001"]);
    let refusal = message.clone().stdin("x".repeat(MAX_MESSAGE + 1)).refused(2, "message-too-long");
    refusal.says(&["1048576 bytes", "nothing was kept"]);
    assert!(records(&place, "message.received").is_empty());
    answered(&message.clone().with(&["--json"]).stdin("x ".repeat(MAX_MESSAGE / 2)).run());
    assert_eq!(records(&place, "message.received")[0]["detail"]["bytes"], MAX_MESSAGE);
    let line = format!("{}\n", "y".repeat(MAX_MESSAGE + 1));
    place.call(&["agent", "--ticket", "T-1001", "--as", "anna"]).stdin(line).refused_in_json(2, "message-too-long");
    place.intact_records();
}

#[test]
fn binary_and_hostile_text_is_taken_as_it_is_and_shown_without_what_a_terminal_obeys() {
    let place = Place::new();
    let binary: Vec<u8> = (0..=255).cycle().take(4096).collect();
    answered(&place.call(&["message", "--ticket", "T-1001", "--json"]).stdin(&binary).run());
    let hostile = "\u{1b}]0;pwned\u{7}\u{202e}lecnac\u{202c} \u{200b}<b>&amp;</b>";
    for text in [hostile, "🐈🐈🐈", "אנא בטלו", "\0\0\0"] {
        let ran = place.call(&["message", "--ticket", "T-1001", "-"]).stdin(text).run();
        let told = place.call(&["audit", "--ticket", "T-1001"]).run();
        let talked = place.call(&["agent", "--ticket", "T-1001", "--as", "anna"]).stdin(format!("{text}\n\n")).run();
        for ran in [ran, told, talked] {
            let unsafe_signs =
                |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{200b}');
            assert!(!format!("{}{}", ran.stdout, ran.stderr).contains(unsafe_signs), "{ran}");
        }
    }
    place.intact_records();
}

#[test]
fn who_and_where_has_to_be_known_and_the_ai_is_nobody_who_approves() {
    let place = Place::new();
    place.call(&["message", "--ticket", "T-101", "x"]).refused(2, "unknown-ticket").says(&["T-1001"]);
    place.call(&["agent", "--ticket", "T-101", "--as", "anna"]).refused(2, "unknown-ticket");
    for nobody in ["assistant", "Ada", "ai", "host"] {
        place.call(&["message", "--ticket", "T-1001", "--as", nobody, "x"]).refused(2, "unknown-person");
        place.call(&["agent", "--ticket", "T-1001", "--as", nobody, "--yes"]).refused(2, "unknown-person");
        place.call(&["approve", "zzzzz-zzzzz", "--as", nobody]).refused(2, "unknown-person");
    }
    place.call(&["agent", "--ticket", "T-1001"]).refused_in_json(2, "bad-arguments");
    assert!(records(&place, "message.received").is_empty());
}

#[test]
fn how_sure_the_sender_is_can_be_said() {
    let place = Place::new();
    heard(&place, &["message", "--ticket", "T-1001", "--identity", "chat", "hallo"]);
    heard(&place, &["message", "--ticket", "T-1001", "hallo"]);
    let identities: Vec<Value> =
        records(&place, "message.received").iter().map(|record| record["detail"]["identity"].clone()).collect();
    assert_eq!(identities, ["unverified", "authenticated"]);
    in_order(&story(&place, "T-1001", "en"), &["(the sender was not checked): “hallo”", "wrote: “hallo”"]);
    place.call(&["message", "--ticket", "T-1001", "--identity", "surely", "x"]).refused_in_json(2, "bad-arguments");
}

#[test]
fn a_conversation_works_through_a_pipe_and_ends_at_an_empty_line_or_the_end() {
    let place = Place::new();
    let agent = place.call(&["agent", "--ticket", "T-1032", "--as", "anna"]);
    for input in ["Danke, alles bestens!\n\nnever seen\n", "Danke, alles bestens!"] {
        let ran = agent.clone().stdin(input).run();
        assert!(
            ran.code <= 1 && ran.stdout.contains("Danke, alles bestens!") && !ran.stdout.contains("never seen"),
            "{ran}"
        );
        assert!(ran.stdout.starts_with("T-1032  Danke!") && !ran.stdout.contains('\u{1b}'), "{ran}");
    }
    let silent = agent.clone().stdin("").shown();
    assert!(silent.ends_with("Customer:\n"), "{silent}");
    let result = answered(&agent.with(&["--json"]).stdin("eins\nzwei\n").run());
    assert_eq!(result["exchanges"].as_array().unwrap().len(), 2);
    assert_eq!(result["exchanges"][1]["message"]["words"], "zwei");
    assert_eq!(records(&place, "message.received").len(), 4, "each was kept");
}

/// A vague wish, the answer to its question, and the words that both stories have.
struct Vague {
    ticket: &'static str,
    locale: &'static str,
    wish: &'static str,
    story: [&'static str; 8],
}

const VAGUE: [Vague; 2] = [
    Vague {
        ticket: "T-1033",
        locale: "de",
        wish: "Bitte die nächste Lieferung überspringen.",
        story: [
            "Der Kunde hat geschrieben",
            "fragt zu „",
            "Der Kunde hat geschrieben",
            "verstanden",
            "hat vorgeschlagen",
            "hat es freigegeben",
            "Erledigt und geprüft",
            "Dem Kunden wurde gesagt",
        ],
    },
    Vague {
        ticket: "T-1034",
        locale: "en",
        wish: "Please skip my next delivery.",
        story: [
            "The customer wrote",
            "asks about “",
            "The customer wrote",
            "understood",
            "proposed",
            "approved it",
            "Done and verified",
            "The customer was told",
        ],
    },
];

/// Asks until there are plans, with the first choice each time.
#[track_caller]
fn answered_until_plans(place: &Place, vague: &Vague) -> Value {
    let locale = ["--locale", vague.locale];
    let say = |text: &str| heard(place, &[&["message", "--ticket", vague.ticket, text][..], &locale].concat());
    let mut result = say(vague.wish);
    assert_eq!(result["came"], "question", "it is vague: {result}");
    let evidence = result["preparation"]["question"]["evidence"].as_array().unwrap();
    assert!(!evidence.is_empty(), "{result}");
    assert!(evidence.iter().all(|quote| vague.wish.contains(quote.as_str().unwrap())), "{result}");
    for _ in 0..3 {
        if result["came"] != "question" {
            break;
        }
        let question = &result["preparation"]["question"];
        assert_eq!(result["draft"], question["text"]);
        result = say(question["choices"][0]["label"].as_str().unwrap());
    }
    assert_eq!(result["came"], "plans", "{result}");
    result
}

#[test]
fn a_vague_message_becomes_a_question_a_plan_an_approval_a_verified_outcome_and_a_reply_in_both_languages() {
    for vague in &VAGUE {
        let place = Place::new();
        let result = answered_until_plans(&place, vague);
        let card = &result["plans"][0];
        assert_eq!(
            (&card["state"], &card["proposed_by"], &card["decision"]),
            (&json!("pending"), &json!("Ada"), &Value::Null)
        );
        assert!(!card["plan"]["evidence"].as_array().unwrap().is_empty(), "{card}");
        assert!(card["plan"]["reply"].is_string(), "{card}");
        let plan = card["id"].as_str().unwrap();
        let approved = place.call(&["approve", plan, "--as", "anna", "--locale", vague.locale]).result();
        assert!(approved["plan"]["outcome"]["done"].is_string(), "{approved}");
        assert_eq!(approved["told"], card["plan"]["reply"]);
        in_order(&story(&place, vague.ticket, vague.locale), &vague.story);
        place.intact_records();
    }
}

#[test]
fn a_whole_conversation_runs_through_a_pipe_with_numbers_for_choices_and_a_persons_yes() {
    for vague in &VAGUE {
        let place = Place::new();
        let call = place.call(&["agent", "--ticket", vague.ticket, "--as", "anna", "--locale", vague.locale, "--yes"]);
        let shown = call.stdin(format!("{}\n1\n1\n\n", vague.wish)).shown();
        let (words, done, told) = match vague.locale {
            "de" => ("Worte des Kunden: “", "Erledigt und durch erneutes Lesen geprüft.", "Dem Kunden gesagt:"),
            _ => ("the customer's words: “", "Done, and verified by reading again.", "Told to the customer:"),
        };
        in_order(&shown, &[vague.wish, words, "1. ", done, told]);
        in_order(&story(&place, vague.ticket, vague.locale), &vague.story);
    }
}

#[test]
fn a_person_is_asked_about_each_plan_and_only_a_clear_yes_carries_it_out() {
    for (answer, decision) in [("y", "approved"), ("d", "denied"), ("", "waits"), ("yesterday", "waits")] {
        let place = Place::new();
        let input = format!("Bitte überspringt die nächste Lieferung.\n{answer}\n\n");
        let call =
            place.call(&["agent", "--ticket", "T-1035", "--as", "anna", "--locale", "de", "--json"]).stdin(input);
        let result = answered(&call.run());
        let decided = &result["exchanges"][0]["decisions"][0];
        assert_eq!(decided["decision"], decision, "{result}");
        assert_eq!(records(&place, "write.sent").is_empty(), decision != "approved");
        assert_eq!(records(&place, "customer.told").is_empty(), decision != "approved");
    }
    let place = Place::new();
    let call = place.call(&["agent", "--ticket", "T-1035", "--as", "vic", "--yes", "--locale", "de", "--json"]);
    let ran = call.stdin("Bitte überspringt die nächste Lieferung.\n").run();
    assert_eq!(ran.code, 4, "who looks on approves nothing: {ran}");
    assert!(records(&place, "write.sent").is_empty());
}

#[test]
fn what_was_so_already_is_not_told_as_done() {
    let place = Place::new();
    let wish = ["message", "--ticket", "T-1035", "--locale", "de", "Bitte überspringt die nächste Lieferung."];
    let plan = heard(&place, &wish)["plans"][0].take();
    let targets = plan["plan"]["targets"][0]["subscription"].to_string();
    let form = ["prepare", "skip", "--ticket", "T-1035", "--subscription", &targets, "--set", "scope=item"];
    let same = place.call(&form).result()["plans"][0]["id"].as_str().unwrap().to_owned();
    place.call(&["approve", &same, "--as", "ben"]).result();
    let ran = place.call(&["approve", plan["id"].as_str().unwrap(), "--as", "anna", "--json"]).run();
    let result = envelope(&ran.stdout)["result"].take();
    assert!(result["plan"]["outcome"]["done"].is_null() && result["told"].is_null(), "{result}");
    assert!(records(&place, "customer.told").is_empty());
}

#[test]
fn a_message_that_can_not_be_read_is_kept_and_the_story_says_why() {
    let place = Place::new();
    let _server = crate::support::Served::start(&place, &[]);
    place.call(&["sandbox", "fault", "add", "error_before"]).result();
    let ran =
        place.call(&["message", "--ticket", "T-1035", "--json", "Bitte überspringt die nächste Lieferung."]).run();
    assert_eq!((ran.code, envelope(&ran.stdout)["error"]["code"].as_str()), (1, Some("unavailable")), "{ran}");
    in_order(&story(&place, "T-1035", "en"), &["The customer wrote", "could not read it"]);
}
