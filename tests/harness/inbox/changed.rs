//! What changes between a plan and its approval, and plans that come to nothing: what waits afterwards is what a person
//! would have wished, and says where it comes from.

use super::{MOVE, approve, proposed};
use crate::support::{Inbox, Place};

const COFFEE: &str = "subscription:601220001";

#[tokio::test]
async fn a_wish_that_would_be_another_one_by_now_is_not_prepared_by_itself() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let page = browser.posted(MOVE, &[("target", COFFEE), ("p.to", "2026-12-15")]).await;
    let plan = page.plans()[0].clone();
    let identity = page.field_after(&format!("/plans/{plan}/approve"), "identity");
    place.bare(&["sandbox", "fault", "add", "process_charge"]).result();
    approve(&mut browser, &plan, &identity).await;
    place.bare(&["sandbox", "fault", "clear"]).result();
    let page = browser.ticket("T-1001").await;
    page.has("Not done: the state has changed").has("As approved").has("As it is");
    // The next charge would be brought forward by weeks: nobody wished that, and nothing waits.
    page.has("No new plan was made").lacks("Waits for approval").lacks("Approve and carry out");
    assert_eq!(page.plans(), [plan.as_str()]);
    let to = format!("{MOVE}?target=subscription%3A601220001#form");
    page.has(&format!("href=\"{to}\">Choose again</a>"));
    browser.get(to.split('#').next().unwrap()).await.has("type=\"date\"").lacks("value=\"2026-12-15\"");
    browser
        .posted("/preferences", &[("locale", "de"), ("back", "/tickets/T-1001?wait=1")])
        .await
        .has("Es wurde kein neuer Plan gemacht")
        .has("Neu wählen");
    let asked = place.call(&["audit", "--limit", "1000"]).result();
    let proposals = asked["records"].as_array().unwrap().iter().filter(|record| record["kind"] == "plan.proposed");
    assert_eq!(proposals.count(), 1);
}

#[tokio::test]
async fn what_is_prepared_anew_stays_its_proposers_and_says_what_is_different() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let street = [("target", COFFEE), ("p.address1", "Neue Str. 5"), ("p.apply_to", "all")];
    let page = browser.posted("/tickets/T-1001/actions/update-address", &street).await;
    let plan = page.plans()[0].clone();
    // Somebody else changes the same address meanwhile.
    let other = [("target", COFFEE), ("p.address1", "Allee 7"), ("p.apply_to", "all"), ("as", "ben")];
    browser.posted("/preferences", &[("person", "ben"), ("back", "/")]).await;
    let page = browser.posted("/tickets/T-1001/actions/update-address", &other).await;
    let bens = page.plans().into_iter().find(|id| *id != plan).unwrap();
    for id in [&bens, &plan] {
        let identity = page.field_after(&format!("/plans/{id}/approve"), "identity");
        let fields = [("identity", identity.as_str()), ("ticket", "T-1001"), ("as", "ben")];
        browser.post(&format!("/plans/{id}/approve"), &fields).await;
    }
    let page = browser.ticket("T-1001").await;
    page.has("Prepared anew, because this was not carried out:").has(&format!("href=\"#plan-{plan}\""));
    page.has("Before it was to be").has("Now it is to be").has("Allee 7").lacks("No new plan was made");
    let fresh = page.plans().into_iter().next().unwrap();
    assert!(fresh != plan && fresh != bens);
    // Anna had wished it, and Ben has approved: the records say so.
    page.has("What Anna Vogel had proposed was prepared anew as things are now");
    let card = page.text.split(&format!("id=\"plan-{fresh}\"")).nth(1).unwrap().split("</article>").next().unwrap();
    assert!(card.contains("Asked for by <bdi>Anna Vogel</bdi>"), "{card}");
}

#[tokio::test]
async fn a_plan_that_failed_or_expired_is_prepared_again_as_a_new_plan_and_nothing_is_sent_twice() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let (plan, page) = proposed(&mut browser).await;
    let identity = page.field_after(&format!("/plans/{plan}/approve"), "identity");
    place.bare(&["sandbox", "fault", "add", "error_before"]).result();
    approve(&mut browser, &plan, &identity).await;
    place.bare(&["sandbox", "fault", "clear"]).result();
    let page = browser.ticket("T-1001").await;
    page.has("Failed; nothing was changed").has("Prepare it again").lacks("/subscriptions/601220001 was answered");
    let again = browser.posted(&format!("/plans/{plan}/again"), &[("ticket", "T-1001")]).await;
    again.has("Waits for approval").has("Prepared anew, because this was not carried out:").lacks("Prepare it again");
    let second = again.plans()[0].clone();
    assert_ne!(second, plan);
    // Nobody decides in time.
    place.bare(&["sandbox", "advance", "5h"]).result();
    let page = browser.ticket("T-1001").await;
    page.has("Expired").has("Prepare it again").lacks("Approve and carry out");
    let late = approve(&mut browser, &second, &identity).await;
    assert!(late.status.is_client_error(), "{}", late.status);
    late.has("The time for this plan is over.").has("Back to the ticket");
    let third = browser.posted(&format!("/plans/{second}/again"), &[("ticket", "T-1001")]).await;
    let third_plan = third.plans()[0].clone();
    let identity = third.field_after(&format!("/plans/{third_plan}/approve"), "identity");
    approve(&mut browser, &third_plan, &identity).await;
    browser.ticket("T-1001").await.has("Done, and verified by reading again");
    let ledger = place.bare(&["sandbox", "ledger"]).result();
    let writes = ledger["entries"].as_array().unwrap().iter().filter(|entry| entry["method"] == "POST").count();
    assert_eq!(writes, 1, "{ledger}");
    // What is done is not prepared again by that way.
    browser.post(&format!("/plans/{third_plan}/again"), &[("ticket", "T-1001")]).await;
    browser.ticket("T-1001").await.lacks("Approve and carry out");
}

#[tokio::test]
async fn what_could_not_be_read_after_a_write_is_not_told() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let (plan, page) = proposed(&mut browser).await;
    let identity = page.field_after(&format!("/plans/{plan}/approve"), "identity");
    for fault in [
        &["error_after", "--method", "WRITE", "--times", "1"][..],
        &["error_before", "--method", "GET", "--after", "4"],
    ] {
        place.bare(&[&["sandbox", "fault", "add"][..], fault].concat()).result();
    }
    let mut events = browser.events().await;
    approve(&mut browser, &plan, &identity).await;
    let mut page = browser.get("/tickets/T-1001").await;
    while page.text.contains("Recharge is at work on this") {
        events.until("records").await;
        page = browser.get("/tickets/T-1001").await;
    }
    page.has("Not known whether it happened").has("could not be read");
    page.lacks("without a name").lacks("no next charge");
}
