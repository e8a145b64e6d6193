//! Nothing is shown or taken any more once the file that everything is recorded in is gone from the disk. Its pages would go
//! on as if nothing were wrong, and whatever was done since would be lost at the next start.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::office::Office;
use super::trouble::Trouble;
use super::visit::Visit;

/// Looks for the file before every page and everything that is done: one question to the file system.
pub(super) async fn kept(State(office): State<Arc<Office>>, visit: Visit, request: Request, next: Next) -> Response {
    // Style and scripts are in the binary.
    if request.uri().path().starts_with("/static/") || office.is_kept().await {
        return next.run(request).await;
    }
    tracing::error!(file = %office.place.state.database().display(), "the database was removed or replaced under this server");
    let words = visit.words;
    Trouble::new(StatusCode::SERVICE_UNAVAILABLE, words, words.state_gone(), words.state_gone_hint()).into_response()
}
