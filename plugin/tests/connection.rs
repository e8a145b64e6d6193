//! What `check-connection` says of a token.

use armincx_recharge::connection::check_connection;
use armincx_recharge::contract::*;
use armincx_recharge::testing::{MemoryHost, Shop, answer, context};

fn check(host: &MemoryHost, locale: &str) -> Result<Connection, SetupError> {
    check_connection(host, &MemoryHost::token(), &context("", locale))
}

fn codes(connection: &Connection) -> Vec<&str> {
    connection.notices.iter().map(|notice| notice.code.as_str()).collect()
}

#[test]
fn a_full_token_works_for_everything_and_names_its_store() {
    let host = Shop::default().host();
    let connection = check(&host, "en").unwrap();
    assert_eq!(connection.token_name, "[Private App] Helpdesk");
    assert!(connection.missing_for_reading.is_empty() && connection.notices.is_empty());
    assert_eq!(connection.actions.len(), 6);
    assert!(connection.actions.iter().all(|action| action.missing.is_empty()));
    let store = connection.store.unwrap();
    assert_eq!(
        (store.id, store.name.as_str(), store.domain.as_str()),
        (482_011, "Demo Shop", "demo-shop.myshopify.com")
    );
    assert_eq!((store.time_zone.as_str(), store.currency.as_str()), ("Europe/Berlin", "EUR"));
    assert_eq!(store.portal.unwrap().url, "https://demo-shop-sp.admin.rechargeapps.com/merchant");
    let batches = host.batches();
    assert_eq!(batches.len(), 1);
    assert!(batches[0].iter().all(|seen| seen.max_age == 0));
}

#[test]
fn a_token_that_only_reads_is_fine_and_says_what_actions_lack() {
    let mut shop = Shop::default();
    shop.scopes.retain(|scope| !scope.starts_with("write_"));
    let connection = check(&shop.host(), "de").unwrap();
    assert!(connection.missing_for_reading.is_empty());
    assert_eq!(codes(&connection), ["read-only"]);
    let lacking: Vec<_> =
        connection.actions.iter().map(|action| (action.action.as_str(), action.missing.join(" "))).collect();
    assert_eq!(
        lacking,
        [
            ("move-date", "write_subscriptions".to_owned()),
            ("cancel", "write_subscriptions".to_owned()),
            ("skip", "write_orders".to_owned()),
            ("unskip", "write_orders".to_owned()),
            ("update-address", "write_customers".to_owned()),
            ("open", String::new()),
        ]
    );
    assert_eq!(connection.actions[1].label, "Abbrechen");
}

#[test]
fn scopes_that_reading_needs_are_named() {
    let mut shop = Shop::default();
    shop.scopes.retain(|scope| scope != "read_orders");
    let connection = check(&shop.host(), "en").unwrap();
    assert_eq!(connection.missing_for_reading, ["read_orders"]);
    assert_eq!(codes(&connection), ["reading-incomplete"]);
}

#[test]
fn a_store_that_may_not_be_read_costs_the_store_only() {
    let shop = Shop::default();
    for (status, code) in [(403, "store-scope-missing"), (500, "store-missing"), (404, "store-missing")] {
        let shop = shop.clone();
        let host =
            MemoryHost::new(move |seen| if seen.path == "/store" { answer(status, "{}") } else { shop.answer(seen) });
        let connection = check(&host, "en").unwrap();
        assert_eq!(connection.store, None);
        assert_eq!(codes(&connection), [code]);
    }
}

#[test]
fn what_is_not_recharge_or_does_not_accept_the_token_is_told_apart() {
    let kind = |status: u16, body: &'static str| {
        let host = MemoryHost::new(move |_| answer(status, body));
        check(&host, "en").unwrap_err()
    };
    assert!(matches!(kind(401, r#"{"error":"bad authentication"}"#), SetupError::Rejected(_)));
    assert!(matches!(kind(429, "{}"), SetupError::RateLimited(_)));
    assert!(matches!(kind(503, ""), SetupError::Unavailable(_)));
    assert!(matches!(kind(404, "<html>"), SetupError::Unreadable(_)));
    assert!(matches!(kind(426, "{}"), SetupError::Internal(_)));
    for body in ["<html>", "{}", "[]", r#"{"token_information":{}}"#, r#"{"token_information":{"scopes":"all"}}"#] {
        assert!(matches!(kind(200, body), SetupError::Unreadable(_)), "{body}");
    }
}
