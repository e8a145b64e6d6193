//! `harness serve` from outside: the inbox over HTTP, as a browser without a screen sees it.

use crate::support::{Browser, HARNESS, Inbox, Page, Place, Served};
use reqwest::{Method, StatusCode};

const MOVE: &str = "/tickets/T-1001/actions/move-date";

/// A plan that waits on T-1001, made with its form.
async fn proposed(browser: &mut Browser) -> (String, Page) {
    let page = browser.posted(MOVE, &[("target", "subscription:601220001"), ("p.by.weeks", "2")]).await;
    let plan = page.plans()[0].clone();
    (plan, page)
}

async fn approve(browser: &mut Browser, plan: &str, identity: &str) -> Page {
    browser
        .post(&format!("/plans/{plan}/approve"), &[("identity", identity), ("ticket", "T-1001"), ("as", "anna")])
        .await
}

#[tokio::test]
async fn every_answer_is_safe_to_show_and_the_first_page_is_small() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    for path in ["/", "/tickets/T-1001?wait=1", "/settings", "/developer", "/nowhere", "/records/1", MOVE] {
        let page = browser.get(path).await;
        let policy = page.header("content-security-policy");
        for part in [
            "default-src 'none'",
            "script-src 'self'",
            "frame-ancestors 'none'",
            "form-action 'self'",
            "base-uri 'none'",
        ] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(page.header("x-frame-options"), "DENY", "{path}");
        assert_eq!(page.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
        page.lacks(" style=").lacks("<style").lacks(" onclick=").lacks("javascript:").lacks("<script>");
        assert!(page.text.len() < 100_000, "{path} has {} bytes", page.text.len());
    }
    let mut first = inbox.browser();
    let page = first.get("/").await;
    assert!(page.header("set-cookie").contains("; HttpOnly; SameSite=Strict"), "{:?}", page.headers);
    assert!(page.text.len() < 100_000);
    let style = page.text.split("href=\"/static/").nth(2).unwrap().split('"').next().unwrap().to_owned();
    let style = browser.get(&format!("/static/{style}")).await;
    assert_eq!(style.header("cache-control"), "public, max-age=31536000, immutable");
    let tag = style.header("etag").to_owned();
    let path = format!("/static/x/{}", "inbox.css");
    let kept = browser.send(browser.request(Method::GET, &path).header("if-none-match", tag)).await;
    assert_eq!((kept.status, kept.header("cache-control")), (StatusCode::NOT_MODIFIED, "no-store"));
}

