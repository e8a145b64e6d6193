//! Connections and their tokens.

use crate::support::{Inbox, Place};
use reqwest::StatusCode;

#[tokio::test]
async fn a_token_is_tried_kept_and_never_shown_again() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let wrong = "sk_test_wrong_0123456789abcdef";
    let tried = [("name", "second"), ("at", "local"), ("token", wrong), ("back", "/settings")];
    let refused = browser.post("/settings/connections", &tried).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    // What it says is that, and not that another token works; what is live of it is asked for at the settings.
    refused.lacks("The token is accepted.").has("data-here=\"/settings\"");
    browser.get("/settings").await.has("action=\"/settings/connections#problem\"").lacks("data-here");
    // The page that is the answer leads back to one that can be opened.
    let back = refused.field_after("/preferences", "back");
    browser.posted("/preferences", &[("locale", "de"), ("back", &back)]).await.has("Einen weiteren Shop verbinden");
    browser.post("/preferences", &[("locale", "en")]).await;
    browser.get("/settings?saved=local&check=local").await.has("The token is accepted.").lacks("is accepted and kept");
    browser.get("/settings?saved=x").await.lacks("is accepted and kept");
    // What is worked with is tried when the page opens, and a Recharge that fails keeps nobody from the page.
    browser.get("/settings").await.has("The token is accepted.").has("Morgenrot").has("write_orders");
    place.bare(&["sandbox", "fault", "add", "revoked_token"]).result();
    browser.get("/settings").await.has("does not accept the token").has("Replace the token");
    place.bare(&["sandbox", "fault", "clear"]).result();
    refused.has("role=\"alert\" id=\"problem\"").has("value=\"second\"").lacks(wrong);
    let token = host_harness::recharge_sandbox::demo::TOKEN_READ_ONLY;
    let kept = browser.posted("/settings/connections", &[("name", "second"), ("at", "local"), ("token", token)]).await;
    kept.has("is accepted and kept").has("Morgenrot").has("lacks").has("write_orders").lacks(token);
    browser
        .posted("/settings/connections/use", &[("connection", "second"), ("back", "/settings")])
        .await
        .has("<bdi>second</bdi>");
    let page = browser.ticket("T-1001").await;
    page.has("Espresso Morgenrot");
    for (name, address) in [("local", "https://a.example"), ("a b", ""), ("x", "http://a.example"), ("x", "ftp://a")] {
        let refused =
            browser.post("/settings/connections", &[("name", name), ("address", address), ("token", token)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name} {address}");
        refused.lacks(token);
    }
    // Nobody's token goes to a Recharge that they didn't choose.
    let unsaid = browser.post("/settings/connections", &[("name", "x"), ("address", " "), ("token", token)]).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    unsaid.has("said which Recharge the token is for").has("the token was sent nowhere").lacks("placeholder=\"https");
    unsaid.has("value=\"recharge\" required>").has("value=\"local\">").has("https://api.rechargeapps.com</bdi>");
    let nobody = [("name", "x"), ("at", "other"), ("address", "http://127.0.0.1:9"), ("token", token)];
    browser.post("/settings/connections", &nobody).await.has("Check the address").lacks("Copy the token").lacks(token);
    let gone = browser.posted("/settings/connections/remove", &[("connection", "second")]).await;
    gone.lacks("id=\"c-second\"");
    for path in ["/", "/tickets/T-1001?wait=1", "/settings", "/developer"] {
        browser.get(path).await.lacks(token).lacks(wrong);
    }
    let log = place.bare(&["audit", "--limit", "100000"]).result().to_string();
    assert!(!log.contains(token) && !log.contains(wrong));
}

