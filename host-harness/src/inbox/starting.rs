//! What the inbox answers from the moment it listens until it is open: the first time, the plugin is compiled, which takes a
//! debug build half a minute. A page that waits by itself, and nothing that could be lost.

use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::extract::Request;
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tower::ServiceExt as _;

use super::assets::{ICON, icon};
use super::guard::complete;
use super::reply::{Bare, bare};

/// The inbox, once it is open.
#[derive(Debug, Clone, Default)]
pub struct Door(Arc<OnceLock<Router>>);

impl Door {
    /// From now on this answers.
    pub fn open(&self, router: Router) {
        // It opens once.
        let _ = self.0.set(router);
    }

    /// What listens.
    pub fn router(&self) -> Router {
        let door = self.clone();
        Router::new().fallback(move |request: Request| async move {
            match door.0.get() {
                Some(router) => match router.clone().oneshot(request).await {
                    Ok(response) => response,
                    Err(never) => match never {},
                },
                None => waiting(&request),
            }
        })
    }
}

const PAGE: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" \
    content=\"width=device-width, initial-scale=1\"><meta http-equiv=\"refresh\" content=\"1\"><title>Starting … · Inbox</title>\
    <main><h1>The inbox is starting</h1><p role=\"status\">The first time, the plugin is compiled. This page comes by itself.</p>\
    <p lang=\"de\">Der Posteingang startet; beim ersten Mal wird das Plugin übersetzt. Die Seite kommt von selbst.</p></main>";
const NOT_YET: Bare = Bare {
    english: (
        "The inbox is starting, so nothing was done. Go back, where what you typed still is, and send it again in a minute.",
        "Wait for the inbox",
    ),
    german: (
        "Der Posteingang startet, es ist nichts geschehen. Zurückgehen, dort stehen Ihre Eingaben noch, und in einer Minute \
         erneut senden.",
        "Auf den Posteingang warten",
    ),
};

/// A page that asks again; for the stream of a page that is open already, one that ends and is asked for again.
fn waiting(request: &Request) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let path = request.uri().path();
    let mut response = if path == ICON && is_read {
        icon()
    } else if path == "/events" {
        ([(header::CONTENT_TYPE, "text/event-stream")], "retry: 1000\n\n").into_response()
    } else if is_read {
        let headers = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::RETRY_AFTER, "1")];
        (StatusCode::SERVICE_UNAVAILABLE, headers, PAGE).into_response()
    } else {
        bare(StatusCode::SERVICE_UNAVAILABLE, &NOT_YET, "/")
    };
    complete(response.headers_mut());
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::routing::get;

    async fn asked(door: &Door, method: Method, path: &str) -> Response {
        let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
        door.router().oneshot(request).await.unwrap()
    }

    #[tokio::test]
    async fn until_it_is_open_a_page_waits_and_nothing_is_done() {
        let door = Door::default();
        let page = asked(&door, Method::GET, "/tickets/T-1").await;
        assert_eq!(page.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(page.headers().get("content-security-policy").is_some());
        assert_eq!(
            asked(&door, Method::GET, "/favicon.ico").await.status(),
            StatusCode::OK,
            "its icon is in the binary"
        );
        assert_eq!(asked(&door, Method::POST, "/plans/x/approve").await.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(
            asked(&door, Method::GET, "/events").await.status(),
            StatusCode::OK,
            "a stream that is asked for again"
        );
        door.open(Router::new().route("/", get(|| async { "open" })));
        assert_eq!(asked(&door, Method::GET, "/").await.status(), StatusCode::OK);
        assert_eq!(asked(&door, Method::GET, "/nowhere").await.status(), StatusCode::NOT_FOUND);
    }
}
