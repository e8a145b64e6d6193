//! The AI agent beside a conversation: its questions, its plans, what the customer is told and isn't.

use super::approve;
use crate::support::{Inbox, Place};
use reqwest::StatusCode;

#[tokio::test]
async fn a_question_of_the_agent_is_answered_by_a_choice_and_its_plan_waits() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let page =
        browser.posted("/tickets/T-1004/messages", &[("from", "customer"), ("text", "please skip one delivery")]).await;
    page.has("Something has to be asked first").has("class=\"pick\"").has("draft, not sent");
    let label = page.field_after("Its question", "text");
    let page = browser.posted("/tickets/T-1004/messages", &[("from", "customer"), ("text", &label)]).await;
    page.has("AI agent Ada");
    let read = browser.posted("/tickets/T-1001/read", &[]).await;
    read.has("It proposes a change").has("Rests on the words").has("<blockquote").has("Waiting for approval");
    let plan = read.plans()[0].clone();
    let void = browser.posted("/tickets/T-1001/messages", &[("from", "customer"), ("text", "Danke!")]).await;
    void.has("Void: the customer wrote again").lacks(&format!("/plans/{plan}/approve"));
}

#[tokio::test]
async fn what_the_customer_will_be_told_is_shown_before_and_what_was_told_is_not_forgotten_when_it_is_undone() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let page = browser.posted("/tickets/T-1001/read", &[]).await;
    let plan = page.plans()[0].clone();
    let (before, _) = page.text.split_once(&format!("/plans/{plan}/approve")).unwrap();
    let told = before.split("is told:").nth(1).expect("what is told stands before the button");
    let told = told.split("<blockquote dir=\"auto\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert!(told.len() > 20, "{told:?}");
    page.lacks("Nothing goes out by itself").lacks("was told otherwise");
    let identity = page.field_after(&format!("/plans/{plan}/approve"), "identity");
    assert_eq!(approve(&mut browser, &plan, &identity).await.status, StatusCode::SEE_OTHER);
    let done = browser.ticket("T-1001").await;
    done.has("The customer was told.").has("told the customer once it was done").has(&format!("/plans/{plan}/undo"));
    // Somebody writes before it is undone, while the local Recharge's clock stands still: nobody knows then that it will be.
    browser.posted("/tickets/T-1001/messages", &[("from", "person"), ("text", "Gern geschehen.")]).await;
    // While the way back waits, and once it was gone, there is no second one.
    let undo = browser.posted(&format!("/plans/{plan}/undo"), &[("ticket", "T-1001")]).await;
    undo.has("The customer was told otherwise:").has("Write to them once it is done");
    undo.lacks(&format!("/plans/{plan}/undo"));
    let way_back = undo.plans()[0].clone();
    let identity = undo.field_after(&format!("/plans/{way_back}/approve"), "identity");
    assert_eq!(approve(&mut browser, &way_back, &identity).await.status, StatusCode::SEE_OTHER);
    let undone = browser.ticket("T-1001").await;
    undone.has("the customer doesn&#39;t know").has("Undone by").has(&format!("href=\"#plan-{way_back}\""));
    undone.lacks(&format!("/plans/{plan}/undo")).has(&format!("/plans/{way_back}/undo"));
    let written = [("from", "person"), ("text", "Es bleibt doch beim alten Termin.")];
    browser.posted("/tickets/T-1001/messages", &written).await.lacks("was told otherwise");
}

#[tokio::test]
async fn a_plan_that_was_edited_says_that_the_customer_is_told_nothing() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let page = browser.posted("/tickets/T-1001/read", &[]).await;
    let first = page.plans()[0].clone();
    let fields = [("target", "subscription:601220001"), ("p.by.weeks", "3"), ("edits", first.as_str())];
    let edited = browser.posted("/tickets/T-1001/actions/move-date", &fields).await;
    edited.has("Nothing is told to the customer when this is done").lacks("the customer is told:");
    let plan = edited.plans()[0].clone();
    let identity = edited.field_after(&format!("/plans/{plan}/approve"), "identity");
    assert_eq!(approve(&mut browser, &plan, &identity).await.status, StatusCode::SEE_OTHER);
    let owed = "The customer was told nothing: the AI agent";
    browser.ticket("T-1001").await.has(owed).has("Write to the customer");
    // Whoever only looks on sees the same, and isn't sent to a box that isn't there.
    let viewer = browser.posted("/preferences", &[("person", "vic"), ("back", "/tickets/T-1001?wait=1")]).await;
    viewer.has(owed).lacks("Write to the customer").lacks("Nothing is told to the customer when this is done");
    browser.post("/preferences", &[("person", "anna")]).await;
    let written = [("from", "person"), ("text", "Ihre Lieferung kommt drei Wochen später.")];
    browser.posted("/tickets/T-1001/messages", &written).await.lacks("The customer was told nothing: the AI agent");
}

#[tokio::test]
async fn two_questions_at_once_have_their_answers_apart_and_a_draft_is_marked_in_the_list() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let page = browser.posted("/tickets/T-1034/read", &[]).await;
    page.has("<legend>What is wanted?</legend>").has("<legend>Which one?</legend>").has("Earl Grey");
    let list = browser.get("/").await;
    let row = list.text.split("class=\"row").find(|row| row.contains("/tickets/T-1034")).unwrap();
    assert!(row.contains("Draft") && row.contains("stop my order pls"), "what was said last is the customer's: {row}");
    let label = page.field_after("<legend>Which one?</legend>", "text");
    browser
        .posted("/tickets/T-1034/messages", &[("from", "customer"), ("text", &label)])
        .await
        .lacks("Which one?</legend>");
}