#[tokio::test]
async fn nothing_changes_by_a_link_another_page_or_another_name() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let (plan, page) = proposed(&mut browser).await;
    let identity = page.field_after(&format!("/plans/{plan}/approve"), "identity");
    let csrf = page.field_after("<form", "csrf");
    let path = format!("/plans/{plan}/approve");
    let body = format!("csrf={csrf}&identity={identity}&ticket=T-1001");
    let form = |browser: &Browser| {
        let request = browser.request(Method::POST, &path).body(body.clone());
        request.header("content-type", "application/x-www-form-urlencoded")
    };
    let opened = browser.get(&path).await;
    assert_eq!(opened.status, StatusCode::METHOD_NOT_ALLOWED);
    opened.has("There is no such page").has("href=\"/\"");
    assert_eq!(opened.header("allow"), "POST");
    for (name, value) in [
        ("origin", "http://evil.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        let refused = browser.send(form(&browser).header(name, value)).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{name}: {value}");
    }
    let named = browser.send(form(&browser).header("host", "evil.example")).await;
    assert_eq!(named.status, StatusCode::MISDIRECTED_REQUEST);
    let read = browser.send(browser.request(Method::GET, "/").header("host", "evil.example")).await;
    assert_eq!(read.status, StatusCode::MISDIRECTED_REQUEST);
    // Another session's form, and one that carries nothing.
    let mut stranger = inbox.browser();
    stranger.get("/").await;
    let refused = stranger.send(form(&stranger)).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    refused.has("no longer valid").has("href=\"/\"");
    let bare = browser.request(Method::POST, &path).body(format!("identity={identity}"));
    assert_eq!(browser.send(bare).await.status, StatusCode::FORBIDDEN);
    // Not the plan that was shown.
    let other = approve(&mut browser, &plan, &"0".repeat(64)).await;
    assert_eq!(other.status, StatusCode::CONFLICT, "{}", other.text);
    let none = approve(&mut browser, &plan, "").await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let ledger = place.bare(&["sandbox", "ledger"]).result();
    let writes = ledger["entries"].as_array().unwrap().iter().filter(|entry| entry["method"] != "GET").count();
    assert_eq!(writes, 0, "{ledger}");
    browser.ticket("T-1001").await.has("Waits for approval").has("Approve and carry out");
}

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
    page.has("Before").has("After").has("Waiting for approval").has("can be approved until").has("Anna Vogel");
    let identity = page.field_after(&format!("/plans/{plan}/approve"), "identity");
    assert_eq!(identity.len(), 64);
    let done = approve(&mut browser, &plan, &identity).await;
    assert_eq!(done.to, format!("/tickets/T-1001#plan-{plan}"), "{}", done.text);
    let page = browser.ticket("T-1001").await;
    page.has("Done, and verified by reading again").has("Read back").has("Verified: all").lacks("Waiting for approval");
    let undone = browser.posted(&format!("/plans/{plan}/undo"), &[("ticket", "T-1001")]).await;
    undone.has("Waits for approval").has(&format!("<code>{plan}</code>"));
    let german = browser.posted("/preferences", &[("locale", "de"), ("back", "/tickets/T-1001?wait=1")]).await;
    german.has("<html lang=\"de\"").has("Wartet auf Freigabe").has("Freigeben und ausführen").has("Nächste Abbuchung");
    let way_back = german.plans()[0].clone();
    let denied =
        browser.posted(&format!("/plans/{way_back}/deny"), &[("ticket", "T-1001"), ("reason", "doch nicht <b>")]).await;
    denied.has("Abgelehnt von Anna Vogel: doch nicht &#60;b&#62;");
    assert!(place.intact_records() > 20);
}

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
async fn whatever_people_write_is_text_and_never_markup() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    browser.get("/").await.has("&#60;img src=x onerror=alert(1)&#62;").lacks("<img src=x");
    let long = format!("<script>alert(1)</script>\u{202e}drow \"'&{}", "x".repeat(10_000));
    let page = browser.posted("/tickets/T-1001/messages", &[("from", "person"), ("text", &long)]).await;
    page.has("&#60;script&#62;alert(1)&#60;/script&#62;\u{202e}drow &#34;&#39;&#38;xxx").lacks("<script>alert");
    page.has("dir=\"auto\"");
    browser.posted("/tickets/T-1001/messages", &[("from", "customer"), ("text", &long)]).await.lacks("<script>alert");
    let search = browser.get("/?q=%22%3E%3Cscript%3Ealert(2)%3C/script%3E").await;
    search.lacks("<script>alert").has("No ticket fits");
    let lost = browser.get("/tickets/%3Cb%3Ex").await;
    assert_eq!(lost.status, StatusCode::NOT_FOUND);
    lost.has("There is no ticket “&#60;b&#62;x”").lacks("<b>x").has("href=\"/\"");
    let fields = [("p.first_name", "<script>alert(3)</script>"), ("p.zip", "\u{202e}"), ("p.address1", &long)];
    let form = browser.post("/tickets/T-1001/actions/update-address", &fields).await;
    form.lacks("<script>alert");
    let back = browser.post("/preferences", &[("back", "//evil.example"), ("theme", "<x>")]).await;
    assert_eq!(back.to, "/");
    for elsewhere in ["/\t/evil.example", "/\\evil.example", "\t//evil.example"] {
        assert_eq!(browser.post("/preferences", &[("back", elsewhere)]).await.to, "/", "{elsewhere:?}");
    }
    // A long message is folded behind its beginning.
    page.has("Show the rest of this message").has(&format!("&#38;{}</div><details", "x".repeat(566)));
    let empty = browser.post("/tickets/T-1001/messages", &[("from", "customer"), ("text", " \n")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
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
    let mut statuses = [first.status, second.status];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::SEE_OTHER, StatusCode::CONFLICT], "{} {}", first.text, second.text);
    let late = if first.status == StatusCode::CONFLICT { first } else { second };
    late.has("Somebody has approved this plan already. It is carried out once.").has("Your click sent nothing.");
    // Like every page it has the bar, from where a choice leads back to the ticket.
    late.has("<select name=\"person\">").has("name=\"back\" value=\"/tickets/T-1001\"");
    let ledger = place.bare(&["sandbox", "ledger"]).result();
    let writes = ledger["entries"].as_array().unwrap().iter().filter(|entry| entry["method"] != "GET").count();
    assert_eq!(writes, 1, "{ledger}");
}

