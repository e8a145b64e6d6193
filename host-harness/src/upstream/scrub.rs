//! Takes secrets out of what comes back. An upstream that reflects headers, in an error page, say, would otherwise tell
//! a guest the token it may never see. Some remember, too: what was sent with one read may come back with the next, so
//! every answer is searched for all secrets that were sent lately.
//!
//! Found are the value itself and the spellings it commonly gets: percent-encoded, JSON-escaped, any mixture of the two,
//! and base64 in both alphabets at any offset; all of them in any case, because names of headers lose theirs. Not found
//! is what is computed from it in other ways; whoever runs the upstream knows the token anyway.

use std::collections::VecDeque;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

/// What stands where a secret was.
const PLACEHOLDER: &[u8] = b"[secret]";

/// Shorter base64 texts are found by chance in any body.
const MIN_BASE64: usize = 8;

type Needle = Zeroizing<Vec<u8>>;

/// The secrets that were sent lately, in memory alone; they are wiped when they are dropped.
pub(super) struct Remembered {
    /// The one that was sent last is the last.
    secrets: VecDeque<Arc<SecretString>>,
    most: usize,
    scrubber: Arc<Scrubber>,
}

impl Remembered {
    /// Remembers so many distinct values; of more, those sent last.
    pub fn new(most: usize) -> Self {
        Self { secrets: VecDeque::new(), most, scrubber: Arc::new(Scrubber::new([])) }
    }

    /// Remembers these values, and gives what finds them and all others.
    pub fn note<'a>(&mut self, secrets: impl IntoIterator<Item = &'a Arc<SecretString>>) -> Arc<Scrubber> {
        let mut changed = false;
        for secret in secrets {
            let known = self.secrets.iter().position(|known| known.expose_secret() == secret.expose_secret());
            match known.and_then(|index| self.secrets.remove(index)) {
                Some(known) => self.secrets.push_back(known),
                None => {
                    self.secrets.push_back(Arc::clone(secret));
                    changed = true;
                }
            }
        }
        while self.secrets.len() > self.most {
            changed |= self.secrets.pop_front().is_some();
        }
        if changed {
            self.scrubber = Arc::new(Scrubber::new(self.secrets.iter().map(AsRef::as_ref)));
        }
        Arc::clone(&self.scrubber)
    }
}

/// The spellings of some secrets.
pub(super) struct Scrubber {
    needles: Vec<Needle>,
    /// Which bytes a spelling can start with.
    starts: [bool; 256],
}

impl Scrubber {
    /// For these secrets.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a SecretString>) -> Self {
        let mut needles = Vec::new();
        for secret in secrets {
            let value = secret.expose_secret().as_bytes();
            if !value.is_empty() {
                needles.push(Zeroizing::new(value.to_vec()));
                needles.extend(base64_spellings(value));
            }
        }
        // The longest first, so that of two secrets one of which starts with the other nothing is left over.
        needles.sort_by_key(|needle: &Needle| std::cmp::Reverse(needle.len()));
        let mut starts = [false; 256];
        for byte in needles.iter().filter_map(|needle| needle.first()).chain(b"%\\") {
            for byte in [byte.to_ascii_lowercase(), byte.to_ascii_uppercase()] {
                if let Some(start) = starts.get_mut(usize::from(byte)) {
                    *start = true;
                }
            }
        }
        Self { needles, starts }
    }

    /// The body without secrets; the very same one when there is none in it.
    pub fn body(&self, body: Bytes) -> Bytes {
        self.scrubbed(&body).map_or(body, Bytes::from)
    }

    /// A header's name or value without secrets. Bytes that are no UTF-8 are replaced.
    pub fn text(&self, value: &[u8]) -> String {
        let scrubbed = self.scrubbed(value);
        String::from_utf8_lossy(scrubbed.as_deref().unwrap_or(value)).into_owned()
    }

    fn scrubbed(&self, input: &[u8]) -> Option<Vec<u8>> {
        if self.needles.is_empty() {
            return None;
        }
        let mut output: Option<Vec<u8>> = None;
        let (mut rest, mut clean) = (input, input);
        while let Some((first, tail)) = rest.split_first() {
            let found = if self.starts.get(usize::from(*first)).copied().unwrap_or(false) {
                self.needles.iter().find_map(|needle| spelled(rest, needle))
            } else {
                None
            };
            let Some(length) = found else {
                rest = tail;
                continue;
            };
            let before = clean.len().saturating_sub(rest.len());
            let output = output.get_or_insert_with(|| Vec::with_capacity(input.len()));
            output.extend_from_slice(clean.get(..before).unwrap_or_default());
            output.extend_from_slice(PLACEHOLDER);
            rest = rest.get(length..).unwrap_or_default();
            clean = rest;
        }
        if let Some(output) = &mut output {
            output.extend_from_slice(clean);
        }
        output
    }
}

