//! A guest that is wrong, buggy or malicious can show nonsense; it can do no harm. One test for each way to try.

use crate::support::{Setup, answer, context, notices, plan};
use axum::Router;
use axum::http::{HeaderMap, Uri};
use axum::routing::get;
use host_harness::contract::{ActionRequest, Form, Outcome};
use host_harness::engine::{CallError, CallLimits};
use host_harness::gate::Approval;
use secrecy::SecretString;
use std::time::Duration;

const TOKEN: &str = "sk_test_1x1_this-is-the-canary-of-the-tests";

fn quick() -> CallLimits {
    let mut limits = CallLimits::default();
    limits.cpu = Duration::from_millis(200);
    limits
}

/// A server that tells what it was asked.
fn echo() -> Router {
    let tell = async |uri: Uri, headers: HeaderMap| {
        let mut names: Vec<&str> = headers.keys().map(|name| name.as_str()).collect();
        names.sort_unstable();
        format!("{uri} {names:?} token={:?}", headers.get("x-token").map(|value| value.to_str().unwrap().to_owned()))
    };
    Router::new().fallback(get(tell))
}

#[tokio::test]
async fn a_spinning_guest_is_stopped_even_on_the_only_thread() {
    let setup = Setup::new(echo()).limits(quick()).hostile().await;
    let error = setup.session.widget_data(&context("spin")).await.unwrap_err();
    assert!(matches!(error, CallError::OutOfTime { .. }), "{error}");
    assert_eq!(setup.outcomes("widget-data"), ["plugin-out-of-time"]);
}

#[tokio::test]
async fn the_next_call_is_not_hurt_by_a_guest_that_was_stopped() {
    let setup = Setup::new(echo()).limits(quick()).hostile().await;
    for behaviour in ["spin", "panic", "recurse", "exit"] {
        setup.session.widget_data(&context(behaviour)).await.unwrap_err();
    }
    let widget = setup.session.widget_data(&context("environment")).await.unwrap();
    assert_eq!(notices(&widget), ["0 variables, 0 arguments"]);
}

#[tokio::test]
async fn a_guest_may_print_as_much_as_it_likes() {
    let setup = Setup::new(echo()).hostile().await;
    assert_eq!(notices(&setup.session.widget_data(&context("talk")).await.unwrap()), ["talked"]);
}

