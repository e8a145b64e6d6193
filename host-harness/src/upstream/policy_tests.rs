//! Tests of the policy: tables of what passes and what doesn't, and properties over anything a guest could say.

use proptest::prelude::*;

use super::*;

const TOKEN_HEADER: &str = "x-recharge-access-token";

fn base() -> BaseUrl {
    "https://api.rechargeapps.com/api".parse().unwrap()
}

fn declared() -> Declared {
    Declared {
        placements: vec![("token".to_owned(), HeaderName::from_static(TOKEN_HEADER))],
        plain: ["x-recharge-version", "x-a"].map(HeaderName::from_static).into(),
    }
}

fn permit_read(read: &Read) -> Result<Checked, Denial> {
    permit(read, "recharge", &base(), &declared())
}

fn path(path: &str) -> Result<String, Denial> {
    permit_read(&Read::of(path)).map(|permitted| permitted.url.to_string())
}

fn query(pairs: &[(&str, &str)]) -> Result<String, Denial> {
    let query = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let permitted = permit_read(&Read { query, ..Read::of("/charges") })?;
    Ok(permitted.url.query().unwrap_or_default().to_owned())
}

fn header(name: &str, value: HeaderValue) -> Result<Checked, Denial> {
    permit_read(&Read { headers: vec![(name.to_owned(), value)], ..Read::of("/charges") })
}

fn plain(value: &str) -> HeaderValue {
    HeaderValue::Plain(value.to_owned())
}

fn secret(name: &str, value: &str) -> HeaderValue {
    HeaderValue::Secret { name: name.to_owned(), value: Arc::new(SecretString::from(value)) }
}

#[test]
fn plain_paths_are_joined_below_the_base() {
    for (given, url) in [
        ("/", "https://api.rechargeapps.com/api/"),
        ("/customers", "https://api.rechargeapps.com/api/customers"),
        ("/customers/", "https://api.rechargeapps.com/api/customers/"),
        ("/customers/12/delivery_schedule", "https://api.rechargeapps.com/api/customers/12/delivery_schedule"),
        ("/a%20b/%C3%A4", "https://api.rechargeapps.com/api/a%20b/%C3%A4"),
        ("/...", "https://api.rechargeapps.com/api/..."),
        ("/a.b/..c", "https://api.rechargeapps.com/api/a.b/..c"),
        ("/@evil.example", "https://api.rechargeapps.com/api/@evil.example"),
        ("/a:80;b=1,2!$&'()*+=", "https://api.rechargeapps.com/api/a:80;b=1,2!$&'()*+="),
    ] {
        assert_eq!(path(given).as_deref(), Ok(url), "{given}");
    }
}

#[test]
fn a_path_that_is_not_absolute_is_refused() {
    for given in ["", "customers", "https://evil.example/", ".evil.example/", "@evil.example", ":8080/"] {
        assert_eq!(path(given), Err(Denial::PathNotAbsolute), "{given}");
    }
}

#[test]
fn dot_segments_are_refused_in_every_spelling() {
    for given in [
        "/.",
        "/..",
        "/../store",
        "/a/..",
        "/a/../b",
        "/a/./b",
        "/%2e",
        "/%2E%2e/store",
        "/.%2e",
        "/%2e./store",
        "/..;x=1/store",
        "/%2e%2e;/store",
        "/..%3bx/store",
    ] {
        assert_eq!(path(given), Err(Denial::PathDotSegment), "{given}");
    }
}

#[test]
fn empty_segments_are_refused() {
    for given in ["//", "//evil.example/", "/a//b", "/a//"] {
        assert_eq!(path(given), Err(Denial::PathEmptySegment), "{given}");
    }
}

#[test]
fn characters_that_end_or_split_a_path_are_refused_where_they_stand() {
    for (given, shown, at) in [
        ("/a?b=1", "'?'", 2),
        ("/a#b", "'#'", 2),
        ("/\\evil.example", "'\\\\'", 1),
        ("/a b", "' '", 2),
        ("/a\r\nHost: evil.example", "'\\r'", 2),
        ("/a\nb", "'\\n'", 2),
        ("/a\0", "'\\u{0}'", 2),
        ("/a\u{7f}", "'\\u{7f}'", 2),
        ("/ä", "'\\u{e4}'", 1),
        ("/a\u{2025}", "'\\u{2025}'", 2),
        ("/[::1]", "'['", 1),
        ("/{id}", "'{'", 1),
    ] {
        assert_eq!(path(given), Err(Denial::PathCharacter { character: shown.to_owned(), at }), "{given:?}");
    }
}

