//! What a form of this server sent: by whom, from which page, and where to go afterwards.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts as _, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::office::Office;
use super::trouble::Trouble;
use super::visit::Visit;

/// The largest form that is read: a message of the largest size, each byte of it encoded as three.
const MAX_FORM: usize = 4 << 20;

/// What a form of this server sent.
pub struct Posted {
    /// Who sent it.
    pub visit: Visit,
    /// What is in it.
    pub fields: Fields,
}

/// Fields of a form, in order.
#[derive(Debug, Clone, Default)]
pub struct Fields(pub Vec<(String, String)>);

impl Fields {
    /// Of a body or a query.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(bytes).into_owned().collect())
    }

    /// The first field of that name; empty without one.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    /// All fields of that name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Where to go afterwards: a path of this server, and nothing else.
    pub fn back(&self) -> Redirect {
        Redirect::to(own_path(self.get("back")).unwrap_or("/"))
    }
}

impl FromRequest<Arc<Office>> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, office: &Arc<Office>) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let visit = Visit::from_request_parts(&mut parts, office).await?;
        let words = visit.words;
        let too_large = || {
            Trouble::new(StatusCode::PAYLOAD_TOO_LARGE, words, words.too_large(), words.too_large_hint())
                .way(words.back_to_inbox(), "/")
                .into_response()
        };
        let bytes: Bytes = axum::body::to_bytes(body, MAX_FORM).await.map_err(|_| too_large())?;
        let fields = Fields::parse(&bytes);
        if visit.is_new || !office.signer.accepts(&visit.session, fields.get("csrf")) {
            return Err(Trouble::new(StatusCode::FORBIDDEN, words, words.stale_form(), words.stale_form_hint())
                .way(words.load_again(), &origin_of(&fields))
                .into_response());
        }
        // Another window has changed seats meanwhile: what is decided is decided by whom the page named.
        let named = fields.get("as");
        if !named.is_empty() && named != visit.session.person {
            return Err(Trouble::new(StatusCode::CONFLICT, words, words.other_person(), words.other_person_hint())
                .way(words.load_again(), &origin_of(&fields))
                .into_response());
        }
        Ok(Self { visit, fields })
    }
}

/// The page that a form was on, as it says itself.
fn origin_of(fields: &Fields) -> String {
    own_path(fields.get("back")).unwrap_or("/").to_owned()
}

/// The text, if it is a path of this server. A browser drops tabs and line ends out of an address and takes a backslash for
/// a slash, so that what only begins like a path can lead elsewhere: what no address of this server has is none.
fn own_path(text: &str) -> Option<&str> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    (is_plain && text.starts_with('/') && !text.starts_with("//")).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_of_this_server_is_gone_back_to() {
        for path in ["/", "/tickets/T-1001?wait=1&find=a%20b#plan-x", "/developer"] {
            assert_eq!(own_path(path), Some(path));
        }
        for other in [
            "",
            "//evil.example",
            "/\t/evil.example",
            "\t//evil.example",
            "/\r\n/evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\u{0}/evil.example",
            "/ü",
            " /",
            "https://evil.example",
            "javascript:alert(1)",
        ] {
            assert_eq!(own_path(other), None, "{other:?}");
        }
    }
}
