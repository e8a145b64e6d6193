//! What every request must be and every answer carries, whatever it is about: the name it was called by, where a change
//! comes from, and what a browser may do with the page.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use super::office::Office;
use super::reply::{Bare, bare};
use super::server::url_of;

/// Own scripts, own styles, and nothing else: no inline script or style, no frame, no form to somewhere else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const ALWAYS: [(&str, &str); 8] = [
    ("content-security-policy", POLICY),
    ("x-frame-options", "DENY"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
];

const OTHER_NAME: Bare = Bare {
    english: (
        "This server isn't called by that name, so nothing was shown or done. Call it by its address, or allow the name with \
         --host when it is started.",
        "Open it by its address",
    ),
    german: (
        "So heißt dieser Server nicht, deshalb wurde nichts gezeigt oder getan. Ihn bei seiner Adresse nennen oder den Namen \
         beim Start mit --host erlauben.",
        "Bei seiner Adresse öffnen",
    ),
};
const OTHER_PAGE: Bare = Bare {
    english: (
        "That was sent by another page than this server's, so nothing was done. Open the inbox and do it there.",
        "Open the inbox",
    ),
    german: (
        "Das kam von einer anderen Seite als denen dieses Servers, also ist nichts geschehen. Den Posteingang öffnen und es \
         dort tun.",
        "Den Posteingang öffnen",
    ),
};

/// Checks a request and completes its answer.
pub async fn guard(State(office): State<Arc<Office>>, request: Request, next: Next) -> Response {
    let mut response = match judge(request.method(), request.headers(), office.address, &office.names) {
        Ok(()) => next.run(request).await,
        Err((status, said)) => {
            // The name that it was called by is nobody's, so only its own address leads on.
            let own = if status == StatusCode::MISDIRECTED_REQUEST { url_of(office.address) } else { String::new() };
            bare(status, said, &format!("{own}/"))
        }
    };
    complete(response.headers_mut());
    response
}

/// What every answer carries.
pub fn complete(headers: &mut HeaderMap) {
    for (name, value) in ALWAYS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}

/// Whether a request may be answered: called by a name of this server, and, where it changes something, sent by a page of
/// this server.
fn judge(
    method: &Method,
    headers: &HeaderMap,
    address: SocketAddr,
    names: &[String],
) -> Result<(), (StatusCode, &'static Bare)> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    // A name that somebody else's server of names has pointed at this machine is a web page's way in.
    let host = text(header::HOST).unwrap_or_default();
    if !is_own(host, address, names) {
        return Err((StatusCode::MISDIRECTED_REQUEST, &OTHER_NAME));
    }
    if matches!(*method, Method::GET | Method::HEAD) {
        return Ok(());
    }
    let refused = Err((StatusCode::FORBIDDEN, &OTHER_PAGE));
    let site = text(HeaderName::from_static("sec-fetch-site"));
    if site.is_some_and(|site| site != "same-origin") {
        return refused;
    }
    match text(header::ORIGIN) {
        Some(origin) if origin.strip_prefix("http://") == Some(host) => Ok(()),
        Some(_) => refused,
        // A browser says where whatever changes something comes from, `Sec-Fetch-Site` only to addresses that it trusts; a
        // program of this machine says neither, and has to know what the form carries all the same.
        None => Ok(()),
    }
}

/// "127.0.0.1:4321", "localhost:4321", or a name that was allowed at the start. Where it listens on every address of this
/// machine, any address is its own: what is called by an address was led here by nobody's server of names.
fn is_own(host: &str, address: SocketAddr, names: &[String]) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, port.parse().ok()),
        _ => (host, Some(80)),
    };
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    let ip = bare.parse::<std::net::IpAddr>().ok();
    let known = name.eq_ignore_ascii_case("localhost")
        || ip.is_some_and(|ip| ip.is_loopback() || ip == address.ip() || address.ip().is_unspecified())
        || names.iter().any(|allowed| allowed.eq_ignore_ascii_case(name));
    known && port == Some(address.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(method: &Method, pairs: &[(&'static str, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(HeaderName::from_static(name), value.parse().unwrap());
        }
        judge(method, &headers, "127.0.0.1:4100".parse().unwrap(), &["inbox.test".to_owned()]).is_ok()
    }

    #[test]
    fn only_names_of_this_server_are_answered_to() {
        for host in ["127.0.0.1:4100", "localhost:4100", "LOCALHOST:4100", "[::1]:4100", "inbox.test:4100"] {
            assert!(judged(&Method::GET, &[("host", host)]), "{host}");
        }
        let every = |host: &str| is_own(host, "0.0.0.0:4100".parse().unwrap(), &[]);
        assert!(every("10.0.0.1:4100") && every("[fd00::1]:4100") && every("127.0.0.2:4100"));
        assert!(!every("evil.example:4100") && !every("10.0.0.1:4101"), "a name is led here by anybody");
        for host in
            ["", "evil.example:4100", "127.0.0.1:80", "127.0.0.1", "10.0.0.1:4100", "localhost.evil.example:4100"]
        {
            assert!(!judged(&Method::GET, &[("host", host)]), "{host}");
        }
        assert!(!judged(&Method::GET, &[]));
    }

    #[test]
    fn a_change_comes_from_a_page_of_this_server() {
        let host = ("host", "127.0.0.1:4100");
        assert!(judged(&Method::POST, &[host, ("origin", "http://127.0.0.1:4100"), ("sec-fetch-site", "same-origin")]));
        assert!(judged(&Method::POST, &[host]));
        assert!(judged(&Method::POST, &[host, ("origin", "http://127.0.0.1:4100")]), "to an address it doesn't trust");
        for origin in
            ["http://evil.example", "https://127.0.0.1:4100", "http://127.0.0.1:4101", "http://localhost:4100", "null"]
        {
            assert!(!judged(&Method::POST, &[host, ("origin", origin)]), "{origin}");
            assert!(!judged(&Method::POST, &[host, ("origin", origin), ("sec-fetch-site", "same-origin")]), "{origin}");
        }
        for site in ["cross-site", "same-site", "none"] {
            assert!(!judged(&Method::POST, &[host, ("sec-fetch-site", site)]), "{site}");
        }
        assert!(
            judged(&Method::GET, &[host, ("sec-fetch-site", "cross-site")]),
            "a link leads here and changes nothing"
        );
    }
}
