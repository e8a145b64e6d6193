//! Where a webhook is delivered. Only an address on this machine is ever dialled, and no name is ever resolved for it: an
//! address says its number, or "localhost".

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use url::{Host, Position, Url};

/// The longest address of a webhook, in bytes.
const MAX_ADDRESS: usize = 2048;

/// An address on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    /// What is dialled: the first that answers.
    pub sockets: Vec<SocketAddr>,
    /// The header `Host`.
    pub host: String,
    /// Path and query.
    pub path: String,
}

/// The address of a webhook, when it is one: a full URL of http or https, without a password in it. Production clients
/// register addresses of https, which are taken and not dialled.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn address(text: &str) -> Result<Url, &'static str> {
    if text.len() > MAX_ADDRESS {
        return Err("Longer than maximum length 2048.");
    }
    let url = Url::parse(text).map_err(|_| "Not a valid URL.")?;
    let has_password = !url.username().is_empty() || url.password().is_some();
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() || has_password {
        return Err("Not a valid URL.");
    }
    Ok(url)
}

impl Target {
    /// The target of an address, when it is on this machine: `http` to 127.0.0.0/8, ::1 or "localhost".
    pub(crate) fn of(text: &str) -> Option<Self> {
        let url = address(text).ok().filter(|url| url.scheme() == "http")?;
        let port = url.port_or_known_default()?;
        let hosts: Vec<IpAddr> = match url.host()? {
            Host::Ipv4(ip) => vec![ip.into()],
            Host::Ipv6(ip) => vec![ip.into()],
            Host::Domain("localhost") => vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()],
            Host::Domain(_) => return None,
        };
        if !hosts.iter().all(IpAddr::is_loopback) {
            return None;
        }
        Some(Self {
            sockets: hosts.into_iter().map(|host| SocketAddr::new(host, port)).collect(),
            host: format!("{}:{port}", url.host_str()?),
            path: url[Position::BeforePath..Position::AfterQuery].to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_a_target() {
        for text in [
            "http://127.0.0.1:4020/hook?a=b",
            "http://127.9.8.7/",
            "http://[::1]:4020/",
            "http://localhost:4020/x",
            "http://LOCALHOST/",
            "http://127.1/",
        ] {
            let target = Target::of(text).unwrap_or_else(|| panic!("{text}"));
            assert!(target.sockets.iter().all(|socket| socket.ip().is_loopback()), "{text}: {target:?}");
        }
        for text in [
            "https://example.com/hook",
            "http://example.com/hook",
            "https://127.0.0.1/hook",
            "http://0.0.0.0/",
            "http://10.0.0.1/",
            "http://169.254.169.254/latest",
            "http://[::ffff:127.0.0.1]/",
            "http://[::]/",
            "http://localhost.example.com/",
            "http://localhost./",
            "http://127.0.0.1.example.com/",
            "http://a:b@127.0.0.1/",
            "ftp://127.0.0.1/",
            "127.0.0.1:80",
            "",
        ] {
            assert_eq!(Target::of(text), None, "{text}");
        }
    }

    #[test]
    fn a_target_says_its_host_and_path() {
        let target = Target::of("http://localhost:4020/a%20b/?c=d#e").unwrap();
        assert_eq!((target.host.as_str(), target.path.as_str()), ("localhost:4020", "/a%20b/?c=d"));
        assert_eq!(target.sockets.len(), 2);
        assert_eq!(Target::of("http://127.0.0.1").unwrap().path, "/");
    }

    #[test]
    fn an_address_is_a_url_without_a_password() {
        assert!(address("https://helpdesk.example.com/hooks/1").is_ok());
        let long = format!("https://example.com/{}", "a".repeat(2048));
        for text in ["", "x", "/hook", "mailto:a@b.c", "ftp://example.com/", "https://a:b@example.com/", &long] {
            assert!(address(text).is_err(), "{text}");
        }
    }
}
