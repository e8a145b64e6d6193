//! What fails is said in words with a way out.

use super::{approve, crashing, proposed};
use crate::support::{HARNESS, Inbox, Place, Served};
use reqwest::StatusCode;

#[tokio::test]
async fn a_recharge_that_fails_or_is_gone_is_said_in_words_with_a_way_out() {
    let place = Place::new();
    let sandbox = Served::start(&place, &[]);
    let inbox = Inbox::start(&place, &[]);
    assert_eq!(inbox.recharge.as_deref(), Some(sandbox.url.as_str()));
    let mut browser = inbox.browser();
    browser
        .posted("/developer/faults", &[("effect", "error_before"), ("back", "/developer")])
        .await
        .has("▲</span> 500, not carried out</span>")
        .lacks("Switch all off");
    let unread = [("effect", "conflict"), ("times", "often"), ("back", "/developer")];
    let unread = browser.post("/developer/faults", &unread).await;
    assert_eq!(unread.status, StatusCode::UNPROCESSABLE_ENTITY);
    unread.has("Nothing was switched on.");
    let second = [("effect", "unknown_fields"), ("back", "/developer")];
    browser.posted("/developer/faults", &second).await.has("Switch all off");
    let page = browser.get("/tickets/T-1007?wait=1&fresh=1").await;
    assert_eq!(page.status, StatusCode::OK);
    page.has("Try again").has("The ticket can be worked on meanwhile").has("Payment problem?");
    browser.posted("/developer/faults/clear", &[("back", "/developer")]).await.lacks("500, not carried out</span>");
    let mut events = browser.events().await;
    sandbox.kill();
    events.until("server").await;
    // From then on the inbox serves what was kept.
    let mut page = browser.get("/tickets/T-1007?wait=1&fresh=1").await;
    if !page.text.contains("Omega-3") {
        events.until("server").await;
        page = browser.get("/tickets/T-1007?wait=1&fresh=1").await;
    }
    page.has("Omega-3");
}

#[tokio::test]
async fn where_a_part_of_recharge_does_not_answer_the_place_of_the_actions_says_why_there_are_none() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    place.bare(&["sandbox", "fault", "add", "error_before", "--path", "/charges"]).result();
    let page = browser.get("/tickets/T-1001?wait=1&fresh=1").await;
    page.has(
        "</span> <bdi>No action is possible now: The charges could not be read.</bdi> <a href=\"/tickets/T-1001?fresh=1#widget\" data-refresh",
    );
    browser
        .posted("/preferences", &[("person", "vic"), ("back", "/tickets/T-1001?wait=1")])
        .await
        .lacks("<bdi>No action is possible now: The charges could not be read.</bdi> <a");
    place.bare(&["sandbox", "fault", "clear"]).result();
    browser
        .posted("/preferences", &[("person", "anna"), ("back", "/tickets/T-1001?wait=1&fresh=1")])
        .await
        .has("/actions/move-date?target")
        .lacks("could not be read");
}

#[tokio::test]
async fn a_write_that_recharge_answers_with_an_error_holds_nobody_up_and_is_told_as_it_is() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let (plan, page) = proposed(&mut browser).await;
    let identity = page.field_after(&format!("/plans/{plan}/approve"), "identity");
    let fault = [("effect", "error_before"), ("method", "WRITE"), ("back", "/developer")];
    browser.posted("/developer/faults", &fault).await;
    let mut events = browser.events().await;
    let sent = approve(&mut browser, &plan, &identity).await;
    assert_eq!(
        (sent.status, sent.to.as_str()),
        (StatusCode::SEE_OTHER, format!("/tickets/T-1001#plan-{plan}").as_str())
    );
    browser.posted("/preferences", &[("locale", "de"), ("back", "/")]).await;
    let working = browser.ticket("T-1001").await;
    working.has("Wird ausgeführt").has("Recharge arbeitet daran.").has("Sie können unterdessen weiterarbeiten.");
    working.has("Recharge hat mit einem Fehler (500) geantwortet, der nicht sagt, ob die Änderung geschehen ist.");
    working.has("gesendet wird nichts mehr").lacks("nicht geantwortet").lacks("Freigeben und ausführen");
    let mut ended = working;
    while ended.text.contains("Recharge arbeitet daran.") {
        events.until("records").await;
        ended = browser.ticket("T-1001").await;
    }
    ended.has("Fehlgeschlagen; nichts wurde geändert").has("Das Nachlesen zeigt nichts davon");
    ended.has("geantwortet, der nicht sagt, ob es geschehen ist").lacks("gave no answer").lacks("nicht geantwortet");
    let ledger = place.bare(&["sandbox", "ledger"]).result();
    let writes = ledger["entries"].as_array().unwrap().iter().filter(|entry| entry["method"] == "POST").count();
    assert_eq!(writes, 1, "sent once: {ledger}");
}

