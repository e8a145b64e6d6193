//! A page out of its template, and the few answers that come from outside every page.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// The page, as HTML. A template that can't be written is a bug, and said to be one.
pub fn page(template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => html_of(in_order(html)),
        Err(why) => {
            tracing::error!(%why, "a page could not be written");
            bare(StatusCode::INTERNAL_SERVER_ERROR, &UNWRITTEN, "/")
        }
    }
}

/// The same without what reorders text (embeddings, overrides, isolates of the bidirectional algorithm): in nobody's words may
/// "10" be read where "01" stands, and no template has any of its own. Every page and every part of one goes through here.
#[must_use]
pub fn in_order(html: String) -> String {
    if html.contains(reorders) { html.replace(reorders, "") } else { html }
}

/// Whether a character puts what follows it into another order than the one that it was written in. Marks that letters from
/// right to left need beside numbers are none.
#[must_use]
pub const fn reorders(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
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

#[cfg(test)]
mod tests {
    use super::in_order;

    #[test]
    fn nothing_in_a_page_is_read_in_another_order_than_it_was_written_in() {
        assert_eq!(in_order("pay \u{202e}01\u{202c} \u{2067}x\u{2069}".to_owned()), "pay 01 x");
        let hebrew = "\u{5e9}\u{5dc}\u{5d5}\u{5dd}\u{200f} 10 \u{200d}";
        assert_eq!(in_order(hebrew.to_owned()), hebrew, "letters from right to left stay as they are");
    }
}
