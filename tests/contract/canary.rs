//! The token is a canary here: it is sent, it comes back in every answer, and the guest's whole memory is searched.

use crate::support::{Setup, context};
use axum::Router;
use axum::extract::Request;
use axum::routing::get;
use host_harness::engine::CallError;
use serde_json::json;

const TOKEN: &str = "sk_test_1x1_c0ffee5ca1ab1e0ddba11c0ffee5ca1ab1e0ddba11c0ffee5ca1ab1e0ddba1";

/// A Recharge that repeats the token wherever it can: in a header, in the body, escaped and plain.
fn reflecting() -> Router {
    let tell = async |request: Request| {
        let token = request.headers().get("x-recharge-access-token").map(|value| value.to_str().unwrap().to_owned());
        let token = token.unwrap_or_default();
        let customer = json!({"id": 1, "email": "lena.brandt@example.com", "first_name": token, "last_name": "Brandt"});
        let body = json!({"customers": [customer], "subscriptions": [], "charges": [], "addresses": [], "orders": [],
            "token_information": {"name": token, "scopes": [token]}, "store": {"id": 1, "name": token}, "echo": token});
        ([("content-type", "application/json".to_owned()), ("x-echo", token)], body.to_string())
    };
    Router::new().fallback(get(tell))
}

#[tokio::test]
async fn the_token_is_nowhere_in_the_guests_memory() {
    // The log fails at different moments, each of which stops the guest right inside a read: its memory is then dumped.
    for appends in 2..=4 {
        let folder = tempfile::tempdir().unwrap();
        let setup = Setup::new(reflecting()).token(TOKEN).audit_fails_after(appends);
        let running = setup.core_dumps(folder.path().to_owned()).plugin().await;
        let error = running.session.widget_data(&context("canary")).await.unwrap_err();
        assert!(matches!(error, CallError::Audit(_)), "{error}");

        let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert_eq!(files.len(), 1, "after {appends} appends: {files:?}");
        let dump = std::fs::read(&files[0]).unwrap();
        assert!(find(&dump, b"lena.brandt@example.com"), "the dump is the guest's memory, or this test proves nothing");
        assert!(!find(&dump, TOKEN.as_bytes()), "after {appends} appends");
        assert!(!find(&dump, &TOKEN.as_bytes()[12..]), "not even without its prefix, after {appends} appends");
        if appends > 2 {
            assert_eq!(running.last_header("x-recharge-access-token").as_deref(), Some(TOKEN), "it was sent");
        }
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}
