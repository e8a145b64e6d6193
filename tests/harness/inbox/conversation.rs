//! Conversations: what was written stays when it was, and what nobody has read can be read.

use crate::support::{Inbox, Page, Place};

/// The moments of what was said, in the order of the page.
fn moments(page: &Page) -> Vec<String> {
    let (_, turns) = page.text.split_once("id=\"turns\"").unwrap();
    let (turns, _) = turns.split_once("</ol>").unwrap();
    turns.split("datetime=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_was_written_stays_when_it_was_and_in_order_when_the_local_clock_is_moved() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    for id in ["T-1004", "T-1033"] {
        let path = format!("/tickets/{id}/messages");
        let before = moments(&browser.posted(&path, &[("from", "person"), ("text", "Machen wir.")]).await);
        let mut events = browser.events().await;
        place.bare(&["sandbox", "advance", "5h"]).result();
        events.until("recharge").await;
        let after = moments(&browser.posted(&path, &[("from", "person"), ("text", "Erledigt.")]).await);
        assert_eq!(after[..before.len()], before, "{id}");
        assert!(before.len() > 1 && after.is_sorted(), "{id}: {after:?}");
    }
}

#[tokio::test]
async fn a_message_that_the_agent_never_read_can_be_read_after_a_person_has_answered() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let answer = [("from", "person"), ("text", "keep me")];
    let answered = browser.posted("/tickets/T-1001/messages", &answer).await;
    answered.has("It has not read the last message yet.").has("Let Ada read the last message");
    let read = browser.posted("/tickets/T-1001/read", &[]).await;
    read.has("It proposes a change").has("message was read:");
    // Read and answered, it has had what it needs.
    let again = browser.posted("/tickets/T-1001/messages", &answer).await;
    again.lacks("Let Ada read").lacks("Read it again");
    let refused = browser.post("/tickets/T-1001/read", &[]).await;
    refused.has("The customer has not written since").has("Back to the ticket");
    // What the shop had answered before it came here is no task of this desk's.
    browser.ticket("T-1016").await.has("The customer has not written since").lacks("Let Ada read");
}

#[tokio::test]
async fn what_came_of_a_message_can_be_read_again_while_its_answer_is_a_draft() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let asked = [("from", "customer"), ("text", "When is my next delivery?")];
    browser.posted("/tickets/T-1004/messages", &asked).await.has("draft, not sent").has("Read it again");
    browser.posted("/tickets/T-1004/read", &[]).await.has("last message was read again");
}
