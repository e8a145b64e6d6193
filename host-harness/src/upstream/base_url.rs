//! Where an upstream really is: the operator's base address, parsed and judged once, before anything is sent to it.

use std::fmt;
use std::str::FromStr;

use url::{Host, Url};

/// The address every read of one upstream stays below: scheme, host, port and an optional base path.
///
/// `https` goes anywhere; `http` only to this machine (`localhost`, `127.0.0.0/8`, `[::1]`), because a token sent over
/// plain HTTP is a token given away. There is never a user, a password, a query or a fragment in it.
///
/// ```
/// use host_harness::upstream::BaseUrl;
///
/// let base: BaseUrl = "https://api.rechargeapps.com/".parse()?;
/// assert_eq!(base.to_string(), "https://api.rechargeapps.com");
/// assert!("http://api.rechargeapps.com".parse::<BaseUrl>().is_err());
/// # Ok::<(), host_harness::upstream::BaseUrlError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct BaseUrl {
    url: Url,
}

/// Why a text is no base address. The text itself is never repeated: people paste tokens into the wrong field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BaseUrlError {
    /// It isn't an address at all.
    #[error("that is not a base address: give one like https://api.example.com")]
    Malformed,
    /// Neither `https` nor `http`.
    #[error("a base address starts with https:// (or http:// for this machine)")]
    Scheme,
    /// `http` to another machine.
    #[error("http:// is only for this machine (localhost, 127.0.0.1, [::1]): anywhere else use https://")]
    PlainHttp,
    /// A user or a password in it.
    #[error("a base address has no user or password in it: take out everything before the @ and use a secret instead")]
    UserInfo,
    /// A query or a fragment in it.
    #[error("a base address has no query and no fragment: take out everything from the ? or # on")]
    QueryOrFragment,
    /// A base path that could lead elsewhere.
    #[error("the path of a base address must be plain: no \"//\", no \".\" or \"..\", nothing percent-encoded")]
    Path,
    /// Port 0.
    #[error("port 0 can't be connected to: give the server's port")]
    Port,
}

impl BaseUrl {
    /// Whether it names this machine.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.url)
    }

    /// Whether the connection is encrypted.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// The base path without a slash at its end: "" or "/api".
    pub(super) fn base_path(&self) -> &str {
        self.url.path().trim_end_matches('/')
    }

    /// This address with that path below the base path and that query, both encoded already; nothing when the result
    /// would be anywhere else than below this base.
    pub(super) fn join(&self, path: &str, query: &str) -> Option<Url> {
        let whole = format!("{}{path}", self.base_path());
        let mut url = self.url.clone();
        url.set_path(&whole);
        url.set_query((!query.is_empty()).then_some(query));
        // The policy lets nothing through that the parser would rewrite. Should it ever, this refuses it.
        let unchanged = url.path() == whole && url.query().unwrap_or_default() == query && url.fragment().is_none();
        (unchanged && url.origin() == self.url.origin()).then_some(url)
    }
}