#[tokio::test]
async fn waiting_for_an_upstream_is_not_billed_to_the_guest() {
    // The upstream answers only after far more ticks than the guest may compute.
    let (arrived, mut waiting) = tokio::sync::mpsc::channel::<tokio::sync::oneshot::Sender<()>>(1);
    let slow = get(move || {
        let arrived = arrived.clone();
        async move {
            let (go, gone) = tokio::sync::oneshot::channel();
            arrived.send(go).await.unwrap();
            gone.await.unwrap();
            "at last"
        }
    });
    let setup = Setup::new(Router::new().route("/slow", slow)).limits(quick()).hostile().await;
    let session = setup.session.clone();
    let call = tokio::spawn(async move { session.widget_data(&context("wait-then-work")).await });
    let go = waiting.recv().await.unwrap();
    let engine_ticks_pass = std::time::Instant::now();
    tokio::task::spawn_blocking(move || {
        while engine_ticks_pass.elapsed() < Duration::from_millis(600) {
            std::thread::yield_now();
        }
    })
    .await
    .unwrap();
    go.send(()).unwrap();
    assert_eq!(notices(&call.await.unwrap().unwrap()), ["200 at last"]);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_waits_for_ever_ends_at_the_wall_clock() {
    let mut limits = CallLimits::default();
    limits.wall = Duration::from_secs(5);
    let setup = Setup::memory(|_| async { std::future::pending().await }).limits(limits).hostile().await;
    let error = setup.session.widget_data(&context("get /never")).await;
    // The upstream's own limit or the call's, whichever is first: in both cases it ends, and within the call's limit.
    match error {
        Ok(widget) => assert!(notices(&widget)[0].contains("Timeout"), "{:?}", notices(&widget)),
        Err(error) => assert!(matches!(error, CallError::TooSlow { .. }), "{error}"),
    }
}

#[tokio::test]
async fn a_guest_that_wants_all_the_memory_is_stopped_at_its_share() {
    let mut limits = CallLimits::default();
    limits.memory_bytes = 16 << 20;
    let setup = Setup::new(echo()).limits(limits).hostile().await;
    let error = setup.session.widget_data(&context("allocate")).await.unwrap_err();
    assert!(matches!(error, CallError::OutOfMemory { limit, .. } if limit == 16 << 20), "{error}");
    assert!(error.to_string().contains("16 MiB"), "{error}");
}

#[tokio::test]
async fn endless_recursion_ends_as_a_crash_of_the_guest_alone() {
    let setup = Setup::new(echo()).hostile().await;
    let error = setup.session.widget_data(&context("recurse")).await.unwrap_err();
    // The guest's stack lies in its own memory and runs out first, or the engine's does: a trap in both cases.
    assert!(matches!(&error, CallError::Trapped { .. }), "{error}");
}

#[tokio::test]
async fn a_panic_shows_its_message_and_its_place() {
    let setup = Setup::new(echo()).hostile().await;
    let error = setup.session.widget_data(&context("panic")).await.unwrap_err();
    let CallError::Panicked { place, message, export } = &error else { panic!("{error}") };
    assert!(place.contains("src/lib.rs:"), "{place}");
    assert_eq!(message, "the hostile guest panics on purpose");
    assert_eq!(*export, "widget-data");
}

#[tokio::test]
async fn a_guest_that_exits_ends_its_call_and_nothing_else() {
    let setup = Setup::new(echo()).hostile().await;
    let error = setup.session.widget_data(&context("exit")).await.unwrap_err();
    assert!(matches!(error, CallError::Trapped { .. }), "{error}");
}

#[tokio::test]
async fn a_result_of_forty_megabytes_is_refused() {
    let mut limits = CallLimits::default();
    limits.memory_bytes = 512 << 20;
    let setup = Setup::new(echo()).limits(limits).hostile().await;
    let error = setup.session.widget_data(&context("huge-result")).await.unwrap_err();
    assert!(matches!(error, CallError::Trapped { .. }), "{error}");
}

#[tokio::test]
async fn the_environment_is_empty() {
    let setup = Setup::new(echo()).hostile().await;
    let widget = setup.session.widget_data(&context("environment")).await.unwrap();
    assert_eq!(notices(&widget), ["0 variables, 0 arguments"]);
}

#[tokio::test]
async fn remarks_are_cut_to_a_size_and_a_number_that_cannot_flood_the_log() {
    let setup = Setup::new(echo()).hostile().await;
    setup.session.widget_data(&context("remarks")).await.unwrap();
    let remarks = setup.records("remark");
    assert_eq!(remarks.len(), 50);
    assert!(remarks.iter().all(|detail| detail.to_string().len() < 1_000), "{}", remarks[0]);
    assert!(remarks[49].to_string().contains("dropped"), "{}", remarks[49]);
}

#[tokio::test]
async fn requests_beyond_the_quota_are_refused_and_recorded() {
    let setup = Setup::new(echo()).hostile().await;
    let widget = setup.session.widget_data(&context("many")).await.unwrap();
    let seen = notices(&widget);
    assert_eq!(seen.iter().filter(|text| text.starts_with("200")).count(), 20);
    assert_eq!(seen.iter().filter(|text| text.contains("OverQuota")).count(), 5);
    assert_eq!(setup.records("request.answered").len(), 20);
    assert_eq!(setup.records("request.refused").len(), 5);
}

#[tokio::test]
async fn an_undeclared_upstream_is_refused_and_recorded() {
    let setup = Setup::new(echo()).hostile().await;
    for upstream in ["", "evil", "https://evil.example", "SHOP"] {
        let widget = setup.session.widget_data(&context(&format!("upstream {upstream}"))).await.unwrap();
        assert!(notices(&widget)[0].starts_with("HttpError::Denied"), "{:?}", notices(&widget));
    }
    assert_eq!(setup.records("request.refused").len(), 4);
    assert_eq!(setup.hits(), 0, "nothing reached the upstream");
}

#[tokio::test]
async fn a_path_that_would_lead_elsewhere_never_leaves_the_host() {
    let setup = Setup::new(echo()).hostile().await;
    for path in
        ["", "evil", "//evil.example/", "/../admin", "/%2e%2e/admin", "/a?b=c", "/a#b", "/a b", "/a\r\nX: y", "@evil"]
    {
        let widget = setup.session.widget_data(&context(&format!("get {path}"))).await.unwrap();
        assert!(notices(&widget)[0].starts_with("HttpError::Denied"), "{path:?}: {:?}", notices(&widget));
    }
    assert_eq!(setup.hits(), 0, "nothing reached the upstream");
}

#[tokio::test]
async fn headers_that_belong_to_the_host_are_refused() {
    let setup = Setup::new(echo()).hostile().await;
    for header in [
        "Host=evil.example",
        "authorization=x",
        "Cookie=a",
        "X-Token=guessed",
        "Transfer-Encoding=chunked",
        "X-A=b\r\nc",
    ] {
        let widget = setup.session.widget_data(&context(&format!("header {header}"))).await.unwrap();
        assert!(notices(&widget)[0].starts_with("HttpError::Denied"), "{header:?}: {:?}", notices(&widget));
    }
    assert_eq!(setup.hits(), 0, "nothing reached the upstream");
    let widget = setup.session.widget_data(&context("header X-Harmless=1")).await.unwrap();
    assert!(notices(&widget)[0].contains("x-harmless"), "{:?}", notices(&widget));
}

#[tokio::test]
async fn a_secret_goes_to_its_upstream_in_its_header_and_comes_back_scrubbed() {
    let setup = Setup::new(echo()).token(TOKEN).hostile().await;
    let widget = setup.session.widget_data(&context("token-to-shop")).await.unwrap();
    let seen = notices(&widget);
    assert!(seen[0].contains("x-token"), "the header was sent: {seen:?}");
    assert!(seen[0].contains("[secret]") && !seen[0].contains(TOKEN), "{seen:?}");
    assert_eq!(setup.last_header("x-token").as_deref(), Some(TOKEN), "and it arrived");
}

#[tokio::test]
async fn one_handle_serves_several_requests_of_a_batch() {
    let setup = Setup::new(echo()).token(TOKEN).hostile().await;
    let widget = setup.session.widget_data(&context("token-twice")).await.unwrap();
    assert_eq!(notices(&widget).iter().filter(|text| text.starts_with("200")).count(), 2);
}

#[tokio::test]
async fn a_secret_in_another_header_or_to_another_upstream_is_refused() {
    let setup = Setup::new(echo()).token(TOKEN).hostile().await;
    for behaviour in ["token-in-other-header", "token-to-other"] {
        let widget = setup.session.widget_data(&context(behaviour)).await.unwrap();
        assert!(notices(&widget)[0].starts_with("HttpError::Denied"), "{:?}", notices(&widget));
    }
    assert_eq!(setup.hits(), 0, "nothing reached any upstream");
}

#[tokio::test]
async fn secrets_are_told_apart_as_undeclared_and_missing() {
    let setup = Setup::new(echo()).hostile().await;
    let see =
        async |name: &str| notices(&setup.session.widget_data(&context(&format!("secret {name}"))).await.unwrap());
    assert_eq!(see("password").await, ["SecretError::Undeclared(\"password\")"]);
    assert_eq!(see("token").await, ["SecretError::Missing(\"token\")"]);
}

#[tokio::test]
async fn a_function_that_has_to_answer_by_itself_reaches_nothing() {
    let setup = Setup::new(echo()).token(TOKEN).hostile().await;
    let error = setup.session.list_actions(&context("any")).await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("HttpError::Denied") && text.contains("SecretError::Unavailable"), "{text}");
    assert_eq!(setup.hits(), 0);
}