#[test]
fn escapes_may_not_be_broken_or_hide_separators() {
    for (given, escape) in [
        ("/%", "%"),
        ("/%2", "%2"),
        ("/%zz", "%zz"),
        ("/%+1", "%+1"),
        ("/a%2fb", "%2f"),
        ("/a%2F..%2Fb", "%2F"),
        ("/%5c", "%5c"),
        ("/%00", "%00"),
        ("/%0d%0aX: 1", "%0d"),
        ("/%7F", "%7F"),
        ("/%252e%252e", "%25"),
        ("/%ä1", "%\\u{e4}1"),
    ] {
        let at = given.find('%').unwrap();
        assert_eq!(path(given), Err(Denial::PathEscape { escape: escape.to_owned(), at }), "{given}");
    }
}

#[test]
fn the_length_of_a_path_is_bounded() {
    let longest = format!("/{}", "a".repeat(MAX_PATH_BYTES - 1));
    assert!(path(&longest).is_ok());
    let denial = path(&format!("{longest}a")).unwrap_err();
    assert_eq!(denial.to_string(), "the path has 2049 bytes and 2048 are allowed: put identifiers into the query");
}

#[test]
fn the_host_encodes_the_query() {
    for (pairs, encoded) in [
        (&[][..], ""),
        (&[("email", "a+b@example.com")][..], "email=a%2Bb%40example.com"),
        (&[("q", "a b")][..], "q=a%20b"),
        (&[("status", "queued,skipped"), ("limit", "250")][..], "status=queued,skipped&limit=250"),
        (&[("a&b=c", "&d=e#f?g")][..], "a%26b%3Dc=%26d%3De%23f%3Fg"),
        (&[("empty", "")][..], "empty="),
        (&[("name", "Jörg")][..], "name=J%C3%B6rg"),
        (&[("raw", "%2e'\"")][..], "raw=%252e%27%22"),
        (&[("same", "1"), ("same", "2")][..], "same=1&same=2"),
    ] {
        assert_eq!(query(pairs).as_deref(), Ok(encoded), "{pairs:?}");
    }
}

#[test]
fn queries_without_names_with_control_characters_or_too_large_are_refused() {
    assert_eq!(query(&[("a", "1"), ("", "2")]), Err(Denial::QueryNameEmpty { index: 1 }));
    for bad in ["\r\n", "a\nb", "\0", "\u{7f}", "\u{85}"] {
        assert_eq!(query(&[("a", bad)]), Err(Denial::QueryControl { index: 0 }), "{bad:?}");
        assert_eq!(query(&[(bad, "a")]), Err(Denial::QueryControl { index: 0 }), "{bad:?}");
    }
    let pairs = vec![("a", "1"); MAX_QUERY_PAIRS + 1];
    assert_eq!(query(&pairs), Err(Denial::QueryTooMany { count: 33, limit: 32 }));
    // Counted as it is sent: every one of these takes three bytes.
    let long = "+".repeat(MAX_QUERY_BYTES / 3 + 1);
    assert_eq!(query(&[("a", &long)]), Err(Denial::QueryTooLong { limit: MAX_QUERY_BYTES }));
}

#[test]
fn headers_of_the_host_are_refused_in_any_case() {
    for name in [
        "Host",
        "AUTHORIZATION",
        "cookie",
        "Set-Cookie",
        "accept-encoding",
        "Connection",
        "Keep-Alive",
        "content-length",
        "Content-Encoding",
        "transfer-encoding",
        "TE",
        "trailer",
        "Upgrade",
        "expect",
        "Proxy-Authorization",
        "proxy-connection",
        "Forwarded",
        "Via",
        "X-Forwarded-For",
        "x-forwarded-host",
        "Sec-Fetch-Site",
        "X-HTTP-Method-Override",
        "x_http_method_override",
        "X-HTTP-Method",
        "X-Method-Override",
        "X-Original-URL",
        "X-Rewrite-URL",
        "X-Real-IP",
        "User-Agent",
        "Referer",
        "Range",
        "If-Range",
        "HTTP2-Settings",
    ] {
        let header_name = name.to_ascii_lowercase();
        let denial = header(name, plain("x")).err();
        assert_eq!(denial, Some(Denial::HeaderReserved { header: header_name }), "{name}");
    }
}

