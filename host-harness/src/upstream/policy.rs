//! What a guest may ask of an upstream, decided without any network: pure functions from a read to the exact request,
//! or to the reason why not.
//!
//! The guest is untrusted. Whatever passes here stays on the configured scheme, host, port and below the base path,
//! carries no header that frames the request, and brings a secret only where it was declared. Whatever isn't known to
//! be harmless is refused.

use std::collections::HashSet;
use std::sync::Arc;

use http::{HeaderName, HeaderValue as Value};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::base_url::BaseUrl;
use super::denial::{Denial, shown};
use super::message::{HeaderValue, Read};

/// Longest path, in bytes. Real ones have under 100; servers commonly stop at 8 KiB for the whole request line.
pub(super) const MAX_PATH_BYTES: usize = 2048;
/// Most query pairs.
pub(super) const MAX_QUERY_PAIRS: usize = 32;
/// Longest encoded query, in bytes; with the path still below the 8 KiB that servers commonly take.
pub(super) const MAX_QUERY_BYTES: usize = 4096;
/// Most headers.
pub(super) const MAX_HEADERS: usize = 32;
/// Longest sum of header names and plain values, in bytes.
pub(super) const MAX_HEADER_BYTES: usize = 8192;

/// Everything but the unreserved characters of RFC 3986 and the comma, which Recharge's own SDK sends as it is. A plus
/// becomes %2B and a blank %20, so that no server can take one for the other.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b',');

/// Secrets, each with the only header it goes into.
pub(super) type Placements = Vec<(String, HeaderName)>;

/// The headers an upstream's configuration declares.
#[derive(Debug)]
pub(super) struct Declared {
    /// Those that carry secrets.
    pub placements: Placements,
    /// Those that a guest may fill in by itself, besides [`ALWAYS_ALLOWED`].
    pub plain: Vec<HeaderName>,
}

/// Plain headers that every upstream understands and that change nothing but the form of an answer.
const ALWAYS_ALLOWED: [&str; 3] = ["accept", "accept-language", "if-none-match"];

/// A read that may be sent: everything but the secrets' values is in its final form.
pub(super) struct Checked {
    /// The whole address.
    pub url: Url,
    /// Plain headers, in the guest's order.
    pub plain: Vec<(HeaderName, Value)>,
    /// Secrets with the header each goes into.
    pub secrets: Vec<(HeaderName, Arc<SecretString>)>,
}

/// Judges a read. `declared` are the headers declared for this upstream.
pub(super) fn permit(read: &Read, upstream: &str, base: &BaseUrl, declared: &Declared) -> Result<Checked, Denial> {
    check_path(&read.path)?;
    let query = encode_query(&read.query)?;
    let url = base.join(&read.path, &query).ok_or_else(|| Denial::LeavesBase { upstream: upstream.to_owned() })?;
    let (plain, secrets) = check_headers(&read.headers, upstream, declared)?;
    Ok(Checked { url, plain, secrets })
}

fn check_path(path: &str) -> Result<(), Denial> {
    if path.len() > MAX_PATH_BYTES {
        return Err(Denial::PathTooLong { length: path.len(), limit: MAX_PATH_BYTES });
    }
    if !path.starts_with('/') {
        return Err(Denial::PathNotAbsolute);
    }
    for (at, character) in path.char_indices() {
        if character == '%' {
            check_escape(path.get(at..).unwrap_or_default(), at)?;
        } else if !is_path_character(character) {
            return Err(Denial::PathCharacter { character: format!("'{}'", character.escape_default()), at });
        }
    }
    if path.contains("//") {
        return Err(Denial::PathEmptySegment);
    }
    for segment in path.split('/') {
        // Some servers cut ";parameters" off a segment before they resolve dots, so "..;x" is ".." to them.
        let decoded = percent_decode_str(segment).decode_utf8_lossy();
        if matches!(decoded.split(';').next(), Some("." | "..")) {
            return Err(Denial::PathDotSegment);
        }
    }
    Ok(())
}

/// The characters of RFC 3986's pchar, and the slash.
fn is_path_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@/".contains(character)
}