/// How many bytes at the start of `input` spell `needle`; nothing when they don't.
fn spelled(input: &[u8], needle: &[u8]) -> Option<usize> {
    if input.get(..needle.len()).is_some_and(|start| start.eq_ignore_ascii_case(needle)) {
        return Some(needle.len());
    }
    let mut rest = input;
    for byte in needle {
        rest = rest.get(spelling_length(rest, *byte)?..)?;
    }
    Some(input.len().saturating_sub(rest.len()))
}

/// How many bytes at the start of `input` spell this byte, in either case: itself, "%HH", "\u00HH" or a JSON escape.
fn spelling_length(input: &[u8], byte: u8) -> Option<usize> {
    let hex = |digits: Option<&[u8]>| {
        let digits = std::str::from_utf8(digits?).ok().filter(|text| text.bytes().all(|b| b.is_ascii_hexdigit()))?;
        u8::from_str_radix(digits, 16).ok()
    };
    let same = |other: u8| other.eq_ignore_ascii_case(&byte);
    match input {
        [b'%', ..] if hex(input.get(1..3)).is_some_and(same) => Some(3),
        [b'\\', b'u', b'0', b'0', ..] if hex(input.get(4..6)).is_some_and(same) => Some(6),
        [b'\\', escaped, ..] if *escaped == byte && b"\"\\/".contains(escaped) => Some(2),
        [plain, ..] if same(*plain) => Some(1),
        _ => None,
    }
}

/// What base64 makes of a value, whatever stands before and after it: the characters that the value alone decides, for
/// each of the three offsets it may have.
fn base64_spellings(value: &[u8]) -> Vec<Needle> {
    let mut needles: Vec<Needle> = Vec::new();
    for (offset, undecided) in [(0_usize, 0_usize), (1, 2), (2, 3)] {
        let mut padded = Zeroizing::new(vec![0; offset]);
        padded.extend_from_slice(value);
        let decided = padded.len().saturating_mul(8) / 6;
        for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
            let encoded = Zeroizing::new(engine.encode(padded.as_slice()));
            let core = encoded.as_bytes().get(undecided..decided).unwrap_or_default();
            if core.len() >= MIN_BASE64 && !needles.iter().any(|needle| needle.as_slice() == core) {
                needles.push(Zeroizing::new(core.to_vec()));
            }
        }
    }
    needles
}

#[cfg(test)]
mod tests {
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
    use proptest::prelude::*;

    use super::*;

    const TOKEN: &str = "sk_1x1_canary/0+9\"\\~";

    fn scrub(token: &str, text: &str) -> String {
        let secret = SecretString::from(token);
        let scrubber = Scrubber::new([&secret]);
        assert_eq!(scrubber.text(text.as_bytes()).as_bytes(), scrubber.body(Bytes::from(text.to_owned())));
        scrubber.text(text.as_bytes())
    }