#[tokio::test]
async fn a_token_is_replaced_at_its_connection_and_nowhere_else() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let (full, read_only) =
        (host_harness::recharge_sandbox::demo::TOKEN_FULL, host_harness::recharge_sandbox::demo::TOKEN_READ_ONLY);
    browser
        .posted("/settings/connections", &[("name", "second"), ("at", "local"), ("token", read_only)])
        .await
        .has("lacks");
    // By the form for another store, a connection that is there keeps its token.
    for name in ["second", "local"] {
        let refused = browser.post("/settings/connections", &[("name", name), ("at", "local"), ("token", full)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        refused.has(&format!("There is a connection “{name}” already.")).has("use “Replace the token” at it");
    }
    browser.get("/settings?check=second").await.has("write_orders").has("lacks");
    // What is wrong with another token is said at the connection, whose form stays open.
    let wrong = browser.post("/settings/connections", &[("replaces", "second"), ("token", "sk_no")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let (_, after) = wrong.text.split_once("id=\"replace-second\" open>").unwrap();
    let said = after.find("id=\"problem\"").unwrap();
    assert!(said < after.find("id=\"new-heading\"").unwrap(), "not at the form for another store");
    wrong.lacks("name=\"name\" value=\"second\"").lacks("value=\"second\" aria-describedby=\"name-help\"");
    browser
        .posted("/settings/connections", &[("replaces", "second"), ("token", full)])
        .await
        .has("is accepted and kept");
    browser.get("/settings?check=second").await.lacks("lacks");
    browser.posted("/settings/connections/remove", &[("connection", "second")]).await;
    let gone = browser.post("/settings/connections", &[("replaces", "second"), ("token", full)]).await;
    assert_eq!(gone.status, StatusCode::UNPROCESSABLE_ENTITY);
    gone.has("was removed meanwhile").lacks(full).lacks("id=\"c-second\"");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_connection_is_removed_with_its_token_or_not_at_all_where_no_keyring_answers() {
    let place = Place::new();
    let home = place.path().join("home");
    let variables = [
        ("ARMINCX_SECRETS_DIR", ""),
        ("HOME", home.to_str().unwrap()),
        ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere"),
    ];
    let inbox = Inbox::with(&place, &variables);
    let mut browser = inbox.browser();
    let token = host_harness::recharge_sandbox::demo::TOKEN_FULL;
    for name in ["second", "third"] {
        browser
            .posted("/settings/connections", &[("name", name), ("at", "local"), ("token", token)])
            .await
            .has("is accepted and kept");
    }
    let gone = browser.posted("/settings/connections/remove", &[("connection", "second")]).await;
    gone.lacks("id=\"c-second\"").has("the connection and its token were removed").has("keyring can&#39;t be reached");
    // Its token may be in the keyring: it stays, and the page says how to go on.
    for file in crate::support::files_below(&home) {
        std::fs::remove_file(file).unwrap();
    }
    let kept = browser.post("/settings/connections/remove", &[("connection", "third")]).await;
    assert_eq!(kept.status, StatusCode::SERVICE_UNAVAILABLE);
    kept.has("keyring can&#39;t be reached").has("ARMINCX_SECRETS_DIR").has("Nothing was changed");
    browser.get("/settings").await.has("id=\"c-third\"");
}

#[tokio::test]
async fn an_address_of_the_settings_that_only_forms_are_sent_to_leads_to_the_settings() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    for path in ["/settings/connections", "/settings/connections/use", "/settings/connections/remove"] {
        let page = browser.get(path).await;
        assert_eq!((page.status, page.to.as_str()), (StatusCode::SEE_OTHER, "/settings"), "{path}");
    }
}

#[tokio::test]
async fn a_plan_that_waits_at_another_connection_is_marked_and_the_ticket_leads_there() {
    let place = Place::new();
    let inbox = Inbox::start(&place, &[]);
    let mut browser = inbox.browser();
    let (plan, _) = super::proposed(&mut browser).await;
    let token = host_harness::recharge_sandbox::demo::TOKEN_FULL;
    browser
        .posted("/settings/connections", &[("name", "second"), ("at", "local"), ("token", token)])
        .await
        .has("is accepted and kept");
    let there = [("connection", "second"), ("back", "/tickets/T-1001")];
    let ticket = browser.posted("/settings/connections/use", &there).await;
    ticket.has("A plan for this ticket waits for approval at the connection “local”.").has("Use that connection");
    ticket.has("Waits at <bdi>local</bdi>").has("1 waiting for approval").lacks(&format!("id=\"plan-{plan}\""));
    let here = [("connection", "local"), ("back", "/tickets/T-1001")];
    let ticket = browser.posted("/settings/connections/use", &here).await;
    ticket.has(&format!("id=\"plan-{plan}\"")).lacks("Waits at").lacks("waits for approval at the connection");
    // What waits at a connection that was removed can't be decided any more, and isn't hidden either.
    browser.posted("/settings/connections/use", &there).await;
    let (left, _) = super::proposed(&mut browser).await;
    browser.posted("/settings/connections/remove", &[("connection", "second")]).await;
    let ticket = browser.ticket("T-1001").await;
    ticket.has("at the connection “second”").has("That connection was removed").lacks(&format!("id=\"plan-{left}\""));
}