#[tokio::test]
async fn a_role_allows_what_it_allows_whatever_a_page_shows() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let (plan, page) = proposed(&mut browser).await;
    let identity = page.field_after(&format!("/plans/{plan}/approve"), "identity");
    let viewer = browser.posted("/preferences", &[("person", "vic"), ("back", "/tickets/T-1001?wait=1")]).await;
    viewer.has("can&#39;t approve this").lacks("Approve and carry out").lacks("action=\"/tickets/T-1001/messages\"");
    viewer.lacks("/actions/move-date");
    // The page from before still names who sat there.
    let other = approve(&mut browser, &plan, &identity).await;
    assert_eq!(other.status, StatusCode::CONFLICT);
    other.has("Somebody else is chosen");
    let path = format!("/plans/{plan}/approve");
    let lowered = browser.post(&path, &[("identity", identity.as_str()), ("ticket", "T-1001"), ("as", "vic")]).await;
    assert_eq!(lowered.status, StatusCode::FORBIDDEN);
    lowered.has("Vic Adler").has("href=\"/tickets/T-1001\"");
    let asked = browser.post(MOVE, &[("target", "subscription:601220001"), ("p.by.weeks", "1")]).await;
    assert_eq!(asked.status, StatusCode::FORBIDDEN);
    let said = browser.post("/tickets/T-1001/messages", &[("from", "person"), ("text", "hi")]).await;
    assert_eq!(said.status, StatusCode::FORBIDDEN);
    let connect = browser.post("/settings/connections", &[("name", "x"), ("token", "sk_test")]).await;
    assert_eq!(connect.status, StatusCode::FORBIDDEN);
    for (path, field) in [
        ("clock", ("by", "7d")),
        ("faults", ("effect", "conflict")),
        ("faults/clear", ("id", "1")),
        ("faults/clear", ("", "")),
    ] {
        let refused = browser.post(&format!("/developer/{path}"), &[field]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}");
        refused.has("Vic Adler").has("href=\"/developer\"");
    }
    let developer = browser.get("/developer").await;
    developer
        .has("Nothing goes wrong on purpose")
        .has("You look on")
        .lacks("/developer/clock")
        .lacks("/developer/faults");
    browser
        .posted("/preferences", &[("person", "lea"), ("back", "/tickets/T-1001?wait=1")])
        .await
        .has("Approve and carry out");
}

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
    // While the way back waits, and once it was gone, there is no second one.
    let undo = browser.posted(&format!("/plans/{plan}/undo"), &[("ticket", "T-1001")]).await;
    undo.has("The customer was told otherwise:").has("Write to them once it is done");
    undo.lacks(&format!("/plans/{plan}/undo"));
    let way_back = undo.plans()[0].clone();
    let identity = undo.field_after(&format!("/plans/{way_back}/approve"), "identity");
    assert_eq!(approve(&mut browser, &way_back, &identity).await.status, StatusCode::SEE_OTHER);
    let undone = browser.ticket("T-1001").await;
    undone.has("the customer doesn&#39;t know").has("Undone by").has(&format!("<code>{way_back}</code>"));
    undone.lacks(&format!("/plans/{plan}/undo")).has(&format!("/plans/{way_back}/undo"));
    let written = [("from", "person"), ("text", "Es bleibt doch beim alten Termin.")];
    browser.posted("/tickets/T-1001/messages", &written).await.lacks("was told otherwise");
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
    let _inbox = Inbox::start_at(&place, &port);
    let page = browser.ticket("T-1001").await;
    page.has("It was interrupted").has("Ended").lacks("Being carried out").lacks("Approve and carry out");
    place.bare(&["sandbox", "fault", "clear"]).result();
    let ledger = place.bare(&["sandbox", "ledger"]).result();
    let writes = ledger["entries"].as_array().unwrap().iter().filter(|entry| entry["method"] != "GET").count();
    assert_eq!(writes, 0, "nothing is sent again: {ledger}");
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
async fn a_token_is_tried_kept_and_never_shown_again() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let wrong = "sk_test_wrong_0123456789abcdef";
    let refused = browser.post("/settings/connections", &[("name", "second"), ("token", wrong)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.has("role=\"alert\" id=\"problem\"").has("value=\"second\"").lacks(wrong);
    let token = host_harness::recharge_sandbox::demo::TOKEN_READ_ONLY;
    let kept = browser.posted("/settings/connections", &[("name", "second"), ("token", token)]).await;
    kept.has("is accepted and kept").has("Morgenrot").has("lacks").has("write_orders").lacks(token);
    browser.posted("/settings/connections/use", &[("connection", "second")]).await.has("<bdi>second</bdi>");
    let page = browser.ticket("T-1001").await;
    page.has("Espresso Morgenrot");
    for (name, address) in [("local", "https://a.example"), ("a b", ""), ("x", "http://a.example"), ("x", "ftp://a")] {
        let refused =
            browser.post("/settings/connections", &[("name", name), ("address", address), ("token", token)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name} {address}");
        refused.lacks(token);
    }
    let gone = browser.posted("/settings/connections/remove", &[("connection", "second")]).await;
    gone.lacks("id=\"c-second\"");
    for path in ["/", "/tickets/T-1001?wait=1", "/settings", "/developer"] {
        browser.get(path).await.lacks(token).lacks(wrong);
    }
    let log = place.bare(&["audit", "--limit", "100000"]).result().to_string();
    assert!(!log.contains(token) && !log.contains(wrong));
}

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
        .has("▲</span> 500, not carried out</span>");
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
    place.call(&["serve", "--watch"]).refused(2, "nothing-to-watch");
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
    browser
        .get("/tickets/T-1021?wait=1&find=bohne+210")
        .await
        .has("1 of 300")
        .has("Bohne 210")
        .lacks("more subscriptions");
}