/// Judges the escape that `rest` starts with.
fn check_escape(rest: &str, at: usize) -> Result<(), Denial> {
    let escape: String = rest.chars().take(3).collect();
    let byte = escape
        .strip_prefix('%')
        .filter(|digits| digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
        .and_then(|digits| u8::from_str_radix(digits, 16).ok());
    match byte {
        // An encoded percent sign would be a second layer of encoding, for whoever decodes twice.
        Some(byte) if !byte.is_ascii_control() && !b"/\\%".contains(&byte) => Ok(()),
        _ => Err(Denial::PathEscape { escape: shown(&escape), at }),
    }
}

fn encode_query(pairs: &[(String, String)]) -> Result<String, Denial> {
    if pairs.len() > MAX_QUERY_PAIRS {
        return Err(Denial::QueryTooMany { count: pairs.len(), limit: MAX_QUERY_PAIRS });
    }
    let mut query = String::new();
    for (index, (name, value)) in pairs.iter().enumerate() {
        if name.is_empty() {
            return Err(Denial::QueryNameEmpty { index });
        }
        if name.chars().chain(value.chars()).any(char::is_control) {
            return Err(Denial::QueryControl { index });
        }
        if !query.is_empty() {
            query.push('&');
        }
        query.extend(utf8_percent_encode(name, QUERY));
        query.push('=');
        query.extend(utf8_percent_encode(value, QUERY));
        if query.len() > MAX_QUERY_BYTES {
            return Err(Denial::QueryTooLong { limit: MAX_QUERY_BYTES });
        }
    }
    Ok(query)
}

type Headers = (Vec<(HeaderName, Value)>, Vec<(HeaderName, Arc<SecretString>)>);

fn check_headers(headers: &[(String, HeaderValue)], upstream: &str, declared: &Declared) -> Result<Headers, Denial> {
    let placements = &declared.placements;
    if headers.len() > MAX_HEADERS {
        return Err(Denial::HeaderTooMany { count: headers.len(), limit: MAX_HEADERS });
    }
    let mut bytes = 0_usize;
    let mut seen = HashSet::new();
    let (mut plain, mut secrets) = (Vec::new(), Vec::new());
    for (text, value) in headers {
        let value_bytes = if let HeaderValue::Plain(value) = value { value.len() } else { 0 };
        bytes = bytes.saturating_add(text.len()).saturating_add(value_bytes);
        if bytes > MAX_HEADER_BYTES {
            return Err(Denial::HeadersTooLong { limit: MAX_HEADER_BYTES });
        }
        let name = HeaderName::from_bytes(text.as_bytes()).map_err(|_| Denial::HeaderName { header: shown(text) })?;
        let header = || shown(name.as_str());
        if !seen.insert(name.clone()) {
            return Err(Denial::HeaderTwice { header: header() });
        }
        match value {
            HeaderValue::Plain(value) => {
                if let Some((secret, _)) = placements.iter().find(|(_, declared)| *declared == name) {
                    return Err(Denial::SecretHeaderPlain { header: header(), secret: secret.clone() });
                }
                if is_reserved_header(name.as_str()) {
                    return Err(Denial::HeaderReserved { header: header() });
                }
                if !ALWAYS_ALLOWED.contains(&name.as_str()) && !declared.plain.contains(&name) {
                    return Err(Denial::HeaderUndeclared { header: header(), upstream: upstream.to_owned() });
                }
                let sendable = value.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
                let value = Value::from_str(value).ok().filter(|_| sendable);
                plain.push((name.clone(), value.ok_or_else(|| Denial::HeaderValue { header: header() })?));
            }
            HeaderValue::Secret { name: secret, value } => {
                let declared = placements.iter().find(|(declared, _)| declared == secret).map(|(_, header)| header);
                let declared = declared
                    .ok_or_else(|| Denial::SecretElsewhere { secret: shown(secret), upstream: upstream.to_owned() })?;
                if *declared != name {
                    return Err(Denial::SecretWrongHeader {
                        secret: shown(secret),
                        header: header(),
                        declared: declared.as_str().to_owned(),
                    });
                }
                let value_text = value.expose_secret();
                if value_text.is_empty() || !value_text.bytes().all(|byte| byte.is_ascii_graphic()) {
                    return Err(Denial::SecretUnsendable { secret: shown(secret) });
                }
                secrets.push((name.clone(), Arc::clone(value)));
            }
        }
    }
    Ok((plain, secrets))
}

/// Headers that a guest may not set, whatever its manifest declares: those that frame the request, and those that
/// authorise it.
pub(super) fn is_reserved_header(name: &str) -> bool {
    name == "authorization" || is_framing_header(name)
}

/// Headers that decide where a message goes, what is asked for, where it ends, how it is encoded or whom it is said to
/// come from. Not even a secret may be placed in one. Names in lower case.
pub(super) fn is_framing_header(name: &str) -> bool {
    const NAMES: [&str; 24] = [
        "host",
        "cookie",
        "set-cookie",
        // The size limit counts decompressed bytes, so the host alone decides on compression.
        "accept-encoding",
        "connection",
        "keep-alive",
        "content-length",
        "content-encoding",
        "transfer-encoding",
        "te",
        "trailer",
        "upgrade",
        "expect",
        "forwarded",
        "via",
        // A piece of an answer may hold a piece of a reflected token, which nobody would find.
        "range",
        "if-range",
        // Some servers take these for the method or the address.
        "x-http-method",
        "x-original-url",
        "x-rewrite-url",
        "x-real-ip",
        "user-agent",
        "referer",
        "http2-settings",
    ];
    const PREFIXES: [&str; 3] = ["proxy-", "x-forwarded-", "sec-"];
    // Servers that make variables of headers take "_" for "-".
    let name = name.replace('_', "-");
    NAMES.contains(&name.as_str())
        || name.contains("method-override")
        || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

#[cfg(test)]
#[path = "policy_tests.rs"]
mod tests;
