//! A page out of its template, and the few answers that come from outside every page.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// The page, as HTML. A template that can't be written is a bug, and said to be one.
pub fn page(template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => html_of(html),
        Err(why) => {
            tracing::error!(%why, "a page could not be written");
            bare(StatusCode::INTERNAL_SERVER_ERROR, &UNWRITTEN, "/")
        }
    }
}

/// What is said where nobody knows who reads it, in both languages: what happened and what to do, and the words of the link.
#[derive(Debug)]
pub struct Bare {
    /// In English.
    pub english: (&'static str, &'static str),
    /// In German.
    pub german: (&'static str, &'static str),
}

const UNWRITTEN: Bare = Bare {
    english: ("This page could not be written. Report it to the makers of the harness.", "To the list of tickets"),
    german: ("Diese Seite ließ sich nicht erzeugen. Bitte den Machern des Harness melden.", "Zur Liste der Tickets"),
};

/// A page without a frame, with one way out; the address is this server's own.
pub fn bare(status: StatusCode, said: &Bare, to: &str) -> Response {
    let Bare { english, german } = said;
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, \
         initial-scale=1\"><title>{}</title><main><p role=\"alert\">{}</p><p><a href=\"{to}\">{}</a></p>\
         <div lang=\"de\"><p>{}</p><p><a href=\"{to}\">{}</a></p></div></main>\n",
        "Inbox", english.0, english.1, german.0, german.1
    );
    (status, html_of(html)).into_response()
}

fn html_of(html: String) -> Response {
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response()
}