impl FromStr for BaseUrl {
    type Err = BaseUrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // The WHATWG parser forgives blanks, backslashes and missing slashes. An address that receives a token is not
        // guessed at.
        if text.contains(|c: char| !c.is_ascii_graphic() || c == '\\') {
            return Err(BaseUrlError::Malformed);
        }
        let (scheme, rest) = text.split_once("://").ok_or(BaseUrlError::Malformed)?;
        if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
            return Err(BaseUrlError::Scheme);
        }
        let end_of_authority = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end_of_authority);
        if authority.is_empty() {
            return Err(BaseUrlError::Malformed);
        }
        if authority.contains('@') {
            return Err(BaseUrlError::UserInfo);
        }
        if path.contains(['?', '#']) {
            return Err(BaseUrlError::QueryOrFragment);
        }
        let path = path.strip_suffix('/').unwrap_or(path);
        let plain = |segment: &str| {
            !matches!(segment, "" | "." | "..")
                && segment.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b))
        };
        if !path.is_empty() && !path.split('/').skip(1).all(plain) {
            return Err(BaseUrlError::Path);
        }
        let url = Url::parse(&format!("{scheme}://{authority}{path}")).map_err(|_| BaseUrlError::Malformed)?;
        if url.port() == Some(0) {
            return Err(BaseUrlError::Port);
        }
        if url.scheme() == "http" && !is_loopback(&url) {
            return Err(BaseUrlError::PlainHttp);
        }
        Ok(Self { url })
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.url.as_str().trim_end_matches('/'))
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BaseUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_goes_anywhere_and_http_only_to_this_machine() {
        for accepted in [
            "https://api.rechargeapps.com",
            "HTTPS://api.rechargeapps.com/",
            "https://api.example.com:8443/api/v1",
            "http://localhost:3000",
            "http://127.0.0.1:80",
            "http://127.9.9.9",
            "http://[::1]:8080/api/",
        ] {
            assert!(accepted.parse::<BaseUrl>().is_ok(), "{accepted}");
        }
        for refused in [
            "http://api.rechargeapps.com",
            "http://localhost.example.com",
            "http://127.0.0.1.example.com",
            "http://[::ffff:127.0.0.1]",
            "http://0.0.0.0",
            "http://192.168.0.1",
        ] {
            assert_eq!(refused.parse::<BaseUrl>(), Err(BaseUrlError::PlainHttp), "{refused}");
        }
    }

    #[test]
    fn whatever_a_lenient_parser_would_repair_is_refused() {
        for (text, error) in [
            ("", BaseUrlError::Malformed),
            ("api.example.com", BaseUrlError::Malformed),
            ("https:api.example.com", BaseUrlError::Malformed),
            ("https:///api", BaseUrlError::Malformed),
            ("https:\\\\api.example.com", BaseUrlError::Malformed),
            (" https://api.example.com", BaseUrlError::Malformed),
            ("https://api.example.com\r\n", BaseUrlError::Malformed),
            ("https://api.example.com:99999", BaseUrlError::Malformed),
            ("https://api.example.com:0", BaseUrlError::Port),
            ("ftp://api.example.com", BaseUrlError::Scheme),
            ("file:///etc/passwd", BaseUrlError::Scheme),
            ("https://user:word@api.example.com", BaseUrlError::UserInfo),
            ("https://@api.example.com", BaseUrlError::UserInfo),
            ("https://api.example.com?x=1", BaseUrlError::QueryOrFragment),
            ("https://api.example.com/#", BaseUrlError::QueryOrFragment),
            ("https://api.example.com/a//b", BaseUrlError::Path),
            ("https://api.example.com/a/../b", BaseUrlError::Path),
            ("https://api.example.com/%2e%2e", BaseUrlError::Path),
            ("https://api.example.com//", BaseUrlError::Path),
        ] {
            assert_eq!(text.parse::<BaseUrl>(), Err(error), "{text:?}");
        }
    }

    #[test]
    fn display_shows_scheme_host_port_and_path() {
        let base: BaseUrl = "https://API.example.com:443/Api/".parse().unwrap();
        assert_eq!(base.to_string(), "https://api.example.com/Api");
        assert_eq!(format!("{base:?}"), "BaseUrl(https://api.example.com/Api)");
    }

    #[test]
    fn an_error_never_repeats_what_was_typed() {
        let error = "https://user:tok-canary-1@api.example.com".parse::<BaseUrl>().unwrap_err();
        assert!(!format!("{error} {error:?}").contains("canary"));
    }

    #[test]
    fn paths_are_joined_below_the_base_path() {
        let base: BaseUrl = "https://api.example.com/api".parse().unwrap();
        let url = base.join("/customers", "email=a%2Bb").unwrap();
        assert_eq!(url.as_str(), "https://api.example.com/api/customers?email=a%2Bb");
        assert_eq!(base.join("/../secrets", ""), None);
        assert_eq!(base.join("/a b", ""), None);
    }
}