#[tokio::test]
async fn a_pasted_token_is_tried_without_being_kept() {
    let setup = Setup::new(echo()).hostile().await;
    let connection = setup.session.check_connection(&context("any"), SecretString::from(TOKEN)).await.unwrap();
    assert!(connection.token_name.starts_with("200") && !connection.token_name.contains(TOKEN));
    assert_eq!(setup.last_header("x-token").as_deref(), Some(TOKEN));
    let widget = setup.session.widget_data(&context("secret token")).await.unwrap();
    assert_eq!(notices(&widget), ["SecretError::Missing(\"token\")"], "the next call knows nothing of it");
}

#[tokio::test]
async fn no_approval_that_this_host_can_make_lets_a_guest_write() {
    let setup = Setup::new(echo()).token(TOKEN).hostile().await;
    let outcome = setup.session.execute_approved_action(&context("any"), Approval::closed(plan())).await.unwrap();
    let Outcome::Failed(text) = outcome else { panic!("{outcome:?}") };
    assert!(text.starts_with("Cancel it"), "the guest reads the plan: {text}");
    assert_eq!(text.matches("NotPermitted").count(), 2, "{text}");
    assert_eq!(text.matches("NoSuchStep").count(), 2, "{text}");
    assert_eq!(setup.records("write.refused").len(), 4);
    assert_eq!(setup.hits(), 0, "nothing left the host");
}

#[tokio::test]
async fn prepare_reaches_the_guest_with_its_request() {
    let setup = Setup::new(echo()).hostile().await;
    let form = Form { action: "cancel".to_owned(), targets: Vec::new(), parameters: "{}".to_owned() };
    let preparation = setup.session.prepare_action(&context("any"), &ActionRequest::Form(form)).await.unwrap();
    assert_eq!(preparation, host_harness::contract::Preparation::Nothing);
}

#[tokio::test]
async fn every_call_and_every_request_stands_in_an_intact_log() {
    let setup = Setup::new(echo()).token(TOKEN).hostile().await;
    setup.session.widget_data(&context("token-to-shop")).await.unwrap();
    setup.session.widget_data(&context("panic")).await.unwrap_err();
    assert_eq!(
        setup.kinds(),
        ["call.started", "request.sent", "request.answered", "call.ended", "call.started", "call.ended"]
    );
    let text = setup.log_text();
    assert!(!text.contains(TOKEN), "the token is in the log");
    assert!(text.contains("/echo") && text.contains("\"secrets\":[\"token\"]"), "{text}");
    setup.verify();
}

#[tokio::test]
async fn a_log_that_cannot_be_written_stops_the_call_before_anything_leaves() {
    let setup = Setup::new(echo()).token(TOKEN).audit_fails_after(1).hostile().await;
    let error = setup.session.widget_data(&context("token-to-shop")).await.unwrap_err();
    assert!(matches!(error, CallError::Audit(_)), "{error}");
    assert_eq!(setup.hits(), 0, "nothing left the host");
}

#[tokio::test]
async fn an_upstream_that_answers_nonsense_reaches_the_guest_as_a_value() {
    let setup = Setup::new(Router::new().fallback(get(|| async { answer(500, "<html>") }))).hostile().await;
    let widget = setup.session.widget_data(&context("get /x")).await.unwrap();
    assert_eq!(notices(&widget), ["500 <html>"]);
}
