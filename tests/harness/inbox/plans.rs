//! Plans from the form to the outcome and back, and two who approve at once.

use super::{MOVE, approve, proposed};
use crate::support::{Inbox, Place};
use reqwest::StatusCode;

#[tokio::test]
async fn a_delivery_is_moved_approved_told_and_taken_back_in_both_languages() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let form = browser.get(&format!("{MOVE}?target=subscription:601220001")).await;
    form.has("type=\"date\"").has("min=\"2026-11-23\"").has("One week later").has("Espresso Morgenrot");
    let early = browser.post(MOVE, &[("target", "subscription:601220001"), ("p.to", "2026-11-20")]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    early.has("is too early").has("Possible instead").has("value=\"2026-11-20\"");
    let checked =
        browser.post(&format!("{MOVE}/check"), &[("target", "subscription:601220001"), ("p.by.weeks", "2")]).await;
    checked.has("This can be prepared").lacks("<html");
    browser.ticket("T-1001").await.lacks("class=\"card");
    let (plan, page) = proposed(&mut browser).await;
    page.has("Mail from Recharge")
        .has("Deciding on it takes the role agent or lead.")
        .has("left</span> <span class=\"help\">by the local Recharge&#39;s clock, which stands still until somebody moves it");
    page.has("Before").has("After").has("Waiting for approval").has("can be approved until").has("Anna Vogel");
    let identity = page.field_after(&format!("/plans/{plan}/approve"), "identity");
    assert_eq!(identity.len(), 64);
    let done = approve(&mut browser, &plan, &identity).await;
    assert_eq!(done.to, format!("/tickets/T-1001#plan-{plan}"), "{}", done.text);
    let page = browser.ticket("T-1001").await;
    page.has("Done, and verified by reading again").has("Read back").has("Verified").lacks("Waiting for approval");
    let undone = browser.posted(&format!("/plans/{plan}/undo"), &[("ticket", "T-1001")]).await;
    undone.has("Waits for approval").has(&format!("href=\"#plan-{plan}\""));
    let german = browser.posted("/preferences", &[("locale", "de"), ("back", "/tickets/T-1001?wait=1")]).await;
    german.has("<html lang=\"de\"").has("Wartet auf Freigabe").has("Freigeben und ausführen").has("Nächste Abbuchung");
    let way_back = german.plans()[0].clone();
    let denied =
        browser.posted(&format!("/plans/{way_back}/deny"), &[("ticket", "T-1001"), ("reason", "doch nicht <b>")]).await;
    denied.has("Abgelehnt von Anna Vogel: doch nicht &#60;b&#62;");
    assert!(place.intact_records() > 20);
}

#[tokio::test]
async fn of_two_who_approve_at_once_one_does_and_the_other_is_told() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut one = inbox.browser();
    let (plan, page) = proposed(&mut one).await;
    let identity = page.field_after(&format!("/plans/{plan}/approve"), "identity");
    let mut two = inbox.browser();
    two.get("/").await;
    let (first, second) = tokio::join!(approve(&mut one, &plan, &identity), approve(&mut two, &plan, &identity));
    assert_eq!([first.status, second.status], [StatusCode::SEE_OTHER; 2], "{} {}", first.text, second.text);
    // Whoever was late is back at the ticket, which says so.
    let mut ways = [first.to, second.to];
    ways.sort();
    assert_eq!(ways, [format!("/tickets/T-1001#plan-{plan}"), format!("/tickets/T-1001?late={plan}#late")]);
    let late = two.get(&format!("/tickets/T-1001?late={plan}")).await;
    // Both were Anna, who hears of no other person than herself.
    late.has("You have approved this plan already. It is carried out once.").has("This click sent nothing.");
    late.lacks("Somebody has approved").has(&format!("href=\"#plan-{plan}\""));
    two.get("/tickets/T-1001?late=no-plan").await.lacks("id=\"late\"");
    let ledger = place.bare(&["sandbox", "ledger"]).result();
    let writes = ledger["entries"].as_array().unwrap().iter().filter(|entry| entry["method"] != "GET").count();
    assert_eq!(writes, 1, "{ledger}");
    one.ticket("T-1001").await.lacks("approved it as well");
    // Somebody else hears of her.
    two.post("/preferences", &[("person", "ben")]).await;
    let fields = [("identity", identity.as_str()), ("ticket", "T-1001"), ("as", "ben")];
    let late = two.posted(&format!("/plans/{plan}/approve"), &fields).await;
    late.has("Somebody has approved this plan already. It is carried out once.").has("Your click sent nothing.");
}

#[tokio::test]
async fn an_older_change_is_not_undone_under_a_later_one_and_a_way_back_says_what_it_takes_back() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let (first, page) = proposed(&mut browser).await;
    let identity = page.field_after(&format!("/plans/{first}/approve"), "identity");
    approve(&mut browser, &first, &identity).await;
    browser.ticket("T-1001").await.has(&format!("/plans/{first}/undo"));
    let (second, page) = proposed(&mut browser).await;
    let identity = page.field_after(&format!("/plans/{second}/approve"), "identity");
    approve(&mut browser, &second, &identity).await;
    let both = browser.ticket("T-1001").await;
    both.has(&format!("/plans/{second}/undo")).lacks(&format!("/plans/{first}/undo"));
    both.has("Not undone by itself").has(&format!("href=\"#plan-{second}\""));
    // By a page from before, or by the command, as little.
    let late = browser.post(&format!("/plans/{first}/undo"), &[("ticket", "T-1001")]).await;
    late.has("has changed the same since").has("href=\"/tickets/T-1001\"");
    place.bare(&["undo", &first, "--as", "ben"]).refused(1, "undo-overtaken");
    let back = browser.posted(&format!("/plans/{second}/undo"), &[("ticket", "T-1001")]).await;
    back.has("Takes back:").has("Waits for approval");
}