#[tokio::test]
async fn a_recharge_that_fails_before_the_write_is_told_in_the_pages_language_and_nothing_is_sent() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let (plan, page) = proposed(&mut browser).await;
    let identity = page.field_after(&format!("/plans/{plan}/approve"), "identity");
    browser.posted("/developer/faults", &[("effect", "error_before"), ("back", "/developer")]).await;
    browser.posted("/preferences", &[("locale", "de"), ("back", "/")]).await;
    approve(&mut browser, &plan, &identity).await;
    let page = browser.ticket("T-1001").await;
    page.has("Nichts wurde gesendet: Ob noch alles so ist wie freigegeben, war nicht zu lesen:");
    page.has("Recharge hat mit einem Fehler (500) geantwortet").has("Darum wurde nichts gesendet.");
    page.lacks("was answered with").lacks("preconditions").lacks("etwas senden, was es nicht darf");
}

#[tokio::test]
async fn a_port_that_is_taken_and_ids_that_are_not_there_name_the_way_out() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let refusal = place.call(&["serve", "--port", inbox.port()]).refused(3, "port-in-use");
    assert!(refusal.hint.as_ref().is_some_and(|hint| hint.contains("--port")), "{refusal:?}");
    assert!(std::path::Path::new(HARNESS).exists());
    let mut browser = inbox.browser();
    for path in ["/tickets/T-9999", "/tickets/T-1001/actions/explode", "/records/999999999", "/nowhere"] {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        page.has("That didn&#39;t work").has("href=\"/\"").has("<select name=\"person\">");
    }
    let plan = browser.post("/plans/aaaaa-aaaaa/approve", &[("identity", &"0".repeat(64)), ("ticket", "T-1001")]).await;
    assert_eq!(plan.status, StatusCode::NOT_FOUND);
    plan.has("There is no such plan").has("href=\"/tickets/T-1001\"");
    browser.get("/?q=lieferung%20lena").await.has("Lieferung verschieben").lacks("stop my order");
    let many = browser.get("/tickets/T-1021?wait=1").await;
    assert!(many.text.len() < 100_000, "{}", many.text.len());
    many.has("more subscriptions");
    // What a page is drawn by stays in its addresses, also where it fetches the rest of itself.
    let found = browser.get("/tickets/T-1021?wait=1&find=bohne&story=all").await;
    let more = found.text.split("lines=all").next().unwrap().rsplit("href=\"").next().unwrap().to_owned();
    assert_eq!(more, "/tickets/T-1021?find=bohne&#38;story=all&#38;");
    found.has("href=\"/tickets/T-1021?find=bohne&#38;story=all&#38;fresh=1#widget\" data-refresh");
    browser
        .get("/tickets/T-1021?wait=1&find=bohne+210")
        .await
        .has("1 of 300")
        .has("Bohne 210")
        .lacks("more subscriptions");
}