#[test]
fn only_known_and_declared_headers_pass() {
    for name in ["Accept", "Accept-Language", "IF-NONE-MATCH", "X-Recharge-Version", "x-a"] {
        assert!(header(name, plain("2021-11")).is_ok(), "{name}");
    }
    for name in ["X-Anything", "Content-Type", "If-Match", "Cache-Control", "X-Recharge-Version-2"] {
        assert!(matches!(header(name, plain("x")).err(), Some(Denial::HeaderUndeclared { .. })), "{name}");
    }
    assert_eq!(
        header("X-Anything", plain("x")).err().map(|denial| denial.to_string()).as_deref(),
        Some(
            "the header \"x-anything\" isn't declared for upstream \"recharge\": declare it there in the manifest, \
             or leave it out"
        )
    );
}

#[test]
fn header_names_and_values_stay_within_one_line_of_visible_ascii() {
    for name in ["", "a b", "a:b", "a\r\nb", "ä", "a\0"] {
        assert!(matches!(header(name, plain("x")).err(), Some(Denial::HeaderName { .. })), "{name:?}");
    }
    for value in ["a\r\nX-Evil: 1", "a\nb", "a\rb", "\t", "a\0b", "ä", "\u{7f}"] {
        let denial = header("x-a", plain(value)).err();
        assert_eq!(denial, Some(Denial::HeaderValue { header: "x-a".to_owned() }), "{value:?}");
    }
}

#[test]
fn headers_are_bounded_in_number_and_size_and_given_once() {
    let read = |headers| permit_read(&Read { headers, ..Read::of("/") }).err();
    let many = (0..=MAX_HEADERS).map(|number| (format!("x-{number}"), plain("1"))).collect();
    assert_eq!(read(many), Some(Denial::HeaderTooMany { count: 33, limit: 32 }));
    let large = vec![("x-a".to_owned(), plain(&"a".repeat(MAX_HEADER_BYTES)))];
    assert_eq!(read(large), Some(Denial::HeadersTooLong { limit: MAX_HEADER_BYTES }));
    let twice = vec![("X-A".to_owned(), plain("1")), ("x-a".to_owned(), plain("2"))];
    assert_eq!(read(twice), Some(Denial::HeaderTwice { header: "x-a".to_owned() }));
}

#[test]
fn a_secret_goes_into_its_own_header_of_its_own_upstream_and_nowhere_else() {
    let permitted = header("X-Recharge-Access-Token", secret("token", "tok-canary")).unwrap();
    assert_eq!(permitted.secrets.len(), 1);
    assert_eq!(permitted.secrets[0].0, TOKEN_HEADER);
    assert!(permitted.plain.is_empty());

    let wrong_header = header("x-other", secret("token", "tok-canary")).err().unwrap();
    assert_eq!(
        wrong_header.to_string(),
        "the secret \"token\" goes into the header \"x-recharge-access-token\" and not into \"x-other\": \
         use the header that the manifest declares"
    );
    let elsewhere = header(TOKEN_HEADER, secret("shop-token", "tok-canary")).err().unwrap();
    assert_eq!(
        elsewhere.to_string(),
        "the secret \"shop-token\" isn't declared for upstream \"recharge\": it goes only where the manifest says; \
         declare it there, or read from its own upstream"
    );
    let as_text = header("X-Recharge-ACCESS-Token", plain("tok-canary")).err().unwrap();
    assert_eq!(
        as_text.to_string(),
        "the header \"x-recharge-access-token\" carries the secret \"token\": give that secret's handle, not a text"
    );
    for (value, denial) in [wrong_header, elsewhere, as_text].iter().map(|denial| (format!("{denial:?}"), denial)) {
        assert!(!format!("{value}{denial}").contains("canary"), "{value}");
    }
}

