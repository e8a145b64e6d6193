//! The token is a canary here: a server repeats it wherever it can, and afterwards everything that was written and printed
//! is searched for it, in several spellings. It is in one private file and nowhere else.

use crate::support::{Call, LENA, Place, Ran, Scripted, files_below};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use serde_json::json;
use std::fs;
use std::path::Path;

const TOKEN: &str = "sk_test_1x1_c0ffee5ca1ab1e0ddba11c0ffee5ca1ab1e0ddba11c0ffee5ca1ab1e0ddba1";

/// A Recharge that repeats the token in headers and bodies, whole and escaped, with this status.
fn reflecting(code: u16) -> Scripted {
    Scripted::new(move |request: &Request| -> Response {
        let token = request.headers().get("x-recharge-access-token").map(|value| value.to_str().unwrap().to_owned());
        let token = token.unwrap_or_default();
        let customer = json!({"id": 1, "email": LENA, "first_name": token, "last_name": format!("<{token}>")});
        let line = json!({"id": 2, "customer_id": 1, "address_id": 3, "status": "active", "product_title": token,
            "variant_title": STANDARD.encode(&token), "next_charge_scheduled_at": "2026-12-01"});
        let address = json!({"id": 3, "customer_id": 1, "address1": token, "city": token});
        let charge = json!({"id": 4, "customer_id": 1, "status": "error", "error": token, "scheduled_at": "2026-12-01",
            "line_items": [{"title": token, "purchase_item_id": 2}]});
        let scopes = ["read_customers", "read_subscriptions", "read_orders", &token];
        let body = json!({"customers": [customer], "subscriptions": [line], "charges": [charge], "addresses": [address],
            "orders": [], "token_information": {"name": token, "scopes": scopes}, "errors": {&token: [token]},
            "store": {"id": 1, "name": token, "identifier": format!("{token}.myshopify.com"), "currency": token,
                "timezone": {"iana_name": token}}});
        let escaped = token.bytes().map(|byte| format!("\\u{byte:04x}")).collect::<String>();
        let body = body.to_string().replacen(&token, &escaped, 1);
        let headers = [("content-type", "application/json"), ("x-echo", &token), ("x-recharge-limit", &token)];
        (StatusCode::from_u16(code).unwrap(), headers, body).into_response()
    })
}

/// The token as bytes in the spellings in which it could hide: with the three alignments of base64, whose first and last
/// characters depend on what is beside it.
fn spellings() -> Vec<Vec<u8>> {
    let mut spellings = vec![
        TOKEN.to_owned(),
        TOKEN.to_uppercase(),
        TOKEN.chars().rev().collect(),
        // Without its prefix: the part that is secret.
        TOKEN.replace("sk_test_1x1_", ""),
        hex::encode(TOKEN),
        hex::encode_upper(TOKEN),
        STANDARD_NO_PAD.encode(TOKEN),
        URL_SAFE_NO_PAD.encode(TOKEN),
    ];
    for skipped in 1..3 {
        let encoded = STANDARD_NO_PAD.encode(format!("{}{TOKEN}", "x".repeat(skipped)));
        spellings.push(encoded[4..encoded.len() - 4].to_owned());
    }
    let mut spellings: Vec<Vec<u8>> = spellings.into_iter().map(String::into_bytes).collect();
    spellings.push(TOKEN.encode_utf16().flat_map(u16::to_le_bytes).collect());
    spellings
}

fn has_token(haystack: &[u8]) -> bool {
    spellings().iter().any(|spelling| haystack.windows(spelling.len()).any(|window| window == spelling))
}

#[track_caller]
fn is_clean(place: &Place) {
    let files = files_below(&place.state());
    assert!(files.iter().any(|path| path.ends_with("harness.db")), "{files:?}");
    for path in files.iter().filter(|path| path.extension().is_none_or(|extension| extension != "cwasm")) {
        assert!(!has_token(path.to_str().unwrap().as_bytes()), "a file is called by it: {}", path.display());
        assert!(!has_token(&fs::read(path).unwrap()), "it is in {}", path.display());
    }
}

