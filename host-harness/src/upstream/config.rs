//! What an operator settles about one upstream: its address, its limits, and where its secrets go.

use std::collections::HashSet;
use std::time::Duration;

use http::HeaderName;

use super::base_url::BaseUrl;
use super::policy::{Declared, Placements, is_framing_header, is_reserved_header};

/// One upstream as the host will talk to it.
#[derive(Debug, Clone)]
pub struct UpstreamConfig {
    /// The name guests use, such as "recharge".
    pub name: String,
    /// Where it is.
    pub base: BaseUrl,
    /// Times, sizes and retries.
    pub limits: ReadLimits,
    /// Times and retries of writes; sizes are those of reads.
    pub writes: WriteLimits,
    /// Its rate limit, where it tells one.
    pub rate_limit: Option<RateLimit>,
    /// How long an answer may be given again; zero switches that off.
    pub freshness: Duration,
    /// Certificates (PEM, one or several in each) that are trusted besides the public authorities.
    pub extra_roots: Vec<Vec<u8>>,
    /// The secrets that may be sent to it, each with the only header it is sent in.
    pub secrets: Vec<SecretPlacement>,
    /// The plain headers that the manifest declares for it, in any case. Besides these a guest may only give `accept`,
    /// `accept-language` and `if-none-match`.
    pub headers: Vec<String>,
}

impl UpstreamConfig {
    /// An upstream with the default limits, no rate limit, no freshness, no extra certificates, no secrets and no
    /// headers of its own.
    pub fn new(name: impl Into<String>, base: BaseUrl) -> Self {
        Self {
            name: name.into(),
            base,
            limits: ReadLimits::default(),
            writes: WriteLimits::default(),
            rate_limit: None,
            freshness: Duration::ZERO,
            extra_roots: Vec::new(),
            secrets: Vec::new(),
            headers: Vec::new(),
        }
    }
}

/// The only place a secret is sent to at this upstream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretPlacement {
    /// The secret's name in the manifest.
    pub secret: String,
    /// The header, in any case.
    pub header: String,
}

/// How an upstream limits the rate of requests: a leaky bucket whose level it tells with every answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateLimit {
    /// The response header; its value is "used/capacity", such as "3/40".
    pub header: String,
    /// How many requests leak out of the bucket each second; not 0.
    pub leak_per_second: u32,
}

/// Bounds of one read. Every number has a reason; see [`ReadLimits::default`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadLimits {
    /// Name lookup, TCP and TLS together.
    pub connect_timeout: Duration,
    /// One attempt from its start to the last byte of the answer, the connection included.
    pub total_timeout: Duration,
    /// Largest body, in bytes after decompression.
    pub max_body_bytes: usize,
    /// Largest sum of header names and values, in bytes.
    pub max_header_bytes: usize,
    /// Reads in flight at once.
    pub max_concurrent: usize,
    /// How often a read is sent again after a 429.
    pub rate_limit_retries: u32,
    /// The pause after a 429 that doesn't say how long to wait.
    pub rate_limit_pause: Duration,
    /// The longest pauses of one read after 429s, all together. When `Retry-After` wants more, the read isn't sent
    /// again but the pause is handed to the caller. Also the longest pause before a retry after a 502, 503 or 504.
    pub max_retry_after: Duration,
    /// How often a read is sent again after a broken connection, a 502, 503 or 504; the two share the count.
    pub disturbance_retries: u32,
    /// The pause before that.
    pub disturbance_pause: Duration,
    /// Most answers kept for the freshness window.
    pub max_kept_answers: usize,
    /// Most bytes kept for the freshness window: bodies and the names and values of headers.
    pub max_kept_bytes: usize,
}

impl Default for ReadLimits {
    fn default() -> Self {
        Self {
            // A handshake takes a few round trips; one that takes seconds won't serve an agent who is waiting.
            connect_timeout: Duration::from_secs(3),
            // People leave a panel that shows nothing for longer than this.
            total_timeout: Duration::from_secs(10),
            // A full page of 250 subscriptions is below 1 MiB; four times that is a mistake or an attack.
            max_body_bytes: 4 * 1024 * 1024,
            // Real answers carry 1 to 3 KiB of headers.
            max_header_bytes: 32 * 1024,
            // As many as a widget asks for at once; more would only fill the upstream's bucket faster.
            max_concurrent: 8,
            rate_limit_retries: 2,
            // Recharge's documentation advises waiting two seconds.
            rate_limit_pause: Duration::from_secs(2),
            // Half of what an attempt may take: one refused read must not eat the time of the whole call.
            max_retry_after: Duration::from_secs(5),
            disturbance_retries: 1,
            // Long enough for a restarted worker behind a load balancer to take over, too short to be noticed.
            disturbance_pause: Duration::from_millis(250),
            // One ticket's panel needs about ten answers: this is a desk's recent tickets, in bounded memory.
            max_kept_answers: 256,
            max_kept_bytes: 16 * 1024 * 1024,
        }
    }
}

