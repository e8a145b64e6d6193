//! What goes wrong, as a page in words: what failed, why, and a way out.

use std::sync::Arc;

use askama::Template;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::office::Office;
use super::reply::page;
use super::shell::Shell;
use super::visit::Visit;
use super::words::Words;
use crate::workplace::{Exit, Failure};

/// Why there is no answer, for whoever sits at the browser.
#[derive(Debug)]
pub struct Trouble {
    status: StatusCode,
    page: Box<Said>,
}

/// What the page says.
#[derive(Debug, Clone)]
struct Said {
    t: Words,
    title: String,
    hint: String,
    /// Words and address of each way out.
    ways: Vec<(String, String)>,
}

impl Said {
    fn of_no_page(t: Words) -> Self {
        let ways = vec![(t.back_to_inbox().to_owned(), "/".to_owned())];
        Self { t, title: t.no_page().to_owned(), hint: t.no_page_hint().to_owned(), ways }
    }
}

/// What failed, in the reader's language where the message is for engineers.
#[must_use]
pub fn message_of(why: &Failure, words: Words) -> String {
    match words.failed(why.code) {
        Some(known) => {
            // What was for engineers is where they look. A failure that was worded before has been there, and the mistake in
            // the file of people is on every page.
            if why.message != known && why.code != "people-file" {
                let next = why.hint.as_deref().unwrap_or_default();
                tracing::warn!(code = why.code, why = %why.message, next, "a page says that something failed");
            }
            known.to_owned()
        }
        None if why.code == "sandbox-refused" => words.sandbox_refused(&why.message),
        // It does answer, with an error: that is another matter than silence.
        None if why.code == "unavailable" && why.status.is_some() => words.answered_error(why.status),
        None => why.message.clone(),
    }
}

impl Trouble {
    /// Of a kind that has a status of its own.
    pub fn new(status: StatusCode, words: Words, title: impl Into<String>, hint: impl Into<String>) -> Self {
        let page = Said { t: words, title: title.into(), hint: hint.into(), ways: Vec::new() };
        Self { status, page: Box::new(page) }
    }

    /// Of something that failed below.
    #[must_use]
    pub fn of(why: &Failure, words: Words) -> Self {
        let status = match (why.code, why.exit) {
            ("plan-unknown" | "unknown-ticket" | "unknown-connection", _) => StatusCode::NOT_FOUND,
            (code, _) if code.starts_with("plan-") => StatusCode::CONFLICT,
            (_, Exit::NotPermitted) => StatusCode::FORBIDDEN,
            (_, Exit::Usage) => StatusCode::UNPROCESSABLE_ENTITY,
            (_, Exit::Environment) => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_GATEWAY,
        };
        let hint = match why.code {
            "not-connected" | "unauthorized" | "missing-scopes" => words.hint_connect(),
            "unavailable" | "rate-limited" | "call-too-slow" => words.hint_later(),
            "unreadable" => words.hint_unreadable(),
            "unknown-connection" | "no-recharge" => words.choose_another(),
            "people-file" => words.hint_people(),
            "keyring-unavailable" => words.hint_keyring(),
            code if code.starts_with("plugin-") => words.hint_plugin(),
            code if words.failed(code).is_some() => words.hint_host(),
            _ => "",
        };
        let hint = if hint.is_empty() { why.hint.clone().unwrap_or_default() } else { hint.to_owned() };
        let trouble = Self::new(status, words, message_of(why, words), hint);
        match why.code {
            "not-connected" | "unauthorized" | "missing-scopes" => trouble.way(words.to_settings(), "/settings"),
            _ => trouble,
        }
    }

    /// The same with a way out.
    #[must_use]
    pub fn way(mut self, words: &str, to: &str) -> Self {
        self.page.ways.push((words.to_owned(), to.to_owned()));
        self
    }
}

impl IntoResponse for Trouble {
    fn into_response(mut self) -> Response {
        let t = self.page.t;
        if !self.page.ways.iter().any(|(_, to)| to == "/") {
            self.page.ways.push((t.back_to_inbox().to_owned(), "/".to_owned()));
        }
        // Whatever fails doesn't know its visitor; [`framed`] does, and makes the page of it.
        let words = format!("{}\n{}\n", self.page.title, self.page.hint);
        let mut response = (self.status, words).into_response();
        response.extensions_mut().insert(*self.page);
        response
    }
}

#[derive(Template)]
#[template(path = "trouble.html")]
struct TroublePage {
    shell: Shell,
    said: Said,
}

/// Puts what went wrong into the frame of every page, with the person, the connection and the ways to the other pages.
pub(super) async fn framed(State(office): State<Arc<Office>>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let visit = Visit::from_request_parts(&mut parts, &office).await;
    let is_read = parts.method == Method::GET;
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let Ok(visit) = visit else { return response };
    let said = response.extensions_mut().remove::<Said>();
    // Addresses that only forms are sent to, opened from the browser's history, and those that can't be read.
    let is_bare = matches!(response.status(), StatusCode::METHOD_NOT_ALLOWED | StatusCode::BAD_REQUEST);
    let Some(said) = said.or_else(|| (is_read && is_bare).then(|| Said::of_no_page(visit.words))) else {
        return response;
    };
    let mut shell = visit.shell();
    // What was sent can't be looked at, so a choice made at the top leads to where this page would lead.
    if !is_read {
        shell.here = said.ways.first().map_or_else(|| "/".to_owned(), |(_, to)| to.clone());
        // Nor can it be asked for again: what is live around it is on every page, and nobody has seen anything by that.
        "/".clone_into(&mut shell.live_at);
    }
    let mut whole = visit.answer(page(&TroublePage { shell, said }));
    *whole.status_mut() = response.status();
    if let Some(allowed) = response.headers_mut().remove(header::ALLOW) {
        whole.headers_mut().insert(header::ALLOW, allowed);
    }
    whole
}
