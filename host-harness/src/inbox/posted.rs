//! What a form of this server sent: by whom, from which page, and where to go afterwards.

use std::fmt;
use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts as _, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::office::Office;
use super::trouble::Trouble;
use super::visit::Visit;
use zeroize::Zeroize as _;

/// The largest form that is read: a message of the largest size, each byte of it encoded as three.
const MAX_FORM: usize = 4 << 20;

/// What a form of this server sent.
pub struct Posted {
    /// Who sent it.
    pub visit: Visit,
    /// What is in it.
    pub fields: Fields,
}

/// Fields of a form, in order. A token that is one of them is wiped with them.
#[derive(Clone, Default)]
pub struct Fields(Vec<(String, String)>);

/// What says how a ticket's page is drawn, and stays in its address.
const KEPT: [&str; 4] = ["q", "lines", "find", "story"];
/// The field that a token is pasted into.
const TOKEN: &str = "token";

impl fmt::Debug for Fields {
    /// Names alone: what was typed is nobody's to print.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

impl Drop for Fields {
    fn drop(&mut self) {
        self.wipe_token();
    }
}

impl Fields {
    /// Wipes a token, once it is understood.
    pub fn wipe_token(&mut self) {
        self.0.iter_mut().filter(|(name, _)| name == TOKEN).for_each(|(_, text)| text.zeroize());
    }

    /// The address of a page of that path that is drawn as this query says, but for what is said anew.
    #[must_use]
    pub fn address(&self, path: &str, anew: &[(&str, &str)]) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for name in KEPT {
            let value = self.get(name);
            if !value.is_empty() && anew.iter().all(|(other, _)| *other != name) {
                query.append_pair(name, value);
            }
        }
        query.extend_pairs(anew.iter().filter(|(_, value)| !value.is_empty()));
        let query = query.finish();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }

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
        let mut visit = Visit::from_request_parts(&mut parts, office).await?;
        let words = visit.words;
        let too_large = || {
            Trouble::new(StatusCode::PAYLOAD_TOO_LARGE, words, words.too_large(), words.too_large_hint())
                .way(words.back_to_inbox(), "/")
                .into_response()
        };
        let bytes = axum::body::to_bytes(body, MAX_FORM).await.map_err(|_| too_large())?;
        let fields = Fields::parse(&bytes);
        // There may be a token in it; what the server's own buffers held of it is overwritten by what comes next.
        if let Ok(mut bytes) = bytes.try_into_mut() {
            bytes.as_mut().zeroize();
        }
        // A page that is the answer leads back to the one that the form was on: its own address is only sent to.
        visit.here = origin_of(&fields);
        if visit.is_new || !office.signer.accepts(&visit.session, fields.get("csrf")) {
            return Err(Trouble::new(StatusCode::FORBIDDEN, words, words.stale_form(), words.stale_form_hint())
                .way(words.load_again(), &origin_of(&fields))
                .into_response());
        }
        // Another window has changed seats meanwhile: what is decided is decided by whom the page named. The switch at the
        // top alone names nobody.
        if parts.uri.path() != SWITCH && fields.get("as") != visit.session.person {
            return Err(Trouble::new(StatusCode::CONFLICT, words, words.other_person(), words.other_person_hint())
                .way(words.load_again(), &origin_of(&fields))
                .into_response());
        }
        Ok(Self { visit, fields })
    }
}

/// Where the switch at the top of every page is sent to.
const SWITCH: &str = "/preferences";

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
    fn what_is_printed_of_a_form_are_its_names_alone() {
        let fields = Fields::parse(b"name=shop&token=sk_test_1");
        assert_eq!(format!("{fields:?}"), "[\"name\", \"token\"]");
        let mut fields = fields;
        fields.wipe_token();
        assert_eq!((fields.get("name"), fields.get("token")), ("shop", ""));
    }

    #[test]
    fn an_address_keeps_how_a_page_is_drawn_and_nothing_that_is_said_once() {
        let query = Fields::parse(b"fresh=1&wait=1&find=a+b%26c&story=all&target=x&lines=");
        assert_eq!(query.address("/t", &[("wait", "1")]), "/t?find=a+b%26c&story=all&wait=1");
        assert_eq!(query.address("/t", &[("find", ""), ("lines", "all")]), "/t?story=all&lines=all");
        assert_eq!(Fields::default().address("/t", &[]), "/t");
    }

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