#[tokio::test]
async fn a_plugin_that_panics_is_said_to_have_crashed_and_the_ticket_can_be_worked_on() {
    let place = Place::new();
    let file = place.file("plugin.wasm", crashing());
    let log = place.path().join("log");
    let inbox = Inbox::logging(&place, &["--plugin", &file], &log);
    let mut browser = inbox.browser();
    let page = browser.ticket("T-1002").await;
    assert_eq!(page.status, StatusCode::OK);
    page.has("The plugin crashed.")
        .has("Try again")
        .has("The developer page has the details")
        .lacks("panicked on purpose");
    let form = browser.get("/tickets/T-1002/actions/skip").await;
    assert_eq!(form.status, StatusCode::BAD_GATEWAY);
    form.has("The plugin crashed.").has("<select name=\"person\">").has("href=\"/\"");
    let read = browser.posted("/tickets/T-1002/read", &[("as", "anna")]).await;
    read.has("It could not read the message").has("The plugin crashed.").has("Read it again");
    browser
        .posted("/tickets/T-1002/messages", &[("from", "person"), ("text", "Moment, bitte.")])
        .await
        .has("Moment, bitte.");
    let german = browser.posted("/preferences", &[("locale", "de"), ("back", "/tickets/T-1002?wait=1")]).await;
    german.has("Das Plugin ist abgestürzt.").has("Er konnte die Nachricht nicht lesen");
    browser.get("/developer").await.has("plugin-panicked");
    // What pages don't say is where they say that it is, one line each.
    let log = std::fs::read_to_string(log).unwrap();
    let said = log.lines().find(|line| line.contains("code=plugin-panicked")).unwrap_or_else(|| panic!("{log}"));
    assert!(said.contains("Z warning: a page says that something failed;") && said.contains("on purpose"), "{said}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_state_folder_that_is_removed_under_the_server_is_noticed_and_nothing_is_taken() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let (plan, page) = proposed(&mut browser).await;
    let identity = page.field_after(&format!("/plans/{plan}/approve"), "identity");
    let (csrf, style) = (page.field_after("<form", "csrf"), page.field_after_text("<link rel=\"stylesheet\" href=\""));
    let style = style.split('"').next().unwrap().to_owned();
    std::fs::remove_dir_all(place.state()).unwrap();
    for path in ["/", "/tickets/T-1001", "/settings", "/developer"] {
        let gone = browser.get(path).await;
        assert_eq!(gone.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        gone.has("everything is recorded in was removed")
            .has("put its state folder back")
            .has("<select name=\"person\">");
    }
    assert_eq!(browser.get(&style).await.status, StatusCode::OK);
    let body = format!("csrf={csrf}&as=anna&identity={identity}&ticket=T-1001");
    let click = browser.request(reqwest::Method::POST, &format!("/plans/{plan}/approve")).body(body);
    let click = click.header("content-type", "application/x-www-form-urlencoded").header("origin", &inbox.url);
    assert_eq!(browser.send(click).await.status, StatusCode::SERVICE_UNAVAILABLE);
    // Another database in its place is not the one that it has open.
    std::fs::create_dir_all(place.state()).unwrap();
    std::fs::write(place.database(), "").unwrap();
    assert_eq!(browser.get("/").await.status, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn records_that_were_changed_are_said_on_the_ticket_and_where_it_is_approved() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let (_, page) = proposed(&mut browser).await;
    page.has("records are as they were written").has("checked at ").lacks("not as they were written");
    let change =
        "DROP TRIGGER audit_keeps_events; UPDATE audit SET event = replace(event, '2026', '2025') WHERE seq = 1";
    rusqlite::Connection::open(place.database()).unwrap().execute_batch(change).unwrap();
    // As soon as there is something newer, all of them are looked at.
    let page = browser.posted("/tickets/T-1001/messages", &[("from", "person"), ("text", "Moment, bitte.")]).await;
    let broken = "The records are not as they were written.";
    assert_eq!(page.text.matches(broken).count(), 3, "at the top, on the card, and above the records: {}", page.text);
    let (card, _) = page.text.split_once("Approve and carry out").unwrap();
    assert!(card.rsplit_once("<article").unwrap().1.contains(broken), "{card}");
}
