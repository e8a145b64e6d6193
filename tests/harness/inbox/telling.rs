//! What pages say of messages and of a Recharge that doesn't do as it should: the words that tell, in the page's language, with
//! a way on.

use super::{approve, proposed};
use crate::support::{Inbox, Page, Place};

fn part<'a>(page: &'a Page, from: &str, to: &str) -> &'a str {
    page.text.split(from).nth(1).unwrap().split(to).next().unwrap()
}

#[tokio::test]
async fn a_question_stands_with_the_words_it_rests_on_and_what_is_still_missing() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let page = browser.posted("/tickets/T-1034/read", &[("as", "anna")]).await;
    let agent = part(&page, "id=\"agent\"", "</section>");
    for words in
        ["Rests on the words", "stop my order", "It still needs to know:", "which subscription", "class=\"pick\""]
    {
        assert!(agent.contains(words), "{words}: {agent}");
    }
    // The first reading is no second one.
    page.has("The customer&#39;s message was read:").lacks("read again:");
    browser.posted("/tickets/T-1038/read", &[("as", "anna")]).await.lacks("read again:");
    let page = browser.posted("/tickets/T-1038/read", &[("as", "anna")]).await;
    page.has("The customer&#39;s last message was read again:");
    // Where the plugin keeps none of the words, the message's own telling line stands there.
    let page = browser.posted("/tickets/T-1031/read", &[("as", "anna")]).await;
    let agent = part(&page, "id=\"agent\"", "</section>");
    assert!(agent.contains("It read") && agent.contains("bitte mein abo kündigen"), "{agent}");
    assert!(agent.contains("whether the writer is the customer"), "{agent}");
}

#[tokio::test]
async fn the_list_shows_what_tells_and_everything_that_was_said_is_found_however_it_is_spelled() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    for spelled in ["kuendigung", "K%C3%BCndigung", "KUNDIGUNG"] {
        browser.get(&format!("/?q={spelled}")).await.has("id=\"row-T-1027\"").lacks("id=\"row-T-1028\"");
    }
    browser.get("/?q=zzzz").await.has("No ticket fits.").has("everything that was said");
    // A greeting alone tells nothing, in the list and in the story.
    let text = "Hallo zusammen,\n\nmein Paket mit dem Quittenbrot fehlt.";
    let page = browser.posted("/tickets/T-1001/messages", &[("from", "customer"), ("text", text)]).await;
    let row = part(&page, "id=\"row-T-1001\"", "</li>");
    assert!(row.contains("Quittenbrot") && !row.contains("Hallo"), "{row}");
    let story = part(&page, "id=\"story\"", "</section>");
    assert!(story.contains("Quittenbrot") && !story.contains("Hallo zusammen"), "{story}");
    browser.get("/?q=quittenbrot%20paket").await.has("id=\"row-T-1001\"").lacks("id=\"row-T-1002\"");
    // The ticket that is open stands in the list, and doesn't count as found.
    browser.get("/tickets/T-1002?q=quittenbrot").await.has("1 ticket").has("here apart");
}

#[tokio::test]
async fn a_recharge_that_answers_with_an_error_wants_a_pause_or_refuses_the_token_is_told_as_such() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let (plan, page) = proposed(&mut browser).await;
    let identity = page.field_after(&format!("/plans/{plan}/approve"), "identity");
    for (fault, words, silent) in [
        ("error_before", "Recharge answered with an error (500).", "Recharge does not answer"),
        ("html_bad_gateway", "Recharge answered with an error (502).", "Recharge does not answer"),
        ("cut_before", "Recharge does not answer", "answered with an error"),
    ] {
        place.bare(&["sandbox", "fault", "add", fault]).result();
        browser.get("/tickets/T-1007?wait=1&fresh=1").await.has(words).lacks(silent).has("Try again");
        place.bare(&["sandbox", "fault", "clear"]).result();
    }
    place.bare(&["sandbox", "fault", "add", "revoked_token"]).result();
    approve(&mut browser, &plan, &identity).await;
    let page = browser.get("/tickets/T-1001").await;
    page.has("Recharge refuses this connection&#39;s token").has("href=\"/settings\">Settings</a>");
    page.has("Nothing was sent").lacks("/subscriptions/601220001 ");
    place.bare(&["sandbox", "fault", "clear"]).result();
    place.bare(&["sandbox", "fault", "add", "too_many_requests"]).result();
    let page = browser.get("/tickets/T-1008?wait=1&fresh=1").await;
    page.has("Recharge asks for a pause.").has("It can be asked again in").has("class=\"wait\" data-seconds=\"");
    let german = browser.posted("/preferences", &[("locale", "de"), ("back", "/tickets/T-1008?wait=1")]).await;
    german.has("Recharge verlangt eine Pause.").has("Wieder zu fragen in");
}

#[tokio::test]
async fn nobody_of_that_address_is_a_quiet_line_with_a_way_on_and_no_widget() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let page = browser.ticket("T-1028").await;
    let widget = part(&page, "id=\"widget\"", "</section>");
    assert!(widget.contains("No Recharge customer has the address") && widget.contains("Look again"), "{widget}");
    assert!(widget.contains("ordered with another address") && !widget.contains("<h2"), "{widget}");
    assert!(widget.contains("/tickets/T-1028?fresh=1#widget\" data-refresh"), "{widget}");
}

#[tokio::test]
async fn what_a_german_page_quotes_in_english_is_marked_and_the_rest_is_german() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let (plan, page) = proposed(&mut browser).await;
    let identity = page.field_after(&format!("/plans/{plan}/approve"), "identity");
    approve(&mut browser, &plan, &identity).await;
    let german = browser.posted("/preferences", &[("locale", "de"), ("back", "/tickets/T-1001?wait=1")]).await;
    let story = part(&german, "id=\"story\"", "</section>");
    for line in [
        "Anna Vogel hat vorgeschlagen: <span lang=\"en\">„Move the next charge",
        "Anna Vogel hat es freigegeben: <span lang=\"en\">„Move the next charge",
        "Anfrage 1 an Recharge gesendet: <span lang=\"en\">„Set the next charge",
        "Erledigt und geprüft: <span lang=\"en\">„",
    ] {
        assert!(story.contains(line), "{line}: {story}");
    }
    assert!(!story.contains("POST /"), "{story}");
}