#[track_caller]
fn said_nothing(ran: &Ran) {
    assert!(!has_token(ran.stdout.as_bytes()) && !has_token(ran.stderr.as_bytes()), "{ran}");
}

/// Every form a run can take that might tell more than usual.
fn talkative(call: &Call) -> Vec<Call> {
    let loud = call.clone().with(&["--verbose"]).env("RUST_LOG", "trace").env("RUST_BACKTRACE", "full");
    vec![call.clone(), call.clone().with(&["--json"]), loud.clone(), loud.with(&["--json"])]
}

/// The commands that may meet the token, with this one of this Recharge in their environment or kept.
fn run_all(place: &Place, url: &str, token: Option<&str>) {
    for arguments in [
        &["widget", "--email", LENA][..],
        &["widget", "--email", LENA, "--locale", "de"],
        &["demo"],
        &["actions", "--schema"],
        &["audit", "--limit", "1000"],
        &["audit", "verify"],
    ] {
        let call = place.call(arguments).with(&["--recharge-url", url]);
        let call = match token {
            Some(token) => call.token(token),
            None => call,
        };
        for call in talkative(&call) {
            said_nothing(&call.run());
        }
    }
}

#[test]
fn the_search_finds_a_token_in_every_spelling() {
    for spelling in spellings() {
        let hidden = [b"before ".as_slice(), &spelling, b" after"].concat();
        assert!(has_token(&hidden), "{}", String::from_utf8_lossy(&spelling));
    }
    for lead in ["", "a", "ab", "abc"] {
        let encoded = STANDARD.encode(format!("{lead}{TOKEN} and more"));
        assert!(has_token(encoded.as_bytes()), "behind {} bytes", lead.len());
    }
    assert!(!has_token(b"sk_test_1x1_ is a prefix and no token"));
}

#[test]
fn a_token_that_was_connected_is_in_one_private_file_and_nowhere_else() {
    let server = reflecting(200);
    let place = Place::new();
    for call in talkative(&place.call(&["connect", "--recharge-url", server.url()]).stdin(TOKEN)) {
        let ran = call.run();
        assert_eq!(ran.code, 0, "{ran}");
        said_nothing(&ran);
    }
    run_all(&place, server.url(), None);
    assert!(server.hits() > 20, "the token was sent: {:?}", server.asked());
    is_clean(&place);

    let files = files_below(&place.secrets());
    assert_eq!(files.len(), 1, "{files:?}");
    assert_eq!(fs::read(&files[0]).unwrap(), TOKEN.as_bytes());
    private(&files[0], 0o600);
    private(&place.secrets(), 0o700);

    let removed = place.call(&["connect", "--remove", "--recharge-url", server.url()]).run();
    said_nothing(&removed);
    assert!(files_below(&place.secrets()).is_empty());
    is_clean(&place);
}

#[test]
fn a_token_of_the_environment_is_in_no_file_at_all() {
    let server = reflecting(200);
    let place = Place::new();
    run_all(&place, server.url(), Some(TOKEN));
    assert!(server.hits() > 20, "the token was sent: {:?}", server.asked());
    is_clean(&place);
    assert!(!place.secrets().exists());
}

#[test]
fn a_token_that_errors_repeat_is_not_in_the_errors() {
    for code in [301, 400, 401, 403, 404, 422, 500] {
        let server = reflecting(code);
        let place = Place::new();
        let call = place.widget_at(server.url(), TOKEN, LENA);
        let connect = place.call(&["connect", "--recharge-url", server.url()]).stdin(TOKEN);
        for call in talkative(&call).into_iter().chain(talkative(&connect)) {
            let ran = call.run();
            assert_ne!(ran.code, 0, "{code}: {ran}");
            said_nothing(&ran);
        }
        assert!(server.hits() >= 8, "{code}: the token was sent: {:?}", server.asked());
        is_clean(&place);
        assert!(!place.secrets().exists(), "{code}: a rejected token is not kept");
    }
}

#[cfg(unix)]
#[track_caller]
fn private(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, mode, "{}", path.display());
}

#[cfg(not(unix))]
fn private(_path: &Path, _mode: u32) {}
