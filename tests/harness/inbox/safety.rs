//! What every answer carries, what no crafted request can do, and that words are never markup.

use super::{MOVE, approve, proposed};
use crate::support::{Browser, Inbox, Place};
use reqwest::{Method, StatusCode};

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
        assert_eq!(page.header("referrer-policy"), "same-origin", "{path}");
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
    // Pages of this server say where they are; one that doesn't is none of them.
    let hidden = form(&browser).header("origin", "null").header("sec-fetch-site", "same-origin");
    let hidden = browser.send(hidden).await;
    assert_eq!(hidden.status, StatusCode::FORBIDDEN);
    hidden.has("so nothing was done").has("also ist nichts geschehen").has("href=\"/\"");
    let named = browser.send(form(&browser).header("host", "evil.example")).await;
    assert_eq!(named.status, StatusCode::MISDIRECTED_REQUEST);
    named.has(&format!("href=\"{}/\"", inbox.url)).has("--host").lacks("evil.example");
    // A form that doesn't say who sits there.
    let request = browser.request(Method::POST, &path).body(body.clone());
    let nobodys = browser.send(request.header("content-type", "application/x-www-form-urlencoded")).await;
    assert_eq!(nobodys.status, StatusCode::CONFLICT);
    nobodys.has("Somebody else is chosen");
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
async fn forms_work_at_every_address_and_name_that_it_was_opened_to() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &["--listen", "0.0.0.0", "--host", "inbox.test"]);
    let port = inbox.port().to_owned();
    for name in ["127.0.0.2", "inbox.test", "localhost"] {
        // As a browser sends it to an address that it doesn't trust: without a word on which site it comes from.
        let mut browser = inbox.browser();
        let host = format!("{name}:{port}");
        let page = browser.send(browser.request(Method::GET, "/").header("host", &host)).await;
        assert_eq!(page.status, StatusCode::OK, "{name}");
        let csrf = page.field_after("<form", "csrf");
        let form = |origin: &str| {
            let request = browser.request(Method::POST, "/preferences").header("host", &host).header("origin", origin);
            let request = request.header("content-type", "application/x-www-form-urlencoded");
            request.body(format!("csrf={csrf}&theme=dark"))
        };
        let (own, other) = (form(&format!("http://{host}")), form(&format!("http://10.0.0.1:{port}")));
        assert_eq!(browser.send(own).await.status, StatusCode::SEE_OTHER, "{name}");
        assert_eq!(browser.send(other).await.status, StatusCode::FORBIDDEN, "{name}");
    }
    let mut browser = inbox.browser();
    let stranger = browser.request(Method::GET, "/").header("host", format!("evil.example:{port}"));
    assert_eq!(browser.send(stranger).await.status, StatusCode::MISDIRECTED_REQUEST);
}

#[tokio::test]
async fn whatever_people_write_is_text_and_never_markup() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    browser.get("/").await.has("&#60;img src=x onerror=alert(1)&#62;").lacks("<img src=x");
    let long = format!("<script>alert(1)</script>\u{202e}drow \"'&{}", "x".repeat(10_000));
    let page = browser.posted("/tickets/T-1001/messages", &[("from", "person"), ("text", &long)]).await;
    page.has("&#60;script&#62;alert(1)&#60;/script&#62;drow &#34;&#39;&#38;xxx").lacks("<script>alert");
    // Nothing is read in another order than it was written in; the record has what was written, spelled out.
    page.lacks("\u{202e}");
    let record = page.text.split("/records/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    browser.get(&format!("/records/{record}")).await.has("\\u202edrow");
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
async fn a_role_allows_what_it_allows_whatever_a_page_shows() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let (plan, page) = proposed(&mut browser).await;
    let identity = page.field_after(&format!("/plans/{plan}/approve"), "identity");
    let viewer = browser.posted("/preferences", &[("person", "vic"), ("back", "/tickets/T-1001?wait=1")]).await;
    viewer
        .has("can neither approve nor deny this")
        .lacks("Approve and carry out")
        .lacks("action=\"/tickets/T-1001/messages\"");
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
