//! What goes wrong, as a page in words: what failed, why, and a way out.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::reply::page;
use super::words::Words;
use crate::workplace::{Exit, Failure};

/// Why there is no answer, for whoever sits at the browser.
#[derive(Debug)]
pub struct Trouble {
    status: StatusCode,
    page: Box<TroublePage>,
}

#[derive(Debug, Template)]
#[template(path = "trouble.html")]
struct TroublePage {
    t: Words,
    title: String,
    hint: String,
    /// Words and address of each way out.
    ways: Vec<(String, String)>,
}

impl Trouble {
    /// Of a kind that has a status of its own.
    pub fn new(status: StatusCode, words: Words, title: impl Into<String>, hint: impl Into<String>) -> Self {
        let page = TroublePage { t: words, title: title.into(), hint: hint.into(), ways: Vec::new() };
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
            code if code.starts_with("plugin-") => words.hint_plugin(),
            _ => "",
        };
        let hint = if hint.is_empty() { why.hint.clone().unwrap_or_default() } else { hint.to_owned() };
        let trouble = Self::new(status, words, why.message.clone(), hint);
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
        (self.status, page(&*self.page)).into_response()
    }
}
