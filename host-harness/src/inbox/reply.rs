//! A page out of its template.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// The page, as HTML. A template that can't be written is a bug, and said to be one.
pub fn page(template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response(),
        Err(why) => {
            tracing::error!(%why, "a page could not be written");
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                "This page could not be written. Report it to the makers of the harness.\n",
            )
                .into_response()
        }
    }
}