#[test]
fn a_secret_that_no_header_can_carry_is_refused_without_showing_it() {
    for value in ["", "tok canary", "tok-canary\r\nx: 1", "tok-canäry"] {
        let denial = header(TOKEN_HEADER, secret("token", value)).err().unwrap();
        assert_eq!(
            denial.to_string(),
            "the value kept for the secret \"token\" can't be sent in a header: connect again with the right one"
        );
    }
}

/// Paths made of the pieces that have fooled parsers before, and of anything.
fn tricky_path() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("/".to_owned()),
        Just("..".to_owned()),
        Just("%2e".to_owned()),
        Just("%2F".to_owned()),
        Just("\\".to_owned()),
        Just("@evil.example".to_owned()),
        Just(":8080".to_owned()),
        Just("?".to_owned()),
        Just("#".to_owned()),
        Just("\r\n".to_owned()),
        Just(";".to_owned()),
        "[a-zA-Z0-9._~%:@!$&'()*+,;=-]{0,6}",
        any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..8).prop_map(|pieces| format!("/{}", pieces.concat()))
}

/// What a server that is as lenient as they come would resolve the path to.
fn resolved(path: &str) -> Option<Vec<String>> {
    let mut decoded = path.to_owned();
    for _ in 0..3 {
        decoded = percent_decode_str(&decoded).decode_utf8_lossy().into_owned();
    }
    let mut segments = Vec::new();
    for segment in decoded.split(['/', '\\']) {
        match segment.split(';').next().unwrap_or_default() {
            "" | "." => {}
            ".." => drop(segments.pop()?),
            name => segments.push(name.to_owned()),
        }
    }
    Some(segments)
}

proptest! {
    #[test]
    fn nothing_that_passes_leaves_the_base(
        path in tricky_path(),
        query in proptest::collection::vec((any::<String>(), any::<String>()), 0..4),
    ) {
        let read = Read { query: query.clone(), ..Read::of(&path) };
        if let Ok(permitted) = permit_read(&read) {
            let sent = Url::parse(permitted.url.as_str()).unwrap();
            prop_assert_eq!(sent.scheme(), "https");
            prop_assert_eq!(sent.host_str(), Some("api.rechargeapps.com"));
            prop_assert_eq!(sent.port_or_known_default(), Some(443));
            prop_assert_eq!(sent.username(), "");
            prop_assert_eq!(sent.password(), None);
            prop_assert_eq!(sent.fragment(), None);
            prop_assert_eq!(sent.path(), format!("/api{path}"));
            let resolved = resolved(sent.path());
            prop_assert_eq!(resolved.as_ref().and_then(|segments| segments.first()).map(String::as_str), Some("api"));
            // The server reads the very pairs the guest gave.
            let received: Vec<(String, String)> = sent.query_pairs().into_owned().collect();
            prop_assert_eq!(received, query);
        }
    }

    #[test]
    fn no_line_break_passes_anywhere(
        place in 0_usize..5,
        before in "[a-z]{0,4}",
        line_break in prop_oneof![Just("\r"), Just("\n"), Just("\r\n")],
        after in "[a-z: ]{0,8}",
    ) {
        let text = format!("{before}{line_break}{after}");
        let mut read = Read::of("/charges");
        match place {
            0 => read.path.push_str(&text),
            1 => read.query.push((text, "1".to_owned())),
            2 => read.query.push(("a".to_owned(), text)),
            3 => read.headers.push((text, plain("1"))),
            _ => read.headers.push(("x-a".to_owned(), plain(&text))),
        }
        prop_assert!(permit_read(&read).is_err());
    }

    #[test]
    fn plain_headers_that_pass_are_declared_and_no_secrets(
        name in prop_oneof!["[!-~]{1,20}", "(?i)(x-a|accept|range|x-recharge-version|x-recharge-access-token)"],
        value in "[ -~]{0,20}",
    ) {
        if let Ok(permitted) = header(&name, plain(&value)) {
            let (sent, text) = &permitted.plain[0];
            prop_assert!(declared().plain.contains(sent) || ALWAYS_ALLOWED.contains(&sent.as_str()));
            prop_assert!(!is_reserved_header(sent.as_str()) && *sent != TOKEN_HEADER);
            prop_assert_eq!(text.to_str().unwrap(), value);
        }
    }
}
