//! Restarts at any point, other processes, builds of the plugin, and ports.

use super::{MOVE, approve, crashing, proposed};
use crate::support::{Browser, Inbox, Page, Place, Served};
use reqwest::{Method, StatusCode};

/// The ticket once its plan has ended: after a restart that is settled while pages are shown already.
async fn ended(inbox: &Inbox, browser: &mut Browser) -> Page {
    let mut events = inbox.browser().events().await;
    let mut page = browser.ticket("T-1001").await;
    while !page.text.contains("Ended") {
        events.until("records").await;
        page = browser.ticket("T-1001").await;
    }
    page
}

#[tokio::test]
async fn a_restart_at_any_point_loses_nothing() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    browser.post("/preferences", &[("locale", "de"), ("theme", "dark")]).await;
    let (plan, page) = proposed(&mut browser).await;
    let identity = page.field_after(&format!("/plans/{plan}/approve"), "identity");
    let csrf = page.field_after("<form", "csrf");
    let port = inbox.port().to_owned();
    inbox.kill();
    let inbox = Inbox::start_at(&place, &port);
    // The page from before the restart is still good.
    let request = browser.request(Method::POST, &format!("/plans/{plan}/approve"));
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let done = browser.send(request.body(format!("csrf={csrf}&identity={identity}&ticket=T-1001&as=anna"))).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    inbox.kill();
    let _inbox = Inbox::start_at(&place, &port);
    let page = browser.ticket("T-1001").await;
    page.has("data-theme=\"dark\"").has("Erledigt und durch erneutes Lesen geprüft").has("15.12.2026");
}

#[tokio::test]
async fn a_page_hears_whether_it_missed_something_before_it_listened() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let drawn = browser.get("/tickets/T-1001").await.field_after_text("data-heard=\"");
    let drawn = drawn.split('"').next().unwrap();
    let hello = || async {
        let mut stream = inbox.browser().request(Method::GET, "/events").send().await.unwrap();
        String::from_utf8(stream.chunk().await.unwrap().unwrap().to_vec()).unwrap()
    };
    let count = |number: &str| format!("data: {number}\n");
    assert!(hello().await.contains(&count(drawn)), "nothing has happened since it was drawn");
    let mut events = browser.events().await;
    place.bare(&["sandbox", "advance", "1d"]).result();
    events.until("recharge").await;
    assert!(!hello().await.contains(&count(drawn)), "it was drawn before the clock was moved");
}

#[tokio::test]
async fn a_restart_while_a_plan_is_carried_out_settles_it_by_reading() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let (plan, page) = proposed(&mut browser).await;
    let identity = page.field_after(&format!("/plans/{plan}/approve"), "identity");
    let slow = [("effect", "delay=60000"), ("method", "WRITE"), ("back", "/developer")];
    browser.posted("/developer/faults", &slow).await.has("Answered 60000 ms late");
    let csrf = page.field_after("<form", "csrf");
    let mut events = browser.events().await;
    let request = browser.request(Method::POST, &format!("/plans/{plan}/approve"));
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let request = request.body(format!("csrf={csrf}&identity={identity}&ticket=T-1001&as=anna"));
    let approving = tokio::spawn(request.send());
    let mut other = inbox.browser();
    while !other.ticket("T-1001").await.text.contains("Sent request 1") {
        events.until("records").await;
    }
    other.ticket("T-1001").await.has("Being carried out").lacks("Approve and carry out");
    let port = inbox.port().to_owned();
    inbox.kill();
    assert!(approving.await.unwrap().is_err(), "nobody was told that it is done");
    let inbox = Inbox::start_at(&place, &port);
    let page = ended(&inbox, &mut browser).await;
    page.has("It was interrupted").has("Ended").lacks("Being carried out").lacks("Approve and carry out");
    place.bare(&["sandbox", "fault", "clear"]).result();
    let ledger = place.bare(&["sandbox", "ledger"]).result();
    let writes = ledger["entries"].as_array().unwrap().iter().filter(|entry| entry["method"] != "GET").count();
    assert_eq!(writes, 0, "nothing is sent again: {ledger}");
}

#[tokio::test]
async fn a_write_that_was_carried_out_when_the_inbox_was_killed_is_told_as_done_and_not_sent_again() {
    let place = Place::new();
    // The shop goes on when the inbox is gone.
    let sandbox = Served::start(&place, &[]);
    let inbox = Inbox::start(&place, &[]);
    assert_eq!(inbox.recharge.as_deref(), Some(sandbox.url.as_str()));
    let mut browser = inbox.browser();
    let (plan, page) = proposed(&mut browser).await;
    let identity = page.field_after(&format!("/plans/{plan}/approve"), "identity");
    // It is carried out, nobody is told, and whoever looks whether it was waits.
    for fault in [&["error_after", "--method", "WRITE"][..], &["delay=60000", "--method", "GET", "--after", "4"]] {
        place.bare(&[&["sandbox", "fault", "add"][..], fault].concat()).result();
    }
    let mut events = browser.events().await;
    assert_eq!(approve(&mut browser, &plan, &identity).await.status, StatusCode::SEE_OTHER);
    while !browser.get("/tickets/T-1001").await.text.contains("which doesn&#39;t say whether") {
        events.until("records").await;
    }
    let port = inbox.port().to_owned();
    inbox.kill();
    place.bare(&["sandbox", "fault", "clear"]).result();
    let inbox = Inbox::start_at(&place, &port);
    let page = ended(&inbox, &mut browser).await;
    page.has("It was interrupted").has("Done, and verified by reading again").lacks("Approve and carry out");
    page.has("Anna Vogel proposed:").has("Anna Vogel approved it:");
    let ledger = place.bare(&["sandbox", "ledger"]).result();
    let writes = ledger["entries"].as_array().unwrap().iter().filter(|entry| entry["method"] == "POST").count();
    assert_eq!(writes, 1, "sent once: {ledger}");
    place.intact_records();
}