/// Bounds of one write. See [`WriteLimits::default`] for the reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteLimits {
    /// One attempt from its start to the last byte of the answer, the connection included.
    pub total_timeout: Duration,
    /// How often a write is sent again after a 429.
    pub rate_limit_retries: u32,
    /// The pause after a 429 that doesn't say how long to wait.
    pub rate_limit_pause: Duration,
    /// The longest pause that a 429 may ask for.
    pub max_retry_after: Duration,
    /// How often a write is sent again after a 409.
    pub conflict_retries: u32,
    /// The pause after a 409.
    pub conflict_pause: Duration,
}

impl Default for WriteLimits {
    fn default() -> Self {
        Self {
            // Giving up on a write leaves a person with "unknown", so patience is cheaper than for a read. Recharge
            // recomputes charges while it answers.
            total_timeout: Duration::from_secs(30),
            rate_limit_retries: 4,
            // Recharge's documentation advises waiting two seconds.
            rate_limit_pause: Duration::from_secs(2),
            // A full bucket of Recharge's is empty again after twenty.
            max_retry_after: Duration::from_secs(20),
            // Half a minute in all: Recharge recomputes for seconds, seldom longer.
            conflict_retries: 10,
            conflict_pause: Duration::from_secs(3),
        }
    }
}

/// Why an upstream can't be set up as configured.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UpstreamConfigError {
    /// A limit of zero would let nothing through.
    #[error(
        "upstream \"{upstream}\": {limit} is zero, so that no read could succeed; give it a value or use the default"
    )]
    ZeroLimit {
        /// The upstream.
        upstream: String,
        /// The field of [`ReadLimits`] or [`RateLimit`].
        limit: &'static str,
    },
    /// A header that can't be sent or that the host needs for itself.
    #[error(
        "upstream \"{upstream}\": {purpose} names the header \"{header}\", which {why}; correct the plugin's manifest"
    )]
    Header {
        /// The upstream.
        upstream: String,
        /// What the header is for.
        purpose: &'static str,
        /// The header, escaped and shortened.
        header: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// Two secrets of one name or in one header.
    #[error(
        "upstream \"{upstream}\": secret \"{secret}\" shares its name or its header with another one; \
         every secret needs its own"
    )]
    SecretsCollide {
        /// The upstream.
        upstream: String,
        /// The second of the two.
        secret: String,
    },
}

