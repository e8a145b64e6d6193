//! A guest can't turn the host's work into its own: what is refused is bounded, what is abandoned has an end, and what an
//! upstream remembers is scrubbed as well.

use crate::support::{Setup, context, notices, plan};
use axum::Router;
use axum::http::HeaderMap;
use axum::routing::get;
use host_harness::contract::Context;
use host_harness::engine::{CallError, EngineConfig, PluginEngine};
use host_harness::gate::Approval;
use host_harness::store::MemoryAuditLog;
use std::sync::{Arc, Mutex};

const TOKEN: &str = "sk_test_1x1_this-is-the-canary-of-the-tests";

fn hello() -> Router {
    Router::new().fallback(get(|| async { "hello" }))
}

#[tokio::test]
async fn a_batch_of_a_hundred_thousand_requests_ends_the_call_and_not_the_log() {
    let setup = Setup::new(hello()).hostile().await;
    let error = setup.session.widget_data(&context("flood")).await.unwrap_err();
    assert!(matches!(error, CallError::Abuse { .. }), "{error}");
    assert_eq!(setup.kinds(), ["call.started", "call.ended"]);
    assert_eq!(setup.outcomes("widget-data"), ["plugin-abuse"]);
    assert_eq!(setup.hits(), 0);
}

#[tokio::test]
async fn asking_again_and_again_for_what_is_refused_ends_the_call() {
    let setup = Setup::new(hello()).hostile().await;
    let errors = [
        setup.session.widget_data(&context("nag")).await.unwrap_err(),
        setup.session.list_actions(&context("nag")).await.unwrap_err(),
        setup.session.execute_approved_action(&context("nag"), Approval::closed(plan())).await.unwrap_err(),
    ];
    for error in errors {
        assert!(matches!(error, CallError::Abuse { .. }), "{error}");
    }
    assert_eq!(setup.records("request.refused").len() + setup.records("write.refused").len(), 300);
    assert_eq!(setup.hits(), 0);
    setup.verify();
}

#[tokio::test]
async fn a_call_that_is_dropped_in_the_middle_has_an_end_in_the_log() {
    let (arrived, mut waiting) = tokio::sync::mpsc::channel::<()>(1);
    let never = get(move || {
        let arrived = arrived.clone();
        async move {
            arrived.send(()).await.unwrap();
            std::future::pending::<&str>().await
        }
    });
    let setup = Setup::new(Router::new().fallback(never)).hostile().await;
    let session = setup.session.clone();
    let call = tokio::spawn(async move { session.widget_data(&context("get /never")).await });
    waiting.recv().await.unwrap();
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    while setup.outcomes("widget-data").is_empty() {
        tokio::task::yield_now().await;
    }
    assert_eq!(setup.outcomes("widget-data"), ["abandoned"]);
}

#[tokio::test]
async fn a_token_that_an_upstream_remembers_is_scrubbed_from_later_answers_too() {
    let last: Arc<Mutex<String>> = Arc::default();
    let remember = get(move |headers: HeaderMap| {
        let last = Arc::clone(&last);
        async move {
            let mut last = last.lock().unwrap();
            if let Some(token) = headers.get("x-token") {
                *last = token.to_str().unwrap().to_owned();
            }
            format!("the last token was {last}")
        }
    });
    let setup = Setup::new(Router::new().fallback(remember)).token(TOKEN).hostile().await;
    let seen = notices(&setup.session.widget_data(&context("remember")).await.unwrap());
    assert_eq!(seen, ["200 the last token was [secret]", "200 the last token was [secret]"]);
}

#[tokio::test]
async fn what_is_denied_never_stands_in_the_log_as_sent() {
    let setup = Setup::new(hello()).hostile().await;
    setup.session.widget_data(&context("get /../admin")).await.unwrap();
    assert_eq!(setup.kinds(), ["call.started", "request.refused", "call.ended"]);
}

#[tokio::test]
async fn a_context_of_another_connection_is_a_mistake_of_the_host_and_named_so() {
    let setup = Setup::new(hello()).hostile().await;
    let other = Context { connection: "other".to_owned(), ..context("get /x") };
    let error = setup.session.widget_data(&other).await.unwrap_err();
    assert!(matches!(error, CallError::Grant(_)) && error.to_string().contains("other"), "{error}");
}

#[tokio::test]
async fn asking_a_plugin_what_it_is_stands_in_the_log_as_well() {
    use host_harness::store::{AuditFilter, AuditLog};
    let log = Arc::new(MemoryAuditLog::new());
    let engine = PluginEngine::new(EngineConfig::default()).unwrap();
    engine.load(hostile_guest_component::COMPONENT, Arc::clone(&log) as Arc<dyn AuditLog>).await.unwrap();
    let kinds: Vec<String> =
        log.records(&AuditFilter::default()).unwrap().iter().map(|record| record.event.kind.to_string()).collect();
    assert_eq!(kinds, ["call.started", "call.ended"]);
}