#[tokio::test]
async fn a_build_that_crashes_while_pages_are_open_takes_nothing_away_and_the_next_one_goes_on() {
    let place = Place::new();
    let file = place.file("plugin.wasm", armincx_recharge_component::COMPONENT);
    let inbox = Inbox::start(&place, &["--watch", "--plugin", &file]);
    let mut browser = inbox.browser();
    let (plan, page) = proposed(&mut browser).await;
    let identity = page.field_after(&format!("/plans/{plan}/approve"), "identity");
    browser.posted("/tickets/T-1001/messages", &[("from", "person"), ("text", "Moment, bitte.")]).await;
    let mut events = browser.events().await;
    place.file("plugin.wasm", crashing());
    events.until("build").await;
    browser.get("/").await.has("A new build of the plugin is being compiled");
    events.until("plugin").await;
    browser.get("/").await.lacks("is being compiled");
    // Where the plugin fails, a form's page leads back to its ticket, and can be asked for again.
    let form = format!("{MOVE}?target=subscription:601220001");
    let crashed = browser.get(&form).await;
    crashed.has("That didn&#39;t work").has("href=\"/tickets/T-1001\">Back to the ticket");
    crashed.has(&format!("href=\"{form}\">Try again"));
    let other = browser.get("/tickets/T-1002?wait=1&fresh=1").await;
    other.has("The plugin crashed.").has("Try again").has("The developer page has the details");
    browser.get("/tickets/T-1001").await.has("Moment, bitte.").has("Waits for approval");
    // What another build has prepared is not carried out, and nothing is lost by trying.
    let refused = approve(&mut browser, &plan, &identity).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    refused.has("prepared by another version of the plugin").has("Nothing was sent.").has("Back to the ticket");
    place.file("plugin.wasm", armincx_recharge_component::COMPONENT);
    events.until("plugin").await;
    browser.get("/tickets/T-1001?wait=1&fresh=1").await.has("Espresso Morgenrot").has("Waits for approval");
    assert_eq!(approve(&mut browser, &plan, &identity).await.status, StatusCode::SEE_OTHER);
    browser.ticket("T-1001").await.has("Done, and verified by reading again").has("Moment, bitte.");
}

#[tokio::test]
async fn what_another_process_does_is_told_and_commands_work_on_the_same_shop() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    browser.ticket("T-1001").await.lacks("Weihnachten");
    let mut events = browser.events().await;
    let text = "Bitte erst nach Weihnachten";
    let told = tokio::task::spawn_blocking({
        let call = place.bare(&["message", "--ticket", "T-1001", "--as", "ben", text]);
        move || call.result()
    });
    events.until("records").await;
    told.await.unwrap();
    browser.ticket("T-1001").await.has(text).has("Ben Kowalski");
    place.bare(&["sandbox", "advance", "7d"]).result();
    events.until("recharge").await;
    browser.get("/developer").await.has("2026-11-29");
}

#[tokio::test]
async fn a_plugin_is_loaded_anew_when_it_was_built_and_a_broken_build_is_said() {
    let place = Place::new();
    let file = place.file("plugin.wasm", armincx_recharge_component::COMPONENT);
    let inbox = Inbox::start(&place, &["--watch", "--plugin", &file]);
    let mut browser = inbox.browser();
    let mut events = browser.events().await;
    place.file("plugin.wasm", "no plugin");
    events.until("plugin").await;
    let page = browser.ticket("T-1001").await;
    page.has("The newest build of the plugin can&#39;t be loaded").has("Espresso Morgenrot");
    place.file("plugin.wasm", armincx_recharge_component::COMPONENT);
    events.until("plugin").await;
    browser.ticket("T-1001").await.lacks("The newest build").has("Espresso Morgenrot");
    std::fs::remove_file(&file).unwrap();
    events.until("build").await;
    browser
        .ticket("T-1001")
        .await
        .has("The plugin&#39;s file is gone; the last build is still used.")
        .has("Espresso Morgenrot");
    place.file("plugin.wasm", armincx_recharge_component::COMPONENT);
    events.until("build").await;
    browser.ticket("T-1001").await.lacks("file is gone");
    place.call(&["serve", "--watch"]).refused(2, "nothing-to-watch");
}

#[tokio::test]
async fn the_local_recharge_is_found_at_the_same_address_after_a_restart_unless_somebody_else_has_it() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let (first, mut browser) = (inbox.recharge.clone().unwrap(), inbox.browser());
    // Its own address is no other store.
    let token = host_harness::recharge_sandbox::demo::TOKEN_FULL;
    let fields = [("name", "mine"), ("address", first.as_str()), ("token", token)];
    browser.posted("/settings/connections", &fields).await.has("is accepted and kept").has("The local Recharge");
    inbox.kill();
    let inbox = Inbox::start(&place, &[]);
    assert_eq!(inbox.recharge.as_ref(), Some(&first));
    inbox.kill();
    let port = first.rsplit_once(':').unwrap().1;
    let _taken = std::net::TcpListener::bind(format!("127.0.0.1:{port}")).unwrap();
    let inbox = Inbox::start(&place, &[]);
    assert_ne!(inbox.recharge.as_ref(), Some(&first));
    let mut browser = inbox.browser();
    browser.posted("/settings/connections/use", &[("connection", "mine")]).await.has("<bdi>mine</bdi>");
    browser.ticket("T-1001").await.has("Espresso Morgenrot");
}
