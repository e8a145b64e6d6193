//! Forms: the component's own choices, what is there now, what takes the place of a plan that waits.

use super::{MOVE, approve};
use crate::support::{Inbox, Page, Place};
use reqwest::StatusCode;

#[tokio::test]
async fn a_cancellation_offers_the_shops_reasons_and_an_edit_takes_the_place_of_what_waits() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let path = "/tickets/T-1001/actions/cancel";
    let form = browser.get(&format!("{path}?target=subscription:601220001")).await;
    form.has("<select id=\"p-reason\"").has("Ich ziehe um").has("Yes, mail them");
    let fields = [
        ("target", "subscription:601220001"),
        ("j.reason", "\"Ich ziehe um\""),
        ("j.notify_customer", "false"),
        ("p.comment", "Bye"),
    ];
    let page = browser.posted(path, &fields).await;
    let first = page.plans()[0].clone();
    let edit = page.text.split("href=\"").find(|rest| rest.contains("edits=")).unwrap();
    let edit = edit.split('"').next().unwrap().replace("&#38;", "&");
    let again = browser.get(edit.trim_end_matches("#form")).await;
    again.has("takes the place of the plan").has("value=\"&#34;Ich ziehe um&#34;\" selected").has("Bye");
    let fields = [
        ("target", "subscription:601220001"),
        ("j.reason", "\"Es ist mir zu teuer\""),
        ("j.notify_customer", "true"),
        ("edits", first.as_str()),
    ];
    let page = browser.posted(path, &fields).await;
    page.has("Edited").has("Es ist mir zu teuer");
    assert_ne!(page.plans()[0], first);
    // The one that was edited can't be approved from a page that still shows it.
    let identity = page.field_after(&format!("/plans/{}/approve", page.plans()[0]), "identity");
    let stale = approve(&mut browser, &first, &identity).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    stale.has("href=\"/tickets/T-1001\"");
}

#[tokio::test]
async fn a_plan_that_is_decided_while_it_is_edited_takes_nothing_of_what_was_typed() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let (plan, _) = super::proposed(&mut browser).await;
    place.bare(&["deny", &plan, "--as", "ben", "--reason", "she has gone away"]).result();
    let fields = |edits| [("target", "subscription:601220001"), ("p.to", "2026-12-17"), ("edits", edits)];
    let kept = browser.post(MOVE, &fields(plan.as_str())).await;
    assert_eq!(kept.status, StatusCode::CONFLICT);
    kept.has("Ben Kowalski denied the plan: she has gone away").has("What you typed is still here");
    kept.has("value=\"2026-12-17\"").lacks("name=\"edits\"");
    // Sent once more as it stands, it is a plan of its own.
    let made = browser.posted(MOVE, &fields("")).await;
    assert_ne!(made.plans()[0], plan);
    made.has("Waits for approval");
    // The same in German, of one that was carried out.
    let (other, page) = super::proposed(&mut browser).await;
    let identity = page.field_after(&format!("/plans/{other}/approve"), "identity");
    approve(&mut browser, &other, &identity).await;
    browser.post("/preferences", &[("locale", "de")]).await;
    let week = [("target", "subscription:601220001"), ("p.by.weeks", "1"), ("edits", other.as_str())];
    let kept = browser.post(MOVE, &week).await;
    assert_eq!(kept.status, StatusCode::CONFLICT, "{}", kept.text);
    kept.has("Diesen Plan hat schon jemand freigegeben.").has("Ihre Eingaben sind noch da").lacks("name=\"edits\"");
}

const ADDRESS: &str = "/tickets/T-1001/actions/update-address";

#[tokio::test]
async fn an_address_form_shows_what_is_there_in_the_order_of_a_parcel_and_sends_what_changes() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let form = browser.get(&format!("{ADDRESS}?target=subscription:601220001")).await;
    let names =
        ["first_name", "last_name", "company", "address1", "address2", "city", "province", "zip", "country_code"];
    let places: Vec<usize> = names.iter().map(|name| form.text.find(&format!("id=\"p-{name}\"")).unwrap()).collect();
    assert!(places.is_sorted(), "{names:?} {places:?}");
    form.has("name=\"p.city\" value=\"Berlin\"")
        .has("name=\"was.city\" value=\"Berlin\"")
        .has("value=\"Kastanienallee 11\"");
    form.lacks("empty.company").has("data-country=\"–\"").has("value=\"DE\"");
    // As a browser sends it: every field, of which one differs.
    let mut fields = vec![("target", "subscription:601220001"), ("as", "anna")];
    let (mut sent, texts): (Vec<(String, String)>, Vec<&str>) = (Vec::new(), names.to_vec());
    for name in texts {
        let was = form.field_after(&format!("for=\"p-{name}\""), &format!("was.{name}"));
        sent.push((format!("was.{name}"), was.clone()));
        sent.push((format!("p.{name}"), if name == "address1" { "Kastanienallee 12".to_owned() } else { was }));
    }
    fields.extend(sent.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let page = browser.posted(ADDRESS, &fields).await;
    page.has("Kastanienallee 12")
        .has("Waiting for approval")
        .has("The record with the exact requests and numbers")
        .lacks("PUT /");
    page.has("<bdi lang=\"en\">Street and number</bdi>")
        .lacks("<bdi lang=\"en\">City</bdi>")
        .lacks("<bdi lang=\"en\">Postcode</bdi>");
    // A name can't be taken away; what the field says is in words, at the field.
    let empty: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| if *name == "p.city" { (*name, " ") } else { (*name, *value) }).collect();
    let refused = browser.post(ADDRESS, &empty).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.has("Something has to stand here.").has("aria-invalid=\"true\"");
}