/// Judges a configuration. The manifest behind it comes from a guest, so its headers are checked like a guest's.
pub(super) fn check(config: &UpstreamConfig) -> Result<(Declared, Option<HeaderName>), UpstreamConfigError> {
    let upstream = || config.name.clone();
    let limits = &config.limits;
    for (zero, limit) in [
        (limits.connect_timeout.is_zero(), "connect_timeout"),
        (limits.total_timeout.is_zero(), "total_timeout"),
        (config.writes.total_timeout.is_zero(), "writes.total_timeout"),
        (limits.max_body_bytes == 0, "max_body_bytes"),
        (limits.max_header_bytes == 0, "max_header_bytes"),
        (limits.max_concurrent == 0, "max_concurrent"),
        (config.rate_limit.as_ref().is_some_and(|rate| rate.leak_per_second == 0), "leak_per_second"),
    ] {
        if zero {
            return Err(UpstreamConfigError::ZeroLimit { upstream: upstream(), limit });
        }
    }
    let parse = |text: &str, purpose| {
        HeaderName::from_bytes(text.as_bytes()).map_err(|_| UpstreamConfigError::Header {
            upstream: upstream(),
            purpose,
            header: super::denial::shown(text),
            why: "is no header name",
        })
    };
    let rate_header = config.rate_limit.as_ref().map(|rate| parse(&rate.header, "the rate limit")).transpose()?;
    let mut placements = Placements::new();
    let (mut names, mut headers) = (HashSet::new(), HashSet::new());
    for placement in &config.secrets {
        let header = parse(&placement.header, "a secret")?;
        if is_framing_header(header.as_str()) {
            return Err(UpstreamConfigError::Header {
                upstream: upstream(),
                purpose: "a secret",
                header: super::denial::shown(header.as_str()),
                why: "the host fills in by itself",
            });
        }
        if !names.insert(placement.secret.clone()) || !headers.insert(header.clone()) {
            return Err(UpstreamConfigError::SecretsCollide { upstream: upstream(), secret: placement.secret.clone() });
        }
        placements.push((placement.secret.clone(), header));
    }
    let mut plain = Vec::new();
    for text in &config.headers {
        let purpose = "a plain header";
        let header = parse(text, purpose)?;
        let refuse = |why| UpstreamConfigError::Header {
            upstream: upstream(),
            purpose,
            header: super::denial::shown(header.as_str()),
            why,
        };
        if is_reserved_header(header.as_str()) {
            return Err(refuse("only the host may fill in"));
        }
        if headers.contains(&header) {
            return Err(refuse("already carries a secret"));
        }
        plain.push(header);
    }
    Ok((Declared { placements, plain }, rate_header))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> UpstreamConfig {
        UpstreamConfig::new("recharge", "https://api.rechargeapps.com".parse().unwrap())
    }

    fn placement(secret: &str, header: &str) -> SecretPlacement {
        SecretPlacement { secret: secret.into(), header: header.into() }
    }

    #[test]
    fn a_secret_may_not_be_placed_in_a_header_that_frames_the_request() {
        for header in ["Host", "content-length", "Transfer-Encoding", "cookie", "x-forwarded-for", "Range", "a b", ""] {
            let mut config = config();
            config.secrets = vec![placement("token", header)];
            assert!(matches!(check(&config), Err(UpstreamConfigError::Header { .. })), "{header}");
        }
        for header in ["Authorization", "X-Recharge-Access-Token"] {
            let mut config = config();
            config.secrets = vec![placement("token", header)];
            assert!(check(&config).is_ok(), "{header}");
        }
    }

    #[test]
    fn a_plain_header_that_could_change_what_a_read_means_is_refused() {
        for header in [
            "Authorization",
            "Cookie",
            "Range",
            "if-range",
            "X-HTTP-Method",
            "X-HTTP-Method-Override",
            "x_http_method_override",
            "X-Method-Override",
            "X-Original-URL",
            "X-Rewrite-URL",
            "X-Real-IP",
            "User-Agent",
            "Referer",
            "HTTP2-Settings",
            "accept-encoding",
            "x-forwarded-for",
            "a b",
            "",
        ] {
            let mut config = config();
            config.headers = vec![header.into()];
            assert!(matches!(check(&config), Err(UpstreamConfigError::Header { .. })), "{header}");
        }
        let mut config = config();
        config.headers = vec!["Range".into()];
        assert_eq!(
            check(&config).unwrap_err().to_string(),
            "upstream \"recharge\": a plain header names the header \"range\", which only the host may fill in; \
             correct the plugin's manifest"
        );
        config.headers = vec!["X-Recharge-Version".into(), "Accept".into()];
        assert!(check(&config).is_ok());
    }

    #[test]
    fn a_header_never_carries_a_secret_and_a_plain_text() {
        let mut config = config();
        config.secrets = vec![placement("token", "X-Recharge-Access-Token")];
        config.headers = vec!["x-recharge-access-token".into()];
        assert!(matches!(check(&config), Err(UpstreamConfigError::Header { why: "already carries a secret", .. })));
    }

    #[test]
    fn two_secrets_never_share_a_header_or_a_name() {
        for second in [placement("token", "x-b"), placement("other", "X-A")] {
            let mut config = config();
            config.secrets = vec![placement("token", "x-a"), second];
            assert!(matches!(check(&config), Err(UpstreamConfigError::SecretsCollide { .. })));
        }
    }

    #[test]
    fn a_limit_of_zero_is_named() {
        let mut config = config();
        config.rate_limit = Some(RateLimit { header: "x-recharge-limit".into(), leak_per_second: 0 });
        let error = check(&config).unwrap_err();
        assert_eq!(
            error.to_string(),
            "upstream \"recharge\": leak_per_second is zero, so that no read could succeed; \
             give it a value or use the default"
        );
    }
}
