//! Who works here is read anew for every request: a role that is lowered while a page is open, and a file with a mistake.

use super::{MOVE, approve, proposed};
use crate::support::{Inbox, Place};
use reqwest::StatusCode;

/// One person with one role.
fn person(id: &str, name: &str, role: &str) -> String {
    format!("[[people]]\nid = \"{id}\"\nname = \"{name}\"\nroles = [\"{role}\"]\n")
}

fn says(place: &Place, text: &str) {
    std::fs::write(place.state().join("people.toml"), text).unwrap();
}

#[tokio::test]
async fn a_role_that_is_lowered_while_a_page_is_open_counts_for_its_next_click() {
    let place = Place::new();
    says(&place, &person("anna", "Anna Vogel", "lead"));
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let (plan, page) = proposed(&mut browser).await;
    let identity = page.field_after(&format!("/plans/{plan}/approve"), "identity");
    page.has("Anna Vogel (lead)").lacks("Ben Kowalski");
    says(&place, &person("anna", "Anna Vogel", "viewer"));
    let refused = approve(&mut browser, &plan, &identity).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text);
    refused
        .has("Anna Vogel")
        .has("has no role that allows to approve")
        .has("Nothing was sent.")
        .has("href=\"/tickets/T-1001\"");
    let form = browser.post(MOVE, &[("target", "subscription:601220001"), ("p.by.weeks", "2")]).await;
    assert_eq!(form.status, StatusCode::FORBIDDEN);
    let ticket = browser.ticket("T-1001").await;
    ticket.has("Waiting for approval").has("Your role can&#39;t approve this.").lacks("/approve\"");
    // It is their own, which they may take back.
    ticket.has(">Withdraw</summary>").lacks(">Deny</summary>");
    // By the command as well.
    let refusal = place.bare(&["approve", &plan, "--as", "anna"]).refused(4, "role-missing");
    refusal.says(&["Anna Vogel"]);
    place.bare(&["approve", &plan, "--as", "lea"]).refused(2, "unknown-person").says(&["known are anna"]);
    let ledger = place.bare(&["sandbox", "ledger"]).result()["entries"].to_string();
    assert!(!ledger.contains("\"POST\"") && !ledger.contains("\"PUT\""), "{ledger}");
    // And back: nothing was lost.
    says(&place, &person("anna", "Anna Vogel", "agent"));
    let done = approve(&mut browser, &plan, &identity).await;
    assert_eq!(done.to, format!("/tickets/T-1001#plan-{plan}"), "{}", done.text);
    browser.ticket("T-1001").await.has("Done, and verified by reading again");
}

#[tokio::test]
async fn whoever_may_approve_a_colleagues_plan_may_deny_it_and_who_may_neither_is_told() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let (plan, page) = proposed(&mut browser).await;
    page.has("Asked for by").has(">Deny</summary>");
    browser.post("/preferences", &[("person", "vic")]).await;
    let looks_on = browser.ticket("T-1001").await;
    looks_on.has("Your role can neither approve nor deny this.").lacks(&format!("/plans/{plan}/deny"));
    browser.post("/preferences", &[("person", "ben")]).await;
    browser.ticket("T-1001").await.has(&format!("/plans/{plan}/approve")).has(&format!("/plans/{plan}/deny"));
    let fields = [("reason", "she meant the other one"), ("ticket", "T-1001"), ("as", "ben")];
    let denied = browser.posted(&format!("/plans/{plan}/deny"), &fields).await;
    denied.has("Ben Kowalski").has("she meant the other one");
    // By the command as well.
    let (plan, _) = proposed(&mut browser).await;
    place.bare(&["deny", &plan, "--as", "vic", "--reason", "no"]).refused(4, "role-missing");
    place.bare(&["deny", &plan, "--as", "anna", "--reason", "no"]).result();
}

#[tokio::test]
async fn a_new_browser_is_whoever_the_file_names_first_in_the_language_of_the_command() {
    let place = Place::new();
    says(&place, &(person("lea", "Lea Sommer", "lead") + &person("ben", "Ben Kowalski", "agent")));
    let inbox = Inbox::start(&place, &["--locale", "en"]);
    let mut browser = inbox.browser();
    let german = browser.request(reqwest::Method::GET, "/").header("accept-language", "de");
    browser.send(german).await.has("<html lang=\"en\"").has("<option value=\"lea\" selected>Lea Sommer (lead)");
    let (plan, _) = proposed(&mut browser).await;
    browser.ticket("T-1001").await.has(&format!("/plans/{plan}/approve"));
}

#[tokio::test]
async fn with_a_file_that_has_a_mistake_nobody_does_anything_and_it_is_said_where_it_is() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let (plan, page) = proposed(&mut browser).await;
    let identity = page.field_after(&format!("/plans/{plan}/approve"), "identity");
    says(&place, &person("anna", "Anna Vogel", "boss"));
    let refused = approve(&mut browser, &plan, &identity).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE, "{}", refused.text);
    refused.has("It isn&#39;t known who works here").has("people.toml:4: people[0].roles").has("Nothing was done.");
    // Whatever is only shown is shown, with what is wrong at the top.
    browser.ticket("T-1001").await.has("people.toml:4").has("Waiting for approval").lacks("/approve\"");
    let german = browser.posted("/preferences", &[("locale", "de"), ("person", "anna"), ("back", "/")]).await;
    german.has("<html lang=\"de\"").has("Es ist nicht bekannt, wer hier arbeitet");
    let refusal = place.bare(&["approve", &plan, "--as", "anna"]).refused(3, "people-file");
    refusal.says(&["people.toml:4", "there is no role \"boss\"", "remove it"]);
    place.bare(&["agent", "--ticket", "T-1001", "--as", "anna"]).refused(3, "people-file");
    // Removed, the demo's people are back, and the plan waits as it did.
    std::fs::remove_file(place.state().join("people.toml")).unwrap();
    let done = approve(&mut browser, &plan, &identity).await;
    assert_eq!(done.to, format!("/tickets/T-1001#plan-{plan}"), "{}", done.text);
}