#[tokio::test]
async fn what_the_component_asks_for_comes_first_in_its_order_and_is_marked() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let form = browser.get("/tickets/T-1001/actions/cancel?target=subscription:601220001").await;
    let at = |name: &str| form.text.find(&format!("id=\"p-{name}\"")).unwrap();
    assert!(at("reason") < at("notify_customer") && at("notify_customer") < at("comment"));
    assert_eq!(form.text.matches("(needed)").count(), 2);
    // What is missing is said as what it is.
    let cancel = [("target", "subscription:601220001"), ("p.comment", "x")];
    let unchosen = browser.post("/tickets/T-1001/actions/cancel", &cancel).await;
    unchosen.has("Choose one.").lacks("Something has to stand here.");
    let early = browser.post(MOVE, &[("target", "subscription:601220001"), ("p.to", "2026-11-20")]).await;
    let empty = browser.post(MOVE, &[("target", "subscription:601220001"), ("p.to", "")]).await;
    empty.has("Something has to stand here.").has("aria-invalid=\"true\"").lacks("class=\"card pending");
    early.has("min=\"2026-11-23\"").has("One week later").has("aria-invalid=\"true\"");
}

#[tokio::test]
async fn a_form_that_came_to_nothing_leads_back_to_itself() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let form = browser.get(&format!("{MOVE}?target=subscription:601220001&edits=some-plan")).await;
    let own = form.field_after("data-check", "back").replace("&#38;", "&");
    assert_eq!(own, format!("{MOVE}?target=subscription%3A601220001&edits=some-plan"));
    let fields = [("target", "subscription:601220001"), ("p.to", "2026-11-20"), ("back", own.as_str())];
    let early = browser.post(MOVE, &fields).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    let back = early.field_after("/preferences", "back").replace("&#38;", "&");
    let german = browser.posted("/preferences", &[("locale", "de"), ("back", &back)]).await;
    german.has("Espresso Morgenrot").has("value=\"subscription:601220001\"").has("name=\"edits\" value=\"some-plan\"");
}

#[tokio::test]
async fn a_form_that_another_build_of_the_plugin_drew_is_drawn_anew_with_what_is_in_it() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let form = browser.get(&format!("{MOVE}?target=subscription:601220001")).await;
    let build = form.field_after("data-check", "plugin");
    assert_eq!(build.len(), 64, "{build}");
    let fields = |build| [("target", "subscription:601220001"), ("p.to", "2026-12-15"), ("plugin", build)];
    let stale = browser.post(MOVE, &fields("of another")).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    stale.has("the plugin was built anew").has("value=\"2026-12-15\"").has(&format!("value=\"{build}\""));
    stale.lacks("class=\"card pending");
    browser.post(&format!("{MOVE}/check"), &fields("of another")).await.has("the plugin was built anew");
    assert_eq!(browser.post(MOVE, &fields(&build)).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn one_call_draws_a_form_of_what_is_there_and_two_one_that_is_filled_in() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    browser.ticket("T-1001").await;
    let prepared = || {
        let records = place.bare(&["audit", "--limit", "100000"]).result()["records"].clone();
        let records = records.as_array().unwrap().iter();
        let calls =
            records.filter(|one| one["kind"] == "call.started" && one["detail"]["function"] == "prepare-action");
        calls.count()
    };
    let target = "target=subscription:601220001";
    for (path, calls) in [
        (format!("{ADDRESS}?{target}"), 1),
        (format!("{MOVE}?{target}"), 1),
        (format!("{MOVE}?{target}&parameters=%7B%22to%22%3A%222026-12-15%22%7D"), 2),
    ] {
        let before = prepared();
        let form = browser.get(&path).await;
        assert_eq!(prepared() - before, calls, "{path}");
        if path.starts_with(MOVE) {
            form.has("min=\"2026-11-23\"").has("max=\"20");
        } else {
            form.has("name=\"was.city\" value=\"Berlin\"");
        }
    }
}

#[tokio::test]
async fn a_plan_is_edited_with_what_is_in_it_whoever_made_it() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let edit = |page: &Page, plan: &str| {
        let before = page.text.split(&format!("edits={plan}#form")).next().unwrap().to_owned();
        let link = before.rsplit("href=\"").next().unwrap().replace("&#38;", "&");
        format!("{link}edits={plan}")
    };
    // The customer names a day; no form was ever filled in.
    let page = browser.posted("/tickets/T-1001/read", &[("as", "anna")]).await;
    let plan = page.plans()[0].clone();
    let form = browser.get(&edit(&page, &plan)).await;
    form.has("name=\"p.to\"").has("value=\"2026-12-17\"").has("This can be prepared:");
    // So many weeks later is a day as well.
    let (_, page) = super::proposed(&mut browser).await;
    let plan = page.plans().into_iter().find(|other| *other != plan).unwrap();
    let form = browser.get(&edit(&page, &plan)).await;
    form.has("value=\"2026-12-15\"").has("This can be prepared:");
    // What somebody has changed since stays as they have it.
    let query = "target=subscription%3A601220001&parameters=%7B%22by%22%3A%7B%22weeks%22%3A3%7D%7D";
    let changed = browser.get(&format!("{MOVE}?{query}&edits={plan}")).await;
    changed.lacks("value=\"2026-12-15\"").has("value=\"3\"");
    // Nor is another ticket's or another action's plan of any use.
    let other = browser.get(&format!("/tickets/T-1002/actions/move-date?edits={plan}")).await;
    other.lacks("value=\"2026-12-15\"");
}
