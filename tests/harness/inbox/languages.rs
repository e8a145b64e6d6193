//! Two languages on one ticket: the helpdesk's own words follow the page, the plugin's are marked and can be had anew.

use super::{MOVE, approve, proposed};
use crate::support::{Inbox, Place};
use reqwest::StatusCode;

#[tokio::test]
async fn a_plan_in_the_other_language_says_so_and_is_prepared_anew_in_this_one() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let (first, page) = proposed(&mut browser).await;
    page.has("<bdi lang=\"en\">Next charge</bdi>").lacks("The plugin said this in");
    let german = browser.posted("/preferences", &[("locale", "de"), ("back", "/tickets/T-1001?wait=1")]).await;
    german.has("Das Plugin hat dies auf Englisch gesagt. Der Wortlaut ist Teil dessen, was freigegeben wird.");
    german.has("<bdi lang=\"en\">Next charge</bdi>").has("Auf Deutsch neu vorbereiten");
    let anew = browser.posted(&format!("/plans/{first}/again"), &[("ticket", "T-1001"), ("as", "anna")]).await;
    anew.has("<bdi lang=\"de\">Nächste Abbuchung</bdi>").lacks("neu vorbereiten</button>");
    let second = anew.plans()[0].clone();
    assert_ne!(first, second, "what is approved is what was read");
    anew.has("“ ist an seine Stelle getreten").lacks(&format!("{second} ist"));
    let identity = anew.field_after(&format!("/plans/{second}/approve"), "identity");
    let gone = approve(&mut browser, &first, &identity).await;
    assert_eq!(gone.status, StatusCode::CONFLICT);
    gone.has("Dieser Plan wurde bearbeitet; ein anderer ist an seine Stelle getreten.").has("Nichts wurde gesendet.");
    assert_eq!(approve(&mut browser, &second, &identity).await.status, StatusCode::SEE_OTHER);
    browser.ticket("T-1001").await.has("Erledigt und durch erneutes Lesen geprüft").lacks("auf Englisch gesagt. ");
    let english = browser.posted("/preferences", &[("locale", "en"), ("back", "/tickets/T-1001?wait=1")]).await;
    english.has("<p class=\"help\">The plugin said this in German.</p>").has("Done, and verified by reading again");
    // So does each line of the story that quotes it.
    english.has("approved it: <span lang=\"de\">“").has("<span class=\"help\">(in German)</span>");
    german.lacks("(auf Deutsch)");
}

#[tokio::test]
async fn what_the_agent_made_of_a_message_is_read_anew_in_the_pages_language() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let page = browser.posted("/tickets/T-1001/read", &[("as", "anna")]).await;
    let first = page.plans()[0].clone();
    page.has("<bdi lang=\"en\">");
    let german = browser.posted("/preferences", &[("locale", "de"), ("back", "/tickets/T-1001?wait=1")]).await;
    german.has("Die Nachricht auf Deutsch neu lesen lassen").has("Er schlägt eine Änderung vor");
    let anew = browser.posted(&format!("/plans/{first}/again"), &[("ticket", "T-1001"), ("as", "anna")]).await;
    anew.has("<bdi lang=\"de\">Nächste Abbuchung</bdi>")
        .has("Wenn es erledigt und geprüft ist, wird dem Kunden gesagt:");
    assert_ne!(anew.plans()[0], first);
    // The gate's and the workplace's words follow the page as well.
    let refused = browser.post(MOVE, &[("target", "subscription:1"), ("p.by.weeks", "1"), ("as", "anna")]).await;
    refused.lacks("there is").lacks("doesn&#39;t");
    let empty =
        browser.post(&format!("/plans/{}/deny", anew.plans()[0]), &[("reason", " "), ("ticket", "T-1001")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    empty.has("Grund").lacks("reason is missing");
}

#[tokio::test]
async fn settings_and_what_is_wrong_there_are_in_the_pages_language() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let german = browser.posted("/preferences", &[("locale", "de"), ("back", "/settings")]).await;
    let english = browser.posted("/preferences", &[("locale", "en"), ("back", "/settings")]).await;
    let described = |page: &crate::support::Page| page.field_after_text("class=\"help\"><bdi>");
    assert_ne!(described(&german), described(&english), "the plugin says what it is in both");
    browser.post("/preferences", &[("locale", "de")]).await;
    for (fields, said) in [
        (vec![("name", "x"), ("token", "sk ä")], "Das Zeichen an Stelle"),
        (vec![("name", "x"), ("token", "")], "Das Token fehlt."),
        (vec![("name", "x"), ("token", "sk_1"), ("address", "ftp://a")], "Das ist keine Adresse"),
    ] {
        let refused = browser.post("/settings/connections", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        refused.has(said);
    }
}

#[tokio::test]
async fn what_is_refused_is_refused_in_the_pages_language_and_by_the_names_on_the_buttons() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &["--locale", "en"]);
    let mut browser = inbox.browser();
    let (plan, page) = proposed(&mut browser).await;
    let identity = page.field_after(&format!("/plans/{plan}/approve"), "identity");
    let token = host_harness::recharge_sandbox::demo::TOKEN_FULL;
    browser.posted("/settings/connections", &[("name", "second"), ("at", "local"), ("token", token)]).await;
    browser.posted("/preferences", &[("locale", "de"), ("back", "/")]).await;
    for (fields, said) in [
        (vec![("effect", "explode")], "Eine solche Störung gibt es nicht"),
        (vec![("effect", "conflict"), ("path", "charges")], "Das ist kein Pfad"),
        (vec![("effect", "conflict"), ("times", "oft")], "Das ist keine ganze Zahl."),
    ] {
        let refused = browser.post("/developer/faults", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        refused.has(said).has("eingeschaltet").lacks("unknown variant").lacks("starts with");
    }
    browser.posted("/preferences", &[("person", "vic"), ("back", "/")]).await;
    let denied = browser.post(&format!("/plans/{plan}/deny"), &[("ticket", "T-1001"), ("reason", "nein")]).await;
    assert_eq!(denied.status, StatusCode::FORBIDDEN);
    denied.has("darf „Liefertermin verschieben“ nicht ablehnen").lacks("move-date");
    browser.ticket("T-1001").await.has("Verweigert: ablehnen").lacks("„move-date“");
    browser.posted("/preferences", &[("person", "anna"), ("back", "/")]).await;
    browser.posted("/settings/connections/use", &[("connection", "second")]).await;
    let other = approve(&mut browser, &plan, &identity).await;
    assert_eq!(other.status, StatusCode::CONFLICT);
    other.has("Der Plan gehört zur Verbindung „local“").has("In den Einstellungen diese Verbindung wählen");
    other.lacks("the plan belongs").has("href=\"/settings\"");
}