    #[test]
    fn every_common_spelling_is_found() {
        let json = TOKEN.replace('\\', "\\\\").replace('"', "\\\"");
        let all_escaped: String = TOKEN.bytes().map(|byte| format!("\\u{:04X}", byte)).collect();
        let all_percent: String = TOKEN.bytes().map(|byte| format!("%{byte:02x}")).collect();
        for spelling in [
            TOKEN.to_owned(),
            json.clone(),
            json.replace('/', "\\/"),
            all_escaped,
            all_percent,
            utf8_percent_encode(TOKEN, NON_ALPHANUMERIC).to_string(),
        ] {
            assert_eq!(scrub(TOKEN, &format!("a{spelling}b{spelling}")), "a[secret]b[secret]", "{spelling}");
        }
    }

    #[test]
    fn base64_is_found_at_every_offset() {
        for (prefix, suffix) in [("", ""), ("u:", ""), ("x", "y"), ("user:", "::end"), ("four", "")] {
            let whole = format!("{prefix}{TOKEN}{suffix}");
            for encoded in [STANDARD_NO_PAD.encode(&whole), URL_SAFE_NO_PAD.encode(&whole)] {
                assert!(scrub(TOKEN, &encoded).contains("[secret]"), "{prefix:?} {encoded}");
            }
        }
    }

    #[test]
    fn a_body_without_the_secret_is_passed_on_untouched() {
        let body = Bytes::from_static(b"{\"subscriptions\":[],\"x\":\"sk_1x1_canar 100% \\\\ \\u00\"}");
        let secret = SecretString::from(TOKEN);
        let scrubbed = Scrubber::new([&secret]).body(body.clone());
        assert_eq!(scrubbed.as_ptr(), body.as_ptr());
        assert_eq!(scrubbed, body);
    }

    #[test]
    fn of_two_secrets_the_longer_one_leaves_nothing_over() {
        let (short, long) = (SecretString::from("token"), SecretString::from("token-longer"));
        assert_eq!(Scrubber::new([&short, &long]).text(b"token-longer token"), "[secret] [secret]");
    }

    #[test]
    fn a_secret_is_found_in_any_case() {
        let lower = TOKEN.to_ascii_lowercase();
        let percent = utf8_percent_encode(&TOKEN.to_ascii_uppercase(), NON_ALPHANUMERIC).to_string();
        for spelling in [lower, TOKEN.to_ascii_uppercase(), percent.to_ascii_lowercase(), percent] {
            assert_eq!(scrub(TOKEN, &format!("x-{spelling}")), "x-[secret]", "{spelling}");
        }
    }

    #[test]
    fn the_values_sent_last_are_remembered_and_older_ones_make_room() {
        let secrets = ["canary-1", "canary-2", "canary-3"].map(|value| Arc::new(SecretString::from(value)));
        let [first, second, third] = &secrets;
        let mut remembered = Remembered::new(2);
        remembered.note([first, second]);
        remembered.note([first]);
        let scrubber = remembered.note([third]);
        assert_eq!(scrubber.text(b"canary-1 canary-2 canary-3"), "[secret] canary-2 [secret]");
        // The same value again takes no second place.
        let again = Arc::new(SecretString::from("canary-3"));
        assert!(Arc::ptr_eq(&scrubber, &remembered.note([&again])));
        assert_eq!(remembered.secrets.len(), 2);
    }

    proptest! {
        #[test]
        fn no_secret_survives_wherever_it_stands(
            token in "[!-~]{8,80}",
            before in "[ -~]{0,40}",
            after in "[ -~]{0,40}",
        ) {
            let text = format!("{before}{token}{after}");
            // The placeholder and what is around it may happen to spell the token again; only then may it be there.
            prop_assume!(!PLACEHOLDER.starts_with(token.as_bytes()) && token != "[secret]");
            prop_assert!(!scrub(&token, &text).contains(&token));
        }
    }
}
